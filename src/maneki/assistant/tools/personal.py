"""Forget a customer: asked for by them, in private, and confirmed by them in so many words."""

from __future__ import annotations

from maneki.assistant.evidence import Deed, DeedSeen
from maneki.assistant.tools.desk import Desk, Ledger, Shop
from maneki.errors import InvalidInputError
from maneki.phrases import say


class PersonalTools:
    def __init__(self, shop: Shop, desk: Desk, ledger: Ledger) -> None:
        self._shop = shop
        self._desk = desk
        self._ledger = ledger
        self.is_done = False
        """The customer is forgotten (`Answer.is_farewell`)."""

    @property
    def can_forget(self) -> bool:
        """Whether that is done here; elsewhere it is a command of its own."""
        return self._shop.privacy is not None and self._desk.is_private

    @property
    def is_confirmed(self) -> bool:
        """Whether the customer was asked at this very place, and wrote the words themselves."""
        words = say("keeper.forget.words", self._desk.language)
        asked = say("keeper.forget.confirm", self._desk.language, words=words)
        said = self._desk.text.strip().strip('".!\u3002').casefold()
        return asked in self._desk.replied_here and said == words.casefold()

    async def forget(self) -> str:
        """What would be deleted and how to confirm it; once that is done, that it is deleted.

        Raises `InvalidInputError` where it is not done.
        """
        privacy, language = self._shop.privacy, self._desk.language
        self._desk.check_private()
        if privacy is None:
            raise InvalidInputError(say("keeper.forget.discord", language))
        outcome = await privacy.forget(self._desk.caller, confirmed=self.is_confirmed)
        if outcome.is_done:
            self.is_done = True
            self._ledger.note(DeedSeen(deed=Deed.FORGET, this_turn=True))
        told = outcome.said_in(language)
        if outcome.is_done or not outcome.is_known:
            return told
        words = say("keeper.forget.words", language)
        return f"{told}\n{say('keeper.forget.confirm', language, words=words)}"
