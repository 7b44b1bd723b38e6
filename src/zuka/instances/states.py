"""The states an instance can be in, and the one table that says how it may move between them."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """What the platform wants or knows. "Unknown" is not among them: it is said of a running instance whose host
    does not answer (`service.status`), and changes nothing."""

    CREATING = "creating"
    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    STOPPING = "stopping"
    STOPPED = "stopped"
    RELEASING = "releasing"
    RELEASED = "released"
    FAILED = "failed"


class OperationKind(StrEnum):
    CREATE = "create"
    START = "start"
    STOP = "stop"
    RESTART = "restart"
    RELEASE = "release"
    RENAME = "rename"
    RESET_PASSWORD = "reset_password"  # noqa: S105  # The name of an operation.


class OperationState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    UNDOING = "undoing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.CREATING: frozenset({State.RUNNING, State.FAILED}),
    State.STARTING: frozenset({State.RUNNING, State.STOPPED}),
    State.RUNNING: frozenset({State.RESTARTING, State.STOPPING, State.STOPPED, State.FAILED}),
    State.RESTARTING: frozenset({State.RUNNING, State.STOPPED}),
    State.STOPPING: frozenset({State.STOPPED}),
    State.STOPPED: frozenset({State.STARTING, State.RELEASING, State.FAILED}),
    State.FAILED: frozenset({State.RELEASING}),
    State.RELEASING: frozenset({State.RELEASED}),
    State.RELEASED: frozenset(),
}
"""Every move there is. `store.move` refuses any other."""

BEGINS: dict[OperationKind, frozenset[State]] = {
    OperationKind.START: frozenset({State.STOPPED}),
    OperationKind.STOP: frozenset({State.RUNNING}),
    OperationKind.RESTART: frozenset({State.RUNNING}),
    OperationKind.RELEASE: frozenset({State.STOPPED, State.FAILED}),
    OperationKind.RENAME: frozenset({State.RUNNING, State.STOPPED}),
    OperationKind.RESET_PASSWORD: frozenset({State.RUNNING, State.STOPPED}),
}
"""From which states a renter may ask for what."""


def allowed_in(state: State) -> list[str]:
    """The operations that may be asked for in `state`, for the message of a refusal."""
    return sorted(kind.value for kind, states in BEGINS.items() if state in states)
