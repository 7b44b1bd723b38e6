"""Machines made of files, each as a real one shows itself: what the program and the parsers are tried on."""

from __future__ import annotations

from workbench.monitor.rig import stat_line

_MIB = 1 << 20
_MEMINFO = """MemTotal:       65536000 kB
MemFree:        10000000 kB
MemAvailable:   40000000 kB
Buffers:          500000 kB
Cached:         20000000 kB
SwapCached:            0 kB
Shmem:            100000 kB
SReclaimable:     600000 kB
SwapTotal:       8388608 kB
SwapFree:        8000000 kB
"""
_NET = """Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 999999 10 0 0 0 0 0 0 999999 10 0 0 0 0 0 0
veth12ab: 5 1 0 0 0 0 0 0 5 1 0 0 0 0 0 0
docker0: 700 7 0 0 0 0 0 0 800 8 0 0 0 0 0 0
  eth0: {received} 10 0 0 0 0 0 0 {sent} 20 0 0 0 0 0 0
"""
_ROUTE = "Iface\tDestination\tGateway\nbr0\t0000FEA9\t00000000\neth0\t00000000\t0100000A\n"
_DISKSTATS = """   7       0 loop0 10 0 8000 0 0 0 0 0 0 0 0
   8       0 sda 100 0 {read} 5 100 0 {written} 5 0 5 10
   8       1 sda1 100 0 {read} 5 100 0 {written} 5 0 5 10
 259       0 nvme0n1 10 0 1000 5 10 0 2000 5 0 5 10
 259       1 nvme0n1p1 10 0 1000 5 10 0 2000 5 0 5 10
 253       0 dm-0 100 0 9000 5 100 0 9000 5 0 5 10
"""
_OS = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\n'
_PASSWD = "root:x:0:0:root:/root:/bin/bash\ntrainer:x:1000:1000::/home/trainer:/bin/bash\n"
_MOUNTS = """proc /proc proc rw 0 0
/dev/sda1 / ext4 rw 0 0
/dev/sda2 /boot/efi vfat rw 0 0
/dev/nvme0n1p1 /data xfs rw 0 0
/dev/nvme0n1p1 /var/lib/docker xfs rw 0 0
tmpfs /run tmpfs rw 0 0
nas:/export /mnt/nas nfs4 rw 0 0
/dev/sdb1 /mnt/with\\040blank ext4 rw 0 0
"""


def status(uid: int) -> str:
    """As much of `/proc/N/status` as is read."""
    return f"Name:\tx\nState:\tS (sleeping)\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\nGid:\t0\t0\t0\t0\n"


