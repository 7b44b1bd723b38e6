"""The files to read: given one by one or packed into zip archives, within limits whatever an archive claims."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from zuka.errors import Invalid
from zuka.workbench.importing.found import MOST_BYTES, MOST_FILES, TOO_LARGE, UNREADABLE, File

_ZIP = b"PK\x03\x04"
_PIECE = 1 << 16
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""What is unpacked piece by piece; a piece of the others becomes as much as its maker likes."""
_UNICODE_NAME = 0x800


def unpacked(files: Sequence[File]) -> list[File]:
    """All files, archives opened once; one in another is left closed. Raises `Invalid` workbench.import_too_large."""
    found: list[File] = []
    left = MOST_BYTES
    for file in files:
        for one in _members(file, left) if file.data.startswith(_ZIP) else [file]:
            left -= len(one.data)
            found.append(one)
            if left < 0 or len(found) > MOST_FILES:
                raise Invalid(TOO_LARGE)
    return found


def _members(file: File, left: int) -> Iterator[File]:
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > MOST_FILES:
                raise Invalid(TOO_LARGE)
            for member in members:
                data = _read(archive, member, left)
                left -= len(data)
                yield File(_name(member), data)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise Invalid(UNREADABLE, f"The archive {file.name[:80]} is damaged or has a password.") from error


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """What is really in it and not what the archive says: the two differ where somebody means harm."""
    if member.compress_type not in _METHODS:
        raise NotImplementedError("a method that no tool of ours uses")
    pieces: list[bytes] = []
    size = 0
    with archive.open(member) as opened:
        while piece := opened.read(_PIECE):
            size += len(piece)
            if size > most:
                raise Invalid(TOO_LARGE)
            pieces.append(piece)
    return b"".join(pieces)


def _name(member: zipfile.ZipInfo) -> str:
    """Archives made on a Chinese Windows name their files in GBK, which Python has read as code page 437."""
    name = member.filename
    if not member.flag_bits & _UNICODE_NAME:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return name.replace("\\", "/").lstrip("/")
