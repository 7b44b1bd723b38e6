"""HTTP of taking connections over from other tools, and of our own export."""

from __future__ import annotations

from fastapi import APIRouter, Response

from zuka.context import WithCtx
from zuka.identity.auth import InPerson
from zuka.kit.web import Read, Write
from zuka.workbench import export, imports
from zuka.workbench.export import ExportIn, ExportOut
from zuka.workbench.import_schemas import ImportIn, ImportOut, PreviewIn, PreviewOut

router = APIRouter(prefix="/api/v1/workbench", tags=["workbench"])


@router.post("/import/preview")
async def preview_import(session: Read, caller: InPerson, body: PreviewIn) -> PreviewOut:
    """What is in files of another tool; nothing is saved."""
    return await imports.preview(session, user_id=caller.user_id, body=body)


@router.post("/import")
async def import_connections(session: Write, ctx: WithCtx, caller: InPerson, body: ImportIn) -> ImportOut:
    """Save the chosen connections of the files."""
    return await imports.run(session, ctx, user_id=caller.user_id, body=body)


@router.post("/export")
async def export_connections(
    session: Read, ctx: WithCtx, caller: InPerson, body: ExportIn, response: Response
) -> ExportOut:
    """Connections with their secrets, in a document that only the passphrase opens."""
    sealed = await export.export(session, ctx, user_id=caller.user_id, body=body, address=caller.address)
    response.headers["Content-Disposition"] = f'attachment; filename="{export.FILE_NAME}"'
    return sealed
