"""Saved connections: what a user keeps about the machines they log in to.

Secrets are sealed for their user, row and field. A connection may go through another one, which may go through a third;
a circle is refused, and so is deleting what others go through, because they would silently take another way.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict, Invalid, NotFound
from zuka.kit import ids
from zuka.workbench import connection_store as store
from zuka.workbench import private_keys
from zuka.workbench.connection_schemas import (
    MOST_CONNECTIONS,
    Auth,
    BulkIn,
    ConnectionChange,
    ConnectionIn,
    ConnectionOut,
    Options,
)
from zuka.workbench.heavy import heavily
from zuka.workbench.models import Connection, HostKey
from zuka.workbench.private_keys import ParsedKey

LONGEST_WAY = 3
"""Machines between us and a target, at most."""
_SECRETS = {"password": "sealed_password", "private_key": "sealed_key", "passphrase": "sealed_passphrase"}
"""What a request calls a secret → its column."""

_NUMBERED = re.compile(r" \(\d+\)$")


@dataclass(frozen=True)
class Secrets:
    """What lets a user in; None where there is nothing."""

    password: str | None = field(default=None, repr=False)
    private_key: str | None = field(default=None, repr=False)
    passphrase: str | None = field(default=None, repr=False)


async def get(session: AsyncSession, *, user_id: str, connection_id: str) -> Connection:
    """Raises `NotFound` workbench.connection_not_found, also for somebody else's."""
    found = await store.get(session, user_id=user_id, connection_id=connection_id)
    if found is None:
        raise NotFound("workbench.connection_not_found")
    return found


async def of_user(session: AsyncSession, *, user_id: str) -> list[Connection]:
    """All of a user's, in order."""
    return await store.all_of(session, user_id=user_id)


def secrets_of(ctx: Ctx, row: Connection) -> Secrets:
    """What was saved with a connection, opened."""
    opened = {name: _opened(ctx, row, column) for name, column in _SECRETS.items()}
    return Secrets(**opened)


def drafted(ctx: Ctx, draft: ConnectionIn, saved: Connection | None = None) -> Secrets:
    """The secrets of a draft; those that it leaves out are the saved connection's, where it is a change of one."""
    kept = Secrets() if saved is None else secrets_of(ctx, saved)

    def choose(given: str | None, before: str | None) -> str | None:
        return before if given is None else given or None

    return Secrets(
        choose(draft.password, kept.password),
        choose(draft.private_key, kept.private_key),
        choose(draft.passphrase, kept.passphrase),
    )


def shown(row: Connection) -> ConnectionOut:
    """A connection as its user may see it."""
    return ConnectionOut.model_validate(
        {
            **{name: getattr(row, name) for name in _SHOWN},
            "has_password": row.sealed_password is not None,
            "has_key": row.sealed_key is not None,
            "has_passphrase": row.sealed_passphrase is not None,
        }
    )


async def add(session: AsyncSession, ctx: Ctx, *, user_id: str, body: ConnectionIn) -> Connection:
    """Save a connection, as the last of its folder."""
    # Before the first statement: while a key is opened, nobody may have to wait for the database.
    key = await _looked_at(user_id, body.private_key, body.passphrase)
    return (await add_many(session, ctx, user_id=user_id, bodies=[body], keys=[key]))[0]


async def add_many(
    session: AsyncSession,
    ctx: Ctx,
    *,
    user_id: str,
    bodies: Sequence[ConnectionIn],
    keys: Sequence[ParsedKey | None],
    jumps: Mapping[int, int] | None = None,
) -> list[Connection]:
    """Save several, each with its private key as it was looked at. `jumps`: number of a new one → number of the new
    one that it goes through."""
    if await store.count(session, user_id=user_id) + len(bodies) > MOST_CONNECTIONS:
        raise Conflict("workbench.too_many_connections", most=MOST_CONNECTIONS)
    known = await store.jumps_of(session, user_id=user_id)
    last: dict[str, int] = {}
    rows: list[Connection] = []
    for body, key in zip(bodies, keys, strict=True):
        if body.folder not in last:
            last[body.folder] = await store.last_position(session, user_id=user_id, folder=body.folder)
        last[body.folder] += 1
        row = _new(ctx, user_id=user_id, body=body, key=key, position=last[body.folder])
        rows.append(row)
    _check_ways(known | {row.id: row.jump_id for row in rows})
    # Both have to be there before one can name the other.
    await store.add(session, rows)
    for one, other in (jumps or {}).items():
        rows[one].jump_id = rows[other].id
    await session.flush()
    return rows


