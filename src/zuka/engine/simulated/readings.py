"""What simulated instances and cards seem to do: figures that move plausibly, and are the same whenever they are asked
for at the same moment, so that pages have something to show and tests can foresee it. Pure functions."""

from __future__ import annotations

import math
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from zuka.engine.port import CardFacts, CardReading, Usage
from zuka.engine.simulated.rules import volume_key
from zuka.engine.simulated.world import GIB, SimulatedHost, SimulatedInstance, State
from zuka.kit.clock import EPOCH

_MIB: Final = 1 << 20
_BUSY: Final = 0.35
"""How much of its processors an instance uses on average, and below how much it swings."""
_SWING: Final = 0.25
_PROCESSES: Final = 12


@dataclass(frozen=True, slots=True)
class _Wave:
    """A slow up and down of its own for each name: between -1 and 1, with a period of one to five minutes."""

    period: float
    phase: float

    @classmethod
    def of(cls, name: str) -> _Wave:
        seed = zlib.crc32(name.encode())
        return cls(60 + seed % 240, (seed >> 8) % 628 / 100)

    def at(self, seconds: float) -> float:
        return math.sin(math.tau * seconds / self.period + self.phase)

    def sum_until(self, seconds: float) -> float:
        """The area under the wave, from 0."""
        turn = math.tau / self.period
        return (math.cos(self.phase) - math.cos(turn * seconds + self.phase)) / turn


def usage(state: State, instance: SimulatedInstance, now: datetime) -> Usage:
    """Counters rise as the sums of such waves; disks fill up slowly, and never beyond three quarters."""
    spec = instance.spec
    seconds = (now - instance.started_at).total_seconds() if instance.started_at else 0.0
    work, load, traffic = (_Wave.of(f"{kind}/{spec.name}") for kind in ("cpu", "memory", "network"))
    volumes = [state.volumes.get(volume_key(spec.host, mount.volume)) for mount in spec.mounts]
    return Usage(
        cpu_seconds=_total(seconds, work, _BUSY, _SWING) * spec.limits.cpu_millis / 1000,
        memory_bytes=round(spec.limits.memory_bytes * (0.3 + 0.2 * load.at(seconds))),
        network_received_bytes=round(_total(seconds, traffic, 2 * _MIB, 1.5 * _MIB)),
        network_sent_bytes=round(_total(seconds, traffic, 0.5 * _MIB, 0.4 * _MIB)),
        processes=min(_PROCESSES, spec.limits.processes),
        root_bytes=_filled(spec.root_bytes, seconds, GIB // 2),
        volume_bytes=tuple(_filled(one.size_bytes, seconds, GIB) for one in volumes if one is not None),
    )


def _total(seconds: float, wave: _Wave, mean: float, swing: float) -> float:
    return mean * seconds + swing * wave.sum_until(seconds)


def _filled(size: int, seconds: float, least: int) -> int:
    """A disk that had `least` on it and gets one MiB every second."""
    return min(least + round(seconds) * _MIB, size * 3 // 4)


def cards(host: SimulatedHost, uuids: Collection[str], now: datetime) -> list[CardReading]:
    """Readings of those cards that the host has, each with a wave of its own."""
    seconds = (now - EPOCH).total_seconds()
    return [_card(card, seconds) for card in host.cards if card.uuid in uuids]


def _card(card: CardFacts, seconds: float) -> CardReading:
    busy = 60 + 35 * _Wave.of(card.uuid).at(seconds)
    memory = card.memory_bytes or 24 * GIB
    return CardReading(
        uuid=card.uuid,
        utilisation_percent=round(busy),
        memory_used_bytes=round(memory * (0.4 + busy / 250)) // _MIB * _MIB,
        memory_total_bytes=memory,
        temperature_celsius=round(38 + busy * 0.4),
        power_watts=round(30 + busy * 3.2, 1),
    )
