"""The staff console (工作台) at ``/console/``."""
