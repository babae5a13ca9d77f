"""What the bot does, without Discord, HTTP or SQL: steps that move jobs along, through ports of its
own.
"""
