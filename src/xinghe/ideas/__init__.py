"""A worker's idea from the first draft to the answer, and on to the result: drafts, creators, triage, the clock."""
