"""The desk: how a user has arranged the workbench. The console's own document; here it is only kept."""

from __future__ import annotations

from typing import Any

from pydantic_core import PydanticSerializationError, to_json
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Invalid
from zuka.kit.web import Wire
from zuka.workbench import commands_store as store

MOST_BYTES = 256 << 10


class DeskDocument(Wire):
    """Whatever the console wants to find again, as a JSON object."""

    body: dict[str, Any]


async def get(session: AsyncSession, *, user_id: str) -> DeskDocument:
    """Empty for somebody who has never arranged anything."""
    row = await store.desk(session, user_id=user_id)
    return DeskDocument(body={} if row is None else row.body)


async def put(session: AsyncSession, ctx: Ctx, *, user_id: str, document: DeskDocument) -> None:
    """Keep it in place of the one before. Raises `Invalid` workbench.desk_too_large, or request.invalid for what could
    not be given back."""
    try:
        size = len(to_json(document.body))
    except PydanticSerializationError as error:
        raise Invalid("request.invalid", "body: nested too deeply, or not text") from error
    if size > MOST_BYTES:
        raise Invalid("workbench.desk_too_large", bytes=size, most=MOST_BYTES)
    await store.put_desk(session, user_id=user_id, body=document.body, now=ctx.clock.now())
