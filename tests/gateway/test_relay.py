"""The relay alone, on both event loops: real sockets, no instance."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import random
import socket
import struct
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
import uvloop

from gateway.backend import backend, hang_up
from zuka.gateway.relay import Address, Door, Hold, Limits, Refuse, Relay, Where

pytestmark = pytest.mark.enable_socket

Run = Callable[[Coroutine[Any, Any, None]], None]
MIB = 1 << 20
ROOMY = Limits(per_door=100, per_source=100, busy=b"busy\n", unreachable=b"unreachable\n", patience=5)


@pytest.fixture(params=[asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run:
    chosen: Run = request.param
    return chosen


@contextlib.asynccontextmanager
async def door_to(where: Where, limits: Limits = ROOMY) -> AsyncIterator[Door]:
    relay = Relay()
    door = relay.open("127.0.0.1", 0, where, limits)
    yield door
    door.stop_listening()
    await door.hang_up()
    relay.close()


async def connect(door: Door) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", door.port)


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


def test_carries_both_ways_at_once_without_losing_a_byte(run: Run) -> None:
    payload = random.Random(7).randbytes(24 * MIB)  # noqa: S311  # A reproducible payload, not a secret.

    async def story() -> None:
        async with backend(echo) as address, door_to(lambda: address) as door:
            reader, writer = await connect(door)

            async def send() -> None:
                writer.write(payload)
                await writer.drain()
                writer.write_eof()

            sending = asyncio.create_task(send())
            received = hashlib.sha256()
            count = 0
            while data := await reader.read(MIB):
                received.update(data)
                count += len(data)
            await sending
            await hang_up(writer)
            assert count == len(payload)
            assert received.digest() == hashlib.sha256(payload).digest()
            assert (door.traffic.received, door.traffic.sent) == (len(payload), len(payload))

    run(story())


def test_a_caller_that_has_finished_sending_still_gets_the_answer(run: Run) -> None:
    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        everything = await reader.read(-1)
        writer.write(f"{len(everything)} bytes\n".encode())
        await writer.drain()

    async def story() -> None:
        async with backend(count) as address, door_to(lambda: address) as door:
            reader, writer = await connect(door)
            writer.write(b"x" * 1000)
            writer.write_eof()
            assert await reader.read(-1) == b"1000 bytes\n"
            await hang_up(writer)

    run(story())


def test_an_instance_that_has_finished_sending_still_hears_the_caller(run: Run) -> None:
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    async def speak_then_listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.write_eof()
        await heard.put(await reader.read(-1))

    async def story() -> None:
        async with backend(speak_then_listen) as address, door_to(lambda: address) as door:
            reader, writer = await connect(door)
            assert await reader.read(-1) == b"hello"
            writer.write(b"and goodbye")
            writer.write_eof()
            assert await heard.get() == b"and goodbye"
            await hang_up(writer)

    run(story())


def test_a_reader_that_stalls_stops_the_sender_and_nobody_else(run: Run) -> None:
    """What the gateway takes in for a reader that does not read is bounded by kernel buffers and one pipe."""
    go_on = asyncio.Event()
    total = 96 * MIB

    async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.readexactly(1) == b"e":
            await echo(reader, writer)
            return
        await go_on.wait()
        count = 1
        while data := await reader.read(MIB):
            count += len(data)
        writer.write(str(count).encode())

    async def story() -> None:
        async with backend(stall) as address, door_to(lambda: address) as door:
            reader, writer = await connect(door)

            async def send() -> None:
                for _ in range(total // MIB):
                    writer.write(b"s" * MIB)
                    await writer.drain()
                writer.write_eof()

            sending = asyncio.create_task(send())
            taken = -1
            while taken != door.traffic.received:
                taken = door.traffic.received
                # Another caller's round trips are what passes the time: they must work while the first one stalls.
                other_reader, other_writer = await connect(door)
                other_writer.write(b"e")
                for _ in range(200):
                    other_writer.write(b"ping")
                    assert await other_reader.readexactly(4) == b"ping"
                await hang_up(other_writer)
                taken += 1 + 200 * 4
            assert taken < total // 2
            assert not sending.done()
            go_on.set()
            assert await reader.read(-1) == str(total).encode()
            await sending
            await hang_up(writer)

    run(story())


def test_one_too_many_is_told_so_and_a_free_place_is_given_again(run: Run) -> None:
    async def story() -> None:
        limits = Limits(per_door=2, per_source=2, busy=b"busy\n")
        async with backend(echo) as address, door_to(lambda: address, limits) as door:
            callers = [await connect(door) for _ in range(2)]
            for reader, writer in callers:
                writer.write(b"hi")
                assert await reader.readexactly(2) == b"hi"
            late_reader, late_writer = await connect(door)
            late_writer.write(b"SSH-2.0-early\r\n")
            assert await late_reader.read(-1) == b"busy\n"
            await hang_up(late_writer, callers[0][1])
            while door.traffic.active > 1:  # noqa: ASYNC110  # The door announces nothing.
                await asyncio.sleep(0)
            reader, writer = await connect(door)
            writer.write(b"in")
            assert await reader.readexactly(2) == b"in"
            assert door.traffic.refused == 1
            await hang_up(writer, callers[1][1])

    run(story())


def test_one_source_cannot_take_the_whole_door(run: Run) -> None:
    async def story() -> None:
        limits = Limits(per_door=10, per_source=1, busy=b"busy\n")
        async with backend(echo) as address, door_to(lambda: address, limits) as door:
            reader, writer = await connect(door)
            writer.write(b"hi")
            assert await reader.readexactly(2) == b"hi"
            again, again_writer = await connect(door)
            assert await again.read(-1) == b"busy\n"
            elsewhere = socket.create_connection(("127.0.0.1", door.port), source_address=("127.0.0.9", 0))
            other, other_writer = await asyncio.open_connection(sock=elsewhere)
            other_writer.write(b"hi")
            assert await other.readexactly(2) == b"hi"
            await hang_up(writer, again_writer, other_writer)

    run(story())


def test_an_early_caller_is_held_until_there_is_something_to_reach(run: Run) -> None:
    async def story() -> None:
        async with backend(echo) as address, door_to(lambda: Hold(b"not yet\n")) as door:
            reader, writer = await connect(door)
            writer.write(b"early")
            while not door.traffic.active:  # noqa: ASYNC110  # The door announces nothing.
                await asyncio.sleep(0)
            door.redirect(lambda: address)
            assert await reader.readexactly(5) == b"early"
            await hang_up(writer)

    run(story())


def test_patience_ends_with_words(run: Run) -> None:
    async def story() -> None:
        limits = Limits(per_door=10, per_source=10, patience=0.05)
        async with door_to(lambda: Hold(b"not yet\n"), limits) as door:
            reader, writer = await connect(door)
            assert await reader.read(-1) == b"not yet\n"
            await hang_up(writer)

    run(story())


def test_a_refusal_arrives_whatever_the_caller_has_sent(run: Run) -> None:
    async def story() -> None:
        async with door_to(lambda: Refuse(b"it is off\n")) as door:
            reader, writer = await connect(door)
            writer.write(b"y" * 100_000)
            assert await reader.read(-1) == b"it is off\n"
            await hang_up(writer)

    run(story())


def test_nothing_listening_there_is_said(run: Run) -> None:
    async def story() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            nobody = Address("127.0.0.1", taken.getsockname()[1])
        limits = Limits(per_door=10, per_source=10, unreachable=b"no answer\n", patience=0.1)
        async with door_to(lambda: nobody, limits) as door:
            reader, writer = await connect(door)
            assert await reader.read(-1) == b"no answer\n"
            assert door.traffic.failed >= 1
            await hang_up(writer)

    run(story())


def test_closing_the_door_leaves_whoever_is_inside(run: Run) -> None:
    async def story() -> None:
        async with backend(echo) as address, door_to(lambda: address) as door:
            port = door.port
            reader, writer = await connect(door)
            writer.write(b"hi")
            assert await reader.readexactly(2) == b"hi"
            door.stop_listening()
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"still here")
            assert await reader.readexactly(10) == b"still here"
            leaving = asyncio.create_task(door.drained())
            await hang_up(writer)
            await leaving
            assert door.traffic.active == 0

    run(story())


def test_hanging_up_ends_both_sides(run: Run) -> None:
    gone = asyncio.Event()

    async def until_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hi")
        await reader.read(-1)
        gone.set()

    async def story() -> None:
        async with backend(until_end) as address, door_to(lambda: address) as door:
            reader, writer = await connect(door)
            assert await reader.readexactly(2) == b"hi"
            await door.hang_up()
            assert await reader.read(-1) == b""
            await gone.wait()
            await hang_up(writer)

    run(story())


def test_an_instance_that_dies_takes_the_connection_with_it(run: Run) -> None:
    async def die(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(2)
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async def story() -> None:
        async with backend(die) as address, door_to(lambda: address) as door:
            reader, writer = await connect(door)
            writer.write(b"hi")
            with contextlib.suppress(ConnectionError):
                assert await reader.read(-1) == b""
            await door.drained()
            assert door.traffic.active == 0
            await hang_up(writer)

    run(story())


def test_the_last_words_of_an_instance_that_stops_listening_arrive(run: Run) -> None:
    words = b"quota exceeded\n" * 2000

    async def refuse_upload(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(1)
        writer.write(words)
        await writer.drain()
        writer.write_eof()
        while await reader.read(65536):
            pass

    async def story() -> None:
        async with backend(refuse_upload) as address, door_to(lambda: address) as door:
            reader, writer = await connect(door)
            writer.write(b"u" * MIB)
            assert await reader.read(-1) == words
            await hang_up(writer)

    run(story())
