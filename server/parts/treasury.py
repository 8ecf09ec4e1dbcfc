"""Who pays, up to the settings' caps."""

from __future__ import annotations

from decimal import Decimal

import structlog

from clients.postgres import Database
from clients.postgres_treasury import PostgresTreasury
from clients.prices import Prices
from pipeline.money import nano
from pipeline.spending import CapName, Caps
from server.settings import Settings

log = structlog.get_logger()


def treasury_of(settings: Settings, database: Database) -> PostgresTreasury:
    """Who pays, up to the settings' caps."""

    def nano_or_none(dollars: Decimal | None) -> int | None:
        return None if dollars is None else nano(dollars)

    caps = Caps(
        call=nano_or_none(settings.spend_call_usd),
        session=nano_or_none(settings.spend_session_usd),
        account=nano_or_none(settings.spend_account_usd),
        server=nano_or_none(settings.spend_server_usd),
    )

    def on_cap(cap: CapName) -> None:
        log.warning("spend.cap_reached", cap=cap)

    return PostgresTreasury(database, Prices.load(settings.prices), caps, on_cap=on_cap)
