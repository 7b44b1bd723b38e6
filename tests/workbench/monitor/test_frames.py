"""Frames out of bytes, however they come, and however the other end misbehaves."""

from __future__ import annotations

import pytest

from zuka.workbench.monitor.frames import MOST_BYTES, Frames, TooMuch
from zuka.workbench.monitor.parse_disks import Filled, df
from zuka.workbench.monitor.parse_processes import details, processes
from zuka.workbench.monitor.parse_text import clean, whole

_ONE = b"=zuka 1\n=a\n:x\n:=end 1\n=b\n=times\n0m0.010000s 0m0.020s\n1m0.5s 0m0s\n=end 1\n"


def test_byte_by_byte() -> None:
    frames = Frames()
    (frame,) = [frame for place in range(len(_ONE)) for frame in frames.feed(_ONE[place : place + 1])]
    assert frame.number == 1
    assert list(frame.lines("a")) == ["x", "=end 1"]
    assert list(frame.lines("b")) == []
    assert list(frame.lines("none")) == []


def test_what_it_has_cost() -> None:
    (frame,) = Frames().feed(_ONE.replace(b"0m0s", b"0m0.000s"))
    assert frame.cost_seconds == pytest.approx(60.53)
    (silent,) = Frames().feed(b"=zuka 1\n=times\nnothing\n=end 1\n")
    assert silent.cost_seconds is None


def test_noise_of_a_login_shell_is_passed_over() -> None:
    noise = b"Welcome!\n\x1b[31mnews\x1b[0m\n=end 1\n=zuka\n=zuka x\n:a\n"
    (frame,) = Frames().feed(noise + _ONE)
    assert list(frame.lines("a")) == ["x", "=end 1"]


def test_a_frame_that_was_broken_off_is_forgotten() -> None:
    (frame,) = Frames().feed(b"=zuka 7\n=a\n:old\n" + _ONE)
    assert list(frame.lines("a")) == ["x", "=end 1"]


@pytest.mark.parametrize("start", [b"", b"=zuka 1\n"])
@pytest.mark.parametrize("piece", [b"x" * 1024, b"x" * 1023 + b"\n"])
def test_what_never_ends_is_ended(start: bytes, piece: bytes) -> None:
    frames = Frames()
    list(frames.feed(start))
    with pytest.raises(TooMuch):
        list(frames.feed(piece * (MOST_BYTES // 1024 + 1)))


def test_a_line_longer_than_the_program_prints_is_cut() -> None:
    (frame,) = Frames().feed(b"=zuka 1\n=df\n:/dev/sda" + b" " * (MOST_BYTES // 2) + b"9\n=end 1\n")
    (line,) = frame.lines("df")
    assert len(line) < 1024
    assert df([line, "/dev/sda  8  4  4  50%  /"]) == [Filled("/dev/sda", "/", 8 << 10, 4 << 10)]


def test_names_are_stripped_of_what_moves_or_hides() -> None:
    assert clean("a\x1b]0;b\x07\u202ec\u200b\td\ue000") == "a ]0;b  c  d"
    assert clean("训练 🚀") == "训练 🚀"
    assert len(clean("x" * 100_000)) == 120


def test_numbers_are_bounded() -> None:
    assert whole("9" * 5000) is None
    assert whole("-1") is None
    assert whole("１") is None
    assert whole("12", most=11) is None


def test_lines_that_are_no_processes_are_left_out() -> None:
    lines = [
        "1 5 0 10 S init",
        "0 5 0 10 S zero",
        "-3 5 0 10 S minus",
        f"{1 << 23} 5 0 10 S beyond",
        f"2 {'9' * 40} 0 10 S huge",
        "3 5 0 10 ? odd",
        "4 5 0",
        "",
        "5 5 0 10 S \x1b[2J",
    ]
    assert [(one.pid, one.name) for one in processes(lines)] == [(1, "init"), (5, "[2J")]


def test_a_command_line_cannot_speak_for_another_process() -> None:
    lines = [
        "==> /proc/5/cmdline <==",
        "evil",
        "==> /proc/6/cmdline <==",
        "innocent looking",
        "==> /proc/6/cmdline <==",
        "real",
        "==> /proc/7/cmdline <==",
        "plain\x1f--flag\x1f",
    ]
    found = details(lines)
    assert 6 not in found
    assert found[7].command == "plain --flag"
