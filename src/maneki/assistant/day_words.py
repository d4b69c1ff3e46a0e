"""How days are written: patterns for text in lower case, and the names in them. Pure."""

from __future__ import annotations

MONTHS = (
    r"jan(?:uary|uar|\.)?|enero", r"feb(?:ruary|ruar|\.)?|febrero", r"mar(?:ch|\.)?|märz|marzo",
    r"apr(?:il|\.)?|abril", r"may|mai|mayo", r"june?|juni|junio", r"july?|juli|julio",
    r"aug(?:ust|\.)?|agosto", r"sept?(?:ember|\.)?|septiembre", r"o[ck]t(?:ober|\.)?|octubre",
    r"nov(?:ember|\.)?|noviembre", r"de[cz](?:ember|\.)?|diciembre",
)  # fmt: skip
WEEKDAYS = (
    r"mon(?:days?)?|montags?|lunes|月曜日?", r"tue(?:s|sdays?)?|dienstags?|martes|火曜日?",
    r"wed(?:s|nesdays?)?|mittwochs?|miércoles|水曜日?",
    r"thu(?:r|rs|rsdays?)?|donnerstags?|jueves|木曜日?", r"fri(?:days?)?|freitags?|viernes|金曜日?",
    r"sat(?:urdays?)?|samstags?|sonnabends?|sábados?|土曜日?",
    r"sun(?:days?)?|sonntags?|domingos?|日曜日?",
)  # fmt: skip
COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "ein": 1, "einer": 1, "einem": 1,
    "zwei": 2, "drei": 3,
}  # fmt: skip
MONTH = "|".join(MONTHS)
_WEEKDAY = "|".join(WEEKDAYS)
_COUNT = rf"[0-9]{{1,2}}|{'|'.join(COUNTS)}"
_L, _R = r"(?<![a-zß-ÿ0-9])", r"(?![a-zß-ÿ0-9])"
_OF_A_WEEK = rf"(?:(?:{_WEEKDAY})\.?,? ?(?:the |den |dem |el )?)?"
_NTH = r"(?:st|nd|rd|th)"
_AND = r" ?(?:-|–|to|through|thru|bis|and|&|und|y|or|,) ?"
_YEAR = r"(?:20[0-9]{2})"
_SOON = r"(?:this |the |on |coming |upcoming |kommenden |diese[nrsm]? |este |今週の)?"
_NEXT = r"(?:next |nächste[nrsm]? |来週の?|次の|próximo )"
_LAST = r"(?:last |letzte[nrsm]? |先週の)"

