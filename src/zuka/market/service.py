"""What can be rented and what it costs. It takes nothing and promises nothing: `fleet.take_cards` does.

What an offer shows can be rented: its host is open, answers, is healthy, has space, is not about to leave, and its
cards have a price. Prices are micro-yuan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.engine.cards import model_name
from zuka.errors import Conflict, Invalid, NotFound
from zuka.fleet import service as fleet
from zuka.fleet.service import Host, Stock
from zuka.identity import audit
from zuka.kit.db import after_commit
from zuka.kit.money import LIMIT_MICROS, parse_yuan
from zuka.market import store
from zuka.market.models import PricePlan
from zuka.settings import Settings
from zuka.wallet import service as wallets

__all__ = [
    "Filters",
    "ModelOverview",
    "Offer",
    "PricePlan",
    "Quote",
    "disk_price_per_hour",
    "models",
    "no_cards_price",
    "offers",
    "price_per_hour",
    "prices",
    "quote",
    "set_price",
]

_HOURS_PER_DAY = 24


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody looks for. `count`: hosts with at least so many idle cards."""

    region: str | None = None
    model: str | None = None
    count: int | None = None
    idle_only: bool = False

    @property
    def least_idle(self) -> int:
        return max(self.count or 0, 1 if self.idle_only else 0)


@dataclass(frozen=True, slots=True)
class Offer:
    """One card model on one rentable host. Prices are for one card and hour; memory is in bytes."""

    host: Host
    stock: Stock
    simulated: bool
    share: fleet.Share
    data_disk_max_gb: int
    price_per_hour: int
    list_price_per_hour: int