async def change(
    session: AsyncSession, ctx: Ctx, *, user_id: str, connection_id: str, body: ConnectionChange
) -> Connection:
    """Change what `body` names and leave the rest."""
    key = await _changed_key(ctx, user_id=user_id, connection_id=connection_id, body=body)
    row = await get(session, user_id=user_id, connection_id=connection_id)
    named = body.model_fields_set
    values: dict[str, Any] = {
        name: value
        for name, value in body.model_dump(exclude=set(_SECRETS)).items()
        if name in named and name not in _SECRETS
    }
    if values.get("name") == "":
        values["name"] = _default_name(values.get("username", row.username), values.get("host", row.host))
    if values.get("folder", row.folder) != row.folder:
        values["position"] = 1 + await store.last_position(session, user_id=user_id, folder=values["folder"])
    if "jump_id" in values:
        values["jump_id"] = values["jump_id"] or None
        _check_ways(await store.jumps_of(session, user_id=user_id) | {row.id: values["jump_id"]})
    given = {name: getattr(body, name) for name in _SECRETS if getattr(body, name) is not None}
    values |= _sealed(ctx, row, given, key)
    await store.change(session, row.id, **values, updated_at=ctx.clock.now())
    return await get(session, user_id=user_id, connection_id=connection_id)


async def copy(session: AsyncSession, ctx: Ctx, *, user_id: str, connection_id: str) -> Connection:
    """The same again beside it, secrets included."""
    row = await get(session, user_id=user_id, connection_id=connection_id)
    secrets = secrets_of(ctx, row)
    names = {one.name for one in await store.all_of(session, user_id=user_id) if one.folder == row.folder}
    name = _another_name(row.name, names)
    body = as_body(row, secrets).model_copy(update={"jump_id": row.jump_id, "name": name})
    key = ParsedKey(secrets.private_key, row.key_fingerprint, locked=False) if secrets.private_key else None
    return (await add_many(session, ctx, user_id=user_id, bodies=[body], keys=[key]))[0]


def as_body(row: Connection, secrets: Secrets) -> ConnectionIn:
    """A saved connection in the form in which one is made, without its way."""
    return ConnectionIn.model_construct(
        name=row.name,
        folder=row.folder,
        host=row.host,
        port=row.port,
        username=row.username,
        auth=cast(Auth, row.auth),
        password=secrets.password,
        private_key=secrets.private_key,
        passphrase=secrets.passphrase,
        jump_id=None,
        tags=list(row.tags),
        note=row.note,
        options=Options.model_validate(row.options),
    )


async def remove(session: AsyncSession, *, user_id: str, ids: Sequence[str]) -> None:
    """Delete connections. Raises `Conflict` workbench.used_as_jump, naming those that go through one of them and
    stay."""
    rows = await store.all_of(session, user_id=user_id)
    going = set(ids)
    if going - {row.id for row in rows}:
        raise NotFound("workbench.connection_not_found")
    staying = [row for row in rows if row.jump_id in going and row.id not in going]
    if staying:
        facts = [{"id": row.id, "name": row.name} for row in staying[:20]]
        raise Conflict("workbench.used_as_jump", connections=facts, count=len(staying))
    await store.remove(session, user_id=user_id, ids=sorted(going))


async def bulk(session: AsyncSession, ctx: Ctx, *, user_id: str, body: BulkIn) -> list[Connection]:
    """Change several at once, or delete them; what there is afterwards."""
    wanted = set(body.ids)
    if body.delete:
        await remove(session, user_id=user_id, ids=body.ids)
        return await store.all_of(session, user_id=user_id)
    rows = [row for row in await store.all_of(session, user_id=user_id) if row.id in wanted]
    if len(rows) < len(wanted):
        raise NotFound("workbench.connection_not_found")
    position = -1
    if body.folder is not None:
        position = await store.last_position(session, user_id=user_id, folder=body.folder)
    ways = await store.jumps_of(session, user_id=user_id)
    for row in rows:
        values = _bulk_values(row, body)
        if "folder" in values:
            position += 1
            values["position"] = position
        if "jump_id" in values:
            _check_ways(ways := ways | {row.id: values["jump_id"]})
        if body.password is not None:
            values |= _sealed(ctx, row, {"password": body.password}, None)
        await store.change(session, row.id, **values, updated_at=ctx.clock.now())
    return await store.all_of(session, user_id=user_id)


async def used(session: AsyncSession, ctx: Ctx, *, connection_id: str) -> None:
    """Note that somebody has just logged in by it."""
    await store.change(session, connection_id, last_used_at=ctx.clock.now())


async def host_keys(session: AsyncSession, *, user_id: str) -> list[HostKey]:
    """The host keys that a user has accepted and saved."""
    return await store.host_keys(session, user_id=user_id)


