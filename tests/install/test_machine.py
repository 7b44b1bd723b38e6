"""What a machine that cannot carry the engine is told: everything that is missing, at once, and the way around."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zuka.install import apt, machine

BOOKWORM = apt.Release("debian", "bookworm", "Debian GNU/Linux 12 (bookworm)")
GOOD = machine.Facts(
    system="Linux",
    is_root=True,
    release=BOOKWORM,
    has_apt=True,
    engine_there=False,
    may_mount=True,
    may_network=True,
    has_sys=True,
    free_bytes=100 << 30,
    pool_there=False,
)


def test_a_good_machine_lacks_nothing() -> None:
    assert machine.lacks(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"system": "Darwin"}, "a Linux kernel: this is Darwin"),
        ({"is_root": False}, "sudo"),
        ({"release": apt.Release("fedora", "", "Fedora Linux 43"), "has_apt": False}, "Fedora Linux 43"),
        ({"release": apt.Release("ubuntu", "jammy", "Ubuntu 22.04 LTS")}, "Ubuntu 22.04 LTS has no Incus"),
        ({"release": None}, "Debian 12 or later"),
        ({"may_mount": False}, "privileged"),
        ({"may_network": False}, "network namespaces"),
        ({"has_sys": False}, "/sys"),
        ({"free_bytes": 12 << 30}, "12 GiB are free under /var/lib/incus, 30 GiB are needed"),
    ],
)
def test_each_lack_is_named(changes: dict[str, object], said: str) -> None:
    missing = machine.lacks(replace(GOOD, **changes))  # type: ignore[arg-type]
    assert len(missing) == 1
    assert said in missing[0]


def test_everything_is_said_at_once_with_the_way_around() -> None:
    missing = machine.lacks(replace(GOOD, is_root=False, free_bytes=0))
    text = machine.refusal(missing)
    assert len(missing) == 2
    assert all(one in text for one in missing)
    assert "./zuka up --simulated" in text
    assert "nothing real is rented" in text


def test_an_engine_that_is_there_needs_no_packages_and_a_pool_no_more_space() -> None:
    jammy = apt.Release("ubuntu", "jammy", "Ubuntu 22.04 LTS")
    assert machine.lacks(replace(GOOD, release=jammy, engine_there=True)) == []
    assert machine.lacks(replace(GOOD, free_bytes=1 << 30, pool_there=True)) == []
