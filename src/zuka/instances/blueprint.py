"""From a row to a machine: the engine specification and the identity document of an instance.

Reads only. What is decided here is decided nowhere else: names of engine objects, where disks appear, which cards
are attached.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.engine.port import InstanceSpec, VolumeMount
from zuka.fleet import service as fleet
from zuka.identity import service as identity
from zuka.images import service as images
from zuka.instances import secrets
from zuka.instances.models import Instance
from zuka.settings import GIB

DATA_DISK_PATH = "/root/zuka-tmp"


@dataclass(frozen=True)
class Blueprint:
    """Everything that the engine needs to make or boot the machine."""

    spec: InstanceSpec
    volume: str
    volume_bytes: int
    identity: bytes


def volume_name(instance_id: str) -> str:
    return f"{instance_id}-data"


async def draw(session: AsyncSession, ctx: Ctx, instance: Instance) -> Blueprint:
    host = await fleet.get_host(session, host_id=instance.host_id)
    image = await images.get(session, image_id=instance.image_id)
    cards = await fleet.cards_of(session, instance_id=instance.id)
    spec = InstanceSpec(
        name=instance.id,
        host=host.name,
        image=image.alias,
        limits=fleet.limits_for(host, ctx.settings, count=instance.booted_cards),
        root_bytes=instance.system_disk_gb * GIB,
        address=instance.address,
        mounts=(VolumeMount(volume_name(instance.id), DATA_DISK_PATH),),
        pci_addresses=tuple(card.pci_address for card in cards if not card.simulated),
    )
    document = secrets.identity_document(
        ctx.vault,
        instance,
        hostname=hostname_of(instance),
        public_keys=await identity.public_keys(session, user_id=instance.user_id),
        cards=cards,
    )
    return Blueprint(spec, volume_name(instance.id), instance.data_disk_gb * GIB, document)


def hostname_of(instance: Instance) -> str:
    """The renter's name for it as far as a host name can carry that, else the id."""
    label = re.sub(r"[^a-z0-9]+", "-", instance.name.lower()).strip("-")
    return label[:40].strip("-") or instance.id
