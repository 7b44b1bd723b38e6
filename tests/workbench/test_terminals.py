"""Terminals on a real OpenSSH server: what is typed, shown, kept, found again and told."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from support import make_renter
from workbench.terminal_rig import Rig, rig, until
from zuka.context import Ctx
from zuka.errors import Conflict, NotFound, Unavailable
from zuka.kit.clock import ManualClock
from zuka.workbench import allowance, keeping
from zuka.workbench.ring import RING_BYTES
from zuka.workbench.terminal import HIGH_BYTES, LIFE
from zuka.workbench.terminals import SAVE_SECONDS, WINDOW_BYTES

pytestmark = pytest.mark.enable_socket


@pytest.fixture
async def place(ctx: Ctx, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig(ctx, tmp_path) as made:
        yield made


async def test_what_is_typed_runs_and_what_it_says_is_shown(place: Rig) -> None:
    terminal = await place.open()
    async with place.look(terminal) as look:
        look.type("echo $((40+2))-$TERM-$COLORTERM\r")
        await look.shows("42-xterm-256color-truecolor")
    assert terminal.out().state == "open"


async def test_its_size_is_known_and_changes_with_the_window(place: Rig) -> None:
    terminal = await place.open()
    async with place.look(terminal) as look:
        look.type("stty size\r")
        await look.shows("24 80")
        look.say("size", columns=132, rows=50)
        look.type("stty size\r")
        await look.shows("50 132")
        look.say("size", columns=0, rows=50)
        look.say("size", columns=10**9, rows=50)
        look.say("nonsense")
        look.type("stty size; echo still-here\r")
        await look.shows("\nstill-here")
    assert (terminal.columns, terminal.rows) == (132, 50)
    assert place.terminals.find(place.user_id, terminal.id) == (place.session, terminal)


async def test_chinese_comes_and_goes_whole(place: Rig) -> None:
    terminal = await place.open()
    async with place.look(terminal) as look:
        look.type("printf '%s\\n' 你好，世界 | rev\r")
        await look.shows("界世，好你")


async def test_a_machine_that_speaks_gbk_is_translated(ctx: Ctx, tmp_path: Path) -> None:
    async with rig(ctx, tmp_path, encoding="gbk") as place:
        terminal = await place.open()
        async with place.look(terminal) as look:
            look.type("printf '\\xc4\\xe3\\xba\\xc3'; od -An -tx1 -N3\r")
            await look.shows("你好")
            look.type("中\r")
            await look.shows("d6 d0 0a")


async def test_a_large_file_comes_whole_and_in_order(place: Rig, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_bytes(os.urandom(4 * 1024 * 1024).hex().encode())
    wanted = hashlib.sha256(text.read_bytes()).hexdigest()
    terminal = await place.open(follow=False)
    async with place.look(terminal) as look:
        look.type(f"stty -echo -onlcr; printf 'be''gin'; cat {text}; echo 'e''nd'\r")
        await look.until(lambda: look.output.endswith(b"") and b"end" in look.output[-200:])
    body = bytes(look.output).partition(b"begin")[2].partition(b"end")[0]
    assert hashlib.sha256(body).hexdigest() == wanted


async def test_a_flood_waits_for_who_shows_nothing_and_disturbs_nobody_else(place: Rig) -> None:
    flooded, other = await place.open(), await place.open()
    await until(lambda: flooded.tells and other.tells)
    async with place.look(flooded) as look, place.look(other) as beside:
        look.acknowledges = False
        look.type("yes flood\r")
        await until(lambda: flooded.paused)
        held = flooded.ring.end
        for number in range(5):
            beside.type(f"echo answer-$(({number}+100))\r")
            await beside.shows(f"answer-{number + 100}")
        assert flooded.ring.end == held
        assert flooded.ring.end - look.offset <= HIGH_BYTES
        assert flooded.ring.end - int(look.welcome["from"]) < HIGH_BYTES + 128 * 1024
        look.acknowledges = True
        look.acknowledge()
        await until(lambda: flooded.ring.end > held + HIGH_BYTES)
        look.type("\x03")
        look.type("echo stopped-$((1+1))\r")
        await look.shows("stopped-2")
    flood = bytes(look.output).partition(b"yes flood\r\n")[2].rpartition(b"^C")[0]
    whole = flood.replace(b"\x1b[?2004l\r", b"").split(b"\r\n")
    assert set(whole[:-1]) == {b"flood"}
    assert len(whole) > (HIGH_BYTES + held) // len("flood\r\n")


async def test_little_is_under_way_when_ctrl_c_comes(place: Rig) -> None:
    terminal = await place.open()
    await until(lambda: terminal.tells)
    async with place.look(terminal) as look:
        look.acknowledges = False
        look.type("PS1=here-; yes flood\r")
        for _ in range(10):
            await until(lambda: terminal.paused)
            acknowledged = look.offset
            look.acknowledge()
            await look.until(lambda at=acknowledged: look.offset > at)  # type: ignore[misc]
        at = len(look.output)
        look.acknowledges = True
        look.type("\x03")
        look.acknowledge()
        await look.until(lambda: b"here-" in look.output[-4096:])
        assert len(look.output) - at < HIGH_BYTES + 3 * WINDOW_BYTES


async def test_nobody_waits_while_nobody_looks(place: Rig) -> None:
    terminal = await place.open()
    async with place.look(terminal) as look:
        look.acknowledges = False
        look.type("head -c 5000000 /dev/zero | tr '\\0' x; echo; echo done-$((1+1))\r")
        await until(lambda: terminal.paused)
    await until(lambda: b"done-2" in terminal.ring.tail())
    assert terminal.ring.end - terminal.ring.start < RING_BYTES + 64 * 1024


async def test_a_flood_that_nobody_sees_waits_until_somebody_looks(place: Rig) -> None:
    terminal = await place.open(follow=False)
    await terminal.type(b"yes flood | head -c 30000000; echo done-$((1+1))\r")
    await until(lambda: terminal.ring.end > allowance.BURST_BYTES)
    async with place.look(terminal) as look:
        await look.shows("done-2")
    assert terminal.ring.end > 30_000_000


async def test_a_browser_comes_back_to_where_it_was(place: Rig) -> None:
    terminal = await place.open()
    async with place.look(terminal) as look:
        look.type("echo first-$((1+1))\r")
        await look.shows("first-2")
        offset, seen = look.offset, bytes(look.output)
        look.type("sleep 0.2; echo second-$((1+1))\r")
    await until(lambda: b"second-2" in terminal.ring.tail())
    async with place.look(terminal, offset) as again:
        await again.shows("second-2")
        assert (again.welcome["from"], again.welcome["cut"]) == (offset, False)
        assert b"first-2" not in again.output
    async with place.look(terminal) as fresh:
        await fresh.shows("second-2")
        assert fresh.welcome["from"] == 0
        assert bytes(fresh.output).startswith(seen)


async def test_a_browser_that_missed_too_much_is_told(place: Rig) -> None:
    terminal = await place.open()
    async with place.look(terminal) as look:
        look.type("seq 1 300000; echo done-$((1+1))\r")
    await until(lambda: b"done-2" in terminal.ring.tail())
    for offset in (10, 10**12):
        async with place.look(terminal, offset) as again:
            await again.shows("done-2")
            assert again.welcome["cut"] is True
            assert bytes(again.output).split(b"\r\n")[0].isdigit(), "it begins with a whole line"


async def test_two_browsers_see_the_same(place: Rig) -> None:
    terminal = await place.open()
    async with place.look(terminal) as one, place.look(terminal) as two:
        assert terminal.out().attached == 2
        one.type("echo from-$((0+1))\r")
        await two.shows("from-1")
        two.type("echo from-$((1+1))\r")
        await one.shows("from-2")
        await two.shows("from-2")
    assert bytes(one.output) == bytes(two.output)
    assert terminal.out().attached == 0


async def test_the_end_of_a_shell_comes_after_its_last_words(place: Rig) -> None:
    terminal = await place.open()
    async with place.look(terminal) as look:
        look.type("echo last-$((1+1)); exit 7\r")
        await look.until(lambda: bool(look.heard("state")))
        assert b"last-2" in look.output
        assert look.heard("state") == [{"event": "state", "state": "ended", "exit_status": 7}]
        look.type("to nobody\r")
    assert (terminal.state, terminal.exit_status) == ("ended", 7)
    async with place.look(terminal) as again:
        assert (again.welcome["state"], again.welcome["exit_status"]) == ("ended", 7)
        await again.shows("last-2")


async def test_its_directory_is_followed_without_a_trace(place: Rig, tmp_path: Path) -> None:
    there = tmp_path / "数据 50%"
    there.mkdir()
    terminal = await place.open(directory=str(tmp_path))
    async with place.look(terminal) as look:
        await until(lambda: terminal.directory == str(tmp_path))
        look.type(f"cd '{there}'\r")
        await look.until(lambda: bool(look.heard("directory")))
        await until(lambda: terminal.directory == str(there))
        await look.until(lambda: look.heard("directory")[-1]["directory"] == str(there))
        look.type("history | tail -3; shopt login_shell\r")
        await look.shows("login_shell    \ton")
    assert b"kitty-shell-cwd" not in bytes(look.output).replace(b"\x1b]7;kitty-shell-cwd", b"")


async def test_the_directory_of_another_machine_is_not_followed(place: Rig) -> None:
    terminal = await place.open(directory="/tmp")
    async with place.look(terminal) as look:
        await until(lambda: terminal.directory == "/tmp")
        look.type("printf '\\033]7;file://elsewhere/etc\\007'; cd /usr\r")
        await until(lambda: terminal.directory != "/tmp")
    assert terminal.directory == "/usr"


async def test_a_shell_that_tells_nothing_is_looked_at(ctx: Ctx, tmp_path: Path, clock: ManualClock) -> None:
    async with rig(ctx, tmp_path, program="/bin/dash") as place:
        terminal = await place.open(directory="/usr")
        await until(lambda: terminal.directory == "/usr", clock, 1)
        async with place.look(terminal) as look:
            look.type(f"cd {tmp_path} && echo there-$((1+1))\r")
            await look.shows("there-2")
            await until(lambda: terminal.directory == str(tmp_path), clock, 1)
            assert not terminal.tells


async def test_following_can_be_left_off(place: Rig) -> None:
    terminal = await place.open(follow=False)
    async with place.look(terminal) as look:
        look.type('cd /usr; echo "<$PROMPT_COMMAND>" on-$((1+1))\r')
        await look.shows("on-2")
    assert b"kitty" not in look.output
    assert terminal.directory == ""


async def test_titles_are_told_and_ones_own_title_stays(place: Rig) -> None:
    terminal = await place.open()
    async with place.look(terminal) as look:
        look.type("printf '\\033]0;training\\007'\r")
        await look.until(lambda: any(word["title"] == "training" for word in look.heard("title")))
        terminal.rename("mine")
        await look.until(lambda: look.heard("title")[-1]["title"] == "mine")
        look.type("printf '\\033]0;theirs\\007'; echo said-$((1+1))\r")
        await look.shows("said-2")
        assert terminal.title == "mine"
        terminal.rename("")
        look.type("printf '\\033]0;theirs\\007'\r")
        await look.until(lambda: look.heard("title")[-1]["title"] == "theirs")


async def test_a_thousand_titles_are_few_words(place: Rig) -> None:
    terminal = await place.open()
    async with place.look(terminal) as look:
        look.type('for i in $(seq 3000); do printf "\\033]0;title $i\\007"; done; echo all-$((1+1))\r')
        await look.shows("all-2")
        await look.until(
            lambda: bool(look.heard("title")) and look.heard("title")[-1]["title"] == "title 3000"
        )
    assert len(look.heard("title")) < 300


async def test_what_a_connection_says_happens_first(ctx: Ctx, tmp_path: Path) -> None:
    options = {"start_directory": "/usr", "start_command": "echo at-$PWD-$((1+1))"}
    async with rig(ctx, tmp_path, **options) as place:
        terminal = await place.open()
        async with place.look(terminal) as look:
            await look.shows("at-/usr-2")


async def test_a_lost_connection_leaves_the_screen_and_comes_back(place: Rig) -> None:
    terminal = await place.open(directory="/usr")
    async with place.look(terminal) as look:
        look.type("echo before-$((1+1))\r")
        await look.shows("before-2")
        place.server.drop_connections()
        await look.until(lambda: bool(look.heard("state")))
        assert look.heard("state")[-1]["state"] == "lost"
        before = terminal.ring.end
        place.lose()
        await place.connect()
        await place.terminals.reopen(place.session)
        await look.until(lambda: look.heard("state")[-1]["state"] == "open")
        look.type("echo again-$PWD-$((1+1))\r")
        await look.shows("again-/usr-2")
    assert terminal.ring.end > before


async def test_a_restart_leaves_the_screen_and_comes_back(place: Rig) -> None:
    terminal = await place.open(directory="/usr")
    async with place.look(terminal) as look:
        look.type("echo before-$((1+1))\r")
        await look.shows("before-2")
        look.type("sleep 1000\r")
        await look.shows("sleep 1000\r\n")
        offset = look.offset
    await place.restart()
    _, found = place.terminals.find(place.user_id, terminal.id)
    assert found is not terminal
    assert (found.state, found.directory) == ("lost", "/usr")
    assert found.ring.end >= offset + LIFE
    async with place.look(found, offset) as again:
        assert (again.welcome["cut"], again.welcome["from"]) == (False, offset + LIFE)
    # A server that was killed has written down less than a browser has shown; its screen stays all the same.
    end = found.ring.end
    async with place.look(found, offset + 1000) as ahead:
        assert (ahead.welcome["cut"], ahead.welcome["from"]) == (False, end)
    await place.connect()
    await place.terminals.reopen(place.session)
    async with place.look(found) as fresh:
        await fresh.shows("before-2")
        fresh.type("echo after-$PWD-$((1+1))\r")
        await fresh.shows("after-/usr-2")


async def test_what_was_shown_is_written_down_now_and_then(place: Rig, clock: ManualClock) -> None:
    terminal = await place.open()
    async with place.look(terminal) as look:
        look.type("echo written-$((1+1))\r")
        await look.shows("written-2")
    crashed = place.terminals
    await until(lambda: crashed.is_written(terminal), clock, SAVE_SECONDS)
    place.workbench, place.terminals, place.session = place._start()
    await place.terminals.restore([place.session])
    _, found = place.terminals.find(place.user_id, terminal.id)
    assert b"written-2" in found.ring.tail()
    await crashed.aclose()


async def test_a_closed_terminal_is_gone_for_good(place: Rig) -> None:
    terminal, other = await place.open(), await place.open()
    await place.terminals.close(place.session, terminal)
    with pytest.raises(NotFound):
        place.terminals.find(place.user_id, terminal.id)
    await place.restart()
    assert list(place.session.terminals) == [other.id]
    await place.terminals.close_session(place.session)
    await place.restart()
    assert list(place.session.terminals) == []


async def test_a_terminal_that_is_still_opening_ends_with_its_session(place: Rig) -> None:
    opening = asyncio.create_task(place.open())
    while not place.session.terminals:  # noqa: ASYNC110  # It is another task's next step.
        await asyncio.sleep(0)
    await place.terminals.close_session(place.session)
    with pytest.raises(Conflict) as refusal:
        await opening
    assert refusal.value.code == "workbench.not_connected"
    assert place.session.terminals == {}


async def test_a_forgotten_session_takes_its_terminals_along(place: Rig, clock: ManualClock) -> None:
    terminal = await place.open()
    place.lose()
    clock.advance(keeping.LOST_KEPT.total_seconds())
    await keeping.look(place.workbench)
    with pytest.raises(NotFound) as refusal:
        place.terminals.find(place.user_id, terminal.id)
    assert refusal.value.code == "workbench.terminal_not_found"


async def test_nobody_elses_terminal_can_be_found(place: Rig, ctx: Ctx) -> None:
    terminal = await place.open()
    stranger = await make_renter(ctx, "bob")
    with pytest.raises(NotFound):
        place.terminals.find(stranger.id, terminal.id)


async def test_a_session_has_only_so_many_terminals(place: Rig) -> None:
    most = place.ctx.settings.workbench.terminals_per_session
    for _ in range(most):
        await place.open(follow=False)
    with pytest.raises(Conflict) as refused:
        await place.open()
    assert refused.value.code == "workbench.too_many_terminals"


async def test_a_machine_that_gives_no_shell_says_so(ctx: Ctx, tmp_path: Path) -> None:
    async with rig(ctx, tmp_path, "PermitTTY no") as place:
        with pytest.raises(Unavailable) as refused:
            await place.open()
        assert refused.value.code == "workbench.terminal_refused"
        assert place.session.terminals == {}


async def test_a_machine_with_one_command_of_its_own_gets_the_bare_request(ctx: Ctx, tmp_path: Path) -> None:
    async with rig(ctx, tmp_path, "ForceCommand echo only-this") as place:
        terminal = await place.open()
        async with place.look(terminal) as look:
            await look.until(lambda: bool(look.heard("state")) or look.welcome["state"] == "ended")
        assert terminal.ring.tail() == b"only-this\r\n"


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed here")
async def test_a_kept_shell_survives_the_connection_and_the_server(
    ctx: Ctx, clock: ManualClock, tmp_path: Path
) -> None:
    async with rig(ctx, tmp_path, keep=True) as place:
        terminal = await place.open()
        try:
            async with place.look(terminal) as look:
                look.type("KEPT=kept; cd /usr; echo ready-$((1+1))\r")
                await look.shows("ready-2")
                place.terminals.look(place.session, terminal)
                await until(lambda: terminal.directory == "/usr", clock, 1)
            place.server.drop_connections()
            await until(lambda: terminal.state == "lost")
            await place.restart()
            await place.connect()
            await place.terminals.reopen(place.session)
            _, found = place.terminals.find(place.user_id, terminal.id)
            async with place.look(found) as again:
                again.type("echo still-$KEPT-$((1+1))\r")
                await again.shows("still-kept-2")
                assert again.welcome["seams"] == [], "it is the same shell"
        finally:
            _, found = place.terminals.find(place.user_id, terminal.id)
            await place.terminals.close(place.session, found)
        assert terminal.id not in await _tmux_sessions(place)


async def _tmux_sessions(place: Rig) -> str:
    answer = await place.session.ssh.run("tmux -L zuka list-sessions 2>&1", check=False)
    return str(answer.stdout)
