"""From the list of instances to a shell on one of them, without a password or a question."""

from __future__ import annotations

from contextlib import closing

import pytest
from playwright.sync_api import expect

from harness.console import Browsers
from harness.desk import AtTheDesk
from harness.server import PASSWORD, Server, settle

pytestmark = [pytest.mark.e2e, pytest.mark.incus, pytest.mark.enable_socket]


def test_a_rented_machine_opens_with_one_click_and_no_question(shop: Server, chromium: Browsers) -> None:
    with closing(shop.renter("rooted")) as api:
        offer = api.get("/offers").json()[0]
        where = {"host_id": offer["host_id"], "model": offer["model"]}
        order = {**where, "count": 1, "image_id": "base", "name": "trained"}
        answer = api.post("/instances", json=order)
        answer.raise_for_status()
        assert settle(api, answer.json()["operation"])["state"] == "succeeded"
        instance = answer.json()["instance"]["id"]
    with chromium.seat(shop.url) as seat:
        seat.sits_down("rooted", PASSWORD)
        desk = AtTheDesk(seat)
        seat.open("/instances")
        seat.link("workbench.terminal").first.click()
        seat.page.wait_for_url("**/workbench**")
        desk.has_a_prompt(seconds=60)
        expect(seat.page.get_by_role("dialog")).to_have_count(0)
        desk.types("whoami; echo host=$(hostname)")
        desk.reads("^root$")
        assert desk.found(r"^host=(\S+)$")
        files = seat.page.get_by_role("region", name=seat.like("workbench-files.of"))
        expect(files).to_contain_text("zuka-tmp", timeout=60_000)
        seat.sees(seat.say("workbench-monitor.cpu"))
        with closing(shop.client("rooted", PASSWORD)) as api:
            stopped = api.post(f"/instances/{instance}/stop")
            assert settle(api, stopped.json()["operation"])["state"] == "succeeded"
            seat.sees(seat.say("errors.workbench.instance_off"))
            started = api.post(f"/instances/{instance}/start", json={})
            assert settle(api, started.json()["operation"])["state"] == "succeeded"
        # It goes on by itself, in a new shell.
        desk.reads(f"{seat.like('workbench-terminal.new_shell').pattern}[^]*[#$] ", seconds=60)
        desk.types("echo again=$((40+2))")
        desk.reads("^again=42$")
        seat.button("workbench.tunnels").click()
        with seat.context.expect_page() as opened:
            seat.button("workbench-tunnels.open_what", place="8888").click()
        lab = opened.value
        lab.wait_for_url("**/lab**", timeout=60_000)
        # Whoever sits down at this browser later is not let in by what was opened before.
        seat.page.close()
        assert lab.request.delete(f"{seat.url}/api/v1/sessions/current").ok
        lab.reload()
        expect(lab.get_by_text("请从控制台打开")).to_be_visible()
    with closing(shop.client("rooted", PASSWORD)) as api:
        stopped = api.post(f"/instances/{instance}/stop")
        assert settle(api, stopped.json()["operation"])["state"] == "succeeded"
