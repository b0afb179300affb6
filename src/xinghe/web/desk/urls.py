"""Public addresses."""

urlpatterns: list[object] = []
