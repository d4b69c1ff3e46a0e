"""How we ask what people think, and what we say to their answers."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "discord.command.rate": {
        "en": "Say how well Maneki serves you",
        "ja": "Maneki の使い心地を評価する",
    },
    "discord.command.rate.score": {
        "en": "From 1 (badly) to 5 (very well)",
        "ja": "1（悪い）から5（とても良い）",
    },
    "discord.command.rate.words": {
        "en": "What is good, what is missing",
        "ja": "良い点や足りない点",
    },
    "feedback.question": {
        "en": "How well do the alerts serve you, from 1 (badly) to 5 (very well)? I ask this only "
        "once; /rate takes words as well.",
        "ja": "通知はお役に立っていますか？ 1（悪い）から5（とても良い）でお答えください。"
        "お聞きするのは一度だけです。コメントは /rate からどうぞ。",
    },
    "feedback.thanks": {
        "en": "Thank you: {score} of {most}. You can change it at any time.",
        "ja": "ありがとうございます（{most} 段階中 {score}）。いつでも変更できます。",
    },
    "feedback.no_score": {
        "en": "Say a number from 1 (badly) to 5 (very well) as well.",
        "ja": "1（悪い）から5（とても良い）の数字も指定してください。",
    },
    "feedback.judged.good": {
        "en": "👍 Good to know. You can change your mind by the other thumb.",
        "ja": "👍 ありがとうございます。もう一方のボタンで変更できます。",
    },
    "feedback.judged.bad": {
        "en": "👎 Good to know. If such things keep coming, a narrower filter helps; /alerts why "
        "says what made this one fit.",
        "ja": "👎 ありがとうございます。似た通知が続く場合は条件を絞ると減らせます。"
        "/alerts why で一致した理由を確認できます。",
    },
}
