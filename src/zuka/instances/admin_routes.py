"""HTTP of instances and operations for the operator: everybody's, and what may be done to them."""

from __future__ import annotations

from fastapi import APIRouter, status

from zuka.context import WithCtx
from zuka.identity.auth import OperatorOnly
from zuka.instances import schemas, service, store, views
from zuka.instances.service import By
from zuka.instances.states import State
from zuka.kit.page import Cursor, Limit, Page
from zuka.kit.web import Read

router = APIRouter(prefix="/api/v1/admin", tags=["operator: instances"])


@router.get("/instances")
async def list_all_instances(
    _: OperatorOnly,
    session: Read,
    ctx: WithCtx,
    state: State | None = None,
    user_id: str | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[schemas.InstanceOut]:
    """Every renter's instances, newest first."""
    rows, after = await store.instances_page(
        session, state=state, user_id=user_id, cursor=cursor, limit=limit
    )
    return Page(items=await views.instances(session, ctx, rows), next=after)


@router.get("/instances/{instance_id}")
async def get_any_instance(
    instance_id: str, _: OperatorOnly, session: Read, ctx: WithCtx
) -> schemas.InstanceOut:
    return await views.instance(
        session, ctx, await service.get(session, instance_id=instance_id, user_id=None)
    )


@router.post("/instances/{instance_id}/stop", status_code=status.HTTP_202_ACCEPTED)
async def stop_any_instance(instance_id: str, caller: OperatorOnly, ctx: WithCtx) -> schemas.ChangedOut:
    """Power somebody's instance off."""
    by = By("operator", actor_id=caller.user_id, address=caller.address)
    return await views.changed(ctx, await service.stop(ctx, instance_id=instance_id, by=by))


@router.get("/operations")
async def list_all_operations(
    _: OperatorOnly, session: Read, failed: bool = False, cursor: Cursor = None, limit: Limit = 50
) -> Page[schemas.OperationOut]:
    """What is being done and was done to instances, newest first."""
    rows, after = await store.operations_page(session, failed=failed, cursor=cursor, limit=limit)
    return Page(items=[views.operation(row) for row in rows], next=after)


@router.get("/strays")
async def list_strays(_: OperatorOnly, session: Read) -> list[schemas.StrayOut]:
    """What is in the engines and the platform does not know. It is shown here and never touched."""
    return [schemas.StrayOut.model_validate(row) for row in await store.strays(session)]
