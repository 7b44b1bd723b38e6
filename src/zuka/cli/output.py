"""How results reach the terminal: tables for people, exactly one JSON document for programs.

Results go to standard output, everything else (progress, questions, errors) to standard error. With `--json`,
standard output carries one JSON document and nothing more, an error included.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.status import Status
from rich.table import Table

from zuka.cli import words
from zuka.cli.client import Json
from zuka.cli.failures import Failure, usage
from zuka.kit.clock import SystemClock
from zuka.kit.money import format_yuan, parse_yuan

_JSON = "zuka.cli.json"
_WIDE = 200
"""Columns of a table that goes to a file or a pipe, where nothing should be cut."""


def _remember(ctx: typer.Context, value: bool) -> bool:
    ctx.meta[_JSON] = value
    return value


JsonFlag = Annotated[
    bool,
    typer.Option("--json", help="Print exactly one JSON document on standard output.", callback=_remember),
]
YesFlag = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def wants_json(ctx: typer.Context) -> bool:
    """Whether the command that ran under `ctx` was asked for JSON."""
    return bool(ctx.meta.get(_JSON))


def emit(as_json: bool, document: Any, show: Callable[[], None]) -> None:
    """Print the result: `document` for a program, `show()` for a person."""
    if as_json:
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        show()


def note(text: str) -> None:
    """One line for a person that is not the result."""
    print(text, file=sys.stderr, flush=True)


def fail(failure: Failure, *, as_json: bool) -> None:
    """Tell of a failure: one line on standard error, and the document of a command that promised one."""
    note(f"zuka: {failure.line()}")
    if as_json:
        print(json.dumps(failure.as_json(), ensure_ascii=False, indent=2))


def stdout() -> Console:
    """The console for results, made when needed so that it follows a redirected stream."""
    return Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else _WIDE)


def table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str, right: Sequence[int] = ()
) -> None:
    """Print rows under headings; cells are rich markup. `right` names the columns of numbers."""
    if not rows:
        note(empty)
        return
    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for index, column in enumerate(columns):
        grid.add_column(column, justify="right" if index in right else "left", no_wrap=index == 0)
    for row in rows:
        grid.add_row(*row)
    stdout().print(grid)


def facts(rows: Sequence[tuple[str, str]]) -> None:
    """Print names and values below each other; values are rich markup, empty ones are left out."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, value in rows:
        if value:
            grid.add_row(f"[bold]{name}[/]", value)
    stdout().print(grid)


def text(value: Any) -> str:
    """Any value as it can stand in a cell; None is a dash."""
    return "–" if value is None or value == "" else escape(str(value))


def yuan(amount: str | None, *, places: int = 2) -> str:
    """A decimal string of the wire as money for people: two places, six where every fraction counts."""
    if amount is None:
        return "–"
    micros = parse_yuan(amount)
    return f"{'-' if micros < 0 else ''}¥{format_yuan(abs(micros), places=places)}"


def moment(at: str | None) -> str:
    """A time of the wire in the reader's own time zone, to the second."""
    if not at:
        return "–"
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def since(at: str | None) -> str:
    """How long ago a time of the wire was, in its two largest units."""
    if not at:
        return "–"
    return span((SystemClock().now() - datetime.fromisoformat(at)).total_seconds())


def until(at: str | None) -> str:
    """How long from now until a time of the wire."""
    return span((datetime.fromisoformat(at) - SystemClock().now()).total_seconds()) if at else "–"


def span(seconds: float) -> str:
    """`3 d 4 h`, `12 min 5 s`, `0.8 s`; never negative."""
    if seconds < 10:
        return f"{max(seconds, 0):.1f} s"
    rest = int(seconds)
    parts = []
    for size, chinese, english in ((86400, "天", "d"), (3600, "时", "h"), (60, "分", "min"), (1, "秒", "s")):
        if rest >= size:
            parts.append(f"{rest // size} {words.say(chinese, english)}")
            rest %= size
    return " ".join(parts[:2])


def confirm(question: str, *, yes: bool) -> None:
    """Ask, unless told not to. A program that is not asked must say `--yes`."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise usage(f"{question} Say --yes where nobody can answer.", f"{question} 无人应答时请加 --yes。")
    if not typer.confirm(question, err=True):
        raise Failure("cli.declined", words.say("已取消，未做任何更改。", "Left as it was."))


class Steps:
    """Shows an operation's steps on standard error as they end, and the one under way where that can be seen."""

    def __init__(self) -> None:
        self._told: set[str] = set()
        console = Console(stderr=True, highlight=False)
        self._status: Status | None = console.status("…") if console.is_terminal else None

    def __enter__(self) -> Steps:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def seen(self, operation: Json) -> None:
        """Take in the operation as it was just fetched."""
        for step in operation.get("steps") or []:
            name = step["name"]
            if step["state"] == "done" and name not in self._told:
                self._told.add(name)
                note(f"  ✓ {words.step(name)}  {step['seconds']:.1f} s")
        if self._status is not None:
            self._status.update(escape(f"{words.step(operation['step'])}  {operation['percent']}%"))
