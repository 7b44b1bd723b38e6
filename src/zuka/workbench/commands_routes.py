"""HTTP of what a user keeps beside terminals: quick commands, the command box's history, the desk."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from zuka.context import WithCtx
from zuka.identity.auth import InPerson, Renter
from zuka.kit.web import Read, Write
from zuka.workbench import commands, desk_document, history
from zuka.workbench.commands import CommandChange, CommandIn, CommandOrder, CommandOut
from zuka.workbench.desk_document import DeskDocument
from zuka.workbench.history import HistoryIn, HistoryOut

router = APIRouter(prefix="/api/v1/workbench", tags=["workbench"])

Target = Annotated[str | None, Query(max_length=400, description="The machine; left out: all of them.")]


@router.get("/commands")
async def list_commands(session: Read, caller: Renter) -> list[CommandOut]:
    """The quick commands, in their order."""
    rows = await commands.of_user(session, user_id=caller.user_id)
    return [CommandOut.model_validate(row) for row in rows]


@router.post("/commands", status_code=status.HTTP_201_CREATED)
async def add_command(session: Write, caller: InPerson, body: CommandIn) -> CommandOut:
    """Keep a quick command."""
    return CommandOut.model_validate(await commands.add(session, user_id=caller.user_id, body=body))


@router.patch("/commands/{command_id}")
async def change_command(
    session: Write, caller: InPerson, command_id: str, body: CommandChange
) -> CommandOut:
    """Change what is named of a quick command."""
    row = await commands.change(session, user_id=caller.user_id, command_id=command_id, body=body)
    return CommandOut.model_validate(row)


@router.delete("/commands/{command_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_command(session: Write, caller: Renter, command_id: str) -> Response:
    """Forget a quick command."""
    await commands.remove(session, user_id=caller.user_id, command_id=command_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.post("/commands/order", status_code=status.HTTP_204_NO_CONTENT)
async def order_commands(session: Write, caller: Renter, body: CommandOrder) -> Response:
    """Put quick commands into this order."""
    await commands.order(session, user_id=caller.user_id, ids=body.ids)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get("/history")
async def list_history(
    session: Read,
    ctx: WithCtx,
    caller: InPerson,
    target: Target = None,
    q: Annotated[str, Query(max_length=200, description="Words that the command has.")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[HistoryOut]:
    """Commands that were sent before, newest first."""
    return await history.search(session, ctx, user_id=caller.user_id, target=target, words=q, limit=limit)


@router.post("/history", status_code=status.HTTP_204_NO_CONTENT)
async def note_command(session: Write, ctx: WithCtx, caller: InPerson, body: HistoryIn) -> Response:
    """Remember a command that was sent."""
    await history.note(session, ctx, user_id=caller.user_id, body=body)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.delete("/history/{entry_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_history_entry(session: Write, caller: Renter, entry_id: str) -> Response:
    """Forget one command."""
    await history.remove(session, user_id=caller.user_id, entry_id=entry_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.delete("/history", status_code=status.HTTP_204_NO_CONTENT)
async def clear_history(session: Write, caller: Renter, target: Target = None) -> Response:
    """Forget what was sent to one machine, or everything."""
    await history.clear(session, user_id=caller.user_id, target=target)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get("/desk")
async def get_desk(session: Read, caller: Renter) -> DeskDocument:
    """How this user has arranged the workbench."""
    return await desk_document.get(session, user_id=caller.user_id)


@router.put("/desk", status_code=status.HTTP_204_NO_CONTENT)
async def put_desk(session: Write, ctx: WithCtx, caller: Renter, body: DeskDocument) -> Response:
    """Keep how the workbench is arranged."""
    await desk_document.put(session, ctx, user_id=caller.user_id, document=body)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
