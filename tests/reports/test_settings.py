"""The settings in force, as the operator sees them: all of them, and of a secret only that it is set."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from support import browsing, login, make_operator, refused
from zuka.app import main
from zuka.context import Ctx
from zuka.settings import MASK, RegionSettings, Settings, described


async def shown(ctx: Ctx, **changes: Any) -> tuple[dict[str, dict[str, Any]], str]:
    """The settings by name, and the answer as it was sent."""
    changed = ctx.settings.model_copy(update=changes)
    async with browsing(main.create(replace(ctx, settings=changed))) as client:
        await login(client, "olga")
        answer = await client.get("/api/v1/admin/settings")
    assert answer.status_code == 200, answer.text
    return {one["name"]: one for one in answer.json()}, answer.text


async def test_a_setting_says_what_it_is_was_and_means(ctx: Ctx) -> None:
    await make_operator(ctx)
    billing = ctx.settings.billing.model_copy(update={"retention_days": 30})
    found, _ = await shown(ctx, billing=billing)
    days = found["ZUKA_BILLING__RETENTION_DAYS"]
    assert (days["value"], days["default"], days["changed"]) == (30, 15, True)
    assert "Days" in days["description"]
    notices = found["ZUKA_BILLING__DRY_NOTICES_MINUTES"]
    assert (notices["value"], notices["changed"]) == ([1440, 60, 10], False)
    assert found["ZUKA_REGIONS__LOCAL__ENGINE"]["value"] == "simulated"
    assert found["ZUKA_HTTP__SECURE_COOKIES"]["value"] is False


async def test_secrets_are_never_sent(ctx: Ctx) -> None:
    await make_operator(ctx)
    security = ctx.settings.security.model_copy(update={"secret_key": SecretStr("the-secret-key")})
    images = ctx.settings.images.model_copy(update={"pip_index": "https://token-7@pip.example.com/simple"})
    found, sent = await shown(
        ctx, security=security, images=images, database_url="postgresql+psycopg://zuka:p@ss@db/zuka"
    )
    assert found["ZUKA_SECURITY__SECRET_KEY"]["value"] == MASK
    assert found["ZUKA_SECURITY__SECRET_KEY"]["changed"] is True
    assert found["ZUKA_DATABASE_URL"]["value"] == f"postgresql+psycopg://zuka:{MASK}@db/zuka"
    assert found["ZUKA_IMAGES__PIP_INDEX"]["value"] == f"https://{MASK}@pip.example.com/simple"
    for secret in ("the-secret-key", "p@ss", "token-7"):
        assert secret not in sent


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql+psycopg://zuka@db/zuka", "postgresql+psycopg://zuka@db/zuka"),
        ("postgresql+psycopg://db/zuka?user=a&password=b", f"postgresql+psycopg://db/zuka?user=a&password={MASK}"),
        ("https://me:secret@pip.example.com/simple", f"https://{MASK}@pip.example.com/simple"),
        ("https://pip.example.com/@scope", "https://pip.example.com/@scope"),
        ("sqlite+aiosqlite:///data/zuka.db", "sqlite+aiosqlite:///data/zuka.db"),
    ],
)  # fmt: skip
def test_addresses_are_shown_without_what_is_secret_in_them(url: str, told: str) -> None:
    found = {one.name: one.value for one in described(Settings(database_url=url))}
    assert found["ZUKA_DATABASE_URL"] == told


def test_every_region_is_there() -> None:
    settings = Settings(regions={"east": RegionSettings(), "west": RegionSettings(simulated_hosts=4)})
    found = {one.name: one for one in described(settings)}
    assert found["ZUKA_REGIONS__WEST__SIMULATED_HOSTS"].value == 4
    assert found["ZUKA_REGIONS__WEST__SIMULATED_HOSTS"].changed
    assert not found["ZUKA_REGIONS__EAST__SIMULATED_HOSTS"].changed


async def test_settings_are_the_operators(client: httpx2.AsyncClient) -> None:
    refused(await client.get("/api/v1/admin/settings"), 401, "identity.not_logged_in")
