"""The program in every image that gives a machine its name, password and keys, run on a folder instead of `/`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from zuka.images import recipes

LIBRARY = recipes.default_folder() / "base" / "files" / "usr" / "local" / "lib" / "zuka"
HOST_KEYS = {"ed25519": {"private": "PRIVATE", "public": "ssh-ed25519 PUBLIC"}}
DOCUMENT: dict[str, Any] = {
    "hostname": "training-1",
    "password": "correct horse",
    "authorized_keys": ["ssh-ed25519 AAAA ann@laptop"],
    "host_keys": HOST_KEYS,
    "jupyter_token": "token-one",
    "simulated_cards": [],
}


class Machine:
    """A folder that the programs of the image take for the root of the file system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("etc/shadow", "root:*:20000:0:99999:7:::\nsshd:!:20000::::::\n")
        self.write("etc/hosts", "127.0.0.1 localhost\n127.0.1.1 builder\n")
        self.write("etc/zuka/identity.ready", "")
        (root / "root").mkdir()

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text)

    def read(self, name: str) -> str:
        return (self.root / name).read_text()

    def mode(self, name: str) -> int:
        return (self.root / name).stat().st_mode & 0o7777

    def run(self, program: str, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-IS", "-W", "ignore", str(LIBRARY / program), *arguments],
            input=stdin,
            env={"ZUKA_ROOT": str(self.root), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )

    def identify(self, **changes: Any) -> None:
        done = self.run("identity", stdin=json.dumps(DOCUMENT | changes))
        assert done.returncode == 0, done.stderr

    def password_is(self, password: str) -> bool:
        stored = self.read("etc/shadow").splitlines()[0].split(":")[1]
        script = "import _crypt, sys; sys.exit(_crypt.crypt(sys.argv[1], sys.argv[2]) != sys.argv[2])"
        return subprocess.run([sys.executable, "-c", script, password, stored], check=False).returncode == 0

    def everything(self) -> dict[str, tuple[str, int]]:
        files = [path for path in self.root.rglob("*") if path.is_file()]
        return {
            str(path.relative_to(self.root)): (path.read_text(), path.stat().st_mode & 0o7777)
            for path in files
        }


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_new_machine_becomes_who_it_is_said_to_be(machine: Machine) -> None:
    machine.identify()

    assert machine.read("etc/hostname") == "training-1\n"
    assert "127.0.1.1\ttraining-1" in machine.read("etc/hosts")
    assert "builder" not in machine.read("etc/hosts")
    assert machine.password_is("correct horse")
    assert not machine.password_is("wrong horse")
    assert "sshd:!:" in machine.read("etc/shadow"), "nobody else's password is touched"
    assert "AAAA ann@laptop" in machine.read("root/.ssh/authorized_keys")
    assert machine.read("etc/ssh/ssh_host_ed25519_key") == "PRIVATE\n"
    assert machine.read("etc/ssh/ssh_host_ed25519_key.pub") == "ssh-ed25519 PUBLIC\n"
    assert machine.read("etc/zuka/jupyter.env") == "JUPYTER_TOKEN=token-one\n"
    assert machine.read("etc/zuka/identity.ready") != "", "sshd waits for this"


def test_secrets_are_for_root_alone(machine: Machine) -> None:
    machine.identify()

    for name in ("etc/ssh/ssh_host_ed25519_key", "etc/zuka/jupyter.env", "root/.ssh/authorized_keys"):
        assert machine.mode(name) == 0o600, name
    assert machine.mode("etc/shadow") == 0o640
    assert machine.mode("root/.ssh") == 0o700
    assert not any("correct horse" in text for text, _ in machine.everything().values())


def test_the_same_document_again_changes_nothing(machine: Machine) -> None:
    machine.identify()
    before = machine.everything()

    machine.identify()

    assert machine.everything() == before


def test_the_renters_own_keys_stay_while_ours_are_replaced(machine: Machine) -> None:
    machine.identify()
    authorized = machine.read("root/.ssh/authorized_keys")
    machine.write("root/.ssh/authorized_keys", "ssh-rsa FIRST\n" + authorized + "ssh-rsa LAST\n")

    machine.identify(authorized_keys=["ssh-ed25519 BBBB", "ssh-ed25519 CCCC"])

    keys = [
        line for line in machine.read("root/.ssh/authorized_keys").splitlines() if not line.startswith("#")
    ]
    assert sorted(keys) == ["ssh-ed25519 BBBB", "ssh-ed25519 CCCC", "ssh-rsa FIRST", "ssh-rsa LAST"]

    machine.identify(authorized_keys=[])

    assert machine.read("root/.ssh/authorized_keys") == "ssh-rsa FIRST\nssh-rsa LAST\n"


def test_what_is_not_mentioned_stays(machine: Machine) -> None:
    machine.identify()

    done = machine.run("identity", stdin=json.dumps({"password": "another horse"}))

    assert done.returncode == 0
    assert machine.password_is("another horse")
    assert machine.read("etc/hostname") == "training-1\n"
    assert machine.read("etc/ssh/ssh_host_ed25519_key") == "PRIVATE\n"


@pytest.mark.parametrize(
    "change",
    [
        {"password": ""},
        {"password": "two\nroot::0:0:::"},
        {"authorized_keys": ["one\ntwo"]},
        {"host_keys": {"../../evil": {"private": "x", "public": "y"}}},
        {"jupyter_token": "with space"},
        {"host_keys": {"ed25519": {}}},
    ],
)
def test_a_strange_document_is_refused_without_being_repeated(
    machine: Machine, change: dict[str, Any]
) -> None:
    done = machine.run("identity", stdin=json.dumps(DOCUMENT | change))

    assert done.returncode == 1
    assert machine.read("etc/zuka/identity.ready") == "", "sshd goes on waiting"
    assert "correct horse" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_planted_link_is_not_followed(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> None:
    victim = tmp_path_factory.mktemp("outside") / "victim"
    victim.write_text("precious")
    machine.write("etc/ssh/keep", "")
    (machine.root / "etc/ssh/ssh_host_ed25519_key").symlink_to(victim)

    machine.identify()

    assert victim.read_text() == "precious"
    assert not (machine.root / "etc/ssh/ssh_host_ed25519_key").is_symlink()


CARDS = [
    {"model": "RTX 3090", "memory_mib": 24576, "uuid": "GPU-aaaa"},
    {"model": "RTX 3090", "memory_mib": 24576, "uuid": "GPU-bbbb"},
]


def test_simulated_cards_are_played_and_say_so(machine: Machine) -> None:
    machine.identify(simulated_cards=CARDS)

    assert (machine.root / "usr/local/bin/nvidia-smi").is_symlink()
    listed = machine.run("nvidia-smi", "-L").stdout.splitlines()
    assert listed == [
        "GPU 0: RTX 3090 (simulated) (UUID: GPU-aaaa)",
        "GPU 1: RTX 3090 (simulated) (UUID: GPU-bbbb)",
    ]
    asked = machine.run(
        "nvidia-smi", "--query-gpu=index,name,memory.total", "--format=csv,noheader,nounits", "-i", "1"
    )
    assert asked.stdout == "1, RTX 3090 (simulated), 24576\n"
    table = machine.run("nvidia-smi").stdout
    assert table.count("(simulated)") >= 3
    assert len({len(line) for line in table.splitlines() if line.startswith(("+", "|"))}) == 1, (
        "the frame closes"
    )
    assert machine.run("nvidia-smi", "--reset").returncode != 0


def test_a_boot_without_simulated_cards_takes_the_stand_in_away(machine: Machine) -> None:
    machine.identify(simulated_cards=CARDS)
    machine.identify(simulated_cards=[])

    assert not (machine.root / "usr/local/bin/nvidia-smi").exists()
    assert "无 / none" in machine.read("etc/zuka/banner")


def test_a_real_nvidia_smi_is_never_taken_away(machine: Machine) -> None:
    machine.write("usr/local/bin/nvidia-smi", "real")

    machine.identify(simulated_cards=[])

    assert machine.read("usr/local/bin/nvidia-smi") == "real"
