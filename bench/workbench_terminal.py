"""What the workbench's terminals cost: throughput against asyncssh alone, Ctrl-C in a flood, key echo, memory.

A long way is a relay that holds every byte back for half a round trip: kernels without netem know no other. The browser
of the flood parses 20 MB a second, as fast a real one does at its best.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import uvloop

from bench.row import Row
from bench.workbench_far import far
from bench.workbench_kit import Place, browser, place, plain

MB = 1_000_000
_TEXT_BYTES = 100 * MB
_ROUNDS = 5
_PARSES = 20 * MB
_KEYS = 300
_BETWEEN_KEYS = 0.02
_IDLE = 1000
_PER_SESSION = 10
_ALONE = 50
_PROMPT = b"zuka-prompt"


def run() -> list[Row]:
    """Every row."""
    with place() as where:
        rows = uvloop.run(_busy_rows(where))
    limits = {
        "ZUKA_WORKBENCH__SESSIONS_PER_USER": "1000",
        "ZUKA_WORKBENCH__TERMINALS_PER_SESSION": str(_PER_SESSION),
    }
    with place(**limits) as where:
        return rows + uvloop.run(_memory(where))


async def _busy_rows(where: Place) -> list[Row]:
    return [*await _throughput(where), *await _interrupts(where), *await _echoes(where)]


# Throughput.


async def _throughput(where: Place) -> list[Row]:
    with tempfile.TemporaryDirectory() as directory:
        text = Path(directory, "text")
        wanted = _write_text(text)
        pairs, equal = [], True
        for _ in range(_ROUNDS):
            alone, first = await _cat_plain(where, text)
            ours, second = await _cat_ours(where, text)
            pairs.append((alone, ours))
            equal = equal and first == second == wanted
    ratio = statistics.median(ours / alone for alone, ours in pairs)
    return [
        Row(
            "Terminal: cat of 100 MB, asyncssh alone",
            "MB/s",
            statistics.median(a for a, _ in pairs),
            "",
            True,
        ),
        Row(
            "Terminal: cat of 100 MB, to the browser",
            "MB/s",
            statistics.median(o for _, o in pairs),
            "",
            True,
        ),
        Row("Terminal: cat of 100 MB, ours ÷ alone", "ratio", ratio, "≥ 0.85", ratio >= 0.85),
        Row("Terminal: bytes of 100 MB are equal by hash", "", float(equal), "= 1", equal),
    ]


def _write_text(path: Path) -> str:
    line = "{:09d} The quick brown fox 敏捷的棕色狐狸 jumps over the lazy dog 懒狗 0123456789\n"
    with path.open("wb") as file:
        number = size = 0
        while size < _TEXT_BYTES:
            block = "".join(line.format(number + one) for one in range(1000)).encode()
            number, size = number + 1000, size + len(block)
            file.write(block[: _TEXT_BYTES - size + len(block)])
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _command(text: Path) -> bytes:
    return f"stty -onlcr -echo; printf 'beg''in'; cat {text}; printf 'e''nd'\n".encode()


async def _cat_plain(where: Place, text: Path) -> tuple[float, str]:
    async with plain(where.machine) as shell:
        shell.stdin.write(_command(text))

        async def read() -> bytes:
            return await shell.stdout.read(256 * 1024)

        return await _counted(read)


async def _cat_ours(where: Place, text: Path) -> tuple[float, str]:
    session = await asyncio.to_thread(where.session)
    terminal = await asyncio.to_thread(where.terminal, session)
    try:
        async with browser(where, terminal) as page:
            await page.type(_command(text))
            return await _counted(page.read)
    finally:
        await asyncio.to_thread(where.call, "DELETE", f"/sessions/{session}")


async def _counted(read: Callable[[], Awaitable[bytes]]) -> tuple[float, str]:
    """MB/s of the text, and its hash."""
    head = b""
    while b"begin" not in head:
        head += await read()
    started = time.perf_counter()
    digest, body = hashlib.sha256(), head.partition(b"begin")[2]
    count = len(body)
    digest.update(body)
    while count < _TEXT_BYTES:
        piece = (await read())[: _TEXT_BYTES - count]
        count += len(piece)
        digest.update(piece)
    return _TEXT_BYTES / MB / (time.perf_counter() - started), digest.hexdigest()


# Ctrl-C.


async def _interrupts(where: Place) -> list[Row]:
    rows = []
    with far(where.server.http_port) as web, far(where.machine.port) as ssh:
        for name, web_port, ssh_port in (("browser", web, None), ("machine", None, ssh)):
            took = await _interrupt(where, web_port, ssh_port)
            longest = max(took) * 1000
            label = f"Terminal: Ctrl-C in a flood, {name} 50 ms away, until the prompt"
            rows += [
                Row(f"{label}, median", "ms", statistics.median(took) * 1000, "", True),
                Row(f"{label}, longest", "ms", longest, "≤ 300", longest <= 300),
            ]
    return rows


async def _interrupt(where: Place, web_port: int | None, ssh_port: int | None) -> list[float]:
    session = await asyncio.to_thread(where.session, port=ssh_port)
    terminal = await asyncio.to_thread(where.terminal, session)
    took = []
    async with browser(where, terminal, port=web_port, rate=_PARSES) as page:
        await page.type(b"PS1=zuka-'prompt> '\n")
        await page.until(_PROMPT)
        for _ in range(7):
            before = page.received
            await page.type(b"yes 'a flood of text that never ends by itself'\n")
            while page.received < before + 10 * MB:
                await page.read()
            started = time.perf_counter()
            await page.type(b"\x03")
            await page.until(_PROMPT)
            took.append(time.perf_counter() - started)
    await asyncio.to_thread(where.call, "DELETE", f"/sessions/{session}")
    return took


# Key echo.


async def _echoes(where: Place) -> list[Row]:
    session = await asyncio.to_thread(where.session)
    terminal = await asyncio.to_thread(where.terminal, session)
    async with browser(where, terminal) as page, plain(where.machine) as shell:
        await page.type(b"stty -icanon; echo rea''dy; cat >/dev/null\n")
        await page.until(b"ready")
        shell.stdin.write(b"stty -icanon; echo rea''dy; cat >/dev/null\n")
        while b"ready" not in await shell.stdout.read(65536):
            pass

        async def ours() -> None:
            await page.type(b"k")
            await page.read()

        async def alone() -> None:
            shell.stdin.write(b"k")
            await shell.stdout.read(1024)

        idle, idle_alone = await _keys(ours, alone)
        with _three_transfers(where, session):
            busy, busy_alone = await _keys(ours, alone)
    await asyncio.to_thread(where.call, "DELETE", f"/sessions/{session}")
    added, added_busy = idle - idle_alone, busy - busy_alone
    return [
        Row("Terminal: key echo, asyncssh alone, p95", "ms", idle_alone, "", True),
        Row("Terminal: key echo added by us, idle, p95", "ms", added, "≤ 5", added <= 5),
        Row("Terminal: key echo, three transfers running, asyncssh alone, p95", "ms", busy_alone, "", True),
        Row("Terminal: key echo added by us, three transfers running, p95", "ms", added_busy, "≤ 20", added_busy <= 20),
    ]  # fmt: skip


async def _keys(
    ours: Callable[[], Awaitable[None]], alone: Callable[[], Awaitable[None]]
) -> tuple[float, float]:
    """Milliseconds of a key's echo, p95, of both; they take turns."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(_KEYS):
        for times, press in zip(took, (ours, alone), strict=True):
            started = time.perf_counter()
            await press()
            times.append((time.perf_counter() - started) * 1000)
            await asyncio.sleep(_BETWEEN_KEYS)
    return _p95(took[0]), _p95(took[1])


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


