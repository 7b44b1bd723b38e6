"""Our own export: saved connections with their secrets, in one document that only its passphrase opens.

scrypt makes a key of the passphrase, AES-GCM seals the connections with it. The costs are fixed per version, so that a
document from somebody else cannot ask for more of them.
"""

from __future__ import annotations

import base64
import json
import secrets as random
from typing import Annotated, Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import Field, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Invalid, NotFound
from zuka.identity import audit
from zuka.kit.web import Wire
from zuka.workbench import connections
from zuka.workbench.connection_schemas import ConnectionIn, Ids
from zuka.workbench.heavy import heavily

FILE_NAME = "zuka-workbench.json"
_PLACE = b"zuka-workbench:1"
_UNREADABLE = "workbench.import_unreadable"


class ExportIn(Wire):
    """Which connections, all where null, and the passphrase that will open them again."""

    ids: Ids | None = None
    passphrase: Annotated[str, Field(min_length=8, max_length=1024, repr=False)]


class ExportOut(Wire):
    """The sealed document."""

    format: Literal["zuka-workbench"] = "zuka-workbench"
    version: Literal[1] = 1
    kdf: Literal["scrypt-32768-8-1"] = "scrypt-32768-8-1"
    salt: str = Field(max_length=64)
    nonce: str = Field(max_length=64)
    sealed: str


class Exported(Wire):
    """What is sealed. `jumps`: number of a connection → number of the one that it goes through."""

    connections: list[ConnectionIn]
    jumps: dict[int, int]


async def export(
    session: AsyncSession, ctx: Ctx, *, user_id: str, body: ExportIn, address: str = ""
) -> ExportOut:
    """Seal connections, and write down that it was done. One that goes through another which is not among them goes
    straight to its host."""
    rows = await connections.of_user(session, user_id=user_id)
    if body.ids is not None:
        wanted = set(body.ids)
        rows = [row for row in rows if row.id in wanted]
        if len(rows) < len(wanted):
            raise NotFound("workbench.connection_not_found")
    places = {row.id: number for number, row in enumerate(rows)}
    content = Exported(
        connections=[connections.as_body(row, connections.secrets_of(ctx, row)) for row in rows],
        jumps={places[row.id]: places[row.jump_id] for row in rows if row.jump_id in places},
    )
    sealed = await heavily(user_id, seal, content, body.passphrase)
    async with ctx.db.transaction() as writing:
        await audit.record(
            writing,
            now=ctx.clock.now(),
            actor_id=user_id,
            action="workbench.export",
            target=user_id,
            facts={"count": len(rows)},
            address=address,
        )
    return sealed


def seal(content: Exported, passphrase: str) -> ExportOut:
    """Takes a tenth of a second, on purpose."""
    salt, nonce = random.token_bytes(16), random.token_bytes(12)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, content.model_dump_json().encode(), _PLACE)
    return ExportOut(salt=_text(salt), nonce=_text(nonce), sealed=_text(sealed))


def unseal(document: str, passphrase: str) -> Exported:
    """Raises `Invalid` workbench.import_passphrase when `passphrase` does not open it."""
    try:
        outer = ExportOut.model_validate_json(document)
        salt, nonce, sealed = (_bytes(one) for one in (outer.salt, outer.nonce, outer.sealed))
        opened = AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, _PLACE)
        return Exported.model_validate_json(opened)
    except InvalidTag as error:
        raise Invalid("workbench.import_passphrase") from error
    except (ValidationError, ValueError) as error:
        raise Invalid(_UNREADABLE, "The document is damaged, or made by a newer version.") from error


def is_ours(text: str) -> bool:
    """Whether this is such a document, opened or not."""
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("format") == "zuka-workbench"


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=1 << 15, r=8, p=1).derive(passphrase.encode())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
