"""The sentences people leave with, as rules for `maneki.conversation.leaving`. Pure data.

Every rule reads one clause in the spelling of `maneki.conversation.spelling`: plain words with a
blank on either side. What is said for certain needs both a way of ending something and that the
texts, the number or being on a list is what ends. Written with the tuning half of
tests/conversation/data/opt_out.csv and examples of our own.
"""

from __future__ import annotations

import re

BARE = frozenset(
    {
        "stop", "unsubscribe", "remove", "desist", "cease", "halt", "optout", "stopall",
        "unregister",
    }
)  # fmt: skip
MANNERS = frozenset(
    {
        "please", "thanks", "thank", "you", "very", "much", "so", "many", "now", "right",
        "immediately", "already", "asap", "today", "ok", "okay", "k", "hi", "hey", "hello", "hiya",
        "dear", "sir", "madam", "maam", "sorry", "no", "nah", "nope", "nay", "yo", "yeah", "yes",
        "just", "and", "or", "then", "well", "can", "could", "would", "will", "wont", "cant",
        "kindly", "i", "we", "id", "like", "want", "to", "me", "us", "again", "ever", "forever",
        "a", "is", "im", "for", "last", "first", "second", "third", "2nd", "3rd", "time", "once",
        "more", "means", "said", "say", "guys", "guy", "folks", "friend", "bro", "dude", "man",
        "lady", "bot", "robot", "lol", "smh", "ugh", "jeez", "geez", "god", "damn", "goddamn",
        "dammit", "fucking", "fuck", "fing", "effing", "freaking", "frickin", "bloody", "hell",
        "seriously", "really", "simply", "enough", "permanently", "completely", "totally",
        "altogether", "effective", "how", "about", "pass", "out", "wrong", "number", "here", "team",
        "friends", "regards", "best", "bye", "goodbye", "love", "xx", "xo", "bitte", "svp", "por",
        "favor", "です", "お願いします", "ください",
        "でお願いします", "word", "reply", "type", "send", "text",
        "texts", "sms", "message", "messages", "with", "hereby", "must", "need", "have", "got",
        "let", "lets", "do", "did", "does", "as", "of", "at", "good", "morning", "evening",
        "afternoon", "night",
    }
)  # fmt: skip

# What it is that comes: texts, and what a clause calls them without a name.
_TEXTS = (
    r"(?:texts?|texting|text messag\w+|spammers?|scammers?|messages?|"
    r"messaging|sms|mms|alerts?|notifications?|"
    r"spam|spamming|notices|reminders|promos?|promotions?|promotionals?|ads?|adverts?|advertising|"
    r"advertisements?|marketing|solicitations?|solicitation|mailings?|mailouts?|newsletters?|"
    r"blasts?|communications?|correspondence|contact|contacting|pings?|pestering|updates|"
    r"text stuff|text thing|messages thing|bot|robot|chatbot|subscription|subscriptions)"
)
_ADS = (
    r"(?:text|sms|phone|book|books|shop|store|automated|auto|automatic|marketing|"
    r"spam|spammy|promo|promotional|recommendation|dumb|stupid|annoying|damn|"
    r"fucking|constant|endless|daily|weekly|weird|random|unwanted|unsolicited|"
    r"bloody|silly|further|future|other|new|own|more|such|any|all|every|"
    r"everything|each|the|these|those|this|that|your|you|of|to|with|from|it|my|"
    r"our|me|us|by|on|for|getting|receiving|sending|sent|so|many)"
)
_SUCH_TEXTS = rf"(?:{_ADS} ){{0,6}}{_TEXTS}"
_TEXTING = (
    r"(?:texting|messaging|contacting|sms|smsing|spamming|bothering|bugging|pestering|annoying|"
    r"harassing|notifying|pinging|bombarding|flooding|disturbing|stalking|alerting|blowing up|"
    r"hitting up|hitting|reaching out to|hounding|hassling|calling or texting|texting or calling|"
    r"badgering|buzzing|nagging|soliciting|advertising to|writing to|calling and texting|replying|"
    r"replying to|responding|responding to|emailing)"
)
_TEXT = (
    r"(?:text|message|contact|sms|spam|bother|bug|pester|annoy|harass|notify|ping|disturb|alert|"
    r"write to|reach out to|hit up|solicit|reply|reply to|respond to|call or text|text or call|"
    r"call or message|email or text|text or email|call and text|communicate with|hassle)"
)
_MY_NUMBER = (
    r"(?:(?:my|this|our|his|her|their|moms|mums|dads|the above)"
    r"(?: (?:phone|work|personal|old|sms|moms|mums|wifes|husbands|kids|sons|daughters))?"
    r" (?:number|numbers|phone|digits))"
)
_MY_NAME = (
    r"my (?:contact|contact info|contact details|name|info|information|details|data|"
    r"contact information)"
)
_CONSENT = r"(?:consent|permission|authorization|authorisation|agreement|opt in)"
_ME = rf"(?:me|us|{_MY_NUMBER})"
_A_LIST = (
    r"(?:lists?|database|data base|system|systems|records?|files?|contacts?|contact list|"
    r"phone ?book|address book|memory|rolodex|program|programme|"
    r"communications|service|campaigns?|distribution|roster|mailings?|texts|"
    r"messages|sms|text messages|texting|"
    r"notifications|alerts|subscription|subscriptions|subscribers|crm|books text list|texting list)"
)
_THE_LIST = (
    r"(?:(?:the|your|this|that|these|ur|all|any|every|of|you|customer|customers|text|texting|sms|"
    r"mailing|marketing|contact|phone|email|message|messaging|distribution|subscriber|promo|"
    r"promotional|shop|store|call|calling|notification|alert|stupid|dumb|damn|fucking|spam|"
    r"book|bookshop|blast|group|whatever|subscription|broadcast) ){0,6}" + _A_LIST
)
_STOP = (
    r"(?:stop|stopping|quit|cease|halt|end|discontinue|cancel|kill|silence|mute|block|terminate|"
    r"disable|deactivate|suspend|desist|desist from|cease and desist|stop and desist|abort|"
    r"refrain from|abstain from|unsubscribe|pull the plug on|put an end to|put a stop to|no more|"
    r"lay off|knock it off|knock off|cut it out|cut out|quit it|stop it|give it a rest|enough|"
    r"had enough|fed up|sick|tired|so over|ditch|drop|nix|axe|spare me|scrap|get rid|rid me|"
    r"say goodbye to)"
)
_STOP_DOING = (
    r"(?:stop|stopping|quit|cease|cease and desist|desist|halt|discontinue|end|refrain|abstain|"
    r"knock off|enough|done|tired|sick|no more|lay off|cut out|give up)"
)
_BETWEEN = (
    r"(?:(?:with|of|from|on|it|the|all|any|this|your|you|me|damn|fucking|fing|effing|freaking|"
    r"bloody|goddamn|auto|automatically|constantly|always|ever|please|right|now|immediately|so|"
    r"further|even|just|getting|at|keep|stupid|fuckin|f|ing|already|these|guys|a|about|up|and|to|"
    r"for|by|being|people) ){0,4}"
)
_DONT = (
    r"(?:dont|never|no need to|no need for you to|no reason to|not|dont ever|dont you|please dont|"
    r"please never|youre not to|you may not|must not|mustnt|shouldnt|should not|not to|"
    r"you cant|nobody should|no one should|do no|quit|stop)"
)
_EVER = (
    r"(?:(?:ever|you|please|dare|even|just|fucking|need|to|try|the|want|a|keep|any|bother to|"
    r"bother|again) ){0,3}"
)
_WANT = (
    r"(?:want|wanna|need|wish|care|like|asked|ask|signed up|sign up|subscribe|"
    r"agree|consent|consented|subscribed|agreed|appreciate|opted in|opt in|"
    r"request|requested|desire|prefer|interested)"
)
_SOFTLY = (
    r"(?:(?:please|thanks|you|anymore|again|ever|now|thank|all|ok|okay|on|to|here|me|us|for|so|"
    r"kindly|period|guys|today|forever|sorry|lol|this|number|phone|my|too|either|much|from|your|"
    r"the|shop|store|very|any|more|and|bye|everyone|already|immediately|asap|right|away|by|via|"
    r"sms|text|texts|messages|message|i|or|else|further|in|future|no|never|guess|suppose|think|"
    r"them|it|at|with|bookshop|bookstore|altogether|entirely|completely|totally|permanently|good|"
    r"whatsoever|morning|afternoon|evening|day|ma|sir|madam) ){0,9}(?=\Z)"
)


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<= )(?:{pattern})(?= )")


