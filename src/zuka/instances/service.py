"""What a renter, the operator and the platform itself may ask of an instance that exists.

Each verb writes intent in one transaction and returns the operation that will make it so. Whether the moment is
right is a guarded move of the instance's row; what would be allowed instead is part of the refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict, Invalid, NotFound
from zuka.fleet import service as fleet
from zuka.identity import audit
from zuka.instances import ordering, secrets, store
from zuka.instances.halt import GATEWAY_BELL
from zuka.instances.models import Instance, Operation
from zuka.instances.states import BEGINS, OperationKind, State, allowed_in
from zuka.kit.db import after_commit
from zuka.market import service as market
from zuka.notices import events
from zuka.notices import service as notices
from zuka.wallet import service as wallets

_PASSWORD_LENGTHS = range(8, 65)


@dataclass(frozen=True)
class By:
    """Who asks. `user_id` is set for a renter, who may touch their own alone; the operator and the platform may
    touch any. `why` is the operator's own sentence."""

    reason: str
    user_id: str | None = None
    actor_id: str | None = None
    address: str = ""
    why: str = ""


def renter(user_id: str, *, actor_id: str | None = None, address: str = "") -> By:
    """The owner; `actor_id` is somebody else when an operator acts as them."""
    return By("renter", user_id=user_id, actor_id=actor_id or user_id, address=address)


def operator(actor_id: str, *, address: str = "", why: str = "") -> By:
    return By("operator", actor_id=actor_id, address=address, why=why)


async def get(session: AsyncSession, *, instance_id: str, user_id: str | None) -> Instance:
    """Raises `NotFound` for another renter's instance exactly as for none."""
    instance = await store.get(session, instance_id)
    if instance is None or (user_id is not None and instance.user_id != user_id):
        raise NotFound("instances.not_found")
    return instance


async def get_operation(session: AsyncSession, *, operation_id: str, user_id: str | None) -> Operation:
    operation = await store.operation(session, operation_id)
    if operation is None or (user_id is not None and operation.user_id != user_id):
        raise NotFound("operations.not_found")
    return operation


async def start(ctx: Ctx, *, instance_id: str, by: By, cards: bool) -> tuple[Instance, Operation]:
    """Power on, with the cards that were ordered or without any. Raises `Conflict` market.sold_out when the host
    has not enough idle cards, wallet.insufficient, instances.wrong_state; `Unavailable` when the region is."""
    instance = await _look(ctx, instance_id, by)
    await ordering.require_answer(ctx, region=instance.region, instance_id=instance_id)
    async with ctx.db.transaction() as session:
        instance = await get(session, instance_id=instance_id, user_id=by.user_id)
        _require(instance, OperationKind.START)
        now, count = ctx.clock.now(), instance.card_count if cards else 0
        if cards:
            price = await market.price_per_hour(session, model=instance.card_model, count=count)
            await fleet.take_cards(
                session,
                host_id=instance.host_id,
                model=instance.card_model,
                count=count,
                instance_id=instance.id,
                user_id=instance.user_id,
                now=now,
                for_start=True,
            )
            await fleet.announce(session, ctx, host_id=instance.host_id)
        else:
            price = market.no_cards_price(ctx.settings)
        await wallets.hold(session, user_id=instance.user_id, micros=price, required_micros=price, now=now)
        await _move(
            session,
            instance,
            OperationKind.START,
            State.STARTING,
            booted_cards=count,
            price_per_hour=price,
            held_micros=price,
        )
        operation = await ordering.begin(
            session, ctx, instance, OperationKind.START, now=now, reason=by.reason
        )
        await record(session, ctx, by, "instance.start", instance, operation=operation)
        return await _again(session, instance), operation


async def stop(ctx: Ctx, *, instance_id: str, by: By, force: bool = False) -> tuple[Instance, Operation]:
    """Power off; with `force` without asking the machine first. Always accepted, also while the region does not
    answer: it is done as soon as it can be."""
    async with ctx.db.transaction() as session:
        instance = await get(session, instance_id=instance_id, user_id=by.user_id)
        _require(instance, OperationKind.STOP)
        await _move(session, instance, OperationKind.STOP, State.STOPPING)
        operation = await ordering.begin(
            session,
            ctx,
            instance,
            OperationKind.STOP,
            now=ctx.clock.now(),
            reason=by.reason,
            params={"force": True} if force else {},
        )
        await record(session, ctx, by, "instance.stop", instance, operation=operation, force=force)
        return await _again(session, instance), operation


async def restart(ctx: Ctx, *, instance_id: str, by: By) -> tuple[Instance, Operation]:
    instance = await _look(ctx, instance_id, by)
    await ordering.require_answer(ctx, region=instance.region, instance_id=instance_id)
    async with ctx.db.transaction() as session:
        instance = await get(session, instance_id=instance_id, user_id=by.user_id)
        _require(instance, OperationKind.RESTART)
        await _move(session, instance, OperationKind.RESTART, State.RESTARTING)
        operation = await ordering.begin(session, ctx, instance, OperationKind.RESTART, now=ctx.clock.now())
        return await _again(session, instance), operation


