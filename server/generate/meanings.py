"""What each field of the protocol means, in one sentence. One name means one thing everywhere, unless listed below it.

It holds words only; a test fails for a field without a meaning.
"""

from __future__ import annotations

from typing import Final

FIELDS: Final[dict[str, str]] = {
    "account_cap_usd": "Most that the account may cost in a calendar month (UTC), in US dollars; null: no cap.",
    "account_usd": "Cost of the account in this calendar month (UTC), in US dollars.",
    "after": "`seq` of the last event seen; events after it are sent again. Null: none seen.",
    "at": "When the event was recorded, ISO 8601 with offset.",
    "audio": "What the binary messages hold. Only the default is taken; anything else is answered with 4507.",
    "blackout": "Whether the display shows nothing.",
    "by": "Who made it so.",
    "cap": "Of what: one `call`, the `session`, the `account` in a month, or the whole `server` in a month.",
    "caption": "Whether the display shows captions.",
    "channels": "Channels of the audio: 1.",
    "characters": "Names of the characters that are in the picture.",
    "code": "Stable name of what went wrong.",
    "connected": "Whether the display is there.",
    "controls_per_s": "Control messages a second; beyond it 4006.",
    "cost_usd": "What it cost, in US dollars; 0 with the offline engines.",
    "description": "The physical setting in under 100 words.",
    "display": "Id of the display.",
    "displays": "The displays of the account, the oldest first.",
    "encoding": "Encoding of the audio: `pcm_s16le`.",
    "environment": "The environment as it is now.",
    "expires_at": "When the token ends. Send `auth` with a fresh one before, or get 4004. Null: a link without an end.",
    "fatal": "Whether a close follows.",
    "freeze": "Whether the display keeps what it shows.",
    "from": "First sample.",
    "head": "`seq` of the newest recorded event of the session; 0 when there is none.",
    "height": "Height of the picture in pixels.",
    "id": "Id of the event.",
    "image": "Id of the picture.",
    "kind": "`narration`, `action`, `dialogue`, `rules` or `chatter`. Only the first three belong to the world.",
    "label": "Name of the display, for a person.",
    "limits": "What this connection may do.",
    "locked": "Whether a person has fixed the environment.",
    "message": "A sentence for a person.",
    "message_bytes": "Longest message, in bytes; beyond it 4501.",
    "mode": "`live`: newest wins, nothing lags. `file`: nothing is merged or superseded, the window paces.",
    "outbound_bytes": "Most bytes waiting for a slow reader; beyond it 4002.",
    "paused": "Whether the session is paused.",
    "picture": "The picture to show; null when there is none.",
    "prompt": "What is to be painted, in words.",
    "protocol": "Version of the protocol: 1.",
    "quality": "`sketch`: shown at once, replaced by the `final` one of the same scene.",
    "reached": "The spending cap that keeps calls from being made; null: none does.",
    "reason": "Why, in a sentence for the game master.",
    "recovered": "False: it stands for events that were asked for (`after`) and cannot be given.",
    "retry_after_ms": "When trying again may help, in milliseconds; null when unknown.",
    "safe": "Below it all audio is stored or was judged silence; the sender need not keep it.",
    "sample": "Where in the stream, in samples.",
    "sample_rate": "Samples per second: 16000.",
    "samples": "Samples received, or thrown away while paused; the stream goes on here.",
    "scene": "Number of the scene in its session, from 1.",
    "seq": "Number of the event in its session: dense, from 1.",
    "session_id": "The session (one game evening).",
    "session_cap_usd": "Most that the session may cost, in US dollars; null: no cap.",
    "session_usd": "Cost of the session so far, in US dollars; 0 with the offline engines.",
    "show": "Number of the scene to show instead; null: nothing.",
    "stream_id": "The stream: one microphone's audio, which may survive several sockets. The client makes it up.",
    "style": "Style of the pictures, in words.",
    "text": "What was said.",
    "time_left_ms": "Until the close, in milliseconds.",
    "title": "A short title.",
    "to": "First sample after it.",
    "token": "Access token of the account.",
    "type": "Which message this is.",
    "until": "When it no longer does; null: with another session, or once it is raised.",
    "url": "Where the picture is; relative to the server. The address is the permission, so no header is needed.",
    "utterance": "Id of the utterance.",
    "utterances": "Ids of the utterances that it came from.",
    "version": "Counts the changes of the environment.",
    "width": "Width of the picture in pixels.",
    "window_s": "Most audio between `safe` and the newest sample sent, in seconds; beyond it 4006.",
}

EXCEPTIONS: Final[dict[tuple[str, str], str]] = {
    ("CaptureHello", "session_id"): "The session to go on with. Null: the newest that was not ended, else a new one.",
    ("CaptureHello", "stream_id"): "Made up by the client; the same one resumes a broken stream.",
    ("Correct", "text"): "What was really said.",
    ("Draw", "prompt"): "What to paint; null: what was just said.",
    ("EnvironmentUpdated", "by"): "`story` (the storyteller) or `person`.",
    ("Flushed", "samples"): "Up to where everything is stored.",
    ("ImageFailed", "code"): "Stable name of what went wrong, such as `refused`, `timeout` or `unavailable`.",
    ("Pin", "scene"): "Number of the scene to show; null lets the newest show again.",
    ("Ready", "samples"): "Audio goes on here. Null for a viewer.",
    ("Ready", "safe"): "As in `ack`. Null for a viewer.",
    ("Ready", "session_id"): "The session. Null for a viewer whose account has none yet.",
    ("Ready", "stream_id"): "The stream. Null for a viewer.",
    ("SceneComposed", "reason"): "Why this moment, in a sentence for the game master.",
    ("ScenePinned", "scene"): "Number of the scene to show; null: the newest shows again.",
    ("SceneRecalled", "kept"): "Number of the scene that the picture was painted for.",
    ("SceneRecalled", "title"): "That scene's title.",
    ("SceneSuperseded", "by"): "Number of the scene that took its place.",
    ("Snapshot", "pinned"): "Number of the pinned scene; null: the newest shows.",
    ("Snapshot", "scene"): "The newest composed scene that is not hidden; null when there is none.",
    ("Snapshot", "seq"): "`seq` of the newest event it includes; events follow from the next.",
    ("Snapshot", "shown"): "The scene of `picture`; null where there is no picture.",
    ("TranscriptDropped", "reason"): "`empty`, `hallucination`, `noise`, `quarantined` (failed twice) or `deleted`.",
    ("WatchHello", "following"): "With `session_id` null: the session that `after` counts in.",
    (
        "WatchHello",
        "session_id",
    ): "The session to see. Null follows the account's current session. A display's is chosen in the studio.",
    ("WatchHello", "token"): "Access token of the account, a share token, or a display's token.",
}


def meaning(message: str, field: str, described: str | None) -> str:
    """What ``field`` (by wire name) of ``message`` (by definition name) means; ``described`` is the model's own word.

    Raises ``LookupError`` for a field nobody has described.
    """
    found = EXCEPTIONS.get((message, field)) or FIELDS.get(field) or described
    if found is None:
        raise LookupError(f"{message}.{field} has no meaning: describe it in server/generate/meanings.py")
    return found
