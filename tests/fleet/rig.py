"""A small installation for tests of the fleet and the market: one simulated region, one operator, two renters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from zuka.context import Ctx
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.world import SimulatedHost, World
from zuka.fleet import service as fleet
from zuka.fleet.loops import HOSTS
from zuka.fleet.models import Card, Host
from zuka.identity.models import User
from zuka.kit.clock import ManualClock
from zuka.kit.crypt import Vault
from zuka.kit.db import Db
from zuka.kit.loop import Bell
from zuka.notices.models import Notice
from zuka.settings import RegionSettings, Settings

REGION = "north"
OPERATOR, ANN, BEN = "u-operator", "u-ann", "u-ben"
DAY = timedelta(days=1)


@dataclass
class Rig:
    """The parts, and what operators and renters do with them."""

    db: Db
    clock: ManualClock
    engine: SimulatedEngine
    settings: Settings
    bell: Bell = field(default_factory=Bell)

    @property
    def ctx(self) -> Ctx:
        vault = Vault(bytes(32))
        return Ctx(self.settings, self.db, self.clock, vault, self.bell, {REGION: self.engine})

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
                await fleet.open_host(session, self.ctx, host_id=host_id, actor_id=OPERATOR)

    async def take(
        self,
        name: str,
        count: int,
        *,
        by: str = ANN,
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
                user_id=by,
                now=self.clock.now(),
                for_start=for_start,
            )

    async def give_back(self, instance: str) -> None:
        async with self.db.transaction() as session:
            await fleet.end_leases(session, instance_id=instance, now=self.clock.now())

    async def told(self, user_id: str = OPERATOR) -> list[Notice]:
        """What somebody was told, oldest first."""
        statement = select(Notice).where(Notice.user_id == user_id).order_by(Notice.created_at, Notice.id)
        async with self.db.read() as session:
            return list((await session.scalars(statement)).all())

    def replace_host(self, host: SimulatedHost) -> None:
        """Give a simulated host other hardware."""
        self.engine.world.put([host], [])


async def build(db: Db, hosts: Sequence[SimulatedHost]) -> Rig:
    """A rig on an empty database."""
    clock = ManualClock()
    settings = Settings(regions={REGION: RegionSettings(engine="simulated")})
    rig = Rig(db, clock, SimulatedEngine(clock, world=World(hosts)), settings)
    roles = {OPERATOR: "operator", ANN: "renter", BEN: "renter"}
    async with db.transaction() as session:
        session.add_all(
            User(
                id=user_id,
                name=user_id,
                name_key=user_id,
                password_hash="",
                role=role,
                disabled_at=None,
                created_at=clock.now(),
            )
            for user_id, role in roles.items()
        )
    return rig
