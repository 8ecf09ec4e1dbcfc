"""The Gemini API's error bodies, as its error page, its SDK and its users' logs show them. It decides nothing."""

from __future__ import annotations

from typing import Any

from vendors.shapes import Asked, Failed


def error(code: int, status: str, message: str, *details: dict[str, Any]) -> dict[str, Any]:
    """Google's error body (AIP-193)."""
    body: dict[str, Any] = {"code": code, "message": message, "status": status}
    if details:
        body["details"] = list(details)
    return {"error": body}


def info(reason: str, **metadata: str) -> dict[str, Any]:
    service = {"service": "generativelanguage.googleapis.com"}
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": service | metadata,
    }


def link(description: str, url: str) -> dict[str, Any]:
    return {"@type": "type.googleapis.com/google.rpc.Help", "links": [{"description": description, "url": url}]}


_LIMITS = link("Learn more about Gemini API quotas", "https://ai.google.dev/gemini-api/docs/rate-limits")
_QUOTA = (
    "You exceeded your current quota, please check your plan and billing details. For more information on this error, "
    "head to: https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current usage, head to: "
    "https://ai.dev/rate-limit. "
)


def violation(metric: str, quota: str, limit: str, model: str) -> dict[str, Any]:
    return {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [
            {
                "quotaMetric": f"generativelanguage.googleapis.com/{metric}",
                "quotaId": quota,
                "quotaDimensions": {"location": "global", "model": model},
                "quotaValue": limit,
            }
        ],
    }


def rate_limited(asked: Asked) -> Failed:
    seconds = asked.retry_after_s
    metric = "generate_requests_per_model"
    message = (
        f"{_QUOTA}\n* Quota exceeded for metric: generativelanguage.googleapis.com/{metric}, limit: 150, model: "
        f"{asked.model}\nPlease retry in {seconds:g}s."
    )
    # protobuf's JSON form of a Duration: seconds with a fraction, "s" behind them.
    delay = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{seconds:g}s"}
    violated = violation(metric, "GenerateRequestsPerMinutePerProjectPerModel", "150", asked.model)
    return Failed(error(429, "RESOURCE_EXHAUSTED", message, _LIMITS, violated, delay))


def rate_limited_bare(asked: Asked) -> Failed:
    return Failed(error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."))


def daily(asked: Asked) -> Failed:
    """A free tier that gives nothing (any more) today: waiting a minute does not help."""
    metric = "generate_content_free_tier_requests"
    message = (
        f"{_QUOTA}\n* Quota exceeded for metric: generativelanguage.googleapis.com/{metric}, limit: 0, model: "
        f"{asked.model}"
    )
    violated = violation(metric, "GenerateRequestsPerDayPerProjectPerModel-FreeTier", "0", asked.model)
    return Failed(error(429, "RESOURCE_EXHAUSTED", message, _LIMITS, violated))


_DEPLETED = (
    "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your "
    "project and billing."
)


def depleted(code: int) -> Any:
    return lambda asked: Failed(error(code, "RESOURCE_EXHAUSTED", _DEPLETED))


def billing_disabled(asked: Asked) -> Failed:
    message = (
        "This API method requires billing to be enabled. Please enable billing on project #000000000000 by visiting "
        "https://console.developers.google.com/billing/enable?project=000000000000 then retry."
    )
    where = link("Google developers console billing", "https://console.developers.google.com/billing/enable")
    return Failed(error(403, "PERMISSION_DENIED", message, where, info("BILLING_DISABLED")))


def country(asked: Asked) -> Failed:
    message = "User location is not supported for the API use."
    return Failed(error(400, "FAILED_PRECONDITION", message))


def no_free_tier(asked: Asked) -> Failed:
    message = (
        "Gemini API free tier is not available in your country. Please enable billing on your project in Google AI "
        "Studio."
    )
    return Failed(error(400, "FAILED_PRECONDITION", message))


def wrong_key() -> dict[str, Any]:
    """The body for a key that is not known: status 400, not 401."""
    message = "API key not valid. Please pass a valid API key."
    localized = {"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US", "message": message}
    return error(400, "INVALID_ARGUMENT", message, info("API_KEY_INVALID"), localized)


def expired(asked: Asked) -> Failed:
    message = "API key expired. Please renew the API key."
    localized = {"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US", "message": message}
    return Failed(error(400, "INVALID_ARGUMENT", message, info("API_KEY_INVALID"), localized))


NO_KEY = error(
    403,
    "PERMISSION_DENIED",
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other "
    "form of API consumer identity to call this API.",
)


def leaked(asked: Asked) -> Failed:
    message = "Your API key was reported as leaked. Please use another API key."
    return Failed(error(403, "PERMISSION_DENIED", message))


def service_disabled(asked: Asked) -> Failed:
    message = (
        "Generative Language API has not been used in project 000000000000 before or it is disabled. Enable it by "
        "visiting https://console.developers.google.com/apis/api/generativelanguage.googleapis.com/overview then retry."
    )
    return Failed(error(403, "PERMISSION_DENIED", message, info("SERVICE_DISABLED")))


def unauthenticated(asked: Asked) -> Failed:
    message = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
    return Failed(error(401, "UNAUTHENTICATED", message, info("ACCESS_TOKEN_TYPE_UNSUPPORTED")))


def no_model(model: str, version: str = "v1beta") -> dict[str, Any]:
    """The body for a model that does not exist."""
    message = (
        f"models/{model} is not found for API version {version}, or is not supported for generateContent. Call "
        "ListModels to see the list of available models and their supported methods."
    )
    return error(404, "NOT_FOUND", message)


def unknown_field(name: str, where: str = "") -> dict[str, Any]:
    """The body for a field that the API does not know."""
    at = f" at '{where}'" if where else ""
    message = f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.'
    field = {"field": where, "description": message} if where else {"description": message}
    bad = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [field]}
    return error(400, "INVALID_ARGUMENT", message, bad)


def too_long(asked: Asked) -> Failed:
    message = "The input token count exceeds the maximum number of tokens allowed 1048576."
    return Failed(error(400, "INVALID_ARGUMENT", message))


INTERNAL = (
    "An internal error has occurred. Please retry or report in "
    "https://developers.generativeai.google/guide/troubleshooting"
)
DEMAND = (
    "This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later."
)


def plain(code: int, status: str, message: str) -> Any:
    return lambda asked: Failed(error(code, status, message))


def gateway(asked: Asked) -> Failed:
    page = (
        "<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n<p><b>502.</b> <ins>That’s an "
        "error.</ins>\n<p>The server encountered a temporary error and could not complete your request."
    )
    return Failed(page, content_type="text/html; charset=UTF-8")
