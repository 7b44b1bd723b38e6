"""HTTP of the market: offers and models for everybody, quotes for renters, prices for the operator."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from zuka.context import WithCtx
from zuka.fleet import service as fleet
from zuka.identity.auth import OperatorOnly, Renter, address_of
from zuka.kit import sse
from zuka.kit.web import Read, Write
from zuka.market import schemas, service
from zuka.market.events import Board
from zuka.market.service import Offer, PricePlan
from zuka.settings import GIB, Settings

router = APIRouter(prefix="/api/v1", tags=["market"])

Region = Annotated[str | None, Query(max_length=64)]


@router.get("/offers")
async def list_offers(
    *,
    session: Read,
    ctx: WithCtx,
    mode: Annotated[Literal["payg"], Query(description="How it is paid: `payg`, by the second.")] = "payg",
    region: Region = None,
    model: Annotated[str | None, Query(max_length=64)] = None,
    count: Annotated[int | None, Query(ge=1, le=1024, description="At least so many idle cards.")] = None,
    idle_only: Annotated[bool, Query(description="Leave out hosts without an idle card.")] = False,
) -> list[schemas.OfferView]:
    """What can be rented, most idle cards first, then the cheapest. Open to everybody."""
    filters = service.Filters(region=region or None, model=model or None, count=count, idle_only=idle_only)
    return [_offer(ctx.settings, offer) for offer in await service.offers(session, ctx, filters)]


@router.get("/models")
async def list_models(session: Read, ctx: WithCtx, region: Region = None) -> list[schemas.ModelView]:
    """The card models that can be rented, by name. Open to everybody."""
    return [
        schemas.ModelView(
            model=one.model,
            memory_gb=round(one.memory_bytes / GIB),
            simulated=one.simulated,
            idle=one.idle,
            total=one.total,
            price_from=one.price_from,
        )
        for one in await service.models(session, ctx, region=region or None)
    ]


@router.get("/market/events", response_class=StreamingResponse, responses=sse.DESCRIBED)
async def stream_market_events(
    request: Request,
    ctx: WithCtx,
    last_event_id: Annotated[str | None, Header(max_length=64, description="Id of the last event.")] = None,
) -> StreamingResponse:
    """Server-sent events, open to everybody: `market` says that offers, idle cards or prices may have changed."""
    board, address = cast(Board, request.app.state.board), address_of(ctx.settings, request)
    board.check_room(address)
    return sse.answer(board.stream(address=address, last_id=last_event_id))


@router.post("/quotes")
async def make_quote(
    body: schemas.QuoteRequest, caller: Renter, session: Read, ctx: WithCtx
) -> schemas.QuoteView:
    """What an order would cost now, and whether the wallet covers it. Nothing is reserved."""
    quote = await service.quote(
        session,
        ctx,
        host_id=body.host_id,
        model=body.model,
        count=body.count,
        data_disk_gb=body.data_disk_gb,
        user_id=caller.user_id,
    )
    return schemas.QuoteView(
        host_id=quote.host.id,
        model=quote.model,
        count=quote.count,
        price_per_hour=quote.price_per_hour,
        list_price_per_hour=quote.list_price_per_hour,
        disk_price_per_hour=quote.disk_price_per_hour,
        data_disk_gb=quote.data_disk_gb,
        available=max(0, quote.available),
        required=quote.required,
        sufficient=quote.sufficient,
    )


@router.get("/admin/prices")
async def list_prices(caller: OperatorOnly, session: Read) -> list[schemas.PriceView]:
    """What each card model costs. A model that is not here is not rented."""
    return [_price(plan) for plan in await service.prices(session)]


@router.put("/admin/prices/{model}")
async def set_price(
    model: str, body: schemas.PriceChange, caller: OperatorOnly, session: Write, ctx: WithCtx
) -> schemas.PriceView:
    """Set what one card model costs. Instances that run keep the price of their boot."""
    plan = await service.set_price(
        session,
        ctx,
        model=model,
        list_price_micros=body.price_per_hour,
        discount_percent=body.discount_percent,
        actor_id=caller.user_id,
        address=caller.address,
    )
    return _price(plan)


def _price(plan: PricePlan) -> schemas.PriceView:
    return schemas.PriceView(
        model=plan.model, price_per_hour=plan.list_price_micros, discount_percent=plan.discount_percent
    )


def _offer(settings: Settings, offer: Offer) -> schemas.OfferView:
    host, stock = offer.host, offer.stock
    return schemas.OfferView(
        host_id=host.id,
        host_name=host.name,
        region=host.region,
        model=stock.model,
        memory_gb=round(stock.memory_bytes / GIB),
        simulated=offer.simulated,
        idle=stock.idle,
        total=stock.total,
        cpu_model=host.cpu_model,
        cpu_per_card=offer.share.cpu_threads,
        ram_gb_per_card=fleet.tenths_of_gb(offer.share.memory_bytes),
        system_disk_gb=settings.instances.system_disk_gb,
        data_disk_gb=settings.instances.data_disk_gb,
        data_disk_max_gb=offer.data_disk_max_gb,
        driver_version=stock.driver_version or None,
        cuda_version=stock.cuda_version or None,
        rentable_until=host.rentable_until,
        price_per_hour=offer.price_per_hour,
        list_price_per_hour=offer.list_price_per_hour,
    )
