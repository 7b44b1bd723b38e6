"""The installation on this machine, for commands that work on it directly instead of through the API."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import ValidationError

from zuka import settings
from zuka.cli.failures import ERROR, Failure
from zuka.install import settings_file


def load() -> settings.Settings:
    """The installation's settings: the environment first, then its `zuka.env`."""
    data_dir = Path(os.environ.get("ZUKA_DATA_DIR", settings_file.DEFAULT_DATA_DIR))
    try:
        settings_file.apply(data_dir / settings_file.NAME)
        return settings.load()
    except (ValueError, ValidationError) as error:
        raise Failure("cli.settings", str(error), exit_code=ERROR) from error
