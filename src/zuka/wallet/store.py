"""The SQL of the wallet and its ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.kit.db import claim, won
from zuka.kit.page import page_of
from zuka.wallet.models import Account, BooksCheck, LedgerEntry, Posting, RedeemBatch, RedeemCode, Wallet

# Wallets.


async def add_wallet(session: AsyncSession, *, user_id: str, now: datetime) -> None:
    """Nothing happens when there is one."""
    empty = {
        "user_id": user_id,
        "version": 0,
        "balance_micros": 0,
        "held_micros": 0,
        "burn_micros_per_hour": 0,
        "owed_micro_ms": 0,
        "owed_at": now,
        "dry_stage": 0,
    }
    await claim(session, Wallet, [empty])


async def wallet(session: AsyncSession, user_id: str) -> Wallet | None:
    return await session.scalar(select(Wallet).where(Wallet.user_id == user_id))


async def wallets(session: AsyncSession, user_ids: Collection[str]) -> list[Wallet]:
    return list((await session.scalars(select(Wallet).where(Wallet.user_id.in_(user_ids)))).all())


async def sums(session: AsyncSession) -> tuple[int, int]:
    """All balances, and all that is spent per hour, in micro-yuan."""
    statement = select(
        func.coalesce(func.sum(Wallet.balance_micros), 0),
        func.coalesce(func.sum(Wallet.burn_micros_per_hour), 0),
    )
    balance, burn = (await session.execute(statement)).one()
    return int(balance), int(burn)


async def take_wallet(session: AsyncSession, user_id: str) -> Wallet | None:
    """The wallet as it is now, for this transaction to change: the update makes every other one wait or start over,
    on both databases."""
    statement = (
        update(Wallet)
        .where(Wallet.user_id == user_id)
        .values(version=Wallet.version + 1)
        .returning(Wallet)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return (await session.scalars(statement)).one_or_none()


async def put_wallet(session: AsyncSession, user_id: str, version: int, **values: Any) -> bool:
    """Write a wallet that was taken; False when it was taken again since."""
    guard = (Wallet.user_id == user_id, Wallet.version == version)
    return await won(session, update(Wallet).where(*guard).values(**values))


async def due_wallets(
    session: AsyncSession, *, now: datetime, stages: Sequence[timedelta], limit: int
) -> list[Wallet]:
    """Wallets that are dry, or within the next stage of it; `stages` falls."""
    near = [
        and_(Wallet.dry_stage == told, Wallet.runs_dry_at <= now + stage) for told, stage in enumerate(stages)
    ]
    dry = and_(Wallet.dry_stage >= len(stages), Wallet.runs_dry_at <= now)
    awake = or_(Wallet.quiet_until.is_(None), Wallet.quiet_until <= now)
    statement = select(Wallet).where(or_(*near, dry), awake).order_by(Wallet.runs_dry_at).limit(limit)
    return list((await session.scalars(statement)).all())


async def mark_told(
    session: AsyncSession, *, user_id: str, runs_dry_at: datetime, stage: int, quiet_until: datetime | None
) -> bool:
    """False when the wallet has changed meanwhile, so that what was said of it may be wrong."""
    guard = (Wallet.user_id == user_id, Wallet.runs_dry_at == runs_dry_at)
    values = {"dry_stage": stage, "quiet_until": quiet_until}
    return await won(session, update(Wallet).where(*guard).values(values))


# The ledger.


async def add_entry(session: AsyncSession, postings: Mapping[str, int], **values: Any) -> bool:
    """False, and nothing written, when the key was used before. The accounts are made as needed."""
    if not await claim(session, LedgerEntry, [values]):
        return False
    await claim(session, Account, [{"id": account} for account in sorted(postings)])
    rows = [
        {"entry_id": values["id"], "account_id": account, "micros": micros}
        for account, micros in postings.items()
    ]
    await session.execute(insert(Posting), rows)
    return True


async def entry_by_key(session: AsyncSession, key: str) -> LedgerEntry | None:
    return await session.scalar(select(LedgerEntry).where(LedgerEntry.key == key))


async def amounts(session: AsyncSession, *, account: str, entry_ids: Sequence[str]) -> dict[str, int]:
    """What each entry moved on one account."""
    statement = select(Posting.entry_id, Posting.micros).where(
        Posting.account_id == account, Posting.entry_id.in_(entry_ids)
    )
    return {row[0]: row[1] for row in (await session.execute(statement)).all()}


@dataclass(frozen=True)
class Wanted:
    """Which entries of the ledger: those that meet everything that is not None. `start` is included, `end` is not."""

    kind: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    account: str | None = None
    reference: str | None = None


async def entries(
    session: AsyncSession,
    *,
    wanted: Wanted,
    matches: ColumnElement[bool] | None = None,
    cursor: str | None,
    limit: int,
) -> tuple[list[LedgerEntry], str | None]:
    """Newest first. `matches` is what `text_matches` made."""
    statement = select(LedgerEntry)
    if wanted.account is not None:
        mine = Posting.account_id == wanted.account
        statement = statement.join(Posting, Posting.entry_id == LedgerEntry.id).where(mine)
    for column, value in ((LedgerEntry.kind, wanted.kind), (LedgerEntry.reference, wanted.reference)):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.start is not None:
        statement = statement.where(LedgerEntry.at >= wanted.start)
    if wanted.end is not None:
        statement = statement.where(LedgerEntry.at < wanted.end)
    if matches is not None:
        statement = statement.where(matches)
    return await page_of(
        session, statement, at=LedgerEntry.at, key=LedgerEntry.id, cursor=cursor, limit=limit
    )


def text_matches(text: str, *, accounts: Sequence[str], micros: int | None) -> ColumnElement[bool]:
    """Entries that `text` may mean: an id, the beginning of a key, a reference, a part of the description, somebody's
    account, or an amount of so many micro-yuan, whichever way it went."""
    found = [
        LedgerEntry.id == text,
        LedgerEntry.key.startswith(text, autoescape=True),
        LedgerEntry.reference == text,
        LedgerEntry.description.icontains(text, autoescape=True),
    ]
    if accounts:
        found.append(LedgerEntry.id.in_(select(Posting.entry_id).where(Posting.account_id.in_(accounts))))
    if micros:
        found.append(
            LedgerEntry.id.in_(select(Posting.entry_id).where(Posting.micros.in_([micros, -micros])))
        )
    return or_(*found)


async def entry(session: AsyncSession, entry_id: str) -> LedgerEntry | None:
    return await session.get(LedgerEntry, entry_id)


async def postings(session: AsyncSession, entry_ids: Sequence[str]) -> list[Posting]:
    """Every side of these entries, what was taken first."""
    statement = (
        select(Posting).where(Posting.entry_id.in_(entry_ids)).order_by(Posting.micros, Posting.account_id)
    )
    return list((await session.scalars(statement)).all())


# Redeem codes.


async def add_batch(session: AsyncSession, batch: RedeemBatch, code_hashes: Mapping[str, str]) -> None:
    """`code_hashes`: hash by id."""
    session.add(batch)
    await session.flush()
    rows = [
        {
            "id": code_id,
            "batch_id": batch.id,
            "code_hash": code_hash,
            "micros": batch.micros,
            "expires_at": batch.expires_at,
        }
        for code_id, code_hash in code_hashes.items()
    ]
    await session.execute(insert(RedeemCode), rows)


async def code(session: AsyncSession, code_hash: str) -> RedeemCode | None:
    return await session.scalar(select(RedeemCode).where(RedeemCode.code_hash == code_hash))


async def use_code(session: AsyncSession, code_id: str, *, user_id: str, now: datetime) -> bool:
    guard = (RedeemCode.id == code_id, RedeemCode.used_at.is_(None), RedeemCode.expires_at > now)
    return await won(session, update(RedeemCode).where(*guard).values(used_by=user_id, used_at=now))


async def batches(
    session: AsyncSession, *, batch_id: str | None = None
) -> list[tuple[RedeemBatch, int, int]]:
    """Each batch, or one, with how many codes it has and how many are used, newest first."""
    statement = (
        select(RedeemBatch, func.count(RedeemCode.id), func.count(RedeemCode.used_at))
        .join(RedeemCode, RedeemCode.batch_id == RedeemBatch.id)
        .group_by(RedeemBatch.id)
        .order_by(RedeemBatch.created_at.desc(), RedeemBatch.id)
    )
    if batch_id is not None:
        statement = statement.where(RedeemBatch.id == batch_id)
    return [(batch, count, used) for batch, count, used in (await session.execute(statement)).all()]


# Checking the books.


@dataclass(frozen=True)
class Mismatch:
    """Something that should be one number and is two."""

    id: str
    found: int
    expected: int


async def unbalanced_entries(session: AsyncSession, *, limit: int) -> list[Mismatch]:
    """Entries whose sides do not add up to zero, or that have none."""
    total = func.coalesce(func.sum(Posting.micros), 0)
    statement = (
        select(LedgerEntry.id, total)
        .outerjoin(Posting, Posting.entry_id == LedgerEntry.id)
        .group_by(LedgerEntry.id)
        .having(or_(total != 0, func.count(Posting.account_id) < 2))
        .limit(limit)
    )
    return [Mismatch(entry_id, int(found), 0) for entry_id, found in (await session.execute(statement)).all()]


async def wrong_balances(session: AsyncSession, *, limit: int) -> list[Mismatch]:
    """Wallets whose cached balance is not the sum of their postings."""
    total = func.coalesce(func.sum(Posting.micros), 0)
    statement = (
        select(Wallet.user_id, Wallet.balance_micros, total)
        .outerjoin(Posting, Posting.account_id == literal("wallet:") + Wallet.user_id)
        .group_by(Wallet.user_id, Wallet.balance_micros)
        .having(total != Wallet.balance_micros)
        .limit(limit)
    )
    rows = (await session.execute(statement)).all()
    return [Mismatch(user_id, found, int(expected)) for user_id, found, expected in rows]


async def counts(session: AsyncSession) -> tuple[int, int]:
    """How many accounts and entries there are."""
    accounts = await session.scalar(select(func.count()).select_from(Account))
    lines = await session.scalar(select(func.count()).select_from(LedgerEntry))
    return accounts or 0, lines or 0


async def last_check(session: AsyncSession) -> BooksCheck | None:
    return (await session.scalars(select(BooksCheck))).one_or_none()


async def begin_check(session: AsyncSession, *, last: datetime | None, now: datetime) -> bool:
    """False when somebody else has begun one since `last`."""
    if last is None:
        first = {"id": BooksCheck.ONLY, "begun_at": now, "problems": []}
        return await claim(session, BooksCheck, [first]) == 1
    return await won(session, update(BooksCheck).where(BooksCheck.begun_at == last).values(begun_at=now))


async def end_check(
    session: AsyncSession, *, begun_at: datetime, problems: Sequence[str], wrong_since: datetime | None
) -> bool:
    """False when another one has been begun in the meantime."""
    values = {"problems": list(problems), "wrong_since": wrong_since}
    return await won(session, update(BooksCheck).where(BooksCheck.begun_at == begun_at).values(**values))
