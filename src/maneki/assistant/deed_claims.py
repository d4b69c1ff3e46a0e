"""What a reply says was done ("I've put it on hold"), and whether a tool did it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.evidence import Deed, DeedSeen, title_key
from maneki.assistant.passages import Clause

_DONE = (
    r"(?:i|we)(?:'ve| have|'m| am|'re| are| just| already| also| now"
    r"| went ahead and| have just| have already|'ve just|'ve already)* "
)
_WILL = (
    r"(?:i'll|we'll|i will|we will|i am going to|i'm going to|somebody will"
    r"|someone will|a bookseller will|a person will|they will|they'll)(?: also"
    r"| gladly| now| just| right away)? "
)
_I_WILL = r"(?:i'll|we'll|i will|we will|i am going to|i'm going to)(?: also| gladly| now| just)? "
_BE = (
    r"(?:is|are|was|were|been|has been|have been|'s|'re|it's|all|now|get|gets"
    r"|being)(?: now| already| all| just| been)* "
)

# Verbs of looking and thinking: what they tell changes nothing in the world.
_OF_THE_MIND = (
    r"(?:search|look|check|list|pick|choos|notic|lik|lov|enjoy|want|miss|need|hop|wonder|guess|"
    r"match|includ|mention|narrow|limit|sort|bas|compar|collect|gather|round|add up|count|suggest|"
    r"recommend|understand|learn|hear|read|consider|assum|misunderst|mix|skipp|scann|stopp|tri|"
    r"answer|explain|describ|talk|work|promis|prefer|expect|fail|laugh|cri|finish|start)"
)
_DEEDS: tuple[tuple[tuple[Deed, ...], str], ...] = (
    (
        (Deed.HOLD,),
        (
            rf"\b{_DONE}(?:put|set|placed|holding|hold|reserved|reserving|keeping|kept"
            rf"|held|tucked|saved|pulled|laid)\b(?! (?:used|any|books|most"
            rf"|of)\b)(?: \S+){{0,5}}? ?(?:aside|on hold|a hold|hold|for you"
            rf"|under your name|back|behind|reserved|copies|copy|it|them|Ŧ+)"
            rf"|\b{_WILL}(?:hold|reserve|put|set|keep|save)\b(?: \S+){{0,4}}? ?(?:aside"
            rf"|on hold|hold|for you|it|them)"
            rf"|\b{_BE}(?:reserved|on hold|held|set aside|put aside|put back"
            rf"|waiting (?:for you|at the (?:counter|desk|till))|yours|saved for you)\b"
            rf"|\b(?:reserved|on hold|held|set aside)\s*[.!:,]|^\W*held\b"
            rf"|\bwaits? (?:for you|at the)\b"
            r"|\byour (?:hold|reservation) (?:is|has)\b"
            r"(?! (?:kept|for|until)\b)|\bhold(?: is)? (?:placed"
            r"|confirmed|ready)\b|\bready (?:for|to) (?:pick ?up|collect|be picked)"
            r"|\byour name (?:is )?on it\b|\bwaiting under your name\b"
            rf"|\b{_DONE}(?:reserved|reserving)\b"
            r"|お?取り置き(?:しました|いたしました|しています|しており|済み)"
            r"|予約(?:しました|いたしました|を承り|が完了)"
        ),
    ),
    (
        (Deed.REFUND,),
        (
            rf"\b{_DONE}(?:refunded|issued|processed|credited|sent"
            rf"|started)\b.{{0,25}}\b(?:refund|money|credit|back|voucher)\b"
            rf"|\b{_DONE}refunded\b|\b{_WILL}(?:refund|credit|add|send you|give you|waive"
            rf"|apply)\b.{{0,40}}|\brefund (?:is|has|was|will be|should be)\b|\b(?:money"
            rf"|payment) (?:is|has been|was) (?:on its way|returned|refunded|credited)"
            rf"|\bwould waive\b|返金(?:しました|いたしました|済み)"
        ),
    ),
    (
        (Deed.REFUND,),
        (
            r"\b(?:you|you've|you're|that|it|the (?:order|purchase|book|money|sum))"
            r"(?:'ve|'re|'s| have| has| were| was| are| is| will be)? (?:now |just |already |all |"
            r"fully |been )*(?:refunded|reimbursed|credited|compensated)\b"
        ),
    ),
    (
        (Deed.CANCEL,),
        (
            rf"\b{_DONE}(?:cancell?ed|cancell?ing)\b|\b{_WILL}cancel\b|\b{_BE}cancell?ed\b"
            rf"|キャンセル(?:しました|いたしました|済み|を承り)"
        ),
    ),
    (
        (Deed.ORDER,),
        (
            rf"\b{_DONE}(?:ordered|ordering|placed|charged|shipped|mailed|sent|dispatched"
            rf"|posted|rung|billed|packed|wrapped|added|bought|purchased|confirmed"
            rf"|processed)\b(?! (?:you )?(?:(?:an?|the|that|this|your) (?:\w+ )?(?:alerts?"
            rf"|message|text)|alerts|a note|word)\b)|\b{_WILL}(?:order|ship|mail|send"
            rf"|charge|post|place|pack|wrap)\b(?! (?:you )?(?:a message|an alert|word"
            rf"|a note|a text))"
            r"|\b(?:order|payment|purchase|package|parcel|shipment|preorder"
            r"|pre-order) (?:\S+ )?(?:is|was|has|went|will be)(?: now| been| already"
            r"| just)* (?:confirmed|placed|complete|completed|on its way|shipped|received"
            r"|processed|through|ready|paid|sent|dispatched|accepted|in)\b"
            r"|\b(?:you|you've)(?:'ve|'re| have| were)? (?:been |now |just )*(?:charged|billed)\b"
            r"|\bin transit\b|\b(?:is|are|it's) being (?:packed|prepared|shipped|wrapped)\b"
            r"|\bwent through\b|\bis on its way\b|\bout for delivery\b|\b(?:it )?(?:ships"
            r"|shipped) (?:today|tomorrow|yesterday|this)|\byour card (?:was"
            r"|has been) charged\b|\bpayment link (?:is|was|has)\b|\border (?:number"
            r"|no\.?|#)\s?\S*[0-9]|\bthank you for (?:your|the) (?:order|purchase)\b"
            r"|注文(?:を承り|を受け|しました|いたしました|が完了|を確定)|発送(?:しました|いたしました|済み)"
        ),
    ),
    (
        (Deed.FORGET,),
        (
            rf"\b{_DONE}(?:deleted|erased|removed|forgotten|wiped|purged)\b|\b(?:data"
            rf"|history|messages|information|details|everything|records?|number|profile"
            rf"|account) (?:is|are|has been|have been|was|were|is now)(?: all| now"
            rf"| already)? (?:deleted|erased|removed|gone|wiped|forgotten|purged)\b"
            rf"|\b{_WILL}(?:delete|erase|forget)\b|削除(?:しました|いたしました|済み)"
        ),
    ),
    (
        (Deed.CHANGE,),
        (
            rf"\b{_DONE}(?:changed|updated|edited|corrected|moved|switched|renewed"
            rf"|extended|registered|upgraded|fixed|swapped|signed|enrolled|entered"
            rf"|subscribed|unsubscribed)\b|\b{_WILL}(?:change|update|extend|sign you up"
            rf"|register|enroll)\b|\b(?:address|details|order|hold|account|number|email"
            rf"|name|subscription) (?:is|are|has been|have been|was) (?:now )?(?:changed"
            rf"|updated|extended|corrected|saved|noted)\b|\b(?:you|it|your \w+)(?:'ve"
            rf"| have|'s| has) (?:now |just |already )?been (?:added|put|signed|registered"
            rf"|moved|charged|subscribed|enrolled|entered|changed|updated)\b|\byou(?:'re"
            rf"| are) (?:now )?(?:signed up|registered|enrolled|subscribed|on the (?:list"
            rf"|waiting list|waitlist))\b|変更(?:しました|いたしました|済み)"
            r"|登録(?:しました|いたしました|済み)"
            rf"|延長(?:しました|いたしました)"
        ),
    ),
    (
        (Deed.CHANGE, Deed.REMEMBER),
        rf"\b{_DONE}(?:noted|remembered)\b",
    ),
    (
        (Deed.LINK,),
        (
            rf"\b{_DONE}(?:linked|connected|merged)\b|\b{_BE}(?:linked|connected"
            rf"|merged)\b(?! (?:stories|tales|by))"
        ),
    ),
    (
        (Deed.CALL,),
        (
            rf"\b{_DONE}(?:told|asked|called|notified|informed|pinged|alerted|messaged"
            rf"|passed|forwarded|let|contacted|emailed"
            rf"|escalated)\b(?: \S+){{0,3}}? ?(?:bookseller|booksellers|staff|person|human"
            rf"|somebody|someone|colleague|owner|manager|team|people|them|one|know|publisher"
            rf"|author)|\b{_DONE}(?:passed|forwarded) (?:this|it|that|your \w+) (?:on"
            rf"|along)"
            rf"|\b(?:booksellers?|staff|somebody|someone|a person|a human|colleague"
            rf"|manager|owner|team) (?:\S+ )?(?:has been|have been|was|were|is"
            rf"|are) (?:\S+ )?(?:told|asked|notified|informed|called|alerted|pinged"
            rf"|on (?:the|their|it)|coming|joining|looking|working|reading|with you|here"
            rf"|checking)\b|\b{_WILL}(?:call|get|fetch|ask|tell|notify|ping|alert|forward"
            rf"|contact|pass (?:this|it|that))\b (?:an?|the|my|our|to|on|someone|somebody"
            rf"|staff|for) |\b(?:somebody|someone|a bookseller|a person|a human|staff|they"
            rf"|a colleague|the owner)(?: will|'ll) (?:\w+ )?(?:call|write|reply|answer"
            rf"|join|be with you|be in touch|contact|get back|message|email|help"
            rf"|take over)\b|\b(?:bookseller|person|human) (?:joins|will join|takes over"
            rf"|will take over|is on)"
            r"|\b(?:staff|booksellers?|owner|manager|team) (?:already "
            r"|now )?(?:knows?|(?:is|are) aware)\b"
            r"|店長に(?:確認|相談|連絡|伝え)|(?:係|スタッフ|担当者|店員)(?:の者)?(?:に|を|へ)(?:伝え|呼び|連絡し|お伝え)"
        ),
    ),
    (
        (Deed.CALL,),
        (
            r"\b(?:booksellers?|staff|someone|somebody|person|human|manager|colleague|owner|"
            r"librarian|expert|team ?mate|supervisor)s?(?: is| are|'s)?(?: now| already| just)* "
            r"(?:on the (?:line|phone|case|way)|on (?:his|her|their|its) way|standing by|waiting"
            r"|ready (?:to|for)|joining|right with you|with you|typing|here (?:now|for you))\b"
        ),
    ),
    (
        (Deed.OTHER,),
        (
            # Whatever else is told as done for the customer: I bookmarked it, I emailed you.
            r"\b(?:i|we)(?:'ve| have)?(?: just| already| also| now| gladly)* "
            rf"(?!{_OF_THE_MIND})[a-z]{{3,}}ed (?:you|your|it|them|that|this|an?|the|our)\b"
            r"(?! (?:wrong|question|page|title|answer|mood))"
        ),
    ),
    (
        (Deed.PAUSE,),
        (
            rf"\b{_DONE}(?:paused|silenced|muted|stopped|snoozed)\b|\b{_BE}(?:paused|muted"
            rf"|silenced|snoozed)\b|\balerts? (?:for \S+ )?(?:are"
            rf"|is) (?:now )?(?:off|paused|stopped)\b"
            rf"|停止(?:しました|いたしました)"
        ),
    ),
    (
        (Deed.RESUME,),
        (
            rf"\b{_DONE}(?:resumed|unpaused|restarted|reactivated|switched (?:it"
            rf"|them) (?:back )?on|turned (?:it|them) (?:back )?on)\b|\b{_BE}(?:resumed"
            rf"|active again|running again|back on(?! the| our))\b|再開(?:しました|いたしました)"
        ),
    ),
    (
        (Deed.WATCH,),
        (
            rf"\b{_DONE}(?:set up|set|created|made|saved|added"
            rf"|started)\b(?: \S+){{0,3}}? ?(?:alerts?|filters?|watch|notifications?"
            rf"|reminders?|list|wishlist|wish list)\b|\b{_I_WILL}(?:tell you|let you know"
            rf"|notify|alert|message|text|ping|keep (?:an eye|watch|looking)|watch|remind"
            rf"|write to you|keep you posted|email)\b(?! (?:nobody|a bit|more|what"
            rf"|about it (?:now|here)))"
            rf"|\b(?:i'm|i am|we're|we are)(?: now)? watching\b|\b(?:filter|alert|reminder"
            rf"|notification|watch) (?:is|has been|was) (?:now )?(?:set"
            rf"|created|saved|on(?! the\b| [A-Z0-9])"
            rf"|active|ready|in place)\b|\byou(?:'ll| will) (?:hear from (?:me|us)"
            rf"|get an? (?:alert|text|message|notification)|be notified"
            rf"|be the first to know)\b"
            r"|(?:通知|フィルター|アラート)(?:を)?(?:設定|作成|登録)(?:しました|いたしました)"
            rf"|お知らせします"
        ),
    ),
    (
        (Deed.ALERT,),
        (
            rf"\b{_DONE}(?:told|alerted|texted|messaged) you\b|\b{_DONE}sent you (?:(?:an?"
            rf"|the|that|this|your) (?:\w+ )?(?:alerts?|message|text)|word|it on)\b"
            rf"|\balert (?:went|was sent)\b"
        ),
    ),
    (
        (Deed.OTHER,),
        (
            rf"\b{_DONE}(?:(?:turned|switched) (?:\S+ ){{0,3}}(?:off|on)|(?:made"
            rf"|left) (?:you )?a (?:note|reminder))\b"
            r"|\b(?:gift|books?|order|parcel|package) (?:is|are|has"
            r"|has been)(?: now)? (?:wrapped|packed|left|gone out)\b"
            rf"|\b{_DONE}(?:booked|arranged|scheduled|applied|activated|recorded|submitted"
            rf"|emailed|faxed|checked with|spoke|spoken|talked|negotiated|approved|sorted"
            rf"|taken care of|signed you|transferred|redeemed|topped|printed|scanned"
            rf"|put (?:you|your))\b|\b(?:all done|all set|it's done|it is done"
            rf"|consider it done|that's done)\b|\b(?:appointment|table|delivery|pickup"
            rf"|ticket|seat|spot|place) (?:is|has been|was) (?:booked|reserved|scheduled"
            rf"|confirmed|arranged|saved)\b|^\W*(?:(?:done|ok|okay|sure|great|k"
            rf"|yes)\W+)?(?:all )?(?:paused|deleted|ordered|cancell?ed|refunded|reserved"
            rf"|booked|updated|changed|sent|saved|shipped|linked|resumed|removed|confirmed"
            rf"|placed|forgotten|done)\s*(?:[.!,:]|$)|\b(?:filter|alert|order|hold|address"
            rf"|data|account|message|refund|reservation|booking|payment)s? (?:received|deleted"
            rf"|cancell?ed|removed|created|set|paused|placed|confirmed|updated|changed"
            rf"|sent|issued|saved|reserved|resumed)\b|\b(?:manager|owner|boss|bookseller"
            rf"|staff|colleague) (?:has |have |just |already )?(?:approved|agreed"
            rf"|confirmed|promised|checked|set|put)\b|\b(?:has|'s|have|is"
            rf"|are)(?: all)?(?: been)? (?:taken care of|arranged|sorted(?: out)?|handled"
            rf"|settled|approved)\b|(?:承りました|手配しました|手配いたしました|完了しました)"
        ),
    ),
)
_PATTERNS = tuple((deeds, re.compile(pattern, re.IGNORECASE)) for deeds, pattern in _DEEDS)
_ALSO: dict[Deed, tuple[Deed, ...]] = {
    Deed.WATCH: (Deed.RESUME,),
    Deed.HOLD: (Deed.ORDER,),
    Deed.ORDER: (Deed.HOLD,),
    Deed.OTHER: tuple(Deed),
    Deed.ALERT: (Deed.WATCH,),
    Deed.CHANGE: (Deed.WATCH, Deed.RESUME, Deed.PAUSE),
    Deed.PAUSE: (Deed.CHANGE,),
    Deed.FORGET: (),
}
_NOT = re.compile(
    r"\b(?:not|never|nothing|nobody|no|none|n't|cannot|can't|won't|didn't|haven't"
    r"|isn't|hasn't|couldn't|unable|without)\b|ません|いない",
    re.IGNORECASE,
)
_TALKS_OF_RULES = re.compile(
    r"\b(?:holds|orders|refunds|returns|books|copies|items) (?:are|can)\b"
    r"|\b(?:our|the) (?:rule|policy)\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:if|when|once|whether|before|after|unless|until|to|reply|say|text)\b", re.IGNORECASE
)
_TO_BE = re.compile(r"\b(?:will|shall)\b|'ll\b", re.IGNORECASE)
# If you like, I can call somebody, | and they will write: what will be done, if it is wanted.
_ON_CONDITION = re.compile(
    r"\bif you\b|\b(?:just |please )?(?:say|tell me|reply|text me|answer)\b|\bi (?:can|could)\b"
    r"|\bwould you like\b|\bshall i\b|\bwant me to\b",
    re.IGNORECASE,
)
_STORY = re.compile(r"\b(?:story|novel|plot|narrator|hero|heroine|who|whose)\b", re.IGNORECASE)


def deed_claims(case: Case) -> Iterator[Claim]:
    """Everything the reply says was done, is being done or will be done without further asking."""
    for clause in case.passage.clauses:
        stance = clause.stance
        if stance.is_asked or stance.is_unknown or stance.is_unable or stance.is_theirs:
            continue
        for deeds, pattern in _PATTERNS:
            for found in pattern.finditer(clause.text):
                if not _is_asserted(clause, found):
                    continue
                yield case.claim(
                    Kind.ORDER,
                    clause.start + found.start(),
                    clause.start + found.end(),
                    is_backed=any(_was_done(case, clause, deed) for deed in deeds),
                )


def _is_asserted(clause: Clause, found: re.Match[str]) -> bool:
    before = clause.text[: found.start()]
    led_up = clause.sentence[: clause.start - clause.sentence_start]
    if _TO_BE.search(found.group()) and _ON_CONDITION.search(led_up):
        return False
    if _NOT.search(before) or _NOT.search(found.group()) or _IF.search(before):
        return False
    if re.match(r"\W*(?:nobody|nothing|no one)\b", clause.text[found.end() :], re.IGNORECASE):
        return False
    if clause.stance.is_offer and not re.search(
        r"\bhas|have|'ve|'ll|will\b", found.group(), re.IGNORECASE
    ):
        return False
    return not _TALKS_OF_RULES.search(clause.text) and not _STORY.search(before)


def _was_done(case: Case, clause: Clause, deed: Deed) -> bool:
    wanted = {deed, *_ALSO.get(deed, ())}
    named = {title_key(title) for title in case.passage.titles_in(clause.start, clause.end)}
    return any(
        seen.is_done and seen.deed in wanted and _is_about(seen, named)
        for seen in case.evidence.deeds
    )


def _is_about(seen: DeedSeen, named: set[str]) -> bool:
    if seen.deed not in (Deed.HOLD, Deed.ORDER) or not named or not seen.about:
        return True
    return title_key(seen.about) in named
