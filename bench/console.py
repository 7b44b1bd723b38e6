"""The console in Chromium: what the first visit to the market loads, when it is usable, how it bears 1,000 rows.

The platform is a real server on a simulated region of 250 hosts with four card models each: exactly the rows that an
installation of that size shows. Every visit has an empty cache.
"""

from __future__ import annotations

import statistics
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.row import Row
from harness.console import Browsers, Seat, browsers
from harness.server import PASSWORD, Server
from zuka.settings import RegionSettings

_MODELS = ("RTX 3090:24GiB:8", "RTX 4090:24GiB:8", "L20:48GiB:4", "A100 80G:80GiB:8")
_HOSTS = 250
_VISITS = 5
_REST_MS = 500
_FIRST_LOAD_KB, _INTERACTION_MS = 420, 100
_WATCH = """
window.marks = { usable: null, interactions: [] };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.interactionId) window.marks.interactions.push(entry.duration);
}).observe({ type: 'event', durationThreshold: 16, buffered: true });
const look = () => {
  if (document.querySelector('main a[href^="/market/"]')) window.marks.usable = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
_READ = """() => {
  const files = performance.getEntriesByType('resource').filter((one) => /\\.(js|css)$/.test(one.name));
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return {
    kilobytes: files.reduce((sum, one) => sum + one.encodedBodySize, 0) / 1000,
    painted: paint ? paint.startTime : null,
    usable: window.marks.usable,
  };
}"""


def run() -> list[Row]:
    """About a minute."""
    with tempfile.TemporaryDirectory() as folder:
        region = RegionSettings(engine="simulated", simulated_hosts=_HOSTS, simulated_cards=",".join(_MODELS))
        server = Server(Path(folder), region)
        server.open_shop()
        server.start()
        try:
            _furnish(server)
            with browsers() as chromium:
                visits = [_visit(chromium, server) for _ in range(_VISITS)]
                slowest = _interactions(chromium, server)
        finally:
            server.stop()
    kilobytes = max(visit["kilobytes"] for visit in visits)
    painted = statistics.median(visit["painted"] for visit in visits)
    usable = statistics.median(visit["usable"] for visit in visits)
    return [
        Row(
            "Console: first load of the market, scripts and styles, compressed",
            "KB",
            kilobytes,
            "≤ 420",
            kilobytes <= _FIRST_LOAD_KB,
        ),
        Row(f"Console: first contentful paint, empty cache, p50 of {_VISITS}", "ms", painted, "", True),
        Row(
            f"Console: usable market with 1,000 offers, empty cache, p50 of {_VISITS}", "ms", usable, "", True
        ),
        Row(
            "Console: slowest interaction with 1,000 rows (filter, sort, count)",
            "ms",
            slowest,
            "≤ 100",
            slowest <= _INTERACTION_MS,
        ),
    ]


def _furnish(server: Server) -> None:
    """A price for every model, and somebody who looks."""
    with closing(server.operator()) as operator:
        for model in _MODELS:
            price = {"price_per_hour": "1.58", "discount_percent": 0}
            operator.put(f"/admin/prices/{model.partition(':')[0]}", json=price).raise_for_status()
    server.renter("ann").close()


def _seat(chromium: Browsers, server: Server) -> Any:
    return chromium.seat(server.url, language="en")


def _enter(seat: Seat, path: str) -> None:
    seat.sits_down("ann", PASSWORD)
    seat.page.add_init_script(_WATCH)
    seat.open(path)
    seat.page.wait_for_function("() => window.marks.usable !== null")


def _visit(chromium: Browsers, server: Server) -> dict[str, float]:
    with _seat(chromium, server) as seat:
        _enter(seat, "/market")
        found: dict[str, float] = seat.page.evaluate(_READ)
        return found


def _interactions(chromium: Browsers, server: Server) -> float:
    """Milliseconds from the slowest input to the next frame, as the browser itself counts them."""
    with _seat(chromium, server) as seat:
        _enter(seat, "/market")
        main = seat.page.get_by_role("main")
        counts = main.get_by_role("radiogroup", name=seat.say("market.count"))
        models = main.get_by_role("radiogroup", name=seat.say("market.model"))
        sorts = main.get_by_label(seat.say("market.sort"))
        for press in (
            counts.get_by_text("2", exact=True),
            counts.get_by_text("8", exact=True),
            models.get_by_text("L20"),
            models.get_by_text(seat.say("common.all"), exact=True),
            counts.get_by_text("1", exact=True),
            sorts,
            seat.page.get_by_title(seat.say("market.sort_idle")),
            main.get_by_text(seat.say("market.only_idle")),
        ):
            press.click()
            # Until the page is at rest, so that every press is measured by itself.
            seat.page.wait_for_timeout(_REST_MS)
        worst: float = seat.page.evaluate("Math.max(0, ...window.marks.interactions)")
        return worst
