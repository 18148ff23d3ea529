"""Pages for members (/m/…)."""
