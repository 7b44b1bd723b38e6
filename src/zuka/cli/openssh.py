"""OpenSSH beside us: whom to trust, what to call it, and what stands in its configuration.

The platform makes every instance's host key, keeps it for the instance's whole life and says it by its API. So nobody
is asked to trust a key at first sight: it is written down under the instance's id before OpenSSH is started. An
address and a port may pass to another instance, an id never does.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from zuka.cli import config, words
from zuka.cli.client import Json
from zuka.cli.failures import ERROR, REFUSED, Failure

BEGIN = "# >>> zuka >>> (kept by `zuka config-ssh`)"
END = "# <<< zuka <<<"
_HEAD = "# Made by `zuka config-ssh`; changes are overwritten.\n"


def known_hosts() -> Path:
    return config.folder() / "known_hosts"


def alias(instance: Json) -> str:
    """The name under which an instance's host key is remembered."""
    return f"zuka-{instance['id']}"


def host_names(instance: Json) -> list[str]:
    """What `ssh` may call it after `config-ssh`: its name as far as that can be one, and its id."""
    label = re.sub(r"[^A-Za-z0-9._-]+", "-", instance["name"]).strip("-.").lower()
    names = [f"{label}.zuka"] if label else []
    return [*names, f"{instance['id']}.zuka"]


def fingerprint(public_key: str) -> str:
    """`SHA256:…` of a public key line or of its base64 part, as OpenSSH shows it."""
    fields = public_key.split()
    blob = base64.b64decode(fields[1] if len(fields) > 1 else fields[0])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def options(instance: Json, *, batch: bool = False) -> list[str]:
    """`-o` options for any program of OpenSSH that reaches this instance."""
    chosen = {
        "UserKnownHostsFile": _quoted(known_hosts()),
        "GlobalKnownHostsFile": "none",
        "HostKeyAlias": alias(instance),
        "StrictHostKeyChecking": "yes",
    } | ({"BatchMode": "yes"} if batch else {})
    return [word for name, value in chosen.items() for word in ("-o", f"{name}={value}")]


def trust(instance: Json) -> None:
    """Remember the host key that the platform gave the instance. Raises when key and fingerprint disagree."""
    key, expected = instance["ssh"]["host_key"], instance["ssh"]["host_key_fingerprint"]
    if fingerprint(key) != expected:
        raise Failure(
            "cli.host_key_mismatch",
            words.say(
                "平台给出的主机公钥与指纹不符，已中止连接。",
                "The platform's host key and its fingerprint do not belong together. Not connecting.",
            ),
            exit_code=REFUSED,
        )
    if remembered(alias(instance)) != expected:
        _write_known(alias(instance), " ".join(key.split()[:2]))


def remembered(name: str) -> str:
    """The fingerprint remembered under `name`, empty when there is none."""
    for line in _known_lines():
        host, _, key = line.partition(" ")
        if host == name:
            return fingerprint(key)
    return ""


def forget_others(instances: Sequence[Json]) -> None:
    """Drop the keys of instances that are no more."""
    kept = {alias(one) for one in instances}
    lines = _known_lines()
    left = [line for line in lines if line.partition(" ")[0] in kept]
    if left != lines:
        config.write_private(known_hosts(), "".join(f"{line}\n" for line in left))


def program(name: str) -> str:
    """Where a program of OpenSSH is. Raises when it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise Failure(
            "cli.no_openssh",
            words.say(
                f"没有找到 {name}，请先安装 OpenSSH 客户端。",
                f"{name} is not installed; install the OpenSSH client.",
            ),
            exit_code=ERROR,
        )
    return found


def client_config(instances: Sequence[Json], known: Path) -> str:
    """The text of `zuka.config`: one `Host` for each instance."""
    blocks = [_HEAD]
    for one in instances:
        blocks.append(
            f"\nHost {' '.join(host_names(one))}\n"
            f"    HostName {one['ssh']['host']}\n"
            f"    Port {one['ssh']['port']}\n"
            f"    User root\n"
            f"    HostKeyAlias {alias(one)}\n"
            f"    UserKnownHostsFile {_quoted(known)}\n"
            f"    GlobalKnownHostsFile none\n"
            f"    StrictHostKeyChecking yes\n"
            f"    ServerAliveInterval 30\n"
        )
    return "".join(blocks)


def with_include(text: str, file_name: str) -> str:
    """An OpenSSH client configuration with our include in it. It has to come first: after any `Host` line it would
    belong to that host alone."""
    return f"{BEGIN}\nInclude {file_name}\n{END}\n\n{without_include(text)}"


def without_include(text: str) -> str:
    """The same configuration as it was before us."""
    pattern = re.escape(BEGIN) + r"\n.*?" + re.escape(END) + r"\n\n?"
    return re.sub(pattern, "", text, flags=re.DOTALL)


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


def _known_lines() -> list[str]:
    try:
        return known_hosts().read_text().splitlines()
    except FileNotFoundError:
        return []


def _write_known(name: str, key: str) -> None:
    kept = [line for line in _known_lines() if line.partition(" ")[0] != name]
    config.write_private(known_hosts(), "".join(f"{line}\n" for line in [*kept, f"{name} {key}"]))
