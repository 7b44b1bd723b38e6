"""A rented instance's sample, completed with what the platform knows better than the instance itself. Pure."""

from __future__ import annotations

from zuka.instances.inside import Inside
from zuka.workbench.monitor.schemas import DiskOut, GpuOut, MonitorSample


def complete(sample: MonitorSample, inside: Inside) -> None:
    """Simulated cards have no readings, whatever a tool for them says; and an instance's own disks take the place of the
    pool that they are parts of."""
    if inside.simulated and sample.gpu_state != "ok":
        sample.gpu_state = "simulated"
        sample.gpus = [_silent(index, model) for index, model in enumerate(inside.simulated)]
    own = {disk.mount for disk in inside.disks}
    pools = {disk.device for disk in sample.disks if disk.mount in own}
    others = [one for one in sample.disks if one.mount not in own and one.device not in pools]
    sample.disks = [
        DiskOut(mount=one.mount, device="", total=one.total, used=one.used, shared=False)
        for one in inside.disks
    ] + others


def _silent(index: int, model: str) -> GpuOut:
    return GpuOut(
        index=index,
        name=model,
        utilization=None,
        memory_used=None,
        memory_total=None,
        temperature=None,
        power=None,
        power_limit=None,
        fan=None,
        processes=[],
    )
