"""Who the command line acts as: a person that is named, or the machine with its listed powers."""

import click

from xinghe.access.actor import Actor
from xinghe.accounts.queries import person_by
from xinghe.accounts.rules.identifiers import identifier_of
from xinghe.foundation import clock
from xinghe.unions.queries import actor_for


def acting_as(person: str | None) -> Actor:
    """The person who signs in by this identifier, with the offices held now; without one, the command line itself."""
    if person is None:
        return Actor.for_job("command-line", via="command")
    found = person_by(identifier_of(person))
    if found is None:
        raise click.BadParameter("nobody signs in by this", param_hint="--as")
    return actor_for(found.pk, via="command", now=clock.now())
