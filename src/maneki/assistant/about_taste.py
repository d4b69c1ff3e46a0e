"""What is asked for without naming a book: a suggestion, what is new, an author, a genre. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from maneki.assistant.genres import GENRE, genre_in
from maneki.assistant.meaning import Context, Intent, Slots, Understood
from maneki.assistant.names import is_name
from maneki.assistant.numbers import CARDINAL, number_of
from maneki.assistant.pointing import books_pointed_at, is_shown, spoken_of
from maneki.assistant.series import is_series, volume_in
from maneki.assistant.wanted import BOOKS, bared, copies_in, other_one, wanted_in
from maneki.assistant.wording import Wording, read

_END_OF_LIKE = (
    r"(?=,? (?:and|but|what|so|any|can you|could you|got|do you|recommend|now|which|who"
    r"|where|how|suggest|please|thanks|by any|for (?:my|adults"
    r"|kids|children|teens|beginners|grown|someone|people)|i |except"
    r"|something|anything|then|or something|have you|hand me)\b|,|[ |,]*$|\|)"
)
_LIKE = (
    re.compile(
        r"\b(?:similar to|(?:in the )?(?:vein|style|spirit) of|along the lines of"
        r"|comparable to|reminiscent of|reminds? me of|akin to|if i (?:like|liked|love|loved"
        r"|enjoyed))(?: the book)? (?P<like>[^|]+?)" + _END_OF_LIKE),
    re.compile(
        rf"\b(?:something|anything|more|books?|one|ones|stuff|reads?|novels?|others?|else"
        rf"|much|authors?|writers?|just|things?|{BOOKS}) (?:just |kind of |sort of |a bit "
        rf"|a lot |exactly |more |that is |that are )*like (?P<like>[^|]+?)" + _END_OF_LIKE),
    re.compile(
        r"\b(?:i|you|someone|people|anyone|readers|he|she|they|we|who|kid|son|daughter|wife"
        r"|husband|mom|dad|mum|friend|sister|brother|niece|nephew|partner|boyfriend"
        r"|girlfriend|just|really|also|absolutely|already|have|am|is|s)(?: (?:really|just"
        r"|absolutely|also|already|totally|have|recently|all|always|so|do|did|big|huge|a|too"
        r"|is|am|are|who|very|much|both|read and))* (?:liked|loved|enjoyed|adored|finished"
        r"|devoured|love|loves|like|likes|enjoys?|adores?|obsessed with|fans? of|into|read"
        r"|hooked on|binged|inhaled|done with|finishing)(?: (?:reading|all of|all|the book"
        r"|books by|anything by|everything by|stuff by|both|off))* (?P<like>[^|]+?)"
        + _END_OF_LIKE
    ),
    re.compile(r"\bread (?:next )?after (?P<like>[^|]+?)" + _END_OF_LIKE),
    re.compile(r"\b(?:more|another|others) (?:like|such as|as) (?P<like>[^|]+?)" + _END_OF_LIKE),
    re.compile(
        r"^[ |,]*(?:liked|loved|enjoyed|finished|adored|devoured|just (?:read"
        r"|finished)) (?P<like>[^|]+?)" + _END_OF_LIKE),
    re.compile(r"(?P<like>[^|]+?)(?:みたいな|のような|に似た|っぽい|が好き|を読み終|が面白かった)"),
)  # fmt: skip
_TOLD = (_LIKE[2], _LIKE[5], _LIKE[6])
"""What was liked is told: without asking for anything it is a chat."""
_TITLED = re.compile(r"\b(?:book|novel|one|something) (?:titled|called|named|entitled)\b")
_WHAT_NOW = re.compile(r"\b(?:next|now what|what else|more|any|other|another|got)\b|他に|次")
_SOON = (
    r"(?:(?:right )?now|next|then|first|soon|today|tonight|tomorrow|afterwards?|instead"
    r"|(?:this|next|over the|on the) (?:week(?:end)?|month|summer|winter|holidays?|trip|plane"
    r"|beach))"
)
"""When something is to be read: that is neither what was liked nor what it should be like."""
_NOT_LIKED = re.compile(
    r"(?:your|you|the (?:shop|store)|to|it here|how|when|that you|being|coming|books?"
    r"|reading|new|some|something|anything|a|an|this (?:shop|store|place|bot))\b.*"
    rf"|{_SOON}"
)
_ASKS = re.compile(
    r"\b(?:recommend(?:s|ed|ations?|ation)?|suggest(?:s|ed|ions?)?|similar|to (?:start"
    r"|begin) with|to get into|in the mood|(?:if (?:you|someone|people)|people who"
    r"|readers who|fans who) (?:like|love"
    r"|enjoy)\w*|mood for|gifts?|presents?|surprise me|what should|what (?:do|would|could"
    r"|can|to|shall) (?:you |i |we )?(?:\w+ )?(?:read|get|suggest|recommend|hand|pick|try"
    r"|buy|give)"
    r"|good (?:books?|reads?|first|novels?|one|starter|place to start|starting point|for"
    r"|\w+ (?:book|novel|read)s?)|best (?:books?|reads?|novels?|\w+ (?:book|novel|read"
    r"|for)s?|first|for)|great (?:books?|reads?)|must ?reads?|staff (?:picks?|favorites)"
    r"|popular|trending|top (?:\d+|ten|five|three)|bored|entertain me|bestsell\w+|best sell\w+"
    r"|help me (?:choose|pick|find|decide)|pick (?:one|something|a book|me|for me)"
    r"|choose (?:one|something|a book|for me)|where (?:do|should|would|can|to) (?:i "
    r"|you )?(?:start|begin)|which (?:one|book) (?:should|do|would)|hand me|more like"
    r"|another (?:like|one like)|not sure what|no idea what|dont know what"
    r"|do not know what|what is good|anything good|something good|what else (?:is|should"
    r"|would)|if i (?:like|liked|love|loved|enjoyed)|need (?:a|some|something|an?"
    r"|my next)[^|]*\b(?:book|read|novel|escape|laugh|cry|story|summer|beach)"
    r"|(?:looking for|want|need|give me|got|have|any|show me|find me|after|like|fancy"
    r"|craving|read) (?:me )?something|something (?:like|to read|with|that|for|to|about"
    r"|\w+)|beach reads?|page ?turners?|tear ?jerkers?|book for|books for (?:a|my|some"
    r"|the|people|someone|beginners|him|her)|for my (?:\w+ )?(?:mom|dad|mum|mother|father"
    r"|wife|husband|kid|son|daughter|sister|brother|friend|boss|niece|nephew|grandma"
    r"|grandpa|partner|girlfriend|boyfriend|teacher|\d+|aunt|uncle|book club)|birthday"
    r"|feel(?:ing)? (?:like|sad|bored|lonely|down|blue|nostalgic|adventurous)|book that"
    r"|books? (?:that|to|with|where|about|which)|anything (?:with|that|for|to|about|like"
    r"|funny|scary|light|short|\w+y)|next read|read next|read now|read tonight|what now"
    r"|i am bored|in a (?:reading )?slump|feel good|comfort read)\b"
    rf"|^[ |,]*(?:an?|some|good|any good) (?:\w+ ){0, 3}?(?:{GENRE})(?: \w+)* (?:for|to"
    rf"|with|about|that|set|where)\b|\b(?:best|favorite|greatest|top) (?:{GENRE})\b"
    r"|おすすめ|オススメ|お勧め|お薦め|薦め|みたいな|のような|に似た|泣ける|笑える"
    r"|面白い本|何を読|なに読|プレゼント|読みたい|元気が出る|怖い本"
    r"|何か(?:いい|面白)|っぽい本"
)
_READERS_SAY = (
    r"(?:scary|creepy|spooky|eerie|chilling|funny|hilarious|witty|sad|heart ?breaking|moving"
    r"|touching"
    r"|heart ?warming|uplifting|cheerful|happy|hopeful|feel good|inspiring|inspirational|romantic"
    r"|sweet|cute|steamy|spicy|cozy|cosy|comforting|relaxing|light(?: hearted)?|easy|quick"
    r"|short|long"
    r"|fast(?: paced)?|slow|gripping|exciting|thrilling|suspenseful|tense|twisty|dark|gritty|bleak"
    r"|violent|weird|strange|surreal|clever|smart|thoughtful|thought provoking|deep|beautiful"
    r"|atmospheric|magical|epic|adventurous|silly|quirky|entertaining|fun|interesting)"
)
_DESCRIBED = re.compile(
    rf"^[ |,]*(?:(?:a|an|any|some|one|really|very|quite|super|good|great|nice|cheap|used|but|and"
    rf"|,) )*(?P<mood>{_READERS_SAY}(?:(?: and| but| ,)* {_READERS_SAY})*)"
    r" (?:books?|novels?|reads?|story|stories)[ |,]*$"
)
"""A book by what it is like: with an article, or the word for a genre, it is something else."""
_BY = re.compile(
    r"\b(?:something|anything|book|books|one|novel|start with|begin with|starter|recommend"
    r"|suggest|best|first|good|by)(?: (?:by|from|of|with|book by|novel by))+ (?P<author>[^"
    r"|,]+?)(?: (?:please|to start|for|first|should|that|do|novel|book|books|to)\b.*)?[ |,]*$"
)
_OF_AN_AUTHOR = re.compile(
    r"\b(?:(?:first|starter|best|good|favorite|one|which|what|top|some|any|a|an|the"
    r"|great|easy|introduction to|start with|begin with|new to|get into"
    r"|where to start with|start on|recommend(?: me)?|suggest) )+(?P<author>[^"
    r"|,]+?)(?: (?:book|novel|one|to (?:start|read|begin)|should|do|would|is|for|please"
    r"|story|first|title|read|s)\b.*)?[ |,]*$"
)
_MOODS = (
    re.compile(
        r"\b(?:in the mood for|mood for|feel(?:ing)? like|craving|fancy|mood is"
        r"|feeling) (?:something |a |an |some |reading |to |really |anything )*(?P<mood>[^"
        r"|,]+)"),
    re.compile(
        r"\b(?:something|anything|a (?:book|read|novel|story|one)|books?|novels?|one|reads?"
        r"|stories)(?: (?:a bit|a little|kind of|really|more|super|very|just))*(?: (?:that is"
        r"|that will|that would|that can|that makes?|which|that|to|with|about|for|where"
        r"|set in|set|involving|on|when|who|without|full of|as|will))* (?P<mood>(?!like\b"
        r"|similar\b|by\b|from\b|please\b)[^|]+)"),
    re.compile(
        rf"\b(?:a|an|some|any|me)(?: (?:really|very|good|nice|super|great|a|an"
        rf"|so))* (?P<mood>(?!good\b|new\b|in\b)\w+(?: \w+)?) (?:{GENRE})\b"),
    re.compile(
        r"\b(?:a|an|some|any|really|good|need|want|most|the|recommend|your|best"
        r"|me)(?: (?:really|very|good|nice|super|great|a|an|so|most|quick"
        r"|best))* (?P<mood>(?!book|read|good\b)[\w ]+?) (?:books?|reads?|novels?|story"
        r"|stories|something|thing|fiction|one)\b"),
    re.compile(
        r"\b(?:i am|i feel|feeling) (?:so |really |a bit |very |kind of "
        r"|feeling )*(?P<mood>[^|,]+?)(?=,| (?:what|and|so|any|recommend|need)\b|[ |,]*$|\|)"),
    re.compile(

            r"(?P<mood>[^|\s、]*?(?:泣ける|笑える|怖い|元気が出る|明るい|暗い|切ない"
            r"|癒され?る?|ほっこり|感動|面白い|楽しい|優しい|短い"
        r"|軽い)[^|\s]*)"),
    re.compile(
        r"\b(?:gift|present|birthday|for my|for a|for someone|for the|for)\b (?:for "
        r"|to )?(?P<mood>[^|]+)"),
)  # fmt: skip
_NEW = (
    r"(?:brand new|newest|new|latest|most recent|recent|recently|newly|upcoming|just in"
    r"|fresh|newer)"
)
_HAS_NEW = re.compile(
    rf"\b(?:{_NEW}|just (?:came|come|arrived|released|published|landed|in|out|got)"
    rf"|(?:came|come|coming|comes|got|gotten|arrived?|arriving) (?:in|out|lately|recently"
    rf"|this)|came out|arrivals?|releases?|new arrivals|newcomers|what is new|fresh in"
    rf"|lately)\b"
    r"|新刊|新着|新入荷|最新|新しい本|新作"
)
_NEW_WORDS = re.compile(
    rf"\b(?:{_NEW}|just (?:came|come|arrived|released|published|landed|in|out|got)"
    rf"|(?:has |have |did |is |are )?(?:came|come|coming|comes|got|gotten|gets|arrived?"
    rf"|arriving|published|released|added|landed|dropped)(?: (?:in|out|through))?"
    r"|arrivals?|releases?|newcomers|(?:this|last|past|the last|the past|next) (?:few "
    r"|couple (?:of )?|\d+ )?(?:week|month|year|days?|weeks|months)|since (?:last )?\w+"
    r"|lately|these days|right now|today|yesterday|recently|currently|so far|now"
    r"|in 20\d\d|20\d\d"
    rf"|{BOOKS}|new in|in (?:the|your) (?:shop|store)|on (?:the|your) shel(?:f|ves)"
    rf"|in stock|in|out|up|but|for|of|on|the|a|an|any|some|anything|something|everything"
    rf"|whats?|what|which|is|are|was|were|has|have|there|do|does|did|you|u|all|got|get"
    rf"|show|see|me|us|give|list|tell|about|i|want|to|can|could|please|look|at|know|your"
    rf"|yalls?|one|ones|s|it|them|hey|so|find|looking|would|like|recent|coming|been|he"
    rf"|she|they|wrote|written|put|good|hi|hot|shelf|section|additions?|out now|most|very"
    rf"|that|things?|fresh|ok|and|hows?|how|thanks|publish(?:ed)?|with|had|genre"
    rf"|interesting|else|not|yet|seen|thing|check|next|from the|when|will|be|next|guys)\b"
    r"|の?(?:新刊|新着|新入荷|最新作?|新しい本|新作)(?:の本)?|最新|の|は|を|が|ある|あります|か"
    r"|教えて|ください|見せて|ますか|何"
)
_ITS_NEW = re.compile(
    rf"^[ |,]*(?:(?:what is|whats|do you have|got|is|where is|show me|any|have you got|has"
    rf"|find|tell me|when is|i want|looking for|the|you have|about) )*(?P<author>[^"
    rf"|,]+?)(?: 's)? (?:{_NEW}|next)(?: (?:ones?|{BOOKS}|release|thing|title|out|yet|in))*[ "
    rf"|,]*$"
)
_NEW_BY = re.compile(
    rf"\b{_NEW}(?: (?:ones?|{BOOKS}|releases?|arrivals?|thing|title|out|anything"
    rf"|work))* (?:by|from|of) (?P<author>[^|,]+?)(?: (?:please|out|yet|lately|recently"
    rf"|this \w+|in))*[ |,]*$|\banything (?:new|recent) (?:by|from|of) (?P<author2>[^"
    rf"|,]+?)(?: (?:please|lately|out|in|yet))*[ |,]*$|\b(?:has|did|have) (?P<author3>[^"
    rf"|,]+?) (?:(?:got|have|has|written|write|published|publish|released?|come out with"
    rf"|put out|had) )(?:anything|something|a|any|out)(?: \w+)? ?(?:new|recently|lately|book"
    rf"|out)\b"
)
_SAME_AUTHOR = re.compile(
    r"\b(?:(?:by|from|of) (?:the |this |that )?(?:same|this|that) (?:author|writer"
    r"|person|guy|woman|man|lady|dude|one)|by (?:him|her|them|the author)|same (?:author"
    r"|writer)|(?:her|his|their) (?:other|books|stuff|novels|work|others)|(?:what"
    r"|anything) else (?:did|has|have|by) (?:she|he|they|the author|this author"
    r"|that author|the same)\b|else (?:did|has) (?:she|he|they)|other (?:books|novels"
    r"|stuff|works|titles|things) (?:by|from) (?:him|her|them|this|that|the)|more (?:by"
    r"|from|of) (?:him|her|them|this|that|the (?:same|author))|(?:she|he|they) (?:wrote"
    r"|written|write))\b|同じ(?:作者|著者|作家|人)"
)
_TO_BEGIN = re.compile(
    r"\b(?:recommend|suggest|to (?:start|begin)|best|where (?:do|should|to)|good first)\b"
)
_WRITTEN = (
    re.compile(
        r"\b(?:what|which|everything|all|anything|any|books?|novels?|stuff|else|things"
        r"|that)(?: (?:else|other|books?|novels?|all|did|has|have|that|are|is|the|things"
        r"|of))* (?P<author>[^|,]+?) (?:has |have |ever |did )*(?:wrote|written|write"
        r"|published|authored|written by|put out|done)\b"),
    re.compile(
        rf"\b(?:{BOOKS}|anything|something|everything|all|any|some|else|others?|more|one|ones"
        rf"|work|works|much|bibliography|available|have)(?: (?:else|written|at all|good"
        rf"|available|is|of|in stock|there))*,? (?:by|from|of) (?P<author>[^"
        rf"|,]+?)(?: (?:please|in stock|(?:is|are) (?:back |still |now )*(?:in|available|here"
        rf"|there)"
        r"|do|at all|you|available|have|lol|thanks|on|though|in"
        rf"|that)\b.*)?[ |,]*$"),
    re.compile(r"(?P<author>[^|、]+?)の(?:他の|ほかの)?(?:本|作品|小説|著作)"),
)  # fmt: skip
_BROWSE = re.compile(
    r"\b(?:browse|section|shelf|shelves|aisle|show|see|list|got|any|some|sell|carry"
    r"|stock|have|do you|what|looking for|find|search|books?|novels?|titles?|where is"
    r"|where are|want|like|need|under|pull up|give me|read|selection|options|check out"
    r"|category|genre|interested in|into|view|explore|after|available|recs?)\b|ありますか|探して"
    r"|見せて|読みたい|コーナー|を?見たい|本|ください|は[ |]"
)
_LOOKING = re.compile(
    r"^[ |,]*(?:(?:hey|hi|hello|ok|so|um|and|well|yes|no|also|please|can you|could you"
    r"|would you|will you|i am|i would|i|we are|you|just|really|do you know|maybe|,"
    r"|pardon|excuse me|sorry|shopkeeper) )*"
    r"(?:(?:looking|searching|hunting|trying to find|in search|after"
    r"|on the hunt)(?: (?:for|of|up|a copy of))*|(?:look|looking) up|look for"
    r"|search(?: for)?|find(?: me)?|show(?: me)?|want(?: to (?:read|see|find|buy|get"
    r"|browse|look at))?|need|like to (?:see|find|read|browse|look at|have)|would like"
    r"|like|list|get me|give me|pull up|browse|interested in|can i (?:see|get|browse)"
    r"|let me see|see|do you know|do you have|you have|heard of|i want|where (?:is|are"
    r"|can i find)|get|fetch|bring up|got) (?P<what>[^|]+)"
)
_ADDED = re.compile(
    r"(?:を?(?:探して(?:い?ます|る)?|探し|検索して|見せて|見たい|ください|お願いします"
    r"|読みたい(?:です)?|ありますか|を)|という本)(?:ください"
    r"|お願いします)?[ |,]*$"
)
_SERIES_ASKED = (
    re.compile(
        r"\b(?:what|which|in what|in which)(?: \w+)? order (?:(?:do|does|should|shall|would"
        r"|must|can|are"
        r"|is|to|i|you|we|one|people|read|reading|start) )+(?:the |all |all the )*(?P<series>[^"
        r"|]+?)"
        r"(?: (?:books|series|novels|saga|go(?:es)?|come|comes|belong|published|written|read"
        r"|meant|be"
        r"|to|in|supposed|set|take place|please))*[ |,]*$"),
    re.compile(
        r"\b(?:reading )?order(?: (?:of|for|to read|do i read|should i read|in|to))+(?: the"
        r"| all)* (?P<series>[^|]+?)(?: (?:books|series|novels|saga|in|please))*[ |,]*$"
        r"|\b(?P<series2>[^|]+?) (?:books |series |novels )?(?:reading order|in (?:reading "
        r"|the right |chronological |publication )?order)\b"),
    re.compile(
        r"\b(?:how many|number of|all|which|what|list|show(?: me)?|every|are there more"
        r"|how much|every one of)(?: of)?(?: the| all)* (?P<series>[^|]+?) (?:books|novels"
        r"|volumes|titles|manga|installments|entries)(?: (?:are|r|is|do|have|there|in|total"
        r"|out|so far|you|exist|order|by order|please|the series)\b[^|]*)?[ |,]*$"),
    re.compile(
        r"\b(?:how many|which|what|list(?: me)?|show me|all|every|the|are)(?: of)?(?: the"
        r"| all| other)* (?:books|novels|volumes|parts|ones|titles|installments"
        r"|entries) (?:are |is |r |do |have )*(?:there )?(?:in|of|from)(?: the"
        r"| this)? (?P<series>[^|]+?)(?: (?:series|saga|books|cycle))?(?: (?:please|have|are"
        r"|there|in order|so far|is|do|you|out)\b[^|]*)?[ |,]*$"),
    re.compile(
        r"\b(?:which|what) (?P<series>[^|]+?) (?:book|novel|volume|one|do i"
        r"|should i) (?:do i |should i |comes? |is |to )?(?:read |start |comes? )?(?:first"
        r"|next|last|start|begin)\b"),
    re.compile(
        r"\b(?:next|following|newest|latest|rest of|other|remaining|more)(?: (?:books?"
        r"|novels?|volumes?|ones?|part|installment))?(?: (?:in|of"
        r"|from))?(?: the)? (?P<series>[^|]+?) series\b|\bthe (?P<series2>[^|]+?) series\b"
    ),
    re.compile(

            r"^[ |,]*(?:do you (?:have|carry|sell|stock) |any |got )?(?:the )?(?P<series>[^"
            r"|]+?) series(?: (?:please|in stock|books?|set|box set))*[ |,]*$"),
)  # fmt: skip
_SEQUEL = (
    re.compile(
        r"\b(?:sequels?|prequels?|follow ?ups?|next (?:book|one|part|volume|novel"
        r"|installment)|book (?:after|before)|continuation|part two|second (?:book|part|one)"
        r"|companion)(?: (?:to|of|for|after|from|following))+ (?P<what>[^|]+?)(?: (?:out|yet"
        r"|called|please|exist|series))*[ |,]*$"),
    re.compile(
        r"\b(?:what|which)(?: \w+)? (?:comes?|came|is|goes|do i read|to read"
        r"|one is) (?:next |right )?(?:after|before|following|next in|next after) (?P<what>[^"
        r"|]+?)(?: (?:in the series|series|please))*[ |,]*$"),
    re.compile(
        r"\b(?:does|do|has|have|is|are|will|did)(?: there be)? (?P<what>[^|]+?) (?:have|has"
        r"|had|get|got|part of|in|belong to|getting|the (?:first|last|start))(?: (?:a|an|any"
        r"|the|to|of|more))* (?:sequels?|series|prequels?|follow ?ups?|next book|second book"
        r"|trilogy|part two|more books|continuation)\b"),
    re.compile(
        r"\b(?:what|which) (?:series|book|number|volume|part|place)(?: \w+)? is (?P<what>[^"
        r"|]+?)(?: (?:in|part of|from|of|on)\b[^|]*)?[ |,]*$|\bis (?P<what2>[^"
        r"|]+?) (?:the (?:first|second|third|last)|a (?:standalone|stand alone|one off)"
        r"|(?:standalone|stand alone))\b"),
    re.compile(r"(?P<what>[^|]*?)(?:の)?(?:続編|続き|次の巻|次の本)"),
)  # fmt: skip
_WHICH_VOLUME = re.compile(
    r"^[ |,]*(?:(?:what|where|which|who) (?:is|are)|and|do you have|have you got|you got"
    r")(?= (?:the |book |volume |part |number |vol )+)"
)
_BARE_SEQUEL = re.compile(
    r"^[ |,]*(?:(?:is there|any|and|got|do you have|what is|the|a|what about|ok|have you got"
    r"|show me|there) )*(?:sequels?|next one|next book|next volume|next in (?:the )?series"
    r"|prequels?|rest of the series|what comes next|what is next|whole series"
    r"|other books in (?:the|this|that) series|more in (?:the|this|that) series|book two"
    r"|part two|second one)(?: (?:to (?:it|that|this)|after (?:it|that|this)|in (?:the|that"
    r"|this) series|yet|too|please|out))*[ |,]*$"
)
_OF_EVERY_REQUEST = re.compile(
    r"\b(?:recommend(?:ation|ations|ed)?|suggest(?:ion|ions)?|books?|reads?|reading"
    r"|novels?|something|anything|what|which|should|would|could|can|do|does|you|i|me|my"
    r"|we|a|an|the|to|for|of|and|or|is|are|am|have|got|any|some|good|great|best|nice|need"
    r"|want|like|looking|give|show|find|pick|choose|next|now|please|hey|hi|hello|so"
    r"|really|just|your|it|that|this|in|on|with|shop|store|one|think|know|not|sure|idea"
    r"|no|help|hand|surprise|get|next|read|will|be|there|from|at|by|up|today|tonight)\b|["
    r"|,]|おすすめ|オススメ|は|を|の|本|ください|教えて"
)
_LIMIT = re.compile(
    rf"\b(?:top|show(?: me)?|give me|list|recommend(?: me)?|suggest(?: me)?|find(?: me)?"
    rf"|best|see|name|send(?: me)?|need"
    rf"|want) (?P<limit>{CARDINAL}|\d{{1,6}}) (?!(?:copies|copy|of|in"
    rf"|series)\b)(?:\w+ ){{0,3}}?(?:{BOOKS}|recommendations|suggestions|mysteries"
    rf"|thrillers|romances|ideas|options|picks|more)\b|(?P<j>\d{{1,6}})冊"
)


def series(message: Wording, context: Context) -> Understood | None:
    """A series, a volume of one, or what comes after a book."""
    if context.shown and _BARE_SEQUEL.search(message.plain) and other_one(message, context) is None:
        return Understood(Intent.SEARCH_SERIES, Slots(title=spoken_of(context).title))
    readers = (_sequel_in, _volume_asked, _series_asked)
    return next((found for reader in readers if (found := reader(message, context))), None)


def _sequel_in(message: Wording, context: Context) -> Understood | None:
    for rule in _SEQUEL:
        found = rule.search(message.plain)
        if found and (sequel := _sequel(message, found, context)):
            return sequel
    return None


def _volume_asked(message: Wording, context: Context) -> Understood | None:
    """One volume, or a series by that word, and nothing else."""
    phrase = looked_for(message)
    if asked := _WHICH_VOLUME.search(phrase.plain):
        phrase = phrase.without(asked)
    volume = volume_in(bared(phrase))
    if not volume or books_pointed_at(message.text, context) or _is_genre(volume.series):
        return None
    wanted = wanted_in(phrase.text, context)
    return Understood(Intent.SEARCH_SERIES, wanted) if wanted.series else None


def _series_asked(message: Wording, context: Context) -> Understood | None:
    """How many there are, in which order, which comes first."""
    for rule in _SERIES_ASKED:
        found = rule.search(message.plain)
        if found is None or genre_in(read(message.said(*found.span()))):
            continue
        name = _group(message, found, "series", "series2")
        if name and is_series(name) and wanted_in(f"{name} books", context).series:
            return Understood(Intent.SEARCH_SERIES, Slots(series=_bare_series(name)))
    return None


def search_for(wanted: Slots) -> Understood | None:
    """The search that slots without a title ask for."""
    if wanted.series:
        return Understood(Intent.SEARCH_SERIES, wanted)
    if wanted.author:
        return Understood(Intent.SEARCH_AUTHOR, wanted)
    return Understood(Intent.SEARCH_GENRE, wanted) if wanted.genre else None


def newest(message: Wording, context: Context) -> Understood | None:
    """What came out or came in lately. "New" alone asks nothing: it begins too many titles."""
    if not _HAS_NEW.search(message.plain):
        return None
    for rule in (_NEW_BY, _ITS_NEW):
        found = rule.search(message.plain)
        if found and (slots := _new_of(message, found, context)):
            return Understood(Intent.NEWEST, slots)
    known = genre_in(message)
    rest = message.without(known[1]) if known else message
    copies, rest = copies_in(rest)
    left = _NEW_WORDS.sub(" ", rest.plain).strip(" |,'")
    if not left and _is_about_new(message):
        return Understood(Intent.NEWEST, replace(copies, genre=known[0] if known else None))
    wanted = (
        wanted_in(left.replace(" 's", ""), context)
        if left and not re.search(r"[|,]", left)
        else Slots()
    )
    if wanted.author and not wanted.title:
        return Understood(
            Intent.NEWEST,
            replace(
                copies, author=_spelt(message, wanted.author), genre=known[0] if known else None
            ),
        )
    return None


def recommend(message: Wording, context: Context) -> Understood | None:
    """A suggestion: by what was liked, by genre, author or mood, or by nothing at all."""
    if _TITLED.search(message.plain):
        return None
    like = _liked(message, context)
    if like is None and (described := _described(message)):
        return described
    if like is None and not _ASKS.search(message.plain):
        return None
    slots = Slots()
    rest = message
    if like is not None:
        name, found = like
        liked = read(name)
        known = genre_in(liked)
        is_of_genre = (
            known is not None and _is_taste(liked, known[1], found) and not is_shown(name, context)
        )
        slots = (
            replace(slots, genre=known[0]) if is_of_genre and known else replace(slots, like=name)
        )
        rest = message.without(found)
    known = genre_in(rest)
    if slots.genre is None and known:
        slots = replace(slots, genre=known[0])
    if slots.like is None:
        slots = replace(slots, author=_author_in(rest), mood=_mood_in(copies_in(message)[1]))
        if slots == Slots():
            slots = Slots(mood=_left_in(message))
    return Understood(Intent.RECOMMEND, _with_copies(slots, message))


def _described(message: Wording) -> Understood | None:
    """Scary book under $15."""
    copies, rest = copies_in(message)
    found = _DESCRIBED.search(rest.plain)
    if found is None or genre_in(rest):
        return None
    return Understood(Intent.RECOMMEND, replace(copies, mood=rest.group(found, "mood")))


def _is_taste(liked: Wording, genre: re.Match[str], found: re.Match[str]) -> bool:
    """Whether a genre is what somebody likes, and no word of a title."""
    is_end = genre.end() >= len(liked.plain) - 1
    is_title = liked.plain.startswith((" the ", " a ")) or liked.text.istitle()
    return is_end and found.re in _TOLD and not is_title


def author(message: Wording, context: Context) -> Understood | None:
    """Books of one author, who is named or was just spoken of."""
    same = spoken_of(context).author if context.shown else None
    if same and _SAME_AUTHOR.search(message.plain):
        return Understood(Intent.SEARCH_AUTHOR, Slots(author=same))
    if _TO_BEGIN.search(message.plain):
        return None
    if who := _who(message, context):
        return who
    for rule in _WRITTEN:
        found = rule.search(message.plain)
        if found is None:
            continue
        name = message.group(found, "author")
        wanted = wanted_in(f"books by {name}", context)
        if wanted.author:
            known = genre_in(read(message.said(0, found.start("author"))))
            return Understood(
                Intent.SEARCH_AUTHOR, replace(wanted, genre=known[0] if known else wanted.genre)
            )
    return None


def genre(message: Wording, context: Context) -> Understood | None:
    """To look at a genre."""
    known = genre_in(message)
    if known is None:
        return None
    copies, rest = copies_in(message)
    wanted = wanted_in(looked_for(rest).text, context)
    if wanted.genre and not (wanted.title or wanted.author or wanted.series):
        return Understood(Intent.SEARCH_GENRE, _with_copies(wanted, message))
    around = rest.plain.replace(known[1][0], " ")
    if _BROWSE.search(around) and len(rest.words) <= 12 and not (wanted.author or wanted.isbn):
        left = [word for word in around.split() if word not in _AROUND_A_GENRE]
        if not left:
            return Understood(Intent.SEARCH_GENRE, replace(copies, genre=known[0]))
    return None


def _who(message: Wording, context: Context) -> Understood | None:
    """Who is Madeline Miller: what of hers there is."""
    found = _WHO.search(message.plain)
    if found is None:
        return None
    if found["spoken_of"]:
        known = spoken_of(context).author if context.shown else None
        return Understood(Intent.SEARCH_AUTHOR, Slots(author=known)) if known else None
    name = message.group(found, "author")
    is_known = any(name.casefold() == (one.author or "").casefold() for one in context.shown)
    if is_known or found["writer"] or is_name(name) or _SET_AS_NAME.fullmatch(name):
        return Understood(Intent.SEARCH_AUTHOR, Slots(author=name))
    return None


_WHO = re.compile(
    r"^[ |,]*(?:(?:and|so|wait|ok|sorry|but|,) )*who (?:is|was|s)(?: (?P<writer>the (?:author"
    r"|writer|novelist"
    r"|poet)))?(?: (?:this|that))? (?:(?P<spoken_of>he|she|they|the author|that author|this author"
    r"|the writer)|(?P<author>(?!this\b|that\b|there\b|it\b|your\b|my\b|in\b|on\b|here\b)[^|,]+?))"
    r"(?: (?:again|anyway|exactly|by the way|please))*[ |,]*$"
)
_SET_AS_NAME = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}")
_AROUND_A_GENRE = frozenset(
    {
        "'s", ",", "a", "about", "after", "again", "aisle", "all", "am", "and", "any", "anything",
        "are", "at", "available", "book", "books", "browse", "can", "carry", "category", "check",
        "could", "do", "does", "explore", "find", "for", "genre", "get", "give", "good", "got",
        "have", "hello", "hey", "hi", "how", "i", "in", "interested", "into", "is", "it", "just",
        "kind", "kinds", "let", "let's", "like", "list", "look", "looking", "many", "me", "more",
        "most", "my", "need", "new", "novel", "novels", "now", "of", "ok", "on", "one", "ones",
        "only", "options", "or", "out", "please", "pull", "read", "search", "section", "see",
        "selection", "sell", "shelf", "shelves", "shop", "show", "so", "some", "something",
        "sorts", "stock", "store", "stuff", "that", "the", "there", "things", "this", "title",
        "titles", "to", "today", "under", "up", "us", "used", "view", "want", "was", "we", "what",
        "where", "which", "with", "would", "yes", "you", "your", "|",
    }
)  # fmt: skip


def asks_for_a_suggestion(message: Wording) -> bool:
    return _ASKS.search(message.plain) is not None


def limit_in(message: Wording) -> tuple[int | None, Wording]:
    """How many books were asked for, if a number was said, and the message without it."""
    found = _LIMIT.search(message.plain)
    if found is None:
        return None, message
    name = "limit" if found["limit"] else "j"
    said = found[name]
    return int(said) if said.isdigit() else number_of(said), message.cut(*found.span(name))


def looked_for(message: Wording) -> Wording:
    """A message without what asks for something: "looking for", "show me", を探しています."""
    if found := _LOOKING.search(message.plain):
        message = read(message.group(found, "what"))
    if found := _ADDED.search(message.plain):
        cut = message.text.rstrip(" .!?。")
        ending = found[0].strip(" |,")
        message = (
            read(cut[: -len(ending)]) if ending and cut.casefold().endswith(ending) else message
        )
    return message


def _sequel(message: Wording, found: re.Match[str], context: Context) -> Understood | None:
    what = re.sub(
        r"(?i) the (?:first|last|start|beginning)$", "", _group(message, found, "what", "what2")
    )
    if re.fullmatch(r"(?i)(?:the )?(?:first|last|next|second|third)", what):
        return None
    if not what:
        return (
            Understood(Intent.SEARCH_SERIES, Slots(title=spoken_of(context).title))
            if context.shown
            else None
        )
    wanted = wanted_in(what, context)
    if wanted.title and not re.fullmatch(r"(?i)it|that|this|there", wanted.title):
        return Understood(Intent.SEARCH_SERIES, Slots(title=wanted.title, author=wanted.author))
    if wanted.series:
        return Understood(Intent.SEARCH_SERIES, Slots(series=wanted.series))
    return None


def _bare_series(name: str) -> str:
    return re.sub(r"(?i)^(?:the|all|of|in|every|whole)\s+|\s+(?:series|saga)$", "", name)


def _is_genre(name: str) -> bool:
    known = genre_in(read(name))
    return known is not None and known[1][0] == name.casefold()


def _group(message: Wording, found: re.Match[str], *names: str) -> str:
    groups = found.groupdict()
    said = [name for name in names if groups.get(name)]
    return message.group(found, said[0]) if said else ""


def _new_of(message: Wording, found: re.Match[str], context: Context) -> Slots | None:
    name = _group(message, found, "author", "author2", "author3")
    if context.shown and re.search(
        r"(?i)\b(?:same|this|that) author|^(?:her|him|them|she|he|they)$", name
    ):
        return Slots(author=spoken_of(context).author)
    is_by = found.re is _NEW_BY
    wanted = wanted_in(f"books by {name}" if is_by else name, context)
    return Slots(author=wanted.author, genre=wanted.genre) if wanted.author else None


def _is_about_new(message: Wording) -> bool:
    """Whether being new is all that is asked for; "new" and a noun that is no book is a title."""
    return re.search(r"^[ |,]*(?:the )?new[ |,]*$", message.plain) is None


def _spelt(message: Wording, name: str) -> str:
    """A name as it stands in the message."""
    found = re.search(rf"\b{re.escape(name.casefold())}\b", message.plain)
    return message.said(found.start(), found.end()) if found else name


def _liked(message: Wording, context: Context) -> tuple[str, re.Match[str]] | None:
    is_asking = (
        "?" in message.text or _ASKS.search(message.plain) or _WHAT_NOW.search(message.plain)
    )
    for rule in _LIKE:
        if rule in _TOLD and not is_asking:
            continue
        for found in rule.finditer(message.plain):
            text = re.sub(r"(?i)^after ", "", message.group(found, "like"))
            pointed = books_pointed_at(text, context)
            if pointed:
                return pointed[0].title, found
            if not text or _NOT_LIKED.match(read(text).plain.strip()):
                continue
            wanted = wanted_in(text, Context())
            name = wanted.title or wanted.author or wanted.series or text
            if not re.fullmatch(r"(?i)it|that|this|them|those|these", name):
                return name, found
    if context.shown and re.search(r"\bmore like|\bsimilar\b", message.plain):
        found_any = re.search(r".+", message.plain)
        return (spoken_of(context).title, found_any) if found_any else None
    return None


def _left_in(message: Wording) -> str | None:
    """What is left of a request without the words that every request has."""
    plain = re.sub(rf"\b{_SOON}\b", " ", message.plain)
    left = _OF_EVERY_REQUEST.sub(" ", plain).split()
    return " ".join(left) or None


def _author_in(message: Wording) -> str | None:
    for rule in (_BY, _OF_AN_AUTHOR):
        for found in _overlapping(rule, message.plain):
            wanted = wanted_in(message.group(found, "author"), Context())
            if wanted.author and not wanted.title:
                return wanted.author
    return None


def _overlapping(rule: re.Pattern[str], plain: str) -> Iterator[re.Match[str]]:
    """Every place where a rule fits, each tried from the word behind the last one's beginning."""
    at = 0
    while found := rule.search(plain, at):
        yield found
        at = found.start() + 1


def _mood_in(message: Wording) -> str | None:
    for rule in _MOODS:
        for found in rule.finditer(message.plain):
            mood = message.group(found, "mood")
            if mood and not re.fullmatch(_SOON, mood.casefold()):
                return mood
    return None


def _with_copies(slots: Slots, message: Wording) -> Slots:
    copies, _ = copies_in(message)
    return replace(slots, format=copies.format, max_price=copies.max_price)
