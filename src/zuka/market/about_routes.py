"""HTTP of what anybody may know of the platform before they log in: its name, its version, its rules."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter

from zuka.context import WithCtx
from zuka.kit.money import parse_yuan
from zuka.market import schemas, service

router = APIRouter(prefix="/api/v1", tags=["market"])


@router.get("/about")
async def get_about(ctx: WithCtx) -> schemas.AboutView:
    """What this platform is, and by which rules it rents. Open to everybody."""
    settings = ctx.settings
    mine, billing = settings.instances, settings.billing
    return schemas.AboutView(
        version=version("zuka"),
        site_name=settings.site_name,
        simulated=any(region.engine == "simulated" for region in settings.regions.values()),
        registration_open=settings.security.open_registration,
        rules=schemas.RulesView(
            system_disk_gb=mine.system_disk_gb,
            data_disk_free_gb=mine.data_disk_gb,
            data_disk_max_gb=mine.data_disk_max_gb,
            data_disk_price_per_gb_day=parse_yuan(billing.disk_price_per_gb_day),
            no_card_price_per_hour=service.no_cards_price(settings),
            no_card_cpu_millis=mine.no_cards_cpu_millis,
            no_card_memory_gb=mine.no_cards_memory_gb,
            retention_days=billing.retention_days,
            retention_notices_hours=list(billing.retention_notices_hours),
            dry_notices_minutes=list(billing.dry_notices_minutes),
            processes=mine.processes,
            session_hours=settings.http.session_days * 24,
            web_access_hours=settings.gateway.access_hours,
        ),
    )
