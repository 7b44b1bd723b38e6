"""Is it the machine that it was the last time? Shown and saved keys, compared before anything is sent.

What a user has accepted before is pinned for the log-in, which fails on any other key. An unknown or a changed key is
fetched over a connection of its own and shown to its user, and only what they accept is then pinned. Nothing is ever
accepted by itself, and jump hosts are treated like everybody else.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncssh
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict, Invalid
from zuka.identity import audit
from zuka.kit import ids
from zuka.workbench import questions, session_store
from zuka.workbench.lazy import whole
from zuka.workbench.models import HostKey
from zuka.workbench.questions import Asker
from zuka.workbench.session_schemas import QuestionOut

ALGORITHMS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
    "ssh-rsa",
)
"""What we take, the best first. The last one is for servers that know no better."""
CHANGED = "workbench.host_key_changed"
_RSA = ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")


@dataclass(frozen=True)
class Place:
    """Whose key it is: a user's view of one host and port. `via` are the machines before it: the same name may mean
    another machine behind another one, and must not be vouched for from there."""

    user_id: str
    host: str
    port: int
    username: str
    via: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return " via ".join((self.host, *reversed(self.via)))


def preferred(saved: Sequence[str]) -> list[str]:
    """Signature algorithms to offer: those of saved kinds of key first, so that a server that has such a key shows
    that one, and a different kind means that the old key is gone."""
    first = [one for kind in saved for one in (_RSA if kind == "ssh-rsa" else (kind,)) if one in ALGORITHMS]
    return [*first, *(one for one in ALGORITHMS if one not in first)]


def text_of(key: asyncssh.SSHKey) -> str:
    """`algorithm base64`, as it is saved and compared."""
    algorithm = key.get_algorithm()
    return f"{algorithm} {base64.b64encode(key.public_data).decode()}"


def read(text: str) -> asyncssh.SSHKey:
    return asyncssh.import_public_key(text)


class HostKeys:
    """What one session knows of host keys: the saved ones of its user, and those that it was told to take once."""

    def __init__(self, ctx: Ctx, *, actor_address: str) -> None:
        self._ctx, self._actor_address = ctx, actor_address
        self._once: dict[str, str] = {}

    async def known(self, place: Place) -> list[asyncssh.SSHKey]:
        """The keys that the user trusts there already."""
        texts = [one.public_key for one in await whole(self._saved(place))]
        if (once := self._once.get(_key(place))) is not None:
            texts.append(once)
        return [parsed(one) for one in texts]

    async def algorithms(self, place: Place) -> list[str]:
        """What to offer to that machine."""
        return preferred([one.algorithm for one in await whole(self._saved(place))])

    async def verify(self, place: Place, shown: asyncssh.SSHKey, ask: Asker | None, spot: str) -> None:
        """Returns when the user trusts `shown` at `place`, having asked if need be. Raises `Conflict`
        workbench.host_key_refused or workbench.host_key_changed."""
        text, saved = text_of(shown), await whole(self._saved(place))
        if text in {one.public_key for one in saved} or self._once.get(_key(place)) == text:
            return
        old = next((one for one in saved if one.algorithm == shown.get_algorithm()), None) or next(
            iter(saved), None
        )
        changed = old is not None
        if ask is None:
            raise Conflict(CHANGED if changed else "workbench.host_key_refused")
        answer = await ask(_question(place, shown, old))
        if answer.accept == "once" and not changed:
            self._once[_key(place)] = text
            await whole(self._take_once(place, shown, spot))
        elif answer.accept == ("replace" if changed else "save"):
            await whole(self._save(place, shown, spot, replaced=old.fingerprint if old else None))
        else:
            raise Conflict(CHANGED if changed else "workbench.host_key_refused")

    async def _saved(self, place: Place) -> list[HostKey]:
        async with self._ctx.db.read() as session:
            return await session_store.host_keys(
                session, user_id=place.user_id, host=place.name, port=place.port
            )

    async def _take_once(self, place: Place, key: asyncssh.SSHKey, spot: str) -> None:
        async with self._ctx.db.transaction() as session:
            await self._record(session, place, key, spot, saved=False, replaced=None)

    async def _save(self, place: Place, key: asyncssh.SSHKey, spot: str, *, replaced: str | None) -> None:
        row = {
            "id": ids.new_id("hky"),
            "user_id": place.user_id,
            "host": place.name,
            "port": place.port,
            "algorithm": key.get_algorithm(),
            "public_key": text_of(key),
            "fingerprint": key.get_fingerprint(),
            "accepted_at": self._ctx.clock.now(),
        }
        async with self._ctx.db.transaction() as session:
            # What was replaced was this machine's whole identity; another kind of key of the old one is no better.
            await session_store.save_host_key(session, row, alone=replaced is not None)
            await self._record(session, place, key, spot, saved=True, replaced=replaced)

    async def _record(
        self,
        session: AsyncSession,
        place: Place,
        key: asyncssh.SSHKey,
        spot: str,
        *,
        saved: bool,
        replaced: str | None,
    ) -> None:
        now: datetime = self._ctx.clock.now()
        await audit.record(
            session,
            now=now,
            actor_id=place.user_id,
            action="workbench.host_key.accept",
            target=f"{place.name}:{place.port}"[:400],
            facts={
                "algorithm": key.get_algorithm(),
                "fingerprint": key.get_fingerprint(),
                "address": spot,
                "saved": saved,
                "replaced": replaced,
            },
            address=self._actor_address,
        )


def parsed(text: str) -> asyncssh.SSHKey:
    """A pinned key of the platform's own. Raises `Invalid` workbench.bad_key."""
    try:
        return read(text)
    except asyncssh.KeyImportError as error:
        raise Invalid("workbench.bad_key") from error


def _key(place: Place) -> str:
    return f"{place.name}:{place.port}"


def _question(place: Place, shown: asyncssh.SSHKey, old: HostKey | None) -> QuestionOut:
    return QuestionOut(
        id=questions.new_id(),
        kind="host_key" if old is None else "host_key_changed",
        host=place.host,
        port=place.port,
        username=place.username,
        algorithm=shown.get_algorithm(),
        fingerprint=shown.get_fingerprint(),
        old_fingerprint=None if old is None else old.fingerprint,
    )
