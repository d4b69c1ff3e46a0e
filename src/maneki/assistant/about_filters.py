"""What is said about filters and alerts: list, pause, resume, delete, the last alerts. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from maneki.assistant.about_us import forget
from maneki.assistant.meaning import (
    ALL_FILTERS,
    Context,
    Intent,
    Slots,
    Understood,
)
from maneki.assistant.new_filters import another, create
from maneki.assistant.numbers import CARDINAL, ORDINAL, number_of
from maneki.assistant.wanted import wanted_in
from maneki.assistant.which_filter import (
    ALL,
    FILTER,
    KEEP_REST,
    as_written,
    by_name,
    by_place,
    filter_in,
    named_in,
    only_one,
)
from maneki.assistant.wording import Wording, read

__all__ = [
    "another", "bring_back", "create", "delete", "filter_in", "last_alerts", "listed", "pause",
    "resume",
]  # fmt: skip

_PAUSE = re.compile(
    r"\b(?:pause|mute|snooze|silence|suspend|hush|quiet|disable|deactivate|freeze"
    r"|(?:turn|switch|shut) off"
    r"|(?:turn|switch|shut) (?P<middle>[^|]+?) off|stop|no more|hold off|put [^"
    r"|]+? on (?:hold|pause|ice)|give [^|]+? a (?:rest|break)|enough"
    r"|(?:take|need|want) a break from|quit|cut|do not (?:send|tell|notify|alert|ping"
    r"|text)|cancel|drop|kill"
    r"|no [^|]*?(?:alerts?|notifications?|pings?))\b"
    r"|一時停止|止めて|停止|オフに|ミュート|ストップ"
)
_THAT = (
    r"(?:it|that|this|them|these|those|that one|this one|everything|(?:them|it) all"
    r"|all of (?:it|them))"
)
_STRONG_PAUSE = re.compile(
    rf"\b(?:pause|mute|snooze|silence|hush|deactivate|(?:turn|switch) (?:{_THAT} off"
    rf"|off {_THAT}))\b"
    r"|一時停止|ミュート"
)
_DELETE = re.compile(
    r"\b(?:delet(?:e|ed|ing)|remov(?:e|ed|ing)|eras(?:e|ed|ing)|get(?:ting)? rid of|trash"
    r"|discard|scrap"
    r"|throw (?:away|out)|bin|take (?:down|off)|cancel(?:l?ed|l?ing)?|call off)\b|削除|消し|消去"
    r"|取り消|解約|キャンセル"
)
_HOW = re.compile(r"\bhow (?:do|can|could|would|to|does)\b|\bcan i (?:later|always|still)\b")
_WHICH = re.compile(r"\bWhich one do you mean\b|どのお知らせですか")
_NOTHING_BUT_ALL = re.compile(
    r"^[ |,]*(?:(?:all|both|every one|everything|all of (?:them|it)|them all|the lot|please|of)"
    r"[ |,]*)+$"
    r"|^[ |、]*(?:全部|すべて|全て)[ |、。]*$"
)
_NUMBER_ALONE = re.compile(
    rf"^[ |,]*(?:the |number |no |# ?)*(?P<n>{CARDINAL}|{ORDINAL})(?: one)?(?: please)?[ |,.]*$"
)
_AROUND_A_NAME = frozenset(
    ("the", "one", "my", "alert", "filter", "for", "about", "on", "please", "that", "this", "a")
)
_NOT_TO_DELETE = re.compile(
    r"\b(?:do not|not|never|without|did i|have i|did you|have you|i) (?:\w+ )?(?:delet|remov|eras)"
)
_BRING_BACK = re.compile(
    r"^[ |,]*(?:(?:please|can|could|you|i|want|to|wait|no|oops|actually|sorry|ok|just|,|\|) )*"
    r"(?:un ?delete|restore|recover|bring back|bring(?= [^|]+ back)|get back|undo)"
    r"(?: (?:the |that |my |last )*(?:delete|deletion|deleting|removal|removing))?"
    r"(?: (?:of )?(?:(?:my|the|that|this|a|deleted) )*(?P<what>[^|]*?))?"
    r"(?: (?:filters?|alerts?|notifications?|one))?(?: back)?(?: (?:please|again|for me"
    r"|thanks))*[ |,]*$"
)
_BRING_BACK_JA = re.compile(r"^[ |、]*(?P<what>[^|]*?)(?:を|は)? ?元に戻[^|]*[ |]*$")
_SAID_OF_FILTERS = re.compile(
    rf"\b{FILTER}\b|\b(?:pause|resume|bring back|running again)\b|\bits name, or all\b"
    rf"|お知らせ",
    re.IGNORECASE,
)
_BIDDEN = re.compile(
    r"^[ |,]*(?:please |ok |oops |no |, )*(?:un ?delete|restore|recover|bring back|undo)\b"
)
_NO_FILTER = re.compile(
    r"(?:.*\b)?(?:books?|data|history|accounts?|orders?|holds?|it|them|copy|copies)"
)
_DELETED = re.compile(r"\bbring back\b|元に戻", re.IGNORECASE)
_NOTHING_NAMED = frozenset(
    {
        "", "it", "that", "this", "them", "filter", "alert", "filters", "alerts", "all",
        "everything", "both", "all of them", "all of it", "them all", "it all",
    }
)  # fmt: skip
_RESUME = re.compile(
    r"\b(?:un ?pause|un ?mute|un ?snooze|resume|re ?activate|re ?enable|re ?start|enable"
    r"|activate|(?:turn|switch) (?:back )?on|(?:turn|switch) [^|]+? (?:back )?on"
    r"|back on|wake|bring(?: \w+)* back|(?:want|have|get|see) [^|]*(?:back|alerts? again"
    r")|alerts? back|(?:start|begin"
    r"|continue|pick|keep)\b[^|]*\b(?:again|up again|going|back up)|start (?:telling"
    r"|sending|alerting|notifying|watching|pinging)|un ?silence|continue|go ahead with)\b"
    r"|再開|オンに|有効に|解除"
)
_STRONG_RESUME = re.compile(
    r"\b(?:un ?pause|un ?mute|un ?snooze|resume|re ?activate|re ?enable"
    rf"|(?:turn|switch) (?:{_THAT} (?:back )?on|(?:back )?on {_THAT}|back on))\b|再開"
)
_OWN = re.compile(
    r"\b(?:my|the|your|off|on|all|pause|mute|resume|stop) (?:filters|alerts|notifications"
    r"|pings|reminders)\b|^[ |]*通知"
)
_IT = re.compile(
    r"\b(?:it|that|this|that one|this one|them|my (?:alert|filter|notification)s?"
    r"|the (?:alert|filter|notification)s?|alerts|notifications)\b|それ|これ"
)
_LISTED = (
    re.compile(
        rf"\b(?:my|list|show|see|view|which|what|current|active|manage|how many|have i got"
        rf"|do i have|got any|all|check|review|edit)\b[^|]*\b{FILTER}\b|^[ |,]*(?:filters?"
        rf"|alerts|watch ?list|/?filters list)[ |,]*$"),
    re.compile(r"\b(?:list|show|see|view|which|what)\b[^|]*\bmy (?:watches|watch ?list|follows)\b"),
    re.compile(
        r"\bwhat (?:all |else |exactly )?(?:did|have|had|was it) i (?:ever |already )?(?:ask"
        r"|asked|told|tell|set|sign|signed|subscrib|want|wanted|request)\w*\b[^|]*\b(?:you|up"
        r"|to|for|about)\b"),
    re.compile(
        r"\bwhat (?:all |else |exactly )?(?:are you|you)(?: \w+)? (?:notifying|alerting"
        r"|watching|telling|looking|tracking|keeping|searching|monitoring|pinging|texting)\b"
        r"|\b(?:what )?am i (?:following|signed|subscribed|waiting|watching|tracking"
        r"|getting)\b|\bwhat (?:do|will) you (?:notify|alert|tell|watch|ping|text)\b"),
    re.compile(
        r"(?:フィルター?|通知|アラート)(?:の)?(?:一覧|リスト|を(?:見|確認|表示|教)|は(?:何"
        r"|どれ|？|\|)|確認)|登録している"),
)  # fmt: skip
_ALERTS = (
    re.compile(r"\bwhat you (?:have )?(?:last |just )?(?:sent|texted|alerted|pinged|messaged)\b"),
    re.compile(
        r"\b(?:last|latest|recent|past|previous|earlier|yesterday 's|yesterdays?|missed"
        r"|today 's|old)(?: \w+){0,2} (?:alerts?|notifications?|pings?|hits?|matches|finds?"
        r"|(?:texts?|messages?|one|ones|thing|things|book|books"
        r"|listing)(?: that)? you (?:sent|found|told|texted|pinged|messaged|alerted|notified))\b"),
    re.compile(
        r"\b(?:alerts?|notifications?|pings?|hits|matches)(?: \w+){0,2} (?:from|of|in|over"
        r"|since|this|last|past|today|yesterday|history|so far|lately|recently|log|you sent"
        r"|(?<!have )i (?:got|missed|received))\b|\b(?:alert|notification) (?:history|log)\b"
        r"|\b(?:alerts?|notifications?|pings?) (?:did i (?:get|receive|miss)"
        r"|have i (?:gotten|received|missed))\b"),
    re.compile(
        r"\b(?:resend|re send|send (?:me )?(?:again|that again)|repeat|scroll back"
        r"|show again)\b[^|]*\b(?:last|alerts?|text|message|one|that|it|sent)\b"
        r"|\bsend (?:me )?(?:the )?(?:last|latest)\b[^|]*\bagain\b"),
    re.compile(
        r"\b(?:did|has|have)? ?(?:anything|any of (?:it|them|those|my \w+)"
        r"|something)(?: \w+)? (?:come|came|turn(?:ed)?|show(?:ed|n)?|pop(?:ped)?"
        r"|match(?:ed)?|go|arrived?|hit)(?: (?:in|up|by|through|out))?(?: (?:for me"
        r"|for my \w+|my filters?|on my \w+|yet|lately|recently|today|this week))+"),
    re.compile(
        r"\bwhat (?:did|have|was it|was|were) you (?:last |just |already )?(?:send|sent|text"
        r"|texted|alert|alerted|ping|pinged|notify|notified|tell|told|find|found|message"
        r"|messaged|dm)\b|\bwhat (?:was|were) (?:that|the|your|those)(?: \w+)? (?:alerts?"
        r"|texts?|notifications?|messages?|pings?)\b|\b(?:your|the|that) last (?:text|message"
        r"|alert|notification|ping)\b|\bwhat have you found for me\b"),
    re.compile(
        r"\b(?:which|what) (?:\w+ ){0,2}(?:did|have|had) you (?:just |last )?(?:text(?:ed)?|"
        r"messaged?|alert(?:ed)?|ping(?:ed)?|write|wrote|written|tell|told|notif(?:y|ied)|send|sent)"
        r" (?:to )?me\b|\b(?:deleted|lost|missed|erased|closed|swiped)\b[^|]*\b(?:alerts?"
        r"|notifications?|texts?|messages?)\b(?=.*\b(?:what|which|again|resend|repeat)\b)"),
    re.compile(
        r"\b(?:did|have) i miss(?:ed)? (?:any|some|anything|something|an?)\b"
        r"|\bany (?:new )?(?:alerts|hits|matches|finds)\b|\bwhat did i miss\b"),
    re.compile(

            r"(?:最近|最新|前|昨日|直近|過去|さっき|この間)の?(?:通知|アラート|お知らせ)"
            r"|(?:通知|アラート|お知らせ)(?:の)?(?:履歴|をもう一度"
        r"|を再送)|届いた(?:通知|アラート|お知らせ)"),
)  # fmt: skip
_NO_ALERTS = re.compile(
    r"^[ |,]*(?:please |ok )*no (?:more )?\w"
    r"|\b(?:signed up|subscribed|set up|do i have (?!any new))\b"
)
_ALERT_ABOUT = re.compile(
    r"\b(?:about|for|on|from|with) (?P<what>[^|,]+?)(?= (?:what|that|you|i)\b|[ |,]*$|[|,])"
)
_OF_AN_ORDER = re.compile(r"\b(?:carts?|baskets?|orders?|holds?|bags?|lists?)\b")
_A_FEW = 3
_A_FEW_MORE = 8
"""Words: "pause please" is about filters, a sentence with "pause" in it need not be."""


def pause(message: Wording, context: Context) -> Understood | None:
    if not _PAUSE.search(message.plain):
        return None
    return _switched(message, context, Intent.PAUSE_FILTER, _STRONG_PAUSE)


def delete(message: Wording, context: Context) -> Understood | None:
    """One of them is to be gone, or all: what is silent only for a while is paused. What is said
    when it was asked which one is about what was asked.
    """
    return _chosen(message, context) or _deleted(message, context)


def _deleted(message: Wording, context: Context) -> Understood | None:
    plain = message.plain
    if not _DELETE.search(plain) or _NOT_TO_DELETE.search(plain) or forget(message, context):
        return None
    if _HOW.search(plain):
        return Understood(Intent.MY_FILTERS) if re.search(FILTER, plain) else None
    is_short = len(message.words) <= _A_FEW + 2 and not _OF_AN_ORDER.search(plain)
    is_named = bool(re.search(FILTER, plain) or (is_short and by_name(message, context)))
    was_listed = bool(context.filters) and _SAID_OF_FILTERS.search(context.said) is not None
    if not is_named and not (is_short and was_listed):
        return None
    return _switched(message, context, Intent.DELETE_FILTER, _DELETE)


def _chosen(message: Wording, context: Context) -> Understood | None:
    """A name, a number or all, and nothing else, after it was asked which one is meant."""
    if not _WHICH.search(context.said) or len(message.words) > _A_FEW_MORE:
        return None
    named = ALL_FILTERS if _NOTHING_BUT_ALL.match(message.plain) else _named_alone(message, context)
    before = read(context.heard)
    for intent, rule in _SWITCHES:
        if named and rule.search(before.plain):
            return Understood(intent, Slots(filter=named))
    return None


def _named_alone(message: Wording, context: Context) -> str | None:
    if found := _NUMBER_ALONE.match(message.plain):
        place = number_of(found["n"].strip())
        is_one = place is not None and 1 <= place <= len(context.filters)
        return context.filters[place - 1].name if is_one and place else None
    named = by_name(message, context)
    return named if named and _is_nothing_but(named, message) else None


def _is_nothing_but(name: str, message: Wording) -> bool:
    """Whether nothing else is said: "keep the dune one" names it as well."""
    own = {*read(name).plain.split(), *_AROUND_A_NAME}
    return all(word in own for word in re.findall(r"[\w']+", message.plain))


def bring_back(message: Wording, context: Context) -> Understood | None:
    """A deleted one, by its name; or the last that was deleted, if that was just told."""
    found = _BRING_BACK.search(message.plain) or _BRING_BACK_JA.search(message.plain)
    if found is None:
        return None
    name = message.group(found, "what")
    is_told = _DELETED.search(context.said) is not None
    if name.casefold() in _NOTHING_NAMED:
        return Understood(Intent.BRING_BACK) if is_told else None
    if by_name(message, context):
        return None
    speaks_of_filters = re.search(FILTER, message.plain) is not None
    is_bidden = _BIDDEN.search(message.plain) or _BRING_BACK_JA.search(message.plain)
    is_one = is_bidden and not _NO_FILTER.fullmatch(name.casefold())
    is_meant = speaks_of_filters or is_told or is_one
    return Understood(Intent.BRING_BACK, Slots(filter=name)) if is_meant else None


def resume(message: Wording, context: Context) -> Understood | None:
    if not _RESUME.search(message.plain):
        return None
    return _switched(message, context, Intent.RESUME_FILTER, _STRONG_RESUME)


def listed(message: Wording, _context: Context) -> Understood | None:
    found = any(rule.search(message.plain) for rule in _LISTED)
    return Understood(Intent.MY_FILTERS) if found else None


def last_alerts(message: Wording, context: Context) -> Understood | None:
    if _NO_ALERTS.search(message.plain) or not any(map(_fits(message), _ALERTS)):
        return None
    for found in _ALERT_ABOUT.finditer(message.plain):
        wanted = wanted_in(re.sub(r"^the ", "", message.group(found, "what")), Context())
        if wanted.author or wanted.genre:
            return Understood(Intent.LAST_ALERTS, Slots(author=wanted.author, genre=wanted.genre))
    return Understood(Intent.LAST_ALERTS)


def _fits(message: Wording) -> Callable[[re.Pattern[str]], object]:
    return lambda rule: rule.search(message.plain)


def _switched(
    message: Wording, context: Context, intent: Intent, strong: re.Pattern[str]
) -> Understood | None:
    named = named_in(message, context)
    if len(named) > 1 and intent is Intent.DELETE_FILTER:
        return Understood(intent)
    names = next(iter(named), None) or by_place(message, context)
    if names:
        return Understood(intent, Slots(filter=names))
    kept = KEEP_REST.sub("", message.plain)
    speaks_of_filters = re.search(FILTER, message.plain) is not None
    if not (speaks_of_filters or strong.search(message.plain)):
        return None
    if ALL.search(kept):
        return Understood(intent, Slots(filter=ALL_FILTERS))
    only = only_one(context, intent)
    if only is None and _OWN.search(message.plain) and intent is not Intent.DELETE_FILTER:
        only = ALL_FILTERS
    is_meant = speaks_of_filters or (
        (bool(context.filters) or strong.search(message.plain) is not None)
        and _IT.search(message.plain) is not None
    )
    if only is None and not is_meant and len(message.words) > _A_FEW:
        return None
    return Understood(
        intent, Slots(filter=only or as_written(message, context, verbs=(_DELETE, _PAUSE, _RESUME)))
    )


_SWITCHES = (
    (Intent.DELETE_FILTER, _DELETE),
    (Intent.RESUME_FILTER, _RESUME),
    (Intent.PAUSE_FILTER, _PAUSE),
)
