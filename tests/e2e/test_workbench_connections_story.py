"""Somebody with many machines keeps them in order: folders, labels, whole series at once, and what other tools had."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from harness.console import Browsers, Theme, accessibility_faults
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server
from harness.sshd import Sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

EXPORTS = Path(__file__).parents[1] / "workbench" / "exports"
PASSPHRASE = "keep them together"
TOOLS = (
    ("finalshell", [EXPORTS / "finalshell"], ["训练", "other", "key"]),
    ("xshell", [EXPORTS / "web.xsh", EXPORTS / "router.xsh"], ["web"]),
    ("mobaxterm", [EXPORTS / "MobaXterm.ini"], ["训练机", "db", "gate.example.com"]),
    ("securecrt", [EXPORTS / "SecureCRT.xml"], ["gate", "inner"]),
    ("openssh", [EXPORTS / "ssh_config.txt"], ["bastion", "gpu", "gpu-old", "far", "mid.example.org"]),
)
"""Whose files, and what is new in them when they come in this order."""


class Keeper(AtTheDesk):
    """Somebody at the tree of their connections."""

    @property
    def tree(self) -> Locator:
        return self.page.locator(".ant-tree")

    def row(self, name: str) -> Locator:
        """What stands in the tree under this name."""
        return self.tree.locator(".ant-tree-treenode").filter(has=self.page.get_by_text(name, exact=True))

    def sees_in_tree(self, *names: str) -> None:
        """These and nothing else, from top to bottom, below one's instances."""
        expect(self.tree.locator("[data-key]")).to_have_text(list(names))

    def chooses(self, menu: str, name: str | None = None) -> None:
        """From the menu of the right button on a row, or of the panel."""
        if name is None:
            self.seat.button("workbench-connections.more").click()
        else:
            self.row(name).click(button="right")
        self.page.get_by_role(
            "menuitem", name=self.seat.say(f"workbench-connections.act.{menu}"), exact=True
        ).click()

    def names_folder(self, name: str) -> None:
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label(self.seat.say("workbench-connections.folder.name"), exact=True).fill(name)
        self.page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()

    def field(self, where: Locator, name: str) -> Locator:
        label = self.seat.say(f"workbench-connections.form.{name}")
        # A way to log in may have the same name.
        return where.get_by_label(label, exact=True).and_(where.locator("input:not([type=radio]), textarea"))

    def saves_only(self, dialog: Locator) -> None:
        dialog.get_by_role("button", name=self.seat.say("common.save"), exact=True).click()
        expect(dialog).to_be_hidden()

    def has_saved(self) -> list[dict[str, object]]:
        """What the platform keeps for them."""
        answer = self.seat.context.request.get(f"{self.seat.url}/api/v1/workbench/connections")
        found: list[dict[str, object]] = answer.json()["connections"]
        return found

    def looks_at(self, given: Sequence[Path], passphrase: str = "") -> Locator:
        """The dialog of an import, with these files and what was found in them."""
        self.chooses("import")
        dialog = self.page.get_by_role("dialog")
        folder = len(given) == 1 and given[0].is_dir()
        with self.page.expect_file_chooser() as picker:
            word = "folder_pick" if folder else "drop"
            dialog.get_by_role("button", name=self.seat.say(f"workbench-connections.import.{word}")).click()
        picker.value.set_files([str(one) for one in given] if not folder else str(given[0]))
        expect(dialog).to_contain_text(given[0].name)
        if passphrase:
            dialog.get_by_label(self.seat.say("workbench-connections.import.passphrase")).fill(passphrase)
        dialog.get_by_role("button", name=self.seat.say("workbench-connections.import.read")).click()
        return dialog

    def imports_button(self, count: int) -> Locator:
        return self.seat.button("workbench-connections.import.do", count=count)

    def imports(self, count: int) -> None:
        """What is chosen already: all that is new, which is so many."""
        self.imports_button(count).click()
        expect(self.page.get_by_role("dialog")).to_be_hidden()

    def adds(self, *names: str, host: str = "10.0.0.9") -> None:
        """Saved already when they come, without the form."""
        for name in names:
            answer = self.seat.context.request.post(
                f"{self.seat.url}/api/v1/workbench/connections",
                data={"name": name, "host": host, "username": "root"},
                headers={"Origin": self.seat.url},
            )
            assert answer.ok, answer.text()


