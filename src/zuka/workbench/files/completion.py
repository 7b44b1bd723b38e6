"""What the word at the end of a command line may become: commands of PATH, and paths of the machine, rightly quoted."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass

from zuka.errors import DomainError
from zuka.workbench.files.disk import Entry
from zuka.workbench.files.names import absolute, to_text
from zuka.workbench.files.rooms import Room

MOST_WORDS = 200
_MOST_COMMANDS = 20_000
_MOST_SEEN = 5_000
_BUILTINS = [
    "alias",
    "bg",
    "cd",
    "command",
    "echo",
    "eval",
    "exec",
    "exit",
    "export",
    "fg",
    "history",
    "jobs",
    "kill",
    "printf",
    "pwd",
    "read",
    "set",
    "source",
    "test",
    "trap",
    "type",
    "ulimit",
    "umask",
    "unalias",
    "unset",
    "wait",
]
_BEFORE_A_COMMAND = frozenset(
    {"sudo", "nohup", "time", "exec", "command", "env", "nice", "xargs", "watch", "which"}
)
_FOLDERS_ONLY = frozenset({"cd", "pushd", "rmdir"})
_SPECIAL = re.compile(r"([\s\\'\"`$&|;<>()*?\[\]{}!#~^])")
_TOKEN = re.compile(
    r"""(?P<separator>[|;&(\n])|(?P<gap>\s+)|(?P<into>[<>]+)|(?P<equals>=)"""
    r"""|(?P<single>'[^']*'?)|(?P<double>"(?:[^"\\]|\\.)*(?:"|\\?$))|(?P<escaped>\\.?)|(?P<bare>[^\s|;&(<>='"\\]+)"""
)
_COMMANDS = (
    'IFS=:; for d in $PATH; do for f in "$d"/*; do [ -f "$f" ] && [ -x "$f" ] && echo "${f##*/}"; done; done'
)


@dataclass(frozen=True)
class Word:
    """The last word of a line: from where it starts, what it says without quotes, the quote that is open in it, the
    command that it belongs to, and whether it is one itself."""

    start: int
    text: str
    quote: str
    command: str
    is_command: bool


def last_word(line: str) -> Word:
    """Reads a line as a shell would."""
    words: list[str] = []
    start, quote, text = len(line), "", None
    for token in _TOKEN.finditer(line):
        kind, raw = token.lastgroup, token[0]
        if kind in {"gap", "separator"}:
            # A word that leads to a file is none of the command's own.
            words = [*words, text] if text is not None else words
            words = [] if kind == "separator" else words
            start, quote, text = len(line), "", None
        elif kind in {"into", "equals"}:
            words = [*words, text or "redirected"] if kind == "into" else words
            start, quote, text = token.end(), "", ""
        else:
            start = token.start() if text is None else start
            text = (text or "") + _plain(raw)
            quote = raw[0] if raw[0] in "'\"" and not (len(raw) > 1 and raw.endswith(raw[0])) else ""
    real = [one for one in words if not one.startswith("-") and one not in _BEFORE_A_COMMAND]
    return Word(start, text or "", quote, real[0] if real else "", not real)


def _plain(token: str) -> str:
    """A piece of a word without its quotes."""
    if token[0] == "'":
        return token[1:].removesuffix("'")
    if token[0] == '"':
        closed = len(token) > 1 and token.endswith('"')
        return re.sub(r'\\([\\"$`])', r"\1", token[1:-1] if closed else token[1:])
    return token[1:] if token[0] == "\\" else token


async def complete(room: Room, line: str, directory: str) -> tuple[int, list[str]]:
    """From where in `line` (in UTF-16, as browsers count), and what may stand there; folders end in a slash."""
    word = last_word(line)
    if word.is_command and "/" not in word.text and not word.text.startswith("~"):
        found = [one for one in await _commands(room) if one.startswith(word.text)] if word.text else []
        words = [_quoted(one, word.quote, ended=True) for one in found]
    else:
        words = await _paths(room, word, directory)
    start = len(line[: word.start].encode("utf-16-le", "surrogatepass")) // 2
    return start, words[:MOST_WORDS]


async def _commands(room: Room) -> list[str]:
    if "commands" not in room.kept:
        try:
            done = await room.shell.run(_COMMANDS, most=1 << 20)
            names = {one.decode(errors="replace") for one in done.output.split(b"\n")[:_MOST_COMMANDS] if one}
        except DomainError:
            return _BUILTINS
        room.kept["commands"] = sorted(names | set(_BUILTINS))
    found: list[str] = room.kept["commands"]
    return found


async def _paths(room: Room, word: Word, directory: str) -> list[str]:
    head, slash, prefix = word.text.rpartition("/")
    shown = head + slash
    disk = await room.disk()
    home = await room.home()
    where = shown if shown.startswith(("/", "~")) else posixpath.join(directory or "~", shown)
    try:
        folder = absolute(where.rstrip("/") or "/", home)
        entries, _ = await disk.scan(folder, most=_MOST_SEEN)
    except DomainError:
        # A folder that cannot be read completes to nothing; that is no news while somebody types.
        return []
    found = sorted(_fitting(entries, prefix), key=lambda one: one.name)
    answers = []
    for entry in found[:MOST_WORDS]:
        is_folder = entry.facts.kind == "folder" or await _leads_to_folder(room, folder, entry)
        if is_folder or word.command not in _FOLDERS_ONLY:
            name = shown + to_text(entry.name)
            answers.append(_quoted(name + ("/" if is_folder else ""), word.quote, ended=not is_folder))
    return answers


def _fitting(entries: Iterable[Entry], prefix: str) -> Iterable[Entry]:
    """Hidden names only where a dot asks for them."""
    for entry in entries:
        name = to_text(entry.name)
        if name.startswith(prefix) and (prefix or not name.startswith(".")) and name.isprintable():
            yield entry


async def _leads_to_folder(room: Room, folder: bytes, entry: Entry) -> bool:
    if entry.facts.kind != "link":
        return False
    try:
        return (await (await room.disk()).facts(posixpath.join(folder, entry.name))).kind == "folder"
    except DomainError:
        return False


def _quoted(text: str, quote: str, *, ended: bool) -> str:
    """`text` as it stands in a line. An open quote is kept, and closed where the word is complete."""
    close = quote if ended else ""
    if quote == "'":
        return "'" + text.replace("'", "'\\''") + close
    if quote == '"':
        return '"' + re.sub(r'([\\"$`!])', r"\\\1", text) + close
    home = ""
    if text == "~" or text.startswith("~/"):
        home, text = "~", text[1:]
    return home + _SPECIAL.sub(r"\\\1", text)
