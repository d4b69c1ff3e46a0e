"""What a filter would have told of lately, shown to its owner. Pure but for the types it names."""

from __future__ import annotations

from maneki.alerts.preview import Preview
from maneki.alerts.preview_words import preview_lines, short_lines
from maneki.channels.discord.described import name_of
from maneki.channels.discord.embeds import relative_time
from maneki.channels.discord.reception import Reply
from maneki.channels.discord.wording import escaped
from maneki.model.card import card_of
from maneki.model.person import Preferences
from maneki.phrases import say

LONGEST_SAID = 300


def previewed(preview: Preview, preferences: Preferences) -> Reply:
    """A page: how many and how often, what is doubtful, and the last ones as embeds."""
    language = preferences.language
    lines = [
        say("preview.head", language, name=name_of(preview.filter)),
        *preview_lines(preview, language=language, when=relative_time, shown=_shown),
    ]
    cards = [
        card_of(
            event.listing,
            event=event.kind,
            currency=preferences.currency,
            rates=event.rates,
            drop=event.drop,
        )
        for event in preview.examples
    ]
    if cards:
        lines += ["", say("preview.examples", language)]
    return Reply("\n".join(lines), cards)


def said_in_short(preview: Preview | None, language: str) -> list[str]:
    """The same in few lines; without one, how to ask for it."""
    if preview is None:
        return [say("preview.later", language)]
    return short_lines(preview, language=language, when=relative_time, shown=_shown)


def _shown(text: str) -> str:
    return escaped(text, longest=LONGEST_SAID)
