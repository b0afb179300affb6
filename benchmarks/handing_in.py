"""People who hand in ideas by the interface for programs: the ground they stand on, what they send, what became of it.

python -m benchmarks.handing_in PLAN     carries a plan out in a process of its own and writes what was answered
"""

import asyncio
import json
import random
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.callers import Answer, Callers, Outcome, at_pace, request_of

UNITS = 100
ROWS_AT_ONCE = 1_000
TEXTS = 1_000
SEED = 20260302
_GOLDEN = 0.6180339887498949
# Done, or taken in to be done.
ACKNOWLEDGED = frozenset({201, 202})
# Marks what this run has sent; the number follows it.
MARK = "〔试〕"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one process of callers does: at a pace, or in turn until each of so many is acknowledged.

    ``keys`` is how repetitions are known: by the same key. ``loses`` is the share of answers that never arrive.
    ``later`` is the share of those who prefer that it is taken in now and carried out afterwards.
    """

    port: int
    ground: str
    out: str
    first: int
    number: int
    rate: float = 0.0
    callers: int = 16
    keys: bool = True
    loses: float = 0.0
    later: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the database holds of the requests from one number to another."""

    rows: dict[int, int]
    unrecorded: int

    def lost(self, acknowledged: set[int]) -> int:
        """Acknowledged, and not there."""
        return len(acknowledged - self.rows.keys())

    @property
    def twice(self) -> int:
        """There more than once."""
        return sum(number > 1 for number in self.rows.values())


