"""HTTP of saved connections: the tree, its folders, and the host keys that were accepted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from zuka.context import WithCtx
from zuka.identity.auth import InPerson, Renter
from zuka.kit.web import Read, Write
from zuka.workbench import connection_schemas as schemas
from zuka.workbench import connections, folders

router = APIRouter(prefix="/api/v1/workbench", tags=["workbench"])


@router.get("/connections")
async def list_connections(session: Read, caller: Renter) -> schemas.Tree:
    """Everything that this user has saved, in order."""
    rows = await connections.of_user(session, user_id=caller.user_id)
    return schemas.Tree(
        folders=await folders.all_paths(session, user_id=caller.user_id, rows=rows),
        connections=[connections.shown(row) for row in rows],
    )


@router.post("/connections", status_code=status.HTTP_201_CREATED)
async def add_connection(
    session: Write, ctx: WithCtx, caller: InPerson, body: schemas.ConnectionIn
) -> schemas.ConnectionOut:
    """Save a connection; its secrets are sealed and never come back."""
    return connections.shown(await connections.add(session, ctx, user_id=caller.user_id, body=body))


@router.patch("/connections/{connection_id}")
async def change_connection(
    session: Write, ctx: WithCtx, caller: InPerson, connection_id: str, body: schemas.ConnectionChange
) -> schemas.ConnectionOut:
    """Change what is named. A secret: null leaves it, an empty one removes it."""
    row = await connections.change(
        session, ctx, user_id=caller.user_id, connection_id=connection_id, body=body
    )
    return connections.shown(row)


@router.delete("/connections/{connection_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_connection(session: Write, caller: Renter, connection_id: str) -> Response:
    """Delete a connection; refused while another one goes through it."""
    await connections.remove(session, user_id=caller.user_id, ids=[connection_id])
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.post("/connections/{connection_id}/copy", status_code=status.HTTP_201_CREATED)
async def copy_connection(
    session: Write, ctx: WithCtx, caller: InPerson, connection_id: str
) -> schemas.ConnectionOut:
    """The same connection once more, secrets included."""
    row = await connections.copy(session, ctx, user_id=caller.user_id, connection_id=connection_id)
    return connections.shown(row)


@router.post("/connections/bulk")
async def change_connections(
    session: Write, ctx: WithCtx, caller: InPerson, body: schemas.BulkIn
) -> list[schemas.ConnectionOut]:
    """The same change to several connections, or delete them; everything that is saved afterwards."""
    rows = await connections.bulk(session, ctx, user_id=caller.user_id, body=body)
    return [connections.shown(row) for row in rows]


@router.post("/connections/order", status_code=status.HTTP_204_NO_CONTENT)
async def order_connections(
    session: Write, ctx: WithCtx, caller: Renter, body: schemas.ArrangementIn
) -> Response:
    """Put connections into a folder, in this order; the others of it follow."""
    await folders.order(session, ctx, user_id=caller.user_id, folder=body.folder, ids=body.ids)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.post("/folders", status_code=status.HTTP_204_NO_CONTENT)
async def make_folder(session: Write, caller: Renter, body: schemas.FolderIn) -> Response:
    """Make a folder, with those around it."""
    await folders.make(session, user_id=caller.user_id, path=body.path)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.patch("/folders", status_code=status.HTTP_204_NO_CONTENT)
async def move_folder(session: Write, ctx: WithCtx, caller: Renter, body: schemas.FolderMove) -> Response:
    """Rename or move a folder, with everything in it."""
    await folders.move(session, ctx, user_id=caller.user_id, path=body.path, new_path=body.new_path)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.delete("/folders", status_code=status.HTTP_204_NO_CONTENT)
async def delete_folder(
    session: Write,
    ctx: WithCtx,
    caller: Renter,
    path: Annotated[schemas.Path, Query(min_length=1, description="The folder to dissolve.")],
) -> Response:
    """Dissolve a folder; what is in it moves up."""
    await folders.remove(session, ctx, user_id=caller.user_id, path=path)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get("/host-keys")
async def list_host_keys(session: Read, caller: Renter) -> list[schemas.HostKeyOut]:
    """The host keys that this user has accepted and saved."""
    rows = await connections.host_keys(session, user_id=caller.user_id)
    return [schemas.HostKeyOut.model_validate(row) for row in rows]


@router.delete("/host-keys/{key_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_host_key(session: Write, caller: Renter, key_id: str) -> Response:
    """Forget a host key; the next contact with that host asks again."""
    await connections.forget_host_key(session, user_id=caller.user_id, key_id=key_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
