"""How the desk behaves, over made-up associations alone: the sixth one and the small ones under ``packs``."""
