"""How a reply tells that something was done, is being done or will be done. Pure.

The first table has the usual words of each deed; the second takes whatever else "I" did, what is
said of "your order", what somebody "will" do, so that no word has to be known to be read.
"""

from __future__ import annotations

from dataclasses import dataclass

from maneki.assistant.evidence import Deed

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
    r"(?<!i )(?<!i'm )(?:is|are|was|were|been|has been|have been|'s|'re|it's|all|now|get|gets"
    r"|being)(?: now| already| all| just| been)* "
)

# Verbs of looking and thinking: what they tell changes nothing in the world.
_OF_THE_MIND = (
    r"(?:search|look|check|list|pick|choos|notic|lik|lov|enjoy|want|miss|need|hop|wonder|guess|"
    r"match|includ|mention|narrow|limit|sort|bas|compar|collect|gather|round|add up|count|suggest|"
    r"recommend|understand|learn|hear|read|consider|assum|misunderst|mix|skipp|scann|stopp|tri|"
    r"answer|explain|describ|talk|work|promis|prefer|expect|fail|laugh|cri|finish|start)"
)


@dataclass(frozen=True, slots=True)
class Telling:
    """A way to tell that something is done, and the deeds any of which bears it out."""

    deeds: tuple[Deed, ...]
    pattern: str


