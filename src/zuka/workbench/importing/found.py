"""What is found in somebody else's file: connections as they come, before anybody has decided to keep them.

Everything in such a file is untrusted: its size, its encoding, its names and its numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from zuka.errors import Invalid
from zuka.workbench.connection_schemas import Auth

Format = Literal["openssh", "finalshell", "xshell", "mobaxterm", "securecrt", "zuka"]

MOST_FILES = 2000
MOST_BYTES = 8 << 20
"""In all, unpacked."""
MOST_FOUND = 2000
DEFAULT_USER = "root"
"""Who logs in where a file names nobody: what machines that are rented have."""

UNREADABLE = "workbench.import_unreadable"
TOO_LARGE = "workbench.import_too_large"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class File:
    """A file as it was given, or as it lay in an archive; `/` in its name are folders."""

    name: str
    data: bytes = field(repr=False)

    @property
    def stem(self) -> str:
        return self.name.rpartition("/")[2].rpartition(".")[0] or self.name.rpartition("/")[2]

    @property
    def folder(self) -> str:
        return self.name.rpartition("/")[0]

    @property
    def suffix(self) -> str:
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""


@dataclass
class Found:
    """One connection in a file. `alias` is what others in it call it when they go through it (`jump`).

    `problem` is a word that the console has a sentence for: what of it could not be taken over."""

    name: str
    host: str
    port: int = 22
    username: str = ""
    folder: str = ""
    auth: Auth = "password"
    password: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)
    note: str = ""
    alias: str = ""
    jump: str = ""
    tags: list[str] = field(default_factory=list)
    options: dict[str, object] = field(default_factory=dict)
    problem: str = ""


def text_of(data: bytes) -> str:
    """The text in a file of whatever age and country. Raises `Invalid` for what is no text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _clean(data, encoding)
    if _looks_like_utf16(data):
        return _clean(data, "utf-16-le")
    for encoding in ("utf-8", "gb18030"):
        try:
            return _clean(data, encoding)
        except Invalid:
            continue
    return _clean(data, "latin-1")


def sections(text: str) -> dict[str, dict[str, str]]:
    """An INI file of any dialect; names of sections and keys as they are written, the last of the same name wins."""
    found: dict[str, dict[str, str]] = {}
    here = found.setdefault("", {})
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith("[") and stripped.endswith("]"):
            here = found.setdefault(stripped[1:-1], {})
        elif stripped and not stripped.startswith((";", "#")) and "=" in stripped:
            key, _, value = stripped.partition("=")
            here[key.strip()] = value.strip()
    return found


def number(text: object, default: int, *, base: int = 10) -> int:
    """A port as it is written; `default` for what is none."""
    try:
        return int(str(text).strip(), base)
    except ValueError:
        return default


def plain(text: object, most: int) -> str:
    """A line that may be shown: no control characters, not too long."""
    return _CONTROL.sub(" ", str(text or "")).strip()[:most].strip()


def folder_path(*parts: str) -> str:
    """A path of folders out of whatever separates them there."""
    names = [plain(one, 80) for part in parts for one in re.split(r"[/\\]", part)]
    return "/".join([one for one in names if one and one not in {".", ".."}][:8])[:255].rstrip("/")


def _clean(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Invalid(UNREADABLE, "A file is not text in an encoding that is known here.") from error
    if "\0" in text:
        raise Invalid(UNREADABLE, "A file is not text.")
    return text.removeprefix("\ufeff")


def _looks_like_utf16(data: bytes) -> bool:
    head = data[:512]
    return len(head) >= 4 and len(head) % 2 == 0 and head[1::2].count(0) > len(head) // 4
