"""Instances under anything that renters, hosts and engines may do, in any order: cards, money and machines agree."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from instances.conftest import look, open_shop
from support import books_are_right, make_renter, view
from zuka.context import Ctx
from zuka.engine.port import InstanceState
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.world import SimulatedHost
from zuka.errors import DomainError, EngineRefused, EngineUnavailable
from zuka.fleet import service as fleet
from zuka.instances import ordering, service, store
from zuka.instances.models import Instance
from zuka.instances.states import State
from zuka.kit.clock import ManualClock
from zuka.kit.crypt import Vault
from zuka.kit.db import Db
from zuka.kit.loop import Bell
from zuka.settings import RegionSettings, SecuritySettings, Settings

T = TypeVar("T")
UP = {State.CREATING, State.STARTING, State.RUNNING, State.RESTARTING, State.STOPPING}
calls = st.sampled_from(
    ["create_volume", "create_instance", "start_instance", "stop_instance", "delete_instance", "exec"]
)
errors = st.sampled_from([EngineUnavailable(), EngineRefused("It will not.")])
picks = st.integers(0, 7)


class Lifecycle(RuleBasedStateMachine):
    """One renter, two hosts with four cards each."""

    @initialize()
    def open(self) -> None:
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = ManualClock()
        self.engine = SimulatedEngine(
            self.clock, [SimulatedHost.with_cards("h1", 4), SimulatedHost.with_cards("h2", 4)]
        )
        self.ctx = Ctx(
            settings=Settings(
                data_dir=self.folder,
                regions={"local": RegionSettings(engine="simulated")},
                security=SecuritySettings(argon2_memory_kib=8, argon2_iterations=1),
            ),
            db=Db(f"sqlite+aiosqlite:///{self.folder / 'zuka.db'}"),
            clock=self.clock,
            vault=Vault(bytes(range(32))),
            bell=Bell(),
            engines={"local": self.engine},
        )
        self.do(self.ctx.db.create_all())
        self.hosts = self.do(open_shop(self.ctx))
        self.user = self.do(make_renter(self.ctx, "ann", yuan="40"))

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.do(self.settle())
            self.do(self.ctx.aclose())
            self.runner.close()
            shutil.rmtree(self.folder)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def ask(self, work: Coroutine[Any, Any, Any]) -> None:
        """Renters may ask for anything; a refusal is an answer."""
        with suppress(DomainError):
            self.do(work)

    async def instances(self) -> list[Instance]:
        async with self.ctx.db.read() as session:
            return await store.alive(session)

    def one(self, pick: int) -> Instance | None:
        found = self.do(self.instances())
        return found[pick % len(found)] if found else None

    @rule(host=st.integers(0, 1), count=st.integers(1, 4))
    def order(self, host: int, count: int) -> None:
        wanted = ordering.Order(host_id=self.hosts[host], count=count, image="base", name="machine")
        self.ask(ordering.place(self.ctx, user_id=self.user.id, order=wanted))

    @rule(
        pick=picks, verb=st.sampled_from(["start", "start", "idle", "stop", "restart", "release", "password"])
    )
    def act(self, pick: int, verb: str) -> None:
        chosen, by = self.one(pick), service.renter(self.user.id)
        if chosen is None:
            return
        asked: dict[str, Coroutine[Any, Any, Any]] = {}
        if verb == "start":
            asked[verb] = service.start(self.ctx, instance_id=chosen.id, by=by, cards=True)
        elif verb == "idle":
            asked[verb] = service.start(self.ctx, instance_id=chosen.id, by=by, cards=False)
        elif verb == "stop":
            asked[verb] = service.stop(self.ctx, instance_id=chosen.id, by=by)
        elif verb == "restart":
            asked[verb] = service.restart(self.ctx, instance_id=chosen.id, by=by)
        elif verb == "release":
            asked[verb] = service.release(self.ctx, instance_id=chosen.id, by=by, confirm=chosen.name)
        else:
            asked[verb] = service.reset_password(self.ctx, instance_id=chosen.id, by=by, password=None)
        self.ask(asked[verb])

    @rule(seconds=st.sampled_from([1, 20, 600, 4000, 90_000]))
    def pass_time(self, seconds: int) -> None:
        self.clock.advance(seconds)
        self.do(look(self.ctx))

    @rule()
    def work(self) -> None:
        self.do(look(self.ctx))

    @rule(pick=picks)
    def shutdown_inside(self, pick: int) -> None:
        chosen = self.one(pick)
        if chosen is not None:
            with suppress(ValueError):
                self.engine.shutdown_inside(chosen.id)

    @rule(call=calls, error=errors, times=st.integers(1, 3))
    def break_next(self, call: str, error: DomainError, times: int) -> None:
        self.engine.fail_next(call, error, times)

    @rule(host=st.sampled_from(["h1", "h2"]))
    def lose(self, host: str) -> None:
        self.engine.lose_host(host)

    @rule(host=st.sampled_from(["h1", "h2"]), rebooted=st.booleans())
    def come_back(self, host: str, rebooted: bool) -> None:
        self.engine.return_host(host, rebooted=rebooted)

    @invariant()
    def no_card_is_in_two_machines(self) -> None:
        assert self.engine.double_attached() == []

    @invariant()
    def cards_are_leased_to_what_is_up_and_to_nothing_else(self) -> None:
        async def check() -> None:
            async with self.ctx.db.read() as session:
                leased = {
                    holder for _, holder in await fleet.cards_with_instances(session) if holder is not None
                }
                alive = await store.alive(session)
            assert leased == {one.id for one in alive if one.state in UP and one.booted_cards}

        self.do(check())

    async def settle(self) -> None:
        """Everything heals and time passes: then the database and the engine say the same."""
        for host in ("h1", "h2"):
            self.engine.return_host(host)
        for _ in range(12):
            self.clock.advance(61)
            await look(self.ctx)
        machines = {one.name: one.state for one in await self.engine.instances()}
        async with self.ctx.db.read() as session:
            alive = await store.alive(session)
        there = {one.id: one.state for one in alive if one.state != State.FAILED}
        assert set(there.values()) <= {State.RUNNING, State.STOPPED}, "nothing is under way for ever"
        wanted = {
            name: InstanceState.RUNNING if state == State.RUNNING else InstanceState.STOPPED
            for name, state in there.items()
        }
        assert {name: state for name, state in machines.items() if name in wanted} == wanted
        assert set(machines) == set(wanted), "what failed or was released left no machine"
        wallet = await view(self.ctx, self.user.id)
        prices = sum(one.price_per_hour for one in alive if one.state == State.RUNNING)
        assert (wallet.burn_per_hour, wallet.held) == (prices, 0)
        await books_are_right(self.ctx)


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(
    max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