@dataclass(frozen=True, slots=True)
class ModelOverview:
    """One card model over all offers; `price_from` is the lowest price for one card and hour."""

    model: str
    memory_bytes: int
    simulated: bool
    idle: int
    total: int
    price_from: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What an order would cost. The first two prices are for all its cards and one hour, the third for its disk
    beyond the free part; `required` is what the wallet must have at the start, `available` what it has for that:
    whatever is neither held nor owed, less one more hour of what runs already. Below zero when that is not covered."""

    host: Host
    model: str
    count: int
    price_per_hour: int
    list_price_per_hour: int
    disk_price_per_hour: int
    data_disk_gb: int
    required: int
    available: int

    @property
    def sufficient(self) -> bool:
        return self.available >= self.required


# Offers.


async def offers(session: AsyncSession, ctx: Ctx, filters: Filters) -> list[Offer]:
    """Everything that can be rented, most idle cards first, then the cheapest. Four queries, however many hosts."""
    plans = {plan.model: plan for plan in await store.plans(session)}
    simulated_regions = {one.name for one in await fleet.regions(session) if one.simulated}
    hosts = {
        host.id: host
        for host in await fleet.rentable_hosts(
            session, ctx.settings, region=filters.region, now=ctx.clock.now()
        )
        if host.region in ctx.engines
    }
    found = [
        _offer(
            ctx.settings,
            hosts[stock.host_id],
            stock,
            plans[stock.model],
            in_simulated_region=hosts[stock.host_id].region in simulated_regions,
        )
        for stock in await fleet.stock(session, region=filters.region, model=filters.model)
        if stock.host_id in hosts and stock.model in plans and stock.idle >= filters.least_idle
    ]
    return sorted(
        found, key=lambda one: (-one.stock.idle, one.price_per_hour, one.host.region, one.host.name)
    )


def _offer(
    settings: Settings, host: Host, stock: Stock, plan: PricePlan, *, in_simulated_region: bool
) -> Offer:
    return Offer(
        host=host,
        stock=stock,
        simulated=stock.simulated or in_simulated_region,
        share=fleet.per_card(host, settings),
        data_disk_max_gb=fleet.max_data_disk_gb(host, settings),
        price_per_hour=plan.price_micros,
        list_price_per_hour=plan.list_price_micros,
    )


async def models(session: AsyncSession, ctx: Ctx, *, region: str | None = None) -> list[ModelOverview]:
    """The models that can be rented, by name."""
    by_model: dict[str, list[Offer]] = {}
    for offer in await offers(session, ctx, Filters(region=region)):
        by_model.setdefault(offer.stock.model, []).append(offer)
    return [_overview(model, by_model[model]) for model in sorted(by_model)]


def _overview(model: str, found: Sequence[Offer]) -> ModelOverview:
    return ModelOverview(
        model=model,
        memory_bytes=max(offer.stock.memory_bytes for offer in found),
        simulated=all(offer.simulated for offer in found),
        idle=sum(offer.stock.idle for offer in found),
        total=sum(offer.stock.total for offer in found),
        price_from=min(offer.price_per_hour for offer in found),
    )


# Quotes.


async def quote(
    session: AsyncSession,
    ctx: Ctx,
    *,
    host_id: str,
    model: str | None,
    count: int,
    data_disk_gb: int | None,
    user_id: str | None,
) -> Quote:
    """What `count` cards and a data disk on the host would cost now; whether they are idle is not asked.

    `model` may be left out where the host has one; `data_disk_gb` None is the free size; without `user_id` nothing
    is available. Raises `Invalid` for a count or disk below what there is, `Conflict` market.too_many_cards,
    market.no_price, instances.disk_too_large, fleet.host_closed; `Unavailable` fleet.host_unreachable; `NotFound`.
    """
    now, settings = ctx.clock.now(), ctx.settings
    host = await fleet.get_host(session, host_id=host_id)
    if (refused := fleet.refusal(host, now=now)) is not None:
        raise refused
    stock = _pick(await fleet.stock(session, host_id=host_id), model)
    if count < 1:
        raise _invalid("count", "must be at least 1")
    if count > stock.total:
        raise Conflict("market.too_many_cards", total=stock.total, asked=count, model=stock.model)
    plan = await _plan(session, stock.model)
    free_gb = settings.instances.data_disk_gb
    disk_gb = _checked_disk(host, settings, free_gb if data_disk_gb is None else data_disk_gb)
    price = plan.price_micros * count
    disk_price = disk_price_per_hour(settings, extra_gb=disk_gb - free_gb)
    return Quote(
        host=host,
        model=stock.model,
        count=count,
        price_per_hour=price,
        list_price_per_hour=plan.list_price_micros * count,
        disk_price_per_hour=disk_price,
        data_disk_gb=disk_gb,
        required=price + disk_price,
        available=0 if user_id is None else await _available(session, user_id=user_id, now=now),
    )


async def _available(session: AsyncSession, *, user_id: str, now: datetime) -> int:
    # The same measure that `wallets.hold` takes, so that a quote never promises what the order would refuse.
    wallet = await wallets.view(session, user_id=user_id, now=now)
    return wallet.available - wallet.burn_per_hour


def _pick(stocks: Sequence[Stock], model: str | None) -> Stock:
    if model is not None:
        wanted = model_name(model)
        stocks = [stock for stock in stocks if stock.model == wanted]
    if not stocks:
        raise NotFound("market.not_found")
    if len(stocks) > 1:
        names = ", ".join(stock.model for stock in stocks)
        raise _invalid("model", f"this host has several, choose one: {names}")
    return stocks[0]


def _checked_disk(host: Host, settings: Settings, disk_gb: int) -> int:
    least, most = settings.instances.data_disk_gb, fleet.max_data_disk_gb(host, settings)
    if disk_gb < least:
        raise _invalid("data_disk_gb", f"must be at least {least}, which is free")
    if disk_gb > most:
        raise Conflict("instances.disk_too_large", max_gb=most)
    return disk_gb


def _invalid(field: str, problem: str) -> Invalid:
    fields = [{"field": field, "problem": problem}]
    return Invalid("request.invalid", f"{field}: {problem}", fields=fields)


# Prices.


async def _plan(session: AsyncSession, model: str) -> PricePlan:
    plan = await store.plan(session, model_name(model))
    if plan is None:
        raise Conflict("market.no_price", model=model)
    return plan


async def price_per_hour(session: AsyncSession, *, model: str, count: int) -> int:
    """Micro-yuan an hour for `count` cards as they cost now, discount included. Raises `Conflict` market.no_price."""
    return (await _plan(session, model)).price_micros * count


def disk_price_per_hour(settings: Settings, *, extra_gb: int) -> int:
    """Micro-yuan an hour for `extra_gb` of data disk beyond the free part."""
    return parse_yuan(settings.billing.disk_price_per_gb_day) * extra_gb // _HOURS_PER_DAY


def no_cards_price(settings: Settings) -> int:
    """Micro-yuan an hour for a boot without cards."""
    return parse_yuan(settings.billing.no_cards_price_per_hour)


async def prices(session: AsyncSession) -> list[PricePlan]:
    """Every price plan, by model."""
    return await store.plans(session)


async def set_price(
    session: AsyncSession,
    ctx: Ctx,
    *,
    model: str,
    list_price_micros: int,
    discount_percent: int = 0,
    actor_id: str | None,
    address: str = "",
) -> PricePlan:
    """Ask `list_price_micros` for one card and hour of `model`, less `discount_percent` of it. Audited.

    Runs that are under way keep the price that was locked at their boot.
    """
    model = model_name(model)
    if not 1 <= len(model) <= 64:
        raise _invalid("model", "must have 1 to 64 characters")
    if not 0 <= list_price_micros <= LIMIT_MICROS:
        raise _invalid("price_per_hour", "must not be negative")
    if not 0 <= discount_percent <= 100:
        raise _invalid("discount_percent", "must be 0 to 100")
    now = ctx.clock.now()
    await store.put_plan(
        session, model=model, list_price_micros=list_price_micros, discount_percent=discount_percent, now=now
    )
    facts = {"list_price_micros": list_price_micros, "discount_percent": discount_percent}
    await audit.record(
        session, now=now, actor_id=actor_id, action="price.set", target=model, facts=facts, address=address
    )
    await fleet.announce_prices(session, ctx, model=model)
    after_commit(session, partial(ctx.bell.ring, fleet.STOCK_BELL))
    return await _plan(session, model)
