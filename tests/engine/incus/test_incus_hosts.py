"""What hosts say of themselves, from documents like those of real ones."""

from __future__ import annotations

from typing import Any

import pytest

from engine.incus.fake_incus import FakeIncus, error, sync
from zuka.engine.incus import resources
from zuka.engine.incus.engine import IncusEngine

GIB = 1 << 30


def drm(index: int) -> dict[str, Any]:
    return {
        "id": index,
        "card_name": f"card{index}",
        "card_device": f"226:{index}",
        "render_name": f"renderD{128 + index}",
        "render_device": f"226:{128 + index}",
    }


def rtx_3090(index: int, uuid: str = "") -> dict[str, Any]:
    return {
        "driver": "nvidia",
        "driver_version": "550.163.01",
        "drm": drm(index),
        "numa_node": 0,
        "pci_address": f"0000:0{index}:00.0",
        "vendor": "NVIDIA Corporation",
        "vendor_id": "10de",
        "product": "GA102 [GeForce RTX 3090]",
        "product_id": "2204",
        "nvidia": {
            "cuda_version": "12.4",
            "nvrm_version": "550.163.01",
            "brand": "GeForce",
            "model": "NVIDIA GeForce RTX 3090",
            "uuid": uuid or f"GPU-2f9b6f1e-6c1d-4a5e-9d0a-0c2f5a7be00{index}",
            "architecture": "8.6",
            "card_name": f"nvidia{index}",
            "card_device": f"195:{index}",
        },
    }


A100: dict[str, Any] = {
    "driver": "nvidia",
    "driver_version": "550.163.01",
    "sriov": {"current_vfs": 0, "maximum_vfs": 20, "vfs": None},
    "numa_node": 1,
    "pci_address": "0000:3b:00.0",
    "vendor": "NVIDIA Corporation",
    "vendor_id": "10de",
    "product": "GA100 [A100 SXM4 80GB]",
    "product_id": "20b2",
    "nvidia": {
        "cuda_version": "12.4",
        "nvrm_version": "550.163.01",
        "brand": "Nvidia",
        "model": "NVIDIA A100-SXM4-80GB",
        "uuid": "GPU-5cc3f4be-2f0c-7d1b-54a4-a6d6b8c7d111",
        "architecture": "8.0",
        "card_name": "nvidia2",
        "card_device": "195:2",
    },
}
BMC: dict[str, Any] = {
    "driver": "ast",
    "driver_version": "6.1.0-35-amd64",
    "drm": {"id": 0, "card_name": "card0", "card_device": "226:0"},
    "numa_node": 0,
    "pci_address": "0000:03:00.0",
    "vendor": "ASPEED Technology, Inc.",
    "vendor_id": "1a03",
    "product": "ASPEED Graphics Family",
    "product_id": "2000",
}
BARE: dict[str, Any] = {
    "numa_node": 0,
    "pci_address": "0000:81:00.0",
    "vendor": "NVIDIA Corporation",
    "vendor_id": "10de",
    "product": "AD102 [GeForce RTX 4090]",
    "product_id": "2684",
}
MACHINE: dict[str, Any] = {
    "cpu": {
        "architecture": "x86_64",
        "sockets": [{"name": "AMD EPYC 7502"}, {"name": "AMD EPYC 7502"}],
        "total": 128,
    },
    "memory": {"total": 512 * GIB, "used": GIB},
}


def document(*cards: dict[str, Any]) -> dict[str, Any]:
    return MACHINE | {"gpu": {"cards": list(cards), "total": len(cards)}}


def without(card: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in card.items() if key not in keys}


def test_two_3090s_beside_a_management_controller() -> None:
    first, second = resources.cards("h1", document(rtx_3090(2), BMC, rtx_3090(1)))
    assert (first.pci_address, second.pci_address) == ("0000:01:00.0", "0000:02:00.0")
    assert first.uuid == "GPU-2f9b6f1e-6c1d-4a5e-9d0a-0c2f5a7be001"
    assert first.model == "NVIDIA GeForce RTX 3090"
    assert first.memory_bytes == 24 * GIB
    assert (first.driver_version, first.cuda_version) == ("550.163.01", "12.4")
    assert first.fault is None
    assert not first.simulated


