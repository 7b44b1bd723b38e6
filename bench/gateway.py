"""What the gateway costs: its relay against HAProxy, and SSH through it against SSH straight.

`python -m bench.gateway` measures on loopback, against a sink and an sshd of its own. `ssh_bulk` takes any two targets,
so that the same measurement runs against a real instance. Runs are interleaved and the median of the pairs' ratios
counts, because the machine's other work must not decide for either side.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.row import Row
from zuka.gateway.relay import Address, Limits, Relay

MIB = 1 << 20
_PAYLOAD = 1024 * MIB
_ROUNDS = 7
_PINGS = 3000
_CHUNK = bytes(MIB)


@dataclass(frozen=True)
class SshTarget:
    """Where an SSH server answers, and the private key that it lets in as root."""

    host: str
    port: int
    key: Path


def run() -> list[Row]:
    """Every row that needs no instance: the relay against HAProxy, and SSH against a local sshd."""
    with contextlib.ExitStack() as stack:
        sink = stack.enter_context(_sink())
        relay = stack.enter_context(_relay_to(sink))
        haproxy = stack.enter_context(_haproxy_to(sink))
        rows = _against_haproxy(relay, haproxy)
    with _sshd() as straight, _relay_to(straight.port) as port:
        through = SshTarget("127.0.0.1", port, straight.key)
        rows += ssh_bulk(straight, through)
    return rows


def ssh_bulk(straight: SshTarget, through: SshTarget, *, mebibytes: int = 256, rounds: int = 7) -> list[Row]:
    """Bulk over the OpenSSH client, down and up, through the gateway ÷ straight."""
    rows = []
    for direction in ("down", "up"):
        pairs = [
            (_ssh_speed(straight, direction, mebibytes), _ssh_speed(through, direction, mebibytes))
            for _ in range(rounds)
        ]
        ratio = statistics.median(gateway / plain for plain, gateway in pairs)
        name = f"SSH bulk {direction}"
        rows += [
            Row(f"{name}, straight", "MiB/s", statistics.median(plain for plain, _ in pairs), "", True),
            Row(
                f"{name}, through the gateway", "MiB/s", statistics.median(one for _, one in pairs), "", True
            ),
            Row(f"{name}, through ÷ straight", "ratio", ratio, "≥ 0.9", ratio >= 0.9),
        ]
    return rows


def _against_haproxy(relay: int, haproxy: int) -> list[Row]:
    _speed(relay, _PAYLOAD // 8)
    _speed(haproxy, _PAYLOAD // 8)
    pairs = [(_speed(relay, _PAYLOAD), _speed(haproxy, _PAYLOAD)) for _ in range(_ROUNDS)]
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    pings = [(_ping(relay), _ping(haproxy)) for _ in range(_ROUNDS)]
    lag = statistics.median(ours / theirs for ours, theirs in pings)
    return [
        Row("Relay alone", "MiB/s", statistics.median(ours for ours, _ in pairs), "", True),
        Row("HAProxy TCP", "MiB/s", statistics.median(theirs for _, theirs in pairs), "", True),
        Row("Relay ÷ HAProxy, same payload", "ratio", ratio, "≥ 1.0", ratio >= 1.0),
        Row(
            "Relay, one keystroke's round trip", "µs", statistics.median(ours for ours, _ in pings), "", True
        ),
        Row(
            "HAProxy, one keystroke's round trip", "µs", statistics.median(one for _, one in pings), "", True
        ),
        Row("Keystroke, relay ÷ HAProxy", "ratio", lag, "≤ 1.5", lag <= 1.5),
    ]


def _speed(port: int, size: int) -> float:
    """MiB/s of one connection, until the far side has had the last byte and said so."""
    with socket.create_connection(("127.0.0.1", port)) as caller:
        started = time.perf_counter()
        for _ in range(size // MIB):
            caller.sendall(_CHUNK)
        caller.shutdown(socket.SHUT_WR)
        answer = caller.recv(64)
        seconds = time.perf_counter() - started
    assert int(answer) == size, f"{answer!r} bytes arrived"
    return size / MIB / seconds


def _ping(port: int) -> float:
    """Microseconds for 64 bytes there and back, the median."""
    with socket.create_connection(("127.0.0.1", port)) as caller:
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        caller.sendall(b"p" * 64)
        caller.recv(64)
        took = []
        for _ in range(_PINGS):
            started = time.perf_counter()
            caller.sendall(b"p" * 64)
            caller.recv(64)
            took.append(time.perf_counter() - started)
    return statistics.median(took) * 1e6


@contextlib.contextmanager
def _sink() -> Iterator[int]:
    """A server in a process of its own that swallows everything and answers with its length, or echoes pings."""
    with _child("sink") as port:
        yield port


@contextlib.contextmanager
def _relay_to(target: int) -> Iterator[int]:
    with _child("relay", str(target)) as port:
        yield port


@contextlib.contextmanager
def _child(*words: str) -> Iterator[int]:
    """This module as another process; the port that it says it listens on."""
    command = [sys.executable, "-m", "bench.gateway", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@contextlib.contextmanager
def _haproxy_to(target: int) -> Iterator[int]:
    """HAProxy as its manual advises for plain TCP, with splicing allowed."""
    if shutil.which("haproxy") is None:
        raise FileNotFoundError("haproxy is not installed; `apt-get install haproxy`")
    port = _free_port()
    with tempfile.TemporaryDirectory() as directory:
        config = Path(directory, "haproxy.cfg")
        config.write_text(
            "global\n  maxconn 1000\n"
            "defaults\n  mode tcp\n  option splice-auto\n"
            "  timeout connect 5s\n  timeout client 1h\n  timeout server 1h\n"
            f"listen relay\n  bind 127.0.0.1:{port}\n  server sink 127.0.0.1:{target}\n"
        )
        process = subprocess.Popen(["haproxy", "-db", "-f", str(config)], stderr=subprocess.DEVNULL)
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait()


@contextlib.contextmanager
def _sshd() -> Iterator[SshTarget]:
    """A real OpenSSH server on loopback with keys of its own. It needs root for its separation directory."""
    sshd = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
    if sshd is None:
        raise FileNotFoundError("sshd is not installed; `apt-get install openssh-server`")
    Path("/run/sshd").mkdir(exist_ok=True)
    port = _free_port()
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        for name in ("host", "user"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place / name)], check=True
            )
        config = place / "sshd_config"
        config.write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {place / 'host'}\nPidFile none\n"
            f"AuthorizedKeysFile {place / 'user.pub'}\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n"
        )
        log = subprocess.DEVNULL
        process = subprocess.Popen([sshd, "-D", "-e", "-f", str(config)], stderr=log)
        try:
            _wait_for(port)
            yield SshTarget("127.0.0.1", port, place / "user")
        finally:
            process.terminate()
            process.wait()


def _ssh_speed(target: SshTarget, direction: str, mebibytes: int) -> float:
    """MiB/s of one fresh OpenSSH connection, its handshake included."""
    command = [
        "ssh", "-F", "none", "-p", str(target.port), "-i", str(target.key), "-o", "IdentitiesOnly=yes",
        "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
        "-o", "Compression=no", "-o", "Ciphers=aes128-gcm@openssh.com", f"root@{target.host}",
    ]  # fmt: skip
    size = mebibytes * MIB
    started = time.perf_counter()
    if direction == "down":
        subprocess.run([*command, f"head -c {size} /dev/zero"], stdout=subprocess.DEVNULL, check=True)
    else:
        # A file of holes: nothing but the connection is to be waited for.
        with tempfile.TemporaryFile() as source:
            source.truncate(size)
            subprocess.run([*command, "cat > /dev/null"], stdin=source, check=True)
    return mebibytes / (time.perf_counter() - started)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def _be_sink() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        caller, _ = listener.accept()
        threading.Thread(target=_swallow, args=(caller,), daemon=True).start()


def _swallow(caller: socket.socket) -> None:
    buffer = bytearray(MIB)
    count = 0
    # A caller that only wanted to know whether anybody listens resets the connection.
    with caller, contextlib.suppress(ConnectionError):
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while size := caller.recv_into(buffer):
            count += size
            if size == 64 and buffer[0] == ord("p"):
                caller.sendall(buffer[:64])
        caller.sendall(str(count).encode())


async def _be_relay(target: int) -> None:
    relay = Relay()
    address = Address("127.0.0.1", target)
    door = relay.open("127.0.0.1", 0, lambda: address, Limits(per_door=1000, per_source=1000))
    print(door.port, flush=True)
    await asyncio.Event().wait()


def main() -> None:
    match sys.argv[1:]:
        case ["sink"]:
            _be_sink()
        case ["relay", target]:
            # The same event loop as `zuka serve`.
            import uvloop  # noqa: PLC0415  # The other roles of this file do not pay for it.

            uvloop.run(_be_relay(int(target)))
        case _:
            for row in run():
                verdict = f"{row.must}  {'ok' if row.ok else 'MISSED'}" if row.must else ""
                print(f"{row.name:45} {row.value:10.2f} {row.unit:6} {verdict}")


if __name__ == "__main__":
    main()
