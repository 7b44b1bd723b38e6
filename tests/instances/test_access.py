"""Ways into an instance, as the API gives them: opened ports, one-time links, and the routes that the gateway reads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from support import both_databases, refused
from zuka.context import Ctx
from zuka.errors import Unauthorized
from zuka.identity import audit
from zuka.identity import service as identity
from zuka.instances import access
from zuka.instances.access import WebTarget
from zuka.instances.states import State
from zuka.kit.clock import ManualClock

NewRenter = Callable[..., Awaitable[Any]]


async def ticket_of(renter: Any, instance_id: str, port: int = 8888) -> str:
    answer = await renter.http.post(f"/api/v1/instances/{instance_id}/open", json={"port": port})
    assert answer.status_code == 201, answer.text
    found: list[str] = parse_qs(urlsplit(answer.json()["url"]).query)["ticket"]
    return found[0]


async def redeem(ctx: Ctx, secret: str) -> tuple[str, int, str]:
    async with ctx.db.transaction() as session:
        return await access.redeem_ticket(session, secret=secret, now=ctx.clock.now())


async def target(ctx: Ctx, instance_id: str, port: int) -> WebTarget | None:
    async with ctx.db.read() as session:
        return await access.web_target(session, ctx, instance_id=instance_id, port=port)


async def routes(ctx: Ctx) -> dict[str, State]:
    async with ctx.db.read() as session:
        return {route.instance_id: route.state for route in await access.ssh_routes(session)}


@both_databases
async def test_a_port_is_opened_changed_and_closed(ctx: Ctx, renter: Any) -> None:
    instance_id = await renter.rent()
    ports = f"/api/v1/instances/{instance_id}/ports"
    assert await renter.get(f"/instances/{instance_id}/ports") == []
    opened = await renter.http.post(ports, json={"port": 6006})
    assert opened.status_code == 201
    expected = {"port": 6006, "public": False, "url": f"http://6006-{instance_id}.localhost:8081/"}
    assert opened.json() == expected
    refused(await renter.http.post(ports, json={"port": 6006}), 409, "instances.port_taken")
    public = await renter.http.post(ports, json={"port": 6006, "public": True})
    assert public.status_code == 201
    assert await renter.get(f"/instances/{instance_id}/ports") == [{**expected, "public": True}]
    assert (await renter.http.delete(f"{ports}/6006")).status_code == 204
    refused(await renter.http.delete(f"{ports}/6006"), 404, "instances.port_not_found")
    assert await renter.get(f"/instances/{instance_id}/ports") == []
    async with ctx.db.read() as session:
        written, _ = await audit.page(session, wanted=audit.Wanted(target=instance_id), cursor=None, limit=10)
    assert [entry.action for entry in written if entry.action.startswith("instance.")].count(
        "instance.expose"
    ) == 2


@pytest.mark.parametrize("public", [True, False])
async def test_jupyterlabs_port_is_nobody_elses(renter: Any, public: bool) -> None:
    instance_id = await renter.rent()
    answer = await renter.http.post(
        f"/api/v1/instances/{instance_id}/ports", json={"port": 8888, "public": public}
    )
    refused(answer, 422, "instances.port_reserved")


@pytest.mark.parametrize("port", [0, 65536, -1, "ssh"])
async def test_a_port_is_a_port(renter: Any, port: object) -> None:
    instance_id = await renter.rent()
    answer = await renter.http.post(f"/api/v1/instances/{instance_id}/ports", json={"port": port})
    refused(answer, 422, "request.invalid")


async def test_another_renters_instance_does_not_exist(renter: Any, new_renter: NewRenter) -> None:
    instance_id = await renter.rent()
    bob = await new_renter("bob")
    path = f"/api/v1/instances/{instance_id}"
    refused(await bob.http.get(f"{path}/ports"), 404, "instances.not_found")
    refused(
        await bob.http.post(f"{path}/ports", json={"port": 6006, "public": True}), 404, "instances.not_found"
    )
    refused(await bob.http.delete(f"{path}/ports/6006"), 404, "instances.not_found")
    refused(await bob.http.post(f"{path}/open", json={}), 404, "instances.not_found")


async def test_a_link_lets_its_owner_in_once(ctx: Ctx, renter: Any) -> None:
    instance_id = await renter.rent()
    answer = await renter.http.post(f"/api/v1/instances/{instance_id}/open", json={"port": 8888})
    url = urlsplit(answer.json()["url"])
    assert (url.scheme, url.netloc, url.path) == (
        "http",
        f"8888-{instance_id}.localhost:8081",
        "/.zuka/enter",
    )
    secret = parse_qs(url.query)["ticket"][0]
    service_id, port, login_id = await redeem(ctx, secret)
    assert (service_id, port) == (instance_id, 8888)
    async with ctx.db.read() as session:
        assert login_id in await identity.holding(session, ctx, user_id=renter.user_id)
    with pytest.raises(Unauthorized):
        await redeem(ctx, secret)


@both_databases
async def test_of_many_who_redeem_at_once_one_gets_in(ctx: Ctx, renter: Any) -> None:
    secret = await ticket_of(renter, await renter.rent())
    outcomes = await asyncio.gather(*(redeem(ctx, secret) for _ in range(8)), return_exceptions=True)
    assert sum(not isinstance(one, BaseException) for one in outcomes) == 1
    assert sum(isinstance(one, Unauthorized) for one in outcomes) == 7


async def test_a_link_expires(ctx: Ctx, renter: Any, clock: ManualClock) -> None:
    secret = await ticket_of(renter, await renter.rent())
    clock.advance(ctx.settings.gateway.ticket_seconds)
    with pytest.raises(Unauthorized):
        await redeem(ctx, secret)


@pytest.mark.parametrize("secret", ["", "guess", "字" * 50])
async def test_a_guess_is_no_link(ctx: Ctx, secret: str) -> None:
    with pytest.raises(Unauthorized):
        await redeem(ctx, secret)


async def test_only_what_is_open_and_runs_can_be_opened(renter: Any) -> None:
    instance_id = await renter.rent()
    answer = await renter.http.post(f"/api/v1/instances/{instance_id}/open", json={"port": 6006})
    refused(answer, 404, "instances.port_not_found")
    await renter.done(instance_id, "stop")
    answer = await renter.http.post(f"/api/v1/instances/{instance_id}/open", json={"port": 8888})
    facts = refused(answer, 409, "instances.wrong_state")
    assert facts["allowed"] == ["start"]


async def test_the_gateway_learns_who_may_see_what(ctx: Ctx, renter: Any) -> None:
    instance_id = await renter.rent()
    lab = await target(ctx, instance_id, 8888)
    assert lab is not None
    assert (lab.owner_id, lab.public, lab.running) == (renter.user_id, False, True)
    assert lab.jupyter_token
    assert lab.jupyter_token not in repr(lab)
    assert await target(ctx, instance_id, 6006) is None
    assert await target(ctx, "ins-none", 8888) is None
    await renter.http.post(f"/api/v1/instances/{instance_id}/ports", json={"port": 6006, "public": True})
    board = await target(ctx, instance_id, 6006)
    assert board is not None
    assert (board.public, board.jupyter_token) == (True, None)
    await renter.done(instance_id, "stop")
    off = await target(ctx, instance_id, 6006)
    assert off is not None
    assert not off.running


@both_databases
async def test_an_ssh_route_lives_from_the_order_to_the_release(ctx: Ctx, renter: Any) -> None:
    ordered = await renter.order()
    instance_id = ordered.json()["instance"]["id"]
    assert await routes(ctx) == {instance_id: State.CREATING}
    rung = ctx.bell.watch("gateway")
    await renter.rent()
    assert rung.is_set()
    assert (await routes(ctx))[instance_id] == State.RUNNING
    await renter.done(instance_id, "stop")
    assert (await routes(ctx))[instance_id] == State.STOPPED
    name = (await renter.show(instance_id))["name"]
    await renter.done(instance_id, "release", confirm=name)
    assert instance_id not in await routes(ctx)
    refused(
        await renter.http.post(f"/api/v1/instances/{instance_id}/ports", json={"port": 6006}),
        404,
        "instances.not_found",
    )


@pytest.mark.parametrize(
    ("gateway", "origin"),
    [
        ({"web_scheme": "http", "web_port": 80}, "http://8888-ins-a.localhost"),
        ({"web_scheme": "http", "web_port": 8081}, "http://8888-ins-a.localhost:8081"),
        (
            {"web_scheme": "https", "web_url_port": 443, "web_domain": "zuka.example.com"},
            "https://8888-ins-a.zuka.example.com",
        ),
        ({"web_scheme": "https", "web_url_port": 8443}, "https://8888-ins-a.localhost:8443"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(ctx: Ctx, gateway: dict[str, Any], origin: str) -> None:
    changed = ctx.settings.model_copy(update={"gateway": ctx.settings.gateway.model_copy(update=gateway)})
    assert access.origin_of(changed, instance_id="ins-a", port=8888) == origin
