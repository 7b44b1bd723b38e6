"""An operator acting as a renter, to see and do what the renter could: for an hour at most, in one log-in, on record.

Only a log-in's row says so, and every request asks it again: the operator's log-out, disabling or change of role ends
it, and so does the renter's. It takes rights away and never gives any: who acts is a renter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Forbidden
from zuka.identity import audit, service, store
from zuka.identity.models import LoginSession, User

LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class Acting:
    """Who acts, and until when."""

    operator_id: str
    operator_name: str
    until: datetime


def of(row: LoginSession, owner: User, other: User | None, *, now: datetime) -> Acting | None:
    """Whether the log-in `row` of `owner` acts as `other` at this moment."""
    if row.acting_until is None or row.acting_until <= now:
        return None
    if owner.role != "operator" or other is None or other.role != "renter" or other.disabled_at is not None:
        return None
    return Acting(owner.id, owner.name, row.acting_until)


async def begin(
    session: AsyncSession,
    ctx: Ctx,
    *,
    operator: User,
    session_id: str | None,
    user_id: str,
    address: str = "",
) -> tuple[User, Acting]:
    """Let the operator's log-in act as a renter. Raises `Forbidden` identity.acting when it does so already,
    identity.disabled for a renter who is locked out, identity.forbidden for a token and for other operators."""
    if session_id is None:
        raise Forbidden("identity.forbidden", "Acting as somebody takes a log-in; a token cannot do it.")
    user = await service.get_user(session, user_id=user_id)
    if user.role != "renter":
        raise Forbidden("identity.forbidden", "Nobody can act as an operator.")
    if user.disabled_at is not None:
        raise Forbidden("identity.disabled", "This account is disabled; enable it first.")
    now = ctx.clock.now()
    until = now + LASTS
    if not await store.begin_acting(
        session, session_id, operator_id=operator.id, user_id=user_id, until=until, now=now
    ):
        raise Forbidden("identity.acting")
    await audit.record(
        session,
        now=now,
        actor_id=operator.id,
        action="user.act_as",
        target=user_id,
        facts={"until": until.isoformat()},
        address=address,
    )
    return user, Acting(operator.id, operator.name, until)


async def end(session: AsyncSession, ctx: Ctx, *, session_id: str, address: str = "") -> None:
    """Give the log-in back to its operator; nothing happens when it acts as nobody."""
    row = await store.session_row(session, session_id)
    if row is None or row.acting_as is None or not await store.end_acting(session, session_id):
        return
    now = ctx.clock.now()
    over = row.acting_until is None or row.acting_until <= now
    await audit.record(
        session,
        now=now,
        actor_id=row.user_id,
        action="user.act_as_end",
        target=row.acting_as,
        facts={"over": over},
        address=address,
    )


async def record(
    session: AsyncSession, ctx: Ctx, *, acting: Acting, user_id: str, did: str, address: str
) -> None:
    """Write down that the operator asked for something in the renter's name, whether it was then allowed or not."""
    await audit.record(
        session,
        now=ctx.clock.now(),
        actor_id=acting.operator_id,
        action="user.acted",
        target=user_id,
        facts={"request": did[:200]},
        address=address,
    )
