"""The ledger under anything that may happen, in any order: nothing is lost, moved twice or overdrawn by an order."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from support import PASSWORD, books_are_right
from zuka import tables
from zuka.billing import loops, meters, service
from zuka.billing.models import MeterKind
from zuka.context import Ctx
from zuka.errors import Conflict
from zuka.identity import service as identity
from zuka.kit.clock import ManualClock
from zuka.kit.crypt import Vault
from zuka.kit.db import Db
from zuka.kit.loop import Bell
from zuka.kit.money import MS_PER_HOUR
from zuka.settings import SecuritySettings, Settings
from zuka.wallet import codes
from zuka.wallet import service as wallets

T = TypeVar("T")
MS = timedelta(milliseconds=1)
prices = st.sampled_from([0, 1, 999]) | st.integers(100_000, 50_000_000)
amounts = st.integers(1, 100_000_000)
spans = st.integers(1, 5 * MS_PER_HOUR) | st.sampled_from([1, MS_PER_HOUR])
shares = st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0])
"""Of the time that a run has counted or been lost: how far back the news reaches."""


@dataclass
class Run:
    """What the machine knows of one meter, counted span by span and not by the formula under test."""

    instance: str
    price: int
    started_at: datetime
    counted: timedelta = timedelta()
    since: datetime | None = None
    """Since when it counts; None while its host is lost."""
    paused: datetime | None = None
    over: bool = False

    def spent(self, now: datetime) -> timedelta:
        return self.counted + (now - self.since if self.since is not None and not self.over else timedelta())

    def cost(self, now: datetime) -> int:
        return self.price * (self.spent(now) // MS) // MS_PER_HOUR


@dataclass
class Model:
    paid_in: int = 0
    held: list[int] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)


class LedgerMachine(RuleBasedStateMachine):
    """One renter, some instances, an operator, and time."""

    template: Path
    """A database with its tables; every example begins with a copy."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="zuka-ledger-"))
        shutil.copy(self.template, self.folder / "zuka.db")
        self.clock = ManualClock()
        security = SecuritySettings(argon2_memory_kib=8, argon2_iterations=1)
        self.ctx = Ctx(
            settings=Settings(data_dir=self.folder, security=security),
            db=Db(f"sqlite+aiosqlite:///{self.folder / 'zuka.db'}"),
            clock=self.clock,
            vault=Vault(bytes(32)),
            bell=Bell(),
            engines={},
        )
        self.user_id = self.wait(self.begin())
        self.model = Model()

    async def begin(self) -> str:
        async with self.ctx.db.transaction() as session:
            user = await identity.register(session, self.ctx, name="ann", password=PASSWORD)
            return user.id

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.wait(self.ctx.aclose())
        self.runner.close()
        shutil.rmtree(self.folder)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def live(self) -> list[Run]:
        return [run for run in self.model.runs if not run.over]

    @initialize(micros=st.integers(10**8, 10**9), price=prices)
    def a_renter_with_money_runs_something(self, micros: int, price: int) -> None:
        self.operator_gives(micros)
        self.order_is_placed(price)
        self.boot_answers_or_fails(answers=True, ago=0)

    # Time and the loop that posts.

    @rule(span=spans, is_settled=st.booleans())
    def time_passes(self, span: int, is_settled: bool) -> None:
        self.clock.advance(milliseconds=span)
        if is_settled:
            self.wait(loops.LOOPS[0].once(self.ctx))

    # Money.

    @rule(micros=amounts, how=st.sampled_from(["given", "taken", "redeemed"]))
    def money_moves(self, micros: int, how: str) -> None:
        {"given": self.operator_gives, "taken": self.operator_takes, "redeemed": self.code_is_redeemed_once}[
            how
        ](micros)

    def operator_gives(self, micros: int) -> None:
        self.wait(self._adjust(micros))
        self.model.paid_in += micros

    async def _adjust(self, micros: int) -> None:
        act = wallets.credit if micros > 0 else wallets.debit
        async with self.ctx.db.transaction() as session:
            await act(
                session, self.ctx, user_id=self.user_id, micros=abs(micros), reason="test", actor_id=None
            )

    def operator_takes(self, micros: int) -> None:
        enough = self._available() >= micros
        try:
            self.wait(self._adjust(-micros))
        except Conflict:
            assert not enough
        else:
            assert enough
            self.model.paid_in -= micros

    def code_is_redeemed_once(self, micros: int) -> None:
        code = self.wait(self._make_code(micros))
        self.wait(self._redeem(code))
        self.model.paid_in += micros
        with pytest.raises(Conflict, match="code_used"):
            self.wait(self._redeem(code))

    async def _make_code(self, micros: int) -> str:
        async with self.ctx.db.transaction() as session:
            made = await codes.make(
                session, self.ctx, micros=micros, count=1, days=1000, note="", actor_id=None
            )
        return made.codes[0]

    async def _redeem(self, code: str) -> None:
        async with self.ctx.db.transaction() as session:
            await codes.redeem(session, self.ctx, user_id=self.user_id, code=code)

    # Orders.

    @rule(price=prices, answers=st.sampled_from([True, True, True, False, None]), ago=st.integers(0, 2000))
    def instance_is_ordered(self, price: int, answers: bool | None, ago: int) -> None:
        self.order_is_placed(price)
        if answers is not None and self.model.held:
            self.boot_answers_or_fails(answers=answers, ago=ago)

    def order_is_placed(self, price: int) -> None:
        burn = sum(run.price for run in self.live if run.since is not None)
        enough = self._available() - burn >= price
        try:
            self.wait(self._hold(price))
        except Conflict:
            assert not enough
        else:
            assert enough
            self.model.held.append(price)

    async def _hold(self, price: int) -> None:
        async with self.ctx.db.transaction() as session:
            await wallets.hold(
                session, user_id=self.user_id, micros=price, required_micros=price, now=self.now
            )

    def boot_answers_or_fails(self, answers: bool, ago: int) -> None:
        price = self.model.held.pop()
        started_at = self.now - ago * MS
        instance = f"i-{len(self.model.runs)}"
        self.wait(self._boot(price, instance, started_at if answers else None))
        if answers:
            self.model.runs.append(Run(instance, price, started_at, since=started_at))

    async def _boot(self, price: int, instance: str, started_at: datetime | None) -> None:
        async with self.ctx.db.transaction() as session:
            await wallets.release_hold(session, user_id=self.user_id, micros=price, now=self.now)
            if started_at is not None:
                await meters.start(
                    session,
                    instance_id=instance,
                    user_id=self.user_id,
                    kind=MeterKind.CARDS,
                    what="cards",
                    price_per_hour=price,
                    started_at=started_at,
                    now=self.now,
                )

    # Runs.

    @precondition(lambda self: self.live)
    @rule(pick=st.integers(0, 100), ends=st.booleans(), share=shares)
    def news_comes_of_a_run(self, pick: int, ends: bool, share: float) -> None:
        """Of something that was so some while ago: its end, or its host lost or back."""
        run = self.live[pick % len(self.live)]
        began = run.since or run.paused
        assert began is not None
        at = self.now - share * (self.now - began) // MS * MS
        if ends:
            self.run_ends(run, at)
        elif run.paused is None:
            self.host_is_lost(run, at)
        else:
            self.host_is_back(run, at)

    def host_is_lost(self, run: Run, last_seen: datetime) -> None:
        assert run.since is not None
        self.wait(self._pause(run.instance, last_seen))
        run.counted += last_seen - run.since
        run.since, run.paused = None, last_seen

    async def _pause(self, instance: str, since: datetime) -> None:
        async with self.ctx.db.transaction() as session:
            assert await meters.pause(session, instance_id=instance, since=since, now=self.now)
            assert not await meters.pause(session, instance_id=instance, since=since, now=self.now)

    def host_is_back(self, run: Run, seen: datetime) -> None:
        self.wait(self._resume(run.instance, seen))
        run.since, run.paused = seen, None

    async def _resume(self, instance: str, at: datetime) -> None:
        async with self.ctx.db.transaction() as session:
            assert await meters.resume(session, instance_id=instance, at=at, now=self.now)
            assert not await meters.resume(session, instance_id=instance, at=at, now=self.now)

    def run_ends(self, run: Run, at: datetime) -> None:
        self.wait(self._end(run.instance, at))
        if run.since is not None:
            run.counted += at - run.since
        run.over, run.since, run.paused = True, None, None

    async def _end(self, instance: str, at: datetime) -> None:
        async with self.ctx.db.transaction() as session:
            assert await meters.end_run(session, instance_id=instance, at=at, now=self.now)
            assert not await meters.end_run(session, instance_id=instance, at=at, now=self.now)

    # What must always be so.

    def _available(self) -> int:
        """Exact to the micro-yuan below, from spans alone."""
        owed = sum(run.price * (run.spent(self.now) // MS) for run in self.live)
        over = sum(run.cost(self.now) for run in self.model.runs if run.over)
        return self.model.paid_in - over - sum(self.model.held) + (-owed) // MS_PER_HOUR

    @invariant()
    def money_is_what_was_paid_in_less_what_time_cost(self) -> None:
        self.wait(books_are_right(self.ctx))
        wallet, statement = self.wait(self._look())
        assert wallet.available == self._available()
        assert wallet.held == sum(self.model.held)
        assert wallet.burn_per_hour == sum(run.price for run in self.live if run.since is not None)
        cost = sum(run.cost(self.now) for run in self.model.runs)
        assert statement.total == cost
        if not self.live:
            assert wallet.owed == 0
            assert wallet.balance == self.model.paid_in - cost

    async def _look(self) -> tuple[wallets.View, Any]:
        async with self.ctx.db.read() as session:
            wallet = await wallets.view(session, user_id=self.user_id, now=self.now)
            statement = await service.statement(
                session, user_id=self.user_id, instance_id=None, start=None, end=None, now=self.now
            )
        return wallet, statement


@pytest.fixture(scope="module", autouse=True)
def template(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A database with every table, made once."""
    path = tmp_path_factory.mktemp("ledger") / "template.db"

    async def make() -> None:
        assert tables.MODULES
        db = Db(f"sqlite+aiosqlite:///{path}")
        await db.create_all()
        await db.aclose()

    asyncio.run(make())
    LedgerMachine.template = path


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(
    max_examples=15,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
