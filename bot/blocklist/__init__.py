"""Words and patterns, looked for in prompts: in bounded time, by the `regex` library, which nobody
else knows.
"""

from bot.blocklist.matcher import RegexMatcher as RegexMatcher
