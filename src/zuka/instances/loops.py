"""What the worker does for instances without being asked."""

from __future__ import annotations

from typing import Any

from zuka.context import Ctx
from zuka.instances import arrears, monitor_rounds, operations, retention, sweep
from zuka.kit.loop import Loop

LOOPS: list[Loop[Ctx, Any]] = [
    operations.LOOP,
    sweep.LOOP,
    arrears.LOOP,
    retention.LOOP,
    monitor_rounds.ROUNDS,
    monitor_rounds.PURGE,
]
