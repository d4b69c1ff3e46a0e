"""To be told of something, asked in another language: avísenme cuando llegue …, sag Bescheid. Pure.

What is waited for is the whole of what stands behind it: Como agua para chocolate is one title.
"""

from __future__ import annotations

import re
from dataclasses import replace

from maneki.assistant.meaning import Context, Intent, Understood
from maneki.assistant.wanted import copies_in, wanted_in
from maneki.assistant.wording import Wording, read

_COMES_ES = (
    r"(?:(?:les?|te|os|nos|se|ya|vuelva a|vuelvan a) )*(?:llegu?en?|lleg[ae]r?|entr[ea]n?"
    r"|salg[ae]n?|sal[ea]n?|teng[aá](?:n|s|is)?|tien(?:es?|en)|hay(?:a|an|áis)?|recib[ae](?:n|s|is)?"
    r"|consig[aeu]+n?|aparezcan?|est[eé]n?|publiquen?)"
)
_IS_THERE_ES = r"(?: (?:disponibles?|de vuelta|en (?:la )?tienda|en stock|otra vez|de nuevo))*"
_TELL_ES = (
    r"(?:(?:me|nos) (?:av[ií]s\w+|pued[ea]\w* avisar|dic\w+|notific\w+)"
    r"|av[ií]s\w*(?:me|nos)|d[ií](?:gan|ga)?(?:me|nos)|h[aá](?:z|ga|gan)?(?:me|nos) saber"
    r"|notif[ií](?:ca|que|quen|car)(?:me|nos))"
)
_WHEN_ES = r"(?:cuando|si|apenas|en cuanto|tan pronto como)"
_WHAT = r"(?P<what>[^|]+?)"
_THANKS = r"(?:,? (?:por favor|porfa|gracias|please|bitte|danke|merci|s il vous plaît|svp))*[ |,]*$"
_TELL_DE = (
    r"(?:(?:sag|sagt|sagen sie|gib|gebt|geben sie|meld|melde|meldet|melden sie|schreib|schreibt)"
    r"(?: (?:mir|uns|euch|dich|sich|bitte))*(?: bescheid)?|benachrichtig\w*(?: sie)?"
    r"(?: (?:mich|uns))?|informier\w*(?: sie)?(?: (?:mich|uns))?)(?: bitte)?"
)
_THERE_DE = (
    r"(?: (?:wieder|endlich|da|the|hier|verfügbar|lieferbar|vorrätig|auf lager|im laden|zu haben))*"
    r" (?:ist|sind|kommt|kommen|habt|haben|ankommt|ankommen|reinkommt|reinkommen|eintrifft"
    r"|erscheint|hereinkommt|bekommt|bekommen|reinbekommt)"
)
_TELL_FR = r"(?:pr[ée]ven\w+|averti\w+|dite?s?|informe\w*|préviens)(?: ?-? ?(?:moi|nous))"
_COMES_FR = (
    r"(?:arriv\w+|sort\w*|est (?:disponible|là|en stock|de retour)|sera (?:disponible|là)"
    r"|revien\w+)"
)
_RULES = (
    re.compile(
        rf"\b{_TELL_ES}[ ,]+{_WHEN_ES} {_COMES_ES}{_IS_THERE_ES} {_WHAT}{_IS_THERE_ES}{_THANKS}"
    ),
    re.compile(rf"\b{_TELL_ES}[ ,]+{_WHEN_ES} {_WHAT} {_COMES_ES}{_IS_THERE_ES}{_THANKS}"),
    re.compile(
        rf"\b{_TELL_DE}[ ,]+(?:wenn|sobald|falls) (?:(?:ihr|sie|du|es|wieder) )*{_WHAT}{_THERE_DE}"
        rf"{_THANKS}"
    ),
    re.compile(
        rf"\b{_TELL_FR}[ ,]+(?:quand|d[eè]s que|lorsque|si) (?:(?:vous (?:avez|recevez)|tu as"
        rf"|il y a) {_WHAT}|{_WHAT.replace('what', 'what2')} {_COMES_FR}){_THANKS}"
    ),
)
_ONE_OF_THEIRS = re.compile(
    r"^ (?:(?:algo|alg[uú]n libro|un libro|libros|m[aá]s|lo nuevo|lo [uú]ltimo|el nuevo libro) de"
    r"|(?:etwas|was|bücher|neues|ein neues buch|das neue buch) von"
    r"|(?:quelque chose|un livre|des livres|le nouveau livre) de) "
)
_ARTICLE = re.compile(r"^ (?:el (?:nuevo )?libro|das (?:neue )?buch|le livre) (?=\S)")


def watched_abroad(message: Wording, context: Context) -> Understood | None:
    for rule in _RULES:
        if found := rule.search(message.plain):
            name = "what" if found["what"] else "what2"
            return _watching(message.group(found, name), context)
    return None


def _watching(what: str, context: Context) -> Understood:
    copies, phrase = copies_in(read(what))
    found = _ONE_OF_THEIRS.search(phrase.plain)
    if found:
        slots = replace(copies, author=phrase.without(found).text.strip())
        return Understood(Intent.TELL_ME_WHEN, slots)
    if found := _ARTICLE.search(phrase.plain):
        phrase = phrase.without(found)
    wanted = wanted_in(phrase.text, context)
    slots = replace(wanted, max_price=copies.max_price, format=copies.format, like=None, mood=None)
    return Understood(Intent.TELL_ME_WHEN, slots)
