"""The list of all REST resources; each is a module beside this one."""

from __future__ import annotations

from fastapi import APIRouter

from server.api import shares, usage

ROUTERS: tuple[APIRouter, ...] = (shares.router, usage.router)
