"""Question sets over the five real packs, and how far the answers go. By hand: ``python -m tests.questions FILE…``."""
