"""What is asked of Incus for an instance, and how its counters and times are read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from zuka.engine.incus import documents, metrics
from zuka.engine.port import InstanceSpec, Limits, VolumeMount
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
incus_cpu_seconds_total{cpu="1",mode="user",name="one",project="zuka",type="container"} 1.25
incus_cpu_seconds_total{cpu="0",mode="user",name="one",project="other",type="container"} 99
incus_memory_MemAvailable_bytes{name="one",project="zuka",type="container"} 2.4682928e+07
incus_memory_MemTotal_bytes{name="one",project="zuka",type="container"} 2.5e+07
incus_network_receive_bytes_total{device="lo",name="one",project="zuka",type="container"} 1000
incus_network_receive_bytes_total{device="eth0",name="one",project="zuka",type="container"} 684
incus_network_transmit_bytes_total{device="eth0",name="one",project="zuka",type="container"} 950
incus_procs_total{name="one",project="zuka",type="container"} 5
incus_goroutines 42
incus_uptime_seconds 3
"""


def test_counters() -> None:
    found = metrics.usage(METRICS, "zuka")
    assert set(found) == {"one"}
    one = found["one"]
    assert (one.cpu_seconds, one.processes) == (1.75, 5)
    assert one.memory_bytes == 25_000_000 - 24_682_928
    assert (one.network_received_bytes, one.network_sent_bytes) == (684, 950)
