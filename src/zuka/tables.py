"""Every table, for migrations and for making a database at once: importing this module registers them all."""

from __future__ import annotations

from zuka.billing import models as billing
from zuka.fleet import models as fleet
from zuka.identity import models as identity
from zuka.images import models as images
from zuka.instances import models as instances
from zuka.kit.db import Base
from zuka.market import models as market
from zuka.notices import models as notices
from zuka.wallet import models as wallet
from zuka.workbench import models as workbench

MODULES = (identity, notices, fleet, wallet, market, billing, images, instances, workbench)
METADATA = Base.metadata
