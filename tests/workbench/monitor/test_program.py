"""The program at the other end: the same answers under every shell, bounded whatever it meets, and gone in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.monitor import machines
from workbench.monitor.rig import SHELLS, Program, available, sections, stat_line, tree
from zuka.workbench.monitor import parse_processes, script

pytestmark = pytest.mark.parametrize(
    "shell",
    [
        pytest.param(name, marks=pytest.mark.skipif(not available(name), reason=f"there is no {name}"))
        for name in SHELLS
    ],
)


def _program(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return folder


def test_tells_what_the_machine_is(shell: str, tmp_path: Path) -> None:
    with Program(shell, tree(tmp_path, machines.host())) as program:
        first = program.first
    assert first.lines("uname")[0] == "Linux"
    assert first.first("tick") == "100"
    assert "kernel" in first.lines("hints")
    assert list(first.lines("users")) == ["root:0", "trainer:1000"]
    assert first.first("/proc/1/cgroup") == "0::/init.scope"
    assert first.cost_seconds is not None


def test_reads_the_files_that_were_named_and_no_more_of_them_than_is_needed(
    shell: str, tmp_path: Path
) -> None:
    with Program(shell, tree(tmp_path, machines.host())) as program:
        program.ask(
            "files", "/proc/stat", "/proc/net/dev", "/proc/net/route", "/proc/diskstats", "/proc/gone"
        )
        frame = program.ask("tick", "-")
    assert [line.split()[0] for line in frame.lines("/proc/stat")] == ["cpu", "cpu0", "cpu1", "cpu2", "cpu3"]
    assert [line.split(":")[0].strip() for line in frame.lines("/proc/net/dev")[2:]] == ["docker0", "eth0"]
    assert [line.split()[0] for line in frame.lines("/proc/net/route")] == ["eth0"]
    assert [line.split()[2] for line in frame.lines("/proc/diskstats")] == [
        "sda",
        "sda1",
        "nvme0n1",
        "nvme0n1p1",
    ]
    assert "/proc/gone" not in frame.sections
    assert "processes" not in frame.sections


def test_lists_processes_without_the_kernels_own(shell: str, tmp_path: Path) -> None:
    with Program(shell, tree(tmp_path, machines.host())) as program:
        frame = program.ask("tick", "p")
    found = {row.pid: row for row in parse_processes.processes(frame.lines("processes"))}
    assert found.keys() == {1, 40, 41}
    assert (found[40].ticks, found[40].started, found[40].pages) == (7000, 90_000, 250_000)
    assert found[40].name == "python train.py"
    assert found[41].name == "evil) R 1 (x"
    assert frame.first("count") == "3"


def test_a_name_with_a_line_end_neither_hides_its_process_nor_looks_like_a_frame(
    shell: str, tmp_path: Path
) -> None:
    files = {
        "proc/stat": "cpu 1 1 1 1\n",
        "proc/1/stat": stat_line(1, "init", ticks=1, started=1),
        "proc/7/stat": stat_line(7, "a\n=end 1\n:1 0", ticks=9, started=3),
    }
    with Program(shell, tree(tmp_path, files)) as program:
        frame = program.ask("tick", "p")
    found = {row.pid: row for row in parse_processes.processes(frame.lines("processes"))}
    assert found[7].ticks == 9
    assert found[7].name == "a?=end 1?:1 0"
    assert frame.number == 1


def test_owners_and_command_lines(shell: str, tmp_path: Path) -> None:
    with Program(shell, tree(tmp_path, machines.host())) as program:
        found = parse_processes.details(program.ask("names", "1", "40", "41", "555").lines("names"))
    assert found[1].command == "/sbin/init splash"
    assert found[40].command == "python train.py --name a b"
    assert found[40].uid == 1000
    assert found[41].command == ""
    assert 555 not in found


def test_more_processes_than_fit_are_counted(shell: str, tmp_path: Path) -> None:
    files = {"proc/stat": "cpu 1 1 1 1\n"}
    for pid in range(1, script.MOST_PROCESSES + 101):
        files[f"proc/{pid}/stat"] = stat_line(pid, "w" * 15, ticks=pid, started=pid)
    with Program(shell, tree(tmp_path, files)) as program:
        frame = program.ask("tick", "p")
    assert len(frame.lines("processes")) == script.MOST_PROCESSES
    assert frame.first("count") == str(script.MOST_PROCESSES + 100)


def test_a_tool_that_hangs_is_ended(shell: str, tmp_path: Path) -> None:
    programs = _program(tmp_path / "bin", "nvidia-smi", "echo partly; exec sleep 60")
    with Program(shell, programs=programs) as program:
        frame = program.ask("gpu", "1", "index")
    assert list(frame.lines("gpu")) == ["partly"]


def test_a_tool_that_hangs_is_ended_where_there_is_no_timeout(shell: str, tmp_path: Path) -> None:
    programs = _program(tmp_path / "bin", "nvidia-smi", "echo partly; exec sleep 60")
    _program(programs, "timeout", "exit 127")
    with Program(shell, programs=programs) as program:
        frame = program.ask("gpu", "1", "index")
        again = program.ask("echo")
    assert list(frame.lines("gpu")) == ["partly"]
    assert sections(again) == {}


def test_a_tool_that_never_stops_printing_is_cut(shell: str, tmp_path: Path) -> None:
    programs = _program(tmp_path / "bin", "nvidia-smi", "exec yes '=end 1'")
    with Program(shell, programs=programs) as program:
        frame = program.ask("gpu", "5", "index")
    assert len(frame.lines("gpu")) == 80
    assert set(frame.lines("gpu")) == {"=end 1"}


def test_says_so_where_there_is_no_proc(shell: str, tmp_path: Path) -> None:
    with Program(shell, tmp_path) as program:
        assert program.first.lines("uname")[0] == "Linux"
        assert "me" not in program.first.sections


def test_ends_with_its_input(shell: str) -> None:
    with Program(shell) as program:
        pass
    assert program.status == 0
