"""What gunicorn serves: kept pages first, then the entrance, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinghe.project.settings.prod")

django = get_wsgi_application()

# Only now: they ask the settings.
from xinghe.project.admission import Admission  # noqa: E402
from xinghe.web.public.shared import shared_pages  # noqa: E402

pages = shared_pages()
application = pages.shown(Admission(pages.kept(django), at_once=int(os.environ.get("XINGHE_THREADS", "2"))))
