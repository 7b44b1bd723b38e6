"""Key presses before transfers, with time that the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from zuka.workbench.priority import HOLD_SECONDS, SHARE, Priority

_MUCH = 256 * 1024


class _Time:
    """A loop's time, and what is to be called then."""

    def __init__(self) -> None:
        self.at = 0.0
        self._calls: list[_Call] = []

    def now(self) -> float:
        return self.at

    def later(self, seconds: float, call: Callable[[], None]) -> _Call:
        self._calls.append(_Call(self.at + seconds, call))
        return self._calls[-1]

    def move(self, seconds: float) -> None:
        end = self.at + seconds
        while due := [one for one in self._calls if not one.over and one.at <= end]:
            first = min(due, key=lambda one: one.at)
            first.over, self.at = True, first.at
            first.call()
        self.at = end


class _Call:
    def __init__(self, at: float, call: Callable[[], None]) -> None:
        self.at, self.call, self.over = at, call, False

    def cancel(self) -> None:
        self.over = True


class _Line:
    def __init__(self) -> None:
        self.reading, self.closing = True, False

    def is_closing(self) -> bool:
        return self.closing

    def pause_reading(self) -> None:
        assert not self.closing, "nothing is asked of a closed line"
        self.reading = False

    def resume_reading(self) -> None:
        assert not self.closing, "nothing is asked of a closed line"
        self.reading = True


class _Connection:
    def __init__(self) -> None:
        self._transport: _Line | None = _Line()
        self._inpbuf = b""

    def _recv_data(self) -> None:
        self._inpbuf = b""

    def hear(self, length: int) -> None:
        self._inpbuf += bytes(length)
        self._recv_data()

    @property
    def line(self) -> _Line:
        assert self._transport is not None
        return self._transport

    def lose(self) -> None:
        """As asyncssh does."""
        self.line.closing = True
        self._transport = None


class _World:
    def __init__(self) -> None:
        self.time = _Time()
        self.priority = Priority(now=self.time.now, later=self.time.later)
        self.ann, self.bob = object(), object()
        self._open: list[_Connection] = []

    def connection(self) -> Any:
        made = _Connection()
        self._open.append(made)
        self.priority.carries_files(made)  # type: ignore[arg-type]
        return made


@pytest.fixture
async def world() -> _World:
    return _World()


async def test_a_key_stops_every_connection_for_files_and_its_answer_lets_them_go_on(world: _World) -> None:
    lines = [world.connection(), world.connection()]
    world.priority.typed(world.ann)
    assert [one.line.reading for one in lines] == [False, False]
    world.priority.shown(world.ann)
    assert [one.line.reading for one in lines] == [True, True]
    assert not world.priority.holding


async def test_a_piece_waits_at_the_gate_as_long(world: _World) -> None:
    world.priority.typed(world.ann)
    piece = asyncio.ensure_future(world.priority.gate())
    await asyncio.sleep(0)
    assert not piece.done()
    world.priority.shown(world.ann)
    await piece


async def test_a_key_without_an_answer_stops_nothing_for_long(world: _World) -> None:
    line = world.connection().line
    world.priority.typed(world.ann)
    world.time.move(HOLD_SECONDS * 0.9)
    assert not line.reading
    world.time.move(HOLD_SECONDS * 0.2)
    assert line.reading
    await world.priority.gate()


async def test_a_late_answer_goes_first_again(world: _World) -> None:
    line = world.connection().line
    world.priority.typed(world.ann)
    world.time.move(1)
    assert line.reading
    world.priority.heard(world.ann)
    assert not line.reading
    world.priority.shown(world.ann)
    assert line.reading


async def test_output_that_nobody_has_typed_for_stops_nothing(world: _World) -> None:
    line = world.connection().line
    world.priority.heard(world.ann)
    assert line.reading
    world.priority.shown(world.ann)
    world.priority.heard(world.ann)
    assert line.reading


async def test_two_who_type_are_both_waited_for(world: _World) -> None:
    line = world.connection().line
    world.priority.typed(world.ann)
    world.priority.typed(world.bob)
    world.priority.shown(world.ann)
    assert not line.reading
    world.priority.shown(world.bob)
    assert line.reading


async def test_keys_of_others_make_nobody_wait_longer(world: _World) -> None:
    line = world.connection().line
    world.priority.typed(world.ann)
    world.time.move(HOLD_SECONDS / 2)
    world.priority.typed(world.bob)
    world.time.move(HOLD_SECONDS * 0.6)
    assert line.reading


async def test_transfers_keep_their_share_however_fast_somebody_types(world: _World) -> None:
    line = world.connection().line
    stopped = 0
    for step in range(10_000):
        if step % 67 == 0:
            world.priority.typed(world.ann)
        world.time.move(0.001)
        stopped += not line.reading
    assert 0.8 * SHARE < stopped / 10_000 < 1.1 * SHARE


async def test_quick_answers_leave_every_key_its_turn(world: _World) -> None:
    line = world.connection().line
    for _ in range(200):
        world.priority.typed(world.ann)
        assert not line.reading
        world.time.move(0.005)
        world.priority.shown(world.ann)
        assert line.reading
        world.time.move(0.06)


async def test_a_connection_that_is_lost_meanwhile_is_left_alone(world: _World) -> None:
    gone, line = world.connection(), world.connection().line
    world.priority.typed(world.ann)
    gone.lose()
    world.priority.shown(world.ann)
    assert line.reading
    world.priority.typed(world.ann)
    world.priority.shown(world.ann)
    assert line.reading


async def test_whoever_leaves_holds_up_nobody(world: _World) -> None:
    line = world.connection().line
    world.priority.typed(world.ann)
    # What a socket says when its browser hangs up is the same as when it has been answered.
    world.priority.shown(world.ann)
    world.time.move(1)
    assert line.reading
    world.priority.heard(world.ann)
    assert line.reading


async def test_a_connection_that_has_much_to_say_lets_others_speak_in_between(world: _World) -> None:
    connection = world.connection()
    connection.hear(_MUCH)
    assert not connection.line.reading
    world.time.move(0)
    assert connection.line.reading
    connection.hear(100)
    assert connection.line.reading


async def test_what_was_stopped_for_a_key_does_not_go_on_by_itself(world: _World) -> None:
    connection = world.connection()
    connection.hear(_MUCH)
    world.priority.typed(world.ann)
    world.time.move(0)
    assert not connection.line.reading
    world.priority.shown(world.ann)
    assert connection.line.reading


async def test_a_connection_may_end_between_two_pieces(world: _World) -> None:
    connection = world.connection()
    connection.hear(_MUCH)
    connection.line.closing = True
    world.time.move(0)
    assert not connection.line.reading
