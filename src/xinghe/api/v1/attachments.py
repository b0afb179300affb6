"""Files of an idea: sent in parts, examined, then to be opened."""

from datetime import datetime
from typing import Annotated

from django.http import FileResponse, HttpRequest
from ninja import Header, Path, Router
from pydantic import BaseModel, Field

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.api.doors import actor_of, changes, reads
from xinghe.api.values import LARGEST, PathCode, PathId, Sent, Text
from xinghe.attachments import actions, queries
from xinghe.attachments.vocab import LARGEST_PART, LONGEST_CAPTION, Slot
from xinghe.foundation import clock
from xinghe.ideas.queries import idea_for
from xinghe.integrations.vocab import Scope

router = Router(tags=["attachments"])
_IDEA = "idea"
UploadToken = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")]
FileKey = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")]


class AttachmentOut(BaseModel):
    """One file."""

    id: int
    key: str = Field(description="By which it is opened, once it is clean.")
    slot: Slot
    file_name: str
    caption: str
    media_type: str
    size: int
    state: str = Field(description="waiting, clean or refused: nobody opens it before it is clean.")
    received_at: datetime


class AttachmentsOut(BaseModel):
    """The files of one record, in order."""

    items: list[AttachmentOut]


class UploadIn(Sent):
    """The file that is about to be sent."""

    slot: Slot
    name: Text = Field(min_length=1, max_length=200)
    size: int = Field(ge=1, le=LARGEST)
    digest: Annotated[str, Field(pattern=r"^([0-9a-fA-F]{64})?$")] = Field(
        default="", description="SHA-256 of the whole, in hexadecimal; compared when it has arrived."
    )


class UploadOut(BaseModel):
    """A file on its way."""

    token: str
    offset: int = Field(description="How many bytes have arrived; the next part begins there.")
    size: int
    part: int = Field(description="The most bytes that one part may have.")
    expires_at: datetime


class PartOut(BaseModel):
    """How far it has come."""

    offset: int


class CaptionIn(Sent):
    """What is to be seen."""

    caption: Text = Field(default="", max_length=LONGEST_CAPTION)


def _file(actor: Actor, one: object) -> AttachmentOut:
    return AttachmentOut.model_validate(one, from_attributes=True)


def _upload(actor: Actor, upload: object) -> UploadOut:
    told = {name: getattr(upload, name) for name in ("token", "offset", "size", "expires_at")}
    return UploadOut.model_validate({**told, "part": LARGEST_PART})


def _offset(actor: Actor, offset: object) -> PartOut:
    return PartOut.model_validate({"offset": offset})


@reads(router, "/ideas/{code}/attachments", scopes=(Scope.ATTACHMENTS_READ,), answers=AttachmentsOut)
def list_attachments(request: HttpRequest, code: PathCode) -> AttachmentsOut:
    """The files of an idea."""
    actor = actor_of(request)
    number = idea_for(actor, code).pk
    rows = queries.attachments_of(actor, _IDEA, [number]).get(number, ())
    return AttachmentsOut(items=[_file(actor, one) for one in rows])


@changes(
    router,
    "/ideas/{code}/attachments",
    scope=Scope.ATTACHMENTS_WRITE,
    answers=UploadOut,
    shows=_upload,
    status=201,
    also=frozenset({413}),
)
def begin_upload(request: HttpRequest, code: PathCode, body: UploadIn) -> None:
    """Announce a file for an idea."""
    actor = actor_of(request)
    with fenced(actor):
        number = idea_for(actor, code).pk
    actions.begin_upload(
        actor,
        subject_kind=_IDEA,
        subject_id=number,
        slot=body.slot,
        name=body.name,
        size=body.size,
        digest=body.digest,
    )


@reads(router, "/uploads/{token}", scopes=(Scope.ATTACHMENTS_READ,), answers=UploadOut)
def get_upload(request: HttpRequest, token: UploadToken) -> UploadOut:
    """How far a file has come."""
    actor = actor_of(request)
    return _upload(actor, queries.upload_for(actor, token, now=clock.now()))


_BYTES = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@changes(
    router,
    "/uploads/{token}/parts",
    scope=Scope.ATTACHMENTS_WRITE,
    answers=PartOut,
    shows=_offset,
    also=frozenset({413}),
    extra=_BYTES,
)
def send_part(
    request: HttpRequest,
    token: UploadToken,
    upload_offset: Annotated[int, Header(alias="Upload-Offset", ge=0, le=LARGEST)],
) -> None:
    """Send the bytes that begin at an offset, as the body."""
    actions.take_part(actor_of(request), token=token, offset=upload_offset, content=request.body)


@changes(
    router,
    "/uploads/{token}/finish",
    scope=Scope.ATTACHMENTS_WRITE,
    answers=AttachmentOut,
    shows=_file,
    status=201,
)
def finish_upload(request: HttpRequest, token: UploadToken, body: CaptionIn) -> None:
    """Make an attachment of a file that has arrived, and have it examined."""
    actions.finish_upload(actor_of(request), token=token, caption=body.caption)


_DOWNLOAD = {
    "responses": {
        200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
    }
}


@reads(
    router,
    "/attachments/{key}",
    scopes=(Scope.ATTACHMENTS_READ,),
    answers=None,
    also=frozenset({410}),
    extra=_DOWNLOAD,
)
def open_attachment(request: HttpRequest, key: FileKey) -> FileResponse:
    """The clean copy of a file."""
    found = queries.file_for(actor_of(request), key)
    return FileResponse(
        found.path.open("rb"),
        as_attachment=True,
        filename=found.file_name,
        content_type="application/octet-stream",
    )


@changes(
    router,
    "/attachments/{attachment_id}/describe",
    scope=Scope.ATTACHMENTS_WRITE,
    answers=AttachmentOut,
    shows=_file,
)
def describe_attachment(request: HttpRequest, attachment_id: PathId, body: CaptionIn) -> None:
    """Say what is to be seen."""
    actions.describe_attachment(actor_of(request), attachment_id=attachment_id, caption=body.caption)


@changes(
    router,
    "/attachments/{attachment_id}/remove",
    scope=Scope.ATTACHMENTS_WRITE,
    answers=AttachmentOut,
    shows=_file,
)
def remove_attachment(request: HttpRequest, attachment_id: PathId) -> None:
    """Take a file off its record."""
    actions.remove_attachment(actor_of(request), attachment_id=attachment_id)