def test_machines_are_put_in_order(desks: Server, machine: Sshd, chromium: Browsers) -> None:
    desks.renter("keeper").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("keeper", PASSWORD)
        keeper = Keeper(seat)
        keeper.adds("训练一", "训练二", "网关")
        keeper.opens()
        keeper.chooses("new_folder")
        keeper.names_folder("实验室")
        keeper.chooses("new_folder", "实验室")
        keeper.names_folder("显卡")
        keeper.row("训练二").drag_to(keeper.row("显卡"))
        keeper.sees_in_tree("实验室", "显卡", "训练二", "训练一", "网关")
        keeper.row("训练一").drag_to(keeper.row("训练二"), target_position={"x": 60, "y": 4})
        keeper.sees_in_tree("实验室", "显卡", "训练一", "训练二", "网关")
        keeper.chooses("rename_folder", "显卡")
        keeper.names_folder("GPU")
        keeper.sees_in_tree("实验室", "GPU", "训练一", "训练二", "网关")
        places = {one["name"]: one["folder"] for one in keeper.has_saved()}
        assert places == {"训练一": "实验室/GPU", "训练二": "实验室/GPU", "网关": ""}
        # Onto the empty space below everything: out of all folders.
        keeper.row("训练一").drag_to(keeper.tree.locator("xpath=.."), target_position={"x": 60, "y": 500})
        keeper.sees_in_tree("实验室", "GPU", "训练二", "网关", "训练一")

        # The same change to two of them.
        keeper.row("训练一").click()
        keeper.row("训练二").click(modifiers=["Control"])
        seat.button("workbench-connections.act.bulk").click()
        dialog = seat.page.get_by_role("dialog")
        keeper.field(dialog, "folder").fill("机房")
        dialog.get_by_label(seat.say("workbench-connections.bulk.add_tags"), exact=True).fill("4090")
        seat.page.keyboard.press("Enter")
        seat.page.keyboard.press("Tab")
        keeper.field(dialog, "username").fill("ann")
        keeper.field(dialog, "port").fill("2222")
        keeper.saves_only(dialog)
        keeper.sees_in_tree("机房", "训练一", "训练二", "实验室", "GPU", "网关")
        for one in keeper.has_saved():
            changed = one["name"] != "网关"
            assert (one["username"], one["port"]) == (("ann", 2222) if changed else ("root", 22))
            assert (one["folder"], one["tags"]) == (("机房", ["4090"]) if changed else ("", []))

        # By name, by host, by tag.
        search = seat.page.get_by_label(seat.say("workbench-connections.search"), exact=True)
        for words, found in (("网关", ["网关"]), ("10.0.0.9 二", ["机房", "训练二"]), ("nothing", [])):
            search.fill(words)
            keeper.sees_in_tree(*found)
        search.fill("")
        tags = seat.page.get_by_role("group", name=seat.say("workbench-connections.tags"))
        tags.get_by_role("button", name="4090", exact=True).click()
        keeper.sees_in_tree("机房", "训练一", "训练二")
        tags.get_by_role("button", name="4090", exact=True).click()

        keeper.chooses("copy", "网关")
        keeper.sees_in_tree("机房", "训练一", "训练二", "实验室", "GPU", "网关", "网关 (2)")
        keeper.chooses("delete", "网关 (2)")
        seat.page.get_by_role("dialog").get_by_role(
            "button", name=seat.say("workbench-connections.delete_do"), exact=True
        ).click()
        keeper.sees_in_tree("机房", "训练一", "训练二", "实验室", "GPU", "网关")
        keeper.chooses("delete_folder", "机房")
        seat.page.get_by_role("dialog").get_by_role(
            "button", name=seat.say("workbench-connections.act.delete_folder"), exact=True
        ).click()
        keeper.sees_in_tree("实验室", "GPU", "网关", "训练一", "训练二")


