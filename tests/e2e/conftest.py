"""The platform that stories are told on: a real server on real Incus, and people in front of real browsers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.console import Browsers, browsers
from harness.desk import platform
from harness.incusd import IncusHarness
from harness.server import Server
from harness.sshd import Sshd, sshd

CARDS = "RTX 3090:24GiB:8"


@pytest.fixture(scope="session")
def shop(incus_daemon: IncusHarness, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An open market with eight simulated cards. Stories share it and leave what is theirs behind."""
    region = incus_daemon.settings.model_copy(update={"simulated_cards": CARDS})
    # Everybody in these stories comes from the same address.
    many = {"ZUKA_SECURITY__LOGIN_ATTEMPTS_PER_MINUTE": "1000"}
    server = Server(tmp_path_factory.mktemp("shop") / "installation", region, many)
    server.open_shop()
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A platform whose workbenches may reach loopback, where the machines of their stories are."""
    server = platform(tmp_path_factory.mktemp("desks") / "installation")
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """A machine of somebody's own, for stories that leave it as it is."""
    with sshd(tmp_path_factory.mktemp("machine")) as server:
        yield server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browsers]:
    """For one file only: while it is open, nothing else in this process can run an event loop, so servers come first."""
    with browsers() as opened:
        yield opened
