"""How a browser is called in the list of somebody's sessions: by its name and the system that it runs on.

What it says of itself is not kept: it tells more than the owner needs to know it by.
"""

_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("coc_coc", "Cốc Cốc"), ("Firefox/", "Firefox"))
_BY_THEIR_LAST_NAME = (("Chrome/", "Chrome"), ("Safari/", "Safari"))
"""Looked for after the others, which name these, too."""
_SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)
UNKNOWN = "thiết bị không rõ"


def device_label(agent: str) -> str:
    """Vietnamese, of a few words that are ours: nothing of what was sent is in it."""
    browser = next((name for sign, name in (*_BROWSERS, *_BY_THEIR_LAST_NAME) if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return " trên ".join(each for each in (browser, system) if each) or UNKNOWN
