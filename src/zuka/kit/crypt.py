"""Secrets: sealed at rest, hashed for lookup, signed for the road. Knows no table and no user."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zuka.kit.clock import to_millis

_NONCE = 12


class Vault:
    """Seals text with AES-GCM. The place (`table:row:column`) is authenticated, so that a sealed value copied into
    another row does not open there. The key's id travels in front, so that keys can be rotated."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("the secret key must be 32 bytes")
        self._aead = AESGCM(key)
        self._mac = hashlib.sha256(b"zuka signing" + key).digest()
        self._key_id = hashlib.sha256(key).hexdigest()[:8]

    @classmethod
    def from_text(cls, text: str) -> Vault:
        return cls(base64.b64decode(text))

    @staticmethod
    def new_key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    def seal(self, place: str, secret: str) -> str:
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._aead.encrypt(nonce, secret.encode(), place.encode())
        return f"{self._key_id}:{base64.b64encode(nonce + sealed).decode()}"

    def open(self, place: str, sealed: str) -> str:
        """Raises `ValueError` when the value was made elsewhere, with another key, or was changed."""
        key_id, _, body = sealed.partition(":")
        raw = base64.b64decode(body)
        if key_id != self._key_id:
            raise ValueError("sealed with another key")
        try:
            return self._aead.decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
        except InvalidTag as error:
            raise ValueError("the sealed value does not belong here") from error

    def sign(self, facts: dict[str, Any], *, until: datetime) -> str:
        """A token that carries `facts` in the clear and cannot be changed."""
        body = base64.urlsafe_b64encode(json.dumps({**facts, "until": to_millis(until)}).encode()).decode()
        return f"{body}.{self._signature(body)}"

    def verify(self, token: str, *, now: datetime) -> dict[str, Any] | None:
        """The facts of a token that we signed and that is still valid, else None."""
        body, _, signature = token.partition(".")
        if not hmac.compare_digest(signature, self._signature(body)):
            return None
        facts: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body))
        return facts if facts.pop("until") > to_millis(now) else None

    def _signature(self, body: str) -> str:
        return hmac.new(self._mac, body.encode(), hashlib.sha256).hexdigest()


def fingerprint(secret: str) -> str:
    """SHA-256 in hex, for looking up a random secret that we do not keep. Not for passwords."""
    return hashlib.sha256(secret.encode()).hexdigest()
