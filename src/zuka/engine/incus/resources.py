"""What `/1.0/resources` says of a host, as facts of the port. Pure: documents in, facts out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from zuka.engine.cards import GIB, memory_gib
from zuka.engine.port import CardFacts, PoolUsage

NVIDIA: Final = "10de"
_DRIVER: Final = "nvidia"


def cards(host: str, document: Mapping[str, Any]) -> tuple[CardFacts, ...]:
    """The NVIDIA cards of a host, in the order of their addresses; those that cannot be handed out say why.

    Management controllers and built-in graphics are listed there too and are no cards of ours. Whether a card is in
    MIG mode is not in the document.
    """
    listed = (document.get("gpu") or {}).get("cards") or []
    found = [_card(host, card) for card in listed if card.get("vendor_id") == NVIDIA]
    return tuple(sorted(found, key=lambda card: card.pci_address))


def _card(host: str, card: Mapping[str, Any]) -> CardFacts:
    nvidia = card.get("nvidia") or {}
    address = card.get("pci_address") or ""
    model = nvidia.get("model") or card.get("product") or "NVIDIA"
    return CardFacts(
        # A card that its driver does not name yet gets a name by its place, and its own one later.
        uuid=nvidia.get("uuid") or f"PCI-{host}-{address or 'unknown'}",
        pci_address=address,
        model=model,
        driver_version=nvidia.get("nvrm_version") or _driver_version(card),
        cuda_version=nvidia.get("cuda_version"),
        fault=_fault(card, nvidia, address),
        memory_bytes=(memory_gib(model) or 0) * GIB,
    )


def _driver_version(card: Mapping[str, Any]) -> str | None:
    # For a driver without a version of its own, Incus puts the kernel's there.
    return card.get("driver_version") if card.get("driver") == _DRIVER else None


def _fault(card: Mapping[str, Any], nvidia: Mapping[str, Any], address: str) -> str | None:
    driver = card.get("driver")
    split = (card.get("sriov") or {}).get("current_vfs") or 0
    mediated = any(kind.get("devices") for kind in (card.get("mdev") or {}).values())
    troubles = {
        "The card has no PCI address, so it cannot be attached.": not address,
        "No driver is loaded for this card; install NVIDIA's.": not driver,
        f"The card is bound to the driver {driver}, not to NVIDIA's.": driver != _DRIVER,
        "NVIDIA's driver is loaded and does not know this card; `nvidia-smi` on the host says why.": not nvidia,
        "The NVIDIA container tools are missing on the host, or fail; install nvidia-container-toolkit.": (
            not nvidia.get("uuid")
        ),
        f"The card is split into {split} virtual functions.": split > 0,
        "The card is split into mediated devices.": mediated,
    }
    return next((sentence for sentence, applies in troubles.items() if applies), None)


def cpu(document: Mapping[str, Any]) -> tuple[str, int]:
    """The CPU's name, with its count where there is more than one socket, and the number of threads."""
    processor = document.get("cpu") or {}
    sockets = processor.get("sockets") or []
    name = (sockets[0].get("name") or "") if sockets else ""
    if name and len(sockets) > 1:
        name = f"{len(sockets)} x {name}"
    return name, int(processor.get("total") or 0)


def memory(document: Mapping[str, Any]) -> int:
    """The host's memory in bytes."""
    return int((document.get("memory") or {}).get("total") or 0)


def pool(driver: str, document: Mapping[str, Any]) -> PoolUsage:
    """A storage pool's space, from its own resources document."""
    space = document.get("space") or {}
    return PoolUsage(driver, int(space.get("total") or 0), int(space.get("used") or 0))
