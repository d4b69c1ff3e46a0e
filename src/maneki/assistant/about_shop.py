"""What is asked of the shop itself: when it is open, what its policies are. Pure."""

from __future__ import annotations

import re

from maneki.assistant.day_words import MONTH
from maneki.assistant.meaning import Context, Intent, Slots, Understood
from maneki.assistant.meant_days import plainly, without_days
from maneki.assistant.meant_hours import hour_in
from maneki.assistant.wording import Wording, read

_WEEKDAYS = {
    "monday": r"mon(?:days?)?|montags?|lunes|月曜日?",
    "tuesday": r"tue(?:s|sdays?)?|dienstags?|martes|火曜日?",
    "wednesday": r"wed(?:s|nesdays?)?|mittwochs?|miércoles|水曜日?",
    "thursday": r"thu(?:r|rs|rsdays?)?|donnerstags?|jueves|木曜日?",
    "friday": r"fri(?:days?)?|freitags?|viernes|金曜日?",
    "saturday": r"sat(?:urdays?)?|samstags?|sábados?|土曜日?",
    "sunday": r"sun(?:days?)?|sonntags?|domingos?|日曜日?",
    "tomorrow": r"tomorrow|morgen|mañana|明日|あした",
    "today": r"today|tonight|right now|now|this (?:morning|afternoon|evening)|still|heute|hoy|今日"
    r"|本日|いま|今",
}
_HOLIDAYS = (
    r"christmas(?: (?:eve|day))?|xmas(?: eve)?|boxing day|thanksgiving(?: day)?"
    r"|black friday|new years?(?: 's)?(?: (?:eve|day))?|nye|easter(?: (?:sunday|monday))?"
    r"|good friday"
    r"|(?:the )?(?:4th|fourth) of july|july (?:4th|4|fourth)|independence day|labor day"
    r"|memorial day|halloween|valentines?(?: 's)? day|presidents?(?: 's)? day"
    r"|veterans day|columbus day"
    r"|mlk day|martin luther king day|juneteenth|mothers?(?: 's)? day"
    r"|fathers?(?: 's)? day|hanukkah|passover|bank holidays?|(?:public "
    r"|national )?holidays?|holiday weekend"
    r"|golden week|weekends?|weekdays?|元日|元旦|正月|お盆|大晦日|クリスマス(?:イブ)?"
    r"|祝日|週末|平日|年末年始"
    r"|ゴールデンウィーク"
)
_DAY = re.compile(
    rf"(?<![a-z])(?:(?P<holiday>{_HOLIDAYS})|"
    + "|".join(rf"(?P<{day}>{names})" for day, names in _WEEKDAYS.items())
    + r")(?![a-z])"
)
_HOURS = (
    re.compile(
        r"\b(?:your|the|store|shop|shops|opening|business|holiday|working|what|regular"
        r"|weekend|special|normal|current|which|any|summer|winter|closing|have"
        r"|\w+day) (?:\w+ )?(?:hours|hrs)\b|^[ |,]*/?hours\b[^|]*$|\bopening times?\b"
        r"|\bclosing times?\b|\bhours (?:today|tomorrow|on|for|this|of operation|please"
        r"|are)\b|\bopen hours\b"),
    re.compile(
        r"\b(?:are|is|r|will|do|does|would|did|be|was)\b(?: \w+){0,4}? (?:open(?:ing|ed|s)?"
        r"|clos(?:e|ed|es|ing)|shut)\b(?! (?:to|by|for business with))"),
    re.compile(
        r"\b(?:you|store|shop|place|guys|all) (?:\w+ )?(?:open(?:ing|s)?|clos(?:e|ed|es|ing)"
        r"|shut)\b"),
    re.compile(
        r"\b(?:when|what time|how late|how early|until when|until what time|what days?"
        r"|which days?|how long)\b[^|]*\b(?:open|opens|close|closes|closed|shut|there|around"
        r"|come(?= (?:by|over|in|visit|to the|there)\b|[ |]*$)|stop|drop|close up|get there"
        r"|swing|visit|lock up|here)\b"),
    re.compile(
        r"^[ |,]*(?:still |u |you |already |yet |is it |all )?(?:open|closed?|closing"
        r"|opening)\b(?: (?:late|now|right|still|today|tonight|tomorrow|on|until|past|after"
        r"|before|early|at|yet|this|the|\w+day|sat|sun|mon|tue|wed|thu|fri|weekends?|\d+(?:pm"
        r"|am)?|pm|am|p|m|a|,|christmas|easter|thanksgiving|for|already|at all|please))*[ "
        r"|,]*$"),
    re.compile(
        r"\b(?:can|could|may|should|if|will|would|ok|is it ok)\b(?: \w+){0,3}? (?:come|stop"
        r"|drop|swing|pop|pass|walk|visit|get)(?: (?:by|in|over|around|there|to the (?:shop"
        r"|store)|you))* ?(?:at|before|after|around|on|until|this|today|tonight|tomorrow|now"
        r"|right now|(?:for|to) \d+|\w+day|late|early|$|\|)"),
    re.compile(
        r"\b(?:will|is|are) (?:you|someone|anyone|anybody|somebody)(?: guys"
        r"| all)?(?: be)? (?:there|in|around|at the (?:shop|store))\b[^|]*\b(?:\w+day"
        r"|tomorrow|today|tonight|at|weekend)\b|\bopen(?:s|ed)? (?:on|late|until|past|today"
        r"|tomorrow|tonight|now|right now|this)\b"),
    re.compile(
        rf"^[ |,]*(?:(?:still|you|u|also|and|is it|guys|all) )*(?:open|closed?|opening)"
        rf"(?: (?:on|at|for|over|the|this|also))* (?:{_HOLIDAYS})(?: (?:too|as well|please"
        rf"|this year))*"
        rf"[ |,]*$"),
    re.compile(r"\btoo (?:late|early) to (?:come|stop|visit|drop|swing|pop)\b"),
    re.compile(
        r"営業(?:時間|日|して|中)|何時(?:まで|から|に)|開い(?:て|とる)|開店|閉店|定休|閉ま"
        r"|お?休みですか|やって(?:い)?ますか"),
)  # fmt: skip
_NO_HOURS = re.compile(
    r"\bopen (?:mic|to)\b|\bclose (?:my|to|the account)\b|\bopening (?:line|sentence"
    r"|chapter)\b|\bhow long\b(?!.*\b(?:open|close))|\bcan i get (?!there|to)\w"
)
_SAID_OF_HOURS = re.compile(
    r"\b(?:open|close[ds]?|hours|opening)\b|[0-9] [ap]m to [0-9]|営業|時まで|00まで", re.IGNORECASE
)
_AT_AN_HOUR = re.compile(
    r"\b(?:come|stop|drop|swing|pop|visit|be there|open)\b[^|]*\b(?:at|before|after|by|until"
    r"|around|past) (?:\d|noon|midnight)|\b(?:are you|is it|you guys|u|you) (?:\w+ )?open[ "
    r"|]*$|\b(?:late|still) "
)
_MORE_OF_A_DAY = re.compile(
    r"^[ |,]*(?:(?:and|what|how|about|ok|on|or|for|also|then|is|are you|it|the|this|next|but"
    r"|so|hmm|,) )*$"
)

