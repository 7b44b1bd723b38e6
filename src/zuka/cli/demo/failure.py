"""Why a step of the demo did not hold."""

from __future__ import annotations


class StepFailed(Exception):
    """One sentence for a person."""


def expect(holds: bool, otherwise: str) -> None:
    """Raises `StepFailed` with the sentence unless it holds."""
    if not holds:
        raise StepFailed(otherwise)
