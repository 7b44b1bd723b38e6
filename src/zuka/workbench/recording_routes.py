"""HTTP of recordings: switch one on and off, list, play, rename, delete. They show what their owner saw, so that nobody
who only acts as a user may see them."""

from __future__ import annotations

from fastapi import APIRouter, Response, status
from fastapi.responses import StreamingResponse

from zuka.context import WithCtx
from zuka.identity.auth import InPerson
from zuka.kit.web import Read, Write
from zuka.workbench import recording_store, recordings
from zuka.workbench.live import WithWorkbench
from zuka.workbench.session_schemas import TerminalOut
from zuka.workbench.terminal_schemas import RecordingChange, RecordingOut, RecordingSwitch

router = APIRouter(prefix="/api/v1/workbench", tags=["workbench"])
ASCIICAST = "application/x-asciicast"


@router.put("/terminals/{terminal_id}/recording")
async def switch_recording(
    ctx: WithCtx, workbench: WithWorkbench, caller: InPerson, terminal_id: str, body: RecordingSwitch
) -> TerminalOut:
    """Start or end a terminal's recording."""
    session, terminal = workbench.terminals.find(caller.user_id, terminal_id)
    if body.on:
        title = terminal.title or session.title
        await recordings.start(ctx, terminal, title=title, target=session.target, with_input=body.with_input)
    else:
        await recordings.stop(ctx, terminal)
    return terminal.out()


@router.get("/recordings")
async def list_recordings(session: Read, caller: InPerson) -> list[RecordingOut]:
    """One's own recordings, newest first."""
    rows = await recording_store.of_user(session, user_id=caller.user_id)
    return [RecordingOut.of(row) for row in rows]


@router.get(
    "/recordings/{recording_id}",
    response_class=StreamingResponse,
    responses={200: {"content": {ASCIICAST: {}}, "description": "asciicast v2."}},
)
async def get_recording(
    session: Read, ctx: WithCtx, caller: InPerson, recording_id: str
) -> StreamingResponse:
    """The recording itself, as asciicast v2."""
    row = await recordings.find(session, user_id=caller.user_id, recording_id=recording_id)
    return StreamingResponse(recordings.text_of(ctx, row), media_type=ASCIICAST)


@router.patch("/recordings/{recording_id}")
async def rename_recording(
    session: Write, caller: InPerson, recording_id: str, body: RecordingChange
) -> RecordingOut:
    """Give a recording another title."""
    row = await recordings.rename(
        session, user_id=caller.user_id, recording_id=recording_id, title=body.title
    )
    return RecordingOut.of(row)


@router.delete("/recordings/{recording_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_recording(ctx: WithCtx, caller: InPerson, recording_id: str) -> Response:
    """Delete a recording and its file."""
    await recordings.remove(ctx, user_id=caller.user_id, recording_id=recording_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
