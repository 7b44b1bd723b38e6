"""What is known of GPU models, and simulated cards for hosts that have no real ones.

Names come from drivers in many spellings; `model_name` makes one of them. Nothing here asks an engine.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Final

from zuka.engine.port import CardFacts

GIB: Final = 1 << 30

KNOWN_MODELS: Final[dict[str, int]] = {
    # Model as we say it → memory in GiB as its maker says it. Where one name was sold with two sizes of memory,
    # the size is part of the model.
    "GTX 1080 Ti": 11,
    "RTX 2080 Ti": 11,
    "RTX 3060": 12,
    "RTX 3070": 8,
    "RTX 3080": 10,
    "RTX 3080 Ti": 12,
    "RTX 3090": 24,
    "RTX 3090 Ti": 24,
    "RTX 4060 Ti": 16,
    "RTX 4070": 12,
    "RTX 4080": 16,
    "RTX 4080 SUPER": 16,
    "RTX 4090": 24,
    "RTX 4090 D": 24,
    "RTX 5070 Ti": 16,
    "RTX 5080": 16,
    "RTX 5090": 32,
    "RTX 5090 D": 32,
    "TITAN V": 12,
    "TITAN RTX": 24,
    "TITAN Xp": 12,
    "Quadro RTX 6000": 24,
    "Quadro RTX 8000": 48,
    "RTX A4000": 16,
    "RTX A5000": 24,
    "RTX A6000": 48,
    "RTX 6000 Ada": 48,
    "RTX PRO 6000": 96,
    "P40": 24,
    "P100 12GB": 12,
    "P100 16GB": 16,
    "V100 16GB": 16,
    "V100 32GB": 32,
    "T4": 16,
    "A2": 16,
    "A10": 24,
    "A30": 24,
    "A40": 48,
    "A100 40GB": 40,
    "A100 80GB": 80,
    "A800 40GB": 40,
    "A800 80GB": 80,
    "L4": 24,
    "L20": 48,
    "L40": 48,
    "L40S": 48,
    "H20": 96,
    "H100": 80,
    "H100 NVL": 94,
    "H200": 141,
    "H800": 80,
    "B200": 180,
}

_BY_FOLDED_NAME: Final = {name.casefold(): name for name in KNOWN_MODELS}
_BRACKETS = re.compile(r"\[(.+)\]")
_MEMORY_WORD = re.compile(r"(\d+)GB", re.IGNORECASE)
_MEMORY_SETTING = re.compile(r"(\d+) ?(?:GiB|GB|G)", re.IGNORECASE)
_NOISE = re.compile(
    r"nvidia|corporation|geforce|tesla|sxm\d?|pcie|hbm\d?e?|generation|blackwell|server|workstation|edition",
    re.IGNORECASE,
)
_NAMESPACE: Final = uuid.UUID("0a3d2f6e-3c0b-4f0e-8f43-2b7f7e0c9d55")


def model_name(raw: str) -> str:
    """The one name of a model: `NVIDIA GeForce RTX 3090` → `RTX 3090`, `NVIDIA A100-SXM4-80GB` → `A100 80GB`."""
    bracketed = _BRACKETS.search(raw)
    words = re.split(r"[\s-]+", (bracketed.group(1) if bracketed else raw).strip())
    kept = [word for word in words if word and not _NOISE.fullmatch(word)]
    memory = next((word.upper() for word in kept if _MEMORY_WORD.fullmatch(word)), "")
    bare = " ".join(word for word in kept if not _MEMORY_WORD.fullmatch(word))
    full = f"{bare} {memory}".strip()
    # The size is dropped only where the model has one size anyway.
    for candidate in (full, bare):
        if candidate.casefold() in _BY_FOLDED_NAME:
            return _BY_FOLDED_NAME[candidate.casefold()]
    return full or raw.strip()


def memory_gib(model: str) -> int | None:
    """Memory of a model in GiB, or None when it is neither known nor part of the name."""
    name = model_name(model)
    if name in KNOWN_MODELS:
        return KNOWN_MODELS[name]
    stated = _MEMORY_WORD.search(name)
    return int(stated.group(1)) if stated else None


@dataclass(frozen=True, slots=True)
class SimulatedCards:
    """`count` equal simulated cards of one host."""

    model: str
    memory_bytes: int
    count: int


def parse_simulated_cards(text: str) -> tuple[SimulatedCards, ...]:
    """Reads `RTX 3090:24GiB:8, A100 80GB:80GiB:4`; the empty text is none. `ValueError` says what is wrong."""
    return tuple(_parse_one(part.strip()) for part in text.split(",")) if text.strip() else ()


def _parse_one(part: str) -> SimulatedCards:
    fields = [field.strip() for field in part.split(":")]
    if len(fields) != 3 or not fields[0]:
        raise ValueError(f"simulated cards {part!r}: write MODEL:MEMORY:COUNT, such as RTX 3090:24GiB:8")
    model, memory, count = fields
    size = _MEMORY_SETTING.fullmatch(memory)
    if size is None or int(size.group(1)) == 0:
        raise ValueError(f"simulated cards {part!r}: {memory!r} is no amount of memory, such as 24GiB")
    if not re.fullmatch(r"[0-9]{1,3}", count) or int(count) == 0:
        raise ValueError(f"simulated cards {part!r}: {count!r} is no count from 1 to 999")
    return SimulatedCards(model, int(size.group(1)) * GIB, int(count))


def simulated_cards(region: str, host: str, wanted: tuple[SimulatedCards, ...]) -> tuple[CardFacts, ...]:
    """The cards themselves. They have the same UUIDs each time, and no PCI address: nothing is ever attached."""
    models = [cards for cards in wanted for _ in range(cards.count)]
    return tuple(
        CardFacts(
            uuid=f"SIM-{uuid.uuid5(_NAMESPACE, f'{region}/{host}/{index}')}",
            pci_address="",
            model=cards.model,
            memory_bytes=cards.memory_bytes,
            simulated=True,
        )
        for index, cards in enumerate(models)
    )
