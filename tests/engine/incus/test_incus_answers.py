"""How answers are read: failures that look like successes, and silences that look like answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.incus.fake_incus import BROKEN, Answer, FakeIncus, error, finished, started, sync
from zuka.engine.incus.client import Client
from zuka.engine.incus.engine import IncusEngine
from zuka.engine.incus.refusals import refusal
from zuka.engine.port import InstanceSpec, InstanceState, Limits
from zuka.errors import EngineError, EngineGone, EngineRefused, EngineUnavailable, PoolFull
from zuka.settings import RegionSettings

GIB = 1 << 30
WAIT = ("GET", "/1.0/operations/op-1/wait")
CREATE = ("POST", "/1.0/instances")
ONE = ("GET", "/1.0/instances/one")
STATE = ("PUT", "/1.0/instances/one/state")


def spec(**more: object) -> InstanceSpec:
    return InstanceSpec("one", "h1", "base", Limits(1000, GIB, 100), GIB, "10.101.0.9", **more)  # type: ignore[arg-type]


def instance(status: str = "Stopped", **more: object) -> dict[str, object]:
    return {"name": "one", "status": status, "location": "none", "config": {}, "devices": {}} | more


async def test_a_failed_operation_answers_200_and_is_a_failure(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[CREATE] = started()
    incus.on[WAIT] = error(500, "Invalid PCI address (no device found): 0000:77:00.0", status=200)
    incus.on[ONE] = error(404, "Instance not found")
    with pytest.raises(EngineRefused, match="no device found"):
        await real.create_instance(spec())


async def test_an_operation_that_ended_badly_inside_a_success(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[CREATE] = started()
    incus.on[WAIT] = finished(400, status="Failure", err="write: no space left on device", err_code=500)
    incus.on[ONE] = error(404, "Instance not found")
    with pytest.raises(PoolFull):
        await real.create_instance(spec())


async def test_a_forwarded_operation_is_waited_for_by_its_id(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[CREATE] = started(url_query="?project=default")
    incus.on[WAIT] = finished()
    await real.create_instance(spec())
    (call,) = incus.called(*WAIT)
    assert call.query["project"] == "zuka"


async def test_waiting_goes_on_while_it_runs(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[CREATE] = started()
    incus.on[WAIT] = [finished(103, status="Running"), BROKEN, finished()]
    await real.create_instance(spec())
    assert len(incus.called(*WAIT)) == 3


async def test_an_operation_that_takes_too_long_is_unknown(incus: FakeIncus) -> None:
    client = Client(incus.settings)
    incus.on[WAIT] = finished(103, status="Running")
    with pytest.raises(EngineUnavailable):
        await client.wait({"id": "op-1"}, wait_s=0.05)
    await client.aclose()


async def test_an_operation_that_is_forgotten_is_unknown(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[CREATE] = started()
    incus.on[WAIT] = error(404, "Operation not found")
    with pytest.raises(EngineUnavailable):
        await real.create_instance(spec())


async def test_a_look_is_repeated_when_the_connection_breaks(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[ONE] = [BROKEN, sync(instance("Running"))]
    found = await real.instance("one")
    assert found is not None
    assert found.state is InstanceState.RUNNING


async def test_a_change_is_never_repeated(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[CREATE] = BROKEN
    with pytest.raises(EngineUnavailable):
        await real.create_instance(spec())
    assert len(incus.called(*CREATE)) == 1


async def test_nobody_there(tmp_path: Path) -> None:
    engine = IncusEngine(RegionSettings(endpoint=f"unix:{tmp_path / 'nothing'}"))
    with pytest.raises(EngineUnavailable):
        await engine.instances()
    with pytest.raises(EngineUnavailable):
        await engine.hosts()
    await engine.aclose()
    with pytest.raises(EngineUnavailable):
        await engine.instance("one")


async def test_a_project_that_is_not_there_is_no_empty_region(incus: FakeIncus, real: IncusEngine) -> None:
    for path in ("instances", "images", "storage-pools/zuka/volumes/custom"):
        incus.on["GET", f"/1.0/{path}"] = sync([])
    incus.on["GET", "/1.0/projects/zuka"] = error(404, "Project not found")
    with pytest.raises(EngineUnavailable):
        await real.instances()
    with pytest.raises(EngineUnavailable):
        await real.volumes()
    with pytest.raises(EngineUnavailable):
        await real.images()
    incus.on["GET", "/1.0/projects/zuka"] = sync({"name": "zuka"})
    assert await real.instances() == []


async def test_only_the_instance_itself_can_be_absent(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[ONE] = error(404, 'Failed to fetch instance "one" in project "zuka": Instance not found')
    assert await real.instance("one") is None
    incus.on[ONE] = error(404, "Project not found")
    with pytest.raises(EngineUnavailable):
        await real.instance("one")
    with pytest.raises(EngineUnavailable):
        await real.delete_instance("one")


async def test_a_server_that_does_not_trust_us_tells_nothing(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on["GET", "/1.0"] = sync({"auth": "untrusted", "environment": {}})
    with pytest.raises(EngineUnavailable):
        await real.hosts()


async def test_what_is_on_a_lost_member_is_unknown(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on["GET", "/1.0/instances"] = sync(
        [
            instance("Error", name="lost", location="m3", status_code=112),
            instance("Running", name="well", location="m1"),
            instance("Frozen", name="cold", location="m1"),
        ]
    )
    found = {facts.name: (facts.host, facts.state) for facts in await real.instances()}
    assert found == {
        "lost": ("m3", InstanceState.UNKNOWN),
        "well": ("m1", InstanceState.RUNNING),
        "cold": ("m1", InstanceState.UNKNOWN),
    }


@pytest.mark.parametrize("ours", [True, False])
async def test_only_what_this_attempt_half_made_is_cleared_away(
    incus: FakeIncus, real: IncusEngine, ours: bool
) -> None:
    def half_made() -> Answer:
        (create,) = incus.called(*CREATE)
        attempt = create.body["config"]["user.attempt"] if ours else "of another time"
        return sync(instance(config={"user.attempt": attempt}))

    incus.on[CREATE] = started()
    incus.on[WAIT] = [error(500, "Failed to start device", status=200), finished()]
    incus.on[ONE] = half_made
    incus.on["DELETE", "/1.0/instances/one"] = started()
    with pytest.raises(EngineRefused):
        await real.create_instance(spec())
    assert len(incus.called("DELETE", "/1.0/instances/one")) == (1 if ours else 0)


@pytest.mark.parametrize(
    "text",
    ['Instance "one" already exists', "UNIQUE constraint failed: instances.project_id, instances.name"],
)
async def test_an_instance_of_that_name_is_adopted(incus: FakeIncus, real: IncusEngine, text: str) -> None:
    incus.on[CREATE] = started()
    incus.on[WAIT] = [error(500, text, status=200), finished()]
    incus.on[ONE] = sync(instance("Stopped"))
    incus.on[STATE] = started()
    await real.create_instance(spec())
    (call,) = incus.called(*STATE)
    assert call.body == {"action": "start"}


async def test_a_stop_that_is_ignored_is_forced(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[ONE] = sync(instance("Running"))
    incus.on[STATE] = started()
    incus.on[WAIT] = [
        error(
            500, 'Failed shutting down instance, status is "Running": context deadline exceeded', status=200
        ),
        finished(updated_at="2026-11-24T12:00:00.123456789Z"),
    ]
    stopped_at = await real.stop_instance("one", timeout_s=5)
    gently, forced = (call.body for call in incus.called(*STATE))
    assert (gently["force"], gently["timeout"]) == (False, 5)
    assert forced["force"] is True
    assert stopped_at is not None
    assert stopped_at.isoformat() == "2026-11-24T12:00:00.123000+00:00"


async def test_a_restart_that_is_ignored_is_forced(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[ONE] = sync(instance("Running"))
    incus.on[STATE] = started()
    incus.on[WAIT] = [error(500, "Failed shutting down instance", status=200), finished()]
    await real.restart_instance("one", timeout_s=5)
    assert [call.body["action"] for call in incus.called(*STATE)] == ["restart", "restart"]
    assert [call.body["force"] for call in incus.called(*STATE)] == [False, True]


async def test_a_restart_that_only_went_down_comes_up(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[ONE] = [sync(instance("Running")), sync(instance("Stopped"))]
    incus.on[STATE] = started()
    incus.on[WAIT] = [error(500, "Failed to start", status=200), finished()]
    await real.restart_instance("one", timeout_s=5)
    assert [call.body["action"] for call in incus.called(*STATE)] == ["restart", "start"]


async def test_a_stop_on_a_lost_member_is_not_a_stop(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[ONE] = sync(instance("Error"))
    incus.on[STATE] = error(500, "Missing event connection with target cluster member")
    with pytest.raises(EngineUnavailable):
        await real.stop_instance("one")


async def test_starting_what_runs_is_no_failure(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[STATE] = error(400, "The instance is already running")
    incus.on[ONE] = sync(instance("Running"))
    await real.start_instance("one")
    incus.on[ONE] = sync(instance("Stopped"))
    with pytest.raises(EngineRefused):
        await real.start_instance("one")


async def test_configuring_replaces_the_whole_document_and_loses_nothing(
    incus: FakeIncus, real: IncusEngine
) -> None:
    root = {"type": "disk", "path": "/", "pool": "zuka", "size": "1"}
    old = {"limits.cpu": "1", "limits.cpu.allowance": "50ms/100ms", "nvidia.runtime": "true"}
    incus.on[ONE] = sync(
        instance(
            config={"security.nesting": "true", "volatile.uuid": "u"} | old,
            devices={"root": root, "gpu0": {"type": "gpu", "pci": "0000:01:00.0"}},
            profiles=[],
            architecture="x86_64",
        ),
        etag="abc",
    )
    incus.on["PUT", "/1.0/instances/one"] = started()
    incus.on[WAIT] = finished()
    await real.configure_instance(spec(pci_addresses=("0000:02:00.0", "0000:03:00.0")))
    await real.configure_instance(spec())
    with_cards, without = incus.called("PUT", "/1.0/instances/one")
    assert with_cards.headers["If-Match"] == "abc"
    assert with_cards.body["config"]["volatile.uuid"] == "u"
    assert with_cards.body["config"]["nvidia.runtime"] == "true"
    assert "limits.cpu.allowance" not in with_cards.body["config"]
    assert with_cards.body["devices"]["root"] == root
    assert [with_cards.body["devices"][name]["pci"] for name in ("gpu0", "gpu1")] == [
        "0000:02:00.0",
        "0000:03:00.0",
    ]
    assert "nvidia.runtime" not in without.body["config"]
    assert without.body["devices"] == {"root": root}


async def test_a_change_under_our_hands_is_tried_again_later(incus: FakeIncus, real: IncusEngine) -> None:
    incus.on[ONE] = sync(instance(), etag="old")
    incus.on["PUT", "/1.0/instances/one"] = error(412, "Precondition failed")
    with pytest.raises(EngineUnavailable):
        await real.configure_instance(spec())


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        (500, "Server isn't ready yet", EngineUnavailable),
        (500, "Missing event connection with target cluster member", EngineUnavailable),
        (500, 'Post "https://10.0.0.3:8443/1.0": dial tcp: connection refused', EngineUnavailable),
        (500, 'Instance is busy running a "stop" operation', EngineUnavailable),
        (403, "Certificate is restricted", EngineUnavailable),
        (403, "not authorized", EngineUnavailable),
        (500, "User does not have permissions for project", EngineUnavailable),
        (502, "Bad gateway", EngineUnavailable),
        (500, "mkdir: no space left on device", PoolFull),
        (500, "Failed to run: rsync: write failed: Disk quota exceeded", PoolFull),
        (500, "btrfs qgroup limit 1 /x: Disk quota exceeded", EngineRefused),
        (500, "Reached maximum number of instances in project", EngineRefused),
        (400, "Volume is still in use", EngineRefused),
        (403, "Cluster member is evacuated", EngineRefused),
        (409, 'IP address "10.0.0.2" already defined on another NIC', EngineRefused),
        (404, 'Cluster member "nope" not found', EngineGone),
        (500, "Storage volume not found", EngineGone),
    ],
)
def test_what_incus_says_is_told_apart_by_its_words(code: int, text: str, kind: type[EngineError]) -> None:
    assert type(refusal(code, text)) is kind
    assert refusal(code, text).detail == text