_OPEN_OR_CLOSED = frozenset(
    {"open", "opened", "closed", "close", "opening", "hours", "offen", "auf", "geöffnet", "zu"}
)
_BESIDE_A_DAY = frozenset(
    {
        *(
            "and",
            "what",
            "how",
            "about",
            "ok",
            "on",
            "or",
            "for",
            "also",
            "then",
            "is",
            "are",
            "was",
        ),
        *(
            "be",
            "will",
            "you",
            "u",
            "guys",
            "shop",
            "store",
            "it",
            "the",
            "this",
            "next",
            "but",
            "so",
        ),
        *("hmm", "at", "all", "please", "in", "too", "as", "well", "of", "day", "am", "und", "ist"),
        *("seid", "ihr", "habt", "der", "den", "dem", "das", "は", "に", "の", "も", "や", "と"),
        *("です", "か", "ですか"),
    }
)
_MOST_WORDS = 12
"""Of a message that may be nothing but a day."""
_ONLY_AN_HOUR = re.compile(
    r"^[ |,]*(?:(?:and|what|how|about|if|i|come|came|ok|on|or|also|then|is|it|so|at|before|after"
    r"|until|by|around|past|like|um|bis|nach|vor|uhr|und|noon|midday|midnight|half|quarter|am|pm|a|p"
    r"|m|in|an|hours?|minutes?|the|evening|morning|please|,|\||\d[\d.:]*(?:am|pm|h)?) ?)+$"
)

