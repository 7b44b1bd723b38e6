"""What a user's terminals may print unseen: a log at once, a flood not."""

from __future__ import annotations

from zuka.workbench import allowance
from zuka.workbench.allowance import BURST_BYTES, BYTES_PER_SECOND, LONGEST_SECONDS, Allowance


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_log_never_waits_and_a_flood_comes_at_its_pace() -> None:
    time = Time()
    user = Allowance(time)
    assert user.take(BURST_BYTES) == 0
    assert user.take(BYTES_PER_SECOND // 4) == 0.25
    time.now += 0.25
    assert user.take(0) == 0
    for _ in range(100):
        time.now += 1
        assert user.take(BYTES_PER_SECOND) == 0


def test_no_pause_is_long_and_what_was_saved_up_has_an_end() -> None:
    time = Time()
    user = Allowance(time)
    assert user.take(100 * BURST_BYTES) == LONGEST_SECONDS
    time.now += 1e6
    assert user.take(BURST_BYTES) == 0
    assert user.take(1) > 0


def test_all_terminals_of_a_user_share_one() -> None:
    ann = allowance.of_user("ann")
    assert allowance.of_user("ann") is ann
    assert allowance.of_user("bob") is not ann
