"""Which platform the demo is played on, and by what right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Listing = Callable[[], Awaitable[list[str]]]
"""Names of the objects that the engines hold right now: instances, volumes."""


@dataclass(frozen=True)
class Target:
    """`operator_token` is an API token of an operator: it makes the redeem code and looks for leftovers.

    `dial` is where to reach the web gateway when instances' host names end in `.localhost`, which no resolver has to
    know. `engine_objects` looks into the engines themselves, where that can be done from here.
    """

    url: str
    operator_token: str
    dial: str = "127.0.0.1"
    engine_objects: Listing | None = None
    model: str = "RTX 3090"
    count: int = 2
    image: str = ""
    """An image's name; empty: the newest that is ready."""
    amount: str = "50"
    """Yuan that the new renter starts with."""
