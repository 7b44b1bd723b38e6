"""The command line's words, its figures, and what every command keeps to."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from zuka.cli import main, output, words
from zuka.cli.failures import Failure, of_platform
from zuka.errors import CODES, Conflict, Unavailable
from zuka.instances.states import State
from zuka.instances.steps import PLANS

HEAVY = ("sqlalchemy", "fastapi", "uvicorn", "alembic", "cryptography", "zuka.bootstrap", "zuka.app")
SPEAKS_FOR_OTHERS = {"ssh", "cp", "log", "serve", "migrate", "up", "down", "workbench"}
"""Commands whose standard output belongs to OpenSSH, a build or a server."""


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def commands(group: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, one in group.commands.items():
        if hasattr(one, "commands"):
            yield from commands(one, f"{path}{name} ")
        else:
            yield f"{path}{name}", one


def test_every_error_can_be_said_in_chinese() -> None:
    assert set(CODES) - set(words.ERRORS_ZH) == set()
    assert set(words.ERRORS_ZH) - set(CODES) == set(), "a code that is no more"


def test_every_step_and_state_has_its_words() -> None:
    steps = {step.name for plan in PLANS.values() for step in (*plan.steps, *plan.undo)}
    assert steps - set(words.STEPS) == set()
    assert {state.value for state in State} | {"unknown"} == set(words.STATES)


@pytest.mark.parametrize(
    ("surroundings", "is_chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_TW"}, True),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "C", "LC_MESSAGES": "zh_CN"}, True),
        ({}, False),
    ],
)
def test_the_language_is_the_terminals(
    monkeypatch: pytest.MonkeyPatch, surroundings: dict[str, str], is_chinese: bool
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    assert words.is_chinese() is is_chinese


def test_a_refusal_keeps_its_numbers_in_chinese(chinese: None) -> None:
    said = words.sentence("market.sold_out", "Fewer cards are idle.", {"idle": 1})
    assert said == "主机空闲 GPU 不足（idle=1）"
    assert words.sentence("cards.unheard_of", "Something new.", {}) == "Something new."
    assert words.sentence("request.invalid", "count: too small", {}) == "请求有误：count: too small"


def test_a_notice_is_a_sentence_and_an_unknown_one_is_shown_as_it_came(english: None) -> None:
    told = words.notice("wallet_runs_dry", {"runs_dry_at": "2026-01-01T12:00", "minutes": 60})
    assert told == "The balance runs dry at 2026-01-01T12:00; then instances stop"
    assert words.notice("wallet_runs_dry", {}) == "wallet_runs_dry: "
    assert words.notice("something_new", {"a": 1}) == "something_new: a=1"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(-3, "0.0 s"), (0.84, "0.8 s"), (10, "10 s"), (61, "1 min 1 s"), (3600, "1 h"), (90061, "1 d 1 h")],
)
def test_a_span_is_shown_in_its_two_largest_units(english: None, seconds: float, shown: str) -> None:
    assert output.span(seconds) == shown


@pytest.mark.parametrize(
    ("amount", "places", "shown"),
    [("3.16", 2, "¥3.16"), ("0.000001", 6, "¥0.000001"), ("-2.5", 2, "-¥2.50"), (None, 2, "–")],
)
def test_money_is_shown_exactly_or_cut_and_never_rounded_up(
    amount: str | None, places: int, shown: str
) -> None:
    assert output.yuan(amount, places=places) == shown
    assert output.yuan("1.999999") == "¥1.99"


def test_every_command_can_answer_in_json() -> None:
    group = typer.main.get_command(main.app)
    found = dict(commands(group))
    assert len(found) > 50
    without = {
        name for name, one in found.items() if not any("--json" in option.opts for option in one.params)
    }
    assert {name.split()[-1] for name in without} <= SPEAKS_FOR_OTHERS


def test_every_command_says_what_it_does() -> None:
    group = typer.main.get_command(main.app)
    assert [name for name, one in commands(group) if not one.help] == []


def test_the_command_line_starts_without_the_platform() -> None:
    code = f"import sys, zuka.cli.main; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_log_in_hint_is_one_line(english: None) -> None:
    failure = Failure("cli.not_logged_in", "Log in first.", retry_after=3)
    assert failure.line() == "Log in first. Try again in 3 s. [cli.not_logged_in]"


def test_an_error_of_the_platforms_own_parts_is_said_like_one_of_the_api(english: None) -> None:
    refused = of_platform(Conflict("market.sold_out", idle=1))
    assert (refused.exit_code, refused.facts) == (3, {"idle": 1})
    assert of_platform(Unavailable("engine.unavailable", retry_after=5)).exit_code == 4
