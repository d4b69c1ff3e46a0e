"""How answers are cut into text messages. Pure."""

from __future__ import annotations

from maneki.channels.sms.markdown import plain_words
from maneki.channels.sms.segments import STANDARD, Sizes, transliterated
from maneki.channels.sms.split import split


class TextVoice:
    """Each message of `most_segments` at most; markdown and what is typographic become plain
    first.
    """

    def __init__(self, *, most_segments: int, sizes: Sizes = STANDARD) -> None:
        self._most_segments = most_segments
        self._sizes = sizes

    def parts(self, text: str) -> tuple[str, ...]:
        plain = transliterated(plain_words(text))
        return split(plain, most_segments=self._most_segments, sizes=self._sizes)
