"""HTTP of a session's files: look, change, read and write texts, complete what is typed."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from zuka.context import Ctx, WithCtx
from zuka.instances import inside
from zuka.instances.inside import OwnDisk
from zuka.workbench.files import changes, completion, digests, following, listing, schemas, streams, text
from zuka.workbench.files.names import LONGEST_NAME
from zuka.workbench.files.rooms import AtWork, WithRoom

router = APIRouter(prefix="/api/v1/workbench/sessions/{session_id}", tags=["workbench"])

InQuery = Annotated[str, Query(min_length=1, max_length=LONGEST_NAME)]
_PLAIN: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {}}}}
_WORTH_PACKING = 16 << 10


@router.get("/files", response_model=schemas.FolderOut)
async def list_remote_folder(room: AtWork, request: Request, ctx: WithCtx, path: InQuery = "~") -> Response:
    """What is in a folder, up to 20,000 entries."""
    own = await _own_disks(ctx, room.session.instance_id)
    body = await listing.listed(await room.disk(), await room.path(path), own=own)
    headers = {"Vary": "Accept-Encoding"}
    if len(body) > _WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
        body = await asyncio.to_thread(_packed, body)
        headers["Content-Encoding"] = "gzip"
    return Response(body, headers=headers, media_type="application/json")


async def _own_disks(ctx: Ctx, instance_id: str | None) -> Sequence[OwnDisk]:
    if instance_id is None:
        return ()
    async with ctx.db.read() as session:
        found = await inside.known(session, ctx, instance_id=instance_id)
    return () if found is None else found.disks


def _packed(body: bytes) -> bytes:
    packer = zlib.compressobj(1, wbits=31)
    return packer.compress(body) + packer.flush()


@router.get("/files/stat")
async def stat_remote_file(room: AtWork, path: InQuery) -> schemas.EntryOut:
    """One file, folder or link."""
    return schemas.EntryOut(**await listing.one(await room.disk(), await room.path(path)))


@router.post("/files/folder", status_code=204)
async def make_remote_folder(room: AtWork, body: schemas.PathIn) -> None:
    """A new folder, in one that is there."""
    await (await room.disk()).make_folder(await room.path(body.path))


@router.post("/files/file", status_code=204)
async def make_remote_file(room: AtWork, body: schemas.PathIn) -> None:
    """A new empty file."""
    await (await room.disk()).make_file(await room.path(body.path))


@router.post("/files/rename", status_code=204)
async def rename_remote_file(room: AtWork, body: schemas.RenameFileIn) -> None:
    """Gives a file or folder another name or another place."""
    path, to = await room.path(body.path), await room.path(body.to)
    await changes.rename(await room.disk(), path, to, overwrite=body.overwrite)


@router.post("/files/chmod", status_code=204)
async def change_remote_mode(room: AtWork, body: schemas.ModeIn) -> None:
    """Sets who may read, write and run."""
    paths = [await room.path(one) for one in body.paths]
    await changes.change_mode(await room.disk(), paths, body.mode, recursive=body.recursive)


@router.post("/files/delete", status_code=204)
async def delete_remote_files(room: AtWork, body: schemas.PathsIn) -> None:
    """Deletes files, links, and folders with all that is in them."""
    paths = [await room.path(one) for one in body.paths]
    await changes.delete(await room.disk(), room.shell, paths, await room.home())


@router.get("/files/checksum")
async def sum_remote_file(
    room: AtWork, path: InQuery, algorithm: digests.Algorithm = "sha256"
) -> schemas.DigestOut:
    """A file's checksum, computed where it is if that can be."""
    found = await digests.digest(await room.disk(), room.shell, await room.path(path), algorithm)
    return schemas.DigestOut(digest=found)


@router.get("/files/text")
async def read_remote_text(
    room: AtWork,
    path: InQuery,
    encoding: Literal["auto", "utf-8", "utf-8-sig", "gbk"] = "auto",
    limit: Annotated[int, Query(ge=1, le=text.LARGEST)] = text.LARGEST,
) -> schemas.TextOut:
    """A file's text for the editor."""
    found = await text.read(await room.disk(), await room.path(path), encoding=encoding, limit=limit)
    return schemas.TextOut.model_validate(found)


@router.put("/files/text")
async def write_remote_text(room: AtWork, body: schemas.TextIn) -> schemas.VersionOut:
    """Writes the next version of a text, unless somebody else has been faster."""
    version = await text.write(
        await room.disk(),
        await room.path(body.path),
        text=body.text,
        encoding=body.encoding,
        version=body.version,
        create=body.create,
        line_ending=body.line_ending,
    )
    return schemas.VersionOut(version=version)


@router.get("/files/follow", response_class=StreamingResponse, responses=_PLAIN)
async def follow_remote_file(
    room: WithRoom,
    path: InQuery,
    lines: Annotated[int, Query(ge=0, le=following.MOST_LINES)] = 200,
    encoding: schemas.Encoding = "utf-8",
) -> Response:
    """The file's end, and what is added to it from now on."""
    raw = await room.path(path)
    await following.check(room, raw)
    return streams.Stream(
        following.lines(room, raw, lines=lines, encoding=encoding),
        over=room.follow(),
        headers={"Content-Security-Policy": "sandbox", "X-Accel-Buffering": "no"},
        media_type="text/plain; charset=utf-8",
    )


@router.get("/completions")
async def complete_command_line(
    room: AtWork,
    line: Annotated[str, Query(max_length=LONGEST_NAME)],
    directory: Annotated[str, Query(max_length=LONGEST_NAME)] = "~",
) -> schemas.CompletionsOut:
    """What the last word of a command line may become."""
    start, words = await completion.complete(room, line, directory)
    return schemas.CompletionsOut(start=start, words=words)
