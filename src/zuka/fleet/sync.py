"""From the engine's facts to the tables: hosts and cards appear, change, break, vanish and come back by themselves.

`observe` asks the engine, outside any transaction; `apply` writes down what it said. Neither ever touches what is
the operator's, ends a lease, or forgets a host or a card that was seen once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.engine.port import HostFacts
from zuka.errors import EngineUnavailable
from zuka.fleet import news, store
from zuka.fleet.diff import compare


async def observe(ctx: Ctx, region: str) -> list[HostFacts] | None:
    """The region's hosts as they are; None when its engine does not answer."""
    try:
        return await ctx.engine(region).hosts()
    except EngineUnavailable:
        return None


async def apply(
    session: AsyncSession, ctx: Ctx, region: str, facts: Sequence[HostFacts] | None, now: datetime
) -> bool:
    """Write down a look that began at `now`. False, and nothing is written, when a later one is there already."""
    known = ctx.settings.regions.get(region)
    engine = "incus" if known is None else known.engine
    await store.add_region(session, name=region, engine=engine, now=now)
    # This also makes other looks at the region wait until this one is written.
    fresh = await store.begin_look(
        session, region=region, engine=engine, reachable=facts is not None, began_at=now
    )
    if not fresh:
        return False
    by_name = {one.name: one for one in facts or ()}
    await store.add_hosts(session, region=region, names=by_name.keys(), now=now)
    hosts = await store.hosts(session, region=region)
    answering = {host.name: by_name[host.name] for host in hosts if _answers(by_name.get(host.name))}
    changed = {host.id for host in hosts if host.reachable is not (host.name in answering)}
    await store.mark_reachable(session, region=region, names=answering.keys(), now=now)
    changes = compare(
        [(host, answering[host.name]) for host in hosts if host.name in answering],
        await store.card_rows(session, region=region) if answering else (),
        now,
    )
    await store.write(session, changes, region=region, now=now)
    for broken in changes.broken:
        await news.card_failed(session, ctx, broken=broken, now=now)
    await news.alarms(session, ctx, region=region, now=now)
    await news.changed(session, ctx, region=region, host_ids=changed | changes.visible)
    return True


def _answers(facts: HostFacts | None) -> bool:
    return facts is not None and facts.reachable