def host(*, later: bool = False) -> dict[str, str]:
    """A machine of its own with four cores; `later` is one second on."""
    more = 100 if later else 0
    cores = "".join(
        f"cpu{one} {1000 + more * one // 4} 0 0 {9000 + more - more * one // 4} 0 0 0 0 0 0\n"
        for one in range(4)
    )
    busy = sum(1000 + more * one // 4 for one in range(4))
    idle = sum(9000 + more - more * one // 4 for one in range(4))
    return {
        "etc/os-release": _OS,
        "etc/passwd": _PASSWD,
        "proc/stat": f"cpu  {busy} 0 0 {idle} 0 0 0 0 0 0\n{cores}intr {'1 ' * 4000}\nctxt 5\n",
        "proc/meminfo": _MEMINFO,
        "proc/loadavg": "1.50 0.75 0.25 2/300 4242\n",
        "proc/uptime": f"{5000 + more // 100}.25 1234.00\n",
        "proc/net/dev": _NET.format(received=1000 + 2048 * (more // 100), sent=500 + 1024 * (more // 100)),
        "proc/net/route": _ROUTE,
        "proc/diskstats": _DISKSTATS.format(read=2000 + 8 * more // 100, written=4000 + 16 * more // 100),
        "proc/mounts": _MOUNTS,
        "proc/1/cgroup": "0::/init.scope\n",
        "proc/1/stat": stat_line(1, "systemd", ticks=50, started=2),
        "proc/1/status": status(0),
        "proc/1/cmdline": "/sbin/init\0splash\0",
        "proc/2/stat": stat_line(2, "kthreadd", ticks=0, started=2, flags=0x208040),
        "proc/2/comm": "kthreadd\n",
        "proc/40/stat": stat_line(
            40, "python train.py", ticks=7000 + more * 3 // 2, started=90_000, pages=250_000, state="R"
        ),
        "proc/40/status": status(1000),
        "proc/40/cmdline": "python\0train.py\0--name\0a b\0",
        "proc/41/stat": stat_line(41, "evil) R 1 (x", ticks=10, started=90_100),
        "proc/41/status": status(77),
        "proc/41/cmdline": "",
        "proc/self/stat": stat_line(99, "awk", ticks=0, started=500_000 + more),
        "sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory\n",
        "sys/fs/cgroup/cpuset.cpus.effective": "0-3\n",
        "sys/fs/cgroup/memory.stat": "inactive_file 5\n",
    }


def _container(*, later: bool = False) -> dict[str, str]:
    """What every container of that machine has: the host's `/proc`, and its own processes."""
    files = host(later=later)
    for name in [name for name in files if name.startswith(("proc/2/", "proc/40/", "proc/41/", "sys/"))]:
        del files[name]
    files["proc/1/stat"] = stat_line(1, "sh", ticks=5, started=440_000)
    files["proc/1/cmdline"] = "sh\0"
    files["proc/2/stat"] = stat_line(2, "sleep", ticks=5, started=440_100)
    files["proc/2/comm"] = "sleep\n"
    files["proc/mounts"] = "overlay / overlay rw 0 0\n/dev/sda1 /etc/hosts ext4 rw 0 0\n"
    return files


def docker_v2(*, later: bool = False) -> dict[str, str]:
    """A container of 2 GiB and one and a half cores, on control groups of version 2."""
    used = 1_500_000 * later
    return _container(later=later) | {
        ".dockerenv": "",
        "proc/1/cgroup": "0::/\n",
        "sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory\n",
        "sys/fs/cgroup/memory.max": f"{2048 * _MIB}\n",
        "sys/fs/cgroup/memory.current": f"{900 * _MIB}\n",
        "sys/fs/cgroup/memory.stat": f"anon 1\nfile {500 * _MIB}\ninactive_file {400 * _MIB}\nactive_file 3\n",
        "sys/fs/cgroup/memory.swap.max": f"{512 * _MIB}\n",
        "sys/fs/cgroup/memory.swap.current": f"{100 * _MIB}\n",
        "sys/fs/cgroup/cpu.max": "150000 100000\n",
        "sys/fs/cgroup/cpu.stat": f"usage_usec {9_000_000 + used // 2}\nuser_usec 1\nsystem_usec 1\n",
        "sys/fs/cgroup/cpuset.cpus.effective": "0-3\n",
        "sys/fs/cgroup/io.stat": f"8:0 rbytes={1000 + 4096 * later} wbytes={2000 + 8192 * later} rios=1 wios=1\n253:0 rbytes=10 wbytes=20\n",
    }


def docker_v1(*, later: bool = False) -> dict[str, str]:
    """The same container on control groups of version 1."""
    group = "sys/fs/cgroup"
    return _container(later=later) | {
        "proc/1/cgroup": "5:memory:/docker/0123abcd\n4:cpu,cpuacct:/docker/0123abcd\n1:name=systemd:/docker/0123abcd\n",
        f"{group}/memory/memory.limit_in_bytes": f"{2048 * _MIB}\n",
        f"{group}/memory/memory.usage_in_bytes": f"{900 * _MIB}\n",
        f"{group}/memory/memory.stat": f"cache 5\ninactive_file 7\ntotal_cache 9\ntotal_inactive_file {400 * _MIB}\n",
        f"{group}/cpu/cpu.cfs_quota_us": "150000\n",
        f"{group}/cpu/cpu.cfs_period_us": "100000\n",
        f"{group}/cpuacct/cpuacct.usage": f"{9_000_000_000 + 750_000_000 * later}\n",
        f"{group}/cpuset/cpuset.cpus": "0-3\n",
        f"{group}/blkio/blkio.throttle.io_service_bytes": (
            f"8:0 Read {1000 + 4096 * later}\n8:0 Write {2000 + 8192 * later}\n8:0 Total 9\nTotal 9\n"
        ),
    }


def lxc(*, later: bool = False) -> dict[str, str]:
    """A rented instance of two cores and 4 GiB: a system container whose `/proc` is lxcfs, with systemd in it."""
    more = 100 * later
    lxcfs = "".join(
        f"lxcfs /proc/{name} fuse.lxcfs rw 0 0\n"
        for name in ("cpuinfo", "diskstats", "loadavg", "meminfo", "stat", "swaps", "uptime")
    )
    return _container(later=later) | {
        "dev/incus/sock": "",
        "run/systemd/container": "lxc",
        "proc/mounts": f"/dev/pool / btrfs rw 0 0\n{lxcfs}/dev/pool /root/data btrfs rw 0 0\n",
        "proc/1/cgroup": "0::/init.scope\n",
        "proc/1/stat": stat_line(1, "systemd", ticks=5, started=440_000),
        "proc/uptime": f"{600 + later}.00 1.00\n",
        "proc/stat": (
            f"cpu  {200 + more} 0 0 {800 + more} 0 0 0 0 0 0\n"
            f"cpu0 {100 + more} 0 0 400 0 0 0 0 0 0\ncpu1 100 0 0 {400 + more} 0 0 0 0 0 0\n"
        ),
        "proc/meminfo": "MemTotal: 4194304 kB\nMemFree: 1048576 kB\nMemAvailable: 3145728 kB\nBuffers: 0 kB\nCached: 2097152 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n",
        "proc/diskstats": f"   8       0 sda 1 0 {2000 + 8 * later} 0 1 0 {4000 + 8 * later} 0 0 0 0\n",
        "sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory\n",
        "sys/fs/cgroup/memory.max": f"{4096 * _MIB}\n",
        "sys/fs/cgroup/memory.current": f"{3000 * _MIB}\n",
        "sys/fs/cgroup/memory.stat": f"file {2048 * _MIB}\ninactive_file {1900 * _MIB}\n",
        "sys/fs/cgroup/cpu.max": "max 100000\n",
        "sys/fs/cgroup/cpu.stat": f"usage_usec {5_000_000 + 1_000_000 * later}\n",
        "sys/fs/cgroup/cpuset.cpus.effective": "2-3\n",
        "sys/fs/cgroup/init.scope/memory.max": "max\n",
        "sys/fs/cgroup/init.scope/memory.current": "1000\n",
    }
