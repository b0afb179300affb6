"""The judges' face: invitations, entries to score, a defence to hear, a visit to make; on a phone or a laptop."""
