"""Host keys: asked about once, pinned for the log-in, and never taken by themselves."""

from __future__ import annotations

import inspect

import asyncssh
import pytest

from harness.ssh_twin import PASSWORD, ssh_twin
from harness.sshd import Sshd
from support import both_databases
from workbench.rig import Desk
from zuka.context import Ctx
from zuka.workbench import login, session_store
from zuka.workbench.host_keys import ALGORITHMS, preferred

pytestmark = pytest.mark.enable_socket


async def test_a_refused_key_ends_it_before_anything_is_said(desk: Desk) -> None:
    async with ssh_twin(password=PASSWORD) as twin:
        asked = await desk.draft(twin, password=PASSWORD)
        assert asked["question"]["fingerprint"] == twin.fingerprint
        refused = await desk.answer(asked, accept="refuse")
        assert (refused["state"], refused["failure"]["code"]) == ("lost", "workbench.host_key_refused")
        assert twin.seen == []


async def test_a_key_taken_once_is_asked_about_again(desk: Desk, server: Sshd) -> None:
    first = await desk.draft(server)
    first = await desk.answer(first, accept="once")
    assert first["state"] == "connected"
    second = await desk.draft(server)
    assert second["question"]["kind"] == "host_key"


async def test_within_its_session_a_key_taken_once_is_enough(desk: Desk, server: Sshd) -> None:
    session = await desk.answer(await desk.draft(server), accept="once")
    server.restart()
    lost = await desk.waits_for(session["id"], "lost")
    assert lost["failure"]["code"] == "workbench.connection_lost"
    await desk.call("POST", f"/sessions/{session['id']}/reconnect")
    assert (await desk.settled(session["id"]))["state"] == "connected"


@both_databases
async def test_a_changed_key_blocks_and_shows_both(desk: Desk, server: Sshd) -> None:
    await desk.connected(server)
    old = server.host_key_fingerprint
    server.restart(new_host_key=True)
    asked = await desk.draft(server)
    question = asked["question"]
    assert (asked["state"], question["kind"]) == ("asking", "host_key_changed")
    assert (question["old_fingerprint"], question["fingerprint"]) == (old, server.host_key_fingerprint)
    for soft in ("save", "once"):
        body = {"question_id": question["id"], "accept": soft}
        assert await desk.refusal("POST", f"/sessions/{asked['id']}/answer", body) == "workbench.bad_answer"
    refused = await desk.answer(asked, accept="refuse")
    assert refused["failure"]["code"] == "workbench.host_key_changed"
    asked = await desk.draft(server)
    assert asked["question"]["kind"] == "host_key_changed"
    assert (await desk.answer(asked, accept="replace"))["state"] == "connected"
    assert (await desk.draft(server))["state"] == "connected"


async def test_another_key_at_the_log_in_than_was_shown_gets_nothing(desk: Desk) -> None:
    """Somebody in between lets the first look through and then steps in."""
    async with ssh_twin(password=PASSWORD, later_key=asyncssh.generate_private_key("ssh-ed25519")) as twin:
        asked = await desk.draft(twin, password=PASSWORD)
        failed = await desk.answer(asked, accept="save")
        assert (failed["state"], failed["failure"]["code"]) == ("lost", "workbench.host_key_changed")
        assert twin.begun == 2
        assert [method for method, _ in twin.seen] == []


async def test_the_saved_kind_of_key_is_asked_for(desk: Desk) -> None:
    """A server that gets a better key as well is still recognised by the old one."""
    ecdsa = asyncssh.generate_private_key("ecdsa-sha2-nistp256")
    async with ssh_twin(password=PASSWORD, host_key=ecdsa) as twin:
        await desk.answer(await desk.draft(twin, password=PASSWORD), accept="save")
        twin.more_keys = [asyncssh.generate_private_key("ssh-ed25519")]
        assert (await desk.draft(twin, password=PASSWORD))["state"] == "connected"
        # The old one is gone for good: another kind of key is a changed key, not a new one.
        twin.host_key, twin.more_keys = twin.more_keys[0], []
        changed = await desk.draft(twin, password=PASSWORD)
        assert changed["question"]["kind"] == "host_key_changed"
        assert changed["question"]["old_fingerprint"] == ecdsa.get_fingerprint()


def test_saved_kinds_come_first_and_none_is_left_out() -> None:
    assert preferred(["ssh-rsa"])[:3] == ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"]
    assert sorted(preferred(["ecdsa-sha2-nistp521"])) == sorted(ALGORITHMS)
    assert preferred(["something-else"]) == list(ALGORITHMS)


async def test_keys_are_each_users_own(desk: Desk, ctx: Ctx, server: Sshd, another: Desk) -> None:
    await desk.connected(server)
    asked = await another.draft(server)
    assert asked["question"]["kind"] == "host_key"
    async with ctx.db.read() as session:
        found = await session_store.host_keys(session, user_id="nobody", host=server.host, port=server.port)
    assert found == []


async def test_a_judge_that_is_a_coroutine_would_let_everybody_in(server: Sshd) -> None:
    """The library takes any object for a yes; so ours never judges, and pins instead."""

    class Trusting(asyncssh.SSHClient):
        async def validate_host_public_key(self, *_: object) -> bool:  # type: ignore[override]
            return False

    async def connects() -> bool:
        connection = await asyncssh.connect(
            server.host,
            server.port,
            username=server.user,
            client_keys=[str(server.client_key)],
            known_hosts=([], [], []),
            client_factory=Trusting,
            config=[],
        )
        connection.abort()
        await connection.wait_closed()
        return True

    with pytest.warns(RuntimeWarning, match="never awaited"):
        assert await connects()
    ours = [
        one for _, one in inspect.getmembers(login, inspect.isclass) if issubclass(one, asyncssh.SSHClient)
    ]
    assert ours, "there is a client of ours"
    assert all("validate_host_public_key" not in vars(one) for one in ours)
