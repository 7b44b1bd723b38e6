"""FinalShell: one JSON file per connection (`conn/…_connect_config.json`), and `folder.json` files that name folders.

Its saved passwords are not secret: DES with a key that is derived from the first eight bytes of the value itself. The
scheme is known from several independent public descriptions, so a password comes along.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from zuka.errors import Invalid
from zuka.workbench.importing.found import UNREADABLE, File, Found, folder_path, number, plain, text_of

_SSH = 100
_MAGIC = 3680984568597093857
_BY_KEY = 2
_DEEPEST = 16
_MASK = (1 << 48) - 1


def accepts(file: File, text: str) -> bool:
    name = file.name.rpartition("/")[2]
    return name.endswith("_connect_config.json") or (
        text.lstrip().startswith("{") and '"user_name"' in text and '"host"' in text
    )


def is_ours(file: File) -> bool:
    """Whether it belongs to an export, also where it is no connection itself."""
    return file.suffix == "json"


def read(files: Sequence[File]) -> Iterator[Found]:
    connections: list[dict[str, Any]] = []
    folders: dict[str, dict[str, Any]] = {}
    for file in files:
        try:
            document = json.loads(text_of(file.data))
        except (ValueError, RecursionError) as error:
            raise Invalid(UNREADABLE, f"{file.name[:80]} is not JSON.") from error
        if not isinstance(document, dict):
            continue
        if "host" in document:
            connections.append(document)
        elif "id" in document and "name" in document:
            folders[str(document["id"])] = document
    for one in connections:
        if number(one.get("delete_time") or 0, 0) == 0:
            yield _found(one, folders)


def _found(one: Mapping[str, Any], folders: Mapping[str, Mapping[str, Any]]) -> Found:
    by_key = number(one.get("authentication_type") or 1, 1) == _BY_KEY
    found = Found(
        name=plain(one.get("name"), 80),
        host=str(one.get("host") or ""),
        port=number(one.get("port") or 22, 22),
        username=plain(one.get("user_name"), 64),
        folder=_folder(str(one.get("parent_id") or ""), folders),
        auth="key" if by_key else "password",
        note=str(one.get("description") or "")[:4000],
        options={"encoding": "gbk" if _is_gbk(one) else "utf-8"},
    )
    # The field's name is misspelt in the files, too.
    kind = number(one.get("conection_type", one.get("connection_type", _SSH)), _SSH)
    if kind != _SSH:
        found.problem = "not_ssh"
    elif by_key:
        found.problem = "key_missing"
    elif one.get("password"):
        try:
            found.password = decode_password(str(one["password"]))
        except ValueError:
            found.problem = "password_unreadable"
    return found


def _folder(folder_id: str, folders: Mapping[str, Mapping[str, Any]]) -> str:
    names: list[str] = []
    while folder_id in folders and len(names) < _DEEPEST:
        names.append(str(folders[folder_id].get("name") or "").replace("/", " ").replace("\\", " "))
        folder_id = str(folders[folder_id].get("parent_id") or "")
    return folder_path(*reversed(names))


def _is_gbk(one: Mapping[str, Any]) -> bool:
    return str(one.get("terminal_encoding") or one.get("encoding") or "").lower().startswith("gb")


def decode_password(text: str) -> str:
    """Raises `ValueError` for what is not made by this scheme."""
    raw = base64.b64decode(text, validate=True)
    if len(raw) < 16 or len(raw) % 8:
        raise ValueError("not a whole number of blocks")
    cipher = Cipher(TripleDES(_key(raw[:8]) * 3), modes.ECB()).decryptor()  # noqa: S305  # Their choice, not ours.
    padded = cipher.update(raw[8:]) + cipher.finalize()
    padding = padded[-1]
    if not 1 <= padding <= 8 or padded[-padding:] != bytes([padding]) * padding:
        raise ValueError("not what was encrypted")
    return padded[:-padding].decode()


def _key(head: bytes) -> bytes:
    numbers = struct.unpack("8b", head)
    divisor = _Random(numbers[5]).below(127)
    if divisor == 0:
        raise ValueError("a head that the scheme cannot have made")
    first = _Random(_MAGIC // divisor)
    for _ in range(max(numbers[0], 0)):
        first.long()
    second = _Random(first.long())
    parts = [
        numbers[4],
        second.long(),
        numbers[7],
        numbers[3],
        second.long(),
        numbers[1],
        first.long(),
        numbers[2],
    ]
    return hashlib.md5(struct.pack(">8q", *parts), usedforsecurity=False).digest()[:8]


class _Random:
    """Java's `java.util.Random`, a linear congruence of 48 bits."""

    def __init__(self, seed: int) -> None:
        self._state = (seed ^ 0x5DEECE66D) & _MASK

    def _next(self, bits: int) -> int:
        self._state = (self._state * 0x5DEECE66D + 11) & _MASK
        value = self._state >> (48 - bits)
        return value - (1 << bits) if bits == 32 and value >> 31 else value

    def below(self, bound: int) -> int:
        """For a bound that is no power of two."""
        while True:
            bits = self._next(31)
            value = bits % bound
            if bits - value + bound - 1 < 1 << 31:
                return value

    def long(self) -> int:
        value = ((self._next(32) << 32) + self._next(32)) & ((1 << 64) - 1)
        return value - (1 << 64) if value >> 63 else value
