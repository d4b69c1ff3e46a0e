"""What we say to people who want to be forgotten, or to see what is kept of them."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "privacy.will_go": {
        "en": "This deletes all that we keep of you: {conversations} conversations, {messages} "
        "messages, {facts} things we remember, {filters} filters, {alerts} alerts and your "
        "addresses. It cannot be undone.",
        "ja": "あなたに関する保存内容をすべて削除します: 会話{conversations}件、"
        "メッセージ{messages}件、覚えていること{facts}件、フィルター{filters}件、"
        "アラート{alerts}件、連絡先。元に戻すことはできません。",
    },
    "privacy.gone": {
        "en": "All that we kept of you is deleted.",
        "ja": "あなたに関する保存内容をすべて削除しました。",
    },
    "privacy.consents_stay": {
        "en": "What your phone number agreed to or opted out of stays on record, as the law asks "
        "for; so it stays opted out if it is.",
        "ja": "電話番号の同意と配信停止の記録は、法令により残ります。"
        "停止中の場合は停止のままです。",
    },
    "privacy.nothing_kept": {
        "en": "We keep nothing of you.",
        "ja": "あなたに関する保存内容はありません。",
    },
    "privacy.export_link": {
        "en": "All that we keep of you, as a file: open {url} and enter the code {code}. It works "
        "once, for {minutes} minutes. Give neither to anybody.",
        "ja": "保存している情報のファイルです。{url} を開き、コード {code} を入力してください。"
        "{minutes}分以内に1回だけ使えます。誰にも教えないでください。",
    },
    "privacy.export_by_hand": {
        "en": "The shop hands out all that we keep of you: write PERSON here and ask for your "
        "data. If you are on Discord, text LINK, enter the code there with /link, and use /export.",
        "ja": "保存している情報は店員がお渡しします。"
        "ここで「担当者」と送り、その旨をお伝えください。"
        "Discord をお使いなら、LINK と送り、届いたコードを /link に入力して /export も使えます。",
    },
    "privacy.export_by_hand.contact": {
        "en": "The shop hands out all that we keep of you: ask at {contact}, and it makes sure "
        "that this number is yours. If you are on Discord, text LINK, enter the code there with "
        "/link, and use /export.",
        "ja": "保存している情報はお店がお渡しします。{contact} までご連絡ください"
        "（この番号の持ち主であることを確認します）。Discord をお使いなら、LINK と送り、"
        "届いたコードを /link に入力して /export も使えます。",
    },
    "privacy.export_too_often": {
        "en": "You have asked for that several times within an hour; please wait a while.",
        "ja": "短時間に何度もお申し込みいただいています。しばらくお待ちください。",
    },
    "privacy.page.title": {"en": "Your data", "ja": "あなたの情報"},
    "privacy.page.code": {"en": "Code", "ja": "コード"},
    "privacy.page.get": {"en": "Get the file", "ja": "ファイルを受け取る"},
    "privacy.page.asks": {
        "en": "Enter the code from the text message that brought you here.",
        "ja": "このリンクと一緒にSMSで届いたコードを入力してください。",
    },
    "privacy.page.wrong_code": {
        "en": "That is not the code. After five tries this link is worth nothing any more.",
        "ja": "コードが違います。5回間違えると、このリンクは使えなくなります。",
    },
    "privacy.page.gone": {
        "en": "There is nothing here: the link was used or is too old. Text MY DATA for a new one.",
        "ja": "このリンクは使用済みか期限切れです。もう一度「データ」とSMSを送ってください。",
    },
}
