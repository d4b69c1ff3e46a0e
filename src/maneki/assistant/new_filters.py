"""What somebody wants to be told of: "tell me when …", and what is waited for. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from maneki.assistant.meaning import By, Context, Intent, Slots, Understood
from maneki.assistant.pointing import spoken_of
from maneki.assistant.wanted import copies_in, wanted_in
from maneki.assistant.which_filter import FILTER
from maneki.assistant.wording import Wording, read

_CREATE = (
    re.compile(

            r"\b(?:tell|let|notify|alert|ping|text|message|email|mail|remind|dm|buzz|inform"
            r"|warn|hit|shoot|call|holler|give|drop|contact|update|send)(?: (?:me|us|at me"
            r"|at us))(?: (?:know|up|a (?:text|ping|shout|heads up|message|note|call|holler"
            r"|line|reminder)|an? alert|here|please|right away))*,? (?:when(?:ever)?|if|once"
            r"|as soon as|the (?:moment|minute|second|day)(?: that)?|any ?time"
            r"|every time)(?: ever)? (?P<what>[^|]+)"
    ),
    re.compile(
        r"\b(?:notify|alert|ping|inform|remind) me (?:about|of|for|on) (?P<what>[^|]+)"
        r"|\blet me know (?:about|of) (?P<what2>[^|]+)"),
    re.compile(
        r"\b(?:keep an eye(?: out)?|look ?out|keep a look ?out|be on the lookout|keep watch"
        r"|watch(?: out)?|keep looking|monitor|track|scout|keep your eyes? (?:open|peeled)"
        r"|hunt)(?: for| on)? (?P<what>[^|]+?)(?: for me)?[ |]*$"),
    re.compile(
        rf"\b(?:set up|set|create|make|add|new|start|save|put in|register|want|need|build"
        rf"|get)(?: me)?(?: (?:an?|another|new|up|one))* {FILTER}(?: me)?,? ?(?:for|about|on"
        rf"|when|with|to|of|,|that|called|if)? ?(?P<what>[^|]*)"),
    re.compile(
        r"\b(?:if|when|once|whenever) (?P<what>[^|]+?),? (?:then |please |can you |could you )*"
        r"(?:let me know|(?:tell|text|ping|notify|alert|message) me)\b"
    ),
    re.compile(
        r"^[ |,]*(?:an? |new )*(?:alert|filter|notify|notification|remind|reminder"
        r"|watch)(?: me)?,? (?:for|about|on|when|,) (?P<what>[^|]+)"),
    re.compile(
        r"\b(?:want|like|love|need) to (?:know|hear|be (?:told|notified|alerted|pinged"
        r"|informed))(?: about)? (?:when(?:ever)?|if|once|as soon as|about) (?P<what>[^|]+)"),
    re.compile(r"\b(?:wait ?(?:ing)? ?list|notify list|list)\b[^|]*?\b"
        r"(?:for|about) (?P<what>[^|]+)"
    ),
    re.compile(

            r"(?P<what>[^|]*?)(?:の新刊)?(?:が|を|は)? ?(?:再?入荷|入っ|出|発売|届い|見つか"
            r"|在庫)[^|]*?(?:たら|れば|とき"
        r"|時)[^|]*?(?:教|知らせ|連絡|通知|ください|メール)"),
)  # fmt: skip
_NOT_TO = re.compile(
    r"\b(?:not|stop|never|quit|no longer)(?: \w+){0,2}? (?:alert|tell|notify|ping|text"
    r"|message|remind)(?:ing)? me\b"
)
_OF_THE_SHOP = re.compile(
    r"\b(?:when|what time) (?:you|the (?:shop|store)|u)(?: guys| all| are| is)* (?:open"
    r"|close|opening|closing)"
)
_TELL_ME = re.compile(
    r"^[ |,]*(?:yes |yeah |ok |please )*(?:tell|let|notify|alert|ping|text"
    r"|remind) me(?: know)?(?: (?:then|please|when (?:it is|available)))*[ |,]*$"
)
_THEY = (
    r"(?:you(?: all| guys)?|they|we|the (?:shop|store)|somebody|someone|i|there(?: is| are)?|it)"
    r"(?: (?:ever|finally|do|can|next|have|will|should|are|is))*"
    r"(?: (?:get|gets|got|have|has|find|finds|see|sees|carry|receive|receives|stock"
    r"|stocks|restock|buy|spot|acquire|sell|getting|come across|available|are"
    r"|is))?(?: (?:in|any|some|a|an|hold of|ahold of|a copy of|copies of|more|another))*"
)
_THEY_GET = re.compile(rf"^[ |,]*(?:when(?:ever)? |if |once |that )?{_THEY} (?=\S)")
_TURNS_UP = re.compile(
    r" (?:(?:is|are|has|have|was|do|does|will)(?: (?:ever|finally|back|actually|again"
    r"|been|be|all|a))*(?: (?:in|out|available|published|released|here|there|up|on sale"
    r"|cheaper|in stock|restocked|stocked|on the shelf|sold|for sale|arrived?|listed"
    r"|found|dropped?))*"
    r"|(?:finally |ever |actually |next )*(?:comes?|gets?|turns?|shows?|arrives?|lands?"
    r"|becomes?|goes|go|drops?|pops?|hits?|falls?|reappears?|releases?)(?: (?:back|out|in"
    r"|up|available|in stock|here|on sale|cheaper|down|again|to|the|your|shel(?:f|ves)"
    r"|store|shop|released|published|restocked|for sale|finally))*"
    r"|comes out|in|back|out|available|arrive|restocked)(?: (?:again|please|lol|finally"
    r"|ok|thanks|in store|at|the shop|yet|then|ever))*[ |,]*$"
)
_CHEAPER = re.compile(
    r"\b(?:cheaper|less expensive|on sale|discounted|marked down|reduced|(?:a )?lower price"
    r"|price drops?"
    r"|(?:price|cost)s?\b[^|]* (?:drop|drops|dropped|fall|falls|go|goes|come|comes|gets?|is|are)"
    r"(?: (?:down|lower|cut|reduced))*)\b|値下げ|安くな"
)
_OF_ITS_PRICE = re.compile(
    r"^[ |,]*(?:the )?(?:price|cost)s?(?: tag)? (?:of|on|for) (?=\S)| 's (?:price|cost)(?= )"
)
_NEXT = re.compile(
    r"^[ |,]*(?:(?:the|a|an|any|some) )*(?:next|new|newest|latest|another) (?=\S)(?P<rest>[^"
    r"|,]+)"
)


_MADE = r"(?:add|make|create|set up|start|do|put in|put up|open|include|get me|give me|want|need)"
_ANOTHER = (
    re.compile(
        rf"^[ |,]*(?:(?:can|could|would|will|you|i|also|and|please|ok|oh|just|now|then|yes|hi|hey"
        rf"|set|up|like|,|\|) )*(?:{_MADE} )?(?:me )?(?P<sign>one more|another(?: one)?"
        rf"|an additional(?: one)?|one|the same(?: thing)?|same(?: thing)?|it|that)"
        rf"(?: (?:up|again|please|alert))*"
        rf" (?:for|on|about|with) (?P<what>[^|]+?)(?P<too>(?:,? (?:too|as well|also|please|thanks"
        rf"|while you are at it))*)[ |,]*$"
    ),
)
_FOR_SOMEBODY = re.compile(
    r"(?:(?:me|us|him|her|them|myself|now|today|tomorrow|later|tonight|free|sure|it|that|this"
    r"|christmas|a (?:friend|gift|present))\b|(?:my|our|the|a|his|her) (?!next\b|new\b)\w+)(?: .*)?"
)
"""Whom a copy is for, or when it is wanted."""
_OF_ALERTS = re.compile(
    rf"\b(?:{FILTER})\b|\bI will (?:still )?tell you\b|\bwatch for\b|お知らせ", re.IGNORECASE
)


def another(message: Wording, context: Context) -> Understood | None:
    """One more alert, said of those that are there: add one for Shirley Jackson too."""
    if not (context.filters or _OF_ALERTS.search(context.said)):
        return None
    for rule in _ANOTHER:
        found = rule.search(message.plain)
        if found is None or _FOR_SOMEBODY.fullmatch(found["what"]):
            continue
        if not _is_one_more(found, message, context):
            continue
        return Understood(Intent.TELL_ME_WHEN, _watched(message.group(found, "what"), Context()))
    return None


def _is_one_more(found: re.Match[str], message: Wording, context: Context) -> bool:
    """Whether it is added to something: it says so, or what was said last was about alerts."""
    if found["too"].strip(" ,") not in {"", "please", "thanks"}:
        return True
    adds = found["sign"] not in {"one", "it", "that"} or _ADDS.search(message.plain)
    return bool(adds) or _OF_ALERTS.search(context.said) is not None


_ADDS = re.compile(
    r"^[ |,]*(?:\w+ ){0,4}?(?:add|also|include|set up)\b|\b(?:set one up|make one)\b"
)


def create(message: Wording, context: Context) -> Understood | None:
    if _NOT_TO.search(message.plain):
        return None
    for rule in _CREATE:
        found = rule.search(message.plain)
        if found and not _OF_THE_SHOP.search(found[0]):
            name = "what" if found["what"] is not None else "what2"
            watched = _watched(message.group(found, name), context)
            is_cheaper = _CHEAPER.search(message.plain) and watched.max_price is None
            return Understood(
                Intent.TELL_ME_WHEN, replace(watched, by=By.CHEAPEST if is_cheaper else None)
            )
    if _TELL_ME.search(message.plain):
        return Understood(Intent.TELL_ME_WHEN, _watched("", context))
    return None


def _watched(text: str, context: Context) -> Slots:
    """What a filter is to be about; "when it is back" is about what was spoken of."""
    copies, phrase = copies_in(read(text))
    for rule in (_OF_ITS_PRICE, _TURNS_UP, _THEY_GET, _TURNS_UP):
        if found := rule.search(phrase.plain):
            phrase = phrase.without(found)
    if not phrase.words or phrase.words in (["it"], ["one"], ["them"], ["that"]):
        spoken = spoken_of(context).title if context.shown else None
        return replace(copies, title=spoken)
    wanted = replace(
        wanted_in(phrase.text, context), format=copies.format, max_price=copies.max_price
    )
    found = _NEXT.search(phrase.plain)
    if found and wanted.title:
        return _of_the_next(phrase.group(found, "rest"), wanted, context)
    return replace(wanted, like=None, mood=None)


def _of_the_next(rest: str, wanted: Slots, context: Context) -> Slots:
    """The next Murakami is one of his, the next Moon is a title."""
    next_one = wanted_in(re.sub(r"(?i)\b(book|novel|volume)$", r"\1s", rest), context)
    return next_one if next_one.author or next_one.genre or next_one.series else wanted
