"""The commands: Discord in, Discord out, nothing else. Each is loaded by name and knows no other."""
