"""Names, modes, folders: what is changed, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import refused
from workbench.files.place import HOME, Place, names

pytestmark = pytest.mark.enable_socket


async def test_folders_and_files_are_made_renamed_and_told_of(place: Place, folder: Path) -> None:
    await place.post("/folder", path=place.at("new"))
    await place.post("/file", path=place.at("new/empty"))
    assert (folder / "new" / "empty").read_bytes() == b""
    await place.post("/rename", path=place.at("new/empty"), to=place.at("moved"))
    entry = await place.get("/stat", path=place.at("moved"))
    assert (entry["name"], entry["kind"], entry["size"]) == ("moved", "file", 0)


@pytest.mark.parametrize("what", ["folder", "file"])
async def test_nothing_is_made_over_what_is_there(place: Place, folder: Path, what: str) -> None:
    (folder / "taken").write_text("mine")
    refused(
        await place.ask("POST", f"/{what}", json={"path": place.at("taken")}), 409, "workbench.file_exists"
    )
    assert (folder / "taken").read_text() == "mine"


async def test_a_name_is_taken_over_only_when_that_is_meant(place: Place, folder: Path) -> None:
    (folder / "a").write_text("a")
    (folder / "b").write_text("b")
    body = {"path": place.at("a"), "to": place.at("b")}
    refused(await place.ask("POST", "/rename", json=body), 409, "workbench.file_exists")
    await place.post("/rename", **body, overwrite=True)
    assert (folder / "b").read_text() == "a"
    assert not (folder / "a").exists()


async def test_a_mode_is_set_below_a_folder_and_links_are_left(
    place: Place, folder: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.write_text("")
    outside.chmod(0o600)
    (folder / "sub").mkdir()
    (folder / "sub" / "a").write_text("")
    (folder / "sub" / "link").symlink_to(outside)
    await place.post("/chmod", paths=[place.at("sub")], mode=0o640, recursive=True)
    assert (folder / "sub").stat().st_mode & 0o777 == 0o750
    assert (folder / "sub" / "a").stat().st_mode & 0o777 == 0o640
    assert outside.stat().st_mode & 0o777 == 0o600


async def test_deleting_takes_links_and_never_what_they_lead_to(
    place: Place, folder: Path, tmp_path: Path
) -> None:
    keep = tmp_path / "keep"
    keep.mkdir()
    (keep / "precious").write_text("!")
    tree = folder / "a 'quoted' $(name)\n-rf"
    (tree / "deep" / "er").mkdir(parents=True)
    (tree / "deep" / "loop").symlink_to("..")
    (tree / "deep" / "out").symlink_to(keep)
    (folder / "link").symlink_to(keep)
    await place.post("/delete", paths=[str(tree), place.at("link")])
    assert names(folder) == []
    assert (keep / "precious").read_text() == "!"


@pytest.mark.parametrize("path", ["/", "~", "~/", "//", "/tmp/..", "~/x/..", "/root/.", "~/.."])
async def test_the_root_and_the_home_are_never_deleted(place: Place, path: str) -> None:
    answer = await place.ask("POST", "/delete", json={"paths": [path]})
    assert answer.status_code == 422
    assert names(HOME) != []


async def test_a_way_round_by_a_link_does_not_lead_to_the_home_either(place: Place, folder: Path) -> None:
    (folder / "up").symlink_to(HOME.parent)
    answer = await place.ask("POST", "/delete", json={"paths": [f"{folder}/up/{HOME.name}"]})
    refused(answer, 422, "workbench.not_deletable")


async def test_what_is_not_there_cannot_be_deleted(place: Place) -> None:
    answer = await place.ask("POST", "/delete", json={"paths": [place.at("missing")]})
    refused(answer, 404, "workbench.file_not_found")


@pytest.mark.parametrize(
    ("algorithm", "digest"),
    [
        ("sha256", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
        ("md5", "5d41402abc4b2a76b9719d911017c592"),
    ],
)
async def test_checksums(place: Place, folder: Path, algorithm: str, digest: str) -> None:
    (folder / "it's").write_text("hello")
    assert await place.get("/checksum", path=place.at("it's"), algorithm=algorithm) == {"digest": digest}
