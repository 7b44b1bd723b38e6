"""Names for rows and secrets for people: short, random, safe to read aloud and to put into a host name."""

from __future__ import annotations

import secrets

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters or digits that are taken for one another."""


def new_id(prefix: str, length: int = 10) -> str:
    """`<prefix>-<random>`; ten characters hold 49 bits."""
    return f"{prefix}-{random_text(length)}"


def random_text(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_secret() -> str:
    """256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)