def _to_the_end(pattern: str) -> re.Pattern[str]:
    """The same, where nothing but manners follows."""
    return re.compile(rf"(?<= )(?:{pattern}) {_SOFTLY}")


SAID_FOR_CERTAIN = (
    # Stop texting me.
    _rule(rf"{_STOP_DOING} {_BETWEEN}{_TEXTING} (?:\w+ )?{_ME}"),
    _rule(
        rf"(?:stop|quit|cease|discontinue|refrain|desist) {_BETWEEN}(?:texting|"
        rf"messaging|smsing|spamming)"
    ),
    _rule(r"(?:stop|quit|cease|discontinue|refrain|desist)(?: \w+)? blowing up"),
    _to_the_end(rf"{_STOP_DOING} {_BETWEEN}{_TEXTING}"),
    # Stop sending (me) these.
    _to_the_end(
        rf"{_STOP_DOING} {_BETWEEN}(?:sending|send|sent|pushing|forwarding)(?: (?:me|"
        rf"us|out|to|so))*"
        rf"(?: (?:this|these|those|that|them|it|stuff|things|crap|shit|junk|garbage|"
        rf"anything|any|more|"
        rf"everything|links?|{_SUCH_TEXTS}|{_SUCH_TEXTS} to {_ME}|to {_ME}))*"
    ),
    _rule(rf"{_STOP_DOING} {_BETWEEN}(?:sending|send)(?: (?:me|us|out|to))* {_SUCH_TEXTS}"),
    _to_the_end(r"(?:stop|quit|cease) (?:calling|writing|emailing)(?: (?:me|us|here))?"),
    _rule(
        rf"(?:stop|quit|cease)(?: \w+){{0,2}} (?:sending|to send)(?: \w+){{0,6}} to "
        rf"{_MY_NUMBER}"
    ),
    # Stop (all of) the texts.
    _to_the_end(
        rf"{_STOP} {_BETWEEN}{_SUCH_TEXTS}(?: (?:thing|things|stuff|crap|to {_ME}|"
        rf"from {_ME}|on {_ME}|by text|coming))*"
    ),
    _rule(rf"{_STOP} (?:{_ADS} )*(?:texts|text messages|messages|sms|spam)(?: \w+){{0,3}} {_ME}"),
    _rule(
        r"(?:stop|end|cease|no more|halt) (?:all|any|these|those|your|the|the damn|"
        r"sending) (?:of )?(?:the |these |your )?(?:texts|text messages|messages|sms|"
        r"spam)"
    ),
    _rule(
        r"(?:cancel|stop|end|quit) (?:everything|all|whatever) (?:that )?(?:you|your|"
        r"yall) (?:send|text|are sending)"
    ),
    _rule(
        r"(?:cancel|end|stop|quit) (?:my|this|the|our|these)(?: \w+)? (?:subscription|"
        r"subscriptions)(?: to (?:the |your |these )?(?:texts|sms|messages|alerts))"
    ),
    _rule(
        r"(?:cancel|end|stop|quit) (?:my|this|the|our|these) (?:text|sms|message|"
        r"alert|texting)(?: message)? (?:subscription|subscriptions|service|list|"
        r"program|programme|alerts?|thing)"
    ),
    _rule(
        r"i? ?quit (?:this|the|your) (?:text|texting|sms|message|messaging)? ?(?:list|"
        r"group|thing|service)"
    ),
    _rule(
        rf"(?:turn|shut|switch|take)(?: (?:it|them|these|those|this|that))? off "
        rf"(?:{_ADS} )*{_TEXTS}"
    ),
    _rule(rf"(?:turn|shut|switch) (?:{_ADS} )*(?:{_TEXTS}) (?:\w+ )?off"),
    _to_the_end(r"(?:turn|shut|switch) (?:these|those|them|this) (?:things? )?off"),
    _to_the_end(
        rf"(?:{_ADS} )*(?:texts?|texting|sms|messages?|notifications?|alerts?) (?:off|"
        rf"stop)"
    ),
    _to_the_end(r"(?:mute|silence|disable) (?:this|these|those|all of these|them|me)"),
    # Do not text me (again).
    _to_the_end(rf"{_DONT} {_EVER}{_TEXT} {_ME}"),
    _to_the_end(r"dont (?:ever )?(?:text|message) (?:it|here|him|her|them)"),
    _rule(
        rf"{_DONT} {_EVER}{_TEXT}(?: {_ME})? (?:again|anymore|ever|ever again|back|"
        rf"any longer|any further|at all|please|no more)"
    ),
    _rule(
        rf"{_DONT} {_EVER}{_TEXT} (?:me|us|{_MY_NUMBER})(?: (?:because|or|so|this|"
        rf"anything|any|these|cuz|cause|since|its|im|i))"
    ),
    _to_the_end(rf"(?:dont|never|do not) {_EVER}(?:text|message|sms|spam)"),
    _rule(rf"{_DONT} {_EVER}(?:be|get|keep) {_TEXTING}(?: {_ME})?"),
    _to_the_end(
        rf"(?:dont|never|not|not to|no need to|without|avoid) {_EVER}send(?:ing)?"
        rf"(?: me| us| out| to {_ME})?"
        r" (?:anymore|anything|nothing|more|these|further|texts?|messages?|sms|text messages|"
        rf"{_SUCH_TEXTS})(?: (?:anymore|else|more|texts?|messages?|sms|things?|like this|"
        r"of (?:these|this|those|them|your texts)))*"
    ),
    _rule(rf"(?:dont|never) {_EVER}send(?: me| us| out)? {_SUCH_TEXTS}"),
    _rule(rf"(?:dont|never) {_EVER}send(?: \w+){{0,4}} to {_MY_NUMBER}"),
    _rule(
        r"send (?:me|us) (?:nothing|no more|no further)(?: (?:further|more|else|"
        r"texts?|messages?))*"
    ),
    # I do not want texts.
    _rule(
        rf"(?:dont|didnt|do not|did not|no longer|never|not|wouldnt|doesnt) (?:\w+ "
        rf")?{_WANT} (?:\w+ ){{0,2}}(?:to )?(?:you to |be |get |getting |keep getting "
        rf"|receive |receiving |hear |see |have |for )*(?:being )?(?:{_ADS} "
        rf")*(?:texted|messaged|contacted|{_TEXTS}|spammed|bothered|notified)"
    ),
    _rule(
        rf"(?:dont|do not|no longer) (?:want|need|wish) (?:for )?(?:you|anyone|"
        rf"anybody|yall|this shop|your shop|your store)(?: guys| people| all)? (?:to "
        rf")?{_TEXTING[:-1]}|{_TEXT})"
    ),
    _rule(
        r"(?:dont|no longer|do not|never|didnt) (?:want|need|wish|care) (?:to "
        r")?(?:hear|be hearing|hearing) (?:\w+ )?from (?:you|this|yall|the shop|your)"
    ),
    _to_the_end(
        r"(?:no longer|dont|not|prefer not|rather not) ?(?:want|wish|interested|care|"
        r"like|need)?(?: to| in)? (?:get|getting|receive|receiving|be getting)(?: any|"
        r" any of)?(?: (?:these|those|this|them|anything|anything else|more|stuff))"
    ),
    _rule(rf"(?:not|no longer|isnt|aint|never|un) ?(?:\w+ )?interested in (?:{_ADS} )*{_TEXTS}"),
    _rule(
        rf"(?:dont|do not) (?:do|like|use|accept|allow) (?:{_ADS} )*(?:texts|texting|"
        rf"sms|text messages)"
    ),
    # No more texts.
    _to_the_end(
        rf"(?:no|no more|no further|zero|enough|not another|without|not one more|no "
        rf"other|never another|0|stop|sin) (?:{_ADS} )*(?:texts?|texting|sms|mms|"
        rf"messages?|spam|messaging|notifications?|alerts|contact|communications?|"
        rf"solicitations?|solicitation|promos?|promotions?|marketing|ads|mailings|"
        rf"newsletters?|blasts|bots)"
    ),
    _to_the_end(r"no more (?:of )?(?:these|this|those|your messages|them)"),
    re.compile(rf"\A (?:ok |okay |please |and |just |so |said |enough |i said )*no more {_SOFTLY}"),
    _to_the_end(r"(?:i|already|we) (?:said|asked for|told you) no more"),
    _rule(
        rf"(?:enough|done with|over with|so over|fed up|sick|tired|finished with|"
        rf"through with|had it|annoyed|overwhelmed|irritated|bothered)(?: (?:and|"
        rf"tired|sick|of|with|by|from|already))* (?:{_ADS} )*(?:texts?|texting|sms|"
        rf"messages|spam|notifications|text messages|alerts)"
    ),
    _rule(r"too many (?:\w+ )?(?:texts|messages|alerts)(?: \w+){0,3} stop"),
    # Take me off your list.
    _rule(
        rf"(?:take|get|pull|cut|kick|boot|bump|strike|cross|scratch|knock|keep|leave|"
        rf"have|want|wants|getting|taking|drop|scrub|wipe) (?:{_ME}|me and \w+)(?: "
        rf"the hell| the fuck| tf)? ?(?:off|out|outta|off of|out of)(?: of)?(?: "
        rf"{_THE_LIST}| this| these| that| here| there| it| (?:your|the|this|ur) "
        rf"(?:thing|phone|shit|stuff))?(?= {_SOFTLY}| before| or| as| because| since| "
        rf"so| if| and| i| cos| cuz| its| im)"
    ),
    _rule(
        rf"(?:take|get|pull|strike|cross|scratch|wipe|erase|delete|remove|drop|scrub|"
        rf"clear|purge|keep|leave) (?:{_MY_NUMBER}|me|us) (?:from|off|off of|out of|"
        rf"outta|of) {_THE_LIST}"
    ),
    _rule(
        r"(?:take|get|keep) (?:my|this|our|his|her|their) (?:phone )?(?:number|phone) "
        r"(?:off|out|away)"
    ),
    _to_the_end(rf"(?:remove|delete|erase|wipe|purge|clear|scrub|destroy|forget) {_MY_NAME}"),
    _rule(
        rf"(?:remove|delete|erase|take|strike|drop|scrub|cross|scratch|wipe|get) {_MY_NAME} "
        rf"(?:from|off|off of|out of) {_THE_LIST}"
    ),
    _rule(
        rf"(?<!i )(?:remove|delete|drop|erase|wipe|purge|strike|scratch|exclude|"
        rf"unregister|deregister|unlist|delist|unenroll|disenroll|clear|scrub|expunge|"
        rf"eliminate|omit|deactivate|disconnect|lose|get rid of|dump|burn|trash|"
        rf"destroy|cross out|toss|ditch|blacklist) (?:out )?(?:{_MY_NUMBER}|number(?= "
        rf"(?:please|now|\Z))|number(?= \Z))(?! (?:on my|from my|from the) (?:order|"
        rf"hold|account))"
    ),
    _to_the_end(
        rf"(?:remove|delete|drop|erase|exclude|unregister|deregister|unlist|delist|"
        rf"unenroll|disenroll|deactivate) (?:me|us|myself)(?: from| off)?(?: "
        rf"{_THE_LIST}| this| these| here| everything| all| it)?"
    ),
    _rule(
        rf"(?:remove|delete|drop|erase|exclude|unregister|deregister|unlist|delist|"
        rf"strike|cut|scrub|unenroll) (?:me|us|myself|my \w+) (?:from|off|off of|out "
        rf"of) {_THE_LIST}"
    ),
    _rule(
        rf"(?:be|get|been|being|getting) (?:removed|taken|deleted|dropped|excluded|"
        rf"erased|unsubscribed|unenrolled|struck)(?: off| out| from| of)* {_THE_LIST}"
    ),
    _to_the_end(
        r"(?:i|me|us|we|please|wish|number)(?: \w+){0,4} (?:be|get|getting) "
        r"(?:removed|unsubscribed|taken off|excluded|deleted|opted out)"
    ),
    _rule(rf"(?:get|got|be|getting|stay|come) (?:off|out|out of|off of) (?:of )?{_THE_LIST}"),
    _rule(
        rf"(?:leave|exit|quit|leaving|exiting|quitting) {_THE_LIST[:-1]}|(?:this|the|"
        rf"your) (?:group|list|chat|texts))"
    ),
    _to_the_end(
        r"(?:let|leave|sign|get|opt|cut|take) (?:me|us) (?:out|off)(?: (?:of|from) "
        r"(?:this|these|it|here|that|this list|all this))?"
    ),
    _rule(
        rf"(?:sign|log|check|count|leave|keep|opt|get|take|rule) (?:me|us|my \w+) "
        rf"(?:out|off)(?: of| from)? {_THE_LIST}"
    ),
    _rule(
        r"(?:put|add|place|get) (?:me|us|my \w+|this \w+) (?:on|to|in|into) (?:your|"
        r"the|ur|a|that) (?:do|dont|dnc|no|never|opt out|internal|blacklist|block|"
        r"blocked)(?: \w+)*"
    ),
    # Unsubscribe, opt out, consent.
    _rule(r"(?:to|me|us|please|just|can i|i|and|nope|wanna|kindly) unsubscribe"),
    _rule(
        r"unsubscribe (?:me|us|this|my|please|now|from|all|immediately|thanks|asap|"
        r"our|too|already|it|and|or|right|totally|completely)"
    ),
    _to_the_end(r"(?:\w+ ){0,4}unsubscribe"),
    _rule(
        rf"opt(?:ing|ed|s)?(?: (?:me|us|my \w+))? out (?:of |from )?(?:receiving|"
        rf"getting|{_SUCH_TEXTS}|this|these|those|all|everything|your|any|being)"
    ),
    _to_the_end(r"opt(?:ing|ed|s)?(?: (?:me|us|my \w+|this \w+))? out"),
    _rule(
        r"(?:revoke|revoking|withdraw|withdrawing|rescind|rescinding|retract|remove|"
        r"cancel|pull|take back|taking back|pulling|withdrawn|revoked|cancelling|"
        r"terminate|deny|refuse) (?:my |our |all |any |the |this |your )*(?:prior |"
        r"previous |express |written )*(?:consent|permission|authorization|"
        r"authorisation|opt in|approval|agreement|signup|sign up)"
    ),
    _rule(
        r"(?:dont|do not|didnt|did not|never|no|not|havent|without|no longer|nor) "
        r"(?:\w+ )?(?:\w+ )?(?:have|had|got|give|gave|given|giving|grant|granted|my)? "
        r"?(?:my |our |you |u |any |the |me |anyone )*(?:consent|permission|"
        r"authorization|authorisation|consented)"
    ),
    _rule(r"(?:dont|do not|didnt|did not|never|no longer|not) consent(?:ed|ing)?"),
    # The same as a noun: withdrawal of consent; and told of it: consent withdrawn.
    _rule(
        rf"(?:withdrawal|revocation|retraction|cancellation|removal|termination|refusal) of "
        rf"(?:\w+ ){{0,3}}{_CONSENT}"
    ),
    _rule(
        rf"{_CONSENT} (?:\w+ ){{0,4}}(?:withdrawn|revoked|rescinded|retracted|cancelled|canceled|"
        rf"denied|refused|terminated|removed|over|expired|ends?|ended)"
    ),
    # The last one: be it a threat or a wish.
    _rule(
        r"(?:better|must|should|will|please|let|make|makes|needs to|has to|be|want|hope|as) "
        r"(?:\w+ ){0,2}(?:the |your |my )?(?:very )?(?:last|final) (?:\w+ )?"
        r"(?:text|message|one|sms|msg|time you (?:text|message|contact))"
        r"(?= (?:\Z|you|i|we|from|to|ever|please|that)| \Z)"
    ),
    _to_the_end(r"(?:the )?(?:last|final) (?:text|message|one) (?:i|you|we) (?:\w+ ){0,4}"),
    # I said stop.
    _to_the_end(
        r"(?:said|say|texted|typed|wrote|sent|replied|reply|type|tell|told|telling|"
        r"saying|write|send|text|asked|asking|ask|want|beg|begging|please|make|"
        r"making) (?:(?:you|it|this|these|the|guys|for|that|all|already|word|keyword|"
        r"texts|messages|with|everything|your|robot|bot|people|system|machine) "
        r"){0,4}(?:to )?stop"
    ),
    _rule(
        r"(?:said|texted|typed|wrote|sent|replied|answered) (?:the word |with )?stop "
        r"(?:\d+|two|three|four|five|ten|many|several|already|twice|before|yesterday|"
        r"last|like|a|multiple|and|but|so|to|times|in|on|weeks?|days?|months?|"
        r"earlier)"
    ),
    _rule(
        r"(?:told|asked|begged) (?:you|this bot|the bot|your shop|your store)(?: "
        r"\w+){0,2} (?:to )?(?:stop|quit|leave)"
    ),
    _to_the_end(
        r"(?:you|this|it|these|those|that|texts|messages|spam|alerts|bot)(?: guys| "
        r"people| all)? (?:have|need|has|needs|got|must|should|better|can)(?: \w+)? "
        r"(?:to )?(?:please |just |really )*(?:stop|end|cease)(?: now)?"
    ),
    _to_the_end(
        rf"(?:{_ADS} )*{_TEXTS} (?:are |is )?(?:not welcome|unwelcome|unwanted|not "
        rf"wanted|not allowed|not appreciated)"
    ),
    _rule(
        r"(?:prefer|rather)(?: you)? (?:not|didnt|dont)(?: to)?(?: be| get)? "
        r"(?:texted|contacted|messaged|text|message|contact|texts|texting)"
    ),
    _rule(r"dont bother (?:texting|messaging|contacting)"),
    _to_the_end(r"dont (?:call or text|text or call|call and text|text or email)"),
    _rule(
        rf"(?:dont|no longer|never|not) (?:want|wish|need|ask|asked|care)(?:ed)? to "
        rf"be (?:on|in|part of) {_THE_LIST}"
    ),
    _rule(
        r"(?:get|stay|keep|go) (?:off|out of|off of) (?:of )?my (?:phone|inbox|"
        r"messages|texts|line)"
    ),
    _rule(
        r"(?:my|this|our) (?:phone )?number (?:be |to be )?(?:removed|deleted|erased|taken off|"
        r"taken out)"
    ),
    _to_the_end(
        r"(?:want|wants|like|wish|asked|need|prefer|id love) to be (?:removed|unsubscribed|"
        r"taken off|deleted|opted out|left alone)"
    ),
    _rule(
        r"(?:stop|quit) (?:getting|receiving|seeing) (?:any of )?(?:these|this|those|them|your)"
        r"(?= (?:\Z|texts|messages|sms|from|anymore|now|please|alerts|notifications)| \Z)"
    ),
    _to_the_end(
        r"(?:stop|end|terminate|discontinue) (?:this |the |your )?(?:text|texting|"
        r"sms) service"
    ),
    _to_the_end(rf"(?:remove|delete) from {_THE_LIST}"),
    _to_the_end(
        r"(?:please|me|us|want|get|now|number|kindly|just|phone) (?:off|out of) (?:of "
        r")?(?:the|your|this) (?:text |mailing |sms )?list"
    ),
    _rule(r"mind not (?:texting|messaging|contacting)"),
    _to_the_end(r"(?:these|the|your) (?:texts|messages) to (?:stop|end)"),
    _to_the_end(r"please (?:remove|stop|unsubscribe|desist)"),
    _rule(
        r"(?:not|stop|avoid|without|quit|no longer) (?:get|getting|receive|receiving|"
        r"be getting) (?:\w+ ){0,2}(?:texts|messages|sms|spam)"
    ),
    re.compile(
        r"\A (?:(?:please|ok|just|now|no|nah|hey|yo|so|well|then|again|i|said|and) )*stop "
        r"(?:or (?:i|ill|im|else|we|well|my)|and (?:delete|remove|leave|dont|never|"
        r"unsubscribe|take)|"
        r"before i|i (?:dont|said|never|am|have|mean it)|im|ill|this is|wrong|you have the wrong|"
        r"messages?|texts?|sms|msg|spam|alerts?|notifications?|bothering|contacting|pestering|"
        r"harassing|this (?:bot|spam|texting|nonsense|crap|shit)|the bot|means) "
    ),
    _to_the_end(
        r"stop (?:this|that|these|those|them|"
        r"all|all of (?:it|this|that|these|them)|all (?:this|that)|everything|"
        r"doing (?:it|that|this|so)|with (?:this|these|that|all this|it)|4 ?ever|"
        r"for good|for real|permanently)"
    ),
    _to_the_end(
        r"(?:driving|interested|lol|smh|ugh|pass|enough|please|nah|god|fuck|lmao|"
        r"jesus|christ|thanks|no|ok|number|spam|texts|messages|busy|work|sleeping|"
        r"asleep|bro|dude|seriously|just|already|again|annoying|now|so|kindly|must|"
        r"should|texting|twice|means) stop"
    ),
    _rule(
        r"(?:leave|let) (?:me|us|my phone|this number) (?:alone|be)(?= (?:\Z|please|"
        r"now|already|and|or|thanks))"
    ),
    _to_the_end(
        r"(?:leave|let) (?:me|us|my phone|this number) (?:the (?:hell|fuck) "
        r")?(?:alone|be)"
    ),
    _to_the_end(r"(?:fuck|piss|bugger|sod|f|buzz|bug|back) off|stfu|gtfo"),
    _rule(
        rf"(?:go away|get lost|knock it off|cut it out|quit it|stop it|give it a rest|"
        rf"shut up)(?: \w+){{0,2}} (?:with |and )?(?:{_ADS} )*(?:{_TEXTS}|stop)"
    ),
    # Threats.
    _rule(
        r"if (?:you|anyone|this shop|i)(?: \w+){0,2} (?:text|message|contact)s? (?:me|"
        r"us|this number|my number|my phone) (?:again|one more time|once more|anymore|"
        r"ever again)"
    ),
    _rule(
        r"(?:text|message|contact) (?:me|us|this number|my number|my phone) (?:one "
        r"more time|once more)"
    ),
    _rule(
        r"if i (?:get|receive|see) (?:another|one more|any more|more)(?: \w+)? "
        r"(?:text|message|sms|texts|messages)"
    ),
    _rule(
        r"(?:report|reporting|reported|block|blocking|blocked|sue|suing|flagging|"
        r"flagged|complaining about) (?:you|u|yall|this number|this as spam|you as "
        r"spam|your number|your shop|these texts|the texts|these messages|ur number|"
        r"as spam|as junk|this as junk|this spam|this to the fcc|to the fcc|you guys)"
    ),
    _rule(
        r"(?:on|in) the (?:national )?(?:do not|dont|dnc) ?(?:call|text|contact|"
        r"disturb)?(?: (?:list|registry|register))?"
    ),
)

