"""Opening, keeping and closing terminals. They hang on their session; here is what they need beyond their own bytes:
the shell's start, the database for the time after a restart, and questions about directories.
"""

from __future__ import annotations

import asyncio
import base64
import json
import zlib
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

import asyncssh

from zuka.errors import Conflict, NotFound, Unavailable
from zuka.kit import ids, log
from zuka.kit.clock import from_millis, to_millis
from zuka.workbench import escapes, recordings, shell_hooks, terminal_store
from zuka.workbench.asking import ask
from zuka.workbench.models import SavedTerminal
from zuka.workbench.session import Session
from zuka.workbench.shell_hooks import Machine
from zuka.workbench.terminal import Seam, Terminal

if TYPE_CHECKING:
    from zuka.workbench.live import Workbench

SAVE_SECONDS = 30.0
_OPEN_SECONDS = 20.0
_FAREWELL_SECONDS = 8.0
"""For all kept shells of a session that ends: whoever waits for that waits for no machine that is mute."""
WINDOW_BYTES = 512 * 1024
"""How much a machine may send before it is read: what is already under way when Ctrl-C comes has to arrive first."""
_SETTLE_SECONDS = 0.7
"""After Enter, before a shell that does not tell its directory is looked at."""
_LOOKS = 5
"""A shell that has just been started has not told its process yet."""
_TERM = "xterm-256color"
_log = log.get("workbench")


