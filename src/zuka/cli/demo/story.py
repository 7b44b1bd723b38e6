"""The demo's steps, in the order in which a renter lives them. Each does one thing and checks it."""

from __future__ import annotations

import asyncio
import secrets
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from zuka.cli import follow
from zuka.cli.client import AsyncApi, Json
from zuka.cli.config import Login
from zuka.cli.demo import bill
from zuka.cli.demo.browser import Browser
from zuka.cli.demo.failure import StepFailed, expect
from zuka.cli.demo.openssh import Door
from zuka.cli.demo.report import Report
from zuka.cli.demo.target import Target
from zuka.cli.failures import Failure
from zuka.kit.money import format_yuan

TRAINING = Path(__file__).with_name("train.py")
WEB_PORT = 6006
GOOD_ACCURACY = 0.9
HALF_CORE_AT_MOST = 0.65
_SPIN = (
    "python3 -c 'import time\n"
    "wall, cpu = time.perf_counter(), time.process_time()\n"
    "while time.perf_counter() - wall < 3: pass\n"
    "print((time.process_time() - cpu) / (time.perf_counter() - wall))'"
)
_LIVE = frozenset(
    {"creating", "starting", "running", "restarting", "stopping", "stopped", "failed", "unknown", "releasing"}
)


class Story:
    """One renter's day on one platform. Steps run in the order of `STEPS`; each returns what it saw."""

    def __init__(
        self, target: Target, report: Report, folder: Path, operator: AsyncApi, near: Browser
    ) -> None:
        self.target, self.report, self.folder = target, report, folder
        self.operator, self.browser = operator, near
        self.renter: AsyncApi = operator
        self.user: Json = {}
        self.offer: Json = {}
        self.image: Json = {}
        self.instance: Json = {}
        self.operation: Json = {}
        self.ordered_at = 0.0
        self.stack = AsyncExitStack()

    # Arriving.

    async def register(self) -> str:
        name, password = f"demo-{secrets.token_hex(4)}", secrets.token_urlsafe(18)
        credentials = {"name": name, "password": password}
        async with AsyncApi(Login(self.target.url)) as door:
            await door.post("/users", credentials)
            self.user = (await door.post("/sessions", credentials))["user"]
            token = await door.post("/tokens", {"name": "demo", "scopes": ["all"]})
            await door.delete("/sessions/current")
        self.renter = await self.stack.enter_async_context(AsyncApi(Login(self.target.url, token["secret"])))
        return name

    async def redeem(self) -> str:
        order = {"amount": self.target.amount, "count": 1, "days": 1, "note": "zuka demo"}
        code = (await self.operator.post("/admin/codes", order))["codes"][0]
        answer = await self.renter.post("/wallet/redeem", {"code": code})
        expect(
            bill.micros(answer["balance"]) == bill.micros(self.target.amount),
            f"The balance is {answer['balance']}.",
        )
        return f"¥{answer['balance']}"

    async def add_key(self) -> str:
        line = await self._door("").make_key()
        key = await self.renter.post("/keys", {"name": "demo", "public_key": line})
        return str(key["fingerprint"])

    # Ordering.

    async def find_cards(self) -> str:
        target = self.target
        offers = await self.renter.get(
            "/offers", mode="payg", model=target.model, count=target.count, idle_only="true"
        )
        fit = [one for one in offers if one["idle"] >= target.count]
        expect(bool(fit), f"No host has {target.count} idle {target.model}.")
        self.offer = min(fit, key=lambda one: (bill.micros(one["price_per_hour"]), one["host_name"]))
        self.report.simulated_cards = bool(self.offer["simulated"])
        ready = [one for one in await self.renter.get("/images") if one["state"] == "ready"]
        wanted = [
            one for one in ready if target.image in {"", one["id"], one["alias"], one["framework"].lower()}
        ]
        expect(bool(wanted), "No image is ready; build one with `zuka image build base`.")
        self.image = max(wanted, key=lambda one: str(one["built_at"]))
        mark = " (simulated)" if self.offer["simulated"] else ""
        return (
            f"{target.count} of {self.offer['idle']} idle {target.model}{mark} on {self.offer['host_name']}"
        )

    async def quote(self) -> str:
        answer = await self.renter.post("/quotes", self._wish())
        whole = bill.micros(self.offer["price_per_hour"]) * self.target.count
        expect(
            bill.micros(answer["price_per_hour"]) == whole,
            f"The quote says {answer['price_per_hour']}, the market {format_yuan(whole)}.",
        )
        expect(answer["sufficient"], f"{answer['required']} are needed, {answer['available']} are there.")
        return f"¥{answer['price_per_hour']}/h"

    async def order(self) -> str:
        key = str(uuid.uuid4())
        self.ordered_at = time.monotonic()
        answer = await self.renter.post("/instances", self._wish(), key=key)
        self.instance, self.operation = answer["instance"], answer["operation"]
        again = await self.renter.post("/instances", self._wish(), key=key)
        expect(
            again["instance"]["id"] == self.instance["id"], "The same order, sent twice, made two instances."
        )
        return str(self.instance["id"])

    async def running(self) -> str:
        await self._finish(self.operation)
        expect(self.instance["state"] == "running", f"It is {self.instance['state']}.")
        done = [
            f"{one['name']} {one['seconds']:.2f} s"
            for one in self.operation["steps"]
            if one["seconds"] is not None
        ]
        return ", ".join(done)

    # Working.

    async def ssh_password(self) -> str:
        regions = {one["name"]: one for one in await self.renter.get("/regions")}
        expect(
            not regions[self.instance["region"]]["simulated"],
            f"Region {self.instance['region']} is simulated: its instances exist in memory only, and nobody can log in.",
        )
        password = (await self.renter.get(f"/instances/{self.instance['id']}/secrets"))["password"]
        self.door = self._door(password)
        fingerprint = self.door.pin()
        who = (await self.door.run("id -un", with_password=True)).strip()
        expect(who == "root", f"Logged in as {who!r}.")
        return f"root, host key {fingerprint}"

    async def ssh_key(self) -> str:
        cards = (await self.door.run("nvidia-smi -L")).strip().splitlines()
        expect(len(cards) == self.target.count, f"nvidia-smi lists {len(cards)} cards: {cards}")
        return cards[0]

    async def copy_script(self) -> str:
        await self.door.copy_in(TRAINING, "/root/train.py")
        size = (await self.door.run("stat -c %s /root/train.py")).strip()
        expect(size == str(TRAINING.stat().st_size), f"{size} bytes arrived.")
        return f"{size} bytes"

    async def train(self) -> str:
        output = await self.door.run("python /root/train.py")
        last = output.strip().splitlines()[-1]
        expect(last.startswith("accuracy "), f"It printed {last!r}.")
        expect(float(last.split()[1]) >= GOOD_ACCURACY, f"It learned too little: {last}.")
        return last

    async def notebook(self) -> str:
        link = await self.renter.post(f"/instances/{self.instance['id']}/open", {"port": 8888})
        left, right = secrets.randbelow(9000) + 1000, secrets.randbelow(9000) + 1000
        cell = f"import os\nprint(os.uname().nodename, {left} * {right})"
        printed = (await self.browser.run_cell(link["url"], cell)).strip()
        expect(printed.endswith(f" {left * right}"), f"The cell printed {printed!r}.")
        async with Browser(self.target.dial) as stranger:
            refused = await stranger.page(link["url"])
        expect(refused.status_code >= 400, f"The spent link let somebody else in: {refused.status_code}.")
        return f"{left} × {right} = {left * right}"

    async def web_port(self) -> str:
        token = secrets.token_hex(16)
        site = "/root/site"
        await self.door.run(
            f"mkdir -p {site} && echo {token} > {site}/index.html"
            f" && setsid -f python3 -m http.server {WEB_PORT} --directory {site} >/dev/null 2>&1 </dev/null"
        )
        body = {"port": WEB_PORT, "public": True}
        url = (await self.renter.post(f"/instances/{self.instance['id']}/ports", body))["url"]
        async with Browser(self.target.dial) as stranger:
            await stranger.text_when_there(url, token)
        return str(url)

    # Leaving.

    async def power_off(self) -> str:
        began = time.monotonic()
        await self.door.run("shutdown now", may_drop=True)
        await self._until_state("stopped", limit_s=90)
        return f"stopped {time.monotonic() - began:.2f} s after `shutdown`"

    async def meter_stopped(self) -> str:
        mine = f"/instances/{self.instance['id']}/runs"
        before = await self.renter.get(mine)
        watched = time.monotonic() - self.ordered_at
        await asyncio.sleep(2)
        after = await self.renter.get(mine)
        open_runs = [one["id"] for one in after if one["ended_at"] is None]
        expect(not open_runs, f"Meters still run: {open_runs}.")
        expect(
            [one["amount"] for one in before] == [one["amount"] for one in after], "The amount still grew."
        )
        billed = max(one["billable_ms"] for one in after) / 1000
        expect(billed <= watched, f"{billed} s were billed, {watched:.3f} s went by since the order.")
        wallet = await self.renter.get("/wallet")
        expect(
            bill.micros(wallet["burn_per_hour"]) == 0, f"{wallet['burn_per_hour']} per hour are still spent."
        )
        return f"{billed:.3f} s billed"

    async def boot_without_cards(self) -> str:
        answer = await self.renter.post(f"/instances/{self.instance['id']}/start", {"cards": False})
        await self._finish(answer["operation"])
        expect(self.instance["mode"] == "no_cards", f"Its mode is {self.instance['mode']}.")
        expect(not self.instance["cards"], "It has cards.")
        kept = (await self.door.run("stat -c %s /root/train.py")).strip()
        expect(kept == str(TRAINING.stat().st_size), "The file that was copied in is gone.")
        return f"¥{self.instance['run']['price_per_hour']}/h"

    async def half_core(self) -> str:
        share = float((await self.door.run(_SPIN)).strip())
        expect(share <= HALF_CORE_AT_MOST, f"A busy loop got {share:.2f} cores.")
        return f"a busy loop gets {share:.2f} cores"

    async def release(self) -> str:
        await self.give_up()
        return str(self.instance["id"])

    async def exact_bill(self) -> str:
        runs = await self.renter.get(f"/instances/{self.instance['id']}/runs")
        self.report.expected_micros = bill.expected(runs)
        self.report.statement = await self.renter.get("/statement", instance_id=self.instance["id"])
        wallet = await self.renter.get("/wallet")
        self.report.charged_micros = bill.micros(self.target.amount) - bill.micros(wallet["balance"])
        charged, wanted = self.report.charged_micros, self.report.expected_micros
        expect(bill.micros(wallet["owed"]) == 0, f"{wallet['owed']} are still owed.")
        expect(bill.micros(self.report.statement["total"]) == charged, "Statement and wallet disagree.")
        expect(charged == wanted, f"{format_yuan(charged)} were charged, {format_yuan(wanted)} are right.")
        verdict = await self.operator.get("/admin/ledger/verify")
        expect(verdict["ok"], f"The ledger does not add up: {verdict['problems'][:3]}")
        return f"¥{format_yuan(charged)} = Σ floor(price × ms / 3.6e6) over {len(runs)} runs"

    async def nothing_left(self) -> str:
        self.report.leftovers = await self.find_leftovers()
        expect(not self.report.leftovers, ", ".join(self.report.leftovers))
        looked = "API and engines" if self.target.engine_objects else "API"
        return f"{looked}: nothing"

    # Parts.

    async def find_leftovers(self) -> list[str]:
        """Whatever of our instance can still be seen, by the operator or in the engines themselves."""
        ours = str(self.instance.get("id", ""))
        if not ours:
            return []
        page = await self.operator.get("/admin/instances", user_id=self.user["id"], limit=200)
        found = [
            f"instance {one['id']} {one['state']}" for one in page["items"] if one["state"] != "released"
        ]
        found += [
            f"stray {one['kind']} {one['name']}"
            for one in await self.operator.get("/admin/strays")
            if ours in one["name"]
        ]
        hosts = await self.operator.get("/admin/hosts")
        found += [
            f"card {card['id']}" for host in hosts for card in host["cards"] if card["instance_id"] == ours
        ]
        if self.target.engine_objects is not None:
            found += [f"engine object {name}" for name in await self.target.engine_objects() if ours in name]
        return found

    async def give_up(self) -> None:
        """Power off and release whatever there is; nothing when there is nothing."""
        while self.instance and self.instance["state"] != "released":
            mine = f"/instances/{self.instance['id']}"
            try:
                self.instance = await self.renter.get(mine)
            except Failure as failure:
                if failure.code != "instances.not_found":
                    raise
                self.instance |= {"state": "released"}
                return
            if self.instance["operation"] is not None:
                await follow.operation_async(self.renter, self.instance["operation"]["id"], lambda _: None)
            elif self.instance["state"] in {"stopped", "failed"}:
                answer = await self.renter.post(f"{mine}/release", {"confirm": self.instance["name"]})
                await follow.operation_async(self.renter, answer["operation"]["id"], lambda _: None)
            elif self.instance["state"] == "running":
                answer = await self.renter.post(f"{mine}/stop")
                await follow.operation_async(self.renter, answer["operation"]["id"], lambda _: None)
            else:
                await asyncio.sleep(0.5)

    def _wish(self) -> Json:
        return {
            "host_id": self.offer["host_id"],
            "model": self.target.model,
            "count": self.target.count,
            "image_id": self.image["id"],
            "data_disk_gb": self.offer["data_disk_gb"],
        }

    def _door(self, password: str) -> Door:
        return Door(self.folder, self.instance, password)

    async def _finish(self, operation: Json) -> None:
        self.operation = await follow.operation_async(self.renter, operation["id"], lambda _: None)
        if self.operation["state"] != "succeeded":
            error: dict[str, Any] = self.operation["error"] or {}
            raise StepFailed(
                f"{self.operation['kind']} failed at {self.operation['step']}: {error.get('detail')}"
            )
        self.instance = await self.renter.get(f"/instances/{self.instance['id']}")

    async def _until_state(self, state: str, *, limit_s: float) -> None:
        deadline = time.monotonic() + limit_s
        while self.instance["state"] != state:
            expect(
                time.monotonic() < deadline, f"It is still {self.instance['state']} after {limit_s:.0f} s."
            )
            await asyncio.sleep(0.1)
            self.instance = await self.renter.get(f"/instances/{self.instance['id']}")


