"""`zuka workbench` by itself: the link that it prints, a browser, and a machine of one's own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from harness.console import Browsers
from harness.desk import AtTheDesk
from harness.sshd import Sshd

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

_STOP_SECONDS = 30


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What it prints for the browser."""
    home = tmp_path_factory.mktemp("alone")
    command = [
        sys.executable,
        "-m",
        "zuka.cli.main",
        "workbench",
        "--no-browser",
        "--data-dir",
        str(home / "data"),
    ]
    with subprocess.Popen(
        command,
        env={**os.environ, "HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            found = next(match for line in process.stdout if (match := re.search(r"http://\S+", line)))
            yield found[0]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=_STOP_SECONDS)


def test_the_workbench_alone_is_one_link_away_from_a_shell(
    link: str, machine: Sshd, chromium: Browsers
) -> None:
    parts = urlsplit(link)
    with chromium.seat(f"{parts.scheme}://{parts.netloc}") as seat:
        desk = AtTheDesk(seat)
        seat.page.goto(link)
        seat.page.wait_for_url("**/workbench")
        desk.connects(machine, "lab")
        desk.types("echo alone-$((3 * 3))")
        desk.reads("^alone-9$")
        again = seat.context.request.get(link)
        assert again.status == 403
