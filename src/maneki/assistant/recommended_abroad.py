"""A suggestion that is asked for in German, Spanish or French. Pure."""

from __future__ import annotations

import re

from maneki.assistant.genres import genre_in
from maneki.assistant.meaning import Context, Intent, Slots, Understood
from maneki.assistant.wanted import with_copies
from maneki.assistant.wording import Wording

_ASKS = re.compile(
    r"\b(?:empfehl\w*|empfiehl\w*|empfohlen|vorschlagen|vorschläge|tipps?|recomi[eé]nd\w*"
    r"|recomendar\w*|recomendaci\w+|sugier\w*|sugerir\w*|suger\w*|aconsej\w*|conseill\w*"
    r"|recommande[rz]?|recommandations?|sugg[eé]re[rz]?)\b"
)
_FOREIGN = re.compile(
    r"\b(?:sie|mir|du|ihr|ich|eine?[mnrs]?|gute[mnrs]?|buch|bücher|roman|können|kannst|könnt|könnten"
    r"|mich|bitte|uns|was|etwas|habt|haben|hast|puede[ns]?|puedes|podría[ns]?|algún|alguna|algo|una?"
    r"|libros?|novelas?|buen[ao]?s?|qué|que|pouvez|vous|moi|livres?|romans?|pourriez|tu|peux|un|bon"
    r"|quel|quelque|por|favor|les|auriez)\b|¿"
)
_LIKE = re.compile(
    r"\b(?:(?:so )?(?:etwas )?(?:ähnlich(?:es)? )?wie|ähnlich(?:es)?|como|parecido a|similar a"
    r"|comme|dans le genre de|im stil von) (?P<like>[^|,]+?)"
    r"(?: (?:empfehlen|vorschlagen|bitte|por favor|recomendar))*[ |,]*$"
)

_MOOD = re.compile(
    r"\b(?:etwas|was|algo|quelque chose d ?['e]?) (?!(?:zu|zum|für|para|pour|que|von|de|sie|ihr|du"
    r"|können|könnt|könnten|kannst|würd\w*|empf\w+|ähnlich\w*|wie|como|comme|por)\b)(?P<mood>\w+)"
)


def recommended_abroad(message: Wording, _context: Context) -> Understood | None:
    """By a genre that is named, by what it is to be like, or by nothing at all."""
    if not (_ASKS.search(message.plain) and _FOREIGN.search(message.plain)):
        return None
    if known := genre_in(message):
        return Understood(Intent.RECOMMEND, with_copies(Slots(genre=known[0]), message))
    if found := _LIKE.search(message.plain):
        slots = Slots(like=message.group(found, "like"))
        return Understood(Intent.RECOMMEND, with_copies(slots, message))
    found = _MOOD.search(message.plain)
    slots = Slots(mood=message.group(found, "mood")) if found else Slots()
    return Understood(Intent.RECOMMEND, with_copies(slots, message))
