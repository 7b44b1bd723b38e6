"""Builds an image from its recipe on this machine: a Debian root file system, an overlay, Python, scripts, a squashfs.

Needs root, mmdebstrap and squashfs-tools. Safe to run again and to kill: it works in a folder of its own, every
mount lives in a namespace that dies with it, and the result appears by rename. What was built from the same recipe
is found again and not built twice. `python -m zuka.images.build` is the same thing as a program of its own, which
is how the worker runs it.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from zuka.errors import Conflict, DomainError
from zuka.images import pack, recipes, sources
from zuka.images.chroot import Line, run_alone, run_inside
from zuka.images.recipes import Recipe
from zuka.images.sources import Site
from zuka.kit.clock import SystemClock, to_millis

FORMAT = "2"
"""Changes when the builder itself makes something else of the same recipe."""

CHECKSUM = "recipe_checksum"
"""The property of an engine's image that says what it was built of."""

PYTHON = "/opt/zuka/python"
"""The virtual environment that renters work in."""

Progress = Callable[[int, str], None]
"""Called with percent done, 0 to 100, and the step in words."""


@dataclass(frozen=True)
class Built:
    """An image on disk, ready for `Engine.import_image`. `facts` (framework, version, python, cuda, os) were read
    from the finished system; `size_bytes` is that of both files."""

    name: str
    variant: str
    checksum: str
    metadata: Path
    rootfs: Path
    size_bytes: int
    facts: dict[str, str]


def build(
    recipe_dir: Path,
    output_dir: Path,
    *,
    variant: str = "",
    site: Site | None = None,
    progress: Progress = lambda _percent, _step: None,
    line: Line = lambda _text: None,
) -> Built:
    """Build the image of `recipe_dir` into `output_dir`, its parents into the folders beside, and return what is
    there. Two builders of one folder wait for each other. Raises `Conflict` images.build_failed."""
    recipe = recipes.load(recipe_dir)
    site = site or Site()
    output_dir = output_dir.resolve()
    output_dir.mkdir(parents=True, exist_ok=True)
    work = output_dir / ".work"
    with _locked(output_dir):
        # Left by a builder that was killed.
        shutil.rmtree(work, ignore_errors=True)
        wanted = checksum_of(recipe, variant, site)
        found = look(output_dir)
        if found is not None and found.checksum == wanted:
            progress(100, "cached")
            return found
        if os.geteuid() != 0:
            raise Conflict("images.build_failed", "Building an image needs root.")
        try:
            built = _Build(recipe, output_dir, variant=variant, site=site, progress=progress, line=line).run(
                wanted
            )
        finally:
            shutil.rmtree(work, ignore_errors=True)
        progress(100, "done")
        return built


def checksum_of(recipe: Recipe, variant: str, site: Site) -> str:
    """Names what `build` would make."""
    bundle = site.ca_bundle.read_text() if site.ca_bundle else ""
    return recipes.checksum(
        recipe, FORMAT, variant, site.apt_mirror, site.pip_index, bundle, platform.machine()
    )


