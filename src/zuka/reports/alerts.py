"""What needs a person right now, from what the modules know; nothing is asked of any engine."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.fleet import counts
from zuka.fleet import service as fleet
from zuka.fleet.service import Host, Region
from zuka.instances import overview as instances
from zuka.reports.schemas import AlertOut
from zuka.wallet import service as wallets

_MOST = 50
"""Of one kind; whoever has more will begin with these."""


async def alerts(session: AsyncSession, ctx: Ctx) -> list[AlertOut]:
    """The ones that touch most come first."""
    regions = [one for one in await fleet.regions(session) if one.name in ctx.engines]
    answering = {one.name for one in regions if one.reachable}
    hosts = [one for one in await fleet.hosts_of(session) if one.region in answering]
    return [
        *await _ledger(session),
        *_regions(regions),
        *_hosts(hosts),
        *await _cards(session, answering),
        *await _operations(session, ctx),
        *await _strays(session),
    ]


async def _ledger(session: AsyncSession) -> list[AlertOut]:
    problems, since = await wallets.known_problems(session)
    if not problems:
        return []
    facts = {"problem": problems[0], "problems": len(problems)}
    return [AlertOut(kind="ledger_problem", subject="ledger", facts=facts, since=since)]


def _regions(regions: Sequence[Region]) -> list[AlertOut]:
    return [
        AlertOut(
            kind="region_unreachable", subject=one.name, facts={"region": one.name}, since=one.alarmed_at
        )
        for one in regions
        if not one.reachable and one.looked_at is not None
    ]


def _hosts(hosts: Sequence[Host]) -> list[AlertOut]:
    """Of a region that does not answer nothing is known, so its hosts are not here."""
    found = []
    for one in hosts:
        facts = {"host": one.name, "region": one.region}
        if not one.reachable:
            seen_at = one.last_seen_at.isoformat() if one.last_seen_at else None
            found.append(
                AlertOut(
                    kind="host_unreachable",
                    subject=one.id,
                    facts={**facts, "last_seen_at": seen_at},
                    since=one.alarmed_at or one.last_seen_at,
                )
            )
        elif one.fault:
            found.append(
                AlertOut(kind="host_fault", subject=one.id, facts={**facts, "fault": one.fault}, since=None)
            )
    return found[:_MOST]


async def _cards(session: AsyncSession, regions: set[str]) -> list[AlertOut]:
    return [
        AlertOut(
            kind="card_fault",
            subject=one.card.id,
            facts={
                "host": one.host_name,
                "region": one.card.region,
                "model": one.card.model,
                "uuid": one.card.uuid,
                "fault": one.card.fault,
            },
            since=one.card.missing_since,
        )
        for one in await counts.broken_cards(session, regions=regions, limit=_MOST)
    ]


async def _operations(session: AsyncSession, ctx: Ctx) -> list[AlertOut]:
    return [
        AlertOut(
            kind="operation_failed" if one.failed else "operation_stuck",
            subject=one.operation.instance_id,
            facts={
                "instance": one.operation.instance_id,
                "name": one.instance_name,
                "operation_id": one.operation.id,
                "operation": one.operation.kind.value,
                "step": one.operation.step,
                "attempts": one.operation.attempts,
                "code": one.operation.error_code,
                "error": one.operation.error_detail,
            },
            since=one.operation.finished_at or one.operation.created_at,
        )
        for one in await instances.troubles(session, ctx, limit=_MOST)
    ]


async def _strays(session: AsyncSession) -> list[AlertOut]:
    return [
        AlertOut(
            kind="stray",
            subject=one.name,
            facts={"region": one.region, "name": one.name, "host": one.host, "kind": one.kind},
            since=one.first_seen_at,
        )
        for one in (await instances.strays(session))[:_MOST]
    ]