_ASKED = (
    r"(?:do|does|can|could|is|are|how|what|where|when|which|will|would|any|may|if|have|got"
    r"|should|who|want|need|like|accept|take|offer|am)"
)
_TOPICS = (
    ("gift_cards",
        (r"gift ?(?:cards?|certificates?|vouchers?|tokens?)|book tokens?|ギフト(?:カード|券)|商品券"
        r"|図書カード")),
    ("gift_wrap", r"(?:gift )?wrap(?:ped|ping|s)?(?: paper)?|ラッピング|包装|プレゼント用に包"),
    ("holds",
        (r"how (?:long|many days)\b[^|]*\b(?:hold|holds|keep|reserve|held|reserved|set aside"
        r"|put aside)\b|holds? (?:policy|policies|period|last|expire|limit)|(?:policy"
        r"|rules) (?:on|for|about) (?:holds?|reserv\w+)|do you (?:do|offer|allow|have|take"
        r"|accept) (?:holds?|reservations?)|when (?:do|does|will) (?:my |a "
        r"|the )?holds? (?:expire|end|run out)|can (?:i|people|we|you) (?:reserve|hold"

            r"|put) (?:books|things|stuff|items)\b[^|]*|取り?置き[^|]*(?:期間|何日|いつまで"
            r"|どのくらい|どれくらい)")),
    ("special_orders",
        (r"special[ -]?order(?:s|ing)?|pre ?orders?|back ?order|order (?:in )?(?:a |an |any "
        r"|other |some |me |the )*(?:books?|titles?|something|anything|things|stuff|one|it"
        r"|copies|copy|them|that)\b[^|]*\b(?:not|from|out of|for me|in for|carry|else|another"
        r"|abroad|overseas|special)\b|(?:can|could|do|would|will) (?:you|u|the (?:shop"
        r"|store))(?: guys| all)? (?:\w+ )?order (?:in|it in|books|something|things|titles"
        r"|from|it for|one for|a book|any book)\b|(?:get|find|track down"
        r"|source) (?:me )?(?:out of print|rare|hard to find|books? (?:you"
        r"|that you) (?:do not|dont)|a book (?:you|that is not))|(?:find|get"
        r"|search for) out of print|取り?寄せ")),
    ("shipping",
        (r"ship(?:s|ping|ped|ment|ments)?|deliver(?:y|ies|s|ed)?|postage|(?:mail|post"
        r"|send) (?:it|them|books?|things|orders|stuff|a book|to)\b|by (?:mail|post|courier)"
        r"|international(?:ly)? orders?|overseas|courier|送料|配送|発送|郵送|宅配|届けて|海外")),
    ("returns",
        (r"(?:returns?|returned|returning)(?! (?:of|to)\b)|refund(?:s|ed|able)?|exchang(?:e"
        r"|es|ed|ing)|(?:bring|send|take|give) (?:it|this|them|a book|the book|something|one"
        r"|my book|books)? ?back|money back|damaged|defective|faulty|torn|missing pages"
        r"|misprint(?:ed)?|wrong (?:book|edition|copy)|返品|返金|交換|破れ|不良")),
    ("trade_in",
        (r"trad(?:e|es|ing)(?: ?in| ?ins)\b|trade (?:my|our|old|used|some|books)|(?:sell"
        r"|selling|bring|donat(?:e|ing)|give) (?:(?:you|u|to you|guys|in) )*(?:my|our|some"
        r"|used|old|a box of|a few|books i)[^|]*(?:books?|novels|library|collection|comics"

            r"|manga)|do (?:you|u)(?: guys| all)? buy books|buy (?:back|used|old|second"
            r" ?hand|my|our|people 's|from)[^|]*(?:books?|back"
        r"|novels|collection|comics)?|buy ?backs?|store credit|(?:take|accept|do|want"
        r"|buying)(?: \w+)? (?:donations?|used books|old books|second ?hand books|my old"
        r"|my used)|donat(?:e|ions?|ing)|買い?取|下取り|古本を(?:売|買)")),
    ("payment",
        (r"(?:pay(?:ing|ments?)?|payable)\b|credit ?cards?|debit|apple ?pay|google ?pay"
        r"|cash(?:less)?|visa|amex|american express|mastercard|venmo|paypal|zelle|cash ?app"
        r"|checks?(?= accepted|\b[^|]*\b(?:take|accept))|instal?lments?|klarna|crypto|bitcoin"

            r"|contactless|cards? accepted|take cards?|支払|クレジット|カード(?:は|が|で)"
            r"|現金|電子マネー|ペイペイ|paypay")),
    ("parking",
        (r"parking|park (?:my |the |a |our )?(?:car|bike|truck|van|there|near|nearby|outside"

            r"|at|in|close|behind)|(?:somewhere|anywhere|where|places?|spaces?|spots?) to"
            r" park|where (?:can|do|should) (?:i|we|you|people) park|(?:can"
        r"|could) (?:i|we|you) park|car ?park|bike racks?|garage|駐車|駐輪")),
    ("accessibility",
        (r"wheel ?chairs?|accessib(?:le|ility)|step ?free|ramps?|elevators?|lifts?"
        r"|disab(?:led|ility|ilities)|stairs|steps (?:at|to|into)|mobility|walker"
        r"|hearing loop|stroller|pram|車椅子|車いす|バリアフリー|エレベーター|段差")),
    ("location",
        (r"(?:where|what part of town)\b[^|]*\b(?:located|location|are you(?: guys"
        r"| all)?(?! going| from)|is (?:the|your|this) (?:shop|store|place|bookshop"
        r"|bookstore)|are u|find you|you at|based)\b|address|directions|how (?:do|can) (?:i"
        r"|we|you) (?:get|find) (?:there|to (?:you|the (?:shop|store))|you|the (?:shop"
        r"|store))|(?:nearest|closest) (?:subway|station|metro|bus|train|stop)|(?:what"
        r"|which) (?:street|neighborhood|city|town|corner|stop|station|floor)|located"

            r"|your location|cross streets?|住所|場所|どこに(?:あり|ある)|どこですか|行き方"
            r"|アクセス|最寄り|道順")),
    ("pets",
        (r"(?:dogs?|pets?|pup(?:py|pies|s)?|cats?|animals?|doggos?|pooch)\b[^|]*\b(?:allowed"
        r"|ok|okay|friendly|welcome|come in|inside|fine|in (?:the|your) (?:shop|store)"
        r"|permitted|policy|with me)|(?:bring|allow|let|have|welcome)\b[^|]*\b(?:dogs?|pets?"
        r"|pup(?:py|pies)?|cats?|animals?|doggos?)\b|pet (?:friendly|policy)|dog friendly"
        r"|(?:犬|ペット|猫)[^|]*(?:入|連れ|同伴|大丈夫|可|OK|ok|いい)")),
    ("discounts",
        (r"discount(?:s|ed)?|coupons?|promo(?:s|tions?)?(?: codes?)?|(?:on|having|have|a|any"
        r"|next|your|summer|winter|big|black friday) sales?\b(?! tax)|sales? (?:on|now|going"
        r"|this|coming|right|today)|deals|specials|student (?:rate|price|id)|(?:senior"
        r"|teacher|military|student|member)s? (?:price|rate|discount|deal)|loyalty"
        r"|memberships?|rewards?|punch cards?|points|buy (?:one|two|\d) get|half price"
        r"|(?:percent|%) off|割引|クーポン|セール|学割|会員|ポイント")),
    ("events",
        (
            r"(?:events?|(?<!for a )(?<!for my )(?<!for our )(?<!in my )(?<!in our )(?<!our "
            r")book ?clubs?|read(?:ing)? groups?|author (?:readings?|visits?|talks?"
        r"|events?|signings?)|(?:book )?signings?|poetry (?:night|reading)s?|open mic"
        r"|story ?times?|workshops?|book launch(?:es)?|launch (?:party|night)"
        r"|author (?:coming|visiting)|readings|イベント|読書会|サイン会|朗読)")),
    ("privacy",
        (r"privacy|(?:sell|share|give|use|store|keep|save|do with|record|track|collect"
        r"|protect|safe|secure|pass on|read|see|handle)\b[^|]*\b(?:my|our|customers?"
        r"|people 's|personal|customer 's) (?:\w+ )?(?:data|number|phone|info(?:rmation)?"
        r"|details|messages?|texts|email|address|chats?|conversations?|history)|my (?:data"
        r"|info|information|number|messages|texts)\b[^|]*\b(?:safe|secure|private|shared|sold"
        r"|used|stored|kept|go|confidential)|how long do you (?:keep|store) (?:my|our|these"
        r"|this|the)|what happens (?:to|with) my|who (?:can |else )?(?:see|read|reads"
        r"|sees) (?:my|these|our|this|them)|(?:are|is) (?:these|this|my"

            r"|our) (?:\w+ )?(?:private|recorded|confidential|logged|monitored)|プライバシー"
            r"|個人情報")),
)  # fmt: skip
_RULES = tuple((topic, re.compile(rf"(?<![a-z])(?:{names})(?![a-z])")) for topic, names in _TOPICS)
_QUESTION = re.compile(rf"\b{_ASKED}\b|\?|policy|please|got|ですか|ますか|は[ |]|か[ |]|たい|方法")
_CREATED = re.compile(
    rf"^[ |,]*(?!{_ASKED}\b)"
    r"(?:(?:the|a|an) )?\w+(?: \w+)* by [^|]+$"
)


