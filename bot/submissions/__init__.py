"""Submissions (申报): what applicants handed in, where each stands, and who may see it."""
