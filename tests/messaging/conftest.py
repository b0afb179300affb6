"""An installation that sends e-mail, at ten in the morning in China."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.factories import unions as unions_of
from tests.factories.unions import SmallProvince
from xinghe.foundation import clock

# A Monday, 10:00 in China.
MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def morning():
    with clock.held_at(MORNING):
        yield MORNING


@pytest.fixture
def post(settings):
    """E-mail is set up; what is sent stands in ``django.core.mail.outbox``."""
    settings.XINGHE = replace(
        settings.XINGHE, smtp_url="smtp://post.example.org", origin="https://xinghe.example.org"
    )


@pytest.fixture
def tree(db: None) -> SmallProvince:
    return unions_of.small_province()


@pytest.fixture
def reader_of(db: None):
    """A new person with an e-mail address, as an actor."""

    def go(email: str = "", **fields):
        from xinghe.access.actor import Actor

        made = unions_of.person()
        made.email = email if email is not None else ""
        for name, value in fields.items():
            setattr(made, name, value)
        made.save()
        return Actor(person_id=made.pk, via="web", name=made.name)

    return go
