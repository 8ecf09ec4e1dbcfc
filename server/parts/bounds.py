"""How often is painted and how long is waited, as the settings and the engines have it."""

from __future__ import annotations

from dataclasses import replace

from pipeline.gate import Pacing
from pipeline.graph import GraphSettings
from server.engines import Built
from server.owner import OwnerSettings
from server.settings import Settings

PATIENT_S = 24 * 3600.0
"""The stages' own bound around the offline engines, which bound each call themselves from its turn on."""

FREE_INTERVAL_S, PAID_INTERVAL_S = 12.0, 45.0
"""Least audio time between two painted scenes, where no one has set it."""


def owner_settings(settings: Settings, made: Built) -> OwnerSettings:
    """For these settings and the engines that they made."""
    interval = settings.scene_interval_s
    if interval is None:
        interval = PAID_INTERVAL_S if made.paid_pictures else FREE_INTERVAL_S
    pacing = Pacing(interval, settings.scenes_per_hour, settings.scenes_per_session)
    graph = GraphSettings(pacing=pacing, eager=settings.hear_eagerly)
    # The offline engines take turns and count each call's deadline from its turn. Waiting for the turn is no failure of
    # an utterance: it would be quarantined because others speak. How long a vendor is waited for is the chain's.
    if made.hears_offline:
        graph = replace(graph, transcribe_deadline_s=PATIENT_S)
    if made.paints_offline:
        graph = replace(graph, paint_deadline_s=PATIENT_S)
    return OwnerSettings(settings.heartbeat_s, settings.resume_s, settings.window_s, graph)
