"""Users' recordings of their terminals: begun and ended here, kept as files below the data directory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict, NotFound
from zuka.kit import ids, log
from zuka.kit.clock import to_millis
from zuka.workbench import recording_store as store
from zuka.workbench.models import Recording
from zuka.workbench.recording import Recorder, pack, pieces
from zuka.workbench.terminal import Terminal

_MIB = 1024 * 1024
_MOST = 1000
"""Recordings of one user, however small."""
_log = log.get("workbench")


async def start(ctx: Ctx, terminal: Terminal, *, title: str, target: str, with_input: bool) -> None:
    """Record `terminal` from now on. Nothing happens when it is recorded already.

    Raises `Conflict` workbench.recordings_full, or workbench.terminal_over when no shell runs in it."""
    if terminal.recorder is not None:
        return
    if terminal.state != "open":
        raise Conflict("workbench.terminal_over")
    limits = ctx.settings.workbench
    recording_id, now = ids.new_id("rec"), ctx.clock.now()
    path = _folder(ctx) / f"{recording_id}.cast"
    most = limits.recording_megabytes * _MIB
    async with ctx.db.transaction() as session:
        # How large those will be that go on, nobody knows; they must not all become as large as they may.
        count, size = await store.taken(session, user_id=terminal.user_id, unfinished=most)
        if count >= _MOST or size >= limits.recordings_megabytes * _MIB:
            raise Conflict("workbench.recordings_full", megabytes=limits.recordings_megabytes)
        row = Recording(
            id=recording_id,
            user_id=terminal.user_id,
            title=title,
            target=target,
            file=path.name,
            with_input=with_input,
            started_at=now,
            ended_at=None,
            bytes=0,
            milliseconds=0,
        )
        await store.add(session, row)
    if terminal.recorder is not None:
        await _discard(ctx, terminal.user_id, recording_id)
        return
    terminal.recorder = Recorder(
        recording_id,
        path,
        columns=terminal.columns,
        rows=terminal.rows,
        started=to_millis(now) // 1000,
        title=title,
        with_input=with_input,
        limit=most,
        full=lambda: _end_soon(ctx, terminal),
    )
    terminal.tell()


async def stop(ctx: Ctx, terminal: Terminal) -> None:
    """End its recording, if there is one; when this returns it can be played from its file."""
    recorder, terminal.recorder = terminal.recorder, None
    if recorder is None:
        return
    file = await recorder.close()
    async with ctx.db.transaction() as session:
        await store.change(
            session,
            recording_id=recorder.id,
            file=file.name,
            ended_at=ctx.clock.now(),
            bytes=recorder.bytes,
            milliseconds=recorder.milliseconds,
        )
    terminal.tell()


async def recover(ctx: Ctx) -> None:
    """End the recordings that the end of a process has cut short; what was written of them can be played."""
    async with ctx.db.read() as session:
        rows = await store.unfinished(session)
    for row in rows:
        path = _folder(ctx) / row.file
        file, size, milliseconds = await asyncio.to_thread(_rescued, path)
        async with ctx.db.transaction() as session:
            await store.change(
                session,
                recording_id=row.id,
                file=file.name,
                ended_at=row.started_at + timedelta(milliseconds=milliseconds),
                bytes=size,
                milliseconds=milliseconds,
            )


async def find(session: AsyncSession, *, user_id: str, recording_id: str) -> Recording:
    """Raises `NotFound` workbench.recording_not_found, also for another user's."""
    found = await store.one(session, user_id=user_id, recording_id=recording_id)
    if found is None:
        raise NotFound("workbench.recording_not_found")
    return found


async def rename(session: AsyncSession, *, user_id: str, recording_id: str, title: str) -> Recording:
    await find(session, user_id=user_id, recording_id=recording_id)
    await store.change(session, recording_id=recording_id, title=title)
    return await find(session, user_id=user_id, recording_id=recording_id)


async def remove(ctx: Ctx, *, user_id: str, recording_id: str) -> None:
    """Forget it and delete its file."""
    async with ctx.db.transaction() as session:
        row = await find(session, user_id=user_id, recording_id=recording_id)
        if row.ended_at is None:
            raise Conflict("workbench.still_recording")
        await store.remove(session, user_id=user_id, recording_id=recording_id)
    await asyncio.to_thread((_folder(ctx) / row.file).unlink, missing_ok=True)


def text_of(ctx: Ctx, row: Recording) -> Iterator[bytes]:
    """The recording as asciicast, piece by piece. Raises `NotFound` when its file is gone."""
    path = _folder(ctx) / row.file
    if not path.is_file():
        raise NotFound("workbench.recording_not_found")
    return pieces(path)


def _end_soon(ctx: Ctx, terminal: Terminal) -> None:
    """From within the terminal's output, which must not wait."""
    task = asyncio.create_task(stop(ctx, terminal), name="workbench:recording-full")
    _ending.add(task)
    task.add_done_callback(_ending.discard)


_ending: set[asyncio.Task[None]] = set()
"""A task that nobody holds may vanish before it has run."""


async def _discard(ctx: Ctx, user_id: str, recording_id: str) -> None:
    async with ctx.db.transaction() as session:
        await store.remove(session, user_id=user_id, recording_id=recording_id)


def _rescued(path: Path) -> tuple[Path, int, int]:
    """The finished file, its size, and how long the recording is."""
    if not path.is_file():
        packed = path.with_name(path.name + ".gz")
        return (packed, packed.stat().st_size, 0) if packed.is_file() else (path, 0, 0)
    lines = path.read_bytes().splitlines(keepends=True)
    while len(lines) > 1 and not lines[-1].endswith(b"]\n"):
        lines.pop()
    path.write_bytes(b"".join(lines))
    last = json.loads(lines[-1]) if len(lines) > 1 else [0]
    packed = pack(path)
    return packed, packed.stat().st_size, int(last[0] * 1000)


def _folder(ctx: Ctx) -> Path:
    return ctx.settings.data_dir / "recordings"
