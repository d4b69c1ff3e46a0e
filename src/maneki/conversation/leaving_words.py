"""The words people leave with, for the rules to be made of. Pure data.

Rules read one clause in the spelling of `maneki.conversation.spelling`: plain words with a blank on
either side.
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
TEXTS = (
    r"(?:texts?|texting|text messag\w+|spammers?|scammers?|messages?|"
    r"messaging|sms|mms|alerts?|notifications?|"
    r"spam|spamming|notices|reminders|promos?|promotions?|promotionals?|ads?|adverts?|advertising|"
    r"advertisements?|marketing|solicitations?|solicitation|mailings?|mailouts?|newsletters?|"
    r"blasts?|communications?|correspondence|contact|contacting|pings?|pestering|updates|"
    r"text stuff|text thing|messages thing|bot|robot|chatbot|subscription|subscriptions)"
)
ADS = (
    r"(?:text|sms|phone|book|books|shop|store|automated|auto|automatic|marketing|"
    r"spam|spammy|promo|promotional|recommendation|dumb|stupid|annoying|damn|"
    r"fucking|constant|endless|daily|weekly|weird|random|unwanted|unsolicited|"
    r"bloody|silly|further|future|other|new|own|more|such|any|all|every|"
    r"everything|each|the|these|those|this|that|your|you|of|to|with|from|it|my|"
    r"our|me|us|by|on|for|getting|receiving|sending|sent|so|many)"
)
SUCH_TEXTS = rf"(?:{ADS} ){{0,6}}{TEXTS}"
TEXTING = (
    r"(?:texting|messaging|contacting|sms|smsing|spamming|bothering|bugging|pestering|annoying|"
    r"harassing|notifying|pinging|bombarding|flooding|disturbing|stalking|alerting|blowing up|"
    r"hitting up|hitting|reaching out to|hounding|hassling|calling or texting|texting or calling|"
    r"badgering|buzzing|nagging|soliciting|advertising to|writing to|calling and texting|replying|"
    r"replying to|responding|responding to|emailing)"
)
TEXT = (
    r"(?:text|message|contact|sms|spam|bother|bug|pester|annoy|harass|notify|ping|disturb|alert|"
    r"write to|reach out to|hit up|solicit|reply|reply to|respond to|call or text|text or call|"
    r"call or message|email or text|text or email|call and text|communicate with|hassle)"
)
MY_NUMBER = (
    r"(?:(?:my|this|our|his|her|their|moms|mums|dads|the above)"
    r"(?: (?:phone|work|personal|old|sms|moms|mums|wifes|husbands|kids|sons|daughters))?"
    r" (?:number|numbers|phone|digits))"
)
MY_NAME = (
    r"my (?:contact|contact info|contact details|name|info|information|details|data|"
    r"contact information)"
)
CONSENT = r"(?:consent|permission|authorization|authorisation|agreement|opt in)"
ME = rf"(?:me|us|{MY_NUMBER})"
A_LIST = (
    r"(?:lists?|database|data base|system|systems|records?|files?|contacts?|contact list|"
    r"phone ?book|address book|memory|rolodex|program|programme|"
    r"communications|service|campaigns?|distribution|roster|mailings?|texts|"
    r"messages|sms|text messages|texting|"
    r"notifications|alerts|subscription|subscriptions|subscribers|crm|books text list|texting list)"
)
THE_LIST = (
    r"(?:(?:the|your|this|that|these|ur|all|any|every|of|you|customer|customers|text|texting|sms|"
    r"mailing|marketing|contact|phone|email|message|messaging|distribution|subscriber|promo|"
    r"promotional|shop|store|call|calling|notification|alert|stupid|dumb|damn|fucking|spam|"
    r"book|bookshop|blast|group|whatever|subscription|broadcast) ){0,6}" + A_LIST
)
STOP = (
    r"(?:stop|stopping|quit|cease|halt|end|discontinue|cancel|kill|silence|mute|block|terminate|"
    r"disable|deactivate|suspend|desist|desist from|cease and desist|stop and desist|abort|"
    r"refrain from|abstain from|unsubscribe|pull the plug on|put an end to|put a stop to|no more|"
    r"lay off|knock it off|knock off|cut it out|cut out|quit it|stop it|give it a rest|enough|"
    r"had enough|fed up|sick|tired|so over|ditch|drop|nix|axe|spare me|scrap|get rid|rid me|"
    r"say goodbye to)"
)
STOP_DOING = (
    r"(?:stop|stopping|quit|cease|cease and desist|desist|halt|discontinue|end|refrain|abstain|"
    r"knock off|enough|done|tired|sick|no more|lay off|cut out|give up)"
)
BETWEEN = (
    r"(?:(?:with|of|from|on|it|the|all|any|this|your|you|me|damn|fucking|fing|effing|freaking|"
    r"bloody|goddamn|auto|automatically|constantly|always|ever|please|right|now|immediately|so|"
    r"further|even|just|getting|at|keep|stupid|fuckin|f|ing|already|these|guys|a|about|up|and|to|"
    r"for|by|being|people) ){0,4}"
)
DONT = (
    r"(?:dont|never|no need to|no need for you to|no reason to|not|dont ever|dont you|please dont|"
    r"please never|youre not to|you may not|must not|mustnt|shouldnt|should not|not to|"
    r"you cant|nobody should|no one should|do no|quit|stop)"
)
EVER = (
    r"(?:(?:ever|you|please|dare|even|just|fucking|need|to|try|the|want|a|keep|any|bother to|"
    r"bother|again) ){0,3}"
)
WANT = (
    r"(?:want|wanna|need|wish|care|like|asked|ask|signed up|sign up|subscribe|"
    r"agree|consent|consented|subscribed|agreed|appreciate|opted in|opt in|"
    r"request|requested|desire|prefer|interested)"
)
SOFTLY = (
    r"(?:(?:please|thanks|you|anymore|again|ever|now|thank|all|ok|okay|on|to|here|me|us|for|so|"
    r"kindly|period|guys|today|forever|sorry|lol|this|number|phone|my|too|either|much|from|your|"
    r"the|shop|store|very|any|more|and|bye|everyone|already|immediately|asap|right|away|by|via|"
    r"sms|text|texts|messages|message|i|or|else|further|in|future|no|never|guess|suppose|think|"
    r"them|it|at|with|bookshop|bookstore|altogether|entirely|completely|totally|permanently|good|"
    r"whatsoever|morning|afternoon|evening|day|ma|sir|madam) ){0,9}(?=\Z)"
)


def rule(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<= )(?:{pattern})(?= )")


def to_the_end(pattern: str) -> re.Pattern[str]:
    """The same, where nothing but manners follows."""
    return re.compile(rf"(?<= )(?:{pattern}) {SOFTLY}")
