"""The program inside a real instance with limits, as a renter's is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from harness.incusd import PROJECT, IncusHarness
from workbench.monitor.rig import Program
from zuka.workbench.monitor.schemas import MonitorSample

pytestmark = [pytest.mark.incus, pytest.mark.enable_socket]
_MIB = 1 << 20
_NAME = "watched"


@pytest.fixture
def instance(incus_daemon: IncusHarness, tiny_image: str) -> Iterator[IncusHarness]:
    """One of a core and 256 MiB."""
    limits = ["-c", "limits.cpu=1", "-c", f"limits.memory={256 * _MIB}"]
    incus_daemon.incus("launch", tiny_image, _NAME, "--storage", "zuka", *limits)
    incus_daemon.incus("exec", _NAME, "--", "/bin/busybox", "--install", "-s", "/bin")
    yield incus_daemon
    incus_daemon.incus("delete", "--force", _NAME)


def test_is_told_of_its_own_limits(instance: IncusHarness) -> None:
    told = _sample(instance)
    assert told.in_container
    assert told.memory is not None
    assert told.memory.limit == 256 * _MIB
    assert 0 < told.memory.used < 64 * _MIB
    assert told.memory.available == 256 * _MIB - told.memory.used
    assert told.cpu is not None
    assert (told.cpu.limit_cores or told.cpu.count) == 1
    assert told.uptime_seconds is not None
    assert told.uptime_seconds < 600
    assert "nc" in {one.name for one in told.processes}
    assert not told.processes_hidden


def _sample(instance: IncusHarness) -> MonitorSample:
    command = ["incus", "exec", "-T", _NAME, "--", "sh", "-s", "zuka-monitor"]
    environment = os.environ | {"INCUS_DIR": str(instance.directory), "INCUS_PROJECT": PROJECT}
    with Program.by(command, environment) as program:
        sampler = program.sampler()
        for second in range(100):
            sampler.put(program.ask("tick", "p"), seconds=second)
            if sampler.ready:
                break
    return sampler.sample(at=datetime(2026, 1, 1, tzinfo=UTC), latency_ms=None, cost_percent=None)
