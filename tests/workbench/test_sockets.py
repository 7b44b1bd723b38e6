"""Who may open a WebSocket: our own pages, with a ticket that works once, in the log-in that asked for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.websockets import WebSocket, WebSocketState

from harness.sshd import Sshd
from support import PASSWORD, both_databases, browsing, login, make_operator, token_headers
from workbench.rig import Desk, Page, close_code, ended, hears, served, until
from zuka.context import Ctx
from zuka.errors import TooMany
from zuka.identity import service as identity
from zuka.identity.auth import Caller
from zuka.kit.clock import ManualClock
from zuka.notices.events import SHUTDOWN
from zuka.workbench import keeping
from zuka.workbench.live import MOST_SOCKETS
from zuka.workbench.sockets import PROTOCOL

pytestmark = pytest.mark.enable_socket
DESK = "/desk/socket"


@pytest.fixture
async def page(near: FastAPI, desk: Desk) -> AsyncIterator[Page]:
    """Ann's."""
    async with served(near) as port:
        yield Page(desk, port)


async def test_a_desk_is_told_what_there_is_and_what_happens(page: Page, desk: Desk, server: Sshd) -> None:
    before = await desk.connected(server)
    async with page.socket(DESK, await page.ticket()) as connection:
        assert connection.subprotocol == PROTOCOL
        assert (await hears(connection, "session"))["session"]["id"] == before["id"]
        opened = await desk.draft(server)
        states = set()
        while "connected" not in states:
            told = (await hears(connection, "session"))["session"]
            if told["id"] == opened["id"]:
                states.add(told["state"])
        await desk.call("DELETE", f"/sessions/{opened['id']}", status=204)
        assert (await hears(connection, "session_gone"))["id"] == opened["id"]


async def test_a_desk_hears_questions(page: Page, desk: Desk, server: Sshd) -> None:
    async with page.socket(DESK, await page.ticket()) as connection:
        asked = await desk.draft(server)
        told = (await hears(connection, "session"))["session"]
        while told["question"] is None:
            told = (await hears(connection, "session"))["session"]
        assert told["question"] == asked["question"]


async def test_nobody_hears_of_somebody_elses(
    page: Page, desk: Desk, another: Desk, near: FastAPI, server: Sshd
) -> None:
    async with page.socket(DESK, await page.ticket()) as connection:
        await another.connected(server)
        mine = await desk.draft(server)
        assert (await hears(connection, "session"))["session"]["id"] == mine["id"]


@both_databases
async def test_a_ticket_works_once(page: Page) -> None:
    ticket = await page.ticket()
    async with page.socket(DESK, ticket):
        assert await close_code(page.socket(DESK, ticket)) == 4401


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1", "http://localhost:1", "null", "http://zuka.test"]
)
async def test_no_other_page_opens_a_socket(page: Page, origin: str) -> None:
    assert await close_code(page.socket(DESK, await page.ticket(), origin=origin)) == 4403


async def test_a_cookie_without_a_ticket_is_nothing_and_neither_is_the_other_way_round(page: Page) -> None:
    assert await close_code(page.socket(DESK, "made-up")) == 4401
    assert await close_code(page.socket(DESK, await page.ticket(), cookie=False)) == 4401


async def test_a_ticket_is_its_own_log_ins(page: Page, another: Desk, near: FastAPI, desk: Desk) -> None:
    stolen = await Page(another, page._port).ticket()
    assert await close_code(page.socket(DESK, stolen)) == 4401
    async with browsing(near) as client:
        await login(client, "ann")
        elsewhere = Page(Desk(client), page._port)
        assert await close_code(page.socket(DESK, await elsewhere.ticket())) == 4401


async def test_a_ticket_ends_after_half_a_minute(page: Page, clock: ManualClock) -> None:
    ticket = await page.ticket()
    clock.advance(30)
    assert await close_code(page.socket(DESK, ticket)) == 4401


async def test_logging_out_ends_open_sockets_and_sessions(
    page: Page, desk: Desk, near: FastAPI, server: Sshd
) -> None:
    session = await desk.connected(server)
    workbench = near.state.workbench
    async with page.socket(DESK, await page.ticket()) as connection:
        await hears(connection, "session")
        cookies = dict(desk.client.cookies)
        await desk.client.delete("/api/v1/sessions/current")
        desk.client.cookies.update(cookies)
        await keeping.look(workbench)
        assert await ended(connection) == 4401
    assert workbench.everybodys() == []
    assert session["id"]


async def test_a_disabled_user_loses_everything(
    page: Page, desk: Desk, near: FastAPI, ctx: Ctx, server: Sshd
) -> None:
    await desk.connected(server)
    workbench = near.state.workbench
    operator = await make_operator(ctx)
    async with page.socket(DESK, await page.ticket()) as connection:
        await hears(connection, "session")
        user_id = workbench.everybodys()[0].user_id
        async with ctx.db.transaction() as session:
            await identity.disable(session, ctx, user_id=user_id, actor_id=operator.id)
        await keeping.look(workbench)
        assert await ended(connection) == 4401
    assert workbench.everybodys() == []


async def test_whoever_acts_as_somebody_gets_no_way_in(near: FastAPI, desk: Desk, ctx: Ctx) -> None:
    operator = await make_operator(ctx)
    ann = (await desk.client.get("/api/v1/me")).json()["id"]
    async with browsing(near) as client:
        await login(client, operator.name)
        answer = await client.post(f"/api/v1/admin/users/{ann}/act-as")
        assert answer.status_code < 300, answer.text
        acting = Desk(client)
        draft = {"draft": {"host": "127.0.0.1", "username": "root", "password": "x"}}
        assert await acting.refusal("POST", "/sessions", draft) == "identity.acting"
        assert await acting.refusal("POST", "/tickets") == "identity.acting"


