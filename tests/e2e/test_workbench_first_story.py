"""The first minutes at the workbench: a machine is added and its shell is there; and a machine that is another one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from harness.console import LANGUAGES, Browsers, Language
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server
from harness.sshd import Sshd, sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def reinstalled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """A machine that will have another host key one day."""
    with sshd(tmp_path_factory.mktemp("reinstalled")) as server:
        yield server


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_adds_a_machine_and_works_on_it_as_with_the_tool_they_know(
    desks: Server, machine: Sshd, chromium: Browsers, language: Language
) -> None:
    name = f"adder-{language}"
    desks.renter(name).close()
    with chromium.seat(desks.url, language=language) as seat:
        desk = AtTheDesk(seat)
        seat.open("/workbench")
        seat.page.get_by_label(seat.say("account.name"), exact=True).fill(name)
        seat.page.get_by_label(seat.say("account.password"), exact=True).fill(PASSWORD)
        seat.page.keyboard.press("Enter")
        seat.room("frame.workbench").click()

        dialog = desk.fills_in(machine, "4090")
        expect(dialog).to_contain_text(seat.say("workbench-connections.new_title"))
        desk.saves(dialog)

        title = seat.say("workbench-connections.question.host_key_title")
        question = seat.page.get_by_role("region", name=title)
        expect(question).to_contain_text("ssh-ed25519")
        expect(question).to_contain_text(machine.host_key_fingerprint)
        expect(question).to_contain_text(f"{machine.host}:{machine.port}")
        seat.button("workbench-connections.question.accept_save").click()
        desk.has_a_prompt()
        desk.types("echo $((6 * 7))-here; echo -e '\\e[31mred\\e[0m \\e[1;44mloud\\e[0m'")
        desk.reads("^42-here$")
        desk.reads("^red loud$")

        # The host key is known and the key is kept: the second time there is nothing to say.
        desk.closes("4090")
        desk.opens_again("4090")
        desk.has_a_prompt()
        desk.types("pwd; echo again-$((1 + 1))")
        desk.reads("^again-2$")


def test_a_machine_that_shows_another_key_is_sent_nothing_until_its_owner_says_so(
    desks: Server, reinstalled: Sshd, chromium: Browsers
) -> None:
    desks.renter("wary").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("wary", PASSWORD)
        desk = AtTheDesk(seat)
        desk.opens()
        desk.connects(reinstalled, "lab")
        desk.closes("lab")
        before = reinstalled.host_key_fingerprint
        reinstalled.restart(new_host_key=True)
        logins = reinstalled.log.read_text().count("Accepted publickey")

        desk.opens_again("lab")
        title = seat.say("workbench-connections.question.changed_title")
        warning = seat.page.get_by_role("alertdialog", name=title)
        expect(warning).to_contain_text(before)
        expect(warning).to_contain_text(reinstalled.host_key_fingerprint)
        refuse = seat.button("workbench-connections.question.refuse_safe")
        expect(refuse).to_be_focused()
        expect(seat.button("workbench-connections.question.replace")).to_be_disabled()
        seat.page.keyboard.press("Enter")
        seat.sees(seat.say("workbench.failed_title", name="lab"))
        assert reinstalled.log.read_text().count("Accepted publickey") == logins
        assert "Failed publickey" not in reinstalled.log.read_text()

        seat.button("workbench.retry").click()
        seat.page.get_by_label(seat.say("workbench-connections.question.changed_sure")).check()
        seat.button("workbench-connections.question.replace").click()
        desk.has_a_prompt()
        assert reinstalled.log.read_text().count("Accepted publickey") > logins
