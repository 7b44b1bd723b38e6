"""Ways into an instance: its SSH route, the ports that its renter opened, and one-time tickets through the web gateway.

The gateway knows instances only through this module. A web service lives under its own origin,
`<port>-<instance>.<web domain>`; JupyterLab's port is always there, for the owner alone, and cannot be exposed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict, Invalid, NotFound, Unauthorized
from zuka.identity import audit
from zuka.instances import access_store, secrets, store
from zuka.instances.halt import GATEWAY_BELL
from zuka.instances.models import Exposure, Instance, Ticket
from zuka.instances.states import State
from zuka.kit import ids
from zuka.kit.crypt import fingerprint
from zuka.kit.db import after_commit
from zuka.settings import Settings

JUPYTER_PORT = 8888
SSH_PORT = 22
ENTER_PATH = "/.zuka/enter"
"""Where a ticket is redeemed, under the service's own origin."""
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class SshRoute:
    """One instance's public SSH port and what is behind it."""

    instance_id: str
    port: int
    region: str
    address: str
    state: State


@dataclass(frozen=True, slots=True)
class WebTarget:
    """What the web gateway may know of one port of one instance. `jupyter_token` is set for JupyterLab alone."""

    instance_id: str
    port: int
    owner_id: str
    public: bool
    state: State
    region: str
    address: str
    jupyter_token: str | None = field(default=None, repr=False)

    @property
    def running(self) -> bool:
        return self.state == State.RUNNING


@dataclass(frozen=True, slots=True)
class OwnDoor:
    """Everything that lets an owner's SSH client into a running instance, without a question."""

    name: str
    address: str
    port: int
    host_public_key: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenPort:
    """A port that its renter opened, and its web address."""

    port: int
    public: bool
    url: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that works once, until `expires_at`."""

    url: str
    expires_at: datetime


async def ssh_routes(session: AsyncSession) -> list[SshRoute]:
    """Every instance from its order until its release; its port is taken all that time."""
    return [
        SshRoute(row.id, row.ssh_port, row.region, row.address, row.state)
        for row in await access_store.ssh_rows(session)
    ]


async def owned(session: AsyncSession, *, instance_ids: Collection[str]) -> dict[str, tuple[str, bool]]:
    """Whose each of these instances is, and whether it is running; one that has been released is missing."""
    rows = await access_store.owner_rows(session, instance_ids=instance_ids)
    return {row.id: (row.user_id, row.state == State.RUNNING) for row in rows}


async def own_door(session: AsyncSession, ctx: Ctx, *, instance_id: str, user_id: str) -> OwnDoor:
    """How `user_id` gets into their instance from this server. Raises `NotFound` instances.not_found for anybody
    else's, `Conflict` instances.wrong_state when it is not running."""
    instance = await store.get(session, instance_id)
    if instance is None or instance.user_id != user_id or instance.released_at is not None:
        raise NotFound("instances.not_found")
    _require_running(instance)
    address, port = ctx.engine(instance.region).endpoint(instance.id, instance.address, SSH_PORT)
    password = secrets.password_of(ctx.vault, instance)
    return OwnDoor(instance.name, address, port, instance.host_key, password)


def origin_of(settings: Settings, *, instance_id: str, port: int) -> str:
    """`scheme://<port>-<instance>.<domain>[:port]`, as browsers write an origin. What else the gateway serves has an id
    in the instance's place."""
    gateway = settings.gateway
    outer = gateway.web_port if gateway.web_url_port is None else gateway.web_url_port
    suffix = "" if outer in {0, _DEFAULT_PORTS[gateway.web_scheme]} else f":{outer}"
    return f"{gateway.web_scheme}://{port}-{instance_id}.{gateway.web_domain}{suffix}"


async def expose(
    session: AsyncSession, ctx: Ctx, *, instance: Instance, port: int, public: bool, address: str = ""
) -> OpenPort:
    """Open `port` on the web gateway, for its owner or for everybody; for a port that is open, change which of the
    two. Raises `Invalid` instances.port_reserved for JupyterLab's, `Conflict` instances.port_taken when it is so
    already."""
    if instance.released_at is not None:
        raise NotFound("instances.not_found")
    if port == JUPYTER_PORT:
        raise Invalid("instances.port_reserved")
    added = await access_store.add_exposure(
        session, instance_id=instance.id, port=port, public=public, created_at=ctx.clock.now()
    )
    if not added and not await access_store.change_exposure(
        session, instance_id=instance.id, port=port, public=public
    ):
        raise Conflict("instances.port_taken")
    await _record(session, ctx, instance, "instance.expose", port=port, public=public, address=address)
    return OpenPort(port, public, _url(ctx.settings, instance.id, port))


