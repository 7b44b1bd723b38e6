"""How often is asked for what, when that costs the machine much or little."""

from __future__ import annotations

from zuka.workbench.monitor.pace import Pace


def _run(costs: dict[str, float], seconds: int) -> tuple[dict[str, int], float]:
    """How often each kind was asked in so many seconds, and what all of it cost of a core in the second half."""
    pace, total, halfway = Pace(), 0.0, 0.0
    asked = dict.fromkeys(costs, 0)
    pace.measured("tick", total, 0)
    for now in range(seconds):
        for kind, cost in costs.items():
            if pace.due(kind, now):
                pace.asked(kind, now)
                asked[kind] += 1
                total += cost
                # As coarse as most shells tell it.
                pace.measured(kind, round(total, 2), now)
        if now == seconds // 2:
            halfway = total
    return asked, 100 * (total - halfway) / (seconds / 2)


def test_a_small_machine_is_looked_at_every_second() -> None:
    asked, percent = _run({"tick": 0.001, "processes": 0.002, "gpu": 0.008}, 120)
    assert asked["tick"] == 120
    assert asked["processes"] >= 110
    assert asked["gpu"] >= 55
    assert percent < 1


def test_thousands_of_processes_are_looked_at_less_often() -> None:
    asked, percent = _run({"tick": 0.001, "processes": 0.05}, 300)
    assert 15 <= asked["processes"] <= 45
    assert percent < 1


def test_cards_whose_driver_is_slow_are_asked_less_often_but_never_forgotten() -> None:
    asked, _ = _run({"tick": 0.001, "gpu": 0.9}, 120)
    assert 18 <= asked["gpu"] <= 30


def test_what_is_held_is_not_asked() -> None:
    pace = Pace()
    pace.hold("df", 300)
    assert not pace.due("df", 299)
    assert pace.due("df", 300)


def test_a_shell_that_does_not_tell_its_cost() -> None:
    pace = Pace()
    pace.measured("tick", None, 0)
    assert pace.cost_percent is None
    assert pace.due("tick", 1)
