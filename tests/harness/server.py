"""A real `zuka serve` in a process of its own, on loopback, for stories, crashes and races.

It is set up as `./zuka up` would leave it: an operator, a price, open hosts, a registered image.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2

from zuka import bootstrap
from zuka.context import Ctx
from zuka.images import making
from zuka.install import opening
from zuka.install.state import Made
from zuka.migrations import upgrade
from zuka.settings import RegionSettings, Settings, load

REGION = "local"
LOOPBACK, ANYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104  # Inside a namespace of the test's own.
PASSWORD = "correct horse"
"""Every renter's."""
IMAGES = Path("/var/cache/zuka-test")
"""Built images stay here from one run to the next; a recipe that changes is built anew."""
_START_SECONDS = 60.0
_SSH_PORTS = 50
_FIRST_PORT, _PORTS_PER_WORKER = 20_000, 3_000


class Server:
    """One installation in `directory`. Start it, kill it, start it again: the data stays."""

    def __init__(
        self,
        directory: Path,
        region: RegionSettings,
        settings: Mapping[str, str] | None = None,
        *,
        address: str = LOOPBACK,
        prefix: Sequence[str] = (),
    ) -> None:
        """`prefix` runs the server elsewhere, e.g. in a network namespace, where it is reached at `address`."""
        self.directory, self.address, self.prefix = directory, address, list(prefix)
        self.http_port, self.web_port = free_port(), free_port()
        first = free_port(_SSH_PORTS)
        self.environment = {
            "ZUKA_DATA_DIR": str(directory),
            "ZUKA_REGIONS": json.dumps({REGION: region.model_dump(mode="json", exclude_defaults=True)}),
            "ZUKA_HTTP__HOST": LOOPBACK if address == LOOPBACK else ANYWHERE,
            "ZUKA_HTTP__PORT": str(self.http_port),
            "ZUKA_GATEWAY__HOST": LOOPBACK if address == LOOPBACK else ANYWHERE,
            "ZUKA_GATEWAY__SSH_HOST": address,
            "ZUKA_GATEWAY__SSH_PORTS": f"{first}-{first + _SSH_PORTS - 1}",
            "ZUKA_GATEWAY__WEB_PORT": str(self.web_port),
            "ZUKA_SECURITY__ARGON2_MEMORY_KIB": "8",
            "ZUKA_SECURITY__ARGON2_ITERATIONS": "1",
            **(settings or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.password = ""

    @property
    def url(self) -> str:
        return f"http://{self.address}:{self.http_port}"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    def settings(self) -> Settings:
        """The settings that the server reads."""
        with _environment(self.environment):
            return load()

    def open_shop(self) -> None:
        """Migrate, make the operator, price and open the hosts, import the image. Safe to repeat."""
        self.directory.mkdir(parents=True, exist_ok=True)
        images = self.directory / "images"
        if not images.exists():
            IMAGES.mkdir(parents=True, exist_ok=True)
            images.symlink_to(IMAGES)
        self.password = asyncio.run(self.with_ctx(_open)) or self.password

    async def with_ctx(self, work: Any) -> Any:
        """Run `work(ctx)` on the installation's own parts, beside or without the server."""
        ctx = bootstrap.build(self.settings())
        try:
            return await work(ctx)
        finally:
            await ctx.aclose()

    def start(self, *, crash_at: str = "") -> None:
        """Start and wait until the API answers; with `crash_at` it may die before that."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.prefix, sys.executable, "-m", "zuka.cli.main", "serve"],
                env={**os.environ, **self.environment, "ZUKA_CRASH_AT": crash_at},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                if crash_at and self.process.returncode == -signal.SIGKILL:
                    return
                raise RuntimeError(f"the server ended: {self.log.read_text()[-3000:]}")
            try:
                httpx2.get(f"{self.url}/health", timeout=1)
                return
            except httpx2.TransportError:
                time.sleep(0.05)
        raise TimeoutError("the server did not answer")

    def wait_until_dead(self, seconds: float = 60) -> int:
        """How the server ended, by itself."""
        assert self.process is not None
        return self.process.wait(timeout=seconds)

    def stop(self) -> None:
        """Stop it as an operator would, with SIGTERM."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise
        self.process = None

    def kill(self) -> None:
        """SIGKILL: nothing is tidied up."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def client(self, name: str, password: str) -> httpx2.Client:
        """Somebody who is logged in."""
        client = httpx2.Client(base_url=f"{self.url}/api/v1", timeout=60)
        answer = client.post("/sessions", json={"name": name, "password": password})
        answer.raise_for_status()
        return client

    def operator(self) -> httpx2.Client:
        return self.client(opening.OPERATOR, self.password)

    def renter(self, name: str, *, yuan: str = "100") -> httpx2.Client:
        """A new renter with money."""
        with httpx2.Client(base_url=f"{self.url}/api/v1", timeout=60) as nobody:
            user = nobody.post("/users", json={"name": name, "password": PASSWORD})
            user.raise_for_status()
        with closing(self.operator()) as operator:
            reason = {"amount": yuan, "reason": "for a test"}
            operator.post(f"/admin/users/{user.json()['id']}/credit", json=reason).raise_for_status()
        return self.client(name, PASSWORD)


async def _open(ctx: Ctx) -> str | None:
    """What `./zuka up` does before it serves; the operator's password, the first time."""
    await upgrade.upgrade(ctx.db)
    opened = await opening.open_shop(ctx, Made(ctx.settings.data_dir))
    if making.is_simulated(ctx, REGION):
        await making.ensure_simulated(ctx, REGION)
    else:
        await making.build_and_import(ctx, "base", REGION, lambda _percent, _step: None)
    return opened.password


def settle(client: httpx2.Client, operation: Mapping[str, Any], *, seconds: float = 120) -> dict[str, Any]:
    """Follow an operation until it is finished."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = client.get(f"/operations/{operation['id']}")
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        if found["finished_at"] is not None:
            return found
        time.sleep(0.1)
    raise TimeoutError(f"operation {operation['id']} did not finish")


def free_port(count: int = 1) -> int:
    """The first of `count` ports of loopback that follow one another and are free right now.

    They lie below those that the kernel hands out by itself, and each of pytest's workers has a range of its own:
    nobody else takes one between this look and its use.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = _FIRST_PORT + worker * _PORTS_PER_WORKER
    while True:
        port = first + secrets.randbelow(_PORTS_PER_WORKER - count)
        if all(_is_free(port + each) for each in range(count)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
