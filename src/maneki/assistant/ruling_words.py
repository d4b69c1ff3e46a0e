"""Which words of a policy stand for what, and which words tell nothing. Pure."""

from __future__ import annotations

import re

from maneki.assistant.lemmas import lemma
from maneki.assistant.numerals import words_of

ONE_NAME = {
    "deliver": "ship",
    "parcel": "ship",
    "charge": "pay",
    "fee": "pay",
    "share": "discount",
    "bargain": "discount",
    "save": "discount",
    "trades": "trade",
    "event": "events",
    "never": "never",
}
IGNORED = frozenset({"allow", "entitle", "rule", "gift", "save", "week", "data", "order", "points"})
"""Concepts that tell nothing by themselves once the others are the policy's."""
_LOOSE = {
    "pay": r"\bpay|\bpaid|\bcosts?\b|\bcharge|\bfees?\b|[$€£¥]|\baccept|\btake\b",
    "card": r"\bcards?\b|\bstamp|\bvisa\b|\bmastercard|\bamex",
    "cheque": r"\bche(?:ck|que)s?\b|\binvoice",
    "hold": r"\bhold|\bheld\b|\breserv|\bkeep\b|\bkept\b",
    "return": r"\breturn|\bback\b",
    "refund": r"\brefund|\bmoney\b.{0,20}\bback\b|\bpaid back\b",
    "exchange": r"\bexchang|\bswap|\breplac",
    "ship": r"\bship|\bdeliver|\bpost(?:age)?\b|\bmail|\bparcel|\bsend\b|\bsent\b",
    "abroad": r"\babroad|\boverseas|\binternational|\bworld|\boutside|\bcountr",
    "privacy": r"\bprivacy|\bconversation|\bmessage|\bkeep|\bkept|\bdelet|\bdata\b|\bnumber"
    r"|\bshare|\binformation\b|\bdetails\b",
    "cancel": r"\bcancel",
    "wrap": r"\bwrap",
    "park": r"\bpark",
    "garage": r"\bgarage|\bcar park",
    "pets": r"\b(?:dog|cat|pet|animal|parrot)s?\b",
    "trade": r"\btrade|\bbuy\b|\bcredit\b|\bused\b",
    "credit": r"\bcredit",
    "events": r"\bevent|\bclub\b|\breading|\bsigning|\bstory ?(?:time|hour)|\bhost|\btalk|\blaunch",
    "cafe": r"\bcaf|\bcoffee|\btea\b|\bfood|\bdrink",
    "amenity": r"\btoilet|\brestroom|\bwi-?fi|\bbathroom",
    "order": r"\border",
    "preorder": r"\bpre-?order",
    "place": r"\b(?:street|st|avenue|ave|road|corner|square|station|block|floor|branch"
    r"|next to|across|opposite|behind|located|downtown)\b",
    "discount": r"\bdiscount|\boff\b|\bless\b|\bcheaper\b|%|\breduced",
    "free": r"\bfree|\bno (?:extra )?charge|\bcomplimentary|\bon us\b|\bno cost|\bcosts? nothing\b",
    "deposit": r"\bdeposit|\bup ?front|\bpay|\bpaid",
    "tax": r"\btax|\bvat\b",
    "access": r"\bwheelchair|\bramp|\bstep|\baccessib|\bstairs|\blevel\b",
    "lift": r"\blift|\belevator",
    "stairs": r"\bstairs|\bstep",
    "expire": r"\bexpir|\bvalid|\bgood for|\blast",
    "pickup": r"\bpick(?:ed)?[- ]?up|\bcollect|\bfetch",
    "receipt": r"\breceipt|\bslip\b|\bproof",
    "final": r"\bfinal",
    "members": r"\bmember",
    "used": r"\bused|\btrade|\bsecond",
    "cat": r"\bcats?\b[^.]*\b(?:welcome|allowed|come in|leash)|\bpets?\b|\banimals?\b",
    "half_price": r"\bhalf\b",
    "branch": r"\bbranch|\bsecond (?:shop|store)|\bother (?:shop|store)",
    "period": r"\b(?:day|week|month|year)s?\b",
    "daily": r"\bdaily|\bevery day",
    "dog": r"\bdog|\bpets?\b|\banimals?\b",
    "animal": r"\bpet|\banimal",
    "leash": r"\bleash|\blead\b",
    "unread": r"\bunread|\bunused|\bnew condition|\bmint|\bcondition|\bunopened",
    "signed": r"\bsigned|\bauto",
    "id": r"\bid\b|\bcard\b|\blicen|\bpassport",
    "student": r"\bstudent",
    "teacher": r"\bteacher|\bschool|\beducator",
    "online": r"\bonline|\bwebsite|\bsite\b|\bweb\b",
    "any": r"\b(?:any|every|all|anywhere)",
    "full": r"\bfull",
    "even": r"\beven\b",
    "always": r"\balways|\bany ?time|\bno limit|\bdo(?:es)? not expire",
    "never": r"\bnever|\bnobody|\bno one|\bnot\b",
    "without": r"\bwithout|\bno\b|\bnothing\b",
    "instead": r"\binstead|\bonly\b",
    "weekly": r"\bweekly|\bevery week|\beach week",
    "month": r"\bmonth",
}
"""What a policy may call a concept: broader than what makes a sentence of a reply a claim."""
STRICT = frozenset({"cat", "dog", "animal"})
"""That they are spoken of is not enough: they have to be welcome, or not."""
WRITTEN = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _LOOSE.items()}
EMPTY = frozenset(
    lemma(word)
    for word in words_of(
        "a an and are as at be been by can could do does for from had has have he her "
        "here how i if in is it its just may me my no not of on one or our ours please "
        "shall she should so some than that the their them then there these they this "
        "those to too under us was we were what when where which who will with would yes "
        "you your yours also only very really well sure fine ok okay good great sorry "
        "already aside anywhere inside "
        "afraid ah mm hm yeah yep need take get shop store book page say traveler friend "
        "about other still last keep run require sadly unfortunately accept allow "
        "possible work usually normally usual day week month hour minute year one two three four "
        "five six seven eight nine ten twelve fourteen thirty until within soon long "
        "happily gladly simply quite long as bit little lot thing way while though but "
        "because since after before over up down out off into onto than rather even "
        "up ask tell show come go let know see look want like mean call bring put "
        "tuck find give make back again now today once per each both copy title "
        "register till counter desk checkout hand whole everything something anything "
        "absolutely definitely certainly indeed honestly actually luckily kindly "
        "more most few many much "
        "nothing none never always must might ones their oh hey hello hi thank thanks"
    )
)
