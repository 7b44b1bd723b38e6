"""What is asked of Incus for an instance, and how its counters and times are read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from zuka.engine.incus import documents, metrics, usage
from zuka.engine.port import InstanceSpec, Limits, Usage, VolumeMount
from zuka.errors import EngineRefused
from zuka.settings import RegionSettings

GIB = 1 << 30
REGION = RegionSettings()


def spec(cpu_millis: int = 8000, **more: object) -> InstanceSpec:
    limits = Limits(cpu_millis, 32 * GIB, 4096)
    return InstanceSpec("one", "h1", "pytorch", limits, 30 * GIB, "10.101.0.9", **more)  # type: ignore[arg-type]


def test_an_instance_is_shut_in() -> None:
    body = documents.creation(spec(mounts=(VolumeMount("one-data", "/root/zuka-tmp"),)), REGION, "try")
    assert body["start"] is True
    assert body["profiles"] == []
    config = body["config"]
    assert config["security.idmap.isolated"] == "true"
    assert config["security.guestapi"] == "false"
    assert "security.privileged" not in config
    assert config["limits.memory.swap"] == "false"
    nic = body["devices"]["eth0"]
    assert nic["ipv4.address"] == "10.101.0.9"
    for rule in ("port_isolation", "mac_filtering", "ipv4_filtering", "ipv6_filtering"):
        assert nic[f"security.{rule}"] == "true"
    assert body["devices"]["root"]["size"] == str(30 * GIB)
    assert body["devices"]["disk0"] == {
        "type": "disk",
        "pool": "zuka",
        "source": "one-data",
        "path": "/root/zuka-tmp",
    }


def test_cards_are_named_one_by_one_and_the_driver_comes_only_with_them() -> None:
    with_cards = documents.creation(spec(pci_addresses=("0000:01:00.0",)), REGION, "try")
    assert with_cards["devices"]["gpu0"]["pci"] == "0000:01:00.0"
    assert with_cards["config"]["nvidia.runtime"] == "true"
    without = documents.creation(spec(), REGION, "try")
    assert not any(device["type"] == "gpu" for device in without["devices"].values())
    assert "nvidia.runtime" not in without["config"]


def test_a_card_without_an_address_would_be_every_card() -> None:
    with pytest.raises(EngineRefused):
        documents.creation(spec(pci_addresses=("",)), REGION, "try")


@pytest.mark.parametrize(
    ("millis", "threads", "allowance"),
    [(500, "1", "50ms/100ms"), (1000, "1", None), (2500, "3", "250ms/100ms"), (16000, "16", None)],
)
def test_cpu_is_whole_cores_or_a_share_of_time(millis: int, threads: str, allowance: str | None) -> None:
    config = documents.creation(spec(millis), REGION, "try")["config"]
    assert config["limits.cpu"] == threads
    assert config.get("limits.cpu.allowance") == allowance


@pytest.mark.parametrize("name", ["", "under_score", "1one", "../images", "one?x=1", "-one", "a" * 64])
def test_a_name_never_becomes_another_path(name: str) -> None:
    with pytest.raises(EngineRefused):
        documents.check_name(name)


def test_times() -> None:
    expected = datetime(2026, 11, 24, 18, 41, 44, 475000, tzinfo=UTC)
    assert documents.moment("2026-11-24T18:41:44.475304576Z") == expected
    assert documents.moment("2026-11-24T19:41:44.475+01:00") == expected
    assert documents.moment("2026-11-24T18:41:44Z") == expected.replace(microsecond=0)
    for never in ("1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "", None):
        assert documents.moment(never) is None


METRICS = """\
# HELP incus_cpu_seconds_total The total number of CPU time used in seconds.
# TYPE incus_cpu_seconds_total counter
incus_cpu_seconds_total{cpu="0",mode="system",name="one",project="zuka",type="container"} 0.5
incus_memory_MemAvailable_bytes{name="one",project="zuka",type="container"} 2.4682928e+07
incus_memory_MemTotal_bytes{name="one",project="zuka",type="container"} 2.5e+07
incus_memory_MemAvailable_bytes{name="one",project="other",type="container"} 1
incus_memory_MemTotal_bytes{name="one",project="other",type="container"} 2
incus_memory_MemTotal_bytes{name="half",project="zuka",type="container"} 2.5e+07
incus_memory_Cached_bytes{name="one",project="zuka",type="container"} 8.5e+07
incus_goroutines 42
"""


def test_memory_without_the_cache() -> None:
    assert metrics.memory(METRICS, "zuka") == {"one": 25_000_000 - 24_682_928}


STATE: dict[str, Any] = {
    "status": "Running",
    "status_code": 103,
    "disk": {"disk0": {"usage": 31473664, "total": 0}, "root": {"usage": 52482048, "total": 1073741824}},
    "memory": {"usage": 87072768, "usage_peak": 88506368, "total": 268435456},
    "network": {
        "eth0": {"counters": {"bytes_received": 780, "bytes_sent": 1312}},
        "lo": {"counters": {"bytes_received": 5000, "bytes_sent": 5000}},
    },
    "processes": 5,
    "cpu": {"usage": 1_750_000_000, "allocated_time": 1000000000},
}


def test_a_state_s_figures() -> None:
    assert usage.usage(STATE) == Usage(
        cpu_seconds=1.75,
        memory_bytes=87072768,
        network_received_bytes=780,
        network_sent_bytes=1312,
        processes=5,
        root_bytes=52482048,
        volume_bytes=(31473664,),
    )


@pytest.mark.parametrize(
    ("said", "root", "volumes"),
    [
        # A pool that keeps no quotas says nothing of any disk.
        ({"disk": {}}, None, ()),
        ({"disk": None}, None, ()),
        ({"disk": {"disk1": {"usage": 2}, "disk0": {"usage": 1}, "disk3": {"usage": 4}}}, None, (1, 2)),
        ({"network": None}, 52482048, (31473664,)),
    ],
)
def test_what_a_state_does_not_say(said: dict[str, Any], root: int | None, volumes: tuple[int, ...]) -> None:
    found = usage.usage(STATE | said)
    assert found is not None
    assert (found.root_bytes, found.volume_bytes) == (root, volumes)


@pytest.mark.parametrize("state", [None, {"status": "Stopped"}, {"status": "Error"}, {}])
def test_what_does_not_run_uses_nothing(state: dict[str, Any] | None) -> None:
    assert usage.usage(state) is None
