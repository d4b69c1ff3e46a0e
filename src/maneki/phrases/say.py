"""Say a sentence of the catalogues in somebody's language.

A catalogue is a mapping from a key such as "alert.price" to its wording per language; English is
always there and stands in where a language lacks a sentence. Wordings take named values. What is
filled in is text from people and markets: escaping it is up to the channel that shows it. Where a
whole sentence is kept, with their words in it, the channel cannot tell whose is what: there they
are `quoted` before they are filled in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from maneki.phrases import (
    alarms,
    alerts,
    conversation,
    deliveries,
    delivery,
    discord,
    discord_shop,
    editing,
    feedback,
    filters,
    holding,
    hours,
    keeper,
    keeper_alerts,
    linking,
    log,
    memory,
    people,
    phones,
    preview,
    privacy,
    rollout,
    sms,
    speaking,
    tongues,
    why,
)

Catalogue = Mapping[str, Mapping[str, str]]

LANGUAGES = ("en", "ja")

CATALOGUES: tuple[Catalogue, ...] = (
    alarms.CATALOGUE,
    alerts.CATALOGUE,
    conversation.CATALOGUE,
    deliveries.CATALOGUE,
    delivery.CATALOGUE,
    discord.CATALOGUE,
    discord_shop.CATALOGUE,
    editing.CATALOGUE,
    feedback.CATALOGUE,
    filters.CATALOGUE,
    holding.CATALOGUE,
    hours.CATALOGUE,
    keeper.CATALOGUE,
    keeper_alerts.CATALOGUE,
    linking.CATALOGUE,
    log.CATALOGUE,
    memory.CATALOGUE,
    people.CATALOGUE,
    phones.CATALOGUE,
    preview.CATALOGUE,
    privacy.CATALOGUE,
    rollout.CATALOGUE,
    sms.CATALOGUE,
    speaking.CATALOGUE,
    tongues.CATALOGUE,
    why.CATALOGUE,
)

_ALL = {key: wordings for catalogue in CATALOGUES for key, wordings in catalogue.items()}


def language_of(locale: str | None) -> str:
    """The language we speak that is nearest to a platform's locale such as "en-GB" or "ja"."""
    language = (locale or "en").replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else "en"


def say(key: str, language: str, /, **values: object) -> str:
    """The sentence for `key`. Raises `KeyError` for a key or a value that is not there."""
    wordings = _ALL[key]
    return wordings.get(language, wordings["en"]).format(**values)


# In sentences of ours an address, emphasis, a channel or a time is meant as one.
_ACTS = re.compile(r"(?<=:)(?=//)|(?<=\*)(?=\*)|(?<=<)(?=[#@:t])")
_NOTHING = "\u200c"


def quoted(text: str) -> str:
    """Somebody else's words for a sentence of ours: they read the same and do nothing there."""
    return _ACTS.sub(_NOTHING, text)
