"""What is said for certain by somebody who leaves. Pure data.

It needs both a way of ending something and that the texts, the number or being on a list is what
ends. Written with the tuning halves of tests/conversation/data and examples of our own.
"""

from __future__ import annotations

import re

from maneki.conversation.leaving_words import (
    ADS,
    BETWEEN,
    CONSENT,
    DONT,
    EVER,
    ME,
    MY_NAME,
    MY_NUMBER,
    SOFTLY,
    STOP,
    STOP_DOING,
    SUCH_TEXTS,
    TEXT,
    TEXTING,
    TEXTS,
    THE_LIST,
    WANT,
    rule,
    to_the_end,
)

SAID_FOR_CERTAIN = (
    # Stop texting me.
    rule(rf"{STOP_DOING} {BETWEEN}{TEXTING} (?:\w+ )?{ME}"),
    rule(
        rf"(?:stop|quit|cease|discontinue|refrain|desist) {BETWEEN}(?:texting|"
        rf"messaging|smsing|spamming)"
    ),
    rule(r"(?:stop|quit|cease|discontinue|refrain|desist)(?: \w+)? blowing up"),
    to_the_end(rf"{STOP_DOING} {BETWEEN}{TEXTING}"),
    # Stop sending (me) these.
    to_the_end(
        rf"{STOP_DOING} {BETWEEN}(?:sending|send|sent|pushing|forwarding)(?: (?:me|"
        rf"us|out|to|so))*"
        rf"(?: (?:this|these|those|that|them|it|stuff|things|crap|shit|junk|garbage|"
        rf"anything|any|more|"
        rf"everything|links?|{SUCH_TEXTS}|{SUCH_TEXTS} to {ME}|to {ME}))*"
    ),
    rule(rf"{STOP_DOING} {BETWEEN}(?:sending|send)(?: (?:me|us|out|to))* {SUCH_TEXTS}"),
    to_the_end(r"(?:stop|quit|cease) (?:calling|writing|emailing)(?: (?:me|us|here))?"),
    rule(
        rf"(?:stop|quit|cease)(?: \w+){{0,2}} (?:sending|to send)(?: \w+){{0,6}} to "
        rf"{MY_NUMBER}"
    ),
    # Stop (all of) the texts.
    to_the_end(
        rf"{STOP} {BETWEEN}{SUCH_TEXTS}(?: (?:thing|things|stuff|crap|to {ME}|"
        rf"from {ME}|on {ME}|by text|coming))*"
    ),
    rule(rf"{STOP} (?:{ADS} )*(?:texts|text messages|messages|sms|spam)(?: \w+){{0,3}} {ME}"),
    rule(
        r"(?:stop|end|cease|no more|halt) (?:all|any|these|those|your|the|the damn|"
        r"sending) (?:of )?(?:the |these |your )?(?:texts|text messages|messages|sms|"
        r"spam)"
    ),
    rule(
        r"(?:cancel|stop|end|quit) (?:everything|all|whatever) (?:that )?(?:you|your|"
        r"yall) (?:send|text|are sending)"
    ),
    rule(
        r"(?:cancel|end|stop|quit) (?:my|this|the|our|these)(?: \w+)? (?:subscription|"
        r"subscriptions)(?: to (?:the |your |these )?(?:texts|sms|messages|alerts))"
    ),
    rule(
        r"(?:cancel|end|stop|quit) (?:my|this|the|our|these) (?:text|sms|message|"
        r"alert|texting)(?: message)? (?:subscription|subscriptions|service|list|"
        r"program|programme|alerts?|thing)"
    ),
    rule(
        r"i? ?quit (?:this|the|your) (?:text|texting|sms|message|messaging)? ?(?:list|"
        r"group|thing|service)"
    ),
    rule(
        rf"(?:turn|shut|switch|take)(?: (?:it|them|these|those|this|that))? off "
        rf"(?:{ADS} )*{TEXTS}"
    ),
    rule(rf"(?:turn|shut|switch) (?:{ADS} )*(?:{TEXTS}) (?:\w+ )?off"),
    to_the_end(r"(?:turn|shut|switch) (?:these|those|them|this) (?:things? )?off"),
    to_the_end(
        rf"(?:{ADS} )*(?:texts?|texting|sms|messages?|notifications?|alerts?) (?:off|"
        rf"stop)"
    ),
    to_the_end(r"(?:mute|silence|disable) (?:this|these|those|all of these|them|me)"),
    # Do not text me (again).
    to_the_end(rf"{DONT} {EVER}{TEXT} {ME}"),
    to_the_end(r"dont (?:ever )?(?:text|message) (?:it|here|him|her|them)"),
    rule(
        rf"{DONT} {EVER}{TEXT}(?: {ME})? (?:again|anymore|ever|ever again|back|"
        rf"any longer|any further|at all|please|no more)"
    ),
    rule(
        rf"{DONT} {EVER}{TEXT} (?:me|us|{MY_NUMBER})(?: (?:because|or|so|this|"
        rf"anything|any|these|cuz|cause|since|its|im|i))"
    ),
    to_the_end(rf"(?:dont|never|do not) {EVER}(?:text|message|sms|spam)"),
    rule(rf"{DONT} {EVER}(?:be|get|keep) {TEXTING}(?: {ME})?"),
    to_the_end(
        rf"(?:dont|never|not|not to|no need to|without|avoid) {EVER}send(?:ing)?"
        rf"(?: me| us| out| to {ME})?"
        r" (?:anymore|anything|nothing|more|these|further|texts?|messages?|sms|text messages|"
        rf"{SUCH_TEXTS})(?: (?:anymore|else|more|texts?|messages?|sms|things?|like this|"
        r"of (?:these|this|those|them|your texts)))*"
    ),
    rule(rf"(?:dont|never) {EVER}send(?: me| us| out)? {SUCH_TEXTS}"),
    rule(rf"(?:dont|never) {EVER}send(?: \w+){{0,4}} to {MY_NUMBER}"),
    rule(
        r"send (?:me|us) (?:nothing|no more|no further)(?: (?:further|more|else|"
        r"texts?|messages?))*"
    ),
    # I do not want texts.
    rule(
        rf"(?:dont|didnt|do not|did not|no longer|never|not|wouldnt|doesnt) (?:\w+ "
        rf")?{WANT} (?:\w+ ){{0,2}}(?:to )?(?:you to |be |get |getting |keep getting "
        rf"|receive |receiving |hear |see |have |for )*(?:being )?(?:{ADS} "
        rf")*(?:texted|messaged|contacted|{TEXTS}|spammed|bothered|notified)"
    ),
    rule(
        rf"(?:dont|do not|no longer) (?:want|need|wish) (?:for )?(?:you|anyone|"
        rf"anybody|yall|this shop|your shop|your store)(?: guys| people| all)? (?:to "
        rf")?{TEXTING[:-1]}|{TEXT})"
    ),
    rule(
        r"(?:dont|no longer|do not|never|didnt) (?:want|need|wish|care) (?:to "
        r")?(?:hear|be hearing|hearing) (?:\w+ )?from (?:you|this|yall|the shop|your)"
    ),
    to_the_end(
        r"(?:no longer|dont|not|prefer not|rather not) ?(?:want|wish|interested|care|"
        r"like|need)?(?: to| in)? (?:get|getting|receive|receiving|be getting)(?: any|"
        r" any of)?(?: (?:these|those|this|them|anything|anything else|more|stuff))"
    ),
    rule(rf"(?:not|no longer|isnt|aint|never|un) ?(?:\w+ )?interested in (?:{ADS} )*{TEXTS}"),
    rule(
        rf"(?:dont|do not) (?:do|like|use|accept|allow) (?:{ADS} )*(?:texts|texting|"
        rf"sms|text messages)"
    ),
    # No more texts.
    to_the_end(
        rf"(?:no|no more|no further|zero|enough|not another|without|not one more|no "
        rf"other|never another|0|stop|sin) (?:{ADS} )*(?:texts?|texting|sms|mms|"
        rf"messages?|spam|messaging|notifications?|alerts|contact|communications?|"
        rf"solicitations?|solicitation|promos?|promotions?|marketing|ads|mailings|"
        rf"newsletters?|blasts|bots)"
    ),
    to_the_end(r"no more (?:of )?(?:these|this|those|your messages|them)"),
    re.compile(rf"\A (?:ok |okay |please |and |just |so |said |enough |i said )*no more {SOFTLY}"),
    to_the_end(r"(?:i|already|we) (?:said|asked for|told you) no more"),
    rule(
        rf"(?:enough|done with|over with|so over|fed up|sick|tired|finished with|"
        rf"through with|had it|annoyed|overwhelmed|irritated|bothered)(?: (?:and|"
        rf"tired|sick|of|with|by|from|already))* (?:{ADS} )*(?:texts?|texting|sms|"
        rf"messages|spam|notifications|text messages|alerts)"
    ),
    rule(r"too many (?:\w+ )?(?:texts|messages|alerts)(?: \w+){0,3} stop"),
    # Take me off your list.
    rule(
        rf"(?:take|get|pull|cut|kick|boot|bump|strike|cross|scratch|knock|keep|leave|"
        rf"have|want|wants|getting|taking|drop|scrub|wipe) (?:{ME}|me and \w+)(?: "
        rf"the hell| the fuck| tf)? ?(?:off|out|outta|off of|out of)(?: of)?(?: "
        rf"{THE_LIST}| this| these| that| here| there| it| (?:your|the|this|ur) "
        rf"(?:thing|phone|shit|stuff))?(?= {SOFTLY}| before| or| as| because| since| "
        rf"so| if| and| i| cos| cuz| its| im)"
    ),
    rule(
        rf"(?:take|get|pull|strike|cross|scratch|wipe|erase|delete|remove|drop|scrub|"
        rf"clear|purge|keep|leave) (?:{MY_NUMBER}|me|us) (?:from|off|off of|out of|"
        rf"outta|of) {THE_LIST}"
    ),
    rule(
        r"(?:take|get|keep) (?:my|this|our|his|her|their) (?:phone )?(?:number|phone) "
        r"(?:off|out|away)"
    ),
    to_the_end(rf"(?:remove|delete|erase|wipe|purge|clear|scrub|destroy|forget) {MY_NAME}"),
    rule(
        rf"(?:remove|delete|erase|take|strike|drop|scrub|cross|scratch|wipe|get) {MY_NAME} "
        rf"(?:from|off|off of|out of) {THE_LIST}"
    ),
    rule(
        rf"(?<!i )(?:remove|delete|drop|erase|wipe|purge|strike|scratch|exclude|"
        rf"unregister|deregister|unlist|delist|unenroll|disenroll|clear|scrub|expunge|"
        rf"eliminate|omit|deactivate|disconnect|lose|get rid of|dump|burn|trash|"
        rf"destroy|cross out|toss|ditch|blacklist) (?:out )?(?:{MY_NUMBER}|number(?= "
        rf"(?:please|now|\Z))|number(?= \Z))(?! (?:on my|from my|from the) (?:order|"
        rf"hold|account))"
    ),
    to_the_end(
        rf"(?:remove|delete|drop|erase|exclude|unregister|deregister|unlist|delist|"
        rf"unenroll|disenroll|deactivate) (?:me|us|myself)(?: from| off)?(?: "
        rf"{THE_LIST}| this| these| here| everything| all| it)?"
    ),
    rule(
        rf"(?:remove|delete|drop|erase|exclude|unregister|deregister|unlist|delist|"
        rf"strike|cut|scrub|unenroll) (?:me|us|myself|my \w+) (?:from|off|off of|out "
        rf"of) {THE_LIST}"
    ),
    rule(
        rf"(?:be|get|been|being|getting) (?:removed|taken|deleted|dropped|excluded|"
        rf"erased|unsubscribed|unenrolled|struck)(?: off| out| from| of)* {THE_LIST}"
    ),
    to_the_end(
        r"(?:i|me|us|we|please|wish|number)(?: \w+){0,4} (?:be|get|getting) "
        r"(?:removed|unsubscribed|taken off|excluded|deleted|opted out)"
    ),
    rule(rf"(?:get|got|be|getting|stay|come) (?:off|out|out of|off of) (?:of )?{THE_LIST}"),
    rule(
        rf"(?:leave|exit|quit|leaving|exiting|quitting) {THE_LIST[:-1]}|(?:this|the|"
        rf"your) (?:group|list|chat|texts))"
    ),
    to_the_end(
        r"(?:let|leave|sign|get|opt|cut|take) (?:me|us) (?:out|off)(?: (?:of|from) "
        r"(?:this|these|it|here|that|this list|all this))?"
    ),
    rule(
        rf"(?:sign|log|check|count|leave|keep|opt|get|take|rule) (?:me|us|my \w+) "
        rf"(?:out|off)(?: of| from)? {THE_LIST}"
    ),
    rule(
        r"(?:put|add|place|get) (?:me|us|my \w+|this \w+) (?:on|to|in|into) (?:your|"
        r"the|ur|a|that) (?:do|dont|dnc|no|never|opt out|internal|blacklist|block|"
        r"blocked)(?: \w+)*"
    ),
    # Unsubscribe, opt out, consent.
    rule(r"(?:to|me|us|please|just|can i|i|and|nope|wanna|kindly) unsubscribe"),
    rule(
        r"unsubscribe (?:me|us|this|my|please|now|from|all|immediately|thanks|asap|"
        r"our|too|already|it|and|or|right|totally|completely)"
    ),
    to_the_end(r"(?:\w+ ){0,4}unsubscribe"),
    rule(
        rf"opt(?:ing|ed|s)?(?: (?:me|us|my \w+))? out (?:of |from )?(?:receiving|"
        rf"getting|{SUCH_TEXTS}|this|these|those|all|everything|your|any|being)"
    ),
    to_the_end(r"opt(?:ing|ed|s)?(?: (?:me|us|my \w+|this \w+))? out"),
    rule(
        r"(?:revoke|revoking|withdraw|withdrawing|rescind|rescinding|retract|remove|"
        r"cancel|pull|take back|taking back|pulling|withdrawn|revoked|cancelling|"
        r"terminate|deny|refuse) (?:my |our |all |any |the |this |your )*(?:prior |"
        r"previous |express |written )*(?:consent|permission|authorization|"
        r"authorisation|opt in|approval|agreement|signup|sign up)"
    ),
    rule(
        r"(?:dont|do not|didnt|did not|never|no|not|havent|without|no longer|nor) "
        r"(?:\w+ )?(?:\w+ )?(?:have|had|got|give|gave|given|giving|grant|granted|my)? "
        r"?(?:my |our |you |u |any |the |me |anyone )*(?:consent|permission|"
        r"authorization|authorisation|consented)"
    ),
    rule(r"(?:dont|do not|didnt|did not|never|no longer|not) consent(?:ed|ing)?"),
    # The same as a noun: withdrawal of consent; and told of it: consent withdrawn.
    rule(
        rf"(?:withdrawal|revocation|retraction|cancellation|removal|termination|refusal) of "
        rf"(?:\w+ ){{0,3}}{CONSENT}"
    ),
    rule(
        rf"{CONSENT} (?:\w+ ){{0,4}}(?:withdrawn|revoked|rescinded|retracted|cancelled|canceled|"
        rf"denied|refused|terminated|removed|over|expired|ends?|ended)"
    ),
    # The last one: be it a threat or a wish.
    rule(
        r"(?:better|must|should|will|please|let|make|makes|needs to|has to|be|want|hope|as) "
        r"(?:\w+ ){0,2}(?:the |your |my )?(?:very )?(?:last|final) (?:\w+ )?"
        r"(?:text|message|one|sms|msg|time you (?:text|message|contact))"
        r"(?= (?:\Z|you|i|we|from|to|ever|please|that)| \Z)"
    ),
    to_the_end(r"(?:the )?(?:last|final) (?:text|message|one) (?:i|you|we) (?:\w+ ){0,4}"),
    # I said stop.
    to_the_end(
        r"(?:said|say|texted|typed|wrote|sent|replied|reply|type|tell|told|telling|"
        r"saying|write|send|text|asked|asking|ask|want|beg|begging|please|make|"
        r"making) (?:(?:you|it|this|these|the|guys|for|that|all|already|word|keyword|"
        r"texts|messages|with|everything|your|robot|bot|people|system|machine) "
        r"){0,4}(?:to )?stop"
    ),
    rule(
        r"(?:said|texted|typed|wrote|sent|replied|answered) (?:the word |with )?stop "
        r"(?:\d+|two|three|four|five|ten|many|several|already|twice|before|yesterday|"
        r"last|like|a|multiple|and|but|so|to|times|in|on|weeks?|days?|months?|"
        r"earlier)"
    ),
    rule(
        r"(?:told|asked|begged) (?:you|this bot|the bot|your shop|your store)(?: "
        r"\w+){0,2} (?:to )?(?:stop|quit|leave)"
    ),
    to_the_end(
        r"(?:you|this|it|these|those|that|texts|messages|spam|alerts|bot)(?: guys| "
        r"people| all)? (?:have|need|has|needs|got|must|should|better|can)(?: \w+)? "
        r"(?:to )?(?:please |just |really )*(?:stop|end|cease)(?: now)?"
    ),
    to_the_end(
        rf"(?:{ADS} )*{TEXTS} (?:are |is )?(?:not welcome|unwelcome|unwanted|not "
        rf"wanted|not allowed|not appreciated)"
    ),
    rule(
        r"(?:prefer|rather)(?: you)? (?:not|didnt|dont)(?: to)?(?: be| get)? "
        r"(?:texted|contacted|messaged|text|message|contact|texts|texting)"
    ),
    rule(r"dont bother (?:texting|messaging|contacting)"),
    to_the_end(r"dont (?:call or text|text or call|call and text|text or email)"),
    rule(
        rf"(?:dont|no longer|never|not) (?:want|wish|need|ask|asked|care)(?:ed)? to "
        rf"be (?:on|in|part of) {THE_LIST}"
    ),
    rule(
        r"(?:get|stay|keep|go) (?:off|out of|off of) (?:of )?my (?:phone|inbox|"
        r"messages|texts|line)"
    ),
    rule(
        r"(?:my|this|our) (?:phone )?number (?:be |to be )?(?:removed|deleted|erased|taken off|"
        r"taken out)"
    ),
    to_the_end(
        r"(?:want|wants|like|wish|asked|need|prefer|id love) to be (?:removed|unsubscribed|"
        r"taken off|deleted|opted out|left alone)"
    ),
    rule(
        r"(?:stop|quit) (?:getting|receiving|seeing) (?:any of )?(?:these|this|those|them|your)"
        r"(?= (?:\Z|texts|messages|sms|from|anymore|now|please|alerts|notifications)| \Z)"
    ),
    to_the_end(
        r"(?:stop|end|terminate|discontinue) (?:this |the |your )?(?:text|texting|"
        r"sms) service"
    ),
    to_the_end(rf"(?:remove|delete) from {THE_LIST}"),
    to_the_end(
        r"(?:please|me|us|want|get|now|number|kindly|just|phone) (?:off|out of) (?:of "
        r")?(?:the|your|this) (?:text |mailing |sms )?list"
    ),
    rule(r"mind not (?:texting|messaging|contacting)"),
    to_the_end(r"(?:these|the|your) (?:texts|messages) to (?:stop|end)"),
    to_the_end(r"please (?:remove|stop|unsubscribe|desist)"),
    rule(
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
    to_the_end(
        r"stop (?:this|that|these|those|them|"
        r"all|all of (?:it|this|that|these|them)|all (?:this|that)|everything|"
        r"doing (?:it|that|this|so)|with (?:this|these|that|all this|it)|4 ?ever|"
        r"for good|for real|permanently)"
    ),
    to_the_end(
        r"(?:driving|interested|lol|smh|ugh|pass|enough|please|nah|god|fuck|lmao|"
        r"jesus|christ|thanks|no|ok|number|spam|texts|messages|busy|work|sleeping|"
        r"asleep|bro|dude|seriously|just|already|again|annoying|now|so|kindly|must|"
        r"should|texting|twice|means) stop"
    ),
    rule(
        r"(?:leave|let) (?:me|us|my phone|this number) (?:alone|be)(?= (?:\Z|please|"
        r"now|already|and|or|thanks))"
    ),
    to_the_end(
        r"(?:leave|let) (?:me|us|my phone|this number) (?:the (?:hell|fuck) "
        r")?(?:alone|be)"
    ),
    to_the_end(r"(?:fuck|piss|bugger|sod|f|buzz|bug|back) off|stfu|gtfo"),
    rule(
        rf"(?:go away|get lost|knock it off|cut it out|quit it|stop it|give it a rest|"
        rf"shut up)(?: \w+){{0,2}} (?:with |and )?(?:{ADS} )*(?:{TEXTS}|stop)"
    ),
    # Threats.
    rule(
        r"if (?:you|anyone|this shop|i)(?: \w+){0,2} (?:text|message|contact)s? (?:me|"
        r"us|this number|my number|my phone) (?:again|one more time|once more|anymore|"
        r"ever again)"
    ),
    rule(
        r"(?:text|message|contact) (?:me|us|this number|my number|my phone) (?:one "
        r"more time|once more)"
    ),
    rule(
        r"if i (?:get|receive|see) (?:another|one more|any more|more)(?: \w+)? "
        r"(?:text|message|sms|texts|messages)"
    ),
    rule(
        r"(?:report|reporting|reported|block|blocking|blocked|sue|suing|flagging|"
        r"flagged|complaining about) (?:you|u|yall|this number|this as spam|you as "
        r"spam|your number|your shop|these texts|the texts|these messages|ur number|"
        r"as spam|as junk|this as junk|this spam|this to the fcc|to the fcc|you guys)"
    ),
    rule(
        r"(?:on|in) the (?:national )?(?:do not|dont|dnc) ?(?:call|text|contact|"
        r"disturb)?(?: (?:list|registry|register))?"
    ),
)
