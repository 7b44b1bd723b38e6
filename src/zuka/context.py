"""`Ctx`: the parts that everything is given. Made by `bootstrap.build` and passed down; there is no other way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from zuka.engine.port import Engine
from zuka.errors import NotFound
from zuka.kit.clock import Clock
from zuka.kit.crypt import Vault
from zuka.kit.db import Db
from zuka.kit.loop import Bell
from zuka.settings import Settings


@dataclass(frozen=True)
class Ctx:
    """The platform's parts. `engines` holds one engine per region name."""

    settings: Settings
    db: Db
    clock: Clock
    vault: Vault
    bell: Bell
    engines: Mapping[str, Engine]

    def engine(self, region: str) -> Engine:
        """Raises `NotFound` for a region that the settings no longer name."""
        if region not in self.engines:
            raise NotFound("fleet.region_not_found")
        return self.engines[region]

    async def aclose(self) -> None:
        for engine in self.engines.values():
            await engine.aclose()
        await self.db.aclose()


async def _of_request(request: Request) -> Ctx:
    return cast(Ctx, request.app.state.ctx)


WithCtx = Annotated[Ctx, Depends(_of_request)]
"""A route's way to the parts."""
