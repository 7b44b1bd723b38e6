"""What makes one machine different from every other: its host key, password and notebook token.

Made by the platform, sealed in the database, and put into the machine through the engine's exec; none of it is ever
in an image, in an engine's configuration or in a log.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from zuka.fleet.models import Card
from zuka.instances.models import Instance
from zuka.kit import ids
from zuka.kit.crypt import Vault

IDENTITY_COMMAND = ("/usr/local/lib/zuka/identity",)
"""The program in every image that reads an identity document on its standard input and makes it so."""


@dataclass(frozen=True)
class Sealed:
    """The secrets of a new machine, as its row keeps them."""

    password: str
    host_key: str
    host_public_key: str
    jupyter_token: str


def new_password() -> str:
    return ids.random_text(14)


def make(vault: Vault, instance_id: str) -> Sealed:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return Sealed(
        password=seal_password(vault, instance_id, new_password()),
        host_key=vault.seal(_place(instance_id, "host_key"), private),
        host_public_key=public,
        jupyter_token=vault.seal(_place(instance_id, "jupyter_token"), ids.new_secret()),
    )


def seal_password(vault: Vault, instance_id: str, password: str) -> str:
    return vault.seal(_place(instance_id, "password"), password)


def password_of(vault: Vault, instance: Instance) -> str:
    return vault.open(_place(instance.id, "password"), instance.sealed_password)


def jupyter_token_of(vault: Vault, instance: Instance) -> str:
    return vault.open(_place(instance.id, "jupyter_token"), instance.sealed_jupyter_token)


def host_key_fingerprint(public_key: str) -> str:
    """`SHA256:…` as OpenSSH shows it."""
    blob = base64.b64decode(public_key.split()[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def identity_document(
    vault: Vault, instance: Instance, *, hostname: str, public_keys: Sequence[str], cards: Sequence[Card]
) -> bytes:
    """The JSON that `IDENTITY_COMMAND` reads."""
    return json.dumps(
        {
            "hostname": hostname,
            "password": password_of(vault, instance),
            "authorized_keys": list(public_keys),
            "host_keys": {
                "ed25519": {
                    "private": vault.open(_place(instance.id, "host_key"), instance.sealed_host_key),
                    "public": instance.host_key,
                }
            },
            "jupyter_token": jupyter_token_of(vault, instance),
            "simulated_cards": [
                {"model": card.model, "memory_mib": card.memory_bytes >> 20, "uuid": card.uuid}
                for card in cards
                if card.simulated
            ],
        }
    ).encode()


def _place(instance_id: str, column: str) -> str:
    return f"instances:{instance_id}:{column}"
