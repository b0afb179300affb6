"""Open a row of numbers for a union, and close it."""

from django.db import IntegrityError, transaction

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.papers.models import Series
from xinghe.papers.rules.numbers import PATTERN, NumberForm
from xinghe.unions.queries import union_for


class SeriesKnown(Refusal):
    """Numbers written like this are given out already."""

    code = "series_known"
    message = gettext_noop(
        "Numbers like %(example)s are given out by a series already. Open that series, or choose another code."
    )


class SeriesClosed(Refusal):
    """No more numbers come from it."""

    code = "series_closed"
    message = gettext_noop(
        "The series %(series)s is closed. Take a number from another one, or open a new series."
    )


@command
def open_series(work: Work, *, union_id: int, code: str, pattern: str = PATTERN) -> Series:
    """Begin a row of numbers for a union under its code (机关代字). Code and pattern are chosen for good.

    Refuses: Missing, Forbidden, IssuerCodeWrong, NumberPatternWrong, SeriesKnown.
    """
    union = union_for(work.actor, union_id)
    work.require(Power.PAPER_ISSUE, union)
    form = NumberForm(code=code.strip(), pattern=pattern.strip())
    made = Series(
        union=union,
        code=form.code,
        pattern=form.pattern,
        opened_by_id=work.actor.person_id,
        opened_at=work.now,
        territory_path=union.territory_path,
        industry_path=union.industry_path,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # also where the actor does not see it: the index knows every series
        raise SeriesKnown(example=form.write(year=work.now.year, number=1)) from None
    work.record("series.open", made, name=(None, form.code), union=(None, union.pk))
    return made


@command
def close_series(work: Work, *, series_id: int) -> Series:
    """Let no more numbers come from a series; what it gave out stays. Refuses: Missing, Forbidden, SeriesClosed."""
    held = work.claim(Series, series_id)
    work.require(Power.PAPER_ISSUE, held)
    if not held.is_open:
        raise SeriesClosed(series=held.code)
    held.is_open = False
    held.save(update_fields=["is_open"])
    work.record("series.close", held, is_on=(True, False))
    return held
