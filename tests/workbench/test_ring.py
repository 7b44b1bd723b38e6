"""The ring of a terminal's newest output: what is still there, under which offsets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zuka.workbench.ring import Ring


def test_it_starts_empty_at_the_offset_that_goes_on() -> None:
    ring = Ring(offset=700)
    assert (ring.start, ring.end, ring.tail()) == (700, 700, b"")
    assert ring.read(700, 10) == b""


def test_a_piece_is_read_by_its_absolute_offset() -> None:
    ring = Ring(offset=100)
    for word in (b"one ", b"two ", b"three"):
        ring.add(word)
    assert ring.read(104, 4) == b"two "
    assert ring.read(108, 1000) == b"three"
    assert ring.read(ring.end, 10) == b""


def test_what_is_older_than_the_ring_is_skipped() -> None:
    ring = Ring(limit=1024)
    ring.add(b"a" * 20_000)
    ring.add(b"b" * 20_000)
    assert ring.start > 0
    assert ring.read(0, 10) == b"b" * 10


def test_what_is_still_needed_stays() -> None:
    ring = Ring(limit=1024)
    for _ in range(100):
        ring.add(b"x" * 16_000, needed=160_000)
    assert 160_000 - 16_384 <= ring.start <= 160_000
    ring.add(b"x", needed=None)
    assert ring.end - ring.start < 1024 + 16_384


def test_one_piece_larger_than_the_limit_stays_whole() -> None:
    ring = Ring(limit=1024)
    ring.add(b"x" * 100_000)
    assert ring.end - ring.start == 100_000


@given(pieces=st.lists(st.binary(min_size=1, max_size=40_000), max_size=40), limit=st.integers(1, 100_000))
def test_it_keeps_the_newest_bytes_and_little_more(pieces: list[bytes], limit: int) -> None:
    ring, all_of_it = Ring(limit=limit), b""
    for piece in pieces:
        ring.add(piece)
        all_of_it += piece
        assert ring.end == len(all_of_it)
        assert ring.tail() == all_of_it[ring.start :]
        kept = ring.end - ring.start
        assert kept >= min(limit, len(all_of_it))
        assert kept < limit + 40_000
    middle = (ring.start + ring.end) // 2
    assert ring.read(middle, 100) == all_of_it[middle : middle + 100]
