"""Everything that people do with their own OpenSSH, through the gateway, on a real machine."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest

from harness.incusd import IncusHarness
from harness.server import Server, free_port, settle

pytestmark = [pytest.mark.e2e, pytest.mark.incus, pytest.mark.enable_socket]

INSIDE = (
    "import http.server as h; h.HTTPServer(('127.0.0.1', 6006), h.SimpleHTTPRequestHandler).serve_forever()"
)


@dataclass
class Machine:
    """A rented machine and the login of its renter."""

    api: httpx2.Client
    instance: dict[str, Any]
    folder: Path

    @property
    def options(self) -> list[str]:
        """Only our key, and only the host key that the platform shows."""
        return [
            *(
                "-F",
                "none",
                "-i",
                str(self.folder / "key"),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "BatchMode=yes",
            ),
            *("-o", f"UserKnownHostsFile={self.folder / 'known_hosts'}", "-o", "StrictHostKeyChecking=yes"),
        ]

    @property
    def port(self) -> int:
        return int(self.instance["ssh"]["port"])

    def ssh(self, *more: str, command: str = "") -> list[str]:
        words = ["ssh", *self.options, "-p", str(self.port), *more, f"root@{self.instance['ssh']['host']}"]
        return [*words, command] if command else words

    def run(self, command: str, *more: str) -> str:
        return run(*self.ssh(*more, command=command))

    def target(self, path: str) -> str:
        return f"root@{self.instance['ssh']['host']}:{path}"

    def asked(self, verb: str, **body: Any) -> None:
        answer = self.api.post(f"/instances/{self.instance['id']}/{verb}", json=body)
        answer.raise_for_status()
        assert settle(self.api, answer.json()["operation"])["state"] == "succeeded"


def run(*command: str, **options: Any) -> str:
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, **options
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def machine(incus_daemon: IncusHarness, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("openssh")
    region = incus_daemon.settings.model_copy(update={"simulated_cards": "RTX 3090:24GiB:4"})
    server = Server(folder / "installation", region)
    server.open_shop()
    server.start()
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "key"))
    try:
        with closing(server.renter("ann")) as api:
            key = {"name": "laptop", "public_key": (folder / "key.pub").read_text()}
            api.post("/keys", json=key).raise_for_status()
            host = api.get("/offers").json()[0]["host_id"]
            answer = api.post("/instances", json={"host_id": host, "count": 2, "image_id": "base"})
            assert settle(api, answer.json()["operation"])["state"] == "succeeded"
            instance = api.get(f"/instances/{answer.json()['instance']['id']}").json()
            ssh = instance["ssh"]
            (folder / "known_hosts").write_text(f"[{ssh['host']}]:{ssh['port']} {ssh['host_key']}\n")
            yield Machine(api, instance, folder)
    finally:
        server.stop()


@pytest.fixture
def payload(tmp_path: Path) -> Path:
    """Eight megabytes that compress to nothing less."""
    file = tmp_path / "payload.bin"
    file.write_bytes(os.urandom(8 << 20))
    return file


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_login_command_works_as_it_is_shown(machine: Machine) -> None:
    shown = machine.instance["ssh"]["command"].split()
    assert shown[0] == "ssh"
    assert run("ssh", *machine.options, *shown[1:], "whoami && nproc").split()[0] == "root"
    assert "(simulated)" in machine.run("nvidia-smi")
    assert machine.run("exit 0", "-o", "LogLevel=ERROR") == ""


def test_the_fingerprint_is_the_one_that_openssh_shows(machine: Machine) -> None:
    scanned = run("ssh-keyscan", "-t", "ed25519", "-p", str(machine.port), machine.instance["ssh"]["host"])
    shown = run("ssh-keygen", "-lf", "-", input=scanned)
    assert machine.instance["ssh"]["host_key_fingerprint"] in shown


def test_scp_there_and_back(machine: Machine, payload: Path, tmp_path: Path) -> None:
    options = [*machine.options, "-P", str(machine.port), "-q"]
    run("scp", *options, str(payload), machine.target("/root/zuka-tmp/there.bin"))
    run("scp", *options, machine.target("/root/zuka-tmp/there.bin"), str(tmp_path / "back.bin"))
    assert digest(tmp_path / "back.bin") == digest(payload)


def test_sftp_in_a_batch(machine: Machine, payload: Path, tmp_path: Path) -> None:
    batch = (
        f"put {payload} /root/batch.bin\nget /root/batch.bin {tmp_path / 'back.bin'}\nrm /root/batch.bin\n"
    )
    command = ["sftp", *machine.options, "-P", str(machine.port), "-b", "-", machine.target("/root")]
    run(*command, input=batch)
    assert digest(tmp_path / "back.bin") == digest(payload)


def test_rsync_sends_what_is_new(machine: Machine, tmp_path: Path) -> None:
    source = tmp_path / "project"
    (source / "data").mkdir(parents=True)
    for number in range(20):
        (source / "data" / f"{number}.txt").write_text(f"number {number}\n" * 1000)
    shell = " ".join(["ssh", *machine.options, "-p", str(machine.port)])
    command = ["rsync", "-az", "--stats", "-e", shell, f"{source}/", machine.target("/root/project/")]
    assert "Number of regular files transferred: 20" in run(*command)
    (source / "data" / "0.txt").write_text("changed\n")
    assert "Number of regular files transferred: 1" in run(*command)
    assert machine.run("cat /root/project/data/0.txt") == "changed\n"


def test_local_forwarding_and_the_socks_proxy(machine: Machine) -> None:
    machine.run("mkdir -p /root/www && echo from inside > /root/www/index.html")
    with background(machine.ssh(command=f'cd /root/www && exec python3 -c "{INSIDE}"')):
        local, socks = free_port(), free_port()
        with background(machine.ssh("-N", "-L", f"{local}:127.0.0.1:6006", "-D", f"127.0.0.1:{socks}")):
            assert fetched("127.0.0.1", local) == "from inside\n"
            with until(lambda: socket.create_connection(("127.0.0.1", socks), 2)) as proxy:
                proxy.sendall(b"\x05\x01\x00")
                assert proxy.recv(2) == b"\x05\x00"
                proxy.sendall(b"\x05\x01\x00\x01\x7f\x00\x00\x01" + (6006).to_bytes(2, "big"))
                assert proxy.recv(10)[1] == 0
                proxy.sendall(b"GET /index.html HTTP/1.0\r\n\r\n")
                assert b"from inside" in b"".join(iter(lambda: proxy.recv(65536), b""))


def test_remote_forwarding(machine: Machine) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # The library's name.
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"from outside")

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as outside:
        thread = threading.Thread(target=outside.serve_forever)
        thread.start()
        forward = f"7007:127.0.0.1:{outside.server_address[1]}"
        try:
            asked = machine.run("curl -sS http://127.0.0.1:7007/", "-R", forward)
        finally:
            outside.shutdown()
            thread.join()
    assert asked == "from outside"


def test_the_agent_comes_along(machine: Machine) -> None:
    environment = dict(re.findall(r"(\w+)=([^;]+);", run("ssh-agent", "-s")))
    try:
        run("ssh-add", "-q", str(machine.folder / "key"), env={**os.environ, **environment})
        command = machine.ssh("-A", command="ssh-add -l")
        assert "ED25519" in run(*command, env={**os.environ, **environment})
    finally:
        os.kill(int(environment["SSH_AGENT_PID"]), signal.SIGTERM)


def test_the_address_and_the_host_key_outlive_a_power_off(machine: Machine) -> None:
    machine.run("echo kept > /root/zuka-tmp/note; echo kept > /root/note")
    machine.asked("stop")
    machine.asked("start", cards=False)
    assert machine.run("cat /root/zuka-tmp/note /root/note") == "kept\nkept\n"
    assert machine.run("nvidia-smi >/dev/null 2>&1 || echo none").strip() == "none"


def test_a_new_password_lets_in_and_the_old_one_does_not(machine: Machine, tmp_path: Path) -> None:
    old = machine.api.get(f"/instances/{machine.instance['id']}/secrets").json()["password"]
    machine.asked("password", password="a new one of mine")
    assert by_password(machine, tmp_path, "a new one of mine") == 0
    assert by_password(machine, tmp_path, old) == 255


def by_password(machine: Machine, folder: Path, password: str) -> int:
    """The exit status of a login with nothing but this password."""
    asker = folder / "askpass"
    asker.write_text(f"#!/bin/sh\necho '{password}'\n")
    asker.chmod(0o700)
    options = ["-o", "PubkeyAuthentication=no", "-o", "BatchMode=no", "-o", "NumberOfPasswordPrompts=1"]
    command = ["ssh", *options, *machine.ssh(command="true")[1:]]
    environment = {**os.environ, "SSH_ASKPASS": str(asker), "SSH_ASKPASS_REQUIRE": "force"}
    return subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False).returncode


@contextmanager
def background(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def until(attempt: Any) -> Any:
    """What `attempt` returns once it stops raising `OSError`; what listens says so to nobody."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return attempt()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def fetched(host: str, port: int) -> str:
    def attempt() -> str:
        try:
            return httpx2.get(f"http://{host}:{port}/index.html", timeout=5).text
        except httpx2.TransportError as error:
            raise ConnectionError from error

    text: str = until(attempt)
    return text
