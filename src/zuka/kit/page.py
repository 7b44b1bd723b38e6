"""Long lists in pages, newest first, by a cursor that stays right while rows are added."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import AwareDatetime, BaseModel
from sqlalchemy import Select, and_, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from zuka.errors import Invalid
from zuka.kit.clock import from_millis, to_millis

T = TypeVar("T")
Limit = Annotated[int, Query(ge=1, le=200, description="Rows per page.")]
Cursor = Annotated[str | None, Query(description="`next` of the page before.")]
From = Annotated[AwareDatetime | None, Query(alias="from", description="Nothing before this instant.")]
To = Annotated[AwareDatetime | None, Query(alias="to", description="Nothing from this instant on.")]


class Page(BaseModel, Generic[T]):
    """One page; `next` is the cursor of the following page, or null at the end."""

    items: list[T]
    next: str | None = None


async def page_of(
    session: AsyncSession,
    statement: Select[T],
    *,
    at: InstrumentedAttribute[datetime],
    key: InstrumentedAttribute[str],
    cursor: str | None,
    limit: int,
) -> tuple[list[T], str | None]:
    """The rows of `statement` after `cursor`, ordered by time and id, newest first."""
    if cursor is not None:
        moment, row_id = _read(cursor)
        statement = statement.where(or_(at < moment, and_(at == moment, key < row_id)))
    rows = list((await session.scalars(statement.order_by(at.desc(), key.desc()).limit(limit + 1))).all())
    if len(rows) <= limit:
        return rows, None
    last: Any = rows[limit - 1]
    return rows[:limit], f"{to_millis(getattr(last, at.key))}.{getattr(last, key.key)}"


def _read(cursor: str) -> tuple[datetime, str]:
    millis, _, row_id = cursor.partition(".")
    if not millis.isdigit() or not row_id or len(millis) > 15:
        raise Invalid("request.invalid", "The cursor is not one of ours.", fields=["cursor"])
    return from_millis(int(millis)), row_id
