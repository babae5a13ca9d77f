"""The commands: Discord in, Discord out. Each is loaded by name and knows no other."""
