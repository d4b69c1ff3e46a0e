"""The same thing asked the other way round, put as the rules for it expect. Pure.

People name the book first and ask then ("mary oliver, what do you have"), tell instead of asking
("Emma is still available"), or lead up to it ("there's this book ..."). One pattern each turns such
a message round; what it names stays as it was spelt.
"""

from __future__ import annotations

import re

_HAVE = (
    r"(?:do you (?:have|carry|stock|sell)|have you got|you got|you have|u got|u have|got any|"
    r"do u have|have u got)"
)
_THEIRS = r"(?: (?:by|of|from) (?:him|her|hers|his|them|theirs|it))?"

_YOU_ALL = re.compile(r"\b(?:y['’]?all|you guys|you folks)\b", re.IGNORECASE)


def _way(pattern: str, turned: str) -> tuple[re.Pattern[str], str]:
    return re.compile(rf"^\W*(?:{pattern})[\s?!.]*$", re.IGNORECASE), turned


_WAYS = (
    _way(
        r"(?:i(?:'d| would)? ?)?(?:just )?(?:wanna|want to|need to|like to|trying to|curious) ?"
        r"(?:know|find out|check|see|learn)? (?:if|whether) (.+)",
        r"\1",
    ),
    _way(
        r"(?:is|are) there (?:any |some |more )?(?:books?|novels?|anything|something|stories)"
        r" (?:by|from) (.+?)(?: in stock| available| in the (?:shop|store)| here)?",
        r"do you have anything by \1",
    ),
    _way(
        r"(?:can|could|when can|where can|how (?:do|can)) i (?:pick up|collect|get|find|track|see|"
        r"check(?: on)?|fetch) my (hold|order|package|parcel|reservation|pre-?order)\b.*",
        r"what is the status of my \1",
    ),
    _way(
        r"what(?:'s| has| have|s| did)?(?: just)? (?:arrived?|come in|came in|showed up|landed|"
        r"turned up|got in|been added)(?: (today|yesterday|lately|recently|this week|last week))?",
        r"what's new",
    ),
    _way(
        r"(?:what(?:'s| is) )?the (?:latest|newest|most recent)(?: book| one| volume| novel)? "
        r"(?:in|of) (?:the )?(.+?) (?:series|saga)",
        r"the last book in the \1 series",
    ),
    _way(
        r"(?:which|what)(?: is|'s)?(?: the)? (?:book|one|volume|novel|part) (?:comes|is|goes|was|"
        r"came) (?:the )?(first|second|third|fourth|fifth|last) (?:in|of) (.+)",
        r"the \1 book in \2",
    ),
    _way(
        r"i(?:'m| am|m) (?:on|in|having|going through) an? (.+?) (?:kick|phase|binge|spree|run)\b.*"
        rf"\b{_HAVE}.*",
        r"do you have any \1",
    ),
    _way(
        rf"([^,|]+), (?:what|which|any)(?: books| ones| titles)? ?{_HAVE}{_THEIRS}",
        r"do you have any \1",
    ),
    _way(
        r"(?:there(?:'s|s| is) (?:this|a|that) (?:book|novel)|it(?:'s|s| is) (?:a book )?called|"
        r"the (?:book|title|name) is(?: called)?)(?:,| called| named| titled)? (.+)",
        r"looking for \1",
    ),
    _way(
        r"how (?:do|did|would) (?:people|readers|others|customers|folks) (?:rate|like|find|"
        r"review|feel about) (.+)",
        r"what do people think of \1",
    ),
    _way(
        r"((?!(?:is|are|do|does|when|what|how|it|that|this|which"
        r"|(?:tell|let|text|notify|alert|ping|message|email|remind) (?:me|us)) ).+?) (?:is|are) "
        r"(?:still |currently |now )*(?:available|in stock|sold out|on the shelf|in)"
        r"(?: right now| now)?",
        r"is \1 in stock",
    ),
    _way(
        rf"(?:{_HAVE}|any)(?: any| some)? (.+?) in (?:the|your) ([\w ]+?) "
        r"(?:section|aisle|shelf)",
        r"do you have any \2 books by \1",
    ),
)


def rephrased(text: str) -> str:
    """A message as it would be asked; itself, if it is not turned round."""
    text = _YOU_ALL.sub("you", text)
    for pattern, turned in _WAYS:
        if found := pattern.match(text):
            text = found.expand(turned)
    return text
