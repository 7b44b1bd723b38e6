"""What this package needs of SFTP below asyncssh's client: directories in bulk, and requests under way at once.

asyncssh makes an object of three dozen fields for every entry and asks for one batch of names at a time. A folder of
ten thousand files is a hundred batches, so over a distance that is a hundred round trips; here several are under way.
"""

from __future__ import annotations

import asyncio
import itertools
import struct
from collections.abc import Iterator

import asyncssh
from asyncssh.constants import (
    FILEXFER_ATTR_ACMODTIME,
    FILEXFER_ATTR_EXTENDED,
    FILEXFER_ATTR_PERMISSIONS,
    FILEXFER_ATTR_SIZE,
    FILEXFER_ATTR_UIDGID,
    FXP_NAME,
    FXP_READDIR,
    FXP_STATUS,
    FXP_WRITE,
    MSG_IGNORE,
)
from asyncssh.packet import SSHPacket, SSHPacketLogger, String
from asyncssh.sftp import SFTPAttrs, SFTPClientHandler, SFTPError

from zuka.workbench.files.disk import Entry, Facts
from zuka.workbench.files.names import to_text

_AHEAD = 12
"""Batches of names that are asked for at once."""
_UINT, _ULONG, _PAIR = struct.Struct(">I"), struct.Struct(">Q"), struct.Struct(">II")


def handler_of(client: asyncssh.SFTPClient) -> SFTPClientHandler:
    """The part of asyncssh that speaks the protocol; its version is pinned because of this."""
    return client._handler


def unpadded(connection: asyncssh.SSHClientConnection) -> None:
    """Leave out the empty packet that asyncssh sends before every other one: it shields ciphers that chain blocks, of
    which we offer none, and costs a bulk transfer a fifth of its time."""
    if "send_packet" in vars(connection):
        return
    send = connection.send_packet

    def without_empty(pkttype: int, *args: bytes, handler: SSHPacketLogger | None = None) -> None:
        if pkttype != MSG_IGNORE:
            send(pkttype, *args, handler=handler)

    vars(connection)["send_packet"] = without_empty


def facts_of(attrs: SFTPAttrs) -> Facts:
    """What asyncssh read, as ours; what a server leaves out is zero."""
    return Facts(
        mode=attrs.permissions or 0,
        size=attrs.size or 0,
        modified=attrs.mtime or 0,
        accessed=attrs.atime or 0,
        owner=attrs.owner or str(attrs.uid if attrs.uid is not None else ""),
        group=attrs.group or str(attrs.gid if attrs.gid is not None else ""),
    )


async def write(handler: SFTPClientHandler, handle: bytes, offset: int, data: memoryview) -> None:
    """As the handler's own, for bytes that are part of something larger."""
    length = len(data).to_bytes(4, "big")
    # The packet is put together once, from these parts.
    await handler._make_request(FXP_WRITE, String(handle), offset.to_bytes(8, "big"), length, data)  # type: ignore[arg-type]


async def batches(client: asyncssh.SFTPClient, handle: bytes) -> Iterator[list[Entry]]:
    """The next `_AHEAD` batches of an open directory; none of them has an entry at its end."""
    handler = handler_of(client)
    if handler.version != 3:
        return iter([await _slow_batch(handler, handle)])
    loop = asyncio.get_running_loop()
    waiters = [loop.create_future() for _ in range(_AHEAD)]
    for waiter in waiters:
        handler._send_request(FXP_READDIR, [String(handle)], waiter)
    answers = await asyncio.gather(*waiters)
    return itertools.takewhile(bool, [_batch(kind, packet) for kind, packet in answers])


async def _slow_batch(handler: SFTPClientHandler, handle: bytes) -> list[Entry]:
    try:
        names, _ = await handler.readdir(handle)
    except asyncssh.SFTPEOFError:
        return []
    return [Entry(_raw(one.filename), facts_of(one.attrs)) for one in names]


def _raw(name: bytes | str) -> bytes:
    return name if isinstance(name, bytes) else name.encode()


def _batch(kind: int, packet: SSHPacket) -> list[Entry]:
    if kind == FXP_STATUS:
        error = SFTPError.construct(packet, "replace")
        if error is None or isinstance(error, asyncssh.SFTPEOFError):
            return []
        raise error
    if kind != FXP_NAME:
        raise asyncssh.SFTPBadMessage("not a list of names")
    try:
        return list(_names(packet.get_remaining_payload()))
    except (struct.error, IndexError) as error:
        raise asyncssh.SFTPBadMessage("a list of names that ends too early") from error


def _names(raw: bytes) -> Iterator[Entry]:
    """Version 3 of the protocol: name, a line as of `ls -l`, attributes."""
    (count,) = _UINT.unpack_from(raw)
    place = 4
    for _ in range(count):
        name, place = _string(raw, place)
        line, place = _string(raw, place)
        facts, place = _attributes(raw, place, line)
        yield Entry(name, facts)


def _string(raw: bytes, place: int) -> tuple[bytes, int]:
    (length,) = _UINT.unpack_from(raw, place)
    end = place + 4 + length
    if end > len(raw):
        raise IndexError
    return raw[place + 4 : end], end


def _attributes(raw: bytes, place: int, line: bytes) -> tuple[Facts, int]:
    (flags,) = _UINT.unpack_from(raw, place)
    place += 4
    size = mode = accessed = modified = 0
    owner = group = ""
    if flags & FILEXFER_ATTR_SIZE:
        (size,) = _ULONG.unpack_from(raw, place)
        place += 8
    if flags & FILEXFER_ATTR_UIDGID:
        uid, gid = _PAIR.unpack_from(raw, place)
        place += 8
        owner, group = str(uid), str(gid)
    if flags & FILEXFER_ATTR_PERMISSIONS:
        (mode,) = _UINT.unpack_from(raw, place)
        place += 4
    if flags & FILEXFER_ATTR_ACMODTIME:
        accessed, modified = _PAIR.unpack_from(raw, place)
        place += 8
    if flags & FILEXFER_ATTR_EXTENDED:
        (count,) = _UINT.unpack_from(raw, place)
        place += 4
        for _ in range(min(count, 64) * 2):
            _, place = _string(raw, place)
    words = line.split(None, 4)
    if len(words) == 5 and len(words[0]) >= 10 and words[1].isdigit():
        owner, group = to_text(words[2][:64]), to_text(words[3][:64])
    return Facts(mode, size, modified, accessed, owner, group), place
