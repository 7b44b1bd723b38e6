"""Whatever happens to a builder, nothing of it stays on the machine: no mount, no process."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.packages import require_packages
from zuka.errors import Conflict
from zuka.images.chroot import run_inside

pytestmark = pytest.mark.incus

_DEADLINE_SECONDS = 20.0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A system with nothing but busybox, which the harness has installed."""
    require_packages()
    made = tmp_path / "root"
    for name in ("bin", "proc", "sys", "dev", "tmp", "run"):
        (made / name).mkdir(parents=True)
    busybox = shutil.which("busybox")
    assert busybox is not None
    shutil.copy(busybox, made / "bin" / "busybox")
    for name in ("sh", "cat", "sleep", "ls", "echo", "env"):
        (made / "bin" / name).symlink_to("busybox")
    return made


def living_in(root: Path) -> list[int]:
    """The processes whose root directory this is."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(entry / "root") == str(root):
                found.append(int(entry.name))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found


def test_a_program_sees_what_it_is_shown_and_nothing_of_this_machines_environment(
    root: Path, tmp_path: Path
) -> None:
    shown = tmp_path / "shown"
    shown.mkdir()
    (shown / "file").write_text("content\n")
    heard: list[str] = []

    run_inside(root, ["sh", "-c", "cat /run/here/file; env; ls /dev"], heard.append, show={"here": shown})

    assert heard[0] == "content"
    assert "null" in heard
    assert not [line for line in heard if line.startswith(("PIP_", "SSL_", "VIRTUAL_ENV"))]
    assert str(root) not in Path("/proc/self/mounts").read_text()


def test_a_program_that_fails_is_told_by_name_and_by_its_last_words(root: Path) -> None:
    with pytest.raises(Conflict) as caught:
        run_inside(root, ["sh", "-c", "echo the disk is on fire; exit 3"], lambda _text: None)

    assert caught.value.code == "images.build_failed"
    assert caught.value.detail == "sh ended with 3: the disk is on fire"


def test_killing_the_builder_leaves_no_process_and_no_mount(root: Path) -> None:
    script = (
        "import sys, pathlib; from zuka.images.chroot import run_inside\n"
        "run_inside(pathlib.Path(sys.argv[1]), ['sh', '-c', 'echo up; sleep 1000'], lambda t: print(t, flush=True))"
    )
    builder = subprocess.Popen([sys.executable, "-c", script, str(root)], stdout=subprocess.PIPE, text=True)
    assert builder.stdout is not None
    assert builder.stdout.readline() == "up\n"
    assert living_in(root)

    builder.send_signal(signal.SIGKILL)
    builder.wait()
    builder.stdout.close()

    deadline = time.monotonic() + _DEADLINE_SECONDS
    while living_in(root):
        assert time.monotonic() < deadline, "a process outlived its builder"
        time.sleep(0.02)
    assert str(root) not in Path("/proc/self/mounts").read_text()
