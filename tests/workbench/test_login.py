"""Logging in: what lets a user in, what is asked, and how every failure is called."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import asyncssh
import pytest
from fastapi import FastAPI

from harness.ssh_twin import CODE, PASSWORD, ssh_twin
from harness.sshd import Sshd, sshd
from support import both_databases
from workbench.rig import Desk, Json, ssh_agent, working
from zuka.context import Ctx
from zuka.workbench import kex

pytestmark = pytest.mark.enable_socket


async def test_a_saved_password_lets_in_without_a_question(desk: Desk) -> None:
    async with ssh_twin(password=PASSWORD) as twin:
        assert (await desk.connected(twin, password=PASSWORD))["state"] == "connected"
        assert twin.seen == [("user", "root"), ("password", PASSWORD)]


async def test_a_missing_password_is_asked_for_before_the_machine_waits(desk: Desk) -> None:
    async with ssh_twin(password=PASSWORD) as twin:
        session = await desk.answer(await desk.draft(twin, auth="ask"), accept="save")
        question = session["question"]
        assert (question["kind"], question["attempt"], question["username"]) == ("password", 1, "root")
        assert twin.begun == 1, "only the host key was looked at"
        session = await desk.answer(session, answers=["wrong"])
        assert (session["question"]["kind"], session["question"]["attempt"]) == ("password", 2)
        session = await desk.answer(session, answers=[PASSWORD])
        assert session["state"] == "connected"


async def test_a_wrong_password_is_asked_for_again_and_then_given_up(desk: Desk) -> None:
    async with ssh_twin(password=PASSWORD) as twin:
        session = await desk.answer(await desk.draft(twin, password="old"), accept="save")
        for attempt in (2, 3):
            assert session["question"]["attempt"] == attempt
            session = await desk.answer(session, answers=["wrong"])
        assert (session["state"], session["failure"]["code"]) == ("lost", "workbench.auth_failed")
        assert [said for method, said in twin.seen if method == "password"] == ["old", "wrong", "wrong"]


async def test_a_question_can_be_refused(desk: Desk) -> None:
    async with ssh_twin(password=PASSWORD) as twin:
        session = await desk.answer(await desk.draft(twin, auth="ask"), accept="save")
        session = await desk.answer(session, accept="refuse")
        assert session["failure"]["code"] == "workbench.auth_failed"


async def test_a_trial_tells_at_once_that_the_password_is_wrong(desk: Desk) -> None:
    async with ssh_twin(password=PASSWORD) as twin:
        session = await desk.answer(await desk.draft(twin, password="old", trial=True), accept="save")
        assert (session["state"], session["failure"]["code"]) == ("closed", "workbench.auth_failed")
        session = await desk.draft(twin, password=PASSWORD, trial=True)
        assert (session["state"], session["failure"]) == ("closed", None)


async def test_a_password_and_a_one_time_code(desk: Desk) -> None:
    async with ssh_twin(password=PASSWORD, code=CODE) as twin:
        session = await desk.answer(await desk.draft(twin, password=PASSWORD), accept="save")
        question = session["question"]
        assert (question["kind"], question["instructions"]) == ("answers", "One more thing.")
        assert question["prompts"] == [{"text": "Verification code: ", "echo": True}]
        body = {"question_id": question["id"], "answers": ["1", "2"]}
        assert await desk.refusal("POST", f"/sessions/{session['id']}/answer", body) == "workbench.bad_answer"
        session = await desk.answer(session, answers=[CODE])
        assert session["state"] == "connected"
        assert twin.seen[-2:] == [("interactive", PASSWORD), ("interactive", CODE)]
        body["answers"] = [CODE]
        assert (
            await desk.refusal("POST", f"/sessions/{session['id']}/answer", body) == "workbench.question_over"
        )


async def test_after_a_wrong_code_only_the_code_is_asked_for_again(desk: Desk) -> None:
    async with ssh_twin(password=PASSWORD, code=CODE) as twin:
        session = await desk.answer(await desk.draft(twin, auth="ask"), accept="save")
        session = await desk.answer(session, answers=[PASSWORD])
        assert (session["question"]["kind"], session["question"]["attempt"]) == ("answers", 1)
        session = await desk.answer(session, answers=["000000"])
        assert (session["question"]["kind"], session["question"]["attempt"]) == ("answers", 2)
        session = await desk.answer(session, answers=[CODE])
        assert session["state"] == "connected"


async def test_a_machine_that_asks_for_the_password_as_a_question(desk: Desk) -> None:
    async with ssh_twin(password=PASSWORD, interactive=True) as twin:
        body = {"host": twin.host, "port": twin.port, "username": "root", "password": "old"}
        saved = await desk.call("POST", "/connections", body, status=201)
        session = await desk.answer(await desk.open(connection_id=saved["id"]), accept="save")
        question = session["question"]
        assert (question["kind"], question["attempt"], question["can_remember"]) == ("password", 2, True)
        session = await desk.answer(session, answers=[PASSWORD], remember=True)
        assert session["state"] == "connected"
        assert (await desk.open(connection_id=saved["id"]))["state"] == "connected"


async def test_a_wrong_code_fails_in_the_end(desk: Desk) -> None:
    async with ssh_twin(code=CODE) as twin:
        session = await desk.answer(await desk.draft(twin, auth="password", password="unused"), accept="save")
        for attempt in (1, 2, 3):
            assert session["question"]["attempt"] == attempt
            session = await desk.answer(session, answers=["000000"])
        assert session["failure"]["code"] == "workbench.auth_failed"


async def test_a_key_with_a_passphrase(desk: Desk) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    locked = key.export_private_key("openssh", passphrase="open sesame", rounds=50).decode()
    async with ssh_twin(keys=[key.convert_to_public()]) as twin:
        draft: Json = {"auth": "key", "private_key": locked}
        session = await desk.answer(await desk.draft(twin, **draft, passphrase="open sesame"), accept="save")
        assert session["state"] == "connected"
        session = await desk.draft(twin, **draft)
        assert session["question"]["kind"] == "passphrase"
        session = await desk.answer(session, answers=["wrong"])
        assert (session["question"]["kind"], session["question"]["attempt"]) == ("passphrase", 2)
        session = await desk.answer(session, answers=["open sesame"])
        assert session["state"] == "connected"


async def test_a_passphrase_that_stays_wrong_is_given_up(desk: Desk) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    locked = key.export_private_key("openssh", passphrase="open sesame", rounds=50).decode()
    async with ssh_twin(keys=[key.convert_to_public()]) as twin:
        session = await desk.answer(await desk.draft(twin, auth="key", private_key=locked), accept="save")
        for attempt in (1, 2, 3):
            assert session["question"]["attempt"] == attempt
            session = await desk.answer(session, answers=["wrong"])
        assert (session["state"], session["failure"]["code"]) == ("lost", "workbench.bad_passphrase")
        assert twin.begun == 1, "only the host key was looked at"


async def test_a_passphrase_is_remembered_when_its_user_wants_that(desk: Desk) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    locked = key.export_private_key("openssh", passphrase="open sesame", rounds=50).decode()
    async with ssh_twin(keys=[key.convert_to_public()]) as twin:
        body = {
            "host": twin.host,
            "port": twin.port,
            "username": "root",
            "auth": "key",
            "private_key": locked,
        }
        saved = await desk.call("POST", "/connections", body, status=201)
        session = await desk.answer(await desk.open(connection_id=saved["id"]), accept="save")
        session = await desk.answer(session, answers=["wrong"], remember=True)
        assert session["question"]["can_remember"]
        await desk.answer(session, answers=["open sesame"], remember=True)
        assert (await desk.open(connection_id=saved["id"]))["state"] == "connected"
        (connection,) = (await desk.call("GET", "/connections"))["connections"]
        assert (connection["has_passphrase"], connection["has_password"]) == (True, False)
        assert connection["auth"] == "key"


async def test_a_key_that_the_machine_does_not_know(desk: Desk, server: Sshd) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519").export_private_key("openssh").decode()
    asked = await desk.draft(server, auth="key", username=server.user, private_key=other)
    session = await desk.answer(asked, accept="save")
    assert (session["state"], session["failure"]["code"]) == ("lost", "workbench.auth_failed")


async def test_what_is_no_key(desk: Desk, server: Sshd) -> None:
    asked = await desk.draft(server, auth="key", private_key="no key at all")
    session = await desk.answer(asked, accept="save")
    assert session["failure"]["code"] == "workbench.bad_key"


async def test_a_machine_that_offers_no_way_to_log_in(desk: Desk) -> None:
    async with ssh_twin() as twin:
        session = await desk.answer(await desk.draft(twin, password=PASSWORD), accept="save")
        assert session["failure"]["code"] == "workbench.auth_failed"


@pytest.mark.parametrize(
    ("manner", "code"),
    [
        ("mute", "workbench.timed_out"),
        ("hang up", "workbench.connection_lost"),
        ("rubbish", "workbench.timed_out"),
        ("flood", "workbench.protocol"),
    ],
)
async def test_whatever_answers_there_has_a_name(ctx: Ctx, manner: str, code: str) -> None:
    async with ssh_twin(password=PASSWORD, manner=manner) as twin, working(ctx, login_seconds=0.3) as desk:
        session = await desk.draft(twin, password=PASSWORD)
        assert (session["state"], session["failure"]["code"]) == ("lost", code)


async def test_a_machine_that_falls_silent_after_its_key_was_seen(ctx: Ctx) -> None:
    async with ssh_twin(password=PASSWORD) as twin, working(ctx, login_seconds=0.5) as desk:
        asked = await desk.draft(twin, password=PASSWORD)
        twin.manner = "mute"
        session = await desk.answer(asked, accept="save")
        assert session["failure"]["code"] == "workbench.timed_out"


async def test_being_asked_takes_as_long_as_it_takes(ctx: Ctx) -> None:
    async with ssh_twin(code=CODE) as twin, working(ctx, login_seconds=1.0) as desk:
        session = await desk.answer(await desk.draft(twin, password="unused"), accept="save")
        await asyncio.sleep(1.5)
        session = await desk.answer(session, answers=[CODE])
        assert session["state"] == "connected"


async def test_a_question_that_nobody_answers_ends(ctx: Ctx) -> None:
    async with ssh_twin(password=PASSWORD) as twin, working(ctx, question_seconds=0.2) as desk:
        asked = await desk.draft(twin, password=PASSWORD)
        session = await desk.waits_for(asked["id"], "lost")
        assert session["failure"]["code"] == "workbench.no_answer"
        assert session["question"] is None


async def test_a_machine_that_hangs_up_while_its_user_is_asked(desk: Desk) -> None:
    async with ssh_twin(code=CODE) as twin:
        asked = await desk.answer(await desk.draft(twin, password="unused"), accept="save")
        assert asked["state"] == "asking"
        twin.reset()
        session = await desk.waits_for(asked["id"], "lost")
        assert session["question"] is None
        assert session["failure"]["code"] == "workbench.connection_lost"


@both_databases
async def test_a_machine_that_wants_new_keys_all_the_time_is_left(
    desk: Desk, near: FastAPI, tmp_path: Path
) -> None:
    with sshd(tmp_path / "restless", "RekeyLimit 16") as server:
        session = await desk.connected(server)
        ssh = near.state.workbench.everybodys()[0].ssh
        with suppress(asyncssh.Error):
            await ssh.run(f"for i in $(seq {2 * kex.MOST_PER_MINUTE}); do echo $i; sleep 0.02; done")
        assert (await desk.waits_for(session["id"], "lost"))["failure"]["code"] == "workbench.connection_lost"


async def test_a_password_is_remembered_when_its_user_wants_that(desk: Desk) -> None:
    async with ssh_twin(password=PASSWORD) as twin:
        body = {"host": twin.host, "port": twin.port, "username": "root", "auth": "ask"}
        saved = await desk.call("POST", "/connections", body, status=201)
        session = await desk.answer(await desk.open(connection_id=saved["id"]), accept="save")
        assert session["question"]["can_remember"]
        await desk.answer(session, answers=[PASSWORD], remember=True)
        again = await desk.open(connection_id=saved["id"])
        assert again["state"] == "connected"
        (connection,) = (await desk.call("GET", "/connections"))["connections"]
        assert (connection["has_password"], connection["auth"]) == (True, "password")
        assert connection["last_used_at"] is not None


async def test_nothing_of_the_servers_own_is_used(
    desk: Desk, server: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key in the server's home, an agent and a configuration that would all let it in."""
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh" / "id_ed25519").write_text(server.private_key)
    (home / ".ssh" / "config").write_text(
        f"Host *\n  User {server.user}\n  IdentityFile {server.client_key}\n  Port {server.port}\n"
    )
    monkeypatch.setenv("HOME", str(home))
    with ssh_agent(tmp_path / "agent", server):
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
        asked = await desk.draft(server, auth="password", username=server.user, password="wrong")
        session = await desk.answer(asked, accept="save")
        while session["state"] == "asking":
            session = await desk.answer(session, accept="refuse")
        assert session["failure"]["code"] == "workbench.auth_failed"
        other = asyncssh.generate_private_key("ssh-ed25519").export_private_key("openssh").decode()
        session = await desk.draft(server, auth="key", username=server.user, private_key=other)
        assert session["failure"]["code"] == "workbench.auth_failed"
        session = await desk.draft(server, auth="agent", username=server.user)
        assert session["failure"]["code"] == "workbench.no_agent"


async def test_on_ones_own_machine_the_agent_lets_in(
    ctx: Ctx, server: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "empty"))
    with ssh_agent(tmp_path / "agent", server):
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
        async with working(ctx, local=True, allowed_networks="") as desk:
            asked = await desk.draft(server, auth="agent", username=server.user)
            assert (await desk.answer(asked, accept="save"))["state"] == "connected"
