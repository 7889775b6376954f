"""Weeks in virtual time: the bot's loops below the chat, under crashes, clock steps and Telegram's bad minutes."""
