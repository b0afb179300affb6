"""The composition root: settings, addresses, the command line, and what runs beside the web."""

import os

from xinghe.project.places import var_directory

# Compiled loops are kept where this installation may write; numba would look for a place beside the sources.
os.environ.setdefault("NUMBA_CACHE_DIR", str(var_directory() / "compiled"))
