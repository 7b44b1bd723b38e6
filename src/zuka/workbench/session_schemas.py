"""What the console is told about sessions, terminals and tickets, and what it may ask of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from zuka.kit.web import Wire
from zuka.workbench.connection_schemas import ConnectionIn
from zuka.workbench.states import SessionState


class AboutOut(Wire):
    """Which workbench this is."""

    mode: Literal["platform", "local"]
    version: str


class FailureOut(Wire):
    """Why a session is not connected."""

    code: str
    detail: str


class PromptOut(Wire):
    """One line that the other end asks for; without `echo` it is shown as dots."""

    text: str
    echo: bool


class QuestionOut(Wire):
    """What a session waits for its user to say."""

    id: str
    kind: Literal["host_key", "host_key_changed", "answers", "password", "passphrase"]
    host: str
    port: int
    username: str = ""
    algorithm: str | None = None
    fingerprint: str | None = None
    old_fingerprint: str | None = None
    instructions: str | None = None
    prompts: list[PromptOut] = Field(default=[])
    attempt: int = 1
    """More than one: what was said before was wrong."""
    can_remember: bool = False


class TerminalOut(Wire):
    """One terminal of a session."""

    id: str
    session_id: str
    title: str
    directory: str
    columns: int
    rows: int
    state: Literal["open", "lost", "ended"]
    exit_status: int | None
    recording: bool
    attached: int
    opened_at: datetime


class SessionOut(Wire):
    """One user's way to one machine."""

    id: str
    title: str
    target: str
    connection_id: str | None
    instance_id: str | None
    state: SessionState
    question: QuestionOut | None
    failure: FailureOut | None
    opened_at: datetime
    connected_at: datetime | None
    address: str | None
    latency_ms: float | None
    terminals: list[TerminalOut]
    tunnels_count: int


class SessionIn(Wire):
    """What to log in to: one of the three. A `draft` is not saved anywhere; together with a connection it is a change of
    that one, whose secrets it keeps where it names none."""

    connection_id: str | None = Field(None, max_length=32)
    instance_id: str | None = Field(None, max_length=64)
    draft: ConnectionIn | None = None
    trial: bool = False


class AnswerIn(Wire):
    """The answer to a question: a decision about a host key, or a line for each prompt."""

    question_id: str = Field(max_length=40)
    accept: Literal["save", "once", "refuse", "replace"] | None = None
    answers: list[Annotated[str, Field(max_length=4096)]] = Field(default=[], max_length=16)
    remember: bool = False


class TicketOut(Wire):
    """One WebSocket's way in."""

    ticket: str
    expires_at: datetime
