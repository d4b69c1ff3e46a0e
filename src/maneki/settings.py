"""Every setting, read once at the start, from the environment and a `.env` file.

A MANEKI_ name that is not a setting is refused (MANEKI_TEST_ ones belong to the tests), so that a
slip of the pen is noticed at the start and not weeks later.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from maneki.errors import SettingsError

PREFIX = "MANEKI_"
TEST_PREFIX = "MANEKI_TEST_"
ENV_FILE = Path(".env")
ENCODING = "utf-8-sig"
"""UTF-8, with or without the mark that some editors put in front."""
PARTS = ("watcher", "shopkeeper", "sms")
"""What this version has of the parts that Maneki will have."""
LONGEST_S = 30 * 24 * 3600
_LONGEST_NUMBER = 9

_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_HOURS = re.compile(f"(?P<opens>{_TIME})-(?P<closes>{_TIME})")
_PASSWORD = re.compile(r"(?<=://)([^:/?#\s]*):\S*@")
_SECRET_PARAMETER = re.compile(r"([?&][^=&\s]*(?:password|token|key|secret)=)[^&#\s]+", re.I)


def _split(value: Any) -> Any:
    """`a, b` as written in an environment variable; blank means none."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _blank_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _url_of(*schemes: str) -> AfterValidator:
    """A web address of one of these kinds, with a host."""
    wanted = " or ".join(f"{scheme}://" for scheme in schemes)

    def check(url: str) -> str:
        if not _is_url(url, schemes):
            raise ValueError(f"write an address that begins with {wanted}")
        return url

    return AfterValidator(check)


def _is_url(url: str, schemes: Collection[str]) -> bool:
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        # Reading the port is what finds a wrong one.
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _id(text: str | None) -> str | None:
    if text is not None and not (text.isascii() and text.isdigit() and 0 < int(text) < 2**63):
        raise ValueError("write the number that Discord shows with Copy ID")
    return text


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name.strip()).key
    except (LookupError, ValueError, OSError):
        raise ValueError("write the name of a time zone, such as America/New_York") from None


def _region(code: str) -> str:
    code = code.strip().upper()
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise ValueError("write the two letters of a country, such as US")
    return code


def _regions(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_region(code) for code in codes)


def _is_near(url: str) -> bool:
    """Whether that is on this machine, or in the next container."""
    host = urlsplit(url).hostname or ""
    is_a_name = not {".", ":"} & set(host)
    return host == "::1" or host.startswith("127.") or is_a_name


def _on_this_machine(url: str | None) -> str | None:
    """Texts that must not leave the house go no further than to the next container."""
    if url is None or _is_near(url):
        return url
    raise ValueError("write an address of this machine, such as http://127.0.0.1:9002")


def _hours(text: str) -> str:
    found = _HOURS.fullmatch(text.strip())
    if found is None or found["opens"] >= found["closes"]:
        raise ValueError("write two times of a day, such as 09:00-20:00")
    return found[0]


def _ids(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in texts if _id(text))


def _stage(value: Any) -> Any:
    """How many people: a number of one or more; `all` sets no bound."""
    text = str(value).strip().lower()
    if text == "all":
        return text
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER and int(text) > 0:
        return int(text)
    raise ValueError("write a number of people such as 10, or all")


