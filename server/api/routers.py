"""The list of all REST resources; each is a module beside this one."""

from __future__ import annotations

from fastapi import APIRouter

from server.api import (
    account_data,
    auth_about,
    auth_sign_in,
    auth_user,
    characters,
    config,
    displays,
    draw,
    engines,
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
    draw.router,
    exports.router,
    search.router,
    account_data.router,
    auth_sign_in.router,
    auth_user.router,
    auth_about.router,
    config.router,
    shares.router,
    displays.router,
    uploads.router,
    usage.router,
    engines.router,
    characters.router,
    portraits.router,
    user_settings.router,
    styles.router,
    glossary.router,
)

API = APIRouter()
"""All of them as one, for whatever application serves them.

It is made once in a process and not for each application: what FastAPI makes of the routes takes 0.3 s.
"""
for _router in ROUTERS:
    API.include_router(_router)
