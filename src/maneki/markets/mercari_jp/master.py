"""Mercari's own scales, mapped to ours.

The six conditions and the two payers are those of the site's master data (2022); the statuses
of stopped and cancelled items are what clients report and were not seen in a recording.
"""

from __future__ import annotations

from collections.abc import Mapping

from maneki.model.listing import Condition, ListingStatus, ShippingPayer

CONDITIONS: Mapping[str, Condition] = {
    "1": Condition.NEW,  # 新品、未使用
    "2": Condition.LIKE_NEW,  # 未使用に近い
    "3": Condition.VERY_GOOD,  # 目立った傷や汚れなし
    "4": Condition.GOOD,  # やや傷や汚れあり
    "5": Condition.FAIR,  # 傷や汚れあり
    "6": Condition.POOR,  # 全体的に状態が悪い
}

SHIPPING_PAYERS: Mapping[str, ShippingPayer] = {
    "1": ShippingPayer.BUYER,  # paid on arrival
    "2": ShippingPayer.SELLER,  # included in the price
}

STATUSES: Mapping[str, ListingStatus] = {
    "on_sale": ListingStatus.ON_SALE,
    "trading": ListingStatus.TRADING,
    "sold_out": ListingStatus.SOLD,
    "stop": ListingStatus.ENDED,
    "cancel": ListingStatus.ENDED,
    "admin_cancel": ListingStatus.ENDED,
}
"""As `items/get` writes them; a search writes `ITEM_STATUS_ON_SALE` for `on_sale`."""
