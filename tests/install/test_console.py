"""When the console is built, when it is not, and what is said when it cannot be; with the real Node.js and npm, on a
console of a few lines."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from zuka.errors import Unavailable
from zuka.install import node
from zuka.install.console import STAMP, Workshop

BUILD = """
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const folder = process.argv[process.argv.indexOf('--outDir') + 1];
mkdirSync(folder);
writeFileSync(folder + '/index.html', readFileSync('src/page.html') + process.version);
"""


def lock(web: Path, packages: dict[str, dict[str, object]]) -> None:
    """What is locked, as npm writes it; the one that is asked for is `left`."""
    wanted = {"dependencies": {"left": "1.0.0"}} if packages else {}
    root = {"name": "small", "version": "1.0.0", **wanted}
    (web / "package.json").write_text(json.dumps({**root, "scripts": {"build": "node scripts/build.mjs"}}))
    whole = {"name": "small", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": root, **packages}}
    (web / "package-lock.json").write_text(json.dumps(whole))


def package(version: str = "1.0.0", **marks: bool) -> dict[str, object]:
    return {"version": version, "integrity": "sha512-AAAA", **marks}


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    web = tmp_path / "web"
    for folder in ("src", "scripts", "node_modules"):
        (web / folder).mkdir(parents=True)
    (web / "src/page.html").write_text("first ")
    (web / "scripts/build.mjs").write_text(BUILD)
    lock(web, {})
    (tmp_path / "app").mkdir()
    return Workshop(web, tmp_path / "app/console")


def page(workshop: Workshop) -> str:
    return (workshop.built / "index.html").read_text()


def ensure(workshop: Workshop) -> list[str]:
    """What was said."""
    said: list[str] = []
    workshop.ensure(said.append)
    return said


def test_it_is_built_by_the_node_that_is_locked(workshop: Workshop) -> None:
    said = ensure(workshop)
    assert "building the console" in said[0]
    version = page(workshop).removeprefix("first v")
    assert f"=={version} " in node.LOCK.read_text()
    assert sorted(path.name for path in workshop.built.parent.iterdir()) == ["console"]


def test_it_is_built_again_only_when_its_sources_change(workshop: Workshop) -> None:
    ensure(workshop)
    (workshop.built / "index.html").write_text("untouched")
    (workshop.sources / "src/page.test.ts").write_text("a test is no source of it")
    (workshop.sources / "README.md").write_text("nor is this")
    assert ensure(workshop) == []
    assert page(workshop) == "untouched"
    (workshop.sources / "src/page.html").write_text("second ")
    assert ensure(workshop) != []
    assert page(workshop).startswith("second ")


@pytest.mark.parametrize("name", ["package-lock.json", "vite.config.ts", "public/icon.svg", "src/deep/er.ts"])
def test_all_that_a_build_reads_counts(workshop: Workshop, name: str) -> None:
    before = workshop.checksum()
    path = workshop.sources / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}")
    assert workshop.checksum() != before


def test_a_build_that_fails_says_why_and_leaves_what_was_there(workshop: Workshop) -> None:
    ensure(workshop)
    (workshop.sources / "scripts/build.mjs").write_text(
        "console.error('page.tsx: no such thing'); process.exit(3)"
    )
    with pytest.raises(Unavailable, match=r"(?s)npm run build.*page\.tsx: no such thing"):
        ensure(workshop)
    assert page(workshop).startswith("first ")
    assert not workshop.is_current()


def test_a_build_without_a_page_is_none(workshop: Workshop) -> None:
    (workshop.sources / "scripts/build.mjs").write_text("")
    with pytest.raises(Unavailable, match="left no page"):
        ensure(workshop)


def test_what_a_killed_build_left_is_in_nobodys_way(workshop: Workshop) -> None:
    for name in (".console-new", ".console-old"):
        left = workshop.built.with_name(name)
        left.mkdir()
        (left / "half.js").write_text("half")
    ensure(workshop)
    assert sorted(path.name for path in workshop.built.iterdir()) == [STAMP, "index.html"]
    assert sorted(path.name for path in workshop.built.parent.iterdir()) == ["console"]


def test_whoever_comes_second_waits_and_has_nothing_to_do(workshop: Workshop) -> None:
    said: list[str] = []
    second = threading.Thread(target=workshop.ensure, args=(said.append,))
    holder = os.open(workshop.sources, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    second.start()
    workshop.built.mkdir()
    (workshop.built / "index.html").write_text("by the first")
    (workshop.built / STAMP).write_text(workshop.checksum())
    os.close(holder)
    second.join(timeout=60)
    assert (said, page(workshop)) == ([], "by the first")


def test_without_sources_the_console_that_is_there_stays(tmp_path: Path) -> None:
    assert ensure(Workshop(tmp_path / "none", tmp_path / "console")) == []
    assert list(tmp_path.iterdir()) == []


def test_a_registry_that_cannot_be_reached_is_explained(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock(workshop.sources, {"node_modules/left": package()})
    for name, value in {
        "registry": "http://127.0.0.1:9/",
        "fetch_retries": "0",
        "cache": str(tmp_path / "cache"),
    }.items():
        monkeypatch.setenv(f"npm_config_{name}", value)
    with pytest.raises(Unavailable) as refused:
        ensure(workshop)
    said = refused.value.detail
    assert "npm ci" in said
    assert "ECONNREFUSED" in said
    assert "registry that npm is configured for" in said
    assert "127.0.0.1:9/left" in said
    assert "npm http" not in said


LOCKED = {
    "node_modules/left": package(),
    "node_modules/checker": package(dev=True),
    "node_modules/for-another-system": package(optional=True),
}


@pytest.mark.parametrize(
    ("there", "development", "missing"),
    [
        ({}, False, ["left"]),
        ({}, True, ["left", "checker"]),
        ({"node_modules/left": package()}, False, []),
        ({"node_modules/left": package()}, True, ["checker"]),
        ({"node_modules/left": package("0.9.0")}, False, ["left"]),
        (LOCKED, True, []),
    ],
)
def test_packages_are_installed_when_one_is_missing(
    workshop: Workshop, there: dict[str, dict[str, object]], development: bool, missing: Sequence[str]
) -> None:
    lock(workshop.sources, LOCKED)
    account = workshop.sources / "node_modules/.package-lock.json"
    account.write_text(json.dumps({"packages": there}))
    found = node.packages_missing(workshop.sources, development=development)
    assert found == [f"node_modules/{one}" for one in missing]
