"""Comparing the engine with the database, both ways, whatever events did or did not tell.

Events make us fast; this makes us right. What is not certain changes nothing but the meter, which never runs for a
machine that nobody can see: an instance is called stopped or gone only when the engine itself says so on a second
look, and an engine object that the platform does not know is shown to the operator and never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zuka.billing import meters
from zuka.context import Ctx
from zuka.engine.port import InstanceFacts, InstanceState
from zuka.errors import EngineError, EngineUnavailable
from zuka.instances import halt, store
from zuka.instances.blueprint import volume_name
from zuka.instances.models import Instance
from zuka.instances.states import State
from zuka.kit import log
from zuka.kit.loop import Loop
from zuka.notices import service as notices

BELL = "sweep"
PLATFORM_AWAY = timedelta(seconds=60)
"""A longer gap than this between two sweeps means that the platform itself was not looking."""

_SETTLED = (State.RUNNING, State.STOPPED)

_log = log.get("sweep")


@dataclass(frozen=True)
class Glance:
    """An instance as the database had it before the engine was asked, with its latest operation: if that is another
    one by the time we act, the answer is about a machine of the past and is dropped."""

    instance: Instance
    operation_id: str


async def glance(ctx: Ctx, instance_id: str) -> Glance | None:
    """None for an instance that is not ours, not settled, or in the middle of an operation."""
    async with ctx.db.read() as session:
        instance = await store.get(session, instance_id)
        if instance is None or instance.state not in _SETTLED:
            return None
        latest = await store.latest_operation(session, instance_id=instance_id)
        if latest.finished_at is None:
            return None
    return Glance(instance, latest.id)


async def stopped_by_itself(ctx: Ctx, seen: Glance, *, at: datetime, reason: str) -> bool:
    """Record a stop that nobody asked us for. False when the instance has moved on since `seen`."""
    async with ctx.db.transaction() as session:
        latest = await store.latest_operation(session, instance_id=seen.instance.id)
        if latest.id != seen.operation_id:
            return False
        started = seen.instance.started_at
        return await halt.stopped(
            session,
            ctx,
            seen.instance,
            from_={State.RUNNING},
            at=max(at, started) if started else at,
            reason=reason,
        )


async def sweep(ctx: Ctx, region: str) -> None:
    """Look at everything in `region` once and put right what differs."""
    async with ctx.db.read() as session:
        before = await store.swept_at(session, region=region)
        ours = {one.id: one for one in await store.alive(session, region=region)}
    engine = ctx.engine(region)
    try:
        machines = {one.name: one for one in await engine.instances()}
        volumes = await engine.volumes()
    except EngineUnavailable:
        await _pause(ctx, [one.id for one in ours.values() if one.state == State.RUNNING], since=before)
        return
    seen_at = before or ctx.clock.now()
    for instance in ours.values():
        if instance.state in _SETTLED:
            await _compare(ctx, region, instance, machines.get(instance.id), seen_at=seen_at)
    await _strays(ctx, region, machines, volumes)
    async with ctx.db.transaction() as session:
        await store.set_swept(session, region=region, now=ctx.clock.now())


async def _compare(
    ctx: Ctx, region: str, instance: Instance, facts: InstanceFacts | None, *, seen_at: datetime
) -> None:
    running = instance.state == State.RUNNING
    if facts is not None and facts.state == InstanceState.UNKNOWN:
        if running:
            await _pause(ctx, [instance.id], since=seen_at)
    elif facts is not None and running and facts.state == InstanceState.RUNNING:
        await _goes_on(ctx, instance, facts, seen_at=seen_at)
    elif facts is None or running or facts.state == InstanceState.RUNNING:
        await _differs(ctx, region, instance.id, seen_at=seen_at)


async def _pause(ctx: Ctx, instance_ids: Sequence[str], *, since: datetime | None) -> None:
    """Nobody pays for what nobody can see, from the last moment at which it was seen."""
    now = ctx.clock.now()
    async with ctx.db.transaction() as session:
        for instance_id in instance_ids:
            if await meters.pause(session, instance_id=instance_id, since=since or now, now=now):
                await halt.announce(session, ctx, instance_id)


async def _goes_on(ctx: Ctx, instance: Instance, facts: InstanceFacts, *, seen_at: datetime) -> None:
    """It runs as it should: count again if it was out of sight, and leave out a boot that nobody saw."""
    now = ctx.clock.now()
    started = facts.started_at
    unseen_boot = started is not None and now - seen_at > PLATFORM_AWAY and seen_at < started <= now
    async with ctx.db.read() as session:
        paused = await meters.is_paused(session, instance_id=instance.id)
    if not paused and not unseen_boot:
        return
    async with ctx.db.transaction() as session:
        if paused and await meters.resume(session, instance_id=instance.id, at=now, now=now):
            await halt.announce(session, ctx, instance.id)
        elif unseen_boot and started is not None:
            await meters.exclude(session, instance_id=instance.id, since=seen_at, until=started, now=now)


async def _differs(ctx: Ctx, region: str, instance_id: str, *, seen_at: datetime) -> None:
    """The list and the database disagree: look once more at this one alone, and believe that."""
    seen = await glance(ctx, instance_id)
    if seen is None:
        return
    engine = ctx.engine(region)
    try:
        facts = await engine.instance(instance_id)
        if facts is None:
            await _gone(ctx, seen, at=seen_at)
        elif facts.state == InstanceState.STOPPED and seen.instance.state == State.RUNNING:
            await stopped_by_itself(ctx, seen, at=seen_at, reason="stopped")
        elif facts.state == InstanceState.RUNNING and seen.instance.state == State.STOPPED:
            _log.warning("runs although it should be off", instance=instance_id)
            await engine.stop_instance(instance_id, force=True)
    except EngineError as error:
        _log.warning("could not look", instance=instance_id, error=str(error))


async def _gone(ctx: Ctx, seen: Glance, *, at: datetime) -> None:
    """The engine itself says that there is no such machine."""
    instance, now = seen.instance, ctx.clock.now()
    async with ctx.db.transaction() as session:
        latest = await store.latest_operation(session, instance_id=instance.id)
        if latest.id != seen.operation_id:
            return
        failure = "The machine is gone from its host."
        if not await halt.lost(session, ctx, instance, at=at, failure=failure):
            return
        facts = {"instance": instance.id, "name": instance.name}
        await notices.give(
            session,
            ctx,
            user_id=instance.user_id,
            key=f"lost:{instance.id}",
            kind="instance_lost",
            subject=instance.id,
            facts=facts,
            now=now,
        )
        await notices.tell_operators(
            session,
            ctx,
            key=f"lost:{instance.id}",
            kind="instance_lost",
            subject=instance.id,
            facts=facts,
            now=now,
        )


async def _strays(
    ctx: Ctx, region: str, machines: dict[str, InstanceFacts], volumes: Sequence[tuple[str, str]]
) -> None:
    """Show what we do not know; remove what we know to have been released, which a late answer may have left."""
    async with ctx.db.read() as session:
        known = await store.states(session, [*machines, *(name.removesuffix("-data") for _, name in volumes)])
    released = {one for one, state in known.items() if state == State.RELEASED}
    for host, name in volumes:
        owner = name.removesuffix("-data")
        if owner in released and name == volume_name(owner):
            await _remove(ctx, region, owner, host)
    strays = {name: facts.host for name, facts in machines.items() if name not in known}
    strays |= {name: host for host, name in volumes if name.removesuffix("-data") not in known}
    now = ctx.clock.now()
    async with ctx.db.transaction() as session:
        for name in await store.set_strays(session, region=region, strays=strays, now=now):
            await notices.tell_operators(
                session,
                ctx,
                key=f"stray:{region}:{name}:{now:%Y-%m-%d}",
                kind="stray",
                subject=name,
                facts={"region": region, "name": name, "host": strays[name]},
                now=now,
            )


async def _remove(ctx: Ctx, region: str, instance_id: str, host: str) -> None:
    try:
        await ctx.engine(region).delete_instance(instance_id)
        await ctx.engine(region).delete_volume(host, volume_name(instance_id))
    except EngineError as error:
        _log.warning("could not remove what was released", instance=instance_id, error=str(error))


async def _regions(ctx: Ctx, _limit: int) -> Sequence[str]:
    return list(ctx.engines)


LOOP: Loop[Ctx, str] = Loop(
    name=BELL, every=lambda ctx: ctx.settings.loops.sweep, claim=_regions, act=sweep, periodic=True
)
