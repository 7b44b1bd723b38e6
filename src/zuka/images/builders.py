"""Who builds: this machine, in a process of its own, or the simulated builder, which makes files that say so."""

from __future__ import annotations

import asyncio
import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any, Protocol

from zuka.errors import Conflict
from zuka.images import build, recipes
from zuka.images.build import Built, Progress
from zuka.images.recipes import Recipe
from zuka.images.sources import Site

_LINE_LIMIT = 1 << 20


class Builder(Protocol):
    """Makes the two files of an image. Cancelling it ends everything that it started."""

    async def build(
        self, recipe: Recipe, *, output: Path, variant: str, site: Site, report: Progress, log: Path
    ) -> Built: ...


class HostBuilder:
    """Runs `zuka.images.build` as a process: it takes minutes of processor time and needs root."""

    async def build(
        self, recipe: Recipe, *, output: Path, variant: str, site: Site, report: Progress, log: Path
    ) -> Built:
        command = [
            sys.executable, "-m", "zuka.images.build", str(recipe.folder), str(output),
            f"--variant={variant}", f"--apt-mirror={site.apt_mirror}", f"--pip-index={site.pip_index}",
            *([f"--ca-bundle={site.ca_bundle}"] if site.ca_bundle else []),
        ]  # fmt: skip
        # The process goes when we go, however we go; everything below it does likewise.
        process = await asyncio.create_subprocess_exec(
            "setpriv", "--pdeathsig", "KILL", "--", *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=_LINE_LIMIT,
        )  # fmt: skip
        try:
            error = await _follow(process, report, log)
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        found = build.look(output)
        if process.returncode != 0 or found is None:
            raise Conflict("images.build_failed", error or f"The builder ended with {process.returncode}.")
        return found


async def _follow(process: asyncio.subprocess.Process, report: Progress, log: Path) -> str:
    """Report progress and keep the log until the process closes its output; what it said went wrong."""
    assert process.stdout is not None
    error = ""
    with log.open("a", encoding="utf-8") as file:
        async for raw in process.stdout:
            text = raw.decode(errors="replace").rstrip("\n")
            said = _document(text)
            if "percent" in said:
                report(int(said["percent"]), str(said["step"]))
                file.write(f"== {said['percent']:3} % {said['step']}\n")
            else:
                error = str(said.get("error", error))
                file.write(str(said.get("line") or said.get("error") or text) + "\n")
            file.flush()
    return error


def _document(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except json.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


class SimulatedBuilder:
    """Plays a build: the files hold a sentence, the facts are what the recipe hopes for. For simulated regions."""

    async def build(
        self, recipe: Recipe, *, output: Path, variant: str, site: Site, report: Progress, log: Path
    ) -> Built:
        metadata, rootfs = await asyncio.to_thread(_play, recipe.name, output, log)
        report(100, "simulated")
        facts = {
            "framework": recipe.framework,
            "version": recipe.version,
            "python": recipe.python,
            "cuda": recipe.cuda,
            "os": recipe.os,
            "simulated": "true",
        }
        size = metadata.stat().st_size + rootfs.stat().st_size
        return Built(
            recipe.name, variant, recipes.checksum(recipe, "simulated"), metadata, rootfs, size, facts
        )


def _play(name: str, output: Path, log: Path) -> tuple[Path, Path]:
    """Two files that say what they are not."""
    output.mkdir(parents=True, exist_ok=True)
    metadata, rootfs = output / "metadata.tar.xz", output / "rootfs.squashfs"
    sentence = f"Simulated image {name}: there is no system inside.\n"
    with tarfile.open(metadata, "w:xz") as archive:
        member = tarfile.TarInfo("metadata.yaml")
        member.size = len(sentence)
        archive.addfile(member, io.BytesIO(sentence.encode()))
    rootfs.write_text(sentence)
    log.write_text(sentence)
    return metadata, rootfs
