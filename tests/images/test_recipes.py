"""Recipes are read as their folders say, and a change of anything in them changes what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from zuka.errors import Invalid, NotFound
from zuka.images import recipes


def write(root: Path, name: str, text: str, **files: str) -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "recipe.toml").write_text(
        f'name = "{name}"\nframework = "F"\nversion = "1"\npython = "3.11"\n{text}'
    )
    for file, content in files.items():
        (folder / file).write_text(content)
    return folder


def test_the_recipes_that_come_with_the_platform_are_well_formed() -> None:
    found = {recipe.name: recipe for recipe in recipes.load_all(recipes.default_folder())}

    assert next(iter(found)) == "base", "a parent comes before its children"
    assert [one.name for one in recipes.lineage(found["pytorch"])] == ["base", "pytorch"]
    assert found["pytorch"].variant_for(cards=True) == "cuda"
    assert found["pytorch"].variant_for(cards=False) == "cpu"
    assert found["base"].variant_for(cards=True) == ""
    assert {"openssh-server", "systemd", "rsync", "git"} <= set(found["base"].packages)


def test_every_python_package_of_the_base_image_is_pinned_to_its_content() -> None:
    base = recipes.load(recipes.default_folder() / "base")
    listed = base.requirements_for("")
    assert listed is not None
    entries = [
        line
        for line in listed.read_text().splitlines()
        if line and line[0] not in " #" and "--hash" not in line
    ]
    assert entries
    assert all("==" in line and line.endswith("\\") for line in entries), "every one is followed by hashes"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("packages = [", "recipe.toml"),
        ('packages = ["a"]\ncolour = "red"', "colour"),
        ('packages = ["a"]\nscripts = ["gone.sh"]', "gone.sh"),
        ('packages = ["a"]\n[variants]\nfpga = "list.txt"', "fpga"),
        ("", "no parent and no packages"),
    ],
)
def test_a_recipe_that_is_not_well_formed_says_what_is_wrong(
    tmp_path: Path, text: str, complaint: str
) -> None:
    folder = write(tmp_path, "odd", text, **{"list.txt": "x"})

    with pytest.raises(Invalid, match=r"images\.bad_recipe") as caught:
        recipes.load(folder)

    assert complaint in caught.value.detail


def test_a_recipe_that_starts_from_itself_or_from_nothing_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "hen", 'parent = "egg"')
    egg = write(tmp_path, "egg", 'parent = "hen"')
    lonely = write(tmp_path / "other", "lonely", 'parent = "gone"')

    with pytest.raises(Invalid, match="starts from itself"):
        recipes.lineage(recipes.load(egg))
    with pytest.raises(NotFound, match="gone"):
        recipes.lineage(recipes.load(lonely))
    with pytest.raises(Invalid, match="gone"):
        recipes.load_all(tmp_path / "other")


def test_whatever_goes_into_an_image_is_in_its_checksum(tmp_path: Path) -> None:
    parent = write(tmp_path, "parent", 'packages = ["systemd"]')
    child = recipes.load(write(tmp_path, "child", 'parent = "parent"'))
    seen = {recipes.checksum(child)}
    assert recipes.checksum(child) in seen, "it does not depend on when it is asked"

    (parent / "files").mkdir()
    program = parent / "files" / "program"
    program.write_text("one")
    seen.add(recipes.checksum(child))
    program.write_text("two")
    seen.add(recipes.checksum(child))
    program.chmod(0o755)
    seen.add(recipes.checksum(child))
    program.rename(parent / "files" / "renamed")
    seen.add(recipes.checksum(child))
    seen.add(recipes.checksum(child, "cpu"))

    assert len(seen) == 6
