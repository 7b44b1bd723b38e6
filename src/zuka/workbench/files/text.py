"""Text files for the editor: what they say, in which encoding, and their next version without losing anything of the
last: its mode, its owner, its line endings, and what somebody else has written meanwhile."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import hashlib
from dataclasses import dataclass
from typing import Literal

from zuka.errors import Conflict, DomainError, Invalid
from zuka.workbench.files.changes import there
from zuka.workbench.files.disk import Disk, Facts
from zuka.workbench.files.names import draft_of, to_text

LARGEST = 5 << 20
Encoding = Literal["utf-8", "utf-8-sig", "gbk"]
LineEnding = Literal["lf", "crlf", "mixed"]
_CODECS = {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "gbk": "gb18030"}


@dataclass(frozen=True)
class Text:
    """A file as the editor shows it."""

    text: str
    encoding: Encoding
    size: int
    version: str
    truncated: bool
    binary: bool
    line_ending: LineEnding


async def read(disk: Disk, path: bytes, *, encoding: str, limit: int) -> Text:
    """The beginning of the file, up to `limit` bytes; a binary one has no text."""
    facts = await _regular(disk, path)
    data = await _head(disk, path, limit)
    # Megabytes to take apart are work for a thread.
    return await asyncio.to_thread(_understood, facts, data, encoding)


def _understood(facts: Facts, data: bytes, encoding: str) -> Text:
    truncated = facts.size > len(data)
    found, text = _decoded(data, encoding, truncated)
    return Text(
        text=text or "",
        encoding=found,
        size=facts.size,
        version=_version(facts, data),
        truncated=truncated,
        binary=text is None,
        line_ending=_line_ending(text or ""),
    )


async def write(
    disk: Disk,
    path: bytes,
    *,
    text: str,
    encoding: Encoding,
    version: str | None,
    create: bool,
    line_ending: Literal["lf", "crlf"] | None,
) -> str:
    """The new version. Raises `Conflict` workbench.file_changed when it is no longer `version`."""
    facts = await there(disk, path)
    if facts is None:
        if not create:
            # Says what is missing, in the same words as any other call.
            await disk.facts(path)
        return await _replace(disk, path, _encoded(text, encoding, line_ending), None)
    path = await disk.real(path)
    facts = await _regular(disk, path)
    old = await _head(disk, path, LARGEST)
    if version is not None and not _is_same(version, facts, old):
        raise Conflict("workbench.file_changed", path=to_text(path), version=_version(facts, old))
    if line_ending is None and _line_ending(_decoded(old, "auto", cut=True)[1] or "") == "crlf":
        line_ending = "crlf"
    return await _replace(disk, path, _encoded(text, encoding, line_ending), facts)


async def _regular(disk: Disk, path: bytes) -> Facts:
    facts = await disk.facts(path)
    if facts.kind == "folder":
        raise Conflict("workbench.is_a_folder", path=to_text(path))
    if facts.kind != "file":
        # A pipe or a device would never end, or do something when it is read.
        raise Conflict("workbench.not_a_file", path=to_text(path))
    return facts


async def _head(disk: Disk, path: bytes, limit: int) -> bytes:
    head = bytearray()
    async for block in disk.blocks(path, size=limit):
        head += block
    return bytes(head)


def _version(facts: Facts, data: bytes) -> str:
    return f"{facts.modified}-{facts.size}-{hashlib.sha256(data).hexdigest()[:32]}"


def _is_same(version: str, facts: Facts, data: bytes) -> bool:
    """The same content is the same version, though somebody may have touched the file. Of a file that was not read as
    a whole, the time has to tell as well."""
    if facts.size > len(data):
        return version == _version(facts, data)
    return version.split("-", 1)[-1] == _version(facts, data).split("-", 1)[-1]


def _decoded(data: bytes, encoding: str, cut: bool) -> tuple[Encoding, str | None]:
    """The encoding and the text; no text when these are no characters."""
    if data.startswith(codecs.BOM_UTF8) and encoding in {"auto", "utf-8", "utf-8-sig"}:
        return "utf-8-sig", _characters(data[3:], "utf-8", cut, strict=encoding == "auto")
    if encoding == "gbk":
        return "gbk", _characters(data, "gb18030", cut, strict=False)
    if encoding != "auto":
        return "utf-8", _characters(data, "utf-8", cut, strict=False)
    text = _characters(data, "utf-8", cut, strict=True)
    if text is not None or b"\0" in data:
        return "utf-8", text
    text = _characters(data, "gb18030", cut, strict=True)
    return ("gbk", text) if text is not None else ("utf-8", None)


def _characters(data: bytes, codec: str, cut: bool, *, strict: bool) -> str | None:
    if b"\0" in data and strict:
        return None
    # The end of what was read may be in the middle of a character.
    decoder = codecs.getincrementaldecoder(codec)("strict" if strict else "replace")
    try:
        return decoder.decode(data, final=not cut)
    except UnicodeDecodeError:
        return None


def _line_ending(text: str) -> LineEnding:
    windows = text.count("\r\n")
    if windows == 0:
        return "lf"
    return "crlf" if windows == text.count("\n") else "mixed"


def _encoded(text: str, encoding: Encoding, line_ending: str | None) -> bytes:
    if line_ending is not None:
        text = text.replace("\r\n", "\n")
    if line_ending == "crlf":
        text = text.replace("\n", "\r\n")
    try:
        data = text.encode(_CODECS[encoding])
    except UnicodeEncodeError:
        raise Invalid("workbench.not_encodable", encoding=encoding) from None
    if len(data) > LARGEST:
        raise Invalid("workbench.text_too_large", most=LARGEST)
    return data


async def _replace(disk: Disk, path: bytes, data: bytes, old: Facts | None) -> str:
    if old is None or not await _swapped(disk, path, data, old):
        await _put(disk, path, data, None)
    return _version(await disk.facts(path), data)


async def _swapped(disk: Disk, path: bytes, data: bytes, old: Facts) -> bool:
    """Puts a new file in the old one's place. False where only the old file itself may be written to: its folder is
    closed to us, or its owner is somebody else, who would lose it."""
    draft = draft_of(path)
    try:
        # Nobody but us may read it before it has the mode of what it replaces.
        await _put(disk, draft, data, 0o600)
    except DomainError as error:
        if error.code == "workbench.permission_denied":
            return False
        await _clear(disk, draft)
        raise
    try:
        if not await _alike(disk, draft, old):
            await disk.remove(draft)
            return False
        await disk.rename(draft, path, overwrite=True)
    except DomainError:
        await _clear(disk, draft)
        raise
    return True


async def _clear(disk: Disk, draft: bytes) -> None:
    """Without a draft there is nothing to clear, and what went wrong before is what counts."""
    with contextlib.suppress(DomainError):
        await disk.remove(draft)


async def _alike(disk: Disk, draft: bytes, old: Facts) -> bool:
    mine = await disk.facts(draft)
    if (mine.owner, mine.group) != (old.owner, old.group):
        try:
            await disk.change_owner(draft, old)
        except DomainError:
            return False
    await disk.change_mode(draft, old.mode)
    return True


async def _put(disk: Disk, path: bytes, data: bytes, mode: int | None) -> None:
    writer = await disk.writer(path, mode=mode)
    try:
        await writer.write(data)
        await writer.flush()
        await writer.close(sync=True)
    except BaseException:
        writer.abandon()
        raise
