"""What we say of text messages that did not go out."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "sms.alerts": {"en": "{shop}:\n{lines}", "ja": "{shop}:\n{lines}"},
    "sms.digest": {
        "en": "{shop}: {count} new for you",
        "ja": "{shop}: 新着{count}件",
    },
    "sms.digest.more": {"en": "... and {count} more", "ja": "...ほか{count}件"},
    "sms.how_to_stop": {"en": "Reply STOP to opt out.", "ja": "配信停止はSTOPと返信"},
    "sms.link_left_out": {"en": "(link left out)", "ja": "(リンク省略)"},
    "sms.book.in_stock": {"en": "{count} in stock", "ja": "在庫{count}"},
    "sms.book.out_of_stock": {"en": "not in stock", "ja": "在庫なし"},
    "sms.lost.hours": {
        "en": "This waits: it is too early or too late there for a text that answers nothing.",
        "ja": "お客様の地域はSMSを送れない時間帯のため、送信を待っています。",
    },
    "sms.lost.cap": {
        "en": "This waits until tomorrow: they have had as many texts today as they agreed to.",
        "ja": "本日のSMSの上限に達したため、明日送信します。",
    },
    "sms.lost.doubt": {
        "en": "This waits: they may want no more texts.",
        "ja": "SMSの受信を続けるご意思が確認できないため、送信を待っています。",
    },
    "sms.lost.spent": {
        "en": "This waits until next month: what texts may cost the shop this month is spent.",
        "ja": "今月のSMSの予算に達したため、来月送信します。",
    },
    "sms.lost.opted_out": {
        "en": "This was not sent: they have opted out of texts.",
        "ja": "お客様がSMSの受信を停止しているため、送信されませんでした。",
    },
    "sms.lost.unreachable": {
        "en": "This did not arrive: the number takes no texts (a landline, or no longer in use).",
        "ja": "この番号はSMSを受信できない(固定電話や使われていない番号の)ため、届きませんでした。",
    },
    "sms.lost.undelivered": {
        "en": "This did not arrive: the carrier did not deliver it (code {code}).",
        "ja": "通信会社が配信しなかったため、届きませんでした(コード{code})。",
    },
    "sms.lost.discord": {
        "en": "This did not arrive: Discord does not let us write to them there.",
        "ja": "Discordで送信できないため、届きませんでした。",
    },
    "sms.lost.given_up": {
        "en": "This did not arrive: it was tried too often.",
        "ja": "何度も試みましたが、届きませんでした。",
    },
    "sms.reason.opted_out": {
        "en": "the number has opted out of text messages",
        "ja": "この電話番号はSMSの受信を停止しています",
    },
    "sms.reason.opted_in": {
        "en": "the number has asked for text messages again meanwhile",
        "ja": "その後、この電話番号からSMSの受信再開の希望がありました",
    },
    "sms.reason.blocked": {
        "en": "the provider of text messages blocks the number, which has opted out",
        "ja": "この電話番号は受信を停止しており、SMSの事業者が送信を止めています",
    },
    "sms.reason.not_agreed": {
        "en": "nobody asked for such text messages at this number",
        "ja": "この電話番号ではお知らせのSMSの希望をいただいていません",
    },
    "sms.reason.not_offered": {
        "en": "offers by text message need to be agreed to in writing first",
        "ja": "SMSでのご案内には、事前の書面による同意が必要です",
    },
    "sms.reason.resale": {
        "en": "only what the shop itself has on its shelf is told by text message",
        "ja": "SMSでお知らせするのは当店の在庫だけです",
    },
    "sms.reason.asks": {
        "en": "it asks for a button to be pressed, and a text message has none",
        "ja": "ボタン操作が必要なため、SMSでは送れません",
    },
    "sms.reason.cannot_tell": {
        "en": "the provider of text messages does not say whether it was sent",
        "ja": "SMSの送信状況を事業者に確認できません",
    },
    "sms.reason.unreachable": {
        "en": "the number cannot receive our text messages",
        "ja": "この電話番号には当店からのSMSが届きません",
    },
}
