"""Single files for the browser: whole or a range of them, and pictures to look at."""

from __future__ import annotations

import posixpath
import re

from fastapi import Response

from zuka.errors import Conflict, Invalid
from zuka.workbench.files import streams
from zuka.workbench.files.disk import Facts
from zuka.workbench.files.names import disposition, shown, to_text
from zuka.workbench.files.rooms import Room

LARGEST_PICTURE = 20 << 20
_SANDBOX = "sandbox; default-src 'none'"
_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL), "image/bmp"),
)


async def download(room: Room, path: bytes, *, wanted: str | None, if_range: str | None) -> Response:
    """The file as an attachment; `wanted` is a Range header, and `if_range` the state that it is about."""
    disk = await room.disk()
    facts = await disk.facts(path)
    _check_file(facts, path)
    tag = f'"{facts.modified:x}-{facts.size:x}"'
    part = _range(wanted, facts.size) if if_range in {None, tag} else None
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Content-Disposition": disposition(shown(posixpath.basename(path))),
        "Content-Security-Policy": _SANDBOX,
    }
    if part == (0, 0):
        return Response(status_code=416, headers={"Content-Range": f"bytes */{facts.size}", "ETag": tag})
    start, end = part or (0, facts.size)
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{facts.size}"
    headers["Content-Length"] = str(end - start)
    return await _streamed(room, path, start, end - start, headers=headers, status=206 if part else 200)


async def preview(room: Room, path: bytes) -> Response:
    """A picture, if its first bytes say that it is one. SVG is none: it can hold scripts."""
    disk = await room.disk()
    facts = await disk.facts(path)
    _check_file(facts, path)
    if facts.size > LARGEST_PICTURE:
        raise Invalid("workbench.picture_too_large", most=LARGEST_PICTURE)
    head = b""
    async for block in disk.blocks(path, size=32):
        head += block
    kind = next((kind for signature, kind in _SIGNATURES if signature.match(head)), None)
    if kind is None:
        raise Invalid("workbench.not_a_picture")
    headers = {
        "Content-Length": str(facts.size),
        "Content-Disposition": disposition(shown(posixpath.basename(path)), attachment=False),
        "Content-Security-Policy": _SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return await _streamed(room, path, 0, facts.size, headers=headers, media_type=kind)


async def _streamed(
    room: Room,
    path: bytes,
    start: int,
    size: int,
    *,
    headers: dict[str, str],
    status: int = 200,
    media_type: str = "application/octet-stream",
) -> Response:
    disk = await room.disk()
    over = await room.slot()
    try:
        blocks = await streams.begun(disk.blocks(path, offset=start, size=size))
    except BaseException:
        over()
        raise
    return streams.Stream(blocks, over=over, status_code=status, headers=headers, media_type=media_type)


def _check_file(facts: Facts, path: bytes) -> None:
    if facts.kind == "folder":
        raise Conflict("workbench.is_a_folder", path=to_text(path))
    if facts.kind != "file":
        raise Conflict("workbench.not_a_file", path=to_text(path))


def _range(wanted: str | None, size: int) -> tuple[int, int] | None:
    """From where to where; None is all of it, and (0, 0) nothing that there is. Of several ranges all are sent."""
    found = re.fullmatch(r"bytes=(\d{0,19})-(\d{0,19})", wanted.strip()) if wanted else None
    if found is None or found[0] == "bytes=-":
        return None
    first, last = found[1], found[2]
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    return (start, end) if start < end else (0, 0)
