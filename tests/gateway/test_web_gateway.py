"""The web gateway with a real HTTP client in front of it and real servers behind it: who gets in, and what is told."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from aiohttp import web

from gateway.backend import backend
from gateway.browser import JUPYTER, PORT, Browser, program
from gateway.world import World
from zuka.instances.states import State

pytestmark = pytest.mark.enable_socket


async def test_one_click_opens_jupyterlab_without_a_token(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    async with program() as inside:
        place.inside(instance, JUPYTER, inside.address)
        assert await browser.enter(instance, JUPYTER, await place.ticket(instance, JUPYTER)) == "/lab"
        assert await browser.get(instance, JUPYTER, "/lab?reset") == (200, "GET /lab?reset")
        assert inside.last.headers["Authorization"].startswith("token ")
        assert inside.last.headers["Host"] == "localhost:8888"


async def test_a_ticket_works_once(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    ticket = await place.ticket(instance, JUPYTER)
    await browser.enter(instance, JUPYTER, ticket)
    browser.jar.clear()
    status, page = await browser.get(instance, JUPYTER, ticket, Accept="text/html")
    assert status == 401
    assert "已用过或已过期" in page or "已经用过" in page
    assert "has been used or has expired" in page


async def test_going_back_to_a_spent_link_is_no_dead_end(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    ticket = await place.ticket(instance, JUPYTER)
    await browser.enter(instance, JUPYTER, ticket)
    async with browser.ask(instance, JUPYTER, ticket) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/lab")


async def test_a_ticket_expires(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    ticket = await place.ticket(instance, JUPYTER)
    place.clock.advance(place.ctx.settings.gateway.ticket_seconds)
    assert (await browser.get(instance, JUPYTER, ticket))[0] == 401


async def test_a_ticket_opens_its_own_origin_only(place: World, browser: Browser) -> None:
    one, two = await place.rent("ins-one"), await place.rent("ins-second")
    async with browser.ask(two, JUPYTER, await place.ticket(one, JUPYTER)) as answer:
        assert answer.status == 401
        assert "Set-Cookie" not in answer.headers


async def test_looking_ahead_does_not_use_a_ticket_up(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    ticket = await place.ticket(instance, JUPYTER)
    async with browser.ask(instance, JUPYTER, ticket, Sec_Purpose="prefetch") as answer:
        assert answer.status == 400
    async with browser.ask(instance, JUPYTER, ticket, method="HEAD") as answer:
        assert answer.status == 404
    assert await browser.enter(instance, JUPYTER, ticket) == "/lab"


async def test_a_pass_is_worth_nothing_elsewhere(place: World, browser: Browser) -> None:
    one, two = await place.rent("ins-one"), await place.rent("ins-second")
    await place.expose(one, PORT, public=False)
    async with program() as inside:
        for port in (JUPYTER, PORT):
            place.inside(one, port, inside.address)
            place.inside(two, port, inside.address)
        await browser.enter(one, JUPYTER, await place.ticket(one, JUPYTER))
        stolen = browser.jar[browser.host(one, JUPYTER)]
        assert (await browser.get(two, JUPYTER, Cookie=stolen))[0] == 401
        assert (await browser.get(one, PORT, Cookie=stolen))[0] == 401
        assert not inside.seen


@pytest.mark.parametrize(
    "forged",
    ["zuka_pass=", "zuka_pass=x.y", "zuka_pass=é.é", "zuka_pass=eyJ9.0", "zuka_pass", "=;;=;zuka_pass=a.b"],
)
async def test_a_forged_pass_is_no_pass(place: World, browser: Browser, forged: str) -> None:
    instance = await place.rent("ins-one")
    assert (await browser.get(instance, JUPYTER, Cookie=forged))[0] == 401


async def test_a_pass_ends(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    async with program() as inside:
        place.inside(instance, JUPYTER, inside.address)
        await browser.enter(instance, JUPYTER, await place.ticket(instance, JUPYTER))
        assert (await browser.get(instance, JUPYTER))[0] == 200
        place.clock.advance(hours=place.ctx.settings.gateway.access_hours)
        assert (await browser.get(instance, JUPYTER))[0] == 401


async def test_a_pass_ends_with_the_log_in_that_asked_for_it(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    async with program() as inside:
        place.inside(instance, JUPYTER, inside.address)
        ticket = await place.ticket(instance, JUPYTER)
        await browser.enter(instance, JUPYTER, ticket)
        unused = await place.ticket(instance, JUPYTER)
        await place.log_out()
        await place.log_in()
        place.clock.advance(2)
        assert (await browser.get(instance, JUPYTER))[0] == 401
        assert (await browser.get(instance, JUPYTER, ticket))[0] == 401
        await browser.enter(instance, JUPYTER, unused)
        assert (await browser.get(instance, JUPYTER))[0] == 401
        assert not inside.seen
        await browser.enter(instance, JUPYTER, await place.ticket(instance, JUPYTER))
        assert (await browser.get(instance, JUPYTER))[0] == 200


async def test_private_is_for_the_owner_and_public_for_everybody(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=False)
    async with program() as inside:
        place.inside(instance, PORT, inside.address)
        status, page = await browser.get(instance, PORT, Accept="text/html")
        assert status == 401
        assert "请从控制台打开" in page
        assert "Open this from the console" in page
        await place.expose(instance, PORT, public=True)
        place.clock.advance(2)
        assert await browser.get(instance, PORT) == (200, "GET /")


@pytest.mark.parametrize(
    "host",
    ["localhost", "6006-ins-other.localhost", "6007-ins-one.localhost", "6006-ins-one.evil.test",
     "99999-ins-one.localhost", "ins-one.localhost", "6006-ins-one.localhost.evil.test"],
)  # fmt: skip
async def test_any_other_host_name_has_nothing(place: World, browser: Browser, host: str) -> None:
    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with browser.ask(instance, PORT, Host=host) as answer:
        assert answer.status == 404


async def test_a_host_name_may_carry_a_port_and_capitals(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with program() as inside:
        place.inside(instance, PORT, inside.address)
        async with browser.ask(instance, PORT, Host="6006-INS-ONE.LocalHost:8081") as answer:
            assert answer.status == 200


async def test_the_platforms_credentials_never_reach_a_renters_program(
    place: World, browser: Browser
) -> None:
    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=False)
    async with program() as inside:
        place.inside(instance, PORT, inside.address)
        await browser.enter(instance, PORT, await place.ticket(instance, PORT))
        await browser.get(
            instance,
            PORT,
            Cookie="theme=dark; zuka_session=secret; lang=zh",
            Authorization="Bearer zk_secret",
        )
        assert inside.last.headers["Cookie"] == "theme=dark; lang=zh"
        assert "Authorization" not in inside.last.headers
        await browser.get(instance, PORT, Authorization="Basic dXNlcjpwdw==")
        assert inside.last.headers["Authorization"] == "Basic dXNlcjpwdw=="
        assert "Cookie" not in inside.last.headers


async def test_a_program_cannot_spread_or_clear_cookies(place: World, browser: Browser) -> None:
    async def nasty(_: web.BaseRequest) -> web.StreamResponse:
        answer = web.Response(text="ok", headers={"Clear-Site-Data": '"cookies"', "Alt-Svc": 'h3="evil:443"'})
        answer.headers.add("Set-Cookie", "a=1; Domain=localhost; Path=/")
        answer.headers.add("Set-Cookie", "zuka_session=fixed; Path=/")
        answer.headers.add("Set-Cookie", "zuka_pass=fixed")
        return answer

    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with program(nasty) as inside:
        place.inside(instance, PORT, inside.address)
        async with browser.ask(instance, PORT) as answer:
            assert answer.headers.getall("Set-Cookie") == ["a=1; Path=/"]
            assert "Clear-Site-Data" not in answer.headers
            assert "Alt-Svc" not in answer.headers


async def test_the_program_sees_itself_and_is_told_about_outside(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with program() as inside:
        place.inside(instance, PORT, inside.address)
        own = browser.origin(instance, PORT)
        await browser.get(
            instance, PORT, "/a%2Fb/../c?q=%20", Origin=own, Referer=f"{own}/page", X_Forwarded_For="203.0.113.9",
            Connection="keep-alive, X-Secret-Hop", X_Secret_Hop="1", Te="trailers",
        )  # fmt: skip
        got = inside.last
        assert got.raw_path == "/a%2Fb/../c?q=%20"
        assert got.headers["Host"] == "localhost:6006"
        assert got.headers["Origin"] == "http://localhost:6006"
        assert got.headers["Referer"] == "http://localhost:6006/page"
        assert got.headers["X-Forwarded-Host"] == browser.host(instance, PORT)
        assert got.headers["X-Forwarded-Proto"] == "http"
        assert got.headers["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1"
        assert "X-Secret-Hop" not in got.headers
        assert "TE" not in got.headers


async def test_redirects_stay_outside(place: World, browser: Browser) -> None:
    async def redirect(request: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": f"http://{request.headers['Host']}/next?x=1"})

    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with program(redirect) as inside:
        place.inside(instance, PORT, inside.address)
        async with browser.ask(instance, PORT) as answer:
            assert answer.headers["Location"] == f"{browser.origin(instance, PORT)}/next?x=1"


async def test_a_neighbours_page_cannot_act_on_a_private_service(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    async with program() as inside:
        place.inside(instance, JUPYTER, inside.address)
        await browser.enter(instance, JUPYTER, await place.ticket(instance, JUPYTER))
        evil = "http://8888-ins-evil.localhost"
        async with browser.ask(instance, JUPYTER, "/api/kernels", method="POST", Origin=evil) as answer:
            assert answer.status == 403
        async with browser.ask(instance, JUPYTER, "/api/kernels", method="POST", Origin="null") as answer:
            assert answer.status == 403
        assert (
            await browser.get(
                instance,
                JUPYTER,
                "/secret.js",
                Sec_Fetch_Site="same-site",
                Sec_Fetch_Mode="no-cors",
                Sec_Fetch_Dest="script",
            )
        )[0] == 403
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await browser.websocket(instance, JUPYTER, Origin=evil)
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await browser.websocket(instance, JUPYTER, Sec_Fetch_Site="cross-site")
        assert not inside.seen
        followed = await browser.get(
            instance,
            JUPYTER,
            "/lab",
            Sec_Fetch_Site="cross-site",
            Sec_Fetch_Mode="navigate",
            Sec_Fetch_Dest="document",
        )
        assert followed[0] == 200
        own = browser.origin(instance, JUPYTER)
        async with browser.ask(
            instance, JUPYTER, "/api", method="POST", Origin=own, Sec_Fetch_Site="same-origin"
        ) as answer:
            assert answer.status == 200


async def test_a_websocket_without_a_pass_is_refused(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
        await browser.websocket(instance, JUPYTER, Origin=browser.origin(instance, JUPYTER))


async def test_nothing_listening_and_breaking_off_are_told_apart(place: World, browser: Browser) -> None:
    async def break_off(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    status, page = await browser.get(instance, PORT, Accept="text/html")
    assert status == 502
    assert "Nothing listens on port 6006" in page
    assert "端口 6006 上没有服务" in page
    async with backend(break_off) as address:
        place.inside(instance, PORT, address)
        status, page = await browser.get(instance, PORT)
        assert status == 502
        assert "broke off" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [(State.STOPPED, "not running"), (State.STARTING, "is starting"), (State.CREATING, "is starting")],
)
async def test_an_instance_that_does_not_run_is_a_503(
    place: World, browser: Browser, state: State, words: str
) -> None:
    instance = await place.rent("ins-one", state=state)
    await place.expose(instance, PORT, public=True)
    status, page = await browser.get(instance, PORT)
    assert status == 503
    assert words in page


async def test_a_stranger_does_not_hear_whether_a_private_instance_runs(
    place: World, browser: Browser
) -> None:
    instance = await place.rent("ins-one", state=State.STOPPED)
    assert (await browser.get(instance, JUPYTER))[0] == 401


async def test_a_released_instance_is_gone(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    await place.release("ins-one")
    assert (await browser.get(instance, PORT))[0] == 404


async def test_the_gateways_own_pages_run_nothing(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    async with browser.ask(instance, JUPYTER, Accept="text/html") as answer:
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "<script" not in await answer.text()
