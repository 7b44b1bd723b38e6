"""HTTP of the fleet: regions for everybody, hosts and cards for the operator."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from zuka.context import WithCtx
from zuka.fleet import schemas, service
from zuka.fleet.models import Card, Host, Region
from zuka.identity.auth import OperatorOnly
from zuka.kit.web import Read, Write
from zuka.settings import GIB

router = APIRouter(prefix="/api/v1", tags=["fleet"])


@router.get("/regions")
async def list_regions(session: Read, ctx: WithCtx) -> list[schemas.RegionView]:
    """The regions that there are now, by name. Open to everybody."""
    return [
        schemas.RegionView(name=one.name, engine=one.engine, simulated=one.simulated, reachable=one.reachable)
        for one in await service.regions(session)
        if one.name in ctx.engines
    ]


@router.get("/admin/hosts")
async def list_hosts(caller: OperatorOnly, session: Read) -> list[schemas.HostView]:
    """Every host that was ever seen, with its cards and who has them."""
    regions = {one.name: one for one in await service.regions(session)}
    cards: dict[str, list[tuple[Card, str | None]]] = {}
    for card, instance_id in await service.cards_with_instances(session):
        cards.setdefault(card.host_id, []).append((card, instance_id))
    return [
        _host(host, regions[host.region], cards.get(host.id, [])) for host in await service.hosts_of(session)
    ]


@router.patch("/admin/hosts/{host_id}")
async def change_host(
    host_id: str, body: schemas.HostChange, caller: OperatorOnly, session: Write, ctx: WithCtx
) -> schemas.HostView:
    """Open, close or drain a host; set until when it may be rented, and its tags."""
    host = await service.change_host(
        session, ctx, host_id=host_id, values=body.values(), actor_id=caller.user_id, address=caller.address
    )
    regions = {one.name: one for one in await service.regions(session)}
    cards = await service.cards_with_instances(session, host_id=host_id)
    return _host(host, regions[host.region], cards)


@router.patch("/admin/cards/{card_id}")
async def change_card(
    card_id: str, body: schemas.CardChange, caller: OperatorOnly, session: Write, ctx: WithCtx
) -> schemas.CardView:
    """Cordon a card, or allow it again."""
    card = await service.cordon_card(
        session,
        ctx,
        card_id=card_id,
        cordoned=body.cordoned,
        actor_id=caller.user_id,
        address=caller.address,
    )
    regions = {one.name: one for one in await service.regions(session)}
    cards = await service.cards_with_instances(session, host_id=card.host_id)
    holder = next(instance_id for one, instance_id in cards if one.id == card_id)
    return _card(card, holder, regions[card.region])


def _host(host: Host, region: Region, cards: Sequence[tuple[Card, str | None]]) -> schemas.HostView:
    return schemas.HostView(
        id=host.id,
        region=host.region,
        name=host.name,
        state=host.state,
        reachable=host.reachable,
        last_seen_at=host.last_seen_at,
        fault=host.fault or None,
        address=host.address or None,
        cpu_model=host.cpu_model,
        cpu_threads=host.cpu_threads,
        memory_gb=service.tenths_of_gb(host.memory_bytes),
        pool=schemas.PoolView(
            driver=host.pool_driver,
            total_gb=service.tenths_of_gb(host.pool_total_bytes),
            free_gb=service.tenths_of_gb(host.pool_free_bytes),
        ),
        rentable_until=host.rentable_until,
        tags=host.tags,
        cards=[_card(card, instance_id, region) for card, instance_id in cards],
    )


def _card(card: Card, instance_id: str | None, region: Region) -> schemas.CardView:
    return schemas.CardView(
        id=card.id,
        uuid=card.uuid,
        pci_address=card.pci_address,
        model=card.model,
        memory_gb=round(card.memory_bytes / GIB),
        driver_version=card.driver_version or None,
        cuda_version=card.cuda_version or None,
        fault=card.fault or None,
        cordoned=card.cordoned,
        simulated=card.simulated or region.simulated,
        missing_since=card.missing_since,
        instance_id=instance_id,
    )
