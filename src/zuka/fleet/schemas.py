"""Bodies of the fleet's HTTP interface."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StringConstraints

from zuka.fleet.models import HostState
from zuka.kit.web import Wire

Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]


class RegionView(Wire):
    """A region as everybody may see it."""

    name: str
    engine: str = Field(description="`incus`, or `simulated`: nothing real is rented there.")
    simulated: bool
    reachable: bool


class CardView(Wire):
    """A card as the operator sees it."""

    id: str
    uuid: str
    pci_address: str
    model: str
    memory_gb: int
    driver_version: str | None
    cuda_version: str | None
    fault: str | None = Field(description="Why it cannot be handed out; null: healthy.")
    cordoned: bool
    simulated: bool
    missing_since: datetime | None = Field(description="When its host was first seen without it.")
    instance_id: str | None = Field(description="The instance that has it now.")


class PoolView(Wire):
    """Where a host's instances and disks live; one GB is 2^30 bytes."""

    driver: str
    total_gb: float
    free_gb: float


class HostView(Wire):
    """A host as the operator sees it; one GB is 2^30 bytes."""

    id: str
    region: str
    name: str
    state: HostState
    reachable: bool
    last_seen_at: datetime | None
    fault: str | None = Field(
        description="Why nothing can be rented here, whatever its state; null: all is well."
    )
    address: str | None
    cpu_model: str
    cpu_threads: int
    memory_gb: float
    pool: PoolView
    rentable_until: datetime | None
    tags: list[str]
    cards: list[CardView]


class HostChange(Wire):
    """What the operator changes of a host; a field that is left out stays as it is."""

    state: HostState | None = None
    rentable_until: AwareDatetime | None = Field(None, description="Null: for ever.")
    tags: list[Tag] | None = Field(None, max_length=20)

    def values(self) -> dict[str, Any]:
        """The fields that were sent, by column. `null` means something for `rentable_until` alone."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in sent.items() if value is not None or name == "rentable_until"}


class CardChange(Wire):
    """What the operator changes of a card."""

    cordoned: bool = Field(description="Keep it from being rented; whoever has it keeps it.")
