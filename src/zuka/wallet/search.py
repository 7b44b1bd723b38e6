"""Finding a move of money in the whole ledger: for the operator, who has an id, a name, an amount or half a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.errors import NotFound
from zuka.identity import people
from zuka.kit.money import parse_yuan
from zuka.wallet import ledger, store
from zuka.wallet.models import LedgerEntry, Posting
from zuka.wallet.schemas import LedgerLine, Side

Wanted = store.Wanted


async def page(
    session: AsyncSession,
    *,
    query: str,
    user_id: str | None,
    wanted: Wanted,
    cursor: str | None,
    limit: int,
) -> tuple[list[LedgerLine], str | None]:
    """Entries with all their sides, newest first. `query` may be an entry's id, the beginning of its key, what it
    refers to, a part of its description, a user's id or name, or an amount."""
    query = query.strip()
    matches = None
    if query:
        owners = await people.called(session, query)
        accounts = [ledger.account_of(one) for one in owners]
        matches = store.text_matches(query, accounts=accounts, micros=_amount(query))
    if user_id is not None:
        wanted = Wanted(wanted.kind, wanted.start, wanted.end, ledger.account_of(user_id), wanted.reference)
    rows, following = await store.entries(session, wanted=wanted, matches=matches, cursor=cursor, limit=limit)
    return await _lines(session, rows), following


async def entry(session: AsyncSession, *, entry_id: str) -> LedgerLine:
    """One entry with all its sides. Raises `wallet.entry_not_found`."""
    row = await store.entry(session, entry_id)
    if row is None:
        raise NotFound("wallet.entry_not_found")
    return (await _lines(session, [row]))[0]


def _amount(query: str) -> int | None:
    try:
        return parse_yuan(query.lstrip("¥￥"))
    except ValueError:
        return None


async def _lines(session: AsyncSession, rows: Sequence[LedgerEntry]) -> list[LedgerLine]:
    sides: dict[str, list[Posting]] = {row.id: [] for row in rows}
    for side in await store.postings(session, list(sides)):
        sides[side.entry_id].append(side)
    owners = {ledger.owner_of(side.account_id) for some in sides.values() for side in some}
    known = {one for one in (*owners, *(row.actor_id for row in rows)) if one}
    names = await people.names(session, user_ids=known)
    return [
        LedgerLine(
            id=row.id,
            key=row.key,
            kind=row.kind,
            at=row.at,
            description=row.description,
            reference=row.reference,
            actor_id=row.actor_id,
            actor_name=names.get(row.actor_id or ""),
            postings=[_side(side, names) for side in sides[row.id]],
        )
        for row in rows
    ]


def _side(side: Posting, names: dict[str, str]) -> Side:
    owner = ledger.owner_of(side.account_id)
    return Side(account=side.account_id, user_id=owner, user_name=names.get(owner or ""), amount=side.micros)
