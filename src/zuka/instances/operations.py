"""Carrying operations on: claim, act, apply, and again from whatever step the last process died at.

This room knows nothing of what a step does (`steps.py`). It owns who holds an operation, when it is tried again, and
when it gives up. A result whose claim has passed to somebody else is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import EngineError, EngineUnavailable
from zuka.identity import service as identity
from zuka.instances import blueprint, store
from zuka.instances.models import Operation
from zuka.instances.states import OperationState
from zuka.instances.steps import PLANS, Job, Step
from zuka.kit import crash, log
from zuka.kit.clock import to_millis
from zuka.kit.loop import Loop
from zuka.notices import events
from zuka.notices import service as notices

BELL = "operations"
_FIRST_RETRY_SECONDS = 1.0
_LONGEST_RETRY_SECONDS = 60.0

_log = log.get("operations")


async def _claim(ctx: Ctx, limit: int) -> Sequence[Operation]:
    lease = timedelta(seconds=ctx.settings.loops.lease_seconds)
    async with ctx.db.transaction() as session:
        return await store.claim_operations(session, now=ctx.clock.now(), lease=lease, limit=limit)


async def _renew(ctx: Ctx, operation: Operation) -> None:
    until = ctx.clock.now() + timedelta(seconds=ctx.settings.loops.lease_seconds)
    async with ctx.db.transaction() as session:
        await store.update_operation(session, operation, lease_until=until)


async def carry_on(ctx: Ctx, operation: Operation) -> None:
    """Do the operation's steps until it is finished, has to wait, or is somebody else's."""
    while operation.finished_at is None:
        job = await _job(ctx, operation)
        step, after = PLANS[operation.kind].find(operation.step)
        point = f"{operation.kind}.{step.name}"
        try:
            outcome = await step.act(job)
        except EngineError as error:
            if not await _failed(job, error):
                return
        else:
            crash.reach(f"{point}.acted", ctx.settings.crash_at)
            if not await _done(job, step, after, outcome):
                return
            crash.reach(f"{point}.applied", ctx.settings.crash_at)
        operation = await _fresh(ctx, operation)


async def _job(ctx: Ctx, operation: Operation) -> Job:
    async with ctx.db.read() as session:
        instance = await store.get(session, operation.instance_id)
        assert instance is not None, "an operation is never without its instance"
        if "sealed_password" in operation.params:
            instance.sealed_password = operation.params["sealed_password"]
        drawn = await blueprint.draw(session, ctx, instance)
        session.expunge(instance)
    return Job(ctx, ctx.engine(instance.region), instance, operation, drawn)


async def _fresh(ctx: Ctx, operation: Operation) -> Operation:
    async with ctx.db.read() as session:
        found = await store.operation(session, operation.id)
    assert found is not None, "operations are never deleted"
    return found


async def _done(job: Job, step: Step, after: Step | None, outcome: Any) -> bool:
    """Write down that a step is done, with whatever it brings. False when the claim was lost."""
    ctx, operation = job.ctx, job.operation
    now = ctx.clock.now()
    values: dict[str, Any] = {
        "progress": step.percent,
        "attempts": 0,
        "trace": [*operation.trace, [step.name, to_millis(now)]],
    }
    if after is not None:
        values["step"] = after.name
    else:
        undone = operation.state == OperationState.UNDOING
        values |= {
            "state": OperationState.FAILED if undone else OperationState.SUCCEEDED,
            "finished_at": now,
            "lease_until": None,
        }
    async with ctx.db.transaction() as session:
        if not await store.update_operation(session, operation, **values):
            return False
        if step.apply is not None:
            await step.apply(session, job, outcome)
        await _announce(session, job)
    return True


async def _failed(job: Job, error: EngineError) -> bool:
    """Decide what follows an error. True: go on at once, with undoing; False: wait, or it is not ours any more."""
    ctx, operation = job.ctx, job.operation
    plan = PLANS[operation.kind]
    attempts = operation.attempts + 1
    tired = attempts >= ctx.settings.instances.operation_attempts
    undoing = operation.state == OperationState.UNDOING
    may_heal = isinstance(error, EngineUnavailable) and not tired
    _log.warning(
        "step failed", operation=operation.id, step=operation.step, attempts=attempts, error=str(error)
    )
    if undoing or plan.patient or may_heal:
        await _wait(job, error, attempts=attempts, tell=tired and (undoing or plan.patient))
        return False
    return await _give_up(job, error)


async def _wait(job: Job, error: EngineError, *, attempts: int, tell: bool) -> None:
    ctx, operation = job.ctx, job.operation
    now = ctx.clock.now()
    seconds = min(_FIRST_RETRY_SECONDS * 2 ** (attempts - 1), _LONGEST_RETRY_SECONDS)
    async with ctx.db.transaction() as session:
        await store.update_operation(
            session, operation, attempts=attempts, due_at=now + timedelta(seconds=seconds), lease_until=None
        )
        if tell:
            facts = {"operation": operation.id, "instance": operation.instance_id, "error": error.detail}
            await notices.tell_operators(
                session,
                ctx,
                key=f"stuck:{operation.id}",
                kind="operation_stuck",
                subject=operation.instance_id,
                facts=facts,
                now=now,
            )
        await _announce(session, job)


async def _give_up(job: Job, error: EngineError) -> bool:
    ctx, operation = job.ctx, job.operation
    plan = PLANS[operation.kind]
    values: dict[str, Any] = {"attempts": 0, "error_code": error.code, "error_detail": error.detail}
    if plan.undo:
        values |= {"state": OperationState.UNDOING, "step": plan.undo[0].name}
    else:
        values |= {"state": OperationState.FAILED, "finished_at": ctx.clock.now(), "lease_until": None}
    async with ctx.db.transaction() as session:
        held = await store.update_operation(session, operation, **values)
        if held:
            await _announce(session, job)
            await _tell_failure(session, job, error)
    return held


async def _tell_failure(session: AsyncSession, job: Job, error: EngineError) -> None:
    ctx, operation = job.ctx, job.operation
    facts = {
        "instance": operation.instance_id,
        "name": job.instance.name,
        "operation": operation.kind.value,
        "code": error.code,
        "error": error.detail,
    }
    await notices.give(
        session,
        ctx,
        user_id=operation.user_id,
        key=f"failed:{operation.id}",
        kind="operation_failed",
        subject=operation.instance_id,
        facts=facts,
        now=ctx.clock.now(),
    )
    await notices.tell_operators(
        session,
        ctx,
        key=f"failed:{operation.id}",
        kind="operation_failed",
        subject=operation.instance_id,
        facts=facts,
        now=ctx.clock.now(),
    )


async def _announce(session: AsyncSession, job: Job) -> None:
    user_id, instance_id = job.operation.user_id, job.instance.id
    await announce(session, job.ctx, job.operation)
    await events.announce(session, job.ctx, user_id=user_id, topic="instance", subject=instance_id)


async def announce(session: AsyncSession, ctx: Ctx, operation: Operation) -> None:
    """Tell its renter and the operators that the operation has moved."""
    operators = set(await identity.operators(session))
    for user_id in sorted(operators | {operation.user_id}):
        await events.announce(session, ctx, user_id=user_id, topic="operation", subject=operation.id)


LOOP: Loop[Ctx, Operation] = Loop(
    name=BELL,
    every=lambda ctx: ctx.settings.loops.operations,
    claim=_claim,
    act=carry_on,
    renew=_renew,
    heartbeat=lambda ctx: ctx.settings.loops.lease_seconds / 4,
    concurrency=64,
)
