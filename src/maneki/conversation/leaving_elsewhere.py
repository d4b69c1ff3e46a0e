"""How people leave in other languages than English: what is said most. Pure data.

Japanese in some breadth, and the set phrases of the languages that customers of a shop in the US
fall back on. These are looked for in the plain letters of the whole message.
"""

from __future__ import annotations

import re

_JA_TEXTS = (
    "(?:sms|テキスト|メッセージ|メール|メルマガ|ショートメール|ショートメッセージ|"
    "通知|配信|お知らせ|案内|連絡|宣伝|広告|text|message)"
)
_JA_ENOUGH = (
    "(?:いら|いり|要ら|要り|不要|必要な|必要あ|結構|けっこう|止め|とめ|停止|やめ|"
    "辞め|オフ|拒否|お断り|迷惑|解除|うんざり|欲しくな|ほしくな|しないで|"
    "よこさ|無し|なしで|ストップ|切って|消して)"
)
SAID_ELSEWHERE = re.compile(
    "|".join(
        (
            rf"{_JA_TEXTS}[^、。！？\n]{{0,10}}{_JA_ENOUGH}",
            rf"{_JA_ENOUGH}[^、。！？\n]{{0,6}}{_JA_TEXTS}$",
            (
                "(?:もう|これ以上|二度と)[^。！？\n]{0,8}(?:送ら|送信し|送って(?:こ|来)|"
                "連絡し|メールし)(?:ない|ん)"
            ),
            "送(?:ら|って(?:こ|来))ないで|送信(?:し)?ないで|連絡(?:して(?:こ|来))?(?:し)?ないで",
            (
                "送るの(?:は|を)?(?:やめ|止め)|送信(?:を|は)?(?:停止|やめ|止め)|(?:配信|受信|"
                "購読|登録)(?:を|は|の)?(?:停止|解除|拒否|抹消|削除|キャンセル)"
            ),
            (
                "(?:番号|電話|リスト|名簿|連絡先|登録)[^。！？\n]{0,8}(?:削除|消し|外し|"
                "はずし|抹消|除い)"
            ),
            "退会|オプトアウト|解約し|通知(?:を)?(?:切|オフ|off)|迷惑(?:です|だ|メール|sms)",
            # Spanish and Portuguese
            (
                "no (?:me |nos )(?:mand|envi|escrib|contact|textee|moleste)\\w*|no "
                "(?:contacten|envien|manden|escriban)"
            ),
            (
                r"(?:deje|deja|dejen|pare|paren|para|parem) de (?:me |nos )?(?:mandar|enviar|"
                r"escribir|textear|molestar|contactar|escrever)"
            ),
            (
                r"no (?:quiero|deseo|queremos) (?:recibir |mas |sus |estos |que me "
                r")*(?:recibir|mensajes|textos|sms|que me)"
            ),
            r"\bno mas (?:mensajes|textos|sms|texto)|\bbasta de (?:mensajes|textos)",
            (
                r"(?:elimin|borr|quit|saqu|remuev)\w* (?:mi|este) (?:numero|telefono)|"
                r"(?:quite|saque|borre|elimine)n?me"
            ),
            (
                r"cancel\w* (?:mi |la |los |minha )?(?:suscripcion|mensajes|inscricao)|"
                r"dar(?:me)? de baja|deme de baja"
            ),
            r"nao (?:me )?(?:envi|mand|quero (?:mais |receber ))\w*",
            # French
            (
                r"(?:arrete[zr]?|cesse[zr]?) (?:de |d|les |ces |vos )*(?:m ?.?envoyer|"
                r"m.?ecrire|me (?:contacter|texter)|messages|sms|textos|texter)"
            ),
            (
                r"\barrete[zr]?,? (?:svp|s.il (?:vous|te) plait|merci)|\bplus (?:de|aucun) "
                r"(?:messages?|sms|textos?)"
            ),
            (
                r"ne (?:m.|me |plus )+(?:envoye|ecrive|contacte|texte)\w*|desabonne|desinscri|"
                r"retirez?[ -]?moi|(?:supprim|retir|enlev)\w* mon numero"
            ),
            # German, Dutch
            (
                r"keine? (?:weiteren? |mehr )*(?:sms|nachrichten|texte|werbung|nachricht)|"
                r"(?:sms|nachrichten) (?:bitte )?(?:abbestellen|einstellen|stoppen)"
            ),
            (
                r"\babmelden\b|\babbestellen\b|austragen|hor(?:t|en sie|) (?:bitte )?auf|"
                r"nicht mehr (?:schreiben|kontaktieren|anschreiben|schicken)|losch\w* "
                r".{0,15}nummer|schreib\w* (?:mir|uns) nicht"
            ),
            r"geen (?:sms|berichten)|afmelden|uitschrijven|stuur me niets",
            # Italian
            (
                r"basta (?:con |i |questi )*(?:messaggi|sms)|cancella(?:temi|mi|te il mio "
                r"numero)|disiscri|non (?:mi |ci )?(?:scriv|mandat|inviat|contattat|"
                r"mandar)\w*|smett\w+ di"
            ),
            # Taken off a list, in any of these.
            (
                r"\b(?:quit|saq|saqu|borr|elimin|remov|remuev|tir|exclu|togli|rimuov|cancell|retir|"
                r"enlev|supprim|entfern|streich|losch|verwijder|haal)\w*\b[^.!?]{0,30}"
                r"\b(?:list[ae]|numero|nummer|telefono|telefone|verteiler|kontakt\w*|rubrica|"
                r"base de (?:datos|dados)|datenbank|registro)\b"
            ),
            # Chinese, Korean, Russian
            (
                "退订|退訂|取消(?:订阅|訂閱)|(?:不要|别|別|不许|请勿|請勿)再?(?:给我|"
                "給我)?(?:发|發|联系|聯繫|打扰|打擾)|停止(?:发送|發送)"
            ),
            (
                "수신 ?거부|그만 ?보내|보내지 ?(?:마|말)|문자.{0,6}(?:그만|마세요|싫)|구독 "
                "?(?:취소|해지)"
            ),
            (
                r"отпис|не (?:пиш|присыл|отправля|шлите|беспоко)\w*|хватит (?:писать|"
                r"присылать)|отключите"
            ),
        )
    )
)
_NOT = (
    r"\b(?:no|nao|non|ne|nunca|jamais|nicht|keine?n?|geen|niet|pas|plus|basta|stopp?|alto|ya no|"
    r"ningun|nessun|aucun|niente)\b"
)
_MESSAGES = (
    r"\b(?:mensajes?|mensajitos|mensage\w*|mensagens?|messagg\w+|nachricht\w*|berichte?n?|textos?|"
    r"avisos|notificaciones|notificac\w+|notifiche|benachrichtigung\w*|werbung|publicidad|"
    r"publicite|pubblicita|propaganda)\b"
)
_ARRIVED = (
    r"recibi\b|recibido|llego|llegado|ricevuto|arrivat|recebi\b|chegou|bekommen habe|erhalten|"
    r"recu\b|angekommen|kam\b|entiendo|entendi|capito|verstehe|compris"
)
MAYBE_ELSEWHERE = re.compile(
    rf"^(?!.*(?:{_ARRIVED})).*(?:{_NOT}[^.!?]{{0,40}}{_MESSAGES}|{_MESSAGES}[^.!?]{{0,25}}{_NOT})|"
    "やめて|止めて|とめて|迷惑|いりません|いらない|要りません|要らない|不要です|"
    "結構です|けっこうです|停止|もういい|"
    r"\bbasta\b|\bbasta cosi\b|"
    "間違い電話|番号(?:が)?(?:違|間違)|人違い|やめろ|うざい|しつこい|"
    r"^\W*(?:basta|alto|parar|pare|paren|sair|baja|stopp|aufhoren|genug|"
    r"suficiente|arretez?)\W*$|^\W*(?:ストップ|終了|拒否)\W*$|numero equivocado|"
    r"mauvais numero|falsche nummer|その(?:番号|人)"
)
ONE_OF_SEVERAL_ELSEWHERE = re.compile(
    "フィルタ|注文|予約|取り?置|だけ|以外|[このその]本|巻|ウィッシュ|ほしい物"
)
SHOP_ELSEWHERE = re.compile(
    r"\b(?:pedido|reserva|libros?|livros?|livres?|libri|buch|bucher|bestellung|commande|ordine|"
    r"filtro|boek)\b|"
    "フィルタ|注文|予約|取り置き|取置|次の|本|巻|キャンセル|袋|カバー|レシート|新刊|版|作"
)
