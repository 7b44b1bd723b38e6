"""`zuka demo` and the real OpenSSH through the command line, on a real engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from harness.incusd import IncusHarness
from harness.server import Server
from zuka.cli.demo.story import STEPS

pytestmark = [pytest.mark.e2e, pytest.mark.incus, pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def server(incus_daemon: IncusHarness, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An installation on the real engine, with simulated cards."""
    region = incus_daemon.settings.model_copy(update={"simulated_cards": "RTX 3090:24GiB:4"})
    made = Server(tmp_path_factory.mktemp("installation"), region)
    made.open_shop()
    made.start()
    yield made
    made.stop()


def zuka(*words: str, home: Path, more: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the installed command as somebody would, in a process of its own."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": str(home / "config"), **more}
    command = [sys.executable, "-m", "zuka.cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=600, check=False)


def test_the_whole_day_holds_and_the_bill_is_exact(server: Server, tmp_path: Path) -> None:
    done = zuka("demo", "--json", home=tmp_path, more=server.environment)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert [step["name"] for step in report["steps"]] == [name for name, *_ in STEPS]
    assert all(step["ok"] for step in report["steps"])
    assert report["charged_micros"] == report["expected_micros"] > 0
    assert report["leftovers"] == []


def test_ssh_and_cp_go_through_the_real_client(server: Server, tmp_path: Path) -> None:
    key = tmp_path / "id_ed25519"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    with closing(server.renter("cleo")) as cleo:
        secret = cleo.post("/tokens", json={"name": "cli", "scopes": ["all"]}).json()["secret"]
    mine = {"ZUKACTL_URL": server.url, "ZUKACTL_TOKEN": secret}

    def run(*words: str) -> str:
        done = zuka(*words, home=tmp_path, more=mine)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("keys", "add", f"{key}.pub", "--name", "mine")
    run("rent", "--name", "deep one", "--yes")
    try:
        assert run("ssh", "deep one", "--", "-i", str(key), "id -un") == "root\n"
        refused = zuka("ssh", "deep one", "--", "-i", str(key), "exit 7", home=tmp_path, more=mine)
        assert refused.returncode == 7, "the exit code is the command's own"
        # scp takes its key from the configuration that `config-ssh` writes for it, or from an agent.
        agent = subprocess.run(["ssh-agent", "-c"], capture_output=True, text=True, check=True).stdout
        mine |= dict(
            line.split()[1:3] for line in agent.replace(";", "").splitlines() if line.startswith("setenv")
        )
        try:
            subprocess.run(["ssh-add", "-q", str(key)], env=os.environ | mine, check=True)
            (tmp_path / "note").write_text("kept on the data disk\n")
            run("cp", str(tmp_path / "note"), "deep one:/root/zuka-tmp/note")
            run("cp", "deep one:/root/zuka-tmp/note", str(tmp_path / "back"))
            assert (tmp_path / "back").read_text() == "kept on the data disk\n"
        finally:
            subprocess.run(["ssh-agent", "-k"], env=os.environ | mine, check=True, capture_output=True)
    finally:
        run("stop", "deep one")
        run("release", "deep one", "--yes")
