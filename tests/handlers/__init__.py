"""The bot as people see it."""
