"""A machine's files by commands of its shell, for hosts without SFTP: POSIX sh with `find`, `stat -c` and `cat`.

Slower than SFTP, and blind to names with a line break in them; everything else is the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

from zuka.errors import NotFound
from zuka.workbench.files.disk import MOST_ENTRIES, MOST_NAME_BYTES, Entry, Facts
from zuka.workbench.files.names import checked_name, to_text
from zuka.workbench.files.shell import Process, Shell
from zuka.workbench.files.trouble import FAILURES, remote_call, translated

_FORM = "%f/%s/%Y/%X/%U/%G/%n"
_PIECE = 256 << 10
_SECONDS = 60.0


class ShellDisk:
    """Files by a shell."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    async def home(self) -> bytes:
        return (await self._ask("cd && pwd -P")).removesuffix(b"\n") or b"/"

    async def real(self, path: bytes) -> bytes:
        # `ls` says why it cannot be; `cd` and `readlink` have no words for that.
        script = 'ls -d -- "$1" >/dev/null || exit; if [ -d "$1" ]; then cd -- "$1" && pwd -P; else readlink -f -- "$1"; fi'
        return (await self._ask(script, path)).removesuffix(b"\n") or path

    async def facts(self, path: bytes, *, follow: bool = True) -> Facts:
        script = f"stat {'-L ' if follow else ''}-c '{_FORM}' -- \"$1\""
        found = _entry((await self._ask(script, path)).split(b"\n", 1)[0])
        if found is None:
            raise NotFound("workbench.file_not_found", path=to_text(path))
        return found.facts

    async def scan(self, path: bytes, *, most: int = MOST_ENTRIES) -> tuple[list[Entry], bool]:
        script = f'ls -d -- "$1/." >/dev/null && cd -- "$1" && find . ! -name . -prune -exec stat -c \'{_FORM}\' {{}} +'
        done = await self._shell.run(script, path, seconds=_SECONDS, most=MOST_NAME_BYTES)
        if not done.output:
            done.check(path)
        lines = done.output.split(b"\n")
        found = [one for one in map(_entry, lines[: most + 1]) if one is not None and checked_name(one.name)]
        return found[:most], len(lines) > most + 1 or len(done.output) >= MOST_NAME_BYTES

    async def target(self, path: bytes) -> bytes:
        return (await self._ask('readlink -- "$1"', path)).removesuffix(b"\n")

    async def free(self, path: bytes) -> int | None:
        done = await self._shell.run('df -kP -- "$1"', path)
        words = done.output.splitlines()[-1].split() if done.output else []
        return int(words[3]) * 1024 if len(words) > 3 and words[3].isdigit() else None

    async def make_folder(self, path: bytes) -> None:
        await self._ask('mkdir -- "$1"', path)

    async def make_file(self, path: bytes) -> None:
        await self._ask('if [ -e "$1" ]; then echo "File exists" >&2; exit 1; fi; : > "$1"', path)

    async def remove(self, path: bytes) -> None:
        await self._ask('rm -f -- "$1"', path)

    async def remove_folder(self, path: bytes) -> None:
        await self._ask('rmdir -- "$1"', path)

    async def rename(self, path: bytes, to: bytes, *, overwrite: bool) -> None:
        # Only GNU has `mv -T`; without it a folder that is in the way would swallow what is renamed.
        guard = '[ -d "$2" ] && [ ! -L "$2" ]' if overwrite else '[ -e "$2" ] || [ -L "$2" ]'
        script = f'if {guard}; then echo "File exists" >&2; exit 1; fi; mv -f -- "$1" "$2"'
        await self._ask(script, path, to)

    async def change_mode(self, path: bytes, mode: int) -> None:
        await self._ask('chmod -- "$2" "$1"', path, b"%o" % (mode & 0o7777))

    async def change_owner(self, path: bytes, like: Facts) -> None:
        await self._ask('chown -- "$2" "$1"', path, f"{like.owner}:{like.group}".encode())

    async def change_times(self, path: bytes, *, accessed: int, modified: int) -> None:
        script = 'touch -a -d "@$2" -- "$1" && touch -m -d "@$3" -- "$1"'
        await self._ask(script, path, b"%d" % accessed, b"%d" % modified)

    async def blocks(self, path: bytes, *, offset: int = 0, size: int | None = None) -> AsyncIterator[bytes]:
        script = '[ -r "$1" ] || { cat -- "$1" >/dev/null; exit 1; }; tail -c "+$2" < "$1"'
        left = size
        async with self._shell.open(script, path, b"%d" % (offset + 1)) as process:
            while left is None or left > 0:
                async with remote_call(path, seconds=_SECONDS):
                    piece = await process.stdout.read(_PIECE)
                if not piece:
                    break
                piece = piece if left is None else piece[:left]
                left = None if left is None else left - len(piece)
                yield piece
            if left != 0:
                (await self._shell.ended(process)).check(path)

    async def writer(
        self, path: bytes, *, offset: int = 0, fresh: bool = True, mode: int | None = None
    ) -> ShellWriter:
        if fresh:
            script = 'cat > "$1"'
        else:
            # What was written behind the offset, before a line was cut, is written once more.
            script = (
                'n=$(wc -c < "$1") && [ "$n" -ge "$2" ] || { echo "shorter than that" >&2; exit 1; }; '
                'dd if=/dev/null of="$1" bs=1 seek="$2" 2>/dev/null; cat >> "$1"'
            )
        stack = AsyncExitStack()
        process = await stack.enter_async_context(self._shell.open(script, path, b"%d" % offset))
        return ShellWriter(self._shell, path, process, stack, offset=offset, mode=mode)

    async def _ask(self, script: str, *words: bytes) -> bytes:
        return (await self._shell.run(script, *words)).check(words[0] if words else b"")


class ShellWriter:
    """A command that takes a file's bytes from us. What has arrived is known only at the end."""

    def __init__(
        self,
        shell: Shell,
        path: bytes,
        process: Process,
        stack: AsyncExitStack,
        *,
        offset: int,
        mode: int | None,
    ) -> None:
        self._shell, self._path, self._process, self._stack = shell, path, process, stack
        self.safe, self._sent, self._mode = offset, offset, mode
        self._open = True

    async def write(self, data: bytes) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                self._process.stdin.write(data)
                await self._process.stdin.drain()
        except FAILURES as error:
            await self.flush()
            raise translated(error, self._path) from error
        self._sent += len(data)

    async def flush(self) -> None:
        if not self._open:
            return
        self._open = False
        done = await self._shell.ended(self._process, seconds=_SECONDS)
        await self._stack.aclose()
        done.check(self._path)
        self.safe = self._sent

    async def close(self, *, sync: bool = False) -> None:
        await self.flush()
        if self._mode is not None:
            done = await self._shell.run('chmod -- "$2" "$1"', self._path, b"%o" % (self._mode & 0o7777))
            done.check(self._path)

    def abandon(self) -> None:
        """Let go without waiting."""
        self._open = False
        self._process.close()


def _entry(line: bytes) -> Entry | None:
    parts = line.split(b"/", 6)
    if len(parts) != 7:
        return None
    try:
        mode, size, modified, accessed = int(parts[0], 16), *map(int, parts[1:4])
    except ValueError:
        return None
    name = parts[6].removeprefix(b"./")
    return Entry(name, Facts(mode, size, modified, accessed, to_text(parts[4]), to_text(parts[5])))
