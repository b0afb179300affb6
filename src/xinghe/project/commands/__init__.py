"""One module for each sub-command of `xinghe`; each exports a click command named `command`.

Nothing of Django is imported at the top of these modules: `loading.start_django` comes first.
"""
