"""The list of all REST resources; each is a module beside this one."""

from __future__ import annotations

from fastapi import APIRouter

from server.api import characters, glossary, portraits, shares, styles, uploads, usage, user_settings

ROUTERS: tuple[APIRouter, ...] = (
    shares.router,
    uploads.router,
    usage.router,
    characters.router,
    portraits.router,
    user_settings.router,
    styles.router,
    glossary.router,
)
