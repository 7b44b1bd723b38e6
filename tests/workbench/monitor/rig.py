"""A machine made of files below a folder, and the program running on it under a shell of one's choice."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from zuka.kit.clock import ManualClock
from zuka.workbench.monitor import machine, parse_cgroup, script
from zuka.workbench.monitor.frames import Frame, Frames
from zuka.workbench.monitor.sample import Sampler

GOLDEN = Path(__file__).parent / "golden"
SHELLS = {
    "dash": ["dash"],
    "bash": ["bash"],
    "bash as sh": ["bash", "--posix"],
    "busybox": ["busybox", "ash"],
}
"""`busybox` also has BusyBox's own awk, head, tr and timeout."""


def available(name: str) -> bool:
    return shutil.which(SHELLS[name][0]) is not None


def tree(root: Path, files: Mapping[str, str]) -> Path:
    """Files by their path below `root`."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


def stat_line(
    pid: int, name: str, *, ticks: int, started: int, pages: int = 100, state: str = "S", flags: int = 0
) -> str:
    """A process as `/proc/N/stat` shows it."""
    head = f"{pid} ({name}) {state} 1 {pid} {pid} 0 -1 {flags} 10 0 0 0"
    return f"{head} {ticks} 0 0 0 20 0 1 0 {started} 1000000 {pages} 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0\n"


def environment(shell: str, *, programs: Path | None = None) -> dict[str, str]:
    """In which a program under that shell finds those in `programs` first; else BusyBox finds its own tools."""
    if shell == "busybox" and programs is None:
        programs = _busybox()
    path = os.environ["PATH"]
    return {"PATH": path if programs is None else f"{programs}:{path}", "HOME": "/"}


@contextmanager
def passing(clock: ManualClock) -> Iterator[None]:
    """Time passes while the block waits for something."""

    async def pass_by() -> None:
        while True:
            clock.advance(0.5)
            await asyncio.sleep(0.02)

    under_way = asyncio.ensure_future(pass_by())
    try:
        yield
    finally:
        under_way.cancel()


class Program:
    """The program under a shell. `programs` is a folder whose programs it finds first."""

    def __init__(self, shell: str, root: Path | str = "", *, programs: Path | None = None) -> None:
        self._run(
            [shutil.which(SHELLS[shell][0]) or "sh", *SHELLS[shell][1:], "-s", "zuka-monitor"],
            environment(shell, programs=programs),
            str(root),
        )

    @classmethod
    def by(cls, command: Sequence[str], environment: Mapping[str, str]) -> Program:
        """Under the shell that this command leads to."""
        made = cls.__new__(cls)
        made._run(command, environment, "")
        return made

    def _run(self, command: Sequence[str], environment: Mapping[str, str], root: str) -> None:
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environment),
        )
        self._frames = Frames()
        self._number = 0
        self.first = self._begin(root)

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self.status = self._process.wait(timeout=20)
        self._process.stdout.close()

    def ask(self, kind: str, *words: str) -> Frame:
        self._number += 1
        self._send(" ".join([kind, str(self._number), *words]).encode() + b"\n")
        return self._answer()

    def sampler(self) -> Sampler:
        """As it is made for a session: what exists is found out, and the files are set."""
        about = machine.of(self.first)
        groups: dict[str, str] = {}
        if about.in_container:
            groups = parse_cgroup.chosen(self.ask("exists", *about.groups).lines("exists"))
        self.ask("files", *about.files(groups))
        return Sampler(about, groups)

    def _begin(self, root: str) -> Frame:
        self._send(script.text(root))
        return self._answer()

    def _send(self, data: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def _answer(self) -> Frame:
        assert self._process.stdout is not None
        while True:
            data = os.read(self._process.stdout.fileno(), 65536)
            assert data, "the program has ended"
            for frame in self._frames.feed(data):
                return frame


def _busybox() -> Path | None:
    """A folder of links, so that every tool is BusyBox's."""
    program = shutil.which("busybox")
    if program is None:
        return None
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"zuka-busybox-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    for name in ("awk", "head", "tr", "timeout", "df", "ls", "id", "uname", "sleep", "true"):
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(program)
    return folder


def sections(frame: Frame, *, leave_out: Sequence[str] = ("times",)) -> dict[str, list[str]]:
    """All of a frame, for comparing."""
    return {name: list(lines) for name, lines in frame.sections.items() if name not in leave_out}
