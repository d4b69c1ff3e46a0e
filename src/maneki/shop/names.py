"""Which words of a name tell who it is. Pure."""

from __future__ import annotations

from maneki.shop.words import is_slip, key_of


def names_in(key: str) -> tuple[str, ...]:
    """A name's words without initials, unless it has no others."""
    words = key.split()
    return tuple(word for word in words if len(word) > 1) or tuple(words)


def is_same_name(said: str, name: str) -> bool:
    return said == name or (len(said) > 2 and is_slip(said, name))


def is_author(said: str, author: str) -> bool:
    """Whether a name that was said is this author's: the surname, and no name that is another's.

    A shared first name is no match. Initials may be missing on either side.
    """
    key, other = key_of(said), key_of(author)
    if key and is_slip(key.replace(" ", ""), other.replace(" ", "")):
        return True
    asked, names = names_in(key), names_in(other)
    if not asked or not names:
        return False
    return all(any(is_same_name(one, name) for name in names) for one in asked) and any(
        is_same_name(one, names[-1]) for one in asked
    )
