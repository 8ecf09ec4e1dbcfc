"""Typed errors: a stable code, whether a retry helps, and a sentence for a person. Nobody parses text."""

from __future__ import annotations


class AdventureError(Exception):
    """Root of all errors that are ours.

    ``code`` is stable and goes over the wire; ``retryable`` says whether the same call may succeed later; ``message``
    tells a person what happened and what to do, and never holds a secret or anything that was said.
    """

    code: str = "internal"
    retryable: bool = False

    def __init__(self, message: str, *, code: str | None = None, retryable: bool | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        if retryable is not None:
            self.retryable = retryable


class ConfigurationError(AdventureError):
    """A setting is missing or wrong; nothing was started."""

    code = "configuration"


class EngineError(AdventureError):
    """An engine could not answer.

    ``code`` is one of ``timeout``, ``unavailable`` (overloaded or away), ``rate_limited``, ``bad_key``, ``no_credit``,
    ``bad_request``, ``malformed``, ``refused``, ``spend_cap``, ``busy`` (no place for
    another call) or ``engine_failed``. ``retry_after_s``: what the vendor
    asked for. ``charged``: whether the vendor takes money for it all the same; None where nobody can know.
    """

    code = "engine_failed"
    retryable = True

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        retryable: bool | None = None,
        retry_after_s: float | None = None,
        charged: bool | None = None,
    ) -> None:
        super().__init__(message, code=code, retryable=retryable)
        self.retry_after_s = retry_after_s
        self.charged = charged


class RefusedError(EngineError):
    """An engine would not answer this request, whoever asks again."""

    code = "refused"
    retryable = False


class SpendCapError(EngineError):
    """The call would cost more than may still be spent; nothing was asked and nothing is charged."""

    code = "spend_cap"
    retryable = False


class AudioError(AdventureError):
    """Audio that cannot be read."""

    code = "audio_format"


class JournalUnavailableError(AdventureError):
    """The database is away. What was heard is kept by its sender."""

    code = "overloaded"
    retryable = True


class LeaseLostError(AdventureError):
    """Another process owns this session now; nothing more may be written under this epoch."""

    code = "replaced"


class NotFoundError(AdventureError):
    """It does not exist, or it is another tenant's: the two are never told apart."""

    code = "not_found"


class ChangedError(AdventureError):
    """It was changed meanwhile; ``version`` is what it is at now."""

    code = "changed"

    def __init__(self, version: int) -> None:
        super().__init__("It was changed meanwhile, elsewhere. Look at it as it is now, then try again.")
        self.version = version


class QuotaError(AdventureError):
    """The account has as many as it may have."""

    code = "too_many"


class PictureError(AdventureError):
    """A picture that cannot be read, or is too large to be unpacked."""

    code = "picture_format"


class SessionEndedError(AdventureError):
    """The session was ended; a new one must be started."""

    code = "session_ended"


class BlobStoreError(AdventureError):
    """The blob store did not take or give a blob."""

    code = "storage_unavailable"
    retryable = True
