"""What an organiser may settle of a call's terms before it opens, and what makes it no set of terms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from xinghe.foundation.errors import Phrase, Refusal, gettext_noop
from xinghe.programmes.rules.form import Field, Form
from xinghe.programmes.rules.judging import Judging, Method, Settling
from xinghe.programmes.rules.rubric import Grade
from xinghe.programmes.rules.terms import Article, Terms

MOST_NOTICE_DAYS = 30
MOST_EXTRA_FIELDS = 20


class TermsWrong(Refusal):
    """The terms contradict themselves; nothing was kept."""

    code = "terms_wrong"
    message = gettext_noop(
        "%(count)s things in the terms cannot be so. The first: %(first)s. Correct it and save again."
    )
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """An organiser's own choices; None or nothing leaves what the kind says."""

    points: Mapping[str, int] | None = None
    grades: Mapping[str, int | None] | None = None
    notice_days: int | None = None
    judges_per_entry: int | None = None
    method: Method | None = None
    settling: Settling | None = None
    extra_fields: tuple[Field, ...] | None = None
    articles: Mapping[str, Article] | None = None
    labels: Mapping[str, str] | None = None


EXTRA = gettext_noop("Questions of the organiser")


def settled(terms: Terms, settings: Settings) -> Terms:
    """The terms with an organiser's choices. Refuses: TermsWrong."""
    found = replace(
        terms,
        form=_with_extra(terms.form, settings.extra_fields),
        rubric=terms.rubric.weighted(settings.points or {}),
        judging=_judged(terms.judging, settings),
        grades=tuple(_numbered(grade, settings.grades or {}) for grade in terms.grades),
        notice_days=terms.notice_days if settings.notice_days is None else settings.notice_days,
        articles=terms.articles if settings.articles is None else settings.articles,
        labels=terms.labels if settings.labels is None else settings.labels,
    )
    faults = list(_faults(found, had_notice=terms.notice_days > 0))
    if faults:
        raise TermsWrong(count=len(faults), first=Phrase(faults[0]))
    return found


def _with_extra(form: Form, fields: tuple[Field, ...] | None) -> Form:
    if fields is None:
        return form
    own = Form(sections=tuple(one for one in form.sections if one.title != EXTRA))
    return own.with_more(EXTRA, fields)


def _judged(judging: Judging, settings: Settings) -> Judging:
    return replace(
        judging,
        per_entry=settings.judges_per_entry or judging.per_entry,
        method=settings.method or judging.method,
        settling=settings.settling or judging.settling,
    )


def _numbered(grade: Grade, numbers: Mapping[str, int | None]) -> Grade:
    return replace(grade, most=numbers[grade.code]) if grade.code in numbers else grade


def _faults(terms: Terms, *, had_notice: bool) -> Iterator[str]:
    yield from terms.form.faults()
    yield from terms.rubric.faults()
    yield from terms.judging.faults()
    if had_notice and not 1 <= terms.notice_days <= MOST_NOTICE_DAYS:
        yield f"public notice lasts {terms.notice_days} working days; 1 to {MOST_NOTICE_DAYS} may be"
    if any(grade.most is not None and grade.most < 0 for grade in terms.grades):
        yield "a grade is given less than no time"
    extra = next((one.fields for one in terms.form.sections if one.title == EXTRA), ())
    if len(extra) > MOST_EXTRA_FIELDS:
        yield f"{len(extra)} questions are added; {MOST_EXTRA_FIELDS} may be"
