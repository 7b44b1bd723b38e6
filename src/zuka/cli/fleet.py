"""The operator's hosts, cards and prices."""

from __future__ import annotations

from typing import Annotated

import typer

from zuka.cli import words
from zuka.cli.client import Api, Json
from zuka.cli.common import connect
from zuka.cli.failures import REFUSED, Failure
from zuka.cli.output import JsonFlag, emit, moment, note, table, text, yuan

hosts = typer.Typer(help="Hosts: open them for rent, close or drain them.", no_args_is_help=True)
prices = typer.Typer(help="What a card costs.", no_args_is_help=True)
HostArg = Annotated[str, typer.Argument(metavar="HOST", help="The host's id or name.")]
CardArg = Annotated[str, typer.Argument(metavar="CARD", help="The card's id, UUID or PCI address.")]


@hosts.command("ls")
def list_hosts(as_json: JsonFlag = False) -> None:
    """List hosts with their cards and space."""
    with connect() as api:
        found: list[Json] = api.get("/admin/hosts")
    columns = (
        words.say("主机", "host"),
        "id",
        words.say("状态", "state"),
        words.say("卡", "cards"),
        "CPU",
        words.say("内存", "memory"),
        words.say("存储池", "pool"),
        words.say("可租至", "until"),
        words.say("上次应答", "last seen"),
    )
    rows = [_host_row(one) for one in found]
    emit(as_json, found, lambda: table(columns, rows, empty=words.say("没有主机。", "No hosts.")))


@hosts.command("open")
def open_host(
    host: HostArg,
    until: Annotated[
        str, typer.Option("--until", help="Rentable until this time, e.g. 2027-03-01T00:00:00Z.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Offer a host on the market."""
    _set(host, {"state": "open"} | ({"rentable_until": until} if until else {}), as_json)


@hosts.command("close")
def close_host(host: HostArg, as_json: JsonFlag = False) -> None:
    """Take a host off the market; what runs on it goes on."""
    _set(host, {"state": "closed"}, as_json)


@hosts.command("drain")
def drain_host(host: HostArg, as_json: JsonFlag = False) -> None:
    """Let a host run empty: nothing new starts there, what runs goes on until it is powered off."""
    _set(host, {"state": "draining"}, as_json)


def list_cards(
    faulty: Annotated[bool, typer.Option("--faulty", help="Only cards with a fault.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """List every card, who has it, and what is wrong with it."""
    with connect() as api:
        found = [
            card | {"host_name": host["name"]} for host in api.get("/admin/hosts") for card in host["cards"]
        ]
    shown = [card for card in found if card["fault"] or not faulty]
    columns = (
        words.say("主机", "host"),
        "id",
        words.say("型号", "model"),
        "UUID",
        "PCI",
        words.say("驱动/CUDA", "driver/CUDA"),
        words.say("实例", "instance"),
        words.say("状态", "state"),
    )
    rows = [_card_row(card) for card in shown]
    emit(as_json, shown, lambda: table(columns, rows, empty=words.say("没有。", "None.")))


def cordon(
    card: CardArg,
    undo: Annotated[bool, typer.Option("--undo", help="Hand it out again.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Do not hand a card out any more."""
    with connect() as api:
        cards = [one for host in api.get("/admin/hosts") for one in host["cards"]]
        found = next((one for one in cards if card in {one["id"], one["uuid"], one["pci_address"]}), None)
        if found is None:
            raise Failure("fleet.card_not_found", f"There is no card {card!r}.", exit_code=REFUSED)
        changed = api.patch(f"/admin/cards/{found['id']}", {"cordoned": not undo})
    emit(as_json, changed, lambda: note(words.say("好了。", "Done.")))


@prices.command("ls")
def list_prices(as_json: JsonFlag = False) -> None:
    """List the price of every card model."""
    with connect() as api:
        found: list[Json] = api.get("/admin/prices")
    columns = (
        words.say("型号", "model"),
        words.say("每卡每小时", "per card and hour"),
        words.say("折扣", "discount"),
    )
    rows = [
        (text(one["model"]), yuan(one["price_per_hour"], places=6), f"{one['discount_percent']} %")
        for one in found
    ]
    emit(
        as_json,
        found,
        lambda: table(columns, rows, right=(1, 2), empty=words.say("尚未定价。", "No prices yet.")),
    )


@prices.command("set")
def set_price(
    model: Annotated[str, typer.Argument(help='Card model, e.g. "RTX 3090".')],
    price: Annotated[str, typer.Argument(help="Yuan per card and hour, e.g. 1.58.")],
    discount: Annotated[int, typer.Option("--discount", min=0, max=100, help="Percent off.")] = 0,
    as_json: JsonFlag = False,
) -> None:
    """Set what a card costs. Machines that run keep the price of their boot."""
    with connect() as api:
        answer = api.put(f"/admin/prices/{model}", {"price_per_hour": price, "discount_percent": discount})
    emit(as_json, answer, lambda: note(f"{model}: ¥{price}"))


def find_host(api: Api, wanted: str) -> Json:
    """The host with this id or name."""
    for one in api.get("/admin/hosts"):
        if wanted in {one["id"], one["name"]}:
            found: Json = one
            return found
    raise Failure("fleet.host_not_found", f"There is no host {wanted!r}.", exit_code=REFUSED)


def _set(wanted: str, change: Json, as_json: bool) -> None:
    with connect() as api:
        host: Json = api.patch(f"/admin/hosts/{find_host(api, wanted)['id']}", change)
    emit(as_json, host, lambda: note(f"{host['name']}: {host['state']}"))


def _host_row(one: Json) -> tuple[str, ...]:
    cards = one["cards"]
    idle = sum(
        1 for card in cards if card["instance_id"] is None and not card["fault"] and not card["cordoned"]
    )
    models = ", ".join(sorted({card["model"] for card in cards}))
    pool = one["pool"]
    space = f"{pool['driver']} {pool['free_gb']} / {pool['total_gb']} GB" if pool else "–"
    mark = "" if one["reachable"] else words.say(" [red]失联[/]", " [red]unreachable[/]")
    return (
        text(f"{one['region']} · {one['name']}"), text(one["id"]), text(one["state"]) + mark, text(f"{idle}/{len(cards)} {models}"),
        text(f"{one['cpu_threads']} × {one['cpu_model']}"), f"{one['memory_gb']} GB", space, moment(one["rentable_until"])[:10],
        moment(one["last_seen_at"]),
    )  # fmt: skip


def _card_row(card: Json) -> tuple[str, ...]:
    state = words.say("空闲", "idle") if card["instance_id"] is None else words.say("已租", "rented")
    if card["cordoned"]:
        state = words.say("[yellow]隔离[/]", "[yellow]cordoned[/]")
    if card["fault"]:
        state = f"[red]{text(card['fault'])}[/]"
    mark = words.say(" [magenta](模拟)[/]", " [magenta](simulated)[/]") if card["simulated"] else ""
    return (
        text(card["host_name"]), text(card["id"]), text(card["model"]) + mark, text(card["uuid"]), text(card["pci_address"]),
        text(f"{card['driver_version']} / {card['cuda_version']}"), text(card["instance_id"]), state,
    )  # fmt: skip


def register(admin: typer.Typer) -> None:
    admin.add_typer(hosts, name="hosts")
    admin.add_typer(prices, name="prices")
    admin.command("cards")(list_cards)
    admin.command("cordon")(cordon)
