"""What is said about holds and orders: put it aside, I'll take it, cancel it. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from maneki.assistant.meaning import Context, Intent, Slots, Understood
from maneki.assistant.numbers import CARDINAL, number_of
from maneki.assistant.pointing import books_pointed_at, spoken_of
from maneki.assistant.wanted import wanted_in
from maneki.assistant.wording import Wording, read

_MINE = (
    r"(?:orders?|holds?|reservations?|packages?|parcels?|deliver(?:y|ies)|purchases?"
    r"|shipments?|pre ?orders?|books?|copy|copies)"
)
_STRICTLY_MINE = (
    r"(?:orders?|holds?|reservations?|packages?|parcels?|deliver(?:y|ies)|purchases?"
    r"|shipments?|pre ?orders?)"
)
_CANCEL = (
    re.compile(
        rf"\b(?:cancel(?:led|ling)?|call off|undo|drop|release|scrap|withdraw|remove|nix|void"
        rf"|cancle)\b(?: (?:my|the|that|this|our|a|an"
        rf"|all))*(?: \w+){{0,3}}? {_STRICTLY_MINE}\b(?: (?:of|on|for) (?P<what>[^|,]+))?"),
    re.compile(
        r"^[ |,]*(?:please |can you |could you |i (?:want|need|would like) to |actually |oh "
        r"|no |,)*cancel(?: (?P<what>[^|]+?))?[ |,]*$"),
    re.compile(
        rf"\b(?:do not|no longer|not) (?:need|want)\b[^|]*\b{_STRICTLY_MINE}\b(?: (?:of|on"
        rf"|for) (?P<what>[^|,]+))?|\b(?:do not|no longer) (?:need|want) (?P<what2>[^"
        rf"|,]+?) (?:held|on hold|any ?more|set aside|reserved|after all)"),
    re.compile(r"(?:注文|予約|取り?置き)[^|]*(?:キャンセル|取り消|取消|やめ)|^[ |]*キャンセル"),
)  # fmt: skip
_STATUS = (
    re.compile(
        rf"\b(?:is|are|has|have|did|was|were|when|where|what|any|check(?:ing)?|track(?:ing)?"
        rf"|status|update|how|do|does|will)\b[^|]*\b(?:my|our"
        rf"|mine) (?:\w+ ){{0,3}}?(?:{_STRICTLY_MINE})\b"),
    re.compile(
        r"\b(?:is|are|has|have|did|was|were|when will|when is|where is|where are)\b (?:my"
        r"|our|the) (?:\w+ ){0,4}?(?:books?|copy|copies|stuff|one|\w+)\b[^|]*\b(?:ready"
        r"|shipped|ship|arrived?|come in|here yet|on (?:its|the) way|sent|held"
        r"|still (?:on hold|held|reserved)|get here|in yet|pick(?:ed)? ?up|i (?:ordered"
        r"|reserved|bought|put on hold))\b"),
    re.compile(
        rf"\b(?:order|hold|tracking|delivery|reservation|shipping) (?:status|number|update|#"
        rf"|no)\b|\btrack (?:an? |the )?(?:order|package)|\bwhere is (?:my|our|the) {_MINE}\b"
        rf"|^[ |,]*my (?:orders?|holds?)[ |,]*$|\bi (?:have |had )?(?:already )?(?:ordered"
        rf"|reserved|bought)\b[^|]*\b(?:yet|where|when|ready|here|come|arrived?|still|ago)\b"
        rf"|\bstatus of\b|\bany (?:news|word|update)s? (?:on|about|of) (?:my|our) {_MINE}\b"),
    re.compile(
        rf"\b(?:what|which|do i|have i)\b[^|]*\b(?:i|me)\b[^|]*\b(?:on hold|reserved|on order"
        rf"|ordered|waiting for me)\b|\b(?:show|list|see|check"
        rf"|view)(?: me)? (?:all )?my {_STRICTLY_MINE}\b"),
    re.compile(r"(?:注文|予約|取り?置き)[^|]*(?:状況|どうな|届|いつ|準備|確認)"),
)  # fmt: skip
_TAIL = (
    r"(?= (?:for (?:me|us|a|my|pick ?up|pickup|the|\w+day|\d)|aside|until|at the|behind"
    r"|on hold|on the|under|so|and i|i will|please|, |\||because|by|to pick|from|in my"
    r"|tomorrow|today|tonight|over)|[ |,]*$)"
)
_HOLD = (
    re.compile(
        r"\b(?:put|set|lay|keep|place|leave|stick|pop) (?P<what>[^|]+?) (?:aside|on hold"
        r"|on reserve|away for me|behind the (?:counter|desk|till)|back for me|by for me"
        r"|on the hold shel(?:f|ves)|to one side)"),
    re.compile(
        r"\b(?:put|place|make|want|need|like|get|have) (?:a |an |the )?(?:holds?"
        r"|reservation) (?:on|for|of) (?P<what>[^|]+?)" + _TAIL),
    re.compile(r"\b(?:put|set|lay) aside (?P<what>[^|]+?)" + _TAIL),
    re.compile(
        r"(?:^[ |,]*|[|,] |\b(?:sure|yeah|i|please|you|to|me|just|and|ok|yes|us|then"
        r"|,) )(?:hold|reserve|save)(?: on)?(?: to| onto)? (?P<what>(?!on\b|music)[^|]+?)" + _TAIL),
    re.compile(
        r"\b(?:hold|reserve|save|keep) (?P<what>[^|]+?) (?:for (?:me|us)|until|under (?:my"
        r"|the) name)\b"),
    re.compile(
        r"(?P<what>[^|]*?)(?:を|は|の)? ?(?:お?取り?置き|予約|キープ)(?:して|し|をお願|お願"
        r"|でき|を|は)"),
)  # fmt: skip
_BUY = (
    re.compile(
        r"\b(?:i will|i would|let me|going to|i want to|i would like to|want to|can i"
        r"|could i|like to|i am|may i|how (?:do|can) i|let us|i can|need to|please|and|yes"
        r"|ready to) (?:just |also )?(?:get|take|buy|buying|purchase|order|ordering|checkout"
        r"|check out|pay for|have|grab)(?: (?P<what>[^|]+?))?(?: (?:please|then|thanks|now"
        r"|today|off you|online|from you|, .*))*[ |,]*$"),
    re.compile(
        r"^[ |,]*(?:ok |yes |please |great |sold |and |, )*(?:buy|purchase|order|take|get me"
        r"|buying|ordering|ring (?:me )?up|ring up|sell me|send me|give me|add) (?P<what>[^"
        r"|]+?)(?: to (?:my|the) (?:cart|basket|order|bag))?(?:,? (?:please|then|thanks"
        r"|buying (?:both|all|it|them)|to buy|now|i will (?:buy|take) (?:it|them|both)))*[ "
        r"|,]*$"),
    re.compile(
        rf"^[ |,]*(?:i (?:want|need|would like|will take|will have) |give me |send me "
        rf"|can i (?:order|buy) |order |buy |please |and |yes |ok "
        rf"|, )*(?P<n>{CARDINAL}|a) (?:more )?(?:copies|copy|x) (?:of )?(?P<what>[^"
        rf"|]+?)(?: please| thanks)*[ |,]*$"),
    re.compile(
        r"\b(?:add|put) (?P<what>[^|]+?) (?:to|in|into) (?:my|the) (?:cart|basket|order"
        r"|bag)\b|\b(?:buy|purchase)ing (?P<what2>it|both|all|them|that|this)\b"),
    re.compile(
        r"(?P<what>[^|]*?)(?:を|は)? ?(?:\d+冊)?(?:注文|購入|買い|買う|ください)(?:した|し"
        r"|たい|ます|をお願|お願|$|で)"),
)  # fmt: skip
_BARE_BUY = re.compile(
    r"^[ |,]*(?:sold|check ?out|ring me up|take my money|buy(?: now)?|deal)[ |,]*$"
)
_POINTING_ONLY = re.compile(r"\b(?:get me|send me|give me|sell me|add|have|take|grab|get)\b")
_NO_BUY = re.compile(
    r"\b(?:(?:can|could|may) i get|recommend|suggest|something|anything|list|data|rating"
    r"|blurb|summary|more (?:about"
    r"|like|of)|details|price|info|discount|link|human|a (?:look|break|person|nap|call|guess"
    r"|text|hint)|books? (?:for|about|like|on|with|that|by)|back|return|used|gift ?cards?"
    r"|on my phone)\b"
)
_YES = re.compile(
    r"^[ |,]*(?:yes|yeah|yep|yup|ye|yea|sure|ok|please|please do|do it|go ahead|go for it"
    r"|sounds good|absolutely|definitely|of course|y|ya|thanks|that would be great|great"
    r"|perfect|, |はい|お願いします|うん|ええ|ぜひ)(?: (?:yes|please|do|thanks|thank you"
    r"|sure|that|would|be"
    r"|great|it|ok|go ahead|i would|,|\|))*[ |,]*$"
)
_OFFERS = (
    ("hold", re.compile(r"\b(?:hold|reserve|aside|keep)\b|取り?置き", re.IGNORECASE)),
    ("buy", re.compile(r"\b(?:order|buy|take|cart|purchase|checkout)\b|注文|購入", re.IGNORECASE)),
)
_ASKED = re.compile(r"[?？]|\b(?:shall|should|want me|would you like|say yes)\b", re.IGNORECASE)
_OFFER_TO_TELL = re.compile(
    r"\b(?:tell you|let you know|notify|alert|watch)\b|お知らせ", re.IGNORECASE
)
_HOW_IT_IS_DONE = re.compile(
    r"\bhow (?:long|many days)\b|\bpolicy\b|\bdo (?:you|u)(?: guys| all)? (?:do|offer"
    r"|allow|take|accept) (?:holds?|reservations?|orders?)|\b(?:hold|reserve|order|keep"
    r"|buy) (?:used |old )?(?:books|stuff|things|items|titles)\b"
    r"|\border (?:a |any )?(?:book|books|title|titles)? ?(?:that )?(?:you|u) (?:do not"
    r"|dont)|\bspecial order|取り?置き[^|]*(?:期間|何日|いつまで|どのくらい)|\border"
    r" (?:something|anything"
    r"|books?|it|one|in)(?: in)?(?: from [^|]+)? for me\b"
)
_QUANTITY = re.compile(rf"\b(?P<n>{CARDINAL}) (?:copies|copy|x|of)\b|(?P<j>\d+)冊")


def accepted(message: Wording, context: Context) -> Understood | None:
    """Yes, to what the last reply offered."""
    if not (_YES.search(message.plain) and _ASKED.search(context.said)):
        return None
    title = spoken_of(context).title if context.shown else None
    if _OFFER_TO_TELL.search(context.said):
        return Understood(Intent.TELL_ME_WHEN, Slots(title=title))
    for action, rule in _OFFERS:
        if rule.search(context.said):
            return Understood(Intent.ORDER_INTENT, Slots(action=action, title=title))
    return None


def order(message: Wording, context: Context) -> Understood | None:
    """A hold or an order; how the shop does such things is a question of policy."""
    if _HOW_IT_IS_DONE.search(message.plain):
        return None
    for action, rules in (("cancel", _CANCEL), ("status", _STATUS)):
        for rule in rules:
            if found := rule.search(message.plain):
                return _ordered(action, _named(message, found), context)
    if slots := _first(_HOLD, message, context):
        return _understood("hold", slots, message)
    if _BARE_BUY.search(message.plain):
        return _ordered("buy", "it", context)
    slots = _first(_BUY, message, context) if not _NO_BUY.search(message.plain) else None
    return _understood("buy", slots, message) if slots else None


def _first(rules: tuple[re.Pattern[str], ...], message: Wording, context: Context) -> Slots | None:
    """What the first rule that fits asks for; no rule fits a purchase of nothing in particular."""
    for rule in rules:
        found = rule.search(message.plain)
        if found is None:
            continue
        what = _named(message, found)
        if (
            _POINTING_ONLY.search(found[0])
            and not _is_pointing(what, context)
            and "n" not in found.groupdict()
        ):
            continue
        if not what and context.shown:
            return Slots(title=spoken_of(context).title)
        slots = _books(what, context)
        if slots.title or slots.titles or slots.series or slots.isbn or not what:
            return slots
    return None


def _is_pointing(what: str, context: Context) -> bool:
    head = re.split(r"[,|]", what)[0]
    return (
        bool(books_pointed_at(head, context))
        or re.search(r"\b(?:copies|copy) of\b", what) is not None
    )


def _named(message: Wording, found: re.Match[str]) -> str:
    groups = found.groupdict()
    for name in ("what", "what2"):
        if groups.get(name):
            return message.group(found, name)
    return ""


def _books(what: str, context: Context) -> Slots:
    head = (
        re.split(r",|、", what)[0]
        if books_pointed_at(re.split(r",|、", what)[0], context)
        else what
    )
    head = re.sub(r"(?i)^(?:a hold on|one of|the book) ", "", head)
    return wanted_in(head, context)


def _ordered(action: str, what: str, context: Context) -> Understood:
    """An order or hold of their own; which book it is of is said only if it was said."""
    wanted = wanted_in(what, context) if what else Slots()
    is_own = re.fullmatch(
        r"(?:it|that|mine|them|everything|my \w+|the \w+|order|hold)", " ".join(read(what).words)
    )
    title = None if is_own and not books_pointed_at(what, context) else wanted.title
    return Understood(
        Intent.ORDER_INTENT,
        Slots(action=action, title=title, titles=wanted.titles, author=wanted.author),
    )


def _understood(action: str, slots: Slots, message: Wording) -> Understood:
    found = _QUANTITY.search(message.plain)
    quantity = number_of(found["n"] or found["j"]) if found else slots.quantity
    kept = replace(slots, action=action, quantity=quantity)
    return Understood(Intent.ORDER_INTENT, kept)
