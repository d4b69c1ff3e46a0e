"""What is said to the assistant itself: hello, thanks, a person please, my data. Pure.

A reader is given a message and gives the intent it finds there, or None.
"""

from __future__ import annotations

import re

from maneki.assistant.meaning import Context, Intent, Slots, Understood
from maneki.assistant.wording import MOST_READ, Wording

_FILLERS = (
    r"(?:there|all|everyone|everybody|folks|guys|friends?|shopkeeper|shop|keeper|bot"
    r"|maneki|buddy|again|to you|you|dear"
    r"|my|good|sir|madam|and|oh|well|so|please|today|book|books|bookshop|bookstore"
    r"|team|neighbou?r|people|young|old|fine|kind|sweet|man|lad|lady|woman|fellow|chap"
    r"|person|gentlem[ae]n|ladies|mate|pal|ma am|maam|miss|mister|darling|bookseller|wizard"
    r"|is|anyone|anybody|somebody|someone|here|home|around|are|,|\|)"
)
_HELLO = (
    r"(?:hello+|hi+|hiya|hey+|heya?|yo+|howdy|sup|greetings|salutations|hallo|hola"
    r"|bonjour|aloha|ahoy|hullo|ello"
    r"|good (?:morning|afternoon|evening|day)|morning|evening|afternoon|gm|wassup"
    r"|whats up|what is up|what 's up"
    r"|konnichiwa|ohayo|konbanwa|g day|welcome back|knock knock|long time no see)"
)
GREETING = re.compile(
    rf"^[ |,]*(?:{_FILLERS} )*{_HELLO}(?: {_FILLERS}| {_HELLO}|[ |,])*$"
    rf"|^[ |,]*(?:{_FILLERS} )*{_HELLO}(?: {_FILLERS}|[ |,])*(?:this is|i am|my name is|it is) "
    r"(?!looking|searching|trying|wondering|after|not|the|a|an)\w+(?: \w+)?"
    r"(?: (?:here|again))?[ |,]*$"
    r"|^[ |,]*(?:こんにち[はわ]|こんばん[はわ]|おはよう(?:ございます)?|はじめまして"
    r"|初めまして|どうも|もしもし|やあ)[ー〜~ |,]*$"
)
_THANK = (
    r"(?:thanks?(?: you)?(?: (?:so|very) much| a (?:lot|ton|million|bunch)| loads| again"
    r"| heaps)?|much appreciated|appreciate(?: it| that| you)?"
    r"|cheers|many thanks|much obliged|grateful|gracias|merci|danke|arigato+u?|thank god"
    r"|tyvm|bless you|you rock|lifesaver"
    r"|ありがと[うー]?(?:ございま(?:す|した))?|どうも(?:ありがとう(?:ございま(?:す|した)"
    r")?)?|助かりました|感謝)"
)
_HAS_THANKS = re.compile(rf"(?<![a-z]){_THANK}(?![a-z])")
_ASKS = re.compile(
    r"\b(?:what|who|when|where|how|which|why|can|could|do you|does|have you|is there"
    r"|are there|any|show|find|tell|send|give"
    r"|recommend|price|need|want|looking|hold|reserve|order|cancel|buy|stop|pause|delete"
    r"|but|connect|talk|speak|get|link|forget|remove|help me|resume|open|close)\b|\?"
)
_HUMAN_WORD = (
    r"(?:humans?(?: being)?|(?:real|actual|live|living) (?:person|people|one|human|agent"
    r"|someone|staff)|person|agent|representative|operator"
    r"|staff(?: member)?|employee|manager|owner|bookseller|shop ?keeper|someone (?:real"
    r"|else|human|who works there|in charge|at the (?:shop|store))"
    r"|somebody (?:real|else|human)|one of (?:you|your)|human help|customer (?:service"
    r"|support|care)|your boss|actual people|real people|clerk|team member)"
)
_HUMAN = (
    re.compile(
        rf"\b(?:can|could|is|will|would|are)\b[^|]*\b{_HUMAN_WORD}\b[^|]*\b(?:help|there"
        rf"|available|answer|respond|reply|around|assist)\b"),
    re.compile(
        rf"(?:^|\|)[ |,]*(?:ok |just |a |an |the |hey |um |ugh )*{_HUMAN_WORD}"
        rf"(?:[ |,]+(?:please|now|thanks|thank you))*[ |,]*$"),
    re.compile(

            rf"\b(?:talk|speak|chat|text|write|connect|get|transfer|put|pass|reach|have|want"
            rf"|need|call|give|hand|let|send|fetch|switch|escalate|prefer"

            rf"|rather|bring|forward|contact|phone|ask|involve|is there|page|summon)\b[^"
            rf"|]*?\b{_HUMAN_WORD}\b"
    ),
    re.compile(

            r"\b(?:talk|speak|chat|connect me|transfer me|put me through|get me|pass me)\b[^"
            r"|]*?\b(?:someone|somebody|anyone|anybody|people)\b"

            r"|\b(?:can|could|would|will|please|have)\b[^|]*?\b(?:someone|somebody|anyone"
            r"|a person|you)\b[^|]*?\b(?:call me|phone me|ring me|call back|take over"
            r"|get back to me|(?:text|message|contact) me"
            r"(?! (?:right away |please |here |, )?(?:when|if|once|whenever|as soon"
            r"|the (?:moment|minute)"
            r"|about|any ?time|every ?time)\b)|help me out)\b"
        r"|^ (?:please )?call me(?: back)?(?: please)?[ |]*$"

            r"|\b(?:not|no|stop) (?:a |the |with the |with a |talking to a )?(?:bot|robot"
            r"|machine|computer)\b[^|]*(?:please|person|human|help)"
    ),
    re.compile(

            r"(?:人間|スタッフ|店員|担当者?|係の(?:人|方)|オーナー|店長|人)(?:さん)?(?:と|に"
            r"|を|へ)?(?:直接)?(?:話|代わ|替わ|繋|つな"
        r"|お願い|呼|連絡|相談|対応)"),
)  # fmt: skip
_NO_HUMAN = re.compile(
    r"\b(?:if|when|once|whenever) [^|]+? (?:can|could|would|will) you (?:text|message) me\b"
    r"|\bare you\b[^|]*\b(?:human|person|bot)\b|\bstaff (?:pick|favorite|rec)"
    r"|\bam i (?:talking|speaking|chatting) (?:to|with)\b|\b(?:book|novel|story|gift"
    r"|something|biography)\b[^|]*\b(?:person|human|agent|owner)\b"
)
_OTHER_SIDE = (
    r"(?:phone|discord|number|accounts?|texts?|sms|chats?|profiles?|mobile|cell|texting"
    r"|conversations?|identit(?:y|ies))"
)
_LINK = (
    re.compile(
        rf"\b(?:link|connect|merge|pair|sync|combine|tie|join|associate|attach"
        rf"|hook(?: \w+){{0,2}} up|put|save|unify"
        rf"|match up|add)\b[^|]*\b{_OTHER_SIDE}\b"),
    re.compile(
        rf"\b{_OTHER_SIDE}\b[^|]*\b(?:link(?:ed|ing)?|connect(?:ed)?|merged?|pair(?:ed)?"
        rf"|sync(?:ed)?|combined?|together|same person|joined)\b"),
    re.compile(
        r"^[ |,]*link(?: (?:me|up|it|please|code|account))*[ |,]*$|\b(?:link|linking"
        r"|pairing) code\b"),
    re.compile(
        r"\b(?:i am|it is|this is) (?:also |the same (?:person|guy|one|customer) )[^"
        r"|]*\b(?:discord|phone|text|number)\b"),
    re.compile(
        r"\b(?:know|recogni[sz]e|remember)\b[^|]*\b(?:me|it is me)\b[^|]*\b(?:on|from|over"
        r"|by) (?:discord|text|sms|my phone)\b"),
    re.compile(
        r"\b(?:same|one|single|both|together|share|shared)\b[^|]*\b(?:discord\b[^|]*\b(?:sms"
        r"|phone|text|texts|number)|(?:sms|phone|text|texts|number)\b[^|]*\bdiscord)\b"),
    re.compile(
        r"(?:電話|ディスコード|discord|番号|アカウント)[^|]*(?:連携|リンク|紐付|紐づけ"
        r"|つなげ|繋げ|統合|連動)"),
)  # fmt: skip
_NO_LINK = re.compile(r"\bfilters?\b|\bwhat is your\b|\b(?:unlink|disconnect)\b")
_DATA = (
    r"(?:data|accounts?|history|histories|info(?:rmation)?|details|records?"
    r"|conversations?|messages?|profile|number|logs?|chats?|personal|file"
    r"|texts|transcripts?|msgs|everything)"
)
_DELETE = (
    r"(?:delet(?:e|ed|ing|ion)|erase[ds]?|erasing|remove[ds]?|removal|wipe[ds]?|wiping"
    r"|purged?|scrub|destroy|clear|get rid of|forget|throw away|nuke|trash)"
)
_FORGET = (
    re.compile(
        r"\bforget (?:about )?(?:me|us|all (?:about|of) me|everything|who i am|that i|my"
        r"|what i)\b|\bright to be forgotten\b|\bbe forgotten\b"),
    re.compile(
        rf"\b{_DELETE}\b[^|]*\b(?:my|me|our|i|all)\b[^|]*\b{_DATA}\b|\b(?:my|our|me)\b[^"
        rf"|]*\b{_DATA}\b[^|]*\b{_DELETE}\b"),
    re.compile(
        rf"\b{_DELETE} (?:everything|all (?:data|info)|whatever|anything)\b[^|]*\b(?:me|my"
        rf"|i)\b"),
    re.compile(
        r"\b(?:stop|do not|quit)\b[^|]*\b(?:keep|keeping|store|storing|sav(?:e|ing)"
        r"|remember(?:ing)?)\b[^|]*\b(?:me|my)\b"),
    re.compile(
        r"\bclose my account\b|\b(?:data|account) deletion\b|\b(?:take"
        r"|get) me out of (?:your|the) (?:records|system|database|files)\b|\b(?:erase|delete"
        r"|remove) me\b"),
    re.compile(
        rf"^[ |,]*(?:please |can you |just )*{_DELETE} (?:everything|it all|all of it"
        rf"|all)(?: please)?[ |,]*$"),
    re.compile(r"(?:データ|情報|履歴|アカウント|記録|会話|私のこと)[^|]*(?:消|削除|忘れ|抹消)"),
)  # fmt: skip
_NO_FORGET = re.compile(
    r"\b(?:filters?|alerts?|orders?|holds?)\b(?!.*\b(?:data|account|history|everything)\b)"
    r"|\bdo not forget\b|\bi deleted\b"
)
_EXPORT = (
    re.compile(
        rf"\b(?:export|download|takeout|archive|backup)\b[^|]*\b(?:my|our|i|me|the)?\b[^"
        rf"|]*\b{_DATA}\b|^[ |,]*(?:export|download)(?: (?:please|it|all|everything|me))*[ "
        rf"|,]*$"),
    re.compile(
        r"\b(?:send|give|get|have|want|need|copy|file|mail|email|see|show|request|access"
        r"|hand|provide|print|save)\b[^|]*\b(?:my|our|copy of|file with|you have)\b[^"
        r"|]*\b(?:data|history|info(?:rmation)?|conversations?|messages|records|transcripts?"
        r"|chat logs?|logs|chats)\b"),
    re.compile(
        r"\b(?:what|which|whatever|everything|all|any)\b[^|]*\b(?:do you|you|have you"
        r"|has the shop|does the shop|is)\b[^|]*\b(?:have|know|store[ds]?|saved?|keep|kept"
        r"|got|hold|collect(?:ed)?|remember|recorded|on file)\b[^|]*\b(?:on|about|of) (?:me"
        r"|file)\b"),
    re.compile(
        r"\b(?:data|subject access|gdpr) (?:request|export|copy)\b|\bcopy of (?:everything"
        r"|my|our)\b|\bgdpr\b"),
    re.compile(
        r"(?:データ|情報|履歴|記録|会話)[^|]*(?:ダウンロード|エクスポート|書き出|出力|送って"
        r"|ください|欲しい|ほしい|もらえ|受け取)"),
)  # fmt: skip
_NO_EXPORT = re.compile(r"\b(?:alerts?|orders?|books? (?:on|about))\b|\bprivacy\b")
_CAPABILITIES = (
    re.compile(
        r"^[ |,]*(?:help|options|menu|commands?|features|instructions|usage|how to|help me"
        r"|i need help|h|start|faq|\?)(?: please)?[ |,]*$"),
    re.compile(

            r"\bwhat (?:all |else |exactly )?(?:can|do|could|would|are|is|will) (?:you|it"
            r"|this(?: thing| bot| number)?|the bot|u)(?: \w+)? (?:do|offer|help|able|capable"
            r"|know how|understand)\b"

            r"|\bwhat (?:sorts?|kinds?|types?) of (?:things?|stuff|questions?|help)\b"
            r"|\bwhat (?:things|stuff|questions) can\b"

            r"|\bwhat can i (?:do|ask|say|text|type|use|get you)\b|\bhow (?:do|does|can"
            r"|should|would) (?:i|this|it|you|the bot) (?:all )?(?:use|work|function|talk)\b"

            r"|\bwhat is this(?: (?:number|bot|thing|channel|place|service|for|about|all"
            r"|exactly))*[ |]*$|\bwho is this\b|\bwhat are you (?:good |here |useful |made "
            r"|built |meant |best )*for[ |,]|\bhow (?:can|do) you help\b"

            r"|\bwhat (?:are|is)(?: all)? (?:the|your|my) (?:commands|options|features"
            r"|functions|skills|capabilities|abilities)\b|\b(?:list"
            r"|show)(?: me)?(?: all)?(?: the| your)? (?:commands|options|features|menu)\b"

            r"|\bare you (?:good|useful) (?:for|at)\b|\bcan you help(?: me)?[ |]*$"
            r"|\bwhat do you do\b|\bwhat are you (?:able|capable)\b|\bhow to use\b"
    ),
    re.compile(r"使い方|何ができ|なにができ|できること|ヘルプ|機能|助けて|どうやって使"),
)  # fmt: skip
_SMALL = (
    re.compile(
        r"\bare you (?:\w+ ){0,2}?(?:real|human|a? ?bot|robot|ai|machine|person|alive"
        r"|sentient|chatgpt|gpt|llm|computer|happy|ok|busy|single|tired|bored|lonely"
        r"|conscious)\b"),
    re.compile(
        r"\bdo you (?:ever |even |actually |really |also |like to )*(?:sleep|eat|dream|read"
        r"|get (?:tired|bored|lonely)|love|feel|like (?:reading|books|your|working|it|cats?"
        r"|me|this|being)|drink|think|remember me|have (?:feelings|a name|a favorite|pets"
        r"|friends|a soul|hobbies))\b"),
    re.compile(
        r"\bhow (?:are|is|have) (?:you|it going|your|things|life|everything|ya)\b"
        r"|\bhow do you (?:do|feel)\b|\b(?:what is|have|know|tell me) your name\b"
        r"|\bhave you (?:ever )?(?:read|seen|heard|been|tried|met)\b|\bwho (?:are you"

            r"|made you|built you|programmed you)\b|\bwhat are you(?: \w+ing)?[ |]*$|\bhow"
            r" old are you\b"
        r"|\bwhere (?:are you from|do you live)\b|\btell me (?:a joke|about yourself"
        r"|something funny)\b|\byour (?:own )?favorite\b|\bam i (?:talking|speaking"
        r"|chatting) (?:to|with)\b"),
    re.compile(
        r"\bi (?:really |just |do |totally |absolutely )*(?:love|like|adore|miss"
        r"|enjoy) (?:your|you|this|the|coming|visiting|it)(?: \w+)? ?(?:shop|store|bookshop"
        r"|bookstore|place|service|bot|vibe|cat|in|guys|here)?[ |]*$|\byou (?:all "
        r"|guys )?(?:are|is) (?:\w+ ){0,3}?(?:great|awesome|best|funny|cute|smart|clever"
        r"|amazing|nice|cool|sweet|kind|helpful|adorable|weird|useless|dumb|stupid|favorite"
        r"|lovely|fun|the best|a star)\b|\bbest (?:book ?)?(?:shop|store)\b"),
    re.compile(
        r"\b(?:finished|read|done with|loved|cried|could not put|started|stayed up"
        r"|reading)\b[^|]*\b(?:it|that|this|that one|last night|yesterday|this morning"
        r"|in one (?:sitting|day|night)|ending|book|down)\b"),
    re.compile(
        r"\b(?:rain(?:y|ing)|snow(?:y|ing)|sunny|cold|hot|weather|storm(?:y|ing)?|cozy"
        r"|lovely day|beautiful day|nice day)\b"),
    re.compile(
        r"^[ |,]*(?:ha(?:ha)+\w*|lo+l|lmao|rofl|hehe+|ok|okay|cool|nice|great|awesome|wow"
        r"|hmm+|hm|sure|alright|all right|fine|got it|i see|gotcha|right|yes|yeah|yep|yup|no"
        r"|nope|nah|never ?mind|nvm|oh|ah|aw+|sounds good|good to know|perfect|interesting"
        r"|neat|sweet|bye|goodbye|good night|see you(?: later)?|later|take care|no worries|np"
        r"|just (?:browsing|looking|saying|kidding)|lovely|good|bad|sad|same|true|maybe"
        r"|not yet|i will think about it|let me think|that is (?:\w+ )?(?:funny|great|nice"
        r"|cool|good|true|awesome|fine|ok)|will do|a|then|so|very|really|that|is|,|\||なるほど|へえ"

            r"|そうですか|わかりました|了解|おやすみ(?:なさい)?|さようなら|またね)(?:"
            r" (?:ha(?:ha)+\w*|lo+l|lmao|ok|okay|cool"
        r"|nice|great|awesome|wow|hmm+|sure|then|so|really|that|is|oh|ah|good|sounds|night"
        r"|yes|no|,|\|))*[ |,]*$"),
    re.compile(
        r"^[ |,]*(?:good|bad|nice|smart|silly|great|best|cute|clever|dumb) (?:bot|job|one"
        r"|work|robot|pick|choice|call|point|kitty|cat)[ |,]*$|^[ |,]*(?:i |we )?(?:have "
        r"|just |finally |also )*(?:finished|loved|started|devoured|enjoyed|adored|hated) [^"
        r"|]+"),
    re.compile(
        r"元気(?:ですか)?|ロボット(?:です)?|あなたは(?:人|AI|ai|誰)|お名前|いい天気"
        r"|面白かった"),
)  # fmt: skip
_QUESTION_OF_WEATHER = re.compile(r"\b(?:weather|forecast|temperature|will it (?:rain|snow))\b")
_ABOUT_BOOKS = re.compile(
    r"\b(?:recommend\w*|suggest\w*|similar|something|anything|next|read (?:something"
    r"|next)|gift|what should|need|want|looking for|in stock|price"
    r"|have you got|do you (?:have|sell|carry)|more|another|hand me|any)\b"
)


