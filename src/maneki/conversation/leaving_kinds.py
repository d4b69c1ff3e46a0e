"""Kinds of words that say the same to whoever asks if somebody leaves. Pure data.

They are no rules: what a kind is worth, and beside which other, is learned
(`maneki.conversation.leaving_score`). A word may be of several. The words are in the spelling of
`maneki.conversation.spelling`: without apostrophes and accents, short forms written out.
"""

from __future__ import annotations

_KINDS = {
    "END": (
        "stop stopping stops stopped quit quitting cease ceases halt halted end ends ending ended "
        "discontinue discontinued desist refrain terminate terminated abort kill killing scrap nix "
        "axe ditch lay knock cut abstain suspend finish finished conclude concluded refuse decline "
        "object forbid basta alto pare paren para parar paremos deja deje dejen dejar arret arrete "
        "arretez arreter cesse cessez cesser aufhoren stopp hor hort horen schluss einstellen "
        "stellt unterlassen chega parem smettete smettetela smetti"
    ),
    "OFF": (
        "remove removed removes removing removal delete deleted deleting erase erased drop dropped "
        "strike scrub purge wipe scratch cross unlist delist exclude forget forgotten lose loose "
        "dump clear pull deregister unregister unenroll disenroll detach disconnect eliminate omit "
        "expunge shred bin off out exempt excuse release retire suppress blacklist unsign elimina "
        "eliminen elimine borra borre borren borrenme borrar quite quiten quitenme quitar quitarme "
        "saque saquen saquenme retirez retirer enlevez supprimez supprimer effacez losche loschen "
        "loscht loschung entfernen streichen nehmen nehmt raus apaguen remova tirem cancellatemi"
    ),
    "CANCEL": (
        "cancel cancelled canceled cancelling canceling cancels undo revoke revoked revoking "
        "rescind withdraw withdrawn withdrawing withdrawal retract widerrufe widerspreche cancelar "
        "cancele cancela annuler annulez kundigen storno stornieren"
    ),
    "OPT": (
        "unsubscribe unsubscribed unsubscribing unsubscription optout opt opting opted unsub "
        "stopall abmelden abbestellen desabonner desabonnez desabonne desinscrire desinscription "
        "desuscribir baja afmelden unenroll unfollow descadastrar disiscrivetemi"
    ),
    "MUTE": (
        "mute silence silent block blocked blocking disable deactivate shut switch turn turned "
        "snooze pause quiet hush shush peace alone be"
    ),
    "NO": (
        "dont no not never without nobody none nothing neither nor wont cant cannot didnt doesnt "
        "isnt arent aint wouldnt shouldnt neednt havent hasnt wasnt zero nah nay nope nunca jamas "
        "nada nicht nichts kein keine keinen ne pas plus rien nao non geen niet ningun"
    ),
    "ENOUGH": (
        "enough tired sick fed done over annoyed annoying bothered hate overwhelmed irritating "
        "irritated unwanted unsolicited unwelcome uninvited intrusive unbearable intolerable spam "
        "spamming spammer spammy junk ridiculous nuisance pest harassment harassing harass "
        "pestering bugging scam creepy anxiety upsetting pointless bastante harto harta marre "
        "nervt genug reicht"
    ),
    "TEXTING": (
        "text texting texted message messaging messaged contact contacting contacted bother "
        "bothering notify notifying notified ping pinging alert alerting write writing wrote reach "
        "bug pester hassle nag solicit buzz buzzing buzzes ding dinging hear hearing tell telling "
        "remind reminding update updating correspond mandar mande manden mandes enviar envie "
        "envien escribir escriban escriba textear envoyer envoyez ecrire ecrivez contacter "
        "contactez schreiben schreibt schreib schick schickt schicken senden kontaktieren "
        "mandatemi scrivetemi molestar molesten"
    ),
    "SEND": (
        "send sending sends sent pushing push get gets getting got receive receiving received see "
        "seeing recibir recevoir bekommen erhalten empfangen receber ricevere come coming"
    ),
    "TEXTS": (
        "texts messages sms notifications notification alerts blasts blast promos promo ads ad "
        "advertising reminders communication communications correspondence notices notice notes "
        "bulletins dispatches missives pings dings outreach solicitation solicitations mensajes "
        "mensaje mensagens avisos textos nachrichten nachricht benachrichtigungen mitteilungen "
        "messaggi berichten marketing mailings broadcasts updates stuff crap werbung robot"
    ),
    "NUMBER": (
        "number phone line digits numero nummer telefono telephone celular handy telefonnummer "
        "numbers device sim inbox tablet watch"
    ),
    "LIST": (
        "list database system records contacts directory roster rolls rota board lists mailing "
        "lista liste verteiler subscribers group chat file files roll program distribution dms"
    ),
    "ME": "me us my our i im we mine ive id ill myself mi mich mir moi mon meine nos",
    "THEM": (
        "he she him her his hers they their wife husband mom mum mother dad father son daughter "
        "kid kids brother sister aunt uncle grandma grandpa grandmother grandfather widow client "
        "roommate tenant papa mama madre padre mere pere mutter vater"
    ),
    "YOU": (
        "you your youre yours youve yourself guys shop store bookshop bookstore company people "
        "bot robot machine computer clerk cashier staff business"
    ),
    "SHOP": (
        "order orders ordered hold holds copy copies preorder preorders pickup reservation reserve "
        "refund shipment ship shipping deliver delivery package parcel receipt gift card price "
        "cost stock available hours open close closed parking event events signing ticket tickets "
        "waitlist wishlist exchange return bag wrap counter paperback hardcover hardback edition "
        "audiobook ebook ebooks signed used kindle cart checkout discount coupon payment invoice "
        "address jacket box pedido reserva bestellung commande reservation bolsa tute sac kaufen"
    ),
    "BOOK": (
        "book books novel novels title titles author authors series chapter chapters page pages "
        "story stories memoir memoirs biography poetry poems comic comics manga cookbook "
        "cookbooks read reading reader writer volume sequel plot spoilers trilogy literature atlas "
        "libro libros livre livres buch bucher libri"
    ),
    "GENRE": (
        "horror romance mystery mysteries thriller thrillers fantasy fiction nonfiction scifi sci "
        "crime vampire vampires history historical children ya literary dystopian western westerns "
        "magazines krimi krimis polars terror"
    ),
    "FILTER": "filter filters filtro filtre",
    "ONE": "one ones only just both rest others other except but keep another second first",
    "ASK": (
        "carry find looking search recommend recommending suggest suggesting suggestion "
        "recommendation recommendations stock show what which whose where when how why does tienen "
        "avez habt haben"
    ),
    "POLITE": (
        "please thanks thank sorry kindly appreciate grateful obliged bitte por favor svp merci "
        "gracias danke"
    ),
    "SWEAR": "fuck fucking fing damn hell shit bloody ass wtf tf piss bugger sod",
    "WRONG": (
        "wrong mistaken stranger mistake error accident equivocado falsche mauvais sbagliato prank"
    ),
    "LEGAL": (
        "lawyer attorney fcc ftc tcpa report reported reporting sue lawsuit illegal legal law "
        "complaint police dnc gdpr ccpa rights privacy warning formal"
    ),
    "CONSENT": (
        "consent consenting permission authorization authorisation agree agreed agreeing consented "
        "authorize authorized sign signed signing subscribe subscribed subscription subscriptions "
        "registered enrolled joined join asked ask einwilligung zugestimmt accord"
    ),
    "AGAIN": (
        "again anymore ever longer any more further future forever altogether permanently "
        "henceforth hereafter once ya mehr jamais siempre"
    ),
    "WANT": (
        "want wants wanted wanting need needs wish wishing like liked interested care desire "
        "prefer rather quiero deseo prefiero veux souhaite mochte will"
    ),
    "STAY": (
        "still continue resume start restart back on stay love loved enjoy join add put sign "
        "subscribe resubscribe unpause unmute"
    ),
    "BYE": "bye goodbye farewell adios adieu leaving leave leaves left gone exit through",
    "DEAD": (
        "died dead passed deceased late estate executor hospice funeral fallecio murio mort decede "
        "verstorben tot"
    ),
    "PLACE": (
        "work office business clinic hospital school pharmacy restaurant company landline fax "
        "reception desk firehouse library convent front"
    ),
    "PAY": "pay paying cost costs charge charged charges cents roaming plan minutes limit limited",
    "NIGHT": "night midnight am sleep sleeping asleep woke wake wakes baby hour hours morning",
    "INSTEAD": "email emails mail post discord instead letter letters",
}


def _by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for kind, words in _KINDS.items():
        for word in dict.fromkeys(words.split()):
            found[word] = (*found.get(word, ()), kind)
    return found


KINDS_OF = _by_word()