MAYBE_SAID = (
    # To end what is only pointed at; not being, or not being any more, the one who is written to.
    _to_the_end(
        r"(?:discontinue|cease|desist)(?: (?:it|this|that|these|those|them))?"
        r"|quit (?:it|this|that|these)|(?<!you )end (?:this|these|them)"
    ),
    _to_the_end(r"(?:make|making|made|see|get) (?:it|this|that|these|them) (?:stop|end|go away)"),
    _to_the_end(r"(?:cut|kill|stop|end|drop) (?:it|this|that)(?: out)"),
    _rule(r"cut (?:\w+ )?(?:texts|messages|messaging|texting)"),
    _rule(r"(?:not|no longer|never|arent|isnt)(?: been)? (?:an? |your )?customers?"),
    _rule(r"(?:not|isnt|never)(?: \w+){0,2} (?:phone|number)(?! (?:i|we) )"),
    _rule(
        r"(?:rather|prefer|wish|hope|appreciate|glad|happy|happier|grateful|nice|great|better)"
        r"(?: \w+){0,2} you(?: \w+)? (?:didnt|dont|not|stop|stopped|quit|wouldnt|left)"
    ),
    _rule(r"no part (?:of|in) (?:this|it|that|these|your)|appreciate (?:the |some )?silence"),
    re.compile(r"\A (?:i (?:have )?(?:said|had) )?enough(?: (?:is enough|already|now|please))* \Z"),
    _to_the_end(r"(?:do|will|dont|cant|why dont) you(?: \w+){0,2} (?:ever |just )?(?:stop|quit)"),
    _rule(r"(?:text|message|contact|bother|spam|bug) (?:some|any)(?:one|body) else"),
    _to_the_end(
        r"(?:never|didnt) (?:sign|signed|subscribe|subscribed|join|joined|agree|agreed)(?: up)?"
    ),
    _to_the_end(
        r"(?:kindness|decency|courtesy|sense|manners|please|you) to (?:quit|stop|cease|desist)"
    ),
    _rule(r"(?:annoying|bothering|bugging|spamming|harassing|pestering|stalking) (?:me|us)"),
    _rule(
        r"(?<!you the )(?<!you my )wrong (?:number|person|guy|phone|contact|girl|man|"
        r"woman|recipient|\w+ number)"
    ),
    _rule(
        r"(?:not|isnt|aint|no longer) (?:the )?(?:right|correct|my|her|his|their|"
        r"owner|this persons) (?:number|person|phone|owner)"
    ),
    _rule(r"(?:gave|give|got|get|found|sold|have|had) (?:\w+ )?(?:my|this) (?:phone )?number"),
    _rule(
        r"(?:too many|so many|fewer|less|way too many|less frequent|not so many|tons "
        r"of|constant|endless) (?:\w+ )?(?:texts|messages|alerts|notifications|sms|"
        r"texting)"
    ),
    _rule(
        r"(?:text|message|contact)(?: (?:me|us))? (?:\w+ )?(?:less|too (?:much|often)|"
        r"so (?:much|often))(?: often)?"
    ),
    re.compile(
        r"\A (?:im |i am |were |sorry |really |just |no |thanks |still |honestly "
        r")*(?:not|no longer|un)? ?(?:interested|uninterested)(?: (?:anymore|thanks|"
        r"please|sorry|at all|in this|in any of this|in it))* \Z"
    ),
    _to_the_end(
        r"(?:dont|no longer) (?:want|need|wish|care) (?:to )?(?:get |receive |for |be "
        r"getting )*(?:any of )?(?:these|those|this|your stuff|you|anything from you|"
        r"them|any|any of it)(?: from you)? (?:anymore|any longer|again)"
    ),
    _to_the_end(
        r"(?:dont|never) (?:\w+ )?send(?: me| us)? (?:this|those|any|stuff|any of "
        r"(?:this|these|those))"
    ),
    _rule(r"(?:count|block) me(?: out)?"),
    _rule(r"(?:if|wish) you(?: \w+){0,2} (?:stop|stopped|quit|didnt|wouldnt|would not)"),
    _rule(rf"{_TEXTS} (?:have|has|need|needs|got|must)(?: got)?(?: to)? (?:go|end|stop)"),
    _rule(
        r"why (?:do|am|are|did|is) (?:i|you|we|this)(?: \w+)? (?:getting|receiving|get|texting|"
        r"sending|messaging|texted) (?:me |us )?(?:these|this|those|texts|messages|so|from|all)"
    ),
    _rule(r"what part of (?:stop|no)"),
    _to_the_end(r"no (?:reminders|updates|offers|deals|mailing|mailings|calls or texts)"),
    _rule(r"(?:dont|never) (?:market|advertise) to (?:me|us)"),
    _to_the_end(r"(?:doesnt|dont|didnt) want (?:these|this|those|them)(?: (?:anymore|any longer))"),
    _rule(
        r"(?:nobody|no one|noone|not anyone|no person)(?: \w+)? (?:here |at this number )?"
        r"(?:by|with|of|called|named|goes by) (?:that|this|the|\w+) ?(?:name|here)?"
    ),
    _rule(r"dont (?:even )?know (?:you|who (?:you|this|that) (?:are|is)|your (?:shop|store))"),
    _rule(r"(?:this|my|the) (?:number|phone)(?: \w+){0,2} (?:belongs|belonged) to"),
    _rule(
        r"(?:take|cross|strike|scratch|get|pull|scrub|wipe|knock) (?:me|us|my \w+|our \w+|"
        r"her|him|them|this number|mom|dad|mum) (?:off|out|away)"
        r"(?!(?: \w+){0,5} (?:…|order|hold|event|signing))"
    ),
    _rule(
        rf"{_TEXTS} (?:are|is) (?:\w+ ){{0,2}}(?:unwanted|unwelcome|annoying|too much|a nuisance)"
    ),
    _rule(r"(?:get|go|going|be|being) off (?:this|your|the|these)"),
    _rule(r"(?:withdraw|revoke|rescind|retract)\w* (?:\w+ ){0,2}(?:it|this|that|everything|all)"),
    _rule(r"withdraw (?:me|us|from (?:this|these|the|all|your|any))"),
    _rule(
        r"(?:delete|erase|wipe|remove|destroy|purge) (?:(?:all|of|everything|any|that|you|have|my|"
        r"our|got|personal|on|about) ){1,6}(?:info|information|data|details|me|us)"
    ),
    _rule(r"my (?:\w+ )?(?:info|information|data|details) (?:be )?(?:deleted|removed|erased)"),
    _rule(rf"(?:set|put) (?:my|the|these|your|all) {_TEXTS} (?:to )?(?:none|off|zero|never)"),
    _rule(rf"(?:remove|delete) from {_THE_LIST}"),
    _to_the_end(r"(?:off|out of) (?:of )?(?:the|your|this) (?:text |mailing |sms )?list"),
    _rule(r"(?:delete|remove|erase) (?:this|my|the) contact"),
    _to_the_end(
        r"(?:get|make|have) (?:you|these|this|them|it|the texts|the messages|yall) (?:to )?stop"
    ),
    _rule(r"(?:stop|quit) (?:getting|receiving) (?:these|this|those|them|any|your)"),
    _rule(r"(?:never|didnt|not|havent|wasnt) opt(?:ed)? in"),
    _rule(r"(?:text|message|contact) me (?:again|once more) and (?:i|im|ill|you|see|we)"),
    _rule(r"dnc|(?:dont|not) (?:call|text|contact|disturb) (?:list|registry)"),
    _rule(
        r"(?:only|just) (?:contact|message|email|reach|write) me (?:on|by|via|through|at|over) "
        r"(?:discord|email|mail)"
    ),
    _rule(r"(?:switch|move|change) me (?:over )?to (?:email|discord|mail)"),
    _to_the_end(r"(?:email|discord|mail) (?:only|instead)"),
    _rule(r"(?:these|this|you|texts|messages|your shop|your store) (?:are|is) (?:\w+ )?spam"),
    _rule(r"over (?:these|your|all these) (?:texts|messages)"),
    _rule(r"(?:unwanted|unsolicited) (?:\w+ )?(?:texts?|messages?|contact|sms|communication|spam)"),
    _rule(
        r"how (?:do|can|would|could|to) (?:i |you |we |one )?(?:stop|end|disable|turn "
        r"off|cancel|get rid of|make) (?:this|these|those|it|them|your)(?= (?:stop|"
        r"end|from|now|please|\Z)|\Z| \Z)"
    ),
    _rule(
        r"(?:number|phone) (?:has |was |is |got |been )*(?:changed|reassigned|a new "
        r"owner|someone elses|no longer|not (?:his|hers|her|theirs|longer))"
    ),
    _rule(
        r"(?:passed away|deceased|died|is dead)(?: \w+){0,6} (?:texts?|texting|number|"
        r"phone|messages?)"
    ),
    _rule(
        r"(?:texts?|texting|number|phone|messages?)(?: \w+){0,6} (?:passed away|"
        r"deceased|died|is dead)"
    ),
    re.compile(
        r"(?<! the)(?<! a)(?<! to)(?<! that)(?<! his)(?<! her)(?<! their)(?<! we)(?<! "
        r"they)(?<! it)(?<! i)(?<! you)(?<! who)(?<! he)(?<! she)(?<! ever)(?<! "
        r"wont)(?<! and)(?<! my)(?<! your)(?<! …)(?<! omg)(?<! wait)(?<=\w) stop \Z"
    ),
    _rule(
        r"(?:stop|quit|cease|refrain|end|discontinue) (?:\w+ ){0,3}(?:sending|texting|"
        r"messaging|contacting|notifying|alerting|calling|emailing|pushing|"
        r"recommending|suggesting|bothering|pestering|bugging|harassing|annoying)"
    ),
    _rule(
        rf"(?:dont|never|no need to) {_EVER}(?:text|message|contact|notify|alert|"
        rf"bother|spam|ping|pester) (?:me|us|{_MY_NUMBER})"
    ),
    _rule(r"(?:dont|never) (?:\w+ )?send (?:me|us) (?!it|the book|this book|the wrong)"),
    _rule(r"(?:unsubscribe|unsubscribed|unsubscribing|opted out|opt me out)"),
    _rule(
        r"(?:turn|shut|switch) (?:(?:it|them|this|these|those|that|all|everything|"
        r"things|stuff) ){1,2}off"
    ),
    _to_the_end(r"(?:turn|shut|switch) off(?: (?:it|these|those|this|that|them|all|everything))*"),
    _rule(
        rf"(?:remove|delete|erase|forget|exclude|take) (?:me|us|{_MY_NUMBER})"
        r"(?!(?: \w+){1,5} …)"
    ),
    _rule(r"(?:good|fine) (?:on|without) (?:the|your|these|any) (?:texts|messages|sms)"),
    _rule(r"(?:youre|you are|keep) (?:spamming|harassing|bothering|bugging|pestering) (?:me|us)"),
    _rule(
        r"(?:discontinue|stop|cancel|end|terminate) (?:this |the |your |my |text "
        r")*(?:service|texting service|subscription)"
    ),
    _to_the_end(r"get out of (?:this|these|here)"),
    _rule(
        r"(?:delete|remove|close|deactivate|erase|wipe) (?:my|our) (?:account|"
        r"data|profile|info|subscription)"
    ),
    _to_the_end(r"cancel (?:my|our) (?:account|subscription|membership)"),
    _rule(
        r"(?:lawyer|attorney|fcc|tcpa|ftc|harassment|illegal|lawsuit)(?: \w+){0,4} "
        r"(?:text|texts|texting|you|message|messages)"
    ),
    _rule(
        r"(?:text|texts|texting|messages?|you|this)(?: \w+){0,4} (?:lawyer|attorney|"
        r"fcc|tcpa|ftc|harassment|illegal|lawsuit)"
    ),
    _rule(
        r"(?:didnt|never|did not|dont remember|dont recall) (?:\w+ )?(?:sign|signing|"
        r"signed|subscribe|subscribed|subscribing|ask|asked|agree|agreed|opt|opted|"
        r"request|requested)(?: up| in)?(?: (?:for|to))? (?:this|these|any of this|it|"
        r"texts|messages|that|sms)"
    ),
)

