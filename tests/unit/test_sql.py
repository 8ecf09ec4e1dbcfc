"""The SQL is found in the package, named once, and read the same everywhere."""

from __future__ import annotations

import re

import pytest

import sql


def test_migrations_come_in_order_and_local_accounts_first() -> None:
    steps = sql.migrations()
    assert [step.group for step in steps] == sorted((step.group for step in steps), key=sql.GROUPS.index)
    for group in sql.GROUPS:
        versions = [step.version for step in steps if step.group == group]
        assert versions == list(range(1, len(versions) + 1))
        assert versions


def test_a_checksum_changes_with_the_text() -> None:
    one = sql.Migration("migrations", 1, "x", "select 1;")
    other = sql.Migration("migrations", 1, "x", "select 2;")
    assert one.checksum != other.checksum
    assert re.fullmatch("[0-9a-f]{64}", one.checksum)


def test_a_file_of_queries_is_split_by_name() -> None:
    text = (
        "-- About the file.\n\n"
        "-- name: first\n-- role: adventure_tenant\n-- What it does.\nselect $1::int;\n\n"
        "-- name: second\n-- What it does.\nselect 2\n  as two;\n"
    )
    first, second = sql.parse(text, source="x.sql")
    assert (first.name, first.role) == ("first", "adventure_tenant")
    assert first.sql.endswith("select $1::int")
    assert (second.name, second.role) == ("second", None)
    assert second.sql.endswith("select 2\n  as two")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("select 1;\n-- name: late\nselect 1;", "before the first"),
        ("-- name: Not-A-Name\nselect 1;", "no name"),
        ("-- name: empty\n-- Only a comment.\n", "no statement"),
        ("-- name: two\n-- role: a\n-- role: b\nselect 1;", "two roles"),
    ],
)
def test_a_bad_file_of_queries_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        sql.parse(text, source="x.sql")


def test_an_unknown_query_is_an_error() -> None:
    with pytest.raises(KeyError):
        sql.query("no_such_query")