class Terminals:
    """Everybody's terminals in this process; one per workbench."""

    def __init__(self, workbench: Workbench) -> None:
        self._workbench, self._ctx = workbench, workbench.ctx
        self._machines: dict[str, Machine] = {}
        self._terminals: dict[str, Terminal] = {}
        self._written: dict[str, tuple[object, ...]] = {}
        """For each terminal, what of it is in the database."""
        self._saver: asyncio.Task[None] | None = None
        self._looking: dict[str, asyncio.Task[None]] = {}

    def find(self, user_id: str, terminal_id: str) -> tuple[Session, Terminal]:
        """Raises `NotFound` workbench.terminal_not_found, also for another user's."""
        terminal = self._terminals.get(terminal_id)
        if terminal is None or terminal.user_id != user_id:
            raise NotFound("workbench.terminal_not_found")
        return self._workbench.session(user_id, terminal.session_id), terminal

    async def open(
        self, session: Session, *, columns: int, rows: int, directory: str | None = None, follow: bool = True
    ) -> Terminal:
        """A new terminal with a shell in it. Raises `Conflict` workbench.too_many_terminals, or `Unavailable`
        workbench.terminal_refused where the machine gives no shell."""
        most = self._ctx.settings.workbench.terminals_per_session
        if len(session.terminals) >= most:
            raise Conflict("workbench.too_many_terminals", most=most)
        terminal = Terminal(
            terminal_id=ids.new_id("trm"),
            session_id=session.id,
            user_id=session.user_id,
            columns=columns,
            rows=rows,
            opened_at=self._ctx.clock.now(),
            changed=self._changed,
            encoding=session.options.get("encoding", "utf-8"),
            follow=follow,
            keep=bool(session.options.get("keep")),
        )
        session.terminals[terminal.id] = terminal
        try:
            await self._start(session, terminal, directory or session.options.get("start_directory") or "")
        except BaseException:
            session.terminals.pop(terminal.id, None)
            terminal.hang_up()
            raise
        self._terminals[terminal.id] = terminal
        self._type_first(session, terminal)
        await self._save(terminal)
        self._ensure_saver()
        terminal.tell()
        return terminal

    async def reopen(self, session: Session) -> None:
        """A new shell in each terminal that the session has lost, where the old one was."""
        for terminal in self._of(session):
            if terminal.state != "lost":
                continue
            kept = terminal.kept
            try:
                await self._start(session, terminal, terminal.directory)
            except (Conflict, Unavailable) as error:
                _log.info("a terminal stays lost", terminal=terminal.id, error=str(error))
                continue
            if not kept:
                self._type_first(session, terminal)
            terminal.announce()
        self._ensure_saver()

    async def close(self, session: Session, terminal: Terminal) -> None:
        """End its shell, and whatever keeps it alive, and forget it."""
        session.terminals.pop(terminal.id, None)
        if terminal.kept and terminal.state != "ended":
            await self._kill(session, terminal)
        await self._end([terminal])
        self._changed(terminal)

    async def close_session(self, session: Session) -> None:
        """End and forget all terminals of a session that its user has closed; call it while it is connected."""
        terminals = self._of(session)
        try:
            async with asyncio.timeout(_FAREWELL_SECONDS):
                for terminal in terminals:
                    if terminal.kept and terminal.state != "ended":
                        await self._kill(session, terminal)
        except TimeoutError:
            _log.info("some kept shells could not be ended", session=session.id)
        session.terminals.clear()
        self._machines.pop(session.id, None)
        await self._end(terminals)

    async def restore(self, sessions: Collection[Session]) -> None:
        """Give these sessions, which were open before this process began, the terminals that they had."""
        by_id = {one.id: one for one in sessions}
        async with self._ctx.db.read() as db:
            rows = await terminal_store.saved(db, by_id.keys())
        for row in rows:
            session = by_id[row.session_id]
            session.terminals[row.id] = await self._restored(session, row)
        await recordings.recover(self._ctx)

    async def aclose(self) -> None:
        """Write down what everybody's terminals show, and let go of them; kept shells live on."""
        for task in (self._saver, *self._looking.values()):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        await asyncio.gather(*(self._let_go(one) for one in list(self._terminals.values())))

    async def _let_go(self, terminal: Terminal) -> None:
        try:
            await self._save(terminal)
            await recordings.stop(self._ctx, terminal)
        except Exception:
            _log.exception("a terminal could not be written down", terminal=terminal.id)
        terminal.hang_up()

    def seen(self, session: Session) -> None:
        """A browser of its user's has said something."""
        session.seen_at = self._ctx.clock.now()

    # Directories.

    def typed(self, session: Session, terminal: Terminal, data: bytes) -> None:
        """Somebody has typed: look where the shell is afterwards, where it does not tell by itself."""
        session.used_at = self._ctx.clock.now()
        if terminal.follow and not terminal.tells and b"\r" in data:
            self.look(session, terminal)

    def look(self, session: Session, terminal: Terminal) -> None:
        """Find out in the background in which directory the shell is."""
        if terminal.id not in self._looking:
            task = asyncio.create_task(self._look(session, terminal), name="terminal:directory")
            self._looking[terminal.id] = task
            task.add_done_callback(lambda _: self._looking.pop(terminal.id, None))

    async def _look(self, session: Session, terminal: Terminal) -> None:
        for _ in range(_LOOKS):
            await self._ctx.clock.sleep(_SETTLE_SECONDS)
            question = shell_hooks.directory_question(
                terminal_id=terminal.id, shell_pid=terminal.shell_pid, kept=terminal.kept
            )
            if terminal.state != "open":
                return
            if question is not None:
                break
        else:
            return
        try:
            answer = await ask(session.ssh, question)
        except Conflict:
            return
        if (directory := escapes.directory_of(answer)) is not None:
            terminal.moved(directory)

    # Shells.

    async def _start(self, session: Session, terminal: Terminal, directory: str) -> None:
        ssh = session.ssh
        wanted = terminal.follow or terminal.keep or directory
        machine = await self._machine(session, ssh) if wanted else Machine()
        terminal.kept = terminal.keep and machine.tmux and bool(machine.kind)
        command = shell_hooks.command(
            machine,
            terminal_id=terminal.id,
            directory=directory,
            keep=terminal.keep,
            follow=terminal.follow,
            utf8=terminal.encoding == "utf-8",
            # Whoever comes back to what was on the screen has read it.
            greet=not terminal.ring.end,
        )
        surroundings: dict[bytes | str, bytes | str] = {"COLORTERM": "truecolor"}
        if command is None and terminal.encoding == "utf-8":
            surroundings["LANG"] = "C.UTF-8"
        try:
            async with asyncio.timeout(_OPEN_SECONDS):
                await ssh.create_session(
                    partial(terminal.shell, self._ctx.clock.now()),
                    command,
                    request_pty="force",
                    term_type=_TERM,
                    term_size=(terminal.columns, terminal.rows),
                    env=surroundings,
                    encoding=None,
                    window=WINDOW_BYTES,
                )
        except (asyncssh.Error, OSError, TimeoutError) as error:
            terminal.hang_up()
            raise Unavailable("workbench.terminal_refused") from error
        if session.terminals.get(terminal.id) is not terminal:
            # It was closed, or its session was, while its shell was being started.
            terminal.hang_up()
            raise Conflict("workbench.not_connected")
        if terminal.follow and machine.kind == "sh":
            self.look(session, terminal)

    async def _machine(self, session: Session, ssh: asyncssh.SSHClientConnection) -> Machine:
        if session.id not in self._machines:
            answer = await ask(ssh, shell_hooks.PROBE)
            self._machines[session.id] = shell_hooks.machine_of(answer.decode("utf-8", "replace"))
        return self._machines[session.id]

    def _type_first(self, session: Session, terminal: Terminal) -> None:
        if command := session.options.get("start_command"):
            terminal.type_first(command)

    async def _kill(self, session: Session, terminal: Terminal) -> None:
        try:
            await ask(session.ssh, shell_hooks.farewell(terminal.id))
        except Conflict:
            _log.info("a kept shell could not be ended", terminal=terminal.id)

    async def _end(self, terminals: Collection[Terminal]) -> None:
        for terminal in terminals:
            terminal.hang_up()
            await recordings.stop(self._ctx, terminal)
            self._terminals.pop(terminal.id, None)
            self._written.pop(terminal.id, None)
        if terminals:
            async with self._ctx.db.transaction() as db:
                await terminal_store.forget(db, [one.id for one in terminals])

    # What people are told and what is written down.

    def _changed(self, terminal: Terminal) -> None:
        self._workbench.tell(
            terminal.user_id, "terminal", {"terminal": terminal.out().model_dump(mode="json")}
        )

    def _ensure_saver(self) -> None:
        if self._saver is None or self._saver.done():
            self._saver = asyncio.create_task(self._save_again_and_again(), name="workbench:terminals")

    async def _save_again_and_again(self) -> None:
        while True:
            await self._ctx.clock.sleep(SAVE_SECONDS)
            for terminal in list(self._terminals.values()):
                try:
                    await self._save(terminal)
                except Exception:
                    _log.exception("a terminal could not be written down", terminal=terminal.id)

    async def _save(self, terminal: Terminal) -> None:
        facts = _facts(terminal)
        if self._written.get(terminal.id) == facts:
            return
        if terminal.state == "ended":
            await self._forget(terminal)
            return
        seal = partial(self._ctx.vault.seal, _place(terminal.user_id, terminal.id))
        end = terminal.ring.end
        screen = await asyncio.to_thread(_packed, terminal.ring.tail(), terminal.seams, seal)
        if terminal.id not in self._terminals:
            return
        async with self._ctx.db.transaction() as db:
            await terminal_store.save(
                db,
                id=terminal.id,
                session_id=terminal.session_id,
                title=terminal.title,
                directory=terminal.directory,
                columns=terminal.columns,
                rows=terminal.rows,
                offset=end,
                sealed_screen=screen,
                opened_at=terminal.opened_at,
            )
        self._written[terminal.id] = facts

    def is_written(self, terminal: Terminal) -> bool:
        """Whether the database has it as it is now."""
        return self._written.get(terminal.id) == _facts(terminal)

    async def _forget(self, terminal: Terminal) -> None:
        if self._written.pop(terminal.id, None) is not None:
            async with self._ctx.db.transaction() as db:
                await terminal_store.forget(db, [terminal.id])

    async def _restored(self, session: Session, row: SavedTerminal) -> Terminal:
        keep = bool(session.options.get("keep"))
        terminal = Terminal(
            terminal_id=row.id,
            session_id=session.id,
            user_id=session.user_id,
            columns=row.columns,
            rows=row.rows,
            opened_at=row.opened_at,
            changed=self._changed,
            title=row.title,
            directory=row.directory,
            encoding=session.options.get("encoding", "utf-8"),
            keep=keep,
        )
        terminal.kept = keep
        unseal = partial(self._ctx.vault.open, _place(session.user_id, row.id))
        screen, seams = await asyncio.to_thread(_unpacked, row.sealed_screen, unseal)
        terminal.remember(screen, end=row.offset, seams=seams)
        self._terminals[terminal.id] = terminal
        self._written[terminal.id] = _facts(terminal)
        return terminal

    def _of(self, session: Session) -> list[Terminal]:
        return [one for one in session.terminals.values() if isinstance(one, Terminal)]


def _facts(terminal: Terminal) -> tuple[object, ...]:
    return (terminal.ring.end, terminal.title, terminal.directory, terminal.columns, terminal.rows)


def _place(user_id: str, terminal_id: str) -> str:
    return f"workbench_terminals:{terminal_id}:{user_id}:screen"


def _packed(screen: bytes, seams: Sequence[Seam], seal: Callable[[str], str]) -> str:
    """What stands on the screen, behind a line that says where in it new shells began."""
    head = json.dumps([(one.offset, to_millis(one.at)) for one in seams]).encode()
    return seal(base64.b64encode(zlib.compress(head + b"\n" + screen, 1)).decode())


def _unpacked(sealed: str, unseal: Callable[[str], str]) -> tuple[bytes, list[Seam]]:
    """Nothing where the key is another one by now: an old screen is no reason not to start."""
    try:
        head, _, screen = zlib.decompress(base64.b64decode(unseal(sealed))).partition(b"\n")
        return screen, [Seam(offset, from_millis(at)) for offset, at in json.loads(head)]
    except ValueError:
        _log.warning("a terminal's screen could not be opened again")
        return b"", []
