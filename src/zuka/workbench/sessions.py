"""Opening sessions, connecting them again, and closing them."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from math import ceil

from zuka.errors import Conflict, Invalid, TooMany
from zuka.identity.auth import Caller
from zuka.kit import ids
from zuka.workbench import keeping, targets
from zuka.workbench.connecting import Attempt
from zuka.workbench.live import Workbench
from zuka.workbench.session import Session
from zuka.workbench.session_schemas import SessionIn
from zuka.workbench.states import SessionState
from zuka.workbench.targets import Target

_MINUTE = timedelta(minutes=1)


async def open_session(workbench: Workbench, caller: Caller, body: SessionIn) -> Session:
    """A session that is being connected. Raises `Conflict` workbench.too_many_sessions, `TooMany`
    request.rate_limited, `NotFound` for a connection or an instance that is not there or not the caller's."""
    ctx = workbench.ctx
    goal = await _goal(workbench, caller.user_id, body)
    most = ctx.settings.workbench.sessions_per_user
    alive = [one for one in workbench.sessions_of(caller.user_id) if one.state is not SessionState.CLOSED]
    if len(alive) >= most:
        raise Conflict("workbench.too_many_sessions", most=most)
    session = Session(
        session_id=ids.new_id("ssn"),
        user_id=caller.user_id,
        goal=goal,
        opened_at=ctx.clock.now(),
        changed=workbench.changed,
        priority=workbench.priority,
        question_seconds=ctx.settings.workbench.question_seconds,
        trial=body.trial,
    )
    _check_pace(workbench, caller.user_id)
    workbench.add(session)
    _begin(workbench, caller, session)
    return session


async def reconnect(workbench: Workbench, caller: Caller, session: Session) -> None:
    """Bring a lost session to its machine again; one that is connected, or being connected, stays as it is."""
    if session.state is not SessionState.LOST:
        return
    _check_pace(workbench, session.user_id)
    goal = session.goal
    if goal.connection_id is not None:
        # A changed name, port or password counts from now on.
        goal = await targets.of_connection(
            workbench.ctx, user_id=session.user_id, connection_id=goal.connection_id
        )
    if session.state is SessionState.LOST:
        session.aim(goal)
        _begin(workbench, caller, session)


async def close(workbench: Workbench, session: Session) -> None:
    """Close it for good, with its terminals."""
    await keeping.close_all(workbench, [session])


def _begin(workbench: Workbench, caller: Caller, session: Session) -> None:
    workbench.hold(caller, session)
    host_keys = workbench.host_keys_of(session, actor_address=caller.address)
    attempt = Attempt(
        workbench.ctx,
        workbench.dialer,
        host_keys,
        session,
        actor_address=caller.address,
        arrived=workbench.terminals.reopen,
    )
    session.begin()
    session.attempt = workbench.run(attempt.run(), name=f"session:{session.id}")


def _check_pace(workbench: Workbench, user_id: str) -> None:
    """Raises `TooMany` request.rate_limited: whoever logs in to so many machines in a minute is looking for some."""
    now, settings = workbench.ctx.clock.now(), workbench.ctx.settings.workbench
    begun = workbench.begun.setdefault(user_id, deque())
    while begun and now - begun[0] >= _MINUTE:
        begun.popleft()
    if len(begun) >= settings.logins_per_minute:
        seconds = ceil((begun[0] + _MINUTE - now).total_seconds())
        raise TooMany("request.rate_limited", retry_after=seconds, seconds=seconds)
    begun.append(now)


async def _goal(workbench: Workbench, user_id: str, body: SessionIn) -> Target:
    ctx, draft, connection_id = workbench.ctx, body.draft, body.connection_id
    if (body.instance_id is not None) == (draft is not None or connection_id is not None):
        raise Invalid("request.invalid", "Name a connection, an instance or a draft.")
    if body.instance_id is not None:
        return await targets.of_instance(ctx, user_id=user_id, instance_id=body.instance_id)
    saved = None
    if connection_id is not None:
        saved = await targets.of_connection(ctx, user_id=user_id, connection_id=connection_id)
    if draft is not None:
        return targets.of_draft(draft, changes=connection_id)
    assert saved is not None, "one of the three is given"
    return saved
