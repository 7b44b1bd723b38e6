"""What listens on a machine, and which programs those are: one short program at the other end, run when somebody asks.

The kernel tells of sockets by their number only. Whose they are is looked for among all open files, which costs
something, so it is done for numbers that were not seen before, and the answer is kept for as long as the session is.
"""

from __future__ import annotations

import asyncio
import ipaddress
import shlex
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

import asyncssh

from zuka.errors import Conflict, Unavailable
from zuka.kit.web import Wire
from zuka.workbench.monitor.parse_text import clean, whole
from zuka.workbench.session import Session

MOST: Final = 200
_SECONDS: Final = 10.0
_MOST_BYTES: Final = 256 << 10
_MOST_KNOWN: Final = 1000
_HERE: Final = "localhost"

# It comes through the standard input, so nothing in it may read from there. BusyBox has all of it.
_PROGRAM: Final = r"""
exec 2>/dev/null
LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
root=@ROOT@
[ -r "$root/proc/net/tcp" ] || exit
known=" $* "
sockets=$(awk 'FNR > 1 && $4 == "0A" && n++ < @MOST@ { print "L", $2, $10 }' "$root/proc/net/tcp" "$root/proc/net/tcp6" </dev/null)
echo "Z"
echo "$sockets"
fresh=
for word in $sockets; do
  case $word in
    L | *:*) ;;
    *) case $known in *" $word "*) ;; *) fresh="$fresh $word" ;; esac ;;
  esac
done
[ -n "$fresh" ] || exit
owners=$(ls -ln "$root"/proc/[0-9]*/fd </dev/null | ZUKA_FRESH=$fresh awk '
BEGIN { n = split(ENVIRON["ZUKA_FRESH"], words, " "); for (i = 1; i <= n; i++) wanted[words[i]] = 1 }
/\/proc\/[0-9]+\/fd:$/ { m = split($0, parts, "/"); pid = parts[m - 1]; next }
match($0, /-> socket:\[[0-9]+\]$/) {
  socket = substr($0, RSTART + 11, RLENGTH - 12)
  if (socket in wanted && found++ < 1000) print "P", socket, pid
}')
echo "$owners"
seen=" "
for word in $(echo "$owners" | awk '{ print $3 }'); do
  case $seen in *" $word "*) continue ;; esac
  seen="$seen$word "
  echo "N $word $(head -c 64 "$root/proc/$word/comm" </dev/null | tr '\n\r' '  ')"
  echo "C $word $(head -c 300 "$root/proc/$word/cmdline" </dev/null | tr '\000\n\r' '   ')"
done
"""


class ListenerOut(Wire):
    """A port on which a program listens. `host` is what a tunnel to it takes; `everywhere` says that other machines
    reach it too. Who may not see a program is not told its `pid`, `name` and `command`."""

    host: str
    port: int
    everywhere: bool
    pid: int | None
    name: str
    command: str


class ListenersOut(Wire):
    """Lowest port first. `readable` is false where the machine is no Linux or runs no commands for this account."""

    readable: bool
    listeners: list[ListenerOut]


@dataclass(frozen=True)
class Owner:
    """The program that a socket belongs to."""

    pid: int
    name: str
    command: str


@dataclass(frozen=True)
class _Socket:
    address: str
    port: int
    number: int


@dataclass
class Answer:
    """What the program printed. `owners` are those of sockets that it was not told to know already."""

    readable: bool
    sockets: list[_Socket] = field(default_factory=list)
    owners: dict[int, Owner] = field(default_factory=dict)


def program(root: str = "") -> bytes:
    """It looks below `root`, which is the machine itself but for tests."""
    return _PROGRAM.replace("@ROOT@", shlex.quote(root)).replace("@MOST@", str(MOST)).encode()


