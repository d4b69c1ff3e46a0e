"""How people spell on a phone, brought to one form for rules to be written in. Pure.

`clauses_of` gives the parts of a message between punctuation, each as plain words with a blank at
either end, so that a rule may say " stop " and mean the word. Contractions lose their apostrophe
(don't: dont), short forms are written out (u: you, msgs: messages), letters held down are let go
(stooooop) and the words that matter are found with a letter wrong in them (unsuscribe).
"""

from __future__ import annotations

import re
from itertools import islice

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from maneki.conversation.keywords import plain_letters

MOST_LOOKED_AT = 2_000
"""Characters of a message that are looked at: who wants out says so sooner."""
MOST_CLAUSES = 200

# Between clauses: punctuation of sentences, line breaks, and dashes that stand alone. What joins
# two alternatives (stop/unsubscribe) joins two clauses.
_CLAUSE_ENDS = re.compile(r"[.,;:!?…。、！？/|&\n\r\"“”()\[\]<>「」]+|\s[-–—]+\s|[–—]+")
_WORDS = re.compile(r"[^\W_]+")
_HELD_DOWN = re.compile(r"(.)\1{2,}")
_SPACED_OUT = re.compile(r"(?<!\w)(?:[a-z][ .*_-]){3,}[a-z](?!\w)")
_APOSTROPHES = re.compile(r"(?<=\w)['’‘`´](?=\w)")
# stopお願いします: Latin letters beside those of scripts that put no blanks between words.
_SCRIPTS_MEET = re.compile(r"(?<=[a-z])(?=[\u3040-\u9fff])|(?<=[\u3040-\u9fff])(?=[a-z])")
_TWO_WORDS = (
    (re.compile(r"\bw/ ?"), "with "),
    (re.compile(r"\b(my|this) #"), r"\1 number"),
    (re.compile(r"\bun[ -]?sub[ -]?s?c?r?i?be?\b"), "unsubscribe"),
    (re.compile(r"\buns[a-z]{0,4}[sc]r?[a-z]{0,3}b(?:e|)(me)?\b"), r"unsubscribe \1"),
    (re.compile(r"\bt+e*x+t*i*n+g*\b"), "texting"),
    (re.compile(r"\bopt(ing|ed)?[ -]?out\b"), r"opt\1 out"),
    (re.compile(r"\bdo[ -]?not\b|\bdo n t\b|\bdon t\b"), "dont"),
    (re.compile(r"\bany ?more\b"), "anymore"),
    (re.compile(r"\bcan ?not\b"), "cant"),
)

_WRITTEN_OUT = {
    "u": "you", "ya": "you", "yall": "you", "ur": "your", "r": "are", "n": "and", "w": "with",
    "pls": "please", "plz": "please", "plse": "please", "pleas": "please", "plea": "please",
    "plees": "please", "pl": "please", "pleez": "please", "pleeze": "please", "plox": "please",
    "thx": "thanks", "thnx": "thanks", "thanx": "thanks", "tks": "thanks", "tx": "thanks",
    "thankyou": "thanks", "ty": "thanks", "tnx": "thanks", "cheers": "thanks",
    "txt": "text", "txts": "texts", "txting": "texting", "txtng": "texting", "txtin": "texting",
    "textin": "texting", "texing": "texting", "texring": "texting", "tetxing": "texting",
    "texitng": "texting", "textting": "texting", "texxting": "texting", "txtd": "texted",
    "tex": "text", "texs": "texts", "textes": "texts", "txtmsg": "texts", "txtmsgs": "texts",
    "tects": "texts", "texst": "texts", "tetxs": "texts", "textmessages": "texts",
    "msg": "message", "msgs": "messages", "msging": "messaging", "mesg": "message",
    "mssg": "message", "mssgs": "messages", "messgs": "messages", "msgin": "messaging",
    "messagin": "messaging", "messges": "messages", "mesages": "messages", "mesage": "message",
    "smses": "sms", "dms": "messages", "notifs": "notifications", "notif": "notification",
    "notis": "notifications", "nums": "number", "num": "number", "nr": "number", "no.": "number",
    "numbr": "number", "nbr": "number", "fone": "phone", "cellphone": "phone", "cell": "phone",
    "mobile": "phone", "telephone": "phone", "landline": "phone", "wanna": "want to",
    "gotta": "got to", "gonna": "going to", "lemme": "let me", "gimme": "give me",
    "sendin": "sending", "snding": "sending", "sendng": "sending", "sned": "send", "snd": "send",
    "rmv": "remove", "remov": "remove", "rm": "remove", "del": "delete", "delet": "delete",
    "stahp": "stop", "stawp": "stop", "stap": "stop", "stopp": "stop", "stp": "stop",
    "sotp": "stop", "stpo": "stop", "stoop": "stop", "sstop": "stop", "stopit": "stop it",
    "sop": "stop", "stob": "stop", "stup": "stop", "satop": "stop", "stoppit": "stop it",
    "stopl": "stop", "stoip": "stop", "stiop": "stop", "stopall": "stop all",
    "unsub": "unsubscribe", "unsubs": "unsubscribe", "unsubscrib": "unsubscribe",
    "dnt": "dont", "donot": "dont",
    "cancle": "cancel", "cancell": "cancel", "cancal": "cancel", "cansel": "cancel",
    "qiut": "quit", "quitt": "quit", "abt": "about", "evr": "ever", "neva": "never",
    "nvr": "never", "nvm": "nevermind", "agn": "again", "agin": "again", "agian": "again",
    "ppl": "people", "recs": "recommendations",
}  # fmt: skip

