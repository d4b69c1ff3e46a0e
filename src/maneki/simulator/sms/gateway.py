"""The local gateway of text messages: everything put together, and what can be seen from outside.

    POST, GET /xms/v1/<plan>/batches                        as Sinch
    POST, GET /2010-04-01/Accounts/<sid>/Messages.json      as Twilio
    POST, GET /phones/<number>                              somebody texts the shop, or looks

A text is taken or refused as the provider would; whatever carriers or the law forbid is kept in
`violations`, whether or not the provider would have noticed. What customers write, and what became
of our texts, comes to the program as signed webhooks.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from types import TracebackType

from aiohttp import web

from maneki.channels.sms.inbound import Provider
from maneki.channels.sms.segments import measured
from maneki.clock import Clock, SystemClock
from maneki.model.phone import number_from_provider
from maneki.simulator.sms import sinch, twilio
from maneki.simulator.sms.journal import Journal
from maneki.simulator.sms.rules import (
    STATUSES,
    FaultKind,
    Rule,
    RulesBrokenError,
    SmsRules,
    Violation,
    Weather,
)
from maneki.simulator.sms.texts import Phone, Phones, SimText, Way
from maneki.simulator.sms.webhooks import Poster, Webhook

HOST = "127.0.0.1"
NUMBER = "+13235550142"
PLAN, SINCH_TOKEN, SINCH_SECRET = "plan-of-the-shop", "sinch-token", "sinch-webhook-secret"
SID, TWILIO_TOKEN = "AC" + "0" * 31 + "1", "twilio-token"
_PATHS = {
    Provider.SINCH: "/v1/webhooks/sms/sinch",
    Provider.TWILIO: "/v1/webhooks/sms/twilio",
}
_OWN_ANSWERS = {
    "STOP": "You have successfully been unsubscribed. Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


class SmsSim:
    """A gateway of one's own on 127.0.0.1, kept in memory. Use it as a context manager.

    `program_url` is where the program takes webhooks; `public_url` the address it believes that
    the world calls, which Twilio signs.
    """

    def __init__(
        self, clock: Clock | None = None, rules: SmsRules | None = None, seed: int = 0
    ) -> None:
        self.clock = clock or SystemClock()
        self.rules = rules or SmsRules()
        self.number = NUMBER
        self.phones = Phones()
        self.public_url = ""
        self.requests = 0
        self.by_hand = Provider.TWILIO
        """Who carries what somebody texts by hand."""
        self.tells_nothing = False
        """Whether looking up what was sent is refused."""
        self._journal = Journal(self.clock, self.rules)
        self._poster = Poster(self._journal)
        self._weather = Weather()
        self._chance = random.Random(seed)
        self._runner: web.AppRunner | None = None
        self._port = 0

    # Running

    async def start(self, port: int = 0) -> str:
        """Serve on loopback (any free port for 0) and return the base URL."""
        app = web.Application()
        app.router.add_route("POST", f"/xms/v1/{PLAN}/batches", self._sinch_send)
        app.router.add_route("GET", f"/xms/v1/{PLAN}/batches", self._sinch_list)
        messages = f"/2010-04-01/Accounts/{SID}/Messages.json"
        app.router.add_route("POST", messages, self._twilio_send)
        app.router.add_route("GET", messages, self._twilio_list)
        app.router.add_route("POST", "/phones/{number}", self._text_by_hand)
        app.router.add_route("GET", "/phones/{number}", self._look_by_hand)
        app.router.add_route("*", "/{path:.*}", self._nothing_there)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, port).start()
        self._port = self._runner.addresses[0][1]
        return self.base_url

    async def stop(self) -> None:
        await self._poster.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> SmsSim:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self._port}"

    def call(self, program_url: str, *, public_url: str | None = None) -> None:
        """Send webhooks there from now on."""
        self._poster.base_url = program_url.rstrip("/")
        self.public_url = (public_url or program_url).rstrip("/")

    # What customers do

    async def text(
        self,
        number: str,
        words: str,
        *,
        provider: Provider = Provider.TWILIO,
        pictures: int = 0,
        times: int = 1,
    ) -> int:
        """Somebody texts the shop. The webhook comes `times` times with one id, as it does where
        an answer was lost. Returns the status of the last answer.
        """
        phone = self.phones.of(number)
        text = SimText(
            id=self._new_id(provider, is_inbound=True),
            way=Way.FROM_CUSTOMER,
            provider=provider,
            number=number,
            text=words,
            at=self.clock.now(),
            segments=measured(words).segments,
        )
        phone.texts.append(text)
        keyword = self._journal.hears(phone, words, text.at)
        if keyword is not None and self.rules.blocks:
            self._answer_itself(phone, text, keyword)
        webhook = self._inbound(text, keyword if self.rules.tells_opt_outs else None, pictures)
        statuses = [await self._poster.post(webhook) for _ in range(times)]
        return statuses[-1]

    def _answer_itself(self, phone: Phone, text: SimText, keyword: str) -> None:
        if keyword != "HELP":
            phone.is_blocked = keyword == "STOP"
        phone.texts.append(
            SimText(
                id=self._new_id(text.provider),
                way=Way.BY_PROVIDER,
                provider=text.provider,
                number=text.number,
                text=_OWN_ANSWERS[keyword],
                at=text.at,
            )
        )
        # Theirs was the one confirmation.
        phone.replies_owed = 0

    async def report(self, text: SimText, status: str, *, code: str | None = None) -> int:
        """The provider tells what became of a text: sent, delivered, undelivered, failed."""
        text.status = status
        if text.provider is Provider.SINCH:
            body = sinch.report(text, status, code, self.clock.now())
        else:
            body = twilio.report(text, status, code, sid=SID, number=self.number)
        return await self._poster.post(self._webhook(text.provider, body))

    async def call_again(self) -> list[int]:
        """Webhooks that were answered with 5xx, or not at all, come again."""
        return await self._poster.post_again()

    def make_landline(self, number: str) -> None:
        self.phones.of(number).takes_no_texts = True

    def block(self, number: str) -> None:
        """The provider has heard STOP from this number, and we have not."""
        self.phones.of(number).is_blocked = True

    # Trouble to order

    def break_next(self, kind: FaultKind, *, times: int = 1) -> None:
        """The next requests to send go wrong in that way."""
        self._weather.order(kind, times)

    # Looking

    def transcript(self, number: str) -> list[SimText]:
        """Everything on one customer's phone, the oldest first."""
        return list(self.phones.of(number).texts)

    def received(self, number: str) -> list[str]:
        """The words of what the program has texted to a number, the oldest first."""
        return [text.text for text in self.transcript(number) if text.way is Way.TO_CUSTOMER]

    @property
    def violations(self) -> list[Violation]:
        return self._journal.violations

    def assert_clean(self) -> None:
        """Raises `RulesBrokenError` with every broken rule."""
        if self.violations:
            raise RulesBrokenError(self.violations)

    # Webhooks

    def _inbound(self, text: SimText, keyword: str | None, pictures: int) -> Webhook:
        if text.provider is Provider.SINCH:
            return self._webhook(text.provider, sinch.inbound(text, number=self.number))
        body = twilio.inbound(text, sid=SID, number=self.number, keyword=keyword, pictures=pictures)
        return self._webhook(text.provider, body)

    def _webhook(self, provider: Provider, body: bytes) -> Webhook:
        path = _PATHS[provider]
        if provider is Provider.SINCH:
            return Webhook(path, body, lambda: self._sinch_signed(body))
        url = f"{self.public_url}{path}"
        return Webhook(path, body, lambda: twilio.signed(body, url=url, token=TWILIO_TOKEN))

    def _sinch_signed(self, body: bytes) -> dict[str, str]:
        nonce = self._token(26)
        return sinch.signed(body, secret=SINCH_SECRET, nonce=nonce, at=self.clock.now())

    # Requests

    async def _sinch_send(self, request: web.Request) -> web.StreamResponse:
        try:
            sinch.check_login(request, SINCH_TOKEN)
            batch = sinch.read_batch(await request.read(), number=self.number)
        except sinch.SinchError as error:
            self._journal.broken(error.rule, str(error))
            return error.answer()
        number = number_from_provider(batch["to"][0])

        def accept() -> web.Response:
            text = self._take(
                Provider.SINCH,
                number,
                batch["body"],
                reference=batch.get("client_reference"),
                callback_url=batch.get("callback_url"),
            )
            return web.json_response(sinch.shown(text, number=self.number), status=201)

        return await self._weathered(request, accept)

    async def _twilio_send(self, request: web.Request) -> web.StreamResponse:
        try:
            twilio.check_login(request, sid=SID, token=TWILIO_TOKEN)
            form = twilio.read_message(await request.read(), number=self.number)
            twilio.check_phone(self.phones.of(form["To"]))
        except twilio.TwilioError as error:
            if error.rule is not None:
                self._journal.broken(error.rule, str(error))
            return error.answer()

        def accept() -> web.Response:
            text = self._take(
                Provider.TWILIO, form["To"], form["Body"], callback_url=form.get("StatusCallback")
            )
            return web.json_response(twilio.shown(text, sid=SID, number=self.number), status=201)

        return await self._weathered(request, accept)

    async def _sinch_list(self, request: web.Request) -> web.StreamResponse:
        try:
            sinch.check_login(request, SINCH_TOKEN)
        except sinch.SinchError as error:
            self._journal.broken(error.rule, str(error))
            return error.answer()
        if self.tells_nothing:
            return sinch.SinchError(403, "forbidden", "no look-ups", Rule.LOGIN).answer()
        texts = self.phones.sent(Provider.SINCH)
        return web.json_response(sinch.listed(texts, dict(request.query), number=self.number))

    async def _twilio_list(self, request: web.Request) -> web.StreamResponse:
        try:
            twilio.check_login(request, sid=SID, token=TWILIO_TOKEN)
        except twilio.TwilioError as error:
            self._journal.broken(Rule.LOGIN, str(error))
            return error.answer()
        if self.tells_nothing:
            return twilio.TwilioError(403, 20006, "Access Denied").answer()
        texts = self.phones.sent(Provider.TWILIO)
        return web.json_response(
            twilio.listed(texts, dict(request.query), sid=SID, number=self.number)
        )

    async def _text_by_hand(self, request: web.Request) -> web.StreamResponse:
        """`curl -d "do you have Dune?" .../phones/+12125550123`"""
        provider = Provider(request.query.get("provider", self.by_hand))
        status = await self.text(
            request.match_info["number"], await request.text(), provider=provider
        )
        return web.json_response({"webhook": status})

    async def _look_by_hand(self, request: web.Request) -> web.StreamResponse:
        texts = self.transcript(request.match_info["number"])
        return web.json_response(
            [{"way": text.way, "text": text.text, "at": sinch.iso(text.at)} for text in texts]
        )

    async def _nothing_there(self, request: web.Request) -> web.StreamResponse:
        self._journal.broken(Rule.UNKNOWN_ROUTE, f"{request.method} {request.path}")
        return web.Response(status=404)

    def _take(
        self,
        provider: Provider,
        number: str,
        words: str,
        *,
        reference: str | None = None,
        callback_url: str | None = None,
    ) -> SimText:
        phone = self.phones.of(number)
        self._journal.judge(phone, words)
        text = SimText(
            id=self._new_id(provider),
            way=Way.TO_CUSTOMER,
            provider=provider,
            number=number,
            text=words,
            at=self.clock.now(),
            segments=measured(words).segments,
            reference=reference,
            callback_url=callback_url,
        )
        phone.texts.append(text)
        return text

    async def _weathered(
        self, request: web.Request, accept: Callable[[], web.Response]
    ) -> web.StreamResponse:
        """The answer, or what the weather makes of it."""
        self.requests += 1
        fault = self._weather.next()
        if fault is None:
            return accept()
        if fault is FaultKind.LATE_ACCEPTED:
            answer = accept()
            await asyncio.sleep(self.rules.late_by_s)
            return answer
        if fault.is_accepted:
            accept()
        if fault.is_silent:
            await asyncio.sleep(self.rules.silent_for_s)
        if (fault.is_reset or fault.is_silent) and request.transport is not None:
            request.transport.abort()
        headers = {}
        if fault is FaultKind.TOO_FAST:
            headers["Retry-After"] = str(self.rules.retry_after_s)
        status = STATUSES.get(fault, 200)
        return web.Response(status=status, text="<html>Bad gateway</html>", headers=headers)

    # Ids

    def _new_id(self, provider: Provider, *, is_inbound: bool = False) -> str:
        if provider is Provider.SINCH:
            return f"01{self._token(24)}"
        return f"{'MM' if is_inbound else 'SM'}{self._chance.getrandbits(128):032x}"

    def _token(self, length: int) -> str:
        return "".join(self._chance.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=length))
