"""`~/.ssh/config`: one connection for each name that is not a pattern, with what patterns say applied as OpenSSH does
it: the first value that is found wins. Nothing is included and nothing is run."""

from __future__ import annotations

import fnmatch
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zuka.errors import Invalid
from zuka.workbench.importing.found import TOO_LARGE, File, Found, number, plain, text_of

_LINE = re.compile(r"([A-Za-z]+)(?:\s*=\s*|\s+)(.*)")
_HOST = re.compile(r"^[ \t]*Host[ \t=]+\S", re.IGNORECASE | re.MULTILINE)
_MOST_TEXT = 1 << 20
_LONGEST_LINE = 8192
_MOST_BLOCKS = 3000
_MOST_PATTERNS = 500
"""With wildcards, in all: each is held against every name."""
_KEPT = {"hostname", "user", "port", "proxyjump", "identityfile", "serveraliveinterval", "remotecommand"}
_HOP = re.compile(r"(?:ssh://)?(?:(?P<user>[^@]+)@)?(?P<host>\[[^\]]+\]|[^:]+)(?::(?P<port>\d+))?/?$")


@dataclass
class _Block:
    patterns: list[str]
    values: dict[str, str] = field(default_factory=dict)
    allowed: list[re.Pattern[str]] = field(init=False)
    refused: list[re.Pattern[str]] = field(init=False)

    def __post_init__(self) -> None:
        wild = [one for one in self.patterns if _is_wild(one)]
        if len(wild) > _MOST_PATTERNS:
            raise Invalid(TOO_LARGE)
        self.allowed = [_pattern(one) for one in wild if not one.startswith("!")]
        self.refused = [_pattern(one[1:]) for one in wild if one.startswith("!")]

    def matches(self, alias: str) -> bool:
        if any(one.match(alias) for one in self.refused):
            return False
        return alias in self.patterns or any(one.match(alias) for one in self.allowed)


def accepts(file: File, text: str) -> bool:
    name = file.name.rpartition("/")[2].lower()
    if name in {"config", "ssh_config"} or file.suffix in {"", "conf", "config", "txt"}:
        return _HOST.search(text) is not None
    return False


def read(files: Sequence[File]) -> Iterator[Found]:
    if sum(len(one.data) for one in files) > _MOST_TEXT:
        raise Invalid(TOO_LARGE)
    for file in files:
        yield from _of_text(text_of(file.data))


def _of_text(text: str) -> Iterator[Found]:
    blocks, included = _blocks(text)
    rules = _Rules(blocks)
    named = {one for block in blocks for one in block.patterns}
    seen: set[str] = set()
    hops: dict[str, Found] = {}
    for block in blocks:
        for alias in block.patterns:
            if _is_wild(alias) or alias in seen:
                continue
            seen.add(alias)
            one = _found(alias, rules.values(alias))
            if included and not one.problem:
                one.problem = "include_ignored"
            yield one
            if one.jump and one.jump not in named:
                hops.setdefault(one.jump, _hop(one.jump))
    yield from hops.values()


def _blocks(text: str) -> tuple[list[_Block], bool]:
    """The blocks in order, and whether something is included that is not here. `Match` depends on what is not known
    here, so what belongs to one is left out, but for `Match all`."""
    blocks, included = [_Block(["*"])], False
    here: _Block | None = blocks[0]
    for line in text.splitlines():
        if len(blocks) > _MOST_BLOCKS or len(line) > _LONGEST_LINE:
            raise Invalid(TOO_LARGE)
        match = _LINE.match(line.strip())
        if match is None:
            continue
        key, value = match[1].lower(), match[2]
        if key == "host":
            here = _Block(_words(value))
            blocks.append(here)
        elif key == "match":
            here = _Block(["*"]) if value.lower() == "all" else None
            blocks.extend([here] if here is not None else [])
        elif key == "include":
            included = True
        elif key in _KEPT and here is not None:
            here.values.setdefault(key, value)
    return blocks, included


class _Rules:
    """The blocks in order, found by alias without asking each of them."""

    def __init__(self, blocks: Sequence[_Block]) -> None:
        self._blocks = blocks
        self._wild: list[int] = []
        self._exact: dict[str, list[int]] = {}
        for place, block in enumerate(blocks):
            if any(_is_wild(one) for one in block.patterns):
                self._wild.append(place)
                continue
            for one in block.patterns:
                self._exact.setdefault(one, []).append(place)
        if sum(len(blocks[place].allowed + blocks[place].refused) for place in self._wild) > _MOST_PATTERNS:
            raise Invalid(TOO_LARGE)

    def values(self, alias: str) -> dict[str, str]:
        """What OpenSSH would use for this name: of each setting the first that is said."""
        values: dict[str, str] = {}
        for place in sorted({*self._wild, *self._exact.get(alias, ())}):
            if self._blocks[place].matches(alias):
                for key, value in self._blocks[place].values.items():
                    values.setdefault(key, value)
        return values


def _is_wild(pattern: str) -> bool:
    return any(mark in pattern for mark in "*?!")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(text))


def _found(alias: str, values: Mapping[str, str]) -> Found:
    identity = " ".join(_words(values.get("identityfile", "")))
    jump = _first(values.get("proxyjump", ""))
    hops = [one.strip() for one in jump.split(",") if one.strip() and one.strip().lower() != "none"]
    problem = "key_missing" if identity else ""
    if len(hops) > 1:
        problem = "jump_simplified"
    return Found(
        name=plain(alias, 80),
        alias=alias,
        host=_first(values.get("hostname", "")).replace("%h", alias).replace("%%", "%") or alias,
        port=number(_first(values.get("port", "22")), 22),
        username=_first(values.get("user", "")),
        auth="key" if identity else "password",
        note=f"IdentityFile {identity}" if identity else "",
        jump=hops[-1] if hops else "",
        options=_options(values),
        problem=problem,
    )


def _options(values: Mapping[str, str]) -> dict[str, object]:
    options: dict[str, object] = {}
    if "serveraliveinterval" in values:
        options["keepalive_seconds"] = min(max(number(_first(values["serveraliveinterval"]), 30), 0), 3600)
    command = values.get("remotecommand", "")
    if command and command.lower() != "none":
        options["start_command"] = command[:4000]
    return options


def _hop(text: str) -> Found:
    """A machine that is named only as a way to others."""
    match = _HOP.match(text)
    if match is None:
        return Found(name=plain(text, 80), alias=text, host=text)
    host = match["host"].strip("[]")
    return Found(
        name=plain(host, 80),
        alias=text,
        host=host,
        port=number(match["port"] or 22, 22),
        username=match["user"] or "",
    )


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text, comments=True)
    except ValueError:
        return text.split()


def _first(text: str) -> str:
    return next(iter(_words(text)), "")
