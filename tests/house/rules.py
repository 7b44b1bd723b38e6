"""The house rules as functions: each takes text and says what is wrong with it, so that its own test can hand it
something that is.

A problem is one line, `file:line: what is wrong`. Nothing here knows which files there are; the tests do.
"""

from __future__ import annotations

import ast
import ipaddress
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_LINES = 400
CLOCKS = {
    "datetime": {"now", "utcnow", "today", "fromtimestamp"},
    "date": {"today"},
    "time": {"time", "time_ns"},
}
EXAMPLE_HOSTS = frozenset({"localhost", "incus", "host", "www.apache.org", "www.w3.org"})
"""`incus` and `host` stand for no host at all: one is what a unix socket is called, the other a placeholder. The last
names what an SVG file is."""
EXAMPLE_ENDINGS = (
    ".example.com", ".example.org", ".example.net", ".example", ".test", ".localhost", ".invalid",
)  # fmt: skip
GENERATED = "web/src/api/"
"""The console's client of the API: made by a tool, with the tool's own words in it."""


def committed(*patterns: str) -> list[Path]:
    """Files of the project that match, by git where there is one; without it, whatever lies in the folders."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *(f":(glob){one}" for one in patterns)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        names = [path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()]
    return sorted(path for path in names if path.is_file())


def python_files(*folders: str) -> list[tuple[Path, str]]:
    """(path below the root, text) of every Python file in these folders."""
    return [
        (path.relative_to(ROOT), path.read_text())
        for path in committed(*(f"{one}/**/*.py" for one in folders))
    ]


# Modules.


def docstring_problems(path: Path, text: str) -> Iterator[str]:
    """A module says what it owns. An empty `__init__` owns nothing."""
    tree = ast.parse(text)
    if tree.body and ast.get_docstring(tree) is None:
        yield f"{path}:1: no docstring says what this module is for"


def init_problems(path: Path, text: str) -> Iterator[str]:
    """`__init__.py` holds a docstring at most: what is imported is imported from where it is."""
    for node in ast.parse(text).body:
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield f"{path}:{node.lineno}: code in an __init__"


def size_problems(path: Path, text: str) -> Iterator[str]:
    """A file that does not fit in the head is two files."""
    if (count := len(code_lines(text))) > MOST_LINES:
        yield f"{path}:1: {count} lines of code, more than {MOST_LINES}; split it by verb"


def page_problems(path: Path, text: str) -> Iterator[str]:
    """As `size_problems`, for what the console is written in; blank lines are free."""
    if (count := sum(1 for line in text.splitlines() if line.strip())) > MOST_LINES:
        yield f"{path}:1: {count} lines, more than {MOST_LINES}; split it"


def code_lines(text: str) -> set[int]:
    """Numbers of the lines that hold code: no blank line, comment or docstring."""
    lines = {number for number, line in enumerate(text.splitlines(), 1) if line.split("#")[0].strip()}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.end_lineno:
            lines -= set(range(node.lineno, node.end_lineno + 1))
    return lines


def clock_problems(path: Path, text: str) -> Iterator[str]:
    """Time is a parameter."""
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.attr in CLOCKS.get(node.value.id, ())
        ):
            yield f"{path}:{node.lineno}: asks the machine for the time; take it from the clock"


def dialect_problems(path: Path, text: str) -> Iterator[str]:
    """One concurrency primitive, one SQL: nobody locks rows and nobody asks which database it is."""
    for node in ast.walk(ast.parse(text)):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Attribute) and node.attr in {"with_for_update", "dialect"}:
            yield f"{path}:{line}: {node.attr}"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy.dialects"):
            yield f"{path}:{line}: imports a dialect"
        elif isinstance(node, ast.Constant) and node.value in {"sqlite", "postgresql"}:
            yield f"{path}:{line}: names a dialect"
        elif isinstance(node, ast.Call) and any(
            isinstance(one, ast.Constant) and "FOR UPDATE" in str(one.value).upper() for one in node.args
        ):
            yield f"{path}:{line}: locks rows"


def mock_problems(path: Path, text: str) -> Iterator[str]:
    """Twins that ship with the product stand in for what is outside; nothing of ours is patched."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [one.name for one in node.names]
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
            if any(one.split(".")[0] in {"mock", "unittest"} for one in modules):
                yield f"{path}:{node.lineno}: imports a mock"
        elif (
            isinstance(node, ast.Attribute) and node.attr == "setattr" and _name(node.value) == "monkeypatch"
        ):
            yield f"{path}:{node.lineno}: patches an object"


def print_problems(path: Path, text: str) -> Iterator[str]:
    """Only what people run in a terminal speaks to standard output; everything else logs."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and _name(node.func) == "print":
            yield f"{path}:{node.lineno}: prints"


def store_problems(path: Path, text: str) -> Iterator[str]:
    """A module's SQL is its own: neighbours go through its service."""
    mine = path.parts[2]
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("zuka."):
            continue
        parts = (node.module or "").split(".")
        for full in ([*parts, one.name] for one in node.names):
            if full[1] != mine and any(one == "store" or one.endswith("_store") for one in full[2:4]):
                yield f"{path}:{node.lineno}: uses the store of {full[1]}"


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


# Every committed file.


def address_problems(path: Path, text: str) -> Iterator[str]:
    """An address in a committed file is an example or a loopback: what is real comes from settings or the machine."""
    for number, line in enumerate(text.splitlines(), 1):
        for host in re.findall(r"\b(?:https?|wss?|ssh|git)://([^\s/\"'`)>,，<\]\\*]+)", line):
            if not _is_example(host):
                yield f"{path}:{number}: names the host {host}"


def _is_example(authority: str) -> bool:
    host = authority.rpartition("@")[2]
    if "{" in host or "…" in host or "$" in host:
        return True
    host = host.strip("[").partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    host = host.rstrip(".;。")
    if host in EXAMPLE_HOSTS or host == "example.com" or host.endswith(EXAMPLE_ENDINGS):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def promise_problems(path: Path, text: str) -> Iterator[str]:
    """What is to be done is done, or somebody's to decide; it is not left in a file."""
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.search(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b", line):
            yield f"{path}:{number}: {match[0]}"


def place_problems(path: Path, text: str, *, here: Path = ROOT) -> Iterator[str]:
    """Nothing depends on where somebody's checkout or home is."""
    private = re.compile(rf"{re.escape(str(here))}(?![\w-])|/home/\w+/|/Users/\w+/")
    for number, line in enumerate(text.splitlines(), 1):
        if match := private.search(line):
            yield f"{path}:{number}: names the place {match[0]}"


def lock_problems(path: Path, text: str) -> Iterator[str]:
    """A lock file pins each package by version and hash, and leaves where it comes from to the machine."""
    for entry in re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n?", "", text, flags=re.MULTILINE).strip()):
        first = entry.splitlines()[0]
        if "://" in entry or first.startswith("-"):
            yield f"{path}: names an address: {first}"
        elif not re.match(r"[A-Za-z0-9][\w.-]*(\[[\w,-]+\])?==\S+", first) or "--hash=sha256:" not in entry:
            yield f"{path}: not pinned by version and hash: {first}"
