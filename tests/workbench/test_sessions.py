"""Sessions from opening to closing, on a real OpenSSH server."""

from __future__ import annotations

import pytest

from harness.sshd import Sshd
from workbench.rig import Desk

pytestmark = pytest.mark.enable_socket


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
