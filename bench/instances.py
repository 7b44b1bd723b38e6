"""How long a renter waits: for a machine, for the first page of JupyterLab, for the meter to stop.

Everything runs on a real `zuka serve`, a private Incus daemon and the base image. Orders are compared with the least
that the same image needs on the same daemon without the platform: one call that creates and starts it, one that hands
it its identity (its SSH server waits for that), and the banner; the two take turns, and the medians are compared.
"""

from __future__ import annotations

import asyncio
import json
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2

from bench.gateway import SshTarget, ssh_bulk
from bench.row import Row
from harness.incusd import IncusHarness, private_incus
from harness.server import Server, settle
from zuka.engine.incus.engine import IncusEngine
from zuka.engine.port import InstanceSpec, Limits
from zuka.instances.secrets import IDENTITY_COMMAND, make
from zuka.kit.crypt import Vault

_ORDERS = 20
_SHUTDOWNS = 5
_GIB = 1 << 30


@dataclass(frozen=True)
class _Stage:
    server: Server
    daemon: IncusHarness
    api: httpx2.Client
    key: Path


def run() -> list[Row]:
    """Every row that needs an instance; takes about three minutes."""
    with _stage() as stage:
        rows = _orders(stage)
        instance = _rent(stage)
        rows += _first_click(stage, instance)
        rows += _bulk(stage, instance)
        rows += _shutdowns(stage, instance)
        return rows


@contextmanager
def _stage() -> Iterator[_Stage]:
    with tempfile.TemporaryDirectory(prefix="zuka-bench-") as folder, private_incus() as daemon:
        region = daemon.settings.model_copy(update={"simulated_cards": "RTX 3090:24GiB:8"})
        server = Server(Path(folder), region)
        server.open_shop()
        server.start()
        key = Path(folder) / "id_ed25519"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        try:
            with closing(server.renter("bench", yuan="1000")) as api:
                public = {"name": "bench", "public_key": key.with_suffix(".pub").read_text()}
                api.post("/keys", json=public).raise_for_status()
                yield _Stage(server, daemon, api, key)
        finally:
            server.stop()


def _orders(stage: _Stage) -> list[Row]:
    bare = _Bare(stage)
    ours, theirs, running = [], [], []
    for number in range(_ORDERS + 1):
        theirs.append(bare.once(number))
        seconds, ran = _order(stage)
        ours.append(seconds)
        running.append(ran)
    # The first of each warms caches that a platform in use has warm.
    order, plain = statistics.median(ours[1:]), statistics.median(theirs[1:])
    ratio = order / plain
    return [
        Row("Order → SSH banner through the gateway, p50 of 20", "s", order, "", True),
        Row(
            "Order → SSH and JupyterLab answered, p50 of 20 (aim: 1.5)",
            "s",
            statistics.median(running[1:]),
            "",
            True,
        ),
        Row("Bare Incus create + start + identity → SSH banner, p50 of 20", "s", plain, "", True),
        Row("Order → banner ÷ bare Incus → banner", "ratio", ratio, "≤ 1.3", ratio <= 1.3),
    ]


class _Bare:
    """The same image on the same daemon, with nothing of the platform but its client."""

    def __init__(self, stage: _Stage) -> None:
        self._stage = stage
        vault = Vault(bytes(32))
        sealed = make(vault, "bare")
        self._identity = json.dumps(
            {
                "hostname": "bare",
                "password": "not used here",
                "authorized_keys": [],
                "host_keys": {
                    "ed25519": {
                        "private": vault.open("instances:bare:host_key", sealed.host_key),
                        "public": sealed.host_public_key,
                    }
                },
                "jupyter_token": "not-used-here",
                "simulated_cards": [],
            }
        ).encode()

    def once(self, number: int) -> float:
        return asyncio.run(self._once(number))

    async def _once(self, number: int) -> float:
        engine = IncusEngine(self._stage.daemon.settings)
        address = self._stage.daemon.address(2 + number)
        [host] = await engine.hosts()
        limits = Limits(cpu_millis=1000, memory_bytes=2 * _GIB, processes=4096)
        spec = InstanceSpec("bare", host.name, "base", limits, 30 * _GIB, address)
        try:
            started = time.perf_counter()
            await engine.create_instance(spec)
            handed = await engine.exec("bare", IDENTITY_COMMAND, stdin=self._identity)
            assert handed.exit_code == 0, handed.output
            while True:
                if await engine.answers("bare", address, 22):
                    return time.perf_counter() - started
                await asyncio.sleep(0.005)
        finally:
            await engine.delete_instance("bare")
            await engine.aclose()


