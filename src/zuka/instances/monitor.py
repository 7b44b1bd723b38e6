"""What an instance uses: from the engine's counters and a card's words to a sample that people can read.

Knows which cards can be read at all: real ones, and simulated ones where the whole region is simulated. A simulated
card on a real host is a name, and no reading is ever made up for it. Asks engines only in `read_cards`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.engine.port import CardReading, Engine, Limits, Usage
from zuka.errors import EngineError
from zuka.fleet import service as fleet
from zuka.fleet.service import Card, Host
from zuka.instances import schemas
from zuka.instances.models import Instance, Sample
from zuka.instances.states import State
from zuka.kit import log
from zuka.settings import GIB

CARD_COLUMNS = tuple(schemas.CardSampleOut.model_fields)
"""What is where in a card's list in `Sample.cards`."""
STALE = timedelta(minutes=5)
"""Counters from before are not compared with: an average over longer says little of now."""

_LEAST_SECONDS = 0.5
_log = log.get("monitor")


@dataclass(frozen=True)
class Subject:
    """An instance as a sample needs it. `readable` are the UUIDs of the cards that can say something."""

    id: str
    running: bool
    started_at: datetime | None
    limits: Limits
    system_disk_bytes: int
    data_disk_bytes: int
    cards: tuple[schemas.CardSampleOut, ...] = ()
    uuids: tuple[str, ...] = ()
    readable: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Counters:
    """The engine's counters at a moment, for rates."""

    at: datetime
    cpu_seconds: float = 0.0
    received_bytes: int = 0
    sent_bytes: int = 0

    @classmethod
    def of(cls, usage: Usage, at: datetime) -> Counters:
        return cls(at, usage.cpu_seconds, usage.network_received_bytes, usage.network_sent_bytes)

    @classmethod
    def of_sample(cls, row: Sample) -> Counters:
        return cls(row.read_at, row.cpu_seconds, row.received_bytes, row.sent_bytes)


async def subjects(session: AsyncSession, ctx: Ctx, rows: Sequence[Instance]) -> list[Subject]:
    """The instances `rows`, all of one region, with their hosts and cards."""
    hosts: dict[str, Host] = {}
    for row in rows:
        if row.host_id not in hosts:
            hosts[row.host_id] = await fleet.get_host(session, host_id=row.host_id)
    held: dict[str, list[Card]] = {}
    for host_id in hosts:
        for card, instance_id in await fleet.cards_with_instances(session, host_id=host_id):
            if instance_id is not None:
                held.setdefault(instance_id, []).append(card)
    return [_subject(ctx, row, hosts[row.host_id], held.get(row.id, ())) for row in rows]


def _subject(ctx: Ctx, row: Instance, host: Host, cards: Sequence[Card]) -> Subject:
    region = ctx.settings.regions.get(row.region)
    in_memory = region is not None and region.engine == "simulated"
    shown = tuple(
        schemas.CardSampleOut(
            index=index,
            model=card.model,
            simulated=card.simulated or in_memory,
            utilisation_percent=None,
            memory_used_bytes=None,
            memory_total_bytes=None,
            temperature_celsius=None,
            power_watts=None,
        )
        for index, card in enumerate(cards)
    )
    return Subject(
        id=row.id,
        running=row.state == State.RUNNING,
        started_at=row.started_at,
        limits=fleet.limits_for(host, ctx.settings, count=row.booted_cards),
        system_disk_bytes=row.system_disk_gb * GIB,
        data_disk_bytes=row.data_disk_gb * GIB,
        cards=shown,
        uuids=tuple(card.uuid for card in cards),
        readable=frozenset(card.uuid for card in cards if in_memory or not card.simulated),
    )


async def read_cards(engine: Engine, subject: Subject) -> list[CardReading]:
    """What the instance's cards say; nothing when they cannot be asked. Outside any transaction."""
    if not subject.readable:
        return []
    try:
        return await engine.card_readings(subject.id, subject.readable)
    except EngineError as error:
        _log.debug("cards say nothing", instance=subject.id, error=str(error))
        return []


