"""The live language toggle, with Qt's own translators.

A widget states each text once, in a function that runs now and at every ``LanguageChange``. The rejected
alternative, ``retranslateUi`` per class, states every text twice and is forgotten at the third widget.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from attnviz.assets import asset
from attnviz.errors import QT_TRANSLATE_NOOP, UserError, filled

QT_GAPS = (
    # what Qt's own Japanese catalogue lacks; ours is asked first, for these as well
    QT_TRANSLATE_NOOP("QFileDialog", "&Look in:"),
    QT_TRANSLATE_NOOP("QFileDialog", "Files of &type:"),
    QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Folder"),
    QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "File"),
)
LANGUAGES = {"en": "English", "ja": "日本語"}


def desktop_language() -> str:
    """ "ja" on a Japanese desktop, else "en"."""
    return "ja" if QLocale.system().language() == QLocale.Language.Japanese else "en"


def explain(error: BaseException) -> str:
    """What an error says, in the language in use. A bug's own text is shown as it is."""
    if not isinstance(error, UserError):
        return f"{type(error).__name__}: {error}"
    return filled(error, lambda text: QCoreApplication.translate("errors", text))


class Live:
    """Mixin for widgets, named before the Qt class: ``class TextBar(Live, QWidget)``.

    ``@self.live`` on a function of the constructor applies its texts now and at every language change. Call the
    returned function again when the data that it prints changes. Plurals: ``self.tr("%n token(s)", "", n)``.
    """

    def live(self, apply: Callable[[], None]) -> Callable[[], None]:
        self.__dict__.setdefault("_live", []).append(apply)
        apply()
        return apply

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            for apply in self.__dict__.get("_live", ()):
                apply()


class Language(QObject):
    """The language in use; installs the catalogues of attnviz and of Qt's own buttons.

    Signals:
        changed(str): the new code, after the translators are in; widgets get their own LanguageChange later.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.code = ""
        self._installed: list[QTranslator] = []

    def use(self, code: str) -> None:
        """Switch to "en" or "ja". Widgets follow in the next turn of the event loop."""
        app = QApplication.instance()
        for old in self._installed:
            app.removeTranslator(old)
            old.deleteLater()  # with its catalogue: it is a child of this object, which lives as long as the program
        self._installed = []
        self.code = code
        locale = QLocale(code)
        QLocale.setDefault(locale)
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        # English has a catalogue too: without it plurals read "1 token(s)".
        for name, folder in (("qtbase", qt_folder), ("attnviz", str(asset("resources", "i18n")))):
            translator = QTranslator(self)
            if translator.load(locale, name, "_", folder):
                app.installTranslator(translator)
                self._installed.append(translator)
            else:
                translator.deleteLater()
        self.changed.emit(code)

    def toggle(self) -> None:
        self.use("en" if self.code == "ja" else "ja")
