"""Private keys as people paste them: OpenSSH, PEM and PuTTY's own format, with or without a passphrase.

A key is untrusted text. How much work opening it takes is written in the key itself, so it is looked at first and
bounded: nobody can keep this process busy with a key.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import asyncssh
from asyncssh.asn1 import ASN1DecodeError, der_decode
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from zuka.errors import Invalid
from zuka.workbench import putty

_BAD = "workbench.bad_key"
_MOST_ROUNDS = 256
"""Of bcrypt; ssh-keygen makes 16 to 24, careful people ask for 100, and each takes some milliseconds."""
_MOST_ITERATIONS = 2_000_000
"""Of PBKDF2; a second or so."""
_MOST_BITS = 8192
"""Of RSA; a signature by such a key takes a twentieth of a second already."""
_MOST_PARTS = 16
"""Of one text; people paste a key, and its certificate perhaps."""
_OPENSSH = re.compile(r"-----BEGIN OPENSSH PRIVATE KEY-----(.+?)-----END", re.DOTALL)
_ENCRYPTED = re.compile(r"-----BEGIN ENCRYPTED PRIVATE KEY-----(.+?)-----END", re.DOTALL)
_MAGIC = b"openssh-key-v1\0"


@dataclass(frozen=True)
class ParsedKey:
    """What is known of a key. `fingerprint` is empty where only the passphrase would show it; `locked`: it needs a
    passphrase, and none was given."""

    text: str = field(repr=False)
    fingerprint: str
    locked: bool


def parse(text: str, passphrase: str | None = None) -> ParsedKey:
    """Look at a key before it is kept. Raises `Invalid` workbench.bad_key for what is none, workbench.bad_passphrase
    when `passphrase` does not open it. With a passphrase it may take a second: work for a thread."""
    text = text.replace("\r\n", "\n").strip() + "\n"
    if is_locked(text) and not passphrase:
        return ParsedKey(text, _public_fingerprint(text), locked=True)
    return ParsedKey(text, load(text, passphrase).get_fingerprint(), locked=False)


def is_locked(text: str) -> bool:
    """Whether opening the key takes a passphrase. Raises `Invalid` for a key that would take too much work."""
    if putty.is_putty(text):
        return putty.read(text).encrypted
    if text.count("-----BEGIN") > _MOST_PARTS:
        raise Invalid(_BAD)
    # All of them: which one of several would be opened is not for us to know.
    locked = [_check_openssh(_decoded(found[1]))[0] for found in _OPENSSH.finditer(text)]
    for found in _ENCRYPTED.finditer(text):
        _check_iterations(_decoded(found[1]))
        locked.append(True)
    return any(locked) or "Proc-Type: 4,ENCRYPTED" in text


def load(text: str, passphrase: str | None = None) -> asyncssh.SSHKey:
    """The key itself, for logging in. Raises as `parse` does; a key that needs a passphrase and has none is a
    workbench.bad_passphrase too."""
    locked = is_locked(text)
    if locked and not passphrase:
        raise Invalid("workbench.bad_passphrase", "The key needs a passphrase.")
    try:
        if putty.is_putty(text):
            text = putty.to_openssh(putty.read(text), passphrase or "")
        # OpenSSL's own check proves that the primes are primes, and no other thread runs until it has: a tenth of a
        # second for a usual key, seconds for a large one.
        key = asyncssh.import_private_key(
            text, (passphrase or None) if locked else None, unsafe_skip_rsa_key_validation=True
        )
        _check_rsa(key)
        return key
    except asyncssh.KeyEncryptionError as error:
        raise Invalid("workbench.bad_passphrase") from error
    except (
        asyncssh.KeyImportError,
        ValueError,
        TypeError,
        IndexError,
        struct.error,
        RecursionError,
    ) as error:
        # What a wrong passphrase makes of a PEM key often looks like a damaged key.
        raise Invalid("workbench.bad_passphrase" if locked else _BAD) from error


def _check_rsa(key: asyncssh.SSHKey) -> None:
    """That the numbers of an RSA key belong together. Whoever gives primes that are none has a key that lets them in
    nowhere; sizes and parities are what keeps the arithmetic in bounds. Raises `Invalid`, or `ValueError`."""
    if not isinstance(key.pyca_key, RSAPrivateKey):
        return
    if key.pyca_key.key_size > _MOST_BITS:
        raise Invalid(_BAD, f"RSA keys of more than {_MOST_BITS} bits are not used here.")
    numbers = key.pyca_key.private_numbers()
    (n, e), p, q, d = (numbers.public_numbers.n, numbers.public_numbers.e), numbers.p, numbers.q, numbers.d
    halves = ((p, numbers.dmp1), (q, numbers.dmq1))
    if not (
        p * q == n
        and e % 2 == 1
        and 2 < e < n
        and 1 < d < n
        and numbers.iqmp * q % p == 1
        and all(half % 2 == 1 and half > 2 and d % (half - 1) == rest for half, rest in halves)
        and all(d * e % (half - 1) == 1 for half, _ in halves)
    ):
        raise ValueError("the numbers of the key do not belong together")


def _public_fingerprint(text: str) -> str:
    """Of a locked key, where the format shows its public part."""
    if putty.is_putty(text):
        blob = putty.read(text).public
    elif (found := _OPENSSH.search(text)) is not None:
        blob = _check_openssh(_decoded(found[1]))[1]
    else:
        return ""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def _decoded(body: str) -> bytes:
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except ValueError as error:
        raise Invalid(_BAD, "The key is damaged: it is not base64.") from error


def _check_openssh(raw: bytes) -> tuple[bool, bytes]:
    """(whether it is encrypted, the public part)."""
    fields = list(_fields(raw.removeprefix(_MAGIC), most=3))
    rest = raw[len(_MAGIC) + sum(4 + len(one) for one in fields) + 4 :]
    public = next(_fields(rest), None)
    if not raw.startswith(_MAGIC) or len(fields) < 3 or public is None:
        raise Invalid(_BAD, "The key is damaged or incomplete.")
    cipher, _, options = fields
    if options and int.from_bytes(options[-4:], "big") > _MOST_ROUNDS:
        raise Invalid(_BAD, "The key was made to take too much work to open.")
    return cipher != b"none", public


def _fields(raw: bytes, *, most: int = 1) -> Iterator[bytes]:
    """Strings with their length in front, as far as they are whole."""
    while len(raw) >= 4 and most:
        most -= 1
        length = int.from_bytes(raw[:4], "big")
        if length > len(raw) - 4:
            return
        yield raw[4 : 4 + length]
        raw = raw[4 + length :]


def _check_iterations(raw: bytes) -> None:
    try:
        decoded: Any = der_decode(raw)
        parameters = decoded[0]
    except (ASN1DecodeError, TypeError, IndexError, RecursionError) as error:
        raise Invalid(_BAD, "The key is damaged or incomplete.") from error
    if any(number > _MOST_ITERATIONS for number in _numbers(parameters)):
        raise Invalid(_BAD, "The key was made to take too much work to open.")


def _numbers(value: Any) -> Iterator[int]:
    if isinstance(value, int):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _numbers(one)
