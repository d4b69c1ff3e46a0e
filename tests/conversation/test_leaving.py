"""Who wants no more texts is heard in sentences too; who cancels an order is not taken for them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.corpora import rows

from maneki.conversation.leaving import Leaving, leaving_in

DATA = Path(__file__).parent / "data"
ROWS = [*rows(DATA / "opt_out.csv"), *rows(DATA / "opt_out_second.csv")]
TUNED = [row for row in ROWS if row["half"] == "tune"]

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
Please, no more text messages from this store.
Could you please stop sending me promotional messages?
hey can u quit it with all these msgs
i dont have time for these texts, take me off
my wife says stop texting
who are you people?? stop
I do not wish to be contacted by text
Kindly remove me from all future communications.
please unsub this # thanks
delete this contact
scratch my number from your list
never ever text me
Don't text me, ever.
don't u dare text me again
Don't want ur texts
stop msging me
stop messaging this number its my work phone
stop with the notifications already
pls stop all notifications
cancel notifications
cancel the texts pls
cancel my sms
Cancel my alerts please
end alerts
END TEXTS
quit w the texts bro
revoke permission to text me
You no longer have permission to text me
I do not give you permission to text me
I didn't give you permission to contact me
I'd like my number removed
I would like my number taken off please
please have my number removed from your list
can I be removed from this list
want to be removed
I want off this list
i want off
get me out of here, no more texts
make these stop
i need these texts to stop
I need you to stop texting me
I want you to stop
I asked you to stop
I've asked you to stop 3 times
How do I make these stop?
how do i stop getting these
how do I get these to stop
how do I get you to stop
how do u turn this off
what's the word to unsubscribe
is there a way to unsubscribe
where do I unsubscribe
trying to unsubscribe
attempting to opt out
not opted in, remove
I never opted in
i didnt sign up 4 this remove me
didn't ask for this. STOP
unwanted texts. remove
I'm at work stop texting
in class stop
im in church lol stop
pls, stop. i'm broke
I'm moving out of the country, no more texts needed
no longer need these texts
No need for texts anymore
dont need texts anymore, got the book
I found what I was looking for, you can stop texting now
thanks for everything but i dont want texts any longer
I've enjoyed it but please take me off the list
Please stop. I have asked nicely.
enough is enough stop
ENOUGH
that's it, unsubscribe
for the love of god stop
STOP STOP STOP STOP
ok stop
k stop
stop thx bye
stop!! wrong person
This is not Mary. Please stop.
mary doesn't have this number anymore, stop texting
Not Mary's phone. Remove this number.
You've got the wrong number, please remove me
wrong number, delete
I am not your customer. Delete this number.
Stop harassing this number
I consider this harassment
I'll report this to the FTC
I will report you if this continues
Blocked.
blocked and reported
filing a complaint, stop
lawyer up if you text again
put this number on your do not contact list
DNC
do not call list please
add me to do not text
opt me out of everything
opt out everything
Opting out of texts, thanks!
optout pls
I'd rather you didn't text me
I'd prefer email, stop texting
Email me instead, no texts
just email from now on please no more texting
only contact me on discord
please only message me on discord, not here
can we move this to discord and stop the texts
switch me to email only
no texting
no texting please
please no messages
no messages
zero texts please
stop sms
no sms plz
kill it with the texts
kill notifications
shut it off
shut this off
turn it off
turn off sms
can you turn off the notifications
disable this
disable alerts
deactivate texts
suspend all texts
cease texting
Cease all communications
cease contact
desist from texting
terminate this text service
end this texting
I'm leaving this list
leave the list
leave us alone
piss off
get lost
bugger off
shut up and stop texting
stop annoying me
stop spamming
stop the spamming
spam. stop
these are spam
I'm getting too many, stop
way too many texts, unsubscribe
tired of the texts
sick of these texts
fed up with these messages
over these texts
so done with the texts
done with these alerts
your texts wake me up, stop
this costs me money stop
I pay per text. stop
roaming charges, no more texts
my plan doesn't include texts so don't send any
Dont send
dont send these
don't send any more
do not send
do not message
don't reply
stop replying
don't respond to me
never again
forget me
forget my number
please erase me
erase my data
delete my info and never text again
GDPR request: stop contacting me
under the TCPA I revoke consent
Stahp
stoppp it
sotp
stpo texting me
stop textign me
plz stop txtn
unsubscrbe
unsubscirbe
unsubcribe me
unsuscribeme
remvoe me
remove me form list
tkae me off
cancle texts
no moar texts
no more txts
SMSを停止してください
SMSはもう必要ありません
もう連絡してこないで
メッセージはもういりません
二度と送ってこないでください
お知らせは不要です
ショートメールの配信を止めて下さい
リストから外してください
電話番号を消してください
登録解除お願いします
テキストやめてもらえますか
オプトアウトします
受信拒否
解約したい
もういいです、送らないで
STOPでお願いします
しつこい
no quiero recibir más mensajes
no me escriban más
ya no me manden mensajes
quiero darme de baja
elimine mi número por favor
cancelar suscripción
je ne veux plus de messages
arrêtez de m'envoyer des messages
supprimez mon numéro
keine Nachrichten mehr bitte
bitte abmelden
hör auf mir zu schreiben
basta messaggi
não quero mais receber mensagens
不要再发了
그만 보내세요
I'd appreciate it if you stopped texting me
would you mind not texting me
Please refrain from contacting me
I don't appreciate these texts
these texts have got to go
too much. stop
I've had enough of your texts
ok that's enough texts
you text too much, bye
bye, take me off
pls leave me be
pls let me unsubscribe
there has to be a way to unsubscribe
why can't I unsubscribe
unsubscribing
I unsubscribed already
I have unsubscribed twice, why am I still getting these
why am I still getting texts from you
why do I keep getting these
you keep texting me after I said stop
I said STOP
said stop already
I replied stop yesterday
told you stop
what part of stop don't you understand
stop means stop
STOP!!!!!!!!!!
"stop"
stop, please, thanks
stop the texts or I'm calling the police
not for me, take me off please
not for me, unsubscribe
this isn't for me, stop
nah im good no more texts
im good, stop
no texting after today please
please cancel my texts
please cancel all my text alerts
cancel text alerts for this number
cancel all future texts
cancel everything
Cancel this. I don't want texts.
end this service
end the service please
stop service
stop this service
stop your service
please stop your messages
stop the reminders
stop reminders
no reminders please
stop marketing to me
no marketing
no promos
no promotional texts
stop sending promos
stop sending me ads
no ads
stop advertising
don't advertise to me
don't sell my number, remove it
who is this? remove me from whatever list this is
whoever this is, lose my number
whoever this is stop
new phone who dis, stop
idk who this is but stop texting me
idk you, dont text me
my number was given by mistake, please remove
got this number recently, please remove from your list
I just got this number. Please stop sending texts for Linda.
Linda passed away in March. Please take this number off.
She no longer works here, remove this number
this is a work phone, do not text
this is a business line. do not text.
this phone belongs to a minor, stop
I'm a minor, stop texting me
I'm 12 stop
grandma doesn't want these texts
my mom doesnt want these anymore
he doesn't want to get texts from you anymore
we don't want any more messages
we would like to be removed
please remove us
take us off the list
remove our number
I'm overseas, texts cost a fortune, stop
data limit, stop
no thank you. remove me.
No. Remove.
no. unsubscribe
nope. not interested. remove.
not interested, lose my number
not interested don't text
uninterested, unsubscribe
I changed my mind, no texts
changed my mind about texts, opt me out
I changed my mind. Opt out.
opt-out of messages
OPT OUT NOW
OPTING-OUT
withdraw me
withdraw
I'd like to withdraw from the texts
sign me off
unlist me
unenroll me
disenroll me
unenroll
deregister
take my number out of your phone
get my number off your list
erase this number
purge my number
please destroy my data and stop texting
delete all my info
delete everything you have on me
i want my info deleted
forget you have my number
pretend you never had my number
quit it
quit now
quit!! quit!!
end. stop. quit.
halt
halt!
cease
abort
enough already
knock it off
cut it out
give it a rest
make it stop please
pls make the messages stop
can the messages stop
can we stop this
can we stop with the texts
could you please not text me
can you not text me
can you please not
please don't
please do not text me
please do not send messages here
please don't send texts to my phone
plz dont
do NOT contact me EVER again
u need to stop
you guys need to stop texting
this needs to stop
this has to end
it needs to stop now
mute me
snooze forever
notifications off please
alerts off
text alerts off
set texts to off
set my notifications to none
turn my alerts off
turn my texts off
turn all this off
shut these off
switch these off
disable text messages
no longer want texts
no longer want to be texted
no longer wish to be contacted
I no longer want to receive SMS
not wanting texts anymore
stopped wanting these, remove me
dont wanna hear from u
don't want to hear from you again
I don't want you texting me
don't want you messaging me
don't want a robot texting me
no robots please, stop
fuck off and stop texting me
f off
get lost and lose my number
screw you, stop
shut up
stfu stop
delete me from everything
delete me
delete
delete please
remove
remove from list
remove from texts
remove from texting
off the list please
off your list please
me off your list now
out of this list please
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
I want to cancel my order from last week
please cancel order 1234
cancel my Dune preorder and refund me
can you cancel just one of the two
I'd like to cancel the hold I placed
cancel the audiobook, keep the paperback
cancel my book club spot
cancel my membership to the book club
how do I cancel a preorder
can you stop the order before it ships
stop the shipment please
is it too late to stop my order
can we end the hold on Friday
end of the week works
I'll be there by the end of the day
by month's end
Howards End
A Day's End
the end of eternity asimov
Childhood's End
Journey's end
does the sale end today
when does the discount end
how does it end? no spoilers
quit spoiling it lol
I quit smoking last year any book on that
never quit
she quits at the end
I couldn't quit reading
Stop the train! geraldine mccaughrean
nothing can stop us now
Don't Stop the Carnival
The boy who wouldn't stop
how to stop time matt haig
How to Stop Time
Stopping by Woods on a Snowy Evening
Full stop, is that a grammar book
pit stop lol be there in 10
quick stop at the bank then coming
my last stop is your shop
I'm stopping by around 3
can i stop in today
I'll stop over tomorrow
do you stop selling coffee at 5
don't stop now, what else do you have
wait don't cancel
no don't cancel it
please do not cancel my order
don't remove it from my hold list
remove one copy
remove the dust jacket?
take the second one off my order
take off 10%?
take it off the list of books to hold
remove Emma from my wishlist
please take my name off the Sanderson waitlist
unsubscribe from the horror filter
delete the filter for Rick Owens
stop the Murakami filter
turn off my fantasy filter
no more alerts about manga please but keep novels
less romance more mystery
no romance
no more romance
I don't want romance
I don't want to read that
don't want hardcover
I don't need a bag
don't need it gift wrapped
don't recommend that author again
don't send me spoilers lol
please don't send the damaged copy
do not ship to my office
do not leave it outside
don't leave it at the door
not interested in sci-fi
not a fan
not really my thing
not what I ordered
wrong book
you sent the wrong book
this is the wrong order
wrong name on the order
I gave you the wrong number, it's 212 555 0123
is this the right number for the shop
is this number for the bookshop?
what number do I call
can I call you instead
can you call me
please call me
email me the receipt
send me the list
send the link again
what's on your list
am I on the list
put my name on the list
can I get on the mailing list
do you have a newsletter
how do I get alerts
how do I get notifications for new arrivals
text me if it comes in
text me when ready
message me when it arrives
notify me when it's back
let me know if anything changes
contact me when it's in
keep texting me
please keep me on the list
I love your texts
your texts are great
thanks for texting
thanks for the texts yesterday
sorry I missed your text
sorry didn't see your message
did you get my message
did my text go through
I didn't get your text
I never got a text about my pickup
why didn't I get a text
my texts aren't going through
is this a bot
are you a robot
is this a real person
talk to a human
I, Robot
The Text by Claire Douglas
The Last Message
Message in a Bottle
Notifications? like phone notifications
Spam Tomorrow
The Contact Paradox
the alert? no the alchemist
Alert by James Patterson
Quitters by Annie Duke
Cancel Culture books
Canceled by Danny
Revoked? is that a novel
Removed by... idk
Off the Record
Out of Office
Leave No Trace
Leave me a copy of dune
Let me out by peter
Let Me Go
leave me one copy at the counter
drop it in the mail
kill time
Killing Commendatore
kill the lights?
halt and catch fire
Cease to exist
enough for today thanks
thats all thanks
that's enough books for this month
I'm done for today, thanks
done
I'm out of town until friday
I'm out of books!
out of print?
mute? no "mutt"
block by block history
black out
turn the page
turn off at main st?
is parking off the street
day off tomorrow, will come
10% off?
I'm tired, talk tomorrow
sick today can you hold it until monday
tired of waiting, where's my order
fed up with waiting for my book
where is my order
bye
goodbye!
see you
ok thanks bye
no worries
no problem
no rush
no idea
no!
nah
nope not that
nah I'm good
never mind thanks
forget it
forget about it
forget the last message
forget what I said
ignore my last text
ignore that
undo
go back
start over
restart
help
how much
yes
stop sign book for kids
stop, thief! picture book
stop it's a trap
did you not text me?
you did not text me
why did you not text me when it came in
will you not text me when it's ready?
please hold my messages book
hold the text please
is it not in your system
my book isn't in your system
I can't text from this phone
I can't get your texts on this phone
can I stop the hold
please remove my hold
remove my name from the signing list
take me off the signing list
remove me from the event
take my name off the pickup order
can I get my name changed on the order
change my name on the order
update my info
delete my review
I deleted your text by accident, can you resend
I accidentally deleted your message
can you resend the text
lost your text, where are you located
stop sending the package to my old address
stop the payment
quit holding Dune for me, I found it
drop Dune from my order
drop the Emma hold
cancel the gift card
cancel the alert I set up for Pynchon
stop alerting me about Pynchon
stop telling me about Pynchon, I have them all
stop suggesting romance
stop recommending King
no more Stephen King please
no more suggestions needed, I'll take Dune
no more questions lol
no more info needed thanks
enough with the vampires
enough vampire books
I'm done with fantasy
I'm over vampires
kill the hold
end my hold
finish my order
I want off-white cover
are texts free
do I get charged for texts
does texting cost anything
who is this?
who's texting me?
how did you know my name
new number who is this
this is my wife's number, use mine instead
text my wife's number instead
use this number from now on
my old number was 2125550123
is the list still up
off topic but do you sell mugs
never got the text
never mind the text
don't forget to text me
don't forget me!
don't lose my number lol
don't delete my number
why no text
no text?
no message?
no alerts today?
any alerts today
no news?
mute button
how do I mute filters
unlist? what's a wish list
can you remove the typo in my name
it's the end of the list
that's not on your list
what's off the list
out of this world by
can't stop, running late
stop light
stop light books by
STOP! In the name of love
"Stop All the Clocks"
The Stop by Richard
Stop Signs
The Quit book
End Game
Endgame
Cancel my Cancel Culture order
did you text me the 20% off code
the sms said 10% off
your message has a typo lol
text me at lunch, offline now
""".splitlines()


