"""What we write for OpenSSH, read by the real OpenSSH."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.conftest import Person
from zuka.cli import access, openssh
from zuka.cli.failures import Failure

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBx1mUUzAnC0jeLcgF2c2fPWgCvOLHGm8TlkYo4y4wTQ"
OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2Fq0ZcJ0mmqB7m5gR9xQTOiHkUoQy6pVYB8Ak2u1Xx"


def instance(name: str = "Train 1", key: str = KEY, fingerprint: str = "") -> dict[str, Any]:
    return {
        "id": "i-abc234",
        "name": name,
        "state": "running",
        "ssh": {
            "host": "connect.example.com",
            "port": 24503,
            "host_key": key,
            "host_key_fingerprint": fingerprint or openssh.fingerprint(key),
        },
    }


def ask_ssh(config: Path, host: str) -> dict[str, str]:
    """What the real client would use for `host`."""
    done = subprocess.run(["ssh", "-G", "-F", str(config), host], capture_output=True, text=True, check=True)
    return dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory of the test's own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "con fig"))
    return tmp_path


@pytest.mark.parametrize("host", ["train-1.zuka", "i-abc234.zuka"])
def test_the_real_client_understands_our_configuration(at_home: Path, host: str) -> None:
    file = at_home / "zuka.config"
    file.write_text(openssh.client_config([instance()], openssh.known_hosts()))
    used = ask_ssh(file, host)
    assert (used["hostname"], used["port"], used["user"]) == ("connect.example.com", "24503", "root")
    assert used["hostkeyalias"] == "zuka-i-abc234"
    assert used["userknownhostsfile"] == str(openssh.known_hosts())
    assert used["stricthostkeychecking"] in {"yes", "true"}


def test_the_host_key_is_remembered_for_the_real_client(at_home: Path) -> None:
    openssh.trust(instance())
    openssh.trust(instance())
    found = subprocess.run(
        ["ssh-keygen", "-F", "zuka-i-abc234", "-f", str(openssh.known_hosts())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0
    assert found.stdout.count(KEY.split()[1]) == 1
    assert openssh.remembered("zuka-i-abc234") == openssh.fingerprint(KEY)


def test_fingerprints_are_those_of_the_real_tool(tmp_path: Path) -> None:
    file = tmp_path / "key.pub"
    file.write_text(KEY)
    shown = subprocess.run(["ssh-keygen", "-lf", str(file)], capture_output=True, text=True, check=True)
    assert openssh.fingerprint(KEY) in shown.stdout


def test_a_new_host_key_of_the_platform_replaces_the_old_one(at_home: Path) -> None:
    openssh.trust(instance())
    openssh.trust(instance(key=OTHER))
    assert openssh.known_hosts().read_text() == f"zuka-i-abc234 {OTHER}\n"


def test_a_key_that_does_not_belong_to_its_fingerprint_is_not_trusted(at_home: Path) -> None:
    with pytest.raises(Failure, match="host_key_mismatch"):
        openssh.trust(instance(fingerprint=openssh.fingerprint(OTHER)))
    assert not openssh.known_hosts().exists()


def test_keys_of_instances_that_are_gone_are_forgotten(at_home: Path) -> None:
    openssh.trust(instance())
    openssh.forget_others([])
    assert openssh.remembered("zuka-i-abc234") == ""


@given(st.text())
def test_the_renters_own_configuration_comes_back_as_it_was(text: str) -> None:
    once = openssh.with_include(text, "zuka.config")
    assert openssh.with_include(once, "zuka.config") == once
    assert openssh.without_include(once) == text


@pytest.mark.parametrize(
    ("place", "meant"),
    [
        ("train-1:/root/x", ("train-1", "/root/x")),
        ("train-1:", ("train-1", "")),
        ("./a:b", None),
        ("/tmp/a:b", None),
        ("file", None),
        (":x", None),
    ],
)
def test_a_place_is_read_as_scp_reads_it(place: str, meant: tuple[str, str] | None) -> None:
    assert access.remote_part(place) == meant


def test_names_are_made_fit_for_a_host_name() -> None:
    assert openssh.host_names(instance("My model_v2 !"))[0] == "my-model_v2.zuka"
    assert openssh.host_names(instance("…")) == ["i-abc234.zuka"]


def test_ssh_scp_and_config_ssh_all_pin_the_platforms_key(rich: Person) -> None:
    made = rich("rent", "--name", "Deep One", "--yes", "--json").document["instance"]
    ours = rich.home / ".ssh"
    ours.mkdir()
    (ours / "config").write_text("Host lab\n    HostName lab.example.com\n")

    assert rich("config-ssh").out == "ssh deep-one.zuka\n"
    used = ask_ssh(_absolute(ours), "deep-one.zuka")
    assert used["port"] == str(made["ssh"]["port"])
    assert ask_ssh(_absolute(ours), "lab")["hostname"] == "lab.example.com"
    assert "hostkeyalias" not in ask_ssh(_absolute(ours), "lab")

    command = rich("ssh", "Deep One", "--print", "--", "nvidia-smi", "-L").out
    assert command.endswith("root@connect.example.com nvidia-smi -L\n")
    assert f"HostKeyAlias=zuka-{made['id']}" in command
    known = rich.home / ".config/zuka/known_hosts"
    assert made["ssh"]["host_key"] in known.read_text()
    assert "root@connect.example.com:/root/" in rich("cp", "x.py", "Deep One:/root/", "--print").out
    assert "INSTANCE:PATH" in rich("cp", "a", "b", code=2).err

    rich("config-ssh", "--remove")
    assert (ours / "config").read_text() == "Host lab\n    HostName lab.example.com\n"
    rich("stop", "Deep One")
    assert "is stopped" in rich("ssh", "Deep One", code=3).err
    rich("release", "Deep One", "--yes")


def _absolute(folder: Path) -> Path:
    """The configuration with its include spelled out: OpenSSH looks for relative ones below the real home only."""
    copy = folder / "config.absolute"
    copy.write_text(
        (folder / "config").read_text().replace("Include zuka.config", f"Include {folder / 'zuka.config'}")
    )
    return copy
