"""What values that programs send may be: whatever passes here PostgreSQL can hold."""

from collections.abc import Iterable
from typing import Annotated

from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

# PostgreSQL keeps no NUL in a text; everything else of Unicode it does.
HELD = r"^[^\x00]*$"
# Beyond this JavaScript's numbers are no longer exact, and no row is numbered so high.
LARGEST = 2**53

Text = Annotated[str, StringConstraints(pattern=HELD)]
Id = Annotated[int, Field(ge=1, le=LARGEST)]
PathId = Annotated[int, Path(ge=1, le=LARGEST)]
PathCode = Annotated[str, Path(max_length=40, pattern=HELD, description="The code that people read it by.")]
Words = Annotated[str, Query(max_length=100, pattern=HELD, description="Words, pinyin initials or a code.")]
Place = Annotated[
    str, Query(max_length=255, pattern=r"^[0-9.]*$", description="A path of the tree: there and below.")
]


class Sent(BaseModel):
    """A body that a program sends: a field that does not exist is refused, not overlooked."""

    model_config = ConfigDict(extra="forbid")


class RemarkIn(Sent):
    """A remark, if there is one."""

    words: Text = Field(default="", max_length=500)


class ReasonIn(Sent):
    """Why; the people concerned will read it."""

    words: Text = Field(max_length=500)


def sorts(names: Iterable[str]) -> str:
    """The pattern of a parameter that orders a list by one of these names, ``-`` first for downwards."""
    return f"^(-?({'|'.join(names)}))?$"
