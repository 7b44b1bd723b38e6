"""What the simulated engine refuses, as Incus would, and how its state looks through the port.

Plain functions of the state; they never change it.
"""

from __future__ import annotations

import re
from typing import Final

from zuka.engine.port import HostFacts, InstanceFacts, InstanceSpec, InstanceState, Limits, PoolUsage
from zuka.engine.simulated.world import (
    INSTANCE_BYTES,
    DoubleAttachment,
    SimulatedHost,
    SimulatedInstance,
    State,
)
from zuka.errors import EngineGone, EngineRefused, EngineUnavailable, PoolFull

NAME: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def volume_key(host: str, name: str) -> str:
    return f"{host}/{name}"


def reach(state: State, host: str) -> None:
    if host not in state.hosts:
        raise EngineGone(f"There is no host {host}.")
    if host in state.lost_hosts:
        raise EngineUnavailable(f"The host {host} does not answer.")


def reach_instance(state: State, name: str) -> SimulatedInstance:
    instance = state.instances.get(name)
    if instance is None:
        raise EngineGone(f"There is no instance {name}.")
    reach(state, instance.spec.host)
    return instance


def need_space(state: State, host: str) -> None:
    if host in state.full_pools or pool_usage(state, state.hosts[host]).free_bytes < INSTANCE_BYTES:
        raise PoolFull(f"The storage pool of {host} has no space left.")


def check_new(state: State, spec: InstanceSpec) -> None:
    reach(state, spec.host)
    if not NAME.fullmatch(spec.name):
        raise EngineRefused(f"An instance cannot be called {spec.name!r}.")
    if spec.image not in state.images:
        raise EngineRefused(f"There is no image {spec.image}.")
    check_limits(spec.limits)
    for other in state.instances.values():
        if other.spec.host == spec.host and other.spec.address == spec.address:
            raise EngineRefused(f"The address {spec.address} belongs to {other.spec.name}.")


def check_limits(limits: Limits) -> None:
    if min(limits.cpu_millis, limits.memory_bytes, limits.processes) <= 0:
        raise EngineRefused("Every limit of an instance must be positive.")


def check_startable(state: State, spec: InstanceSpec) -> None:
    need_space(state, spec.host)
    for mount in spec.mounts:
        if volume_key(spec.host, mount.volume) not in state.volumes:
            raise EngineRefused(f"There is no volume {mount.volume} on {spec.host}.")
    present = {card.pci_address for card in state.hosts[spec.host].cards}
    for pci_address in spec.pci_addresses:
        if pci_address not in present:
            raise EngineRefused(f"Invalid PCI address (no device found): {pci_address}.")


def doubles(state: State, spec: InstanceSpec) -> list[DoubleAttachment]:
    wanted = set(spec.pci_addresses)
    return [
        DoubleAttachment(spec.host, pci_address, other.spec.name, spec.name)
        for other in (state.instances.values() if wanted else ())
        if other.running and other.spec.host == spec.host and other.spec.name != spec.name
        for pci_address in other.spec.pci_addresses
        if pci_address in wanted
    ]


def pool_usage(state: State, host: SimulatedHost, carried: int | None = None) -> PoolUsage:
    if carried is None:
        carried = sum(instance.spec.host == host.name for instance in state.instances.values())
    used = host.pool_bytes if host.name in state.full_pools else carried * INSTANCE_BYTES
    return PoolUsage(host.pool_driver, host.pool_bytes, min(used, host.pool_bytes))


def host_facts(state: State, host: SimulatedHost, carried: int) -> HostFacts:
    if host.name in state.lost_hosts:
        return HostFacts(host.name, reachable=False)
    return HostFacts(
        name=host.name,
        reachable=True,
        address=host.address,
        cpu_model=host.cpu_model,
        cpu_threads=host.cpu_threads,
        memory_bytes=host.memory_bytes,
        cards=host.cards,
        pool=pool_usage(state, host, carried),
    )


def instance_facts(state: State, instance: SimulatedInstance) -> InstanceFacts:
    spec = instance.spec
    seen = InstanceState.UNKNOWN if spec.host in state.lost_hosts else instance.state
    return InstanceFacts(spec.name, spec.host, seen, instance.started_at)