async def unexpose(
    session: AsyncSession,
    ctx: Ctx,
    *,
    instance: Instance,
    port: int,
    actor_id: str | None = None,
    address: str = "",
) -> None:
    """Close `port` again; `actor_id` is given where it is not the owner who does it. Raises `NotFound` instances.port_not_found."""
    if not await access_store.delete_exposure(session, instance_id=instance.id, port=port):
        raise NotFound("instances.port_not_found")
    await _record(session, ctx, instance, "instance.unexpose", actor_id=actor_id, port=port, address=address)


async def ports_of(session: AsyncSession, ctx: Ctx, *, instance: Instance) -> list[OpenPort]:
    """The ports that the renter opened, lowest first; JupyterLab's is not among them."""
    found = await access_store.exposures(session, instance_id=instance.id)
    return [OpenPort(one.port, one.public, _url(ctx.settings, instance.id, one.port)) for one in found]


async def open_ticket(
    session: AsyncSession, ctx: Ctx, *, instance: Instance, port: int, login_id: str
) -> Opened:
    """A link that lets its first caller into `port` for as long as the log-in, one of the owner's, holds. Raises
    `NotFound` instances.port_not_found for a port that is not open, `Conflict` instances.wrong_state when the instance
    is not running."""
    _require_running(instance)
    await _require_open(session, instance_id=instance.id, port=port)
    return await make_ticket(session, ctx, service_id=instance.id, port=port, login_id=login_id)


async def make_ticket(
    session: AsyncSession, ctx: Ctx, *, service_id: str, port: int, login_id: str, path: str = ""
) -> Opened:
    """A link that lets its first caller into one web origin by the log-in, and on to `path` there. Whether they may is
    the caller's to know."""
    now = ctx.clock.now()
    await access_store.forget_tickets(session, before=now - timedelta(days=1))
    secret = ids.new_secret()
    ticket = Ticket(
        fingerprint=fingerprint(secret),
        service_id=service_id,
        port=port,
        login_id=login_id,
        expires_at=now + timedelta(seconds=ctx.settings.gateway.ticket_seconds),
    )
    await access_store.add_ticket(session, ticket)
    origin = origin_of(ctx.settings, instance_id=service_id, port=port)
    onwards = f"&{urlencode({'to': path})}" if path else ""
    return Opened(f"{origin}{ENTER_PATH}?ticket={secret}{onwards}", ticket.expires_at)


async def redeem_ticket(session: AsyncSession, *, secret: str, now: datetime) -> tuple[str, int, str]:
    """(service id, port, log-in's id) of a ticket, which from now on is used. Raises `Unauthorized`
    gateway.ticket_invalid for one that was used, has expired, or never was."""
    key = fingerprint(secret)
    if not await access_store.use_ticket(session, fingerprint=key, now=now):
        raise Unauthorized("gateway.ticket_invalid")
    ticket = await access_store.ticket(session, fingerprint=key)
    assert ticket is not None, "we have just changed it"
    return ticket.service_id, ticket.port, ticket.login_id


async def web_target(session: AsyncSession, ctx: Ctx, *, instance_id: str, port: int) -> WebTarget | None:
    """What is behind one web origin; None when there is no such instance or its renter did not open the port."""
    instance = await store.get(session, instance_id)
    if instance is None or instance.released_at is not None:
        return None
    is_jupyter = port == JUPYTER_PORT
    exposure = (
        None if is_jupyter else await access_store.exposure(session, instance_id=instance_id, port=port)
    )
    if exposure is None and not is_jupyter:
        return None
    return WebTarget(
        instance_id=instance.id,
        port=port,
        owner_id=instance.user_id,
        public=exposure is not None and exposure.public,
        state=instance.state,
        region=instance.region,
        address=instance.address,
        jupyter_token=secrets.jupyter_token_of(ctx.vault, instance) if is_jupyter else None,
    )


def _require_running(instance: Instance) -> None:
    if instance.state != State.RUNNING:
        raise Conflict(
            "instances.wrong_state",
            "The instance is not running; nothing would answer.",
            state=instance.state.value,
            allowed=["start"] if instance.state == State.STOPPED else [],
        )


async def _require_open(session: AsyncSession, *, instance_id: str, port: int) -> Exposure | None:
    if port == JUPYTER_PORT:
        return None
    found = await access_store.exposure(session, instance_id=instance_id, port=port)
    if found is None:
        raise NotFound("instances.port_not_found")
    return found


async def _record(
    session: AsyncSession,
    ctx: Ctx,
    instance: Instance,
    action: str,
    *,
    actor_id: str | None = None,
    address: str,
    **facts: int | bool,
) -> None:
    """Write down what was opened or closed. The gateway looks again at once."""
    await audit.record(
        session,
        now=ctx.clock.now(),
        actor_id=actor_id or instance.user_id,
        action=action,
        target=instance.id,
        facts=facts,
        address=address,
    )
    after_commit(session, partial(ctx.bell.ring, GATEWAY_BELL))


def _url(settings: Settings, instance_id: str, port: int) -> str:
    return origin_of(settings, instance_id=instance_id, port=port) + "/"
