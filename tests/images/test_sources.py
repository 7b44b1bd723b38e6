"""Packages for a build come from where the machine itself takes them, and nothing of that stays in the image."""

from __future__ import annotations

from pathlib import Path

import pytest

from zuka.images import pack, sources
from zuka.images.sources import Site

DEBIAN_12 = 'ID=debian\nVERSION_CODENAME=bookworm\nHOME_URL="x"\n'
DEFAULTS = """\
# A comment.
deb http://default.test/debian bookworm main contrib
deb http://default.test/debian-security bookworm-security main contrib

#deb-src http://default.test/debian bookworm main
"""


@pytest.fixture
def apt(tmp_path: Path) -> Path:
    folder = tmp_path / "apt"
    (folder / "sources.list.d").mkdir(parents=True)
    return folder


def lines(apt: Path, os_release: str = DEBIAN_12, suite: str = "bookworm") -> list[str]:
    release = apt.parent / "os-release"
    release.write_text(os_release)
    return sources.debian_sources(suite, apt=apt, os_release=release)


def test_both_ways_of_writing_sources_are_read(apt: Path) -> None:
    (apt / "sources.list").write_text(
        "deb [arch=amd64] http://one.test/debian bookworm main\n# deb http://no.test x main\n"
    )
    (apt / "sources.list.d" / "debian.sources").write_text(
        "Types: deb\nURIs: http://two.test/debian\nSuites: bookworm-updates bookworm-backports\nComponents: main\n\n"
        "Types: deb\nURIs: http://three.test/security\nSuites: bookworm-security\nComponents: main contrib\n\n"
        "Types: deb-src\nURIs: http://no.test/debian\nSuites: bookworm\nComponents: main\n\n"
        "Types: deb\nEnabled: no\nURIs: http://no.test/debian\nSuites: bookworm\nComponents: main\n"
    )
    (apt / "sources.list.d" / "vendor.list").write_text("deb http://no.test/repo nodistro main\n")

    assert lines(apt) == [
        "deb http://one.test/debian bookworm main",
        "deb http://two.test/debian bookworm-updates main",
        "deb http://three.test/security bookworm-security main",
    ]


def test_a_newer_debian_builds_the_older_one_from_its_own_mirror(apt: Path) -> None:
    (apt / "sources.list").write_text(
        "deb http://one.test/debian trixie main\ndeb http://one.test/debian trixie-updates main\n"
    )

    assert lines(apt, DEBIAN_12.replace("bookworm", "trixie")) == [
        "deb http://one.test/debian bookworm main",
        "deb http://one.test/debian bookworm-updates main",
    ]


def test_the_mirrors_of_another_distribution_are_of_no_use(apt: Path) -> None:
    (apt / "sources.list").write_text("deb http://one.test/ubuntu noble main\n")

    assert lines(apt, "ID=ubuntu\nVERSION_CODENAME=noble\n") == []


def system(root: Path) -> Path:
    for name, text in {
        "usr/share/doc/apt/examples/sources.list": DEFAULTS,
        "etc/apt/sources.list": "deb http://builder.test/debian bookworm main\n",
        "etc/apt/sources.list.d/builder.list": "deb http://builder.test/more bookworm main\n",
        "etc/environment": "PATH=/bin\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def everything(root: Path) -> str:
    return "\n".join(path.read_text() for path in root.rglob("*") if path.is_file())


def test_the_image_asks_the_distribution_and_not_the_mirrors_of_whoever_built_it(tmp_path: Path) -> None:
    root = system(tmp_path)

    pack.write_site(root, Site())

    assert "builder.test" not in everything(root)
    assert (root / "etc/apt/sources.list").read_text().splitlines() == DEFAULTS.splitlines()[1:3]
    assert not (root / "etc/pip.conf").exists()


def test_the_site_may_name_its_own_mirrors_and_certificates(tmp_path: Path) -> None:
    root = system(tmp_path / "root")
    bundle = tmp_path / "bundle.pem"
    bundle.write_text(
        "".join(f"-----BEGIN CERTIFICATE-----\n{one}\n-----END CERTIFICATE-----\n" for one in "AB")
    )

    pack.write_site(root, Site(bundle, "http://site.test/mirror/debian/", "http://site.test/simple"))

    assert (root / "etc/apt/sources.list").read_text().splitlines() == [
        "deb http://site.test/mirror/debian bookworm main contrib",
        "deb http://site.test/mirror/debian-security bookworm-security main contrib",
    ]
    assert "index-url = http://site.test/simple" in (root / "etc/pip.conf").read_text()
    store = root / "usr/local/share/ca-certificates"
    assert sorted(path.read_text().splitlines()[1] for path in store.iterdir()) == ["A", "B"]
    assert "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt" in (root / "etc/environment").read_text()


def test_what_would_make_two_machines_alike_is_taken_out(tmp_path: Path) -> None:
    secret = (
        "etc/ssh/ssh_host_ed25519_key",
        "etc/machine-id",
        "var/log/apt/term.log",
        "root/.bash_history",
        "etc/shadow-",
    )
    for name in secret:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("of the builder")

    pack.clean(tmp_path)

    assert everything(tmp_path).strip() == ""
    assert (tmp_path / "etc/machine-id").read_text() == "", "systemd makes a new one when it is empty"