async def test_a_program_needs_no_cookie(near: FastAPI, page: Page, desk: Desk, ctx: Ctx) -> None:
    async with ctx.db.read() as session:
        ann = await identity.find_user(session, name="ann")
    headers = await token_headers(ctx, ann)
    async with browsing(near) as client:
        client.headers.update(headers)
        ticket = await Page(Desk(client), page._port).ticket()
    async with page.socket(DESK, ticket, origin=None, cookie=False) as connection:
        assert connection.subprotocol == PROTOCOL


async def test_a_revoked_token_keeps_nothing(
    near: FastAPI, page: Page, desk: Desk, ctx: Ctx, server: Sshd
) -> None:
    async with ctx.db.read() as session:
        ann = await identity.find_user(session, name="ann")
    mine = await desk.connected(server)
    async with browsing(near) as client:
        client.headers.update(await token_headers(ctx, ann))
        program = Desk(client)
        opened = await program.draft(server)
        assert opened["state"] == "connected"
        program_page = Page(program, page._port)
        terminal = await program.call(
            "POST", f"/sessions/{opened['id']}/terminals", {"columns": 80, "rows": 24}, status=201
        )
        path = f"/terminals/{terminal['id']}/socket"
        unused = await program_page.ticket()
        async with page.socket(path, await program_page.ticket(), origin=None, cookie=False) as connection:
            await hears(connection, "attached")
            (token,) = (await desk.client.get("/api/v1/tokens")).json()
            assert (await desk.client.delete(f"/api/v1/tokens/{token['id']}")).status_code == 204
            assert await ended(connection) == 4401
        assert await close_code(page.socket(path, unused, origin=None, cookie=False)) == 4401
    # The bell has rung: nobody waited for the next look.
    await until(lambda: [one.id for one in near.state.workbench.everybodys()] == [mine["id"]])


async def test_another_log_in_that_is_ended_keeps_nothing_and_takes_nothing_along(
    near: FastAPI, page: Page, desk: Desk, server: Sshd
) -> None:
    mine = await desk.connected(server)
    terminal = await desk.call(
        "POST", f"/sessions/{mine['id']}/terminals", {"columns": 80, "rows": 24}, status=201
    )
    async with browsing(near) as client:
        await login(client, "ann")
        elsewhere = Desk(client)
        opened = await elsewhere.draft(server)
        path = f"/terminals/{terminal['id']}/socket"
        async with page.socket(path, await Page(elsewhere, page._port).ticket(), cookie=False) as refused:
            assert await ended(refused) == 4401
        there = Page(elsewhere, page._port)
        async with there.socket(path, await there.ticket()) as connection:
            await hears(connection, "attached")
            (current,) = [one for one in (await client.get("/api/v1/sessions")).json() if one["current"]]
            answer = await desk.client.delete(f"/api/v1/sessions/{current['id']}")
            assert answer.status_code == 204
            assert await ended(connection) == 4401
    await until(lambda: [one.id for one in near.state.workbench.everybodys()] == [mine["id"]])
    assert opened["id"] != mine["id"]
    assert (await desk.call("GET", f"/sessions/{mine['id']}"))["state"] == "connected"


async def test_a_session_that_two_log_ins_use_ends_with_the_last_of_them(
    near: FastAPI, desk: Desk, server: Sshd
) -> None:
    async with browsing(near) as client:
        await login(client, "ann")
        elsewhere = Desk(client)
        opened = await elsewhere.connected(server)
        await desk.call(
            "POST", f"/sessions/{opened['id']}/terminals", {"columns": 80, "rows": 24}, status=201
        )
        await client.delete("/api/v1/sessions/current")
    await keeping.look(near.state.workbench)
    assert (await desk.call("GET", f"/sessions/{opened['id']}"))["state"] == "connected"
    await desk.client.delete("/api/v1/sessions/current")
    await until(lambda: near.state.workbench.everybodys() == [])


async def test_a_changed_password_ends_what_others_opened(near: FastAPI, desk: Desk, server: Sshd) -> None:
    mine = await desk.connected(server)
    async with browsing(near) as client:
        await login(client, "ann")
        assert (await Desk(client).draft(server))["state"] == "connected"
    change = {"old": PASSWORD, "new": "another long one"}
    assert (await desk.client.post("/api/v1/me/password", json=change)).status_code == 204
    await until(lambda: [one.id for one in near.state.workbench.everybodys()] == [mine["id"]])


async def test_a_desk_ends_with_the_server(page: Page, ctx: Ctx, near: FastAPI) -> None:
    async with page.socket(DESK, await page.ticket()) as connection:
        desks = near.state.workbench.desks
        await until(lambda: bool(desks._open))
        ctx.bell.ring(SHUTDOWN)
        await ended(connection)
    await until(lambda: not desks._open)


async def test_one_user_has_only_so_many_sockets_and_those_that_have_ended_are_none(near: FastAPI) -> None:
    async def nothing(*_: object) -> Any:
        raise AssertionError("nobody speaks")

    def socket(state: WebSocketState) -> WebSocket:
        made = WebSocket({"type": "websocket"}, nothing, nothing)
        made.client_state = state
        return made

    workbench = near.state.workbench
    caller = Caller("usr-1", "ann", "renter", frozenset(), "", "ses-1")
    held = [socket(WebSocketState.CONNECTED) for _ in range(MOST_SOCKETS)]
    for one in held:
        workbench.attend(one, caller)
    with pytest.raises(TooMany):
        workbench.attend(socket(WebSocketState.CONNECTED), caller)
    held[0].client_state = WebSocketState.DISCONNECTED
    workbench.attend(socket(WebSocketState.CONNECTED), caller)
