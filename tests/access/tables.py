"""Every table of the schema, and how it is kept apart. A table that is not here fails a test."""

# Rows lie behind the fence: row-level security, forced on the owner too.
SCOPED = {
    "attachments_attachment",
    "attachments_upload",
    "decisions_award",
    "decisions_decision",
    "ideas_idea",
    "ideas_ideacreator",
    "integrations_endpoint",
    "integrations_happening",
    "accounts_savedview",
    "jobs_run",
    "jobs_runrow",
    "notices_notice",
    "notices_noticeline",
    "notices_noticepaper",
    "notices_objection",
    "notices_objectionstep",
    "notices_objector",
    "papers_paper",
    "papers_series",
    "programmes_application",
    "programmes_call",
    "programmes_callquota",
    "programmes_extension",
    "programmes_passage",
    "programmes_place",
    "programmes_version",
    "recommendations_ranking",
    "recommendations_recommendation",
    "recommendations_step",
    "messaging_announcement",
    "messaging_dispatch",
    "messaging_message",
    "messaging_preference",
    "messaging_robot",
    "results_creator",
    "results_result",
    "results_workbook",
    "results_workbookerror",
    "texts_lineage",
    "texts_recordedtext",
    "texts_similarity",
}

# Of these, what not even a named machine sees: there is no place to open, only an owner.
PRIVATE = {"accounts_savedview"}

# Views with the fence as part of their own text.
SCOPED_VIEWS = {"ideas_findable", "results_findable"}

# Everybody may know them: which unions there are, what they are called, under whom they stand.
PUBLIC = {"ideas_answertally", "unions_union", "unions_unionname", "unions_unionparent"}

# Needed before anybody is known, or belonging to nobody's place; the reason stands beside each.
SYSTEM = {
    "access_onceanswer": "answers to requests that may come again; found by a digest of person, route and key alone",
    "account_emailaddress": "allauth's own; not used for signing in",
    "account_emailconfirmation": "allauth's own; not used for signing in",
    "accounts_counter": "the cache table",
    "accounts_failurecount": "counts attempts before anybody is known",
    "accounts_person": "read to find out who signs in; lists of people go through within()",
    "accounts_vaultnumber": "ciphertext; read to find who signs in by phone, opened only by a recorded command",
    "audit_auditentry": "grows only; read by the audit administrator's pages and the command line",
    "audit_auditlink": "grows only",
    "auth_group": "Django's own, empty",
    "auth_group_permissions": "Django's own, empty",
    "auth_permission": "Django's own",
    "django_content_type": "Django's own",
    "django_migrations": "Django's own",
    "django_session": "read before anybody is known",
    "integrations_accesstoken": "read to find out who bears a token; digests only; one's own through within()",
    "integrations_ratecount": "counts requests before anybody is known; unlogged",
    "mfa_authenticator": "second factors; read while signing in",
    "papers_signingkey": "public halves are for everybody; private halves are ciphertext, opened only to sign",
    "procrastinate_events": "the queue; carries numbers of runs only",
    "procrastinate_jobs": "the queue; carries numbers of runs only",
    "procrastinate_periodic_defers": "the queue",
    "procrastinate_workers": "the queue",
    "results_searchchange": "numbers of results whose public face changed; read by the keeper of the index",
    "socialaccount_socialaccount": "who is who at the provider of sign-in; read while signing in",
    "socialaccount_socialapp": "allauth's own, empty: the provider stands in the operator's file",
    "socialaccount_socialtoken": "allauth's own, empty: tokens of the provider are not kept",
    "unions_appointment": "read to find out what a person may do",
    "unions_rolemapping": "read while signing in; lists of rules go through within() of their unions",
}
