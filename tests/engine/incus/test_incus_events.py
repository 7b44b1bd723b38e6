"""The event stream: hints are passed on as they come, and a gap in them is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.incus.fake_incus import FakeIncus
from zuka.engine.incus.engine import IncusEngine
from zuka.engine.incus.events import read
from zuka.engine.port import EngineEvent, EventKind


def frame(action: str, second: int = 0, **more: Any) -> str:
    document = {
        "type": "lifecycle",
        "timestamp": f"2026-11-24T18:41:{second:02}.340601604Z",
        "location": "none",
        "project": "zuka",
        "metadata": {
            "action": action,
            "source": "/1.0/instances/one?project=zuka",
            "context": {},
            "name": "one",
            "project": "zuka",
        },
    }
    document["metadata"] |= more.pop("metadata", {})
    return json.dumps(document | more)


REQUESTOR = {"requestor": {"username": "root", "protocol": "unix", "address": "@"}}


async def take(engine: IncusEngine, count: int) -> list[EngineEvent]:
    found: list[EngineEvent] = []
    async for event in engine.events():
        found.append(event)
        if len(found) == count:
            break
    return found


async def test_events_come_as_they_are_sent_and_a_reconnection_is_told(
    incus: FakeIncus, real: IncusEngine
) -> None:
    incus.streams = [
        [frame("instance-shutdown", 9), frame("instance-started", 5, metadata=REQUESTOR)],
        [frame("instance-restarted", 30), frame("instance-stopped", 31, metadata=REQUESTOR)],
    ]
    found = [(event.kind, event.at.second, event.by_request) for event in await take(real, 6)]
    connected = EventKind.CONNECTED
    assert [kind for kind, _, _ in found] == [
        connected,
        EventKind.STOPPED,
        EventKind.STARTED,
        connected,
        EventKind.RESTARTED,
        EventKind.STOPPED,
    ]
    # Out of order they came, and each keeps the engine's own time.
    assert [at for kind, at, _ in found if kind is not connected] == [9, 5, 30, 31]
    assert [asked for kind, _, asked in found if kind is not connected] == [False, True, False, True]
    assert incus.called("GET", "/1.0/events")[0].query == {"project": "zuka", "type": "lifecycle"}


async def test_the_stream_waits_for_a_server_that_is_not_there_yet(
    incus: FakeIncus, real: IncusEngine
) -> None:
    await incus.stop()
    stream = real.events()
    await incus.start()
    event = await anext(stream)
    assert event.kind is EventKind.CONNECTED
    await real.aclose()


@pytest.mark.parametrize(
    "sent",
    [
        "no JSON",
        b"\xff\xfe",
        "[]",
        "{}",
        json.dumps({"type": "operation", "metadata": {"id": "op-1", "status": "Failure"}}),
        frame("instance-console"),
        frame("image-created"),
        frame("instance-started", timestamp="soon"),
        frame("instance-started", project="another"),
        frame("instance-started", metadata={"name": "warming-0123"}),
    ],
)
def test_what_is_not_for_us_is_passed_over(sent: str | bytes) -> None:
    assert read(sent, "zuka") is None


def test_a_name_is_found_in_the_source_too() -> None:
    event = read(frame("instance-stopped", metadata={"name": ""}), "zuka")
    assert event is not None
    assert event.instance == "one"
