"""The first opening of a fresh installation: an operator who can log in, prices, and hosts that may be rented.

Each act happens once: what the operator has decided since is never decided again by a later start.
"""

from __future__ import annotations

from dataclasses import dataclass

from zuka.context import Ctx
from zuka.fleet import service as fleet
from zuka.fleet.loops import HOSTS
from zuka.identity import service as identity
from zuka.install.state import Made
from zuka.kit import ids
from zuka.kit.money import parse_yuan
from zuka.market import service as market

OPERATOR = "operator"
FIRST_PRICE = "1.58"
"""Yuan for one card and hour until the operator says otherwise."""


@dataclass(frozen=True)
class Opened:
    """What came of it. `password` is None from the second start on; it is kept nowhere."""

    password: str | None
    hosts: tuple[str, ...]
    cards: int
    simulated: bool


async def open_shop(ctx: Ctx, made: Made) -> Opened:
    """Look at every region's hosts, and open what has never been opened. The database must be migrated."""
    await HOSTS.once(ctx)
    password = f"{ids.random_text(6)}-{ids.random_text(6)}"
    async with ctx.db.transaction() as session:
        first = await identity.ensure_operator(session, ctx, name=OPERATOR, password=password)
    for host_id in await _open_hosts(ctx, made):
        made.add("opened", host_id)
    async with ctx.db.read() as session:
        hosts = [host for host in await fleet.hosts_of(session) if host.state == "open"]
        cards = [card for card, _ in await fleet.cards_with_instances(session)]
    return Opened(
        password=password if first is not None else None,
        hosts=tuple(host.name for host in hosts),
        cards=len(cards),
        simulated=any(card.simulated for card in cards),
    )


async def _open_hosts(ctx: Ctx, made: Made) -> list[str]:
    """Price and open every host with cards that never was; their ids."""
    fresh = []
    async with ctx.db.transaction() as session:
        priced = {plan.model for plan in await market.prices(session)}
        cards = [card for card, _ in await fleet.cards_with_instances(session)]
        for host in await fleet.hosts_of(session):
            models = {card.model for card in cards if card.host_id == host.id}
            if not models or ("opened", host.id) in made:
                continue
            for model in sorted(models - priced):
                await market.set_price(
                    session, ctx, model=model, list_price_micros=parse_yuan(FIRST_PRICE), actor_id=None
                )
                priced.add(model)
            await fleet.open_host(session, ctx, host_id=host.id, actor_id=None)
            fresh.append(host.id)
    return fresh
