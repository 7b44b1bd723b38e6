"""A renter's and an operator's day, typed into a terminal, against a whole platform on a simulated region."""

from __future__ import annotations

import json
import stat

import pytest

from cli.conftest import Person, Shop
from support import PASSWORD


def test_a_renter_goes_from_nothing_to_a_machine_and_back(rich: Person) -> None:
    said = rich("rent", "--gpu", "3090", "--count", "2", "--name", "train-1", "--yes")
    assert "ssh -p" in said.out
    assert "zuka password train-1 --show" in said.out
    assert "¥3.16/h" in said.err
    assert "✓" in said.err, "the steps are shown as they end"

    (row,) = rich("ls", "--json").document
    assert (row["name"], row["state"], row["count"]) == ("train-1", "running", 2)
    assert "train-1" in rich("ls").out
    assert row["ssh"]["host_key_fingerprint"] in rich("show", "train-1").out
    assert rich("wallet", "--json").document["burn_per_hour"] == "3.16"

    rich("rename", "train-1", "train-2")
    before = rich("password", row["id"], "--show").out
    assert rich("password", "train-2").out != before

    assert rich("stop", "train-2", "--json").document["instance"]["state"] == "stopped"
    started = rich("start", "train-2", "--no-cards", "--json").document["instance"]
    assert (started["mode"], started["run"]["price_per_hour"]) == ("no_cards", "0.10")
    rich("restart", "train-2")
    rich("stop", "train-2")
    released = rich("release", "train-2", "--yes", "--json").document
    assert released["instance"]["state"] == "released"
    assert rich("ls", "--json").document == []

    lines = rich("statement", "--json").document["lines"]
    assert {line["instance_id"] for line in lines} == {row["id"]}
    assert "2 x RTX 3090" in rich("statement", "--instance", row["id"]).out


def test_what_costs_money_or_data_is_not_done_without_a_yes(rich: Person) -> None:
    refused = rich("rent", "--gpu", "3090", code=2)
    assert "--yes" in refused.err
    assert rich("ls", "--json").document == []
    rich("rent", "--name", "precious", "--yes")
    rich("stop", "precious")
    refused = rich("release", "precious", code=2)
    assert "precious" in refused.err
    assert rich("show", "precious", "--json").document["state"] == "stopped"
    rich("release", "precious", "--yes")


def test_whoever_does_not_choose_gets_the_cheapest_card_with_the_usual_image(rich: Person) -> None:
    made = rich("rent", "--yes", "--json").document["instance"]
    assert made["count"] == 1
    assert "PyTorch" in made["image"]["title"]
    rich("stop", made["id"])
    rich("release", made["id"], "--yes")


def test_too_little_money_is_told_with_numbers_before_anything_is_ordered(renter: Person) -> None:
    said = renter("rent", "--gpu", "3090", "--yes", code=3)
    assert "¥1.58 are needed and ¥0.00 are available" in said.err
    assert "zuka redeem" in said.err


def test_too_many_cards_are_refused_with_what_there_is(rich: Person) -> None:
    said = rich("rent", "--gpu", "3090", "--count", "9", "--yes", "--json", code=3)
    assert said.document["error"]["code"] == "cli.sold_out"
    assert "No host has 9 idle RTX 3090" in said.err


def test_an_unknown_card_is_refused_with_those_that_there_are(rich: Person) -> None:
    assert "there are: RTX 3090" in rich("rent", "--gpu", "H800", "--yes", code=3).err


def test_a_name_that_two_instances_share_has_to_be_an_id(rich: Person) -> None:
    first = rich("rent", "--name", "twin", "--yes", "--json").document["instance"]["id"]
    second = rich("rent", "--name", "twin", "--yes", "--json").document["instance"]["id"]
    said = rich("stop", "twin", code=3)
    assert first in said.err
    assert second in said.err
    for one in (first, second):
        rich("stop", one)
        rich("release", one, "--yes")


