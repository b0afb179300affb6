"""An address as a QR picture: printed on paper, read by a phone."""

import io

import segno
from django.http import HttpResponse


def qr_picture(address: str) -> HttpResponse:
    """The address as an SVG picture, which browsers may keep for a day: what is printed does not change."""
    picture = io.BytesIO()
    segno.make(address, error="m").save(
        picture, kind="svg", border=2, xmldecl=False, svgclass=None, lineclass=None
    )
    response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
