"""The tag tree of a PDF, repaired so that it meets PDF/UA-1."""
