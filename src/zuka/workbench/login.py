"""Logging in to one machine whose address is checked and whose key is pinned, with what its user gave and nothing else.

This server's own SSH configuration, keys, agent and known hosts never take part. A machine that answers slowly, or
never, costs its own user's time only: every wait has an end, but none runs while its user is being asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal

import asyncssh

from zuka.errors import Conflict, DomainError, Invalid, Unavailable
from zuka.kit import log
from zuka.workbench import kex, private_keys, questions
from zuka.workbench.heavy import heavily
from zuka.workbench.host_keys import CHANGED, preferred
from zuka.workbench.questions import MOST_PROMPTS, Asker
from zuka.workbench.session_schemas import AnswerIn, PromptOut, QuestionOut
from zuka.workbench.targets import Hop

CIPHERS = (
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
)
"""The quickest first."""
VERSION = "Zuka"
_ATTEMPTS = 3
_MOST_ROUNDS = 12
_PASSWORD_WORDS = ("password", "passcode", "密码", "口令")
_KEEPALIVES = 3
_log = log.get("workbench")


class Patience:
    """A time limit that stands still while the user is being asked."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timeout: asyncio.Timeout | None = None

    @asynccontextmanager
    async def limit(self) -> AsyncIterator[None]:
        """Raises `TimeoutError` in the block when the machine takes too long."""
        try:
            async with asyncio.timeout(self._seconds) as self._timeout:
                yield
        finally:
            self._timeout = None

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        if self._timeout is not None:
            self._timeout.reschedule(None)
        try:
            yield
        finally:
            if self._timeout is not None:
                self._timeout.reschedule(asyncio.get_running_loop().time() + self._seconds)


class _Tries:
    """How often keyboard-interactive has begun, and how far it came. `past_password`: the machine went on to ask for
    something else, so the password was right."""

    def __init__(self) -> None:
        self.past_password = False
        self.questioned = 0
        """Beginnings in which the user was asked for more than the password."""
        self._asked = self._said_password = False

    def begin(self, most: int) -> bool:
        self._asked = self._said_password = False
        return self.questioned < most

    def asks(self) -> None:
        self.past_password = self.past_password or self._said_password
        self.questioned += not self._asked
        self._asked = True

    def says_password(self) -> None:
        self.past_password, self._said_password = False, True


