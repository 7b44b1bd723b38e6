"""Playing the story: step by step, with times, and tidying up whatever happens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import httpx2
from websockets.exceptions import WebSocketException

from zuka.cli import words
from zuka.cli.demo import story
from zuka.cli.demo.failure import StepFailed
from zuka.cli.demo.report import Report, Step
from zuka.cli.demo.target import Target
from zuka.cli.failures import Failure

STEP_LIMIT_S = 300
Out = Callable[[str], None]
"""Called with one line for a person whenever something happened."""
_FAILURES = (
    StepFailed, Failure, TimeoutError, OSError, KeyError, ValueError, httpx2.HTTPError, WebSocketException,
)  # fmt: skip


async def run(target: Target, out: Out) -> Report:
    """Play the whole story on `target`. Stops at the first step that does not hold, and leaves nothing behind in
    either case, as far as it can; what it could not remove is in `leftovers`."""
    report = Report()
    async with story.begin(target, report) as told:
        try:
            for name, chinese, english, act in story.STEPS:
                step = await _step(told, name, words.say(chinese, english), act)
                report.steps.append(step)
                out(f"{'✓' if step.ok else '✗'} {step.title}  {step.seconds:.2f} s  {step.says}")
                if not step.ok:
                    break
        finally:
            if not (report.steps and report.steps[-1].name == story.STEPS[-1][0] and report.steps[-1].ok):
                await _tidy(told, report, out)
    return report


async def _step(told: story.Story, name: str, title: str, act: story.Act) -> Step:
    began = time.monotonic()
    try:
        async with asyncio.timeout(STEP_LIMIT_S):
            says = await act(told)
    except _FAILURES as error:
        return Step(name, title, time.monotonic() - began, ok=False, says=_reason(error))
    return Step(name, title, time.monotonic() - began, ok=True, says=says)


async def _tidy(told: story.Story, report: Report, out: Out) -> None:
    """Release what was made, and say what is still there."""
    try:
        async with asyncio.timeout(STEP_LIMIT_S):
            await told.give_up()
            report.leftovers = await told.find_leftovers()
    except _FAILURES as error:
        report.leftovers = [f"instance {told.instance.get('id')}: {_reason(error)}"]
    if not report.leftovers:
        out(words.say("已清理。", "Tidied up; nothing is left."))


def _reason(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return words.say(f"{STEP_LIMIT_S} 秒内未完成", f"not done within {STEP_LIMIT_S} s")
    if isinstance(error, Failure):
        return error.line()
    if isinstance(error, StepFailed):
        return str(error)
    return f"{type(error).__name__}: {error}"
