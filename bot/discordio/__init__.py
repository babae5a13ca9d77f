"""Everything that imports discord, but for the commands: the bot, its answers, its messages, its buttons."""
