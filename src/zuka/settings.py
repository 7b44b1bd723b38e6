"""Every setting of the platform, in one frozen tree.

A setting comes from an environment variable `ZUKA_<NAME>`, nested names joined by two underscores
(`ZUKA_BILLING__RETENTION_DAYS=30`), or from the `zuka.env` file in the data directory. An unknown `ZUKA_*` name
refuses to start, so that a typing error is never silently a default. The reference page
`docs/reference/settings.md` is generated from the descriptions here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ENV_PREFIX = "ZUKA_"
GIB = 1 << 30
MASK = "•••"
"""What is shown in place of a secret that is set."""


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RegionSettings(_Group):
    """One Incus server or cluster."""

    engine: Literal["incus", "simulated"] = Field(
        "incus", description="`incus`, or `simulated`: in memory, nothing real is rented."
    )
    endpoint: str = Field(
        "unix:/var/lib/incus/unix.socket", description="`unix:/path` or `https://host:8443`."
    )
    server_certificate: Path | None = Field(
        None, description="PEM file of the server's certificate, pinned (HTTPS only)."
    )
    client_certificate: Path | None = Field(None, description="PEM file of our certificate (HTTPS only).")
    client_key: Path | None = Field(None, description="PEM file of our key (HTTPS only).")
    project: str = Field("zuka", description="The Incus project that holds everything of ours.")
    pool: str = Field(
        "zuka", description="The storage pool for instances and data disks: btrfs, ZFS or LVM-thin."
    )
    network: str = Field("zukabr0", description="The bridge that instances are attached to.")
    subnet: str = Field(
        "10.101.0.0/22", description="The bridge's IPv4 network; the first address is the host's."
    )
    allowed_networks: str = Field(
        "",
        description="Private networks that instances may reach all the same, e.g. a package mirror's; joined by commas.",
    )
    simulated_cards: str = Field(
        "",
        description="Adds simulated cards to hosts without real ones: `MODEL:MEMORY:COUNT`, e.g. `RTX 3090:24GiB:8`; several joined by commas.",
    )
    simulated_hosts: int = Field(1, ge=1, description="How many hosts a simulated region has.")


class HttpSettings(_Group):
    """The `api` role."""

    host: str = Field("0.0.0.0", description="Address that the API listens on.")  # noqa: S104  # Renters come from outside.
    port: int = Field(8080, ge=0, le=65535, description="Port that the API listens on.")
    public_url: str = Field(
        "",
        description="How browsers and the CLI reach the API, e.g. `https://zuka.example.com`; empty: derived from host and port.",
    )
    secure_cookies: bool = Field(False, description="Send cookies over HTTPS only; switch on behind TLS.")
    trusted_proxies: str = Field(
        "127.0.0.1", description="Addresses whose X-Forwarded-For is believed, joined by commas."
    )
    session_days: int = Field(14, ge=1, description="How long a log-in lasts, in days.")
    market_streams_per_address: int = Field(
        50, ge=1, description="Simultaneous live streams of the market from one address, in one process."
    )


class GatewaySettings(_Group):
    """The `gateway` role: renters' bytes."""

    host: str = Field("0.0.0.0", description="Address that SSH and web gateways listen on.")  # noqa: S104
    ssh_host: str = Field("", description="Host name in the login command; empty: this machine's address.")
    ssh_ports: str = Field(
        "24000-24999", description="Range of public SSH ports; one per instance for its whole life."
    )
    web_port: int = Field(
        8081, ge=0, le=65535, description="Port of the web gateway (JupyterLab, exposed ports)."
    )
    web_domain: str = Field(
        "localhost", description="Parent domain of instances' own origins: `<port>-<instance>.<domain>`."
    )
    web_url_port: int | None = Field(
        None,
        description="Port written into instances' web addresses when it differs from `web_port` (behind a proxy).",
    )
    web_scheme: Literal["http", "https"] = Field(
        "http", description="Scheme written into instances' web addresses."
    )
    connections_per_instance: int = Field(
        200, ge=1, description="Simultaneous SSH connections that one instance may have."
    )
    connections_per_source: int = Field(
        100,
        ge=1,
        description="Simultaneous SSH connections that one source address may have to one instance.",
    )
    drain_seconds: float = Field(
        10.0,
        ge=0,
        description="How long open connections may go on after the gateway was told to stop, in seconds.",
    )
    ticket_seconds: int = Field(60, ge=1, description="How long a one-time link to a web service is valid.")
    access_hours: int = Field(12, ge=1, description="How long an opened web service stays open in a browser.")


