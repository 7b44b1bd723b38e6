"""SSH keys: what OpenSSH would take is taken, anything else is refused with a sentence that helps."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from support import login, make_renter, refused
from zuka.context import Ctx
from zuka.errors import Invalid
from zuka.identity import keys, service


def line_of(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def _kind(text: str) -> str:
    """Names a case by what does not change from run to run."""
    return text[:11]


ED25519 = line_of(ed25519.Ed25519PrivateKey.generate())
GOOD = [
    ED25519,
    line_of(ec.generate_private_key(ec.SECP256R1())),
    line_of(ec.generate_private_key(ec.SECP521R1())),
    line_of(rsa.generate_private_key(65537, 2048)),
]


@pytest.mark.parametrize("line", GOOD, ids=_kind)
def test_fingerprints_are_those_that_openssh_shows(line: str, tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("there is no ssh-keygen here: apt-get install openssh-client")
    file = tmp_path / "key.pub"
    file.write_text(line)
    shown = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(file)], capture_output=True, text=True, check=True
    ).stdout
    assert keys.parse(line).fingerprint == shown.split()[1]


def test_a_comment_is_kept_and_cannot_carry_anything() -> None:
    parsed = keys.parse(f"  {ED25519}   ann's\x1b[31m laptop 笔记本 \n")
    assert parsed.line == f"{ED25519} ann's[31m laptop"


DAMAGED = ED25519[:-8] + "AAAA"
DSA = "ssh-dss AAAAB3NzaC1kc3MAAACBAO"
PRIVATE = (
    ed25519.Ed25519PrivateKey.generate()
    .private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    .decode()
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "ssh-ed25519",
        "ssh-ed25519 !!!",
        "ssh-ed25519 AAAA",
        DSA,
        DAMAGED[:40],
        PRIVATE,
        f'command="/bin/sh" {ED25519}',
        f"no-pty {ED25519}",
        f"{ED25519}\n{ED25519}",
        ED25519.replace("ssh-ed25519 ", "ssh-rsa "),
        ED25519.split()[1],
        line_of(rsa.generate_private_key(65537, 1024)),  # noqa: S505  # That is the point.
        "ssh-ed25519-cert-v01@openssh.com AAAA",
    ],
    ids=_kind,
)
def test_what_is_not_a_plain_public_key_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        keys.parse(text)
    assert caught.value.code == "identity.bad_public_key"


@given(st.text(max_size=200))
def test_no_text_gets_a_second_line_into_authorized_keys(comment: str) -> None:
    try:
        line = keys.parse(f"{ED25519} {comment}").line
    except Invalid:
        return
    assert line.startswith(ED25519)
    assert line.isprintable()


async def test_keys_are_added_listed_and_removed(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    ann = await make_renter(ctx, "ann")
    await login(client, "ann")
    added = await client.post("/api/v1/keys", json={"name": "laptop", "public_key": f"{ED25519} ann@home"})
    assert added.status_code == 201
    assert (await client.get("/api/v1/keys")).json() == [added.json()]
    async with ctx.db.read() as session:
        assert await service.public_keys(session, user_id=ann.id) == [f"{ED25519} ann@home"]
    again = await client.post("/api/v1/keys", json={"name": "same", "public_key": ED25519})
    refused(again, 409, "identity.key_taken")
    path = f"/api/v1/keys/{added.json()['id']}"
    assert (await client.delete(path)).status_code == 204
    refused(await client.delete(path), 404, "identity.key_not_found")


async def test_a_private_key_is_not_even_stored_by_mistake(ctx: Ctx, client: httpx2.AsyncClient) -> None:
    await make_renter(ctx, "ann")
    await login(client, "ann")
    answer = await client.post("/api/v1/keys", json={"name": "oops", "public_key": PRIVATE})
    refused(answer, 422, "identity.bad_public_key")
    assert "private key" in answer.json()["detail"]
    assert PRIVATE.splitlines()[1] not in answer.text
