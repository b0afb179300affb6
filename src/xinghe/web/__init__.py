"""Faces for people, cut by audience. They translate: a request into one command or question, an answer into a page."""
