"""What programs tell the terminal about itself in its output: the directory (OSC 7, 633 and 1337) and the title (OSC 0
and 2). The output is only looked at, never changed.

Whoever writes to a terminal can send these, so that everything here is bounded and nothing is believed beyond its form:
a directory is an absolute path without control characters, a title one line of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote_to_bytes

DIRECTORY_BYTES = 4096
TITLE_CHARACTERS = 200
SHELL_PID = b"7337"
"""The number of our own sequence: the wrapper tells the process id of its shell in it."""
_LONGEST = DIRECTORY_BYTES * 3 + 512
"""A percent-encoded path of the longest kind, its host included."""
_START = b"\x1b]"
_END = re.compile(rb"\x07|\x1b\\|[\x18\x1a]|\x1b")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_BYTES = re.compile(rb"[\x00-\x1f\x7f]")
_OTHERS = ((b"633", b"P;Cwd="), (b"1337", b"CurrentDir="))
"""How shells that were set up for other programs tell their directory."""
_PLAIN_SCHEME = b"kitty-shell-cwd://"
"""As `file://`, but the path is not percent-encoded: what a shell can tell without a helper."""


@dataclass(frozen=True)
class Told:
    """One thing that was told; `host` is only there for directories, and may be empty."""

    kind: Literal["directory", "title", "pid"]
    value: str
    host: str = ""


class Listener:
    """Finds what is told in a stream that comes in pieces."""

    def __init__(self) -> None:
        self._open = b""
        """The beginning of a sequence whose end has not come yet."""

    def hear(self, data: bytes) -> Iterator[Told]:
        """What `data` completes, in order."""
        if self._open:
            data, self._open = self._open + data, b""
        elif _START not in data and not data.endswith(b"\x1b"):
            return
        at = data.find(_START)
        while at >= 0:
            end = _END.search(data, at + 2)
            if end is None or (end[0] == b"\x1b" and end.end() == len(data)):
                self._keep(data[at:])
                return
            if end[0] in {b"\x07", b"\x1b\\"} and (told := _understood(data[at + 2 : end.start()])):
                yield told
            at = data.find(_START, end.start())
        if data.endswith(b"\x1b"):
            self._open = b"\x1b"

    def _keep(self, rest: bytes) -> None:
        # What never ends is no sequence; whoever sends it shall not fill our memory.
        self._open = rest if len(rest) <= _LONGEST else b""


def _understood(body: bytes) -> Told | None:
    number, _, text = body.partition(b";")
    if number in {b"0", b"2"}:
        return Told("title", clean_title(text.decode("utf-8", "replace")))
    if number == b"7":
        return _of_url(text)
    if number == SHELL_PID and text.isdigit() and len(text) <= 10:
        return Told("pid", text.decode())
    for own, start in _OTHERS:
        if number == own and text.startswith(start):
            return _directory(text.removeprefix(start))
    return None


def _of_url(url: bytes) -> Told | None:
    if url.startswith(_PLAIN_SCHEME):
        host, slash, path = url.removeprefix(_PLAIN_SCHEME).partition(b"/")
        return _directory(slash + path, host)
    if url.startswith(b"file://"):
        host, slash, path = url.removeprefix(b"file://").partition(b"/")
        return _directory(slash + unquote_to_bytes(path), host)
    return None


def _directory(path: bytes, host: bytes = b"") -> Told | None:
    if not path.startswith(b"/") or len(path) > DIRECTORY_BYTES or _CONTROL_BYTES.search(path):
        return None
    name = _CONTROL.sub("", host[:255].decode("ascii", "ignore"))
    return Told("directory", path.decode(), name) if _is_text(path) else None


def directory_of(answer: bytes) -> str | None:
    """The absolute path that a machine has answered with on a line of its own."""
    told = _directory(answer.removesuffix(b"\n"))
    return told.value if told is not None else None


def _is_text(path: bytes) -> bool:
    """Whether a browser can be told of it; a path in another encoding cannot."""
    try:
        return not _CONTROL.search(path.decode())
    except UnicodeDecodeError:
        return False


def clean_title(text: str) -> str:
    """One line, without anything that a terminal or a page would take for more than text."""
    return "".join(one for one in text[: 4 * TITLE_CHARACTERS] if one.isprintable())[
        :TITLE_CHARACTERS
    ].strip()
