"""What the platform knows of an instance and the instance itself cannot see: that its cards are simulated ones, and how
full its own disks are, since a program inside is shown the pool that all of a host's instances share."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.instances import monitor, monitor_store
from zuka.instances.blueprint import DATA_DISK_PATH


@dataclass(frozen=True, slots=True)
class OwnDisk:
    """Bytes; `used` is at most a minute old, and None where nobody can tell."""

    mount: str
    total: int
    used: int | None


@dataclass(frozen=True, slots=True)
class Inside:
    """`simulated` are the models of its simulated cards, one for each; there are none beside real ones."""

    simulated: tuple[str, ...]
    disks: tuple[OwnDisk, ...]


async def known(session: AsyncSession, ctx: Ctx, *, instance_id: str) -> Inside | None:
    """None for an instance that is not there any more."""
    rows = await monitor_store.instances(session, instance_ids=[instance_id])
    if not rows or rows[0].released_at is not None:
        return None
    (subject,) = await monitor.subjects(session, ctx, rows)
    last = (await monitor_store.newest(session, instance_ids=[instance_id])).get(instance_id)
    disks = [OwnDisk("/", subject.system_disk_bytes, last.system_disk_bytes if last else None)]
    if subject.data_disk_bytes:
        disks.append(OwnDisk(DATA_DISK_PATH, subject.data_disk_bytes, last.data_disk_bytes if last else None))
    cards = [card.model for card in subject.cards] if all(one.simulated for one in subject.cards) else []
    return Inside(tuple(cards), tuple(disks))
