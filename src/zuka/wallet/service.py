"""A renter's wallet: what is in it, what is held, what runs out when.

Every change takes the wallet first, so that changes of one wallet stand in line, then writes it together with its
ledger entry in the caller's transaction. The rules of money are here; what time costs is decided in billing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict, Invalid
from zuka.identity import audit
from zuka.identity import service as identity
from zuka.kit import ids
from zuka.kit.money import LIMIT_MICROS, MS_PER_HOUR, format_yuan
from zuka.notices import events
from zuka.wallet import ledger, store
from zuka.wallet.funds import Funds
from zuka.wallet.models import Wallet
from zuka.wallet.schemas import Entry, Verdict

Wanted = store.Wanted
EVERYTHING = Wanted()
_LATER = timedelta(minutes=1)
"""Running dry this much later than thought starts the warnings over."""


@dataclass(frozen=True)
class View:
    """A wallet at one instant, in micro-yuan, micro-yuan per hour, and an aware time."""

    balance: int
    held: int
    owed: int
    available: int
    burn_per_hour: int
    runs_dry_at: datetime | None


@dataclass(frozen=True)
class Due:
    """A wallet whose owner must be told, or whose instances must stop.

    `minutes` is the warning that is due, 0 when `dry`; `key` names this warning, so that it is given once.
    """

    user_id: str
    runs_dry_at: datetime
    dry: bool
    minutes: int
    stage: int
    key: str


async def ensure(session: AsyncSession, *, user_id: str, now: datetime) -> None:
    """See to it that the user has a wallet."""
    await store.add_wallet(session, user_id=user_id, now=now)


async def view(session: AsyncSession, *, user_id: str, now: datetime) -> View:
    """The wallet at `now`; an empty one for whoever has none yet."""
    row = await store.wallet(session, user_id)
    funds = _funds(row).on(now) if row else Funds(now, 0, 0, 0, 0)
    return View(
        funds.balance, funds.held, funds.owed, funds.available, funds.burn, row.runs_dry_at if row else None
    )


async def can_order(session: AsyncSession, *, user_id: str, required_micros: int, now: datetime) -> bool:
    """What `hold` would say, without holding anything."""
    row = await store.wallet(session, user_id)
    funds = _funds(row).on(now) if row else Funds(now, 0, 0, 0, 0)
    return funds.can_order(required_micros)


async def hold(
    session: AsyncSession, *, user_id: str, micros: int, required_micros: int, now: datetime
) -> None:
    """Set `micros` aside for an order.

    Raises `wallet.insufficient` unless what is available covers `required_micros` (one hour of the order) beyond
    one more hour of what runs already. Orders of one wallet at the same time are judged one after the other.
    """
    if micros < 0 or required_micros < 0:
        raise ValueError("a hold is not negative")
    row, funds = await _take(session, user_id, now)
    if not funds.can_order(required_micros):
        available = max(0, funds.available - funds.burn)
        raise Conflict(
            "wallet.insufficient",
            available=format_yuan(available),
            required=format_yuan(required_micros),
            missing=format_yuan(required_micros - (funds.available - funds.burn)),
        )
    await _put(session, row, replace(funds, held=funds.held + micros))


async def release_hold(session: AsyncSession, *, user_id: str, micros: int, now: datetime) -> None:
    """Give back what `hold` set aside; the caller sees to it that this happens once."""
    if micros == 0:
        return
    row, funds = await _take(session, user_id, now)
    if not 0 < micros <= funds.held:
        raise ValueError("more was released than is held")
    await _put(session, row, replace(funds, held=funds.held - micros))


async def change_burn(
    session: AsyncSession, *, user_id: str, rate_delta: int, owed_delta_micro_ms: int, now: datetime
) -> None:
    """A meter started, paused, went on or ended: the burn rate moves by `rate_delta` micro-yuan per hour from `now`
    on, and what is owed up to now by the exact numerator, micro-yuan x milliseconds per hour."""
    row, funds = await _take(session, user_id, now)
    changed = replace(
        funds, burn=funds.burn + rate_delta, owed_micro_ms=funds.owed_micro_ms + owed_delta_micro_ms
    )
    await _put(session, row, changed)


async def post_charge(
    session: AsyncSession,
    *,
    user_id: str,
    key: str,
    micros: int,
    description: str,
    reference: str,
    now: datetime,
) -> bool:
    """Move what time has cost from the wallet to the income; negative micro-yuan put an earlier charge right.

    What was owed and is now posted is no longer owed, so nothing else about the wallet changes. False, and nothing
    moved, when `key` was posted before or there is nothing to move.
    """
    if micros == 0:
        return False
    row, funds = await _take(session, user_id, now)
    entry_id = await ledger.move(
        session,
        key=key,
        kind="usage",
        postings={ledger.account_of(user_id): -micros, ledger.USAGE: micros},
        description=description,
        reference=reference,
        at=now,
    )
    if entry_id is None:
        return False
    owed = funds.owed_micro_ms - micros * MS_PER_HOUR
    await _put(session, row, replace(funds, balance=funds.balance - micros, owed_micro_ms=owed))
    return True


async def credit(
    session: AsyncSession,
    ctx: Ctx,
    *,
    user_id: str,
    micros: int,
    reason: str,
    actor_id: str | None,
    key: str | None = None,
    address: str = "",
) -> Entry:
    """The operator gives money. The same `key` gives it once, and is answered with the entry it made then."""
    check_amount(micros)
    return await _adjust(session, ctx, user_id, micros, reason, actor_id=actor_id, key=key, address=address)


async def debit(
    session: AsyncSession,
    ctx: Ctx,
    *,
    user_id: str,
    micros: int,
    reason: str,
    actor_id: str | None,
    key: str | None = None,
    address: str = "",
) -> Entry:
    """The operator takes money back, at most what is available: else `wallet.insufficient`."""
    check_amount(micros)
    return await _adjust(session, ctx, user_id, -micros, reason, actor_id=actor_id, key=key, address=address)


async def _adjust(
    session: AsyncSession,
    ctx: Ctx,
    user_id: str,
    micros: int,
    reason: str,
    *,
    actor_id: str | None,
    key: str | None,
    address: str,
) -> Entry:
    await identity.get_user(session, user_id=user_id)
    kind = "credit" if micros > 0 else "debit"
    ledger_key = f"{kind}:{user_id}:{key or ids.new_id('once', 20)}"
    earlier = await ledger.find(session, key=ledger_key, user_id=user_id)
    if earlier is not None:
        return earlier
    entry = await deposit(
        session, ctx, user_id=user_id, micros=micros, key=ledger_key, kind=kind, source=ledger.OPERATOR,
        description=reason, reference=user_id, actor_id=actor_id,
    )  # fmt: skip
    await audit.record(
        session,
        now=ctx.clock.now(),
        actor_id=actor_id,
        action=f"wallet.{kind}",
        target=user_id,
        facts={"amount": format_yuan(abs(micros)), "reason": reason, "entry": entry.id},
        address=address,
    )
    return entry


async def deposit(
    session: AsyncSession,
    ctx: Ctx,
    *,
    user_id: str,
    micros: int,
    key: str,
    kind: str,
    source: str,
    description: str,
    reference: str,
    actor_id: str | None,
) -> Entry:
    """Move money between `source` and the wallet; negative micro-yuan go back, if they are available.

    Raises `ValueError` when the key was used before: whoever calls has made sure that it is new.
    """
    now = ctx.clock.now()
    row, funds = await _take(session, user_id, now)
    if micros < 0 and funds.available < -micros:
        raise Conflict(
            "wallet.insufficient",
            available=format_yuan(max(0, funds.available)),
            required=format_yuan(-micros),
            missing=format_yuan(-micros - funds.available),
        )
    if funds.balance + micros > LIMIT_MICROS:
        raise Invalid("wallet.bad_amount", "The wallet would hold more than a billion yuan.")
    entry_id = await ledger.move(
        session,
        key=key,
        kind=kind,
        postings={ledger.account_of(user_id): micros, source: -micros},
        description=description,
        reference=reference,
        at=now,
        actor_id=actor_id,
    )
    if entry_id is None:
        raise ValueError("a deposit's key is new")
    await _put(session, row, replace(funds, balance=funds.balance + micros))
    await events.announce(session, ctx, user_id=user_id, topic="wallet", subject=user_id)
    return Entry(id=entry_id, kind=kind, at=now, amount=micros, description=description, reference=reference)


def check_amount(micros: int) -> None:
    """Raises `wallet.bad_amount` unless it is positive and below the limit."""
    if not 0 < micros <= LIMIT_MICROS:
        raise Invalid("wallet.bad_amount")


async def entries_page(
    session: AsyncSession, *, user_id: str, wanted: Wanted = EVERYTHING, cursor: str | None, limit: int
) -> tuple[list[Entry], str | None]:
    """A wallet's ledger entries, newest first."""
    return await ledger.page(session, user_id=user_id, wanted=wanted, cursor=cursor, limit=limit)