async def forget_host_key(session: AsyncSession, *, user_id: str, key_id: str) -> None:
    """The next contact with that host asks again."""
    if not await store.remove_host_key(session, user_id=user_id, key_id=key_id):
        raise NotFound("workbench.host_key_not_found")


_SHOWN = (
    "id", "name", "folder", "position", "host", "port", "username", "auth", "key_fingerprint", "jump_id", "tags",
    "note", "options", "created_at", "updated_at", "last_used_at",
)  # fmt: skip


async def _looked_at(user_id: str, key: str | None, passphrase: str | None) -> ParsedKey | None:
    return await heavily(user_id, private_keys.parse, key, passphrase) if key else None


async def _changed_key(
    ctx: Ctx, *, user_id: str, connection_id: str, body: ConnectionChange
) -> ParsedKey | None:
    """The key that a change leaves, where it changes the key or the passphrase; looked at outside of the change's own
    transaction."""
    if body.private_key is None and body.passphrase is None:
        return None
    async with ctx.db.read() as session:
        row = await get(session, user_id=user_id, connection_id=connection_id)
    kept = secrets_of(ctx, row)
    key = kept.private_key if body.private_key is None else body.private_key
    phrase = kept.passphrase if body.passphrase is None else body.passphrase
    return await _looked_at(user_id, key, phrase)


def _new(ctx: Ctx, *, user_id: str, body: ConnectionIn, key: ParsedKey | None, position: int) -> Connection:
    now = ctx.clock.now()
    row = Connection(
        id=ids.new_id("con"),
        user_id=user_id,
        name=body.name or _default_name(body.username, body.host),
        folder=body.folder,
        position=position,
        host=body.host,
        port=body.port,
        username=body.username,
        auth=body.auth,
        key_fingerprint="",
        jump_id=body.jump_id or None,
        tags=list(body.tags),
        note=body.note,
        options=body.options.model_dump(),
        created_at=now,
        updated_at=now,
        last_used_at=None,
    )
    given = {name: getattr(body, name) for name in _SECRETS if getattr(body, name) is not None}
    for name, value in _sealed(ctx, row, given, key).items():
        setattr(row, name, value)
    return row


def _sealed(ctx: Ctx, row: Connection, given: Mapping[str, str], key: ParsedKey | None) -> dict[str, Any]:
    """Columns for these secrets; `key` is the private key as it will be, if it or its passphrase is among them."""
    secrets = dict(given)
    if "private_key" in given and key is not None:
        secrets["private_key"] = key.text
    values: dict[str, Any] = {
        _SECRETS[name]: ctx.vault.seal(_place(row, name), secret) if secret else None
        for name, secret in secrets.items()
    }
    if "private_key" in given or "passphrase" in given:
        values["key_fingerprint"] = "" if key is None else key.fingerprint
    return values


def _opened(ctx: Ctx, row: Connection, column: str) -> str | None:
    sealed: str | None = getattr(row, column)
    name = next(name for name, one in _SECRETS.items() if one == column)
    return None if sealed is None else ctx.vault.open(_place(row, name), sealed)


def _place(row: Connection, name: str) -> str:
    return f"workbench_connections:{row.id}:{row.user_id}:{name}"


def _bulk_values(row: Connection, body: BulkIn) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(body, name) for name in ("username", "port", "auth") if getattr(body, name) is not None
    }
    if body.folder is not None and body.folder != row.folder:
        values["folder"] = body.folder
    if body.jump_id is not None:
        values["jump_id"] = body.jump_id or None
    if body.add_tags or body.remove_tags:
        kept = [tag for tag in row.tags if tag not in body.remove_tags]
        values["tags"] = list(dict.fromkeys([*kept, *body.add_tags]))[:20]
    return values


def _check_ways(jumps: Mapping[str, str | None]) -> None:
    """Raises `NotFound` for a jump host that is not there, `Invalid` workbench.bad_jump for a way that never ends or is
    too long; a change to one connection may be what makes another one's way so."""
    for start in jumps:
        way = [start]
        while (following := jumps[way[-1]]) is not None:
            if following not in jumps:
                raise NotFound("workbench.connection_not_found", "There is no such connection to go through.")
            if following in way or len(way) > LONGEST_WAY:
                raise Invalid("workbench.bad_jump")
            way.append(following)


def _another_name(name: str, taken: Collection[str]) -> str:
    """`name (2)`, or whichever number is free there."""
    stem, ends = _NUMBERED.sub("", name), (f" ({number})" for number in itertools.count(2))
    return next(one for end in ends if (one := stem[: 80 - len(end)] + end) not in taken)


def _default_name(username: str, host: str) -> str:
    return f"{username}@{host}"[:80]
