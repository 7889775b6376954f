"""Messages: valid for Telegram whatever the text, within its limits, and saying what the contract says."""
