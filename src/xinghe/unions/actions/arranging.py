"""Arrange the tree. Every change is dated; nothing that was is lost."""

from datetime import date

from django.db.models import F, Func

from xinghe.access.actor import path_range
from xinghe.access.placed import join_line, relocate
from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.pinyin import pinyin_initials, pinyin_key
from xinghe.unions.models import Union, UnionName, UnionParent
from xinghe.unions.rules import check_uscc
from xinghe.unions.vocab import Line, UnionKind


class ParentBelowItself(Refusal):
    """The new parent lies inside what is being moved."""

    code = "parent_below_itself"
    message = gettext_noop("“%(parent)s” lies below “%(union)s”. Choose a union outside it.")


class NotOnThatLine(Refusal):
    """The chosen parent does not stand on the line that was named."""

    code = "not_on_that_line"
    message = gettext_noop("“%(parent)s” does not stand on that line. Choose a union that does.")


class PeriodBackwards(Refusal):
    """A date lies before the period it is meant to end."""

    code = "period_backwards"
    message = gettext_noop(
        "%(date)s is not after %(since)s, when the present state began. Choose a later date."
    )


def place_union(
    work: Work,
    *,
    name: str,
    kind: UnionKind,
    parent: Union | None,
    from_date: date,
    short_name: str = "",
    division_code: str = "",
    uscc: str = "",
    industry_parent: Union | None = None,
    is_demonstration: bool = False,
) -> Union:
    """Put a union into the tree inside somebody's transaction; ``parent`` None makes the top.

    An industry or large-enterprise union stands on the industry line under the province; a unit
    stands on the territory line, and on the industry line too when ``industry_parent`` says so.
    Refuses: a credit code whose check character is wrong.
    """
    if uscc:
        check_uscc(uscc)
    union = Union.objects.create(
        name=name,
        short_name=short_name or name,
        kind=kind,
        division_code=division_code,
        uscc=uscc,
        name_pinyin=pinyin_key(name),
        name_initials=pinyin_initials(name),
        is_demonstration=is_demonstration,
    )
    own = f"{union.pk}."
    on_industry_line = kind in (UnionKind.INDUSTRY, UnionKind.LARGE_ENTERPRISE)
    if parent is None:
        union.territory_path = union.industry_path = own
    elif on_industry_line:
        union.industry_path = parent.industry_path + own
    else:
        union.territory_path = parent.territory_path + own
    if industry_parent is not None:
        union.industry_path = industry_parent.industry_path + own
    union.save(update_fields=["territory_path", "industry_path"])
    for line, above in (
        (Line.INDUSTRY if on_industry_line else Line.TERRITORY, parent),
        (Line.INDUSTRY, industry_parent),
    ):
        if above is not None:
            UnionParent.objects.create(union=union, line=line, parent=above, from_date=from_date)
    UnionName.objects.create(union=union, name=name, from_date=from_date)
    work.record("union.place", union, name=(None, name), territory_path=(None, union.territory_path))
    return union


@command
def add_union(
    work: Work,
    *,
    parent_id: int,
    name: str,
    kind: UnionKind,
    from_date: date,
    uscc: str = "",
    division_code: str = "",
    industry_parent_id: int | None = None,
) -> Union:
    """Add a union below one, or one on each line, that the actor arranges. Refuses: Missing, Forbidden, UsccWrong."""
    parent = work.claim(Union, parent_id)
    work.require(Power.UNION_ARRANGE, parent)
    industry_parent = work.claim(Union, industry_parent_id) if industry_parent_id else None
    if industry_parent is not None:
        work.require(Power.UNION_ARRANGE, industry_parent)
    return place_union(
        work,
        name=name,
        kind=kind,
        parent=parent,
        from_date=from_date,
        uscc=uscc,
        division_code=division_code,
        industry_parent=industry_parent,
    )


@command
def move_union(work: Work, *, union_id: int, line: Line, parent_id: int, from_date: date) -> Union:
    """Put a union, with all below it, under another parent on one line; applies on the next request.

    Frozen routes stay as they are, within reach of who holds office at the unions on them. Refuses: Missing, Forbidden, ParentBelowItself, NotOnThatLine, PeriodBackwards.
    """
    union = work.claim(Union, union_id)
    parent = work.claim(Union, parent_id)
    work.require(Power.UNION_ARRANGE, union)
    work.require(Power.UNION_ARRANGE, parent)
    column = f"{line}_path"
    old: str = getattr(union, column)
    above: str = getattr(parent, column)
    if not above:
        raise NotOnThatLine(parent=parent.name)
    if old and above.startswith(old):
        raise ParentBelowItself(parent=parent.name, union=union.name)
    standing = UnionParent.objects.filter(union=union, line=line, until_date__isnull=True).first()
    if standing is not None:
        if from_date <= standing.from_date:
            raise PeriodBackwards(date=from_date, since=standing.from_date)
        standing.until_date = from_date
        standing.save(update_fields=["until_date"])
    UnionParent.objects.create(union=union, line=line, parent=parent, from_date=from_date)
    new = f"{above}{union.pk}."
    if old:
        _remember(column, old)
        relocate(column, old=old, new=new)
    else:
        beside = "industry_path" if line is Line.TERRITORY else "territory_path"
        join_line(column, beside=beside, at=getattr(union, beside), new=new)
    work.record("union.move", union, reason="", **{column: (old, new)})
    union.refresh_from_db()
    return union


def _remember(column: str, old: str) -> None:
    """Keep, for all that moves, the path it leaves: who holds office there goes on reaching what is frozen at it."""
    low, high = path_range(old)
    Union.objects.filter(**{f"{column}__gte": low, f"{column}__lt": high}).update(
        former_paths=Func(F("former_paths"), F(column), function="array_append")
    )


@command
def rename_union(work: Work, *, union_id: int, name: str, from_date: date) -> Union:
    """Give a union a new name from a date on; earlier papers keep the old one."""
    union = work.claim(Union, union_id)
    work.require(Power.UNION_ARRANGE, union)
    standing = UnionName.objects.get(union=union, until_date__isnull=True)
    if from_date <= standing.from_date:
        raise PeriodBackwards(date=from_date, since=standing.from_date)
    standing.until_date = from_date
    standing.save(update_fields=["until_date"])
    UnionName.objects.create(union=union, name=name, from_date=from_date)
    before, union.name = union.name, name
    union.name_pinyin, union.name_initials = pinyin_key(name), pinyin_initials(name)
    union.save(update_fields=["name", "name_pinyin", "name_initials"])
    work.record("union.rename", union, name=(before, name))
    return union
