"""The operator's first page: how much is rented, earned and owed, now and over the latest hours, and what is in
trouble. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.billing import meters
from zuka.billing import service as billing
from zuka.context import Ctx
from zuka.fleet import counts
from zuka.fleet.models import CardSample
from zuka.identity import people
from zuka.instances import overview as instances
from zuka.kit.clock import EPOCH
from zuka.reports import schemas
from zuka.reports.alerts import alerts
from zuka.wallet import service as wallets

_POINTS = 288
"""As many as a day has samples; a chart of a month is not finer than one of a day."""


async def overview(session: AsyncSession, ctx: Ctx) -> schemas.OverviewOut:
    """Everything at a glance."""
    now, regions = ctx.clock.now(), ctx.engines.keys()
    cards = await counts.cards(session, regions=regions)
    balance, burn = await wallets.sums(session)
    return schemas.OverviewOut(
        **asdict(await instances.overview(session, ctx)),
        charged_today=await billing.charged_since(session, since=instances.midnight(now)),
        cards=schemas.CardsOut(total=cards.total, **asdict(cards)),
        hosts=schemas.HostsOut(**asdict(await counts.hosts(session, regions=regions))),
        users=await people.count(session),
        balance_owed=balance,
        burn_per_hour=burn,
        alerts=await alerts(session, ctx),
    )


async def series(session: AsyncSession, ctx: Ctx, *, hours: int) -> schemas.SeriesOut:
    """How it has been for the latest `hours`."""
    now = ctx.clock.now()
    step = _step(timedelta(hours=hours))
    first = meters.hour_of(now) - meters.HOUR * (hours - 1)
    charged = await billing.charged_by_hour(session, since=first)
    revenue = [
        schemas.RevenuePointOut(at=at, amount=charged.get(at, 0))
        for at in (first + meters.HOUR * number for number in range(hours))
    ]
    samples = await counts.samples(session, since=now - timedelta(hours=hours))
    return schemas.SeriesOut(
        step_seconds=int(step.total_seconds()),
        cards=[schemas.CardPointOut.model_validate(one) for one in _thin_out(samples, step)],
        revenue=revenue,
    )


def _step(span: timedelta) -> timedelta:
    """A whole number of samples apart, so that the span has no more than `_POINTS` of them."""
    return counts.EVERY * max(1, -(-span // (counts.EVERY * _POINTS)))


def _thin_out(samples: Sequence[CardSample], step: timedelta) -> list[CardSample]:
    """The newest sample of each step."""
    newest = {(one.at - EPOCH) // step: one for one in samples}
    return list(newest.values())
