"""What each kind of operation does, step by step, and how it is undone.

An `act` talks to the engine and to nothing else, and may be repeated at any point, since the process may die before
or after it. An `apply` only writes. `PLANS` is the whole list: crash points, progress and history come from it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.billing import meters
from zuka.billing.models import MeterKind
from zuka.context import Ctx
from zuka.engine.port import Engine, InstanceState
from zuka.errors import EngineGone, EngineRefused
from zuka.instances import halt, store
from zuka.instances.blueprint import Blueprint
from zuka.instances.models import Instance, Operation
from zuka.instances.secrets import IDENTITY_COMMAND
from zuka.instances.states import OperationKind, State
from zuka.market import service as market
from zuka.wallet import service as wallets

POLL_SECONDS = 0.02
JUPYTER_LISTENS = (
    "sh",
    "-c",
    # Looks at the kernel's table of sockets: a connection would wake JupyterLab, which shall cost nothing until used.
    'for _ in $(seq 900); do grep -qE "^ *[0-9]+: [0-9A-F]+:22B8 [0-9A-F:]+ 0A" /proc/net/tcp /proc/net/tcp6'
    " && exit 0; sleep 0.1; done; exit 1",
)


@dataclass(frozen=True)
class Job:
    """One claimed operation with everything that its steps need."""

    ctx: Ctx
    engine: Engine
    instance: Instance
    operation: Operation
    blueprint: Blueprint


Act = Callable[[Job], Awaitable[Any]]
Apply = Callable[[AsyncSession, Job, Any], Awaitable[None]]


@dataclass(frozen=True)
class Step:
    """`percent` is the operation's progress once this step is done. `apply` gets what `act` returned."""

    name: str
    percent: int
    act: Act
    apply: Apply | None = None


@dataclass(frozen=True)
class Plan:
    """`undo` puts back what `steps` did when they fail for good. A patient plan never fails: what it asks for must
    come true in the end, so it is tried again for as long as it takes."""

    steps: tuple[Step, ...]
    undo: tuple[Step, ...] = ()
    patient: bool = False

    def find(self, name: str) -> tuple[Step, Step | None]:
        """A step by name, and the one that follows it."""
        for line in (self.steps, self.undo):
            for here, after in zip(line, (*line[1:], None), strict=True):
                if here.name == name:
                    return here, after
        raise KeyError(name)


async def _make_disk(job: Job) -> None:
    await job.engine.create_volume(job.blueprint.spec.host, job.blueprint.volume, job.blueprint.volume_bytes)


async def _make_machine(job: Job) -> None:
    await job.engine.create_instance(job.blueprint.spec)


async def _boot(job: Job) -> None:
    try:
        await job.engine.configure_instance(job.blueprint.spec)
    except EngineRefused:
        facts = await job.engine.instance(job.instance.id)
        if facts is None or facts.state != InstanceState.RUNNING:
            raise
        # An earlier attempt configured and started it, and died before it could say so.
        return
    await job.engine.start_instance(job.instance.id)


async def _reboot(job: Job) -> None:
    await job.engine.restart_instance(
        job.instance.id, timeout_s=job.ctx.settings.instances.stop_timeout_seconds
    )


async def _identify(job: Job) -> None:
    """Hand the machine its host key, password and keys; its SSH server waits for that on its first boot."""
    result = await job.engine.exec(
        job.instance.id, IDENTITY_COMMAND, stdin=job.blueprint.identity, timeout_s=30
    )
    if result.exit_code != 0:
        raise EngineRefused("The machine did not take its identity.", code="instances.boot_failed")


async def _answer(job: Job) -> datetime:
    """The moment at which both SSH and JupyterLab answered. Raises `EngineRefused` when that does not happen."""
    limit = job.ctx.settings.instances.boot_timeout_seconds
    jupyter = asyncio.ensure_future(job.engine.exec(job.instance.id, JUPYTER_LISTENS, timeout_s=limit))
    try:
        await _ssh_answers(job, limit)
        result = await jupyter
    finally:
        jupyter.cancel()
        await asyncio.gather(jupyter, return_exceptions=True)
    if result.exit_code != 0:
        raise EngineRefused("JupyterLab did not answer in time.", code="instances.boot_failed")
    return job.ctx.clock.now()


async def _ssh_answers(job: Job, limit: int) -> None:
    clock = job.ctx.clock
    deadline = clock.now() + timedelta(seconds=limit)
    look_again = clock.now() + timedelta(seconds=2)
    while not await job.engine.answers(job.instance.id, job.instance.address, 22):
        if clock.now() >= deadline:
            raise EngineRefused("SSH did not answer in time.", code="instances.boot_failed")
        if clock.now() >= look_again:
            facts = await job.engine.instance(job.instance.id)
            if facts is None or facts.state == InstanceState.STOPPED:
                raise EngineRefused("The machine stopped while it was booting.", code="instances.boot_failed")
            look_again = clock.now() + timedelta(seconds=2)
        await clock.sleep(POLL_SECONDS)


async def _came_up(session: AsyncSession, job: Job, answered: datetime) -> None:
    """From this moment on the renter pays, and not from any earlier one."""
    instance, now = job.instance, job.ctx.clock.now()
    await wallets.release_hold(session, user_id=instance.user_id, micros=instance.held_micros, now=now)
    cards = instance.booted_cards
    await meters.start(
        session,
        instance_id=instance.id,
        user_id=instance.user_id,
        kind=MeterKind.CARDS if cards else MeterKind.NO_CARDS,
        what=f"{cards} x {instance.card_model}" if cards else "no cards",
        price_per_hour=instance.price_per_hour,
        started_at=answered,
        now=now,
    )
    moved = await store.move(
        session,
        instance.id,
        {State.CREATING, State.STARTING},
        State.RUNNING,
        started_at=answered,
        held_micros=0,
        stopped_at=None,
        stop_reason="",
        release_at=None,
        release_stage=0,
    )
    assert moved, "only its own operation moves an instance that is coming up"
    await halt.announce(session, job.ctx, instance.id)


