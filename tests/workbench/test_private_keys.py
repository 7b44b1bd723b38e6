"""Private keys as people have them: OpenSSH's, PEM and PuTTY's, locked or not, and those that mean harm."""

from __future__ import annotations

import base64
import struct
import subprocess
from pathlib import Path

import asyncssh
import pytest
from asyncssh.asn1 import der_encode

from zuka.errors import Invalid
from zuka.workbench import private_keys

KEYS = Path(__file__).parent / "keys"


def works(key: asyncssh.SSHKey) -> bool:
    """Whether the private half belongs to the public one."""
    algorithm = key.sig_algorithms[0]
    return bool(key.convert_to_public().verify(b"data", key.sign(b"data", algorithm)))


@pytest.mark.parametrize("name", ["ed25519-v3.ppk", "rsa-v2.ppk"])
def test_a_locked_putty_key_opens_with_its_passphrase(name: str) -> None:
    text = (KEYS / name).read_text()
    locked = private_keys.parse(text)
    assert locked.locked
    assert private_keys.parse(text, "secret").fingerprint == locked.fingerprint
    assert works(private_keys.load(text, "secret"))
    for phrase in ("wrong", None):
        with pytest.raises(Invalid) as refusal:
            private_keys.load(text, phrase)
        assert refusal.value.code == "workbench.bad_passphrase"


def test_an_open_putty_key_opens() -> None:
    text = (KEYS / "ecdsa-v3.ppk").read_text().replace("\n", "\r\n")
    assert not private_keys.parse(text).locked
    assert works(private_keys.load(text, "a passphrase that nobody asked for"))


@pytest.mark.parametrize(
    "kind", [["ed25519"], ["rsa", "-b", "2048"], ["ecdsa"], ["rsa", "-b", "2048", "-m", "PEM"]]
)
def test_what_ssh_keygen_makes_opens(tmp_path: Path, kind: list[str]) -> None:
    path = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-N", "", "-t", *kind, "-f", str(path)], check=True)
    shown = subprocess.run(
        ["ssh-keygen", "-lf", f"{path}.pub"], capture_output=True, text=True, check=True
    ).stdout
    parsed = private_keys.parse(path.read_text())
    assert parsed.fingerprint in shown
    assert not parsed.locked


def test_a_locked_openssh_key_shows_its_fingerprint_and_opens() -> None:
    text = (KEYS / "ed25519-locked.pem").read_text()
    parsed = private_keys.parse(text)
    assert parsed.locked
    assert parsed.fingerprint == "SHA256:4+F+xi5sHJw2SUSSoesKtKzcPzrDBwAu1GjGQyWF5Jc"
    assert private_keys.parse(text, "secret").fingerprint == parsed.fingerprint
    assert works(private_keys.load(text, "secret"))
    with pytest.raises(Invalid) as refusal:
        private_keys.parse(text, "wrong")
    assert refusal.value.code == "workbench.bad_passphrase"


def test_a_pem_key_opens_with_its_passphrase(tmp_path: Path) -> None:
    key = asyncssh.generate_private_key("ecdsa-sha2-nistp256")
    for format_name in ("pkcs1-pem", "pkcs8-pem"):
        text = key.export_private_key(format_name, passphrase="secret").decode()
        assert private_keys.parse(text).locked
        assert private_keys.parse(text, "secret").fingerprint == key.get_fingerprint()
        with pytest.raises(Invalid) as refusal:
            private_keys.parse(text, "wrong")
        assert refusal.value.code == "workbench.bad_passphrase"


def openssh_with_rounds(rounds: int) -> str:
    def string(value: bytes) -> bytes:
        return struct.pack(">I", len(value)) + value

    options = string(b"saltsaltsaltsalt") + struct.pack(">I", rounds)
    raw = b"openssh-key-v1\0" + string(b"aes256-ctr") + string(b"bcrypt") + string(options)
    raw += struct.pack(">I", 1) + string(string(b"ssh-ed25519") + string(bytes(32))) + string(bytes(64))
    return (
        "-----BEGIN OPENSSH PRIVATE KEY-----\n"
        + base64.encodebytes(raw).decode()
        + "-----END OPENSSH PRIVATE KEY-----\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        openssh_with_rounds(1 << 31),
        (KEYS / "ed25519-v3.ppk").read_text().replace("Argon2-Memory: 8192", "Argon2-Memory: 4194304"),
        (KEYS / "ed25519-v3.ppk").read_text().replace("Argon2-Passes: ", "Argon2-Passes: 99999"),
    ],
)
def test_a_key_that_would_keep_us_busy_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        private_keys.parse(text, "secret")
    assert refusal.value.code == "workbench.bad_key"
    assert "too much work" in refusal.value.detail


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ssh-ed25519 AAAA public",
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
        "PuTTY-User-Key-File-9: ssh-ed25519\n",
        "PuTTY-User-Key-File-3: ssh-ed25519\nPublic-Lines: 999999999\nAAAA\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAAA\n-----END ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN OPENSSH PRIVATE KEY-----\n%%%\n-----END OPENSSH PRIVATE KEY-----",
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        private_keys.parse(text, "secret")
    assert refusal.value.code == "workbench.bad_key"


def pem(kind: str, raw: bytes) -> str:
    return f"-----BEGIN {kind}-----\n{base64.encodebytes(raw).decode()}-----END {kind}-----\n"


def nested() -> bytes:
    """Lists in lists, deeper than anybody's parser goes."""
    raw = b""
    for _ in range(3000):
        raw = b"\x30\x82" + struct.pack(">H", len(raw)) + raw
    return raw


def rsa(bits: int, **changes: int) -> str:
    """A key whose numbers fit, but for `changes`; whether its primes are primes is nobody's business here."""
    half = bits // 2
    p, q, e = (3 << (half - 2)) + 3, (3 << (half - 2)) + 7, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    numbers = {"n": p * q, "e": e, "d": d, "p": p, "q": q}
    numbers |= {"dmp1": d % (p - 1), "dmq1": d % (q - 1), "iqmp": pow(q, -1, p)} | changes
    return pem("RSA PRIVATE KEY", der_encode((0, *numbers.values())))


def test_the_numbers_of_an_rsa_key_must_belong_together() -> None:
    assert private_keys.parse(rsa(2048)).fingerprint.startswith("SHA256:")


@pytest.mark.parametrize(
    "text",
    [
        rsa(2048, iqmp=12345),
        rsa(2048, dmp1=12345),
        rsa(2048, d=3),
        rsa(16384),
        pem("RSA PRIVATE KEY", nested()),
        pem("PRIVATE KEY", nested()),
        pem("ENCRYPTED PRIVATE KEY", nested()),
        "-----BEGIN OPENSSH PRIVATE KEY-----\n" * 500,
    ],
)
def test_a_key_that_was_made_to_do_harm_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        private_keys.parse(text, "secret")
    assert refusal.value.code == "workbench.bad_key"
