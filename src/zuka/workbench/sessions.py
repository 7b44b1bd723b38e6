"""Opening sessions, connecting them again, and closing them."""

from __future__ import annotations

from zuka.errors import Conflict, Invalid
from zuka.identity.auth import Caller
from zuka.kit import ids
from zuka.workbench import keeping, targets
from zuka.workbench.connecting import Attempt
from zuka.workbench.live import Workbench
from zuka.workbench.session import Session
from zuka.workbench.session_schemas import SessionIn
from zuka.workbench.states import SessionState
from zuka.workbench.targets import Target


async def open_session(workbench: Workbench, caller: Caller, body: SessionIn) -> Session:
    """A session that is being connected. Raises `Conflict` workbench.too_many_sessions, `NotFound` for a connection or
    an instance that is not there or not the caller's."""
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
        question_seconds=ctx.settings.workbench.question_seconds,
        trial=body.trial,
    )
    workbench.add(session)
    _begin(workbench, caller, session)
    return session


async def reconnect(workbench: Workbench, caller: Caller, session: Session) -> None:
    """Bring a lost session to its machine again; one that is connected, or being connected, stays as it is."""
    if session.state is not SessionState.LOST:
        return
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
    workbench.note_login(caller)
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


async def _goal(workbench: Workbench, user_id: str, body: SessionIn) -> Target:
    given = [one for one in (body.connection_id, body.instance_id, body.draft) if one is not None]
    if len(given) != 1:
        raise Invalid("request.invalid", "Name one of connection_id, instance_id and draft.")
    if body.connection_id is not None:
        return await targets.of_connection(workbench.ctx, user_id=user_id, connection_id=body.connection_id)
    if body.instance_id is not None:
        return await targets.of_instance(workbench.ctx, user_id=user_id, instance_id=body.instance_id)
    assert body.draft is not None, "one of the three is given"
    return targets.of_draft(body.draft)
