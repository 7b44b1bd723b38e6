"""What a terminal's output tells of directories and titles, and what hostile output must not."""

from __future__ import annotations

import itertools
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuka.workbench.escapes import DIRECTORY_BYTES, TITLE_CHARACTERS, Listener, Told, directory_of


def heard(*pieces: bytes) -> list[Told]:
    listener = Listener()
    return [told for piece in pieces for told in listener.hear(piece)]


@pytest.mark.parametrize(
    ("sequence", "directory", "host"),
    [
        (b"\x1b]7;file://gpu1/root/a%20b\x07", "/root/a b", "gpu1"),
        (b"\x1b]7;file:///srv\x1b\\", "/srv", ""),
        (b"\x1b]7;kitty-shell-cwd://gpu1/root/50%\x07", "/root/50%", "gpu1"),
        (b"\x1b]7;file://h/%E6%95%B0%E6%8D%AE\x07", "/数据", "h"),
        ("\x1b]7;kitty-shell-cwd://h/数据\x07".encode(), "/数据", "h"),
        (b"\x1b]633;P;Cwd=/opt\x07", "/opt", ""),
        (b"\x1b]1337;CurrentDir=/opt\x1b\\", "/opt", ""),
    ],
)
def test_directories_in_every_form_that_shells_use(sequence: bytes, directory: str, host: str) -> None:
    assert heard(b"before" + sequence + b"after") == [Told("directory", directory, host)]


def test_titles_and_the_shells_process() -> None:
    assert heard(b"\x1b]0;vim\x07\x1b]2;\xe4\xb8\xad\x1b\\\x1b]7337;42\x07") == [
        Told("title", "vim"),
        Told("title", "中"),
        Told("pid", "42"),
    ]


@given(cuts=st.lists(st.integers(0, 60), max_size=8))
def test_sequences_are_found_however_the_stream_is_cut(cuts: list[int]) -> None:
    stream = b"text\x1b]7;file://h/tmp\x1b\\more\x1b]2;title\x07\x1b[31mred\x1b]0;x\x1b\\."
    places = [0, *sorted(cuts), len(stream)]
    pieces = [stream[start:end] for start, end in itertools.pairwise(places)]
    assert heard(*pieces) == [Told("directory", "/tmp", "h"), Told("title", "title"), Told("title", "x")]


@pytest.mark.parametrize(
    "sequence",
    [
        b"\x1b]7;file://h/a%0Ab\x07",
        b"\x1b]7;file://h/a%1B]0;x%07\x07",
        b"\x1b]7;relative\x07",
        b"\x1b]7;http://example.com/x\x07",
        b"\x1b]7;file://h/%FF%FE\x07",
        b"\x1b]7;kitty-shell-cwd://h/a\xc2\x9bb\x07",
        b"\x1b]7;file://h/" + b"a" * DIRECTORY_BYTES + b"\x07",
        b"\x1b]7337;1; rm -rf /\x07",
        b"\x1b]52;c;aGVsbG8=\x07",
        b"\x1b]0;given up\x18",
    ],
)
def test_what_is_no_directory_is_not_believed(sequence: bytes) -> None:
    assert heard(sequence) == []


def test_a_title_is_one_short_line_without_anything_that_acts() -> None:
    hostile = "a\x01\t\u202e\u2066b\n<script>" + "x" * 5000
    (told,) = heard(f"\x1b]2;{hostile}\x07".encode())
    assert told.value.startswith("ab<script>x")
    assert len(told.value) == TITLE_CHARACTERS


def test_a_sequence_that_never_ends_is_forgotten() -> None:
    listener = Listener()
    tracemalloc.start()
    for _ in range(2000):
        assert list(listener.hear(b"\x1b]0;" + b"x" * 4096)) == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
    assert list(listener.hear(b"\x07\x1b]0;next\x07"))[-1] == Told("title", "next")


@given(st.binary(max_size=300))
def test_no_output_breaks_the_listener(noise: bytes) -> None:
    assert all(len(one.value) <= DIRECTORY_BYTES for one in heard(noise, b"\x1b]", noise, b"\x07"))


def test_a_machines_answer_is_held_to_the_same_form() -> None:
    assert directory_of(b"/root/data\n") == "/root/data"
    assert directory_of(b"readlink: /proc/1/cwd: Permission denied\n") is None
    assert directory_of(b"/a\n/b\n") is None
    assert directory_of(b"") is None
