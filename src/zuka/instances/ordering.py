"""Placing an order: everything a renter pays for is decided here, in one transaction, or nothing is.

Only intent is written: leases, a hold on the wallet, the instance and its operation. Making the machine is the
operation's business. What needs the engine (does the region answer, has the pool space) is asked before.
"""

from __future__ import annotations

import ipaddress
import secrets as random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict, EngineUnavailable, Invalid, Unavailable
from zuka.fleet import service as fleet
from zuka.images import service as images
from zuka.instances import operations, secrets, store
from zuka.instances.halt import GATEWAY_BELL
from zuka.instances.models import Instance, Operation
from zuka.instances.secrets import Sealed
from zuka.instances.states import OperationKind, State
from zuka.instances.steps import PLANS
from zuka.kit import ids
from zuka.kit.db import after_commit
from zuka.market import service as market
from zuka.notices import events
from zuka.settings import GIB
from zuka.wallet import service as wallets

RETRY_AFTER_SECONDS = 30
_ALLOCATION_ATTEMPTS = 20
_NAME_LENGTH = 40
_NAME_MARKS = frozenset(" ._-")
T = TypeVar("T")


@dataclass(frozen=True)
class Order:
    """What a renter asks for. `image` is an id, an alias or a recipe's name; `key` makes asking twice harmless."""

    host_id: str
    count: int
    image: str
    model: str | None = None
    data_disk_gb: int | None = None
    name: str | None = None
    key: str | None = None


def checked_name(name: str) -> str:
    """The name without surrounding spaces; raises `Invalid` on anything but letters, digits and ` ._-`."""
    name = name.strip()
    if not 1 <= len(name) <= _NAME_LENGTH or not all(one.isalnum() or one in _NAME_MARKS for one in name):
        raise Invalid("instances.bad_name")
    return name


async def place(ctx: Ctx, *, user_id: str, order: Order) -> tuple[Instance, Operation]:
    """Order an instance. Raises the refusals of images, market, fleet and wallet; then nothing has happened."""
    name = None if order.name is None else checked_name(order.name)
    async with ctx.db.read() as session:
        if (before := await _ordered_before(session, user_id=user_id, key=order.key)) is not None:
            return before
        host = await fleet.get_host(session, host_id=order.host_id)
        await images.resolve(session, order.image, region=host.region)
    instance_id = ids.new_id("i")
    await require_answer(ctx, region=host.region, instance_id=instance_id)
    disk_gb = ctx.settings.instances.data_disk_gb if order.data_disk_gb is None else order.data_disk_gb
    await fleet.check_space(ctx, host_id=host.id, disk_bytes=disk_gb * GIB)
    sealed = secrets.make(ctx.vault, instance_id)
    async with ctx.db.transaction() as session:
        if (before := await _ordered_before(session, user_id=user_id, key=order.key)) is not None:
            return before
        return await _write(
            session,
            ctx,
            user_id=user_id,
            order=order,
            name=name,
            disk_gb=disk_gb,
            instance_id=instance_id,
            sealed=sealed,
        )


async def _write(
    session: AsyncSession,
    ctx: Ctx,
    *,
    user_id: str,
    order: Order,
    name: str | None,
    disk_gb: int,
    instance_id: str,
    sealed: Sealed,
) -> tuple[Instance, Operation]:
    now = ctx.clock.now()
    host = await fleet.get_host(session, host_id=order.host_id)
    image = await images.resolve(session, order.image, region=host.region)
    quote = await market.quote(
        session,
        ctx,
        host_id=host.id,
        model=order.model,
        count=order.count,
        data_disk_gb=disk_gb,
        user_id=user_id,
    )
    cards = await fleet.take_cards(
        session,
        host_id=host.id,
        model=quote.model,
        count=order.count,
        instance_id=instance_id,
        user_id=user_id,
        now=now,
    )
    await fleet.announce(session, ctx, host_id=host.id)
    await wallets.ensure(session, user_id=user_id, now=now)
    await wallets.hold(
        session,
        user_id=user_id,
        micros=quote.price_per_hour,
        required_micros=quote.price_per_hour + quote.disk_price_per_hour,
        now=now,
    )
    values = {
        "id": instance_id,
        "user_id": user_id,
        "order_key": order.key,
        "name": name or f"{image.name}-{instance_id[-4:]}",
        "region": host.region,
        "host_id": host.id,
        "image_id": image.id,
        "state": State.CREATING,
        "card_model": quote.model,
        "card_count": order.count,
        "simulated": any(card.simulated for card in cards),
        "booted_cards": order.count,
        "price_per_hour": quote.price_per_hour,
        "held_micros": quote.price_per_hour,
        "system_disk_gb": ctx.settings.instances.system_disk_gb,
        "data_disk_gb": disk_gb,
        "sealed_password": sealed.password,
        "sealed_host_key": sealed.host_key,
        "host_key": sealed.host_public_key,
        "sealed_jupyter_token": sealed.jupyter_token,
        "created_at": now,
    }
    instance = await _allocate(session, ctx, values)
    operation = await begin(session, ctx, instance, OperationKind.CREATE, now=now)
    after_commit(session, partial(ctx.bell.ring, GATEWAY_BELL))
    return instance, operation


