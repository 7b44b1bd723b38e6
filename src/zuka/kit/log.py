"""Log lines: structured, with the request or operation they belong to bound by context. Never a secret."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog


def configure(log_format: str, *, level: int = logging.INFO) -> None:
    """Set up logging for this process; `console` for people, `json` for machines. Lines go to stderr."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            # Local variables may hold secrets, and writing out megabytes of them stops everybody.
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if log_format == "json" else _keep,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _keep(_logger: Any, _name: str, event: Any) -> Any:
    """The console renderer formats exceptions itself."""
    return event


def get(name: str) -> Any:
    return structlog.get_logger(part=name)
