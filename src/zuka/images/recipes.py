"""Recipes: what an image is made of, as a folder in `images/` says it.

A folder holds `recipe.toml`, an overlay `files/`, a locked list of Python packages and scripts that run inside the
new system. This module reads folders and never builds anything.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zuka.errors import Invalid, NotFound

VARIANTS = ("cpu", "cuda")
"""What a recipe may be built for: hosts without cards, and hosts with them."""


class _File(BaseModel):
    """`recipe.toml`."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")
    parent: str = ""
    framework: str
    version: str
    python: str
    cuda: str = ""
    os: str = ""
    suite: str = "bookworm"
    summary: str = ""
    requirements: str = ""
    packages: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    facts: dict[str, tuple[str, ...]] = {}
    variants: dict[str, str] = {}


@dataclass(frozen=True)
class Recipe:
    """A folder of `images/`. `facts` are commands that tell, inside the finished system, what is really in it;
    `variants` maps a variant to the list of Python packages that it takes instead of `requirements`."""

    folder: Path
    name: str
    parent: str
    framework: str
    version: str
    python: str
    cuda: str
    os: str
    suite: str
    summary: str
    requirements: str
    packages: tuple[str, ...]
    scripts: tuple[str, ...]
    facts: Mapping[str, tuple[str, ...]]
    variants: Mapping[str, str]

    def requirements_for(self, variant: str) -> Path | None:
        """The list of Python packages that `variant` takes. Raises `Invalid` for a variant it does not have."""
        if self.variants and variant not in self.variants:
            raise Invalid("images.bad_recipe", f"{self.name} has no variant {variant!r}.")
        name = self.variants.get(variant, self.requirements)
        return self.folder / name if name else None

    def variant_for(self, *, cards: bool) -> str:
        """The variant to build for hosts with or without real cards; empty when the recipe has none."""
        wanted = "cuda" if cards else "cpu"
        return wanted if wanted in self.variants else next(iter(self.variants), "")


def default_folder() -> Path:
    """Where the recipes are: beside the installed package, or in the checkout that it runs from."""
    shipped = Path(__file__).parent / "shipped"
    return shipped if shipped.is_dir() else Path(__file__).parents[3] / "images"


def load(folder: Path) -> Recipe:
    """The recipe in `folder`. Raises `NotFound` when there is none, `Invalid` when it is not well-formed."""
    folder = folder.resolve()
    path = folder / "recipe.toml"
    if not path.is_file():
        raise NotFound("images.not_found", f"There is no recipe {folder.name!r}.")
    try:
        read = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise Invalid("images.bad_recipe", f"{folder.name}/recipe.toml: {error}") from error
    if read.name != folder.name:
        raise Invalid("images.bad_recipe", f"{folder.name}/recipe.toml calls itself {read.name!r}.")
    _check(folder, read)
    return Recipe(folder=folder, **read.model_dump())


def _check(folder: Path, read: _File) -> None:
    strange = set(read.variants) - set(VARIANTS)
    if strange:
        raise Invalid("images.bad_recipe", f"{read.name} has unknown variants: {', '.join(sorted(strange))}.")
    for name in (read.requirements, *read.scripts, *read.variants.values()):
        if name and not (folder / name).is_file():
            raise Invalid("images.bad_recipe", f"{read.name} names {name!r}, which its folder does not have.")
    if not read.parent and not read.packages:
        raise Invalid("images.bad_recipe", f"{read.name} has no parent and no packages to begin with.")


def load_all(root: Path) -> list[Recipe]:
    """Every recipe below `root`, parents before their children, then by name."""
    found = {recipe.name: recipe for recipe in (load(path.parent) for path in root.glob("*/recipe.toml"))}
    for recipe in found.values():
        if recipe.parent and recipe.parent not in found:
            raise Invalid(
                "images.bad_recipe", f"{recipe.name} starts from {recipe.parent!r}, which is missing."
            )
    return sorted(found.values(), key=lambda recipe: (len(lineage(recipe)), recipe.name))


def lineage(recipe: Recipe) -> list[Recipe]:
    """The recipe and those it starts from, the first one first. Raises `Invalid` when they go round in a circle."""
    line = [recipe]
    while line[0].parent:
        parent = load(recipe.folder.parent / line[0].parent)
        if parent in line:
            raise Invalid("images.bad_recipe", f"{recipe.name} starts from itself.")
        line.insert(0, parent)
    return line


def checksum(recipe: Recipe, *salts: str) -> str:
    """SHA-256 over everything that the image is made of: every file of the recipe and of those it starts from, their
    modes, and `salts`."""
    digest = hashlib.sha256()
    for one in lineage(recipe):
        for path in sorted(path for path in one.folder.rglob("*") if not path.is_dir()):
            name = path.relative_to(one.folder.parent).as_posix()
            executable = "x" if os.access(path, os.X_OK) else "-"
            content = os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
            digest.update(f"{name}\0{executable}\0{len(content)}\0".encode() + content)
    for salt in salts:
        digest.update(f"salt\0{len(salt)}\0{salt}".encode())
    return digest.hexdigest()
