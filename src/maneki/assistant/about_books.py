"""What is asked about a book: what it costs, whether it is there, what it is about. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from maneki.assistant.meaning import By, Context, Intent, ShownBook, Slots, Understood
from maneki.assistant.numbers import CARDINAL
from maneki.assistant.pointing import books_pointed_at, is_shown, spoken_of
from maneki.assistant.wanted import bared, copies_in, other_one, wanted_in
from maneki.assistant.wording import Wording, read

_WHAT = r"(?P<what>[^|]+?)"
_END = (
    r"(?: (?:please|thanks|then|right now|now|today|these days|there|at your (?:shop|store)"
    r"|in your (?:shop|store)|again|roughly|about|exactly|new|used))*[ |,]*$"
)
_PRICE = (
    re.compile(


                rf"\bhow much (?:(?:do )?you want for|are you asking for|is|are|was|(?:are "
                rf")?you (?:charging|asking|selling) for|for"
            rf"|would|will|does|do|did|you want for|do you want for"
        rf"|are you asking for|to (?:buy|get)|it costs? for|money is|you asking for"
        rf"|you charge for|do you (?:charge|ask|sell)(?: for)?)(?: (?:a copy of|the cost of"
        rf"|it cost for))?(?: {_WHAT})??(?: (?:costs?|be|run(?: me)?|go(?:ing)? for"
        rf"|sell(?:ing)? for|set me back|cost me|going to cost|worth))?{_END}"),
    re.compile(
        rf"\bhow much {_WHAT} (?:costs?|is|are|would be|would cost|goes for|runs"
        rf"|sells for){_END}"),
    re.compile(
        rf"\b(?:cheapest|lowest|least expensive)(?: (?:copy|edition|price|version"
        rf"|used copy))?(?: (?:of|for|on))? {_WHAT}{_END}"),
    re.compile(
        rf"\b(?:price(?:s| ?check| tag| point)?|cost|damage)(?: (?:of|on"
        rf"|for))(?: {_WHAT}){_END}"),
    re.compile(
        rf"\b(?:what|whats?) (?:does|do|would|will|did|is|are)(?: {_WHAT})?? (?:costs?(?: me)?"
        rf"|going for|priced(?: at)?|sell(?:ing)? for|run(?: me)?|go for|set me back){_END}"),
    re.compile(
        rf"\bwhat (?:is|are|was)(?: the| your)? (?:price|cost|damage|asking price"
        rf"|going rate)(?: (?:of|on|for|tag on) {_WHAT})?{_END}|\b(?:what"
        rf"|which) price(?: (?:of|on|for|is) (?P<what2>[^|]+?))?{_END}|\bwhat (?:are you"
        rf"|do you) (?:ask|asking|charge|charging|want|selling)(?: (?:for"
        rf"|it for) ?(?P<what3>[^|]+?)?)?{_END}"),
    re.compile(
        rf"^[ |,]*(?:{_WHAT},? )?(?:how much|price|cost|how pricey)(?: (?:please|is it|though"
        rf"|of it|check|then))*[ |,]*$"),
    re.compile(
        rf"\b(?:is|are|was) {_WHAT} (?:\w+ )?(?:expensive|cheap|pricey|costly|affordable"
        rf"|overpriced)\b|\bhow (?:expensive|cheap|pricey|costly) (?:is|are) (?P<what2>[^"
        rf"|]+?){_END}|\bcan i afford (?P<what3>[^|]+?){_END}"),
    re.compile(
        r"(?P<what>[^|]*?)(?:の値段|の価格|のお値段)?(?:は|って|が)? ?(?:いくら|おいくら"
        r"|値段|お値段|価格|何円)"),
)  # fmt: skip
_IS_UNDER = re.compile(
    r"\b(?:is|are) (?P<what>[^|]+?) (?:under|over|more than|less than|below|above"
    r"|cheaper than) (?P<money>[$¥€£]? ?\d+(?:\.\d+)?)"
)
_BARE_PRICE = re.compile(
    r"^[ |,]*(?:the |and |what |its? )*(?:price|cost|how much|prices)(?: (?:please|is it"
    r"|of it|for it|though|then|would it be|it is|and))*[ |,]*$"
)

_THERE = (
    r"(?:in stock|in store|in|on (?:the|your) shel(?:f|ves)|available|in the (?:shop"
    r"|store)|still (?:there|available|in|around|in stock|on the shelf|for sale)|sold out"
    r"|out of stock|back(?: in(?: stock)?| on the shelf)?"
    r"|left|around|gone|on hand|for sale|here|out|there|at (?:the|your) (?:shop|store)"
    r"|something you (?:have|stock|carry))"
)
_STOCK = (
    re.compile(
        rf"\b(?:any|a|more|how many|last|got|some|{CARDINAL})(?: (?:more|a|any|used|new|signed"
        rf"|spare|other))* (?:copies|copy) (?:of|left of|for) {_WHAT}(?: (?:do you|have you"
        rf"|are there|you have|left|there|you got|in stock|are left)\b[^|]*)?[ |,]*(?=$|\|)"),
    re.compile(
        rf"\b(?:is|are|was) {_WHAT} (?:still |currently |back |also |now |really |actually "
        rf"|even |already )*{_THERE}(?: (?:in|again|yet|today|now|right now|at the moment"
        rf"|please|in paperback|in hardcover|or not|at all|or sold out|or gone|or what"
        rf"|or do i|for|there|with you|currently|this week|the|shelf|shelves|stock|at|your"
        rf"|store|shop|hardcover|paperback|in print))*[ |,]*$"),
    re.compile(

            rf"^(?![ |,]*(?:do|does|did|have|has|can|could) (?:you|they|the|u|ya|we|i)\b)[ "
            rf"|,]*{_WHAT},?"
            rf"(?: is| are)? (?:in stock|available|availability|do you have"
            rf" (?:it|that|one"
        rf"|any)|you (?:have|got) (?:it|that|one|any)|got (?:it|that|one)|have (?:it|one)"
        rf"|any (?:left|copies)|still there)(?: (?:now|today|please|or not|yet|left|in|stock"
        rf"|in stock|there))*[ |,]*$"),
    re.compile(
        rf"\b(?:stock|availability|copies|in stock|inventory)(?: check)?,? (?:on|of"
        rf"|for) {_WHAT}[ |,]*$|\bcheck (?:if|whether|for)(?: you (?:have|got)"
        rf"| there is)? (?P<what2>[^|]+?)[ |,]*$"),
    re.compile(r"(?P<what>[^|]*?)(?:の在庫|って在庫|、在庫|は在庫|在庫)[^|]*"),
)  # fmt: skip
_HAVE = (
    re.compile(

            r"\b(?:do|does|did|would|will|can) (?:you(?: all| guys| folks| people)?"
            r"|the (?:shop|store)|they|anyone|ya|we) (?:(?:still|also|currently|happen to"
            r"|even|by any chance|actually|ever|possibly|guys|all|perhaps|maybe|usually|now"
            r"|already|not) )*"

            r"(?:have|carry|stock|sell|got|keep|has)(?: got)?(?: (?:in stock|there|in"
            r"|available))? (?P<what>[^|]+)"
    ),
    re.compile(
        r"\b(?:have|you|has) (?:you |the shop |the store |guys |all )?(?:(?:still|already"
        r"|by any chance|even|also|currently) )*(?:got|have|has|carry|stock|sell|selling"
        r"|had)(?: in)? (?P<what>[^|]+)"),
    re.compile(
        r"\bhave you (?!read|ever|been|seen|heard|finished|tried|met)(?:still |any |a "
        r"|the )?(?P<what>[^|]+)"),
    re.compile(

            r"(?P<what>[^|]+?)(?:は|って|が|も)?(?: ?(?:まだ|今|店に|お店に))?(?:あります"
            r"|ありませ|置いて|売って|残って"
        r"|ある)(?:か|い?ます|い?る)?"),
    re.compile(
        r"^[ |,]*(?:you |who )?(?:got|has|have|carry|stock|sell)(?! you)(?: any| some"
        r"| the)? (?P<what>[^|]+)"),
    re.compile(
        r"\b(?:can|could|may|will) i (?:still |just |maybe )?(?:get|find|grab|pick up"
        r"|come get|come by for|swing by for|see)(?: (?:a copy of|any))? (?P<what>[^|]+)"),
    re.compile(
        r"\b(?:is|are) there (?:still |even |actually )?(?:a copy of|any copies of|copies of"
        r"|any|a|an|some) (?P<what>[^|]+)"),
    re.compile(
        r"\b(?:are|r) you (?:all |guys )?(?:still )?(?:out of|sold out of|selling|stocking"
        r"|carrying) (?P<what>[^|]+)"),
)  # fmt: skip
_BARE_STOCK = re.compile(
    r"^[ |,]*(?:is it |and |any |still |how many |are there |left |the |are they |have you |you "
    r"|do you )*(?:in stock|available|stock|got it|have it|got one|have one|on the shelf"
    r"|copies|copies left|any left|left|in the shop|sold out|in store)(?: (?:now|today|still"
    r"|yet|please|right now"
    r"|there|or not))*[ |,]*$|^[ |]*在庫[^|]*"
)
_WH_HAVE = re.compile(
    r"\b(?:what|which|how many)(?: kinds? of| sorts? of| good| other| new| used"
    r"| types? of)? (?P<what>[^|]+?) (?:do|does|have|are|is|can|you|u) (?:you|there|ya|i"
    r"|got|have|in|the)\b[^|]*"
)

_ABOUT_ADJECTIVES = (
    r"(?:(?:any |a |too |really |very |that |more |like |super |pretty |also |so "
    r"|kind of |kinda |actually |quite |overly |an? |the |still |super |supposed to be "
    r"|considered |good|worth|as|in|at|part|hard|easy|ok|okay|appropriate|suitable|safe"
    r"|long|short|scary|sad|funny|violent|gory|dark|happy"
    r"|spicy|steamy|boring|depressing|difficult|slow|fast|fiction|non ?fiction|true|real"
    r"|based|about|standalone|popular|famous|translated|original|illustrated|readable"
    r"|graphic|romantic|creepy|heavy|clean|kid|child|age|recommended|award|literary"
    r"|interesting"
    r"|better|best|complete|finished|a series|inspired|similar|set|written|told|well"
    r"|highly|everything|book|classic|novel|memoir|worth it|thick|big|confusing|weird"
    r"|serious|light|cozy|cute|dense|dated|overrated|underrated|one of)\b ?)"
)
_DETAILS = (
    re.compile(
        rf"\b(?:tell|give|show|send|say|share|can i get|could i get|i want|want|need|know"
        rf"|hear|get)\b(?: \w+){{0,3}}? (?:more|bit|little|info(?:rmation)?|details?"
        rf"|something|specifics|stuff|anything|lowdown|rundown|scoop)(?: info(?:rmation)?"
        rf"| details| bit)* (?:about|on|of|for|regarding) {_WHAT}[ |,]*(?=$|\|)"),
    re.compile(
        rf"\btell me (?:all )?(?:about|of) {_WHAT}[ |,]*(?=$|\|)|\b(?:describe"
        rf"|summari[sz]e) (?P<what2>[^|]+?)[ |,]*(?=$|\|)|^[ |,]*(?:more |some |any "
        rf"|and )*(?:about|info(?:rmation)? (?:on|about)|details (?:on|of|about|for)"
        rf"|more on) (?P<what3>[^|]+?)[ |,]*$"),
    re.compile(
        rf"\b(?:plot|blurb|synopsis|summary|description|premise|gist|ratings?|reviews?"
        rf"|page count|storyline|story|genre|length|author|back cover|setting|ending"
        rf"|publication date|release date|pub date|themes?|isbn|publisher|language"
        rf"|characters?)(?: (?:of|for|on|in|to|behind)) {_WHAT}(?:, .*)?[ |,]*(?=$|\|)"),
    re.compile(
        rf"\b(?:what|how|why) (?:is|are|makes)(?: \w+){{0,3}} (?:special|good|great"
        rf"|interesting|different|new|cool|hype)(?: \w+)? (?:about|with|in|of) {_WHAT}[ "
        rf"|,]*(?=$|\|)"),
    re.compile(
        rf"\b(?:what|whats) (?:is|are|was|s) {_WHAT} (?:(?:all |really |even "
        rf"|actually )?about|like|rated|on goodreads)\b[^|]*|\bwhat (?:does|do"
        rf"|did) (?P<what2>[^|]+?) (?:deal with|talk about|cover|contain)\b"
        rf"|\bwhat happens in (?P<what3>[^|]+?)[ |,]*(?=$|\|)"),
    re.compile(
        rf"\bwho (?:wrote|authored|is the (?:author|writer)(?: of| for)?|writes|translated"
        rf"|illustrated|published|narrates|is the (?:translator|illustrator|publisher"
        rf"|main character)(?: of| in)?|is it by|is in)(?: {_WHAT})?[ |,]*(?=$|\|)"
        rf"|\bwho is (?P<what2>[^|]+?) (?:by|written by)[ |,]*(?=$|\|)"),
    re.compile(
        rf"\b(?:when|what year|which year|how long ago) (?:was|were|did|is"
        rf"|has)(?: {_WHAT})?? (?:first )?(?:published|written|come out|came out|released"

            rf"|printed|out|get published|from)\b[^|]*|\b(?:what|which) (?:year|genre"
            rf"|language|format) (?:is"
        rf"|was) (?P<what2>[^|]+?)(?: from)?[ |,]*(?=$|\|)"),
    re.compile(
        rf"\bhow (?:many pages|long|thick|big)(?: (?:are there in|are in|is in|is|are|does|in"
        rf"|has|was))?(?: {_WHAT})??(?: (?:have|long|has|in total|is it))?[ "
        rf"|,]*(?=$|\|)"),
    re.compile(
        rf"\b(?:is|are|was|does|did|has) {_WHAT} (?:(?:have|get|won?|win|end|contain|deserve"
        rf"|hold up|really|got|need to be)\b[^|]*|{_ABOUT_ADJECTIVES}+[^|]*)[ |,]*(?=$|\|)"),
    re.compile(
        rf"\bhow (?:good|scary|sad|funny|hard|difficult|violent|dark|spicy|well rated|popular"
        rf"|old|long|gory|graphic|is) (?:is|are|was)? ?{_WHAT}(?: rated| reviewed)?[ |,]*(?=$"
        rf"|\|)|(?:^[ |,]*(?:so |ok |hey |and )*should i|\bworth) (?:read(?:ing)?|buy(?:ing)?"
        rf"|get(?:ting)?|start) (?P<what2>[^|]+?)[ |,]*(?=$|\|)|\bwhat (?:do|did) (?:people"
        rf"|readers|critics|you|others|folks) (?:think|say|thought) (?:of|about) (?P<what3>[^"
        rf"|]+?)[ |,]*(?=$|\|)"),
    re.compile(

            r"(?P<what>[^|]*?)(?:の|は|って)?(?:あらすじ|内容|ページ数|何ページ|著者|作者"
            r"|評価|レビュー|誰が書|どんな(?:本|話|内容|小説"

            r"|物語)|何の本|いつ出版|出版年)|(?P<what2>[^|]+?)(?:に)?(?:ついて)(?:もっと"
            r")?(?:詳しく|教え|知りた)"),
)  # fmt: skip
_BARE_DETAILS = re.compile(
    r"^[ |,]*(?:and |ok |any |the |so |is it |what |its? |more |some |a |got |have |hmm "
    r"|can i (?:see|get) |show me )*(?:more|details?|info(?:rmation)?|plot|blurb|synopsis"
    r"|summary|pages?|page count|how many pages|ratings?|reviews?|description|author"
    r"|what is it about|about what|who wrote it|who is the author|what year|go on"
    r"|any good|good|worth it|worth reading|is it good|year|tell me more|more info"
    r"|how long|spoilers)(?: (?:please|is it|are there|it|good|on it|about it|of it|then"
    r"|though|in it|is that|does it have|and))*[ |,]*$"
)
_TELL_MORE = re.compile(
    r"\b(?:tell|give|send|say) (?:me )?(?:a (?:bit|little) )?more(?: (?:please|then|info"
    r"|details))*[ |,]*$|もっと(?:詳しく|教えて)|詳しく"
)
_GO_ON = re.compile(
    r" [|,] (?:(?:go on|go ahead|please|tell me(?: more)?|show me|more|let us (?:see|hear)(?: it)?"
    r"|say more|do tell|sounds (?:good|nice|interesting)|i (?:am|would be) (?:curious|interested))"
    r"(?: (?:about (?:it|that)|then|please))*[ |,]*)+$"
)
_OF_THEM = r"(?:of (?:them|these|those|the (?:\w+ )?(?:books|ones|two|three|four|five|lot)|all))"
_WHICH_IS = (
    r"^[ |,]*(?:(?:ok|and|so|hmm|but|well|,) )*"
    rf"(?P<which>(?:which|what)(?: (?:one|book|title|{_OF_THEM}))*(?: (?:is|are|has|was|costs?))?"
    r"(?: the| your)? )?(?:the )?SUCH(?: (?:one|book|title|"
    rf"{_OF_THEM}|then|please|here|there))*[ |,]*$"
)
_ORDERS = (
    (
        By.CHEAPEST,
        r"(?:cheapest|least expensive|lowest price(?:d)?|least money|(?<=costs )(?:the )?least)",
    ),
    (
        By.DEAREST,
        r"(?:most expensive|dearest|priciest|costliest|highest price|(?<=costs )(?:the )?most)",
    ),
    (By.SHORTEST, r"(?:shortest|thinnest|quickest(?: read)?|(?:fewest|least) pages)"),
    (By.LONGEST, r"(?:longest|thickest|biggest|most pages)"),
    (By.NEWEST, r"(?:newest|latest|most recent)"),
    (By.OLDEST, r"(?:oldest|earliest)"),
    (
        By.BEST,
        r"(?:best(?: rated| reviewed| liked)?|(?:highest|top) rated|most popular|best ratings?)",
    ),
)
_IT = re.compile(r"\b(?:it|its|that|this|that one|this one|them)\b|それ|これ")
_NO_BOOK = re.compile(
    r"(?:a|an|the|there|left|first|last|(?:good|best|great|better)(?: for)?|do|have|got"
    r"|have you|do you"
    r"|does|is|are|i|you|this a|he|she|we|next|now|to|what|which|some|any|your|my"
    r"|in|in stock|available|out|back|here|order|yourself|you guys|me|us|everything|something"
    r"|anything|nothing|someone|books?"
    r"|a book|the shop|the store|prices?)"
)
_NO_DETAILS = re.compile(
    r"\b(?:is|are) (?:there|you|this (?:a|the) (?:shop|store|bot)|my|your|i)\b"
    r"|\bwhat is the (?:time|date|weather)\b"
)


def price(message: Wording, context: Context) -> Understood | None:
    found = _IS_UNDER.search(message.plain)
    if found:
        what, copies = message.group(found, "what"), copies_in(message)[0]
        wanted = _one_book(what, context)
        asked = replace(wanted, max_price=copies.max_price)
        is_one = is_book(wanted) and not _NO_BOOK.fullmatch(" ".join(read(what).words))
        return Understood(Intent.PRICE, asked) if is_one else None
    if _BARE_PRICE.search(message.plain):
        return Understood(Intent.PRICE, _it(context))
    return _about_a_book(_PRICE, message, context, Intent.PRICE)


_SECOND_HAND = r"(?:used|second ?hand)"
_CONDITION = re.compile(
    rf"\b(?:is|are|was) (?P<what>[^|,]+?) (?:new or {_SECOND_HAND}|{_SECOND_HAND} or (?:brand )?new"
    rf"|brand new|{_SECOND_HAND}|in (?:good|bad|what|mint|decent|ok) (?:condition|shape)){_END}"
    rf"|\b(?:what|which) (?:condition|shape) is (?P<what2>[^|,]+?) in{_END}"
)
_NOT_ONE = re.compile(
    r"\b(?:your|you|the books|books|they all|all|these books|everything|things|there)\b"
)


def of_its_condition(message: Wording, context: Context) -> Understood | None:
    """Is Dune new or used: what is known of its copies; of all of them, nothing is."""
    found = _CONDITION.search(message.plain)
    what = message.group(found, "what", "what2") if found else ""
    if not what:
        return None
    if _NOT_ONE.search(what.casefold()):
        return Understood(Intent.STOCK)
    slots = _one_book(what, context)
    return Understood(Intent.STOCK, slots) if is_book(slots) else None


_HOW_MANY = re.compile(
    r"^[ |,]*(?:(?:nice|cool|great|ok|okay|awesome|perfect|sweet|good|lovely|thanks|thank you|yay"
    r"|and|so|wow|oh|yes|,|\|) )*how (?:many|much)"
    r"(?: (?:dollars|bucks|euros|pounds|yen|quid|usd|money|cash))?"
    r"(?: (?:is|are|does|would|will|for) (?P<what>[^|,]+?)(?: (?:cost|be|run|go for))?)?"
    r"(?: (?:for it|is it|is that|then|please|does it cost|is this))*[ |,]*$"
)
_IN_MONEY = re.compile(r"[$€£¥]|\b(?:dollars|bucks|euros|pounds|yen|quid|usd)\b")


def in_dollars(message: Wording, context: Context) -> Understood | None:
    """How many $: what it costs, whatever was said ahead of it."""
    found = _HOW_MANY.search(message.plain)
    if found is None or not _IN_MONEY.search(message.text.casefold()):
        return None
    what = message.group(found, "what")
    return Understood(Intent.PRICE, _one_book(what, context) if what else _it(context))


def stock(message: Wording, context: Context) -> Understood | None:
    """Whether the shop has a book. "Do you have" asks for more than that: see `had`."""
    if context.shown and _BARE_STOCK.search(message.plain):
        return Understood(Intent.STOCK, _it(context))
    return _about_a_book(_STOCK, message, context, Intent.STOCK)


def details(message: Wording, context: Context) -> Understood | None:
    if context.shown and (_BARE_DETAILS.search(message.plain) or _TELL_MORE.search(message.plain)):
        return Understood(Intent.DETAILS, _it(context))
    pointed = other_one(message, context) or _only_one(message, context)
    if pointed:
        return Understood(Intent.DETAILS, Slots(title=pointed.title))
    if _NO_DETAILS.search(message.plain):
        return None
    for clause in (message, *message.clauses()):
        if found := _about_a_book(_DETAILS, clause, context, Intent.DETAILS):
            return found
    if context.shown and _BARE_DETAILS.search(message.plain.split("|")[0]):
        return Understood(Intent.DETAILS, _it(context))
    return None


def compared(message: Wording, context: Context) -> Understood | None:
    """Which of the shown books is the cheapest, or whatever else they can be put in order by."""
    for by, words in _ORDERS:
        found = re.search(_WHICH_IS.replace("SUCH", words), message.plain)
        if found and (context.shown or (found["which"] and by is not By.BEST)):
            titles = tuple(book.title for book in context.shown)
            return Understood(Intent.COMPARE, Slots(titles=titles, by=by))
    return None


def _only_one(message: Wording, context: Context) -> ShownBook | None:
    going_on = _GO_ON.search(message.plain)
    message = message.without(going_on) if going_on else message
    pointed = books_pointed_at(bared(message).text, context)
    return pointed[0] if len(pointed) == 1 else None


def had(message: Wording) -> str | None:
    """What stands behind "do you have"; None if nothing like it is asked."""
    for rule in _HAVE:
        if found := rule.search(message.plain):
            return message.group(found, "what")
    found = _WH_HAVE.search(message.plain)
    return message.group(found, "what") if found else None


def is_book(slots: Slots) -> bool:
    """Whether slots name one book, or several, rather than a kind of books."""
    return bool(slots.title or slots.titles or slots.isbn)


def _about_a_book(
    rules: tuple[re.Pattern[str], ...], message: Wording, context: Context, intent: Intent
) -> Understood | None:
    for rule in rules:
        found = rule.search(message.plain)
        if found is None:
            continue
        what = _what(message, found)
        if what and _NO_BOOK.fullmatch(" ".join(read(what).words)):
            continue
        if not what:
            if context.shown:
                return Understood(intent, _it(context))
            continue
        slots = _one_book(what, context)
        if is_book(slots) or slots.series:
            return Understood(intent, _with_copies(slots, message))
    return None


def _what(message: Wording, found: re.Match[str]) -> str:
    groups = found.groupdict()
    names = [name for name in ("what", "what2", "what3") if groups.get(name)]
    return message.group(found, names[0]) if names else ""


def _one_book(what: str, context: Context) -> Slots:
    """The book a phrase names; a name alone is taken for a title here: "is Emma any good"."""
    wanted = wanted_in(what, context)
    if is_shown(what, context) and not wanted.title:
        return replace(wanted, title=what, author=None, series=None, genre=None)
    points = _IT.fullmatch(read(what).plain.strip(" |,"))
    if points and not context.shown:
        return Slots(format=wanted.format)
    return wanted


def _with_copies(slots: Slots, message: Wording) -> Slots:
    copies, _ = copies_in(message)
    return replace(
        slots,
        format=copies.format or slots.format,
        max_price=copies.max_price or slots.max_price,
        quantity=copies.quantity or slots.quantity,
    )


def _it(context: Context) -> Slots:
    return Slots(title=spoken_of(context).title) if context.shown else Slots()
