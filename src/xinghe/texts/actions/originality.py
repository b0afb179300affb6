"""Record texts for comparison, write down what was found, and rule on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Forbidden, Missing, Refusal, gettext_noop
from xinghe.foundation.inserting import insert_rows
from xinghe.jobs.actions import enqueue
from xinghe.jobs.models import Run
from xinghe.texts.actions.lineage import draw_ruled_tie
from xinghe.texts.models import RecordedText, Similarity
from xinghe.texts.queries import Likeness
from xinghe.texts.vocab import Ruling


class RulingReasonNeeded(Refusal):
    """A ruling is read by the people it concerns."""

    code = "ruling_reason_needed"
    message = gettext_noop("Say why you rule so, in at least %(least)s characters: the authors will read it.")


LEAST_REASON = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDraft:
    """A text about to be recorded, with where its subject stands in the tree."""

    subject_kind: str
    subject_id: int
    title: str
    body: str
    territory_path: str
    industry_path: str


def record_texts(work: Work, drafts: Sequence[TextDraft]) -> None:
    """Record texts with their fingerprints inside somebody's transaction: compared from its commit on."""
    from xinghe.kernels.originality import FINGERPRINT_VERSION, fingerprint_bytes  # slow to load: see queries

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (transaction,) = cursor.fetchone()
    insert_rows(
        RecordedText,
        [
            {
                "subject_kind": draft.subject_kind,
                "subject_id": draft.subject_id,
                "title": draft.title,
                "body": draft.body,
                "fingerprint": fingerprint_bytes(draft.body),
                "fingerprint_version": FINGERPRINT_VERSION,
                "transaction": transaction,
                "recorded_at": work.now,
                "territory_path": draft.territory_path,
                "industry_path": draft.industry_path,
            }
            for draft in drafts
        ],
    )


def drop_text(work: Work, *, subject_kind: str, subject_id: int, unless_body: str) -> bool:
    """Let go of a subject's text because it was written anew, with what was found about it; whether a new one is to
    be recorded. A text with this same body stays."""
    text = (
        RecordedText.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
        .defer("fingerprint")
        .first()
    )
    if text is None:
        return True
    if text.body == unless_body:
        return False
    work.record("text.drop", text, title=(text.title, None))
    text.delete()
    return True


def show_text(work: Work, *, subject_kind: str, subject_id: int, is_public: bool) -> None:
    """Open or close a subject's text to the public, in the transaction that opens or closes the subject."""
    for text in RecordedText.objects.filter(subject_kind=subject_kind, subject_id=subject_id).only(
        "pk", "is_public"
    ):
        if text.is_public != is_public:
            work.record("text.show", text, is_public=(text.is_public, is_public))
            text.is_public = is_public
            text.save(update_fields=["is_public"])


def pass_on(work: Work, *, subject_kind: str, subject_id: int, to_kind: str, to_id: int) -> RecordedText:
    """Make a subject's text that of another subject: an idea's that of the result made of it.

    Its number stays, and with it what it resembles, the rulings and its lineage. Refuses: Missing.
    """
    text = RecordedText.objects.filter(subject_kind=subject_kind, subject_id=subject_id).first()
    if text is None:
        raise Missing
    text.subject_kind, text.subject_id = to_kind, to_id
    text.save(update_fields=["subject_kind", "subject_id"])
    work.record("text.pass_on", text, belongs_to=(f"{subject_kind} {subject_id}", f"{to_kind} {to_id}"))
    return text


@command
def ask_for_sweep(work: Work) -> Run:
    """Ask for a sweep of all recorded texts as long work. For machines and for who looks after the whole province."""
    if not work.actor.carries(Power.CORPUS_SWEEP):
        raise Forbidden(power=Power.CORPUS_SWEEP)
    return enqueue(work, "texts.sweep")


@command
def note_similarities(work: Work, *, found: Iterable[Likeness]) -> int:
    """Write down similarities between texts, once for each pair; how many are new."""
    texts: dict[int, RecordedText] = {}
    rows = []
    likenesses = list(found)
    wanted = {likeness.text_id for likeness in likenesses}
    texts = {
        text.pk: text for text in RecordedText.objects.filter(pk__in=wanted).defer("body", "fingerprint")
    }
    standing = set(Similarity.objects.filter(text__in=wanted).values_list("text_id", "source_id"))
    for likeness in likenesses:
        if (likeness.text_id, likeness.source_id) in standing or likeness.text_id not in texts:
            continue
        text = texts[likeness.text_id]
        rows.append(
            Similarity(
                text=text,
                source_id=likeness.source_id,
                coverage=likeness.coverage,
                coverage_of_source=likeness.coverage_of_source,
                verdict=likeness.verdict,
                passages=list(likeness.passages),
                found_at=work.now,
                territory_path=text.territory_path,
                industry_path=text.industry_path,
            )
        )
    Similarity.objects.bulk_create(rows)
    for row in rows:
        work.record(
            "similarity.note", row, coverage=(None, f"{row.coverage:.3f}"), verdict=(None, row.verdict)
        )
    if not rows and likenesses:
        work.record("similarity.again", next(iter(texts.values())), pairs=(None, len(likenesses)))
    return len(rows)


@command
def rule_on_similarity(
    work: Work, *, similarity_id: int, ruling: Ruling, reason: str, tie: bool = False
) -> Similarity:
    """Say what a similarity means. The machine shows; a person rules, and may rule again.

    With ``tie`` the two texts are tied as the ruling says, where it says a relation and none such stands.
    Refuses: Missing, Forbidden, RulingReasonNeeded, LineageWouldCircle.
    """
    similarity = work.claim(Similarity, similarity_id)
    work.require(Power.SIMILARITY_RULE, similarity)
    if len(reason.strip()) < LEAST_REASON:
        raise RulingReasonNeeded(least=LEAST_REASON)
    before, similarity.ruling = similarity.ruling, ruling
    similarity.ruling_reason = reason.strip()
    similarity.ruled_by_id, similarity.ruled_at = work.actor.person_id, work.now
    similarity.save(update_fields=["ruling", "ruling_reason", "ruled_by", "ruled_at"])
    work.record("similarity.rule", similarity, reason=reason.strip(), ruling=(before, ruling))
    if tie:
        draw_ruled_tie(work, similarity)
    return similarity