def test_a_machine_from_the_command_that_somebody_was_given(
    desks: Server, machine: Sshd, chromium: Browsers
) -> None:
    desks.renter("given").close()
    with chromium.seat(desks.url) as seat:
        seat.sits_down("given", PASSWORD)
        keeper = Keeper(seat)
        keeper.adds("跳板", host="gate.example.com")
        keeper.opens()
        seat.button("workbench-connections.new").first.click()
        dialog = seat.page.get_by_role("dialog")
        pasted = f"ssh -p {machine.port} {machine.user}@{machine.host} -J root@gate.example.com"
        seat.page.evaluate("text => navigator.clipboard.writeText(text)", pasted)
        host = keeper.field(dialog, "host")
        expect(host).to_be_focused()
        seat.page.keyboard.press("Control+V")
        expect(host).to_have_value(machine.host)
        expect(keeper.field(dialog, "port")).to_have_value(str(machine.port))
        expect(keeper.field(dialog, "username")).to_have_value(machine.user)
        expect(dialog).to_contain_text("跳板 (gate.example.com)")
        # There is no way through that one: a machine of its own would be asked for it in vain.
        seat.page.evaluate("text => navigator.clipboard.writeText(text)", pasted.replace("gate.", "other."))
        host.fill("")
        seat.page.keyboard.press("Control+V")
        expect(dialog).to_contain_text(
            seat.say("workbench-connections.form.jump_unknown", jump="root@other.example.com")
        )
        expect(dialog).not_to_contain_text("跳板 (gate.example.com)")

        # A trial with the wrong key, then with the right one; nothing is saved by it.
        ways = dialog.get_by_role("radiogroup", name=seat.say("workbench-connections.form.auth"))
        ways.get_by_text(seat.say("workbench-connections.form.auth_password"), exact=True).click()
        keeper.field(dialog, "password").fill("wrong")
        test = dialog.get_by_role("button", name=seat.say("workbench-connections.form.test"))
        test.click()
        expect(dialog).to_contain_text(machine.host_key_fingerprint)
        seat.button("workbench-connections.question.accept_save").click()
        expect(dialog.get_by_role("alert").first).to_contain_text(seat.say("errors.workbench.auth_failed"))
        ways.get_by_text(seat.say("workbench-connections.form.auth_key"), exact=True).click()
        keeper.field(dialog, "key").fill(machine.private_key)
        test.click()
        expect(
            dialog.get_by_role("status").filter(has_text=seat.like("workbench-connections.form.test_good"))
        ).to_be_visible()
        assert len(keeper.has_saved()) == 1
        keeper.field(dialog, "name").fill("新机器")
        keeper.saves_only(dialog)

        # A double click connects, and a dot says so in the tree.
        dot = keeper.row("新机器").get_by_role("img", name=seat.say("workbench-connections.open_now"))
        expect(dot).to_be_hidden()
        keeper.row("新机器").dblclick()
        keeper.has_a_prompt()
        expect(dot).to_be_visible()
        keeper.closes("新机器")
        expect(dot).to_be_hidden()


