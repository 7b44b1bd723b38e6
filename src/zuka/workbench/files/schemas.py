"""What the files of a session look like on the wire. Sizes are bytes, times seconds since 1970."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from zuka.kit.web import Wire
from zuka.workbench.files.names import LONGEST_NAME

Path = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_NAME,
        description="Absolute, or from the home with `~`. A byte that is no UTF-8 is one character of U+EF80 to U+EFFF.",
    ),
]
Paths = Annotated[list[Path], Field(min_length=1, max_length=10_000)]
Size = Annotated[int, Field(ge=0, le=1 << 50)]
Moment = Annotated[int, Field(ge=0, le=(1 << 32) - 1)]
Kind = Literal["file", "folder", "link", "other"]
CopyState = Literal["waiting", "running", "done", "failed", "cancelled"]
Encoding = Literal["utf-8", "utf-8-sig", "gbk"]


class EntryOut(Wire):
    """One name of a folder."""

    name: str
    kind: Kind
    size: int
    modified: int
    mode: int
    owner: str
    group: str
    target: str | None
    target_kind: Kind | None


class FolderOut(Wire):
    """What is in a folder. `path` is the real one, without links."""

    path: str
    parent: str | None
    entries: list[EntryOut]
    truncated: bool
    free_bytes: int | None


class PathIn(Wire):
    path: Path


class RenameFileIn(Wire):
    path: Path
    to: Path
    overwrite: bool = False


class ModeIn(Wire):
    paths: Paths
    mode: int = Field(ge=0, le=0o7777)
    recursive: bool = Field(False, description="Folders then can be entered by whoever may read them.")


class PathsIn(Wire):
    paths: Paths


class DigestOut(Wire):
    digest: str


class TextOut(Wire):
    text: str
    encoding: Encoding
    size: int
    version: str
    truncated: bool
    binary: bool
    line_ending: Literal["lf", "crlf", "mixed"]


class TextIn(Wire):
    """The next version of a text. Without `line_ending` a file with Windows line endings keeps them."""

    path: Path
    text: str = Field(max_length=5 << 20)
    encoding: Encoding = "utf-8"
    version: str | None = Field(None, max_length=120, description="What was read; null writes over anything.")
    create: bool = Field(False, description="Make the file if there is none.")
    line_ending: Literal["lf", "crlf"] | None = None


class VersionOut(Wire):
    version: str


class UploadIn(Wire):
    path: Path
    size: Size
    modified: Moment | None = None
    conflict: Literal["ask", "overwrite", "skip", "rename", "resume"] = "ask"
    verify: bool = Field(
        True, description="Keep a checksum on the way; without it the end cannot be verified."
    )


class UploadOut(Wire):
    """Where it goes; `offset` bytes are there already, and `exists` says that the name was taken."""

    path: str
    offset: int
    exists: bool


class OffsetOut(Wire):
    offset: int


class FinishIn(Wire):
    path: Path
    size: Size
    modified: Moment | None = None
    verify: bool = False


class FinishOut(Wire):
    """`verified` is null where the machine cannot tell, and false when it has thrown the file away."""

    path: str
    size: int
    verified: bool | None


class PackedOut(Wire):
    files: int
    bytes: int


class CopyIn(Wire):
    from_session: str = Field(max_length=40)
    paths: Paths
    to_path: Path


class CopyOut(Wire):
    """A copy. `failure` is the code of what went wrong."""

    id: str
    from_session: str
    to_session: str
    paths: list[str]
    to_path: str
    state: CopyState
    bytes_done: int
    bytes_total: int
    files_done: int
    files_total: int
    speed: int
    failure: str | None


class CompletionsOut(Wire):
    """`words` may stand from `start` to the end of the line, counted as browsers do."""

    start: int
    words: list[str]
