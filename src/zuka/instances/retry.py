"""What the operator does about operations that do not get on: try again, and power off by force.

Nothing here carries an operation out or takes one from whoever is doing it: what waits is made due, what has failed is
asked for anew through the front door, with all its checks, and `operations` does the rest.
"""

from __future__ import annotations

from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict
from zuka.instances import operations, ordering, service, store
from zuka.instances.models import Instance, Operation
from zuka.instances.service import By
from zuka.instances.states import OperationKind, OperationState, State, allowed_in
from zuka.kit.db import after_commit

_HANDED_OVER = {OperationKind.RENAME: "rename", OperationKind.RESET_PASSWORD: "reset_password"}
_BEGUN_IN = {OperationKind.START: State.STOPPED, **dict.fromkeys(_HANDED_OVER, State.RUNNING)}
"""What can be asked for again after it has failed, and the state that its failure leaves the instance in. A creation
cannot: all that is left of it is a record to be released."""


def can_retry(operation: Operation, instance: Instance, *, latest_id: str, free: bool) -> bool:
    """Whether `retry` would do something now. `free`: nobody holds the operation."""
    if operation.finished_at is None:
        return free
    return (
        operation.state == OperationState.FAILED
        and operation.id == latest_id
        and _BEGUN_IN.get(operation.kind) == instance.state
    )


async def retry(ctx: Ctx, *, operation_id: str, by: By) -> tuple[Instance, Operation]:
    """Try an operation that waits at once, or ask again for one that has failed. Raises `Conflict`
    operations.under_way when somebody is doing it, operations.not_failed when there is nothing to repeat,
    operations.superseded when something newer was done to the instance, instances.wrong_state when the instance
    cannot do it any more, and what a start raises."""
    async with ctx.db.read() as session:
        operation = await service.get_operation(session, operation_id=operation_id, user_id=None)
    if operation.finished_at is None:
        return await _hurry(ctx, operation, by)
    if operation.state != OperationState.FAILED:
        raise Conflict("operations.not_failed", state=operation.state.value)
    if operation.kind == OperationKind.START:
        return await _start_again(ctx, operation, by)
    return await _hand_over_again(ctx, operation, by)


async def stop_by_force(ctx: Ctx, *, instance_id: str, by: By) -> tuple[Instance, Operation]:
    """Power off without asking the machine. One that is being powered off gently is not asked again."""
    async with ctx.db.transaction() as session:
        instance = await service.get(session, instance_id=instance_id, user_id=by.user_id)
        live = (await store.live_operations(session, instance_ids=[instance_id])).get(instance_id)
        if live is not None and live.kind == OperationKind.STOP:
            await store.set_params(session, live, force=True)
            # Whoever holds it forces the machine off by itself once its time is up.
            await store.hurry(session, live.id, now=ctx.clock.now())
            await service.record(session, ctx, by, "instance.stop", instance, operation=live, force=True)
            await _wake(session, ctx, live)
            return await _both(session, live)
    return await service.stop(ctx, instance_id=instance_id, by=by, force=True)


async def _hurry(ctx: Ctx, operation: Operation, by: By) -> tuple[Instance, Operation]:
    async with ctx.db.transaction() as session:
        if not await store.hurry(session, operation.id, now=ctx.clock.now()):
            raise Conflict("operations.under_way")
        instance = await service.get(session, instance_id=operation.instance_id, user_id=None)
        await service.record(
            session,
            ctx,
            by,
            "operation.hurry",
            instance,
            id=operation.id,
            kind=operation.kind.value,
        )
        await _wake(session, ctx, operation)
        return await _both(session, operation)


async def _start_again(ctx: Ctx, failed: Operation, by: By) -> tuple[Instance, Operation]:
    async with ctx.db.read() as session:
        instance = await _require_repeatable(session, failed)
    cards = instance.booted_cards > 0
    return await service.start(ctx, instance_id=instance.id, by=by, cards=cards)


async def _hand_over_again(ctx: Ctx, failed: Operation, by: By) -> tuple[Instance, Operation]:
    async with ctx.db.transaction() as session:
        instance = await _require_repeatable(session, failed)
        operation = await ordering.begin(
            session, ctx, instance, failed.kind, now=ctx.clock.now(), reason=by.reason, params=failed.params
        )
        await service.record(
            session, ctx, by, f"instance.{_HANDED_OVER[failed.kind]}", instance, operation=operation
        )
        return await _both(session, operation)


async def _require_repeatable(session: AsyncSession, failed: Operation) -> Instance:
    instance = await service.get(session, instance_id=failed.instance_id, user_id=None)
    latest = await store.latest_operation(session, instance_id=instance.id)
    if latest.id != failed.id:
        raise Conflict("operations.superseded", operation=latest.id)
    if _BEGUN_IN.get(failed.kind) != instance.state:
        raise Conflict(
            "instances.wrong_state",
            f"The instance is {instance.state.value}; its {failed.kind.value} cannot be repeated.",
            state=instance.state.value,
            allowed=allowed_in(instance.state),
        )
    return instance


async def _wake(session: AsyncSession, ctx: Ctx, operation: Operation) -> None:
    after_commit(session, partial(ctx.bell.ring, operations.BELL))
    await operations.announce(session, ctx, operation)


async def _both(session: AsyncSession, operation: Operation) -> tuple[Instance, Operation]:
    instance = await service.get(session, instance_id=operation.instance_id, user_id=None)
    return instance, await service.get_operation(session, operation_id=operation.id, user_id=None)