async def _created(session: AsyncSession, job: Job, answered: datetime) -> None:
    await _came_up(session, job, answered)
    instance, settings = job.instance, job.ctx.settings
    extra_gb = instance.data_disk_gb - settings.instances.data_disk_gb
    if extra_gb > 0:
        await meters.start(
            session,
            instance_id=instance.id,
            user_id=instance.user_id,
            kind=MeterKind.DISK,
            what=f"data disk +{extra_gb} GB",
            price_per_hour=market.disk_price_per_hour(settings, extra_gb=extra_gb),
            started_at=answered,
            now=job.ctx.clock.now(),
        )


async def _restarted(session: AsyncSession, job: Job, _answered: datetime) -> None:
    await store.move(session, job.instance.id, {State.RESTARTING}, State.RUNNING)


async def _power_off(job: Job) -> datetime:
    """The engine's own stop time. Where it has none to give, the machine was off before we came, and the renter
    does not pay for the time since they asked."""
    timeout, force = job.ctx.settings.instances.stop_timeout_seconds, job.operation.params.get("force", False)
    try:
        at = await job.engine.stop_instance(job.instance.id, force=force, timeout_s=timeout)
    except EngineGone:
        at = None
    return at or job.operation.created_at


async def _powered_off(session: AsyncSession, job: Job, at: datetime) -> None:
    await halt.stopped(
        session, job.ctx, job.instance, from_={State.STOPPING}, at=at, reason=job.operation.reason
    )


async def _force_off(job: Job) -> datetime:
    try:
        at = await job.engine.stop_instance(job.instance.id, force=True)
    except EngineGone:
        at = None
    return at or job.operation.created_at


async def _start_undone(session: AsyncSession, job: Job, at: datetime) -> None:
    instance, now = job.instance, job.ctx.clock.now()
    await wallets.release_hold(session, user_id=instance.user_id, micros=instance.held_micros, now=now)
    await store.move(
        session, instance.id, {State.STARTING}, State.STOPPED, held_micros=0, stop_reason="boot_failed"
    )
    await halt.give_back(session, job.ctx, instance)


async def _restart_undone(session: AsyncSession, job: Job, at: datetime) -> None:
    await halt.stopped(session, job.ctx, job.instance, from_={State.RESTARTING}, at=at, reason="boot_failed")


async def _delete_machine(job: Job) -> None:
    await job.engine.delete_instance(job.instance.id)


async def _delete_disk(job: Job) -> None:
    await job.engine.delete_volume(job.blueprint.spec.host, job.blueprint.volume)


async def _create_undone(session: AsyncSession, job: Job, _outcome: None) -> None:
    instance, now = job.instance, job.ctx.clock.now()
    await wallets.release_hold(session, user_id=instance.user_id, micros=instance.held_micros, now=now)
    await store.move(
        session,
        instance.id,
        {State.CREATING},
        State.FAILED,
        held_micros=0,
        failure=job.operation.error_detail,
        release_at=now + timedelta(days=job.ctx.settings.billing.retention_days),
    )
    await halt.give_back(session, job.ctx, instance)


async def _released(session: AsyncSession, job: Job, _outcome: None) -> None:
    instance, now = job.instance, job.ctx.clock.now()
    await meters.end_all(session, instance_id=instance.id, at=job.operation.created_at, now=now)
    await store.move(session, instance.id, {State.RELEASING}, State.RELEASED, released_at=now)
    await halt.give_back(session, job.ctx, instance)


async def _password_set(session: AsyncSession, job: Job, _outcome: None) -> None:
    await store.change(session, job.instance.id, sealed_password=job.operation.params["sealed_password"])


PLANS: dict[OperationKind, Plan] = {
    OperationKind.CREATE: Plan(
        steps=(
            Step("disk", 15, _make_disk),
            Step("machine", 60, _make_machine),
            Step("identity", 75, _identify),
            Step("answer", 100, _answer, _created),
        ),
        undo=(
            Step("undo_machine", 100, _delete_machine),
            Step("undo_disk", 100, _delete_disk, _create_undone),
        ),
    ),
    OperationKind.START: Plan(
        steps=(
            Step("boot", 60, _boot),
            Step("identity", 75, _identify),
            Step("answer", 100, _answer, _came_up),
        ),
        undo=(Step("undo_boot", 100, _force_off, _start_undone),),
    ),
    OperationKind.STOP: Plan(steps=(Step("power_off", 100, _power_off, _powered_off),), patient=True),
    OperationKind.RESTART: Plan(
        steps=(
            Step("reboot", 60, _reboot),
            Step("identity", 75, _identify),
            Step("answer", 100, _answer, _restarted),
        ),
        undo=(Step("undo_boot", 100, _force_off, _restart_undone),),
    ),
    OperationKind.RELEASE: Plan(
        steps=(
            Step("delete_machine", 70, _delete_machine),
            Step("delete_disk", 100, _delete_disk, _released),
        ),
        patient=True,
    ),
    OperationKind.RENAME: Plan(steps=(Step("identity", 100, _identify),)),
    OperationKind.RESET_PASSWORD: Plan(steps=(Step("identity", 100, _identify, _password_set),)),
}
"""Every operation there is."""


def crash_points(kind: OperationKind) -> list[str]:
    """Every place at which the process may die in the middle of `kind`, undoing included."""
    plan = PLANS[kind]
    return [
        f"{kind.value}.{step.name}.{moment}"
        for step in (*plan.steps, *plan.undo)
        for moment in ("acted", "applied")
    ]
