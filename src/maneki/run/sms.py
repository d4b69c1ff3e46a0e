"""Text messages as the settings say: who carries them, what they may be, and who is believed."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from pydantic import SecretStr

from maneki.channels.sms.channel import SmsChannel, TextSent
from maneki.channels.sms.inbound import DeliveryStatus
from maneki.channels.sms.outbound import SinchAccount, SinchRegion, TwilioAccount
from maneki.channels.sms.pace import TextPace
from maneki.channels.sms.segments import sizes_of
from maneki.channels.sms.senders import Sender, SinchSender, TwilioSender
from maneki.channels.sms.signatures import Login
from maneki.channels.sms.voice import TextVoice
from maneki.channels.sms.words import Words
from maneki.clock import Clock
from maneki.delivery.consents import UNSTATED_ZONE
from maneki.errors import SettingsError
from maneki.model.conversation import MICROS_A_DOLLAR
from maneki.run.text_rules import text_rules
from maneki.settings import Settings
from maneki.store import Store
from maneki.web.sms import SINCH_PATH, TWILIO_PATH, Take, TextDoor, WebhookKeys

log = structlog.get_logger(__name__)


def text_voice(settings: Settings) -> TextVoice:
    return TextVoice(
        most_segments=settings.sms_most_segments, sizes=sizes_of(settings.sms_number or "")
    )


def sms_channel(
    settings: Settings, store: Store, clock: Clock, *, told: Callable[[TextSent], None]
) -> SmsChannel:
    """Close it in the end. Raises `SettingsError` where something is missing."""
    check_zone(settings)
    price = settings.sms_segment_price
    return SmsChannel(
        sender_of(settings),
        store=store,
        clock=clock,
        words=Words(
            shop=settings.shop_name,
            most_segments=settings.sms_most_segments,
            sizes=sizes_of(settings.sms_number or ""),
        ),
        pace=TextPace(clock, per_second=settings.sms_segments_per_second),
        rules=text_rules(settings),
        micros_per_segment=None if price is None else int(price * MICROS_A_DOLLAR),
        told=told,
    )


def text_door(
    settings: Settings,
    store: Store,
    *,
    clock: Clock,
    take: Take,
    reported: Callable[[DeliveryStatus], None],
) -> TextDoor:
    """Raises `SettingsError` where something is missing."""
    return TextDoor(
        store,
        clock=clock,
        keys=webhook_keys(settings),
        public_url=_needed(settings.public_url, "MANEKI_PUBLIC_URL"),
        take=take,
        reported=reported,
        provider_confirms=settings.sms_provider_confirms,
    )


def check_zone(settings: Settings) -> None:
    """The hours of texts are the shop's wherever a number does not tell. Raises `SettingsError`
    where nobody has said what those are, and UTC is certainly not it.
    """
    number = settings.sms_number or ""
    # A Messaging Service has numbers of the shop's own country.
    is_american = number.startswith("+1") or (
        number.startswith("MG") and settings.shop_region in {"US", "CA"}
    )
    is_live = settings.sms_state == "live"
    if is_live and is_american and settings.shop_time_zone == UNSTATED_ZONE:
        raise SettingsError(
            "MANEKI_SHOP_TIME_ZONE is UTC, and texts go out from a number of North America: say "
            "where the shop is, such as America/New_York, so that nobody is texted at night."
        )


def announce_state(settings: Settings) -> None:
    """Say at the start whether texts leave the house."""
    if settings.sms_state == "pending":
        log.warning("sms.pending", texts_go_to=settings.sms_gateway_url)
    else:
        log.info("sms.live", provider=settings.sms_provider)


def sender_of(settings: Settings) -> Sender:
    """Raises `SettingsError` where something is missing."""
    number = _needed(settings.sms_number, "MANEKI_SMS_NUMBER")
    public_url = settings.public_url
    if settings.sms_provider == "sinch":
        callback = public_url and f"{public_url.rstrip('/')}{SINCH_PATH}"
        return SinchSender(
            _sinch(settings),
            number=number,
            most_segments=settings.sms_most_segments,
            callback_url=callback,
        )
    callback = public_url and f"{public_url.rstrip('/')}{TWILIO_PATH}"
    return TwilioSender(_twilio(settings), number=number, callback_url=callback)


def webhook_keys(settings: Settings) -> WebhookKeys:
    """Raises `SettingsError` where nobody would be believed."""
    name, password = settings.sinch_webhook_user, settings.sinch_webhook_password
    logins = (Login(name, password.get_secret_value()),) if name and password else ()
    keys = WebhookKeys(
        twilio_tokens=_given(settings.twilio_auth_token, settings.twilio_old_auth_token),
        sinch_secrets=_given(settings.sinch_webhook_secret, settings.sinch_old_webhook_secret),
        sinch_logins=logins,
    )
    if settings.sms_provider == "sinch" and not (keys.sinch_secrets or logins):
        raise SettingsError(
            "MANEKI_SINCH_WEBHOOK_SECRET is missing (or MANEKI_SINCH_WEBHOOK_USER and "
            "MANEKI_SINCH_WEBHOOK_PASSWORD): without it no text that comes in is believed."
        )
    return keys


def _sinch(settings: Settings) -> SinchAccount:
    plan = _needed(settings.sinch_service_plan_id, "MANEKI_SINCH_SERVICE_PLAN_ID")
    token = _secret(settings.sinch_api_token, "MANEKI_SINCH_API_TOKEN")
    if gateway := _gateway(settings):
        return SinchAccount(service_plan_id=plan, token=token, base_url=gateway)
    region = SinchRegion(settings.sinch_region)
    return SinchAccount.in_region(region, service_plan_id=plan, token=token)


def _twilio(settings: Settings) -> TwilioAccount:
    sid = _needed(settings.twilio_account_sid, "MANEKI_TWILIO_ACCOUNT_SID")
    token = _secret(settings.twilio_auth_token, "MANEKI_TWILIO_AUTH_TOKEN")
    if gateway := _gateway(settings):
        return TwilioAccount(sid=sid, token=token, base_url=gateway)
    return TwilioAccount(sid=sid, token=token)


def _gateway(settings: Settings) -> str | None:
    """Where texts go that must not leave the house; None if they may."""
    if settings.sms_state == "live":
        return None
    if settings.sms_gateway_url is None:
        raise SettingsError(
            "MANEKI_SMS_GATEWAY_URL is missing: while MANEKI_SMS_STATE is pending, texts go to the "
            "local gateway alone (`maneki simulate` has one)."
        )
    return settings.sms_gateway_url.rstrip("/")


def _needed(value: str | None, name: str) -> str:
    if value is None:
        raise SettingsError(f"{name} is missing: text messages need it; docs/sms.md says why.")
    return value


def _secret(value: SecretStr | None, name: str) -> str:
    return _needed(None if value is None else value.get_secret_value(), name)


def _given(*secrets: SecretStr | None) -> tuple[str, ...]:
    return tuple(secret.get_secret_value() for secret in secrets if secret is not None)
