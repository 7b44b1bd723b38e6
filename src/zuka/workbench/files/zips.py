"""The zip format while it streams: stored, not compressed, with UTF-8 names and sizes beyond 4 GiB.

Nothing but the table of contents is kept. Lengths are told before the bytes, so that unpacking can stream as well;
the checksum comes behind them.
"""

from __future__ import annotations

import struct
import zlib

_LIMIT = 0xFFFFFFFF
_UTF8_WITH_DESCRIPTOR = 0x0808
_UNIX = 3 << 8
_FIRST_YEAR = 315_532_800
_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")


class Zip:
    """Makes the bytes around the members' own."""

    def __init__(self) -> None:
        self._offset = 0
        self._contents = bytearray()
        self._count = 0
        self._open: tuple[bytes, int, int, int, int] | None = None
        self._sum = self._size = 0

    def member(self, name: str, *, size: int, mode: int, modified: int, folder: bool = False) -> bytes:
        """The header of the next member, whose `size` bytes go through `data` after it."""
        raw = (name + "/" if folder else name).encode()
        mode = (0o040000 if folder else 0o100000) | mode & 0o777
        stamp = _dos_time(modified)
        self._open = (raw, mode, stamp, self._offset, size)
        self._sum = self._size = 0
        large = size >= _LIMIT
        extra = struct.pack("<HHQQ", 1, 16, size, size) if large else b""
        told = _LIMIT if large else size
        head = _LOCAL.pack(
            0x04034B50, 45 if large else 20, _UTF8_WITH_DESCRIPTOR, 0, stamp & 0xFFFF, stamp >> 16, 0, told, told,
            len(raw), len(extra),
        )  # fmt: skip
        return self._passed(head + raw + extra)

    def data(self, piece: bytes | memoryview) -> None:
        """Bytes of the member that is open, on their way past."""
        self._sum = zlib.crc32(piece, self._sum)
        self._size += len(piece)
        self._offset += len(piece)

    def end_member(self) -> bytes:
        """What comes behind a member's bytes."""
        assert self._open is not None, "a member is open"
        raw, mode, stamp, offset, size = self._open
        self._open = None
        large = size >= _LIMIT
        descriptor = struct.pack("<IIQQ" if large else "<IIII", 0x08074B50, self._sum, self._size, self._size)
        self._contents += self._entry(raw, mode, stamp, offset)
        self._count += 1
        return self._passed(descriptor)

    def _entry(self, raw: bytes, mode: int, stamp: int, offset: int) -> bytes:
        extra, size, place = b"", self._size, offset
        if self._size >= _LIMIT:
            extra += struct.pack("<QQ", self._size, self._size)
            size = _LIMIT
        if offset >= _LIMIT:
            extra += struct.pack("<Q", offset)
            place = _LIMIT
        if extra:
            extra = struct.pack("<HH", 1, len(extra)) + extra
        attributes = mode << 16 | (0x10 if mode & 0o040000 and not mode & 0o100000 else 0)
        return (
            _CENTRAL.pack(
                0x02014B50, _UNIX | 45, 45 if extra else 20, _UTF8_WITH_DESCRIPTOR, 0, stamp & 0xFFFF, stamp >> 16,
                self._sum, size, size, len(raw), len(extra), 0, 0, 0, attributes, place,
            )
            + raw
            + extra
        )  # fmt: skip

    def end(self) -> bytes:
        """The table of contents."""
        start, length, count = self._offset, len(self._contents), self._count
        tail = b""
        if start >= _LIMIT or length >= _LIMIT or count >= 0xFFFF:
            tail += struct.pack(
                "<IQHHIIQQQQ", 0x06064B50, 44, _UNIX | 45, 45, 0, 0, count, count, length, start
            )
            tail += struct.pack("<IIQI", 0x07064B50, 0, start + length, 1)
        tail += struct.pack(
            "<IHHHHIIH", 0x06054B50, 0, 0, min(count, 0xFFFF), min(count, 0xFFFF),
            min(length, _LIMIT), min(start, _LIMIT), 0,
        )  # fmt: skip
        return bytes(self._contents) + tail

    def _passed(self, data: bytes) -> bytes:
        self._offset += len(data)
        return data


def _dos_time(modified: int) -> int:
    """Date in the upper half, time in the lower; in UTC, since a zip says nothing of zones."""
    seconds = min(max(modified, _FIRST_YEAR), 4_354_819_199)
    days, rest = divmod(seconds, 86_400)
    # Civil from days, after Howard Hinnant's well-known algorithm.
    shifted = days + 719_468
    era, of_era = divmod(shifted, 146_097)
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    day_of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    year = year_of_era + era * 400 + (month <= 2)
    date = (year - 1980) << 9 | month << 5 | day
    return date << 16 | rest // 3600 << 11 | rest // 60 % 60 << 5 | rest % 60 // 2
