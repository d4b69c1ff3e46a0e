"""What we say to people who show that two addresses are theirs."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    # By SMS, to somebody who wrote LINK.
    "linking.code_for_discord": {
        "en": "{shop}: your code is {code}. Enter it on Discord with /link within {minutes} "
        "minutes. Share it with nobody.",
        "ja": "{shop}: コードは {code} です。{minutes}分以内に Discord で /link に"
        "入力してください。ほかの人に教えないでください。",
    },
    # On Discord, to somebody who asked for a code there.
    "linking.code_for_phone": {
        "en": "Your code is {code}. Text it to us from your phone within {minutes} minutes. Share "
        "it with nobody.",
        "ja": "コードは {code} です。{minutes}分以内に携帯電話から当店へ送ってください。"
        "ほかの人に教えないでください。",
    },
    # By SMS, to a number that somebody on Discord says is theirs.
    "linking.code_text": {
        "en": "{shop}: {code} links this number with Discord. Enter it there within {minutes} "
        "minutes. Not you? Ignore this. Msg&data rates may apply. Reply STOP to opt out.",
        "ja": "{shop}: {code} を{minutes}分以内に Discord に入力すると、この番号と連携されます。"
        "お心当たりがなければ無視してください。停止は STOP と返信。",
    },
    "linking.on_its_way": {
        "en": "If this number may be texted, a code is on its way; enter it here with /link.",
        "ja": "この番号にSMSを送ってよい場合は、コードをお送りしました。"
        "届いたら /link で入力してください。",
    },
    "linking.wrong_code": {
        "en": "This code is wrong, too old or used already; ask for a new one.",
        "ja": "コードが違うか、期限切れか、使用済みです。新しいコードを取得してください。",
    },
    "linking.too_many_tries": {
        "en": "That were too many codes that are wrong; try again in an hour.",
        "ja": "コードの間違いが多すぎます。1時間後にもう一度お試しください。",
    },
    "linking.too_many_codes": {
        "en": "You asked for many codes already; try again in an hour.",
        "ja": "コードの取得回数が多すぎます。1時間後にもう一度お試しください。",
    },
    "linking.already": {
        "en": "Your phone and your Discord account are linked already.",
        "ja": "電話番号と Discord アカウントはすでに連携されています。",
    },
    "linking.occupied": {
        "en": "One of them is linked with another phone or Discord account; end that with /unlink "
        "there first.",
        "ja": "どちらかが別の電話番号または Discord アカウントと連携されています。"
        "先にそちらで /unlink してください。",
    },
    "linking.not_here": {
        "en": "Only a phone and a Discord account can be linked.",
        "ja": "連携できるのは電話番号と Discord アカウントだけです。",
    },
    "linking.linked": {
        "en": "Your phone and your Discord account are linked: we know you on both.",
        "ja": "電話番号と Discord アカウントを連携しました。どちらからでもご利用いただけます。",
    },
    "linking.linked_texts_off": {
        "en": "Your phone and your Discord account are linked. Texts to your phone stay off until "
        "you text START.",
        "ja": "電話番号と Discord アカウントを連携しました。SMSの停止はそのままです。"
        "再開するには START と送ってください。",
    },
    "linking.linked_doubt": {
        "en": "Your phone and your Discord account are linked. Texts that you did not just ask for "
        "stay off until you text START.",
        "ja": "電話番号と Discord アカウントを連携しました。お知らせのSMSは、START と送るまで"
        "停止したままです。",
    },
    "linking.unlinked": {
        "en": "Your phone and your Discord account are apart again; each has kept what is its own.",
        "ja": "電話番号と Discord アカウントの連携を解除しました。"
        "それぞれの内容はそれぞれに残っています。",
    },
    "linking.nothing_linked": {
        "en": "Nothing is linked here, so nothing has to be undone.",
        "ja": "連携されているものがないため、解除するものはありません。",
    },
    "linking.not_yours": {
        "en": "That address is not one of yours.",
        "ja": "その電話番号またはアカウントはあなたのものではありません。",
    },
    "linking.reason.unlinked": {
        "en": "its filter belongs to somebody else since you unlinked your phone",
        "ja": "連携の解除により、フィルターの持ち主が変わりました",
    },
}
