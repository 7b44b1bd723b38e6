"""The formula of a charge: one floor over the whole run."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from zuka.billing import meters
from zuka.billing.models import Meter, MeterKind
from zuka.kit.clock import EPOCH

MS = timedelta(milliseconds=1)


def meter(price: int, started: int, **more: int) -> Meter:
    return Meter(
        kind=MeterKind.CARDS,
        price_per_hour=price,
        started_at=EPOCH + started * MS,
        ended_at=None,
        paused_since=None,
        excluded_ms=more.get("excluded_ms", 0),
    )


@given(st.integers(0, 10**10), st.integers(0, 10**7), st.lists(st.integers(0, 10**8), min_size=1, max_size=8))
def test_however_a_run_is_cut_its_parts_add_up_to_the_floor_of_the_whole(
    price: int, started: int, pieces: list[int]
) -> None:
    one, posted, total = meter(price, started), 0, 0
    for piece in pieces:
        total += piece
        posted += meters.owed(one, one.started_at + total * MS) - posted
    assert posted == price * total // 3_600_000


@given(st.integers(0, 10**10), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_renter_never_pays_more_than_the_exact_price_nor_a_micro_yuan_less(
    price: int, duration: int, excluded: int
) -> None:
    one = meter(price, 0, excluded_ms=excluded)
    owed = meters.owed(one, one.started_at + duration * MS)
    exact = price * max(0, duration - excluded)
    assert owed * 3_600_000 <= exact < (owed + 1) * 3_600_000


@given(st.integers(0, 10**14))
def test_a_clock_hour_begins_on_the_hour_and_holds_its_instant(millis: int) -> None:
    at = EPOCH + millis * MS
    hour = meters.hour_of(at)
    assert (hour.minute, hour.second, hour.microsecond) == (0, 0, 0)
    assert hour <= at < hour + meters.HOUR
