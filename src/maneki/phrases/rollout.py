"""What we say while alerts are opened to more and more people."""

from __future__ import annotations

CATALOGUE: dict[str, dict[str, str]] = {
    "rollout.waiting": {
        "en": "Alerts are being opened step by step, and you are not in yet. You are number "
        "{place} in the line. There is nothing more to do: once it is your turn, the next command "
        "you give here says so.",
        "ja": "通知機能は段階的に公開しており、まだご利用いただけません。"
        "現在の順番は{place}番目です。そのままお待ちください。順番が来たら、次にコマンドを使ったときにお知らせします。",
    },
    "rollout.in": {
        "en": "🎉 It is your turn: you can use alerts now. Begin with {begin}.",
        "ja": "🎉 順番が来ました。通知機能をご利用いただけます。{begin} から始めてください。",
    },
}
