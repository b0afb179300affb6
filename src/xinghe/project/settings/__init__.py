"""Settings describe the installation; policy is never a setting. ``prod`` serves, ``test`` is for checks."""