def texts(expected: str) -> list[str]:
    return [row["text"] for row in TUNED if row["expected"] == expected]


def test_free_text_of_the_tuning_half_is_honoured() -> None:
    asked = texts("opt_out")
    missed = [text for text in asked if leaving_in(text) is Leaving.NO]
    assert len(missed) <= len(asked) * 0.01, missed
    in_doubt = [text for text in asked if leaving_in(text) is Leaving.IN_DOUBT]
    assert len(in_doubt) <= len(asked) * 0.06, in_doubt


def test_nobody_of_the_tuning_half_who_stays_is_taken_off() -> None:
    stays = texts("not_opt_out")
    assert [text for text in stays if leaving_in(text) is Leaving.CERTAIN] == []
    in_doubt = [text for text in stays if leaving_in(text) is Leaving.IN_DOUBT]
    assert len(in_doubt) <= len(stays) * 0.03, in_doubt


def test_the_halves_that_were_only_scored_keep_what_they_reached() -> None:
    """How many, and not which: data/README.md says what is still missing."""
    scored = [row for row in ROWS if row["half"] == "score"]
    found = Counter((row["expected"], leaving_in(row["text"])) for row in scored)
    assert found["opt_out", Leaving.NO] <= 21
    assert found["not_opt_out", Leaving.CERTAIN] <= 4


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
    assert len(unheard) <= len(LEAVES) * 0.01, unheard


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