def lay_ground(path: Path, *, people: int) -> None:
    """Units with an officer each, people with a token each, and texts; written to ``path`` for the callers."""
    from django.db import connection

    from tests.factories import accounts
    from xinghe.access.powers import Role
    from xinghe.accounts.models import Person
    from xinghe.integrations.models import AccessToken
    from xinghe.integrations.queries import token_digests
    from xinghe.integrations.rules.tokens import new_token, shown_part
    from xinghe.integrations.vocab import Scope
    from xinghe.project.demonstration.prose import write
    from xinghe.results.vocab import Category, Field
    from xinghe.unions.models import Union
    from xinghe.unions.vocab import UnionKind

    chance, now = random.Random(SEED), datetime.now(UTC)
    counties = list(Union.objects.filter(kind=UnionKind.COUNTY).order_by("pk"))
    units = [Union(kind=UnionKind.UNIT, name=f"示例{n}厂", short_name=f"示例{n}厂") for n in range(UNITS)]
    Union.objects.bulk_create(units)
    for n, unit in enumerate(units):
        unit.territory_path = f"{counties[n % len(counties)].territory_path}{unit.pk}."
        unit.save()
        accounts.appoint(accounts.person(password=None), Role.UNIT_OFFICER, at=unit)
    enrolled = (
        Person(
            staff_number=f"B{n:07d}",
            name="仉昶",
            password="!",
            joined_at=now,
            territory_path=units[n % UNITS].territory_path,
        )
        for n in range(people)
    )
    workers = Person.objects.bulk_create(enrolled, batch_size=ROWS_AT_ONCE)
    tokens = [new_token() for _ in workers]
    issued = (
        AccessToken(
            person=worker,
            name="试",
            prefix=shown_part(token),
            digest=token_digests(token)[0],
            scopes=[Scope.IDEAS_WRITE],
            with_offices=False,
            issued_at=now,
            expires_at=now + timedelta(days=1),
        )
        for worker, token in zip(workers, tokens, strict=True)
    )
    AccessToken.objects.bulk_create(issued, batch_size=ROWS_AT_ONCE)
    texts = []
    fields, categories = list(Field), list(Category)
    for _ in range(TEXTS):
        field, category = chance.choice(fields), chance.choice(categories)
        prose = write(field, category, chance=chance)
        texts.append(
            {
                "title": prose.title[:20],
                "category": str(category),
                "field": str(field),
                "problem": prose.problem,
                "solution": prose.solution,
                "innovation": prose.innovation,
                "effect": prose.effect,
                "pledged": True,
            }
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    path.write_text(json.dumps({"tokens": tokens, "texts": texts}), encoding="utf-8")


def requests_of(plan: Plan) -> Iterator[bytes]:
    """One request after the other, each of another person with another text; its number stands in its title."""
    ground = json.loads(Path(plan.ground).read_text(encoding="utf-8"))
    tokens, texts = ground["tokens"], ground["texts"]
    for number in range(plan.first, plan.first + plan.number):
        text = texts[number % len(texts)]
        body = json.dumps(text | {"title": f"{text['title']}{MARK}{number}"}, ensure_ascii=False).encode()
        # The share is spread evenly, and a request stays what it was.
        prefers = {"Prefer": "respond-async"} if number * _GOLDEN % 1.0 < plan.later else {}
        yield request_of(
            "POST",
            "/api/v1/ideas",
            body=body,
            Authorization=f"Bearer {tokens[number % len(tokens)]}",
            Idempotency_Key=str(uuid.UUID(int=SEED << 64 | number)),
            Content_Type="application/json",
            Accept_Language="zh-CN",
            **prefers,
        )


def drained(*, patience: float = 3_600.0) -> tuple[int, float]:
    """Wait until all that was taken in is carried out: how many waited, and for how many seconds they did."""
    from django.db import Error, connection

    began, most = time.monotonic(), 0
    while time.monotonic() - began < patience:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM deposits_deposit WHERE state = 'waiting'")
                (waiting,) = cursor.fetchone()
        except Error:
            # It was killed, and comes again.
            connection.close()
        else:
            most = max(most, waiting)
            if not waiting:
                return most, time.monotonic() - began
        time.sleep(0.5)
    raise RuntimeError(f"after {patience:.0f} s deposits still wait")


def kept(first: int, number: int) -> Kept:
    """What the database holds of these requests, and how many of its rows nobody recorded."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT split_part(title, %s, 2)::int, NOT EXISTS (SELECT FROM audit_auditentry entry"
            " WHERE entry.subject_kind = 'ideas.idea' AND entry.subject_id = idea.id AND entry.verb = 'idea.hand_in')"
            " FROM ideas_idea idea WHERE title LIKE %s AND stage <> 'draft'",
            [MARK, f"%{MARK}%"],
        )
        found = [row for row in cursor.fetchall() if first <= row[0] < first + number]
    return Kept(rows=Counter(row[0] for row in found), unrecorded=sum(row[1] for row in found))


async def until_acknowledged(plan: Plan) -> Outcome:
    """Callers who send each request again until it is acknowledged, as people do whose phone says nothing."""
    outcome, chance = Outcome(), random.Random(SEED)
    work = enumerate(requests_of(plan), plan.first)
    began, spent = time.perf_counter(), time.process_time()

    async def caller() -> None:
        line = Callers(plan.port)
        for number, request in work:
            due, tries, status = time.perf_counter(), 0, 0
            while status not in ACKNOWLEDGED:
                tries += 1
                sent = request if plan.keys else _other_key(request)
                status, headers, _ = await line.ask(sent)
                if status in ACKNOWLEDGED and tries == 1 and chance.random() < plan.loses:
                    status = 0
                if 400 <= status < 500 and status not in (409, 429):
                    raise RuntimeError(f"request {number} was refused with {status}")
                if status not in ACKNOWLEDGED:
                    # As long as asked for, but this is a measurement: a tenth of it.
                    await asyncio.sleep(int(headers.get(b"retry-after", b"1")) / 10)
            outcome.answers.append(
                Answer(number=number, status=status, seconds=time.perf_counter() - due, again=tries)
            )
        line.close()

    await asyncio.gather(*(caller() for _ in range(plan.callers)))
    outcome.clock, outcome.processor = time.perf_counter() - began, time.process_time() - spent
    return outcome


def _other_key(request: bytes) -> bytes:
    head, mark, rest = request.partition(b"Idempotency-Key: ")
    return head + mark + str(uuid.uuid4()).encode() + rest[36:]


def carry_out(plan: Plan) -> None:
    """Carry the plan out and write what was answered."""
    if plan.rate:
        outcome = asyncio.run(
            at_pace(plan.port, requests_of(plan), rate=plan.rate, seconds=plan.number / plan.rate)
        )
        answers = [(plan.first + one.number, one.status, one.seconds, one.again) for one in outcome.answers]
    else:
        outcome = asyncio.run(until_acknowledged(plan))
        answers = [(one.number, one.status, one.seconds, one.again) for one in outcome.answers]
    told = {"clock": outcome.clock, "processor": outcome.processor, "answers": answers}
    Path(plan.out).write_text(json.dumps(told), encoding="utf-8")


def told(plan: Plan) -> Outcome:
    """What the process that carried this plan out has written."""
    read = json.loads(Path(plan.out).read_text(encoding="utf-8"))
    answers = [
        Answer(number=number, status=status, seconds=seconds, again=again)
        for number, status, seconds, again in read["answers"]
    ]
    return Outcome(answers=answers, clock=read["clock"], processor=read["processor"])


def command_of(plan: Plan) -> list[str]:
    """How to start the process that carries this plan out."""
    return [sys.executable, "-m", "benchmarks.handing_in", json.dumps(asdict(plan))]


if __name__ == "__main__":
    carry_out(Plan(**json.loads(sys.argv[1])))
