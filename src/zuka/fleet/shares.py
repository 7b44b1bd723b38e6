"""What a card brings along: its part of the host's processor, memory and disk. Pure arithmetic on a host's row."""

from __future__ import annotations

from dataclasses import dataclass

from zuka.engine.port import Limits
from zuka.fleet.models import Host
from zuka.settings import GIB, Settings

_PARTS_WITHOUT_CARDS = 8
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Share:
    """What comes with one card."""

    cpu_threads: int
    memory_bytes: int


def per_card(host: Host, settings: Settings) -> Share:
    """One card's part of the host: whole threads, at least one, and memory in whole MiB without the host's reserve.

    A host without cards is shared as if it had eight.
    """
    parts = host.card_count or _PARTS_WITHOUT_CARDS
    return Share(max(1, host.cpu_threads // parts), _usable_memory(host, settings) // parts // _MIB * _MIB)


def limits_for(host: Host, settings: Settings, *, count: int) -> Limits:
    """What an instance with `count` cards may use; with none, what a boot without cards gets."""
    mine = settings.instances
    if count == 0:
        memory = min(mine.no_cards_memory_gb * GIB, _usable_memory(host, settings))
        return Limits(mine.no_cards_cpu_millis, memory, mine.processes)
    share = per_card(host, settings)
    # On a host with more cards than threads every card has one thread on paper, and there are no more than there are.
    threads = min(share.cpu_threads * count, max(1, host.cpu_threads))
    return Limits(threads * 1000, share.memory_bytes * count, mine.processes)


def _usable_memory(host: Host, settings: Settings) -> int:
    """Memory that may be rented; a host so small that the reserve would eat it up keeps half for itself."""
    reserve = settings.instances.host_memory_reserve_gb * GIB
    return max(host.memory_bytes - reserve, host.memory_bytes // 2)


def spare_pool_bytes(host: Host, settings: Settings) -> int:
    """Bytes of the pool above the part that is kept free; below zero when that part has been touched."""
    reserve = host.pool_total_bytes * settings.instances.pool_reserve_percent // 100
    return host.pool_free_bytes - reserve


def has_space(host: Host, settings: Settings, *, disk_bytes: int = 0) -> bool:
    """Whether an instance with a data disk of `disk_bytes` may be made there.

    The disk that comes for free is not counted: the pool is thin, and hardly anybody fills it. One that is paid for
    must fit as a whole.
    """
    is_paid = disk_bytes > settings.instances.data_disk_gb * GIB
    needed = disk_bytes if is_paid else 0
    return host.pool_total_bytes > 0 and spare_pool_bytes(host, settings) >= needed


def max_data_disk_gb(host: Host, settings: Settings) -> int:
    """The largest data disk that may be ordered there now, in GB; never less than the one that comes for free."""
    mine = settings.instances
    spare_gb = max(0, spare_pool_bytes(host, settings)) // GIB
    return max(mine.data_disk_gb, min(mine.data_disk_max_gb, spare_gb))


def tenths_of_gb(size_bytes: int) -> float:
    """Bytes as GB (2^30 bytes) with one decimal, cut off: never more than there is."""
    return size_bytes * 10 // GIB / 10
