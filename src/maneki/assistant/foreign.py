"""Questions for a book in German, Spanish and French, by the words around its name. Pure.

They only say where the name would be: "habt ihr Der Prozess da" and "habt ihr sonntags da" are
built alike, so whoever asks looks for the name in the catalogue before anything is made of it.
"""

from __future__ import annotations

import re

from maneki.assistant.meaning import Intent

_OF_IT = (
    r"(?:(?:noch|auch|gerade|vielleicht|zufällig|eigentlich|das buch|den roman|den titel"
    r"|ein exemplar von|eine ausgabe von|todavía|aún|también|el libro|la novela|un ejemplar de"
    r"|una copia de|algún ejemplar de|encore|le livre|le roman|un exemplaire de) )*"
)
_BEHIND = (
    r"(?:[ ,]+(?:da|hier|auf lager|vorrätig|im laden|bei (?:euch|ihnen)|im angebot|noch|gerade"
    r"|verfügbar|zufällig|bitte|en stock|en tienda|en la tienda|disponibles?|todavía|aún|por favor"
    r"|ahí|por ahí|en magasin|en rayon|encore|s'il vous plaît|svp))*"
)
_WAYS = (
    (
        Intent.STOCK,
        (
            rf"(?:habt ihr|haben sie|hast du|hättet ihr|hätten sie|gibt es|gibt's"
            rf"|führt ihr|führen sie"
            rf"|verkauft ihr|verkaufen sie|ist|tienen|tienes|tenéis|tiene|hay|venden"
            rf"|vendéis|les queda"
            rf"|os queda|avez[- ]vous|vous avez|est-ce que vous avez|auriez[- ]vous) {_OF_IT}"
            rf"(?P<what>.+?){_BEHIND}"
        ),
    ),
    (
        Intent.PRICE,
        (
            rf"(?:was kostet|was kosten|wie ?viel kostet|wie ?viel kosten|wie teuer ist"
            rf"|cuánto cuesta"
            rf"|cuanto cuesta|cuánto cuestan|cuánto vale|cuanto vale|qué precio tiene|a cuánto está"
            rf"|combien coûte|combien coute|quel est le prix de) {_OF_IT}(?P<what>.+?){_BEHIND}"
        ),
    ),
)
_LEAD = (
    r"[\s¿¡]*(?:(?:hallo|hi|hey|guten tag|hola|buenas|buenos días|bonjour|salut|entschuldigung"
    r"|perdón|und|y|et)[\s,!.]+)*"
)
_ASKED = tuple(
    (intent, re.compile(rf"{_LEAD}¿?{way}[\s?!.]*", re.IGNORECASE)) for intent, way in _WAYS
)


def asked_for(text: str) -> tuple[Intent, str] | None:
    """What is asked, and what stands where the name of a book would."""
    for intent, rule in _ASKED:
        if found := rule.fullmatch(text.strip()):
            return intent, found["what"].strip(" \"“”„«»'")
    return None
