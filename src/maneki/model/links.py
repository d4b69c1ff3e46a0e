"""Links that no text message may carry. Pure.

Addresses of public shorteners get a campaign rejected and its texts blocked (Twilio error 30963;
AT&T's code of conduct), because nobody can see where they lead. Affiliate links lead through
somebody's till: carriers filter them as marketing of third parties, and we carry nobody's.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

SHORTENERS = frozenset(
    {
        "bit.ly", "bitly.com", "bitly.ws", "bit.do", "j.mp", "tinyurl.com", "tiny.one", "tiny.cc",
        "tny.im", "goo.gl", "t.co", "ow.ly", "ht.ly", "is.gd", "v.gd", "buff.ly", "rebrand.ly",
        "cutt.ly", "shorturl.at", "shorturl.asia", "lnkd.in", "rb.gy", "t.ly", "s.id", "bl.ink",
        "short.io", "short.gy", "soo.gd", "clck.ru", "dlvr.it", "ift.tt", "trib.al", "po.st",
        "hubs.ly", "hubs.la", "snip.ly", "smarturl.it", "lnk.to", "mcaf.ee", "qr.ae", "adf.ly",
        "shorte.st", "ouo.io", "bc.vc", "u.to", "v.ht", "da.gd", "x.gd", "urlz.fr", "me2.do",
        "reurl.cc", "lihi.cc", "ppt.cc", "0rz.tw", "qrco.de", "surl.li", "t2m.io", "zpr.io",
        "dub.sh", "spoo.me", "vk.cc", "fb.me", "wp.me", "shor.by", "clk.sh", "1url.com", "ux.nu",
    }
)  # fmt: skip
AFFILIATES = frozenset(
    {
        # Of markets.
        "amzn.to", "amzn.eu", "amzn.asia", "a.co", "ebay.us", "s.click.aliexpress.com", "etsy.me",
        # Of networks.
        "geni.us", "buy.geni.us", "prf.hn", "tidd.ly", "awin1.com", "shareasale.com", "shrsl.com",
        "click.linksynergy.com", "anrdoezrs.net", "dpbolvw.net", "jdoqocy.com", "kqzyfj.com",
        "tkqlhce.com", "go.skimresources.com", "redirect.viglink.com", "rstyle.me", "howl.me",
        "fave.co", "pxf.io", "sjv.io", "evyy.net", "go.magik.ly", "partnerize.com",
        "af.moshimo.com", "px.a8.net", "ck.jp.ap.valuecommerce.com", "hb.afl.rakuten.co.jp",
    }
)  # fmt: skip
_TAGS = {"amazon": "tag", "ebay": "campid"}
"""What says in an address of theirs who is paid for it."""

_ADDRESS = re.compile(r"(?i:\bhttps?://)?\b(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,}(?:[/?][^\s<>\"]*)?")
_SENTENCE_MARKS = ".,;:!?)]}'\"”’"
"""At the end they are of the sentence that the address stands in."""
_BOOKSHOP = re.compile(r"/a/[0-9]+(?:/|$)")


def is_barred(address: str) -> bool:
    """Whether no text may carry this address (with https:// or without): it is one of a public
    shortener's, or somebody is paid for it.
    """
    written = address if "://" in address else f"//{address}"
    try:
        parts = urlsplit(written)
        host = (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        return False
    labels = host.split(".")
    above = {".".join(labels[at:]) for at in range(len(labels))}
    if above & SHORTENERS or above & AFFILIATES:
        return True
    if "bookshop.org" in above:
        return _BOOKSHOP.match(parts.path) is not None
    tags = {tag for market, tag in _TAGS.items() if market in labels}
    return not tags.isdisjoint(parse_qs(parts.query))


def barred_in(text: str) -> tuple[str, ...]:
    """The addresses in a text that it may not carry, in their order."""
    found = (one[0].rstrip(_SENTENCE_MARKS) for one in _ADDRESS.finditer(text))
    return tuple(one for one in found if ("/" in one or "?" in one) and is_barred(one))


def without_barred(text: str, *, instead: str) -> str:
    """A text with `instead` in the place of every address that it may not carry."""
    # The longest first: one may be the beginning of another.
    for address in sorted(barred_in(text), key=len, reverse=True):
        text = text.replace(address, instead)
    return text
