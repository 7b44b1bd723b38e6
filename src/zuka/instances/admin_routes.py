"""HTTP of instances and operations for the operator: everybody's, and what may be done to them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, status

from zuka.context import WithCtx
from zuka.identity import people
from zuka.identity.auth import Caller, OperatorOnly
from zuka.instances import admin_schemas, admin_views, retry, schemas, service, store, views
from zuka.instances.service import By
from zuka.instances.states import OperationState, State
from zuka.instances.store import Which
from zuka.kit.page import Cursor, Limit, Page
from zuka.kit.web import Read

router = APIRouter(prefix="/api/v1/admin", tags=["operator: instances"])

_GENTLY = admin_schemas.StopIn(force=False)
_WITH_CARDS = schemas.StartIn(cards=True)


def _by(caller: Caller, *, why: str = "") -> By:
    return service.operator(caller.user_id, address=caller.address, why=why)


async def _which(
    session: Read,
    user_id: Annotated[str | None, Query(max_length=64, description="Only this renter's.")] = None,
    host_id: Annotated[str | None, Query(max_length=64, description="Only those on this host.")] = None,
    query: Annotated[
        str, Query(max_length=64, description="Part of the instance's name; its id; its renter's name or id.")
    ] = "",
) -> Which:
    query = query.strip()
    owners = await people.called(session, query) if query else []
    return Which(user_id, host_id, query, owners)


Wanted = Annotated[Which, Depends(_which)]


@router.get("/instances")
async def list_all_instances(
    *,
    _: OperatorOnly,
    session: Read,
    ctx: WithCtx,
    which: Wanted,
    state: State | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[admin_schemas.AdminInstanceOut]:
    """Every renter's instances, newest first."""
    rows, after = await store.instances_page(session, state=state, which=which, cursor=cursor, limit=limit)
    return Page(items=await admin_views.instances(session, ctx, rows), next=after)


@router.get("/instances/{instance_id}")
async def get_any_instance(
    instance_id: str, _: OperatorOnly, session: Read, ctx: WithCtx
) -> admin_schemas.AdminInstanceOut:
    row = await service.get(session, instance_id=instance_id, user_id=None)
    return (await admin_views.instances(session, ctx, [row]))[0]


@router.post("/instances/{instance_id}/start", status_code=status.HTTP_202_ACCEPTED)
async def start_any_instance(
    instance_id: str, caller: OperatorOnly, ctx: WithCtx, body: schemas.StartIn = _WITH_CARDS
) -> schemas.ChangedOut:
    """Power somebody's instance on, at their cost; they are told."""
    result = await service.start(ctx, instance_id=instance_id, by=_by(caller), cards=body.cards)
    return await views.changed(ctx, result)


@router.post("/instances/{instance_id}/stop", status_code=status.HTTP_202_ACCEPTED)
async def stop_any_instance(
    instance_id: str, caller: OperatorOnly, ctx: WithCtx, body: admin_schemas.StopIn = _GENTLY
) -> schemas.ChangedOut:
    """Power somebody's instance off; they are told. By force also one that is being powered off already."""
    stop = retry.stop_by_force if body.force else service.stop
    return await views.changed(ctx, await stop(ctx, instance_id=instance_id, by=_by(caller)))


@router.post("/instances/{instance_id}/release", status_code=status.HTTP_202_ACCEPTED)
async def release_any_instance(
    instance_id: str, body: admin_schemas.AdminReleaseIn, caller: OperatorOnly, ctx: WithCtx
) -> schemas.ChangedOut:
    """Give somebody's instance and its disks up for good; they are told, with the reason."""
    by = _by(caller, why=body.reason)
    result = await service.release(ctx, instance_id=instance_id, by=by, confirm=body.confirm)
    return await views.changed(ctx, result)


@router.get("/operations")
async def list_all_operations(
    *,
    _: OperatorOnly,
    session: Read,
    ctx: WithCtx,
    which: Wanted,
    state: OperationState | None = None,
    failed: Annotated[bool, Query(description="The same as `state=failed`.")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[admin_schemas.AdminOperationOut]:
    """What is being done and was done to instances, newest first."""
    rows, after = await store.operations_page(
        session, state=OperationState.FAILED if failed else state, which=which, cursor=cursor, limit=limit
    )
    return Page(items=await admin_views.operations(session, ctx, rows), next=after)


@router.post("/operations/{operation_id}/retry", status_code=status.HTTP_202_ACCEPTED)
async def retry_operation(operation_id: str, caller: OperatorOnly, ctx: WithCtx) -> schemas.ChangedOut:
    """Try an operation that waits at once, or ask again for one that has failed, where that is still possible."""
    return await views.changed(ctx, await retry.retry(ctx, operation_id=operation_id, by=_by(caller)))


@router.get("/strays")
async def list_strays(_: OperatorOnly, session: Read) -> list[schemas.StrayOut]:
    """What is in the engines and the platform does not know. It is shown here and never touched."""
    return [schemas.StrayOut.model_validate(row) for row in await store.strays(session)]