def test_what_other_tools_had_is_taken_over_once(
    desks: Server, chromium: Browsers, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desks.renter("mover").close()
    folder = tmp_path_factory.mktemp("moved")
    with chromium.seat(desks.url) as seat:
        seat.sits_down("mover", PASSWORD)
        keeper = Keeper(seat)
        keeper.opens()
        for tool, given, new in TOOLS:
            dialog = keeper.looks_at(given)
            said = dialog.get_by_role("status")
            expect(said).to_contain_text(seat.say(f"workbench-connections.import.formats.{tool}"))
            if tool == "xshell":
                expect(dialog).to_contain_text(seat.say("workbench-connections.import.problems.not_ssh"))
                expect(dialog.get_by_role("checkbox", name="router")).to_be_disabled()
            keeper.imports(len(new))
            for name in new:
                expect(keeper.row(name)).to_be_visible()
        before = keeper.has_saved()
        assert {one["name"] for one in before} == {name for _, _, new in TOOLS for name in new}

        # Once more, nothing is new.
        dialog = keeper.looks_at([EXPORTS / "ssh_config.txt"])
        expect(
            dialog.get_by_text(seat.say("workbench-connections.import.duplicate"), exact=True)
        ).to_have_count(5)
        expect(keeper.imports_button(0)).to_be_disabled()
        dialog.get_by_role("button", name=seat.say("common.cancel"), exact=True).click()

        # All of it in one file that only its passphrase opens, on the way to another desk.
        keeper.chooses("export")
        dialog = seat.page.get_by_role("dialog")
        for field in ("passphrase", "again"):
            dialog.get_by_label(seat.say(f"workbench-connections.export.{field}"), exact=True).fill(
                PASSPHRASE
            )
        with seat.page.expect_download() as got:
            dialog.get_by_role("button", name=seat.say("workbench-connections.export.do"), exact=True).click()
        taken = folder / got.value.suggested_filename
        got.value.save_as(taken)
        assert "gpu.example.com" not in taken.read_text()

    desks.renter("moved").close()
    with chromium.seat(desks.url, language="en") as seat:
        seat.sits_down("moved", PASSWORD)
        keeper = Keeper(seat)
        keeper.opens()
        dialog = keeper.looks_at([taken], "not this one")
        seat.sees(seat.say("errors.workbench.import_passphrase"))
        dialog.get_by_label(seat.say("workbench-connections.import.passphrase"), exact=True).fill(PASSPHRASE)
        dialog.get_by_role("button", name=seat.say("workbench-connections.import.read")).click()
        keeper.imports(len(before))
        expect(keeper.row("bastion")).to_be_visible()
        assert {one["name"] for one in keeper.has_saved()} == {one["name"] for one in before}


def test_the_keyboard_alone_makes_a_connection_and_opens_it(
    desks: Server, machine: Sshd, chromium: Browsers
) -> None:
    desks.renter("handless").close()
    with chromium.seat(desks.url, language="en") as seat:
        seat.sits_down("handless", PASSWORD)
        keeper, keys = Keeper(seat), seat.page.keyboard
        keeper.opens()
        seat.button("workbench-connections.new").first.focus()
        keys.press("Enter")
        dialog = seat.page.get_by_role("dialog")
        expect(keeper.field(dialog, "host")).to_be_focused()
        keys.type(f"{machine.user}@{machine.host}:{machine.port}")
        for _ in range(3):
            keys.press("Tab")
        expect(keeper.field(dialog, "name")).to_be_focused()
        keys.type("by keys")
        # Past the group to what is chosen in it.
        keys.press("Tab")
        keys.press("Tab")
        keys.press("ArrowRight")
        expect(keeper.field(dialog, "key")).to_be_visible()
        keys.press("Tab")
        expect(keeper.field(dialog, "key")).to_be_focused()
        keys.insert_text(machine.private_key)
        for _ in range(2):
            keys.press("Tab")
        expect(keeper.field(dialog, "passphrase")).to_be_focused()
        keys.press("Enter")
        expect(dialog).to_be_hidden()
        expect(seat.button("workbench-connections.question.accept_save")).to_be_focused()
        keys.press("Enter")
        keeper.has_a_prompt()
        keeper.closes("by keys")

        seat.page.get_by_label(seat.say("workbench-connections.search"), exact=True).focus()
        keys.type("by k")
        keeper.sees_in_tree("by keys")
        keys.press("Enter")
        keeper.has_a_prompt()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_dialogs_are_there_for_everybody(desks: Server, chromium: Browsers, theme: Theme) -> None:
    name = f"everybody-{theme}"
    desks.renter(name).close()
    faults: dict[str, list[str]] = {}
    with chromium.seat(desks.url, theme=theme) as seat:
        seat.sits_down(name, PASSWORD)
        keeper = Keeper(seat)
        keeper.adds("one", "two")
        keeper.opens()

        def look(dialog: str) -> None:
            expect(seat.page.get_by_role("dialog")).to_be_visible()
            faults[dialog] = accessibility_faults(seat.page)
            seat.page.keyboard.press("Escape")
            expect(seat.page.get_by_role("dialog")).to_be_hidden()

        for act in ("new_folder", "export", "import", "host_keys"):
            keeper.chooses(act)
            look(act)
        keeper.looks_at([EXPORTS / "MobaXterm.ini"])
        expect(keeper.imports_button(3)).to_be_visible()
        look("rows of an import")
        keeper.row("one").click()
        seat.page.keyboard.press("F2")
        seat.page.get_by_role("dialog").get_by_text(
            seat.say("workbench-connections.form.advanced"), exact=True
        ).click()
        look("connection")
        keeper.row("one").click()
        seat.page.keyboard.press("Delete")
        look("delete")
        keeper.row("two").click(modifiers=["Control"])
        faults["tree"] = accessibility_faults(seat.page)
        seat.button("workbench-connections.act.bulk").click()
        look("bulk")
    assert not any(faults.values()), {where: found for where, found in faults.items() if found}
