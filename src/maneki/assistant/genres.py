"""The genres the shop speaks of, by all the names customers have for them. Pure."""

from __future__ import annotations

import re

from maneki.assistant.wording import Wording

# Regular expressions on the plain form; the longer names first, since the first that fits counts.
_NAMES = {
    "historical fiction": r"historical (?:fiction|novels?|romances?)"
    r"|novelas? históricas?|historische romane?|歴史小説|時代小説",
    "science fiction": r"ciencia ficción|science fiction|sci ?fi|scifi|sf|cyberpunk|space operas?"
    r"|サイエンスフィクション",
    "true crime": r"true crime|犯罪実録",
    "graphic novels": r"graphic novels?|comics?|comic books?|グラフィックノベル|アメコミ",
    "short stories": r"short stor(?:y|ies)(?: collections?)?|short fiction|story collections?"
    r"|短[編篇]集?",
    "young adult": r"young adult|ya|teen(?:age)?(?: fiction)?|teens|ヤングアダルト",
    "cookbooks": r"cook ?books?|cook(?:ing|ery)|recipes?|baking|kochb(?:uch|ücher)"
    r"|libros? de cocina|料理本?|レシピ本?",
    "children": r"child(?:ren)?(?: 's)?|childrens|kids?(?: 's)?|picture books?|middle grade"
    r"|kinderb(?:uch|ücher)|(?:libros? )?infantil(?:es)?|toddlers?|絵本|児童書|子供向け|子ども向け",
    "fantasy": r"fantasía|(?:epic |urban |high |dark )?fantasy|fantasies|ファンタジー",
    "mystery": r"(?:cozy |murder )?myster(?:y|ies)|whodunn?its?|detective(?: stor(?:y|ies))?|crime"
    r"|krimis?|novelas? negras?|misterio|ミステリー?|推理(?:小説)?|探偵",
    "thriller": r"(?:psychological |spy )?thrillers?|suspense|スリラー|サスペンス",
    "horror": r"terror|grusel(?:romane?)?|horror|ghost stor(?:y|ies)|ホラー|怪談",
    "romance": r"romances?|rom ?coms?|romantasy|love stor(?:y|ies)|romántic[ao]s?|liebesromane?"
    r"|恋愛(?:小説)?|ロマンス",
    "biography": r"biografías?|biografien?|(?:auto)?biograph(?:y|ies)|memoirs?|伝記|自伝",
    "poetry": r"poesía|poemas?|gedichte|lyrik|poetry|poems?|verse|詩集?",
    "manga": r"mangas?|漫画|マンガ|まんが|コミック",
    "philosophy": r"filosofía|philosophie|philosophy|philosophical|哲学(?:書)?",
    "history": r"(?:ww2 |wwii |world war (?:2|ii|two) |military |ancient |art )?histor(?:y|ies)"
    r"|歴史(?:書|の本)?",
}
_DISLIKED = re.compile(
    r"\b(?:hate|hates|hated|not|no|nothing|without|except|but not|dislike|tired of|sick of"
    r"|done with|instead of|anything but|do not (?:like|want|do))(?: (?:into|too|any"
    r"|more|much|of))* $"
)
AROUND_A_GENRE = frozenset(
    {
        "'s", ",", "a", "about", "after", "again", "aisle", "all", "am", "and", "any", "anything",
        "are", "at", "available", "book", "books", "browse", "can", "carry", "category", "check",
        "could", "do", "does", "explore", "find", "for", "genre", "get", "give", "good", "got",
        "have", "hello", "hey", "hi", "how", "i", "in", "interested", "into", "is", "it", "just",
        "kind", "kinds", "let", "let's", "like", "list", "look", "looking", "many", "me", "more",
        "most", "my", "need", "new", "novel", "novels", "now", "of", "ok", "on", "one", "ones",
        "only", "options", "or", "out", "please", "pull", "read", "search", "section", "see",
        "selection", "sell", "shelf", "shelves", "shop", "show", "so", "some", "something",
        "sorts", "stock", "store", "stuff", "that", "the", "there", "things", "this", "title",
        "titles", "to", "today", "under", "up", "us", "used", "view", "want", "was", "we", "what",
        "where", "which", "with", "would", "yes", "you", "your", "|",
    }
)  # fmt: skip
"""What people say around a genre that they want to look at."""
_LATIN = "a-z0-9"
_GROUPS = {f"g{place}": genre for place, genre in enumerate(_NAMES)}
GENRE = "|".join(_NAMES.values())
"""A genre by any of its names, to be put into a pattern on the plain form."""

_ANY = re.compile(
    rf"(?<![{_LATIN}])(?:"
    + "|".join(rf"(?P<g{place}>{names})" for place, names in enumerate(_NAMES.values()))
    + rf")(?![{_LATIN}])"
)


def genre_in(wording: Wording) -> tuple[str, re.Match[str]] | None:
    """The first genre a message speaks of, and where; one that is not wanted does not count."""
    for found in _ANY.finditer(wording.plain):
        if not _DISLIKED.search(wording.plain[: found.start()]):
            return _GROUPS[str(found.lastgroup)], found
    return None


def genre_of(wording: Wording) -> str | None:
    """The genre a message consists of; None if there is anything else in it."""
    found = _ANY.fullmatch(wording.plain.strip(" |,"))
    return _GROUPS[str(found.lastgroup)] if found else None
