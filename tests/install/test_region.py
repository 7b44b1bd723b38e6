"""Making a region on a real daemon, twice, and taking it away without touching anything else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.incusd import IncusHarness
from zuka.errors import Unavailable
from zuka.install import region
from zuka.install.api import Api

pytestmark = pytest.mark.incus
PLAN = region.Plan("zk-second", "zk-second", "zksecond0", "10.253.8.0/24", 1 << 30)


class Record:
    """What `ensure` says that it made."""

    def __init__(self) -> None:
        self.facts: list[tuple[str, str]] = []
        self.said: list[str] = []

    def made(self, kind: str, name: str) -> None:
        self.facts.append((kind, name))


@pytest.fixture
def api(incus_daemon: IncusHarness) -> Iterator[Api]:
    with Api(incus_daemon.socket_path) as api:
        yield api


def ensured(api: Api, plan: region.Plan) -> Record:
    record = Record()
    region.ensure(api, plan, record.said.append, made=record.made)
    return record


def test_made_once_and_removed_alone(api: Api) -> None:
    before = region.foreign(api, PLAN)
    first = ensured(api, PLAN)
    try:
        assert sorted(kind for kind, _ in first.facts) == ["network", "pool", "project"]
        second = ensured(api, PLAN)
        assert second.facts == []
        assert second.said == []
        network = api.call("GET", f"/1.0/networks/{PLAN.network}")["config"]
        assert network["ipv4.address"] == "10.253.8.1/24"
        assert network["ipv6.address"] == "none"
        assert network["dns.mode"] == "none"
        assert api.call("GET", f"/1.0/storage-pools/{PLAN.pool}")["driver"] == "btrfs"
        others = region.Plan("nobody", "nobody", "nobody0")
        assert f"project {PLAN.project}" in region.foreign(api, others)
    finally:
        region.remove(api, PLAN, lambda _line: None, first.facts)
    assert not api.exists(f"/1.0/projects/{PLAN.project}")
    assert not api.exists(f"/1.0/networks/{PLAN.network}")
    assert not api.exists(f"/1.0/storage-pools/{PLAN.pool}")
    assert region.foreign(api, PLAN) == before


def test_what_we_did_not_make_is_not_removed(api: Api) -> None:
    first = ensured(api, PLAN)
    try:
        region.remove(api, PLAN, lambda _line: None, [])
        assert api.exists(f"/1.0/projects/{PLAN.project}")
        assert api.exists(f"/1.0/storage-pools/{PLAN.pool}")
    finally:
        region.remove(api, PLAN, lambda _line: None, first.facts)


def test_a_pool_without_limits_is_refused(api: Api) -> None:
    api.call("POST", "/1.0/storage-pools", {"name": "zk-dir", "driver": "dir", "config": {}})
    try:
        with pytest.raises(Unavailable, match="enforces no disk limits"):
            ensured(api, region.Plan("zk-second", "zk-dir", "zksecond0", "10.253.8.0/24"))
    finally:
        api.call("DELETE", "/1.0/storage-pools/zk-dir")


def test_stopping_and_emptying_a_region_with_an_instance(
    api: Api, incus_daemon: IncusHarness, tiny_image: str
) -> None:
    plan = region.Plan(subnet=incus_daemon.subnet)
    api.call(
        "POST",
        "/1.0/instances",
        {
            "name": "zk-stop",
            "start": True,
            "source": {"type": "image", "alias": tiny_image},
            "devices": {"root": {"type": "disk", "path": "/", "pool": plan.pool}},
        },
        project=plan.project,
    )
    try:
        assert ("zk-stop", True) in region.instances(api, plan)
        region.stop_instances(api, plan, lambda _line: None, grace_s=1)
        assert ("zk-stop", False) in region.instances(api, plan)
    finally:
        api.call("DELETE", "/1.0/instances/zk-stop", project=plan.project)
