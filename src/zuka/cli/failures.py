"""What ends a command badly, and with which exit code.

    1  it went wrong           2  it was typed wrong
    3  it was refused          4  it is not available now; trying again later may help

Commands raise `Failure`, and those that work on the platform's own parts its `DomainError`; `main.Group` alone catches
them and prints one line.
"""

from __future__ import annotations

from typing import Any

from zuka.cli import words
from zuka.errors import DomainError

ERROR, USAGE, REFUSED, UNAVAILABLE = 1, 2, 3, 4


class Failure(Exception):
    """One sentence for a person, one stable `code` for a program; `retry_after` in seconds where it is known. `said` is
    the sentence in the reader's language, where `detail` is not that already."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        exit_code: int = ERROR,
        facts: dict[str, Any] | None = None,
        retry_after: int | None = None,
        request_id: str = "",
        said: str = "",
    ) -> None:
        self.code, self.detail, self.exit_code = code, detail, exit_code
        self.said = said or detail
        self.facts = facts or {}
        self.retry_after = retry_after
        self.request_id = request_id
        super().__init__(f"{code}: {detail}")

    def line(self) -> str:
        """The one line that a person reads."""
        text = self.said
        if self.retry_after is not None:
            text += words.say(f"（{self.retry_after} 秒后再试）", f" Try again in {self.retry_after} s.")
        if self.code == "request.internal" and self.request_id:
            text += f" [{self.request_id}]"
        return f"{text} [{self.code}]"

    def as_json(self) -> dict[str, Any]:
        return {
            "error": {
                "code": self.code,
                "detail": self.detail,
                "facts": self.facts,
                "retry_after": self.retry_after,
            }
        }


def usage(detail: str, chinese: str = "") -> Failure:
    """The command was typed in a way that cannot work."""
    return Failure("cli.usage", words.say(chinese, detail) if chinese else detail, exit_code=USAGE)


def of_platform(error: DomainError) -> Failure:
    """An error of the platform's own parts, for commands that use them without the API between."""
    return Failure(
        error.code,
        error.detail,
        exit_code=exit_code_of(error.status),
        facts=error.facts,
        retry_after=error.retry_after,
        said=words.sentence(error.code, error.detail, error.facts),
    )


def exit_code_of(status: int) -> int:
    """HTTP status → exit code."""
    if status in {502, 503, 504}:
        return UNAVAILABLE
    if status >= 500:
        return ERROR
    return USAGE if status in {400, 422} else REFUSED
