"""What a look at a region changes: its hosts' facts against the rows, as lists of what to write. Pure; writes nothing.

Most looks change nothing, and a region may have thousands of cards, so cards are compared as tuples and only those
that differ become anything more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from zuka.engine.cards import memory_gib, model_name
from zuka.engine.port import CardFacts, HostFacts
from zuka.fleet.models import Host
from zuka.kit import ids
from zuka.settings import GIB

_COMES_BACK_WITHIN = timedelta(days=7)
"""A card that fell off its bus is often back after the next reboot. Until then its part of the host's memory is not
given to the others."""
_DIR_POOL = (
    "The storage pool's driver is `dir`: disk quotas are ignored there, and every create is a full copy. "
    "Use btrfs, ZFS or LVM-thin."
)
_NO_POOL = "The region's storage pool is not on this host."
_GONE = "The card is not in its host any more."

_model_name = lru_cache(maxsize=1024)(model_name)


class CardRow(NamedTuple):
    """The columns of a card that come from the engine, behind the two that it is found by."""

    id: str
    uuid: str
    host_id: str
    pci_address: str
    model: str
    memory_bytes: int
    driver_version: str
    cuda_version: str
    fault: str
    simulated: bool
    missing_since: datetime | None


@dataclass(frozen=True, slots=True)
class Broken:
    """A card that has just become useless, and why."""

    host: Host
    card: CardRow
    fault: str


@dataclass(slots=True)
class Changes:
    """What to write. `hosts` holds changed columns by host id; `visible` the hosts whose pages look different now."""

    new_cards: list[CardRow] = field(default_factory=list)
    cards: list[CardRow] = field(default_factory=list)
    hosts: dict[str, dict[str, Any]] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)
    visible: set[str] = field(default_factory=set)


def compare(answering: Sequence[tuple[Host, HostFacts]], known: Iterable[CardRow], now: datetime) -> Changes:
    """The difference between the facts of the hosts that answered and the region's cards as they are known."""
    changes = Changes()
    cards = {card.uuid: card for card in known}
    for host, facts in answering:
        for card_facts in facts.cards:
            cards[card_facts.uuid] = _card(changes, host, cards.get(card_facts.uuid), card_facts)
    present = {card.uuid for _, facts in answering for card in facts.cards}
    by_id = {host.id: host for host, _ in answering}
    for card in list(cards.values()):
        if card.uuid not in present and card.missing_since is None and card.host_id in by_id:
            cards[card.uuid] = _missing(changes, by_id[card.host_id], card, now)
    sharing = Counter(
        card.host_id
        for card in cards.values()
        if card.missing_since is None or now - card.missing_since < _COMES_BACK_WITHIN
    )
    for host, facts in answering:
        _host(changes, host, facts, card_count=sharing[host.id])
    return changes


def _card(changes: Changes, host: Host, known: CardRow | None, facts: CardFacts) -> CardRow:
    model = _model_name(facts.model)
    row = CardRow(
        id=known.id if known else ids.new_id("card"),
        uuid=facts.uuid,
        host_id=host.id,
        pci_address=facts.pci_address,
        model=model,
        memory_bytes=facts.memory_bytes or (memory_gib(model) or 0) * GIB,
        driver_version=facts.driver_version or "",
        cuda_version=facts.cuda_version or "",
        fault=facts.fault or "",
        simulated=facts.simulated,
        missing_since=None,
    )
    if row == known:
        return row
    (changes.cards if known else changes.new_cards).append(row)
    changes.visible.add(host.id)
    if row.fault and not (known and known.fault):
        changes.broken.append(Broken(host, row, row.fault))
    return row


def _missing(changes: Changes, host: Host, card: CardRow, now: datetime) -> CardRow:
    gone = card._replace(missing_since=now)
    changes.cards.append(gone)
    changes.visible.add(host.id)
    changes.broken.append(Broken(host, gone, _GONE))
    return gone


def _host(changes: Changes, host: Host, facts: HostFacts, *, card_count: int) -> None:
    pool = facts.pool
    values = {
        "fault": _NO_POOL if pool is None else _DIR_POOL if pool.driver == "dir" else "",
        "address": facts.address or "",
        "cpu_model": facts.cpu_model,
        "cpu_threads": facts.cpu_threads,
        "memory_bytes": facts.memory_bytes,
        "card_count": card_count,
        "pool_driver": pool.driver if pool else "",
        "pool_total_bytes": pool.total_bytes if pool else 0,
    }
    different = {name: value for name, value in values.items() if getattr(host, name) != value}
    if different:
        changes.visible.add(host.id)
    # Free space moves all the time; nobody needs a hint for that.
    free_bytes = pool.free_bytes if pool else 0
    if host.pool_free_bytes != free_bytes:
        different["pool_free_bytes"] = free_bytes
    if different:
        changes.hosts[host.id] = different
