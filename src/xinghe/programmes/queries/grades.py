"""The grades of a call, and whether one has room: how many may get it, and how many hold it."""

from xinghe.foundation.errors import Phrase, Refusal, gettext_noop
from xinghe.foundation.locks import hold
from xinghe.programmes.models import Call
from xinghe.programmes.queries.applications import grades_used
from xinghe.programmes.rules.rubric import Grade


class GradeUnknown(Refusal):
    """The call has no such grade."""

    code = "grade_unknown"
    message = gettext_noop("“%(grade)s” is no grade of this call. Choose one of its grades.")
    status = 422


class GradeFull(Refusal):
    """As many have this grade as may."""

    code = "grade_full"
    message = gettext_noop(
        "%(most)s may get “%(grade)s”, and %(used)s are proposed for it. Choose another grade, or take one back."
    )


def grade_of(call: Call, code: str) -> Grade:
    """The grade of a call that goes by this code. Refuses: GradeUnknown."""
    wanted = next((one for one in call.said_terms.grades if one.code == code), None)
    if wanted is None:
        raise GradeUnknown(grade=code)
    return wanted


def refuse_full(call: Call, grade: Grade) -> None:
    """A grade has room for one more; nobody else takes it until the transaction ends. 2 queries. Refuses: GradeFull."""
    if grade.most is None:
        return
    hold("grade", call.pk, grade.code)
    used = grades_used(call.pk).get(grade.code, 0)
    if used >= grade.most:
        raise GradeFull(grade=Phrase(grade.label), most=grade.most, used=used)