class Credentials:
    """What lets one user into one machine: what was saved, then what they say when asked. `repeatable` as long as
    nothing was said that a second log-in would need to be told anew."""

    def __init__(
        self, hop: Hop, ask: Asker | None, patience: Patience, *, user_id: str, insist: bool = True
    ) -> None:
        """`insist`: ask for another password when the machine refuses the saved one."""
        self._hop, self._ask, self.patience, self._user_id = hop, ask, patience, user_id
        self.password = hop.secrets.password
        self._insist = insist
        self.remember: dict[str, str] = {}
        """`password` or `passphrase`, where its user wants what they said to be saved."""
        self.repeatable = True
        self._key: asyncssh.SSHKey | None = None
        self._spent: set[str] = set()
        self._refused = self._over = False
        self._attempts = self._rounds = 0
        self._tries = _Tries()

    def renewed(self) -> Credentials:
        """The same for another log-in, with nobody to ask."""
        fresh = Credentials(self._hop, None, self.patience, user_id=self._user_id)
        fresh.password, fresh._key = self.password, self._key
        return fresh

    async def prepare(self) -> None:
        """Ask for what is known to be missing, before the machine is kept waiting."""
        if self._hop.auth == "key" and self._key is None:
            self._key = await self._unlocked()
        elif self._hop.auth in {"password", "ask"} and self.password is None:
            self.password = await self._ask_password()

    def options(self) -> dict[str, Any]:
        """How these credentials are told to asyncssh."""
        if self._hop.auth == "agent":
            return {}
        keys = None if self._key is None else [self._key]
        # An empty list of keys would stand for those in this server's home.
        return {"client_keys": keys, "agent_path": None}

    async def next_password(self) -> str | None:
        """For the method `password`: the known one once, then whatever the user says, a few times."""
        if self.password is not None and "password" not in self._spent:
            self._spent.add("password")
            return self.password
        self._refused = self._refused or "password" in self._spent
        if self._hop.auth in {"key", "agent"} or not self._may_ask_again():
            return None
        self.password = await self._ask_password()
        self._spent.add("password")
        return self.password

    def begin_interactive(self) -> bool:
        """For keyboard-interactive, each time that it starts from the beginning; false gives up."""
        return self._tries.begin(_ATTEMPTS if self._insist else 1)

    async def replies(self, instructions: str, prompts: Sequence[tuple[str, bool]]) -> list[str] | None:
        """For keyboard-interactive; None gives up."""
        self._rounds += 1
        if self._rounds > _MOST_ROUNDS or len(prompts) > MOST_PROMPTS:
            return None
        if not prompts:
            return []
        if _is_password(prompts):
            return await self._interactive_password()
        if self._ask is None or self._over:
            return None
        self.repeatable = False
        self._tries.asks()
        asked = QuestionOut(
            **self._about("answers"),
            instructions=questions.plain(instructions, 2000) or None,
            prompts=[PromptOut(text=questions.plain(text, 300), echo=echo) for text, echo in prompts],
            attempt=self._tries.questioned,
        )
        return (await self._asked(asked)).answers

    async def _interactive_password(self) -> list[str] | None:
        """The known one once, or as often as the machine takes it and refuses what comes after it."""
        if self._refused:
            return None
        if self.password is None or ("interactive" in self._spent and not self._tries.past_password):
            if not self._may_ask_again():
                return None
            self.password = await self._ask_password()
        self._spent.add("interactive")
        self._tries.says_password()
        return [self.password]

    def _may_ask_again(self) -> bool:
        most = _ATTEMPTS if self._insist or self._hop.secrets.password is None else 0
        return self._ask is not None and not self._over and self._tried() < most

    async def _ask_password(self) -> str:
        self._attempts += 1
        return await self._ask_secret("password", self._tried())

    async def _ask_secret(self, kind: Literal["password", "passphrase"], attempt: int) -> str:
        if self._ask is None:
            raise Conflict("workbench.auth_failed", f"The {kind} is missing.")
        can_remember = self._hop.connection_id is not None
        asked = QuestionOut(**self._about(kind), attempt=attempt, can_remember=can_remember)
        answer = await self._asked(asked)
        (said,) = answer.answers
        self.remember.pop(kind, None)
        if answer.remember:
            self.remember[kind] = said
        return said

    def _tried(self) -> int:
        return self._attempts + (self._hop.secrets.password is not None)

    async def _unlocked(self) -> asyncssh.SSHKey:
        text, phrase = self._hop.secrets.private_key, self._hop.secrets.passphrase
        if not text:
            raise Invalid("workbench.bad_key", "This connection has no private key yet.")
        if not private_keys.is_locked(text):
            return await heavily(self._user_id, private_keys.load, text)
        insist = self._ask is not None and (self._insist or not phrase)
        for attempt in range(1, _ATTEMPTS + 1):
            phrase = phrase or await self._ask_secret("passphrase", attempt)
            try:
                # Opening a key is work on purpose, and everybody else's key presses must not wait for it.
                return await heavily(self._user_id, private_keys.load, text, phrase)
            except Invalid as error:
                if error.code != "workbench.bad_passphrase" or not insist or attempt == _ATTEMPTS:
                    raise
                phrase = None
        raise AssertionError("the last attempt returns or raises")

    async def _asked(self, question: QuestionOut) -> AnswerIn:
        assert self._ask is not None, "somebody is there to be asked"
        async with self.patience.paused():
            answer = await self._ask(question)
        if answer.accept == "refuse":
            self._over = True
            raise Conflict("workbench.auth_failed", "The log-in was given up.")
        return answer

    def _about(self, kind: str) -> dict[str, Any]:
        hop = self._hop
        return {
            "id": questions.new_id(),
            "kind": kind,
            "host": hop.host,
            "port": hop.port,
            "username": hop.username,
        }


