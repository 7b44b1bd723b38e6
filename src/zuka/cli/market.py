"""What can be rented: cards, hosts, images. Reads only."""

from __future__ import annotations

from typing import Annotated

import typer

from zuka.cli import words
from zuka.cli.client import Api, Json
from zuka.cli.common import connect
from zuka.cli.failures import REFUSED, Failure
from zuka.cli.output import JsonFlag, emit, moment, table, text, yuan
from zuka.kit.money import format_yuan, parse_yuan

GpuOption = Annotated[str, typer.Option("--gpu", "-g", help='Card model, e.g. "RTX 3090" or just 3090.')]
CountOption = Annotated[int, typer.Option("--count", "-c", min=1, help="How many cards.")]
RegionOption = Annotated[str, typer.Option("--region", help="Only this region.")]


def market(
    gpu: GpuOption = "",
    count: CountOption = 1,
    region: RegionOption = "",
    idle: Annotated[bool, typer.Option("--idle", help="Only hosts that can serve it now.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Show the hosts that can be rented, and what they cost now."""
    with connect() as api:
        model = resolve_model(api, gpu) if gpu else ""
        found = offers(api, model=model, count=count, region=region, idle_only=idle)
    columns = (
        words.say("主机", "host"), words.say("型号", "card"), words.say("空闲", "idle"),
        words.say("每卡", "per card"), words.say("数据盘可扩至", "data disk up to"), words.say("驱动/CUDA", "driver/CUDA"),
        words.say("可租至", "until"), words.say(f"{count} 卡每小时", f"{count} card{'s' * (count > 1)} per hour"),
    )  # fmt: skip
    rows = [_row(one, count) for one in found]
    emit(
        as_json,
        found,
        lambda: table(columns, rows, right=(7,), empty=words.say("没有符合条件的主机。", "No host fits.")),
    )


def images(
    everything: Annotated[bool, typer.Option("--all", help="Also those that are not built yet.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Show the images that an instance can be made of."""
    with connect() as api:
        found: list[Json] = [one for one in api.get("/images") if everything or one["state"] == "ready"]
    columns = (
        words.say("镜像", "image"),
        words.say("框架", "framework"),
        words.say("版本", "version"),
        "Python",
        "CUDA",
        words.say("说明", "title"),
        words.say("大小", "size"),
        words.say("状态", "state"),
    )
    rows = [
        (
            text(one["alias"]),
            text(one["framework"]),
            text(one["version"]),
            text(one["python"]),
            text(one["cuda"]),
            text(one["title"]),
            size(one["size_bytes"]),
            text(one["state"]),
        )
        for one in found
    ]
    emit(
        as_json,
        found,
        lambda: table(
            columns, rows, right=(6,), empty=words.say("还没有可用的镜像。", "No image is ready yet.")
        ),
    )


def offers(api: Api, *, model: str, count: int, region: str = "", idle_only: bool = False) -> list[Json]:
    """Rentable hosts, those that can serve `count` cards first, the cheapest of them first."""
    found: list[Json] = api.get(
        "/offers",
        mode="payg",
        model=model,
        count=count,
        region=region,
        idle_only="true" if idle_only else None,
    )
    return sorted(
        found, key=lambda one: (one["idle"] < count, parse_yuan(one["price_per_hour"]), -one["idle"])
    )


def resolve_model(api: Api, wanted: str) -> str:
    """The model that was meant: by its name, or by a part of it that only one has. Case does not matter."""
    names = sorted({str(one["model"]) for one in api.get("/models")})
    folded = wanted.casefold()
    exact = [name for name in names if name.casefold() == folded]
    parts = exact or [name for name in names if folded in name.casefold()]
    if len(parts) == 1:
        return parts[0]
    known = ", ".join(parts or names) or words.say("无", "none")
    detail = (
        f"Several models fit {wanted!r}: {known}."
        if parts
        else f"There is no card {wanted!r}; there are: {known}."
    )
    chinese = f"{wanted!r} 对应多个型号：{known}" if parts else f"没有 {wanted!r} 这种卡，现有：{known}"
    raise Failure(
        "cli.no_such_model", words.say(chinese, detail), exit_code=REFUSED, facts={"models": parts or names}
    )


def resolve_image(api: Api, wanted: str) -> Json:
    """The ready image that was meant: by id, alias or title, else the newest of that framework."""
    ready = _ready(api)
    folded = wanted.casefold()
    for field in ("id", "alias", "title"):
        for one in ready:
            if str(one[field]).casefold() == folded:
                return one
    of_framework = [one for one in ready if str(one["framework"]).casefold() == folded]
    if of_framework:
        return max(of_framework, key=lambda one: str(one["built_at"]))
    known = ", ".join(str(one["alias"]) for one in ready) or words.say("无", "none")
    raise Failure(
        "images.not_found",
        words.say(
            f"没有可用的镜像 {wanted!r}，现有：{known}",
            f"There is no ready image {wanted!r}; there are: {known}.",
        ),
        exit_code=REFUSED,
        facts={"images": [one["alias"] for one in ready]},
    )


def usual_image(api: Api) -> Json:
    """What somebody gets who did not choose: PyTorch where there is one, else the newest image."""
    ready = _ready(api)
    if not ready:
        raise Failure(
            "images.not_ready",
            words.say(
                "还没有可用的镜像，请运营者先构建。", "No image is ready yet; the operator has to build one."
            ),
            exit_code=REFUSED,
        )
    return max(ready, key=lambda one: (str(one["framework"]).casefold() == "pytorch", str(one["built_at"])))


def _ready(api: Api) -> list[Json]:
    return [one for one in api.get("/images") if one["state"] == "ready"]


def size(in_bytes: int | None) -> str:
    """Bytes in GB or MB as people read them."""
    if not in_bytes:
        return "–"
    return f"{in_bytes / 2**30:.1f} GB" if in_bytes >= 2**30 else f"{in_bytes / 2**20:.0f} MB"


def cards(model: str, count: int, *, simulated: bool) -> str:
    """`2 × RTX 3090`, marked when the cards are not real."""
    mark = words.say(" [magenta](模拟)[/]", " [magenta](simulated)[/]") if simulated else ""
    return f"{count} × {text(model)}{mark}"


def _row(one: Json, count: int) -> tuple[str, ...]:
    mark = words.say(" [magenta](模拟)[/]", " [magenta](simulated)[/]") if one["simulated"] else ""
    whole = yuan(format_yuan(parse_yuan(one["price_per_hour"]) * count))
    enough = one["idle"] >= count
    row = (
        text(f"{one['region']} · {one['host_name']}"),
        f"{text(one['model'])} / {one['memory_gb']} GB{mark}",
        f"{one['idle']} / {one['total']}",
        words.say(
            f"{one['cpu_per_card']} 核 {one['ram_gb_per_card']} GB",
            f"{one['cpu_per_card']} cores {one['ram_gb_per_card']} GB",
        ),
        f"{one['data_disk_max_gb']} GB",
        f"{text(one['driver_version'])} / {text(one['cuda_version'])}",
        moment(one["rentable_until"])[:10],
        whole,
    )
    return row if enough else tuple(f"[dim]{cell}[/]" for cell in row)


def register(app: typer.Typer) -> None:
    app.command("market")(market)
    app.command("images")(images)
