"""Public SSH keys: what OpenSSH would take, and nothing that could smuggle an option into `authorized_keys`."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_ssh_public_key
from sqlalchemy.ext.asyncio import AsyncSession

from zuka.context import Ctx
from zuka.errors import Conflict, Invalid, NotFound
from zuka.identity import audit, store
from zuka.identity.models import SshKey
from zuka.kit import ids

_CODE = "identity.bad_public_key"
_PLAIN = ("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")
_SECURITY_KEYS = ("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com")
_SHORTEST_RSA = 2048
_MOST_KEYS = 100


@dataclass(frozen=True)
class PublicKey:
    """A key that was understood: one line of type, base64 and comment, and its fingerprint as OpenSSH shows it."""

    line: str
    fingerprint: str


def parse(text: str) -> PublicKey:
    """Read one OpenSSH public key. Raises `Invalid` for private keys, options, DSA, short RSA and anything else."""
    text = text.strip()
    if "PRIVATE KEY" in text:
        raise Invalid(_CODE, "This is a private key. Keep it secret, and paste the line from the .pub file.")
    if "\n" in text or "\r" in text:
        raise Invalid(_CODE, "Paste one key: a single line that begins with its type, e.g. ssh-ed25519.")
    parts = text.split(None, 2)
    kind = parts[0] if parts else ""
    if kind == "ssh-dss":
        raise Invalid(_CODE, "DSA keys are broken and OpenSSH refuses them; make an ed25519 key instead.")
    if kind not in _PLAIN + _SECURITY_KEYS or len(parts) < 2:
        raise Invalid(
            _CODE, "A public key begins with its type, e.g. ssh-ed25519, without options before it."
        )
    blob = _decode(parts[1])
    if _text_field(blob) != kind:
        raise Invalid(_CODE, "The key is damaged: its type and its content disagree.")
    if kind in _PLAIN:
        _check(kind, parts[1])
    comment = re.sub(r"[^ -~]", "", parts[2])[:200].strip() if len(parts) == 3 else ""
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return PublicKey(" ".join(filter(None, (kind, parts[1], comment))), f"SHA256:{digest}")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Invalid(_CODE, "The key is damaged: it is not base64.") from error


def _text_field(blob: bytes) -> str:
    length = int.from_bytes(blob[:4], "big")
    return blob[4 : 4 + length].decode("ascii", "replace")


def _check(kind: str, body: str) -> None:
    try:
        key = load_ssh_public_key(f"{kind} {body}".encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Invalid(_CODE, "The key is damaged or incomplete.") from error
    if isinstance(key, RSAPublicKey) and key.key_size < _SHORTEST_RSA:
        raise Invalid(_CODE, f"An RSA key needs at least {_SHORTEST_RSA} bits; better make an ed25519 key.")


async def add(
    session: AsyncSession, ctx: Ctx, *, user_id: str, name: str, public_key: str, address: str = ""
) -> SshKey:
    """Let a key into every instance of the account that boots from now on."""
    parsed = parse(public_key)
    if len(await store.keys(session, user_id)) >= _MOST_KEYS:
        raise Conflict("identity.too_many_keys")
    now, key_id = ctx.clock.now(), ids.new_id("key")
    if not await store.add_key(
        session,
        id=key_id,
        user_id=user_id,
        name=name,
        public_key=parsed.line,
        fingerprint=parsed.fingerprint,
        created_at=now,
    ):
        raise Conflict("identity.key_taken")
    await audit.record(
        session,
        now=now,
        actor_id=user_id,
        action="key.add",
        target=key_id,
        facts={"fingerprint": parsed.fingerprint},
        address=address,
    )
    made = await store.key(session, key_id)
    assert made is not None
    return made


async def remove(session: AsyncSession, ctx: Ctx, *, user_id: str, key_id: str, address: str = "") -> None:
    if not await store.drop_key(session, user_id, key_id):
        raise NotFound("identity.key_not_found")
    await audit.record(
        session,
        now=ctx.clock.now(),
        actor_id=user_id,
        action="key.remove",
        target=key_id,
        facts={},
        address=address,
    )
