"""A small installation for tests of the fleet and the market: a simulated region, an operator, two renters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

import support
from zuka.context import Ctx
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.world import SimulatedHost
from zuka.fleet import service as fleet
from zuka.fleet.loops import HOSTS
from zuka.fleet.models import Card, Host
from zuka.kit.clock import ManualClock
from zuka.kit.db import Db
from zuka.notices.models import Notice
from zuka.settings import Settings

REGION = "local"
DAY = timedelta(days=1)


@dataclass
class Rig:
    """The parts, and what operators and renters do with them. The last three are ids of users."""

    ctx: Ctx
    clock: ManualClock
    engine: SimulatedEngine
    operator: str
    ann: str
    ben: str

    @property
    def db(self) -> Db:
        return self.ctx.db

    @property
    def settings(self) -> Settings:
        return self.ctx.settings

    async def look(self) -> None:
        """One turn of the hosts loop."""
        await HOSTS.once(self.ctx)

    async def hosts(self) -> dict[str, Host]:
        async with self.db.read() as session:
            return {host.name: host for host in await fleet.hosts_of(session)}

    async def host(self, name: str) -> Host:
        return (await self.hosts())[name]

    async def cards(self, name: str) -> list[Card]:
        """The host's cards in the order of their PCI addresses, held or not."""
        host = await self.host(name)
        async with self.db.read() as session:
            return [card for card, _ in await fleet.cards_with_instances(session, host_id=host.id)]

    async def open(self, *names: str) -> None:
        """Look, and open these hosts."""
        await self.look()
        for name in names:
            host_id = (await self.host(name)).id
            async with self.db.transaction() as session:
                await fleet.open_host(session, self.ctx, host_id=host_id, actor_id=self.operator)

    async def take(
        self,
        name: str,
        count: int,
        *,
        by: str | None = None,
        instance: str = "i-1",
        model: str = "RTX 3090",
        for_start: bool = False,
    ) -> list[Card]:
        """Lease cards in a transaction of their own, as an order does."""
        host = await self.host(name)
        async with self.db.transaction() as session:
            return await fleet.take_cards(
                session,
                host_id=host.id,
                model=model,
                count=count,
                instance_id=instance,
                user_id=by or self.ann,
                now=self.clock.now(),
                for_start=for_start,
            )

    async def give_back(self, instance: str) -> None:
        async with self.db.transaction() as session:
            await fleet.end_leases(session, instance_id=instance, now=self.clock.now())

    async def told(self, user_id: str | None = None) -> list[Notice]:
        """What somebody was told, the operator if nobody is named; oldest first."""
        mine = Notice.user_id == (user_id or self.operator)
        statement = select(Notice).where(mine).order_by(Notice.created_at, Notice.id)
        async with self.db.read() as session:
            return list((await session.scalars(statement)).all())

    def replace_host(self, host: SimulatedHost) -> None:
        """Give a simulated host other hardware."""
        self.engine.world.put([host], [])


async def build(ctx: Ctx, clock: ManualClock, engine: SimulatedEngine) -> Rig:
    """A rig on an empty database; nobody has looked at the region's hosts yet."""
    operator = await support.make_operator(ctx)
    ann, ben = await support.make_renter(ctx, "ann"), await support.make_renter(ctx, "ben")
    return Rig(ctx, clock, engine, operator.id, ann.id, ben.id)