def test_an_error_is_one_json_document_too(renter: Person) -> None:
    said = renter("stop", "nothing", "--json", code=3)
    assert said.document["error"]["code"] == "instances.not_found"
    assert len(said.err.strip().splitlines()) == 1


def test_chinese_terminals_are_spoken_to_in_chinese(rich: Person) -> None:
    rich.language = "zh_CN.UTF-8"
    assert "没有实例" in rich("stop", "nothing", code=3).err
    assert "兑换码不存在" in rich("redeem", "AAAA-BBBB-CCCC-DDDD", code=3).err
    assert "可用" in rich("wallet").out
    assert "空闲" in rich("market").out


def test_the_market_marks_cards_that_are_not_real(renter: Person) -> None:
    assert "(simulated)" in renter("market", "--gpu", "3090", "--count", "2").out
    offers = renter("market", "--json").document
    assert all(one["simulated"] for one in offers)
    # Hosts that cannot serve the wish come last, whatever they cost.
    idle = [one["idle"] for one in renter("market", "--count", "5", "--json").document]
    assert idle == sorted(idle, reverse=True)


def test_a_login_is_a_token_that_logging_out_revokes(shop: Shop, renter: Person) -> None:
    saved = renter.home / ".config/zuka/config.json"
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    token = json.loads(saved.read_text())["token"]
    thief = Person(renter.home / "elsewhere", extra={"ZUKACTL_URL": shop.url, "ZUKACTL_TOKEN": token})
    assert thief("whoami", "--json").document["name"] == renter("whoami", "--json").document["name"]
    renter("logout")
    assert not saved.exists()
    assert "identity.not_logged_in" in thief("whoami", code=3).err
    assert "zuka login" in renter("ls", code=3).err


def test_a_token_is_never_sent_to_another_platform(renter: Person, tmp_path: object) -> None:
    renter.extra["ZUKACTL_URL"] = "http://another.test"
    assert "not logged in" in renter("ls", code=3).err


def test_a_wrong_password_does_not_log_in(shop: Shop, nobody: Person) -> None:
    said = nobody("login", shop.url, "--name", "olga", "--password-stdin", typed="wrong", code=3)
    assert "identity.bad_credentials" in said.err
    assert PASSWORD not in said.err


def test_keys_and_tokens_come_and_go(renter: Person) -> None:
    public = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBx1mUUzAnC0jeLcgF2c2fPWgCvOLHGm8TlkYo4y4wTQ me@laptop"
    folder = renter.home / ".ssh"
    folder.mkdir()
    (folder / "id_ed25519.pub").write_text(public + "\n")
    (folder / "id_ed25519").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    key = renter("keys", "add", "--json").document
    assert key["name"] == "me@laptop"
    assert key["fingerprint"] in renter("keys", "ls").out
    assert "private key" in renter("keys", "add", str(folder / "id_ed25519"), code=2).err
    renter("keys", "rm", "me@laptop")
    assert renter("keys", "ls", "--json").document == []

    secret = renter("tokens", "add", "ci", "--scope", "read").out.strip()
    (made,) = [one for one in renter("tokens", "ls", "--json").document if one["name"] == "ci"]
    assert secret not in json.dumps(made)
    renter("tokens", "rm", made["id"])


def test_web_services_are_exposed_and_opened(rich: Person) -> None:
    made = rich("rent", "--name", "web", "--yes", "--json").document["instance"]["id"]
    url = rich("expose", "web", "6006", "--public").out.strip()
    assert f"6006-{made}" in url
    assert url in rich("ports", "web").out
    assert "ticket=" in rich("open", "web").out
    rich("unexpose", "web", "6006")
    assert "instances.port_not_found" in rich("open", "web", "6006", code=3).err
    rich("stop", "web")
    assert "instances.wrong_state" in rich("open", "web", code=3).err
    rich("release", "web", "--yes")


