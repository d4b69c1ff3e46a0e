"""What code adds to an answer: who is speaking, and how to leave. Pure.

That somebody talks with a machine, how to reach a person and how to stop texts is said by code, not
left to a model (47 CFR 64.1200; California Business and Professions Code 17941).
"""

from __future__ import annotations

from maneki.model.conversation import Medium
from maneki.phrases import say


def introduced(
    text: str, *, medium: Medium, shop: str, language: str, is_first: bool, is_first_ever: bool
) -> str:
    """An answer with the introduction that a conversation's first one has.

    `is_first_ever`: nothing was ever answered at this place before.
    """
    if not is_first:
        return text
    match medium:
        case Medium.SMS:
            key = "conversation.introduction.sms" if is_first_ever else f"{_SMS}.again"
            return f"{text}\n\n{say(key, language, shop=shop)}"
        case Medium.DISCORD:
            line = say("conversation.introduction", language, shop=shop)
            return f"{text}\n\n-# {line}"
        case Medium.TEXT:
            return f"{text}\n\n{say('conversation.introduction', language, shop=shop)}"


_SMS = "conversation.introduction.sms"


def asked_whether_to_stop(text: str, *, language: str) -> str:
    """An answer to somebody who perhaps wants no more texts."""
    return f"{text}\n\n{say('conversation.in_doubt', language)}"
