"""The few questions that Hardcover is asked. Pure.

They are fixed: what somebody wrote goes in as a variable, and nothing here asks for an account,
for the schema, or deeper than three levels. Matching by patterns (`_ilike`, `_like`, `_regex`) is
disabled there since August 2026.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

_EDITION = """
    id isbn_13 isbn_10 title edition_format pages release_date
    publisher { name } language { code2 } country { code2 } image { url }
"""
_BOOK = """
    id title subtitle description release_date release_year rating ratings_count users_count
    image { url } cached_tags contributions { contribution author { name } }
    book_series { position details series { name } }
"""
_EDITIONS = f"""
    editions(limit: $editions, order_by: {{users_count: desc}}, where: {{isbn_13: {{_is_null: false}}}})
    {{ {_EDITION} }}
"""  # noqa: E501
_SEARCH = """
query Search($words: String!, $limit: Int!) {
  search(query: $words, query_type: "Book", per_page: $limit, page: 1) { results }
}
"""
_BY_IDS = f"""
query ByIds($ids: [Int!]!, $editions: Int!) {{
  books(where: {{id: {{_in: $ids}}}}) {{ id title {_EDITIONS} }}
}}
"""
_RELEASED = f"""
query Released($from: date!, $to: date!, $limit: Int!) {{
  books(where: {{release_date: {{_gte: $from, _lte: $to}}}}, order_by: {{users_count: desc}},
        limit: $limit) {{ {_BOOK} }}
}}
"""
_EDITIONS_OF_A_BOOK = 10


def search(words: str, *, limit: int) -> Mapping[str, Any]:
    return _said(_SEARCH, words=words, limit=limit)


def by_ids(ids: Sequence[int]) -> Mapping[str, Any]:
    return _said(_BY_IDS, ids=[*ids], editions=_EDITIONS_OF_A_BOOK)


def released(*, since: date, until: date, limit: int) -> Mapping[str, Any]:
    variables = {"from": since.isoformat(), "to": until.isoformat(), "limit": limit}
    return _said(_RELEASED, **variables)


def _said(query: str, **variables: Any) -> Mapping[str, Any]:
    return {"query": " ".join(query.split()), "variables": variables}
