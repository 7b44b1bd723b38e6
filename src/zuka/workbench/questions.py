"""What a session asks its user while it logs in, and how long it waits for the answer. Knows no SSH."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Protocol

from zuka.errors import Conflict, Invalid, Unavailable
from zuka.kit import ids
from zuka.workbench.session_schemas import AnswerIn, QuestionOut

MOST_PROMPTS = 16
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_DECISIONS = {"host_key": {"save", "once", "refuse"}, "host_key_changed": {"replace", "refuse"}}


class Asker(Protocol):
    """Whoever can be asked. `None` instead of an asker: nobody is there."""

    async def __call__(self, question: QuestionOut) -> AnswerIn:
        """Raises `Unavailable` workbench.no_answer."""
        ...


class Questions:
    """The one question that a session has open. `changed` is called when there is one, and when there is none."""

    def __init__(self, seconds: float, changed: Callable[[], None]) -> None:
        self._seconds, self._changed = seconds, changed
        self.open: QuestionOut | None = None
        self._answer: asyncio.Future[AnswerIn] | None = None

    async def ask(self, question: QuestionOut) -> AnswerIn:
        """What the user says. Raises `Unavailable` workbench.no_answer when they say nothing for too long."""
        self._answer = asyncio.get_running_loop().create_future()
        self.open = question
        self._changed()
        try:
            async with asyncio.timeout(self._seconds):
                return await self._answer
        except TimeoutError as error:
            raise Unavailable("workbench.no_answer") from error
        finally:
            self.open = self._answer = None
            self._changed()

    def answer(self, body: AnswerIn) -> None:
        """Raises `Conflict` workbench.question_over, `Invalid` workbench.bad_answer."""
        question, waiting = self.open, self._answer
        if question is None or waiting is None or waiting.done() or question.id != body.question_id:
            raise Conflict("workbench.question_over")
        check(question, body)
        waiting.set_result(body)


def check(question: QuestionOut, body: AnswerIn) -> None:
    """Raises `Invalid` workbench.bad_answer for what is no answer to `question`. Whatever is asked may be refused."""
    if body.accept == "refuse":
        return
    decisions = _DECISIONS.get(question.kind)
    if decisions is not None:
        if body.accept not in decisions:
            raise Invalid("workbench.bad_answer")
        return
    wanted = len(question.prompts) if question.kind == "answers" else 1
    if body.accept is not None or len(body.answers) != wanted:
        raise Invalid("workbench.bad_answer")


def new_id() -> str:
    return ids.new_id("ask")


def plain(text: str, most: int) -> str:
    """What another machine says, cut and without what would move the words around it."""
    return _CONTROL.sub("", text)[:most]