def hours(message: Wording, context: Context) -> Understood | None:
    plain = message.plain
    if any(rule.search(plain) for rule in _HOURS) and not _NO_HOURS.search(plain):
        return Understood(Intent.HOURS, Slots(day=day_in(message) or _implied(plain)))
    found = _DAY.search(plain)
    if found is None or not _MORE_OF_A_DAY.match(plain[: found.start()] + ""):
        return None
    rest = plain[found.end() :].strip(" |,")
    is_alone = not rest or rest in {
        "then",
        "too",
        "morning",
        "night",
        "evening",
        "afternoon",
        "please",
    }
    if is_alone and (_SAID_OF_HOURS.search(context.said) or found["holiday"] is None):
        return Understood(Intent.HOURS, Slots(day=day_in(message)))
    return None


def of_a_day(message: Wording, context: Context) -> Understood | None:
    """Nothing but a day ("24 dec", "on the 24th"): after hours were told it may be any, else one
    that is the name of nothing else.
    """
    if len(message.words) > _MOST_WORDS:
        return None
    rest, is_plain = without_days(message.text)
    words = frozenset(read(rest).words)
    if rest == plainly(message.text) or not words <= _BESIDE_A_DAY | _OPEN_OR_CLOSED:
        return None
    if is_plain or words & _OPEN_OR_CLOSED or _SAID_OF_HOURS.search(context.said):
        return Understood(Intent.HOURS, Slots(day=day_in(message)))
    return None


