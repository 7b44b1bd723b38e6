"""Names of remote files: bytes on the machine, text on the wire, and what is safe to hand to a browser's user.

A path on the wire is UTF-8 text. A byte that is no UTF-8 travels as one character of U+EF80 to U+EFFF, a private range
that nothing else uses; a name that really has such a character sends its bytes one by one. So every name comes back as
exactly the bytes that it was, through JSON, URLs and JavaScript alike.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote

from zuka.errors import Invalid

LONGEST_NAME = 4096
_FIRST = 0xEF80
_ESCAPED = re.compile("[\uef80-\uefff]")
_NOT_UTF8 = re.compile("[\udc80-\udcff\uef80-\uefff]")
_UNSAFE = re.compile('[\x00-\x1f\x7f-\x9f\\\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def to_text(raw: bytes) -> str:
    """A name or path as it travels."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode(errors="surrogateescape")
    if text.isascii():
        return text
    return _NOT_UTF8.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    raw = found[0].encode(errors="surrogateescape")
    return "".join(chr(_FIRST + byte - 0x80) for byte in raw)


def to_bytes(text: str) -> bytes:
    """The bytes that `text` stands for. Raises `Invalid` workbench.bad_path."""
    plain = _ESCAPED.sub(lambda found: chr(0xDC80 + ord(found[0]) - _FIRST), text)
    try:
        raw = plain.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        raise Invalid("workbench.bad_path") from None
    if b"\0" in raw or len(raw) > LONGEST_NAME:
        raise Invalid("workbench.bad_path")
    return raw


def absolute(text: str, home: bytes) -> bytes:
    """A path of the wire as an absolute one without `.` and `..`; `~` at its start is the home."""
    raw = to_bytes(text)
    if raw == b"~" or raw.startswith(b"~/"):
        raw = home + raw[1:]
    if not raw.startswith(b"/"):
        raise Invalid("workbench.bad_path")
    # POSIX leaves the meaning of two leading slashes open, and no system of ours gives them one.
    return posixpath.normpath(b"/" + raw.lstrip(b"/"))


def checked_name(raw: bytes) -> bool:
    """Whether a server may call an entry of a directory so."""
    return 0 < len(raw) <= LONGEST_NAME and raw not in {b".", b".."} and b"/" not in raw and b"\0" not in raw


def shown(raw: bytes) -> str:
    """A name for people to read: no control characters, and what is no UTF-8 replaced."""
    return _UNSAFE.sub("_", raw.decode(errors="replace"))[:255]


def inside(raw: bytes) -> str:
    """A path for an archive, from whatever a server calls it: relative, and safe to unpack on any system.

    Empty where nothing is left of it.
    """
    parts = []
    for part in raw.split(b"/"):
        name = _UNSAFE.sub("_", part.decode(errors="replace"))[:255].rstrip(". ") if part != b".." else "_"
        if name:
            parts.append(name)
    return "/".join(parts)


def disposition(name: str, *, attachment: bool = True) -> str:
    """A Content-Disposition header that every browser reads as `name`."""
    plain = re.sub(r"[^\w.\- ]", "_", name, flags=re.ASCII)
    kind = "attachment" if attachment else "inline"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def part_of(path: bytes) -> bytes:
    """Where an upload to `path` grows until it is whole."""
    folder, name = posixpath.split(path)
    return posixpath.join(folder, b"." + _short(name) + b".zuka-part")


def draft_of(path: bytes) -> bytes:
    """Where the next text of `path` is written before it takes its place."""
    folder, name = posixpath.split(path)
    return posixpath.join(folder, b"." + _short(name) + b".zuka-draft")


def numbered(path: bytes, number: int) -> bytes:
    """`path` as a name that is still free might look: `a (2).txt`."""
    folder, name = posixpath.split(path)
    stem, dot, ending = name.rpartition(b".")
    if not stem:
        stem, dot, ending = name, b"", b""
    return posixpath.join(folder, b"%s (%d)%s%s" % (stem, number, dot, ending))


def _short(name: bytes) -> bytes:
    """Leaves room for what is put around it: most systems stop at 255 bytes."""
    return name if len(name) <= 240 else name[:200] + b"~%08x" % (hash_of(name) & 0xFFFFFFFF)


def hash_of(name: bytes) -> int:
    """The same number for the same name, in every process."""
    return int.from_bytes(name[-16:], "big") * 2654435761 + len(name)


def quoted(raw: bytes) -> bytes:
    """One word of a POSIX shell."""
    return b"'" + raw.replace(b"'", b"'\\''") + b"'"
