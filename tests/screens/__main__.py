"""`make screenshots`: a picture of every page in both languages and themes, from a real server on real Incus.

The pictures that the guides show go to `docs/guides/pictures/`, in the light theme; all of them, and those at a
phone's width, to the folder that is named, `build/screens` when none is.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from harness.console import LANGUAGES, Browsers, Language, Theme, browsers  # noqa: E402
from harness.incusd import private_incus  # noqa: E402
from harness.scenery import Place, Who, furnish, login  # noqa: E402
from harness.server import Server  # noqa: E402

PICTURES = ROOT / "docs" / "guides" / "pictures"
SHOWN = frozenset({
    "landing", "register", "overview", "market", "create", "instances", "instance-connect", "instance-monitor", "billing",
    "operator", "operator-hosts", "operator-images", "operator-users", "operator-ledger",
})  # fmt: skip
"""Those that the guides show."""
THEMES: tuple[Theme, ...] = ("light", "dark")
WHO: tuple[Who, ...] = ("nobody", "renter", "operator")
DESK, PHONE = (1280, 800), (390, 844)
_HISTORY_SECONDS = 130
"""The monitor keeps a sample a minute; with three of them its charts have lines."""


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "screens")
    folder.mkdir(parents=True, exist_ok=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with private_incus() as daemon, tempfile.TemporaryDirectory() as home:
        region = daemon.settings.model_copy(update={"simulated_cards": "RTX 3090:24GiB:8"})
        server = Server(Path(home), region, {"ZUKA_SECURITY__LOGIN_ATTEMPTS_PER_MINUTE": "1000"})
        server.open_shop()
        server.start()
        try:
            places = furnish(server)
            time.sleep(_HISTORY_SECONDS)
            with browsers() as chromium:
                for language in LANGUAGES:
                    for theme in THEMES:
                        for size in (DESK, PHONE):
                            _round(
                                chromium, server, places, folder, language=language, theme=theme, size=size
                            )
        finally:
            server.stop()
    return 0


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
                # Charts draw themselves a moment after their data came.
                seat.page.wait_for_timeout(1_500)
                name = f"{place.name}-{language}-{theme}-{size[0]}.png"
                seat.page.screenshot(path=folder / name)
                if place.name in SHOWN and theme == "light" and size == DESK:
                    seat.page.screenshot(path=PICTURES / f"{place.name}.{language}.png")
                sys.stdout.write(f"{name}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
