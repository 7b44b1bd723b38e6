"""What travels when connections of other tools are taken over."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from zuka.kit.web import Wire
from zuka.workbench.connection_schemas import Auth, Path
from zuka.workbench.importing.found import MOST_FILES, MOST_FOUND, Format

_MOST_TEXT = 12 << 20
"""Of one file in base64; what is in it has a limit of its own."""


class ImportFile(Wire):
    """A file as it was picked; folders in its name count."""

    name: str = Field(max_length=1024)
    content_base64: str = Field(max_length=_MOST_TEXT, repr=False)


class PreviewIn(Wire):
    """Files of one tool. `passphrase` opens our own export."""

    files: Annotated[list[ImportFile], Field(min_length=1, max_length=MOST_FILES)]
    format: Literal["auto"] | Format = "auto"
    passphrase: str | None = Field(None, max_length=1024, repr=False)


class ImportIn(PreviewIn):
    """The same files again, and which of their rows to keep: all that are new where `keys` is null. They go below
    `folder`."""

    keys: Annotated[list[Annotated[str, Field(max_length=32)]], Field(max_length=MOST_FOUND)] | None = None
    folder: Path = ""


class ImportRow(Wire):
    """A connection in the files. `duplicate_of`: the id of a saved one, or the key of an earlier row, with the same
    user, host and port. `problem`: what of it does not come along, or why it cannot be kept at all."""

    key: str
    name: str
    folder: str
    host: str
    port: int
    username: str
    auth: Auth
    has_secret: bool
    note: str
    jump: str | None
    duplicate_of: str | None
    problem: (
        Literal[
            "not_ssh",
            "bad_host",
            "bad_port",
            "username_missing",
            "password_unreadable",
            "key_missing",
            "key_unreadable",
            "jump_missing",
            "jump_simplified",
            "include_ignored",
        ]
        | None
    )


class PreviewOut(Wire):
    """What is in the files."""

    format: Format
    rows: list[ImportRow]


class ImportOut(Wire):
    """How many connections were saved, and how many of the wanted rows were not."""

    added: int
    skipped: int
