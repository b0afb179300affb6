"""Django's handle on this face."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The face as an installed application, for its templates."""

    name = "xinghe.web.public"
    label = "web_public"
