"""The rules: pure and synchronous; no input, no output, no clock."""
