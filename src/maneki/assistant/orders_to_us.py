"""Texts that try to give the assistant orders: they are left out, and the rest is read. Pure.

Nothing depends on finding them all: what a customer writes never decides what the shop may do. This
only keeps a sentence of that kind from hiding the question beside it.
"""

from __future__ import annotations

import re

from maneki.assistant.wording import MOST_READ, sentences_of

_FORGED = re.compile(
    r"</?[a-zA-Z_|][^>\n]{0,80}>|\{[^{}\n]{0,300}\}|\[/?(?:INST|SYSTEM)\]|```", re.IGNORECASE
)
_TURNS = re.compile(
    r"(?:,| and| then|;|:| but|\.)+ (?=(?:then |now |also |please )*(?:tell|show|give"
    r"|recommend|suggest|what|when|where|how|do you|can you|could you|is|are|find|hold"
    r"|search|list)\b)",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"^\W*(?:(?:now|please|hey|ok|so|hi|hello|and|also|but|just|can you|could you"
    r"|you must|you should|you will|i want you to|bot|then|important|new rule"
    r"|maneki)\W+)*"
    r"(?:ignore|disregard|forget (?:all|your|the|previous|every(?:thing)? (?:you were"
    r"|above|before))|override|bypass|pretend|act (?:as|like)|role ?play|repeat after me"
    r"|repeat (?:the (?:words?|text|above|system|prompt|following)|your|this|everything)"
    r"|say (?:exactly|that|after|the (?:words?|following)|\")|you are (?:now|no longer"
    r"|going to)|you(?:'re| are) (?:a|an|my|dan) |from now on|as an? (?:ai|admin"
    r"|administrator|unrestricted|developer|owner|system)"
    r"|system ?(?:prompt|message|override|:)|(?:enter|enable|activate"
    r"|switch to) (?:developer|debug|admin|god|dan|jailbreak)|(?:developer|debug|admin"
    r"|god|dan|jailbreak) mode|sudo|i am (?:the|your|an?) (?:developer|admin"
    r"|administrator|owner|creator|system|programmer)|(?:print|reveal|show|output|dump"
    r"|give|tell)(?: me)? (?:your|the) (?:system|hidden|secret|initial|instructions"
    r"|prompt|api|rules|source code|password)|what (?:is|are) your (?:system prompt"
    r"|instructions|secret|hidden|rules)"
    r"|mark (?:every|all|each|the)|set (?:the |all |every )?(?:price|discount)"
    r"|confirm (?:that |the |my )?(?:price|discount|free|refund)|you (?:must|have to"
    r"|are required to|will|are programmed to) (?:answer|say|reply|respond|agree|give"
    r"|obey|always|never|now|sell|confirm)|respond (?:only )?(?:with|as)"
    r"|answer (?:only )?(?:with|as)|translate (?:this|the above)|assume (?:that )?(?:you"
    r"|i|every|all)|new instructions?|instructions?:|assistant:|tool:|user:|let us play"
    r"|apply (?:a |the )?(?:code|discount|\d+)|give me (?:a |an )?(?:\d+ ?(?:%|percent)"
    r"|free\b))"
    r"|\b(?:previous|prior|above|earlier|all|your) (?:instructions|rules|prompts?"
    r"|guidelines|restrictions|programming)\b|\b(?:every(?:thing| book)|all books?) (?:is"
    r"|are|as|for) (?:free|\$0|0|\d+ ?%|one dollar|a dollar)",
    re.IGNORECASE,
)


def without_orders(text: str) -> str:
    """The text without what tries to instruct the assistant."""
    text = text[:MOST_READ]
    forged = _FORGED.search(text) is not None
    plain = _FORGED.sub(" . ", text) if forged else text
    kept = [
        rest for sentence in sentences_of(plain) if sentence and (rest := _without_order(sentence))
    ]
    return " ".join(kept)


def _without_order(sentence: str) -> str:
    """The sentence, or what is asked behind the order in it."""
    if not _ORDER.search(sentence):
        return sentence
    parts = _TURNS.split(sentence)
    return " ".join(part for part in parts[1:] if not _ORDER.search(part))
