"""The webhooks that providers send us, by their own rules of when to send them again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from maneki.simulator.sms.journal import Journal
from maneki.simulator.sms.rules import Rule

ANSWER_S = 15.0
NO_ANSWER = 0
"""Instead of a status."""


@dataclass(slots=True)
class Webhook:
    """One thing to tell. `headers` are made anew for each attempt, as signatures are."""

    path: str
    body: bytes
    headers: Callable[[], dict[str, str]]
    attempts: int = 0

    def is_to_come_again(self, status: int) -> bool:
        """Sinch: 5xx and 429, for hours. Twilio as it can be told to: 5xx and lost connections."""
        return status in {NO_ANSWER, 429} or status >= 500


class Poster:
    """Posts webhooks to the program at `base_url`; keeps those that have to come again."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.base_url = ""
        self.waiting: list[Webhook] = []
        self._client: aiohttp.ClientSession | None = None

    async def post(self, webhook: Webhook) -> int:
        """The status of the answer, `NO_ANSWER` without one."""
        webhook.attempts += 1
        status = await self._post(webhook)
        if webhook.is_to_come_again(status):
            self.waiting.append(webhook)
        if status == 429:
            self._journal.broken(Rule.LIMIT_TOLD, webhook.path)
        elif 400 <= status < 500:
            self._journal.broken(Rule.WEBHOOK_REFUSED, f"{webhook.path}: {status}")
        return status

    async def post_again(self) -> list[int]:
        """Everything that waits, once more: with a fresh signature and the same id."""
        waiting, self.waiting = self.waiting, []
        return [await self.post(webhook) for webhook in waiting]

    async def _post(self, webhook: Webhook) -> int:
        if self._client is None:
            self._client = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=ANSWER_S), trust_env=False
            )
        try:
            async with self._client.post(
                f"{self.base_url}{webhook.path}", data=webhook.body, headers=webhook.headers()
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return NO_ANSWER

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None