def read(said: bytes) -> Answer:
    """Understand an answer, of a machine that may be anybody's."""
    lines = said.decode(errors="replace").split("\n")
    if "Z" not in lines:
        return Answer(readable=False)
    # A log-in shell may have spoken before.
    words = [line.split(" ", 2) for line in lines[lines.index("Z") :]]
    answer = Answer(readable=True)
    pids: dict[int, list[int]] = {}
    names: dict[tuple[str, int], str] = {}
    for kind, first, rest in (one for one in words if len(one) == 3):
        number = whole(rest)
        if len(answer.sockets) == MOST and kind == "L":
            continue
        if kind == "L" and number is not None and (socket := _socket(first, number)) is not None:
            answer.sockets.append(socket)
        elif kind == "P" and number is not None and (holder := whole(first)) is not None:
            pids.setdefault(holder, []).append(number)
        elif kind in {"N", "C"} and (pid := whole(first)) is not None:
            names[kind, pid] = clean(rest, 64 if kind == "N" else 300)
    for holder, candidates in pids.items():
        # The others were forked off by the first one, and have its socket from it.
        pid = min(candidates)
        answer.owners[holder] = Owner(pid, names.get(("N", pid), ""), names.get(("C", pid), ""))
    return answer


def shown(sockets: Iterable[_Socket], owners: Mapping[int, Owner | None]) -> list[ListenerOut]:
    """One row for each port: a program that listens on IPv4 and IPv6, or on several addresses, is one program."""
    rows: dict[tuple[int, str], ListenerOut] = {}
    for socket in sorted(sockets, key=lambda one: (one.port, one.number)):
        address = ipaddress.ip_address(socket.address)
        own = address.is_loopback or address.is_unspecified
        host = _HERE if own else str(address)
        owner = owners.get(socket.number)
        row = rows.setdefault(
            (socket.port, host),
            ListenerOut(host=host, port=socket.port, everywhere=False, pid=None, name="", command=""),
        )
        row.everywhere = row.everywhere or not address.is_loopback
        if row.pid is None and owner is not None:
            row.pid, row.name, row.command = owner.pid, owner.name, owner.command
    # Whoever is reached as the machine itself is not shown a second time by one of its addresses.
    here = {port for port, host in rows if host == _HERE}
    return [row for (port, host), row in rows.items() if host == _HERE or port not in here]


class Listeners:
    """What is known of every session's machine."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Session, dict[int, Owner | None]] = WeakKeyDictionary()

    async def of(self, session: Session) -> ListenersOut:
        """Look now. Raises `Conflict` workbench.not_connected, `Unavailable` workbench.timed_out and
        workbench.connection_busy."""
        known = self._known.setdefault(session, {})
        answer = read(await _run(session.ssh, known))
        fresh = {one.number: known.get(one.number) for one in answer.sockets} | answer.owners
        self._known[session] = {one.number: fresh[one.number] for one in answer.sockets[:_MOST_KNOWN]}
        return ListenersOut(readable=answer.readable, listeners=shown(answer.sockets, fresh))


async def _run(ssh: asyncssh.SSHClientConnection, known: Collection[int]) -> bytes:
    command = " ".join(["exec sh -s", *map(str, known)])
    try:
        async with asyncio.timeout(_SECONDS):
            process = await ssh.create_process(
                command, encoding=None, stderr=asyncssh.DEVNULL, term_type=None, request_pty=False
            )
            try:
                process.stdin.write(program())
                process.stdin.write_eof()
                return await _all(process.stdout)
            finally:
                process.close()
    except TimeoutError as error:
        raise Unavailable("workbench.timed_out") from error
    except asyncssh.ChannelOpenError as error:
        raise Unavailable("workbench.connection_busy") from error
    except (OSError, asyncssh.Error) as error:
        raise Conflict("workbench.not_connected") from error


async def _all(stdout: asyncssh.SSHReader[bytes]) -> bytes:
    """To its end, or as much as anybody could need."""
    said = b""
    while len(said) < _MOST_BYTES and (data := await stdout.read(_MOST_BYTES)):
        said += data
    return said


def _socket(place: str, number: int) -> _Socket | None:
    """`0100007F:1F90`, in which the kernel writes each group of four bytes in the machine's own order."""
    address, _, port = place.partition(":")
    try:
        raw, listening = bytes.fromhex(address), int(port, 16)
    except ValueError:
        return None
    if len(raw) not in {4, 16} or not 0 < listening < 1 << 16:
        return None
    turned = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
    found = ipaddress.ip_address(turned)
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return _Socket(str(mapped or found), listening, number)