class _Client(asyncssh.SSHClient):
    """Answers what the machine asks during the log-in. It does not judge host keys: those are pinned."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self.failure: DomainError | None = None

    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        kex.bounded(conn)

    async def password_auth_requested(self) -> str | None:
        try:
            return await self._credentials.next_password()
        except DomainError as error:
            self.failure = error
            return None

    def kbdint_auth_requested(self) -> str | None:
        return "" if self._credentials.begin_interactive() else None

    async def kbdint_challenge_received(
        self, name: str, instructions: str, lang: str, prompts: Sequence[tuple[str, bool]]
    ) -> list[str] | None:
        said = "\n".join(one for one in (name, instructions) if one)
        try:
            return await self._credentials.replies(said, prompts)
        except DomainError as error:
            self.failure = error
            return None


async def shown_key(*, algorithms: Sequence[str], seconds: float, **way: Any) -> asyncssh.SSHKey:
    """The host key that a machine shows; nothing is sent to it but our version. `way` is `sock` or `tunnel` with
    `host` and `port`. Raises as `log_in` does."""
    try:
        async with asyncio.timeout(seconds):
            key = await asyncssh.get_server_host_key(
                config=[],
                kex_algs=list(kex.ALGORITHMS),
                server_host_key_algs=list(algorithms),
                client_version=VERSION,
                **way,
            )
    except Exception as error:
        raise failure_of(error) from error
    if key is None:
        raise Unavailable("workbench.protocol")
    return key


async def log_in(
    hop: Hop,
    credentials: Credentials,
    *,
    trusted: Sequence[asyncssh.SSHKey],
    **way: Any,
) -> asyncssh.SSHClientConnection:
    """An authenticated connection to the machine that shows one of these host keys. Raises `DomainError` with the reason
    in every other case."""
    clients: list[_Client] = []

    def client() -> _Client:
        clients.append(_Client(credentials))
        return clients[-1]

    try:
        async with credentials.patience.limit():
            return await asyncssh.connect(
                config=[],
                client_factory=client,
                client_version=VERSION,
                username=hop.username,
                known_hosts=(list(trusted), [], []),
                kex_algs=list(kex.ALGORITHMS),
                server_host_key_algs=preferred([one.get_algorithm() for one in trusted]),
                encryption_algs=list(CIPHERS),
                compression_algs=["none"],
                preferred_auth=["publickey", "password", "keyboard-interactive"],
                gss_host=None,
                login_timeout=0,
                keepalive_interval=hop.keepalive_seconds,
                keepalive_count_max=_KEEPALIVES,
                **credentials.options(),
                **way,
            )
    except Exception as error:
        refused = next((one.failure for one in clients if one.failure is not None), None)
        raise refused or failure_of(error) from error


_FAILURES: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "workbench.timed_out"),
    (asyncssh.PermissionDenied, "workbench.auth_failed"),
    (asyncssh.ChannelOpenError, "workbench.unreachable"),
    (asyncssh.ConnectionLost, "workbench.connection_lost"),
    (asyncssh.Error, "workbench.protocol"),
    (OSError, "workbench.unreachable"),
)


def failure_of(error: Exception) -> DomainError:
    """What went wrong, in the words of the catalogue. What the other end said is not repeated: it is anybody's."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, asyncssh.HostKeyNotVerifiable):
        return Conflict(CHANGED)
    for kind, code in _FAILURES:
        if isinstance(error, kind):
            return Unavailable(code)
    # Whatever a strange machine makes our libraries stumble over ends its own session and nothing else.
    _log.error("a log-in failed in an unknown way", exc_info=error)
    return Unavailable("workbench.protocol")


def _is_password(prompts: Sequence[tuple[str, bool]]) -> bool:
    text, echo = prompts[0]
    return len(prompts) == 1 and not echo and any(word in text.lower() for word in _PASSWORD_WORDS)
