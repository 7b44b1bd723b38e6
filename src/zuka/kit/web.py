"""What every HTTP module needs: sessions that commit before the answer, problems instead of stack traces.

The database of a request is `app.state.db`. Nothing here knows a route.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketState

from zuka.errors import CODES, DomainError, Invalid, NotFound
from zuka.kit import ids, log
from zuka.kit.db import Db

_log = log.get("web")

PROBLEM_JSON = "application/problem+json"
_TOLD_BY_CODE = frozenset({401, 403, 404})


class Wire(BaseModel):
    """Parent of every request and response body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Problem(BaseModel):
    """An error as RFC 9457 has it; `code` is what programs match on."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    facts: dict[str, Any] = {}
    request_id: str = ""


def _db(request: Request) -> Db:
    db: Db = request.app.state.db
    return db


async def _write(request: Request) -> AsyncIterator[AsyncSession]:
    async with _db(request).transaction() as session:
        yield session


async def _read(request: Request) -> AsyncIterator[AsyncSession]:
    async with _db(request).read() as session:
        yield session


Write = Annotated[AsyncSession, Depends(_write, scope="function")]
"""A session that commits before the response is sent: with FastAPI's default scope a failed commit would still have
answered "created"."""
Read = Annotated[AsyncSession, Depends(_read, scope="function")]


def problem(request: Request, error: DomainError) -> JSONResponse:
    """The answer to a failed request."""
    body = Problem(
        type=f"urn:zuka:problem:{error.code}",
        title=CODES.get(error.code, error.code),
        status=error.status,
        code=error.code,
        detail=error.detail,
        facts=error.facts,
        request_id=getattr(request.state, "request_id", ""),
    )
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    return JSONResponse(body.model_dump(mode="json"), error.status, headers, media_type=PROBLEM_JSON)


async def _close(websocket: WebSocket, error: DomainError) -> None:
    """A WebSocket has no answer to give; its close code says what kind of error it was, and the reason says which."""
    if websocket.application_state is not WebSocketState.DISCONNECTED:
        code = error.status + 4000 if error.status in _TOLD_BY_CODE else 4409
        await websocket.close(code, error.code)


def install(app: FastAPI) -> None:
    """Teach `app` to answer every error as a problem."""

    @app.exception_handler(DomainError)
    async def domain(request: HTTPConnection, error: DomainError) -> JSONResponse | None:
        if isinstance(request, WebSocket):
            await _close(request, error)
            return None
        assert isinstance(request, Request), "what is no WebSocket is a request"
        return problem(request, error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        fields = [
            {
                "field": ".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0]),
                "problem": one["msg"],
            }
            for one in error.errors()
        ]
        first = fields[0]
        detail = f"{first['field']}: {first['problem']}"
        return problem(request, Invalid("request.invalid", detail, fields=fields))

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 404:
            return problem(request, NotFound("request.not_found"))
        other = Invalid("request.invalid", str(error.detail))
        answer = problem(request, other)
        answer.status_code = error.status_code
        return answer

    @app.exception_handler(ClientDisconnect)
    async def gone(request: Request, error: ClientDisconnect) -> Response:
        # Whoever sent the body has gone, which is their good right; nobody reads this.
        return Response(status_code=400)

    @app.exception_handler(Exception)
    async def internal(request: Request, error: Exception) -> JSONResponse:
        _log.error("request failed", exc_info=error, path=request.url.path)
        return problem(request, DomainError("request.internal"))

    app.add_middleware(_Numbered)


class _Numbered:
    """Gives every request an id, in its state and in the answer's header. Plain ASGI, so that streams stay streams."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = ids.new_id("req")
        scope.setdefault("state", {})["request_id"] = request_id

        async def numbered(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        await self._app(scope, receive, numbered)