def _order(stage: _Stage) -> tuple[float, float]:
    """Seconds from the order until the banner, and until it is said to run."""
    host = stage.api.get("/offers").json()[0]["host_id"]
    started = time.perf_counter()
    answer = _accepted(
        stage.api.post("/instances", json={"host_id": host, "count": 1, "image_id": "base", "name": "bench"})
    )
    banner = _banner(answer["instance"]["ssh"]["port"], started)
    running = settle(stage.api, answer["operation"])
    began, ended = (_moment(running[key]) for key in ("created_at", "finished_at"))
    _release(stage, answer["instance"]["id"])
    return banner, ended - began


def _banner(port: int, started: float) -> float:
    while time.perf_counter() - started < 60:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as dialed:
            dialed.settimeout(30)
            if dialed.recv(4) == b"SSH-":
                return time.perf_counter() - started
        time.sleep(0.005)
    raise TimeoutError("no banner")


def _rent(stage: _Stage) -> dict[str, Any]:
    host = stage.api.get("/offers").json()[0]["host_id"]
    body = {"host_id": host, "count": 2, "image_id": "base", "name": "bench"}
    answer = _accepted(stage.api.post("/instances", json=body))
    assert settle(stage.api, answer["operation"])["state"] == "succeeded"
    instance: dict[str, Any] = stage.api.get(f"/instances/{answer['instance']['id']}").json()
    return instance


def _release(stage: _Stage, instance_id: str) -> None:
    settle(stage.api, _accepted(stage.api.post(f"/instances/{instance_id}/stop"))["operation"])
    answer = stage.api.post(f"/instances/{instance_id}/release", json={"confirm": "bench"})
    settle(stage.api, _accepted(answer)["operation"])


def _first_click(stage: _Stage, instance: dict[str, Any]) -> list[Row]:
    """From the click on "JupyterLab" until its page and its API answer."""
    count = "ps -eo rss=,args= | awk '/[j]upyter/ {sum += $1} END {print sum + 0}'"
    before = int(stage.daemon.incus("exec", instance["id"], "--", "sh", "-c", count)) / 1024
    started = time.perf_counter()
    opened = _accepted(stage.api.post(f"/instances/{instance['id']}/open", json={"port": 8888}))
    url = httpx2.URL(opened["url"])
    address = f"http://127.0.0.1:{stage.server.web_port}"
    with httpx2.Client(base_url=address, headers={"Host": url.netloc.decode()}, timeout=60) as browser:
        entered = browser.get(url.raw_path.decode())
        cookie = entered.headers["set-cookie"].partition(";")[0]
        browser.headers["Cookie"] = cookie
        for page in ("/lab", "/api/kernelspecs", "/api/contents"):
            browser.get(page).raise_for_status()
    seconds = time.perf_counter() - started
    return [
        Row("First click on JupyterLab → usable", "s", seconds, "≤ 4", seconds <= 4),
        Row("JupyterLab's memory before the first click", "MiB", before, "0", before == 0),
    ]


def _bulk(stage: _Stage, instance: dict[str, Any]) -> list[Row]:
    network = json.loads(stage.daemon.incus("list", instance["id"], "--format=json"))[0]["state"]["network"]
    address = next(one["address"] for one in network["eth0"]["addresses"] if one["family"] == "inet")
    straight = SshTarget(address, 22, stage.key)
    through = SshTarget("127.0.0.1", instance["ssh"]["port"], stage.key)
    rows = ssh_bulk(straight, through, mebibytes=128, rounds=7)
    return [Row(f"Instance: {row.name}", row.unit, row.value, row.must, row.ok) for row in rows]


def _shutdowns(stage: _Stage, instance: dict[str, Any]) -> list[Row]:
    """From the moment at which the machine is off, by the engine's own clock, until the platform says so; and from
    the typed command until then, which is mostly the system inside going down."""
    lags, typed = [], []
    for _ in range(_SHUTDOWNS):
        began = time.time()  # noqa: TID251  # Compared with the server's clock, which is this machine's.
        stage.daemon.incus("exec", instance["id"], "--", "shutdown", "now")
        while (shown := stage.api.get(f"/instances/{instance['id']}").json())["state"] != "stopped":
            time.sleep(0.01)
        seen = time.time()  # noqa: TID251
        lags.append(seen - _moment(shown["stopped_at"]))
        typed.append(seen - began)
        answer = stage.api.post(f"/instances/{instance['id']}/start", json={"cards": True})
        settle(stage.api, _accepted(answer)["operation"])
    lag, whole = statistics.median(lags), statistics.median(typed)
    return [
        Row("`shutdown` inside: machine off → meter stopped", "s", lag, "≤ 1", lag <= 1),
        Row("`shutdown` inside: typed → meter stopped", "s", whole, "≤ 1", whole <= 1),
    ]


def _accepted(answer: httpx2.Response) -> dict[str, Any]:
    answer.raise_for_status()
    document: dict[str, Any] = answer.json()
    return document


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
