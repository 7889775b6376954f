"""The history of the schema: a list of steps that only grows. A released step is never changed."""
