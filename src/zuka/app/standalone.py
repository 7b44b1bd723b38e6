"""The workbench by itself, for one person on their own machine: no platform, no account, nobody to ask for a password.

Whoever started it is shown a link that works once and is exchanged for the ordinary log-in cookie. Pages of other sites
run in the same browser, and a name of theirs may resolve to this machine: so only requests for this very address are
answered, whatever else they carry.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from zuka.app import main
from zuka.context import Ctx
from zuka.errors import NotFound
from zuka.identity import auth
from zuka.identity import routes as identity_routes
from zuka.identity import service as identity
from zuka.kit import ids
from zuka.market import about_routes
from zuka.notices import routes as notices_routes
from zuka.settings import GatewaySettings, HttpSettings, SecuritySettings, Settings, WorkbenchSettings

LOOPBACK = "127.0.0.1"
PATH = "/workbench"
USER = "me"
ROUTERS: Sequence[APIRouter] = (
    identity_routes.router,
    about_routes.router,
    notices_routes.router,
    *(one for one in main.ROUTERS if "workbench" in one.tags),
)
_USED = """<!doctype html>
<html lang="zh">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Zuka</title>
<h1>这个链接已经用过了</h1>
<p>请在终端中停止并重新运行 <code>zuka workbench</code>，然后打开新的链接。</p>
<h1 lang="en">This link has been used</h1>
<p lang="en">Stop <code>zuka workbench</code> in its terminal, start it again, and open the new link.</p>
</html>
"""
_SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class OwnSettings(Settings):
    """What this program decides, and nothing from an environment that was made for a platform."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def settings(data_dir: Path, *, port: int, web_port: int) -> Settings:
    """Everything on loopback, no region, one user."""
    url = f"http://{LOOPBACK}:{port}"
    return OwnSettings(
        data_dir=data_dir,
        regions={},
        http=HttpSettings(host=LOOPBACK, port=port, public_url=url, trusted_proxies=""),
        gateway=GatewaySettings(host=LOOPBACK, web_port=web_port, web_domain="localhost", drain_seconds=0),
        security=SecuritySettings(open_registration=False),
        workbench=WorkbenchSettings(
            local=True,
            sessions_per_user=100,
            logins_per_minute=1000,
            detached_minutes=7 * 24 * 60,
            idle_hours=7 * 24,
            session_hours=365 * 24,
        ),
    )


async def ensure_user(ctx: Ctx) -> str:
    """The id of the one user, who is made the first time. Nobody knows their password, so nobody logs in by it."""
    async with ctx.db.read() as session:
        try:
            return (await identity.find_user(session, name=USER)).id
        except NotFound:
            pass
    async with ctx.db.transaction() as session:
        return (await identity.register(session, ctx, name=USER, password=ids.new_secret())).id


class Door:
    """Stands before the application: answers to this machine's own name only, and takes the link's token once."""

    def __init__(self, ctx: Ctx, user_id: str, *, pages: Path | None = None) -> None:
        kept: dict[str, Any] = {} if pages is None else {"pages": pages}
        self._ctx, self._user_id = ctx, user_id
        self._app: ASGIApp = main.create(ctx, routers=ROUTERS, **kept)
        port = ctx.settings.http.port
        self._hosts: Collection[str] = {f"{LOOPBACK}:{port}", f"localhost:{port}"}
        self._token: str | None = ids.new_secret()

    @property
    def link(self) -> str:
        """Opens the workbench once. Raises `ValueError` when it has been used."""
        if self._token is None:
            raise ValueError("the link has been used")
        return f"{self._ctx.settings.http.public_url}{PATH}?token={self._token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif _host_of(scope) not in self._hosts:
            await _refuse(scope, receive, send)
        elif (token := _token_of(scope)) is not None:
            await (await self._enter(Request(scope), token))(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _enter(self, request: Request, token: str) -> Response:
        """The cookie in exchange for the token, and an address without it."""
        known, self._token = self._token, None
        if known is None or not hmac.compare_digest(known.encode(), token.encode()):
            self._token = known
            return Response(_USED, 403, _SAFE, media_type="text/html; charset=utf-8")
        ctx = self._ctx
        async with ctx.db.transaction() as session:
            opened = await identity.make_session(
                session,
                ctx,
                user_id=self._user_id,
                user_agent=request.headers.get("user-agent", ""),
                address=auth.address_of(ctx.settings, request),
            )
        answer = RedirectResponse(PATH, 303, _SAFE)
        answer.set_cookie(
            auth.COOKIE,
            opened.secret,
            max_age=ctx.settings.http.session_days * 86400,
            path="/",
            httponly=True,
            samesite="strict",
        )
        return answer


def words() -> str:
    """What the program calls itself."""
    return f"Zuka {version('zuka')}"


def _host_of(scope: Scope) -> str:
    return next((value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"), "")


def _token_of(scope: Scope) -> str | None:
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != PATH:
        return None
    given = parse_qs(scope["query_string"].decode("latin-1")).get("token")
    return given[0] if given else None


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """A WebSocket that is closed before it was accepted is answered with 403 as well."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403})
        return
    await Response("Forbidden", 403, _SAFE, media_type="text/plain")(scope, receive, send)
