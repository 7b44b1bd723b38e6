"""A session at a real server, and a folder there."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.sshd import Sshd
from workbench.files.place import Place
from workbench.rig import Desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "there"
    made.mkdir()
    return made


@pytest.fixture
async def place(desk: Desk, server: Sshd, folder: Path) -> Place:
    """Ann's session at an OpenSSH server with SFTP."""
    return Place(desk, (await desk.connected(server))["id"], folder)
