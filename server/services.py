"""Everything that a request may need, built once by ``server/app.py``. It holds parts and does nothing with them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.ports import BlobStore
from server.auth.presence import Presence
from server.auth.reception import Reception
from server.auth.tokens import Verifier
from server.direction import Director
from server.export import Export
from server.hub import Hub
from server.ingest import Ingest
from server.limits import RateLimits
from server.owner import Owner
from server.ports import Accounts, Pictures, Sessions
from server.ports.characters import Characters, PortraitEncoder
from server.ports.displays import Displays, Pairings
from server.ports.history import AccountData, Direction, History
from server.ports.shares import Shares, Usage
from server.ports.uploads import Uploads
from server.ports.user_settings import UserSettingsStore
from server.retention import Retention
from server.settings import Settings
from server.sockets import Sockets
from server.staff import Staff


@dataclass(frozen=True, slots=True)
class Services:
    """Found in ``app.state.services`` while the application runs."""

    settings: Settings
    tokens: Verifier
    accounts: Accounts
    sessions: Sessions
    pictures: Pictures
    blobs: BlobStore
    hub: Hub
    owner: Owner
    sockets: Sockets
    rates: RateLimits
    history: History
    direction: Direction
    director: Director
    account_data: AccountData
    export: Export
    retention: Retention
    shares: Shares
    displays: Displays
    pairings: Pairings
    usage: Usage
    presence: Presence
    reception: Reception | None
    """The local accounts; None where somebody else keeps them."""
    uploads: Uploads
    ingest: Ingest
    user_settings: UserSettingsStore
    characters: Characters
    portraits: PortraitEncoder
    staff: Staff
