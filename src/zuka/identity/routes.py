"""HTTP of identity for everybody: register, log in, and what belongs to one's own account."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response, status

from zuka.context import Ctx, WithCtx
from zuka.errors import Forbidden
from zuka.identity import acting, auth, keys, limits, schemas, service, store, tokens
from zuka.identity.auth import Leaving, Owner, Renter
from zuka.kit.web import Read, Write

router = APIRouter(prefix="/api/v1", tags=["identity"])


@router.post("/users", status_code=status.HTTP_201_CREATED)
async def register(body: schemas.Registration, request: Request, ctx: WithCtx) -> schemas.User:
    """Make an account for oneself."""
    if not ctx.settings.security.open_registration:
        raise Forbidden("identity.registration_closed")
    auth.check_origin(ctx.settings, request)
    await limits.registration(ctx, address=auth.address_of(ctx.settings, request))
    async with ctx.db.transaction() as session:
        user = await service.register(session, ctx, name=body.name, password=body.password)
    return schemas.User.model_validate(user)


@router.post("/sessions", status_code=status.HTTP_201_CREATED)
async def log_in(
    body: schemas.Credentials, request: Request, response: Response, ctx: WithCtx
) -> schemas.LoggedIn:
    """Log in; the session is in the cookie."""
    auth.check_origin(ctx.settings, request)
    address = auth.address_of(ctx.settings, request)
    await limits.log_in(ctx, name=service.name_key(body.name), address=address)
    user = await service.authenticate(ctx, name=body.name, password=body.password)
    async with ctx.db.transaction() as session:
        opened = await service.make_session(
            session,
            ctx,
            user_id=user.id,
            user_agent=request.headers.get("user-agent", ""),
            address=address,
        )
    _set_cookie(response, ctx, opened.secret, seconds=ctx.settings.http.session_days * 86400)
    return schemas.LoggedIn(user=schemas.Me.of(user, None))


@router.get("/sessions")
async def list_sessions(caller: Renter, session: Read, ctx: WithCtx) -> list[schemas.Session]:
    """Where this account is logged in."""
    return [
        schemas.Session(
            id=row.id,
            current=row.id == caller.session_id,
            user_agent=row.user_agent,
            address=row.address,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
        )
        for row in await service.sessions(session, ctx, user_id=caller.user_id)
    ]


@router.delete("/sessions/current", status_code=status.HTTP_204_NO_CONTENT)
async def log_out(caller: Leaving, response: Response, session: Write, ctx: WithCtx) -> None:
    """Log this browser out; an operator who acts as somebody is logged out altogether."""
    if caller.session_id is not None:
        await acting.end(session, ctx, session_id=caller.session_id, address=caller.address)
        await service.end_session(session, ctx, user_id=caller.actor_id, session_id=caller.session_id)
    _set_cookie(response, ctx, "", seconds=0)


@router.delete("/sessions/{session_id}", status_code=status.HTTP_204_NO_CONTENT)
async def end_session(session_id: str, caller: Owner, session: Write, ctx: WithCtx) -> None:
    """Log another browser out."""
    await service.end_session(session, ctx, user_id=caller.user_id, session_id=session_id)


@router.get("/me")
async def get_me(caller: Renter, ctx: WithCtx) -> schemas.Me:
    """Who am I? An operator who has acted as somebody until now is told here that it is over."""
    if caller.acting_over:
        await auth.leave_acting(ctx, caller)
    async with ctx.db.read() as session:
        return schemas.Me.of(await service.get_user(session, user_id=caller.user_id), caller.acting)


@router.post("/me/password", status_code=status.HTTP_204_NO_CONTENT)
async def change_password(body: schemas.PasswordChange, caller: Owner, ctx: WithCtx) -> None:
    """Change one's password; every other browser is logged out."""
    await limits.password_change(ctx, user_id=caller.user_id)
    await service.change_password(
        ctx,
        user_id=caller.user_id,
        old=body.old,
        new=body.new,
        session_id=caller.session_id,
        address=caller.address,
    )


@router.post("/tokens", status_code=status.HTTP_201_CREATED)
async def make_token(
    body: schemas.NewToken, caller: Owner, session: Write, ctx: WithCtx
) -> schemas.MadeToken:
    """Make an API token. Its secret is in this answer and nowhere else."""
    user = await service.get_user(session, user_id=caller.user_id)
    made = await tokens.make(
        session, ctx, user=user, name=body.name, scopes=body.scopes, address=caller.address
    )
    shown = schemas.Token.model_validate(made.row)
    return schemas.MadeToken(**shown.model_dump(), secret=made.secret)


@router.get("/tokens")
async def list_tokens(caller: Renter, session: Read) -> list[schemas.Token]:
    """This account's API tokens."""
    return [schemas.Token.model_validate(row) for row in await store.tokens(session, caller.user_id)]


@router.delete("/tokens/{token_id}", status_code=status.HTTP_204_NO_CONTENT)
async def revoke_token(token_id: str, caller: Owner, session: Write, ctx: WithCtx) -> None:
    """Revoke an API token at once."""
    await tokens.revoke(session, ctx, user_id=caller.user_id, token_id=token_id, address=caller.address)


@router.post("/keys", status_code=status.HTTP_201_CREATED)
async def add_key(body: schemas.NewKey, caller: Owner, session: Write, ctx: WithCtx) -> schemas.Key:
    """Let an SSH key into every instance that boots from now on."""
    row = await keys.add(
        session,
        ctx,
        user_id=caller.user_id,
        name=body.name,
        public_key=body.public_key,
        address=caller.address,
    )
    return schemas.Key.model_validate(row)


@router.get("/keys")
async def list_keys(caller: Renter, session: Read) -> list[schemas.Key]:
    """This account's SSH keys."""
    return [schemas.Key.model_validate(row) for row in await store.keys(session, caller.user_id)]


@router.delete("/keys/{key_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_key(key_id: str, caller: Owner, session: Write, ctx: WithCtx) -> None:
    """Forget an SSH key; instances that run keep it until their next boot."""
    await keys.remove(session, ctx, user_id=caller.user_id, key_id=key_id, address=caller.address)


def _set_cookie(response: Response, ctx: Ctx, secret: str, *, seconds: int) -> None:
    response.set_cookie(
        auth.COOKIE,
        secret,
        max_age=seconds,
        path="/",
        secure=ctx.settings.http.secure_cookies,
        httponly=True,
        samesite="lax",
    )
