"""What `nvidia-smi` says, as real ones have said it, and as nobody should."""

from __future__ import annotations

import pytest

from zuka.engine import nvidia
from zuka.engine.port import CardReading

MIB = 1 << 20
ONE = "GPU-2f9b6f1e-6c1d-4a5e-9d0a-0c2f5a7be001"


def test_what_is_asked() -> None:
    assert nvidia.COMMAND == (
        "nvidia-smi",
        "--query-gpu=uuid,utilization.gpu,memory.used,memory.total,temperature.gpu,power.draw",
        "--format=csv,noheader,nounits",
    )


def test_one_card() -> None:
    told = f"{ONE}, 87, 20480, 24576, 71, 318.42\n"
    assert nvidia.parse(told.encode()) == [CardReading(ONE, 87, 20480 * MIB, 24576 * MIB, 71, 318.42)]


@pytest.mark.parametrize(
    "nothing", ["[N/A]", "N/A", "[Not Supported]", "[Unknown Error]", "[GPU is lost]", ""]
)
def test_a_value_that_the_card_does_not_have(nothing: str) -> None:
    # A card in a data centre without a fan or a power sensor, one that is passed through, one that has just failed.
    told = f"{ONE}, {nothing}, 3, 24576, {nothing}, {nothing}\n"
    assert nvidia.parse(told.encode()) == [CardReading(ONE, None, 3 * MIB, 24576 * MIB, None, None)]


EIGHT = """\
GPU-00000000-0000-4000-8000-000000000000, 100, 79812, 81559, 64, 691.03
GPU-00000000-0000-4000-8000-000000000001, 99, 79812, 81559, 61, 688.15
GPU-00000000-0000-4000-8000-000000000002, 100, 79812, 81559, 66, 697.80
GPU-00000000-0000-4000-8000-000000000003, 98, 79812, 81559, 60, 684.44
GPU-00000000-0000-4000-8000-000000000004, 0, 1, 81559, 33, 71.26
GPU-00000000-0000-4000-8000-000000000005, 0, 1, 81559, 31, 69.90
GPU-00000000-0000-4000-8000-000000000006, 0, 1, 81559, 34, 72.04
GPU-00000000-0000-4000-8000-000000000007, 0, 1, 81559, 30, 68.77
"""


def test_eight_cards() -> None:
    found = nvidia.parse(EIGHT.encode())
    assert [one.uuid[-1] for one in found] == list("01234567")
    assert [one.utilisation_percent for one in found] == [100, 99, 100, 98, 0, 0, 0, 0]
    assert {one.memory_total_bytes for one in found} == {81559 * MIB}
    assert [one.power_watts for one in found][:2] == [691.03, 688.15]


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"bash: line 1: nvidia-smi: command not found\n",
        b"NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest "
        b"NVIDIA driver is installed and running.\n",
        b"Failed to initialize NVML: Driver/library version mismatch\n",
        b"No devices were found\n",
        b"Unable to determine the device handle for GPU0000:01:00.0: Unknown Error\n",
        f"{ONE}, 87, 20480\n".encode(),
        b"<script>, 1, 2, 3, 4, 5\n",
        bytes(range(256)) * 20,
        b'"' * 5000,
        b'"GPU-00000000\n' * 5000,
    ],
)
def test_an_answer_without_cards(told: bytes) -> None:
    assert nvidia.parse(told) == []


def test_a_line_of_noise_hides_no_card() -> None:
    told = f"Persistence mode is off\n{ONE}, 1, 2, 3, 4, 5.0\n\n"
    assert [one.uuid for one in nvidia.parse(told.encode())] == [ONE]


@pytest.mark.parametrize("lie", ["-5", "1e400", "inf", "nan", "9" * 40, "101", "0x1f", "١٢"])
def test_impossible_values_are_none(lie: str) -> None:
    (found,) = nvidia.parse(f"{ONE}, {lie}, 3, 24576, 40, 5\n".encode())
    assert found.utilisation_percent is None


def test_no_more_cards_than_a_machine_has() -> None:
    assert len(nvidia.parse(f"{ONE}, 1, 2, 3, 4, 5\n".encode() * 10_000)) == 64
