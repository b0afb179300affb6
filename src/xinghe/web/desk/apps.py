"""Django's handle on this face."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The face as an installed application, for its templates."""

    name = "xinghe.web.desk"
    label = "web_desk"