async def standing(session: AsyncSession, *, user_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """For each of these users who has a wallet: the balance in micro-yuan, and what is spent per hour."""
    rows = await store.wallets(session, user_ids)
    return {row.user_id: (row.balance_micros, row.burn_micros_per_hour) for row in rows}


async def sums(session: AsyncSession) -> tuple[int, int]:
    """What all wallets hold together, in micro-yuan, and what is spent from them per hour."""
    return await store.sums(session)


async def known_problems(session: AsyncSession) -> tuple[list[str], datetime | None]:
    """What the newest check of the books found wrong, and since when; nothing, when they are right."""
    last = await store.last_check(session)
    return ([], None) if last is None else (last.problems, last.wrong_since)


async def verify(session: AsyncSession) -> Verdict:
    """Check the whole ledger."""
    return await ledger.verify(session)


async def due(session: AsyncSession, ctx: Ctx, *, now: datetime, limit: int) -> list[Due]:
    """Wallets that have reached the next warning, or are dry; the most urgent first.

    Say what is due, stop what must stop, then `mark_told`: until then, and for a dry wallet again after its quiet
    time, the wallet stays due.
    """
    minutes = sorted(ctx.settings.billing.dry_notices_minutes, reverse=True)
    stages = [timedelta(minutes=one) for one in minutes]
    rows = await store.due_wallets(session, now=now, stages=stages, limit=limit)
    return [_due(row, row.runs_dry_at, minutes, now) for row in rows if row.runs_dry_at is not None]


def _due(row: Wallet, runs_dry_at: datetime, minutes: list[int], now: datetime) -> Due:
    dry = runs_dry_at <= now
    left = runs_dry_at - now
    stage = len(minutes) if dry else sum(left <= timedelta(minutes=one) for one in minutes)
    shown = 0 if dry else minutes[stage - 1]
    moment = f"{runs_dry_at:%Y-%m-%dT%H}:{runs_dry_at.minute // 10}"
    return Due(row.user_id, runs_dry_at, dry, shown, stage, f"dry:{row.user_id}:{shown}:{moment}")


async def mark_told(session: AsyncSession, due: Due, *, quiet_until: datetime | None = None) -> bool:
    """What was due has been said. False, and nothing changed, when the wallet runs dry at another time by now."""
    return await store.mark_told(
        session,
        user_id=due.user_id,
        runs_dry_at=due.runs_dry_at,
        stage=due.stage,
        quiet_until=quiet_until,
    )


async def _take(session: AsyncSession, user_id: str, now: datetime) -> tuple[Wallet, Funds]:
    row = await store.take_wallet(session, user_id)
    if row is None:
        await store.add_wallet(session, user_id=user_id, now=now)
        row = await store.take_wallet(session, user_id)
    assert row is not None
    return row, _funds(row).on(now)


async def _put(session: AsyncSession, row: Wallet, funds: Funds) -> None:
    was, dry_at = row.runs_dry_at, funds.runs_dry_at
    start_over = dry_at is None or was is None or dry_at > was + _LATER
    written = await store.put_wallet(
        session,
        row.user_id,
        row.version,
        balance_micros=funds.balance,
        held_micros=funds.held,
        burn_micros_per_hour=funds.burn,
        owed_micro_ms=funds.owed_micro_ms,
        owed_at=funds.at,
        runs_dry_at=dry_at,
        dry_stage=0 if start_over else row.dry_stage,
        quiet_until=None if start_over else row.quiet_until,
    )
    assert written, "a wallet that was taken is this transaction's alone"


def _funds(row: Wallet) -> Funds:
    return Funds(
        at=row.owed_at,
        balance=row.balance_micros,
        held=row.held_micros,
        burn=row.burn_micros_per_hour,
        owed_micro_ms=row.owed_micro_ms,
    )
