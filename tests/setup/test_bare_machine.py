"""The README's first command on a machine that has nothing, and down to nothing again."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from setup.bare import CACHE, Bare, bare_machine

pytestmark = pytest.mark.setup


@pytest.fixture
def machine() -> Iterator[Bare]:
    if os.geteuid() != 0:
        pytest.skip("a root file system of one's own needs root")
    with bare_machine() as found:
        yield found


class Served:
    """`./zuka up` in the background, its output in a file."""

    def __init__(self, machine: Bare, log: Path) -> None:
        self._machine, self._log = machine, log
        self._output = log.open("w")
        self._process: subprocess.Popen[str] = machine.start("./zuka", "up", output=self._output)

    @property
    def text(self) -> str:
        return self._log.read_text()

    def wait_open(self, seconds: float = 420) -> None:
        until = time.monotonic() + seconds
        while "Ctrl-C stops serving" not in self.text:
            assert self._process.poll() is None, f"up ended with {self._process.returncode}:\n{self.text}"
            assert time.monotonic() < until, f"the market is not open:\n{self.text}"
            time.sleep(0.2)

    def stop(self) -> int:
        """Ctrl-C; the exit status."""
        made = json.loads((self._machine.root / "var/lib/zuka/made.json").read_text())["made"]
        pid = next(name.split()[0] for kind, name in made if kind == "serve")
        self._machine.run("sh", "-c", f"kill -INT {pid}")
        status = self._process.wait(timeout=60)
        self._output.close()
        return status


def lend_images(machine: Bare) -> None:
    """The images that this machine has built before, so that the same recipe is not built again here; without them
    the base image is built in the bare machine, which takes a minute or two more."""
    if (CACHE / "base").is_dir():
        shutil.copytree(
            CACHE / "base",
            machine.root / "var/lib/zuka/images/base",
            symlinks=True,
            # A build that was killed leaves its half-made system behind, with devices that no copy comes to an end of.
            ignore=shutil.ignore_patterns(".work"),
        )


def browser_at(machine: Bare, url: str) -> str:
    """What a browser on that machine would get from there."""
    fetch = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())"
    return machine.run(".venv/bin/python", "-c", fetch, url).stdout


def power_cut(machine: Bare) -> None:
    """Everything dies at once and leaves its sockets, mounts and bridges behind, as when the power fails."""
    script = "for p in /proc/[0-9]*; do case $(cat $p/comm) in sh|sleep) ;; *) kill -KILL ${p#/proc/} ;; esac; done"
    machine.run("sh", "-c", f"{script} 2>/dev/null; true")


def left_behind(machine: Bare) -> dict[str, str]:
    """Everything that `up` could have left in the system, by what it would be found with."""
    shown = {
        "mounts": r"grep -E 'incus|lxcfs' /proc/self/mountinfo",
        "links": "ls /sys/class/net | grep -Ev '^(lo|eth0|ifb[0-9]+)$'",
        "sources": "ls /etc/apt/sources.list.d | grep zuka",
        "data": "find /var/lib/zuka /var/lib/incus /var/log/incus -type f 2>/dev/null",
        "ids": "grep -s root: /etc/subuid",
    }
    found = {name: machine.run("sh", "-c", command, check=False).stdout for name, command in shown.items()}
    found["processes"] = "\n".join(machine.processes())
    inside = ["nsenter", f"--target={machine.pid}", "--net", "--", "nft", "list", "tables"]
    found["tables"] = subprocess.run(inside, check=True, capture_output=True, text=True).stdout
    return {name: text for name, text in found.items() if text.strip()}


def test_from_a_bare_machine_to_an_open_market_and_back(machine: Bare, tmp_path: Path) -> None:
    assert machine.run("sh", "-c", "command -v python3", check=False).returncode != 0
    helped = machine.run("./zuka", "--help")
    assert "Usage: zuka" in helped.stdout
    assert "installing Python" in helped.stderr
    again = machine.run("./zuka", "--version")
    assert again.stderr == ""

    before = machine.packages()
    lend_images(machine)
    served = Served(machine, tmp_path / "first.log")
    served.wait_open()
    text = served.text
    assert "building the console" in text
    login = re.search(r"\./zuka login (\S+) --name operator", text)
    password = re.search(r"password: (\S+)", text)
    assert login is not None
    assert password is not None
    machine.run(
        "./zuka", "login", login[1], "--name", "operator", "--password-stdin", stdin=f"{password[1]}\n"
    )
    shown = browser_at(machine, login[1])
    assert '<div id="root">' in shown
    assert len(browser_at(machine, login[1] + re.findall(r'src="(/assets/[^"]+\.js)"', shown)[0])) > 1000
    machine.run("./zuka", "admin", "credit", "operator", "20")
    market = machine.run("./zuka", "market").stdout
    assert "RTX 3090" in market
    assert "simulated" in market
    rented = machine.run("./zuka", "rent", "--yes", "--name", "first").stdout
    assert "ssh -p" in rented
    assert served.stop() == 0
    assert "Instances run on" in served.text
    assert (
        "[lxc monitor]"
        in machine.run("sh", "-c", "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '").stdout
    )

    second = Served(machine, tmp_path / "second.log")
    second.wait_open(60)
    assert "password" not in second.text
    assert "installing" not in second.text
    assert "building" not in second.text
    assert "first" in machine.run("./zuka", "ls").stdout
    assert second.stop() == 0

    power_cut(machine)
    third = Served(machine, tmp_path / "third.log")
    third.wait_open(120)
    assert "RTX 3090" in machine.run("./zuka", "market").stdout
    assert third.stop() == 0

    assert "Everything is kept" in machine.run("./zuka", "down").stdout
    assert [name for name in machine.processes() if name in {"incusd", "lxcfs", "dnsmasq"}] == []
    refused = machine.run("./zuka", "down", "--purge", check=False)
    assert refused.returncode == 1
    assert "--yes" in refused.stderr
    gone = machine.run("./zuka", "down", "--purge", "--yes")
    assert "is gone" in gone.stdout
    assert machine.packages() == before
    assert left_behind(machine) == {}
