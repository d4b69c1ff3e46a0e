"""Whether a message says in so many words that alerts are to pause, run again or be gone. Pure.

The weights may be misled by what stands around; nobody's alerts change without such a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from maneki.assistant.families import families_of
from maneki.assistant.meaning import Intent
from maneki.assistant.wording import Wording

_FAMILIES: Mapping[Intent, frozenset[str]] = {
    Intent.PAUSE_FILTER: frozenset({"pause", "no", "delete", "cancel"}),
    Intent.RESUME_FILTER: frozenset({"resume", "pause", "resend"}),
    Intent.DELETE_FILTER: frozenset({"delete", "cancel", "pause", "no"}),
}
_NOT_ALONE = frozenset({"for", "in", "rest", "order", "nap"})
"""What belongs to a family, and says nothing of alerts by itself: the rest of them."""
_IN_WORDS: Mapping[Intent, re.Pattern[str]] = {
    Intent.PAUSE_FILTER: re.compile(
        r"\b(?:vacation|holiday|away|later|enough|too (?:many|much|often)|less|fewer|without|off"
        r"|down|takes? (?:a|an) \w+|cut|drop|end|aus\w*|absch\w*|keine?n?|basta|sin|no m[aá]s"
        r"|arr[eê]te\w*|suspend\w*|plus de)\b|a (?:rest|nap|break)\b|やめ|不要|いらない|休"
    ),
    Intent.RESUME_FILTER: re.compile(
        r"\b(?:back|on|again|once more|fire up|start\w*|begin\w*|returns?|wieder|weiter|anew"
        r"|pick up|reprend\w*|relanc\w*|unstop|allow|ready)\b|また|戻"
    ),
    Intent.DELETE_FILTER: re.compile(r"\b(?:drop|cancel|end|off|weg|fuera)\b|やめ|不要|いらない"),
}


def says_to_switch(message: Wording, intent: Intent) -> bool:
    """Whether there is a word for it, where it is one of those; True of every other intent."""
    families = _FAMILIES.get(intent)
    if families is None:
        return True
    said = (word for word in message.words if word not in _NOT_ALONE)
    if any(families & set(families_of(word)) for word in said):
        return True
    if _IN_WORDS[intent].search(message.plain):
        return True
    spelt = _AS_SPELT[intent]
    return any(get_close_matches(word, spelt, n=1, cutoff=_NEARLY) for word in message.words)


_AS_SPELT: Mapping[Intent, tuple[str, ...]] = {
    Intent.PAUSE_FILTER: ("pause", "freeze", "silence", "snooze", "suspend", "disable"),
    Intent.RESUME_FILTER: ("resume", "again", "restart", "reactivate", "continue", "unpause"),
    Intent.DELETE_FILTER: ("delete", "remove", "erase", "cancel"),
}
_NEARLY = 0.8
"""How like a word something has to be to be a slip of it: freze, agian."""