def look(output_dir: Path) -> Built | None:
    """What has been built into `output_dir`, or None."""
    try:
        read = json.loads((output_dir / "image.json").read_text())
    except FileNotFoundError:
        return None
    built = Built(
        **{**read, "metadata": output_dir / read["metadata"], "rootfs": output_dir / read["rootfs"]}
    )
    return built if built.metadata.is_file() and built.rootfs.is_file() else None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _Build:
    """One build under way."""

    def __init__(
        self, recipe: Recipe, output: Path, *, variant: str, site: Site, progress: Progress, line: Line
    ) -> None:
        self.recipe, self.output, self.variant, self.site = recipe, output, variant, site
        self.progress, self.line = progress, line
        self.work = output / ".work"
        self.root = self.work / "root"

    def run(self, checksum: str) -> Built:
        self.work.mkdir(parents=True)
        if self.recipe.parent:
            self._start_from_parent()
        else:
            self._start_from_packages()
        self.progress(45, "files")
        self._overlay()
        requirements = self.recipe.requirements_for(self.variant)
        if requirements is not None:
            self._python(requirements)
        for number, name in enumerate(self.recipe.scripts):
            self.progress(70 + number, f"script {name}")
            scripts = {"recipe": self.recipe.folder}
            run_inside(self.root, ["sh", "-e", f"/run/recipe/{name}"], self.line, show=scripts)
        self.progress(76, "site")
        self._site()
        facts = self._facts()
        self.progress(78, "cleaning")
        self._clean()
        self.progress(80, "packing")
        return self._pack(checksum, facts)

    def _start_from_parent(self) -> None:
        parent = build(
            self.recipe.folder.parent / self.recipe.parent,
            self.output.parent / self.recipe.parent,
            site=self.site,
            progress=lambda percent, step: self.progress(
                percent * 35 // 100, f"{self.recipe.parent}: {step}"
            ),
            line=self.line,
        )
        self.progress(36, "unpacking the parent")
        run_alone(
            ["unsquashfs", "-quiet", "-no-progress", "-dest", str(self.root), str(parent.rootfs)], self.line
        )
        if self.recipe.packages:
            raise Conflict("images.build_failed", "Only a recipe without a parent may name packages.")

    def _start_from_packages(self) -> None:
        self.progress(1, "packages")
        heard = 0

        def line(text: str) -> None:
            nonlocal heard
            self.line(text)
            if text.startswith("I: "):
                heard += 1
                self.progress(min(44, 1 + heard * 4), f"packages: {text.removeprefix('I: ')}")

        lines = sources.debian_sources(self.recipe.suite)
        run_alone(
            [
                "mmdebstrap", "--mode=root", "--format=directory", "--variant=minbase",
                f"--include={','.join(self.recipe.packages)}",
                "--aptopt=Apt::Install-Recommends \"false\"",
                "--dpkgopt=force-unsafe-io",
                "--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=path-exclude=/usr/share/doc/*",
                "--dpkgopt=path-exclude=/usr/share/info/*", "--dpkgopt=path-exclude=/usr/share/locale/*",
                "--dpkgopt=path-include=/usr/share/locale/zh_CN/*",
                "--dpkgopt=path-include=/usr/share/doc/*/copyright",
                "--dpkgopt=path-include=/usr/share/doc/apt/examples/sources.list",
                self.recipe.suite, str(self.root), *lines,
            ],
            line,
        )  # fmt: skip

    def _overlay(self) -> None:
        files = self.recipe.folder / "files"
        if files.is_dir():
            # Owned by root whoever checked it out, and without that person's umask.
            run_alone(["cp", "-a", "--no-preserve=ownership", f"{files}/.", str(self.root)], self.line)
            for path in files.rglob("*"):
                mode = 0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644
                target = self.root / path.relative_to(files)
                if not path.is_symlink():
                    target.chmod(mode)
                os.chown(target, 0, 0, follow_symlinks=False)

    def _python(self, requirements: Path) -> None:
        self.progress(46, "fetching Python packages")
        wheels = self.work / "wheels"
        sources.download_wheels(
            requirements, wheels, python=self.recipe.python, machine=platform.machine(), line=self.line
        )
        self.progress(55, "installing Python packages")
        show = {"wheels": wheels, "recipe": self.recipe.folder}
        if not (self.root / PYTHON.lstrip("/")).is_dir():
            run_inside(self.root, ["python3", "-m", "venv", PYTHON], self.line)
        command = [
            f"{PYTHON}/bin/python", "-m", "pip", "install", "--quiet", "--no-index", "--no-cache-dir",
            "--disable-pip-version-check", "--root-user-action=ignore", "--find-links=/run/wheels",
            "--requirement", f"/run/recipe/{requirements.name}",
        ]  # fmt: skip
        run_inside(self.root, command, self.line, show=show)
        shutil.rmtree(wheels)

    def _site(self) -> None:
        """apt's and pip's sources as the finished system will use them, and the site's certificates."""
        pack.write_site(self.root, self.site)
        if self.site.ca_bundle is not None:
            run_inside(self.root, ["update-ca-certificates"], self.line)

    def _facts(self) -> dict[str, str]:
        facts = {
            "framework": self.recipe.framework,
            "version": self.recipe.version,
            "python": self.recipe.python,
            "cuda": self.recipe.cuda,
            "os": self.recipe.os,
        }
        for name, command in self.recipe.facts.items():
            said: list[str] = []
            run_inside(self.root, command, said.append)
            facts[name] = said[-1].strip() if said else ""
        if self.variant == "cuda" and not facts["cuda"]:
            raise Conflict(
                "images.build_failed",
                f"{self.recipe.name} was to be built for cards, and has no CUDA inside.",
            )
        return facts

    def _clean(self) -> None:
        pack.clean(self.root)

    def _pack(self, checksum: str, facts: dict[str, str]) -> Built:
        at = to_millis(SystemClock().now()) // 1000
        metadata, rootfs = self.work / "metadata.tar.xz", self.work / "rootfs.squashfs"
        # Whoever imports the files by hand brings along what they were built of.
        told = facts | {CHECKSUM: checksum}
        pack.write_metadata(metadata, name=self.recipe.name, summary=self.recipe.summary, facts=told, at=at)

        def line(text: str) -> None:
            if text.isdecimal():
                self.progress(80 + min(100, int(text)) * 19 // 100, "packing")
            else:
                self.line(text)

        run_alone(pack.squash_command(self.root, rootfs), line)
        shutil.rmtree(self.root)
        size = metadata.stat().st_size + rootfs.stat().st_size
        built = Built(self.recipe.name, self.variant, checksum, metadata, rootfs, size, facts)
        return _publish(built, self.output)


def _publish(built: Built, output: Path) -> Built:
    """Move the files into their place; `image.json`, which says that they belong together, comes last."""
    (output / "image.json").unlink(missing_ok=True)
    final = Built(
        **{**asdict(built), "metadata": output / built.metadata.name, "rootfs": output / built.rootfs.name}
    )
    os.replace(built.metadata, final.metadata)
    os.replace(built.rootfs, final.rootfs)
    written = {**asdict(final), "metadata": final.metadata.name, "rootfs": final.rootfs.name}
    fresh = output / "image.json.new"
    fresh.write_text(json.dumps(written, indent=1) + "\n")
    os.replace(fresh, output / "image.json")
    return final


def main() -> int:
    """Read the arguments, build, and write one JSON document per line: progress, then `built` or `error`."""
    parser = argparse.ArgumentParser(prog="zuka.images.build", description=__doc__)
    parser.add_argument("recipe", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--variant", default="")
    parser.add_argument("--ca-bundle", type=Path)
    parser.add_argument("--apt-mirror", default="")
    parser.add_argument("--pip-index", default="")
    asked = parser.parse_args()

    def say(**document: object) -> None:
        sys.stdout.write(json.dumps(document) + "\n")
        sys.stdout.flush()

    try:
        built = build(
            asked.recipe,
            asked.output,
            variant=asked.variant,
            site=Site(asked.ca_bundle, asked.apt_mirror, asked.pip_index),
            progress=lambda percent, step: say(percent=percent, step=step),
            line=lambda text: say(line=text),
        )
    except DomainError as error:
        say(error=error.detail, code=error.code)
        return 1
    say(built=built.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
