"""From rows to what the API shows. Reads only."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from functools import cache

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.billing import meters
from zuka.billing.models import Meter
from zuka.context import Ctx
from zuka.fleet import service as fleet
from zuka.images import service as images
from zuka.instances import monitor_store, schemas, secrets, store
from zuka.instances.models import Instance, Operation, Sample
from zuka.instances.states import OperationState, State, allowed_in
from zuka.instances.steps import PLANS
from zuka.kit.clock import to_millis

SSH_USER = "root"
_ROUTED_PROBE = ("192.0.2.1", 9)


async def instances(session: AsyncSession, ctx: Ctx, rows: Sequence[Instance]) -> list[schemas.InstanceOut]:
    operations = await store.live_operations(session, instance_ids=[row.id for row in rows])
    samples = await monitor_store.newest(session, instance_ids=[row.id for row in rows])
    stocks = {
        (one.host_id, one.model): one
        for host_id in {row.host_id for row in rows}
        for one in await fleet.stock(session, host_id=host_id)
    }
    return [
        await _one(
            session,
            ctx,
            row,
            operations.get(row.id),
            sample=samples.get(row.id),
            stock=stocks.get((row.host_id, row.card_model)),
        )
        for row in rows
    ]


async def instance(session: AsyncSession, ctx: Ctx, row: Instance) -> schemas.InstanceOut:
    return (await instances(session, ctx, [row]))[0]


async def changed(ctx: Ctx, result: tuple[Instance, Operation | None]) -> schemas.ChangedOut:
    row, begun = result
    async with ctx.db.read() as session:
        shown = await instance(session, ctx, row)
    return schemas.ChangedOut(instance=shown, operation=None if begun is None else operation(begun))


async def _one(
    session: AsyncSession,
    ctx: Ctx,
    row: Instance,
    live: Operation | None,
    *,
    sample: Sample | None,
    stock: fleet.Stock | None,
) -> schemas.InstanceOut:
    host = await fleet.get_host(session, host_id=row.host_id)
    image = await images.get(session, image_id=row.image_id)
    cards = await fleet.cards_of(session, instance_id=row.id)
    run = await meters.open_run(session, instance_id=row.id)
    up = row.state not in {State.STOPPED, State.FAILED, State.RELEASED}
    return schemas.InstanceOut(
        id=row.id,
        name=row.name,
        user_id=row.user_id,
        region=row.region,
        host_id=row.host_id,
        host_name=host.name,
        state=state(row, run),
        mode=None if not up else "cards" if row.booted_cards else "no_cards",
        model=row.card_model,
        count=row.card_count,
        simulated=row.simulated,
        image=schemas.ImageRef(id=image.id, title=image.title),
        price_per_hour=row.price_per_hour,
        system_disk_gb=row.system_disk_gb,
        data_disk_gb=row.data_disk_gb,
        disk_usage=None if sample is None else _disk_usage(sample),
        stock=schemas.StockOut(idle=stock.idle if stock else 0, total=stock.total if stock else 0),
        ssh=ssh(ctx, row),
        cards=[schemas.CardOut(model=card.model, simulated=card.simulated) for card in cards],
        created_at=row.created_at,
        started_at=row.started_at,
        stopped_at=row.stopped_at,
        stop_reason=row.stop_reason,
        release_at=row.release_at,
        failure=row.failure,
        operation=None if live is None else operation(live),
        allowed=[] if live else allowed_in(row.state),
        run=None if run is None else _run(ctx, run),
    )


def _disk_usage(sample: Sample) -> schemas.DiskUsageOut:
    return schemas.DiskUsageOut(
        system_bytes=sample.system_disk_bytes, data_bytes=sample.data_disk_bytes, at=sample.read_at
    )


async def shown_state(session: AsyncSession, row: Instance) -> str:
    """The state for people."""
    return state(row, await meters.open_run(session, instance_id=row.id))


def state(row: Instance, run: Meter | None) -> str:
    """The state for people: a running instance that nobody can see right now is `unknown`."""
    if row.state == State.RUNNING and run is not None and run.paused_since is not None:
        return "unknown"
    return row.state.value


def _run(ctx: Ctx, run: Meter) -> schemas.LiveRunOut:
    return schemas.LiveRunOut(
        started_at=run.started_at,
        price_per_hour=run.price_per_hour,
        owed=meters.owed(run, ctx.clock.now()),
        paused=run.paused_since is not None,
    )


def ssh(ctx: Ctx, row: Instance) -> schemas.SshOut:
    host = ctx.settings.gateway.ssh_host or own_address()
    return schemas.SshOut(
        host=host,
        port=row.ssh_port,
        user=SSH_USER,
        command=f"ssh -p {row.ssh_port} {SSH_USER}@{host}",
        host_key=row.host_key,
        host_key_fingerprint=secrets.host_key_fingerprint(row.host_key),
    )


@cache
def own_address() -> str:
    """This machine's address on its way out; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ROUTED_PROBE)
        except OSError:
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
        return address


def operation(row: Operation) -> schemas.OperationOut:
    error = schemas.ErrorOut(code=row.error_code, detail=row.error_detail) if row.error_code else None
    return schemas.OperationOut(
        id=row.id,
        instance_id=row.instance_id,
        kind=row.kind.value,
        state=row.state.value,
        step=row.step,
        steps=_steps(row),
        percent=row.progress,
        attempts=row.attempts,
        reason=row.reason,
        error=error,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def _steps(row: Operation) -> list[schemas.StepOut]:
    plan, shown = PLANS[row.kind], []
    done: dict[str, int] = dict(row.trace)
    began = to_millis(row.created_at)
    undoing = row.state == OperationState.UNDOING or any(step.name in done for step in plan.undo)
    for step in (*plan.steps, *(plan.undo if undoing else ())):
        if step.name in done:
            shown.append(
                schemas.StepOut(name=step.name, state="done", seconds=(done[step.name] - began) / 1000)
            )
            began = done[step.name]
        else:
            here = step.name == row.step and row.finished_at is None
            shown.append(
                schemas.StepOut(name=step.name, state="running" if here else "waiting", seconds=None)
            )
    return shown