async def begin(
    session: AsyncSession, ctx: Ctx, instance: Instance, kind: OperationKind, *, now: datetime, **values: Any
) -> Operation:
    """Write an operation down and wake the worker once that is committed. Raises `Conflict` when another one of the
    instance is under way."""
    operation = await store.add_operation(
        session,
        instance_id=instance.id,
        user_id=instance.user_id,
        kind=kind,
        step=PLANS[kind].steps[0].name,
        created_at=now,
        due_at=now,
        **values,
    )
    if operation is None:
        raise Conflict("instances.busy")
    after_commit(session, partial(ctx.bell.ring, operations.BELL))
    after_commit(session, partial(ctx.bell.ring, fleet.STOCK_BELL))
    await operations.announce(session, ctx, operation)
    for topic, subject in (("instance", instance.id), ("wallet", instance.user_id)):
        await events.announce(session, ctx, user_id=instance.user_id, topic=topic, subject=subject)
    return operation


async def require_answer(ctx: Ctx, *, region: str, instance_id: str) -> None:
    """Raises `Unavailable` when the region does not answer, before anything is promised."""
    try:
        await ctx.engine(region).instance(instance_id)
    except EngineUnavailable as error:
        raise Unavailable(
            "fleet.region_unavailable", retry_after=RETRY_AFTER_SECONDS, region=region
        ) from error


async def _ordered_before(
    session: AsyncSession, *, user_id: str, key: str | None
) -> tuple[Instance, Operation] | None:
    if key is None:
        return None
    instance = await store.by_order_key(session, user_id=user_id, order_key=key)
    if instance is None:
        return None
    operation = await store.first_operation(session, instance_id=instance.id)
    return instance, operation


async def _allocate(session: AsyncSession, ctx: Ctx, values: dict[str, Any]) -> Instance:
    """Give the instance a public port and an address nobody has. Another order may take the same ones at the same
    moment; the unique indexes decide, and we choose again."""
    for _ in range(_ALLOCATION_ATTEMPTS):
        ports, addresses = await store.taken(session, region=values["region"])
        port = _pick(_all_ports(ctx), ports, lambda: Conflict("instances.no_ports_left"))
        address = _pick(
            _all_addresses(ctx, values["region"]), addresses, lambda: Conflict("instances.no_addresses_left")
        )
        if await store.add_instance(session, **values, ssh_port=port, address=address):
            instance = await store.get(session, values["id"])
            assert instance is not None
            return instance
    raise Conflict("instances.no_ports_left")


def _pick(everything: Collection[T], taken: Collection[T], none_left: Callable[[], Exception]) -> T:
    """Any free one; at random, so that simultaneous orders seldom want the same."""
    free = [one for one in everything if one not in taken]
    if not free:
        raise none_left()
    return random.choice(free)


def _all_ports(ctx: Ctx) -> range:
    first, _, last = ctx.settings.gateway.ssh_ports.partition("-")
    return range(int(first), int(last or first) + 1)


def _all_addresses(ctx: Ctx, region: str) -> list[str]:
    """The subnet's addresses without its first, which is the host's own."""
    network = ipaddress.IPv4Network(ctx.settings.regions[region].subnet)
    return [str(address) for address in network.hosts()][1:]
