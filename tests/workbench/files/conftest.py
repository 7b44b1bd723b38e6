"""A session at a real server, and a folder there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.sshd import Sshd, sshd
from workbench.files.place import Place
from workbench.rig import Desk

QUIET = "SetEnv SHLVL=2"
"""Debian's bash reads ~/.bashrc for commands over SSH, unless it is below another shell; what somebody has there is no
part of these tests."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Sshd]:
    """A real OpenSSH server."""
    with sshd(tmp_path / "sshd", QUIET) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "there"
    made.mkdir()
    return made


@pytest.fixture
async def place(desk: Desk, server: Sshd, folder: Path) -> Place:
    """Ann's session at an OpenSSH server with SFTP."""
    return Place(desk, (await desk.connected(server))["id"], folder)
