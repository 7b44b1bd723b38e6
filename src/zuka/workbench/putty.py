"""PuTTY's private keys (.ppk, versions 2 and 3), turned into OpenSSH's form. Knows nothing of connections."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2d, Argon2i, Argon2id

from zuka.errors import Invalid

_BAD = "workbench.bad_key"
_HEAD = re.compile(r"\s*PuTTY-User-Key-File-([23]): ([\w-]+)\s*$", re.MULTILINE)
_MOST_LINES = 500
_MOST_MEMORY_KIB = 1 << 16
_MOST_PASSES = 64
_DERIVATIONS: Mapping[str, type[Argon2id] | type[Argon2i] | type[Argon2d]] = {
    "Argon2id": Argon2id,
    "Argon2i": Argon2i,
    "Argon2d": Argon2d,
}


@dataclass(frozen=True)
class PuttyKey:
    """A key file, read and not yet opened."""

    version: int
    algorithm: str
    encryption: str
    comment: str
    public: bytes
    private: bytes = field(repr=False)
    headers: Mapping[str, str]

    @property
    def encrypted(self) -> bool:
        return self.encryption != "none"


def is_putty(text: str) -> bool:
    return text.lstrip().startswith("PuTTY-User-Key-File-")


def read(text: str) -> PuttyKey:
    """Raises `Invalid` workbench.bad_key for what is not whole, and for what would take too much work to open."""
    head = _HEAD.match(text)
    lines = text.splitlines()
    if head is None or len(lines) > _MOST_LINES:
        raise Invalid(_BAD)
    headers: dict[str, str] = {}
    blocks: dict[str, bytes] = {}
    left = iter(lines)
    try:
        for line in left:
            name, _, value = line.partition(":")
            name, value = name.strip(), value.strip()
            if name.endswith("-Lines"):
                body = "".join(next(left) for _ in range(min(int(value), _MOST_LINES)))
                blocks[name] = base64.b64decode(body, validate=True)
            else:
                headers[name] = value
        key = PuttyKey(
            version=int(head[1]),
            algorithm=head[2],
            encryption=headers["Encryption"],
            comment=headers.get("Comment", ""),
            public=blocks["Public-Lines"],
            private=blocks["Private-Lines"],
            headers=headers,
        )
        _check_work(key)
    except (KeyError, ValueError, RuntimeError) as error:
        raise Invalid(_BAD, "The PuTTY key is damaged or incomplete.") from error
    return key


def to_openssh(key: PuttyKey, passphrase: str) -> str:
    """The key without encryption, in OpenSSH's form. Raises `Invalid` workbench.bad_passphrase when `passphrase` does
    not open it, workbench.bad_key for kinds of keys that are not used any more."""
    if key.encryption not in {"none", "aes256-cbc"}:
        raise Invalid(_BAD, "The PuTTY key is encrypted in a way that is not known here.")
    cipher_key, iv, mac_key = _keys(key, passphrase) if key.encrypted else (b"", b"", _plain_mac_key(key))
    private = _decrypt(key.private, cipher_key, iv) if key.encrypted else key.private
    digest = "sha256" if key.version == 3 else "sha1"
    parts = (key.algorithm, key.encryption, key.comment)
    signed = b"".join(_string(part.encode()) for part in parts) + _string(key.public) + _string(private)
    if not hmac.compare_digest(
        hmac.digest(mac_key, signed, digest).hex(), key.headers.get("Private-MAC", "")
    ):
        raise Invalid("workbench.bad_passphrase" if key.encrypted else _BAD)
    return _openssh(key, private)


def _check_work(key: PuttyKey) -> None:
    if key.version == 2 or not key.encrypted:
        return
    memory, passes = int(key.headers["Argon2-Memory"]), int(key.headers["Argon2-Passes"])
    lanes = int(key.headers["Argon2-Parallelism"])
    if memory > _MOST_MEMORY_KIB or passes > _MOST_PASSES or not 1 <= lanes <= 8:
        raise Invalid(_BAD, "The key was made to take too much work to open.")


def _keys(key: PuttyKey, passphrase: str) -> tuple[bytes, bytes, bytes]:
    """Cipher key, initial vector and MAC key."""
    secret = passphrase.encode()
    if key.version == 2:
        # PuTTY's own old scheme, made of SHA-1; it is read here and never written.
        halves = [hashlib.sha1(struct.pack(">I", n) + secret, usedforsecurity=False).digest() for n in (0, 1)]
        return b"".join(halves)[:32], bytes(16), _plain_mac_key(key, secret)
    try:
        derive = _DERIVATIONS[key.headers["Key-Derivation"]](
            salt=bytes.fromhex(key.headers["Argon2-Salt"]),
            length=80,
            iterations=int(key.headers["Argon2-Passes"]),
            lanes=int(key.headers["Argon2-Parallelism"]),
            memory_cost=int(key.headers["Argon2-Memory"]),
        )
    except (KeyError, ValueError) as error:
        raise Invalid(_BAD, "The PuTTY key is damaged or incomplete.") from error
    derived = derive.derive(secret)
    return derived[:32], derived[32:48], derived[48:]


def _plain_mac_key(key: PuttyKey, secret: bytes = b"") -> bytes:
    if key.version == 3:
        return b""
    return hashlib.sha1(b"putty-private-key-file-mac-key" + secret, usedforsecurity=False).digest()


def _decrypt(sealed: bytes, key: bytes, iv: bytes) -> bytes:
    if len(sealed) % 16:
        raise Invalid(_BAD, "The PuTTY key is damaged or incomplete.")
    opened = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return opened.update(sealed) + opened.finalize()


def _openssh(key: PuttyKey, private: bytes) -> str:
    build = _BUILDERS.get(key.algorithm)
    if build is None:
        raise Invalid(_BAD, f"Keys of the kind {key.algorithm} are not used any more; make an ed25519 key.")
    try:
        secret = _string(key.algorithm.encode()) + build(_split(key.public)[1:], _split(private))
    except (IndexError, struct.error, ValueError) as error:
        raise Invalid(_BAD, "The PuTTY key is damaged or incomplete.") from error
    body = bytes(8) + secret + _string(key.comment.encode())
    body += bytes(range(1, 1 + -len(body) % 8))
    raw = b"openssh-key-v1\0" + _string(b"none") + _string(b"none") + _string(b"")
    raw += struct.pack(">I", 1) + _string(key.public) + _string(body)
    text = base64.b64encode(raw).decode()
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN OPENSSH PRIVATE KEY-----", *lines, "-----END OPENSSH PRIVATE KEY-----", ""])


def _rsa(public: list[bytes], private: list[bytes]) -> bytes:
    (exponent, modulus), (d, p, q, inverse) = public[:2], private[:4]
    return b"".join(_string(one) for one in (modulus, exponent, d, inverse, p, q))


def _ed25519(public: list[bytes], private: list[bytes]) -> bytes:
    # PuTTY writes the secret as a number, lowest byte first, without the zeros at its end.
    secret = private[0].ljust(32, b"\0")[:32]
    return _string(public[0]) + _string(secret + public[0])


def _ecdsa(public: list[bytes], private: list[bytes]) -> bytes:
    return _string(public[0]) + _string(public[1]) + _string(private[0])


_BUILDERS: Mapping[str, Callable[[list[bytes], list[bytes]], bytes]] = {
    "ssh-rsa": _rsa,
    "ssh-ed25519": _ed25519,
    "ecdsa-sha2-nistp256": _ecdsa,
    "ecdsa-sha2-nistp384": _ecdsa,
    "ecdsa-sha2-nistp521": _ecdsa,
}


def _string(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


def _split(raw: bytes) -> list[bytes]:
    """The strings in a blob; what is left over at the end is padding."""
    found = []
    while len(raw) >= 4:
        length = int.from_bytes(raw[:4], "big")
        if length > len(raw) - 4:
            break
        found.append(raw[4 : 4 + length])
        raw = raw[4 + length :]
    return found