_USUAL: tuple[Telling, ...] = (
    Telling(
        (Deed.HOLD,),
        (
            rf"\b{_DONE}(?:put|set(?! up)|placed|holding|hold|reserved|reserving|keeping|kept"
            rf"|held|tucked|saved|pulled|laid)\b(?! (?:used|any|books|most"
            rf"|of)\b)(?: \S+){{0,5}}? ?(?:aside|on hold|a hold|hold|for you"
            rf"|under your name|back|behind|reserved|copies|copy|it|them|Ŧ+)"
            rf"|\b{_WILL}(?:hold|reserve|put|set|keep(?! (?:it|this|things) (?:brief|short"
            rf"|simple|light))"
            rf"|save)\b(?: \S+){{0,4}}? ?(?:aside"
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
    Telling(
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
    Telling(
        (Deed.REFUND,),
        (
            r"\b(?:you|you've|you're|that|it|the (?:order|purchase|book|money|sum))"
            r"(?:'ve|'re|'s| have| has| were| was| are| is| will be)? (?:now |just |already |all |"
            r"fully |been )*(?:refunded|reimbursed|credited|compensated)\b"
        ),
    ),
    Telling(
        (Deed.CANCEL,),
        (
            rf"\b{_DONE}(?:cancell?ed|cancell?ing)\b|\b{_WILL}cancel\b|\b{_BE}cancell?ed\b"
            rf"|キャンセル(?:しました|いたしました|済み|を承り)"
        ),
    ),
    Telling(
        (Deed.ORDER,),
        (
            rf"\b{_DONE}(?:ordered|ordering|placed|charged|shipped|mailed|sent|dispatched"
            rf"|posted|rung up|billed|packed|wrapped|added|bought|purchased|confirmed"
            rf"|processed)\b(?! (?:you )?(?:(?:an?|the|that|this|your|two|three|four|[0-9]+|both"
            rf"|those) (?:\w+ )?(?:alerts?"
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
    Telling(
        (Deed.FORGET,),
        (
            rf"\b{_DONE}(?:deleted|erased|removed|forgotten|wiped|purged)\b|\b(?:data"
            rf"|history|messages|information|details|everything|records?|number|profile"
            rf"|account) (?:is|are|has been|have been|was|were|is now)(?: all| now"
            rf"| already)? (?:deleted|erased|removed|gone|wiped|forgotten|purged)\b"
            rf"|\b{_WILL}(?:delete|erase|forget)\b|削除(?:しました|いたしました|済み)"
        ),
    ),
    Telling(
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
    Telling(
        (Deed.CHANGE, Deed.REMEMBER),
        rf"\b{_DONE}(?:noted|remembered)\b",
    ),
    Telling(
        (Deed.LINK,),
        (
            rf"\b{_DONE}(?:linked|connected|merged)\b|\b{_BE}(?:linked|connected"
            rf"|merged)\b(?! (?:stories|tales|by))"
        ),
    ),
    Telling(
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
    Telling(
        (Deed.CALL,),
        (
            r"\b(?:booksellers?|staff|someone|somebody|person|human|manager|colleague|owner|"
            r"librarian|expert|team ?mate|supervisor)s?(?: is| are|'s)?(?: now| already| just)* "
            r"(?:on the (?:line|phone|case|way)|on (?:his|her|their|its) way|standing by|waiting"
            r"|ready (?:to|for)|joining|right with you|with you|typing|here (?:now|for you))\b"
        ),
    ),
    Telling(
        (Deed.OTHER,),
        (
            # Whatever else is told as done for the customer: I bookmarked it, I emailed you.
            r"\b(?:i|we)(?:'ve| have)?(?: just| already| also| now| gladly)* "
            rf"(?!{_OF_THE_MIND})[a-z]{{3,}}ed (?:you|your|it|them|that|this|an?|the|our)\b"
            r"(?! (?:wrong|question|page|title|answer|mood))"
        ),
    ),
    Telling(
        (Deed.PAUSE,),
        (
            rf"\b{_DONE}(?:paused|silenced|muted|stopped|snoozed)\b|\b{_BE}(?:paused|muted"
            rf"|silenced|snoozed)\b|\balerts? (?:for \S+ )?(?:are"
            rf"|is) (?:now )?(?:off|paused|stopped)\b"
            rf"|停止(?:しました|いたしました)"
        ),
    ),
    Telling(
        (Deed.RESUME,),
        (
            rf"\b{_DONE}(?:resumed|unpaused|restarted|reactivated|switched (?:it"
            rf"|them) (?:back )?on|turned (?:it|them) (?:back )?on)\b|\b{_BE}(?:resumed"
            rf"|active again|running again|back on(?! the| our))\b|再開(?:しました|いたしました)"
        ),
    ),
    Telling(
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
    Telling(
        (Deed.ALERT,),
        (
            rf"\b{_DONE}(?:told|alerted|texted|messaged) you\b|\b{_DONE}sent you (?:(?:an?"
            rf"|the|that|this|your) (?:\w+ )?(?:alerts?|message|text)|word|it on)\b"
            rf"|\balert (?:went|was sent)\b"
        ),
    ),
    Telling(
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
_NO_DEED = (
    r"(?:look|check|search|see|say|try|be|stop|leave|wait|find|suggest|recommend|stay|pretend"
    r"|admit|start|begin|stick|avoid|skip|read|need|have (?:to|a|another)|guess|bet|go|come"
    r" (?:back|to)"
    r"|take (?:that|it (?:as|from)|your word|another|a|the (?:hint|compliment|blame)|you"
    r" through)|think"
    r"|hope|love|like|miss|want|never|not|also|gladly|happily|always|only|just|still|stand|sit|mean"
    r"|spoil|let (?:it|you (?:be|go|choose|decide|read|think|in on))|tell you (?!when|if|once"
    r"|the moment"
    r"|as)|show|give (?:it|you (?:a|the|my|some))|keep (?:it|looking|trying|that|quiet|going|to|my)"
    r"|answer|explain|listen|assume|point|put it|lean|use|vote|trust|ask you|do my|do what|pick"
    r"|choose"
    r"|help|make it|know|narrow|get (?:to|there|it right|on with)|raise|walk|hide|spare|venture"
    r"|confess"
    r"|respect|refrain|sleep|settle|forgive|repeat|rummage|dig|hunt|pull up|scout|browse|peek"
    r"|mention"
    r"|name|list|describe|compare|match|translate|rephrase|speak|talk)"
)
_DOING = (
    r"(?!(?:look|check|search|think|read|try|guess|wonder|go|be|talk|hop|learn|listen|suggest"
    r"|recommend|assum|feel|stick|com|runn|kidd|jok|tell|say|ask|mean|miss|lean|root|dy|see|find"
    r"|open|clos|do|hav|gett|tak|mak|us|even|noth|someth|anyth|everyth|dur|includ|accord|thumb"
    r"|rumm|imagin|dream|smil|blush|nodd|pretend|start|beg|lov|enjoy|wait|stand|sitt|liv|work"
    r"|speak|answer|pick|hear|miss|play|laugh|cry|writ|pulling up|point)(?:t|p|n|m|g|l|d)?ing\b)"
    r"[a-z]{2,}ing\b"
)
_WHO = (
    r"(?:somebody|someone|a bookseller|a person|a human|staff|they|he|she|a colleague|the owner"
    r"|the (?:team|manager|staff|booksellers?|shop)|our \w+|one of (?:us|them|our \w+|the \w+))"
)
_FILLER = r"(?:(?:yes|yep|yup|yeah|sure|k|ok|okay|ya|done|great|perfect|right|lovely|got it)\W+)*"
_OTHERWISE: tuple[Telling, ...] = (
    Telling(
        (Deed.OTHER,),
        rf"\b{_DONE}(?:put|set|sent|left|wrote|written|taken|drawn|given|got you|gave|passed"
        rf"|made (?:a|sure|you|the|an)"
        r"|took (?:a|your|the)|popped|slipped|tucked|pencil+ed|jotted|logged|flagged|filed|raised"
        r"|starred|marked|grabbed|pulled|snagged|nabbed|dropped)\b(?! (?:it (?:badly|wrong|out)"
        r"|off (?:by|with)|out|up with|differently|wrong))"
        rf"|\b(?:i'll|i will|we'll|we will)(?: also| gladly| happily| now| just| personally)* "
        rf"(?!{_NO_DEED}\b)[a-z]{{2,}}\b"
        rf"|\b(?:i'm|i am|we're|we are)(?: now| just| already| currently)* {_DOING}"
        r"|\b(?:a|the|your) (?:note|ticket|request|message|order|claim|complaint|reminder|copy)"
        r"(?: is|'s| has| was)(?: now| already| just)* (?:been )?(?:made|logged|opened|filed|in"
        r"|with"
        r"|left|sent|passed|raised|on its way|noted|set|saved|put|tucked|kept|waiting|reserved)\b",
    ),
    Telling(
        (Deed.HOLD,),
        rf"^\W*{_FILLER}(?:just |already |all )?(?:put|set|popped|tucked|saved|reserved|kept|held"
        r"|placed|got you|pulled|grabbed|nabbed) (?:it|you|one|them|that|this|both|an?|the|your"
        r"|Ŧ+|aside|back)\b|\b(?:both|copy|it|them|one|Ŧ+)(?: is| are|'s)? (?:now |all )?(?:saved"
        r"|set aside|put aside|kept back|tucked away|earmarked|spoken for)\b"
        rf"|\b{_DONE}(?:put|placed|set) (?:\w+ )?(?:both|all \w+|\w+) (?:on|of them on) hold\b"
        r"|\b(?:has|have|with) your name on\b",
    ),
    Telling(
        (Deed.ORDER,),
        rf"^\W*{_FILLER}(?:just |already |all )?(?:sent|ordered|shipped|posted|charged|added|booked"
        r"|rung up|cancell?ed|refunded|packed|wrapped) (?:it|you|one|them|that|this|both|an?|the"
        r"|your)\b"
        r"|\byour (?:parcel|package|order|refund|payment|request|complaint|ticket|reservation"
        r"|booking|subscription|preorder|delivery|shipment|return|money)(?:'s| is| has| was| will"
        r"| should)?(?: now| been| already| just| all)* (?:left|leaves|shipped|ships|gone|goes|went"
        r"|arrives?|arrived|lands?|landed|coming|sent|out|through|approved|issued|processed|cleared"
        r"|pending|scheduled|logged|noted|under|being|on|in|with|set|ready|complete|done|paid"
        r"|confirmed|placed|cancell?ed|received|be)\b(?! (?:something|for (?:a|the) (?:person"
        r"|human|bookseller)|a matter|up to|(?:in|with|under) (?:mind|question)))"
        r"|\b(?:already |all |fully |is |now )paid\b(?! (?:in|by|with|ahead))|\b(?:order"
        r"|confirmation|reference|ticket|tracking|case) (?:number|code|id|no\.?|#)",
    ),
    Telling(
        (Deed.CALL,),
        rf"\b{_WHO}(?: will|'ll|'s going to| is going to|'re going to| are going to) (?:\w+"
        rf" ){{0,2}}?"
        r"(?:text|call|write|reply|answer|get back|reach|contact|e-?mail|sort|help|look|take|be"
        r"|follow"
        r"|have|bring|meet|wait|join|ring|message|fix|handle|check|find|put|set|deal"
        r"|make|pull|dig|do|let|show|give)\b"
        r"|\bconsider it (?:yours|done|sorted)\b|\b(?:i|we)(?:'ve| have)? (?:told|asked|warned)"
        r" (?-i:[A-Z])[a-z]+\b"
        r"|\b(?:i|we)(?:'ve| have)? (?:rang|rung|phoned|buzzed) (?:for|up|the|a|my|our)\b"
        r"|\b(?:i'm|we're|i am) (?:getting|fetching|calling|grabbing|finding) (?:you )?(?:an?"
        r"|the|my|our|somebody|someone)\b"
        r"|\b(?:i|we)(?:'ve| have)? (?:taken|put|added|moved) (?:you|your)\b|\bexpect an?"
        r" (?:call|text|e-?mail|message|reply|ping|note)\b"
        r"|\bkeep an eye on (?:your|the) (?:inbox|mailbox|mail|phone|texts?|messages|post|door)\b"
        r"|\b(?:is|are|'s|'re) (?:now )?(?:aware|on it|on the case|looking into|checking|in the"
        r" loop"
        r"|taking a look|reading along|joining)\b",
    ),
    Telling(
        (Deed.WATCH, Deed.CALL, Deed.HOLD),
        r"(?:お電話|ご連絡|お知らせ|メール|お届け|ご用意|手配|確保|お?取り置き|お預かり)(?:を)?"
        r"(?:いたします|します|しておきます|しておきました|差し上げます|しております)(?!か)"
        r"|\b(?:just |i've |i |we've |we )(?:checked|spoke|spoken|talked|confirmed|cleared it"
        r"|agreed)"
        r" with (?:the|a|our|my|them|staff|someone)\b",
    ),
    Telling(
        (Deed.WATCH, Deed.CALL),
        r"\byou(?:'ll| will|'re going to) (?:get|hear|receive|have)(?: back)? (?:an? |the |word"
        r"|news"
        r"|from )?(?:\w+ )?(?:alert|text|message|e-?mail|call|notification|link|confirmation|me"
        r"|us|somebody|someone|word|news|note|ping|back|reply|answer)\b"
        r"|\byou(?:'ll| will) be (?:the first|first|next|told|notified|contacted|alerted|called"
        r"|texted)\b"
        r"|\b(?:i|we)(?:'ve| have)? got you (?:down|covered|in)\b"
        r"|\byou(?:'re| are)(?: now| all)* (?:on (?:the|our|my) (?:\w+ )?list|in line|first in line"
        r"|down for|booked|set up|signed up|confirmed|in the queue|checked in)\b",
    ),
)
TELLINGS = (*_USUAL, *_OTHERWISE)
