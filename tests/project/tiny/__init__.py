"""The smallest Django project that the commands can serve: one page that asks the database, and the job queue."""