class SecuritySettings(_Group):
    """Secrets and their cost."""

    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Key for secrets at rest, 32 bytes in base64; empty: made once and kept in the data directory.",
    )
    argon2_memory_kib: int = Field(
        19456, ge=8, description="Memory of one password hash in KiB; lower only in tests."
    )
    argon2_iterations: int = Field(2, ge=1, description="Passes of one password hash.")
    login_attempts_per_minute: int = Field(
        10, ge=1, description="Log-in attempts per minute for one user name and for one address."
    )
    redeem_attempts_per_minute: int = Field(
        10, ge=1, description="Redeem attempts per minute for one account."
    )
    registrations_per_hour: int = Field(60, ge=1, description="Registrations per hour from one address.")
    open_registration: bool = Field(
        True, description="Anybody may register; off: only the operator makes accounts."
    )


class BillingSettings(_Group):
    """Money and time. Prices are yuan as decimal strings."""

    no_cards_price_per_hour: str = Field("0.1", description="Price of a boot without cards, yuan per hour.")
    disk_price_per_gb_day: str = Field(
        "0.0066", description="Price of data disk above the free part, yuan per GB and day."
    )
    retention_days: int = Field(15, ge=1, description="Days a stopped instance is kept.")
    retention_notices_hours: tuple[int, ...] = Field(
        (72, 24, 2), description="Hours before release at which the renter is told."
    )
    dry_notices_minutes: tuple[int, ...] = Field(
        (1440, 60, 10), description="Minutes before the money runs out at which the renter is told."
    )


class InstanceSettings(_Group):
    """What an instance is made of."""

    system_disk_gb: int = Field(30, ge=1, description="Size of `/` in GB (2^30 bytes).")
    data_disk_gb: int = Field(50, ge=1, description="Free size of `/root/zuka-tmp` in GB (2^30 bytes).")
    data_disk_max_gb: int = Field(2000, ge=1, description="Largest data disk that may be ordered, in GB.")
    processes: int = Field(4096, ge=64, description="Process limit of an instance.")
    no_cards_cpu_millis: int = Field(
        500, ge=100, description="CPU of a boot without cards, in thousandths of a core."
    )
    no_cards_memory_gb: int = Field(2, ge=1, description="Memory of a boot without cards, in GB.")
    host_memory_reserve_gb: int = Field(2, ge=0, description="Memory kept for the host itself, in GB.")
    pool_reserve_percent: int = Field(
        10, ge=0, le=90, description="Share of a storage pool kept free; below it nothing is created there."
    )
    boot_timeout_seconds: int = Field(
        90, ge=1, description="How long an instance may take until SSH and JupyterLab answer."
    )
    stop_timeout_seconds: int = Field(
        20, ge=1, description="How long an instance may take to power off before it is forced."
    )
    operation_attempts: int = Field(
        5,
        ge=1,
        description="Attempts of one step while the engine does not answer, before the operation gives up and undoes itself.",
    )


class ImageSettings(_Group):
    """What every image gets, and where recipes are."""

    recipes: Path | None = Field(
        None, description="Folder of recipes; empty: the ones that come with the platform."
    )
    apt_mirror: str = Field(
        "",
        description="Debian mirror that instances use, e.g. `https://mirror.example.com/debian`; empty: Debian's own.",
    )
    pip_index: str = Field("", description="Python package index that instances use; empty: Python's own.")


class LoopSettings(_Group):
    """How often the worker looks, in seconds. Loops are woken at once when there is work."""

    operations: float = Field(2.0, gt=0, description="Looks for operations to carry on.")
    sweep: float = Field(10.0, gt=0, description="Compares the engine with the database.")
    hosts: float = Field(30.0, gt=0, description="Refreshes hosts and cards.")
    settle: float = Field(30.0, gt=0, description="Posts closed clock hours to the ledger.")
    arrears: float = Field(1.0, gt=0, description="Looks for wallets that run dry and for due notices.")
    monitor: float = Field(60.0, gt=0, description="Takes a sample of every running instance.")
    images: float = Field(60.0, gt=0, description="Compares the engines' images with the catalogue.")
    retention: float = Field(60.0, gt=0, description="Looks for instances to be released.")
    card_samples: float = Field(
        60.0, gt=0, description="Looks whether five minutes are over since the cards were counted."
    )
    books: float = Field(
        300.0, gt=0, description="Looks whether an hour is over since the whole ledger was added up."
    )
    purge: float = Field(3600.0, gt=0, description="Forgets expired log-ins and old events.")
    lease_seconds: float = Field(
        15.0, gt=0, description="How long a claimed row stays claimed without a heartbeat."
    )


