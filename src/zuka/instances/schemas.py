"""What the API says and hears about instances."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from zuka.kit.money import YuanOut
from zuka.kit.web import Wire


class OrderIn(Wire):
    host_id: str = Field(description="The offer's host.")
    model: str | None = Field(None, description="Card model; needed where a host has several.")
    count: int = Field(ge=1, description="Number of cards.")
    image_id: str = Field(description="An image's id, alias or name, e.g. `pytorch`.")
    data_disk_gb: int | None = Field(None, ge=1, description="Data disk in GB; the free size when left out.")
    name: str | None = Field(None, description="The instance's name; one is made up when left out.")


class StartIn(Wire):
    cards: bool = Field(True, description="False boots without cards, at the price of that.")


class RenameIn(Wire):
    name: str


class PasswordIn(Wire):
    password: str | None = Field(None, description="The new root password; one is made up when left out.")


class ReleaseIn(Wire):
    confirm: str = Field(description="The instance's name, to say that you mean this one.")


class StepOut(Wire):
    name: str
    state: Annotated[str, Field(description="`done`, `running` or `waiting`.")]
    seconds: float | None


class ErrorOut(Wire):
    code: str
    detail: str


class OperationOut(Wire):
    id: str
    instance_id: str
    kind: str
    state: Annotated[str, Field(description="`queued`, `running`, `undoing`, `succeeded` or `failed`.")]
    step: str
    steps: list[StepOut]
    percent: int
    attempts: int
    reason: str
    error: ErrorOut | None
    created_at: datetime
    finished_at: datetime | None


class SshOut(Wire):
    host: str
    port: int
    user: str
    command: str
    host_key: str
    host_key_fingerprint: str


class ImageRef(Wire):
    id: str
    title: str


class CardOut(Wire):
    model: str
    simulated: bool


class LiveRunOut(Wire):
    """The run that is under way; `owed` is what it has cost up to now."""

    started_at: datetime
    price_per_hour: YuanOut
    owed: YuanOut
    paused: bool


class DiskUsageOut(Wire):
    """How full the disks were when they were last looked at; null where the engine does not say."""

    system_bytes: int | None
    data_bytes: int | None
    at: datetime


class StockOut(Wire):
    """Cards of the instance's model on its host right now."""

    idle: int
    total: int


class InstanceOut(Wire):
    id: str
    name: str
    user_id: str
    region: str
    host_id: str
    host_name: str
    state: str
    mode: Annotated[str | None, Field(description="`cards` or `no_cards` while it is up.")]
    model: str
    count: int
    simulated: Annotated[bool, Field(description="The cards are simulated: leased and priced, but not real.")]
    image: ImageRef
    price_per_hour: YuanOut
    system_disk_gb: int
    data_disk_gb: int
    disk_usage: Annotated[DiskUsageOut | None, Field(description="Null until it has been looked at once.")]
    stock: StockOut
    ssh: SshOut
    cards: list[CardOut]
    created_at: datetime
    started_at: datetime | None
    stopped_at: datetime | None
    stop_reason: str
    release_at: datetime | None
    failure: str
    operation: OperationOut | None
    allowed: list[str]
    run: LiveRunOut | None


class CardSampleOut(Wire):
    """A card of an instance and what it says of itself. Null: it does not say, as a simulated card never does."""

    index: int
    model: str
    simulated: bool
    utilisation_percent: int | None
    memory_used_bytes: int | None
    memory_total_bytes: int | None
    temperature_celsius: int | None
    power_watts: float | None


class SampleOut(Wire):
    """What an instance used at a moment; rates are of the time since the sample before."""

    at: datetime
    cpu_percent: float = Field(description="Of its own share, 0 to 100.")
    cpu_threads: int
    memory_bytes: int = Field(description="Without what the kernel only keeps as a cache.")
    memory_limit_bytes: int
    system_disk_bytes: int | None
    system_disk_limit_bytes: int
    data_disk_bytes: int | None
    data_disk_limit_bytes: int
    network_received_per_second: int = Field(description="Bytes.")
    network_sent_per_second: int = Field(description="Bytes.")
    cards: list[CardSampleOut]


class MonitorOut(Wire):
    """What an instance used lately. Samples of the time before it stopped are there all the same."""

    available: bool = Field(description="It can be looked at right now.")
    reason: str = Field(description="Why not: `not_running` or `unknown`; empty when it can.")
    interval_seconds: int = Field(
        description="Seconds between two samples; a wider gap: nobody could look, or it was off."
    )
    samples: list[SampleOut] = Field(description="Oldest first.")


class ChangedOut(Wire):
    """An instance and the operation that changes it; no operation where there was nothing to wait for."""

    instance: InstanceOut
    operation: OperationOut | None


class SecretsOut(Wire):
    user: str
    password: str
    login_command: str
    host_key_fingerprint: str


class StrayOut(Wire):
    region: str
    name: str
    kind: str
    host: str
    first_seen_at: datetime
