"""Images: uploading split ones, moving aliases to them, and dropping what nothing uses any more."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import quote, urlencode

from zuka.engine.incus.client import Client
from zuka.engine.incus.hosts import Hosts
from zuka.engine.incus.refusals import Exists, says_absent
from zuka.engine.port import ImageFacts, Progress
from zuka.errors import EngineError, EngineGone, EngineUnavailable
from zuka.settings import RegionSettings

WARM_PREFIX: Final = "warming-"
"""Names of instances that are made and deleted at once, so that an image is unpacked before a renter waits for it."""
_ROOT: Final = "/1.0/images"
_ALIAS_PROPERTY: Final = "alias"
_CHUNK: Final = 1 << 20
_UPLOAD_S: Final = 3600.0
_UNPACK_S: Final = 900.0
_UPLOADED_PERCENT: Final = 80
_STORED_PERCENT: Final = 90


class Images:
    def __init__(self, client: Client, hosts: Hosts, region: RegionSettings) -> None:
        self._client = client
        self._hosts = hosts
        self._region = region

    async def look(self) -> list[ImageFacts]:
        """One for each alias."""
        return [
            ImageFacts(alias["name"], image["fingerprint"], image["size"], image.get("properties") or {})
            for image in await self._client.listed(_ROOT)
            for alias in image.get("aliases") or []
        ]

    async def put(
        self, alias: str, metadata: Path, rootfs: Path, properties: Mapping[str, str], progress: Progress
    ) -> ImageFacts:
        """Upload, unpack on every host, then let `alias` point there: whoever creates meanwhile gets the old one."""
        progress(0)
        fingerprint = await asyncio.to_thread(_fingerprint, metadata, rootfs)
        if not await self._exists(fingerprint):
            await self._upload(metadata, rootfs, {**properties, _ALIAS_PROPERTY: alias}, progress)
        progress(_STORED_PERCENT)
        await self._warm(fingerprint)
        await self._point(alias, fingerprint)
        await self._drop_older(alias)
        image = await self._client.get(f"{_ROOT}/{fingerprint}")
        progress(100)
        return ImageFacts(alias, fingerprint, image["size"], image.get("properties") or {})

    async def delete(self, alias: str) -> None:
        """The alias, and its image where no other alias has it."""
        fingerprint = await self._target(alias)
        if fingerprint is None:
            return
        try:
            image = await self._client.get(f"{_ROOT}/{fingerprint}")
            others = [other["name"] for other in image["aliases"] if other["name"] != alias]
            await self._client.call("DELETE", _alias_path(alias) if others else f"{_ROOT}/{fingerprint}")
        except EngineGone as gone:
            if not says_absent(gone, "image|alias"):
                raise EngineUnavailable(gone.detail) from gone

    async def _exists(self, fingerprint: str) -> bool:
        return any(image["fingerprint"] == fingerprint for image in await self._client.listed(_ROOT))

    async def _target(self, alias: str) -> str | None:
        try:
            found = await self._client.get(_alias_path(alias))
        except EngineGone as gone:
            if says_absent(gone, "alias"):
                return None
            raise EngineUnavailable(gone.detail) from gone
        return str(found["target"])

    async def _upload(
        self, metadata: Path, rootfs: Path, properties: Mapping[str, str], progress: Progress
    ) -> None:
        form = _Form({"metadata": metadata, "rootfs": rootfs}, progress)
        headers = {
            "Content-Type": form.content_type,
            "Content-Length": str(form.size),
            "X-Incus-public": "0",
            "X-Incus-properties": urlencode(properties),
        }
        try:
            await self._client.upload(_ROOT, form.content(), headers, wait_s=_UPLOAD_S)
        except EngineError as error:
            # Two uploads of the same content at once: whoever came second has what it wanted.
            if "fingerprint already exists" not in error.detail:
                raise

    async def _warm(self, fingerprint: str) -> None:
        """Make and delete one instance on every host; an image that does not even unpack is refused here."""
        if await self._hosts.clustered():
            members = await self._hosts.members()
            targets = [{"target": str(one["server_name"])} for one in members if one["status"] == "Online"]
        else:
            targets = [{}]
        await asyncio.gather(*(self._unpack(fingerprint, target) for target in targets))

    async def _unpack(self, fingerprint: str, target: dict[str, str]) -> None:
        name = f"{WARM_PREFIX}{secrets.token_hex(6)}"
        body = {
            "name": name,
            "type": "container",
            "profiles": [],
            "source": {"type": "image", "fingerprint": fingerprint},
            "devices": {"root": {"type": "disk", "path": "/", "pool": self._region.pool}},
        }
        await self._client.call("POST", "/1.0/instances", body, wait_s=_UNPACK_S, query=target)
        await self._client.call("DELETE", f"/1.0/instances/{name}")

    async def _point(self, alias: str, fingerprint: str) -> None:
        if await self._target(alias) is None:
            try:
                await self._client.call("POST", f"{_ROOT}/aliases", {"name": alias, "target": fingerprint})
                return
            except Exists:
                pass
        await self._client.call("PUT", _alias_path(alias), {"target": fingerprint, "description": ""})

    async def _drop_older(self, alias: str) -> None:
        """Delete what `alias` pointed at before, now or at an earlier time, and no instance was made of."""
        older = [
            image["fingerprint"]
            for image in await self._client.listed(_ROOT)
            if not image.get("aliases") and (image.get("properties") or {}).get(_ALIAS_PROPERTY) == alias
        ]
        if not older:
            return
        instances = await self._client.get("/1.0/instances", query={"recursion": "1"})
        used = {instance["config"].get("volatile.base_image") for instance in instances}
        for fingerprint in older:
            if fingerprint not in used:
                await self._drop(fingerprint)

    async def _drop(self, fingerprint: str) -> None:
        try:
            await self._client.call("DELETE", f"{_ROOT}/{fingerprint}")
        except EngineGone:
            return


class _Form:
    """A multipart body of files, read as it is sent."""

    def __init__(self, files: Mapping[str, Path], progress: Progress) -> None:
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._parts: list[bytes | Path] = []
        for field, path in files.items():
            disposition = f'form-data; name="{field}"; filename="{field}"'
            head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\n"
            self._parts += [f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(), path, b"\r\n"]
        self._parts.append(f"--{boundary}--\r\n".encode())
        self.size = sum(part.stat().st_size if isinstance(part, Path) else len(part) for part in self._parts)
        self._progress = progress

    async def content(self) -> AsyncIterator[bytes]:
        sent = 0
        for part in self._parts:
            async for chunk in _read(part):
                yield chunk
                sent += len(chunk)
                self._progress(min(_UPLOADED_PERCENT, sent * _UPLOADED_PERCENT // self.size))


async def _read(part: bytes | Path) -> AsyncIterator[bytes]:
    if isinstance(part, bytes):
        yield part
        return
    file: BinaryIO = await asyncio.to_thread(part.open, "rb")
    with file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk


def _fingerprint(metadata: Path, rootfs: Path) -> str:
    """Incus's own: the SHA-256 of both files, one after the other."""
    digest = hashlib.sha256()
    for path in (metadata, rootfs):
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def _alias_path(alias: str) -> str:
    return f"{_ROOT}/aliases/{quote(alias, safe='')}"
