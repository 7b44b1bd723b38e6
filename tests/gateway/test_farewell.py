"""What an SSH client makes of a farewell: asked of a real client's own parser."""

from __future__ import annotations

import asyncio

import asyncssh
import pytest

from gateway.backend import backend
from zuka.gateway.farewell import Reason, farewell


@pytest.mark.enable_socket
@pytest.mark.parametrize("length", range(1, 40))
async def test_a_client_shows_the_words(length: int) -> None:
    words = "x" * length

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(farewell(words, Reason.TOO_MANY_CONNECTIONS))
        writer.write_eof()
        await reader.read(-1)

    async with backend(answer) as address:
        with pytest.raises(asyncssh.DisconnectError, match=words) as caught:
            await asyncssh.connect(address.host, address.port, known_hosts=None, config=None, username="root")
        assert caught.value.code == Reason.TOO_MANY_CONNECTIONS


def test_words_are_plain_letters() -> None:
    with pytest.raises(UnicodeEncodeError):
        farewell("关机")
