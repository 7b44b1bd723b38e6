"""HTTP of instances and operations for the renters who own them; the operator's part is `admin_routes`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, status

from zuka.context import WithCtx
from zuka.identity.auth import Caller, InPerson, Renter
from zuka.instances import ordering, schemas, secrets, service, store, views
from zuka.instances.service import By
from zuka.kit.page import Cursor, Limit, Page
from zuka.kit.web import Read

router = APIRouter(prefix="/api/v1", tags=["instances"])

OrderKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=100, description="Sending it again finds the first order."),
]


def _by(caller: Caller) -> By:
    return service.renter(caller.user_id, actor_id=caller.actor_id, address=caller.address)


@router.post("/instances", status_code=status.HTTP_202_ACCEPTED)
async def order_instance(
    body: schemas.OrderIn, caller: Renter, ctx: WithCtx, idempotency_key: OrderKey = None
) -> schemas.ChangedOut:
    """Order an instance. It is running once its operation has succeeded."""
    order = ordering.Order(
        host_id=body.host_id,
        count=body.count,
        image=body.image_id,
        model=body.model,
        data_disk_gb=body.data_disk_gb,
        name=body.name,
        key=idempotency_key,
    )
    return await views.changed(ctx, await ordering.place(ctx, user_id=caller.user_id, order=order))


@router.get("/instances")
async def list_instances(caller: Renter, session: Read, ctx: WithCtx) -> list[schemas.InstanceOut]:
    """The caller's instances, those released left out, newest first."""
    rows = await store.alive(session, user_id=caller.user_id)
    return await views.instances(session, ctx, rows[::-1])


@router.get("/instances/{instance_id}")
async def get_instance(instance_id: str, caller: Renter, session: Read, ctx: WithCtx) -> schemas.InstanceOut:
    row = await service.get(session, instance_id=instance_id, user_id=caller.user_id)
    return await views.instance(session, ctx, row)


@router.get("/instances/{instance_id}/secrets")
async def get_instance_secrets(
    instance_id: str, caller: InPerson, session: Read, ctx: WithCtx
) -> schemas.SecretsOut:
    """What one needs to log in; not for an operator who acts as the owner."""
    row = await service.get(session, instance_id=instance_id, user_id=caller.user_id)
    return schemas.SecretsOut(
        user=views.SSH_USER,
        password=secrets.password_of(ctx.vault, row),
        login_command=views.ssh(ctx, row).command,
        host_key_fingerprint=secrets.host_key_fingerprint(row.host_key),
    )


@router.get("/instances/{instance_id}/operations")
async def list_instance_operations(
    instance_id: str, caller: Renter, session: Read, cursor: Cursor = None, limit: Limit = 50
) -> Page[schemas.OperationOut]:
    """Everything that was done to it, newest first."""
    await service.get(session, instance_id=instance_id, user_id=caller.user_id)
    rows, after = await store.operations_page(session, instance_id=instance_id, cursor=cursor, limit=limit)
    return Page(items=[views.operation(row) for row in rows], next=after)


@router.get("/operations/{operation_id}")
async def get_operation(operation_id: str, caller: Renter, session: Read) -> schemas.OperationOut:
    row = await service.get_operation(session, operation_id=operation_id, user_id=caller.user_id)
    return views.operation(row)


@router.post("/instances/{instance_id}/start", status_code=status.HTTP_202_ACCEPTED)
async def start_instance(
    instance_id: str, body: schemas.StartIn, caller: Renter, ctx: WithCtx
) -> schemas.ChangedOut:
    """Power on, with the cards that were ordered or without any."""
    return await views.changed(
        ctx, await service.start(ctx, instance_id=instance_id, by=_by(caller), cards=body.cards)
    )


@router.post("/instances/{instance_id}/stop", status_code=status.HTTP_202_ACCEPTED)
async def stop_instance(instance_id: str, caller: Renter, ctx: WithCtx) -> schemas.ChangedOut:
    """Power off."""
    return await views.changed(ctx, await service.stop(ctx, instance_id=instance_id, by=_by(caller)))


@router.post("/instances/{instance_id}/restart", status_code=status.HTTP_202_ACCEPTED)
async def restart_instance(instance_id: str, caller: Renter, ctx: WithCtx) -> schemas.ChangedOut:
    return await views.changed(ctx, await service.restart(ctx, instance_id=instance_id, by=_by(caller)))


@router.patch("/instances/{instance_id}", status_code=status.HTTP_202_ACCEPTED)
async def rename_instance(
    instance_id: str, body: schemas.RenameIn, caller: Renter, ctx: WithCtx
) -> schemas.ChangedOut:
    return await views.changed(
        ctx, await service.rename(ctx, instance_id=instance_id, by=_by(caller), name=body.name)
    )


@router.post("/instances/{instance_id}/password", status_code=status.HTTP_202_ACCEPTED)
async def reset_instance_password(
    instance_id: str, body: schemas.PasswordIn, caller: InPerson, ctx: WithCtx
) -> schemas.ChangedOut:
    """A new root password."""
    result = await service.reset_password(
        ctx, instance_id=instance_id, by=_by(caller), password=body.password
    )
    return await views.changed(ctx, result)


@router.post("/instances/{instance_id}/release", status_code=status.HTTP_202_ACCEPTED)
async def release_instance(
    instance_id: str, body: schemas.ReleaseIn, caller: Renter, ctx: WithCtx
) -> schemas.ChangedOut:
    """Give the instance and its disks up for good."""
    result = await service.release(ctx, instance_id=instance_id, by=_by(caller), confirm=body.confirm)
    return await views.changed(ctx, result)
