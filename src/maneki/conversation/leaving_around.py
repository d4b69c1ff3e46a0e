"""What is said around it: of a shop's business, of titles, of one thing of several. Pure data."""

from __future__ import annotations

import re

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

# By themselves they answer what was asked before, and say nothing of texts.
ANSWERS = frozenset(
    {
        *("no", "nope", "nah", "nay", "no no", "no thanks", "no thank you", "no thx", "no ty"),
        *("nah thanks", "not yet", "not now", "never mind", "nevermind", "nvm", "forget it"),
        *("yes", "yep", "yeah", "ok", "okay", "sure", "bye", "goodbye", "thanks", "thank you"),
        *("no gracias", "non merci", "nein danke", "nein", "non", "いいえ", "はい"),
    }
)

ONE_OF_SEVERAL = re.compile(r" filters? ")
