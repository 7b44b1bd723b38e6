"""The tar format while it streams: members are told of before their bytes pass, and nothing is kept.

Knows what GNU tar, BusyBox, bsdtar and browsers write: ustar, GNU long names and large numbers, and pax headers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

BLOCK = 512
_LONGEST_HEADER = 64 << 10
_LARGEST = 1 << 60
"""Of a member; nothing that adds up sizes has to think of more."""
_END = b"\0" * BLOCK


class BadTar(Exception):
    """These bytes are no tar archive that anybody of good will has made."""


@dataclass(frozen=True)
class Member:
    """One member. `kind` is tar's own letter: 0 file, 5 folder, 1 and 2 links, others devices and the like."""

    name: bytes
    kind: bytes
    size: int
    mode: int
    modified: int
    link: bytes

    @property
    def is_file(self) -> bool:
        return self.kind in {b"0", b"\0", b"7"}

    @property
    def is_folder(self) -> bool:
        return self.kind == b"5" or (self.is_file and self.name.endswith(b"/"))


class Bytes:
    """Takes exact numbers of bytes out of pieces of any length."""

    def __init__(self, pieces: AsyncIterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    async def exactly(self, count: int) -> bytes:
        """Raises `BadTar` when the stream ends before."""
        return b"".join([bytes(part) async for part in self.through(count)])

    async def at_end(self) -> bool:
        """Whether nothing comes any more."""
        while not self._rest:
            piece = await anext(self._pieces, None)
            if piece is None:
                return True
            self._rest = memoryview(piece)
        return False

    async def through(self, count: int) -> AsyncIterator[memoryview]:
        """The next `count` bytes piece by piece. Raises `BadTar` when the stream ends before."""
        while count > 0:
            if await self.at_end():
                raise BadTar("it ends too early")
            part = self._rest[:count]
            self._rest = self._rest[len(part) :]
            count -= len(part)
            yield part

    async def drain(self) -> None:
        """Read what is left, and throw it away."""
        self._rest = memoryview(b"")
        async for _ in self._pieces:
            pass


@dataclass
class _Extra:
    """What headers before a member's own say of it."""

    length: int = 0
    name: bytes | None = None
    link: bytes | None = None
    size: int | None = None
    modified: int | None = None


async def next_member(source: Bytes) -> Member | None:
    """The next member's headers; None at the end. Its bytes, padded to whole blocks, come next in `source`."""
    extra = _Extra()
    while True:
        if await source.at_end() or (block := await source.exactly(BLOCK)) == _END:
            return None
        _check(block)
        kind = block[156:157]
        size = _number(block[124:136])
        if kind not in {b"L", b"K", b"x", b"g"}:
            return _member(block, kind, size, extra)
        extra.length += BLOCK + size
        if size > _LONGEST_HEADER or extra.length > 4 * _LONGEST_HEADER:
            raise BadTar("a header is too long")
        data = await source.exactly(padded(size))
        _add(extra, kind, data[:size])


def padded(size: int) -> int:
    """In whole blocks."""
    return -(-size // BLOCK) * BLOCK


def _member(block: bytes, kind: bytes, size: int, extra: _Extra) -> Member:
    name = _text(block[:100])
    if block[257:263] == b"ustar\0" and (prefix := _text(block[345:500])):
        name = prefix + b"/" + name
    if kind in {b"1", b"2", b"3", b"4", b"5", b"6"}:
        # These have no bytes, whatever they claim.
        size = 0
    elif extra.size is not None:
        size = extra.size
    if extra.name is not None:
        name = extra.name
    if size and name.endswith(b"/"):
        raise BadTar("a folder has bytes")
    return Member(
        name=name,
        kind=kind,
        size=size,
        mode=_number(block[100:108]) & 0o7777,
        modified=_number(block[136:148]) if extra.modified is None else extra.modified,
        link=_text(block[157:257]) if extra.link is None else extra.link,
    )


def _add(extra: _Extra, kind: bytes, data: bytes) -> None:
    if kind == b"L":
        extra.name = data.rstrip(b"\0")
    elif kind == b"K":
        extra.link = data.rstrip(b"\0")
    elif kind == b"x":
        _add_records(extra, data)


def _add_records(extra: _Extra, data: bytes) -> None:
    at = 0
    while at < len(data):
        told = data[at : at + 8].partition(b" ")[0]
        end = at + int(told) if told.isdigit() else 0
        if not at + len(told) < end <= len(data):
            raise BadTar("a header is malformed")
        key, _, value = data[at + len(told) + 1 : end - 1].partition(b"=")
        at = end
        if key == b"path":
            extra.name = value
        elif key == b"linkpath":
            extra.link = value
        elif key == b"size":
            extra.size = _digits(value)
        elif key == b"mtime":
            # There may be a fraction, which nothing here needs, or a time before 1970, which hardly anything knows.
            extra.modified = 0 if value.startswith(b"-") else _digits(value.partition(b".")[0])
        elif key.startswith(b"GNU.sparse"):
            raise BadTar("it has sparse files")


def _digits(text: bytes) -> int:
    if not text.isdigit() or len(text) > 18:
        raise BadTar("a header has no number where one belongs")
    return int(text)


def _check(block: bytes) -> None:
    told = _number(block[148:156])
    counted = sum(block[:148]) + sum(block[156:]) + 8 * 0x20
    if told != counted:
        raise BadTar("a header's checksum is wrong")


def _text(field: bytes) -> bytes:
    return field.split(b"\0", 1)[0]


def _number(field: bytes) -> int:
    """Octal digits, or GNU's binary form for what these cannot hold."""
    if field[0] in {0x80, 0xFF}:
        found = max(0, int.from_bytes(field[1:], "big", signed=True))
        if found > _LARGEST:
            raise BadTar("a header has a number that cannot be")
        return found
    digits = field.strip(b" \0")
    if not digits:
        return 0
    if digits.strip(b"01234567"):
        raise BadTar("a header has no number where one belongs")
    return int(digits, 8)


def header(name: bytes, *, size: int, mode: int, modified: int, folder: bool = False) -> bytes:
    """The headers of a member to write; its bytes and `padding` come after them."""
    records = b""
    if len(name) > 99 or not name.isascii():
        records += _record(b"path", name)
    if size >= 1 << 33:
        records += _record(b"size", b"%d" % size)
    before = b""
    if records:
        before = _block(b"pax", b"x", len(records), 0o644, modified) + records + padding(len(records))
    return before + _block(name[:99], b"5" if folder else b"0", size if size < 1 << 33 else 0, mode, modified)


def retold(member: Member) -> bytes:
    """The headers of a file or folder in our own words, as every `tar` understands them. Programs differ in what they
    make of odd ones, so those that came are never handed on: what was looked at is what is unpacked."""
    name = member.name.rstrip(b"/") if member.is_folder else member.name
    before = b""
    if len(name) > 99:
        length = len(name) + 1
        before = _block(b"././@LongLink", b"L", length, 0, 0) + name + bytes(padded(length) - len(name))
    kind = b"5" if member.is_folder else b"0"
    return before + _block(name[:99], kind, member.size, member.mode & 0o777, member.modified)


def padding(size: int) -> bytes:
    """What fills the last block of `size` bytes."""
    return bytes(padded(size) - size)


TRAILER = _END * 2


def _record(key: bytes, value: bytes) -> bytes:
    length = len(key) + len(value) + 3
    total = length + len(str(length))
    total = length + len(str(total))
    return b"%d %s=%s\n" % (total, key, value)


def _block(name: bytes, kind: bytes, size: int, mode: int, modified: int) -> bytes:
    modified = min(max(modified, 0), (1 << 33) - 1)
    block = bytearray(BLOCK)
    block[: len(name)] = name
    for place, width, number in ((100, 8, mode & 0o7777), (124, 12, size), (136, 12, modified)):
        octal, binary = b"%0*o\0" % (width - 1, number), b"\x80" + number.to_bytes(width - 1, "big")
        block[place : place + width] = octal if len(octal) == width else binary
    block[108:124] = b"0000000\0" * 2
    block[156:157] = kind
    block[257:265] = b"ustar\x0000"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)
