"""The console has words for everything that the platform says, and means the same by them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zuka.cli import words
from zuka.errors import CODES
from zuka.instances.states import OperationKind, OperationState, State
from zuka.instances.steps import PLANS

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "web/src/locales"
OWN_ERRORS = {"console.broken", "network.unreachable", "request.invalid_because", "unknown"}
"""What goes wrong before the platform is asked, or in the asking."""

STEPS = {step.name for plan in PLANS.values() for step in (*plan.steps, *plan.undo)}
both = pytest.mark.parametrize("language", ["zh", "en"])


def room(language: str, name: str) -> dict[str, str]:
    """The words of one file by their dotted keys; of a plural, its common key."""
    found: dict[str, Any] = json.loads((LOCALES / language / f"{name}.json").read_text())
    return {re.sub(r"_(one|other)$", "", key): text for key, text in flat(found)}


def flat(found: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in found.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def below(language: str, name: str, head: str) -> set[str]:
    """The keys under `head`, without it."""
    return {key.removeprefix(f"{head}.") for key in room(language, name) if key.startswith(f"{head}.")}


@both
def test_every_error_has_its_words(language: str) -> None:
    known = set(room(language, "errors"))
    assert set(CODES) - known == set()
    assert known - set(CODES) == OWN_ERRORS, "a code that is no more"


@both
def test_no_error_speaks_of_what_only_programs_see(language: str) -> None:
    jargon = {key: text for key, text in room(language, "errors").items() if "`" in text or "facts" in text}
    assert jargon == {}


@both
def test_every_notice_has_its_words_with_the_same_facts(language: str) -> None:
    said = room(language, "notices")
    assert set(words.NOTICES) - set(said) == set()
    for kind, (chinese, _) in words.NOTICES.items():
        facts = set(re.findall(r"\{(\w+)\}", chinese))
        assert set(re.findall(r"\{\{(\w+)\}\}", said[kind])) == facts, kind


@both
def test_every_state_and_step_has_its_words(language: str) -> None:
    place = ["zh", "en"].index(language)
    states = {name: word[place] for name, word in words.STATES.items()}
    assert {state.value for state in State} <= set(states)
    assert room(language, "states") == states, "one word for one thing"
    assert below(language, "steps", "doing") == STEPS
    assert set(room(language, "steps")) - {f"doing.{step}" for step in STEPS} == STEPS


@both
def test_every_operation_has_its_words(language: str) -> None:
    kinds = {kind.value for kind in OperationKind}
    assert below(language, "instances", "kind") == kinds
    assert below(language, "notices", "acts") == kinds
    assert below(language, "instances", "operation") == {state.value for state in OperationState}


@both
def test_every_act_on_record_has_its_words(language: str) -> None:
    named = below(language, "audit", "act")
    assert set(recorded()) - named == set()


@both
def test_the_filter_of_the_audit_log_offers_every_act(language: str) -> None:
    source = (ROOT / "web/src/features/operator/audit/acts.ts").read_text()
    offered = {
        f"{name}.{act}"
        for name, acts in re.findall(r"^  (\w+): \[(.*?)\]", source, re.MULTILINE | re.DOTALL)
        for act in re.findall(r"'([\w.]+)'", acts)
    }
    assert offered == below(language, "audit", "act")


def recorded() -> Iterator[str]:
    """Every action that the platform's source puts into the audit log, as far as it stands there in one piece."""
    for path in sorted((ROOT / "src/zuka").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node).lstrip("_") in {"record", "audited"}:
                yield from actions(node)


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def actions(node: ast.Call) -> Iterator[str]:
    given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "action")]
    for value in (part for one in given for part in ast.walk(one)):
        text = value.value if isinstance(value, ast.Constant) else None
        if isinstance(text, str) and re.fullmatch(r"[a-z]+\.[a-z_]+", text):
            yield text
