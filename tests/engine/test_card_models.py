"""Names of card models, and simulated cards."""

from __future__ import annotations

import pytest

from zuka.engine.cards import memory_gib, model_name, parse_simulated_cards, simulated_cards

GIB = 1 << 30


@pytest.mark.parametrize(
    ("raw", "name", "memory"),
    [
        ("NVIDIA GeForce RTX 3090", "RTX 3090", 24),
        ("NVIDIA GeForce RTX 3090 Ti", "RTX 3090 Ti", 24),
        ("GA102 [GeForce RTX 3090]", "RTX 3090", 24),
        ("NVIDIA GeForce RTX 4060 Ti", "RTX 4060 Ti", 16),
        ("rtx 5090", "RTX 5090", 32),
        ("NVIDIA A100-SXM4-80GB", "A100 80GB", 80),
        ("NVIDIA A100 80GB PCIe", "A100 80GB", 80),
        ("NVIDIA A100-PCIE-40GB", "A100 40GB", 40),
        ("NVIDIA A800-SXM4-80GB", "A800 80GB", 80),
        ("NVIDIA H100 80GB HBM3", "H100", 80),
        ("NVIDIA H100 PCIe", "H100", 80),
        ("NVIDIA H100 NVL", "H100 NVL", 94),
        ("NVIDIA H800", "H800", 80),
        ("NVIDIA L20", "L20", 48),
        ("Tesla V100-SXM2-32GB", "V100 32GB", 32),
        ("Tesla V100-PCIE-16GB", "V100 16GB", 16),
        ("Tesla T4", "T4", 16),
        ("NVIDIA A10", "A10", 24),
        ("NVIDIA RTX 6000 Ada Generation", "RTX 6000 Ada", 48),
        ("NVIDIA RTX PRO 6000 Blackwell Server Edition", "RTX PRO 6000", 96),
        ("Quadro RTX 6000", "Quadro RTX 6000", 24),
        ("NVIDIA Future 9000-64GB", "Future 9000 64GB", 64),
        ("NVIDIA Future 9000", "Future 9000", None),
        ("NVIDIA", "NVIDIA", None),
    ],
)
def test_one_name_for_each_model(raw: str, name: str, memory: int | None) -> None:
    assert model_name(raw) == name
    assert model_name(name) == name
    assert memory_gib(raw) == memory


def test_simulated_cards_are_the_same_each_time_and_never_attached() -> None:
    wanted = parse_simulated_cards("RTX 3090:24GiB:2, A100 80GB:80 GB:1")
    cards = simulated_cards("local", "h1", wanted)
    assert [(card.model, card.memory_bytes) for card in cards] == [
        ("RTX 3090", 24 * GIB),
        ("RTX 3090", 24 * GIB),
        ("A100 80GB", 80 * GIB),
    ]
    assert {card.pci_address for card in cards} == {""}
    assert all(card.simulated and card.uuid.startswith("SIM-") for card in cards)
    assert simulated_cards("local", "h1", wanted) == cards
    elsewhere = simulated_cards("local", "h2", wanted) + simulated_cards("other", "h1", wanted)
    assert len({card.uuid for card in cards + elsewhere}) == 9


def test_no_simulated_cards() -> None:
    assert parse_simulated_cards(" ") == ()


@pytest.mark.parametrize(
    "text",
    ["RTX 3090", "RTX 3090:24GiB", ":24GiB:8", "RTX 3090:lots:8", "RTX 3090:24GiB:0", "RTX 3090:24GiB:8,"],
)
def test_a_bad_setting_says_what_is_wrong(text: str) -> None:
    with pytest.raises(ValueError, match="simulated cards"):
        parse_simulated_cards(text)
