"""Incus itself goes away under running machines: nothing is lost, nobody pays for what nobody could see."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from harness.incusd import IncusHarness, private_incus
from harness.server import Server, settle
from zuka.kit.money import charge, parse_yuan

pytestmark = [pytest.mark.e2e, pytest.mark.incus, pytest.mark.enable_socket]


@pytest.fixture
def daemon() -> Iterator[IncusHarness]:
    """One of its own, since it is killed."""
    with private_incus() as harness:
        yield harness


@pytest.fixture
def server(daemon: IncusHarness, tmp_path: Path) -> Iterator[Server]:
    region = daemon.settings.model_copy(update={"simulated_cards": "RTX 3090:24GiB:4"})
    made = Server(tmp_path / "installation", region, {"ZUKA_LOOPS__SWEEP": "0.5"})
    made.open_shop()
    made.start()
    yield made
    made.stop()


def becomes(look: Callable[[], Any], wanted: Any) -> None:
    deadline = time.monotonic() + 60
    while (seen := look()) != wanted:
        assert time.monotonic() < deadline, f"it is {seen} and not {wanted}"
        time.sleep(0.1)


def answers(instance: dict[str, Any]) -> bool:
    with socket.create_connection((instance["ssh"]["host"], instance["ssh"]["port"]), 5) as dialed:
        return dialed.recv(4) == b"SSH-"


def test_a_dead_engine_loses_nothing(server: Server, daemon: IncusHarness) -> None:
    with closing(server.renter("ann")) as ann:
        host = ann.get("/offers").json()[0]["host_id"]
        order = {"host_id": host, "count": 1, "image_id": "base"}
        answer = ann.post("/instances", json=order)
        assert settle(ann, answer.json()["operation"])["state"] == "succeeded"
        path = f"/instances/{answer.json()['instance']['id']}"

        def state() -> str:
            return str(ann.get(path).json()["state"])

        daemon.kill_daemon()
        refused = ann.post("/instances", json=order)
        assert (refused.status_code, refused.json()["code"]) == (503, "fleet.region_unavailable")
        assert int(refused.headers["retry-after"]) > 0
        becomes(state, "unknown")
        assert answers(ann.get(path).json()), "the machine itself runs on"
        assert ann.get("/wallet").json()["burn_per_hour"] == "0.00"
        stop = ann.post(f"{path}/stop")
        assert stop.status_code == 202, "it is done as soon as it can be"

        daemon.start_daemon()
        assert settle(ann, stop.json()["operation"])["state"] == "succeeded"
        becomes(state, "stopped")
        [run] = ann.get(f"{path}/runs").json()
        began, ended = (_millis(run[key]) for key in ("started_at", "ended_at"))
        assert run["billable_ms"] < ended - began, "the time out of sight is free"
        assert parse_yuan(run["amount"]) == charge(parse_yuan("1.58"), run["billable_ms"])
        assert len(ann.get("/instances").json()) == 1
        _nothing_is_held(ann)


def _millis(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def _nothing_is_held(api: httpx2.Client) -> None:
    assert api.get("/wallet").json()["held"] == "0.00"
    assert api.get("/offers").json()[0]["idle"] == 4
