"""Where Incus comes from, on the sources files that machines really have."""

from __future__ import annotations

from pathlib import Path

import pytest

from zuka.errors import Unavailable
from zuka.install import apt

DEBIAN_12_DEB822 = """\
Types: deb
# http://snapshot.example.org/archive/debian/20250520T000000Z
URIs: http://mirror.example.org/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://security.example.org/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""

DEBIAN_12_ONE_LINE = """\
#deb cdrom:[Debian GNU/Linux 12.5.0 _Bookworm_ - Official amd64 NETINST]/ bookworm contrib main

deb http://security.example.org/debian-security bookworm-security main non-free-firmware
deb-src http://mirror.example.org/debian/ bookworm main non-free-firmware
deb [arch=amd64 signed-by=/usr/share/keyrings/own.gpg] https://mirror.example.org/debian/ bookworm main  # here
deb http://mirror.example.org/debian/ bookworm-updates main
"""

DEBIAN_13 = """\
Types: deb
URIs: http://mirror.example.org/debian/
Suites: trixie trixie-updates
Components: main non-free-firmware
Signed-By: /usr/share/keyrings/debian-archive-keyring.pgp
"""

UBUNTU_24_04 = """\
Types: deb
URIs: http://archive.example.com/ubuntu/
Suites: noble noble-updates noble-backports
Components: main universe restricted multiverse
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg
"""

EMBEDDED_KEY = """\
Types: deb
URIs: http://mirror.example.org/debian
Suites: bookworm
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBGPL0BUBEADmW5NdOOHwPIJlgPu6JDcKw/NZJPR8lsD3K87ZM18gzyQZJD+w
 -----END PGP PUBLIC KEY BLOCK-----
"""

OTHER_VENDOR = """\
Types: deb
URIs: https://apt.example.net/repo
Suites: bookworm-tools
Components: main
Signed-By: /etc/apt/keyrings/vendor.asc

Enabled: no
Types: deb
URIs: http://old-mirror.example.org/debian
Suites: bookworm
Components: main
"""

OS_RELEASES = {
    "bookworm": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_CODENAME=bookworm\n',
    "trixie": 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nVERSION_CODENAME=trixie\nID=debian\n',
    "noble": 'PRETTY_NAME="Ubuntu 24.04.3 LTS"\nID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n',
    "mint": 'PRETTY_NAME="Linux Mint 22"\nID=linuxmint\nID_LIKE="ubuntu debian"\nUBUNTU_CODENAME=noble\n',
    "fedora": 'PRETTY_NAME="Fedora Linux 43"\nID=fedora\n',
}


def machine(root: Path, release: str, **files: str) -> Path:
    """A root file system with nothing but what is read here; `one_line` becomes sources.list."""
    directory = root / "etc/apt/sources.list.d"
    directory.mkdir(parents=True)
    (root / "etc/os-release").write_text(OS_RELEASES[release])
    for name, text in files.items():
        target = root / "etc/apt/sources.list" if name == "one_line" else directory / f"{name}.sources"
        target.write_text(text)
    return root


def derived(root: Path) -> str | None:
    release = apt.release(root)
    suite = apt.extra_suite(release)
    assert suite is not None
    return apt.backports_text(apt.sources(root), release.codename, suite)


def test_debian_12_gets_backports_from_its_own_mirror_and_key(tmp_path: Path) -> None:
    text = derived(machine(tmp_path, "bookworm", debian=DEBIAN_12_DEB822))
    assert text is not None
    lines = text.splitlines()
    assert "URIs: http://mirror.example.org/debian" in lines
    assert "Suites: bookworm-backports" in lines
    assert "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg" in lines
    assert "security" not in text


def test_one_line_entries_keep_their_options(tmp_path: Path) -> None:
    text = derived(machine(tmp_path, "bookworm", one_line=DEBIAN_12_ONE_LINE))
    assert text is not None
    lines = text.splitlines()
    assert "URIs: https://mirror.example.org/debian/" in lines
    assert "Architectures: amd64" in lines
    assert "Signed-By: /usr/share/keyrings/own.gpg" in lines


def test_a_key_inside_the_file_is_carried_whole(tmp_path: Path) -> None:
    root = machine(tmp_path, "bookworm", debian=EMBEDDED_KEY)
    text = derived(root)
    assert text is not None
    (root / apt.OWN_SOURCE).write_text(text)
    ours = apt.sources(root)[-1]
    assert ours.suites == ("bookworm-backports",)
    assert ours.options == apt.sources(root)[0].options
    assert "-----END PGP" in ours.options["Signed-By"]


def test_disabled_and_foreign_entries_are_not_taken_for_the_mirror(tmp_path: Path) -> None:
    root = machine(tmp_path, "bookworm", a_vendor=OTHER_VENDOR, debian=DEBIAN_12_DEB822)
    text = derived(root)
    assert text is not None
    assert "URIs: http://mirror.example.org/debian\n" in text
    assert "vendor" not in text


def test_a_machine_that_has_the_suite_is_left_alone(tmp_path: Path) -> None:
    root = machine(tmp_path, "bookworm", debian=DEBIAN_12_DEB822)
    text = derived(root)
    assert text is not None
    (root / apt.OWN_SOURCE).write_text(text)
    assert derived(root) is None


@pytest.mark.parametrize(("release", "text"), [("trixie", DEBIAN_13), ("noble", UBUNTU_24_04)])
def test_newer_releases_have_incus_themselves(tmp_path: Path, release: str, text: str) -> None:
    root = machine(tmp_path, release, main=text)
    assert apt.extra_suite(apt.release(root)) is None
    assert apt.sources(root)[0].suites[0] == release


def test_without_a_mirror_of_its_own_it_says_what_to_add(tmp_path: Path) -> None:
    root = machine(tmp_path, "bookworm", vendor=OTHER_VENDOR)
    with pytest.raises(Unavailable, match="Add `bookworm-backports`"):
        derived(root)


def test_what_counts_as_debian(tmp_path: Path) -> None:
    found = {name: apt.release(machine(tmp_path / name, name)) for name in OS_RELEASES}
    assert {name for name, one in found.items() if one.apt} == {"bookworm", "trixie", "noble", "mint"}
    assert found["mint"].codename == "noble"
    assert found["fedora"].pretty == "Fedora Linux 43"


def test_no_os_release_at_all(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="os-release"):
        apt.release(tmp_path)
