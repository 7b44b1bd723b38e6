"""The real OpenSSH client, as a renter has it, logging in by password or by key, with the host key pinned."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zuka.cli import openssh
from zuka.cli.client import Json
from zuka.cli.demo.failure import StepFailed

LIMIT_S = 120
_ASKPASS = "#!/bin/sh\nprintf '%s\\n' \"$DEMO_SSH_PASSWORD\"\n"


@dataclass(frozen=True)
class Door:
    """One instance's way in. `folder` is private to the demo: keys, known hosts, the password's helper."""

    folder: Path
    instance: Json
    password: str

    @property
    def key(self) -> Path:
        return self.folder / "id_ed25519"

    @property
    def common(self) -> list[str]:
        """Options that leave out whatever this machine's user has configured."""
        return [
            "-F", "none",
            "-o", f"UserKnownHostsFile={self.folder / 'known_hosts'}",
            "-o", "GlobalKnownHostsFile=none",
            "-o", f"HostKeyAlias={openssh.alias(self.instance)}",
            "-o", "StrictHostKeyChecking=yes",
            "-o", "ConnectTimeout=10",
            "-o", "LogLevel=ERROR",
        ]  # fmt: skip

    @property
    def by_password(self) -> list[str]:
        return [
            "-o", "PreferredAuthentications=password", "-o", "PubkeyAuthentication=no",
            "-o", "NumberOfPasswordPrompts=1",
        ]  # fmt: skip

    @property
    def by_key(self) -> list[str]:
        return [
            "-o", "PreferredAuthentications=publickey", "-o", "PasswordAuthentication=no",
            "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-i", str(self.key),
        ]  # fmt: skip

    def pin(self) -> str:
        """Write down the platform's host key after comparing it with its fingerprint; the fingerprint."""
        ssh = self.instance["ssh"]
        if openssh.fingerprint(ssh["host_key"]) != ssh["host_key_fingerprint"]:
            raise StepFailed("The API's host key and its fingerprint do not belong together.")
        line = f"{openssh.alias(self.instance)} {' '.join(ssh['host_key'].split()[:2])}\n"
        (self.folder / "known_hosts").write_text(line)
        return str(ssh["host_key_fingerprint"])

    async def run(self, command: str, *, with_password: bool = False, may_drop: bool = False) -> str:
        """What `command` prints inside. Raises `StepFailed` when it, or the login, fails; `may_drop` forgives a
        connection that the command itself ends."""
        way = self.by_password if with_password else self.by_key
        ssh = self.instance["ssh"]
        words = [
            openssh.program("ssh"),
            "-p",
            str(ssh["port"]),
            *self.common,
            *way,
            f"root@{ssh['host']}",
            command,
        ]
        code, output, errors = await self._call(words)
        if code != 0 and not (may_drop and code == 255):
            raise StepFailed(f"`{command}` ended with {code}: {(errors or output).strip()[-300:]}")
        return output

    async def copy_in(self, source: Path, target: str) -> None:
        """scp one file to `target` inside."""
        ssh = self.instance["ssh"]
        words = [
            openssh.program("scp"), "-q", "-P", str(ssh["port"]), *self.common, *self.by_key, str(source),
            f"root@{ssh['host']}:{target}",
        ]  # fmt: skip
        code, _, errors = await self._call(words)
        if code != 0:
            raise StepFailed(f"scp ended with {code}: {errors.strip()[-300:]}")

    async def make_key(self) -> str:
        """A fresh key pair; the public line."""
        words = [
            openssh.program("ssh-keygen"),
            "-q",
            "-t",
            "ed25519",
            "-N",
            "",
            "-C",
            "zuka-demo",
            "-f",
            str(self.key),
        ]
        code, _, errors = await self._call(words)
        if code != 0:
            raise StepFailed(f"ssh-keygen ended with {code}: {errors.strip()}")
        return self.key.with_suffix(".pub").read_text().strip()

    async def _call(self, words: Sequence[str]) -> tuple[int, str, str]:
        helper = self.folder / "askpass"
        if not helper.exists():
            helper.touch(mode=0o700)
            helper.write_text(_ASKPASS)
        surroundings = {
            **os.environ,
            "SSH_ASKPASS": str(helper),
            "SSH_ASKPASS_REQUIRE": "force",
            "DEMO_SSH_PASSWORD": self.password,
            "LC_ALL": "C.UTF-8",
        }
        surroundings.pop("SSH_AUTH_SOCK", None)
        process = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=surroundings,
        )
        try:
            async with asyncio.timeout(LIMIT_S):
                output, errors = await process.communicate()
        except BaseException:
            if process.returncode is None:
                process.kill()
                await process.wait()
            raise
        return process.returncode or 0, output.decode(errors="replace"), errors.decode(errors="replace")
