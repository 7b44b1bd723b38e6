"""Wire types of identity. A secret is in an answer exactly once: when it was made."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from zuka.identity.models import User as UserRow
from zuka.kit.web import Wire

Role = Literal["renter", "operator"]
Scope = Literal["all", "read", "rent", "operate"]
UserName = Annotated[
    str, Field(min_length=2, max_length=32, description="Letters, digits, `.`, `_` and `-`.")
]
NewPassword = Annotated[str, Field(min_length=8, max_length=256, description="At least eight characters.")]
GivenPassword = Annotated[str, Field(max_length=256)]
Label = Annotated[str, Field(min_length=1, max_length=64)]


class Registration(Wire):
    name: UserName
    password: NewPassword


class NewUser(Registration):
    role: Role = "renter"


class Credentials(Wire):
    name: Annotated[str, Field(max_length=64)]
    password: GivenPassword


class PasswordChange(Wire):
    old: GivenPassword
    new: NewPassword


class User(Wire):
    id: str
    name: str
    role: Role
    created_at: datetime


class Acting(Wire):
    """The operator who acts as this account, and until when."""

    operator_id: str
    operator_name: str
    until: datetime


class Me(User):
    """The account that asks; `acting` when it is an operator who acts as its owner."""

    acting: Acting | None = None

    @classmethod
    def of(cls, user: object, acting: object | None) -> Me:
        """From the account's row, and from who acts as it."""
        shown = None if acting is None else Acting.model_validate(acting)
        return cls(**User.model_validate(user).model_dump(), acting=shown)


class AdminUser(User):
    """An account as the operator sees it."""

    disabled: bool
    last_seen_at: datetime | None = Field(description="When it was last logged in; null: never.")

    @classmethod
    def of(cls, row: UserRow) -> Self:
        """From the account's row."""
        shown = User.model_validate(row).model_dump()
        return cls(**shown, disabled=row.disabled_at is not None, last_seen_at=row.last_seen_at)


class LoggedIn(Wire):
    user: Me


class Session(Wire):
    """A browser's log-in; `current` is the one that asks."""

    id: str
    current: bool
    user_agent: str
    address: str
    created_at: datetime
    last_seen_at: datetime


class NewToken(Wire):
    name: Label
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=4)]


class Token(Wire):
    id: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    last_used_at: datetime | None


class MadeToken(Token):
    """A token with its secret, which is shown this once."""

    secret: str


class NewKey(Wire):
    name: Label
    public_key: Annotated[str, Field(max_length=16384)]


class Key(Wire):
    id: str
    name: str
    public_key: str
    fingerprint: str
    created_at: datetime


class AuditEntry(Wire):
    id: str
    at: datetime
    actor_id: str | None = Field(description="Who did it; null: the platform itself.")
    actor_name: str | None
    action: str
    target: str
    facts: dict[str, Any]
    address: str
