"""`zuka.env` in the data directory: the settings of this installation, written once and then the operator's to edit."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from zuka.errors import Invalid

NAME = "zuka.env"
DEFAULT_DATA_DIR = Path("/var/lib/zuka")
_LINE = re.compile(r"(?:export\s+)?([A-Z][A-Z0-9_a-z]*)=(.*)")
_HEAD = """\
# Settings of this Zuka, one NAME=value a line; `./zuka settings` lists them all with what they mean.
# Written when it was set up; yours to edit. What the environment says goes before what stands here.
"""


def read(path: Path) -> dict[str, str]:
    """The names and values; none when there is no file. Raises `Invalid` for a line that is neither a comment nor a
    setting."""
    if not path.exists():
        return {}
    values = {}
    for number, raw in enumerate(path.read_text().splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise Invalid("request.invalid", f"{path}, line {number}: not NAME=value.")
        name, value = match.groups()
        quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "'\""
        values[name] = value[1:-1] if quoted else value
    return values


def write(path: Path, values: Mapping[str, str]) -> None:
    """Make the file with these values, readable by root alone, since secrets may be added to it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(_HEAD + "".join(f"{name}={value}\n" for name, value in values.items()))
    os.replace(draft, path)


def apply(path: Path) -> None:
    """Put the file's settings into this process's environment, where that does not say otherwise."""
    for name, value in read(path).items():
        os.environ.setdefault(name, value)
