"""The tables of names that ship with Tocsin; NOTICE.md says whence they come."""
