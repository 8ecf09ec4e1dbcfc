"""The list of all REST resources; each is a module beside this one."""

from __future__ import annotations

from fastapi import APIRouter

from server.api import (
    characters,
    events,
    exports,
    glossary,
    portraits,
    scenes,
    search,
    sessions,
    shares,
    styles,
    uploads,
    usage,
    user_settings,
)

ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    events.router,
    scenes.router,
    exports.router,
    search.router,
    shares.router,
    uploads.router,
    usage.router,
    characters.router,
    portraits.router,
    user_settings.router,
    styles.router,
    glossary.router,
)
