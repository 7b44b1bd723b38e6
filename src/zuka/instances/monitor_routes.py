"""HTTP of what an instance uses: the last hours, and live."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import timedelta
from statistics import fmean
from typing import Annotated, cast

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from zuka.context import WithCtx
from zuka.identity import auth
from zuka.identity.auth import Caller, Renter
from zuka.instances import monitor, monitor_rounds, monitor_store, schemas, service, views
from zuka.instances.monitor_live import NOT_RUNNING, UNKNOWN, Live
from zuka.kit import sse
from zuka.kit.clock import EPOCH
from zuka.kit.web import Read

router = APIRouter(prefix="/api/v1", tags=["instances"])
_MOST_SAMPLES = 240
"""A page draws no more than that; longer times are told by averages."""


def _whose(caller: Caller) -> str | None:
    """Operators may look at anybody's."""
    return None if caller.is_operator else caller.user_id


@router.get("/instances/{instance_id}/monitor")
async def get_instance_monitor(
    instance_id: str,
    caller: Renter,
    session: Read,
    ctx: WithCtx,
    minutes: Annotated[int, Query(ge=1, le=1440, description="How far back.")] = 60,
) -> schemas.MonitorOut:
    """What it used in the last minutes, one sample a minute, or averages when that would be too many."""
    row = await service.get(session, instance_id=instance_id, user_id=_whose(caller))
    shown = await views.shown_state(session, row)
    length = monitor_rounds.interval(ctx)
    wanted = timedelta(minutes=minutes)
    step = max(1, -(-wanted // (length * _MOST_SAMPLES))) * length
    since = ctx.clock.now() - wanted
    samples = [
        monitor.of_row(one) for one in await monitor_store.since(session, instance_id=row.id, at=since)
    ]
    available = shown == "running"
    return schemas.MonitorOut(
        available=available,
        reason="" if available else UNKNOWN if shown == UNKNOWN else NOT_RUNNING,
        interval_seconds=round(step.total_seconds()),
        samples=samples if step == length else _averages(samples, step),
    )


@router.get(
    "/instances/{instance_id}/monitor/stream", response_class=StreamingResponse, responses=sse.DESCRIBED
)
async def stream_instance_monitor(
    instance_id: str, request: Request, caller: Renter, ctx: WithCtx
) -> StreamingResponse:
    """Server-sent events, every 2 s: `sample` is what it uses now; `unavailable` says once why there is none."""
    async with ctx.db.read() as session:
        row = await service.get(session, instance_id=instance_id, user_id=_whose(caller))
    live = cast(Live, request.app.state.live)
    stream = live.stream(instance_id=row.id, region=row.region)
    return sse.answer(auth.as_long_as_allowed(ctx, caller, stream))


def _averages(samples: Sequence[schemas.SampleOut], step: timedelta) -> list[schemas.SampleOut]:
    groups = itertools.groupby(samples, key=lambda sample: EPOCH + (sample.at - EPOCH) // step * step)
    return [_average(list(group)).model_copy(update={"at": at}) for at, group in groups]


def _average(samples: Sequence[schemas.SampleOut]) -> schemas.SampleOut:
    """Rates are averaged; of sizes the last one counts."""
    last = samples[-1]
    rates = ("network_received_per_second", "network_sent_per_second")
    return last.model_copy(
        update={
            "cpu_percent": round(fmean(one.cpu_percent for one in samples), 1),
            **{name: round(fmean(getattr(one, name) for one in samples)) for name in rates},
            "cards": [
                card.model_copy(
                    update=_card_rates([one.cards[place] for one in samples if place < len(one.cards)])
                )
                for place, card in enumerate(last.cards)
            ],
        }
    )


def _card_rates(readings: Sequence[schemas.CardSampleOut]) -> dict[str, float | None]:
    busy = _mean(one.utilisation_percent for one in readings)
    power = _mean(one.power_watts for one in readings)
    return {
        "utilisation_percent": None if busy is None else round(busy),
        "power_watts": None if power is None else round(power, 1),
    }


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
