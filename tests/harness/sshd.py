"""A real OpenSSH server on loopback, for the workbench: the current user comes in with a key that is made for it."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import asyncssh

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
_START_SECONDS = 60.0
_SET_ENVIRONMENT = "SetEnv "


class Sshd:
    """One server in `directory`. Its port stays over restarts."""

    def __init__(self, directory: Path, lines: Sequence[str], *, sftp: bool) -> None:
        self.directory, self._lines, self._sftp = directory, list(lines), sftp
        directory.mkdir(parents=True, exist_ok=True)
        self.user = getpass.getuser()
        self.host, self.port = "127.0.0.1", _free_port()
        self.client_key = directory / "client_key"
        self.log = directory / "sshd.log"
        self._process: subprocess.Popen[bytes] | None = None
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(str(self.client_key))
        self.client_key.chmod(0o600)
        key.write_public_key(str(directory / "authorized_keys"))
        self._make_host_key()

    @property
    def host_key(self) -> asyncssh.SSHKey:
        """The public half of what the server shows."""
        return asyncssh.read_public_key(str(self.directory / "host_key.pub"))

    @property
    def host_key_fingerprint(self) -> str:
        return self.host_key.get_fingerprint()

    @property
    def private_key(self) -> str:
        """The client's key as a user would paste it."""
        return self.client_key.read_text()

    def start(self) -> None:
        assert SSHD is not None
        config = self.directory / "sshd_config"
        config.write_text("\n".join(self._configuration()) + "\n")
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [SSHD, "-D", "-e", "-f", str(config)], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"sshd ended: {self.log.read_text()[-2000:]}")
            with socket.socket() as probe:
                if probe.connect_ex((self.host, self.port)) == 0:
                    return
            time.sleep(0.01)
        raise TimeoutError("sshd did not answer")

    def stop(self) -> None:
        """End the server and every connection that it has taken."""
        if self._process is None:
            return
        children = _children(self._process.pid)
        self._process.terminate()
        self._process.wait(timeout=10)
        self._process = None
        for pid in children:
            _end(pid)

    def restart(self, *, new_host_key: bool = False) -> None:
        self.stop()
        if new_host_key:
            self._make_host_key()
        self.start()

    def drop_connections(self) -> None:
        """Cut whoever is connected, and go on listening."""
        assert self._process is not None
        for pid in _children(self._process.pid):
            _end(pid)

    def _make_host_key(self) -> None:
        key = asyncssh.generate_private_key("ssh-ed25519")
        path = self.directory / "host_key"
        path.unlink(missing_ok=True)
        key.write_private_key(str(path))
        path.chmod(0o600)
        key.write_public_key(str(self.directory / "host_key.pub"))

    def _configuration(self) -> Iterator[str]:
        yield f"ListenAddress {self.host}"
        yield f"Port {self.port}"
        yield f"HostKey {self.directory / 'host_key'}"
        yield f"AuthorizedKeysFile {self.directory / 'authorized_keys'}"
        yield "PidFile none"
        yield "UsePAM no"
        yield "StrictModes no"
        yield "PermitRootLogin yes"
        yield "PasswordAuthentication no"
        yield "KbdInteractiveAuthentication no"
        yield "MaxStartups 1000"
        yield "MaxSessions 1000"
        yield "UseDNS no"
        if self._sftp:
            yield "Subsystem sftp internal-sftp"
        yield from (line for line in self._lines if not line.startswith(_SET_ENVIRONMENT))
        yield f"{_SET_ENVIRONMENT}{self._environment()}"

    def _environment(self) -> str:
        """Shells get a home of their own: what stands in the user's start-up files is nobody's business here. All of it
        is one line, because sshd heeds only the first."""
        wanted = [
            line.removeprefix(_SET_ENVIRONMENT) for line in self._lines if line.startswith(_SET_ENVIRONMENT)
        ]
        if not any("HOME=" in one for one in wanted):
            home = self.directory / "home"
            home.mkdir(exist_ok=True)
            wanted.append(f"HOME={home}")
        return " ".join(wanted)


@contextmanager
def sshd(directory: Path, *lines: str, sftp: bool = True) -> Iterator[Sshd]:
    """A server for the block. `lines` are further ones of its configuration; without `sftp` there is no subsystem."""
    server = Sshd(directory, lines, sftp=sftp)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _children(pid: int) -> list[int]:
    """Processes below `pid`, however deep: each connection's, and its shells."""
    found: list[int] = []
    listed = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout.split()
    parents = dict(zip(map(int, listed[::2]), map(int, listed[1::2]), strict=True))
    frontier = {pid}
    while frontier := {one for one, parent in parents.items() if parent in frontier}:
        found.extend(frontier)
    return found


def _end(pid: int) -> None:
    try:
        os.kill(pid, 9)
    except ProcessLookupError:
        return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