Stage = Annotated[int | Literal["all"], BeforeValidator(_stage)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Seconds = Annotated[float, Field(gt=0, le=LONGEST_S, allow_inf_nan=False)]
OptionalText = Annotated[str | None, BeforeValidator(_blank_is_none)]
WebUrl = Annotated[str, _url_of("https", "http")]
SocketUrl = Annotated[str, _url_of("wss", "ws")]
OptionalUrl = Annotated[WebUrl | None, BeforeValidator(_blank_is_none)]
DiscordId = Annotated[OptionalText, AfterValidator(_id)]
OptionalPath = Annotated[Path | None, BeforeValidator(_blank_is_none)]
OptionalSecret = Annotated[SecretStr | None, BeforeValidator(_blank_is_none)]
Dollars = Annotated[
    Annotated[Decimal, Field(ge=0, le=1_000_000, allow_inf_nan=False)] | None,
    BeforeValidator(_blank_is_none),
]
Tokens = Annotated[
    Annotated[int, Field(ge=0, le=10**12)] | None,
    BeforeValidator(_blank_is_none),
]
Segments = Annotated[
    Annotated[int, Field(ge=0, le=10**9)] | None,
    BeforeValidator(_blank_is_none),
]


def _discord(name: str) -> AliasChoices:
    return AliasChoices(f"MANEKI_DISCORD_{name}", f"DISCORD_{name}")


class Settings(BaseSettings):
    """What an operator decides. Durations are in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding=ENCODING,
        frozen=True,
        extra="ignore",
        populate_by_name=True,
    )

    database_url: str = Field(
        "sqlite+aiosqlite:///maneki.sqlite3",
        description="Where everything is kept: `sqlite+aiosqlite:///FILE` or "
        "`postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE`.",
    )
    parts: Names = Field(
        ("watcher",),
        description="Which parts of Maneki are on, separated by commas: `watcher` tells members "
        "what turns up on markets, `shopkeeper` talks with the shop's customers, `sms` lets them "
        "do so by text message.",
    )

    discord_bot_token: OptionalSecret = Field(
        None,
        validation_alias=_discord("BOT_TOKEN"),
        description="The bot's token. Also read as `DISCORD_BOT_TOKEN`. Without one Maneki does "
        "not start.",
    )
    discord_client_id: DiscordId = Field(
        None,
        validation_alias=_discord("CLIENT_ID"),
        description="The application's id, for the invitation link that `maneki check` prints. "
        "Also read as `DISCORD_CLIENT_ID`.",
    )
    discord_guild_id: DiscordId = Field(
        None,
        validation_alias=_discord("GUILD_ID"),
        description="Register the commands on this server only, where they appear at once. Also "
        "read as `DISCORD_GUILD_ID`.",
    )
    discord_api_url: WebUrl = Field(
        "https://discord.com/api/v10",
        description="Discord's HTTP API; `maneki simulate` has its own and prints it.",
    )
    discord_gateway_url: SocketUrl = Field(
        "wss://gateway.discord.gg/",
        description="Discord's gateway; `maneki simulate` has its own and prints it.",
    )
    discord_requests_per_second: Annotated[float, Field(ge=0.1, le=50, allow_inf_nan=False)] = (
        Field(
            45.0,
            description="The even pace of everything the token authenticates. Discord allows 50.",
        )
    )
    discord_nonce_window: Seconds = Field(
        120.0,
        description="For how long Discord is trusted to recognise a message sent again. Its "
        "documentation says “a few minutes”.",
    )
    seats: Annotated[int, Field(ge=1, le=500)] = Field(
        50, description="How many messages may be on their way at the same time."
    )

    markets: Names = Field(
        (),
        description="Markets to watch besides the feeds, separated by commas: `mercari_jp`. "
        "Unofficial ones also need `MANEKI_ACCEPTED_WARNINGS`.",
    )
    accepted_warnings: Names = Field(
        (),
        description="The unofficial markets whose warning you have read (`maneki check` prints "
        "it) and accept.",
    )
    feeds: Names = Field((), description="RSS or Atom feeds to watch, separated by commas.")
    feed_every: Seconds = Field(300.0, description="How often a feed is asked, at most.")
    feed_gap: Seconds = Field(
        2.0, description="The least time between two requests to one host of feeds."
    )
    mercari_jp_url: WebUrl = Field(
        "https://api.mercari.jp", description="Where Mercari's search is asked."
    )
    mercari_jp_every: Seconds = Field(60.0, description="How often one Mercari search is asked.")
    mercari_jp_gap: Seconds = Field(
        4.0, description="The least time between two requests to Mercari."
    )
    user_agent: str = Field(
        "Maneki/0.1 (self-hosted saved-search alerts)",
        description="How Maneki introduces itself to markets. Add a way to reach you.",
    )
    rates_url: OptionalUrl = Field(
        "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml",
        description="The European Central Bank's daily exchange rates; blank for none.",
    )

    http_host: str = Field(
        "127.0.0.1",
        description="Where the HTTP API listens: `GET /health` says whether all is well, `GET "
        "/metrics` how it goes, `POST /v1/listings` takes listings.",
    )
    http_port: Annotated[int, Field(ge=0, le=65535)] = Field(
        8080, description="The port of the HTTP API."
    )
    ingest_token: OptionalSecret = Field(
        None, description="The bearer token of `POST /v1/listings`; without one nobody can push."
    )
    ingest_sources: Names = Field(
        (), description="Names of sources that push listings, so that filters may name them."
    )

    metrics_token: OptionalSecret = Field(
        None,
        description="The bearer token of `GET /metrics`; without one whoever reaches the HTTP API "
        "may read it, as with `GET /health`.",
    )

    rollout: Stage = Field(
        "all",
        description="How many people may use alerts: a number (10, then 100, then 1000) or `all`. "
        "The others wait in a line; docs/operating.md says how.",
    )
    rollout_roles: Annotated[Names, AfterValidator(_ids)] = Field(
        (),
        description="Ids of Discord roles whose members go first in that line, separated by "
        "commas.",
    )

    operator_channel_id: DiscordId = Field(
        None,
        description="The Discord channel (or thread) where whoever runs Maneki is told at once "
        "what is wrong, and what to do; blank for none.",
    )
    operator_language: Literal["en", "ja"] = Field(
        "en", description="The language of what is said there: `en` or `ja`."
    )
    alarm_backlog_age: Seconds = Field(
        120.0, description="How long the oldest alert may wait before that is an alarm."
    )
    alarm_free_disk_mb: Annotated[int, Field(ge=0, le=10_000_000)] = Field(
        500,
        description="With how many megabytes left on the disk of an SQLite database there is an "
        "alarm; 0 for never.",
    )

    default_currency: OptionalText = Field(
        None, description="The currency a new member sees prices in, besides the market's own."
    )
    most_filters: Annotated[int, Field(ge=1, le=10_000)] = Field(
        100, description="How many filters one person may have."
    )
    filter_days: Annotated[int, Field(ge=0, le=3650)] = Field(
        0,
        description="After how many days a filter ends unless its owner renews it with a button; "
        "0 for never.",
    )
    matching_processes: Annotated[int, Field(ge=1, le=64)] = Field(
        1,
        description="How many processes match listings with filters. More than one is worth it "
        "from some hundred thousand filters on; docs/operating.md says when.",
    )
    broad_filter_alerts: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        50,
        description="Whoever makes or previews a filter that would have told them of more listings "
        "a day than this is warned that it is broad.",
    )
    drop_percent: Annotated[Decimal, Field(gt=0, le=100)] = Field(
        Decimal(5), description="A price drop of at least this many per cent is told."
    )
    ending_soon_minutes: Annotated[int, Field(ge=1, le=1440)] = Field(
        60, description="How long before its end an auction counts as ending soon."
    )
    # `maneki stats` and `maneki rollout` look back on seven days.
    keep_listings_days: Annotated[int, Field(ge=8, le=3650)] = Field(
        30,
        description="After how many days, 8 at least, what a listing said is forgotten, and what "
        "became of its alerts. That it was seen is kept, so that it is not told again.",
    )
    shop_name: str = Field("the shop", description="What the shop is called, as customers know it.")
    shop_time_zone: Annotated[str, AfterValidator(_zone)] = Field(
        "UTC",
        description="The shop's time zone, such as `America/New_York`. Texts from a number of "
        "North America go out only once it is set.",
    )
    shop_region: Annotated[str, AfterValidator(_region)] = Field(
        "US",
        description="The country whose telephone numbers are written without a country code: two "
        "letters.",
    )
    shop_contact: OptionalText = Field(
        None,
        description="How to reach a person at the shop: an address or a number, told with HELP.",
    )
    shop_book_url: OptionalText = Field(
        None,
        description="Where the shop sells a book on the web, with `{isbn}`, `{title}`, `{author}` "
        "or `{id}` in it, such as `https://shop.example/isbn/{isbn}`.",
    )
    shop_folder: OptionalPath = Field(
        None,
        description="A folder with what the shop says of itself: `hours.toml`, `policies/*.md` and "
        "`prompts/*.md`. docs/shopkeeper.md says what goes in there.",
    )
    book_sources: Names = Field(
        (),
        description="Who is asked for books that the catalogue does not have, separated by commas: "
        "`openlibrary`, `google_books`, `hardcover`. docs/catalogue.md says what each is good for.",
    )
    openlibrary_url: WebUrl = Field(
        "https://openlibrary.org", description="Where Open Library's search is asked."
    )
    openlibrary_requests_per_minute: Annotated[int, Field(ge=2, le=180)] = Field(
        60,
        description="How often Open Library is asked, at most. It allows three times as many to "
        "whoever names an address to write to in `MANEKI_USER_AGENT`.",
    )
    google_books_key: OptionalSecret = Field(
        None, description="The API key of Google Books, which answers nothing without one."
    )
    google_books_url: WebUrl = Field(
        "https://www.googleapis.com/books/v1", description="Where Google Books is asked."
    )
    google_books_requests_per_day: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        1_000, description="How often Google Books is asked in 24 hours, at most: the key's quota."
    )
    hardcover_token: OptionalSecret = Field(
        None, description="The token of Hardcover's API, with or without the word Bearer."
    )
    hardcover_url: WebUrl = Field(
        "https://api.hardcover.app/v1/graphql", description="Where Hardcover is asked."
    )
    hardcover_requests_per_day: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        5_000, description="How often Hardcover is asked in 24 hours, at most: the plan's quota."
    )
    conversation_timeout: Seconds = Field(
        3 * 3600.0,
        description="After how long a silence a new conversation begins. What is known of the "
        "customer stays known.",
    )
    keep_conversations_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        90, description="After how many days without a word a conversation is forgotten."
    )
    link_code_lasts: Seconds = Field(
        600.0,
        description="For how long a code can be entered that links a phone with a Discord account.",
    )
    link_countries: Annotated[Names, AfterValidator(_regions)] = Field(
        ("US", "CA"),
        description="Countries, in two letters, separated by commas: a number there may be texted "
        "such a code although it never wrote to us.",
    )
    link_texts_a_day: Annotated[int, Field(ge=0, le=10_000)] = Field(
        20, description="How many such codes are texted in 24 hours at most, to all numbers."
    )
    discord_message_content: bool = Field(
        False,
        description="Whether the assistant reads everything that is written in its own threads and "
        "in the shop's channels, not only what is addressed to it. Needs the Message Content Intent"
        " of the bot's application, in Discord's developer portal.",
    )
    staff_channel_id: DiscordId = Field(
        None,
        description="The Discord channel in which a thread is opened for the shop's staff whenever "
        "a customer asks for a person; servers may choose their own with `/settings`.",
    )
    staff_in_public: bool = Field(
        False,
        description="Whether the staff may be called in a channel that everybody in its server can "
        "read. What customers say in DMs and by text is shown there.",
    )
    sms_provider: Literal["twilio", "sinch"] = Field(
        "twilio",
        description="Who carries text messages, with the part `sms`: `twilio` or `sinch`. "
        "docs/sms.md walks through it.",
    )
    sms_state: Literal["pending", "live"] = Field(
        "pending",
        description="`pending` until the number is registered with the carriers: texts go to the "
        "local gateway alone. `live` sends them.",
    )
    sms_gateway_url: Annotated[OptionalUrl, AfterValidator(_on_this_machine)] = Field(
        None,
        description="The local gateway of text messages; `maneki simulate` has one and prints it. "
        "Needed while `MANEKI_SMS_STATE` is `pending`.",
    )
    sms_number: OptionalText = Field(
        None,
        description="The number that texts come from, such as `+13235550142`, or a Messaging "
        "Service of Twilio's (`MG…`).",
    )
    twilio_account_sid: OptionalText = Field(None, description="The account's SID (`AC…`).")
    twilio_auth_token: OptionalSecret = Field(
        None, description="The account's auth token; Twilio signs its webhooks with it as well."
    )
    twilio_old_auth_token: OptionalSecret = Field(
        None,
        description="While the auth token is changed: the other one, whose signatures are believed "
        "as well.",
    )
    sinch_region: Literal["us", "eu"] = Field("us", description="Where the service plan lives.")
    sinch_service_plan_id: OptionalText = Field(None, description="The service plan's id.")
    sinch_api_token: OptionalSecret = Field(None, description="The service plan's API token.")
    sinch_webhook_secret: OptionalSecret = Field(
        None,
        description="The secret that Sinch signs webhooks with; the account manager switches that "
        "on.",
    )
    sinch_old_webhook_secret: OptionalSecret = Field(
        None, description="While that secret is changed: the other one, believed as well."
    )
    sinch_webhook_user: OptionalText = Field(
        None, description="The name that webhooks of Sinch come with where they are not signed."
    )
    sinch_webhook_password: OptionalSecret = Field(
        None, description="The password that goes with that name."
    )
    sms_provider_confirms: bool = Field(
        False,
        description="Whether the provider answers STOP, START and HELP itself, as Twilio does "
        "unless told otherwise: then Maneki does not confirm them a second time.",
    )
    public_url: OptionalUrl = Field(
        None,
        description="Where the world reaches the HTTP API, such as `https://maneki.example.org`: "
        "providers call webhooks there, and Twilio signs that address.",
    )
    sms_segment_price: Annotated[Decimal | None, BeforeValidator(_blank_is_none)] = Field(
        None,
        ge=0,
        le=10,
        description="What one segment of a text costs, in US dollars, such as `0.0108`; without it "
        "segments are counted and not priced.",
    )
    sms_most_segments: Annotated[int, Field(ge=1, le=10)] = Field(
        3, description="How many segments one text may have; longer answers become several texts."
    )
    sms_segments_a_day: Segments = Field(
        100,
        description="How many segments one customer is texted a day; blank for no limit. After "
        "that the assistant answers their texts by its own rules, in fewer words, and says so; "
        "after twice as many it says that it answers nothing more that day but STOP, START, HELP "
        "and what somebody asks about their data; after four times as many these words are obeyed "
        "without an answer from the fourth of a day on.",
    )
    sms_segments_a_month: Segments = Field(
        20_000,
        description="The same for the shop in a calendar month. After that nobody is texted what "
        "they have not just asked for: it waits for the next month.",
    )
    sms_segments_per_second: Annotated[float, Field(ge=0.01, le=1_000, allow_inf_nan=False)] = (
        Field(1.0, description="The pace of the number, as its campaign allows.")
    )
    sms_hours: Annotated[str, AfterValidator(_hours)] = Field(
        "09:00-20:00",
        description="When somebody may be texted what they have not just asked for, by their own "
        "clock: that of their area code if they have not said where they are, and the shop's where "
        "that tells nothing. The rest of the day it waits.",
    )
    sms_sunday_hours: Annotated[str, AfterValidator(_hours)] = Field(
        "12:00-20:00", description="The same on Sundays."
    )
    sms_most_a_day: Annotated[int, Field(ge=1, le=3)] = Field(
        3,
        description="How many such texts one number gets in a day at most; the rest comes together "
        "the day after. Customers are promised that it is never more than 3.",
    )
    chat_token: OptionalSecret = Field(
        None,
        description="The bearer token of `POST /v1/chat`, with which an operator tries the "
        "assistant; without one nobody can.",
    )

    model: OptionalText = Field(
        None,
        description="The language model that the assistant speaks through, such as "
        "`anthropic:MODEL` or `openai:MODEL`; needs the extra `llm`. Blank: the assistant answers "
        "by its own rules.",
    )
    model_key: OptionalSecret = Field(None, description="The key of that model's provider.")
    model_url: OptionalUrl = Field(
        None,
        description="Where that model answers if not at its provider's: with `openai:` any address "
        "that speaks the protocol of chat completions, such as `http://127.0.0.1:11434/v1`.",
    )
    fallback_model: OptionalText = Field(
        None, description="The model that is asked where the first one does not answer."
    )
    fallback_model_key: OptionalSecret = Field(
        None, description="The key of that model's provider."
    )
    fallback_model_url: OptionalUrl = Field(
        None, description="Where that model answers if not at its provider's."
    )
    model_timeout: Annotated[float, Field(ge=1, le=50, allow_inf_nan=False)] = Field(
        30.0,
        description="How long a model may take for one answer, with all that it looks up. After "
        "that the assistant answers by its own rules.",
    )
    model_requests: Annotated[int, Field(ge=1, le=50)] = Field(
        8,
        description="How often a model may be asked for one answer, to write it and to read it "
        "once more.",
    )
    model_tool_calls: Annotated[int, Field(ge=1, le=200)] = Field(
        12, description="How many tools a model may call for one answer."
    )
    model_tokens: Annotated[int, Field(ge=1_000, le=10_000_000)] = Field(
        60_000, description="How many tokens one answer may take, all requests together."
    )
    model_at_once: Annotated[int, Field(ge=1, le=1_000)] = Field(
        16,
        description="How many requests may be with models at the same time; what more are asked "
        "wait in line, within their time.",
    )
    model_checks: bool = Field(
        True,
        description="Whether the model is asked once more, in a request of its own, which "
        "sentences of a reply say what nobody looked up. Without it rules alone read the reply: "
        "they catch wrong figures, and miss many an invented sentence.",
    )
    model_dollars_a_day: Dollars = Field(
        Decimal("0.50"),
        description="How many US dollars a model may cost for one customer a day; blank for no "
        "limit. After that the assistant answers that customer by its own rules, and says so.",
    )
    model_tokens_a_day: Tokens = Field(
        300_000,
        description="The same in tokens, which counts also where nobody knows a model's price.",
    )
    model_dollars_a_month: Dollars = Field(
        Decimal(50),
        description="How many US dollars models may cost the shop in a calendar month; blank for "
        "no limit. After that the assistant answers by its own rules.",
    )
    model_tokens_a_month: Tokens = Field(30_000_000, description="The same in tokens.")
    persona: str = Field(
        "friendly",
        description="How a model speaks: `friendly`, `wizard`, or the name of a file in "
        "`prompts/` of the shop's folder. A Discord server may have its own.",
    )

    traces_url: OptionalUrl = Field(
        None,
        description="Where traces of turns go: an OpenTelemetry collector's address for traces "
        "over HTTP, such as `http://127.0.0.1:4318/v1/traces`; needs the extra `tracing`. They say "
        "how long each part took and what it cost, and nothing that anybody said.",
    )
    log_format: Literal["console", "json"] = Field(
        "console", description="`console` for people, `json` for machines."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least important thing that is logged."
    )

    brands_file: OptionalPath = Field(
        None,
        description="Your own brands, or more aliases for those that Maneki knows: a CSV with the "
        "columns name, japanese, kinds, aliases, likely, weak. `maneki brands check FILE` says "
        "what is wrong with it.",
    )
    categories_file: OptionalPath = Field(
        None,
        description="Trees of categories, for markets that tell only a listing's lowest one: a CSV "
        "with the columns market, id, parent, name. `maneki check` says what is wrong with it.",
    )
    clock_offset_file: Path | None = Field(
        None,
        description="For rehearsals only: a file with a number of seconds that is added to the "
        "machine's clock, read anew each time.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where a setting has two names, one that is left blank does not hide the other."""
        with_two_names = {
            name.lower() for field in cls.model_fields for name in _names_of(field)[:-1]
        }
        for source in (env_settings, dotenv_settings):
            if isinstance(source, EnvSettingsSource):
                source.env_vars = {
                    name: value
                    for name, value in source.env_vars.items()
                    if name not in with_two_names or (value or "").strip()
                }
        return init_settings, env_settings, dotenv_settings

    @property
    def environment(self) -> str:
        """`simulated` where the Discord that it speaks to is on this machine, else `live`."""
        return "simulated" if _is_near(self.discord_api_url) else "live"

    @field_validator("user_agent")
    @classmethod
    def _what_a_header_can_hold(cls, text: str) -> str:
        text = text.strip()
        if not (text and text.isascii() and text.isprintable()):
            raise ValueError("write one line of plain ASCII, such as MyShop/1.0 (me@example.com)")
        return text

    @field_validator("parts")
    @classmethod
    def _known_parts(cls, parts: tuple[str, ...]) -> tuple[str, ...]:
        for part in parts:
            if part not in PARTS:
                raise ValueError(f"{part!r} is none; this version has: {', '.join(PARTS)}")
        if not parts:
            raise ValueError(f"name at least one part; this version has: {', '.join(PARTS)}")
        return parts

    @field_validator("default_currency")
    @classmethod
    def _three_letters(cls, code: str | None) -> str | None:
        if code is None:
            return None
        code = code.strip().upper()
        if not (len(code) == 3 and code.isascii() and code.isalpha()):
            raise ValueError("write three letters such as USD")
        return code


def _names_of(field: str) -> tuple[str, ...]:
    """The names of a setting; of several the first is read first."""
    alias = Settings.model_fields[field].validation_alias
    if isinstance(alias, AliasChoices):
        return tuple(str(choice) for choice in alias.choices)
    return (PREFIX + field.upper(),)


def load(env_file: Path | None = ENV_FILE) -> Settings:
    """Read the settings; what the environment says wins over the file.

    Raises `SettingsError` with one sentence that names the setting.
    """
    _refuse_unknown({*_names_in(env_file), *os.environ})  # noqa: TID251  (settings are read here)
    try:
        return Settings(_env_file=env_file)
    except ValidationError as exc:
        raise SettingsError(_sentence(exc)) from None


def _names_in(env_file: Path | None) -> Collection[str]:
    if env_file is None or not env_file.is_file():
        return ()
    try:
        return dotenv_values(env_file, encoding=ENCODING).keys()
    except UnicodeDecodeError:
        raise SettingsError(f"{env_file} is not UTF-8 text; save it as such.") from None
    except OSError as exc:
        raise SettingsError(f"{env_file} cannot be read: {exc.strerror or exc}.") from exc


def _refuse_unknown(written: Collection[str]) -> None:
    """Names are read whether they are written in capitals or not, so wrong ones are found so."""
    known = {variable for field in Settings.model_fields for variable in _names_of(field)}
    unknown = sorted(
        name for name in written if _is_ours(name.upper()) and name.upper() not in known
    )
    if unknown:
        raise SettingsError(
            f"{unknown[0]} is not a setting of Maneki; docs/settings.md lists them all."
        )


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX) and not name.startswith(TEST_PREFIX)


