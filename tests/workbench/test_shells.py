"""Log-in shells of all kinds: how they are started, what they tell of themselves, and where one follows another."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from workbench.terminal_rig import Rig, rig, until
from zuka.context import Ctx
from zuka.kit.clock import ManualClock
from zuka.workbench.terminal import LIFE

pytestmark = pytest.mark.enable_socket


@pytest.fixture
async def place(ctx: Ctx, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig(ctx, tmp_path) as made:
        yield made


async def test_where_a_new_shell_begins_is_told_before_its_output(place: Rig, clock: ManualClock) -> None:
    terminal = await place.open()
    async with place.look(terminal) as look:
        look.type("echo before-$((1+1))\r")
        await look.shows("before-2")
        assert look.welcome["seams"] == []
        place.server.drop_connections()
        await until(lambda: terminal.state == "lost")
        place.lose()
        end = terminal.ring.end
        clock.advance(60)
        await place.connect()
        await place.terminals.reopen(place.session)
        await look.until(lambda: look.offset > end)
        seam = {"offset": end, "at": clock.now().isoformat()}
        assert look.heard("seams") == [{"event": "seams", "seams": [seam]}]
        assert look.offsets[look.words.index(look.heard("seams")[0])] == end
    async with place.look(terminal) as fresh:
        assert fresh.welcome["seams"] == [seam]
    await place.restart()
    _, found = place.terminals.find(place.user_id, terminal.id)
    async with place.look(found) as later:
        assert later.welcome["seams"] == [{**seam, "offset": end + LIFE}]