# Long enough that one wrong letter makes no other common word of them.
_FOUND_MISSPELT = (
    "unsubscribe", "message", "messages", "messaging", "texting", "remove", "delete", "cancel",
    "please", "notifications", "notification", "contact", "contacting", "number", "sending",
    "receive", "receiving", "subscription", "discontinue", "desist", "bothering", "annoying",
    "harassing", "consent", "anymore", "database", "interested", "spamming", "removed",
)  # fmt: skip
_LEAST_MISSPELT = 6
_MEANT = frozenset(_FOUND_MISSPELT) | {
    # Words that lie a letter away from those.
    "testing", "removes", "deleted", "canceled", "cancels", "received", "lending", "mending",
    "resending", "sending", "bending", "spending", "tending", "ending", "vending", "massage",
    "massages", "numbers", "contacts", "contract", "context", "content", "pleased", "deletes",
    "receiver", "resist", "removal", "spanning", "numbed", "contacted", "seeding",
    "feeding", "reading", "texture", "texted", "messaged", "pleases", "subscriptions", "subscribe",
    "subscribed", "unsubscribed", "unsubscribing", "interest", "interests", "uninterested",
    "treating", "vexing", "consents", "contend", "selecting", "canvel", "canel",
    "remote", "remotes", "remover", "cancer", "convent", "relieve", "relieving", "compact",
    "slamming", "contracting", "sanding", "sensing", "massaging", "harnessing",
}  # fmt: skip


def clauses_of(text: str) -> tuple[str, ...]:
    """The clauses of a message in one spelling, a blank around every word; none of what is empty.

    Only the first `MOST_LOOKED_AT` characters are read.
    """
    plain = _HELD_DOWN.sub(_let_go, plain_letters(text[:MOST_LOOKED_AT]))
    plain = _SCRIPTS_MEET.sub(" ", plain)
    plain = _APOSTROPHES.sub("", _SPACED_OUT.sub(_joined, plain))
    for written, meant in _TWO_WORDS:
        plain = written.sub(meant, plain)
    clauses = (_spelt(clause) for clause in _CLAUSE_ENDS.split(plain))
    return tuple(islice((clause for clause in clauses if clause.strip()), MOST_CLAUSES))


def _spelt(clause: str) -> str:
    words = (_word(word) for word in _WORDS.findall(clause))
    return f" {' '.join(words)} "


def _swapped(word: str) -> list[str]:
    """A word with two neighbouring letters the wrong way round."""
    return [
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for at in range(len(word) - 1)
        if word[at] != word[at + 1]
    ]


_FOUND_SWAPPED = (
    *("stop", "text", "texts", "take", "quit", "send", "dont", "more", "list", "never", "phone"),
    *("please", "number", "remove", "spam"),
)
_SWAPPED = {swapped: word for word in _FOUND_SWAPPED for swapped in _swapped(word)}


def _word(word: str) -> str:
    if written_out := _WRITTEN_OUT.get(word) or _SWAPPED.get(word):
        return written_out
    if len(word) < _LEAST_MISSPELT or word in _MEANT or not word.isascii():
        return word
    room = 1 if len(word) < 9 else 2
    found = extractOne(word, _FOUND_MISSPELT, scorer=OSA.distance, score_cutoff=room)
    return found[0] if found and found[0][0] == word[0] else word


def _let_go(held: re.Match[str]) -> str:
    return held[1]


def _joined(letters: re.Match[str]) -> str:
    return re.sub(r"[ .*_-]", "", letters[0])
