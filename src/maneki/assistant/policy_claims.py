"""Rules, services and special offers of the shop in a reply, and whether a policy says so. Pure.

A sentence that speaks of a topic a shop has rules about (returns, shipping, discounts, dogs) has to
rest on one passage of the policies: all its topics, absolutes ("never", "free") and shares of a
price stand there, it is negated where the policy is, and most of its words are the policy's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.numerals import words_of
from maneki.assistant.passages import Clause
from maneki.assistant.stance import NEGATION

_DISCOUNTS = {
    "share": r"(?:%|\bpercent\b) (?:off|less|discount|cheaper)|[0-9] ?% (?:off|less"
    r"|discount|cheaper)|[0-9]割引?|割引|[%]引き|%オフ|[0-9]割",
    "discount": r"\bdiscount(?:s|ed)?\b|\bconcessions?\b|\brebates?\b",
    "off": r"\b(?:[0-9.]+|dollars?|bucks|percent|half|third) off\b|\$[0-9.]+ off\b"
    r"|\boff (?:your|the|any|every|all)\b(?! (?:shelf|top))"
    r"|\bknock(?:ed)? .{0,20}off\b",
    "sale": r"\bon sale\b|\b(?:a|our|the|big|spring|summer|fall|autumn|winter|holiday"
    r"|clearance|flash|final|weekend|annual) sale\b|\bsale (?:price|starts|ends"
    r"|runs|items)|\bsales? on\b|セール|特価|特売",
    "clearance": r"\bclearance\b|\bcloseout\b|\bbargain (?:bin|price|table)s?\b",
    "deal": r"\b(?:deals?|special offers?|offers? (?:ends|runs|today)|promotions?|promo"
    r"|specials?)\b(?! with| order)|お得|キャンペーン",
    "black friday": r"\bblack friday\b|\bcyber monday\b|\bprime day\b|\bhappy hour\b",
    "coupon": r"\bcoupons?\b|\bvouchers?\b|\b(?:promo|discount|coupon) codes?\b"
    r"|\bcode [A-Z0-9]{3,}\b|\bwith code\b|クーポン",
    "bogo": r"\bbogo\b|\b(?:buy|get|take|pay for) (?:one|two|three|four|2|3"
    r"|4)\b.{0,15}\b(?:get|for|free|pay)\b|\b[2-5] for [1-4]\b|\btwo for one\b"
    r"|\b(?:two|three|four) for the price of\b",
    "reduced": r"\bprices? (?:went|has|have|rose|dropped|fell|increased|will)\b(?! (?:not|no))"
    r"|\breduced\b|\bmark(?:ed)? ?downs?\b|\bmarked down\b|\bprice (?:drop|cut)"
    r"|\bcheaper (?:today|now|this|if)|\bslashed\b|値下げ|値引",
    "half price": r"\bhalf[- ]price\b|\bhalf the price\b|半額",
    "loyalty": r"\bloyalty\b|\bpunch card\b|\bstamp card\b|\b(?:bonus|reward) points\b"
    r"|\brewards?\b(?! (?:the|of|a|patien|slow|re-?read))|\bpoints for\b"
    r"|\bcollect points\b|ポイント",
    "member": r"\bmembers?\b.{0,30}\b(?:pay|get|save|off|%|free)|\bmember(?:ship)? (?:price"
    r"|discount|card)",
    "group": r"\b(?:student|senior|teacher|military|staff|bulk|group|educator|veteran"
    r"|birthday|first[- ]order|family)s?\b.{0,30}\b(?:discount|price|rate|off|pay"
    r"|get|save|free|cheaper)",
    "match": r"\b(?:price[- ]match|match (?:any|the|their|that|online|amazon)|beat any)\b",
    "free": r"\bfree (?:shipping|delivery|gift|wrapping|book|books|copy|copies|bookmark"
    r"|coffee|tote|parking|returns?|wifi|of charge|with|postage|pickup|for)\b"
    r"|\b(?:shipping|delivery|wrapping|postage|parking|entry|it|they|everything"
    r"|one|book|which|them) (?:is|are|comes?|'s|will be) (?:always |all )?free\b"
    r"|\b(?:kids|children|students|members|seniors|teachers|everyone) \w+ (?:for )?free\b"
    r"|\bcomplimentary\b|\bget one free\b|\bfree of charge\b"
    r"|\bno (?:extra )?charge\b|\bon us\b|\bon the house\b|\bwaiv\w+\b"
    r"|\bthrow in\b|\bthrown in\b|無料|サービスで",
    "save": r"\bsav(?:e|es|ing) (?:you )?(?:up to |an? |\$|[0-9]|ten|twenty|half|big)"
    r"|\bsave [A-Z0-9]",
    "lower": r"\b(?:lower|cut|drop|reduce|discount) (?:the |its |that )?(?:price"
    r"|it for you)\b|\bspecial price\b|\bdiscounted\b|\bbest price\b",
}
_PLAIN_VERBS = (
    "have|are|were|was|can|could|may|might|will|would|should|shall|must|had|got"
    "|open|close|know|need|see|say|look"
    "|find|found|going|go|think|thought|hope|like|love|recommend|suggest|read"
    "|talk|speak|begin|start|try|meet|met"
    "|both|two|all|just|shut|last|all|then|now|too|did|get|come|came|cannot|want|mean|meant"
    "|call|stay|still|currently|really|not"
    "|have|stock|carry|spoke|wrote|understand|believe|agree|make|made|here|there"
    "|humans|robots|machines|people|ran"
)
_POLICIES = {
    "return": r"\breturns?\b(?=.{0,40}\b(?:by|within|days|accepted|possible|policy|receipt"
    r"|are|is|can|must|free|any|for)\b)|\b(?:can|may|must"
    r"|be) (?:be )?return(?:ed)?\b|\breturn (?:it|them|books?|anything|unread"
    r"|any)\b|\bbring (?:it|them) back\b|\bsend it back\b|返品",
    "refund": r"\brefund\w*|\bmoney back\b|返金",
    "exchange": r"\bexchang\w+|\bswap (?:it|books)\b|交換",
    "receipt": r"\breceipts?\b|レシート",
    "gift card": r"\bgift (?:cards?|certificates?|vouchers?)\b|ギフトカード|ギフト券|商品券",
    "gift wrap": r"\bgift[- ]wrap\w*|\bwrap(?:ped|ping)?\b.{0,20}\b(?:gift|free|present|paper"
    r"|charge|book|it)\b|ラッピング|包装",
    "expire": r"\bexpir\w+|\bvalid (?:for|until)\b|有効期限",
    "pay": r"\bpay(?:ing|ments?)? (?:with|by|in|on|via|using|at)\b|\bpayment (?:methods?"
    r"|options?|plans?|terms)\b|\bpayments (?:are|can|must|by|in|with)\b"
    r"|\b(?:installments?|instalments?)\b|\bpaid (?:by|for by|in)\b|支払",
    "card": r"\b(?:credit|debit)? ?cards? (?:and|are|is|or|accepted|fine|work|only)\b"
    r"|\b(?:credit|debit) cards?\b|\b(?:visa|mastercard|amex|american express)\b"
    r"|クレジット|カード払い",
    "cash": r"\bcash\b|現金",
    "paypal": r"\bpaypal\b|\bvenmo\b|\bapple pay\b|\bgoogle pay\b|\bzelle\b|\bklarna\b"
    r"|\bafterpay\b|\bcash ?app\b|\bstripe\b|ペイペイ|paypay",
    "crypto": r"\bcrypto\w*|\bbitcoin\b|\bethereum\b",
    "cheque": r"\bche(?:que|ck)s\b|\bby (?:check|cheque)\b|\bpersonal check\b|\binvoices?\b"
    r"|\bpurchase orders?\b",
    "ship": r"\bship(?:s|ping|ped|ment|ments)?\b|\bpostage\b|\bpost (?:it|books|to)\b"
    r"|\bdeliver(?:y|ies|s)?\b(?! (?:a|an|the|on its)\b)|\b(?:parcels?|packages?"
    r"|courier)\b|\b(?:ups|fedex|usps|dhl)\b|配送|送料|発送|郵送|宅配",
    "mail": r"\bby (?:mail|post)\b|\bmail (?:it|them|your|books?)\b|\bmail[- ]order\b",
    "abroad": r"\bworldwide\b|\binternational(?:ly)?\b|\babroad\b|\boverseas\b"
    r"|\banywhere in\b|\bany country\b|\bevery country\b|海外",
    "express": r"\bexpress\b|\bovernight\b|\bsame[- ]day\b|\bnext[- ]day\b|\bpriority mail\b"
    r"|速達|即日|翌日配",
    "tracking": r"\btrack(?:ing|ed)\b|追跡",
    "customs": r"\bcustoms\b|\bduties\b|関税",
    "insurance": r"\binsur\w+|補償",
    "pets": r"\b(?:dogs?|cats?|pets?|parrots?|animals?|puppies|puppy"
    r"|ferrets?)\b.{0,30}\b(?:welcome|allowed|ok|okay|fine|permitted|come in"
    r"|inside|on a leash|leash|stay)|\b(?:bring|welcome|love"
    r"|allow) (?:in )?(?:your |any |all )?(?:\w+ )?(?:dogs?|cats?|pets?|parrots?"
    r"|animals?)\b|\bpet[- ]friendly\b|ペット|犬",
    "parking": r"\bparking\b|\bparks? (?:in|at|behind|on|for|right|free|your)\b"
    r"|\bcar ?park\b|\bgarage\b|駐車",
    "access": r"\bwheelchairs?\b|\bramps?\b|\belevator\b|\bstep[- ]free\b|\baccessib\w+"
    r"|\bno (?:stairs|steps)\b|\bbraille\b|\bhearing loop\b|\bstroller\b|車椅子|車いす"
    r"|バリアフリー|エレベーター",
    "amenity": r"\b(?:restrooms?|toilets?|bathrooms?|wi-?fi)\b|\bcaf[eé]\b|\b(?:coffee|tea"
    r"|drinks?|food|snacks)\b.{0,25}\b(?:serve|served|sell|allowed|welcome|free"
    r"|available)|\b(?:serve|sell|offer) (?:coffee|tea|drinks|food|snacks|cake)"
    r"|トイレ",
    "events": r"\b(?:story ?time|book ?club|signings?|author (?:visits?|events?|readings?"
    r"|talks?)|readings?|open mic|workshops?|events?)\b.{0,40}\b(?:every|each|on"
    r"|at|meets?|monday|tuesday|wednesday|thursday|friday|saturday|sunday|free"
    r"|monthly|weekly|held|host)|\bwe (?:host|hold|run)\b.{0,30}\b(?:club|reading"
    r"|signing|event|night|time|workshop)|サイン会|読書会",
    "trade": r"\btrade[- ]?ins?\b|\btrades?\b.{0,20}\bcredit\b|\bstore credit\b|\b(?:we"
    r"|shop|i) (?:also |do |will |always )?(?:buy|take)s? (?:\w+ ){0,3}(?:used"
    r"|old|your|back|second|any|books|comics|textbooks|collections|records"
    r"|vinyl)\b|\b(?:sell|trade) (?:us )?your\b|買取|買い取り",
    "hold": r"(?<!your )(?<!the )\bholds? (?:is|are|lasts?|stays?|expires?|costs?"
    r"|runs?)\b|\b(?:we|shop|i) (?:can |will |do |always )?(?:hold|keep"
    r"|reserve)s? (?:it|them|books?|any|anything|copies|everything"
    r"|items?)\b.{0,40}\b(?:for|without|until|free|days?|week|month|no)\b"
    r"|\bholds\b|取り?置き(?:は|期間|でき)",
    "deposit": r"\bdeposits?\b|\bwithout (?:payment|paying|deposit)\b|\bno (?:payment"
    r"|deposit)\b|\bup ?front\b|前金|前払い",
    "special order": r"\bspecial[- ]orders?\b|\bpre-?orders?\b|\bwe (?:can|could|do"
    r"|will)? ?(?:also )?order (?:any|most|all|every|books|anything|it|them)\b"
    r"|\bcan order (?:any|most|all|anything)\b|\bminimum orders?\b|\b(?:print"
    r"|printing)[- ]on[- ]demand\b|取り寄せ",
    "guarantee": r"\bguarant\w+|\bwarrant(?:y|ies)\b|\bno questions asked\b|\bsatisfaction\b|保証",
    "tax": r"\btax(?:es|[- ]free|[- ]exempt)?\b|\bvat\b|税金|免税",
    "privacy": r"\b(?:share|sell|keep|store|save|use|give|pass|delete|see|protect"
    r"|encrypt)\w* (?:\w+ ){0,2}?(?:your|any|customer|personal) (?:\w+ )?(?:data"
    r"|number|numbers|phone|email|e-mail|information|info|details|address"
    r"|messages|history)\b|\bprivacy\b|\b(?:your|customer|personal) (?:data"
    r"|numbers?|information|messages|details|conversations?)\b.{0,20}\b(?:is|are"
    r"|stays?|gets?|will)\b(?!.{0,12}\b(?:deleted|gone|erased|linked|saved"
    r"|changed|updated)\b)|\bwe (?:never |only |also |always )?(?:delete|keep"
    r"|store|log|record|erase|sell|share) (?:everything|conversations|messages"
    r"|your|no|nothing|data|numbers|all|it)\b|\bthird part(?:y|ies)\b|個人情報",
    "cancel": r"\bcancell?(?:ing|ation|ations)\b.{0,30}\b(?:is|are|free|fee|costs?|possible"
    r"|any)|\b(?:can|may) (?:be )?cancel(?:led|ed)?\b.{0,30}\b(?:any|free|until"
    r"|before|time|without|charge|within)|キャンセル(?:料|は(?:無料|いつでも|可能))",
    "fee": r"\b(?:fees?|surcharge|extra charge|late fee|fine)s?\b(?=.{0,20}\b(?:for|is"
    r"|of|are|no|apply|applies)\b)|\bno (?:\w+ )?fees?\b|手数料",
    "terms": r"\bretroactive\w*|\bbereavement\b|\bterms\b.{0,20}\b(?:apply|are|of)"
    r"|\bour (?:rule|policy|house rule|promise)\b|\bminimum (?:purchase|age"
    r"|spend)\b|\bage limit\b|\bschool orders\b|\blend(?:ing)?\b.{0,15}\b(?:books"
    r"|out|library)|\bsubscri(?:be|ption)s?\b(?=.{0,20}\b(?:box|month|costs?|get"
    r"|is|are)\b)|\b(?:rent|borrow) (?:books|any|it|them)\b",
    "place": r"\b(?:we are|we're|shop is|store is|located|find us|address is|branch(?:es)?"
    r"|second (?:shop|location|store))\b.{0,25}\b(?:street|st\.|avenue|ave|road"
    r"|corner|square|plaza|mall|next to|across|opposite|behind|downtown|station"
    r"|block|floor|branch|location)\b|\b(?:at|on) [0-9]+ \w+ (?:street|st"
    r"|avenue|ave|road|rd|lane|blvd)\b|\bsecond (?:shop|location|store|branch)\b"
    r"|\b(?:branch|branches)\b(?= (?:in|on|at|are|is))|徒歩|住所",
    "condition": r"\b(?:we|i) (?:only )?(?:check|grade|inspect|clean)\b.{0,30}\b(?:every|each"
    r"|all|used)\b|\bwe (?:also )?(?:print|repair|rebind|appraise|value|evaluate"
    r"|laminate|photocopy|scan|translate|donate|plant)\b",
    "extras": r"\blayaway\b|\brain ?checks?\b|\bcurbside\b|\bdrive-?(?:thru|through)\b"
    r"|\bbook ?drop\b|\bdrop[- ]?off\b|\bon credit\b|\bphotocop\w+",
    "service": rf"\bwe (?:also |always |never |usually |only |do |don't |do not "
    rf"|gladly )*(?!(?:{_PLAIN_VERBS})\b)(?![a-z]+(?:ed|s|ing)\b)[a-z]{{3,}}\b(?!')",
    "allowed": r"(?<!you )(?<!you're )\b(?:is|are) (?:always |also |not |very |both "
    r"|all )?(?:welcome|allowed|accepted|permitted|forbidden|prohibited|mandatory"
    r"|refundable|non-refundable|transferable|negotiable|possible)\b",
    "returnless": r"\bfinal sale\b|\ball sales (?:are )?final\b|\bkeep the book\b",
}
_ABSOLUTE = {
    "never": r"\bnever\b",
    "always": r"\balways\b|いつでも",
    "anytime": r"\bany ?time\b|\bat all times\b",
    "any": r"\b(?:any|anything|anybody|anyone|every|everything|all)\b(?! (?:good|set"
    r"|right|in all|about))|すべて|全て|全品",
    "even": r"\beven\b",
    "free": r"\bfree\b|無料|\bno (?:charge|cost|fee)",
    "full": r"\bfull(?:y)? refund|\bin full\b|全額",
    "unlimited": r"\bunlimited\b|\bno limit\b|\bno matter\b|\bno questions\b|\bforever\b"
    r"|\blifetime\b|無期限",
    "only": r"\bonly\b(?! if you)|のみ",
    "instead": r"\binstead\b|\bwithout\b",
}
_LOOSE = {
    "pay": r"\bpay|\bcards?\b|\bcash\b|\baccept|支払|現金|カード",
    "card": r"\bcards?\b|カード",
    "cheque": r"\bche(?:ck|que)s?\b|\binvoice",
    "hold": r"\bhold|\bheld\b|\breserv|取り?置き",
    "return": r"\breturn|\bbring .{0,10}back\b|返品",
    "ship": r"\bship|\bdeliver|\bpost(?:age)?\b|\bmail|\bparcel|配送|送料|発送|郵送|宅配",
    "privacy": r"\bprivacy\b|\bconversation|\bmessage|\bkeep|\bkept|\bdelete|\bdata\b"
    r"|\bnumber|\bshare|\binformation\b|\bdetails\b|個人情報",
    "cancel": r"\bcancel|キャンセル",
    "gift wrap": r"\bwrap|包装|ラッピング",
    "parking": r"\bpark|駐車",
    "pets": r"\b(?:dog|cat|pet|animal|parrot)s?\b|ペット|犬",
    "trade": r"\btrade|\bbuy\b|\bcredit\b|買取",
    "events": r"\bevent|\bclub\b|\breading|\bsigning|\bstory ?time|\bhost",
    "amenity": r"\bcaf|\bcoffee|\btea\b|\bfood|\bdrink|\btoilet|\brestroom|\bwi-?fi",
    "special order": r"\border|取り寄せ",
    "place": r"\b(?:street|st|avenue|ave|road|corner|square|station|block|floor|branch"
    r"|next to|across|opposite|behind|located|downtown)\b|徒歩|住所",
    "discount": r"\bdiscount|\boff\b|\bless\b|\bcheaper\b|%",
    "share": r"%|percent|割",
    "off": r"\boff\b|\bless\b|\bdiscount",
    "free": r"\bfree|\bno (?:extra )?charge|\bcomplimentary|\bon us\b|無料",
    "member": r"\bmember",
    "group": r"\b(?:student|senior|teacher|military|bulk|group|educator|veteran)",
    "save": r"\bsav|\boff\b|\bless\b|\bdiscount",
    "deposit": r"\bdeposit|\bup ?front|\bpay|前金",
    "tax": r"\btax|\bvat\b|税",
    "fee": r"\bfee|\bcharge|\bcosts?\b|\$|手数料",
    "terms": r"\S",
    "service": r"\S",
    "allowed": r"\S",
    "access": r"\bwheelchair|\bramp|\belevator|\bstep|\baccessib|\bstairs|\blift\b|車",
    "expire": r"\bexpir|\bvalid|期限",
    "deal": r"\bdeal|\boffer|\bpromo|\bspecial|\bdiscount",
}
"""What a policy may call a topic: broader than what makes a sentence of a reply a claim."""
_TOPICS = {
    kind: {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}
    for kind, patterns in ((Kind.DISCOUNT, _DISCOUNTS), (Kind.POLICY, _POLICIES))
}
_WRITTEN = {
    name: re.compile(_LOOSE.get(name, pattern), re.IGNORECASE)
    for patterns in (_DISCOUNTS, _POLICIES)
    for name, pattern in patterns.items()
}
_ABSOLUTES = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _ABSOLUTE.items()}
_SHARES = re.compile(r"([0-9]+)\s?(?:%|percent)|([0-9])割")
_STOP = frozenset(
    words_of(
        "a an and are as at be been by can could do does for from had has have he her "
        "here how i if in is it its just may me my no not of on one or our ours please "
        "shall she should so some than that the their them then there these they this "
        "those to too under us was we were what when where which who will with would yes "
        "you your yours also only very really well sure fine ok okay good great sorry "
        "afraid ah mm hm yeah yep need takes take get gets any shop store book books page "
        "says said traveler friend about other still last"
        " lasts keep kept run runs needed needs required "
        "sadly unfortunately accept accepts accepted allowed possible"
        " works work usually day days week weeks month months "
        "hour hours one two three four five six seven eight nine ten twelve fourteen "
        "thirty until within"
    )
)


_DENIED_AFTER = re.compile(
    r" (?:is not|isn't|are not|aren't)\b"
    r"|[はがも]?(?:ございません|ありません|できません|しておりません|ない)"
)


def policy_claims(case: Case) -> Iterator[Claim]:
    """Every rule, service and offer that the reply asserts."""
    for clause in case.passage.clauses:
        if _excused(case, clause):
            continue
        for kind, topics in _TOPICS.items():
            for topic, pattern in topics.items():
                found = _first(pattern, clause.text)
                if found is None or _is_refused(kind, clause, found):
                    continue
                yield case.claim(
                    kind,
                    clause.start + found.start(),
                    clause.start + found.end(),
                    is_backed=_is_backed(case, clause, topic),
                )


def _first(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.search(text)


def _excused(case: Case, clause: Clause) -> bool:
    was_not = re.match(r"\W*no \w+(?: \w+)? (?:was|were|has been|have been)\b", clause.text, re.I)
    if clause.stance.is_asked or clause.stance.is_unknown or was_not:
        return True
    if clause.stance.is_unable or (
        clause.stance.is_theirs and not re.search(r"\bwe\b|\bour\b", clause.text)
    ):
        return True
    if re.search(
        r"\b(?:ask|talk|speak|write|call|contact|see)(?: for| to| with)? (?:an? |the "
        r"|our )?(?:person|human|booksellers?|staff|somebody|someone)\b",
        clause.text,
    ):
        return not re.search(r"\bwe (?:can|will|do)\b", clause.text)
    if re.search(
        r"\b(?:page|policy|policies)\b.{0,30}\b(?:names|mentions|lists|says|speaks of) only\b",
        clause.text,
    ):
        return True
    if re.search(r"\bpage\b.{0,20}\b(?:mentions|lists|has|names)\b.*:\s*$", clause.text):
        return True
    # "I can ask about returns": what could be done is no rule, unless the shop says "you can".
    return bool(
        clause.stance.is_offer
        and re.search(r"\b(?:ask|check|look|tell you|find out|call)\b", clause.text)
    )


def _is_refused(kind: Kind, clause: Clause, found: re.Match[str]) -> bool:
    """A discount that is denied is none; a rule that denies something is still a rule."""
    before, after = clause.text[: found.start()], clause.text[found.end() :]
    is_denied = NEGATION.search(before) or _DENIED_AFTER.match(after)
    return kind is Kind.DISCOUNT and is_denied is not None


def _is_backed(case: Case, clause: Clause, topic: str) -> bool:
    if _is_repeated(case, clause):
        return True
    return any(_rests_on(clause.text, policy, topic) for policy in case.written.policies)


def _is_repeated(case: Case, clause: Clause) -> bool:
    """Whether it is a policy's own words, one for one."""
    said = clause.text.strip(" .!\n-*")
    start = clause.start + clause.text.index(said) if said else 0
    words = _one_line(case.passage.text[start : start + len(said)])
    return words.count(" ") >= _FEW_WORDS and any(
        words in _one_line(policy) for policy in case.written.policies
    )


