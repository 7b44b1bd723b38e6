"""What the console asks of terminals and recordings, over HTTP and over a terminal's WebSocket."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from zuka.kit.web import Wire
from zuka.workbench.models import Recording

MOST_COLUMNS = 1000


class TerminalIn(Wire):
    """A new terminal. Without `follow` its shell is not asked to tell its directory."""

    columns: int = Field(80, ge=1, le=MOST_COLUMNS)
    rows: int = Field(24, ge=1, le=MOST_COLUMNS)
    directory: str | None = Field(None, max_length=4096)
    follow: bool = True


class TerminalChange(Wire):
    """The user's own title; an empty one leaves the title to the terminal's programs again."""

    title: str = Field(max_length=200)


class RecordingSwitch(Wire):
    """Start or end a terminal's recording. What is typed is only kept when it is asked for."""

    on: bool
    with_input: bool = False


class RecordingOut(Wire):
    """One recording; `ended_at` is missing while it goes on. `size` is that of its file, in bytes."""

    id: str
    title: str
    target: str
    with_input: bool
    started_at: datetime
    ended_at: datetime | None
    seconds: float
    size: int

    @classmethod
    def of(cls, row: Recording) -> RecordingOut:
        return cls(
            id=row.id,
            title=row.title,
            target=row.target,
            with_input=row.with_input,
            started_at=row.started_at,
            ended_at=row.ended_at,
            seconds=row.milliseconds / 1000,
            size=row.bytes,
        )


class RecordingChange(Wire):
    """Another title."""

    title: str = Field(min_length=1, max_length=200)


class SocketMessage(BaseModel):
    """What a browser says besides typing: `offset` bytes are shown, the terminal has another size, where is the shell."""

    event: Literal["ack", "size", "directory", "beat"]
    offset: int | None = None
    columns: int | None = Field(None, ge=1, le=MOST_COLUMNS)
    rows: int | None = Field(None, ge=1, le=MOST_COLUMNS)