def test_an_a100_that_could_be_split_is_whole_and_one_that_is_split_is_not_rented() -> None:
    (whole,) = resources.cards("h1", document(A100))
    assert whole.fault is None
    assert whole.memory_bytes == 80 * GIB
    part = without(A100, "nvidia", "sriov") | {"pci_address": "0000:3b:00.4"}
    split = A100 | {"sriov": {"current_vfs": 1, "maximum_vfs": 20, "vfs": [part]}}
    (card,) = resources.cards("h1", document(split))
    assert card.fault is not None
    assert "split" in card.fault
    mediated = A100 | {"mdev": {"nvidia-474": {"devices": ["42200aac"]}}}
    assert resources.cards("h1", document(mediated))[0].fault is not None


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (BARE, "No driver"),
        (BARE | {"driver": "nouveau", "driver_version": "6.1.0-35-amd64"}, "nouveau"),
        (BARE | {"driver": "vfio-pci"}, "vfio-pci"),
        (BARE | {"driver": "nvidia", "driver_version": "550.163.01"}, "does not know"),
        (
            rtx_3090(1) | {"nvidia": {"model": "NVIDIA GeForce RTX 3090", "brand": "NVIDIA"}},
            "container tools",
        ),
        (without(rtx_3090(1), "pci_address"), "no PCI address"),
    ],
)
def test_a_card_that_cannot_be_handed_out_says_why(card: dict[str, Any], words: str) -> None:
    (found,) = resources.cards("h1", document(card))
    assert found.fault is not None
    assert words in found.fault
    (elsewhere,) = resources.cards("h2", document(card))
    assert found.uuid
    assert found.uuid.startswith("GPU-") or found.uuid != elsewhere.uuid


def test_the_kernels_version_is_no_driver_version() -> None:
    (card,) = resources.cards(
        "h1", document(BARE | {"driver": "nouveau", "driver_version": "6.1.0-35-amd64"})
    )
    assert card.driver_version is None
    assert card.memory_bytes == 24 * GIB


def test_the_machine() -> None:
    assert resources.cpu(MACHINE) == ("2 x AMD EPYC 7502", 128)
    assert resources.memory(MACHINE) == 512 * GIB
    assert resources.cpu({}) == ("", 0)
    assert resources.cards("h1", {}) == ()
    assert resources.cards("h1", {"gpu": {"cards": None}}) == ()


def pool_of(incus: FakeIncus) -> None:
    incus.on["GET", "/1.0/storage-pools/zuka"] = sync({"driver": "btrfs"})
    incus.on["GET", "/1.0/storage-pools/zuka/resources"] = sync({"space": {"used": 5, "total": 20}})


async def test_simulated_cards_are_added_only_where_there_are_none(incus: FakeIncus) -> None:
    pool_of(incus)
    engine = IncusEngine(
        incus.settings.model_copy(update={"simulated_cards": "RTX 3090:24GiB:8"}), name="lab"
    )
    incus.on["GET", "/1.0/resources"] = [sync(document(BMC)), sync(document(rtx_3090(1)))]
    (host,) = await engine.hosts()
    assert len(host.cards) == 8
    assert all(card.simulated for card in host.cards)
    (host,) = await engine.hosts()
    assert [card.simulated for card in host.cards] == [False]
    await engine.aclose()


async def test_one_server(incus: FakeIncus, real: IncusEngine) -> None:
    pool_of(incus)
    incus.on["GET", "/1.0/resources"] = sync(document())
    (host,) = await real.hosts()
    assert (host.name, host.reachable, host.cpu_threads) == ("h1", True, 128)
    assert host.pool is not None
    assert (host.pool.driver, host.pool.free_bytes) == ("btrfs", 15)
    assert "target" not in incus.called("GET", "/1.0/resources")[0].query


async def test_members_of_a_cluster_are_asked_one_by_one(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on["GET", "/1.0"] = sync(
        {"auth": "trusted", "environment": {"server_name": "m1", "server_clustered": True}}
    )
    members = [
        {"server_name": "m3", "status": "Offline", "url": "https://10.0.0.3:8443"},
        {"server_name": "m2", "status": "Online", "url": "https://10.0.0.2:8443"},
        {"server_name": "m1", "status": "Online", "url": "https://10.0.0.1:8443"},
    ]
    incus.on["GET", "/1.0/cluster/members"] = sync(members)
    pool_of(incus)
    # m1 answers; m2 is still called online and does not.
    incus.on["GET", "/1.0/resources"] = [
        sync(document(rtx_3090(1))),
        error(500, 'Get "https://10.0.0.2:8443/1.0/resources": i/o timeout'),
    ]
    m1, m2, m3 = await real.hosts()
    assert (m1.name, m1.reachable, m1.address, len(m1.cards)) == ("m1", True, "10.0.0.1", 1)
    assert (m2.name, m2.reachable, m2.cards) == ("m2", False, ())
    assert (m3.name, m3.reachable, m3.cards) == ("m3", False, ())
    assert [call.query["target"] for call in incus.called("GET", "/1.0/resources")] == ["m1", "m2"]
