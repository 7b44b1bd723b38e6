"""Error codes, settings and reference pages: what people look up is there, complete and current."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from house import rules
from zuka import settings
from zuka.cli import reference
from zuka.errors import CODES
from zuka.settings import Settings


def strays(text: str) -> list[str]:
    """Codes that this source raises and nobody can look up."""
    return [code for code, _, _ in reference.raised_codes(text) if code not in CODES]


def test_every_code_that_is_raised_is_in_the_catalogue() -> None:
    assert [(path, strays(text)) for path, text in rules.python_files("src") if strays(text)] == []


def test_a_code_that_is_not_in_the_catalogue_is_found() -> None:
    assert strays('raise Conflict("wallet.unheard_of")') == ["wallet.unheard_of"]
    assert strays('raise EngineRefused("It said no.", code="engine.unheard_of")') == ["engine.unheard_of"]
    assert strays('_CODE = "keys.unheard_of"\nraise Invalid(_CODE)') == ["keys.unheard_of"]
    assert strays('raise Conflict("wallet.insufficient" if poor else "wallet.code_used")') == []


def test_every_code_in_the_catalogue_is_used() -> None:
    texts = [text for path, text in rules.python_files("src") if path.parts[2] not in {"cli", "errors.py"}]
    written = {
        node.value for text in texts for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)
    }
    defaults = {getattr(one, "default_code", "") for one in reference.error_classes().values()}
    assert sorted(set(CODES) - written - defaults) == []


def test_every_code_has_a_sentence() -> None:
    assert [code for code, meaning in CODES.items() if not meaning.endswith(".") or len(meaning) < 15] == []


def undescribed(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Settings below `model` that say nothing about themselves."""
    for name, field in model.model_fields.items():
        if not field.description or not field.description.endswith("."):
            yield f"{prefix}{name}"
        inner = reference.group_of(field)
        if inner is not None:
            yield from undescribed(inner, f"{prefix}{name}.")


def test_every_setting_says_what_it_is() -> None:
    assert list(undescribed(Settings)) == []


def test_a_setting_that_says_nothing_is_found() -> None:
    class Inner(BaseModel):
        silent: int = 1

    class Outer(BaseModel):
        inner: Inner = Inner()

    assert list(undescribed(Outer)) == ["inner", "inner.silent"]


@pytest.mark.parametrize("name", ["ZUKA_HTPP__PORT", "ZUKA_PORT", "ZUKA_"])
def test_a_misspelt_setting_refuses_to_start(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(ValueError, match=name):
        settings.load()


def test_a_misspelt_setting_of_a_group_refuses_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZUKA_HTTP__PROT", "1")
    with pytest.raises(ValidationError, match="prot"):
        settings.load()


def test_every_documented_setting_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names on the reference page are names that work: each default, given by name, loads."""
    for variable in list(os.environ):
        if variable.startswith("ZUKA_"):
            monkeypatch.delenv(variable)
    rows = [line for line in reference.settings_page().splitlines() if line.startswith("| `ZUKA_")]
    assert len(rows) > 50
    for row in rows:
        name, default = (cell.strip().strip("`") for cell in row.split("|")[1:3])
        if default != "empty":
            monkeypatch.setenv(name.replace("<NAME>", "LOCAL"), default)
    assert settings.load() == Settings.model_validate(Settings().model_dump())


def test_the_reference_pages_are_current() -> None:
    assert reference.outdated() == [], "run `make gen`"


def test_a_page_that_is_out_of_date_is_found(tmp_path: Path) -> None:
    for name, text in reference.pages().items():
        (tmp_path / name).write_text(text)
    assert reference.outdated(tmp_path) == []
    (tmp_path / "errors.md").write_text("older")
    (tmp_path / "cli.md").unlink()
    assert reference.outdated(tmp_path) == ["errors.md", "cli.md"]
