"""Today (今天): what came in, what waits for staff, which days are near, and whether all is well."""
