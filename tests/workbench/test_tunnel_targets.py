"""Where a tunnel may lead, however it is written."""

from __future__ import annotations

import pytest

from zuka.errors import Invalid
from zuka.workbench.tunnel_targets import checked_host


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "169.254.0.1",
        "::ffff:169.254.169.254",
        "[::ffff:a9fe:a9fe]",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "::a9fe:a9fe",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "100.100.100.200",
        "::ffff:100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "224.0.0.1",
        "ff02::1",
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "169.254.43518",
        "metadata.google.internal",
        "METADATA.google.internal.",
        "a b",
        "a/b",
        "a\x00b",
        "-oProxyCommand=x",
        "a@b",
        "x" * 64,
        "<script>",
        "例子",
    ],
)
def test_some_places_are_nobodys(host: str) -> None:
    with pytest.raises(Invalid) as refusal:
        checked_host(host)
    assert refusal.value.code == "workbench.tunnel_refused"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("0.0.0.0", "localhost"),  # noqa: S104
        (" ", "localhost"),
        ("DB.internal", "db.internal"),
        ("10.1.2.3", "10.1.2.3"),
        ("gpu_node-1", "gpu_node-1"),
    ],
)
def test_others_are_what_they_are_on_the_machine(given: str, meant: str) -> None:
    assert checked_host(given) == meant
