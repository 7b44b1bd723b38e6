"""Sessions from opening to closing, on a real OpenSSH server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import asyncssh
import pytest
from fastapi import FastAPI

from gateway.world import OWNER, World, world
from harness.ssh_twin import PASSWORD, ssh_twin
from harness.sshd import Sshd, sshd
from support import both_databases, browsing, login, make_renter
from workbench.rig import Desk, Json, until, with_workbench, working
from zuka.app import main
from zuka.context import Ctx
from zuka.errors import Unavailable
from zuka.gateway.relay import Address
from zuka.identity import audit, auth
from zuka.identity import service as identity
from zuka.instances import secrets
from zuka.instances.halt import GATEWAY_BELL
from zuka.instances.states import State
from zuka.kit.clock import ManualClock
from zuka.workbench import keeping
from zuka.workbench.host_keys import text_of
from zuka.workbench.session import Session

pytestmark = pytest.mark.enable_socket


def found(app: FastAPI, session: Json) -> Session:
    """The session itself."""
    (one,) = [one for one in app.state.workbench.everybodys() if one.id == session["id"]]
    assert isinstance(one, Session)
    return one


async def test_a_new_machine_is_asked_about_and_then_known(desk: Desk, server: Sshd) -> None:
    asked = await desk.draft(server)
    assert asked["state"] == "asking"
    question = asked["question"]
    assert (question["kind"], question["algorithm"]) == ("host_key", "ssh-ed25519")
    assert question["fingerprint"] == server.host_key_fingerprint
    connected = await desk.answer(asked, accept="save")
    assert (connected["state"], connected["question"], connected["failure"]) == ("connected", None, None)
    assert connected["address"] == "127.0.0.1"
    again = await desk.draft(server)
    assert again["state"] == "connected"


async def test_somebody_elses_session_is_not_there(desk: Desk, another: Desk, server: Sshd) -> None:
    session = await desk.draft(server)
    path = f"/sessions/{session['id']}"
    answer = {"question_id": session["question"]["id"], "accept": "save"}
    for verb, end, body in (
        ("GET", "", None),
        ("DELETE", "", None),
        ("POST", "/reconnect", None),
        ("POST", "/answer", answer),
        ("POST", "/terminals", {"columns": 80, "rows": 24}),
    ):
        assert await another.refusal(verb, path + end, body) == "workbench.session_not_found"
    assert await another.call("GET", "/sessions") == []
    assert (await desk.call("GET", path))["state"] == "asking"


async def test_one_of_three_is_opened(desk: Desk) -> None:
    draft = {"host": "127.0.0.1", "username": "root"}
    assert await desk.refusal("POST", "/sessions", {}) == "request.invalid"
    both = {"draft": draft, "instance_id": "ins-1"}
    assert await desk.refusal("POST", "/sessions", both) == "request.invalid"
    assert await desk.refusal("POST", "/sessions", {"connection_id": "con-1"}) == (
        "workbench.connection_not_found"
    )
    assert await desk.refusal("POST", "/sessions", {"instance_id": "ins-1"}) == "instances.not_found"


async def test_a_user_has_so_many_sessions_and_others_have_theirs(
    ctx: Ctx, server: Sshd, near: FastAPI, another: Desk
) -> None:
    async with working(ctx, "carl", sessions_per_user=2) as desk:
        first = await desk.draft(server)
        await desk.draft(server)
        assert await desk.refusal(
            "POST", "/sessions", {"draft": {"host": server.host, "username": "root"}}
        ) == ("workbench.too_many_sessions")
        await desk.call("DELETE", f"/sessions/{first['id']}", status=204)
        await desk.draft(server)
    assert (await another.connected(server))["state"] == "connected"


async def test_a_change_of_a_connection_is_tried_with_the_saved_secrets(desk: Desk) -> None:
    async with ssh_twin(password=PASSWORD) as twin:
        body = {"host": "elsewhere.invalid", "port": twin.port, "username": "root", "password": PASSWORD}
        saved = await desk.call("POST", "/connections", body, status=201)
        draft = {"host": twin.host, "port": twin.port, "username": "root"}
        asked = await desk.open(connection_id=saved["id"], draft=draft, trial=True)
        tried = await desk.answer(asked, accept="save")
        assert (tried["state"], tried["failure"]) == ("closed", None)
        assert twin.seen[-1] == ("password", PASSWORD)


async def test_somebody_elses_saved_secrets_are_not_there_to_try(desk: Desk, another: Desk) -> None:
    body = {"host": "127.0.0.1", "username": "root", "password": PASSWORD}
    saved = await desk.call("POST", "/connections", body, status=201)
    tried = {"connection_id": saved["id"], "draft": {"host": "127.0.0.1", "username": "root"}, "trial": True}
    assert await another.refusal("POST", "/sessions", tried) == "workbench.connection_not_found"


async def test_nobody_logs_in_everywhere_at_once(ctx: Ctx, clock: ManualClock) -> None:
    async with ssh_twin(manner="hang up") as twin, working(ctx, "carl", logins_per_minute=3) as desk:
        for _ in range(3):
            await desk.draft(twin, password="x")
        draft = {"host": twin.host, "port": twin.port, "username": "root", "password": "x"}
        assert await desk.refusal("POST", "/sessions", {"draft": draft}) == "request.rate_limited"
        clock.advance(60)
        await desk.draft(twin, password="x")


async def test_files_go_over_a_connection_of_their_own(desk: Desk, near: FastAPI, server: Sshd) -> None:
    session = found(near, await desk.connected(server))
    bulk = await session.bulk()
    assert bulk is not session.ssh
    assert bulk is await session.bulk()
    sftp = await session.sftp()
    assert sftp is await session.sftp()
    assert await sftp.exists("/")
    bulk.abort()
    await bulk.wait_closed()
    assert session.state == "connected"
    assert await (await session.sftp()).exists("/")


async def test_where_a_code_is_asked_for_files_share_the_connection(desk: Desk, near: FastAPI) -> None:
    async with ssh_twin(code="123456") as twin:
        asked = await desk.answer(await desk.draft(twin, password="unused"), accept="save")
        session = found(near, await desk.answer(asked, answers=["123456"]))
        assert await session.bulk() is session.ssh
        with pytest.raises(Unavailable) as refused:
            await session.sftp()
        assert refused.value.code == "workbench.no_sftp"


async def test_a_machine_without_files(desk: Desk, near: FastAPI, tmp_path: Path) -> None:
    with sshd(tmp_path / "bare", sftp=False) as server:
        session = found(near, await desk.connected(server))
        with pytest.raises(Unavailable) as refused:
            await session.sftp()
        assert refused.value.code == "workbench.no_sftp"
        assert session.state == "connected"


async def test_a_lost_session_tells_and_is_connected_again(desk: Desk, near: FastAPI, server: Sshd) -> None:
    opened = await desk.connected(server)
    session, told = found(near, opened), []
    session.on_close(lambda: told.append(session.state))
    server.drop_connections()
    lost = await desk.waits_for(opened["id"], "lost")
    assert lost["failure"]["code"] == "workbench.connection_lost"
    assert told == ["lost"]
    assert await desk.refusal("POST", f"/sessions/{opened['id']}/terminals", {"columns": 80, "rows": 24}) == (
        "workbench.not_connected"
    )
    await desk.call("POST", f"/sessions/{opened['id']}/reconnect")
    again = await desk.settled(opened["id"])
    assert (again["state"], again["failure"]) == ("connected", None)
    await desk.call("DELETE", f"/sessions/{opened['id']}", status=204)
    assert await desk.refusal("GET", f"/sessions/{opened['id']}") == "workbench.session_not_found"


@both_databases
async def test_closing_hangs_up(desk: Desk, near: FastAPI, server: Sshd) -> None:
    opened = await desk.connected(server)
    session = found(near, opened)
    ssh, bulk = session.ssh, await session.bulk()
    await desk.call("DELETE", f"/sessions/{opened['id']}", status=204)
    await ssh.wait_closed()
    await bulk.wait_closed()


@both_databases
async def test_a_session_survives_a_restart_as_a_lost_one(
    desk: Desk, near: FastAPI, ctx: Ctx, server: Sshd
) -> None:
    body = {"host": server.host, "port": server.port, "username": server.user, "auth": "key"}
    saved = await desk.call(
        "POST", "/connections", {**body, "name": "box", "private_key": server.private_key}, status=201
    )
    first = await desk.answer(await desk.open(connection_id=saved["id"]), accept="save")
    draft = await desk.draft(server)
    asking = await desk.draft(server, host="localhost")
    assert asking["state"] == "asking"
    await near.state.workbench.aclose()

    after = main.create(with_workbench(ctx))
    async with browsing(after) as client:
        await login(client, "ann")
        desk = Desk(client)
        found_again = {one["id"]: one for one in await desk.call("GET", "/sessions")}
        assert found_again.keys() == {first["id"], draft["id"]}, "what was never connected is not kept"
        for one in found_again.values():
            assert (one["state"], one["failure"]["code"]) == ("lost", "workbench.restarted")
        await desk.call("POST", f"/sessions/{first['id']}/reconnect")
        again = await desk.settled(first["id"])
        assert (again["state"], again["title"]) == ("connected", "box")
        # A draft's secrets were kept nowhere.
        await desk.call("POST", f"/sessions/{draft['id']}/reconnect")
        assert (await desk.settled(draft["id"]))["question"]["kind"] == "password"
    await after.state.workbench.aclose()


async def test_a_session_that_nobody_looks_at_lives_for_an_hour(
    desk: Desk, near: FastAPI, clock: ManualClock, server: Sshd
) -> None:
    opened = await desk.connected(server)
    workbench = near.state.workbench
    clock.advance(timedelta(minutes=59).total_seconds())
    await keeping.look(workbench)
    assert found(near, opened).state == "connected"
    clock.advance(timedelta(minutes=1).total_seconds())
    await keeping.look(workbench)
    session = found(near, opened)
    assert session.failure is not None
    assert (session.state, session.failure.code) == ("lost", "workbench.idle")
    clock.advance(timedelta(days=7).total_seconds())
    await keeping.look(workbench)
    assert workbench.everybodys() == []


async def test_a_watched_session_lives_until_its_time_is_up(
    desk: Desk, near: FastAPI, clock: ManualClock, server: Sshd
) -> None:
    opened = await desk.connected(server)
    workbench = near.state.workbench
    open_desk = workbench.desks.enter(found(near, opened).user_id)
    for _ in range(7):
        clock.advance(timedelta(hours=23).total_seconds())
        found(near, opened).used_at = clock.now()
        await keeping.look(workbench)
        assert found(near, opened).state == "connected"
    clock.advance(timedelta(hours=23).total_seconds())
    await keeping.look(workbench)
    session = found(near, opened)
    assert session.failure is not None
    assert session.failure.code == "workbench.too_long"
    workbench.desks.leave(session.user_id, open_desk)


async def test_through_jump_hosts(desk: Desk, near: FastAPI, server: Sshd, ctx: Ctx) -> None:
    async with ssh_twin(password=PASSWORD) as twin:
        jump = await _save(desk, server)
        draft = {"host": twin.host, "port": twin.port, "username": "root", "password": PASSWORD}
        asked = await desk.open(draft={**draft, "jump_id": jump})
        assert asked["question"]["port"] == server.port, "the jump host is recognised first"
        asked = await desk.answer(asked, accept="save")
        assert asked["question"]["fingerprint"] == twin.fingerprint
        session = await desk.answer(asked, accept="save")
        assert session["state"] == "connected"
        result = await found(near, session).ssh.run("hello")
        assert result.stdout == "hello\n"
        assert await found(near, session).bulk() is not found(near, session).ssh
        # What was recognised from over there is not thereby known from here.
        direct = await desk.open(draft=draft)
        assert direct["question"]["kind"] == "host_key"
        await desk.call("DELETE", f"/sessions/{session['id']}", status=204)


async def test_a_jump_host_with_a_changed_key_blocks_as_well(desk: Desk, server: Sshd) -> None:
    async with ssh_twin(password=PASSWORD) as twin:
        jump = await _save(desk, server)
        draft = {"host": twin.host, "port": twin.port, "username": "root", "password": PASSWORD}
        asked = await desk.open(draft={**draft, "jump_id": jump})
        await desk.answer(await desk.answer(asked, accept="save"), accept="save")
        server.restart(new_host_key=True)
        asked = await desk.open(draft={**draft, "jump_id": jump})
        assert asked["question"]["kind"] == "host_key_changed"
        assert (await desk.answer(asked, accept="refuse"))["failure"]["code"] == "workbench.host_key_changed"


async def test_a_target_that_the_jump_host_cannot_reach(desk: Desk, server: Sshd) -> None:
    jump = await _save(desk, server)
    draft = {"host": "127.0.0.1", "port": 1, "username": "root", "password": "x", "jump_id": jump}
    session = await desk.answer(await desk.open(draft=draft), accept="save")
    assert session["failure"]["code"] == "workbench.unreachable"


@pytest.mark.parametrize("host", ["169.254.169.254", "::ffff:169.254.169.254", "2852039166", "fe80::1"])
async def test_no_jump_host_is_sent_to_the_clouds_secrets(desk: Desk, server: Sshd, host: str) -> None:
    jump = await _save(desk, server)
    draft = {"host": host, "username": "root", "password": "x", "jump_id": jump}
    session = await desk.answer(await desk.open(draft=draft), accept="save")
    assert (session["state"], session["failure"]["code"]) == ("lost", "workbench.refused_address")


async def test_a_rented_instance_opens_without_a_question(tmp_path: Path) -> None:
    async with world(tmp_path) as place, _owner(place) as desk, ssh_twin() as twin:
        instance = await place.rent("ins-1")
        await place.change("ins-1", host_key=text_of(twin.host_key.convert_to_public()))
        twin.password = secrets.password_of(place.ctx.vault, instance)
        place.inside(instance, 22, Address(twin.host, twin.port))
        session = await desk.open(instance_id="ins-1")
        assert (session["state"], session["target"]) == ("connected", "instance:ins-1")
        assert session["title"] == "ins-1"
        twin.host_key = asyncssh.generate_private_key("ssh-ed25519")
        other = await desk.open(instance_id="ins-1")
        assert (other["state"], other["failure"]["code"]) == ("lost", "workbench.host_key_changed")
        await place.change("ins-1", state=State.STOPPED)
        assert await desk.refusal("POST", "/sessions", {"instance_id": "ins-1"}) == "workbench.instance_off"
        await place.change("ins-1", state=State.RUNNING, user_id=(await make_renter(place.ctx, "bob")).id)
        assert await desk.refusal("POST", "/sessions", {"instance_id": "ins-1"}) == "instances.not_found"


async def test_an_instance_that_is_off_lets_go_and_a_released_one_is_forgotten(tmp_path: Path) -> None:
    async with world(tmp_path) as place, _owner(place) as desk, ssh_twin() as twin:
        instance = await place.rent("ins-1")
        await place.change("ins-1", host_key=text_of(twin.host_key.convert_to_public()))
        twin.password = secrets.password_of(place.ctx.vault, instance)
        place.inside(instance, 22, Address(twin.host, twin.port))
        session = await desk.open(instance_id="ins-1")
        assert session["state"] == "connected"
        # A new password is for the next one who comes in; it throws nobody out.
        await place.change("ins-1", sealed_password=secrets.make(place.ctx.vault, "ins-1").password)
        place.ctx.bell.ring(GATEWAY_BELL)
        assert (await desk.call("GET", f"/sessions/{session['id']}"))["state"] == "connected"
        await place.change("ins-1", state=State.STOPPED)
        place.ctx.bell.ring(GATEWAY_BELL)
        off = await desk.waits_for(session["id"], "lost")
        assert off["failure"]["code"] == "workbench.instance_off"
        await desk.call("POST", f"/sessions/{session['id']}/reconnect")
        again = await desk.settled(session["id"])
        assert (again["state"], again["failure"]["code"]) == ("lost", "workbench.instance_off")
        await place.change("ins-1", state=State.RUNNING, sealed_password=instance.sealed_password)
        await desk.call("POST", f"/sessions/{session['id']}/reconnect")
        assert (await desk.settled(session["id"]))["state"] == "connected"
        await place.release("ins-1")
        place.ctx.bell.ring(GATEWAY_BELL)

        async def is_forgotten() -> bool:
            return bool(await desk.call("GET", "/sessions") == [])

        await until(is_forgotten)


async def test_whom_a_user_connected_to_is_on_record(desk: Desk, ctx: Ctx, server: Sshd) -> None:
    opened = await desk.connected(server)
    await desk.call("DELETE", f"/sessions/{opened['id']}", status=204)
    acts: dict[str, Json] = {}

    async def all_written() -> bool:
        async with ctx.db.read() as session:
            wanted = audit.Wanted(action="workbench")
            entries, _ = await audit.page(session, wanted=wanted, cursor=None, limit=50)
        acts.update({one.action: {"target": one.target, **one.facts} for one in entries})
        return len(acts) == 3

    await until(all_written)
    assert acts.keys() == {"workbench.connect", "workbench.disconnect", "workbench.host_key.accept"}
    assert acts["workbench.connect"]["target"] == f"{server.user}@{server.host}:{server.port}"
    assert acts["workbench.connect"]["address"] == "127.0.0.1"
    assert acts["workbench.host_key.accept"]["fingerprint"] == server.host_key_fingerprint


async def test_whom_a_user_could_not_connect_to_is_on_record_too(desk: Desk, ctx: Ctx) -> None:
    async with ssh_twin(manner="hang up") as twin:
        failed = await desk.draft(twin, password="x")
    async with ctx.db.read() as session:
        wanted = audit.Wanted(action="workbench")
        (entry,), _ = await audit.page(session, wanted=wanted, cursor=None, limit=50)
    assert (entry.action, entry.target) == ("workbench.connect", failed["target"])
    assert entry.facts["failure"] == failed["failure"]["code"]


async def test_one_persons_bad_host_is_nobody_elses(
    desk: Desk, another: Desk, near: FastAPI, server: Sshd
) -> None:
    async with ssh_twin(manner="mute") as dead:
        for _ in range(5):
            await desk.call(
                "POST",
                "/sessions",
                {"draft": {"host": dead.host, "port": dead.port, "username": "root", "password": "x"}},
                status=201,
            )
        await until(lambda: dead.begun == 5)
        assert (await another.connected(server))["state"] == "connected"
        states = {one["state"] for one in await desk.call("GET", "/sessions")}
        assert states == {"connecting"}


async def _save(desk: Desk, server: Sshd) -> str:
    body = {"host": server.host, "port": server.port, "username": server.user, "auth": "key"}
    made = await desk.call("POST", "/connections", {**body, "private_key": server.private_key}, status=201)
    connection_id: str = made["id"]
    return connection_id


@asynccontextmanager
async def _owner(place: World) -> AsyncIterator[Desk]:
    """Whoever rents everything there."""
    app = main.create(place.ctx)
    async with place.ctx.db.transaction() as session:
        opened = await identity.make_session(session, place.ctx, user_id=OWNER, user_agent="", address="")
    try:
        async with browsing(app) as client:
            client.cookies.set(auth.COOKIE, opened.secret)
            yield Desk(client)
    finally:
        await app.state.workbench.aclose()
