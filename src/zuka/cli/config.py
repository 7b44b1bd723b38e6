"""Where the platform is and who we are: `~/.config/zuka/config.json`, readable by its owner alone.

`ZUKACTL_URL` and `ZUKACTL_TOKEN` go before the file. (They are not named `ZUKA_…`: those are the platform's own
settings, and it refuses the ones that it does not know.)
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from zuka.cli import words
from zuka.cli.failures import ERROR, REFUSED, Failure

DEFAULT_URL = "http://127.0.0.1:8080"


@dataclass(frozen=True)
class Login:
    """A saved login. `token_id` is the token's row on the platform, so that logging out can revoke it."""

    url: str
    token: str = ""
    token_id: str = ""
    user: str = ""


def folder() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "zuka"


def path() -> Path:
    return folder() / "config.json"


def load() -> Login:
    """The login to use: environment first, then the file, then the address of a platform on this machine."""
    saved = _saved()
    url = os.environ.get("ZUKACTL_URL") or saved.url
    token = os.environ.get("ZUKACTL_TOKEN")
    if token is not None:
        return Login(url, token)
    # A token is for the platform that made it, and is never shown to another.
    return saved if url == saved.url else Login(url)


def require() -> Login:
    """Like `load`, but raises when nobody is logged in."""
    login = load()
    if not login.token:
        raise Failure(
            "cli.not_logged_in",
            words.say(
                "尚未登录，请先 zuka login 地址。", "You are not logged in. Run `zuka login URL` first."
            ),
            exit_code=REFUSED,
        )
    return login


def save(login: Login) -> None:
    """Write the file whole or not at all, never readable by others."""
    write_private(path(), json.dumps(asdict(login), indent=2) + "\n")


def forget() -> None:
    path().unlink(missing_ok=True)


def write_private(target: Path, text: str) -> None:
    """Replace `target` by `text` in one step, mode 0600, in a folder of mode 0700 if it has to be made."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _saved() -> Login:
    try:
        return Login(**json.loads(path().read_text()))
    except FileNotFoundError:
        return Login(DEFAULT_URL)
    except (ValueError, TypeError) as error:
        raise Failure("cli.config_broken", f"{path()} is not readable: {error}", exit_code=ERROR) from error
