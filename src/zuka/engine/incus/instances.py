"""Making, starting, stopping and deleting instances; each call may be repeated, and adopts what it finds."""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime
from typing import Any, Final

from zuka.engine.incus import documents
from zuka.engine.incus.client import CALL_S, Client
from zuka.engine.incus.hosts import Hosts
from zuka.engine.incus.images import WARM_PREFIX
from zuka.engine.incus.refusals import Exists, says_absent
from zuka.engine.port import InstanceFacts, InstanceSpec, InstanceState
from zuka.errors import EngineError, EngineGone, EngineRefused, EngineUnavailable
from zuka.settings import RegionSettings

_CREATE_S: Final = 600.0
"""The first instance of an image on a host waits until the image is unpacked there, or even fetched."""
GOES_DOWN_S: Final = 2.0
_ROOT: Final = "/1.0/instances"


class Instances:
    def __init__(self, client: Client, hosts: Hosts, region: RegionSettings) -> None:
        self._client = client
        self._hosts = hosts
        self._region = region

    async def look(self) -> list[InstanceFacts]:
        found = await self._client.listed(_ROOT)
        server = await self._hosts.server_name()
        return [
            documents.facts(document, server)
            for document in found
            if not document["name"].startswith(WARM_PREFIX)
        ]

    async def look_at(self, name: str) -> InstanceFacts | None:
        documents.check_name(name)
        try:
            document = await self._client.get(f"{_ROOT}/{name}")
        except EngineGone as gone:
            if says_absent(gone, "instance"):
                return None
            raise EngineUnavailable(gone.detail) from gone
        return documents.facts(document, await self._hosts.server_name())

    async def create(self, spec: InstanceSpec) -> None:
        documents.check_name(spec.name)
        attempt = secrets.token_hex(8)
        body = documents.creation(spec, self._region, attempt)
        target = await self._hosts.target(spec.host)
        try:
            await self._client.call("POST", _ROOT, body, wait_s=_CREATE_S, query=target)
        except Exists:
            await self._adopt(spec.name)
        except EngineUnavailable:
            raise
        except EngineError as failed:
            await self._clear_away(spec.name, attempt)
            if isinstance(failed, EngineGone) and not says_absent(failed, "member"):
                # What is not there is the image, a volume or a device: the spec is wrong, not the host lost.
                raise EngineRefused(failed.detail) from failed
            raise

    async def _adopt(self, name: str) -> None:
        found = await self.look_at(name)
        if found is None:
            # What is in the way is not an instance of that name but its address.
            raise EngineRefused(f"Something of {name} belongs to another instance already.")
        if found.state is not InstanceState.RUNNING:
            await self.start(name)

    async def _clear_away(self, name: str, attempt: str) -> None:
        """After a create that failed: Incus keeps an instance that could be made and not started.

        Only what this very attempt made is deleted, never an older instance of that name.
        """
        try:
            document = await self._client.get(f"{_ROOT}/{name}")
        except EngineGone:
            return
        if document["config"].get(documents.ATTEMPT) == attempt:
            await self.delete(name)

    async def configure(self, spec: InstanceSpec) -> None:
        found = await self._need(spec.name)
        if found.state is InstanceState.RUNNING and not await self._goes_down(spec.name):
            raise EngineRefused(f"{spec.name} is running; stop it first.")
        path = f"{_ROOT}/{spec.name}"
        document, etag = await self._client.get_tagged(path)
        await self._client.call("PUT", path, documents.reconfigured(document, spec), etag=etag)

    async def start(self, name: str) -> None:
        try:
            await self._change_state(name, {"action": "start"}, CALL_S)
        except EngineRefused:
            if (await self._need(name)).state is not InstanceState.RUNNING:
                raise
            if await self._goes_down(name):
                await self._change_state(name, {"action": "start"}, CALL_S)

    async def _goes_down(self, name: str) -> bool:
        """Whether an instance that Incus calls running is off in a moment: for that long after a tenant's power-off
        Incus is still tidying up, and refuses a start with "already running"."""
        deadline = asyncio.get_running_loop().time() + GOES_DOWN_S
        while asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(GOES_DOWN_S / 20)
            if (await self._need(name)).state is InstanceState.STOPPED:
                return True
        return False

    async def stop(self, name: str, *, force: bool, timeout_s: float) -> datetime | None:
        """When it stopped, or None when it was stopped already."""
        if (await self._need(name)).state is InstanceState.STOPPED:
            return None
        if not force:
            stopped = await self._stop_gently(name, timeout_s)
            if stopped is not None:
                return stopped
        try:
            done = await self._change_state(name, {"action": "stop", "force": True}, CALL_S)
        except EngineRefused:
            if (await self._need(name)).state is not InstanceState.STOPPED:
                raise
            return None
        return documents.moment(done.get("updated_at"))

    async def _stop_gently(self, name: str, timeout_s: float) -> datetime | None:
        """When it stopped; None when it did not in its time, or was faster than we."""
        body = {"action": "stop", "timeout": max(1, round(timeout_s)), "force": False}
        try:
            done = await self._change_state(name, body, timeout_s)
        except EngineError:
            # Whatever went wrong with asking, force is what comes next, and it says whether the host answers.
            return None
        return documents.moment(done.get("updated_at"))

    async def restart(self, name: str, *, timeout_s: float) -> None:
        if (await self._need(name)).state is InstanceState.STOPPED:
            raise EngineRefused(f"{name} is stopped already; start it instead.")
        body = {"action": "restart", "timeout": max(1, round(timeout_s)), "force": False}
        try:
            await self._change_state(name, body, timeout_s)
        except EngineError:
            # It does not go down in its time, or went down and did not come up again: force says which.
            if (await self._need(name)).state is InstanceState.STOPPED:
                await self.start(name)
            else:
                await self._change_state(name, {"action": "restart", "force": True}, CALL_S)

    async def delete(self, name: str) -> None:
        found = await self.look_at(name)
        if found is None:
            return
        if found.state is not InstanceState.STOPPED:
            await self.stop(name, force=True, timeout_s=0)
        try:
            await self._client.call("DELETE", f"{_ROOT}/{name}")
        except EngineGone as gone:
            if not says_absent(gone, "instance"):
                raise EngineUnavailable(gone.detail) from gone

    async def _need(self, name: str) -> InstanceFacts:
        found = await self.look_at(name)
        if found is None:
            raise EngineGone(f"There is no instance {name}.")
        return found

    async def _change_state(self, name: str, body: dict[str, Any], work_s: float) -> dict[str, Any]:
        documents.check_name(name)
        try:
            return await self._client.call("PUT", f"{_ROOT}/{name}/state", body, wait_s=work_s + CALL_S)
        except EngineGone as gone:
            if says_absent(gone, "instance"):
                raise
            raise EngineRefused(gone.detail) from gone
