"""What flows through the web gateway: WebSockets, events, uploads and downloads, both ways and at their own pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from gateway.backend import backend
from gateway.browser import JUPYTER, MIB, PORT, Browser, program
from gateway.world import World
from zuka.gateway.web import WebGateway

pytestmark = pytest.mark.enable_socket


async def parrot(request: web.BaseRequest) -> web.StreamResponse:
    socket = web.WebSocketResponse(protocols=("v1.kernel",), max_msg_size=0)
    await socket.prepare(request)
    async for message in socket:
        if message.type == aiohttp.WSMsgType.TEXT:
            await socket.send_str(message.data)
        elif message.type == aiohttp.WSMsgType.BINARY:
            await socket.send_bytes(message.data)
    return socket


async def test_a_websocket_carries_both_ways(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    async with program(parrot) as inside:
        place.inside(instance, JUPYTER, inside.address)
        await browser.enter(instance, JUPYTER, await place.ticket(instance, JUPYTER))
        socket = await browser.websocket(instance, JUPYTER, Origin=browser.origin(instance, JUPYTER))
        assert socket.protocol == "v1.kernel"
        await socket.send_str("1+1")
        assert await socket.receive_str() == "1+1"
        big = bytes(range(256)) * (2 * MIB // 256)
        await socket.send_bytes(big)
        assert await socket.receive_bytes() == big
        await socket.close()
        assert inside.last.headers["Authorization"].startswith("token ")
        assert inside.last.headers["Origin"] == "http://localhost:8888"


async def test_a_program_that_does_not_read_stops_the_browser(place: World, browser: Browser) -> None:
    """The gateway holds a bounded part of what is sent to a program that does not take it, and loses none of it."""
    go_on = asyncio.Event()
    sent = 0
    total = 96

    async def stall(request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/parrot":
            return await parrot(request)
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        await go_on.wait()
        count = 0
        for _ in range(total):
            count += len(await socket.receive_bytes())
        await socket.send_str(str(count))
        return socket

    async def flood(socket: aiohttp.ClientWebSocketResponse) -> None:
        nonlocal sent
        for _ in range(total):
            await socket.send_bytes(bytes(MIB))
            sent += 1

    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with program(stall) as inside:
        place.inside(instance, PORT, inside.address)
        socket = await browser.websocket(instance, PORT)
        other = await browser.websocket(instance, PORT, "/parrot")
        flooding = asyncio.create_task(flood(socket))
        before = -1
        while before != sent:
            before = sent
            for _ in range(100):
                await other.send_str("ping")
                assert await other.receive_str() == "ping"
        assert sent < total // 2
        go_on.set()
        assert await socket.receive_str() == str(total * MIB)
        await flooding
        await socket.close()
        await other.close()


async def test_a_browser_that_does_not_read_stops_the_program(place: World, browser: Browser) -> None:
    sent = 0
    total = 96

    async def flood(request: web.BaseRequest) -> web.StreamResponse:
        nonlocal sent
        if request.path == "/parrot":
            return await parrot(request)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for _ in range(total):
            await socket.send_bytes(bytes(MIB))
            sent += 1
        return socket

    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with program(flood) as inside:
        place.inside(instance, PORT, inside.address)
        socket = await browser.websocket(instance, PORT)
        other = await browser.websocket(instance, PORT, "/parrot")
        before = -1
        while before != sent:
            before = sent
            for _ in range(100):
                await other.send_str("ping")
                assert await other.receive_str() == "ping"
        assert sent < total // 2
        for _ in range(total):
            assert len(await socket.receive_bytes()) == MIB
        await socket.close()
        await other.close()


async def test_a_program_may_refuse_a_websocket(place: World, browser: Browser) -> None:
    async def refuse(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=418, text="no kernel here")

    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with program(refuse) as inside:
        place.inside(instance, PORT, inside.address)
        with pytest.raises(aiohttp.WSServerHandshakeError, match="418"):
            await browser.websocket(instance, PORT)


async def test_a_websocket_to_something_that_is_not_http_is_a_502(place: World, browser: Browser) -> None:
    async def banner(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")

    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with backend(banner) as address:
        place.inside(instance, PORT, address)
        with pytest.raises(aiohttp.WSServerHandshakeError, match="502"):
            await browser.websocket(instance, PORT)


async def test_closing_a_port_cuts_off_whoever_is_connected(
    place: World, browser: Browser, gateway: WebGateway
) -> None:
    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with program(parrot) as inside:
        place.inside(instance, PORT, inside.address)
        socket = await browser.websocket(instance, PORT)
        await gateway.check()
        await socket.send_str("still here")
        assert await socket.receive_str() == "still here"
        await place.unexpose(instance, PORT)
        await gateway.check()
        ended = await socket.receive()
        assert ended.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.ERROR}
        assert (await browser.get(instance, PORT))[0] == 404


async def test_logging_out_cuts_off_what_was_opened(
    place: World, browser: Browser, gateway: WebGateway
) -> None:
    instance = await place.rent("ins-one")
    looking = asyncio.create_task(gateway.run())
    try:
        async with program(parrot) as inside:
            place.inside(instance, JUPYTER, inside.address)
            await browser.enter(instance, JUPYTER, await place.ticket(instance, JUPYTER))
            socket = await browser.websocket(instance, JUPYTER, Origin=browser.origin(instance, JUPYTER))
            await gateway.check()
            await socket.send_str("still here")
            assert await socket.receive_str() == "still here"
            await place.log_out()
            ended = await socket.receive()
            assert ended.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.ERROR}
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


async def test_events_arrive_one_by_one(place: World, browser: Browser) -> None:
    more = asyncio.Event()

    async def stream(request: web.BaseRequest) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        await answer.write(b"data: one\n\n")
        await more.wait()
        await answer.write(b"data: two\n\n")
        return answer

    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with program(stream) as inside:
        place.inside(instance, PORT, inside.address)
        async with browser.ask(instance, PORT) as answer:
            assert answer.content_type == "text/event-stream"
            assert await answer.content.readuntil(b"\n\n") == b"data: one\n\n"
            more.set()
            assert await answer.content.read() == b"data: two\n\n"


async def test_uploads_and_downloads_stream(place: World, browser: Browser) -> None:
    async def count(request: web.BaseRequest) -> web.StreamResponse:
        size = 0
        async for chunk in request.content.iter_any():
            size += len(chunk)
        return web.Response(body=b"d" * size)

    async def upload() -> AsyncIterator[bytes]:
        for _ in range(16):
            yield b"u" * MIB

    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with program(count) as inside:
        place.inside(instance, PORT, inside.address)
        async with browser.ask(instance, PORT, method="POST", data=upload()) as answer:
            assert len(await answer.read()) == 16 * MIB
            assert answer.headers["Content-Length"] == str(16 * MIB)


async def test_what_is_compressed_stays_as_it_is(place: World, browser: Browser) -> None:
    async def packed(request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        return web.Response(body=body, headers={"Content-Encoding": "gzip"})

    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with program(packed) as inside:
        place.inside(instance, PORT, inside.address)
        body = b"not really gzip"
        async with browser.ask(instance, PORT, method="PUT", data=body, Content_Encoding="gzip") as answer:
            assert await answer.read() == body
            assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("status", [204, 304])
async def test_answers_without_a_body(place: World, browser: Browser, status: int) -> None:
    async def empty(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=status, headers={"ETag": '"x"'})

    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with program(empty) as inside:
        place.inside(instance, PORT, inside.address)
        for _ in range(2):
            async with browser.ask(instance, PORT) as answer:
                assert (answer.status, await answer.read()) == (status, b"")


async def test_head_has_a_length_and_no_body(place: World, browser: Browser) -> None:
    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with program() as inside:
        place.inside(instance, PORT, inside.address)
        async with browser.ask(instance, PORT, method="HEAD") as answer:
            assert (answer.headers["Content-Length"], await answer.read()) == ("6", b"")


async def test_half_an_answer_does_not_look_like_a_whole_one(place: World, browser: Browser) -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")

    instance = await place.rent("ins-one")
    await place.expose(instance, PORT, public=True)
    async with backend(half) as address:
        place.inside(instance, PORT, address)
        with pytest.raises(aiohttp.ClientError):
            await browser.get(instance, PORT)
