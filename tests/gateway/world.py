"""A platform with instances in its tables, and what is inside them on loopback. The engine is the simulated one, except
that it names loopback addresses where a real one names its network's."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import update

from zuka.context import Ctx
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.fleet.models import Host, Region
from zuka.gateway.relay import Address
from zuka.identity import service as identity
from zuka.identity.models import User
from zuka.images.models import Image
from zuka.instances import access, secrets
from zuka.instances.models import Instance
from zuka.instances.states import State
from zuka.kit.clock import ManualClock
from zuka.kit.crypt import Vault
from zuka.kit.db import Db
from zuka.kit.loop import Bell
from zuka.settings import GatewaySettings, Settings
from zuka.tables import MODULES

assert MODULES
REGION = "loop"
OWNER = "usr-owner"


class LoopbackEngine(SimulatedEngine):
    """`inside` says, for an instance and a port in it, where its program really listens."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self.inside: dict[tuple[str, int], Address] = {}

    def endpoint(self, name: str, address: str, port: int) -> tuple[str, int]:
        found = self.inside.get((name, port), Address(*closed_port()))
        return found.host, found.port


def closed_port() -> tuple[str, int]:
    """An address on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
    return host, port


class World:
    """What a test does to the platform around a gateway. `login_id` is the renter's log-in."""

    def __init__(self, ctx: Ctx, engine: LoopbackEngine, clock: ManualClock) -> None:
        self.ctx, self.engine, self.clock = ctx, engine, clock
        self.login_id = ""

    async def log_in(self) -> None:
        async with self.ctx.db.transaction() as session:
            opened = await identity.make_session(
                session, self.ctx, user_id=OWNER, user_agent="", address="127.0.0.1"
            )
        self.login_id = opened.id

    async def log_out(self) -> None:
        async with self.ctx.db.transaction() as session:
            await identity.end_session(session, self.ctx, user_id=OWNER, session_id=self.login_id)

    async def rent(self, instance_id: str, *, state: State = State.RUNNING) -> Instance:
        """An instance as the order leaves it, in `state`, on a free SSH port."""
        sealed = secrets.make(self.ctx.vault, instance_id)
        instance = Instance(
            id=instance_id,
            user_id=OWNER,
            order_key=None,
            name=instance_id,
            region=REGION,
            host_id="hst-1",
            image_id="img-1",
            state=state,
            card_model="RTX 3090",
            card_count=1,
            simulated=True,
            system_disk_gb=30,
            data_disk_gb=50,
            ssh_port=closed_port()[1],
            address=f"10.0.0.{len(instance_id)}",
            sealed_password=sealed.password,
            sealed_host_key=sealed.host_key,
            host_key=sealed.host_public_key,
            sealed_jupyter_token=sealed.jupyter_token,
            created_at=self.clock.now(),
            started_at=None,
            stopped_at=None,
            release_at=None,
            released_at=None,
        )
        async with self.ctx.db.transaction() as session:
            session.add(instance)
        return instance

    async def change(self, instance_id: str, **values: object) -> None:
        async with self.ctx.db.transaction() as session:
            await session.execute(update(Instance).where(Instance.id == instance_id).values(**values))

    async def release(self, instance_id: str) -> None:
        await self.change(instance_id, state=State.RELEASED, released_at=self.clock.now())

    def inside(self, instance: Instance, port: int, address: Address) -> None:
        self.engine.inside[instance.id, port] = address

    async def expose(self, instance: Instance, port: int, *, public: bool) -> None:
        async with self.ctx.db.transaction() as session:
            await access.expose(session, self.ctx, instance=instance, port=port, public=public)

    async def unexpose(self, instance: Instance, port: int) -> None:
        async with self.ctx.db.transaction() as session:
            await access.unexpose(session, self.ctx, instance=instance, port=port)

    async def ticket(self, instance: Instance, port: int) -> str:
        """Path and query of a fresh one-time link."""
        async with self.ctx.db.transaction() as session:
            opened = await access.open_ticket(
                session, self.ctx, instance=instance, port=port, login_id=self.login_id
            )
        origin = access.origin_of(self.ctx.settings, instance_id=instance.id, port=port)
        assert opened.url.startswith(origin)
        return opened.url.removeprefix(origin)


@contextlib.asynccontextmanager
async def world(directory: Path, **gateway: object) -> AsyncIterator[World]:
    """A fresh platform with one renter, one host and one image; `gateway` are settings of that group."""
    clock = ManualClock()
    engine = LoopbackEngine(clock)
    settings = Settings(
        data_dir=directory,
        gateway=GatewaySettings.model_validate(
            {"host": "127.0.0.1", "web_port": 0, "drain_seconds": 0} | gateway
        ),
    )
    ctx = Ctx(
        settings, Db(settings.effective_database_url), clock, Vault(b"k" * 32), Bell(), {REGION: engine}
    )
    await ctx.db.create_all()
    now = clock.now()
    async with ctx.db.transaction() as session:
        session.add(
            User(id=OWNER, name="ann", name_key="ann", password_hash="", role="renter", created_at=now)
        )
        session.add(Region(name=REGION, engine="simulated", reachable=True, created_at=now))
        session.add(
            Image(
                id="img-1",
                name="base",
                alias="base",
                title="Base",
                framework="",
                version="",
                python="",
                created_at=now,
            )
        )
        await session.flush()
        session.add(Host(id="hst-1", region=REGION, name="h1", reachable=True, created_at=now))
    made = World(ctx, engine, clock)
    await made.log_in()
    yield made
    await ctx.aclose()


async def turns(count: int = 20) -> None:
    """Let everything that is ready happen."""
    for _ in range(count):
        await asyncio.sleep(0)
