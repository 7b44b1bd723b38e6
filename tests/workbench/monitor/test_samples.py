"""What is told of whole machines: one of its own, containers on both versions of control groups, and a rented instance.

Each is made of files, read by the program itself, and looked at twice, a second apart.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.monitor import machines
from workbench.monitor.rig import Program, stat_line, tree
from zuka.workbench.monitor import parse_processes
from zuka.workbench.monitor.sample import Sampler
from zuka.workbench.monitor.schemas import MonitorSample

_AT = datetime(2026, 1, 1, tzinfo=UTC)
_MIB = 1 << 20
Files = Callable[..., dict[str, str]]


def _sample(root: Path, files: Files, **changed: str) -> MonitorSample:
    with Program("dash", tree(root, files())) as program:
        sampler = program.sampler()
        sampler.put(program.ask("tick", "p"), seconds=0)
        assert not sampler.ready
        tree(root, files(later=True) | changed)
        sampler.put(program.ask("tick", "p"), seconds=1)
        _learn(program, sampler)
    assert sampler.ready
    return sampler.sample(at=_AT, latency_ms=3.5, cost_percent=0.2)


def _learn(program: Program, sampler: Sampler) -> None:
    unknown = sampler.processes.unknown()
    answer = program.ask("names", *map(str, unknown))
    sampler.processes.learn(unknown, parse_processes.details(answer.lines("names")))


def test_a_machine_of_its_own(tmp_path: Path) -> None:
    told = _sample(tmp_path, machines.host)
    assert (told.os, told.uptime_seconds, told.in_container) == (
        "Debian GNU/Linux 12 (bookworm)",
        5001.25,
        False,
    )
    assert told.load == [1.5, 0.75, 0.25]
    assert told.cpu is not None
    assert told.cpu.cores == [0, 25, 50, 75]
    assert (told.cpu.percent, told.cpu.count, told.cpu.limit_cores) == (37.5, 4, None)
    assert told.memory is not None
    assert told.memory.limit is None
    assert told.memory.used == (65_536_000 - 40_000_000) << 10
    assert told.memory.cached == (500_000 + 20_000_000 + 600_000 - 100_000) << 10
    assert told.memory.swap_used == (8_388_608 - 8_000_000) << 10
    assert [one.name for one in told.network] == ["eth0", "docker0"]
    assert (told.network[0].rx_rate, told.network[0].tx_rate) == (2048, 1024)
    assert told.disk_io is not None
    assert (told.disk_io.read_rate, told.disk_io.write_rate) == (8 * 512, 16 * 512)


def test_its_processes(tmp_path: Path) -> None:
    told = _sample(tmp_path, machines.host)
    busiest = told.processes[0]
    assert (busiest.pid, busiest.user, busiest.cpu_percent) == (40, "trainer", 150)
    assert (busiest.command, busiest.name, busiest.state) == (
        "python train.py --name a b",
        "python train.py",
        "R",
    )
    assert busiest.memory_bytes == 250_000 * 4096
    assert busiest.started == 90_000
    unnamed = next(one for one in told.processes if one.pid == 41)
    # Who has no name here is shown by number, and who has no command line by the short name.
    assert (unnamed.user, unnamed.command) == ("77", "evil) R 1 (x")
    assert told.processes_total == 3
    assert not told.processes_hidden


@pytest.mark.parametrize("files", [machines.docker_v1, machines.docker_v2])
def test_a_container_is_told_of_its_own_limits(tmp_path: Path, files: Files) -> None:
    told = _sample(tmp_path, files)
    assert told.in_container
    assert told.memory is not None
    assert told.memory.limit == 2048 * _MIB
    assert told.memory.used == 500 * _MIB
    assert told.memory.available == 1548 * _MIB
    assert told.cpu is not None
    # Three quarters of a second of work, of one and a half that it may have.
    assert (told.cpu.limit_cores, told.cpu.percent) == (1.5, 50)
    assert told.cpu.cores == [], "how busy the host's cores are is nothing to a tenant of some of them"
    assert told.disk_io is not None
    assert (told.disk_io.read_rate, told.disk_io.write_rate) == (4096, 8192)
    assert told.uptime_seconds == 5001.25 - 4400, "since its own first process"


def test_a_container_on_version_2_is_told_of_its_swap(tmp_path: Path) -> None:
    told = _sample(tmp_path, machines.docker_v2)
    assert told.memory is not None
    assert (told.memory.swap_total, told.memory.swap_used) == (512 * _MIB, 100 * _MIB)


def test_a_container_that_shares_the_hosts_view_of_control_groups(tmp_path: Path) -> None:
    def files(*, later: bool = False) -> dict[str, str]:
        made = machines.docker_v2(later=later)
        moved = {
            name.replace("sys/fs/cgroup/", "sys/fs/cgroup/system.slice/docker-01ab.scope/"): text
            for name, text in made.items()
            if name.startswith("sys/fs/cgroup/")
        }
        kept = {name: text for name, text in made.items() if not name.startswith("sys/fs/cgroup/")}
        return kept | moved | {"proc/1/cgroup": "0::/system.slice/docker-01ab.scope\n"}

    told = _sample(tmp_path, files)
    assert told.memory is not None
    assert told.memory.limit == 2048 * _MIB


def test_a_container_may_be_bound_to_some_cores(tmp_path: Path) -> None:
    def files(*, later: bool = False) -> dict[str, str]:
        group = "sys/fs/cgroup"
        return machines.docker_v2(later=later) | {
            f"{group}/cpu.max": "max 100000\n",
            f"{group}/cpuset.cpus.effective": "1,3\n",
        }

    told = _sample(tmp_path, files)
    assert told.cpu is not None
    assert (told.cpu.count, told.cpu.limit_cores) == (2, None)
    assert told.cpu.cores == [25, 75]
    assert told.cpu.percent == 37.5


def test_a_rented_instance_believes_what_lxcfs_shows(tmp_path: Path) -> None:
    told = _sample(tmp_path, machines.lxc)
    assert told.in_container
    assert told.uptime_seconds == 601
    assert told.cpu is not None
    assert (told.cpu.count, told.cpu.limit_cores, told.cpu.cores) == (2, None, [100, 0])
    assert told.cpu.percent == 50
    assert told.memory is not None
    assert (told.memory.total, told.memory.limit) == (4096 * _MIB, 4096 * _MIB)
    assert told.memory.used == 1100 * _MIB
    assert told.memory.available == 2996 * _MIB
    assert told.disk_io is not None
    assert told.disk_io.read_rate == 4096


def test_an_image_that_was_a_containers_makes_no_container(tmp_path: Path) -> None:
    told = _sample(tmp_path, lambda later=False: machines.host(later=later) | {".dockerenv": ""})
    assert not told.in_container
    assert told.cpu is not None
    assert len(told.cpu.cores) == 4


def test_says_so_where_others_processes_are_hidden(tmp_path: Path) -> None:
    def files(*, later: bool = False) -> dict[str, str]:
        # What a user sees of a `/proc` that is mounted with hidepid.
        every = machines.host(later=later)
        return {
            name: text
            for name, text in every.items()
            if not name.startswith(("proc/1/", "proc/2/", "proc/41/"))
        }

    told = _sample(tmp_path, files)
    assert told.processes_hidden
    assert [one.pid for one in told.processes] == [40]


def test_a_number_that_has_passed_to_another_process_is_not_charged_with_the_first_ones_work(
    tmp_path: Path,
) -> None:
    again = stat_line(40, "sh", ticks=30, started=500_050)
    told = _sample(tmp_path, machines.host, **{"proc/40/stat": again})
    process = next(one for one in told.processes if one.pid == 40)
    assert (process.cpu_percent, process.name) == (30, "sh")


def test_counters_that_begin_anew_make_no_negative_rates(tmp_path: Path) -> None:
    net = "a\nb\n  eth0: 5 0 0 0 0 0 0 0 5 0 0 0 0 0 0 0\n"
    told = _sample(
        tmp_path, machines.host, **{"proc/net/dev": net, "proc/diskstats": "8 0 sda 1 0 1 0 1 0 1 0\n"}
    )
    assert (told.network[0].rx_rate, told.network[0].tx_rate) == (0, 0)
    assert told.disk_io is not None
    assert told.disk_io.read_rate == 0


def test_a_machine_that_tells_almost_nothing(tmp_path: Path) -> None:
    told = _sample(
        tmp_path, lambda later=False: {"proc/stat": "nonsense\n", "proc/meminfo": "MemTotal: many kB\n"}
    )
    assert (told.cpu, told.memory, told.load, told.network, told.disk_io) == (None, None, [], [], None)
    assert told.uptime_seconds is None
