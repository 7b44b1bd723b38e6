"""What travels about connections, their folders and host keys. A secret goes in and never comes out again."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from zuka.kit.web import Wire

MOST_CONNECTIONS = 2000
"""Per user."""
DEEPEST_FOLDER = 8
_SECRET_LENGTH = 1024
_KEY_LENGTH = 1 << 15
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BAD_IN_HOST = re.compile(r"[\s/@\\\x00-\x1f\x7f\[\]]")

Auth = Literal["password", "key", "ask", "agent"]


def _plain(text: str) -> str:
    """A line without control characters: what is shown in a list must not rearrange it."""
    if _CONTROL.search(text):
        raise ValueError("must not have control characters")
    return text.strip()


def _host(text: str) -> str:
    host = text.strip()
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    if not host or _BAD_IN_HOST.search(host):
        raise ValueError("must be a host name or an IP address")
    return host.lower().rstrip(".") or host


def _folder(text: str) -> str:
    parts = [part for part in (_plain(one) for one in text.split("/")) if part]
    if len(parts) > DEEPEST_FOLDER:
        raise ValueError(f"must not be deeper than {DEEPEST_FOLDER} folders")
    if any(len(part) > 80 for part in parts):
        raise ValueError("must have names of at most 80 characters")
    return "/".join(parts)


def _tags(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(tag for tag in tags if tag))


Line = AfterValidator(_plain)
Name = Annotated[str, Field(max_length=80), Line]
Host = Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_host)]
Port = Annotated[int, Field(ge=1, le=65535)]
Username = Annotated[str, Field(min_length=1, max_length=64), Line]
Path = Annotated[str, Field(max_length=255), AfterValidator(_folder)]
"""Names of folders joined by `/`, outermost first; empty at the top."""
Tag = Annotated[str, Field(max_length=32), Line]
Tags = Annotated[list[Tag], Field(max_length=20), AfterValidator(_tags)]
Note = Annotated[str, Field(max_length=4000)]
Secret = Annotated[str, Field(max_length=_SECRET_LENGTH)]
PrivateKey = Annotated[str, Field(max_length=_KEY_LENGTH)]
Ids = Annotated[list[Annotated[str, Field(max_length=32)]], Field(max_length=MOST_CONNECTIONS)]


def refuse_null(value: Any) -> Any:
    """Stands before fields of a change that may be left out but cannot be emptied."""
    if value is None:
        raise ValueError("must not be null")
    return value


class Options(Wire):
    """How a terminal of this connection behaves. `keep`: its shell runs in tmux where the machine has it, so that it lives
    on when the connection breaks or this server restarts; what a browser gets is then what tmux draws."""

    encoding: Literal["utf-8", "gbk"] = "utf-8"
    keepalive_seconds: int = Field(30, ge=0, le=3600)
    start_directory: Annotated[str, Field(max_length=1024), Line] = ""
    start_command: Annotated[str, Field(max_length=4000)] = ""
    keep: bool = False


class ConnectionIn(Wire):
    """A connection to save, or a draft to try. An empty name becomes `user@host`."""

    name: Name = ""
    folder: Path = ""
    host: Host
    port: Port = 22
    username: Username
    auth: Auth = "password"
    password: Secret | None = Field(None, repr=False)
    private_key: PrivateKey | None = Field(None, repr=False)
    passphrase: Secret | None = Field(None, repr=False)
    jump_id: str | None = Field(None, max_length=32)
    tags: Tags = Field(default_factory=list)
    note: Note = ""
    options: Options = Options()


class ConnectionChange(Wire):
    """What to change; what is left out stays. A secret: null leaves it, an empty one removes it."""

    name: Annotated[Name, BeforeValidator(refuse_null)] = ""
    folder: Annotated[Path, BeforeValidator(refuse_null)] = ""
    host: Annotated[Host, BeforeValidator(refuse_null)] = ""
    port: Annotated[Port, BeforeValidator(refuse_null)] = 22
    username: Annotated[Username, BeforeValidator(refuse_null)] = ""
    auth: Annotated[Auth, BeforeValidator(refuse_null)] = "password"
    password: Secret | None = Field(None, repr=False)
    private_key: PrivateKey | None = Field(None, repr=False)
    passphrase: Secret | None = Field(None, repr=False)
    jump_id: str | None = Field(None, max_length=32, description="Null: straight to the host.")
    tags: Annotated[Tags, BeforeValidator(refuse_null)] = Field(default_factory=list)
    note: Annotated[Note, BeforeValidator(refuse_null)] = ""
    options: Annotated[Options, BeforeValidator(refuse_null)] = Options()


class ConnectionOut(Wire):
    """A saved connection, without its secrets: only whether they are there."""

    id: str
    name: str
    folder: str
    position: int
    host: str
    port: int
    username: str
    auth: Auth
    has_password: bool
    has_key: bool
    key_fingerprint: str
    has_passphrase: bool
    jump_id: str | None
    tags: list[str]
    note: str
    options: Options
    created_at: datetime
    updated_at: datetime
    last_used_at: datetime | None


class Tree(Wire):
    """All that a user has saved; `folders` are complete paths, in order."""

    folders: list[str]
    connections: list[ConnectionOut]


class BulkIn(Wire):
    """The same change to several connections; `delete` removes them."""

    ids: Annotated[Ids, Field(min_length=1)]
    folder: Path | None = None
    add_tags: Tags = Field(default_factory=list)
    remove_tags: Tags = Field(default_factory=list)
    username: Username | None = None
    port: Port | None = None
    auth: Auth | None = None
    password: Secret | None = Field(None, repr=False)
    jump_id: str | None = Field(None, max_length=32, description="Empty: straight to the hosts.")
    delete: bool = False


class ArrangementIn(Wire):
    """These connections, in this order, are the first of `folder`."""

    folder: Path
    ids: Ids


class FolderIn(Wire):
    """A folder to make, with those around it."""

    path: Annotated[Path, Field(min_length=1)]


class FolderMove(Wire):
    """A folder to rename or to move, with everything in it."""

    path: Annotated[Path, Field(min_length=1)]
    new_path: Annotated[Path, Field(min_length=1)]


class HostKeyOut(Wire):
    """A host key that the user has accepted and saved."""

    id: str
    host: str
    port: int
    algorithm: str
    fingerprint: str
    accepted_at: datetime
