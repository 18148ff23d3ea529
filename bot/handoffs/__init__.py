"""A person please (找人工): what members ask of staff themselves, and how staff answer."""
