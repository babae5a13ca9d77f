"""The small web server: health and metrics for the one who runs the bot, and the mask painter."""
