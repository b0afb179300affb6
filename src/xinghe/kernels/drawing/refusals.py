"""Why a draw cannot be held: the fact, the number, the next step, for whoever calls to translate and show."""

from __future__ import annotations

from typing import ClassVar


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation; a kernel cannot reach the house's own mark."""
    return text


class DrawRefused(ValueError):
    """The draw is not one that can be held. ``message`` has ``%(name)s`` places that ``params`` fill."""

    code: ClassVar[str]
    message: ClassVar[str]

    def __init__(self, **params: object) -> None:
        super().__init__(self.code, params)
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params


class TermsUnreadable(DrawRefused):
    """What is to be drawn is not written as it must be."""

    code = "draw_terms_unreadable"
    message = gettext_noop("The terms of the draw cannot be read: %(what)s. Write them as the manual shows.")


class TooFewPeople(DrawRefused):
    """A stratum has fewer eligible people than seats."""

    code = "draw_too_few_people"
    message = gettext_noop(
        "“%(stratum)s” has %(seats)s seats. Of %(pool)s people in the pool %(excluded)s are excluded (%(reasons)s), "
        "%(left)s are left. Add %(missing)s people or take seats away."
    )


class LimitTooTight(DrawRefused):
    """A limit leaves fewer people than there are seats."""

    code = "draw_limit_too_tight"
    message = gettext_noop(
        "“%(stratum)s” has %(seats)s seats. With at most %(most)s of one %(of)s, the %(left)s people left fill %(reach)s of "
        "them at best. Add people of another %(of)s, or raise the limit."
    )


class NoPanelFits(DrawRefused):
    """Each stratum can be filled alone, all of them together were not."""

    code = "draw_no_panel_fits"
    message = gettext_noop(
        "None of %(attempts)s draws filled all %(seats)s seats at once: %(left)s different people are eligible, and people who "
        "stand in several strata or share a group are missing elsewhere. Add people or loosen a limit."
    )


class SeedUnfit(DrawRefused):
    """A seed that could be guessed."""

    code = "draw_seed_unfit"
    message = gettext_noop(
        "The seed has to be 64 digits of 0-9 and a-f. Have one made at random, or throw dice for it."
    )


class SeedDiffers(DrawRefused):
    """Not the seed whose hash was published."""

    code = "draw_seed_differs"
    message = gettext_noop(
        "The seed is not the one committed to on %(at)s. Bring the sealed one, or begin a new draw in the open."
    )


class BeaconMissing(DrawRefused):
    """A public number was promised and is not given, or the other way round."""

    code = "draw_beacon_differs"
    message = gettext_noop(
        "The terms name “%(source)s” as the public number to be mixed in, given was “%(given)s”. Give what was promised."
    )


class OutOfTurn(DrawRefused):
    """A step that the record is not ready for."""

    code = "draw_out_of_turn"
    message = gettext_noop(
        "The record has %(links)s steps: first it is committed, then drawn once, then people are replaced. Look at where it stands."
    )


class TimeBackwards(DrawRefused):
    """A time that is none or lies before the step before it."""

    code = "draw_time_backwards"
    message = gettext_noop(
        "“%(at)s” is not a time with its zone at or after %(after)s. Write one such as 2026-05-06T09:30:00+08:00."
    )


class NotSeated(DrawRefused):
    """Somebody leaves who has no seat."""

    code = "draw_not_seated"
    message = gettext_noop("“%(person)s” has no seat now. Name one of those seated: %(seated)s.")


class ReasonUnfit(DrawRefused):
    """A reason that is no code, or one that only the draw itself may give."""

    code = "draw_reason_unfit"
    message = gettext_noop(
        "“%(said)s” is not a reason for leaving. Write a code in small letters such as declined or same_employer."
    )
