"""What a machine asks before it lets somebody in: passwords, one-time codes, passphrases, and the keys of two machines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncssh
import pytest
from playwright.sync_api import Locator, Request, WebSocket, expect

from harness.console import Browsers, Language, Seat
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server
from harness.ssh_twin import CODE, twin_beside
from harness.ssh_twin import PASSWORD as MACHINES_PASSWORD
from harness.sshd import Sshd, sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

PASSPHRASE = "open sesame, please"
QUESTION = "workbench-connections.question"


class Listener:
    """Notes everything that the platform tells the page."""

    def __init__(self, seat: Seat) -> None:
        self.heard: list[str] = []
        seat.context.on("requestfinished", self._note)
        seat.page.on("websocket", self._listen)

    def _note(self, request: Request) -> None:
        answer = request.response()
        if answer is not None and answer.headers.get("content-type", "").startswith("application/json"):
            self.heard.append(answer.text())

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.heard.append(str(frame)))


class AskedPerson(AtTheDesk):
    """Somebody whose machines want to know something."""

    @property
    def card(self) -> Locator:
        """The question in front."""
        return self.page.get_by_role("region").filter(has=self.page.locator("#question-title"))

    def describes(self, host: str, port: int, user: str, name: str, way: str) -> Locator:
        """The dialog of a new connection, as far as its way to log in."""
        self.seat.button("workbench-connections.new").first.click()
        dialog = self.page.get_by_role("dialog")
        for field, text in (("name", name), ("host", host), ("port", str(port)), ("username", user)):
            dialog.get_by_label(self.seat.say(f"workbench-connections.form.{field}"), exact=True).fill(text)
        ways = dialog.get_by_role("radiogroup", name=self.seat.say("workbench-connections.form.auth"))
        ways.get_by_text(self.seat.say(f"workbench-connections.form.auth_{way}"), exact=True).click()
        return dialog

    def writes(self, dialog: Locator, field: str, text: str) -> None:
        label = self.seat.say(f"workbench-connections.form.{field}")
        # A way to log in may have the same name.
        written = dialog.locator("input:not([type=radio]), textarea")
        dialog.get_by_label(label, exact=True).and_(written).fill(text)

    def trusts(self, *, named: str = "") -> None:
        """The machine that is shown, for good."""
        expect(self.card).to_contain_text(self.seat.say(f"{QUESTION}.host_key_title"))
        expect(self.card).to_contain_text(named)
        self.seat.button(f"{QUESTION}.accept_save").click()

    def is_asked(self, kind: str, *, again: bool = False) -> None:
        """With the field that wants an answer under the hands."""
        expect(self.card).to_contain_text(self.seat.say(f"{QUESTION}.{kind}_title"))
        wrong = self.card.get_by_role("alert")
        if again:
            expect(wrong).to_have_text(self.seat.say(f"{QUESTION}.wrong"))
        else:
            expect(wrong).to_be_hidden()
        expect(
            self.card.get_by_role("textbox").or_(self.card.locator("input[type=password]"))
        ).to_be_focused()

    def says(self, text: str, *, remember: bool = False) -> None:
        if remember:
            self.card.get_by_label(self.seat.say(f"{QUESTION}.remember")).check()
            self.card.locator("input:not([type=checkbox])").focus()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")


@contextmanager
def somebody(
    chromium: Browsers, platform: Server, name: str, language: Language = "zh"
) -> Iterator[AskedPerson]:
    """At their desk; whatever the platform tells their page, none of the secrets of these stories is in it."""
    platform.renter(name).close()
    with chromium.seat(platform.url, language=language) as seat:
        seat.sits_down(name, PASSWORD)
        listener, person = Listener(seat), AskedPerson(seat)
        person.opens()
        yield person
        heard = "\n".join(listener.heard)
        assert '"has_password"' in heard
        for secret in (MACHINES_PASSWORD, PASSPHRASE, "PRIVATE KEY", CODE):
            assert secret not in heard


def test_a_password_that_is_asked_for_each_time_until_it_is_remembered(
    desks: Server, chromium: Browsers
) -> None:
    with (
        twin_beside(password=MACHINES_PASSWORD, talks=True) as twin,
        somebody(chromium, desks, "asked") as person,
    ):
        person.saves(person.describes(twin.host, twin.port, "ann", "实验室", "ask"))
        person.trusts(named=twin.fingerprint)
        person.is_asked("password")
        person.says("not this one")
        person.is_asked("password", again=True)
        person.says(MACHINES_PASSWORD)
        person.has_a_prompt()

        person.closes("实验室")
        person.opens_again("实验室")
        person.is_asked("password")
        person.says(MACHINES_PASSWORD, remember=True)
        person.has_a_prompt()

        person.closes("实验室")
        person.opens_again("实验室")
        person.has_a_prompt()
        said = [text for method, text in twin.seen if method == "password"]
        assert said[0] == "not this one"
        assert set(said[1:]) == {MACHINES_PASSWORD}


def test_a_saved_password_and_a_code_that_is_new_each_time(desks: Server, chromium: Browsers) -> None:
    with (
        twin_beside(password=MACHINES_PASSWORD, code=CODE, talks=True) as twin,
        somebody(chromium, desks, "coded") as person,
    ):
        dialog = person.describes(twin.host, twin.port, "ann", "门禁机", "password")
        person.writes(dialog, "password", MACHINES_PASSWORD)
        person.saves(dialog)
        person.trusts()
        person.is_asked("answers")
        expect(person.card).to_contain_text("One more thing.")
        expect(person.card).to_contain_text("Verification code")
        person.says("000000")
        person.is_asked("answers", again=True)
        person.says(CODE)
        person.has_a_prompt()


def test_a_key_whose_passphrase_is_given_before_or_asked_for(
    desks: Server, chromium: Browsers, machine: Sshd
) -> None:
    key = asyncssh.import_private_key(machine.private_key)
    locked = key.export_private_key("openssh", passphrase=PASSPHRASE, rounds=50).decode()
    with somebody(chromium, desks, "keyed", "en") as person:
        dialog = person.describes(machine.host, machine.port, machine.user, "given", "key")
        person.writes(dialog, "key", locked)
        person.writes(dialog, "passphrase", "wrong")
        person.seat.button("workbench-connections.form.save_open").click()
        expect(dialog.get_by_role("alert")).to_contain_text(
            person.seat.say("errors.workbench.bad_passphrase")
        )
        person.writes(dialog, "passphrase", PASSPHRASE)
        person.saves(dialog)
        person.trusts()
        person.has_a_prompt()
        person.closes("given")

        dialog = person.describes(machine.host, machine.port, machine.user, "asked for", "key")
        person.writes(dialog, "key", locked)
        person.saves(dialog)
        person.is_asked("passphrase")
        person.says("wrong")
        person.is_asked("passphrase", again=True)
        person.says(PASSPHRASE, remember=True)
        person.has_a_prompt()
        person.closes("asked for")
        person.opens_again("asked for")
        person.has_a_prompt()


def test_a_machine_behind_another_one(
    desks: Server, chromium: Browsers, machine: Sshd, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with (
        sshd(tmp_path_factory.mktemp("gate")) as gate,
        somebody(chromium, desks, "traveller") as person,
    ):
        dialog = person.describes(gate.host, gate.port, gate.user, "大门", "key")
        person.writes(dialog, "key", gate.private_key)
        dialog.get_by_role("button", name=person.seat.say("common.save"), exact=True).click()
        expect(dialog).to_be_hidden()

        dialog = person.describes(machine.host, machine.port, machine.user, "内网机器", "key")
        person.writes(dialog, "key", machine.private_key)
        dialog.get_by_text(person.seat.say("workbench-connections.form.advanced"), exact=True).click()
        dialog.get_by_label(person.seat.say("workbench-connections.form.jump"), exact=True).click()
        person.page.get_by_role("option").filter(has_text="大门").or_(
            person.page.locator(".ant-select-item-option").filter(has_text="大门")
        ).last.click()
        person.saves(dialog)
        person.trusts(named=gate.host_key_fingerprint)
        expect(person.card).to_contain_text(machine.host_key_fingerprint)
        person.trusts(named=f"{machine.host}:{machine.port}")
        person.has_a_prompt()
        assert Path(machine.log).read_text().count("Accepted publickey") > 0
