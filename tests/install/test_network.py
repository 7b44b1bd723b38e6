"""The firewall's rules, the address range, and the control groups, as far as they can be judged without a kernel."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zuka.errors import Unavailable
from zuka.install import cgroups, firewall, region

ROUTES = """\
default via 192.0.2.1 dev eth0
10.101.2.0/24 via 192.0.2.7 dev eth0
192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.2
unreachable 10.102.0.0/16
"""


def test_a_range_that_is_in_use_gives_way() -> None:
    assert region.free_subnet("10.101.0.0/22", "") == "10.101.0.0/22"
    assert region.free_subnet("10.101.0.0/22", ROUTES) == "10.103.0.0/22"
    assert region.free_subnet("10.90.0.0/22", ROUTES) == "10.90.0.0/22"


def test_no_range_left() -> None:
    with pytest.raises(Unavailable):
        region.free_subnet("10.101.0.0/22", "10.0.0.0/8 dev wg0\n")


def test_the_bridge_has_the_first_address() -> None:
    plan = region.Plan(subnet="10.101.4.0/22")
    assert plan.gateway == "10.101.4.1/22"
    assert region.subnet_of(plan.gateway) == "10.101.4.0/22"
    assert region.subnet_of("none") is None


def test_the_lan_is_closed_even_where_it_is_public() -> None:
    links = json.dumps(
        [
            {"dst": "203.0.113.0/24", "dev": "eth0", "scope": "link"},
            {"dst": "10.101.0.0/22", "dev": "zukabr0", "scope": "link"},
            {"dst": "default", "dev": "ppp0", "scope": "link"},
        ]
    )
    lan = firewall.lan_networks(links, besides="zukabr0")
    assert lan == ("203.0.113.0/24",)
    text = firewall.Rules("zukabr0", "10.101.0.1/22", lan).text()
    dropped = next(line for line in text.splitlines() if "ip daddr {" in line)
    for network in ("203.0.113.0/24", "10.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16"):
        assert network in dropped
    assert dropped.endswith("drop")


def test_exceptions_come_before_what_they_are_excepted_from() -> None:
    text = firewall.Rules("zukabr0", "10.101.0.1/22", allowed=("10.5.0.0/24",)).text()
    allowed = text.index("ip daddr { 10.5.0.0/24 } accept")
    assert allowed < text.index("10.0.0.0/8")
    assert (
        "accept"
        not in firewall.Rules("zukabr0", "10.101.0.1/22").text().split("ip daddr {")[1].split("\n")[0]
    )


def test_a_bad_exception_is_not_loaded() -> None:
    with pytest.raises(ValueError, match="mirror"):
        firewall.Rules("zukabr0", "10.101.0.1/22", allowed=("mirror",)).text()


@pytest.mark.parametrize(
    ("mountinfo", "kinds"),
    [
        ("30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw", {"cgroup2"}),
        (
            "30 23 0:26 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n"
            "31 30 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
            "32 30 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw",
            {"cgroup", "cgroup2"},
        ),
        ("23 1 0:21 / /sys rw shared:7 - sysfs sysfs rw", set()),
        ("40 1 0:30 / /mnt/cgroup rw - cgroup2 none rw", set()),
    ],
)
def test_control_groups_are_recognised(mountinfo: str, kinds: set[str]) -> None:
    assert cgroups.mounted(mountinfo) == kinds


def test_a_pool_needs_space(tmp_path: Path) -> None:
    size = region.pool_bytes(tmp_path / "not" / "there")
    assert size % (1 << 30) == 0
    assert region.LEAST_POOL <= size <= 1 << 40
