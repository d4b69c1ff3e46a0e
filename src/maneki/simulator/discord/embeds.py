"""Embeds: limits of a bot's rich embeds, and how the API answers them."""

from __future__ import annotations

import re
from typing import Any

from maneki.simulator.discord.forms import Form, length_of
from maneki.simulator.discord.ids import iso
from maneki.simulator.discord.refusal import FormErrors
from maneki.simulator.discord.rules import Rules

MOST_EMBEDS = 10
MOST_TEXT = 6000
MOST_FIELDS = 25
_PROXY = "https://images-ext-1.discordapp.net/external/"


def read_embeds(form: Form, rules: Rules) -> list[dict[str, Any]]:
    """The embeds of a message form in the shape of an answer; what is wrong goes to its errors."""
    pattern = re.compile(rules.refused_image_url) if rules.refused_image_url else None
    embeds = [_embed(entry, pattern) for entry in form.forms("embeds", MOST_EMBEDS)]
    if sum(text_length(embed, rules) for embed in embeds) > MOST_TEXT:
        said = f"Embed size exceeds maximum size of {MOST_TEXT}"
        form.errors.add(form.at("embeds"), "MAX_EMBED_SIZE_EXCEEDED", said)
    return embeds


def text_length(embed: dict[str, Any], rules: Rules) -> int:
    """What counts towards the 6,000 characters of all embeds together."""
    texts = [
        embed.get("title", ""),
        embed.get("description", ""),
        embed.get("footer", {}).get("text", ""),
        embed.get("author", {}).get("name", ""),
    ]
    for entry in embed.get("fields", []):
        texts += [entry["name"], entry["value"]]
    return sum(length_of(text, rules.lengths) for text in texts)


def _embed(form: Form, refused: re.Pattern[str] | None) -> dict[str, Any]:
    embed = {
        "url": form.url("url"),
        "title": form.text("title", 256),
        "description": form.text("description", 4096),
        "color": form.integer("color", least=0, most=0xFFFFFF),
        "fields": [_field(entry) for entry in form.forms("fields", MOST_FIELDS)],
        "author": _author(form.form("author"), refused),
        "footer": _footer(form.form("footer"), refused),
        "image": _picture(form.form("image"), refused),
        "thumbnail": _picture(form.form("thumbnail"), refused),
    }
    moment = form.moment("timestamp")
    if moment is not None:
        embed["timestamp"] = iso(moment)
    said = {key: value for key, value in embed.items() if value or value == 0}
    if not said.keys() - {"url", "color", "timestamp"}:
        form.errors.required(form.at("description"))
    return {"type": "rich"} | said


def _field(form: Form) -> dict[str, Any]:
    return {
        "name": form.text("name", 256, required=True, least=1) or "",
        "value": form.text("value", 1024, required=True, least=1) or "",
        "inline": form.boolean("inline"),
    }


def _author(form: Form | None, refused: re.Pattern[str] | None) -> dict[str, Any] | None:
    if form is None:
        return None
    name = form.text("name", 256, required=True, least=1)
    said = {"name": name or "", "url": form.url("url")} | _icon(form, refused)
    return {key: value for key, value in said.items() if value}


def _footer(form: Form | None, refused: re.Pattern[str] | None) -> dict[str, Any] | None:
    if form is None:
        return None
    text = form.text("text", 2048, required=True, least=1)
    return {"text": text or ""} | _icon(form, refused)


def _icon(form: Form, refused: re.Pattern[str] | None) -> dict[str, Any]:
    url = _picture_url(form, "icon_url", refused)
    return {"icon_url": url, "proxy_icon_url": proxied(url)} if url else {}


def _picture(form: Form | None, refused: re.Pattern[str] | None) -> dict[str, Any] | None:
    if form is None:
        return None
    url = _picture_url(form, "url", refused)
    if url is None:
        return None
    return {"url": url, "proxy_url": proxied(url), "width": 0, "height": 0, "flags": 0}


def _picture_url(form: Form, key: str, refused: re.Pattern[str] | None) -> str | None:
    url = form.url(key, attachments=True)
    if url is not None and refused is not None and refused.search(url):
        refuse_url(form.errors, form.at(key))
        return None
    return url


def refuse_url(errors: FormErrors, path: tuple[str | int, ...]) -> None:
    errors.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def proxied(url: str) -> str:
    """Where Discord's picture proxy would serve it."""
    return _PROXY + url.replace("://", "/", 1)