def of_an_hour(message: Wording, context: Context) -> Understood | None:
    """Nothing but an hour: after hours were told any (and at 3pm?), else one that is asked about
    and can be nothing else (is 5:30pm ok?).
    """
    is_more = _SAID_OF_HOURS.search(context.said) and _ONLY_AN_HOUR.match(message.plain)
    is_asked = _AN_HOUR_ASKED.match(message.plain) and _AN_HOUR.search(plainly(message.text))
    if not (is_more or is_asked):
        return None
    if hour_in(message.text) is None:
        return None
    return Understood(Intent.HOURS, Slots(day=day_in(message)))


_AN_HOUR = re.compile(
    r"(?<![\w:.])(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)? ?(?:[ap]\.?m\b|o ?'?clock|uhr)"
    r"|\b(?:is|are|about|at|around|by|does|would|will|until|till|before|after)\b"
    r"(?: (?:like|about|around|at|half|quarter|past|to|you|guys|there|it|ok|okay))*"
    r" (?:(?:[01]?\d|2[0-4]):[0-5]\d\b|noon\b|midnight\b|midday\b)"
)
_AN_HOUR_ASKED = re.compile(
    r"^[ |,]*(?:(?:and|so|ok|okay|hi|hey|hello|what|how|about|if|i|we|come|came|comes|coming|on|or"
    r"|also|then|is|are|be|it|at|before|after|until|by|around|past|like|noon|midday|midnight|half"
    r"|quarter|am|pm|a|p|m|uhr|clock|o|would|will|does|do|can|could|work|works|fine|good|possible"
    r"|alright|all|right|too|late|early|cool|there|u|you|guys|please|tomorrow|today|tonight|this"
    r"|evening|morning|afternoon|\w+day|the|not|say|maybe|to|stop|drop|swing|,|\||'"
    r"|\d[\d.:]*(?:am|pm|h)?) ?)+$"
)


