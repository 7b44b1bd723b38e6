"""Money in and out of text, and the one rounding there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuka.kit.money import LIMIT_MICROS, MS_PER_HOUR, charge, format_yuan, parse_yuan


@given(st.integers(-LIMIT_MICROS, LIMIT_MICROS))
def test_what_is_written_is_read_back(micros: int) -> None:
    assert parse_yuan(format_yuan(micros)) == micros


@pytest.mark.parametrize(
    ("micros", "exact", "shown"),
    [
        (0, "0.00", "0.00"),
        (1, "0.000001", "0.00"),
        (1_580_000, "1.58", "1.58"),
        (-2_500_000, "-2.50", "-2.50"),
        (999_999, "0.999999", "0.99"),
        (100_100, "0.1001", "0.10"),
    ],
)
def test_amounts_are_exact_or_cut_and_never_rounded_up(micros: int, exact: str, shown: str) -> None:
    assert format_yuan(micros) == exact
    assert format_yuan(micros, places=2) == shown


@pytest.mark.parametrize(
    "text", ["", "1.", ".5", "1e3", "1,5", "1.0000001", "NaN", "1 2", "--1", "1000000001", "１"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        parse_yuan(text)


@given(st.integers(0, 10**10), st.integers(0, 10**9), st.integers(0, 10**9))
def test_parts_never_cost_more_than_the_whole(price: int, first: int, second: int) -> None:
    whole, parts = charge(price, first + second), charge(price, first) + charge(price, second)
    assert parts <= whole <= parts + 1
    assert charge(price, MS_PER_HOUR) == price
