"""A public notice tells who is not on it: everybody of a call learns at one instant how it came out."""

from tests.factories import programmes as made
from xinghe.messaging.models import Message
from xinghe.messaging.vocab import Event
from xinghe.programmes import actions as programmes
from xinghe.programmes.models import Application


def told(event):
    """Of which applications it was told, and when."""
    return set(Message.objects.filter(event=event).values_list("subject_id", "said_at"))


def test_who_is_not_on_the_list_learns_it_when_it_is_published(desk):
    chosen = desk.proposed()
    held = made.examined(desk.people, made.handed_in(made.worker_at(desk.people.tree.workshop), desk.call))
    programmes.admit(desk.maker, application_id=held.pk)
    programmes.conclude(desk.maker, application_id=held.pk)
    programmes.decline(
        desk.maker, application_id=held.pk, reasons=["material_incomplete"], words="名额有限，未能入选"
    )
    off = desk.proposed()
    programmes.remove(desk.maker, application_id=off.pk, words="同一成果已获其他命名")
    assert told(Event.APPLICATION_DECLINED) == set()
    assert told(Event.APPLICATION_PROPOSED) == set()

    desk.published()

    ((one, at),) = told(Event.APPLICATION_PROPOSED)
    assert one == chosen.pk
    assert told(Event.APPLICATION_DECLINED) == {(held.pk, at), (off.pk, at)}
    assert not Application.objects.filter(is_untold=True).exists()


def test_who_leaves_the_list_after_that_is_told_at_once(desk):
    chosen, _ = desk.proposed(), desk.proposed()
    desk.published()

    programmes.remove(desk.maker, application_id=chosen.pk, words="异议成立，取消资格")

    assert {one for one, _ in told(Event.APPLICATION_DECLINED)} == {chosen.pk}
