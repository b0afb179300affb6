"""Entries of the record, as commands would have left them."""

from datetime import UTC, datetime, timedelta

from xinghe.audit.models import AuditEntry

SOME_TIME = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def entries(count: int, *, subject_id: int = 12, at: datetime = SOME_TIME) -> list[AuditEntry]:
    """Record ``count`` invented entries, a second apart, none of them sealed."""
    return AuditEntry.objects.bulk_create(
        AuditEntry(
            at=at + timedelta(seconds=number),
            person_id=None if number % 7 == 0 else 100 + number % 5,
            system="index-texts" if number % 7 == 0 else "",
            offices="" if number % 7 == 0 else f"officer@{number % 3}",
            via="job" if number % 7 == 0 else "web",
            verb=("result.record", "result.clear", "result.publish")[number % 3],
            subject_kind="results.result",
            subject_id=subject_id + number % 4,
            before={"stage": None, "title": f"夹具 {number}"},
            after={"stage": "recorded", "title": f"夹具 {number} 𬱖"},
            command="results.actions.record_result",
            reason="改正笔误\n第二行" if number % 2 else "",
        )
        for number in range(count)
    )
