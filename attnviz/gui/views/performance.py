"""The performance panel: what the last run cost the device, kernel by kernel, and whether its answer is right."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from attnviz.beside import Beside
from attnviz.gui.i18n import Live, explain
from attnviz.gui.status import device_label
from attnviz.gui.views.performance_parts import AnswerSection, RunSection
from attnviz.gui.views.performance_table import KernelTable
from attnviz.performance import TWIN_LIMIT, Comparison, Profile
from attnviz.trace import Tokens, Trace

CHART = "attnviz.gui.views.run_chart"
ANY_WIDTH = 16_777_215  # Qt's QWIDGETSIZE_MAX


def heading() -> QLabel:
    label = QLabel()
    label.setProperty("role", "heading")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return label


class PerformanceView(Live, QWidget):
    """Three columns of one height: where the time went, the kernels, the comparison with numpy.

    In a narrow place they stand below each other.

    It asks, and the window answers by ``show_trace``, ``show_comparing`` and ``show_comparison``.

    Signals:
        compare_asked(): run the text on screen in numpy, too.
        measure_asked(): measure the device's ceiling once more.
    """

    compare_asked = Signal()
    measure_asked = Signal()
    HEIGHT = 234
    SIDES = (216, 330)
    WIDE = 700  # pixels that three columns need
    NARROWEST, STACKED = 300, 620

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumHeight(self.HEIGHT)
        self._trace: Trace | None = None
        self._comparison: Comparison | Exception | None = None
        self._comparing = False
        self._measuring = False
        self._chart: QWidget | None = None
        self._reading: Beside[ModuleType] | None = None
        self._again = QTimer(self, singleShot=True, interval=10)
        self._again.timeout.connect(lambda: self._show_chart(self.charted.isChecked()))
        self._build()
        self.compare.clicked.connect(self.compare_asked)
        self.measure.clicked.connect(self.measure_asked)
        self.charted.toggled.connect(self._show_chart)
        self.live(self._tell)

    # --- building

    def _build(self) -> None:
        self.run, self.table, self.answer = RunSection(), KernelTable(), AnswerSection()
        self.measure, self.compare = QToolButton(), QPushButton()
        self.measure.setStyleSheet("QToolButton { padding: 1px 8px; font-size: 12px; border-radius: 6px; }")
        self.charted = QToolButton()
        self.charted.setCheckable(True)
        self.charted.setStyleSheet("QToolButton { padding: 1px 8px; font-size: 12px; border-radius: 6px; }")
        self.charted.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.measure.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.compare.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.why = QLabel()
        self.why.setProperty("role", "secondary")
        self.why.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setWordWrap(True)
        self.why.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._headings = {name: heading() for name in ("run", "kernels", "twin")}
        scroll = QScrollArea()
        scroll.setWidget(self.table)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.left = self._column(self._headings["run"], self.run, None)
        self.left.layout().addWidget(self.measure, 0, Qt.AlignmentFlag.AlignLeft)
        self.right = self._column(self._headings["twin"], self.compare, self.progress, self.answer, self.why, None)
        middle = QVBoxLayout()
        middle.setSpacing(2)
        top = QHBoxLayout()
        top.addWidget(self._headings["kernels"], 1)
        top.addWidget(self.charted)
        middle.addLayout(top)
        self.middle = QStackedLayout()
        self.middle.addWidget(scroll)
        middle.addLayout(self.middle, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.addWidget(self.left)
        layout.addLayout(middle, 1)
        layout.addWidget(self.right)
        self._stack(False)

    def _stack(self, on: bool) -> None:
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        layout.setDirection(QBoxLayout.Direction.TopToBottom if on else QBoxLayout.Direction.LeftToRight)
        layout.setSpacing(18 if on else 28)
        self.setMinimumHeight(self.STACKED if on else self.HEIGHT)
        for column in (self.left, self.right):
            column.setSizePolicy(
                QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed if on else QSizePolicy.Policy.Preferred
            )

    @staticmethod
    def _column(*parts: QWidget | None) -> QWidget:
        """Widgets below each other; None stands for the rest of the room."""
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        for part in parts:
            if part is None:
                layout.addStretch(1)
            else:
                layout.addWidget(part)
        return column

    # --- what is shown

    def show_trace(self, trace: Trace) -> None:
        """Show a run; an answer about another text, model or device goes."""
        self._trace = trace
        if self._chart is not None:
            self._chart.show_trace(trace)
        if self._comparison is not None and not self._is_about(self._comparison):
            self._comparison = None
        self._show_run()

    def _show_chart(self, on: bool) -> None:
        if on and self._chart is None:
            # pyqtgraph is 0.2 s of Python: read in a thread of its own, while the table is still shown
            self._reading = self._reading or Beside(lambda progress: import_module(CHART), "attnviz-chart")
            if self._reading.running:
                self._again.start()
                return
            self._chart = self._reading.result().RunChart()
            self.middle.addWidget(self._chart)
            if self._trace is not None:
                self._chart.show_trace(self._trace)
        self.middle.setCurrentIndex(int(on))

    def show_measuring(self, on: bool) -> None:
        """The device's ceiling is being measured, or no longer."""
        self._measuring = on
        self._show_run()

    def show_comparing(self, share: float) -> None:
        """A comparison goes on: ``share`` of it is done."""
        if not self._comparing:
            self._comparing = True
            self._show_comparison()
        self.progress.setValue(round(1000 * share))

    def show_comparison(self, found: Comparison | Exception | None) -> None:
        """A comparison has ended: well, with an error, or, None, because something newer came."""
        self._comparing = False
        late = isinstance(found, Comparison) and not self._is_about(found)
        self._comparison = None if late else found
        self._show_comparison()

    @property
    def wants_ceiling(self) -> bool:
        """The run on screen has kernels to judge, and nothing to judge them by."""
        profile = self._trace.profile if self._trace else None
        return profile is not None and profile.ceiling is None and bool(profile.launches) and not self._measuring

    def _is_about(self, found: Comparison | Exception) -> bool:
        """Of the run on screen; an error is of the moment."""
        asked = self._trace.request if self._trace else None
        if asked is None or isinstance(found, Exception):
            return False
        return (found.text, found.model, found.device) == (asked.text, asked.model, asked.device)

    # --- texts

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Performance"))
        self._headings["run"].setText(self.tr("Last run"))
        self._headings["twin"].setText(self.tr("The same in numpy"))
        self.charted.setText(self.tr("Chart of runs"))
        self.charted.setToolTip(
            self.tr("The time of each of the last runs, and how much of it was spent inside kernels.")
        )
        self.measure.setText(self.tr("Measure ceiling again"))
        self.measure.setToolTip(
            self.tr("The device's ceiling is its best large product and its fastest reading of memory; about a second.")
        )
        self.compare.setText(self.tr("Compare with numpy"))
        self._show_run()

    def _show_run(self) -> None:
        trace = self._trace
        profile = (trace.profile if trace else None) or Profile()
        self.measure.setVisible(bool(profile.launches))
        self.measure.setEnabled(not self._measuring)
        if trace is not None:
            numpy = trace.device.kind == "numpy"
            self._headings["kernels"].setText(self.tr("Kernels on {device}").format(device=device_label(trace.device)))
            self.run.show_trace(trace, self._measuring)
            self.table.show_profile(
                profile, self.tr("numpy has no kernels that could be timed one by one.") if numpy else ""
            )
        self._show_comparison()

    def _show_comparison(self) -> None:
        found, why = self._comparison, self._why_not()
        answered = isinstance(found, Comparison) and not self._comparing
        self.compare.setEnabled(not why and not self._comparing)
        self.progress.setVisible(self._comparing)
        self.answer.setVisible(answered)
        self.answer.show_comparison(found if answered else None, self._trace.tokens if self._trace else Tokens(""))
        if self._comparing:
            why = self.tr("The same text runs through the same model in numpy…")
        elif isinstance(found, Exception):
            why = explain(found)
        elif not why and found is None:
            why = self.tr("Every weight of every head, and every hidden state, against the same model in numpy.")
        self.why.setText(why)
        self.why.setVisible(bool(why))

    def _why_not(self) -> str:
        """Why nothing can be compared now; "" when it can."""
        trace = self._trace
        if trace is None or not len(trace.tokens):
            return self.tr("There is no text to compare.")
        if trace.model.captured_by:
            return self.tr("A captured trace has no model here that numpy could run as well.")
        if trace.device.kind == "numpy":
            return self.tr("numpy is what computes already. Choose an OpenCL device to compare it.")
        if len(trace.tokens) > TWIN_LIMIT:
            return self.tr("A text of more than {limit} tokens takes numpy too long.").format(limit=TWIN_LIMIT)
        return ""

    # --- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < self.WIDE
        if stacked != (self.minimumHeight() == self.STACKED):
            self._stack(stacked)
        side = max(self.SIDES[0], min(self.SIDES[1], round(0.22 * self.width())))
        for column in (self.left, self.right):
            column.setMinimumWidth(0 if stacked else side)
            column.setMaximumWidth(ANY_WIDTH if stacked else side)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.NARROWEST, self.HEIGHT)
