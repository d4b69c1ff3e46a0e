"""The words and phrases of what a shop has rules about. Values; `concepts` reads texts by them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    SURE = "sure"
    MAYBE = "maybe"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Several words that name a concept only together."""

    name: str
    weight: Weight
    pattern: str
    is_offer: bool = False


def _offer(name: str, weight: Weight, pattern: str) -> Phrase:
    return Phrase(name, weight, pattern, is_offer=True)


OFFERS: dict[str, tuple[Weight, str]] = {
    "discount": (
        Weight.SURE,
        "discount concession rebate markdown clearance closeout promotion promo sale",
    ),
    "voucher": (Weight.SURE, "coupon voucher"),
    "loyalty": (Weight.SURE, "loyalty perk freebie giveaway raffle cashback"),
    "points": (Weight.MAYBE, "points stamps bonus"),
    "free": (Weight.MAYBE, "free complimentary gratis freely"),
    "waive": (Weight.SURE, "waive waived waiving"),
    "bargain": (Weight.MAYBE, "deal bundle offer reduced slashed cheaper halve"),
    "save": (Weight.DETAIL, "save saving savings"),
}
RULES: dict[str, tuple[Weight, str]] = {
    "return": (Weight.MAYBE, "return returnable"),
    "refund": (Weight.SURE, "refund refundable reimburse reimbursed"),
    "exchange": (Weight.MAYBE, "exchange swap replace replacement exchangeable"),
    "receipt": (Weight.SURE, "receipt"),
    "ship": (
        Weight.SURE,
        "postage postal courier usps ups fedex dhl mailed",
    ),
    "parcel": (Weight.MAYBE, "parcel package"),
    "deliver": (Weight.MAYBE, "deliver delivery deliveries post mail dispatch"),
    "express": (Weight.MAYBE, "express overnight"),
    "tracking": (Weight.SURE, "trackable"),
    "customs": (Weight.SURE, "customs duties"),
    "insurance": (Weight.MAYBE, "insure insured insurance"),
    "abroad": (Weight.MAYBE, "abroad worldwide international internationally overseas"),
    "pay": (Weight.MAYBE, "pay payment paid payable installment instalment invoice"),
    "visa": (Weight.SURE, "visa mastercard"),
    "amex": (Weight.SURE, "amex"),
    "paypal": (Weight.SURE, "paypal"),
    "venmo": (Weight.SURE, "venmo zelle"),
    "instalments": (Weight.SURE, "klarna afterpay"),
    "crypto": (Weight.SURE, "crypto bitcoin ethereum"),
    "contactless": (Weight.SURE, "contactless"),
    "cash": (Weight.MAYBE, "cash"),
    "cheque": (Weight.MAYBE, "cheque checks"),
    "wrap": (Weight.SURE, "giftwrap"),
    "expire": (Weight.SURE, "expire expiry expiration"),
    "park": (Weight.SURE, "parking carpark"),
    "garage": (Weight.MAYBE, "garage"),
    "access": (
        Weight.SURE,
        "wheelchair ramp accessible accessibility braille stroller pram pushchair",
    ),
    "lift": (Weight.SURE, "elevator"),
    "stairs": (Weight.DETAIL, "stairs steps staircase"),
    "amenity": (
        Weight.SURE,
        "restroom toilet bathroom wifi washroom loo",
    ),
    "event": (
        Weight.SURE,
        "signing workshop storytime meetup",
    ),
    "trade": (Weight.SURE, "trade-in consignment buyback"),
    "trades": (Weight.MAYBE, "trade donate donation donations appraise appraisal"),
    "credit": (Weight.MAYBE, "credit"),
    "hold": (Weight.MAYBE, "hold reserve reservation"),
    "deposit": (Weight.SURE, "deposit upfront layaway prepay prepayment"),
    "preorder": (Weight.SURE, "preorder backorder"),
    "guarantee": (Weight.SURE, "guarantee guaranteed warranty"),
    "tax": (Weight.SURE, "tax taxes vat"),
    "fee": (Weight.SURE, "fee surcharge"),
    "charge": (Weight.MAYBE, "charge cost"),
    "cancel": (Weight.MAYBE, "cancel cancellation"),
    "privacy": (Weight.SURE, "privacy encrypt encrypted gdpr"),
    "lend": (Weight.MAYBE, "lend loan rent rental borrow"),
    "subscribe": (Weight.SURE, "subscription newsletter"),
    "member": (Weight.SURE, "membership"),
    "pickup": (Weight.MAYBE, "pickup curbside kerbside collection collect click-and-collect"),
    "repair": (Weight.MAYBE, "repair rebind laminate photocopy print scan engrave personalize"),
    "allow": (
        Weight.MAYBE,
        "allowed permitted forbidden prohibited welcome accept accepted eligible entitled",
    ),
    "entitle": (Weight.MAYBE, "qualify negotiable transferable"),
    "job": (Weight.MAYBE, "hiring job vacancy apply résumé cv"),
}
DETAILS: dict[str, str] = {
    "student": "student pupil",
    "teacher": "teacher educator school classroom",
    "senior": "senior pensioner elderly",
    "military": "military veteran army",
    "members": "member",
    "library": "library",
    "staff": "employee",
    "online": "online website web app internet",
    "unread": "unread unused untouched unopened pristine mint new condition",
    "used": "used secondhand second-hand preowned",
    "damaged": "damaged torn faulty defective broken misprint misprinted",
    "reduced": "reduced",
    "gift": "gift present",
    "week": "weekend weekday",
    "any": "any anything anyone anybody everything everyone whatever whichever",
    "never": "never",
    "always": "always anytime forever lifetime unlimited",
    "full": "full fully entire",
    "even": "even",
    "without": "without",
    "instead": "instead",
    "id": "id passport license licence",
    "textbook": "textbook",
    "comic": "comic vinyl record cd dvd magazine",
    "hardcover": "hardcover hardback",
    "paperback": "paperback",
    "signed": "signed autographed",
    "month": "monthly",
    "weekly": "weekly",
    "rule": "rule policy limit minimum maximum",
    "daily": "daily",
    "kids": "kid child toddler baby",
    "bag": "bag tote bookmark mug pen",
    "cafe": "cafe café coffee tea cake snack drink wine espresso latte food",
    "dog": "dog puppy pup beagle terrier poodle",
    "cat": "cat kitten",
    "animal": "animal pet parrot hamster ferret rabbit",
    "leash": "leash leashed",
    "events": "event reading launch club talk",
    "data": "data number email address details information conversations messages",
    "order": "order reorder",
    "card": "card",
}
PHRASES: tuple[Phrase, ...] = (
    _offer("share", Weight.SURE, r"(?:%|percent\b|per cent\b)(?= (?:off|less|discount|cheaper))"),
    _offer(
        "discount",
        Weight.SURE,
        r"\b(?:[0-9.]+|dollars?|bucks|quid|pounds|euros|percent|half|third|quarter|fiver|tenner"
        r"|something"
        r"|bit|little|some|money|couple) off\b"
        r"|[%$€£¥]\s?[0-9.]* ?off\b|\boff (?:your|the next|any|every|all)\b(?! (?:shel|top|mind))"
        r"|\bknock(?:ed|ing)?\b.{0,24}\boff\b|\bmark(?:ed)?[ -]?downs?\b|\bmarked down\b"
        r"|\bprices? (?:went|has|have|rose|dropped|drops?|fell|increased|will|cuts?)\b"
        r"|\bcheaper (?:today|now|this|if|for)\b|\b(?:black friday|cyber monday|happy hour)\b"
        r"|\b(?:lower|cut|drop|reduce) (?:the |its |that )?(?:price|it for you)\b"
        r"|\b(?:special|best|better|employee|staff|friends?|mates?) (?:price|rate)s?\b"
        r"|\bround(?:ed)? (?:it |that )?down\b|\bcome down (?:a|on|to)\b",
    ),
    _offer(
        "voucher",
        Weight.SURE,
        r"\b(?:promo|discount|coupon)? ?codes? [A-Z0-9]{3,}\b|\b(?:promo|discount|coupon) codes?\b"
        r"|\bwith (?:the )?code\b",
    ),
    _offer(
        "bogo",
        Weight.SURE,
        r"\bbogo\b|\b(?:buy|get|take|pay for) (?:one|two|three|four|any|[2-9])\b.{0,24}\b(?:get"
        r"|for|free|pay|third|fourth|half)\b|\b[2-5] for (?:the price of )?[1-4]\b"
        r"|\b(?:two|three|four)[- ]for[- ](?:one|two|three|the price of)\b",
    ),
    _offer("half_price", Weight.SURE, r"\bhalf[- ](?:the )?price\b|\bhalf off\b"),
    _offer("loyalty", Weight.SURE, r"\b(?:punch|stamp|loyalty|rewards?|points?)[- ]cards?\b"),
    _offer(
        "match",
        Weight.SURE,
        r"\bprice[- ]match\w*|\b(?:match|beat|meet) (?:any|the|their|that|"
        r"online|amazon|it|those|other)\b",
    ),
    _offer(
        "free",
        Weight.SURE,
        r"\bfree (?:\w+ )?(?:shipping|delivery|gift|wrapping|book|copy|copies|bookmark|coffee"
        r"|tote|parking"
        r"|returns?|wi-?fi|of charge|postage|pickup|sample)\b|\bfor free\b"
        r"|\b(?:no|without|any) (?:extra |additional |added )?(?:charge|cost)\b|\bon us\b"
        r"|\bon the house\b|\b(?:throw|thrown|throwing|toss) (?:\w+ ){0,3}?in\b(?= for|[.,!]|$)"
        r"|\bthrow(?:n|ing)? in\b"
        r"|\bfree of charge\b|\bcosts? (?:you )?nothing\b|\bno (?:\w+ )?fees?\b",
    ),
    Phrase(
        "return",
        Weight.SURE,
        r"\b(?:bring|send|take|hand|give|mail|carry) (?:it|them|books?|"
        r"anything|the book|that|this|one) (?:right |straight )?back\b|(?<![\"'])\bbring back\b"
        r"|\breturns? "
        r"(?:policy|window|period|slip)\b|\breturn (?:it|them|that|this|books?|anything|unread"
        r"|any)\b"
        r"|\bbe returned\b",
    ),
    Phrase(
        "refund",
        Weight.SURE,
        r"\bmoney back\b|\bmoney (?:is|goes|comes|will)\b.{0,20}\bback\b"
        r"|\bget your money\b",
    ),
    Phrase("receipt", Weight.SURE, r"\bproof of purchase\b|\bgift slip\b"),
    Phrase(
        "gift_card",
        Weight.SURE,
        r"\bgift[- ]?(?:cards?|certificates?|tokens?)\b|"
        r"\bbook tokens?\b",
    ),
    Phrase(
        "wrap",
        Weight.SURE,
        r"\bgift[- ]?wrap\w*|\bwrap(?:s|ped|ping)? (?:it|them|that|gifts?"
        r"|presents?|books?|paper|your|any)\b|\bwrapping\b",
    ),
    Phrase(
        "card",
        Weight.SURE,
        r"\b(?:credit|debit|major|bank) cards?\b"
        r"|\bcards? (?:are|is|and cash|or cash|accepted|only)\b",
    ),
    Phrase("apple_pay", Weight.SURE, r"\bapple pay\b"),
    Phrase("google_pay", Weight.SURE, r"\b(?:google|samsung) pay\b"),
    Phrase("cash_app", Weight.SURE, r"\bcash ?app\b"),
    Phrase("daily", Weight.DETAIL, r"\bevery ?day\b|\b(?:seven|7) days\b|\bany day\b|\ball week\b"),
    Phrase(
        "cheque",
        Weight.SURE,
        r"\b(?:by|personal|take|accept) (?:a )?che(?:ck|que)s?\b"
        r"|\bpurchase orders?\b",
    ),
    Phrase(
        "ship",
        Weight.SURE,
        r"\bship(?:ping|ped|ments?)\b|\b(?:we|it|they|orders?|parcels?|books?"
        r"|can|to|will|'ll|also|not|don't|free|always|only|happily) ships?\b|\bships? (?:to|within"
        r"|in|for"
        r"|anywhere|free|internationally|abroad|worldwide|it|them|books?|everywhere|nationwide)\b",
    ),
    Phrase(
        "express",
        Weight.SURE,
        r"\b(?:same|next)[- ]day\b|\bpriority mail\b"
        r"|\bexpress (?:ship\w*|deliver\w*|mail|post|option)",
    ),
    Phrase("tracking", Weight.SURE, r"\btracking\b|\btracked\b"),
    Phrase(
        "abroad",
        Weight.SURE,
        r"\banywhere (?:in the world|else)\b|\b(?:any|every|other) countr(?:y|ies)\b"
        r"|\bout(?:side)? (?:of )?the (?:us|uk|country|states|eu)\b",
    ),
    Phrase(
        "expire",
        Weight.SURE,
        r"\bvalid (?:for|until|through|till)\b|\bgood for (?:a|one|two|"
        r"three|[0-9]+) (?:year|month|week)",
    ),
    Phrase(
        "pets",
        Weight.SURE,
        r"\b(?:dogs?|cats?|pets?|parrots?|animals?|pup(?:py|pies|s)?"
        r"|ferrets?|beagle|terrier|he|she)\b.{0,30}\b(?:welcome|allowed|permitted|come in|inside"
        r"|on a"
        r" leash|leashed?)\b|\b(?:bring|welcome|allow) (?:in )?(?:your |any |all )?(?:\w+"
        r" )?(?:dogs?"
        r"|cats?|pets?|parrots?|animals?|pup(?:py|s)?)\b|\b(?:pet|dog)[- ]friendly\b"
        r"|\bwelcome (?:dogs?|pets?|cats?|animals?)\b",
    ),
    Phrase(
        "park",
        Weight.SURE,
        r"\bparks? (?:in|at|behind|out|on|right|free|your|for)\b"
        r"|\bcar park\b|\bparking\b",
    ),
    Phrase("access", Weight.SURE, r"\bstep[- ]free\b|\bno (?:stairs|steps)\b|\bhearing loop\b"),
    Phrase("amenity", Weight.SURE, r"\bwi-fi\b|\breading room\b"),
    Phrase(
        "cafe",
        Weight.SURE,
        r"\b(?:serve|sell|offer|have) (?:\w+ )?(?:coffee|tea|drinks|food"
        r"|snacks|cake|wine)\b|\b(?:coffee|tea) (?:bar|corner|counter|machine)\b",
    ),
    Phrase(
        "event",
        Weight.SURE,
        r"\bstory ?(?:time|hour)s?\b|\bbook ?clubs? (?:meets?|is|runs?"
        r"|gathers?|every|each|on)\b|\bopen mic\b|\b(?:author|poetry|book|writing) (?:visits?"
        r"|events?|"
        r"readings?|talks?|nights?|evenings?|launch\w*|circle)\b|\bwe(?:'re| are| also|'ll)?"
        r" (?:host"
        r"|hold|run)\w*\b.{0,30}\b(?:club|reading|signing|event|night|time|workshop|circle|class)\b"
        r"|\breading (?:with|by) [A-ZĦ]",
    ),
    Phrase(
        "trade",
        Weight.SURE,
        r"\bwe(?:'ll| will| can)? (?:also |even |usually )?(?:pay|give you)\b(?! (?:more"
        r"|attention))|\btrade[- ]?ins?\b|\bstore credit\b|\b(?:we|shop|i) (?:also "
        r"|do |will |always |gladly |happily )*(?:buy|take)s? (?:in )?(?:\w+ ){0,3}?(?:used|old"
        r"|your"
        r"|back|second|textbooks|collections|records|vinyl|donations)\b|\b(?:sell|trade) (?:us "
        r"|in )?"
        r"your\b",
    ),
    Phrase(
        "hold",
        Weight.SURE,
        r"\bholds? (?:is|are|lasts?|stays?|expires?|costs?|runs?|can)\b"
        r"|\b(?:we|shop|staff|booksellers?|they) (?:can |will |do |always |only |'ll )*(?:hold"
        r"|keep|"
        r"reserve|save)s? (?:it|them|books?|any|anything|copies|everything|items?|one|titles?)\b"
        r"|\bheld (?:for (?:[0-9]|an? |up to|two|three|four|five|seven|ten)|until)\b|(?<!put"
        r" )(?<!place )(?<!set )\bholds\b|\b(?:set|put|kept) (?:it )?aside for (?:up to|[0-9]|a "
        r"|two"
        r"|three|seven|five|ten)",
    ),
    Phrase("deposit", Weight.SURE, r"\bup ?front\b|\bin advance\b|\bpay(?:ing)? (?:first|later)\b"),
    Phrase("preorder", Weight.SURE, r"\bpre-?orders?\b|\bback ?orders?\b"),
    Phrase(
        "order",
        Weight.SURE,
        r"\bspecial[- ]orders?\b|\b(?:can|could|will|'ll|happily|gladly)"
        r" (?:always |also )?order (?:it |one |them |any|most|all|every|books|a copy|that"
        r" )(?:in\b)?"
        r"|\border(?:ed)? (?:it |one |them )?(?:in|from the)\b|\bprint[- ]on[- ]demand\b",
    ),
    Phrase("guarantee", Weight.SURE, r"\bno questions asked\b|\bsatisfaction\b"),
    Phrase("fee", Weight.SURE, r"\b(?:late|extra|handling|service) (?:fee|charge|cost)s?\b"),
    Phrase(
        "privacy",
        Weight.SURE,
        r"\bthird part(?:y|ies)\b|\b(?:share|sell|keep|store|save|give"
        r"|pass|delete|log|record)s? (?:\w+ ){0,2}?(?:your|any|customer|personal) (?:\w+ )?(?:data"
        r"|numbers?|phone|e-?mail|information|info|details|address|messages|history|chats?)\b"
        r"|\b(?:conversation|message|chat|data|number|detail|histor(?:y|ies)|information)s? (?:is"
        r"|are|get|gets|stays?) (?:\w+ )?(?:kept|stored|saved"
        r"|deleted|logged|private)\b",
    ),
    Phrase(
        "terms",
        Weight.SURE,
        r"\bno (?:minimum|maximum|age|limits?|deposit|need to (?:pay|book"
        r"|reserve|order|register))\b|\bbereavement\b|\bretroactive\w*|\bterms and conditions\b",
    ),
    Phrase("final", Weight.SURE, r"\bfinal sale\b|\ball sales (?:are )?final\b|\bkeep the book\b"),
    Phrase(
        "pickup",
        Weight.SURE,
        r"\bpick-?ups?\b|\bfor pick ?up\b|\bdrop[- ]?offs?\b|\brain ?checks?\b"
        r"|\bdrive-?(?:thru|through)\b|\bbook ?drop\b|\bon credit\b",
    ),
    Phrase(
        "age",
        Weight.SURE,
        r"\b(?:must|have to|need to) be (?:over |at least )?[0-9]{2}\b"
        r"|\bunder (?:18|16|12)s?\b(?! dollars)|\bage (?:limit|restricted|restriction)\b",
    ),
    Phrase(
        "place",
        Weight.SURE,
        r"\b(?:we are|we're|(?:shop|store)(?: is|'s)|located|find us"
        r"|address is|branch(?:es)?)\b.{0,25}\b(?:street|st\.|avenue|ave|road|corner|square|plaza"
        r"|mall|next to|across|opposite|behind|downtown|station|block|floor|branch|location)\b"
        r"|\b[0-9]+ [A-Z]\w+ (?:street|st|avenue|ave|road|rd|lane|blvd)\b"
        r"|\bfind us (?:at|on|in|above|by|next|behind|near|opposite)\b",
    ),
    Phrase(
        "branch",
        Weight.SURE,
        r"\b(?:second|other|sister|new|both) (?:shop|location|store|branch)(?:es)?\b",
    ),
    Phrase(
        "period",
        Weight.SURE,
        r"\byou(?:'ve got| have| get|'ve|'ll have) (?:up to |about |around |just )?"
        r"(?:\w+|[0-9]+) (?:days|weeks|months)\b",
    ),
    Phrase("terms", Weight.SURE, r"\b(?:get|gets|go|come)s? in free\b"),
)
