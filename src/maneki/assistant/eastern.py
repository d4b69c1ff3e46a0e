"""Rules and offers of a shop in Japanese, and whether a policy says them. Pure.

Without spaces there are no words to compare, so pairs of characters are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_OFFERS = re.compile(
    r"[0-9]+ ?(?:%|パーセント)(?:引き|オフ|OFF|割引)"
    r"|[0-9一二三四五六七八九]割引?|割引|半額|値下げ|値引"
    r"|セール|特価|特売|お得|キャンペーン|クーポン|ポイント|無料|サービスで|おまけ",
    re.IGNORECASE,
)
_RULES = re.compile(
    r"返品|返金|交換|レシート|ギフト(?:カード|券)|図書カード|商品券|ラッピング|包装|有効期限|支払|クレジット"
    r"|カード払い|現金|ペイペイ|paypay|電子マネー|配送|送料|発送|郵送|宅配|お送り|海外|速達|即日|翌日配|追跡"
    r"|関税|補償|ペット|犬|駐車|車椅子|車いす|バリアフリー|エレベーター|トイレ|サイン会|読書会|イベント"
    r"|買取|買い取り|取り?置き(?:は|期間|でき|も)|前金|前払い|取り寄せ|保証|税金|免税|個人情報"
    r"|キャンセル(?:料|は)|手数料|徒歩|住所|会員|年会費|予約(?:は|も|でき)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[0-9]+")
_DENIED = re.compile(r"ません|できない|ない(?![本])|のみ|限り|限る|限定|以外")
_ONLY_MARKS = re.compile(
    r"[\s、。,.!?！？「」『』()（）]|です|ます|ございます|いたし|しており|おり|お|ご"
)


def eastern_rules_in(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where rules are told, and whether it is an offer that makes something cheaper."""
    if text.isascii():
        return
    for pattern, is_offer in ((_OFFERS, True), (_RULES, False)):
        found = pattern.search(text)
        is_denied = found and re.match(
            r"[はがも]?(?:ございません|ありません|できません|しておりません|行っておりません|ない)"
            r"|(?:について|に関して)",
            text[found.end() :],
        )
        if found and not (is_offer and is_denied):
            yield found.start(), found.end(), is_offer


def stands_in(said: str, policy: str) -> bool:
    """Whether a policy says it: its numbers, its topics, its denial, half its characters."""
    if not set(_DIGITS.findall(said)) <= set(_DIGITS.findall(policy)):
        return False
    topics = {found.group() for found in (*_RULES.finditer(said), *_OFFERS.finditer(said))}
    if any(topic not in policy for topic in topics - _others(policy)):
        return False
    if _DENIED.search(said):
        return _DENIED.search(policy) is not None
    mine, known = _pairs(said), _pairs(policy)
    return 4 * len(mine & known) >= len(mine)


def _others(policy: str) -> set[str]:
    """Other words for what the policy speaks of."""
    groups = (
        {"発送", "配送", "お送り", "郵送", "宅配", "送料"},
        {"返品", "返金", "交換"},
        {"支払", "現金", "クレジット", "カード払い"},
    )
    return {
        word
        for group in groups
        if any(word in policy for word in group)
        for word in group
        if word not in ("返金", "交換", "現金", "クレジット")
    }


@lru_cache(maxsize=512)
def _pairs(text: str) -> frozenset[str]:
    bare = _ONLY_MARKS.sub("", text)
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1))
