"""Fixtures that any suite may use: `pytest_plugins = ["harness.fixtures"]` in the top `conftest.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import tiny
from harness.incusd import IncusHarness, private_incus


@pytest.fixture(scope="session")
def incus_daemon() -> Iterator[IncusHarness]:
    """A private Incus daemon for the whole session. Tests share it: they name what is theirs, or wipe it."""
    with private_incus() as harness:
        yield harness


@pytest.fixture(scope="session")
def tiny_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Metadata and root file system of the tiny image."""
    return tiny.build(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def tiny_image(incus_daemon: IncusHarness, tiny_files: tuple[Path, Path]) -> str:
    """The alias of the tiny image, which is in the daemon."""
    incus_daemon.import_image(tiny.ALIAS, *tiny_files)
    return tiny.ALIAS
