"""`make screenshots`: a picture of every page in both languages and themes, from a real server on real Incus.

The pictures that the guides show go to `docs/guides/pictures/`, in the light theme; all of them, and those at a
phone's width, to the folder that is named, `build/screens` when none is. `--only workbench` takes the workbench's
alone, which needs no Incus: its machine is an SSH server in namespaces of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from contextlib import closing
from functools import partial
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from harness.console import LANGUAGES, Browsers, Language, Theme, browsers  # noqa: E402
from harness.incusd import private_incus  # noqa: E402
from harness.scenery import BUSY, RENTER, Place, Who, furnish, login  # noqa: E402
from harness.server import PASSWORD, REGION, Server  # noqa: E402
from screens import workbench  # noqa: E402
from zuka.context import Ctx  # noqa: E402

PICTURES = ROOT / "docs" / "guides" / "pictures"
SHOWN = frozenset({
    "overview", "market", "create", "instances", "instance-connect", "instance-monitor", "billing", "billing-forecast",
    "operator", "operator-hosts", "operator-images", "operator-user", "operator-entry",
})  # fmt: skip
"""Those that the guides show."""
PYTHON = "/opt/zuka/python/bin/python"
THEMES: tuple[Theme, ...] = ("light", "dark")
WHO: tuple[Who, ...] = ("nobody", "renter", "operator")
CARDS = "RTX 3090:24GiB:6, RTX 4090:24GiB:2"
REDUCED = {"RTX 4090": {"price_per_hour": "2.48", "discount_percent": 10}}
"""What is not rented at the first price."""
DESK, PHONE = (1280, 800), (390, 844)
_HISTORY_SECONDS = 180
"""The monitor keeps a sample a minute; its live view shows the last five."""
_LIVE_SECONDS = 75
"""And while one looks, a sample every two seconds."""
_LINGER_SECONDS = 45
_WORK = """
import os, time
import numpy
held = numpy.random.rand(12000, 12000)
disk = open("/root/zuka-tmp/checkpoint.bin", "wb")
for step in range(100_000):
    pause = (0.1, 0.6, 1.5, 0.3)[step // 7 % 4]
    until = time.monotonic() + 0.8
    while time.monotonic() < until:
        held[:600, :600] @ held[:600, :600]
    if step < 500:
        disk.write(os.urandom(6_000_000))
        disk.flush()
    time.sleep(pause)
"""
"""What the busy instance does meanwhile: it computes, holds memory and fills its data disk."""
_TALK = 'exec ping -q -i 0.05 -s 20000 "$(ip route show default | cut -d " " -f 3)"'
"""And talks over its network, to the only one who listens there."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m screens")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "screens")
    parser.add_argument("--only", choices=["console", "workbench"])
    asked = parser.parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    if asked.only != "console":
        workbench.take(PICTURES)
    if asked.only != "workbench":
        asked.folder.mkdir(parents=True, exist_ok=True)
        _take_console(asked.folder)
    return 0


def _take_console(folder: Path) -> None:
    with private_incus() as daemon, tempfile.TemporaryDirectory() as home:
        region = daemon.settings.model_copy(update={"simulated_cards": CARDS})
        server = Server(Path(home), region, {"ZUKA_SECURITY__LOGIN_ATTEMPTS_PER_MINUTE": "1000"})
        server.open_shop()
        server.start()
        try:
            with closing(server.operator()) as operator:
                for model, price in REDUCED.items():
                    operator.put(f"/admin/prices/{model}", json=price).raise_for_status()
            places = furnish(server, linger_seconds=_LINGER_SECONDS)
            with closing(server.client(RENTER, PASSWORD)) as renter:
                busy = next(one["id"] for one in renter.get("/instances").json() if one["name"] == BUSY)
            asyncio.run(server.with_ctx(partial(_work, busy)))
            time.sleep(_HISTORY_SECONDS)
            with browsers() as chromium:
                # What the guides show comes first.
                for theme, size, language in product(THEMES, (DESK, PHONE), LANGUAGES):
                    _round(chromium, server, places, folder, language=language, theme=theme, size=size)
        finally:
            server.stop()


async def _work(instance: str, ctx: Ctx) -> None:
    """Have the instance do something worth monitoring, for as long as it is up."""
    start = ["systemd-run", "--unit=work", "--setenv=OPENBLAS_NUM_THREADS=1", PYTHON, "-c", _WORK]
    result = await ctx.engine(REGION).exec(instance, start)
    assert result.exit_code == 0, result
    ping = ["systemd-run", "--unit=talk", "/bin/sh", "-c", _TALK]
    result = await ctx.engine(REGION).exec(instance, ping)
    assert result.exit_code == 0, result


def _round(
    chromium: Browsers,
    server: Server,
    places: tuple[Place, ...],
    folder: Path,
    *,
    language: Language,
    theme: Theme,
    size: tuple[int, int],
) -> None:
    """Every page once, as one person has it set up."""
    for who in WHO:
        with chromium.seat(server.url, language=language, theme=theme, size=size) as seat:
            if known := login(server, who):
                seat.sits_down(*known)
            for place in (one for one in places if one.who == who):
                seat.open(place.path)
                seat.page.get_by_role("heading").first.wait_for()
                seat.page.wait_for_load_state("load")
                is_shown = place.name in SHOWN and theme == "light" and size == DESK
                # Charts draw themselves a moment after their data came.
                waits = _LIVE_SECONDS if is_shown and place.name == "instance-monitor" else 1.5
                seat.page.wait_for_timeout(1000 * waits)
                name = f"{place.name}-{language}-{theme}-{size[0]}.png"
                seat.page.screenshot(path=folder / name)
                if is_shown:
                    seat.page.screenshot(path=PICTURES / f"{place.name}.{language}.png")
                sys.stdout.write(f"{name}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
