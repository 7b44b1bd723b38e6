"""A newcomer's first quarter of an hour in the browser: account, money, market, machine, shell, notebook."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from harness.console import LANGUAGES, Browsers, Language, Seat
from harness.server import PASSWORD, Server

pytestmark = [pytest.mark.e2e, pytest.mark.incus, pytest.mark.enable_socket]

MOST_CLICKS = 4
"""From the open console of somebody with money to a shell."""


def code_worth(shop: Server, yuan: str) -> str:
    """A redeem code, as the operator hands it out."""
    with closing(shop.operator()) as operator:
        made = operator.post("/admin/codes", json={"amount": yuan, "count": 1, "days": 30, "note": ""})
        made.raise_for_status()
        code: str = made.json()["codes"][0]
        return code


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_newcomer_rents_a_machine_and_works_on_it(
    shop: Server, chromium: Browsers, language: Language, tmp_path: Path
) -> None:
    name = f"newcomer-{language}"
    code = code_worth(shop, "20")
    with chromium.seat(shop.url, language=language) as seat:
        looks_around(seat)
        registers(seat, name)
        redeems(seat, code)
        command, password = rents(seat)
        assert runs(command, password, "whoami", tmp_path) == "root\n"
        works_in_a_notebook(seat)
        powers_off(seat)
        releases(seat)


def looks_around(seat: Seat) -> None:
    """Before there is an account: what it is, and what it costs right now."""
    seat.open("/")
    seat.sees("RTX 3090")
    seat.sees(re.compile(r"¥\d+\.\d\d"))
    seat.link("landing.register").first.click()


def registers(seat: Seat, name: str) -> None:
    seat.page.get_by_label(seat.say("account.name"), exact=True).fill(name)
    seat.page.get_by_label(seat.say("account.password"), exact=True).fill(PASSWORD)
    seat.page.keyboard.press("Enter")
    seat.page.wait_for_url("**/overview")


def redeems(seat: Seat, code: str) -> None:
    """Typed as people do: in small letters, with spaces."""
    seat.open("/billing")
    field = seat.page.get_by_label(seat.say("billing.redeem.code"), exact=True)
    field.fill(code.lower().replace("-", " "))
    seat.button("billing.redeem.act").click()
    seat.sees(seat.say("billing.redeem.done", amount="¥20.00", balance="¥20.00"))
    seat.open("/overview")
    seat.sees("¥20.00")


def rents(seat: Seat) -> tuple[str, str]:
    """From the overview to the login command and the password in the clipboard."""
    seat.clicks = 0
    seat.click(seat.room("frame.market"))
    seat.click(seat.page.get_by_role("link", name=seat.like("market.rent")).first)
    seat.click(seat.button("create.act"))
    seat.page.wait_for_url("**/instances")
    seat.sees_state("running")
    copy = seat.say("common.copy_what", what=seat.say("instances.login_command"))
    seat.click(seat.page.get_by_role("button", name=copy, exact=True))
    assert seat.clicks <= MOST_CLICKS
    command = seat.clipboard()
    copy = seat.say("common.copy_what", what=seat.say("instances.password_of_root"))
    seat.page.get_by_role("button", name=copy, exact=True).click()
    # The password is fetched first; until it is there, the clipboard holds the command.
    seat.page.wait_for_function("async (old) => (await navigator.clipboard.readText()) !== old", arg=command)
    return command, seat.clipboard()


def runs(command: str, password: str, what: str, folder: Path) -> str:
    """What the pasted command and password give in the real OpenSSH client."""
    asker = folder / "askpass"
    asker.write_text(f"#!/bin/sh\necho '{password}'\n")
    asker.chmod(0o700)
    program, *words = command.split()
    assert program == "ssh"
    options = ["-F", "none", "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={folder / 'known'}"]
    environment = {**os.environ, "SSH_ASKPASS": str(asker), "SSH_ASKPASS_REQUIRE": "force"}
    done = subprocess.run(
        ["ssh", *options, *words, what],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def works_in_a_notebook(seat: Seat) -> None:
    """One click, no token, and a cell runs."""
    with seat.context.expect_page() as opened:
        seat.page.get_by_role("button", name="JupyterLab").first.click()
    lab = opened.value
    lab.get_by_role("main").wait_for(timeout=60_000)
    assert seat.url.partition("//")[2] not in lab.url
    run_a_cell(lab, "print(6 * 7)", "42")
    lab.close()


def run_a_cell(lab: Page, code: str, printed: str) -> None:
    lab.locator(".jp-LauncherCard[data-category='Notebook']").first.click(timeout=60_000)
    # What is typed while the kernel starts is lost with the cell that stood there first.
    lab.get_by_role("button", name=re.compile(r"\| Idle$")).wait_for(timeout=60_000)
    cell = lab.locator(".jp-Notebook .jp-CodeCell .cm-content").first
    cell.click()
    cell.press_sequentially(code)
    expect(cell).to_contain_text(code)
    cell.press("Shift+Enter")
    expect(lab.locator(".jp-OutputArea-output").first).to_contain_text(printed, timeout=60_000)


def powers_off(seat: Seat) -> None:
    """The row says what happens, live, and the money stops."""
    seat.button("instances.act.stop").first.click()
    seat.page.get_by_role("dialog").get_by_role("button", name=seat.say("instances.act.stop")).click()
    seat.sees_state("stopped")


def releases(seat: Seat) -> None:
    """Only after its name was typed."""
    row = seat.page.get_by_role("row").filter(has_text=seat.say("states.stopped")).first
    name = row.get_by_role("link").first.inner_text()
    row.get_by_role("button", name=seat.say("instances.more_of", name=name)).click()
    seat.page.get_by_role("menuitem", name=seat.say("instances.act.release")).click()
    dialog = seat.page.get_by_role("dialog")
    act = dialog.get_by_role("button", name=seat.say("instances.act.release"))
    expect(act).to_be_disabled()
    dialog.get_by_role("textbox").fill(name)
    act.click()
    seat.sees(seat.say("instances.empty_title"), seconds=60)
