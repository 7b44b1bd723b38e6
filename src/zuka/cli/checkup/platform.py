"""The platform: its database, its regions, and what the two say of each other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from sqlalchemy.exc import SQLAlchemyError

from zuka.cli.checkup.findings import Finding, bad, ok, warn
from zuka.context import Ctx
from zuka.engine.port import Engine, HostFacts
from zuka.errors import DomainError
from zuka.fleet import service as fleet
from zuka.instances import overview
from zuka.migrations import upgrade
from zuka.settings import GIB
from zuka.wallet import service as wallet

_GOOD_POOLS = frozenset({"btrfs", "zfs", "lvm", "lvmcluster", "simulated"})
_POOL_HINT = "Use btrfs, ZFS or LVM-thin: `dir` ignores every disk limit."


async def look(ctx: Ctx) -> AsyncIterator[Finding]:
    """Every check of the platform. The database comes first: the others are told by it."""
    database = await _database(ctx)
    yield database
    for name, engine in ctx.engines.items():
        async for finding in _region(ctx, name, engine):
            yield finding
    if database.level != "ok":
        return
    async for finding in _fleet(ctx):
        yield finding
    yield await _strays(ctx)
    yield await _ledger(ctx)


async def _database(ctx: Ctx) -> Finding:
    name = "database"
    try:
        current = await upgrade.is_current(ctx.db)
    except (SQLAlchemyError, OSError) as error:
        reason = str(error).splitlines()[0]
        return bad(
            name, f"It does not answer: {reason}", "Check ZUKA_DATABASE_URL and that the database runs."
        )
    if not current:
        return bad(name, "It is older than this program.", "Run `zuka migrate` (`zuka up` does it too).")
    kind = ctx.db.url.partition(":")[0].partition("+")[0]
    return ok(name, f"{kind} answers and is up to date.")


async def _region(ctx: Ctx, region: str, engine: Engine) -> AsyncIterator[Finding]:
    name = f"region {region}"
    try:
        hosts = await engine.hosts()
        images = await engine.images()
    except DomainError as error:
        yield bad(
            name,
            f"Its engine does not answer: {error.detail}",
            "Check that Incus runs there and that the endpoint and certificates are right.",
        )
        return
    simulated = (
        " It is simulated: nothing real is rented."
        if ctx.settings.regions[region].engine == "simulated"
        else ""
    )
    yield ok(name, f"Its engine answers with {len(hosts)} host{'s' * (len(hosts) != 1)}.{simulated}")
    for host in hosts:
        for finding in _host(ctx, region, host):
            yield finding
    if not images:
        yield warn(f"images of {region}", "There are none.", "Build one: `zuka image build base`.")
    else:
        yield ok(f"images of {region}", ", ".join(sorted(image.alias for image in images)))


def _host(ctx: Ctx, region: str, host: HostFacts) -> Sequence[Finding]:
    name = f"host {region}/{host.name}"
    if not host.reachable:
        return [bad(name, "It does not answer.", "Check its power, its network and its Incus daemon.")]
    findings = [_pool(ctx, name, host)]
    broken = [card for card in host.cards if card.fault]
    findings += [
        warn(
            name,
            f"{card.model} {card.pci_address}: {card.fault}",
            "Repair the card or its driver; it is not handed out meanwhile.",
        )
        for card in broken
    ]
    if not host.cards:
        findings.append(
            warn(name, "It has no cards.", "Check the driver, and that nvidia-container-cli is installed.")
        )
    elif not broken:
        findings.append(ok(name, f"{len(host.cards)} cards, all healthy."))
    return findings


def _pool(ctx: Ctx, name: str, host: HostFacts) -> Finding:
    if host.pool is None:
        return bad(name, "Its storage pool is not there.", "Run `zuka up` on it, or set the region's `pool`.")
    if host.pool.driver not in _GOOD_POOLS:
        return bad(name, f"Its storage pool uses the driver `{host.pool.driver}`.", _POOL_HINT)
    free, total = host.pool.free_bytes, host.pool.total_bytes
    keep = ctx.settings.instances.pool_reserve_percent
    space = f"{free / GIB:.0f} of {total / GIB:.0f} GiB free in its {host.pool.driver} pool"
    if free * 100 < total * keep:
        return bad(
            name,
            f"Only {space}.",
            f"Enlarge the pool or release instances: below {keep} % nothing is created.",
        )
    return ok(name, f"{space}.")


async def _fleet(ctx: Ctx) -> AsyncIterator[Finding]:
    """What the database says of hosts: those that are for rent but cannot be, and whether any is for rent at all."""
    name = "market"
    async with ctx.db.read() as session:
        hosts = await fleet.hosts_of(session)
        rentable = await fleet.rentable_hosts(session, ctx.settings, now=ctx.clock.now())
    for host in hosts:
        if host.fault:
            yield warn(f"host {host.region}/{host.name}", host.fault, "See `zuka admin hosts ls`.")
    if not rentable:
        yield warn(name, "No host is open for rent.", "Open one: `zuka admin hosts open NAME`.")
    else:
        yield ok(name, f"{len(rentable)} of {len(hosts)} hosts can be rented.")


async def _strays(ctx: Ctx) -> Finding:
    async with ctx.db.read() as session:
        now = await overview.overview(session, ctx)
    if now.strays:
        return warn(
            "strays",
            f"The engines have {now.strays} objects that the platform does not know.",
            "See `zuka admin strays`; the platform never touches them.",
        )
    return ok("strays", "None.")


async def _ledger(ctx: Ctx) -> Finding:
    async with ctx.db.read() as session:
        verdict = await wallet.verify(session)
    if not verdict.ok:
        return bad(
            "ledger",
            f"It does not add up: {verdict.problems[0]}",
            "See `zuka admin ledger verify`, and stop renting until it is understood.",
        )
    return ok("ledger", f"{verdict.entries} entries in {verdict.accounts} accounts add up.")
