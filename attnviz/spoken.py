"""What an error says in the user's language where Qt is not read yet, or cannot be: no display, no memory, no library.

It reads the source of the catalogue that Qt reads, so that no text stands twice. That takes a while, and only errors
wait for it.
"""

from __future__ import annotations

import os
from xml.etree import ElementTree

from attnviz.assets import asset
from attnviz.errors import UserError, filled
from attnviz.settings import Settings


def language(asked: str | None = None) -> str:
    """ "en" or "ja": the one asked for, else that of the settings, else the system's."""
    chosen = asked or Settings()["language"]
    if chosen != "system":
        return str(chosen)
    system = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "ja" if system.startswith("ja") else "en"


def explain_in(error: UserError, code: str) -> str:
    """What an error says in "en" or "ja"; in English where the catalogue cannot be read."""
    known = {} if code == "en" else _known(code)
    return filled(error, lambda text: known.get(text, text))


def _known(code: str) -> dict[str, str]:
    try:
        tree = ElementTree.parse(asset("resources", "i18n", f"attnviz_{code}.ts"))
    except (OSError, ElementTree.ParseError, MemoryError):
        return {}
    found = (context for context in tree.iter("context") if context.findtext("name") == "errors")
    messages = (message for context in found for message in context.iter("message"))
    pairs = ((message.findtext("source") or "", message.findtext("translation") or "") for message in messages)
    return {source: said for source, said in pairs if said}
