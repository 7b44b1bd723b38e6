"""Checksums of remote files: by the machine's own tools, or from its bytes where it has none."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Literal

from zuka.errors import DomainError
from zuka.workbench.files.disk import Disk
from zuka.workbench.files.shell import Shell

Algorithm = Literal["sha256", "md5"]
_SECONDS = 900.0
_LENGTHS = {"sha256": 64, "md5": 32}
_SCRIPTS = {
    "sha256": "sha256sum:shasum -a 256:openssl dgst -sha256 -r",
    "md5": "md5sum:openssl dgst -md5 -r",
}


async def by_tools(shell: Shell, path: bytes, algorithm: Algorithm) -> str | None:
    """None where the machine has no tool for it. Raises our errors for a file that cannot be read."""
    tries = " ".join(
        f'if command -v {one.split()[0]} >/dev/null 2>&1; then exec {one} < "$1"; fi;'
        for one in _SCRIPTS[algorithm].split(":")
    )
    try:
        done = await shell.run(f"{tries} exit 127", path, seconds=_SECONDS)
    except DomainError as error:
        if error.code in {"workbench.connection_lost", "workbench.timed_out", "workbench.not_connected"}:
            raise
        return None
    if done.status in {126, 127}:
        return None
    digest = done.check(path).split()[0].decode(errors="replace") if done.output.split() else ""
    is_digest = len(digest) == _LENGTHS[algorithm] and set(digest) <= set("0123456789abcdef")
    return digest if is_digest else None


async def digest(disk: Disk, shell: Shell, path: bytes, algorithm: Algorithm) -> str:
    """The checksum as hexadecimal digits."""
    await disk.facts(path)
    found = await by_tools(shell, path, algorithm)
    if found is not None:
        return found
    # The server computes it; md5 is what many download pages still name.
    hasher = hashlib.new(algorithm, usedforsecurity=False)
    async for block in disk.blocks(path):
        await asyncio.to_thread(hasher.update, block)
    return hasher.hexdigest()
