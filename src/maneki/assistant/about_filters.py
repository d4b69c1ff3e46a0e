"""What is said about filters and alerts: make one, list, pause, resume, the last alerts. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from maneki.assistant.about_us import forget
from maneki.assistant.genres import genre_in
from maneki.assistant.meaning import (
    ALL_FILTERS,
    By,
    Context,
    Intent,
    NamedFilter,
    Slots,
    Understood,
)
from maneki.assistant.numbers import CARDINAL, ORDINAL, number_of
from maneki.assistant.pointing import spoken_of
from maneki.assistant.wanted import copies_in, wanted_in
from maneki.assistant.wording import Wording, read

_FILTER = (
    r"(?:filters?|alerts?|notifications?|saved search(?:es)?|watch ?lists?|reminders?|pings?"
    r"|searches|フィルター?|アラート|通知)"
)
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
    r"|throw (?:away|out)|bin|take (?:down|off))\b|削除|消し|消去|取り消"
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
    rf"\b{_FILTER}\b|\b(?:pause|resume|bring back|running again)\b|\bits name, or all\b"
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
_ALL = re.compile(r"\b(?:all|everything|every|each|both|the lot|any)\b|すべて|全部|全て|ぜんぶ")
_OWN = re.compile(
    r"\b(?:my|the|your|off|on|all|pause|mute|resume|stop) (?:filters|alerts|notifications"
    r"|pings|reminders)\b|^[ |]*通知"
)
_IT = re.compile(
    r"\b(?:it|that|this|that one|this one|them|my (?:alert|filter|notification)s?"
    r"|the (?:alert|filter|notification)s?|alerts|notifications)\b|それ|これ"
)
_KEEP_REST = re.compile(r"\b(?:keep|leave|not)\b[^|]*\b(?:rest|others?|everything else|all)\b.*$")
_PLACE = re.compile(
    rf"(?<!\w)(?:filter|number|no|#|alert)+ (?:number |no |# )?(?P<n>{CARDINAL})\b"
    rf"|\b(?:the|my|re ?activate|un ?pause|un ?mute|pause|mute|resume) (?P<o>{ORDINAL}|last)"
    rf"(?: (?:one|filter|alert)\b| ?$)|^ (?:pause|mute"
    rf"|resume|unpause|snooze|un ?mute|delete|remove|erase) (?P<m>{CARDINAL})[ |]"
    rf"|(?:フィルター?|アラート|通知) ?(?P<j>\d+)|(?P<k>\d+)番(?:目)?"
)
_PLAIN_WORDS = frozenset(
    {
        "a", "about", "alert", "alerts", "an", "and", "book", "books", "by", "dollars", "filter",
        "for", "from", "in", "less", "my", "new", "of", "on", "one", "or", "over", "than", "the",
        "to", "under", "up", "with",
    }
)  # fmt: skip
_SPOKEN_OF = re.compile(
    r"\b(?:my|the|any)? ?(?P<name>[^|,]+?) (?:filters?|alerts?|notifications?|one)\b"
    r"|\b(?:about|for|on) (?P<about>[^|,]+?)[ |,]*$"
)
_LISTED = (
    re.compile(
        rf"\b(?:my|list|show|see|view|which|what|current|active|manage|how many|have i got"
        rf"|do i have|got any|all|check|review|edit)\b[^|]*\b{_FILTER}\b|^[ |,]*(?:filters?"
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
        rf"|get)(?: me)?(?: (?:an?|another|new|up|one))* {_FILTER}(?: me)?,? ?(?:for|about|on"
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


_OF_AN_ORDER = re.compile(r"\b(?:carts?|baskets?|orders?|holds?|bags?|lists?)\b")
_A_FEW = 3
"""Words: "pause please" is about filters, a sentence with "pause" in it need not be."""


def pause(message: Wording, context: Context) -> Understood | None:
    if not _PAUSE.search(message.plain):
        return None
    return _switched(message, context, Intent.PAUSE_FILTER, _STRONG_PAUSE)


def delete(message: Wording, context: Context) -> Understood | None:
    """One of them is to be gone, or all: what is silent only for a while is paused."""
    plain = message.plain
    if not _DELETE.search(plain) or _NOT_TO_DELETE.search(plain) or forget(message, context):
        return None
    is_short = len(message.words) <= _A_FEW + 2 and not _OF_AN_ORDER.search(plain)
    is_named = bool(re.search(_FILTER, plain) or (is_short and _by_name(message, context)))
    was_listed = bool(context.filters) and _SAID_OF_FILTERS.search(context.said) is not None
    if not is_named and not (is_short and was_listed):
        return None
    return _switched(message, context, Intent.DELETE_FILTER, _DELETE)


def bring_back(message: Wording, context: Context) -> Understood | None:
    """A deleted one, by its name; or the last that was deleted, if that was just told."""
    found = _BRING_BACK.search(message.plain) or _BRING_BACK_JA.search(message.plain)
    if found is None:
        return None
    name = message.group(found, "what")
    is_told = _DELETED.search(context.said) is not None
    if name.casefold() in _NOTHING_NAMED:
        return Understood(Intent.BRING_BACK) if is_told else None
    if _by_name(message, context):
        return None
    speaks_of_filters = re.search(_FILTER, message.plain) is not None
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


def _switched(
    message: Wording, context: Context, intent: Intent, strong: re.Pattern[str]
) -> Understood | None:
    names = _by_name(message, context) or _by_place(message, context)
    if names:
        return Understood(intent, Slots(filter=names))
    kept = _KEEP_REST.sub("", message.plain)
    speaks_of_filters = re.search(_FILTER, message.plain) is not None
    if not (speaks_of_filters or strong.search(message.plain)):
        return None
    if _ALL.search(kept):
        return Understood(intent, Slots(filter=ALL_FILTERS))
    only = _only_one(context, intent)
    if only is None and _OWN.search(message.plain) and intent is not Intent.DELETE_FILTER:
        only = ALL_FILTERS
    is_meant = speaks_of_filters or (
        (bool(context.filters) or strong.search(message.plain) is not None)
        and _IT.search(message.plain) is not None
    )
    if only is None and not is_meant and len(message.words) > _A_FEW:
        return None
    return Understood(intent, Slots(filter=only or _as_written(message, context)))


def filter_in(message: Wording, context: Context, intent: Intent) -> str | None:
    """The filter that a message means, if it is known to mean one: by name, place or as the only
    one; all if nothing tells them apart.
    """
    named = (
        _by_name(message, context)
        or _by_place(message, context)
        or _by_genre(message, context)
        or _spoken_of(message, context)
    )
    only = None if _ALL.search(_KEEP_REST.sub("", message.plain)) else _only_one(context, intent)
    return named or only or ALL_FILTERS


def _by_genre(message: Wording, context: Context) -> str | None:
    """Kids books: the filter that is called children."""
    known = genre_in(message)
    if known is None:
        return None
    filters = ((one.name, genre_in(read(one.name))) for one in context.filters)
    return next((name for name, genre in filters if genre and genre[0] == known[0]), None)


def _spoken_of(message: Wording, context: Context) -> str | None:
    """That one: the filter of which the last reply spoke, if it spoke of one."""
    told = [one.name for one in context.filters if one.name.casefold() in context.said.casefold()]
    return told[0] if len(told) == 1 and _IT_ALONE.search(message.plain) else None


_IT_ALONE = re.compile(r"\b(?:it|that|this)\b")


def _as_written(message: Wording, context: Context) -> str | None:
    """The name of a filter we do not know of, as far as it was said."""
    if context.filters:
        return None
    rest = re.sub(_PAUSE, " ", re.sub(_DELETE, " ", message.plain))
    found = _SPOKEN_OF.search(re.sub(_RESUME, " ", rest))
    name = (found["name"] or found["about"] or "").strip(" |,") if found else ""
    name = re.sub(
        r"^(?:(?:my|the|please|can|you|could|all|back) )+|^(?:my|the|all|please)$", "", name
    )
    return name or None


def _only_one(context: Context, intent: Intent) -> str | None:
    """The one filter that can be meant: the only one, or the only one that is not so already."""
    if len(context.filters) == 1:
        return context.filters[0].name
    if intent is Intent.DELETE_FILTER:
        return None
    fitting = [
        one.name for one in context.filters if one.is_paused is (intent is Intent.RESUME_FILTER)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _by_place(message: Wording, context: Context) -> str | None:
    found = _PLACE.search(message.plain)
    if found is None:
        return None
    said = next(group for group in found.groups() if group)
    place = len(context.filters) if said == "last" else number_of(said.replace(" ", ""))
    if place is None or not 1 <= place <= len(context.filters):
        return None
    return context.filters[place - 1].name


def _by_name(message: Wording, context: Context) -> str | None:
    """The filter of whose name most words are in the message."""
    words = {_stem(word) for word in message.words}
    best, most = None, 0.0
    for one in context.filters:
        share = _share(one, words, message.plain)
        if share > most:
            best, most = one.name, share
    return best


def _share(one: NamedFilter, words: set[str], plain: str) -> float:
    if one.name.casefold() in plain:
        return 2.0
    telling = [
        word
        for word in read(one.name).words
        if word not in _PLAIN_WORDS and not word.startswith("$")
    ]
    met = sum(_stem(word) in words for word in telling)
    return met / len(telling) if telling else 0.0


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
