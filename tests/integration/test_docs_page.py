"""The API's page: all of it from this server, under the policy of every page, and a document that is worth showing."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import httpx
import pytest
from harness.processes import ServerProcess

from server.api.docs_document import TAGS
from server.api.routers import ROUTERS
from server.assets import STATIC

METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.fixture
def document(standing: ServerProcess) -> dict[str, Any]:
    answer = httpx.get(f"{standing.url}/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def test_the_page_needs_nobody_else_and_no_hole_in_the_policy(standing: ServerProcess) -> None:
    with httpx.Client(base_url=standing.url) as http:
        page, studio = http.get("/docs"), http.get("/")
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["cache-control"] == "no-cache"
        policy = page.headers["content-security-policy"]
        assert policy == studio.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\s(?:on\w+|style)=", page.text), "the policy refuses it"
        assert "//" not in "".join(re.findall(r"""(?:src|href)=["']?([^"'\s>]+)""", page.text))
        assets = re.findall(r"""(?:src|href)=["']?(/assets/[^"'\s>]+)""", page.text)
        assert {asset.rpartition(".")[2] for asset in assets} == {"js", "css", "txt"}
        for asset in assets:
            assert http.get(asset).status_code == 200, asset
        [licences] = (asset for asset in assets if asset.endswith(".txt"))
        assert "Apache License" in http.get(licences).text


def test_the_other_pages_do_not_load_what_draws_it() -> None:
    shown = set(re.findall(r"/assets/[^\"'\s>]+", (STATIC / "docs.html").read_text()))
    assert not shown & set(re.findall(r"/assets/[^\"'\s>]+", (STATIC / "index.html").read_text()))


def test_every_operation_has_one_group_and_a_sentence_of_its_own(document: dict[str, Any]) -> None:
    known = dict(TAGS)
    assert [tag["name"] for tag in document["tags"]] == list(known)
    found = operations(document)
    assert {tag for _, _, operation in found for tag in operation["tags"]} == known.keys()
    for method, path, operation in found:
        assert len(operation["tags"]) == 1, (method, path)
        summary = operation["summary"]
        assert 8 <= len(summary) <= 110, (method, path, summary)
        assert not re.search(r"[`\n]|\.$", summary), (method, path, summary)
    said = Counter(operation["summary"] for _, path, operation in found if "jwks" not in path)
    assert said.most_common(1)[0][1] == 1, said.most_common(1)
    assert Counter(operation["operationId"] for _, _, operation in found).most_common(1)[0][1] == 1


def test_nothing_that_answers_is_left_out(document: dict[str, Any]) -> None:
    paths = {route.path for router in ROUTERS for route in router.routes}  # type: ignore[attr-defined]
    routes = {re.sub(r":\w+\}", "}", path) for path in paths}  # a converter is the router's business
    assert document["paths"].keys() == routes | {"/i/{image_id}", "/sample.flac", "/healthz", "/readyz"}


def test_what_needs_a_token_says_so(standing: ServerProcess, document: dict[str, Any]) -> None:
    """And what says so does need one."""
    nobody = "00000000-0000-4000-8000-000000000000"
    with httpx.Client(base_url=standing.url) as http:
        for method, path, operation in operations(document):
            filled = re.sub(r"\{(seq|number|utterance)\}", "1", path)
            answer = http.request(method, re.sub(r"\{\w+\}", nobody, filled))
            assert (answer.status_code == 401) == ("security" in operation), (method, path, answer.text)


def test_another_method_is_told_which_there_are(standing: ServerProcess, document: dict[str, Any]) -> None:
    """The pages lie behind all routes, and would answer it with 404 or with their own methods."""
    nobody = "00000000-0000-4000-8000-000000000000"
    with httpx.Client(base_url=standing.url) as http:
        for path, item in document["paths"].items():
            filled = re.sub(r"\{\w+\}", nobody, re.sub(r"\{(seq|number|utterance)\}", "1", path))
            answer = http.options(filled)
            assert answer.status_code == 405, path
            assert answer.json()["code"] == "method_not_allowed"
            there = {method.strip().lower() for method in answer.headers["allow"].split(",")} - {"head"}
            # Two fixed paths are also a value of another one's braces.
            assert there >= item.keys() & METHODS if path.endswith(("/current", "/unpin")) else there == item.keys()
        for path in ("/api/v1/no/such/route", "/auth/v1/none", "/api/v1/live", "/api/"):
            answer = http.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
        assert http.get("/nothing").status_code == 404
        assert http.get("/").status_code == 200
