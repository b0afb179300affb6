"""Whether what was written is whole: the answers, the files, and the conditions the call sets."""

from collections import Counter
from collections.abc import Mapping

from django.utils.translation import gettext

from xinghe.access.work import Work
from xinghe.attachments.models import Attachment
from xinghe.attachments.vocab import State
from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Phrase, Refusal, gettext_noop
from xinghe.programmes.gates.facts import recorded_facts
from xinghe.programmes.models import Application
from xinghe.programmes.rules.answers import gaps
from xinghe.programmes.rules.conditions import ConditionsUnmet, Facts, Finding, findings
from xinghe.programmes.rules.evidence import lacking


class ApplicationUnfinished(Refusal):
    """Something in the form is missing or wrong."""

    code = "application_unfinished"
    message = gettext_noop(
        "%(count)s things are still missing or not right; they stand beside their fields. The first: “%(field)s”."
    )
    status = 422


class EvidenceLacking(Refusal):
    """A file that the call asks for is not there, or is not checked yet."""

    code = "evidence_lacking"
    message = gettext_noop(
        "%(count)s kinds of evidence are still lacking. The first: %(code)s, “%(what)s”, %(least)s needed. "
        "Add the files; those being checked count within a minute."
    )
    status = 422


def answers_whole(_work: Work, application: Application) -> None:
    """Every question that is asked is answered rightly. Refuses: ApplicationUnfinished."""
    form = application.call.said_terms.form
    found = gaps(form, application.answers)
    if found:
        labels = {field.name: field.label for field in form.fields}
        raise ApplicationUnfinished(count=len(found), field=Phrase(labels[found[0].field]))


def evidence_whole(_work: Work, application: Application) -> None:
    """Every file that is asked for is there and found clean. 1 query. Refuses: EvidenceLacking."""
    missing = lacking(
        application.call.said_terms.evidence, application.answers, evidence_counts(application.pk)
    )
    if missing:
        first = missing[0]
        raise EvidenceLacking(
            count=len(missing), code=str(first.code), what=Phrase(first.code.label), least=first.least
        )


def evidence_counts(application_id: int) -> Mapping[str, int]:
    """How many clean files an application has of each code. 1 query."""
    rows = Attachment.objects.filter(
        subject_kind="application", subject_id=application_id, state=State.CLEAN, removed_at__isnull=True
    )
    return Counter(rows.values_list("slot", flat=True))


def conditions_met(_work: Work, application: Application) -> None:
    """Every condition of the kind holds. Refuses: ConditionsUnmet, with the article of the first."""
    found = unmet_conditions(application)
    if found:
        raise ConditionsUnmet(count=len(found), first=found[0].said(gettext))


def unmet_conditions(application: Application) -> tuple[Finding, ...]:
    """The conditions that do not hold as it stands: what a page warns of before somebody hands in."""
    call = application.call
    assert call.closes_at is not None  # a published call is dated, by constraint
    facts = Facts(
        answers=application.answers,
        closes_on=call.closes_at.astimezone(CHINA).date(),
        recorded=recorded_facts(application),
    )
    return findings(application.kind.conditions, facts, articles=call.said_terms.citations)
