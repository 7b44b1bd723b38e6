"""From settings to parts: the only place that picks real or simulated ones."""

from __future__ import annotations

import os
from pathlib import Path

from zuka import tables
from zuka.context import Ctx
from zuka.engine.cards import parse_simulated_cards, simulated_cards
from zuka.engine.incus.engine import IncusEngine
from zuka.engine.port import Engine
from zuka.engine.simulated.dials import Delays
from zuka.engine.simulated.engine import SimulatedEngine
from zuka.engine.simulated.world import SimulatedHost, World
from zuka.kit.clock import Clock, SystemClock
from zuka.kit.crypt import Vault
from zuka.kit.db import Db
from zuka.kit.loop import Bell
from zuka.settings import RegionSettings, Settings

SECRET_KEY_FILE = "secret.key"  # noqa: S105  # A file's name.
DEFAULT_SIMULATED_CARDS = "RTX 3090:24GiB:8"
LIFELIKE = Delays(create_instance=0.3, start_instance=0.2, stop_instance=0.3, delete_instance=0.2, boot=0.4)
"""How long a simulated region takes, so that what people see on it looks like the real one."""


def build(settings: Settings) -> Ctx:
    """The platform's parts. Makes the data directory and the secret key if they are missing; opens no connection."""
    assert tables.MODULES, "every table must be known before the first query"
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o750)
    clock = SystemClock()
    return Ctx(
        settings=settings,
        db=Db(settings.effective_database_url),
        clock=clock,
        vault=Vault.from_text(_secret_key(settings)),
        bell=Bell(),
        engines={name: _engine(settings, name, region, clock) for name, region in settings.regions.items()},
    )


def _engine(settings: Settings, name: str, region: RegionSettings, clock: Clock) -> Engine:
    if region.engine == "incus":
        return IncusEngine(region, name=name, clock=clock)
    world = World.at(settings.data_dir / f"simulated-{name}.json")
    return SimulatedEngine(clock, _simulated_hosts(name, region), world=world, delays=LIFELIKE)


def _simulated_hosts(region_name: str, region: RegionSettings) -> list[SimulatedHost]:
    wanted = parse_simulated_cards(region.simulated_cards or DEFAULT_SIMULATED_CARDS)
    names = [f"simulated{number}" for number in range(1, region.simulated_hosts + 1)]
    return [SimulatedHost(name, cards=simulated_cards(region_name, name, wanted)) for name in names]


def _secret_key(settings: Settings) -> str:
    """The key from the settings, or one that is made once and stays with the data."""
    given = settings.security.secret_key.get_secret_value()
    return given or _kept_key(settings.data_dir / SECRET_KEY_FILE)


def _kept_key(path: Path) -> str:
    if not path.exists():
        # Written whole under another name first: two processes may start at once, and one of the keys must win.
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(Vault.new_key())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
