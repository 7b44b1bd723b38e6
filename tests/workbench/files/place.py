"""The files of one session as a browser meets them, and the folder on the machine that they lie in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2

from workbench.rig import Desk

HOME = Path.home().resolve()
"""The home of who logs in: the account that the tests run under."""


def names(folder: Path) -> list[str]:
    """What is in a folder, hidden files included."""
    return sorted(one.name for one in folder.iterdir())


class Place:
    """Calls below one session's `files`; `folder` is this machine's view of the folder that a test works in."""

    def __init__(self, desk: Desk, session_id: str, folder: Path) -> None:
        self.desk, self.session_id, self.folder = desk, session_id, folder
        self.client = desk.client
        self.base = f"/api/v1/workbench/sessions/{session_id}"

    def at(self, name: str = "") -> str:
        """The path of something in the folder."""
        return str(self.folder / name) if name else str(self.folder)

    async def ask(self, verb: str, path: str, **more: Any) -> httpx2.Response:
        return await self.client.request(verb, f"{self.base}/files{path}", **more)

    async def get(self, where: str = "", **query: Any) -> Any:
        answer = await self.ask("GET", where, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, where: str, **body: Any) -> Any:
        answer = await self.ask("POST", where, json=body)
        assert answer.status_code in {200, 201, 204}, answer.text
        return answer.json() if answer.content else None

    async def put(self, where: str, **body: Any) -> Any:
        answer = await self.ask("PUT", where, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def chunk(self, name: str, offset: int, data: Any) -> httpx2.Response:
        return await self.ask(
            "PUT", "/uploads", params={"path": self.at(name), "offset": offset}, content=data
        )

    async def upload(self, name: str, data: bytes, *, conflict: str = "ask", **finish: Any) -> Any:
        """The whole way: begin, one chunk, finish."""
        begun = await self.post(
            "/uploads", path=self.at(name), size=len(data), modified=1_700_000_000, conflict=conflict
        )
        if data[begun["offset"] :]:
            answer = await self.ask(
                "PUT",
                "/uploads",
                params={"path": begun["path"], "offset": begun["offset"]},
                content=data[begun["offset"] :],
            )
            assert answer.status_code == 200, answer.text
        return await self.post(
            "/uploads/finish", path=begun["path"], size=len(data), modified=1_700_000_000, **finish
        )
