"""SSH public keys of the account: each is let into every instance."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zuka.cli import words
from zuka.cli.client import Json
from zuka.cli.common import connect
from zuka.cli.failures import REFUSED, Failure, usage
from zuka.cli.output import JsonFlag, emit, moment, note, table, text

_USUAL = ("id_ed25519.pub", "id_ecdsa.pub", "id_rsa.pub")

keys = typer.Typer(help="SSH public keys that are let into your instances.", no_args_is_help=True)


@keys.command("ls")
def list_keys(as_json: JsonFlag = False) -> None:
    """List the account's SSH keys."""
    with connect() as api:
        found: list[Json] = api.get("/keys")
    rows = [
        (text(one["id"]), text(one["name"]), text(one["fingerprint"]), moment(one["created_at"]))
        for one in found
    ]
    columns = (
        "id",
        words.say("名称", "name"),
        words.say("指纹", "fingerprint"),
        words.say("添加时间", "added"),
    )
    emit(
        as_json,
        found,
        lambda: table(
            columns, rows, empty=words.say("还没有公钥：zuka keys add", "No keys yet: `zuka keys add`.")
        ),
    )


@keys.command("add")
def add(
    file: Annotated[
        Path | None, typer.Argument(help="A public key file; without it, your usual one.")
    ] = None,
    name: Annotated[str, typer.Option(help="What to call it; without it, the key's own comment.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Add a public key, so that `ssh` needs no password. Instances take it in at their next boot."""
    source = file or _usual_key()
    try:
        line = source.read_text().strip()
    except OSError as error:
        raise usage(f"{source} cannot be read: {error.strerror}") from error
    if "PRIVATE KEY" in line:
        raise usage(
            f"{source} is a private key; give the .pub file beside it.",
            f"{source} 是私钥，请给出旁边的 .pub 文件。",
        )
    fields = line.split(None, 2)
    label = name or (fields[2] if len(fields) > 2 else source.stem)
    with connect() as api:
        key: Json = api.post("/keys", {"name": label, "public_key": line})
    emit(
        as_json,
        key,
        lambda: note(words.say(f"已添加 {key['fingerprint']}。", f"Added {key['fingerprint']}.")),
    )


@keys.command("rm")
def remove(
    key: Annotated[str, typer.Argument(help="The key's id, name or fingerprint.")], as_json: JsonFlag = False
) -> None:
    """Remove a public key."""
    with connect() as api:
        found = [one for one in api.get("/keys") if key in {one["id"], one["name"], one["fingerprint"]}]
        if len(found) != 1:
            detail = (
                f"There is no key {key!r}." if not found else f"Several keys are called {key!r}; use the id."
            )
            raise Failure("identity.key_not_found", detail, exit_code=REFUSED)
        api.delete(f"/keys/{found[0]['id']}")
    emit(as_json, found[0], lambda: note(words.say("已删除。", "Removed.")))


def _usual_key() -> Path:
    folder = Path.home() / ".ssh"
    for name in _USUAL:
        if (folder / name).is_file():
            return folder / name
    raise usage(
        f"{folder} has no public key; make one with `ssh-keygen -t ed25519`.",
        f"{folder} 中没有公钥，可用 ssh-keygen -t ed25519 生成。",
    )


def register(app: typer.Typer) -> None:
    app.add_typer(keys, name="keys")
