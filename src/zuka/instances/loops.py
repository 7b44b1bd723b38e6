"""What the worker does for instances without being asked."""

from __future__ import annotations

from typing import Any

from zuka.context import Ctx
from zuka.instances import arrears, operations, retention, sweep
from zuka.kit.loop import Loop

LOOPS: list[Loop[Ctx, Any]] = [operations.LOOP, sweep.LOOP, arrears.LOOP, retention.LOOP]
