"""Every minute: tell what the record has to tell, gather what is due, then send it, each e-mail and each robot's message on its own."""

from django.core.mail import get_connection
from procrastinate.contrib.django import app

from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.messaging.actions.guarding import tell_of_security
from xinghe.messaging.actions.letters import gather_letters, send_letter
from xinghe.messaging.actions.speaking import gather_words, send_words
from xinghe.messaging.actions.telling import MESSENGER
from xinghe.messaging.queries import letters_due, mail_is_on, words_due

# At most so many in one go; the next minute takes the rest.
MOST_AT_A_TIME = 1_000


@app.periodic(cron="*/1 * * * *")
@app.task(name="xinghe.security_notices", queueing_lock="security_notices")
def guard_accounts(timestamp: int = 0) -> int:
    """Tell people of what was done to the security of their account; of how many acts."""
    return tell_of_security(MESSENGER)


@app.periodic(cron="*/1 * * * *")
@app.task(name="xinghe.letters", queueing_lock="letters")
def send_letters(timestamp: int = 0) -> int:
    """Send every e-mail that is due; how many were taken. Nothing happens where no e-mail is set up.

    Any number of workers may do it at once: an e-mail is sent by whoever locks its row.
    """
    if not mail_is_on():
        return 0
    gather_letters(MESSENGER)
    with fenced(MESSENGER):
        due = list(letters_due(clock.now()).values_list("pk", flat=True)[:MOST_AT_A_TIME])
    if not due:
        return 0
    post = get_connection()
    try:
        return sum(send_letter(MESSENGER, dispatch_id=pk, post=post) for pk in due)
    finally:
        post.close()


@app.periodic(cron="*/1 * * * *")
@app.task(name="xinghe.robots", queueing_lock="robots")
def let_robots_speak(timestamp: int = 0) -> int:
    """Let every robot say in one message what came up; how many were taken."""
    gather_words(MESSENGER)
    with fenced(MESSENGER):
        due = list(words_due(clock.now()).values_list("pk", flat=True)[:MOST_AT_A_TIME])
    return sum(send_words(MESSENGER, dispatch_id=pk) for pk in due)
