"""A package, so that the system that these tests share stops when they are done."""
