"""What readers are in the mood for, in the words of descriptions and catalogues. Pure.

Only a few words of what somebody writes tell the mood ("something funny for a long flight"), and a
description says the same otherwise: humorous, witty.
"""

from __future__ import annotations

from maneki.shop.words import runs

_SAID_AS = (
    ("funny", "fun", "humor", "humour", "humorous", "hilarious", "comic", "witty", "laugh",
     "comedy", "satire", "joke", "jokes", "light", "silly"),
    ("sad", "cry", "tears", "heartbreaking", "tragic", "tragedy", "melancholy", "weep",
     "crying", "tearjerker", "sob"),
    ("scary", "creepy", "horror", "spooky", "terrifying", "ghost", "haunted", "frightening",
     "scare", "eerie", "chilling", "halloween", "nightmares"),
    ("cozy", "cosy", "comfort", "comforting", "gentle", "warm", "relaxing", "calm",
     "heartwarming", "wholesome", "soothing"),
    ("uplifting", "hopeful", "hope", "inspiring", "heartwarming", "cheerful", "happy",
     "inspirational", "optimistic", "cheer"),
    ("romantic", "romance", "love", "steamy", "spicy", "swoony"),
    ("exciting", "thriller", "suspense", "suspenseful", "gripping", "fast", "thrilling",
     "twist", "twisty", "tense", "action", "turner"),
    ("adventure", "adventurous", "survival", "quest", "swashbuckling"),
    ("dark", "bleak", "gritty", "grim"),
    ("strange", "weird", "surreal", "odd", "quirky"),
    ("short", "quick", "slim"),
    ("beach", "summer", "holiday", "vacation"),
    ("space", "spaceship", "spaceships", "astronaut", "mars"),
    ("magic", "magical", "magician", "magicians", "wizard", "wizards", "witch", "witches"),
    ("dragon", "dragons"),
    ("myth", "myths", "mythology", "gods"),
    ("vegetarian", "vegan", "vegetables"),
    ("beginner", "beginners"),
)  # fmt: skip
_FROM_JAPANESE = {
    "泣": "sad", "切な": "sad", "笑": "funny", "面白": "funny", "怖": "scary", "恐": "scary",
    "ほっこり": "cozy", "癒": "cozy", "元気": "uplifting", "明る": "uplifting", "暗": "dark",
    "短": "short", "恋": "romantic",
}  # fmt: skip
_TELLS_NOTHING = frozenset(
    {
        "a", "about", "after", "all", "am", "an", "and", "any", "are", "as", "at", "be", "bit",
        "book", "books", "but", "by", "can", "could", "day", "do", "does", "down", "else", "feel",
        "fiction", "find", "flight", "for", "friend", "from", "get", "give", "go", "good", "got",
        "has", "have", "her", "his", "i", "idea", "idk", "if", "in", "interesting", "into", "is",
        "it", "its", "just", "kind", "know", "like", "little", "ll", "long", "lot", "make", "makes",
        "maybe", "me", "mood", "more", "my", "need", "new", "next", "nice", "night", "no", "not",
        "novel", "novels", "now", "of", "old", "on", "one", "or", "out", "people", "plane",
        "please", "re", "read", "reading", "reads", "really", "s", "set", "so", "some", "someone",
        "something", "stories", "story", "suggest", "sure", "t", "tell", "that", "the", "their",
        "them", "there", "thing", "this", "time", "to", "today", "tonight", "too", "train", "trip",
        "us", "ve", "very", "want", "was", "we", "week", "weekend", "well", "what", "when", "where",
        "which", "while", "who", "will", "with", "without", "would", "you", "your",
    }
)  # fmt: skip


def telling_words(mood: str) -> frozenset[str]:
    """The words of a wish that say what a book should be like."""
    words = {word for word in runs(mood) if word not in _TELLS_NOTHING}
    words |= {meant for written, meant in _FROM_JAPANESE.items() if written in mood}
    return frozenset(words)


def said_as(mood: str) -> frozenset[str]:
    """Those words, and what else says the same."""
    words = telling_words(mood)
    return words.union(*(same for same in _SAID_AS if words & set(same)))
