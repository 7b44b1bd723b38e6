"""The floors: a package imports only from floors below it, and each has one."""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter import configuration
from importlinter.application.use_cases import lint_imports

from house.rules import ROOT

configuration.configure()

_SMALL = """
[importlinter]
root_package = small_house

[importlinter:contract:floors]
name = floors
type = layers
containers = small_house
exhaustive = true
layers =
    upper
    lower
"""


def test_the_house_keeps_to_its_floors() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)


@pytest.mark.parametrize(
    ("files", "kept"),
    [
        ({"upper": "import small_house.lower\n", "lower": ""}, True),
        ({"upper": "", "lower": "import small_house.upper\n"}, False),
        ({"upper": "", "lower": "", "without_a_floor": ""}, False),
    ],
    ids=["downwards", "upwards", "no floor"],
)
def test_the_check_can_fail(
    files: dict[str, str], kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "small_house"
    package.mkdir()
    (package / "__init__.py").touch()
    for name, text in files.items():
        (package / f"{name}.py").write_text(text)
    (tmp_path / "lint.ini").write_text(_SMALL)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert lint_imports(config_filename=str(tmp_path / "lint.ini"), cache_dir=None) is kept
