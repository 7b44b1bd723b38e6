"""Whom this server dials: a name is resolved once, every answer is checked, and one of exactly these is connected to.

A user names hosts, and this server stands where the user does not: beside the platform's own machines. So private,
loopback and reserved addresses are refused, in whatever form they come, unless the operator has allowed the network.
A name with one such answer is refused as a whole: which answer is taken must not be a matter of luck.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import time
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from zuka.errors import Conflict, DomainError, Unavailable
from zuka.settings import Settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Every address of a name, best first. Raises `OSError` or `UnicodeError` when it has none."""

_REFUSED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        # A cloud's host answers its guests here, with their secrets, although the address looks public.
        "168.63.129.16/32",
        # Teredo carries an IPv4 address that is scrambled; documentation, benchmarks and local identifiers follow.
        "2001::/23", "2001:db8::/32", "3fff::/20",
    )
)  # fmt: skip
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_LOWEST_FREE_PORT = 1024
_MOST_ADDRESSES = 8


@dataclass(frozen=True)
class Spot:
    """Where a machine is: an address that has been checked, and how long it took to answer there."""

    address: str
    port: int
    latency_ms: float


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a setting, joined by commas. Raises `ValueError`."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def is_refused(text: str, allowed: Collection[Network] = ()) -> bool:
    """Whether this server must not dial the address. What an IPv6 address carries inside is judged as well."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return True
    if isinstance(address, ipaddress.IPv6Address) and (inner := _inside(address)) is not None:
        if address.ipv4_mapped is None and not _is_free(inner, allowed):
            return True
        address = inner
    return not _is_free(address, allowed)


def is_within(text: str, allowed: Collection[Network]) -> bool:
    """Whether one of these networks has the address."""
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        address = _inside(address) or address
    return any(address in network for network in allowed)


def _inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address at which packets to `address` come out: mapped, by 6to4, or by NAT64."""
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _is_free(address: Address, allowed: Collection[Network]) -> bool:
    if any(address in network for network in allowed):
        return True
    if isinstance(address, ipaddress.IPv6Address) and address not in _PUBLIC_V6:
        return False
    return not any(address in network for network in _REFUSED)


class Dialer:
    """Resolves and connects for everybody in this process; slow names of one user hold up nobody else."""

    _PER_USER = 2

    def __init__(self, settings: Settings, resolve: Resolve | None = None) -> None:
        workbench = settings.workbench
        self._local = workbench.local
        self._seconds = workbench.login_seconds
        self._allowed = networks(workbench.allowed_networks)
        self._doors = _port_range(settings.gateway.ssh_ports)
        self._threads = ThreadPoolExecutor(32, "workbench-resolve")
        self._resolve = resolve or self._system
        self._resolving: dict[str, asyncio.Semaphore] = {}
        self._asking: set[asyncio.Future[list[str]]] = set()

    async def find(self, user_id: str, host: str, port: int) -> list[str]:
        """The addresses of `host` that may be dialled: all of them. Raises `Conflict` workbench.refused_address or
        workbench.refused_port, `Unavailable` workbench.unknown_host or workbench.timed_out."""
        if not self._local and port != 22 and port < _LOWEST_FREE_PORT:
            raise Conflict("workbench.refused_port")
        found = await self._answers(user_id, host, port)
        if not self._local and any(self._is_refused(one, port) for one in found):
            raise Conflict("workbench.refused_address")
        return found[:_MOST_ADDRESSES]

    async def connect(self, addresses: Collection[str], port: int) -> tuple[Spot, socket.socket]:
        """A connected socket to the first of these addresses that answers. Raises `Unavailable`
        workbench.unreachable or workbench.timed_out."""
        failure: DomainError = Unavailable("workbench.unreachable")
        for address in addresses:
            began = time.monotonic()
            try:
                async with asyncio.timeout(self._seconds):
                    made = await _connected(address, port)
            except TimeoutError:
                failure = Unavailable("workbench.timed_out")
                continue
            except OSError as error:
                failure = Unavailable("workbench.unreachable", _said(error))
                continue
            return Spot(address, port, round((time.monotonic() - began) * 1000, 1)), made
        raise failure

    def close(self) -> None:
        for one in self._asking:
            one.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _answers(self, user_id: str, host: str, port: int) -> list[str]:
        turn = self._resolving.setdefault(user_id, asyncio.Semaphore(self._PER_USER))
        try:
            async with asyncio.timeout(self._seconds):
                await turn.acquire()
                found = await asyncio.shield(self._ask(turn, host, port))
        except TimeoutError as error:
            raise Unavailable(
                "workbench.timed_out", "The name of the host took too long to resolve."
            ) from error
        except (OSError, UnicodeError) as error:
            raise Unavailable("workbench.unknown_host") from error
        if not found:
            raise Unavailable("workbench.unknown_host")
        return found

    def _ask(self, turn: asyncio.Semaphore, host: str, port: int) -> asyncio.Future[list[str]]:
        """The turn is over when there is an answer, and not when nobody waits for it any more: a thread that asks the
        system cannot be broken off, and who gives up again and again would have all of them."""
        asking = asyncio.ensure_future(self._resolve(host, port))
        self._asking.add(asking)

        def over(done: asyncio.Future[list[str]]) -> None:
            self._asking.discard(done)
            turn.release()
            if not done.cancelled():
                done.exception()

        asking.add_done_callback(over)
        return asking

    def _is_refused(self, address: str, port: int) -> bool:
        if is_refused(address, self._allowed):
            return True
        if is_within(address, self._allowed):
            return False
        # The machine's own public address is its inside all the same: no firewall stands before it from here. Only
        # the doors to instances, which are open to everybody, are open from here as well.
        return port not in self._doors and is_own(address)

    async def _system(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _ask_system, host, port)
        return list(dict.fromkeys(found))


def _ask_system(host: str, port: int) -> list[str]:
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(one[4][0]) for one in answers]


async def _connected(address: str, port: int) -> socket.socket:
    loop = asyncio.get_running_loop()
    # The address is a number, so that nothing is resolved here a second time; only its scope is taken apart.
    family, kind, protocol, _, target = socket.getaddrinfo(
        address, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_NUMERICHOST
    )[0]
    made = socket.socket(family, kind, protocol)
    try:
        made.setblocking(False)
        await loop.sock_connect(made, target)
    except BaseException:
        made.close()
        raise
    return made


def is_own(address: str) -> bool:
    """Whether the address is one of this machine's: only such a one can be bound."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((address, 0))
        return True
    return False


def _port_range(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _said(error: OSError) -> str:
    """What the operating system said, without the address that people know anyway."""
    return f"The connection failed: {error.strerror or error}."
