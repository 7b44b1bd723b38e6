"""Passwords: argon2, always in a thread, because one hash takes tens of milliseconds of processor and many MiB."""

from __future__ import annotations

import asyncio
from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from zuka.settings import SecuritySettings


@lru_cache(maxsize=8)
def _hasher(memory_kib: int, iterations: int) -> PasswordHash:
    return PasswordHash((Argon2Hasher(time_cost=iterations, memory_cost=memory_kib, parallelism=1),))


@lru_cache(maxsize=8)
def _decoy(memory_kib: int, iterations: int) -> str:
    return _hasher(memory_kib, iterations).hash("nobody has this password")


async def hash_password(security: SecuritySettings, password: str) -> str:
    hasher = _hasher(security.argon2_memory_kib, security.argon2_iterations)
    return await asyncio.to_thread(hasher.hash, password)


async def verify(
    security: SecuritySettings, password: str, password_hash: str | None
) -> tuple[bool, str | None]:
    """Whether the password is right, and a new hash when the old one was made with other parameters.

    Without a hash it takes as long and is always wrong, so that time does not tell which user names exist.
    """
    parameters = (security.argon2_memory_kib, security.argon2_iterations)

    def check() -> tuple[bool, str | None]:
        if password_hash is None:
            _hasher(*parameters).verify(password, _decoy(*parameters))
            return False, None
        try:
            return _hasher(*parameters).verify_and_update(password, password_hash)
        except UnknownHashError:
            return False, None

    return await asyncio.to_thread(check)
