"""Recordings of terminals: what is in them, who may see them, and where they end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from support import browsing, login, make_renter, refused
from workbench.rig import with_workbench
from workbench.terminal_rig import Rig, rig
from zuka.app import main
from zuka.context import Ctx
from zuka.errors import Conflict
from zuka.workbench import recordings
from zuka.workbench.recording import Recorder, pieces

pytestmark = pytest.mark.enable_socket
Event = list[Any]


class Tape:
    """A recorder whose time a test sets, and what it has written."""

    def __init__(self, folder: Path, *, limit: int = 1 << 20, with_input: bool = False) -> None:
        self.at, self.full = 0.0, 0
        self.recorder = Recorder(
            "rec-1",
            folder / "tapes" / "rec-1.cast",
            columns=80,
            rows=24,
            started=1_700_000_000,
            title="训练",
            with_input=with_input,
            limit=limit,
            full=self._full,
            now=lambda: self.at,
        )

    def _full(self) -> None:
        self.full += 1

    async def played(self) -> tuple[dict[str, Any], list[Event]]:
        return read(await self.recorder.close())


def read(file: Path) -> tuple[dict[str, Any], list[Event]]:
    header, *events = map(json.loads, b"".join(pieces(file)).decode().splitlines())
    return header, events


async def test_a_recording_is_asciicast_with_its_times(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    tape.recorder.output(b"one\r\n")
    tape.at = 1.5
    tape.recorder.resize(132, 50)
    tape.recorder.input(b"secret\r")
    tape.at = 2.25
    tape.recorder.output(b"\x1b[31mtwo\x1b[0m")
    header, events = await tape.played()
    assert (header["version"], header["width"], header["height"]) == (2, 80, 24)
    assert (header["title"], header["timestamp"]) == ("训练", 1_700_000_000)
    assert events == [
        [0.0, "o", "one\r\n"],
        [1.5, "r", "132x50"],
        [2.25, "o", "\x1b[31mtwo\x1b[0m"],
    ]
    assert tape.recorder.milliseconds == 2250


async def test_input_is_only_kept_when_it_is_asked_for(tmp_path: Path) -> None:
    tape = Tape(tmp_path, with_input=True)
    tape.recorder.input("密码".encode())
    _, events = await tape.played()
    assert events == [[0.0, "i", "密码"]]


async def test_a_character_in_two_pieces_is_written_whole(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    body = "数据".encode()
    tape.recorder.output(body[:2])
    tape.recorder.output(body[2:4])
    tape.recorder.output(body[4:] + b"\xff")
    _, events = await tape.played()
    assert "".join(text for _, _, text in events) == "数据\ufffd"


async def test_a_recording_ends_where_it_is_full(tmp_path: Path) -> None:
    tape = Tape(tmp_path, limit=10_000)
    for _ in range(9):
        tape.recorder.output(b"x" * 1_048_576)
    assert tape.full == 1, "more waited for the disk than may"
    header, events = await tape.played()
    assert header["width"] == 80
    assert sum(len(text) for _, _, text in events) == 8 * 1_048_576


async def test_one_that_cannot_be_written_ends_and_hurts_nobody(tmp_path: Path) -> None:
    (tmp_path / "tapes").write_text("no folder")
    tape = Tape(tmp_path)
    tape.recorder.output(b"x")
    async with asyncio.timeout(10):
        while not tape.full:  # noqa: ASYNC110  # A thread tries to write.
            await asyncio.sleep(0.01)
    assert await tape.recorder.close() == tape.recorder.path


@pytest.fixture
async def place(ctx: Ctx, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig(ctx, tmp_path) as made:
        yield made


async def record(place: Rig, **options: Any) -> str:
    """A finished recording of a short story; its id."""
    terminal = await place.open(follow=False)
    await recordings.start(
        place.ctx, terminal, title="story", target=place.session.target, with_input=False, **options
    )
    assert terminal.out().recording
    async with place.look(terminal) as look:
        look.type("echo told-$((1+1))\r")
        await look.shows("told-2")
        look.say("size", columns=100, rows=30)
        look.type("stty size\r")
        await look.shows("30 100")
    assert terminal.recorder is not None
    recording_id = terminal.recorder.id
    await recordings.stop(place.ctx, terminal)
    assert not terminal.out().recording
    return recording_id


async def test_a_terminal_is_recorded_played_renamed_and_deleted(place: Rig, ctx: Ctx) -> None:
    recording_id = await record(place)
    app = main.create(ctx)
    async with browsing(app) as client, browsing(app) as stranger:
        await login(client, "ann")
        (listed,) = (await client.get("/api/v1/workbench/recordings")).json()
        assert (listed["id"], listed["title"]) == (recording_id, "story")
        assert listed["ended_at"] is not None
        assert listed["size"] > 0
        url = f"/api/v1/workbench/recordings/{recording_id}"
        played = await client.get(url)
        assert played.headers["content-type"] == "application/x-asciicast"
        _, *events = map(json.loads, played.text.splitlines())
        assert "told-2" in "".join(text for _, kind, text in events if kind == "o")
        assert "100x30" in [text for _, kind, text in events if kind == "r"]
        assert {kind for _, kind, _ in events} == {"o", "r"}
        await make_renter(ctx, "bob")
        await login(stranger, "bob")
        assert (await stranger.get("/api/v1/workbench/recordings")).json() == []
        for answer in (
            await stranger.get(url),
            await stranger.patch(url, json={"title": "mine"}),
            await stranger.delete(url),
        ):
            refused(answer, 404, "workbench.recording_not_found")
        renamed = await client.patch(url, json={"title": "第一次"})
        assert renamed.json()["title"] == "第一次"
        assert (await client.delete(url)).status_code == 204
        assert (await client.get("/api/v1/workbench/recordings")).json() == []
        refused(await client.get(url), 404, "workbench.recording_not_found")
    await app.state.workbench.aclose()
    assert list((ctx.settings.data_dir / "recordings").iterdir()) == []


async def test_recordings_that_go_on_count_for_what_they_may_become(ctx: Ctx, tmp_path: Path) -> None:
    small = with_workbench(ctx, recording_megabytes=64, recordings_megabytes=64)
    async with rig(small, tmp_path) as place:
        first, second = await place.open(follow=False), await place.open(follow=False)
        words: dict[str, Any] = {"title": "story", "target": place.session.target, "with_input": False}
        await recordings.start(small, first, **words)
        with pytest.raises(Conflict) as refusal:
            await recordings.start(small, second, **words)
        assert refusal.value.code == "workbench.recordings_full"
        await recordings.stop(small, first)
        await recordings.start(small, second, **words)
        assert second.out().recording


async def test_a_recording_that_a_crash_cut_short_can_be_played(place: Rig, ctx: Ctx) -> None:
    terminal = await place.open(follow=False)
    await recordings.start(ctx, terminal, title="cut", target="box", with_input=False)
    recorder = terminal.recorder
    assert recorder is not None
    async with place.look(terminal) as look:
        look.type("echo told-$((1+1))\r")
        await look.shows("told-2")
    async with asyncio.timeout(10):
        while recorder.bytes == 0:  # noqa: ASYNC110  # A thread writes.
            await asyncio.sleep(0.01)
    terminal.recorder = None
    left = recorder.path.read_bytes()
    await recorder.close()
    recorder.path.with_name(recorder.path.name + ".gz").unlink()
    recorder.path.write_bytes(left + b'[9.9, "o", "cut in the mid')
    await recordings.recover(ctx)
    async with ctx.db.read() as session:
        row = await recordings.find(session, user_id=place.user_id, recording_id=recorder.id)
    assert row.ended_at is not None
    text = b"".join(recordings.text_of(ctx, row)).decode()
    assert "told-2" in text
    assert "cut in the mid" not in text
