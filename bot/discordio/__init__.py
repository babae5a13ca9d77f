"""What imports discord, but for the commands: the bot, its answers, messages and buttons."""