async def release(ctx: Ctx, *, instance_id: str, by: By, confirm: str | None) -> tuple[Instance, Operation]:
    """Give the instance and its disks up for good. A person confirms by its name; retention passes None."""
    async with ctx.db.transaction() as session:
        instance = await get(session, instance_id=instance_id, user_id=by.user_id)
        if confirm is not None and confirm != instance.name:
            raise Invalid("instances.confirm_name", name=instance.name)
        _require(instance, OperationKind.RELEASE)
        await _move(session, instance, OperationKind.RELEASE, State.RELEASING)
        operation = await ordering.begin(
            session, ctx, instance, OperationKind.RELEASE, now=ctx.clock.now(), reason=by.reason
        )
        await record(session, ctx, by, "instance.release", instance, operation=operation)
        after_commit(session, partial(ctx.bell.ring, GATEWAY_BELL))
        return await _again(session, instance), operation


async def rename(ctx: Ctx, *, instance_id: str, by: By, name: str) -> tuple[Instance, Operation | None]:
    """A new name; inside a running instance it is also the host name, in one that is off from the next boot."""
    name = ordering.checked_name(name)
    async with ctx.db.transaction() as session:
        instance = await get(session, instance_id=instance_id, user_id=by.user_id)
        _require(instance, OperationKind.RENAME)
        await store.change(session, instance.id, name=name)
        return await _hand_over(session, ctx, instance, OperationKind.RENAME)


async def reset_password(
    ctx: Ctx, *, instance_id: str, by: By, password: str | None
) -> tuple[Instance, Operation | None]:
    """A new root password, the renter's own or one of ours; it counts from the moment the machine has it."""
    if password is not None and (
        len(password) not in _PASSWORD_LENGTHS or not password.isprintable() or not password.isascii()
    ):
        raise Invalid("instances.bad_password")
    sealed = secrets.seal_password(ctx.vault, instance_id, password or secrets.new_password())
    async with ctx.db.transaction() as session:
        instance = await get(session, instance_id=instance_id, user_id=by.user_id)
        _require(instance, OperationKind.RESET_PASSWORD)
        await record(session, ctx, by, "instance.reset_password", instance)
        if instance.state == State.STOPPED:
            await store.change(session, instance.id, sealed_password=sealed)
            return await _again(session, instance), None
        return await _hand_over(
            session, ctx, instance, OperationKind.RESET_PASSWORD, params={"sealed_password": sealed}
        )


async def _hand_over(
    session: AsyncSession, ctx: Ctx, instance: Instance, kind: OperationKind, **values: Any
) -> tuple[Instance, Operation | None]:
    """Tell a running machine what has changed; one that is off learns it when it boots."""
    operation = None
    if instance.state == State.RUNNING:
        operation = await ordering.begin(session, ctx, instance, kind, now=ctx.clock.now(), **values)
    await events.announce(session, ctx, user_id=instance.user_id, topic="instance", subject=instance.id)
    return await _again(session, instance), operation


def _require(instance: Instance, kind: OperationKind) -> None:
    if instance.state not in BEGINS[kind]:
        raise Conflict(
            "instances.wrong_state",
            f"The instance is {instance.state.value}; {kind.value} is not possible now.",
            state=instance.state.value,
            allowed=allowed_in(instance.state),
        )


async def _move(
    session: AsyncSession, instance: Instance, kind: OperationKind, to: State, **values: Any
) -> None:
    """Move on; somebody may have been quicker since we looked."""
    if not await store.move(session, instance.id, BEGINS[kind], to, **values):
        _require(await _again(session, instance), kind)
        raise Conflict("instances.busy")


async def _look(ctx: Ctx, instance_id: str, by: By) -> Instance:
    async with ctx.db.read() as session:
        return await get(session, instance_id=instance_id, user_id=by.user_id)


async def _again(session: AsyncSession, instance: Instance) -> Instance:
    found = await store.get(session, instance.id)
    assert found is not None, "instances are never deleted"
    return found


async def record(
    session: AsyncSession,
    ctx: Ctx,
    by: By,
    action: str,
    instance: Instance,
    *,
    operation: Operation | None = None,
    **facts: str | bool,
) -> None:
    """Put an act into the audit log, and tell the owner of one that was the operator's."""
    said = {"why": by.why} if by.why else {}
    now = ctx.clock.now()
    await audit.record(
        session,
        now=now,
        actor_id=by.actor_id,
        action=action,
        target=instance.id,
        facts={"name": instance.name, "reason": by.reason, **facts, **said},
        address=by.address,
    )
    if by.reason == "operator" and operation is not None:
        await notices.give(
            session,
            ctx,
            user_id=instance.user_id,
            key=f"operator:{operation.id}",
            kind=f"operator_{operation.kind.value}",
            subject=instance.id,
            facts={"instance": instance.id, "name": instance.name, **said},
            now=now,
        )
