"""The HTTP contract as a whole, and the two things about it that no single route shows: who may come in at all, and
that the commit comes before the answer."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from support import PASSWORD, browsing, login, make_renter
from zuka.cli import reference
from zuka.context import Ctx
from zuka.kit import web

PUBLIC = {
    "register",
    "log_in",
    "get_health",
    "get_about",
    "get_workbench_about",
    "list_offers",
    "list_models",
    "list_regions",
    "list_images",
}
"""Operations for people whom we do not know yet."""
PUBLIC_STREAMS = {"stream_market_events"}
"""The same, and their answers never end."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return reference.openapi()


def contract_problems(document: dict[str, Any]) -> Iterator[str]:
    """What a program that is made from this document could not work with."""
    if not document["openapi"].startswith("3.1"):
        yield f"OpenAPI {document['openapi']}"
    names = Counter(one["operationId"] for _, _, one in reference.routes(document))
    yield from (f"{name} is the name of {count} operations" for name, count in names.items() if count > 1)
    for verb, path, one in reference.routes(document):
        name, answers = one["operationId"], one["responses"]
        here = f"{verb} {path}"
        if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name):
            yield f"{here}: the name {name} is not one for people"
        if not one.get("tags") or not one.get("summary"):
            yield f"{here}: no topic or no summary"
        for code in ("4XX", "5XX"):
            if not any("Problem" in str(kind) for kind in answers.get(code, {}).get("content", {}).values()):
                yield f"{here}: {code} is not described as a problem"
        for code, answer in answers.items():
            if code[0] == "2" and code != "204" and not all(_schemas(answer)):
                yield f"{here}: {code} has no schema"
        yield from _body_problems(here, document, one)


def _schemas(answer: dict[str, Any]) -> list[bool]:
    """For each kind of content, whether it says what it is; a stream and plain text need not."""
    kinds = answer.get("content", {})
    return [
        bool(set(kind.get("schema", {})) - {"title", "description"}) or not name.endswith("json")
        for name, kind in kinds.items()
    ] or [False]


def _body_problems(here: str, document: dict[str, Any], operation: dict[str, Any]) -> Iterator[str]:
    for media_type, kind in operation.get("requestBody", {}).get("content", {}).items():
        if not media_type.endswith("json"):
            # Plain bytes have no fields.
            continue
        name = kind["schema"].get("$ref", "").rpartition("/")[2]
        if not name:
            yield f"{here}: the body has no name"
        elif document["components"]["schemas"][name].get("additionalProperties") is not False:
            yield f"{here}: {name} lets unknown fields through, where a typing error hides"


def test_programs_can_rely_on_the_contract(document: dict[str, Any]) -> None:
    assert len(list(reference.routes(document))) > 60
    assert list(contract_problems(document)) == []


def test_a_route_that_says_nothing_of_itself_is_found() -> None:
    app = FastAPI()

    @app.post("/things")
    async def Make_Thing(body: dict[str, str]) -> Any:  # noqa: N802  # A bad name is what it is for.
        return body

    found = "\n".join(contract_problems(app.openapi()))
    for said in ("not one for people", "no topic", "4XX", "5XX", "200 has no schema", "has no name"):
        assert said in found


# Doors.


def _call(verb: str, path: str) -> tuple[str, str]:
    return verb.upper(), re.sub(r"\{\w+\}", "nobody-1", path)


async def answers(
    client: httpx2.AsyncClient, document: dict[str, Any], *, under: str = "", but: Sequence[str] = ()
) -> dict[str, int]:
    """How each operation answers a call without a body."""
    return {
        one["operationId"]: (await client.request(*_call(verb, path))).status_code
        for verb, path, one in reference.routes(document)
        if path.startswith(under) and one["operationId"] not in but
    }


async def test_nothing_is_open_to_somebody_unknown(
    client: httpx2.AsyncClient, document: dict[str, Any]
) -> None:
    found = await answers(client, document, but=tuple(PUBLIC_STREAMS))
    assert {name for name, status in found.items() if status != 401} == PUBLIC


async def test_operators_pages_are_closed_to_renters(
    client: httpx2.AsyncClient, ctx: Ctx, document: dict[str, Any]
) -> None:
    await make_renter(ctx, "ann")
    await login(client, "ann", PASSWORD)
    found = await answers(client, document, under="/api/v1/admin/")
    assert len(found) > 20
    assert {name: status for name, status in found.items() if status != 403} == {}


# Commit before answer.


def every_route(routes: Sequence[Any]) -> Iterator[APIRoute]:
    """Routes of an application, those of the routers in it included."""
    for one in routes:
        if isinstance(one, APIRoute):
            yield one
        elif hasattr(one, "original_router"):
            yield from every_route(one.original_router.routes)


def dependencies(dependant: Any) -> Iterator[Any]:
    """All of them, those of others included."""
    for one in dependant.dependencies:
        yield one
        yield from dependencies(one)


def late_dependencies(routes: Sequence[Any]) -> list[str]:
    """Dependencies with something to finish that finish only after the answer has been sent."""
    return [
        f"{route.path}: {one.call.__name__}"
        for route in every_route(routes)
        for one in dependencies(route.dependant)
        if (inspect.isasyncgenfunction(one.call) or inspect.isgeneratorfunction(one.call))
        and one.scope != "function"
    ]


def test_every_session_ends_before_the_answer(app: FastAPI) -> None:
    assert len(list(every_route(app.routes))) > 60
    assert late_dependencies(app.routes) == []


def on_threads(routes: Sequence[Any]) -> list[str]:
    """What FastAPI calls on a thread: it would meet what belongs to the event loop there."""
    return [
        f"{route.path}: {call.__name__}"
        for route in every_route(routes)
        for call in (route.endpoint, *(one.call for one in dependencies(route.dependant)))
        if not (inspect.iscoroutinefunction(call) or inspect.isasyncgenfunction(call))
    ]


def test_everything_about_a_request_happens_in_the_event_loop(app: FastAPI) -> None:
    assert on_threads(app.routes) == []


def test_what_would_run_on_a_thread_is_found() -> None:
    made = FastAPI(openapi_url=None)

    @made.get("/")
    def threaded() -> None:
        """Not one of ours."""

    assert on_threads(made.routes) == ["/: threaded"]


async def _late_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.app.state.db.transaction() as session:
        yield session


Late = Annotated[AsyncSession, Depends(_late_session)]


def _refuse_commit(session: AsyncSession) -> None:
    @event.listens_for(session.sync_session, "before_commit")
    def refuse(_: Any) -> None:
        raise RuntimeError("the disk is full")


@pytest.fixture
def small(ctx: Ctx) -> FastAPI:
    """An application whose commits fail, with our session and with one in FastAPI's default scope."""
    app = FastAPI()
    app.state.db = ctx.db
    web.install(app)

    @app.post("/ours", status_code=201)
    async def ours(session: web.Write) -> str:
        _refuse_commit(session)
        return "made"

    @app.post("/late", status_code=201)
    async def late(session: Late) -> str:
        _refuse_commit(session)
        return "made"

    return app


async def test_a_commit_that_fails_is_not_answered_as_done(small: FastAPI) -> None:
    async with browsing(small) as client:
        answer = await client.post("/ours")
    assert (answer.status_code, answer.json()["code"]) == (500, "request.internal")


async def test_the_default_scope_would_have_answered_as_done(small: FastAPI) -> None:
    """Why the rule is there; when this fails, FastAPI has changed and the rule may go."""
    assert late_dependencies(small.routes) == ["/late: _late_session"]
    async with browsing(small) as client:
        answer = await client.post("/late")
    assert answer.status_code == 201
