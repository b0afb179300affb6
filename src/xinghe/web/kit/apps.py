"""Django's handle on this face."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """The face as an installed application, for its templates."""

    name = "xinghe.web.kit"
    label = "web_kit"
