"""What happened to this yuan: an entry of the ledger with everything that it refers to. Reads only."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from zuka.billing import service as billing
from zuka.context import Ctx
from zuka.identity import audit
from zuka.identity.schemas import AuditEntry
from zuka.instances import overview as instances
from zuka.reports.schemas import InstanceBrief, LedgerEntryOut, StoryOut
from zuka.wallet import codes, search
from zuka.wallet.schemas import LedgerLine

_ACTS = 20
_AT_ONCE = timedelta(seconds=10)
"""An adjustment and its line in the audit log are written in one transaction."""


async def entry(session: AsyncSession, ctx: Ctx, *, entry_id: str) -> LedgerEntryOut:
    """Raises `wallet.entry_not_found`."""
    found = await search.entry(session, entry_id=entry_id)
    charged = await billing.charged_for(session, key=found.key, now=ctx.clock.now())
    run, hour = charged or (None, None)
    batches = await codes.batches(session, batch_id=found.reference) if found.kind == "redeem" else []
    story = StoryOut(
        instance=await _instance(session, found.reference) if charged else None,
        run=run,
        hour=hour,
        code_batch=batches[0] if batches else None,
        audit=await _acts(session, found),
    )
    return LedgerEntryOut(**found.model_dump(), story=story)


async def _instance(session: AsyncSession, instance_id: str) -> InstanceBrief | None:
    found = await instances.brief(session, instance_id=instance_id)
    return None if found is None else InstanceBrief(id=instance_id, name=found[0], state=found[1])


async def _acts(session: AsyncSession, found: LedgerLine) -> list[AuditEntry]:
    """For a credit or debit, the act that made it; for anything else, what was done until then to what it refers
    to."""
    wanted = audit.Wanted(target=found.reference, end=found.at + _AT_ONCE)
    if found.kind not in {"credit", "debit"}:
        return (await audit.page(session, wanted=wanted, cursor=None, limit=_ACTS))[0]
    around = audit.Wanted(
        target=found.reference,
        action=f"wallet.{found.kind}",
        start=found.at - _AT_ONCE,
        end=found.at + _AT_ONCE,
    )
    acts, _ = await audit.page(session, wanted=around, cursor=None, limit=_ACTS)
    return [one for one in acts if one.facts.get("entry") == found.id]
