"""The `api` role: every module's routes and the console under one roof. Composes, and has no rules of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zuka.app import console
from zuka.app.bodies import Bounded
from zuka.billing import routes as billing
from zuka.context import Ctx
from zuka.fleet import routes as fleet
from zuka.identity import acting_routes
from zuka.identity import admin as identity_admin
from zuka.identity import routes as identity
from zuka.images import routes as images
from zuka.instances import access_routes as access
from zuka.instances import admin_routes as instances_admin
from zuka.instances import monitor_routes as monitor
from zuka.instances import routes as instances
from zuka.instances.monitor_live import Live
from zuka.kit import web
from zuka.market import about_routes as about
from zuka.market import routes as market
from zuka.market.events import Board
from zuka.notices import routes as notices
from zuka.reports import routes as reports
from zuka.wallet import routes as wallet
from zuka.workbench import commands_routes as workbench_commands
from zuka.workbench import connection_routes as workbench_connections
from zuka.workbench import import_routes as workbench_imports
from zuka.workbench import recording_routes as workbench_recordings
from zuka.workbench import session_routes as workbench_sessions
from zuka.workbench import terminal_routes as workbench_terminals
from zuka.workbench import tunnel_routes as workbench_tunnels
from zuka.workbench.files import routes as workbench_files
from zuka.workbench.files import transfer_routes as workbench_transfers
from zuka.workbench.live import Workbench
from zuka.workbench.monitor import routes as workbench_monitor

ROUTERS = (
    identity.router,
    identity_admin.router,
    acting_routes.router,
    wallet.router,
    notices.router,
    fleet.router,
    about.router,
    market.router,
    images.router,
    instances.router,
    access.router,
    monitor.router,
    billing.router,
    reports.router,
    instances_admin.router,
    workbench_sessions.router,
    workbench_terminals.router,
    workbench_recordings.router,
    workbench_connections.router,
    workbench_commands.router,
    workbench_imports.router,
    workbench_tunnels.router,
    workbench_monitor.router,
    workbench_files.router,
    workbench_transfers.router,
)
_PROBLEM = {"description": "What went wrong; programs match on `code`.", "model": web.Problem}


class _Application(FastAPI):
    """Says in its own description which media type problems have; FastAPI takes everything for plain JSON."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        for path in document["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    content = answer.get("content", {})
                    if status.startswith(("4", "5")) and "application/json" in content:
                        content[web.PROBLEM_JSON] = content.pop("application/json")
        return document


class Health(BaseModel):
    status: str
    version: str


def create(ctx: Ctx, *, pages: Path = console.BUILT, routers: Sequence[APIRouter] = ROUTERS) -> FastAPI:
    """The application on these parts; `pages` is where the console has been built."""
    app = _Application(
        title="Zuka",
        version=version("zuka"),
        summary="Rent GPU machines by the second.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        responses={"4XX": _PROBLEM, "5XX": _PROBLEM},
        lifespan=_living,
    )
    app.state.ctx, app.state.db = ctx, ctx.db
    app.state.board, app.state.live, app.state.workbench = Board(ctx), Live(ctx), Workbench(ctx)
    web.install(app)
    app.add_middleware(_Guarded)
    app.add_middleware(Bounded)
    for router in routers:
        app.include_router(router)

    @app.get("/health", tags=["health"])
    async def get_health() -> Health:
        """Answers as long as this process does."""
        return Health(status="ok", version=version("zuka"))

    console.install(app, pages)
    return app


@asynccontextmanager
async def _living(app: FastAPI) -> AsyncIterator[None]:
    """What the application holds open goes with it."""
    yield
    await app.state.workbench.aclose()


def _operation_id(route: APIRoute) -> str:
    return route.name


class _Guarded:
    """Answers of the API are nobody's to keep, to frame or to guess at."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                headers["X-Content-Type-Options"] = "nosniff"
                headers["X-Frame-Options"] = "DENY"
                headers["Referrer-Policy"] = "same-origin"
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)
