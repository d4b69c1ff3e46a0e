"""The words that mean something by themselves in a text message: STOP, START and HELP. Pure.

A message that is nothing but such a word, in whatever dress, is a command before it is part of a
conversation. The words are the union of the lists of the FCC (47 CFR 64.1200(a)(10), in force
since 2025-04-11), Twilio, AWS and Telnyx: whichever of them a person was told to send, it works.
What people write in sentences of their own is for `maneki.conversation.leaving`.
"""

from __future__ import annotations

import re
import unicodedata

from maneki.model.conversation import Keyword

STOP_WORDS = frozenset(
    {
        "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke",
        "optout", "opt out", "remove", "arret", "td",
    }
)  # fmt: skip
START_WORDS = frozenset({"start", "unstop"})
HELP_WORDS = frozenset({"help", "info"})
YES_WORDS = frozenset({"yes"})

_MEANINGS = {
    **dict.fromkeys(STOP_WORDS, Keyword.STOP),
    **dict.fromkeys(START_WORDS, Keyword.START),
    **dict.fromkeys(HELP_WORDS, Keyword.HELP),
}

LONGEST = 64
"""Characters: a longer message is no single word, however it is dressed."""

# Blanks and dashes inside: OPT-OUT, opt – out, STOP   ALL.
_GAPS = re.compile(r"[\s_\-\u2010-\u2015\u2212]+")


def keyword_of(text: str) -> Keyword | None:
    """What a message asks for that is one of the words and nothing else; None for any other.

    Case, width, accents, and punctuation or emoji around the word are no difference. YES is not
    among them: what it means depends on what was asked before (`is_yes`).
    """
    return _MEANINGS.get(undressed(text))


def is_yes(text: str) -> bool:
    """Whether the message is YES alone. It opts in only who is opted out and was asked nothing."""
    return undressed(text) in YES_WORDS


def undressed(text: str) -> str:
    """The letters of a short message in plain small ones, single blanks between; "" if too long."""
    if len(text) > LONGEST:
        return ""
    plain = plain_letters(text)
    letters = [at for at, char in enumerate(plain) if char.isalnum()]
    if not letters:
        return ""
    return _GAPS.sub(" ", plain[letters[0] : letters[-1] + 1])


def plain_letters(text: str) -> str:
    """A text in one width and case, without accents on Latin letters and without what is unseen."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    apart = unicodedata.normalize("NFD", wide)
    kept = (char for char in apart if unicodedata.category(char) != "Cf" and not _is_accent(char))
    return unicodedata.normalize("NFC", "".join(kept))


def _is_accent(char: str) -> bool:
    return "\u0300" <= char <= "\u036f"
