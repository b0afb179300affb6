"""Django's handle on this package."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"
