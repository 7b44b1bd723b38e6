"""The server dies by SIGKILL between any two steps and is started again: the end is the one without the crash.

Where the server may die is read from the plans themselves, so that a step cannot be added and forgotten here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from harness.incusd import IncusHarness
from harness.server import Server, settle
from zuka.engine.simulated.dials import ALL
from zuka.engine.simulated.world import World
from zuka.instances.states import OperationKind
from zuka.instances.steps import PLANS, crash_points
from zuka.kit.money import charge, parse_yuan
from zuka.settings import RegionSettings

pytestmark = [pytest.mark.crash, pytest.mark.enable_socket]

K = OperationKind
FORWARD = [
    point
    for kind in (K.CREATE, K.START, K.STOP, K.RELEASE)
    for point in crash_points(kind)
    if ".undo_" not in point
]
"""What renters do every day: on the real engine."""
OTHERS = [point for kind in OperationKind for point in crash_points(kind) if point not in FORWARD]
"""The rest, undoing included: on a simulated region whose world outlives the server."""
ENDS = {
    K.CREATE: "running",
    K.START: "running",
    K.RESTART: "running",
    K.RENAME: "running",
    K.RESET_PASSWORD: "running",
    K.STOP: "stopped",
    K.RELEASE: "released",
}
UNDONE = {K.CREATE: "failed", K.START: "stopped", K.RESTART: "stopped"}


@dataclass
class Story:
    """One renter on one server."""

    server: Server
    api: httpx2.Client

    def order(self) -> str:
        offer = self.api.get("/offers").json()[0]
        body = {"host_id": offer["host_id"], "count": 2, "image_id": "base", "name": "machine"}
        answer = self.api.post("/instances", json=body)
        assert answer.status_code == 202, answer.text
        instance_id: str = answer.json()["instance"]["id"]
        return instance_id

    def ask(self, instance_id: str, kind: OperationKind) -> None:
        bodies: dict[OperationKind, dict[str, Any]] = {
            K.START: {"cards": True},
            K.RELEASE: {"confirm": "machine"},
            K.RESET_PASSWORD: {"password": "a password of mine"},
        }
        if kind == K.RENAME:
            answer = self.api.patch(f"/instances/{instance_id}", json={"name": "renamed"})
        else:
            verb = {K.RESET_PASSWORD: "password"}.get(kind, kind.value)
            answer = self.api.post(f"/instances/{instance_id}/{verb}", json=bodies.get(kind, {}))
        assert answer.status_code == 202, answer.text

    def finish(self, instance_id: str) -> dict[str, Any]:
        """Wait for whatever is under way; the operation."""
        page = self.api.get(f"/instances/{instance_id}/operations").json()
        newest: dict[str, Any] = page["items"][0]
        return settle(self.api, newest)

    def state(self, instance_id: str) -> str:
        state: str = self.api.get(f"/instances/{instance_id}").json()["state"]
        return state


@pytest.fixture
def renter_on(tmp_path: Path) -> Iterator[Callable[[RegionSettings, str, str], Story]]:
    """Starts a server that dies at a crash point, with a renter in front of it."""
    stories: list[Story] = []

    def start(region: RegionSettings, point: str, boot_timeout: str) -> Story:
        # The next server takes over what the dead one held as soon as its claim has run out.
        settings = {
            "ZUKA_INSTANCES__BOOT_TIMEOUT_SECONDS": boot_timeout,
            "ZUKA_LOOPS__LEASE_SECONDS": "1.5",
            "ZUKA_LOOPS__OPERATIONS": "0.2",
        }
        server = Server(tmp_path, region, settings)
        server.open_shop()
        server.start(crash_at=point)
        stories.append(Story(server, server.renter("ann")))
        return stories[0]

    yield start
    for story in stories:
        story.api.close()
        story.server.stop()


def live_through(story: Story, kind: OperationKind, *, before_last: Callable[[], None] = lambda: None) -> str:
    """Do everything that comes before `kind`, then `kind`, during which the server dies, then start it again."""
    needs_off = kind in {K.START, K.RELEASE}
    if kind == K.CREATE:
        before_last()
        instance_id = story.order()
    else:
        instance_id = story.order()
        assert story.finish(instance_id)["state"] == "succeeded"
        if needs_off:
            story.ask(instance_id, K.STOP)
            assert story.finish(instance_id)["state"] == "succeeded"
        before_last()
        story.ask(instance_id, kind)
    assert story.server.wait_until_dead() == -9, "it did not die where it should"
    story.server.start()
    return instance_id


def books_are_right(story: Story, instance_id: str) -> None:
    """The ledger verifies, every run is charged once and exactly, and nothing is held for an order that is over."""
    with closing(story.server.operator()) as operator:
        assert operator.get("/admin/ledger/verify").json()["ok"]
    runs = story.api.get(f"/instances/{instance_id}/runs").json()
    assert sum(run["ended_at"] is None for run in runs) <= 1
    for run in runs:
        if run["ended_at"] is not None:
            expected = charge(parse_yuan(run["price_per_hour"]), run["billable_ms"])
            assert parse_yuan(run["posted"]) == expected
    entries = story.api.get("/wallet/entries", params={"limit": 200}).json()["items"]
    spent = -sum(parse_yuan(entry["amount"]) for entry in entries if entry["kind"] == "usage")
    assert spent == sum(parse_yuan(run["posted"]) for run in runs)
    assert story.api.get("/wallet").json()["held"] == "0.00"


def cards_match(story: Story, state: str) -> None:
    offer = story.api.get("/offers").json()[0]
    assert offer["total"] - offer["idle"] == (2 if state == "running" else 0)


@pytest.mark.incus
@pytest.mark.parametrize("point", FORWARD)
def test_on_the_real_engine(
    incus_daemon: IncusHarness, renter_on: Callable[[RegionSettings, str, str], Story], point: str
) -> None:
    incus_daemon.wipe_instances()
    kind = OperationKind(point.split(".", maxsplit=1)[0])
    region = incus_daemon.settings.model_copy(update={"simulated_cards": "RTX 3090:24GiB:8"})
    story = renter_on(region, point, "60")
    instance_id = live_through(story, kind)
    assert story.finish(instance_id)["state"] == "succeeded"
    state = story.state(instance_id)
    assert state == ENDS[kind]
    cards_match(story, state)
    books_are_right(story, instance_id)
    machines = json.loads(incus_daemon.incus("list", "--format=json"))
    expected = [] if state == "released" else [(instance_id, state.capitalize())]
    assert [(one["name"], one["status"]) for one in machines] == expected
    disks = json.loads(incus_daemon.incus("storage", "volume", "list", "zuka", "--format=json"))
    kept = [] if state == "released" else [f"{instance_id}-data"]
    assert [one["name"] for one in disks if one["type"] == "custom"] == kept


@pytest.mark.parametrize("point", OTHERS)
def test_on_a_simulated_engine(
    tmp_path: Path, renter_on: Callable[[RegionSettings, str, str], Story], point: str
) -> None:
    kind = OperationKind(point.split(".", maxsplit=1)[0])
    undoing = ".undo_" in point
    story = renter_on(RegionSettings(engine="simulated"), point, "1" if undoing else "60")
    world = World.at(tmp_path / "simulated-local.json")

    def break_boots() -> None:
        with world.change() as state:
            state.broken_boots.add(ALL)

    instance_id = live_through(story, kind, before_last=break_boots if undoing else lambda: None)
    operation = story.finish(instance_id)
    assert operation["state"] == ("failed" if undoing else "succeeded")
    state = story.state(instance_id)
    assert state == (UNDONE if undoing else ENDS)[kind]
    cards_match(story, state)
    books_are_right(story, instance_id)
    there = world.view()
    assert list(there.instances) == ([] if state == "failed" else [instance_id])
    assert len(there.volumes) == (0 if state == "failed" else 1)


def test_every_step_of_every_plan_is_killed_at() -> None:
    steps = sum(len(plan.steps) + len(plan.undo) for plan in PLANS.values())
    assert len({*FORWARD, *OTHERS}) == 2 * steps
