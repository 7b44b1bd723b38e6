"""A WebSocket through the gateway: the two handshakes, then bytes both ways as they come.

Frames are not looked into, so compression, sub-protocols, pings and sizes are between the browser and the service. A
side that does not read stops the other one: at most a buffer of each direction is held here.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web
from multidict import CIMultiDict

from zuka.gateway import headers
from zuka.gateway.headers import Outside
from zuka.gateway.relay import Address
from zuka.gateway.services import Place

_HEAD_LIMIT: Final = 1 << 16
_CHUNK: Final = 1 << 16
_HIGH_WATER: Final = 1 << 18
_REFUSAL_LIMIT: Final = 1 << 16


class BrokenOff(Exception):
    """The service closed the connection, or spoke something else than HTTP, before the handshake was done."""


def wants_websocket(request: web.BaseRequest) -> bool:
    tokens = {token.strip().lower() for token in request.headers.get("Connection", "").split(",")}
    return (
        request.method == "GET"
        and "upgrade" in tokens
        and request.headers.get("Upgrade", "").lower() == "websocket"
    )


@dataclass
class _Head:
    status: int
    reason: str
    headers: CIMultiDict[str]


class _Raw(web.StreamResponse):
    """A response whose body is whatever is written, unframed, until the connection ends."""

    _length_check = False


class _Upwards:
    """Takes what the browser sends after the handshake; the place of the parser that aiohttp would put there."""

    def __init__(self, request: web.BaseRequest, writer: asyncio.StreamWriter) -> None:
        self._request, self._writer = request, writer
        self._draining: asyncio.Task[None] | None = None

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        if self._writer.transport.is_closing():
            return True, b""
        self._writer.write(data)
        transport = self._request.transport
        if self._draining is None and transport is not None and self._size() > _HIGH_WATER:
            transport.pause_reading()
            self._draining = asyncio.create_task(self._drain())
        return False, b""

    def feed_eof(self) -> None:
        """The browser has gone; the handler, which is being cancelled, closes the rest."""

    async def _drain(self) -> None:
        try:
            await self._writer.drain()
        except ConnectionError:
            return  # The other direction sees the same end and closes both.
        finally:
            self._draining = None
        if self._request.transport is not None:
            self._request.transport.resume_reading()

    def _size(self) -> int:
        return self._writer.transport.get_write_buffer_size()


async def carry(
    request: web.BaseRequest, place: Place, inside: str, sent: CIMultiDict[str], outside: Outside
) -> web.StreamResponse:
    """Carry one WebSocket until either side ends it; `sent` are the headers for the service. Raises `OSError` when it
    cannot be reached and `BrokenOff` when it does not answer in HTTP."""
    async with asyncio.timeout(10):
        reader, writer = await _dial(place)
    try:
        sent["Connection"] = "Upgrade"
        sent["Upgrade"] = "websocket"
        writer.write(_request_head(request.raw_path, sent))
        head = await _read_head(reader)
        received = headers.downstream(head.headers, inside=inside, outside=outside)
        if head.status != 101:
            return await _refusal(reader, head, received)
        received["Connection"] = "Upgrade"
        received["Upgrade"] = "websocket"
        return await _both_ways(request, reader, writer, received)
    finally:
        writer.close()


async def _dial(place: Place) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if isinstance(place, Address):
        return await asyncio.open_connection(place.host, place.port, limit=_HEAD_LIMIT)
    return await asyncio.open_unix_connection(place, limit=_HEAD_LIMIT)


async def _both_ways(
    request: web.BaseRequest,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    received: CIMultiDict[str],
) -> web.StreamResponse:
    response = _Raw(status=101, headers=received)
    response.force_close()
    await response.prepare(request)
    upwards: Any = _Upwards(request, writer)
    request.protocol.set_parser(upwards)
    request.protocol.keep_alive(False)
    try:
        while data := await reader.read(_CHUNK):
            await response.write(data)
    except ConnectionError:
        pass  # Whoever broke off: both connections are closed now.
    return response


def _request_head(path: str, sent: CIMultiDict[str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    if any("\r" in line or "\n" in line for line in lines):
        raise BrokenOff("a header would split the request")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


async def _read_head(reader: asyncio.StreamReader) -> _Head:
    try:
        async with asyncio.timeout(60):
            raw = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ConnectionError) as error:
        raise BrokenOff("no answer to the handshake") from error
    first, *lines = raw.decode("utf-8", "surrogateescape").rstrip("\r\n").split("\r\n")
    version, _, rest = first.partition(" ")
    status, _, reason = rest.partition(" ")
    if not version.startswith("HTTP/1.") or not status.isdigit():
        raise BrokenOff("not an HTTP answer")
    found: CIMultiDict[str] = CIMultiDict()
    for line in lines:
        name, _, value = line.partition(":")
        found.add(name.strip(), value.strip())
    return _Head(int(status), reason, found)


async def _refusal(
    reader: asyncio.StreamReader, head: _Head, received: CIMultiDict[str]
) -> web.StreamResponse:
    """The service's own answer where it did not want a WebSocket, cut at 64 KiB."""
    length = head.headers.get("Content-Length", "")
    wanted = min(int(length), _REFUSAL_LIMIT) if length.isdigit() else _REFUSAL_LIMIT
    body = b""
    try:
        async with asyncio.timeout(5):
            while len(body) < wanted and (data := await reader.read(wanted - len(body))):
                body += data
    except (TimeoutError, ConnectionError):
        pass
    received.pop("Content-Length", None)
    if "chunked" in head.headers.get("Transfer-Encoding", "").lower():
        body = b""  # Its framing would show; the status says what matters.
    status = head.status if head.status >= 200 else 502
    return web.Response(status=status, reason=head.reason or None, headers=received, body=body)