@contextlib.contextmanager
def _three_transfers(where: Place, session: str) -> Iterator[None]:
    """Three downloads of the session's files, each by a browser of its own, over and over."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory, "file")
        with file.open("wb") as made:
            made.truncate(1 << 30)
        url = f"{where.server.url}/api/v1/workbench/sessions/{session}/files/download?path={file}"
        cookie = "; ".join(f"{one.name}={one.value}" for one in where.client.cookies.jar)
        # Their browsers are on machines of their own; here they come last.
        downloads = ["curl", "-sf", "-H", f"Cookie: {cookie}", *([url] * 50)]
        command = ["nice", "-n", "19", *downloads]
        transfers = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(3)]
        try:
            time.sleep(1)
            assert all(one.poll() is None for one in transfers), "the downloads do not run"
            yield
            assert all(one.poll() is None for one in transfers), "the downloads have ended"
        finally:
            for one in transfers:
                one.kill()
                one.wait()


# Memory.


async def _memory(where: Place) -> list[Row]:
    before = where.resident()
    alone = [(one, where.terminal(one)) for one in (where.session() for _ in range(_ALONE))]
    await asyncio.sleep(2)
    each = (where.resident() - before) / _ALONE / MB
    for session, _ in alone:
        where.call("DELETE", f"/sessions/{session}")
    before = where.resident()
    terminals = list(_many(where))
    await asyncio.sleep(2)
    shared = (where.resident() - before) / _IDLE / MB
    answered = 0
    for terminal in terminals[:: _IDLE // 20]:
        async with browser(where, terminal) as page:
            await page.type(b"echo ans''wered\n")
            await page.until(b"answered")
            answered += 1
    return [
        Row("Terminal: memory of an idle one with a session of its own", "MB", each, "≤ 1", each <= 1),
        Row(f"Terminal: memory of each of {_IDLE}, {_PER_SESSION} in a session", "MB", shared, "≤ 1", shared <= 1),
        Row("Terminal: idle ones in one process, all answering", "", float(len(terminals)), "≥ 1000",
            len(terminals) >= _IDLE and answered == 20),
    ]  # fmt: skip


def _many(where: Place) -> Iterator[str]:
    for _ in range(_IDLE // _PER_SESSION):
        session = where.session()
        for _ in range(_PER_SESSION):
            yield where.terminal(session)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    for row in run():
        verdict = f"{row.must}  {'ok' if row.ok else 'MISSED'}" if row.must else ""
        print(f"{row.name:75} {row.value:10.2f} {row.unit:6} {verdict}")