def measure(
    subject: Subject,
    usage: Usage,
    readings: Iterable[CardReading],
    *,
    at: datetime,
    before: Counters | None,
) -> schemas.SampleOut:
    """The sample of `at`. Rates are of the time since `before`, or since the start when the counters began anew."""
    now, since = Counters.of(usage, at), _since(subject, usage, at, before)
    seconds = max(_LEAST_SECONDS, (at - since.at).total_seconds())
    cores = subject.limits.cpu_millis / 1000
    return schemas.SampleOut(
        at=at,
        cpu_percent=_percent((now.cpu_seconds - since.cpu_seconds) / seconds / cores),
        cpu_threads=subject.limits.cpu_threads,
        memory_bytes=usage.memory_bytes,
        memory_limit_bytes=subject.limits.memory_bytes,
        system_disk_bytes=usage.root_bytes,
        system_disk_limit_bytes=subject.system_disk_bytes,
        data_disk_bytes=usage.volume_bytes[0] if usage.volume_bytes else None,
        data_disk_limit_bytes=subject.data_disk_bytes,
        network_received_per_second=_per_second(now.received_bytes - since.received_bytes, seconds),
        network_sent_per_second=_per_second(now.sent_bytes - since.sent_bytes, seconds),
        cards=_cards(subject, readings),
    )


def _since(subject: Subject, usage: Usage, at: datetime, before: Counters | None) -> Counters:
    started = subject.started_at
    if before is not None and at - before.at <= STALE and not _began_anew(subject, usage, before):
        return before
    if started is not None and timedelta(0) < at - started <= STALE:
        return Counters(started)
    # Nothing near to compare with: the sizes are told, and the rates begin with the next sample.
    return Counters.of(usage, at)


def _began_anew(subject: Subject, usage: Usage, before: Counters) -> bool:
    restarted = subject.started_at is not None and before.at < subject.started_at
    return restarted or usage.cpu_seconds < before.cpu_seconds


def _percent(share: float) -> float:
    return round(min(100.0, max(0.0, share * 100)), 1)


def _per_second(count: int, seconds: float) -> int:
    return max(0, round(count / seconds))


def _cards(subject: Subject, readings: Iterable[CardReading]) -> list[schemas.CardSampleOut]:
    said = {one.uuid: one for one in readings}
    return [
        card
        if (found := said.get(uuid)) is None
        else card.model_copy(
            update={
                "utilisation_percent": found.utilisation_percent,
                "memory_used_bytes": found.memory_used_bytes,
                "memory_total_bytes": found.memory_total_bytes,
                "temperature_celsius": found.temperature_celsius,
                "power_watts": found.power_watts,
            }
        )
        for card, uuid in zip(subject.cards, subject.uuids, strict=True)
    ]


def to_row(
    sample: schemas.SampleOut, counters: Counters, *, instance_id: str, at: datetime
) -> dict[str, Any]:
    """The columns of a `Sample` of the round `at`."""
    return {
        "instance_id": instance_id,
        "at": at,
        "read_at": counters.at,
        "cpu_seconds": counters.cpu_seconds,
        "received_bytes": counters.received_bytes,
        "sent_bytes": counters.sent_bytes,
        "cpu_percent": sample.cpu_percent,
        "cpu_threads": sample.cpu_threads,
        "memory_bytes": sample.memory_bytes,
        "memory_limit_bytes": sample.memory_limit_bytes,
        "system_disk_bytes": sample.system_disk_bytes,
        "system_disk_limit_bytes": sample.system_disk_limit_bytes,
        "data_disk_bytes": sample.data_disk_bytes,
        "data_disk_limit_bytes": sample.data_disk_limit_bytes,
        "received_per_second": sample.network_received_per_second,
        "sent_per_second": sample.network_sent_per_second,
        "cards": [[getattr(card, name) for name in CARD_COLUMNS] for card in sample.cards],
    }


def of_row(row: Sample) -> schemas.SampleOut:
    return schemas.SampleOut(
        at=row.at,
        cpu_percent=row.cpu_percent,
        cpu_threads=row.cpu_threads,
        memory_bytes=row.memory_bytes,
        memory_limit_bytes=row.memory_limit_bytes,
        system_disk_bytes=row.system_disk_bytes,
        system_disk_limit_bytes=row.system_disk_limit_bytes,
        data_disk_bytes=row.data_disk_bytes,
        data_disk_limit_bytes=row.data_disk_limit_bytes,
        network_received_per_second=row.received_per_second,
        network_sent_per_second=row.sent_per_second,
        cards=[schemas.CardSampleOut(**dict(zip(CARD_COLUMNS, card, strict=True))) for card in row.cards],
    )
