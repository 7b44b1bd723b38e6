"""What every committed file keeps to: no real addresses, nobody's folders, and locks that pin by hash."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from house import rules

LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-web.lock",
    "images/base/requirements.txt",
)


def texts() -> list[tuple[Path, str]]:
    files = [
        path for path in rules.committed("**/*") if path.suffix not in {".png", ".woff2", ".ico", ".webp"}
    ]
    assert len(files) > 100
    return [(path.relative_to(rules.ROOT), path.read_text()) for path in files]


def written() -> Iterator[tuple[Path, str]]:
    """What somebody has written: no lock of Node packages, where each names its author's page, and no generated
    client."""
    for path, text in texts():
        if path.name != "package-lock.json" and not str(path).startswith(rules.GENERATED):
            yield path, text


def test_no_file_names_a_real_host() -> None:
    assert [one for path, text in written() for one in rules.address_problems(path, text)] == []


def test_no_file_says_what_is_to_be_done() -> None:
    assert [one for path, text in written() for one in rules.promise_problems(path, text)] == []


def test_no_file_of_the_console_is_longer_than_fits_in_the_head() -> None:
    files = [(path, text) for path, text in written() if path.parts[0] == "web" and path.suffix != ".json"]
    assert len(files) > 20
    assert [one for path, text in files for one in rules.page_problems(path, text)] == []


def test_no_file_names_somebodys_folder() -> None:
    assert [one for path, text in texts() for one in rules.place_problems(path, text)] == []


def own_sources(configured: str) -> set[str]:
    """Hosts and folders that packages come from, in what pip says of its configuration, and npm's file."""
    hosts = re.findall(r"https?://(?:[^@/\s']*@)?([^/\s']+)", configured)
    folders = re.findall(r"(?:file://|[\s'=])(/(?!etc/)[\w.-]+/[\w./-]+)", configured)
    return {*hosts, *folders}


def test_no_file_names_where_this_machine_gets_its_packages() -> None:
    asked = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, check=False)
    npm = Path.home() / ".npmrc"
    named = own_sources(asked.stdout.decode() + (npm.read_text() if npm.is_file() else ""))
    assert [(path, one) for path, text in texts() for one in named if one in text] == []


def test_where_packages_come_from_is_read() -> None:
    configured = (
        "global.index-url='https://me:secret@packages.test/simple'\nglobal.find-links='/srv/wheels'\n"
    )
    assert own_sources(configured) == {"packages.test", "/srv/wheels"}
    assert own_sources("global.cert='/etc/ssl/certs/all.crt'\n") == set()
    assert own_sources("registry=https://npm.test/\naudit=false\n") == {"npm.test"}


@pytest.mark.parametrize("name", LOCKS)
def test_locks_pin_by_hash_and_name_no_address(name: str) -> None:
    path = rules.ROOT / name
    assert len(path.read_text()) > 500
    assert list(rules.lock_problems(Path(name), path.read_text())) == []


def test_locks_of_node_packages_pin_by_hash_and_name_no_address() -> None:
    locks = rules.committed("**/package-lock.json")
    assert rules.ROOT / "web/package-lock.json" in locks
    for path in locks:
        packages = json.loads(path.read_text())["packages"]
        loose = [
            name
            for name, one in packages.items()
            if name and not one.get("link") and ("integrity" not in one or "resolved" in one)
        ]
        assert loose == [], path


@pytest.mark.parametrize(
    "line",
    ["index = https:@packages.elsewhere.org/simple", "see http:@203.0.113.9.elsewhere.net/x", "ws:@8.8.8.8/"],
)
def test_a_real_host_is_found(line: str) -> None:
    assert list(rules.address_problems(Path("x"), line.replace("@", "//")))


@pytest.mark.parametrize(
    "line",
    ["http://127.0.0.1:8080", "https://zuka.example.com/x", "`http://localhost:{port}`", "http://[::1]/"],
)
def test_examples_are_no_hosts(line: str) -> None:
    assert list(rules.address_problems(Path("x"), line)) == []


def test_a_promise_and_a_long_page_are_found() -> None:
    promise = "// TO" + "DO: show the rest\n"
    assert list(rules.promise_problems(Path("web/src/page.tsx"), promise)) != []
    assert list(rules.promise_problems(Path("web/src/page.tsx"), "// todos los días\n")) == []
    assert list(rules.page_problems(Path("web/src/page.tsx"), "x;\n" * 401)) != []
    assert list(rules.page_problems(Path("web/src/page.tsx"), "x;\n\n" * 400)) == []


def test_a_folder_of_somebodys_is_found() -> None:
    here = Path("/srv/checkout")
    found = [
        bool(list(rules.place_problems(Path("x"), line, here=here)))
        for line in (
            "cd /srv/checkout/src",
            "/home/" + "ann/zuka",
            "cd /srv/checkout-of-another",
            "/root/zuka-tmp",
        )
    ]
    assert found == [True, True, False, False]


@pytest.mark.parametrize(
    "entry",
    [
        "zuka>=1 \\\n    --hash=sha256:00\n",
        "zuka==1\n",
        "--index-url https://example.com\n",
        "zuka @ https://example.com/zuka.whl \\\n    --hash=sha256:00\n",
    ],
)
def test_a_loose_lock_is_found(entry: str) -> None:
    assert list(rules.lock_problems(Path("x"), entry))
    assert list(rules.lock_problems(Path("x"), "zuka[all]==1.0 \\\n    --hash=sha256:00\n")) == []
