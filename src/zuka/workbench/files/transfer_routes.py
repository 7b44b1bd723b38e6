"""HTTP of transfers: bytes of a session's files down and up, and from one machine to another."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from zuka.identity.auth import InPerson
from zuka.workbench.files import archive, downloads, pack, schemas, uploads
from zuka.workbench.files.copies import Copies
from zuka.workbench.files.names import LONGEST_NAME, to_text
from zuka.workbench.files.rooms import WithRoom, rooms_of
from zuka.workbench.live import WithWorkbench, Workbench

router = APIRouter(prefix="/api/v1/workbench", tags=["workbench"])

InQuery = Annotated[str, Query(min_length=1, max_length=LONGEST_NAME)]
_BYTES: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/sessions/{session_id}/files/download", response_class=StreamingResponse, responses=_BYTES)
async def download_remote_file(
    room: WithRoom,
    path: InQuery,
    wanted: Annotated[str | None, Header(alias="Range")] = None,
    if_range: Annotated[str | None, Header()] = None,
) -> Response:
    """A file, or a range of it."""
    return await downloads.download(room, await room.path(path), wanted=wanted, if_range=if_range)


@router.get("/sessions/{session_id}/files/preview", response_class=StreamingResponse, responses=_BYTES)
async def preview_remote_picture(room: WithRoom, path: InQuery) -> Response:
    """A picture to look at."""
    return await downloads.preview(room, await room.path(path))


@router.get("/sessions/{session_id}/files/archive", response_class=StreamingResponse, responses=_BYTES)
async def download_remote_archive(
    room: WithRoom,
    path: Annotated[list[str], Query(min_length=1, max_length=1000)],
    format: archive.Format = "zip",  # noqa: A002  # The name on the wire.
) -> Response:
    """Files and folders as one archive; links are left out."""
    paths = [await room.path(one) for one in path]
    return await archive.response(room, paths, format)


@router.post("/sessions/{session_id}/files/uploads")
async def begin_upload(room: WithRoom, body: schemas.UploadIn) -> schemas.UploadOut:
    """Begins an upload, or takes it up again where it stopped."""
    begun = await uploads.begin(
        room,
        await room.path(body.path),
        size=body.size,
        modified=body.modified,
        conflict=body.conflict,
        verify=body.verify,
    )
    return schemas.UploadOut(path=to_text(begun.path), offset=begun.offset, exists=begun.exists)


@router.put("/sessions/{session_id}/files/uploads", openapi_extra=_BODY)
async def upload_chunk(
    room: WithRoom, request: Request, path: InQuery, offset: Annotated[int, Query(ge=0)]
) -> schemas.OffsetOut:
    """The next bytes of an upload; the body is nothing but these."""
    now = await uploads.take(room, await room.path(path), offset, request.stream())
    return schemas.OffsetOut(offset=now)


@router.post("/sessions/{session_id}/files/uploads/finish")
async def finish_upload(room: WithRoom, body: schemas.FinishIn) -> schemas.FinishOut:
    """Puts a whole upload in its place."""
    path = await room.path(body.path)
    verified = await uploads.finish(room, path, size=body.size, modified=body.modified, verify=body.verify)
    return schemas.FinishOut(path=to_text(path), size=body.size, verified=verified)


@router.put("/sessions/{session_id}/files/pack", openapi_extra=_BODY)
async def upload_pack(room: WithRoom, request: Request, path: InQuery) -> schemas.PackedOut:
    """Many small files as one tar archive, unpacked below `path` while it arrives."""
    packed = await pack.unpack(room, await room.path(path), request.stream())
    return schemas.PackedOut(files=packed.files, bytes=packed.bytes)


@router.post("/sessions/{session_id}/files/copies", status_code=201)
async def start_copy(
    room: WithRoom, request: Request, workbench: WithWorkbench, caller: InPerson, body: schemas.CopyIn
) -> schemas.CopyOut:
    """Copies from another session's machine, or from another folder, to this one."""
    source = rooms_of(request).of(workbench.session(caller.user_id, body.from_session))
    paths = [await source.path(one) for one in body.paths]
    copy = _copies(request, workbench).start(source, room, paths, await room.path(body.to_path))
    return schemas.CopyOut(**copy.out())


@router.get("/copies")
async def list_copies(request: Request, workbench: WithWorkbench, caller: InPerson) -> list[schemas.CopyOut]:
    """Your copies, those that have ended included."""
    return [schemas.CopyOut(**one.out()) for one in _copies(request, workbench).of(caller.user_id)]


@router.delete("/copies/{copy_id}", status_code=204)
async def stop_copy(request: Request, workbench: WithWorkbench, caller: InPerson, copy_id: str) -> None:
    """Ends a copy that runs, or forgets one that has ended."""
    await _copies(request, workbench).remove(caller.user_id, copy_id)


def _copies(request: Request, workbench: Workbench) -> Copies:
    state = request.app.state
    if not hasattr(state, "workbench_copies"):
        state.workbench_copies = Copies(workbench.tell)
    return cast(Copies, state.workbench_copies)
