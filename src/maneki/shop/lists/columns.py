"""What the columns of a shop's list may be called. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("name", "book title", "書名", "タイトル", "題名", "titre", "titel", "título"),
    "subtitle": ("sub title", "副題", "サブタイトル"),
    "original title": ("原題",),
    "author": ("writer", "著者", "著者名", "作者", "auteur", "autor"),
    "authors": ("writers", "contributors", "auteurs", "autores"),
    "isbn": ("isbn13", "isbn 13", "isbn10", "isbn 10", "ean", "ean13", "gtin", "barcode", "jan"),
    "id": ("sku", "item", "item id", "product id", "book id", "record reference", "商品番号"),
    "work": ("work id",),
    "series": ("series name", "series title", "シリーズ", "シリーズ名"),
    "position": ("volume", "vol", "series position", "series number", "number in series", "巻"),
    "publisher": ("imprint", "出版社", "éditeur", "verlag", "editorial"),
    "published": ("publication date", "pub date", "date published", "release date", "発売日"),
    "year": ("first published", "original publication year", "publication year", "出版年"),
    "language": ("language code", "lang", "言語", "langue", "sprache", "idioma"),
    "country": ("country of publication", "国"),
    "format": ("binding", "product form", "edition format", "判型"),
    "condition": ("grade", "item condition", "状態", "état", "zustand", "estado"),
    "pages": ("page count", "number of pages", "num pages", "ページ数"),
    "price": ("list price", "retail price", "selling price", "価格", "prix", "preis", "precio"),
    "currency": ("currency code", "通貨"),
    "quantity": ("stock", "qty", "on hand", "in stock", "copies", "available", "在庫", "在庫数"),
    "description": ("synopsis", "blurb", "summary", "内容", "説明"),
    "subjects": ("subject", "genre", "genres", "category", "categories", "tags", "ジャンル"),
    "rating": ("average rating", "avg rating"),
    "ratings": ("ratings count", "number of ratings", "rating count"),
    "readers": ("readers count", "users count"),
    "cover": ("cover url", "image", "image url", "cover image"),
}
"""Each column with its other names. Case, underscores and hyphens make no difference."""

MANY = "isbn"
"""The column that a list may have twice: for the numbers of ten and of thirteen digits."""


def _plain(title: str) -> str:
    words = unicodedata.normalize("NFKC", title).casefold()
    return re.sub(r"[\s_\-./]+", " ", words).strip()


_MEANT = {_plain(title): name for name, others in COLUMNS.items() for title in (name, *others)}


def column_of(title: str) -> str | None:
    """The column that is meant by a title, if any is."""
    return _MEANT.get(_plain(title))