# Said in a clause of what has nothing to do with texts, or of leaving not at all.
NOT_MEANT = re.compile(
    r"(?<= )(?:"
    r"(?:please )?(?:dont|do not|never|no dont|wont|cant|couldnt|wouldnt|doesnt|didnt|cannot|not|"
    r"hard to|hate to|without) (?:ever |you |want to |want you to |wanna |"
    r"wish to |mean to |meant to |think i should |need to |have to |able to |"
    r"going to |gonna |let them |"
    r"let it |let this |plan to |just |please |to |want it to |want this to |know "
    r"when to |seem to )*"
    r"(?:stop|stopping|quit|quitting|remove|delete|unsubscribe|cancel|end|mute|block|opt out|"
    r"lose|forget|erase|"
    r"take me off|turn off|drop me)"
    r"(?: (?:sending|texting|messaging|me|alerts|texts|messages|the|us|my|these|"
    r"those|recs|off|this)){0,4}"
    r"|(?:one|last|full|bus|next|nearest|closest|main|every|each|first|same|which|"
    r"train|pit|rest|truck|whistle|non|first|final|metro|subway|tram|short) "
    r"stops?"
    r"|stop (?:by|in|over|at|here|there|loss|sign|signs|motion|time|off at|off by|"
    r"out at|into|for (?:coffee|lunch|gas|a)|"
    r"reading|worrying|walking|being|overthinking|thinking|procrastinating|people "
    r"pleasing|smoking|drinking|"
    r"talking to strangers|time|taking|carrying|selling|crying|laughing|believing|"
    r"caring|living|trying|"
    r"doing(?! (?:it|this|that|so)\b)|telling|acting|saying|looking|making|having|"
    r"going|loving|losing|missing|saving|running)"
    r"|(?:the|an|this|that) (?:end|ending) of"
    r"|(?:got|get|have|had|received|see|seen|are|is|was|were|still|getting|why) no "
    r"(?:\w+ )?(?:texts?|messages?|sms|alerts|notifications?|contact|spam)"
    r"|(?:why|how come|did|when|since|have|has|that|guess|think|thought|noticed|seems?) "
    r"(?:\w+ ){0,2}(?:you|they|it|she|he|the shop|texts|alerts|messages) (?:all |guys |ever |have |"
    r"has |had |just )*(?:stop|stopped|quit|ceased|ended)"
    r"(?: (?:texting|sending|messaging|alerting|notifying|coming|me|us|my|the|alerts|texts|"
    r"messages)){0,4}"
    r"|(?:did|do|have|has|had|are|were|why|would|will) (?:you |they |u )?not "
    r"(?:text|message|contact)\w*(?: me| us)?"
    r"|(?:how|when|where|why) to (?:stop|quit|end|cancel)(?! (?:texts|texting|"
    r"these|sms|getting|receiving|messages|the texts|your texts|this))"
    r"|(?:wait|waiting|hold|holds|guest|reading|event|reservation|preorder|pre order|rsvp|signing|"
    r"wish|wishlist|tbr|book club|shopping|raffle|attendee|class|workshop) "
    r"?(?:list|lists|queue|line)s?"
    r"|(?:no|not|dont) (?:call|calls|phone calls?)(?: me| us)?(?: please)? "
    r"text(?: me)? (?:is|instead|only|me)"
    r")(?= )"
)

