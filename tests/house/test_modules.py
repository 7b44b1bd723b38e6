"""What every Python file keeps to: it says what it is for, fits in the head, and asks nobody for the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from house import rules

Rule = Callable[[Path, str], Iterator[str]]
SPEAKS = ("src/zuka/cli/", "src/zuka/install/")
SCHEMA = ("src/zuka/kit/db.py", "src/zuka/migrations/")


def found(rule: Rule, *folders: str, but: tuple[str, ...] = ()) -> list[str]:
    files = rules.python_files(*folders)
    assert len(files) > 5, "the rule looks at something"
    return [problem for path, text in files if not str(path).startswith(but) for problem in rule(path, text)]


def test_every_module_says_what_it_is_for() -> None:
    assert found(rules.docstring_problems, "src", "tests") == []


def test_init_files_hold_a_docstring_at_most() -> None:
    files = [(path, text) for path, text in rules.python_files("src", "tests") if path.name == "__init__.py"]
    assert len(files) > 5
    assert [problem for path, text in files for problem in rules.init_problems(path, text)] == []


def test_no_file_is_longer_than_fits_in_the_head() -> None:
    assert found(rules.size_problems, "src", "tests", but=("src/zuka/migrations/versions/",)) == []


def test_only_the_clock_asks_the_machine_for_the_time() -> None:
    assert found(rules.clock_problems, "src", "tests", but=("src/zuka/kit/clock.py",)) == []


def test_only_the_database_room_knows_its_dialects() -> None:
    problems = found(rules.dialect_problems, "src", but=(*SCHEMA, "src/zuka/install/test_packages.py"))
    # A model may say how a column is declared; what it may not do is behave differently.
    assert [one for one in problems if "/models.py:" not in one or "names a dialect" not in one] == []


def test_nothing_is_mocked() -> None:
    assert found(rules.mock_problems, "src", "tests") == []


def test_only_terminal_commands_print() -> None:
    assert found(rules.print_problems, "src", but=SPEAKS) == []


def test_a_module_keeps_its_sql_to_itself() -> None:
    assert found(rules.store_problems, "src") == []


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        (rules.docstring_problems, "import os\n", '"""Does one thing."""\nimport os\n'),
        (rules.init_problems, "from zuka.kit import db\n", '"""One thing."""\n'),
        (rules.size_problems, "x = 1\n" * 401, "# said\n\n" * 500 + "x = 1\n" * 400),
        (rules.clock_problems, "from datetime import datetime\nx = datetime.now()\n", "x = clock.now()\n"),
        (rules.clock_problems, "import time\nx = time.time()\n", "import time\nx = time.monotonic()\n"),
        (rules.dialect_problems, "s = select(User).with_for_update()\n", "s = select(User)\n"),
        (rules.dialect_problems, 's = text("SELECT 1 FOR UPDATE")\n', 's = "for update see the docs"\n'),
        (rules.dialect_problems, 'if bind.dialect.name == "sqlite":\n    pass\n', 'u = "sqlite:///x"\n'),
        (rules.dialect_problems, "from sqlalchemy.dialects import sqlite\n", "from sqlalchemy import select\n"),
        (rules.mock_problems, "from unittest import mock\n", "from zuka.engine.simulated import twins\n"),
        (rules.mock_problems, 'monkeypatch.setattr(a, "b", 1)\n', 'monkeypatch.setenv("A", "b")\n'),
        (rules.print_problems, 'print("x")\n', 'log.info("x")\n'),
        (rules.store_problems, "from zuka.wallet import store\n", "from zuka.fleet import store\n"),
        (rules.store_problems, "from zuka.wallet.store import code\n", "from zuka.wallet import service\n"),
    ],
)  # fmt: skip
def test_the_rules_find_what_they_look_for(rule: Rule, bad: str, good: str) -> None:
    here = Path("src/zuka/fleet/example.py")
    assert len(list(rule(here, bad))) >= 1
    assert list(rule(here, good)) == []