def of_hours(text: str) -> str:
    """The sentences of a text that ask about opening hours; all of it if none does by itself."""
    parts = _SENTENCE.split(text)
    asking = [part for part in parts if any(rule.search(read(part).plain) for rule in _HOURS)]
    return " ".join(asking) or text


_ABBREVIATED = (
    *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "oct", "okt", "nov", "dec", "dez"),
    *("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
)
_SENTENCE = re.compile(
    r"(?<=[!?。？！])\s*|[\r\n]+|"
    + "".join(rf"(?<!\b{month}\.)" for month in _ABBREVIATED)
    + rf"(?<!\bsept\.)(?<=[^\W_]\.)\s+(?!(?:{MONTH})\b)",
    re.IGNORECASE,
)


def day_in(message: Wording) -> str | None:
    """The day a message names: in English and lower case, a holiday as it was written."""
    found = list(_DAY.finditer(message.plain))
    if not found:
        return None
    named = next((one for one in found if one.lastgroup != "today"), found[0])
    if named["holiday"]:
        return message.group(named, "holiday").casefold()
    return named.lastgroup


def policy(message: Wording, _context: Context) -> Understood | None:
    """A question about one of the shop's rules; a title with such a word in it asks nothing."""
    is_short = len(message.words) <= 4
    if not (is_short or _QUESTION.search(message.plain) or "?" in message.text):
        return None
    if _CREATED.match(message.plain):
        return None
    for topic, rule in _RULES:
        if rule.search(message.plain):
            return Understood(Intent.POLICY, Slots(topic=topic))
    return None


def _implied(plain: str) -> str | None:
    """Who asks about six o'clock, or whether you are open, means today."""
    return "today" if _AT_AN_HOUR.search(plain) else None
