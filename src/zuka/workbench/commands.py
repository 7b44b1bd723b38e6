"""Quick commands: what a user sends to a terminal with one click, in groups, in their own order.

`{name}` and `{name=default}` in a body are asked for by the console; here they are text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.errors import Conflict, NotFound
from zuka.kit import ids
from zuka.kit.web import Wire
from zuka.workbench import commands_store as store
from zuka.workbench.connection_schemas import Line, refuse_null
from zuka.workbench.models import QuickCommand

MOST_COMMANDS = 1000
"""Per user."""
Name = Annotated[str, Field(max_length=80), Line]
Body = Annotated[str, Field(min_length=1, max_length=16000)]


class CommandIn(Wire):
    """A quick command to keep. `enter`: send it with the Enter key, else leave it on the line. No name: its body."""

    group: Name = ""
    name: Name = ""
    body: Body
    enter: bool = True


class CommandChange(Wire):
    """What to change; what is left out stays."""

    group: Annotated[Name, BeforeValidator(refuse_null)] = ""
    name: Annotated[Name, BeforeValidator(refuse_null)] = ""
    body: Annotated[Body, BeforeValidator(refuse_null)] = ""
    enter: Annotated[bool, BeforeValidator(refuse_null)] = True


class CommandOut(Wire):
    """A quick command."""

    id: str
    group: str
    name: str
    body: str
    enter: bool
    position: int


class CommandOrder(Wire):
    """These commands are the first, in this order; the others follow."""

    ids: Annotated[list[Annotated[str, Field(max_length=32)]], Field(max_length=MOST_COMMANDS)]


async def of_user(session: AsyncSession, *, user_id: str) -> list[QuickCommand]:
    """In their order."""
    return await store.commands(session, user_id=user_id)


async def add(session: AsyncSession, *, user_id: str, body: CommandIn) -> QuickCommand:
    """Keep one more, as the last. Raises `Conflict` workbench.too_many_commands."""
    known = await store.commands(session, user_id=user_id)
    if len(known) >= MOST_COMMANDS:
        raise Conflict("workbench.too_many_commands", most=MOST_COMMANDS)
    row = QuickCommand(
        id=ids.new_id("cmd"),
        user_id=user_id,
        group=body.group,
        name=body.name or _name_of(body.body),
        body=body.body,
        enter=body.enter,
        position=known[-1].position + 1 if known else 0,
    )
    await store.add_command(session, row)
    return row


async def change(
    session: AsyncSession, *, user_id: str, command_id: str, body: CommandChange
) -> QuickCommand:
    """Change what `body` names. Raises `NotFound` workbench.command_not_found."""
    row = await _get(session, user_id=user_id, command_id=command_id)
    values = body.model_dump(include=body.model_fields_set)
    if values.get("name") == "":
        values["name"] = _name_of(values.get("body", row.body))
    if values:
        await store.change_command(session, row.id, **values)
    return await _get(session, user_id=user_id, command_id=command_id)


async def remove(session: AsyncSession, *, user_id: str, command_id: str) -> None:
    """Raises `NotFound` workbench.command_not_found."""
    if not await store.remove_command(session, user_id=user_id, command_id=command_id):
        raise NotFound("workbench.command_not_found")


async def order(session: AsyncSession, *, user_id: str, ids: Sequence[str]) -> None:
    """`ids` become the first; the others follow as they were."""
    rows = {row.id: row for row in await store.commands(session, user_id=user_id)}
    wanted = list(dict.fromkeys(ids))
    if any(one not in rows for one in wanted):
        raise NotFound("workbench.command_not_found")
    others = [one for one in rows if one not in set(wanted)]
    for position, one in enumerate([*wanted, *others]):
        if rows[one].position != position:
            await store.change_command(session, one, position=position)


async def _get(session: AsyncSession, *, user_id: str, command_id: str) -> QuickCommand:
    found = await store.command(session, user_id=user_id, command_id=command_id)
    if found is None:
        raise NotFound("workbench.command_not_found")
    return found


def _name_of(body: str) -> str:
    return " ".join(body.split())[:80] or "…"
