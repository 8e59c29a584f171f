"""The kernels of a run, a line each: launches, time, rates, and how close they came to the device's ceiling."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from attnviz.digits import counted, number
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_bar, draw_text
from attnviz.gui.plain import as_tip
from attnviz.gui.theme import Colours, mix
from attnviz.gui.views.inspector_sections import Section
from attnviz.performance import Ceiling, Launch, Profile, share_of, share_of_all, total

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def whole_percent(share: float) -> str:
    """No part is more than its whole: what is above a measured ceiling says so, and by how much means nothing."""
    if round(share, 2) > 1:
        return "> 100\u202f%"
    return f"{number(100 * share, 0)}\u202f%"


@dataclass(frozen=True)
class Row:
    """One line as it is printed. ``share`` is None without a ceiling; ``bound`` is "" for all kernels together."""

    launch: Launch
    calls: str
    milliseconds: str
    gflops: str
    gbytes: str
    share: float | None
    bound: str


def rows_of(profile: Profile) -> list[Row]:
    """The kernels in the order in which the run launched them, which no key press changes; then all of them."""
    launches, ceiling = profile.launches, profile.ceiling
    made = [_row(launch, ceiling) for launch in launches]
    if launches:
        share = share_of_all(launches, ceiling) if ceiling else None
        made.append(_printed(total("", launches), share, ""))
    return made


def _row(launch: Launch, ceiling: Ceiling | None) -> Row:
    if ceiling is None:
        return _printed(launch, None, "")
    share = share_of(launch, ceiling)
    return _printed(launch, share.share, share.bound)


def _printed(launch: Launch, share: float | None, bound: str) -> Row:
    gflops = counted(launch.gflops, 1) if launch.flops else "–"
    return Row(
        launch, counted(launch.calls), counted(launch.milliseconds, 3), gflops, number(launch.gbytes, 1), share, bound
    )


class KernelTable(Live, Section):
    """Painted, with columns of fixed width: numbers change at each key press, and nothing moves.

    Where there is little room the columns of ``GIVES`` go, the last of them first.
    """

    LINE = 19
    COLUMNS = {"calls": 52, "milliseconds": 68, "gflops": 78, "gbytes": 62}
    NAME, PERCENT, BOUND, BAR = 96, 58, 96, (44, 420)
    GIVES = ("bound", "gbytes", "calls", "gflops")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self._headings: dict[str, str] = {}
        self._bounds: dict[str, str] = {}
        self._every = ""
        self.note = ""
        self._retell = self.live(self._tell)

    def show_profile(self, profile: Profile, note: str) -> None:
        """``note`` is said in place of the table when there are no kernels."""
        self.rows, self.note = rows_of(profile), note
        self.set_high(self.LINE * (len(self.rows) + 1) + 4)
        self._describe()
        self.update()

    def _tell(self) -> None:
        self._headings = {
            "name": self.tr("Kernel"),
            "calls": self.tr("Calls"),
            "milliseconds": self.tr("ms"),
            "gflops": self.tr("GFLOP/s"),
            "gbytes": self.tr("GB/s"),
            "share": self.tr("Share of ceiling"),
            "bound": self.tr("Bound by"),
        }
        self._bounds = {"arithmetic": self.tr("arithmetic"), "memory": self.tr("memory"), "": ""}
        self._every = self.tr("All kernels")
        self._describe()
        self.update()

    def _describe(self) -> None:
        """The table in words, for a screen reader."""
        lines = [
            f"{self.name(row)}: {row.milliseconds} ms"
            + ("" if row.share is None else f", {whole_percent(row.share)} {self._bounds[row.bound]}")
            for row in self.rows
        ]
        self.setAccessibleName("; ".join(lines) or self.note)

    def name(self, row: Row) -> str:
        return row.launch.kernel or self._every

    def columns(self) -> dict[str, QRectF]:
        """Column -> where it stands in the heading's line, by the room there is."""
        wide = self.NAME + sum(self.COLUMNS.values()) + self.BAR[0] + self.PERCENT + self.BOUND
        shown = {**self.COLUMNS, "bound": self.BOUND}
        for column in self.GIVES:
            if wide > self.width():
                wide -= shown.pop(column)
        rest = max(0.0, self.width() - wide)
        bar = min(self.BAR[1], self.BAR[0] + 0.7 * rest)
        name = min(self.NAME + 0.3 * rest, 190)
        found, x = {"name": QRectF(0, 0, name, self.LINE)}, name
        for column in self.COLUMNS:
            if column in shown:
                found[column] = QRectF(x, 0, shown[column], self.LINE)
                x += shown[column]
        found["bar"] = QRectF(x + 16, 0, bar - 16, self.LINE)
        found["percent"] = QRectF(x + bar, 0, self.PERCENT, self.LINE)
        x += bar + self.PERCENT
        if "bound" in shown:
            found["bound"] = QRectF(x + 12, 0, self.BOUND - 12, self.LINE)
        return found

    def paint(self, painter: QPainter, c: Colours) -> None:
        if not self.rows:
            draw_text(painter, QRectF(0, 0, self.width(), self.LINE), self.note, ui_font(14), c.secondary)
            return
        columns = self.columns()
        self._paint_heading(painter, columns, c)
        for i, row in enumerate(self.rows):
            y = self.LINE * (i + 1) + (4 if row.launch.kernel else 6)
            self._paint_row(painter, {name: rect.translated(0, y) for name, rect in columns.items()}, row, c)
        line = self.LINE * len(self.rows) + 4.5
        painter.fillRect(QRectF(0, line, self.width(), 1), mix(c.panel, c.secondary, 0.35))

    def _paint_heading(self, painter: QPainter, columns: dict[str, QRectF], c: Colours) -> None:
        font = ui_font(12, bold=True)
        for name, rect in columns.items():
            if name in self._headings:
                left = name in ("name", "bound")
                align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter if left else RIGHT
                draw_text(painter, rect, self._headings[name], font, c.secondary, align)
        both = columns["bar"].united(columns["percent"])
        draw_text(painter, both, self._headings["share"], font, c.secondary)

    def _paint_row(self, painter: QPainter, columns: dict[str, QRectF], row: Row, c: Colours) -> None:
        whole = not row.launch.kernel
        draw_text(painter, columns["name"], self.name(row), ui_font(14, bold=whole), c.text)
        for name in self.COLUMNS:
            if name in columns:
                draw_text(painter, columns[name], getattr(row, name), ui_font(14, bold=whole), c.text, RIGHT)
        if row.share is None:
            return
        track = columns["bar"].adjusted(0, 5, 0, -5)
        draw_bar(painter, track, c.chip)
        filled = QRectF(track.x(), track.y(), max(2.0, track.width() * min(1.0, row.share)), track.height())
        draw_bar(painter, filled, mix(c.panel, c.text, 0.62 if row.bound != "memory" else 0.34))
        draw_text(painter, columns["percent"], whole_percent(row.share), ui_font(14, bold=whole), c.text, RIGHT)
        if "bound" in columns:
            draw_text(painter, columns["bound"], self._bounds[row.bound], ui_font(12), c.secondary)

    def row_at(self, point: QPointF) -> Row | None:
        index = int((point.y() - self.LINE - 4) // self.LINE)
        return self.rows[index] if 0 <= index < len(self.rows) else None

    def tip(self, row: Row) -> str:
        """What is behind the rates; plain text."""
        launch = row.launch
        said = self.tr("{name}: {flops} million operations, {bytes} MB moved").format(
            name=self.name(row), flops=counted(1e-6 * launch.flops, 1), bytes=counted(1e-6 * launch.bytes, 2)
        )
        if row.share is not None and row.share > 1:
            said += "\n" + self.tr("More than the ceiling: its data lay in a cache, or the ceiling was measured low.")
        return said

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            row = self.row_at(QPointF(event.pos()))
            if row is not None:
                QToolTip.showText(event.globalPos(), as_tip(self.tip(row)), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)
