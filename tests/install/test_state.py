"""The record of what was made, and the settings file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zuka.errors import Invalid
from zuka.install import settings_file
from zuka.install.down import remove_line
from zuka.install.processes import Process, end, launch, of_pid
from zuka.install.state import Made


def test_what_was_made_is_read_back_in_order_and_once(tmp_path: Path) -> None:
    made = Made(tmp_path / "data")
    made.add("pool", "zuka")
    made.add("network", "zukabr0")
    made.add("pool", "zuka")
    again = Made(tmp_path / "data")
    assert again.facts == [("pool", "zuka"), ("network", "zukabr0")]
    assert ("pool", "zuka") in again
    again.forget("pool")
    assert Made(tmp_path / "data").facts == [("network", "zukabr0")]


def test_of_a_process_only_the_newest_is_kept(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.note("incusd", "10 100")
    made.note("package", "lxcfs")
    made.note("package", "zstd")
    made.note("incusd", "20 200")
    assert made.of("incusd") == ["20 200"]
    assert made.of("package") == ["lxcfs", "zstd"]


def test_settings_survive_the_file(tmp_path: Path) -> None:
    path = tmp_path / "zuka.env"
    values = {"ZUKA_REGIONS__LOCAL__SIMULATED_CARDS": "RTX 3090:24GiB:8", "ZUKA_SITE_NAME": "租卡"}
    settings_file.write(path, values)
    assert settings_file.read(path) == values
    assert path.stat().st_mode & 0o077 == 0


def test_an_operator_may_write_it_as_a_shell_would(tmp_path: Path) -> None:
    path = tmp_path / "zuka.env"
    path.write_text("# mine\n\nexport ZUKA_SITE_NAME='My Lab'\nZUKA_HTTP__PORT=80\n")
    assert settings_file.read(path) == {"ZUKA_SITE_NAME": "My Lab", "ZUKA_HTTP__PORT": "80"}
    path.write_text("ZUKA_SITE_NAME My Lab\n")
    with pytest.raises(Invalid, match="line 1"):
        settings_file.read(path)


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "zuka.env"
    settings_file.write(path, {"ZUKA_SITE_NAME": "file"})
    monkeypatch.setenv("ZUKA_SITE_NAME", "environment")
    settings_file.apply(path)
    assert os.environ["ZUKA_SITE_NAME"] == "environment"


def test_only_the_very_process_is_ended(tmp_path: Path) -> None:
    process = launch(["sleep", "60"], log=tmp_path / "log")
    impostor = Process(process.pid, process.started + 1)
    assert process.alive
    assert not impostor.alive
    end(impostor)
    assert process.alive
    end(process)
    assert not process.alive
    assert of_pid(process.pid) is None


def test_our_line_goes_and_the_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "subuid"
    file.write_text("alice:100000:65536\nroot:1000000:1000000000\n")
    remove_line(str(file), "root:1000000:1000000000")
    assert file.read_text() == "alice:100000:65536\n"
    remove_line(str(tmp_path / "gone"), "x")
