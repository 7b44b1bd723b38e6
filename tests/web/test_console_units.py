"""The console's own tests, and that its API client is made from the API that there is."""

from __future__ import annotations

import subprocess
import sys

import pytest

from zuka.install import console, node


@pytest.fixture(scope="module")
def program() -> node.Node:
    """`./zuka test` has installed everything by now; this does for those who run pytest themselves."""
    return console.HERE.prepare()


def run(program: node.Node, script: str) -> None:
    """Fails with what it said."""
    done = subprocess.run(
        program.npm(["run", "--silent", script]),
        cwd=console.HERE.sources,
        env={**program.environment, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    sys.stdout.write(done.stdout)
    if done.returncode:
        pytest.fail(f"npm run {script}:\n{done.stdout[-8000:]}", pytrace=False)


def test_the_consoles_own_tests_pass(program: node.Node) -> None:
    run(program, "test")


def test_the_api_client_is_made_from_this_api(program: node.Node) -> None:
    run(program, "check:api")
