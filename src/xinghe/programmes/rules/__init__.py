"""Decisions of the engine that need no database: forms and answers, rubrics, quotas, conditions, the terms of a call."""
