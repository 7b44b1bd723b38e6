"""`zuka rent`: from a wish to a running machine in one command."""

from __future__ import annotations

import uuid
from typing import Annotated

import typer

from zuka.cli import words
from zuka.cli.client import Api, Json
from zuka.cli.common import NoWaitFlag, connect, settle
from zuka.cli.failures import REFUSED, Failure
from zuka.cli.market import RegionOption, cards, offers, resolve_image, resolve_model, usual_image
from zuka.cli.output import JsonFlag, YesFlag, confirm, emit, facts, note, stdout, text, yuan


def rent(
    *,
    gpu: Annotated[
        str, typer.Option("--gpu", "-g", help='Card model, e.g. "RTX 3090" or just 3090; without it, any.')
    ] = "",
    count: Annotated[int, typer.Option("--count", "-c", min=1, help="How many cards.")] = 1,
    image: Annotated[
        str,
        typer.Option(
            "--image", "-i", help="Image: alias, framework or id; without it, PyTorch or the newest."
        ),
    ] = "",
    disk: Annotated[
        int | None, typer.Option("--disk", min=1, help="Data disk in GB; without it, the free size.")
    ] = None,
    name: Annotated[str, typer.Option("--name", "-n", help="What to call the instance.")] = "",
    host: Annotated[
        str, typer.Option("--host", help="On this host instead of the cheapest that has the cards.")
    ] = "",
    region: RegionOption = "",
    yes: YesFlag = False,
    no_wait: NoWaitFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Rent a machine: picks the cheapest host with enough idle cards, shows the price, waits until it answers."""
    with connect() as api:
        model = resolve_model(api, gpu) if gpu else ""
        chosen = resolve_image(api, image) if image else usual_image(api)
        offer = _pick(api, model=model, count=count, host=host, region=region)
        wish: Json = {
            "host_id": offer["host_id"],
            "model": offer["model"],
            "count": count,
            "data_disk_gb": disk or offer["data_disk_gb"],
        }
        quote: Json = api.post("/quotes", wish | {"image_id": chosen["id"]})
        _show_quote(offer, quote, chosen)
        _refuse_poor(quote)
        confirm(words.say("确认创建？", "Create it?"), yes=yes)
        # The key is made once, so that however often the order has to be sent, one machine comes of it.
        order = wish | {"image_id": chosen["id"]} | ({"name": name} if name else {})
        answer = api.order("/instances", order, key=str(uuid.uuid4()))
        label = answer["instance"]["name"]
        note(
            words.say(
                f"已下单：{label} ({answer['instance']['id']})",
                f"Ordered: {label} ({answer['instance']['id']})",
            )
        )
        answer = settle(api, answer, wait=not no_wait)
    emit(as_json, answer, lambda: _show_result(answer["instance"]))


def _pick(api: Api, *, model: str, count: int, host: str, region: str) -> Json:
    found = offers(api, model=model, count=count, region=region)
    if host:
        found = [one for one in found if host in {one["host_id"], one["host_name"]}]
    for one in found:
        if one["idle"] >= count:
            return one
    smaller = offers(api, model=model, count=1, region=region)
    most = max(
        (one["idle"] for one in smaller if not host or host in {one["host_id"], one["host_name"]}), default=0
    )
    wanted = model or words.say("GPU", "cards")
    chinese = (
        f"主机空闲 GPU 不足：需要 {count} 卡 {wanted}，单台主机最多剩 {most} 卡。可以减少卡数，或稍后再试。"
    )
    english = (
        f"No host has {count} idle {wanted}; the most on one host is {most}. Rent fewer, or try again later."
    )
    raise Failure(
        "cli.sold_out",
        words.say(chinese, english),
        exit_code=REFUSED,
        facts={"model": model, "count": count, "idle": most},
    )


def _show_quote(offer: Json, quote: Json, image: Json) -> None:
    place = f"{offer['region']} · {offer['host_name']}"
    hardware = f"{quote['count']} × {quote['model']}" + (
        words.say("（模拟）", " (simulated)") if offer["simulated"] else ""
    )
    note(f"{hardware} · {place} · {image['title'] or image['alias']}")
    disk = quote.get("disk_price_per_hour")
    extra = (
        words.say(f" + 数据盘 {yuan(disk, places=6)}/时", f" + data disk {yuan(disk, places=6)}/h")
        if disk and float(disk)
        else ""
    )
    note(
        words.say(
            f"{yuan(quote['price_per_hour'])}/时{extra} · 可用余额 {yuan(quote['available'])} · 关机即停止计费，GPU 不保留",
            f"{yuan(quote['price_per_hour'])}/h{extra} · available {yuan(quote['available'])} · powering off stops the meter and frees the cards",
        )
    )


def _refuse_poor(quote: Json) -> None:
    if quote["sufficient"]:
        return
    required, available = yuan(quote["required"]), yuan(quote["available"])
    raise Failure(
        "wallet.insufficient",
        words.say(
            f"余额不足：需要 {required}，可用 {available}。请用 zuka redeem 兑换码。",
            f"{required} are needed and {available} are available. Top up with `zuka redeem CODE`.",
        ),
        exit_code=REFUSED,
        facts={"required": quote["required"], "available": quote["available"]},
    )


def _show_result(instance: Json) -> None:
    label = instance["name"]
    if instance["state"] != "running":
        note(words.say(f"正在创建，用 zuka show {label} 查看。", f"On its way; see `zuka show {label}`."))
        return
    facts(
        [
            (
                words.say("运行中", "running"),
                f"[bold]{text(label)}[/]  {cards(instance['model'], instance['count'], simulated=instance['simulated'])}",
            ),
            (words.say("登录", "log in"), text(instance["ssh"]["command"])),
            (words.say("或", "or"), f"zuka ssh {text(label)}"),
            (words.say("密码", "password"), f"zuka password {text(label)} --show"),
            ("JupyterLab", f"zuka open {text(label)}"),
        ]
    )
    stdout().print(words.say("[dim]用完请关机：[/]", "[dim]When done:[/] ") + f"zuka stop {text(label)}")


def register(app: typer.Typer) -> None:
    app.command("rent")(rent)
