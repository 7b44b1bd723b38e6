"""The arithmetic of one wallet, against the definition of money and time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import assume, example, given
from hypothesis import strategies as st

from zuka.kit.money import LIMIT_MICROS, MS_PER_HOUR
from zuka.wallet.funds import Funds

START = datetime(2026, 1, 1, tzinfo=UTC)
MS = timedelta(milliseconds=1)
micros = st.integers(0, LIMIT_MICROS)
wallets = st.builds(
    Funds,
    at=st.just(START),
    balance=st.integers(-(10**9), LIMIT_MICROS),
    held=micros,
    burn=st.integers(0, 10**12),
    owed_micro_ms=st.integers(-MS_PER_HOUR * 10**9, MS_PER_HOUR * 10**12),
)
spans = st.integers(0, 10 * 365 * 24 * MS_PER_HOUR)


def owed_exactly(funds: Funds) -> Fraction:
    return Fraction(funds.owed_micro_ms, MS_PER_HOUR)


@given(wallets, spans)
def test_looking_at_another_instant_adds_exactly_the_burn(funds: Funds, passed: int) -> None:
    later = funds.on(START + passed * MS)
    assert owed_exactly(later) - owed_exactly(funds) == Fraction(funds.burn * passed, MS_PER_HOUR)
    assert later.on(START) == funds


@given(wallets)
def test_available_is_rounded_against_the_wallet(funds: Funds) -> None:
    exact = funds.balance - funds.held - owed_exactly(funds)
    assert exact - 1 < funds.available <= exact


@given(wallets, spans)
def test_running_dry_is_the_same_moment_whenever_it_is_asked(funds: Funds, passed: int) -> None:
    dry_at = funds.runs_dry_at
    # Beyond a century nobody needs to know it to the millisecond.
    assume(dry_at is None or abs(dry_at - START) < timedelta(days=30000))
    assert funds.on(START + passed * MS).runs_dry_at == dry_at


@example(0, 1, 3_153_600_000_001)
@given(
    st.integers(0, 10**12),
    st.integers(1, 10**10),
    st.integers(0, MS_PER_HOUR * 10**6),
)
def test_a_wallet_runs_dry_at_its_last_millisecond_that_is_paid_for(
    balance: int, burn: int, owed: int
) -> None:
    funds = Funds(START, balance, 0, burn, owed)
    dry_at = funds.runs_dry_at
    assert dry_at is not None
    if abs(dry_at - START) >= timedelta(days=36500):
        return
    assert owed_exactly(funds.on(dry_at)) <= balance
    assert owed_exactly(funds.on(dry_at + MS)) > balance


def test_nothing_runs_dry_that_does_not_burn() -> None:
    assert Funds(START, -5, 0, 0, 0).runs_dry_at is None


def test_a_billion_yuan_are_no_trouble() -> None:
    funds = Funds(START, LIMIT_MICROS, 0, 1, 0)
    assert funds.runs_dry_at == START + timedelta(days=36500)


def test_an_order_needs_its_hour_beyond_one_more_hour_of_what_runs() -> None:
    funds = Funds(START, balance=3_000_000, held=500_000, burn=1_000_000, owed_micro_ms=MS_PER_HOUR // 2)
    assert funds.available == 2_499_999
    assert funds.can_order(1_499_999)
    assert not funds.can_order(1_500_000)
