"""Who wants no more texts is heard in sentences too; who cancels an order is not taken for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.corpora import rows

from maneki.conversation.leaving import Leaving, leaving_in

OPT_OUT = Path(__file__).parent / "data" / "opt_out.csv"
TUNED = [row for row in rows(OPT_OUT) if row["half"] == "tune"]

# Written beside the rules, other than the corpus: what was thought of while they were made.
LEAVES = """\
I asked you not to text me
these texts need to stop
please make the texts stop
would rather not get texts
I'd prefer not to be texted
spare me the texts
im good on the texts thx
not into the texts
texts are not welcome
no thank you to the texts
get me off this thing
how do I make this stop
how can I stop these
is there a way to not get these messages
stop contacting me
i have told you guys to stop
S.T.O.P.
s t o p
STOOOOP
please take this number out of your list
my # is not for texting, remove it
pls lose my #
you have the wrong person, take me off
wrong number stop
never signed up for this, stop
Stop spamming me!!!
I'm breaking up with your texts
we're done. no more texts
please cease all further texts
please don't txt me any more
dnt txt me
DO NOT TEXT THIS NUMBER
Don't ever message this number again!
I never asked for these texts
unsubcribe
unsuscribe plz
unsubscribe me from this list
please unsubscribe my number
un subscribe
Unsubsribe
I wish to be unsubscribed
Please opt me out
opt me out pls
I opt out
I'd like to be taken off the text list
can you take my phone off your list
would you remove me from the texts
Kindly remove my number from your records
please delete my phone number from your system
I don't want to be on this list
I don't wanna get these texts no more
don't want any more text messages
do not want texts
I'm not interested in receiving texts
plz no more msgs
no more notifications
pls stop w these msgs
quit texting me
quit with the texts
QUIT SENDING ME TEXTS
end all messages
cancel text messages
Cancel my subscription to your texts
cancel these alerts
cancel sms
please cancel text alerts
revoke my consent
I withdraw consent
i no longer consent to receive texts
stop it with the texts
Enough with the texts
enough texts
too many texts, take me off
your texts are annoying, stop
leave me alone
LEAVE ME ALONE!!!
go away
fuck off
shut off the alerts
switch off texts please
disable text notifications
mute
silence these notifications
please stop notifications
stop sending notifications
stop sending these
stop sending me messages please
stop sending texts to this number
please stop texting this number
stop the messages
STOP THE TEXTS
stop. just stop
just stop
please just stop
Stop now
stop!!! i said stop
can you guys stop
pls stop it
stop please and thank you
Thank you but please stop
no thanks stop
sorry, stop
omg stop texting me
why do you keep texting me? stop
why are you texting me
stop or I'll block you
i'm blocking this number
reported as spam
you're spamming me
spam
I will call my lawyer if you text me again
don't contact me again
do not call or text
never text this number
please no texts
no text messages please
no more sms
sms no
stop smsing me
I changed my number so remove the old one
This is no longer his number, stop texting
please remove
remove me please
remove this number
take me off
take me off of this list
take me off the mailing list
get me off your list
get off my phone
delete my number please
erase my number
please forget my number
I quit
i want out
let me out of this
how do I get out of this
how to unsubscribe
how do you unsubscribe
what do i text to stop
how do I stop these texts
how do I stop getting these messages
how do I turn off notifications
can I unsubscribe
Is there a way to opt out?
I want to stop receiving messages
I'd like to stop receiving texts
I would like to stop
please discontinue
discontinue service
text me no more
don't bother texting me
don't bother me again
quit bothering me
stop harassing me
this is harassment
I don't read these, stop
not a customer, remove me
I don't know you. don't text
who dis. stop
ストップ
停止
もうメールしないで
SMSを止めてください
配信停止希望
連絡しないでください
もう連絡はいりません
メッセージ不要
登録を解除したい
通知を止めてください
stop です
もう結構です、SMSを送らないで
アラートを止めて
alto
por favor no me manden mas mensajes
deja de mandarme mensajes
no quiero mas mensajes
ne m'envoyez plus de sms
désabonnez-moi
bitte keine sms mehr
ik wil geen berichten meer
stop bitte
parem de me mandar mensagens
STOP 请不要再发了
""".splitlines()

STAYS = """\
cancel my order please
can you cancel that order
please cancel the second one
cancel the preorder
cancel my hold and order the hardcover
I need to cancel the pickup
can I cancel the delivery
cancel the reservation for tomorrow
stop by the shop tomorrow
I'll stop by later
going to stop in on saturday
can I return the book at the end of the month
don't stop the reminders
please don't stop texting me
don't unsubscribe me
you can text me anytime
can you text me when it's in
please text me again tomorrow
text me at this number
text is fine
I can't text right now
order over text?
can I pay by text
can I order through text
do you have The End of Marketing
The End of Policing
end of watch by stephen king
Quit Like a Woman
Quit: the power of knowing when to walk away
stop all the clocks, by auden
Stop the Clocks
do you have Stop Reading the News
Leave Me Alone by Vera Brosgol
I was told to stop at chapter 3
my doctor said to stop drinking coffee, got any tea books
I forgot the name of the author
I forget the name
take it off my hold
remove it from my order
can the second book be removed from my order
take me off the waitlist for Dune
remove me from the waiting list for that book
I don't want it anymore
I don't want this edition
don't send it yet
don't mail it, i'll pick it up
don't send me the paperback
please don't ship until friday
no message yet from you about my order
got no text about my order
no texts from you yet, is my book in?
I lost your number
my number changed, it's now 555 0123
this is my new number
can you update my phone number
I have a new phone
end table books
the bus stop outside your shop
where is the nearest stop
does the 14 stop near you
nonstop
unstoppable by angelina
stop it, that's hilarious
omg stop, I love that
haha stop, too funny
quit playing lol
I quit my job
I quit reading halfway
when does the sale end
end of story
that's the end of that
weekend hours?
when does the book end
how does it end
is that the end of the series
the ending was sad
cancelled?
cancellation policy?
is the event cancelled
can I cancel anytime
how do I cancel an order
how do I cancel
remove the gift wrap
delete the second book
drop the hold on Emma
drop me a line when it's in
opt for paperback
out of stock?
are you out of the Murakami
turn off the lights by ann
no more than 20 dollars
no more mysteries please
no more books for now thanks
enough books for today lol
that's enough thanks
not interested in romance
no thanks
no thank you
not that one
never mind
never read Dune
I never got my book
don't hold it for me
don't worry about it
don't have it
the stop
make it two
I'm tired of thrillers
tired of vampires
sick of romance, something else
leave it at the counter
leave the book with my wife
let me know
let me off easy lol
take your time
put me on the list
add me to the waitlist
can you put me on your list for the new Sanderson
wrong title, sorry
wrong size
revoke? no i said revolt
end it with a thriller
pause my filter
stop the alerts for Murakami
stop the horror alerts but keep the rest
turn off alerts for filter 2
mute filter 3
delete filter 1
unsubscribe is a weird title
I accidentally unsubscribed, sign me back up
I want to start getting texts
please send texts
keep sending me texts
love these texts, keep them coming
what messages do you send
do you text
will you text me
can I get text alerts
stop me if you've heard this: looking for a blue book
stop and smell the roses, is that a book
Don't Stop Believin' biography
kill a mockingbird
To Kill a Mockingbird please
Killing Floor
silence of the lambs
The Silent Patient
Block by block
Contact by Carl Sagan
The Message by Ta-Nehisi Coates
no contact by rachel?
got your message thanks
thanks for the message
I got your text
my message didn't go through
sorry for the late text
sorry for all the messages
too many books!
too many choices lol
you send the best recs
quick question
フィルター3を削除して
注文をキャンセルしたいです
予約を取り消してください
袋はいりません
カバー不要です
メールで連絡ください
入荷したら通知ください
本日の営業時間は？
まだ連絡が来ないのですが
""".splitlines()


def texts(expected: str) -> list[str]:
    return [row["text"] for row in TUNED if row["expected"] == expected]


def test_free_text_of_the_tuning_half_is_honoured() -> None:
    asked = texts("opt_out")
    missed = [text for text in asked if leaving_in(text) is Leaving.NO]
    assert len(missed) <= len(asked) * 0.01, missed
    in_doubt = [text for text in asked if leaving_in(text) is Leaving.IN_DOUBT]
    assert len(in_doubt) <= len(asked) * 0.05, in_doubt


def test_nobody_of_the_tuning_half_who_stays_is_taken_off() -> None:
    stays = texts("not_opt_out")
    assert [text for text in stays if leaving_in(text) is Leaving.CERTAIN] == []
    in_doubt = [text for text in stays if leaving_in(text) is Leaving.IN_DOUBT]
    assert len(in_doubt) <= len(stays) * 0.02, in_doubt


@pytest.mark.parametrize(
    "text",
    [
        "stop please",
        "Stop. Thank you",
        "Stop please",
        "take me off your list",
        "no more texts",
        "unsubscribe me pls",
        "stop texting me pls",
        "pls stopp txting me",
        "STOOOP",
        "Stop.",
        "OPTOUT",
        "revoke",
    ],
)
def test_what_the_law_and_failures_of_others_name_is_certain(text: str) -> None:
    assert leaving_in(text) is Leaving.CERTAIN


@pytest.mark.parametrize(
    "text",
    [
        "cancel my order",
        "stop by the shop tomorrow",
        "can I return the book at the end of the month",
        "don't stop the reminders",
        "",
        "   ",
        "👋👋👋",
    ],
)
def test_what_only_has_the_words_in_it_is_not(text: str) -> None:
    assert leaving_in(text) is Leaving.NO


@pytest.mark.parametrize("text", ["cancel it", "please cancel", "end it", "wrong number", "🛑"])
def test_what_depends_is_in_doubt(text: str) -> None:
    assert leaving_in(text) is Leaving.IN_DOUBT


def test_those_who_leave_are_heard() -> None:
    unheard = [text for text in LEAVES if leaving_in(text) is Leaving.NO]
    assert len(unheard) <= len(LEAVES) * 0.015, unheard


@pytest.mark.parametrize("text", STAYS)
def test_those_who_stay_are_never_taken_off(text: str) -> None:
    assert leaving_in(text) is not Leaving.CERTAIN


def test_few_who_stay_are_in_doubt() -> None:
    in_doubt = [text for text in STAYS if leaving_in(text) is Leaving.IN_DOUBT]
    assert len(in_doubt) <= len(STAYS) * 0.05, in_doubt


def test_one_filter_of_several_is_not_all_texts() -> None:
    assert leaving_in("turn off all texts for filter 2") is not Leaving.CERTAIN
    assert leaving_in("フィルター2の通知を止めて") is not Leaving.CERTAIN


@pytest.mark.parametrize("text", ["please " * 1500, "the text " * 1200, "stop of the " * 900])
@pytest.mark.timeout(5)
def test_a_very_long_message_is_read_in_no_time(text: str) -> None:
    assert leaving_in(text) in Leaving


@given(st.text(st.characters() | st.sampled_from("stop txtme .!'"), max_size=120))
def test_any_text_has_an_answer(text: str) -> None:
    assert leaving_in(text) in Leaving
