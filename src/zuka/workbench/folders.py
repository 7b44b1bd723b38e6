"""The tree of connections: making, moving and dissolving folders, and the order of what is in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict, Invalid, NotFound
from zuka.workbench import connection_store as store
from zuka.workbench.connection_schemas import DEEPEST_FOLDER, MOST_CONNECTIONS
from zuka.workbench.models import Connection


async def all_paths(
    session: AsyncSession, *, user_id: str, rows: Sequence[Connection] | None = None
) -> list[str]:
    """Every folder that is there, also for what is in it alone, parents first."""
    rows = await store.all_of(session, user_id=user_id) if rows is None else rows
    kept = await store.folders(session, user_id=user_id)
    return sorted(_with_parents([*kept, *(row.folder for row in rows)]))


async def make(session: AsyncSession, *, user_id: str, path: str) -> None:
    """Making one that is there already changes nothing."""
    paths = _with_parents([path])
    kept = await store.folders(session, user_id=user_id)
    if len(paths.union(kept)) > MOST_CONNECTIONS:
        raise Conflict("workbench.too_many_connections", most=MOST_CONNECTIONS)
    await store.add_folders(session, user_id=user_id, paths=paths)


async def move(session: AsyncSession, ctx: Ctx, *, user_id: str, path: str, new_path: str) -> None:
    """Rename or move a folder with everything in it. Raises `Invalid` workbench.bad_folder for a move into itself or
    beyond the limits; moving onto another folder joins the two."""
    if new_path == path:
        return
    if _is_below(new_path, path):
        raise Invalid("workbench.bad_folder", "A folder cannot be moved into itself.")
    rows = await store.all_of(session, user_id=user_id)
    paths = await all_paths(session, user_id=user_id, rows=rows)
    if path not in paths:
        raise NotFound("workbench.folder_not_found")
    await _relocate(
        session, ctx, user_id=user_id, rows=rows, paths=paths, path=path, new_path=new_path, keep=True
    )


async def remove(session: AsyncSession, ctx: Ctx, *, user_id: str, path: str) -> None:
    """Dissolve a folder: what is in it moves up to where the folder was."""
    rows = await store.all_of(session, user_id=user_id)
    paths = await all_paths(session, user_id=user_id, rows=rows)
    if path not in paths:
        raise NotFound("workbench.folder_not_found")
    above = path.rpartition("/")[0]
    await _relocate(
        session, ctx, user_id=user_id, rows=rows, paths=paths, path=path, new_path=above, keep=False
    )


async def order(session: AsyncSession, ctx: Ctx, *, user_id: str, folder: str, ids: Sequence[str]) -> None:
    """`ids` become the first of `folder`, in this order; the others of it follow as they were."""
    rows = {row.id: row for row in await store.all_of(session, user_id=user_id)}
    wanted = dict.fromkeys(ids)
    if any(one not in rows for one in wanted):
        raise NotFound("workbench.connection_not_found")
    others = [row.id for row in rows.values() if row.folder == folder and row.id not in wanted]
    for position, one in enumerate([*wanted, *others]):
        if (rows[one].folder, rows[one].position) != (folder, position):
            await store.change(session, one, folder=folder, position=position, updated_at=ctx.clock.now())


async def _relocate(
    session: AsyncSession,
    ctx: Ctx,
    *,
    user_id: str,
    rows: Sequence[Connection],
    paths: Sequence[str],
    path: str,
    new_path: str,
    keep: bool,
) -> None:
    """Everything at or below `path` is below `new_path` afterwards. `keep`: the folder itself goes along."""
    moving = [one for one in paths if one == path or _is_below(one, path)]
    targets = {one: _moved(one, path, new_path) for one in moving}
    if any(len(one) > 255 or one.count("/") >= DEEPEST_FOLDER for one in targets.values()):
        raise Invalid(
            "workbench.bad_folder", f"Folders are at most {DEEPEST_FOLDER} deep and 255 characters long."
        )
    last: dict[str, int] = {}
    for row in rows:
        if row.folder not in targets:
            continue
        target = targets[row.folder]
        if target not in last:
            last[target] = await store.last_position(session, user_id=user_id, folder=target)
        last[target] += 1
        await store.change(session, row.id, folder=target, position=last[target], updated_at=ctx.clock.now())
    await store.remove_folders(session, user_id=user_id, paths=moving)
    left = [one for one in targets.values() if one and (keep or one != new_path)]
    # What held the folder before stays, even if the folder was all that was in it.
    await store.add_folders(
        session, user_id=user_id, paths=_with_parents([*left, path.rpartition("/")[0], new_path])
    )


def _moved(one: str, path: str, new_path: str) -> str:
    return f"{new_path}{one[len(path) :]}".strip("/")


def _is_below(one: str, path: str) -> bool:
    return one.startswith(f"{path}/")


def _with_parents(paths: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        one = path
        while one and one not in found:
            found.add(one)
            one = one.rpartition("/")[0]
    return found
