"""What recorded and written answers are read as. The recordings are of one machine, under Debian's and BusyBox's tools."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workbench.monitor.rig import GOLDEN
from zuka.workbench.monitor import machine, parse_cgroup, parse_disks, parse_gpu, parse_processes
from zuka.workbench.monitor.frames import Frame, Frames
from zuka.workbench.monitor.sample import Sampler

_GIB = 1 << 30


def _frames(name: str) -> list[Frame]:
    return list(Frames().feed((GOLDEN / f"{name}.frames").read_bytes()))


def _lines(name: str) -> list[str]:
    return (GOLDEN / name).read_bytes().decode(errors="replace").splitlines()


@pytest.mark.parametrize("name", ["debian", "busybox"])
def test_a_recorded_machine(name: str) -> None:
    first, _, before, now, mounts, df, names = _frames(name)
    about = machine.of(first)
    assert (about.system, about.kernel, about.hostname) == ("Linux", "6.1.0-18-amd64", "lab-01")
    assert (about.ticks_per_second, about.page_bytes, about.has_nvidia) == (100, 4096, False)
    assert not about.in_container
    sampler = Sampler(about, parse_cgroup.chosen([]))
    sampler.put(before, seconds=0)
    sampler.put(now, seconds=1)
    sampler.processes.learn([1, 2], parse_processes.details(names.lines("names")))
    sampler.disks = parse_disks.df(df.lines("df"))
    told = sampler.sample(at=datetime(2026, 1, 1, tzinfo=UTC), latency_ms=None, cost_percent=None)
    assert told.os == "Debian GNU/Linux 12 (bookworm)"
    assert told.cpu is not None
    assert told.cpu.count == 2
    assert 90 <= told.cpu.percent <= 100
    assert told.memory is not None
    assert told.memory.total == 24_684_084 << 10
    assert told.memory.used + told.memory.available == told.memory.total
    assert told.network[0].name == "eth0"
    assert len(told.processes) == 50
    assert told.processes_total > 50
    assert all(0 <= one.cpu_percent <= 200 for one in told.processes)
    systemd = next(one for one in told.processes if one.pid == 1)
    assert (systemd.name, systemd.user, systemd.command) == ("systemd", "root", "/sbin/init splash")
    assert told.disks[0].mount == "/"
    assert told.disks[0].total == 264_212_084 << 10
    assert [one.point for one in parse_disks.mounts(mounts.lines("/proc/mounts"))] == ["/"]


def test_eight_cards() -> None:
    cards = parse_gpu.cards(_lines("eight_cards.gpu"))
    assert [card.index for card in cards] == list(range(8))
    first = cards[0]
    assert first.name == "NVIDIA H100 80GB HBM3"
    assert (first.utilization, first.temperature, first.power, first.power_limit) == (97, 61, 612.31, 700)
    assert (first.memory_used, first.memory_total) == (65_536 << 20, 81_559 << 20)
    assert first.fan is None, "a card without a fan says [N/A]"


def test_what_a_card_does_not_tell_is_nothing() -> None:
    whole, old, broken, mad = parse_gpu.cards(_lines("gaps.gpu"))
    assert (whole.utilization, whole.fan) == (41, 62)
    assert (old.utilization, old.temperature, old.power, old.power_limit, old.fan) == (None,) * 5
    assert old.memory_used == 11 << 20
    assert (broken.utilization, broken.power, broken.fan) == (None, None, 100)
    assert (mad.utilization, mad.memory_used, mad.memory_total, mad.temperature) == (None,) * 4
    assert (mad.power, mad.power_limit) == (None, None)


def test_slices_of_a_card() -> None:
    card, part = parse_gpu.cards(_lines("slices.gpu"))
    assert (card.memory_used, card.utilization, card.power) == (None, None, 60.1)
    assert part.uuid.startswith("MIG-")
    assert part.memory_used == _GIB


def test_a_driver_that_knows_less() -> None:
    (card,) = parse_gpu.cards(_lines("old_driver.gpu"))
    assert (card.utilization, card.memory_used, card.temperature) == (12, 64 << 20, 71)
    assert (card.power, card.power_limit, card.fan) == (None, None, None)


@pytest.mark.parametrize("name", ["no_card", "unknown_field", "no_driver"])
def test_what_is_no_card(name: str) -> None:
    assert parse_gpu.cards(_lines(f"{name}.gpu")) == []


def test_hostile_names_lose_their_teeth() -> None:
    (card,) = parse_gpu.cards(_lines("hostile.gpu"))
    assert card.name.isprintable()
    assert "\x1b" not in card.name
    assert "\u202e" not in card.name


def test_programs_on_cards() -> None:
    apps = parse_gpu.apps(_lines("programs.apps"))
    assert [(app.pid, app.command) for app in apps] == [
        (40, "python"),
        (4100, "/opt/a, b/train"),
        (4101, ""),
        (7, "python"),
    ]
    assert apps[2].memory is None
    first = parse_gpu.by_card(apps, "GPU-5c89852c-d268-c3f3-1b07-005d5ae1dc3f")
    assert [app.pid for app in first] == [40, 4100]


def test_file_systems() -> None:
    rows = parse_disks.df(_lines("debian.df"))
    assert [(row.point, row.device) for row in rows] == [
        ("/", "/dev/sda1"),
        ("/srv/with blank", "/dev/mapper/vg-a b"),
        ("/mnt/nas", "nas:/export"),
    ]
    assert (rows[0].total, rows[0].used) == (102_400_000 << 10, 61_440_000 << 10)
    assert [row.point for row in parse_disks.df(_lines("busybox.df"))] == ["/"]


def test_which_file_systems_are_worth_a_look() -> None:
    mounts = parse_disks.mounts(
        [
            "proc /proc proc rw 0 0",
            "/dev/sda2 /boot/efi vfat rw 0 0",
            "nas:/a /mnt/nas nfs4 rw 0 0",
            "nas:/a /mnt/again nfs4 rw 0 0",
            "/dev/sda1 / ext4 rw 0 0",
            "/dev/sda1 /srv/bind ext4 rw 0 0",
            "overlay /var/lib/docker/overlay2/x/merged overlay rw 0 0",
            "/dev/sdb /data;reboot xfs rw 0 0",
            "/dev/sdc /a*b xfs rw 0 0",
            "/dev/sdd /with\\040blank xfs rw 0 0",
            "short",
        ]
    )
    assert [(one.point, one.remote) for one in mounts] == [
        ("/", False),
        ("/mnt/nas", True),
        ("/mnt/again", True),
        ("/data;reboot", False),
    ]


def test_which_file_systems_are_a_pool_that_containers_share() -> None:
    mounts = parse_disks.mounts(["overlay / overlay rw 0 0", "/dev/sdb /data ext4 rw 0 0"])
    assert [(one.point, one.pooled) for one in mounts] == [("/", True), ("/data", False)]
    (root,) = parse_disks.mounts(["/dev/pool / btrfs rw 0 0", "/dev/pool /root/data btrfs rw 0 0"])
    assert root.pooled
