"""From files to rows: which format they are, what is in them, and what of it is here already."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Literal

from pydantic import ValidationError

from zuka.errors import Invalid
from zuka.workbench import private_keys
from zuka.workbench.connection_schemas import ConnectionIn
from zuka.workbench.importing import archive, finalshell, mobaxterm, openssh, own, securecrt, xshell
from zuka.workbench.importing.found import (
    DEFAULT_USER,
    MOST_FOUND,
    TOO_LARGE,
    UNREADABLE,
    File,
    Format,
    Found,
    plain,
    text_of,
)
from zuka.workbench.private_keys import ParsedKey

_MOST_KEYS = 300
"""Different private keys in one import."""
Target = tuple[str, str, int]
"""User, host and port: what makes two connections the same."""

_MODULES: Mapping[Format, ModuleType] = {
    "zuka": own,
    "finalshell": finalshell,
    "xshell": xshell,
    "mobaxterm": mobaxterm,
    "securecrt": securecrt,
    "openssh": openssh,
}
"""In the order in which they are tried: the vaguest last."""


@dataclass(frozen=True)
class Row:
    """One connection that was found. `body` is what would be saved, None where that cannot be, with its private key as
    it was looked at; `jump` is the key of the row that it goes through."""

    key: str
    found: Found
    body: ConnectionIn | None
    private_key: ParsedKey | None
    jump: str | None
    problem: str | None

    @property
    def target(self) -> Target:
        one = self.found if self.body is None else self.body
        return one.username, one.host, one.port


def rows_of(
    files: Sequence[File], wanted: Format | Literal["auto"], passphrase: str
) -> tuple[Format, list[Row]]:
    """The format, and every connection in the files. Raises `Invalid` workbench.import_… for files that are not read."""
    whole = archive.unpacked(files)
    kind, chosen = _sorted_out(whole, wanted)
    module = _MODULES[kind]
    found = own.read(chosen, passphrase) if module is own else module.read(chosen)
    return kind, list(_rows(_few(found)))


def _sorted_out(files: Sequence[File], wanted: Format | Literal["auto"]) -> tuple[Format, list[File]]:
    """The format that most of the files are in, and those that are."""
    kinds = list(_MODULES) if wanted == "auto" else [wanted]
    if wanted != "auto" and len(files) == 1:
        return wanted, list(files)
    accepted = {kind: [one for one in files if _accepts(_MODULES[kind].accepts, one)] for kind in kinds}
    best = max(kinds, key=lambda kind: len(accepted[kind]))
    if not accepted[best]:
        raise Invalid(UNREADABLE, "No format that is known here was recognised in the files.")
    if best == "finalshell":
        # Names of folders are in files of their own.
        return best, [one for one in files if finalshell.is_ours(one)]
    return best, accepted[best]


def _accepts(accepts: Callable[[File, str], bool], file: File) -> bool:
    try:
        return accepts(file, text_of(file.data))
    except Invalid:
        return False


def _few(found: Iterable[Found]) -> list[Found]:
    taken: list[Found] = []
    for one in found:
        taken.append(one)
        if len(taken) > MOST_FOUND:
            raise Invalid(TOO_LARGE)
    if not taken:
        raise Invalid(UNREADABLE, "There is no connection in the files.")
    return taken


def _rows(found: Sequence[Found]) -> Iterator[Row]:
    keys = [_key(number, one) for number, one in enumerate(found)]
    aliases = {one.alias: keys[number] for number, one in enumerate(found) if one.alias}
    known: dict[str, ParsedKey | None] = {}
    for number, one in enumerate(found):
        private_key = _usable_key(one, known)
        body, problem = _body(one, private_key)
        jump = aliases.get(one.jump) if one.jump else None
        if one.jump and (jump is None or jump == keys[number]):
            jump, problem = None, problem or "jump_missing"
        yield Row(keys[number], one, body, private_key, jump, problem)


def _body(one: Found, key: ParsedKey | None) -> tuple[ConnectionIn | None, str | None]:
    """What would be saved, and what of it is not as it was."""
    if one.problem == "not_ssh":
        return None, one.problem
    problem = one.problem or ("" if one.username else "username_missing")
    if one.private_key and key is None:
        problem = "key_unreadable"
    try:
        body = ConnectionIn.model_validate(
            {
                "name": plain(one.name, 80),
                "folder": one.folder,
                "host": one.host,
                "port": one.port,
                "username": plain(one.username, 64) or DEFAULT_USER,
                "auth": one.auth,
                "password": one.password or None,
                "private_key": None if key is None else key.text,
                "passphrase": one.passphrase or None,
                "tags": one.tags,
                "note": one.note.replace("\0", "")[:4000],
                "options": one.options,
            }
        )
    except ValidationError as error:
        return None, "bad_port" if error.errors()[0]["loc"][0] == "port" else "bad_host"
    return body, problem or None


def _usable_key(one: Found, known: dict[str, ParsedKey | None]) -> ParsedKey | None:
    """The private key, if it can be read. It is not opened with its passphrase, which would be work without end where
    a file has thousands of them; and what several connections share is looked at once."""
    if not one.private_key:
        return None
    if one.private_key not in known:
        if len(known) >= _MOST_KEYS:
            raise Invalid(TOO_LARGE)
        try:
            known[one.private_key] = private_keys.parse(one.private_key)
        except Invalid:
            known[one.private_key] = None
    return known[one.private_key]


def _key(number: int, one: Found) -> str:
    facts = f"{one.username}@{one.host}:{one.port}/{one.folder}/{one.name}"
    return f"{number}-{hashlib.sha256(facts.encode('utf-8', 'replace')).hexdigest()[:10]}"