_FEW_WORDS = 2


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _rests_on(said: str, policy: str, topic: str) -> bool:
    if not all(_WRITTEN[name].search(policy) for name in _topics(said) | {topic}):
        return False
    absolutes = {name for name, pattern in _ABSOLUTES.items() if pattern.search(said)}
    if _stems(said) <= _stems(policy):
        absolutes.discard("only")
    if any(not _ABSOLUTES[name].search(policy) for name in absolutes):
        return False
    if not _places(said) <= _stems(policy):
        return False
    if not set(_shares(said)) <= set(_shares(policy)):
        return False
    return _covers(said, policy) and _same_sign(said, policy)


def _topics(text: str) -> set[str]:
    return {
        name
        for topics in _TOPICS.values()
        for name, pattern in topics.items()
        if pattern.search(text)
    }


def _shares(text: str) -> Iterator[int]:
    for found in _SHARES.finditer(text):
        yield int(found[1]) if found[1] else 10 * int(found[2])


def _covers(said: str, policy: str) -> bool:
    """Whether most words of the claim are the policy's. Texts without spaces have no words."""
    words, known = _stems(said), _stems(policy)
    if len(words) <= 2:
        return words <= known
    return 2 * len(words & known) >= len(words)


def _places(text: str) -> set[str]:
    """Names within a sentence: a policy for Canada says nothing of Mexico."""
    names = re.findall(r"(?<=[a-z,] )[A-Z][a-z]+\b", text)
    return {_stem(name.lower()) for name in names if name.lower() not in _STOP}


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z]+", re.sub(r"\w+n't\b|'\w+", "", text.lower()))
    return {_stem(word) for word in words if word not in _STOP and len(word) > 1}


_IRREGULAR = {
    "kept": "keep",
    "held": "hold",
    "bought": "buy",
    "paid": "pay",
    "sold": "sell",
    "took": "take",
    "sent": "send",
    "brought": "bring",
}


def _stem(word: str) -> str:
    word = _IRREGULAR.get(word, word)
    for ending in ("ping", "ings", "ing", "able", "ies", "ed", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)[:5]
    return word[:5]


_RETURNS = {"retur"}
"""What is final is not returned."""


def _same_sign(said: str, policy: str) -> bool:
    """Whether what is denied is denied there, where the policy says most of it."""
    parts = [part for part in re.split(r"(?<=[.,;:!。、])\s*|,? but ", policy) if part.strip()]
    words = _stems(said)
    if words >= _RETURNS and NEGATION.search(said) and re.search(r"\bfinal\b", policy):
        return True
    if NEGATION.search(said):
        return any(NEGATION.search(part) and (words & _stems(part) or not words) for part in parts)
    nearest = max(parts, key=lambda part: len(words & _stems(part)))
    return not NEGATION.search(nearest) or not words
