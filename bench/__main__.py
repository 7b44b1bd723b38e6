"""`./zuka bench [NAME…] [--json]`: measure, print, and write `docs/benchmarks.md` when everything was measured."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from bench.row import Row

ROOT = Path(__file__).parent.parent
NAMES = (
    "gateway", "instances", "console", "setup", "workbench_monitor", "workbench_terminal", "workbench_files",
    "workbench_desk",
)  # fmt: skip
PAGE = ROOT / "docs" / "benchmarks.md"


def main() -> int:
    """0 when every promise is kept."""
    parser = argparse.ArgumentParser(prog="zuka bench", description="Measure what the documents promise.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(NAMES)}; all when left out")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    wanted = parser.parse_args()
    if unknown := sorted(set(wanted.names) - set(NAMES)):
        parser.error(f"there is no benchmark {unknown[0]}; there are {', '.join(NAMES)}")
    # Benchmarks stand on the same private engine and server as the tests.
    sys.path.insert(0, str(ROOT / "tests"))
    rows: list[Row] = []
    for name in wanted.names or NAMES:
        print(f"• {name}", file=sys.stderr, flush=True)
        found: list[Row] = importlib.import_module(f"bench.{name}").run()
        for row in found:
            print(json.dumps(asdict(row), ensure_ascii=False) if wanted.json else _line(row), flush=True)
        rows += found
    if not wanted.names:
        PAGE.write_text(_page(rows))
    return 0 if all(row.ok for row in rows) else 1


def _line(row: Row) -> str:
    verdict = "" if not row.must else f"{row.must:>16}  {'ok' if row.ok else 'MISSED'}"
    return f"{row.name:<64} {_value(row):>12} {row.unit:<6} {verdict}".rstrip()


def _value(row: Row) -> str:
    return f"{row.value:,.0f}" if row.value >= 1000 else f"{row.value:.2f}"


def _page(rows: list[Row]) -> str:
    lines = [
        "# Benchmarks",
        "",
        "Written by `./zuka bench`. Ratios count: both sides were measured in one run, taking turns. Absolute numbers",
        "belong to the machine below.",
        "",
        f"Machine: {_machine()}.",
        "",
        "| What | Value | Unit | Must be | Kept |",
        "| --- | ---: | --- | --- | --- |",
    ]
    for row in rows:
        kept = "" if not row.must else "yes" if row.ok else "**no**"
        lines.append(f"| {row.name} | {_value(row)} | {row.unit} | {row.must} | {kept} |")
    return "\n".join(lines) + "\n"


def _machine() -> str:
    cpuinfo = Path("/proc/cpuinfo").read_text()
    model = next(
        (line.partition(":")[2].strip() for line in cpuinfo.splitlines() if "model name" in line), "?"
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return f"{os.cpu_count()} × {model}, {memory} GiB, {system}, Linux {platform.release()}, shared with other work"


if __name__ == "__main__":
    sys.exit(main())
