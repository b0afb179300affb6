"""Django's handle on this face."""

from django.apps import AppConfig


class JuryConfig(AppConfig):
    """The face as an installed application, for its templates."""

    name = "xinghe.web.jury"
    label = "web_jury"