class WorkbenchSettings(_Group):
    """SSH in the browser: whom this server dials, and how much one user may hold open."""

    local: bool = Field(
        False,
        description="For one person on their own machine: every address may be dialled and the SSH agent used. `zuka workbench` sets it.",
    )
    allowed_networks: str = Field(
        "",
        description="Private networks that users may reach from this server all the same, joined by commas; private, loopback and reserved addresses are refused otherwise.",
    )
    login_seconds: float = Field(
        20.0, gt=0, description="How long a machine may take to answer at each step of a log-in, in seconds."
    )
    question_seconds: float = Field(
        300.0,
        gt=0,
        description="How long a question to the user, e.g. about a host key, waits for its answer.",
    )
    sessions_per_user: int = Field(
        10, ge=1, description="SSH sessions that one user may have open at the same time."
    )
    logins_per_minute: int = Field(
        60, ge=1, description="How often a minute one user may begin to log in to a machine."
    )
    terminals_per_session: int = Field(16, ge=1, description="Terminals that one SSH session may have.")
    detached_minutes: int = Field(
        60, ge=30, description="How long a session lives on while its user has no page open, in minutes."
    )
    idle_hours: int = Field(24, ge=1, description="How long a session lives without being used, in hours.")
    session_hours: int = Field(168, ge=1, description="How long a session lives in all, in hours.")
    recording_megabytes: int = Field(
        64, ge=1, description="A recording of a terminal ends at this size, in MiB."
    )
    recordings_megabytes: int = Field(
        512, ge=1, description="What the recordings of one user may take together, in MiB."
    )


class Settings(BaseSettings):
    """The whole tree; made once by `load()` and passed down, never imported as an object."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_nested_delimiter="__",
        frozen=True,
        extra="forbid",
        nested_model_default_partial_update=True,
    )

    data_dir: Path = Field(Path("/var/lib/zuka"), description="Where the database, keys and logs live.")
    database_url: str = Field(
        "",
        description="`sqlite+aiosqlite:///…` or `postgresql+psycopg://…`; empty: SQLite in the data directory.",
    )
    site_name: str = Field("Zuka", description="What the site calls itself.")
    ca_bundle: Path | None = Field(None, description="The site's own CA bundle, passed into image builds.")
    log_format: Literal["console", "json"] = Field("console", description="How log lines look.")
    regions: dict[str, RegionSettings] = Field(
        default_factory=lambda: {"local": RegionSettings()}, description="The regions, by name."
    )
    http: HttpSettings = Field(default_factory=HttpSettings, description="The API.")
    gateway: GatewaySettings = Field(default_factory=GatewaySettings, description="The gateways.")
    security: SecuritySettings = Field(default_factory=SecuritySettings, description="Secrets and limits.")
    billing: BillingSettings = Field(default_factory=BillingSettings, description="Money and time.")
    instances: InstanceSettings = Field(default_factory=InstanceSettings, description="Instances.")
    images: ImageSettings = Field(default_factory=ImageSettings, description="Images.")
    workbench: WorkbenchSettings = Field(default_factory=WorkbenchSettings, description="SSH in the browser.")
    loops: LoopSettings = Field(default_factory=LoopSettings, description="Loops.")
    crash_at: str = Field("", description="Tests only: the process kills itself at this named crash point.")

    @property
    def effective_database_url(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'zuka.db'}"


def load(**overrides: Any) -> Settings:
    """Settings from the environment. Raises `ValueError` on an unknown `ZUKA_*` variable."""
    known = {name.upper() for name in Settings.model_fields}
    for variable in os.environ:
        if (
            variable.startswith(ENV_PREFIX)
            and variable.removeprefix(ENV_PREFIX).split("__")[0].upper() not in known
        ):
            raise ValueError(f"unknown setting {variable}; `zuka settings` lists the known ones")
    return Settings(**overrides)


Shown = str | int | float | bool | list[Any] | None


@dataclass(frozen=True)
class Described:
    """One setting in force, fit to be shown: of a secret there is only whether it is set."""

    name: str
    value: Shown
    default: Shown
    description: str
    changed: bool


def described(model: BaseModel, prefix: str = ENV_PREFIX) -> Iterator[Described]:
    """Each setting below `model` by the name of its environment variable, in the order of the tree."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        variable = f"{prefix}{name.upper()}"
        if isinstance(value, BaseModel):
            yield from described(value, f"{variable}__")
        elif isinstance(value, dict):
            for key, one in value.items():
                yield from described(one, f"{variable}__{key.upper()}__")
        else:
            default = field.get_default(call_default_factory=True)
            description = field.description or ""
            yield Described(variable, _shown(value), _shown(default), description, value != default)


def _shown(value: Any) -> Shown:
    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else ""
    if isinstance(value, str):
        return _without_passwords(value)
    if isinstance(value, int | float | bool) or value is None:
        return value
    return list(value) if isinstance(value, tuple) else str(value)


def _without_passwords(text: str) -> str:
    """A password in an address is a secret as well, and so is a token that stands where its user's name would."""
    text = re.sub(r"(https?://)[^/?#]*@", rf"\1{MASK}@", text)
    text = re.sub(r"(://[^:@/?#]*):.*@", rf"\1:{MASK}@", text)
    return re.sub(r"([?&](?:password|passwd|secret|token|sslpassword)=)[^&#]*", rf"\1{MASK}", text)
