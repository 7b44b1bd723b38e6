"""Sealed values open where they were sealed and nowhere else; signed tokens cannot be changed or outlive their time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuka.kit.clock import EPOCH
from zuka.kit.crypt import Vault

vault = Vault(bytes(range(32)))


@given(st.text(), st.text())
def test_a_secret_opens_in_its_own_place(place: str, secret: str) -> None:
    assert vault.open(place, vault.seal(place, secret)) == secret


def test_a_secret_does_not_open_in_another_row_or_with_another_key() -> None:
    sealed = vault.seal("instances:a:password", "secret")
    assert "secret" not in sealed
    with pytest.raises(ValueError, match="does not belong here"):
        vault.open("instances:b:password", sealed)
    with pytest.raises(ValueError, match="another key"):
        Vault(bytes(32)).open("instances:a:password", sealed)


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    assert vault.seal("a", "b") != vault.seal("a", "b")


def test_a_token_says_what_was_signed_until_its_time_is_over() -> None:
    token = vault.sign({"port": 8888}, until=EPOCH + timedelta(hours=1))
    assert vault.verify(token, now=EPOCH) == {"port": 8888}
    assert vault.verify(token, now=EPOCH + timedelta(hours=1)) is None
    assert Vault(bytes(32)).verify(token, now=EPOCH) is None


@pytest.mark.parametrize("token", ["", ".", "a.b", "e30=.", "\x00"])
def test_what_is_no_token_says_nothing(token: str) -> None:
    assert vault.verify(token, now=EPOCH) is None


def test_a_changed_token_says_nothing() -> None:
    body, _, signature = vault.sign({"port": 1}, until=EPOCH + timedelta(hours=1)).partition(".")
    other = vault.sign({"port": 2}, until=EPOCH + timedelta(hours=1)).partition(".")[0]
    assert vault.verify(f"{other}.{signature}", now=EPOCH) is None
    assert vault.verify(f"{body}.{signature[::-1]}", now=EPOCH) is None
