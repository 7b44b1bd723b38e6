"""Files of the workbench against OpenSSH's own `sftp`, on the same sshd and in the same run.

The API runs in a process of its own, as `zuka serve` runs it; files lie in memory on both ends, so that no disk decides.
For the distance a relay holds every byte back for half a round trip: netem would do the same, but not every kernel has
it. Both sides go through the relay.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import io
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.row import Row

_MIB = 1 << 20
_BULK = 1024 * _MIB
_CHUNK = 16 * _MIB
_ROUNDS = 3
_FILES, _TRIP_SECONDS = 5_000, 0.030
_SAMPLE = 250
"""`sftp -r` would need a quarter of an hour for all of them; each file costs it the same round trips."""
_COPIED = 2_000
_ENTRIES, _LISTINGS = 10_000, 7
_KEPT_SECONDS = 2.0
"""The server hangs up after five seconds without a request."""
_MEMORY = Path("/dev/shm")


def run() -> list[Row]:
    """Takes two or three minutes."""
    from harness.sshd import sshd  # noqa: PLC0415  # The other roles of this file run without the tests' harness.

    folder = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=folder) as name, contextlib.ExitStack() as stack:
        here = Path(name)
        # Whatever root's ~/.bashrc does here is no part of what is measured.
        server = stack.enter_context(sshd(here / "sshd", "SetEnv SHLVL=2"))
        api = stack.enter_context(_api(here))
        rows = _bulk(here, server, api)
        rows += _listing(here, server, api)
        far = stack.enter_context(_child("relay", str(server.port), str(_TRIP_SECONDS / 2)))
        rows += _small_files(here, server, api, far)
        second = stack.enter_context(sshd(here / "second", "SetEnv SHLVL=2"))
        beyond = stack.enter_context(_child("relay", str(second.port), str(_TRIP_SECONDS / 2)))
        return rows + _between(here, api, api.session(server, far), api.session(second, beyond))


class _Api:
    """A renter's calls, over one connection that stays open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self.port, self.cookie, self._used_at = port, "", 0.0

    def call(self, verb: str, path: str, body: Any = None) -> Any:
        raw = not isinstance(body, dict)
        data = body if raw else json.dumps(body)
        headers = {"Content-Type": "application/octet-stream" if raw else "application/json"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if time.monotonic() - self._used_at > _KEPT_SECONDS:
            self._connection.close()
        self._connection.request(verb, f"/api/v1{path}", body=data, headers=headers)
        answer = self._connection.getresponse()
        text = answer.read()
        self._used_at = time.monotonic()
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        if answer.status >= 400:
            raise RuntimeError(f"{verb} {path}: {text[:500]!r}")
        return json.loads(text) if text else None

    def session(self, server: Any, port: int) -> str:
        """A connected session; the host key is accepted on the way. Where its files are."""
        draft = {
            "host": "127.0.0.1", "port": port, "username": server.user, "auth": "key",
            "private_key": server.private_key,
        }  # fmt: skip
        session = self.call("POST", "/workbench/sessions", {"draft": draft})
        path = f"/workbench/sessions/{session['id']}"
        while session["state"] != "connected":
            if session["question"]:
                answer = {"question_id": session["question"]["id"], "accept": "once"}
                self.call("POST", f"{path}/answer", answer)
            time.sleep(0.05)
            session = self.call("GET", path)
        return f"{path}/files"


def _bulk(here: Path, server: Any, api: _Api) -> list[Row]:
    files = api.session(server, server.port)
    big = here / "big"
    with big.open("wb") as file:
        for _ in range(_BULK // _MIB):
            file.write(os.urandom(_MIB))
    down, up = [], []
    for _ in range(_ROUNDS):
        down.append((_sftp_get(here, server, big), _our_download(here, api, files, big)))
        up.append((_sftp_put(here, server, big), _our_upload(here, api, files, big)))
    big.unlink()
    return [*_compared("Download of 1 GiB", down), *_compared("Upload of 1 GiB", up)]


def _compared(name: str, pairs: list[tuple[float, float]]) -> list[Row]:
    """Pairs are seconds of OpenSSH's sftp and ours."""
    speeds = [(_BULK / _MIB / theirs, _BULK / _MIB / ours) for theirs, ours in pairs]
    ratio = statistics.median(ours / theirs for theirs, ours in speeds)
    return [
        Row(f"{name}, OpenSSH sftp", "MiB/s", statistics.median(one for one, _ in speeds), "", True),
        Row(f"{name}, workbench", "MiB/s", statistics.median(one for _, one in speeds), "", True),
        Row(f"{name}, workbench ÷ sftp", "ratio", ratio, "≥ 0.9", ratio >= 0.9),
    ]


def _sftp_get(here: Path, server: Any, big: Path) -> float:
    return _timed(here / "fetched", big, lambda: _sftp(server, server.port, f"get {big} {here}/fetched"))


def _sftp_put(here: Path, server: Any, big: Path) -> float:
    return _timed(here / "sent", big, lambda: _sftp(server, server.port, f"put {big} {here}/sent"))


def _our_download(here: Path, api: _Api, files: str, big: Path) -> float:
    address = f"http://127.0.0.1:{api.port}/api/v1{files}/download?path={quote(str(big))}"
    command = ["curl", "-sf", "-b", api.cookie, "-o", str(here / "fetched"), address]
    return _timed(here / "fetched", big, lambda: subprocess.run(command, check=True))


def _our_upload(here: Path, api: _Api, files: str, big: Path) -> float:
    target, size = str(here / "sent"), big.stat().st_size

    def send() -> None:
        about = {"path": target, "size": size, "modified": 1_700_000_000}
        offset = api.call("POST", f"{files}/uploads", about | {"conflict": "overwrite", "verify": False})[
            "offset"
        ]
        with big.open("rb") as file:
            while offset < size:
                file.seek(offset)
                chunk = file.read(_CHUNK)
                offset = api.call("PUT", f"{files}/uploads?path={quote(target)}&offset={offset}", chunk)[
                    "offset"
                ]
        api.call("POST", f"{files}/uploads/finish", about | {"verify": False})

    return _timed(here / "sent", big, send)


def _timed(result: Path, original: Path, work: Callable[[], object]) -> float:
    """Seconds; the result is checked for its size, and gone afterwards."""
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    assert result.stat().st_size == original.stat().st_size
    result.unlink()
    return seconds


def _listing(here: Path, server: Any, api: _Api) -> list[Row]:
    folder = here / "many"
    folder.mkdir()
    for number in range(_ENTRIES):
        (folder / f"checkpoint-{number:05}.safetensors").touch()
    files = api.session(server, server.port)
    took = []
    for _ in range(_LISTINGS):
        started = time.perf_counter()
        found = api.call("GET", f"{files}?path={quote(str(folder))}")
        took.append(time.perf_counter() - started)
        assert len(found["entries"]) == _ENTRIES
    shutil.rmtree(folder)
    value = statistics.median(took) * 1000
    return [Row("A folder of 10,000 entries, server side", "ms", value, "≤ 350", value <= 350)]


def _small_files(here: Path, server: Any, api: _Api, far: int) -> list[Row]:
    _make_small(here / "sample", _SAMPLE)
    _make_small(here / "small", _FILES)
    target = here / "arrived"
    (target / "ours").mkdir(parents=True)
    files = api.session(server, far)
    started = time.perf_counter()
    _sftp(server, far, f"put -r {here / 'sample'} {target}/theirs")
    theirs = (time.perf_counter() - started) * _FILES / _SAMPLE
    started = time.perf_counter()
    packed = api.call("PUT", f"{files}/pack?path={quote(str(target / 'ours'))}", _packed(here / "small"))
    ours = time.perf_counter() - started
    assert packed["files"] == _FILES == sum(1 for one in (target / "ours").rglob("*") if one.is_file())
    ratio = theirs / ours
    return [
        Row(f"5,000 small files up at 30 ms, sftp -r (from {_SAMPLE})", "s", theirs, "", True),
        Row("5,000 small files up at 30 ms, workbench", "s", ours, "", True),
        Row("5,000 small files up at 30 ms, sftp -r ÷ workbench", "ratio", ratio, "≥ 10", ratio >= 10),
    ]


def _between(here: Path, api: _Api, source: str, target: str) -> list[Row]:
    """Both machines are far from the workbench, which carries the bytes."""
    _make_small(here / "copied", _COPIED)
    (here / "to").mkdir()
    session = source.split("/")[3]
    started = time.perf_counter()
    what = {"from_session": session, "paths": [str(here / "copied")], "to_path": str(here / "to")}
    copy = api.call("POST", f"{target}/copies", what)
    while copy["state"] in {"waiting", "running"}:
        time.sleep(0.02)
        copy = next(one for one in api.call("GET", "/workbench/copies") if one["id"] == copy["id"])
    took = time.perf_counter() - started
    assert copy["files_done"] == _COPIED == sum(1 for one in (here / "to").rglob("*") if one.is_file()), copy
    return [Row("2,000 small files between two machines at 30 ms", "s", took, "≤ 8", took <= 8)]


def _make_small(folder: Path, count: int) -> None:
    for number in range(count):
        path = folder / f"folder-{number % 10}" / f"file-{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%d\n" % number * 100)


def _packed(source: Path) -> bytes:
    """What the console sends: one archive of all of them, made while the clock runs."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.add(source, arcname=".")
    return buffer.getvalue()


def _sftp(server: Any, port: int, command: str) -> None:
    options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"]
    subprocess.run(
        [
            "sftp", "-q", "-F", "none", "-P", str(port), "-i", str(server.client_key),
            *(word for one in options for word in ("-o", one)), "-b", "-", f"{server.user}@127.0.0.1",
        ],
        input=f"{command}\n", text=True, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


@contextlib.contextmanager
def _api(here: Path) -> Iterator[_Api]:
    (here / "data").mkdir()
    with _child("api", str(here / "data")) as port:
        api = _Api(port)
        api.call("POST", "/sessions", {"name": "ann", "password": "a good long password"})
        yield api


@contextlib.contextmanager
def _child(*words: str) -> Iterator[int]:
    """This module as another process; the port that it says it listens on."""
    paths = os.pathsep.join(["tests", "src", "."])
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.workbench_files", *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
        cwd=Path(__file__).parent.parent,
    )
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


async def _be_api(directory: Path) -> None:
    import uvicorn  # noqa: PLC0415  # Only this role needs all of it.

    from support import make_renter  # noqa: PLC0415
    from zuka.app import main as app  # noqa: PLC0415
    from zuka.context import Ctx  # noqa: PLC0415
    from zuka.kit.clock import SystemClock  # noqa: PLC0415
    from zuka.kit.crypt import Vault  # noqa: PLC0415
    from zuka.kit.db import Db  # noqa: PLC0415
    from zuka.kit.loop import Bell  # noqa: PLC0415
    from zuka.settings import Settings, WorkbenchSettings  # noqa: PLC0415

    settings = Settings(
        data_dir=directory,
        database_url=f"sqlite+aiosqlite:///{directory / 'zuka.db'}",
        workbench=WorkbenchSettings(allowed_networks="127.0.0.0/8"),
    )
    db = Db(settings.effective_database_url)
    ctx = Ctx(settings=settings, db=db, clock=SystemClock(), vault=Vault(bytes(32)), bell=Bell(), engines={})
    await db.create_all()
    await make_renter(ctx, "ann")
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(app.create(ctx), log_level="warning", access_log=False)
    await uvicorn.Server(config).serve([listening])


async def _be_relay(target: int, seconds: float) -> None:
    loop = asyncio.get_running_loop()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_MIB):
            loop.call_later(seconds, writer.write, data)
        loop.call_later(seconds, writer.close)

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", target)
        for one in (writer, back):
            one.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.gather(carry(reader, back), carry(there, writer), return_exceptions=True)

    server = await asyncio.start_server(taken, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    """One of the roles, or all of the measurement."""
    import uvloop  # noqa: PLC0415  # The same event loop as `zuka serve`.

    match sys.argv[1:]:
        case ["api", directory]:
            uvloop.run(_be_api(Path(directory)))
        case ["relay", port, seconds]:
            uvloop.run(_be_relay(int(port), float(seconds)))
        case _:
            sys.path.insert(0, "tests")
            for row in run():
                verdict = f"{row.must}  {'ok' if row.ok else 'MISSED'}" if row.must else ""
                print(f"{row.name:55} {row.value:10.2f} {row.unit:6} {verdict}")


if __name__ == "__main__":
    main()
