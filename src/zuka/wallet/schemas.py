"""Wire types of the wallet. Amounts are decimal strings of yuan."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from zuka.kit.money import YuanIn, YuanOut
from zuka.kit.web import Wire


class Wallet(Wire):
    """A renter's money at this instant; `available` is neither held by an order nor owed by what runs."""

    balance: YuanOut
    held: YuanOut
    owed: YuanOut
    available: YuanOut
    burn_per_hour: YuanOut
    runs_dry_at: datetime | None


class Entry(Wire):
    """One line of the ledger, as this wallet sees it."""

    id: str
    kind: str
    at: datetime
    amount: YuanOut
    description: str
    reference: str


class Side(Wire):
    """What an entry put into one account, or took from it. The sides of an entry add up to zero."""

    account: str
    user_id: str | None = Field(description="Whose wallet it is; null: an account of the platform.")
    user_name: str | None
    amount: YuanOut


class LedgerLine(Wire):
    """One entry of the ledger with all its sides, as the operator sees it."""

    id: str
    key: str = Field(description="Why it was made; the same reason moves money once.")
    kind: str
    at: datetime
    description: str
    reference: str
    actor_id: str | None = Field(description="Who did it; null: the platform itself.")
    actor_name: str | None
    postings: list[Side]


class Redemption(Wire):
    code: Annotated[str, Field(min_length=1, max_length=64)]


class Redeemed(Wire):
    amount: YuanOut
    balance: YuanOut


class Adjustment(Wire):
    """A credit or a debit by the operator; the reason is shown to the renter."""

    amount: YuanIn
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class NewCodes(Wire):
    amount: YuanIn
    count: Annotated[int, Field(ge=1, le=1000)] = 1
    days: Annotated[int, Field(ge=1, le=3650, description="How long the codes can be used, in days.")] = 365
    note: Annotated[str, Field(max_length=200)] = ""


class MadeCodes(Wire):
    """New codes, shown this once: only their hashes are kept."""

    batch_id: str
    codes: list[str]


class CodeBatch(Wire):
    id: str
    amount: YuanOut
    count: int
    used: int
    expires_at: datetime
    note: str


class Verdict(Wire):
    """What a check of the books found."""

    ok: bool
    problems: list[str]
    accounts: int
    entries: int
