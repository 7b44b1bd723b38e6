"""A few synchronous words with an Incus daemon over its unix socket: what the installer needs and no more.

The platform itself talks through `zuka.engine.incus`; this client exists because the installer runs before there is
an event loop, a region or an engine.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

import httpx2

from zuka.errors import EngineGone, EngineRefused, EngineUnavailable


class Api:
    """One daemon. Every call raises from the `EngineError` branch; `project` picks the Incus project."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self._http = httpx2.Client(
            transport=httpx2.HTTPTransport(uds=str(socket)), base_url="http://incus", timeout=30
        )

    def __enter__(self) -> Api:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def call(
        self, method: str, path: str, body: Any = None, *, project: str = "", timeout_s: float = 120
    ) -> Any:
        """The answer's metadata; an asynchronous answer is waited for, and its failure raised."""
        answer = self._send(method, path, body, project, 30)
        if answer["type"] == "async":
            operation = answer["metadata"]["id"]
            answer = self._send(
                "GET",
                f"/1.0/operations/{operation}/wait?timeout={int(timeout_s)}",
                None,
                project,
                timeout_s + 10,
            )
            if answer["metadata"].get("status") == "Running":
                raise EngineUnavailable(f"{method} {path} is still running after {timeout_s:.0f} s")
        return answer.get("metadata")

    def every(self, path: str, *, project: str = "") -> list[Any]:
        """A list; an empty one where the daemon says null."""
        return self.call("GET", path, project=project) or []

    def exists(self, path: str, *, project: str = "") -> bool:
        try:
            self.call("GET", path, project=project)
        except EngineGone:
            return False
        return True

    def answers(self, path: str = "/1.0", *, timeout_s: float = 2) -> bool:
        """Whether the daemon answers this path well, right now."""
        try:
            return self._http.get(path, timeout=timeout_s).status_code == 200
        except (httpx2.HTTPError, OSError):
            return False

    def _send(self, method: str, path: str, body: Any, project: str, timeout_s: float) -> dict[str, Any]:
        params = {"project": project} if project else {}
        if "?" in path and project:
            path, params = f"{path}&project={project}", {}
        try:
            response = self._http.request(method, path, json=body, params=params or None, timeout=timeout_s)
            answer: dict[str, Any] = response.json()
        except (httpx2.HTTPError, OSError, ValueError) as error:
            raise EngineUnavailable(f"Incus does not answer on {self.socket}: {error!r}") from error
        if answer.get("type") == "error":
            text = str(answer.get("error", ""))
            if answer.get("error_code") == 404:
                raise EngineGone(text)
            raise EngineRefused(f"{method} {path}: {text}")
        return answer
