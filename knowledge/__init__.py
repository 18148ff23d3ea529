"""What the associations' own documents say, as typed records with their sources."""