def _sentence(exc: ValidationError) -> str:
    first = exc.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "A setting"
    variable = _names_of(name)[0] if name in Settings.model_fields else name
    return f"{variable} is not right: {first['msg'].removeprefix('Value error, ')}."


def described(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Every setting's name, value here and description; a secret shows only that it is there."""
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = "(set)" if isinstance(value, SecretStr) else _written(_masked(value))
        yield _names_of(name)[0], shown, field.description or ""


def markdown() -> str:
    """docs/settings.md, written from the settings themselves."""
    lines = [
        "# Settings",
        "",
        "Read from the environment and from a `.env` file in the folder Maneki is started in; the",
        "environment wins. A `MANEKI_` name that is not in this list is refused at the start.",
        "`maneki settings` shows what is set; passwords and tokens are masked.",
        "This page is written by `make docs`.",
        "",
        "| setting | default | what it does |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        lines.append(f"| `{_names_of(name)[0]}` | {_quoted(field.default)} | {field.description} |")
    return "\n".join(lines) + "\n"


def _masked(value: Any) -> Any:
    """Addresses without the passwords and tokens in them."""
    if isinstance(value, tuple):
        return tuple(map(_masked, value))
    if not isinstance(value, str):
        return value
    return _SECRET_PARAMETER.sub(r"\1***", _PASSWORD.sub(r"\1:***@", value))


def _written(value: Any) -> str:
    if value is None or value == ():
        return "–"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _quoted(value: Any) -> str:
    written = _written(value)
    return written if written == "–" else f"`{written}`"
