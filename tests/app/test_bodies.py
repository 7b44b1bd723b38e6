"""Requests that are too large: refused before anybody has logged in, and before they are taken whole."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from support import refused
from zuka.app.bodies import LARGE_BYTES, MOST_BYTES

ROOT = "/api/v1/workbench"


async def sent(size: int, counted: list[int]) -> AsyncIterator[bytes]:
    """A body of this size, in pieces; `counted` says how much of it was taken."""
    for _ in range(size >> 16):
        counted.append(1 << 16)
        yield b" " * (1 << 16)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/api/v1/sessions", MOST_BYTES),
        (f"{ROOT}/commands", MOST_BYTES),
        (f"{ROOT}/import/preview", LARGE_BYTES),
        (f"{ROOT}/sessions/x/files/delete", MOST_BYTES),
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "application/octet-stream"])
async def test_a_body_that_is_too_large_is_refused_unread(
    client: httpx2.AsyncClient, path: str, most: int, kind: str
) -> None:
    counted: list[int] = []
    answer = await client.post(path, content=sent(4 * most, counted), headers={"Content-Type": kind})
    refused(answer, 413, "request.invalid")
    assert sum(counted) < 2 * most


async def test_what_is_taken_in_pieces_has_no_bound(client: httpx2.AsyncClient) -> None:
    counted: list[int] = []
    where = f"{ROOT}/sessions/x/files/uploads?path=/a&offset=0"
    refused(await client.put(where, content=sent(4 * LARGE_BYTES, counted)), 401, "identity.not_logged_in")
