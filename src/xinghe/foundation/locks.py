"""Places that one transaction holds at a time, where there is no row yet that could be locked."""

from django.db import connection


def hold(*place: object) -> None:
    """Let nobody else in at this place until the transaction ends: ``hold("applicant", call_id, person_id)``. 1 query.

    For what is counted and then added to.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [" ".join(map(str, place))])
