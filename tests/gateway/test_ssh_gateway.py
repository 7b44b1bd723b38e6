"""The SSH gateway between real SSH clients and real SSH servers, both in this process."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import asyncssh
import pytest

from gateway.backend import backend, hang_up
from gateway.world import World, turns, world
from zuka.gateway import main
from zuka.gateway.relay import Address
from zuka.gateway.ssh import SshGateway
from zuka.instances.models import Instance
from zuka.instances.states import State

pytestmark = pytest.mark.enable_socket


class _Anybody(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return False


def _shell(process: asyncssh.SSHServerProcess[str]) -> None:
    process.stdout.write(f"ran {process.command}")
    process.exit(0)


@contextlib.asynccontextmanager
async def sshd() -> AsyncIterator[Address]:
    key = asyncssh.generate_private_key("ssh-ed25519")
    server = await asyncssh.listen(
        "127.0.0.1", 0, server_factory=_Anybody, server_host_keys=[key], process_factory=_shell
    )
    yield Address("127.0.0.1", server.get_port())
    server.close()
    await server.wait_closed()


@contextlib.asynccontextmanager
async def gateway_of(place: World) -> AsyncIterator[SshGateway]:
    gateway = SshGateway(place.ctx)
    await gateway.reconcile()
    yield gateway
    await gateway.close(drain_seconds=0)


async def log_in(instance: Instance) -> asyncssh.SSHClientConnection:
    return await asyncssh.connect(
        "127.0.0.1", instance.ssh_port, known_hosts=None, config=None, username="root"
    )


async def shake_hands(instance: Instance) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", instance.ssh_port)


async def knock(instance: Instance) -> None:
    """Come and go until it is refused."""
    while True:
        await hang_up((await shake_hands(instance))[1])


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


async def say(pair: tuple[asyncio.StreamReader, asyncio.StreamWriter], words: bytes) -> None:
    reader, writer = pair
    writer.write(words)
    assert await reader.readexactly(len(words)) == words


async def test_a_renter_logs_in_through_the_instances_own_port(place: World) -> None:
    instance = await place.rent("ins-one")
    async with sshd() as address, gateway_of(place) as gateway:
        place.inside(instance, 22, address)
        async with await log_in(instance) as connection:
            result = await connection.run("nvidia-smi", check=True)
            assert result.stdout == "ran nvidia-smi"
        traffic = gateway.stats()["ins-one"]
        assert traffic.received > 500
        assert traffic.sent > 500


async def test_each_port_leads_to_its_own_instance(place: World) -> None:
    async def first(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"first")

    async def second(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"second")

    one, two = await place.rent("ins-one"), await place.rent("ins-second")
    async with backend(first) as a, backend(second) as b, gateway_of(place):
        place.inside(one, 22, a)
        place.inside(two, 22, b)
        for instance, words in ((one, b"first"), (two, b"second")):
            reader, writer = await shake_hands(instance)
            assert await reader.read(-1) == words
            await hang_up(writer)


async def test_a_connection_outlives_what_happens_to_other_instances(place: World) -> None:
    one, two = await place.rent("ins-one"), await place.rent("ins-second")
    async with backend(echo) as address, gateway_of(place) as gateway:
        place.inside(one, 22, address)
        pair = await shake_hands(one)
        await say(pair, b"before")
        await place.release("ins-second")
        three = await place.rent("ins-the-third")
        place.inside(three, 22, address)
        await gateway.reconcile()
        await gateway.reconcile()
        await say(pair, b"after")
        with pytest.raises(ConnectionRefusedError):
            await shake_hands(two)
        late = await shake_hands(three)
        await say(late, b"new")
        await hang_up(pair[1], late[1])


async def test_a_new_instance_can_be_dialled_while_it_is_made(place: World) -> None:
    instance = await place.rent("ins-one", state=State.CREATING)
    async with sshd() as address, gateway_of(place) as gateway:
        place.inside(instance, 22, address)
        early = asyncio.create_task(log_in(instance))
        await turns()
        assert not early.done()
        await place.change("ins-one", state=State.RUNNING)
        await gateway.reconcile()
        async with await early as connection:
            assert (await connection.run("hi", check=True)).stdout == "ran hi"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.STOPPED, "The machine is off"),
        (State.STOPPING, "being shut down"),
        (State.FAILED, "has failed"),
        (State.RELEASING, "being released"),
    ],
)
async def test_who_comes_at_the_wrong_time_is_told_why(place: World, state: State, words: str) -> None:
    instance = await place.rent("ins-one", state=state)
    async with gateway_of(place):
        with pytest.raises(asyncssh.DisconnectError, match=words):
            await log_in(instance)


async def test_who_waits_for_an_instance_that_fails_is_told_so(place: World) -> None:
    instance = await place.rent("ins-one", state=State.CREATING)
    async with gateway_of(place) as gateway:
        early = asyncio.create_task(log_in(instance))
        while not gateway.stats()["ins-one"].active:  # noqa: ASYNC110  # The gateway announces nothing.
            await asyncio.sleep(0)
        await place.change("ins-one", state=State.FAILED)
        await gateway.reconcile()
        with pytest.raises(asyncssh.DisconnectError, match="has failed"):
            await early


async def test_too_many_connections_are_told_so(place: World) -> None:
    instance = await place.rent("ins-one")
    async with backend(echo) as address, gateway_of(place):
        place.inside(instance, 22, address)
        pairs = [await shake_hands(instance) for _ in range(3)]
        for pair in pairs:
            await say(pair, b"in")
        with pytest.raises(asyncssh.DisconnectError, match="Too many connections"):
            await log_in(instance)
        await hang_up(*(writer for _, writer in pairs))


async def test_stopping_an_instance_ends_its_connections(place: World) -> None:
    instance = await place.rent("ins-one")
    async with backend(echo) as address, gateway_of(place) as gateway:
        place.inside(instance, 22, address)
        reader, writer = await shake_hands(instance)
        await say((reader, writer), b"working")
        await place.change("ins-one", state=State.STOPPING)
        await gateway.reconcile()
        await say((reader, writer), b"still up")
        await place.change("ins-one", state=State.STOPPED)
        await gateway.reconcile()
        assert await reader.read(-1) == b""
        await hang_up(writer)


async def test_a_taken_port_costs_one_instance_its_door_until_it_is_free(place: World) -> None:
    one, two = await place.rent("ins-one"), await place.rent("ins-second")
    squatter = socket.create_server(("127.0.0.1", one.ssh_port))
    async with backend(echo) as address, gateway_of(place) as gateway:
        place.inside(one, 22, address)
        place.inside(two, 22, address)
        pair = await shake_hands(two)
        await say(pair, b"fine")
        squatter.close()
        await gateway.reconcile()
        other = await shake_hands(one)
        await say(other, b"fine too")
        await hang_up(pair[1], other[1])


async def test_the_role_serves_both_sides_and_follows_the_bell(place: World) -> None:
    ready: asyncio.Queue[main.Serving] = asyncio.Queue()
    serving = asyncio.create_task(main.serve(place.ctx, ready=ready.put_nowait))
    web_port = (await ready.get()).web_port
    assert web_port
    instance = await place.rent("ins-one")
    async with backend(echo) as address:
        place.inside(instance, 22, address)
        place.ctx.bell.ring("gateway")
        pair = None
        while pair is None:
            with contextlib.suppress(ConnectionRefusedError):
                pair = await shake_hands(instance)
        await say(pair, b"hi")
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        with pytest.raises(ConnectionRefusedError):
            await shake_hands(instance)
        await hang_up(pair[1])


async def test_told_to_stop_it_lets_connections_finish(tmp_path: Path) -> None:
    async with world(tmp_path, drain_seconds=60) as place, backend(echo) as address:
        instance = await place.rent("ins-one")
        place.inside(instance, 22, address)
        ready: asyncio.Queue[main.Serving] = asyncio.Queue()
        serving = asyncio.create_task(main.serve(place.ctx, ready=ready.put_nowait))
        await ready.get()
        reader, writer = await shake_hands(instance)
        await say((reader, writer), b"copying")
        serving.cancel()
        with pytest.raises(ConnectionRefusedError):
            await knock(instance)
        await say((reader, writer), b"last part")
        await hang_up(writer)
        with pytest.raises(asyncio.CancelledError):
            await serving
