"""The reference pages in `docs/reference`, made from the code itself: `python -m zuka.cli.reference [--check]`.

For developers. Needs no engine and no network: the API is built on a simulated region in a temporary directory.
What is written depends on the code alone, so that `--check` (and a test) can say when a page is out of date.
"""

from __future__ import annotations

import ast
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from zuka import bootstrap, errors
from zuka.app import main as api
from zuka.cli.main import app as cli
from zuka.errors import CODES, DomainError, EngineError
from zuka.settings import ENV_PREFIX, RegionSettings, Settings

SOURCE = Path(__file__).parents[1]
TARGET = Path(__file__).parents[3] / "docs" / "reference"
_MADE = "<!-- Made by `python -m zuka.cli.reference`; do not edit. -->"
_VERBS = ("get", "post", "put", "patch", "delete")


def pages() -> dict[str, str]:
    """Every reference file: name → whole text."""
    document = openapi()
    return {
        "settings.md": settings_page(),
        "errors.md": errors_page(),
        "cli.md": cli_page(),
        "api.md": api_page(document),
        "openapi.json": json.dumps(document, indent=1, ensure_ascii=False) + "\n",
    }


def outdated(target: Path = TARGET) -> list[str]:
    """Names of files that are missing or differ from what the code says."""
    return [
        name
        for name, text in pages().items()
        if not (target / name).is_file() or (target / name).read_text() != text
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` only compare; 1 when they differ."""
    if arguments == ["--check"]:
        stale = outdated()
        for name in stale:
            print(
                f"docs/reference/{name} is out of date: run `python -m zuka.cli.reference`", file=sys.stderr
            )
        return 1 if stale else 0
    if arguments:
        print("usage: python -m zuka.cli.reference [--check]", file=sys.stderr)
        return 2
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (TARGET / name).write_text(text)
    return 0


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", _MADE, *parts]) + "\n"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


# Settings.


def settings_page() -> str:
    """Every setting by the name of its environment variable."""
    return _page(
        "Settings",
        "Each is an environment variable, or a line of `zuka.env` in the data directory; the environment goes first. "
        "Whoever misspells one is told so at the start: an unknown `ZUKA_` name refuses to run. "
        "`zuka settings` shows the present values.",
        *(_settings_part(title, prefix, model) for title, prefix, model in _groups()),
    )


def _groups() -> Iterator[tuple[str, str, type[BaseModel]]]:
    yield "General", ENV_PREFIX, Settings
    for name, field in Settings.model_fields.items():
        model = group_of(field)
        if model is RegionSettings:
            yield "Regions", f"{ENV_PREFIX}{name.upper()}__<NAME>__", model
        elif model is not None:
            yield name.capitalize(), f"{ENV_PREFIX}{name.upper()}__", model


def group_of(field: FieldInfo) -> type[BaseModel] | None:
    """The model below a field that is a group, or a dictionary of groups."""
    inner: Any = get_args(field.annotation)[1] if get_origin(field.annotation) is dict else field.annotation
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None


def _settings_part(title: str, prefix: str, model: type[BaseModel]) -> str:
    rows = [
        (f"`{prefix}{name.upper()}`", _default(field), f"{field.description or ''}{_choices(field)}")
        for name, field in model.model_fields.items()
        if group_of(field) is None
    ]
    first = "" if model is Settings else (model.__doc__ or "").strip().splitlines()[0]
    return "\n\n".join(
        part for part in (f"## {title}", first, _table(("name", "default", "meaning"), rows)) if part
    )


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is None or value == "":
        return "empty"
    return f"`{json.dumps(value)}`" if isinstance(value, bool | tuple | list) else f"`{value}`"


def _choices(field: FieldInfo) -> str:
    options = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    return f" One of {', '.join(f'`{one}`' for one in options)}." if options else ""


# Errors.


def error_classes() -> dict[str, type[DomainError]]:
    """The tree of `zuka.errors` by class name."""
    return {
        name: one
        for name, one in vars(errors).items()
        if isinstance(one, type) and issubclass(one, DomainError)
    }


def raised_codes(source: str) -> Iterator[tuple[str, type[DomainError], int]]:
    """(code, class, line) of each error that this module's text makes with a code written out in it, or with one that
    is a constant of the module."""
    classes, tree = error_classes(), ast.parse(source)
    constants = {
        one.targets[0].id: one.value
        for one in tree.body
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in classes:
            continue
        made = classes[name]
        # An engine error opens with its sentence; every other with its code.
        first = [] if issubclass(made, EngineError) else node.args[:1]
        named = [one.value for one in node.keywords if one.arg == "code"]
        for code in (text for one in [*first, *named] for text in _texts(one, constants)):
            yield code, made, node.lineno
        if issubclass(made, EngineError) and not named:
            yield made.default_code, made, node.lineno


def _texts(node: ast.expr, constants: Mapping[str, ast.expr]) -> Iterator[str]:
    """The string that an expression is, or the strings that a conditional may be."""
    if isinstance(node, ast.Name) and node.id in constants:
        node = constants[node.id]
    if isinstance(node, ast.IfExp):
        yield from (*_texts(node.body, constants), *_texts(node.orelse, constants))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def errors_page() -> str:
    """Every stable code with its HTTP status and what to do."""
    statuses: dict[str, set[int]] = defaultdict(set)
    for file in sorted(SOURCE.rglob("*.py")):
        for code, made, _ in raised_codes(file.read_text()):
            statuses[code].add(made.status)
    parts: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for code, meaning in CODES.items():
        found = ", ".join(str(one) for one in sorted(statuses[code])) or "–"
        parts[code.partition(".")[0]].append((f"`{code}`", found, meaning))
    return _page(
        "Error codes",
        "A failed request is answered as `application/problem+json` with a stable `code`. Programs match on the code; "
        "`detail` is a sentence for people and may be reworded, `facts` has the numbers behind it. The same codes stand "
        "in the `error` of an operation that failed. A status of – means that the code appears there, in a log, or in "
        "the installer, and not as an answer of its own.",
        *(f"## {part}\n\n{_table(('code', 'status', 'meaning'), rows)}" for part, rows in parts.items()),
    )


# The command line.


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its full name, in the order of the help page."""

    def walk(prefix: str, group: Any) -> Iterator[tuple[str, Any]]:
        for name, one in group.commands.items():
            if hasattr(one, "commands"):
                yield from walk(f"{prefix} {name}", one)
            elif not one.hidden:
                yield f"{prefix} {name}", one

    yield from walk("zuka", typer.main.get_command(cli))


def cli_page() -> str:
    """Every command with its arguments and options."""
    return _page(
        "The `zuka` command",
        "From a checkout the command is `./zuka`. `--json` prints exactly one JSON document on standard output; notes and "
        "progress go to standard error. Exit codes: 0 done, 1 it went wrong, 2 typed wrong, 3 refused, 4 not available now.",
        *(_command_part(name, one) for name, one in commands()),
    )


def _command_part(name: str, command: Any) -> str:
    arguments = [one for one in command.params if not one.opts[0].startswith("-")]
    options = [one for one in command.params if one.opts[0].startswith("-") and not one.hidden]
    usage = " ".join([name, *(_argument(one) for one in arguments), *(["[OPTIONS]"] if options else [])])
    rows = [
        *((f"`{_argument(one)}`", one.help or "") for one in arguments),
        *((f"`{_option(one)}`", f"{one.help or ''}{_option_default(one)}") for one in options),
    ]
    parts = [f"## {name}", " ".join((command.help or "").split()), f"```\n{usage}\n```"]
    return "\n\n".join([*parts, *([_table(("", "meaning"), rows)] if rows else [])])


def _argument(one: Any) -> str:
    name = (one.metavar or one.name).upper().strip("[]") + ("..." if one.nargs != 1 else "")
    return name if one.required else f"[{name}]"


def _option(one: Any) -> str:
    names = ", ".join([*one.opts, *one.secondary_opts])
    return names if one.is_flag else f"{names} {(one.metavar or one.name).upper()}"


def _option_default(one: Any) -> str:
    value = one.default.value if isinstance(one.default, Enum) else one.default
    return "" if one.is_flag or value in {None, ""} or callable(value) else f" Default: `{value}`."


# The API.


def openapi() -> dict[str, Any]:
    """The document that the API serves about itself."""
    with tempfile.TemporaryDirectory() as folder:
        # Given by name, which goes before the environment: the page must not depend on who makes it.
        settings = Settings(data_dir=Path(folder), regions={"local": RegionSettings(engine="simulated")})
        document: dict[str, Any] = api.create(bootstrap.build(settings)).openapi()
    return document


def routes(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(verb, path, operation) of each route of an OpenAPI document, in its order."""
    for path, item in document["paths"].items():
        for verb in _VERBS:
            if verb in item:
                yield verb, path, item[verb]


def api_page(document: dict[str, Any]) -> str:
    """Every route, by topic."""
    topics: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for verb, path, operation in routes(document):
        row = (f"`{verb.upper()} {path}`", f"`{operation['operationId']}`", _first_sentence(operation))
        topics[operation["tags"][0]].append(row)
    return _page(
        "The HTTP API",
        "The whole contract with every field is [openapi.json](openapi.json); a running platform serves it at "
        "`/api/v1/openapi.json`. Log in with `POST /api/v1/sessions` (a cookie) or send `Authorization: Bearer zk_…` "
        "with a token. Amounts are decimal strings of yuan, times are ISO 8601 in UTC, long lists are pages "
        "`{items, next}` that `?cursor=` turns. Errors: [errors.md](errors.md).",
        *(
            f"## {topic}\n\n{_table(('route', 'operation', 'what it does'), rows)}"
            for topic, rows in topics.items()
        ),
    )


def _first_sentence(operation: dict[str, Any]) -> str:
    text = operation.get("description") or operation.get("summary") or ""
    return " ".join(text.split("\n\n")[0].split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
