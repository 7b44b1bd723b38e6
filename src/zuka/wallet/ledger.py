"""Double entry: every move of money takes from somewhere and gives to somewhere, once per key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.kit import ids
from zuka.wallet import store
from zuka.wallet.models import LedgerEntry
from zuka.wallet.schemas import Entry, Verdict

USAGE = "income:usage"
OPERATOR = "source:operator_credit"
CODES = "source:redeem_codes"
_WALLET = "wallet:"
_PROBLEMS_SHOWN = 100


def account_of(user_id: str) -> str:
    """The account that a renter's money is in."""
    return f"{_WALLET}{user_id}"


def owner_of(account: str) -> str | None:
    """Whose wallet the account is; None for one of the platform's own."""
    return account.removeprefix(_WALLET) if account.startswith(_WALLET) else None


async def move(
    session: AsyncSession,
    *,
    key: str,
    kind: str,
    postings: Mapping[str, int],
    description: str,
    reference: str,
    at: datetime,
    actor_id: str | None = None,
) -> str | None:
    """Write one entry; its id, or None when `key` was used before and nothing was written.

    `postings` are micro-yuan by account and add up to zero. A wallet's cached balance is the caller's to move.
    """
    if sum(postings.values()) != 0 or not all(postings.values()) or len(postings) < 2:
        raise ValueError("the sides of an entry move something and add up to zero")
    entry_id = ids.new_id("ent", 14)
    written = await store.add_entry(
        session,
        postings,
        id=entry_id,
        key=key,
        kind=kind,
        at=at,
        description=description[:300],
        reference=reference[:64],
        actor_id=actor_id,
    )
    return entry_id if written else None


async def page(
    session: AsyncSession, *, user_id: str, wanted: store.Wanted, cursor: str | None, limit: int
) -> tuple[list[Entry], str | None]:
    """A wallet's entries, newest first."""
    account = account_of(user_id)
    rows, following = await store.entries(
        session, wanted=replace(wanted, account=account), cursor=cursor, limit=limit
    )
    amounts = await store.amounts(session, account=account, entry_ids=[row.id for row in rows])
    return [_seen_by_its_wallet(row, amounts[row.id]) for row in rows], following


async def verify(session: AsyncSession) -> Verdict:
    """Check the books: every entry adds up to zero, and every balance is the sum of its postings."""
    problems = [
        f"entry {one.id} adds up to {one.found} micro-yuan instead of 0, or has fewer than two sides"
        for one in await store.unbalanced_entries(session, limit=_PROBLEMS_SHOWN)
    ]
    problems += [
        f"the wallet of {one.id} says {one.found} micro-yuan, its postings add up to {one.expected}"
        for one in await store.wrong_balances(session, limit=_PROBLEMS_SHOWN)
    ]
    accounts, entries = await store.counts(session)
    return Verdict(ok=not problems, problems=problems, accounts=accounts, entries=entries)


async def find(session: AsyncSession, *, key: str, user_id: str) -> Entry | None:
    """The entry that was made for `key`, as this wallet sees it."""
    row = await store.entry_by_key(session, key)
    if row is None:
        return None
    amounts = await store.amounts(session, account=account_of(user_id), entry_ids=[row.id])
    return _seen_by_its_wallet(row, amounts.get(row.id, 0))


def _seen_by_its_wallet(row: LedgerEntry, micros: int) -> Entry:
    return Entry(
        id=row.id,
        kind=row.kind,
        at=row.at,
        amount=micros,
        description=row.description,
        reference=row.reference,
    )
