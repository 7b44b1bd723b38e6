"""Whom the server dials, and whom it never does, however the address is written and whatever a name resolves to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from harness.ssh_twin import ssh_twin
from workbench.rig import with_workbench, working
from zuka.context import Ctx
from zuka.errors import Conflict, Unavailable
from zuka.workbench.dialing import Dialer, is_own, is_refused, networks

pytestmark = pytest.mark.enable_socket
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "172.32.0.1",
    "192.169.0.1",
    "2606:4700:4700::1111",
    "198.20.0.1",
]
INSIDE = [
    "0.0.0.1", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.1.2.3", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo", "fec0::1", "ff02::1", "100::1", "no address",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_out_in_the_world_is_refused(address: str) -> None:
    assert is_refused(address)


@pytest.mark.parametrize("address", [*PUBLIC, "::ffff:8.8.8.8", "2002:808:808::1", "64:ff9b::808:808"])
def test_what_is_out_in_the_world_may_be_dialled(address: str) -> None:
    assert not is_refused(address)


def test_the_operator_allows_networks_and_nothing_beside_them() -> None:
    allowed = networks("10.1.0.0/16, fd00:1::/32")
    assert [one for one in INSIDE if not is_refused(one, allowed)] == ["::ffff:10.1.2.3"]
    for address in ("10.1.2.3", "::ffff:10.1.2.3", "fd00:1::5"):
        assert not is_refused(address, allowed)
    for address in ("10.2.0.1", "fd00:2::1", "::ffff:10.2.0.1"):
        assert is_refused(address, allowed)


@pytest.fixture
def dialer(ctx: Ctx) -> Iterator[Dialer]:
    """With the system's resolver and nothing allowed."""
    with closing(Dialer(ctx.settings)) as made:
        yield made


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.1",
        "2130706433",
        "017700000001",
        "0x7f000001",
        "0177.0.0.1",
        "0x7f.1",
        "::1",
        "0",
        "2852039166",
    ],
)
async def test_no_way_of_writing_loopback_or_metadata_gets_through(dialer: Dialer, host: str) -> None:
    with pytest.raises(Conflict) as refused:
        await dialer.find("u-1", host, 22)
    assert refused.value.code == "workbench.refused_address"


def test_this_machine_knows_its_own_addresses() -> None:
    """By its outer address one would get in behind its firewall."""
    assert is_own("127.0.0.1")
    assert is_own("::1")
    assert not is_own("8.8.8.8")
    assert not is_own("2606:4700:4700::1111")


async def test_a_name_with_one_inner_address_is_refused_as_a_whole(ctx: Ctx) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["8.8.8.8", "10.0.0.5"]

    with closing(Dialer(ctx.settings, resolve)) as dialer, pytest.raises(Conflict) as refused:
        await dialer.find("u-1", "two.example", 22)
    assert refused.value.code == "workbench.refused_address"


@pytest.mark.parametrize(
    ("port", "allowed"), [(22, True), (1024, True), (65535, True), (25, False), (443, False)]
)
async def test_only_some_ports_are_dialled(ctx: Ctx, port: int, allowed: bool) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["8.8.8.8"]

    with closing(Dialer(ctx.settings, resolve)) as dialer:
        if allowed:
            assert await dialer.find("u-1", "host.example", port) == ["8.8.8.8"]
        else:
            with pytest.raises(Conflict) as refused:
                await dialer.find("u-1", "host.example", port)
            assert refused.value.code == "workbench.refused_port"


async def test_a_name_that_means_something_else_the_second_time_gains_nothing(ctx: Ctx) -> None:
    """DNS rebinding: the answer that was checked is the one that is dialled, at every step of the log-in."""
    async with ssh_twin(password="let me in") as server, ssh_twin(password="let me in") as inner:
        answers = iter([["127.0.0.1"]])
        asked: list[str] = []

        async def resolve(host: str, port: int) -> list[str]:
            asked.append(host)
            return next(answers, ["127.0.0.2"])

        async with working(ctx, resolve=resolve) as desk:
            session = await desk.draft(server, host="turns.example", password="let me in")
            session = await desk.answer(session, accept="save")
            assert (session["state"], session["address"]) == ("connected", "127.0.0.1")
        assert asked == ["turns.example"]
        assert inner.begun == 0


async def test_a_name_that_turns_inward_is_refused_the_next_time(ctx: Ctx) -> None:
    async with ssh_twin(password="let me in") as server:
        answers = iter([["127.0.0.1"], ["169.254.169.254"]])

        async def resolve(host: str, port: int) -> list[str]:
            return next(answers)

        async with working(ctx, resolve=resolve) as desk:
            session = await desk.draft(server, host="turns.example", password="let me in")
            await desk.answer(session, accept="save")
            second = await desk.draft(server, host="turns.example", password="let me in")
            assert (second["state"], second["failure"]["code"]) == ("lost", "workbench.refused_address")


async def test_a_name_that_never_resolves_costs_its_own_user_time_and_nobody_else(ctx: Ctx) -> None:
    never = asyncio.Event()

    async def resolve(host: str, port: int) -> list[str]:
        if host == "slow.example":
            await never.wait()
        return ["8.8.8.8"]

    patient = with_workbench(ctx, login_seconds=0.2, allowed_networks="")
    with closing(Dialer(patient.settings, resolve)) as dialer:
        slow = [asyncio.create_task(dialer.find("bob", "slow.example", 22)) for _ in range(5)]
        assert await dialer.find("ann", "quick.example", 22) == ["8.8.8.8"]
        for one in slow:
            with pytest.raises(Unavailable) as late:
                await one
            assert late.value.code == "workbench.timed_out"


async def test_who_gives_up_waiting_for_a_name_gets_no_more_of_the_threads(ctx: Ctx) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        await asyncio.Event().wait()
        return []

    patient = with_workbench(ctx, login_seconds=0.05)
    with closing(Dialer(patient.settings, resolve)) as dialer:
        for number in range(5):
            with pytest.raises(Unavailable):
                await dialer.find("bob", f"slow-{number}.example", 22)
        assert asked == ["slow-0.example", "slow-1.example"]


async def test_a_closed_port_and_an_unknown_name_are_told_apart(ctx: Ctx) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with closing(Dialer(with_workbench(ctx).settings)) as dialer:
        with pytest.raises(Unavailable) as closed:
            await dialer.connect(["127.0.0.1"], port)
        assert closed.value.code == "workbench.unreachable"
        with pytest.raises(Unavailable) as unknown:
            await dialer.find("u-1", "nobody.invalid", 22)
        assert unknown.value.code == "workbench.unknown_host"
        with pytest.raises(Unavailable):
            await dialer.find("u-1", "a" * 300 + ".example", 22)
