"""What may be said by somebody who leaves, and by others too: then texts pause and we ask. Pure."""

from __future__ import annotations

import re

from maneki.conversation.leaving_words import EVER, MY_NUMBER, TEXTS, THE_LIST, rule, to_the_end

MAYBE_SAID = (
    # To end what is only pointed at; not being, or not being any more, the one who is written to.
    to_the_end(
        r"(?:discontinue|cease|desist)(?: (?:it|this|that|these|those|them))?"
        r"|quit (?:it|this|that|these)|(?<!you )end (?:this|these|them)"
    ),
    to_the_end(r"(?:make|making|made|see|get) (?:it|this|that|these|them) (?:stop|end|go away)"),
    to_the_end(r"(?:cut|kill|stop|end|drop) (?:it|this|that)(?: out)"),
    rule(r"cut (?:\w+ )?(?:texts|messages|messaging|texting)"),
    rule(r"(?:not|no longer|never|arent|isnt)(?: been)? (?:an? |your )?customers?"),
    rule(r"(?:not|isnt|never)(?: \w+){0,2} (?:phone|number)(?! (?:i|we) )"),
    rule(
        r"(?:rather|prefer|wish|hope|appreciate|glad|happy|happier|grateful|nice|great|better)"
        r"(?: \w+){0,2} you(?: \w+)? (?:didnt|dont|not|stop|stopped|quit|wouldnt|left)"
    ),
    rule(r"no part (?:of|in) (?:this|it|that|these|your)|appreciate (?:the |some )?silence"),
    re.compile(r"\A (?:i (?:have )?(?:said|had) )?enough(?: (?:is enough|already|now|please))* \Z"),
    to_the_end(r"(?:do|will|dont|cant|why dont) you(?: \w+){0,2} (?:ever |just )?(?:stop|quit)"),
    rule(r"(?:text|message|contact|bother|spam|bug) (?:some|any)(?:one|body) else"),
    to_the_end(
        r"(?:never|didnt) (?:sign|signed|subscribe|subscribed|join|joined|agree|agreed)(?: up)?"
    ),
    to_the_end(
        r"(?:kindness|decency|courtesy|sense|manners|please|you) to (?:quit|stop|cease|desist)"
    ),
    rule(r"(?:annoying|bothering|bugging|spamming|harassing|pestering|stalking) (?:me|us)"),
    rule(
        r"(?<!you the )(?<!you my )wrong (?:number|person|guy|phone|contact|girl|man|"
        r"woman|recipient|\w+ number)"
    ),
    rule(
        r"(?:not|isnt|aint|no longer) (?:the )?(?:right|correct|my|her|his|their|"
        r"owner|this persons) (?:number|person|phone|owner)"
    ),
    rule(r"(?:gave|give|got|get|found|sold|have|had) (?:\w+ )?(?:my|this) (?:phone )?number"),
    rule(
        r"(?:too many|so many|fewer|less|way too many|less frequent|not so many|tons "
        r"of|constant|endless) (?:\w+ )?(?:texts|messages|alerts|notifications|sms|"
        r"texting)"
    ),
    rule(
        r"(?:text|message|contact)(?: (?:me|us))? (?:\w+ )?(?:less|too (?:much|often)|"
        r"so (?:much|often))(?: often)?"
    ),
    re.compile(
        r"\A (?:im |i am |were |sorry |really |just |no |thanks |still |honestly "
        r")*(?:not|no longer|un)? ?(?:interested|uninterested)(?: (?:anymore|thanks|"
        r"please|sorry|at all|in this|in any of this|in it))* \Z"
    ),
    to_the_end(
        r"(?:dont|no longer) (?:want|need|wish|care) (?:to )?(?:get |receive |for |be "
        r"getting )*(?:any of )?(?:these|those|this|your stuff|you|anything from you|"
        r"them|any|any of it)(?: from you)? (?:anymore|any longer|again)"
    ),
    to_the_end(
        r"(?:dont|never) (?:\w+ )?send(?: me| us)? (?:this|those|any|stuff|any of "
        r"(?:this|these|those))"
    ),
    rule(r"(?:count|block) me(?: out)?"),
    rule(r"(?:if|wish) you(?: \w+){0,2} (?:stop|stopped|quit|didnt|wouldnt|would not)"),
    rule(rf"{TEXTS} (?:have|has|need|needs|got|must)(?: got)?(?: to)? (?:go|end|stop)"),
    rule(
        r"why (?:do|am|are|did|is) (?:i|you|we|this)(?: \w+)? (?:getting|receiving|get|texting|"
        r"sending|messaging|texted) (?:me |us )?(?:these|this|those|texts|messages|so|from|all)"
    ),
    rule(r"what part of (?:stop|no)"),
    to_the_end(r"no (?:reminders|updates|offers|deals|mailing|mailings|calls or texts)"),
    rule(r"(?:dont|never) (?:market|advertise) to (?:me|us)"),
    to_the_end(r"(?:doesnt|dont|didnt) want (?:these|this|those|them)(?: (?:anymore|any longer))"),
    rule(
        r"(?:nobody|no one|noone|not anyone|no person)(?: \w+)? (?:here |at this number )?"
        r"(?:by|with|of|called|named|goes by) (?:that|this|the|\w+) ?(?:name|here)?"
    ),
    rule(r"dont (?:even )?know (?:you|who (?:you|this|that) (?:are|is)|your (?:shop|store))"),
    rule(r"(?:this|my|the) (?:number|phone)(?: \w+){0,2} (?:belongs|belonged) to"),
    rule(
        r"(?:take|cross|strike|scratch|get|pull|scrub|wipe|knock) (?:me|us|my \w+|our \w+|"
        r"her|him|them|this number|mom|dad|mum) (?:off|out|away)"
        r"(?!(?: \w+){0,5} (?:…|order|hold|event|signing))"
    ),
    rule(rf"{TEXTS} (?:are|is) (?:\w+ ){{0,2}}(?:unwanted|unwelcome|annoying|too much|a nuisance)"),
    rule(r"(?:get|go|going|be|being) off (?:this|your|the|these)"),
    rule(r"(?:withdraw|revoke|rescind|retract)\w* (?:\w+ ){0,2}(?:it|this|that|everything|all)"),
    rule(r"withdraw (?:me|us|from (?:this|these|the|all|your|any))"),
    rule(
        r"(?:delete|erase|wipe|remove|destroy|purge) (?:(?:all|of|everything|any|that|you|have|my|"
        r"our|got|personal|on|about) ){1,6}(?:info|information|data|details|me|us)"
    ),
    rule(r"my (?:\w+ )?(?:info|information|data|details) (?:be )?(?:deleted|removed|erased)"),
    rule(rf"(?:set|put) (?:my|the|these|your|all) {TEXTS} (?:to )?(?:none|off|zero|never)"),
    rule(rf"(?:remove|delete) from {THE_LIST}"),
    to_the_end(r"(?:off|out of) (?:of )?(?:the|your|this) (?:text |mailing |sms )?list"),
    rule(r"(?:delete|remove|erase) (?:this|my|the) contact"),
    to_the_end(
        r"(?:get|make|have) (?:you|these|this|them|it|the texts|the messages|yall) (?:to )?stop"
    ),
    rule(r"(?:stop|quit) (?:getting|receiving) (?:these|this|those|them|any|your)"),
    rule(r"(?:never|didnt|not|havent|wasnt) opt(?:ed)? in"),
    rule(r"(?:text|message|contact) me (?:again|once more) and (?:i|im|ill|you|see|we)"),
    rule(r"dnc|(?:dont|not) (?:call|text|contact|disturb) (?:list|registry)"),
    rule(
        r"(?:only|just) (?:contact|message|email|reach|write) me (?:on|by|via|through|at|over) "
        r"(?:discord|email|mail)"
    ),
    rule(r"(?:switch|move|change) me (?:over )?to (?:email|discord|mail)"),
    to_the_end(r"(?:email|discord|mail) (?:only|instead)"),
    rule(r"(?:these|this|you|texts|messages|your shop|your store) (?:are|is) (?:\w+ )?spam"),
    rule(r"over (?:these|your|all these) (?:texts|messages)"),
    rule(r"(?:unwanted|unsolicited) (?:\w+ )?(?:texts?|messages?|contact|sms|communication|spam)"),
    rule(
        r"how (?:do|can|would|could|to) (?:i |you |we |one )?(?:stop|end|disable|turn "
        r"off|cancel|get rid of|make) (?:this|these|those|it|them|your)(?= (?:stop|"
        r"end|from|now|please|\Z)|\Z| \Z)"
    ),
    rule(
        r"(?:number|phone) (?:has |was |is |got |been )*(?:changed|reassigned|a new "
        r"owner|someone elses|no longer|not (?:his|hers|her|theirs|longer))"
    ),
    rule(
        r"(?:passed away|deceased|died|is dead)(?: \w+){0,6} (?:texts?|texting|number|"
        r"phone|messages?)"
    ),
    rule(
        r"(?:texts?|texting|number|phone|messages?)(?: \w+){0,6} (?:passed away|"
        r"deceased|died|is dead)"
    ),
    re.compile(
        r"(?<! the)(?<! a)(?<! to)(?<! that)(?<! his)(?<! her)(?<! their)(?<! we)(?<! "
        r"they)(?<! it)(?<! i)(?<! you)(?<! who)(?<! he)(?<! she)(?<! ever)(?<! "
        r"wont)(?<! and)(?<! my)(?<! your)(?<! …)(?<! omg)(?<! wait)(?<=\w) stop \Z"
    ),
    rule(
        r"(?:stop|quit|cease|refrain|end|discontinue) (?:\w+ ){0,3}(?:sending|texting|"
        r"messaging|contacting|notifying|alerting|calling|emailing|pushing|"
        r"recommending|suggesting|bothering|pestering|bugging|harassing|annoying)"
    ),
    rule(
        rf"(?:dont|never|no need to) {EVER}(?:text|message|contact|notify|alert|"
        rf"bother|spam|ping|pester) (?:me|us|{MY_NUMBER})"
    ),
    rule(r"(?:dont|never) (?:\w+ )?send (?:me|us) (?!it|the book|this book|the wrong)"),
    rule(r"(?:unsubscribe|unsubscribed|unsubscribing|opted out|opt me out)"),
    rule(
        r"(?:turn|shut|switch) (?:(?:it|them|this|these|those|that|all|everything|"
        r"things|stuff) ){1,2}off"
    ),
    to_the_end(r"(?:turn|shut|switch) off(?: (?:it|these|those|this|that|them|all|everything))*"),
    rule(
        rf"(?:remove|delete|erase|forget|exclude|take) (?:me|us|{MY_NUMBER})"
        r"(?!(?: \w+){1,5} …)"
    ),
    rule(r"(?:good|fine) (?:on|without) (?:the|your|these|any) (?:texts|messages|sms)"),
    rule(r"(?:youre|you are|keep) (?:spamming|harassing|bothering|bugging|pestering) (?:me|us)"),
    rule(
        r"(?:discontinue|stop|cancel|end|terminate) (?:this |the |your |my |text "
        r")*(?:service|texting service|subscription)"
    ),
    to_the_end(r"get out of (?:this|these|here)"),
    rule(
        r"(?:delete|remove|close|deactivate|erase|wipe) (?:my|our) (?:account|"
        r"data|profile|info|subscription)"
    ),
    to_the_end(r"cancel (?:my|our) (?:account|subscription|membership)"),
    rule(
        r"(?:lawyer|attorney|fcc|tcpa|ftc|harassment|illegal|lawsuit)(?: \w+){0,4} "
        r"(?:text|texts|texting|you|message|messages)"
    ),
    rule(
        r"(?:text|texts|texting|messages?|you|this)(?: \w+){0,4} (?:lawyer|attorney|"
        r"fcc|tcpa|ftc|harassment|illegal|lawsuit)"
    ),
    rule(
        r"(?:didnt|never|did not|dont remember|dont recall) (?:\w+ )?(?:sign|signing|"
        r"signed|subscribe|subscribed|subscribing|ask|asked|agree|agreed|opt|opted|"
        r"request|requested)(?: up| in)?(?: (?:for|to))? (?:this|these|any of this|it|"
        r"texts|messages|that|sms)"
    ),
)
