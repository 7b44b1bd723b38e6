"""Bodies of the market's HTTP interface. One GB is 2^30 bytes."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from zuka.kit.money import YuanIn, YuanOut
from zuka.kit.web import Wire


class OfferView(Wire):
    """One card model on one host that can be rented now; prices are for one card and hour."""

    host_id: str
    host_name: str
    region: str
    model: str
    memory_gb: int = Field(description="Memory of one card.")
    simulated: bool = Field(description="The cards are not real.")
    idle: int = Field(description="Cards that can be rented right now.")
    total: int
    cpu_model: str
    cpu_per_card: int = Field(description="CPU threads that come with each card.")
    ram_gb_per_card: float
    system_disk_gb: int
    data_disk_gb: int = Field(description="Size of the data disk that is free.")
    data_disk_max_gb: int
    driver_version: str | None
    cuda_version: str | None = Field(description="The highest CUDA version that the driver can do.")
    rentable_until: datetime | None = Field(description="Null: no end is known.")
    price_per_hour: YuanOut
    list_price_per_hour: YuanOut = Field(description="Before the discount.")


class ModelView(Wire):
    """One card model over all offers."""

    model: str
    memory_gb: int
    simulated: bool = Field(description="None of these cards is real.")
    idle: int
    total: int
    price_from: YuanOut


class QuoteRequest(Wire):
    """What somebody thinks of ordering."""

    host_id: str = Field(max_length=64)
    model: str | None = Field(
        None, max_length=64, description="May be left out where the host has one model."
    )
    count: int = Field(description="Number of cards, from 1 to the host's total.")
    data_disk_gb: int | None = Field(None, description="Left out: the size that is free.")
    image_id: str | None = Field(
        None, max_length=128, description="Images are free: it does not change the quote."
    )


class QuoteView(Wire):
    """What the order would cost; prices are for all its cards and one hour."""

    host_id: str
    model: str
    count: int
    price_per_hour: YuanOut
    list_price_per_hour: YuanOut
    disk_price_per_hour: YuanOut = Field(
        description="For the data disk beyond the free part, running or not."
    )
    data_disk_gb: int
    available: YuanOut = Field(
        description="What the wallet has for it: neither held nor owed, less one more hour of what runs already."
    )
    required: YuanOut = Field(description="What the wallet must have to order: one hour.")
    sufficient: bool


class PriceView(Wire):
    """What one card model costs."""

    model: str
    price_per_hour: YuanOut = Field(description="The list price of one card and hour, before the discount.")
    discount_percent: int


class PriceChange(Wire):
    """What the operator asks for one card model."""

    price_per_hour: YuanIn = Field(description="The list price of one card and hour, before the discount.")
    discount_percent: int = Field(0, ge=0, le=100, description="How much is taken off.")


class RulesView(Wire):
    """By which rules this platform rents. One GB is 2^30 bytes."""

    system_disk_gb: int
    data_disk_free_gb: int = Field(description="Size of the data disk that is free.")
    data_disk_max_gb: int
    data_disk_price_per_gb_day: YuanOut = Field(description="For data disk beyond the free part.")
    no_card_price_per_hour: YuanOut = Field(description="A boot without cards.")
    no_card_cpu_millis: int = Field(description="CPU of a boot without cards, in thousandths of a core.")
    no_card_memory_gb: int = Field(description="Memory of a boot without cards.")
    retention_days: int = Field(description="How long a stopped instance is kept.")
    retention_notices_hours: list[int] = Field(description="Hours before its release at which one is told.")
    dry_notices_minutes: list[int] = Field(
        description="Minutes before the money runs out at which one is told."
    )
    processes: int = Field(description="Process limit of an instance.")
    session_hours: int = Field(description="How long a log-in lasts.")
    web_access_hours: int = Field(description="How long an opened web service stays open in a browser.")


class AboutView(Wire):
    """What this platform is."""

    version: str
    site_name: str
    simulated: bool = Field(description="A region of it is simulated: nothing real is rented there.")
    registration_open: bool = Field(description="Anybody may register.")
    rules: RulesView
