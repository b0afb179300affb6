"""The control of the stampede: Django with nothing before it, as gunicorn would serve it by itself."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
