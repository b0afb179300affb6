"""The conditions of each kind, with the article each comes from: pure, warned of before somebody applies.

They look at the answers, at the day the call closes, and at what is on record elsewhere (``Facts.recorded``). These keys
are read; each may be left out, and then the answers alone decide:

``call_year`` (int)
    The year for which the contest is held; the year in which the call closes otherwise.
``applied_in_call`` (int)
    Other applications of the same people or the same studio in this call.
``named_as`` (tuple of str)
    Kinds by which the applicants are named now, such as ``studio_recognition_city``; a grant counts while it runs.
``is_studio_leader`` (bool)
    Whether the register of studios knows the project lead as the leader of the studio.
``leader_retires_on`` (date, or text as 2031-03-02)
    The day on which the leader retires.
``other_funding`` (int)
    Public grants for the same project that are known from elsewhere.

A fact that neither the record nor the answers know is unmet under a code of its own, which asks for it (``told``).
"""
