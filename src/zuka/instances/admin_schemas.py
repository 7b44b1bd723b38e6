"""What the API says and hears about instances when the operator asks: the same, with whose they are."""

from __future__ import annotations

from pydantic import Field

from zuka.instances.schemas import InstanceOut, OperationOut, ReleaseIn
from zuka.kit.web import Wire


class AdminInstanceOut(InstanceOut):
    """An instance and its renter."""

    user_name: str


class AdminOperationOut(OperationOut):
    """An operation, on what, and whose that is."""

    instance_name: str
    user_id: str
    user_name: str
    can_retry: bool = Field(
        description="It waits for its next attempt, or has failed and can be asked for again."
    )


class StopIn(Wire):
    """How to power off."""

    force: bool = Field(False, description="Cut the power instead of asking the machine.")


class AdminReleaseIn(ReleaseIn):
    """Giving somebody else's instance up takes a reason, which they are told."""

    reason: str = Field(min_length=1, max_length=200, description="Why; the renter sees it.")
