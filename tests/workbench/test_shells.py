"""Log-in shells of all kinds: how they are started, what they tell of themselves, and where one follows another."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from workbench.terminal_rig import Rig, rig, until
from zuka.context import Ctx
from zuka.kit.clock import ManualClock
from zuka.workbench.shell_hooks import Machine, command
from zuka.workbench.terminal import LIFE

pytestmark = pytest.mark.enable_socket

_CONFIGURED = {
    "bash": {".bash_profile": "PROFILE=read; PS1='mine> '; HISTFILE=~/history\n"},
    "zsh": {
        ".zshenv": "SURROUNDINGS=read\n",
        ".zprofile": "PROFILE=$SURROUNDINGS\n",
        ".zshrc": "PROMPT='mine> '; HISTFILE=~/history; SAVEHIST=100\nprecmd() { OWN=ran; }\n",
    },
    "fish": {
        ".config/fish/config.fish": "set -g PROFILE read; set -g fish_greeting\n"
        "function fish_prompt; set -g OWN ran; echo -n 'mine> '; end\n"
    },
    "ash": {".profile": "PROFILE=read; PS1='mine> '\n"},
    "dash": {".profile": "PROFILE=read; PS1='mine> '\n"},
}
"""What the user of each shell has in their start-up files. Those of the last two tell nothing, and are looked at."""
_HISTORY = {"bash": "history", "zsh": "history", "fish": ".local/share/fish/fish_history"}
_NAMES = ("two  words", "数据 集", "50% %s %41", 'it\'s $HOME `x` \\ "q"', "new\nline")


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


@asynccontextmanager
async def logged_in(ctx: Ctx, directory: Path, shell: str) -> AsyncIterator[tuple[Rig, Path]]:
    """A machine whose user has `shell` for a log-in shell, so that it is what reads our words; and their home."""
    program = shutil.which("busybox" if shell == "ash" else shell)
    if program is None:
        pytest.skip(f"{shell} is not installed here")
    if shell == "ash":
        (directory / shell).symlink_to(program)
        program = str(directory / shell)
    home, temporary = directory / "home", directory / "temporary"
    temporary.mkdir()
    for name, text in _CONFIGURED[shell].items():
        file = home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    settings = (f"SetEnv TMPDIR={temporary}", f'ForceCommand exec {program} -c "$SSH_ORIGINAL_COMMAND"')
    async with rig(ctx, directory, *settings, program=program) as place:
        yield place, home


@pytest.mark.parametrize("shell", list(_CONFIGURED))
async def test_a_shell_is_followed_into_folders_of_any_name(
    ctx: Ctx, clock: ManualClock, tmp_path: Path, shell: str
) -> None:
    names = [name for name in _NAMES if name.isprintable()]
    for number, name in enumerate(_NAMES):
        (tmp_path / name).mkdir()
        (tmp_path / f"to-{number}").symlink_to(name)
    async with logged_in(ctx, tmp_path, shell) as (place, _):
        terminal = await place.open(directory=str(tmp_path / names[0]))
        async with place.look(terminal) as look:
            await look.shows("mine> ")
            await until(lambda: terminal.directory == str(tmp_path / names[0]), clock, 1)
            for number, name in enumerate(_NAMES):
                look.type(f'cd {tmp_path}; cd "$(readlink to-{number})"; printf "there-%d" {number}\r')
                await look.shows(f"there-{number}")
                if name in names:
                    wanted = str(tmp_path / name)
                    await until(lambda wanted=wanted: terminal.directory == wanted, clock, 1)  # type: ignore[misc]
            # A path of two lines is not told; the shell is followed again from the next one on.
            look.type('cd /usr; printf "there-%d" 99\r')
            await look.shows("there-99")
            await until(lambda: terminal.directory == "/usr", clock, 1)
            assert terminal.tells == (shell in _HISTORY)


@pytest.mark.parametrize("shell", list(_CONFIGURED))
async def test_a_shell_starts_as_its_user_has_set_it_up_and_nothing_is_left(
    ctx: Ctx, tmp_path: Path, shell: str
) -> None:
    own = "${OWN-ran}-${ZDOTDIR-unset}-${ZUKA_OWN-unset}" if shell != "fish" else "$OWN-unset-unset"
    async with logged_in(ctx, tmp_path, shell) as (place, home):
        terminal = await place.open(directory="/usr")
        async with place.look(terminal) as look:
            await look.shows("mine> ")
            look.type(f'echo "<$PROFILE-{own}>"\r')
            await look.shows("<read-ran-unset-unset>")
            assert list((tmp_path / "temporary").glob("tmp.*")) == []
            look.type("exit\r")
            await look.until(lambda: bool(look.heard("state")))
        assert b"zuka" not in bytes(look.output).replace(b"ZUKA_OWN", b"").lower()
        if shell in _HISTORY:
            remembered = (home / _HISTORY[shell]).read_text()
            assert "PROFILE" in remembered
            assert not [
                word for word in ("_zuka", "kitty-shell-cwd", "printf", "ZDOTDIR=") if word in remembered
            ]


async def test_a_user_of_zsh_may_keep_the_files_elsewhere(ctx: Ctx, tmp_path: Path) -> None:
    async with logged_in(ctx, tmp_path, "zsh") as (place, home):
        (home / "zsh").mkdir()
        for name in _CONFIGURED["zsh"]:
            (home / name).rename(home / "zsh" / name)
        (home / ".zshenv").write_text("export ZDOTDIR=~/zsh\n. $ZDOTDIR/.zshenv\n")
        terminal = await place.open(directory="/usr")
        async with place.look(terminal) as look:
            await look.shows("mine> ")
            await until(lambda: terminal.directory == "/usr")
            look.type('echo "<$PROFILE-$ZDOTDIR>"\r')
            await look.shows(f"<read-{home}/zsh>")


async def test_a_server_that_wrote_nothing_down_tells_of_the_new_shell_all_the_same(place: Rig) -> None:
    terminal = await place.open()
    crashed = place.terminals
    place.workbench, place.terminals, place.session = place._start()
    await place.terminals.restore([place.session])
    _, found = place.terminals.find(place.user_id, terminal.id)
    end = found.ring.end
    await place.connect()
    await place.terminals.reopen(place.session)
    async with place.look(found) as look:
        assert [one["offset"] for one in look.welcome["seams"]] == [end]
    await crashed.aclose()


@pytest.mark.parametrize("greet", [True, False])
def test_the_machine_greets_only_who_has_not_been_greeted(greet: bool) -> None:
    made = command(
        Machine("/bin/bash"), terminal_id="trm-1", directory="", keep=False, follow=True, greet=greet
    )
    assert made is not None
    assert ("/etc/motd" in made) is greet
