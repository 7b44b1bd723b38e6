"""What came of a demo: each step with its time, and the bill beside what it should be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from zuka.cli import money, words
from zuka.cli.client import Json
from zuka.cli.output import note, table, text, yuan
from zuka.kit.money import format_yuan


@dataclass(frozen=True)
class Step:
    """One step. `says` is what was seen, or why it failed."""

    name: str
    title: str
    seconds: float
    ok: bool
    says: str = ""


@dataclass
class Report:
    """Charges are micro-yuan; `expected_micros` is computed from the runs alone, and None until that could be done."""

    steps: list[Step] = field(default_factory=list)
    charged_micros: int | None = None
    expected_micros: int | None = None
    leftovers: list[str] = field(default_factory=list)
    statement: Json | None = None
    simulated_cards: bool = False

    @property
    def ok(self) -> bool:
        """Every step held, the bill is exact to the millionth of a yuan, and nothing is left."""
        exact = self.charged_micros is not None and self.charged_micros == self.expected_micros
        return bool(self.steps) and all(step.ok for step in self.steps) and exact and not self.leftovers

    def as_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "steps": [
                {"name": one.name, "seconds": round(one.seconds, 3), "ok": one.ok, "says": one.says}
                for one in self.steps
            ],
            "charged_micros": self.charged_micros,
            "expected_micros": self.expected_micros,
            "leftovers": self.leftovers,
            "simulated_cards": self.simulated_cards,
        }


def show(report: Report) -> None:
    """Print the report for a person."""
    rows = [
        ("[green]✓[/]" if one.ok else "[red]✗[/]", text(one.title), f"{one.seconds:.2f}", text(one.says))
        for one in report.steps
    ]
    columns = ("", words.say("步骤", "step"), words.say("秒", "seconds"), "")
    table(columns, rows, right=(2,), empty="")
    if report.statement is not None:
        print()
        money.show_statement(report.statement)
    if report.charged_micros is not None and report.expected_micros is not None:
        charged, expected = (
            yuan(format_yuan(micros), places=6) for micros in (report.charged_micros, report.expected_micros)
        )
        note(
            words.say(
                f"实际扣费 {charged}，按公式应为 {expected}。",
                f"Charged {charged}; the formula says {expected}.",
            )
        )
    for one in report.leftovers:
        note(words.say(f"残留：{one}", f"Left over: {one}"))
    if report.simulated_cards:
        note(words.say("卡是模拟的，其余都是真的。", "The cards are simulated; everything else is real."))