def test_the_operator_sees_to_people_money_and_hosts(operator: Person, renter: Person) -> None:
    name = renter("whoami", "--json").document["name"]
    operator("admin", "credit", name, "12.5", "--reason", "welcome")
    operator("admin", "debit", name, "2.5", "--reason", "a mistake")
    shown = operator("admin", "user", name, "--json").document
    assert shown["wallet"]["balance"] == "10.00"
    assert "welcome" in operator("admin", "user", name).out
    assert name in operator("admin", "users", name).out
    assert "welcome" in renter("wallet", "--entries", "5").out

    codes = operator("admin", "codes", "make", "5", "--count", "3", "--note", "fair").out.split()
    assert len(codes) == 3
    renter("redeem", codes[0])
    (batch,) = [one for one in operator("admin", "codes", "ls", "--json").document if one["note"] == "fair"]
    assert (batch["used"], batch["count"]) == (1, 3)
    assert "add up" not in operator("admin", "ledger", "verify").out
    assert operator("admin", "ledger", "verify", "--json").document["ok"] is True
    operator("admin", "disable", name)
    assert "identity.disabled" in renter("wallet", code=3).err
    operator("admin", "enable", name)
    renter("wallet")
    assert operator("admin", "audit", "--json").document


def test_the_operator_closes_and_prices(operator: Person, rich: Person) -> None:
    operator("admin", "hosts", "close", "h2")
    assert {one["host_name"] for one in rich("market", "--json").document} == {"h1"}
    operator("admin", "hosts", "drain", "h2")
    operator("admin", "hosts", "open", "h2", "--until", "2099-01-01T00:00:00Z")
    (host,) = [one for one in operator("admin", "hosts", "ls", "--json").document if one["name"] == "h2"]
    assert (host["state"], host["rentable_until"][:10]) == ("open", "2099-01-01")

    card = operator("admin", "cards", "--json").document[0]
    operator("admin", "cordon", card["id"])
    assert operator("admin", "cards", "--json").document[0]["cordoned"]
    operator("admin", "cordon", card["uuid"], "--undo")

    operator("admin", "prices", "set", "RTX 3090", "2", "--discount", "50")
    assert rich("market", "--json").document[0]["price_per_hour"] == "1.00"
    operator("admin", "prices", "set", "RTX 3090", "1.58")
    assert "1.58" in operator("admin", "prices", "ls").out
    assert "RTX 3090" in operator("admin", "hosts", "ls").out


def test_the_operator_powers_somebody_elses_machine_off(operator: Person, rich: Person) -> None:
    made = rich("rent", "--name", "loud", "--yes", "--json").document["instance"]["id"]
    assert "loud" in operator("admin", "instances", "--state", "running").out
    assert operator("admin", "stop", made, "--json").document["instance"]["state"] == "stopped"
    assert rich("show", "loud", "--json").document["state"] == "stopped"
    assert operator("admin", "strays", "--json").document == []
    assert "stopped" in operator("admin", "overview").out
    operator("admin", "start", made, "--no-cards")
    forced = operator("admin", "stop", made, "--force", "--json").document
    assert (forced["instance"]["state"], forced["operation"]["reason"]) == ("stopped", "operator")
    done = operator("admin", "operations", "--query", made)
    assert forced["operation"]["id"] in done.out
    assert operator("admin", "operations", "--query", made, "--failed", "--json").document == []
    again = operator("admin", "retry", forced["operation"]["id"], code=3)
    assert "operations.not_failed" in again.err
    operator("admin", "release", made, "--confirm", "loud", "--reason", "too loud")
    assert "too loud" in rich("notices").out


@pytest.mark.parametrize("words", [("admin", "overview"), ("admin", "users"), ("image", "ls")])
def test_the_operators_commands_are_closed_to_renters(renter: Person, words: tuple[str, ...]) -> None:
    assert "identity.forbidden" in renter(*words, code=3).err


def test_images_are_built_with_progress(operator: Person) -> None:
    done = operator("image", "build", "base", "--json").document
    assert done["state"] == "succeeded"
    assert "base" in operator("image", "ls").out
    operator("image", "log", done["id"])
