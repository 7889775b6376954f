"""Processes that die on purpose: the named points, the child that dies at one, and the count of what became of it."""
