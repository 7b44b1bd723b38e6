"""Where a session leads: the machine and those before it, each with what lets its user in.

A way is read from the database anew for every log-in, so that a changed password or jump host counts from the next
one on. A rented instance is a way as well: its address, host key and password are the platform's own knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zuka.context import Ctx
from zuka.errors import Conflict, Invalid, NotFound
from zuka.instances import access as instances
from zuka.instances.access import OwnDoor
from zuka.workbench import connections
from zuka.workbench.connection_schemas import Auth, ConnectionIn
from zuka.workbench.connections import LONGEST_WAY, Secrets
from zuka.workbench.models import Connection

KEEPALIVE_SECONDS = 20


@dataclass(frozen=True)
class Hop:
    """One machine on the way. `host_key` is pinned by the platform; `known` says that its address is ours to dial."""

    host: str
    port: int
    username: str
    auth: Auth
    secrets: Secrets = field(default_factory=Secrets, repr=False)
    connection_id: str | None = None
    host_key: str | None = None
    known: bool = False
    keepalive_seconds: int = KEEPALIVE_SECONDS

    @property
    def name(self) -> str:
        """`user@host:port`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.username}@{host}:{self.port}"


Way = tuple[Hop, ...]
"""The machines in the order in which they are reached; the last one is the target."""


@dataclass(frozen=True)
class Target:
    """What a session is opened for. A `draft` is kept in memory only; the secrets that it leaves out are those of the
    saved connection `changes`, where it is a change of one."""

    title: str
    name: str
    connection_id: str | None = None
    instance_id: str | None = None
    draft: ConnectionIn | None = field(default=None, repr=False)
    changes: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


async def of_connection(ctx: Ctx, *, user_id: str, connection_id: str) -> Target:
    """Raises `NotFound` workbench.connection_not_found."""
    async with ctx.db.read() as session:
        row = await connections.get(session, user_id=user_id, connection_id=connection_id)
    return Target(row.name, _hop(ctx, row).name, connection_id=row.id, options=row.options)


async def of_instance(ctx: Ctx, *, user_id: str, instance_id: str) -> Target:
    """Raises `NotFound` instances.not_found, `Conflict` workbench.instance_off unless it is running."""
    door = await _own_door(ctx, user_id=user_id, instance_id=instance_id)
    return Target(door.name, f"instance:{instance_id}", instance_id=instance_id)


def of_draft(draft: ConnectionIn, *, changes: str | None = None) -> Target:
    """What is described there, and not saved or not saved yet."""
    hop = _draft_hop(draft, Secrets())
    title = draft.name or f"{hop.username}@{hop.host}"[:80]
    return Target(title, hop.name, draft=draft, changes=changes, options=draft.options.model_dump())


def of_name(title: str, name: str) -> Target:
    """A draft's target after this process has forgotten the draft: `user@host:port`, and its password is asked for."""
    username, _, place = name.rpartition("@")
    host, _, port = place.rpartition(":")
    draft = ConnectionIn(host=host, port=int(port), username=username, auth="ask")
    return Target(title, name, draft=draft, options=draft.options.model_dump())


async def way(ctx: Ctx, *, user_id: str, target: Target) -> Way:
    """The machines between here and there. Raises what the functions above do, and `Invalid` workbench.bad_jump."""
    if target.instance_id is not None:
        return (await _instance_hop(ctx, user_id=user_id, instance_id=target.instance_id),)
    if target.draft is not None:
        return await _draft_way(ctx, user_id=user_id, draft=target.draft, changes=target.changes)
    assert target.connection_id is not None, "a target is one of three"
    async with ctx.db.read() as session:
        row = await connections.get(session, user_id=user_id, connection_id=target.connection_id)
    return (*await _jumps(ctx, user_id=user_id, jump_id=row.jump_id, seen=[row.id]), _hop(ctx, row))


async def _draft_way(ctx: Ctx, *, user_id: str, draft: ConnectionIn, changes: str | None) -> Way:
    saved = None
    if changes is not None:
        async with ctx.db.read() as session:
            saved = await connections.get(session, user_id=user_id, connection_id=changes)
    last = _draft_hop(draft, connections.drafted(ctx, draft, saved))
    seen = [] if changes is None else [changes]
    return (*await _jumps(ctx, user_id=user_id, jump_id=draft.jump_id, seen=seen), last)


async def _jumps(ctx: Ctx, *, user_id: str, jump_id: str | None, seen: list[str]) -> Way:
    """The jump hosts, the outermost first."""
    hops: list[Hop] = []
    while jump_id:
        if jump_id in seen or len(hops) == LONGEST_WAY:
            raise Invalid("workbench.bad_jump")
        seen.append(jump_id)
        try:
            async with ctx.db.read() as session:
                row = await connections.get(session, user_id=user_id, connection_id=jump_id)
        except NotFound as error:
            raise Invalid("workbench.bad_jump") from error
        hops.insert(0, _hop(ctx, row))
        jump_id = row.jump_id
    return tuple(hops)


async def _own_door(ctx: Ctx, *, user_id: str, instance_id: str) -> OwnDoor:
    try:
        async with ctx.db.read() as session:
            return await instances.own_door(session, ctx, instance_id=instance_id, user_id=user_id)
    except Conflict as error:
        raise Conflict("workbench.instance_off") from error


async def _instance_hop(ctx: Ctx, *, user_id: str, instance_id: str) -> Hop:
    door = await _own_door(ctx, user_id=user_id, instance_id=instance_id)
    return Hop(
        host=door.address,
        port=door.port,
        username="root",
        auth="password",
        secrets=Secrets(password=door.password),
        host_key=door.host_public_key,
        known=True,
    )


def _hop(ctx: Ctx, row: Connection) -> Hop:
    seconds = row.options.get("keepalive_seconds", KEEPALIVE_SECONDS)
    return Hop(
        host=row.host,
        port=row.port,
        username=row.username,
        auth=_auth(row.auth),
        secrets=connections.secrets_of(ctx, row),
        connection_id=row.id,
        keepalive_seconds=seconds if isinstance(seconds, int) else KEEPALIVE_SECONDS,
    )


def _draft_hop(draft: ConnectionIn, secrets: Secrets) -> Hop:
    return Hop(
        host=draft.host,
        port=draft.port,
        username=draft.username,
        auth=draft.auth,
        secrets=secrets,
        keepalive_seconds=draft.options.keepalive_seconds,
    )


def _auth(text: str) -> Auth:
    for one in ("password", "key", "ask", "agent"):
        if text == one:
            return one
    raise Conflict("workbench.bad_key", "This connection has no way to log in that we know.")
