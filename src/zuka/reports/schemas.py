"""What pages say that draw on several modules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from zuka.billing.schemas import RunOut
from zuka.identity.schemas import AdminUser, AuditEntry
from zuka.kit.money import YuanOut
from zuka.kit.web import Wire
from zuka.wallet.schemas import CodeBatch, LedgerLine


class CardsOut(Wire):
    """Every card is in one of these: a rented one counts as rented whatever else it is, a broken one is not rented,
    and a cordoned one is neither."""

    total: int
    rented: int
    idle: int
    broken: int
    cordoned: int


class HostsOut(Wire):
    """`open`, `draining` and `closed` are all there are; `unreachable` ones are among them."""

    total: int
    open: int
    draining: int
    closed: int
    unreachable: int


class AlertOut(Wire):
    """Something that needs a person. Kinds: `region_unreachable`, `host_unreachable`, `host_fault`, `card_fault`,
    `operation_failed`, `operation_stuck`, `stray`, `ledger_problem`."""

    kind: str
    subject: str = Field(description="Id of the region, host, card or instance; a stray's name.")
    facts: dict[str, Any]
    since: datetime | None = Field(description="When it began, where that is known.")


class OverviewOut(Wire):
    """What an operator sees first. Counts by state, and money that moved since midnight UTC."""

    instances: dict[str, int]
    operations_under_way: int
    operations_failed_today: int
    strays: int
    charged_today: YuanOut
    cards: CardsOut
    hosts: HostsOut
    users: int
    balance_owed: YuanOut = Field(description="What all wallets hold together.")
    burn_per_hour: YuanOut = Field(description="What is spent from all wallets per hour, now.")
    alerts: list[AlertOut]


class CardPointOut(Wire):
    at: datetime
    rented: int
    idle: int
    broken: int
    cordoned: int


class RevenuePointOut(Wire):
    at: datetime = Field(description="Beginning of the clock hour, UTC.")
    amount: YuanOut


class SeriesOut(Wire):
    """The latest hours. Cards at most once in `step_seconds`, and not at all for times when nobody counted; revenue
    for every clock hour, the present one, of which little is posted, included."""

    step_seconds: int
    cards: list[CardPointOut]
    revenue: list[RevenuePointOut]


class UserOut(AdminUser):
    """An account with its money and how many instances it has."""

    balance: YuanOut
    burn_per_hour: YuanOut
    instances: int = Field(description="Those that are not released.")


class StatementLine(Wire):
    """One instance, one thing it costs, one clock hour."""

    instance_id: str
    instance_name: str = Field(description="What it is called now.")
    hour: datetime = Field(description="Beginning of the clock hour, UTC.")
    what: str
    billable_ms: int
    price_per_hour: YuanOut
    amount: YuanOut
    posted: bool = Field(description="False while the hour is not closed: the amount is still growing.")


class Statement(Wire):
    lines: list[StatementLine]
    total: YuanOut


class InstanceBrief(Wire):
    id: str
    name: str
    state: str


class StoryOut(Wire):
    """What an entry refers to, as far as it refers to anything."""

    instance: InstanceBrief | None
    run: RunOut | None
    hour: datetime | None = Field(description="The clock hour that a charge is for.")
    code_batch: CodeBatch | None
    audit: list[AuditEntry] = Field(description="Who did something about it, newest first.")


class LedgerEntryOut(LedgerLine):
    """One entry of the ledger and how it came about."""

    story: StoryOut


class SettingOut(Wire):
    """One setting in force. Of a secret there is only whether it is set."""

    name: str
    value: str | int | float | bool | list[Any] | None
    default: str | int | float | bool | list[Any] | None
    description: str
    changed: bool
