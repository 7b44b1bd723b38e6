"""Taking connections over from other tools: shown first, saved when their user has chosen."""

from __future__ import annotations

import base64
import binascii

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Invalid
from zuka.workbench import connections
from zuka.workbench.connection_schemas import DEEPEST_FOLDER, ConnectionIn
from zuka.workbench.heavy import heavily
from zuka.workbench.import_schemas import ImportFile, ImportIn, ImportOut, ImportRow, PreviewIn, PreviewOut
from zuka.workbench.importing.found import MOST_BYTES, TOO_LARGE, UNREADABLE, File, Format
from zuka.workbench.importing.preview import Row, Target, rows_of


async def preview(session: AsyncSession, *, user_id: str, body: PreviewIn) -> PreviewOut:
    """What is in the files, and what of it is saved already."""
    kind, rows = await _rows(user_id, body)
    duplicates = await _duplicates(session, user_id=user_id, rows=rows)
    return PreviewOut(format=kind, rows=[_shown(row, duplicates.get(row.key)) for row in rows])


async def run(session: AsyncSession, ctx: Ctx, *, user_id: str, body: ImportIn) -> ImportOut:
    """Save the chosen rows, each as the last of its folder."""
    _, rows = await _rows(user_id, body)
    duplicates = await _duplicates(session, user_id=user_id, rows=rows)
    wanted = {row.key for row in rows if row.key not in duplicates} if body.keys is None else set(body.keys)
    chosen = [(row, row.body) for row in rows if row.key in wanted and row.body is not None]
    places = {row.key: number for number, (row, _) in enumerate(chosen)}
    saved = {row.key: _saved(row, duplicates, places) for row, _ in chosen}
    await connections.add_many(
        session,
        ctx,
        user_id=user_id,
        bodies=[_placed(one, body.folder, saved[row.key]) for row, one in chosen],
        keys=[row.private_key for row, _ in chosen],
        jumps=_ways([row for row, _ in chosen], places),
    )
    return ImportOut(added=len(chosen), skipped=len(wanted) - len(chosen))


async def _rows(user_id: str, body: PreviewIn) -> tuple[Format, list[Row]]:
    return await heavily(user_id, _read, body)


def _read(body: PreviewIn) -> tuple[Format, list[Row]]:
    """A large file must not make everybody else wait: work for a thread."""
    return rows_of(_files(body.files), body.format, body.passphrase or "")


def _files(given: list[ImportFile]) -> list[File]:
    if sum(len(one.content_base64) for one in given) * 3 // 4 > MOST_BYTES:
        raise Invalid(TOO_LARGE)
    try:
        return [
            File(one.name.replace("\\", "/"), base64.b64decode(one.content_base64, validate=True))
            for one in given
        ]
    except binascii.Error as error:
        raise Invalid(UNREADABLE, "A file is not in base64.") from error


async def _duplicates(session: AsyncSession, *, user_id: str, rows: list[Row]) -> dict[str, str]:
    """Row key → what has the same user, host and port."""
    known: dict[Target, str] = {}
    for one in await connections.of_user(session, user_id=user_id):
        known.setdefault((one.username, one.host, one.port), one.id)
    found: dict[str, str] = {}
    for row in rows:
        if row.target in known:
            found[row.key] = known[row.target]
        elif row.body is not None:
            known[row.target] = row.key
    return found


def _ways(rows: list[Row], places: dict[str, int]) -> dict[int, int]:
    """Which of the chosen go through which; a circle, or a way that is too long, is cut."""
    jumps = {places[row.key]: places[row.jump] for row in rows if row.jump in places}
    for start in list(jumps):
        way = [start]
        while way[-1] in jumps:
            following = jumps[way[-1]]
            if following in way or len(way) > connections.LONGEST_WAY:
                del jumps[way[-1]]
            else:
                way.append(following)
    return jumps


def _saved(row: Row, duplicates: dict[str, str], places: dict[str, int]) -> str | None:
    """The connection that is there already where this one goes through one that is not among the chosen."""
    key = row.jump
    if key is None or key in places or key not in duplicates:
        return None
    while key in duplicates and key not in places:
        key = duplicates[key]
    return None if key in places else key


def _placed(body: ConnectionIn, folder: str, jump_id: str | None) -> ConnectionIn:
    path = "/".join([part for part in f"{folder}/{body.folder}".split("/") if part][:DEEPEST_FOLDER])
    return body.model_copy(update={"folder": path[:255].rstrip("/"), "jump_id": jump_id})


def _shown(row: Row, duplicate_of: str | None) -> ImportRow:
    one = row.found if row.body is None else row.body
    return ImportRow.model_validate(
        {
            **{name: getattr(one, name) for name in ("name", "folder", "port", "username", "auth")},
            "key": row.key,
            "host": one.host[:255],
            "has_secret": bool(one.password or one.private_key),
            "note": one.note[:4000],
            "jump": row.jump,
            "duplicate_of": duplicate_of,
            "problem": row.problem,
        }
    )
