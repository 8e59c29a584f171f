"""The one exception a user may meet: a template that can be translated, and the values that fill it.

Every room raises ``UserError``; the window looks the template up in its language (context "errors"),
the command line prints it in English. A bug is any other exception.
"""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark ``text`` for lupdate, which finds this name in rooms that may not import Qt."""
    return text


class UserError(Exception):
    """Something the user can understand and mend.

    Attributes:
        template: English text with named ``{places}``, marked with QT_TRANSLATE_NOOP("errors", ...).
        values: what fills the places; file names and texts are shown as plain text, never as markup.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values = values
