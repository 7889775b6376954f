"""Tools for developers; nothing here runs with the bot."""