BY_ISO = rf"{_L}(?P<y>[0-9]{{4}})-(?P<m>[0-9]{{1,2}})-(?P<d>[0-9]{{1,2}}){_R}"
BY_NAME = (
    rf"{_L}{_OF_A_WEEK}(?P<m1>{MONTH})\.? ?(?:the )?(?P<d1>[0-9]{{1,2}}){_NTH}?"
    rf"(?:(?P<j1>{_AND})(?P<e1>[0-9]{{1,2}}){_NTH}?(?!:?[0-9]| ?[ap]\.?m))?{_R}"
    rf"(?! ?[ap]\.?m\b|:[0-9])(?:,? ?(?P<y1>{_YEAR}))?{_R}"
    rf"|{_L}{_OF_A_WEEK}(?:the )?(?P<d2>[0-9]{{1,2}})(?:{_NTH}|\.)?"
    rf"(?:(?P<j2>{_AND})(?P<e2>[0-9]{{1,2}})(?:{_NTH}|\.)?)?"
    rf" ?(?:of |de )?(?P<m2>{MONTH})\.?(?:,? ?(?:de )?(?P<y2>{_YEAR}))?{_R}"
)
BY_KANJI = (
    r"(?:(?P<y>20[0-9]{2})年)?(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日?"
    r"(?:\([月火水木金土日]\))?"
)
BY_SLASH = (
    r"(?<![\w/.:$-])(?!24/7)(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})"
    r"(?:/(?P<y>20[0-9]{2}|[0-9]{2}))?(?![\d/]|[-.:]\d)"
)
BY_POINTS = (
    r"(?<![\w/.:$-])(?<!at )(?<!um )(?P<d>[0-9]{1,2})\. ?(?P<m>0?[1-9]|1[0-2])\."
    r"(?:(?P<y>20[0-9]{2}|[0-9]{2})(?![\d:])|(?!\d))"
)
OF_MONTH = (
    rf"{_L}{_OF_A_WEEK}(?:the )(?P<n1>[0-9]{{1,2}}){_NTH}{_R}"
    r"(?! (?:street|st|ave(?:nue)?|floor|century|edition|volume|book|one|birthday)\b)"
    rf"|{_L}(?:(?:on|for|{_WEEKDAY}),? )(?P<n2>[0-9]{{1,2}}){_NTH}{_R}"
    r"|(?<!i )\bam (?P<n3>[0-9]{1,2})\.(?![0-9])"
    r"|(?<![0-9月年])(?P<n4>[0-9]{1,2})日(?![間後目])"
)
AFTER_TOMORROW = (
    rf"{_L}(?:(?:the )?day after (?:tomorrow|tmrw|tmr)|overmorrow|übermorgen|pasado mañana){_R}"
    r"|明後日|あさって"
)
IN_DAYS = (
    rf"{_L}(?:in|within) (?P<n>{_COUNT}) (?P<unit>days?|weeks?|tag(?:en?)?|wochen?)"
    rf"(?:'? time)?{_R}"
)
DAYS_FROM_NOW = rf"{_L}(?P<n>{_COUNT}) (?P<unit>days?|weeks?) from (?:now|today){_R}"
DAYS_LATER = r"(?P<n>[0-9]{1,2})(?P<unit>日|週間)後"
WEEK_FROM = (
    rf"{_L}a week (?:from|on) (?:this )?(?P<w1>{_WEEKDAY}){_R}|{_L}(?P<w2>{_WEEKDAY}) week{_R}"
)
TOMORROW = (
    rf"{_L}(?:tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|tmw|2moro|2morrow)(?:'s)?{_R}"
    rf"|(?<!guten ){_L}morgen{_R}|(?<!de la ){_L}mañana{_R}|明日|あした"
)
YESTERDAY = rf"{_L}(?:yesterday|gestern|ayer){_R}|昨日"
WEEKEND = (
    rf"{_L}(?:{_SOON}|{_NEXT})(?:weekends?|wkend|wochenende|fin de semana){_R}"
    rf"|{_L}am wochenende{_R}|(?:今週の?|来週の?)?(?:週末|土日)"
)
WEEK = (
    rf"{_L}(?:this|next|diese|nächste) (?:week|woche){_R}"
    r"|(?:今週|来週)(?!の?[月火水木金土日末])"
)
ON_WEEKDAYS = rf"{_L}(?:weekdays?|week ?nights?|unter der woche|werktags?){_R}|平日"
FROM_TO = rf"{_L}(?P<w1>{_WEEKDAY}) ?(?:-|–|to|through|thru|bis|から|～|~) ?(?P<w2>{_WEEKDAY}){_R}"
AFTER_NEXT = rf"{_L}(?:the )?(?P<w>{_WEEKDAY}) after next{_R}|再来週の(?P<j>{_WEEKDAY})"
ON_WEEKDAY = rf"{_L}(?:{_SOON}|{_NEXT}|{_LAST})(?P<w>{_WEEKDAY})(?: que viene)?{_R}"
TODAY = (
    rf"{_L}(?:today|tonight|tonite|2day|2nite|this (?:morning|afternoon|evening)|heute|hoy){_R}"
    r"|今日|本日|今夜|今晩|今朝|きょう"
)
NOW = (
    rf"{_L}(?:right now|now|rn|currently|at the moment|still|already|yet|jetzt|gerade|noch"
    rf"|ahora){_R}|今|いま(?![すせ])|いますぐ|まだ|もう"
)
UNPLACED = (
    rf"{_L}(?:hanukkah|chanukah|passover|ramadan|eid|diwali|lunar new year|chinese new year"
    rf"|bank holidays?|(?:public |national )?holidays?|holiday weekend|feiertage?n?"
    rf"|golden week){_R}|祝日|年末年始|お盆|ゴールデンウィーク"
)