def greeting(message: Wording, _context: Context) -> Understood | None:
    return Understood(Intent.GREETING) if GREETING.search(message.plain) else None


def thanks(message: Wording, _context: Context) -> Understood | None:
    """Thanks alone: with a question in it, it is that question."""
    if not _HAS_THANKS.search(message.plain):
        return None
    rest = _HAS_THANKS.sub(" ", message.plain)
    if _ASKS.search(rest) or "?" in message.text or len(rest.split()) > 14:
        return None
    return Understood(Intent.THANKS)


def human(message: Wording, _context: Context) -> Understood | None:
    if _NO_HUMAN.search(message.plain):
        return None
    return _any_of(_HUMAN, message, Intent.HUMAN)


def link(message: Wording, _context: Context) -> Understood | None:
    return None if _NO_LINK.search(message.plain) else _any_of(_LINK, message, Intent.LINK)


def forget(message: Wording, _context: Context) -> Understood | None:
    return None if _NO_FORGET.search(message.plain) else _any_of(_FORGET, message, Intent.FORGET)


def export(message: Wording, _context: Context) -> Understood | None:
    return None if _NO_EXPORT.search(message.plain) else _any_of(_EXPORT, message, Intent.EXPORT)


def capabilities(message: Wording, _context: Context) -> Understood | None:
    return _any_of(_CAPABILITIES, message, Intent.CAPABILITIES)


def small_talk(message: Wording, _context: Context) -> Understood | None:
    """A chat: what asks for a book or for the weather forecast is none."""
    if _ABOUT_BOOKS.search(message.plain) or _QUESTION_OF_WEATHER.search(message.plain):
        return None
    return _any_of(_SMALL, message, Intent.SMALL_TALK)


def _any_of(
    rules: tuple[re.Pattern[str], ...], message: Wording, intent: Intent
) -> Understood | None:
    found = any(rule.search(message.plain) for rule in rules)
    return Understood(intent, Slots()) if found else None


_PICTURES = (
    (Intent.THANKS, "🙏💐🌹💖"),
    (Intent.GREETING, "👋🙋"),
    (Intent.SMALL_TALK, "👍👌😀😃😄😁😆😅😂🤣😊😇🙂😉😍🥰😘😎🤩🥳❤♥😢😭😡😴🤔🎉✨💕💯🔥📚📖🐱"),
)


def in_pictures(text: str) -> Understood | None:
    """What a message of nothing but emoji says: the first that says something."""
    for char in text[:MOST_READ]:
        for intent, pictures in _PICTURES:
            if char in pictures:
                return Understood(intent)
    return None