Act = Callable[[Story], Awaitable[str]]
STEPS: tuple[tuple[str, str, str, Act], ...] = (
    ("register", "注册", "register", Story.register),
    ("redeem", "兑换充值", "redeem a code", Story.redeem),
    ("add_key", "添加 SSH 公钥", "add an SSH key", Story.add_key),
    ("find_cards", "找空闲的卡", "find idle cards", Story.find_cards),
    ("quote", "询价", "ask the price", Story.quote),
    ("order", "下单", "order", Story.order),
    ("running", "等到运行中", "wait until running", Story.running),
    ("ssh_password", "密码登录", "log in by password", Story.ssh_password),
    ("ssh_key", "密钥登录", "log in by key", Story.ssh_key),
    ("copy_script", "scp 拷入脚本", "copy a script in", Story.copy_script),
    ("train", "训练", "train", Story.train),
    ("notebook", "在 JupyterLab 运行", "run a notebook cell", Story.notebook),
    ("web_port", "开放网页端口", "expose a web port", Story.web_port),
    ("power_off", "在实例内关机", "power off from inside", Story.power_off),
    ("meter_stopped", "计费已停", "see the meter stopped", Story.meter_stopped),
    ("boot_without_cards", "无卡开机", "boot without cards", Story.boot_without_cards),
    ("half_core", "确认半核", "check the half core", Story.half_core),
    ("release", "释放", "release", Story.release),
    ("exact_bill", "核对账单", "check the bill", Story.exact_bill),
    ("nothing_left", "确认无残留", "find nothing left", Story.nothing_left),
)
"""Name, Chinese and English title, and what is done."""


@asynccontextmanager
async def begin(target: Target, report: Report) -> AsyncIterator[Story]:
    """A story with its connections and its private folder, all gone afterwards."""
    with TemporaryDirectory(prefix="zuka-demo-") as folder:
        async with (
            AsyncApi(Login(target.url, target.operator_token)) as operator,
            Browser(target.dial) as near,
        ):
            story = Story(target, report, Path(folder), operator, near)
            async with story.stack:
                yield story