# What is said of a shop's business: orders, copies, one filter, titles and who wrote them.
ABOUT_THE_SHOP = re.compile(
    r" (?:order|orders|ordered|preorder|preorders|hold|holds|reservation|reserve|refund|pickup|"
    r"shipment|delivery|package|copy|copies|paperback|hardcover|hardback|edition|novel|isbn|"
    r"filter|filters|author|chapter|pages?|signing|event|ticket|tickets|called|titled|book club|"
    r"sequel|series|audiobook|genre|published|wishlist|waitlist|gift|receipt|used|memoir|"
    r"do you (?:carry|have|sell|stock|got)|got any|you have|looking for|by [a-z]+ [a-z]+) "
)
NOT_FOR_CERTAIN = re.compile(
    r" (?:wait|hold on|nevermind|i mean|i meant|just kidding|jk|do (?:you|u|yall) "
    r"(?:carry|have|sell|stock|got)|looking for|paperback|hardcover|"
    r"hardback|novel|isbn|copy of|edition|book called|titled|is that a (?:book|novel)|"
    r"audiobook|memoir|in stock|but keep|keep the (?:rest|others?)|except|only (?:the|pause|stop)|"
    r"omg|haha|"
    r"just (?:hold|call|ship|mail|keep|leave)|need a (?:text|message)|"
    r"lmao|waitlist|waiting list|preorder|my order|my hold|the hold|the order|sign me up|"
    r"(?:me|us) (?:about|regarding) (?!this|these|your|it |my |any|all)[a-z]+|"
    r"back on|start (?:texting|sending)|resubscribe|love them|"
    r"(?:alerts?|notifications?|reminders?|updates?|texts?|messages?|recommendations)(?: \w+)? "
    r"(?:for|about|on|regarding|when|of) (?!me |my |this |your |you |us |these |"
    r"now |good |real |it |"
    r"the phone |our |any ))"
    r"(?: |(?<= ))"
)
MAY_BE_MEANT = re.compile(
    r" (?:stop|quit|enough|unsubscribe|remove|delete|dont|never|no more|no longer|cancel|off|out|"
    r"changed my mind|second thoughts|no thanks|no thank you|not for me|not my thing|cant stand|"
    r"didnt ask|ridiculous|nuisance|rid|unwelcome|pointless|useless|"
    r"opt|refrain|cease|desist|end|tired|sick|annoying|annoyed|not|unwanted|unsolicited|without|"
    r"rather not|no|hate|done|leave|leaving|quitting|drop|lose|silence|kill|why)"
    r"(?: [\w …]*)? (?:texts|texting|texted|sms|messages|messaging|my number|this number|messaged|"
    r"contact me|text me|message me|contacting|the list|your list|this list|spam|notifications) "
    r"| (?:text|texts|texting|texted|sms|messages|messaging|my number|this number|notifications|"
    r"alerts|spam) (?:[\w …]* )?(?:stop|quit|enough|unsubscribe|remove|unwanted|"
    r"no more|cease|annoying|"
    r"unnecessary|off|anymore|welcome|unwelcome|end|die|go away|nope|spam|harassment|creepy) "
    r"|\A(?: spam)+ \Z"
)
OF_A_NUMBER = re.compile(
    r" (?:my|this|wrong|our|new|phone) (?:phone )?(?:number|phone|texts|list) "
)
# No text? says that one was expected.
ASKED = re.compile(
    r"\bno (?:\w+ )?(?:texts?|messages?|alerts?|sms|notifications?)(?: today| "
    r"yet)?\s*\?"
)
# Who wrote it, in capitals: Leave Me Alone! by Vera Brosgol.
BY_AUTHOR = re.compile(
    r"\b[Bb]y (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)+"
)
# With one of these about, a lone STOP may be part of a title or of talk.
ABOUT_A_BOOK = re.compile(
    r" (?:picture book|board book|cookbook|comic|comics|kids book|childrens book|a trap|title|"
    r"in the name of love|thief|book called|novel|hilarious|funny|gorgeous|haha|spoilers?) "
)
# All of a message, or all that is said in it.
SAID_OF_ANYTHING = re.compile(
    r"\A (?:(?:please|just|ok|now|can|could|you|lets|i|want|to|id|like|hey|im|we|were|are|so|no|"
    r"thanks|sorry|do|not|would|yo|this|is|and|all|of|right|then|already|with|me|guys|really) )*"
    r"(?:cancel|end|quit|stop|remove|delete|drop|pause|discontinue|terminate|enough|arret|off|"
    r"go away|leave me alone|knock it off|cut it out|quit it|give it a rest|out|im done|mute|"
    r"not anymore|no more|never again|goodbye forever|back off|hard pass|get lost|"
    r"disturb|shut up|dont|no mas|cease|blocked|blocking|reported|"
    r"withdraw|unenroll|deregister|unregister|unlist|abort|snooze|mute|(?:can|"
    r"could) you please not|"
    r"dont (?:send|reply|respond|write|contact|message|text))"
    r"(?: (?:it|this|that|all|everything|these|those|now|please|them|of|with|you|already|thanks|"
    r"anymore|here|forever|guys|me|right|immediately|and|"
    r"reported|blocked|more))* \Z"
)


ONE_OF_SEVERAL = re.compile(r" filters? ")
