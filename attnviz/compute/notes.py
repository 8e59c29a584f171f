"""What is said of a device that was not taken: texts alone, which the window translates."""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP

NO_DEVICE = QT_TRANSLATE_NOOP(
    "errors", "No OpenCL device was found, so the model runs in numpy: the same numbers, several times slower."
)
LISTING_BROKEN = QT_TRANSLATE_NOOP(
    "errors",
    "An OpenCL driver crashes or hangs as soon as its devices are listed, so the model runs in numpy: "
    "the same numbers, several times slower. Remove or update that driver.",
)
DRIVERS_LEFT_OUT = QT_TRANSLATE_NOOP(
    "errors",
    "An OpenCL driver of this machine crashes or hangs as soon as its devices are listed, so the drivers of the system "
    "are left out and PoCL is used. Remove or update that driver.",
)
HUNG_ONCE = QT_TRANSLATE_NOOP(
    "errors",
    "An OpenCL driver of this machine did not list its devices in time, so the drivers of the system are left out "
    "this time and PoCL is used. The next start tries them again.",
)
HUNG_BEFORE = QT_TRANSLATE_NOOP(
    "errors",
    "An OpenCL driver of this machine hung at earlier starts, so the drivers of the system are left out. "
    "The Device menu can have them tried again.",
)
AT_NEXT_START = QT_TRANSLATE_NOOP(
    "errors", "The OpenCL drivers of the system that were left out are tried again at the next start of attnviz."
)
NO_OPENCL = QT_TRANSLATE_NOOP(
    "errors",
    "OpenCL cannot be loaded, since pyopencl or its loader is missing or damaged, so the model runs in numpy: the same "
    "numbers, several times slower. Install attnviz anew.",
)
NO_CHILD = QT_TRANSLATE_NOOP(
    "errors",
    "No further process can be started here, so the OpenCL drivers could not be tested and the model runs in numpy: "
    "the same numbers, several times slower. Close other programs; the Device menu can try again.",
)
IN_TEST = {
    ("gpu", "unstarted"): NO_CHILD,
    ("cpu", "unstarted"): NO_CHILD,
    ("gpu", "hung"): QT_TRANSLATE_NOOP(
        "errors", "The graphics card did not finish its self-test in time, so another device is used."
    ),
    ("gpu", "failed"): QT_TRANSLATE_NOOP(
        "errors", "The graphics card failed its self-test, so another device is used."
    ),
    ("gpu", "crashed"): QT_TRANSLATE_NOOP(
        "errors", "The graphics card's driver crashed in its self-test, so another device is used."
    ),
    ("cpu", "hung"): QT_TRANSLATE_NOOP(
        "errors", "The OpenCL driver of the processor did not finish its self-test in time, so another device is used."
    ),
    ("cpu", "failed"): QT_TRANSLATE_NOOP(
        "errors", "The OpenCL driver of the processor failed its self-test, so another device is used."
    ),
    ("cpu", "crashed"): QT_TRANSLATE_NOOP(
        "errors", "The OpenCL driver of the processor crashed in its self-test, so another device is used."
    ),
}
AT_WORK = {
    ("gpu", "failed"): QT_TRANSLATE_NOOP(
        "errors",
        "The graphics card failed while computing, so another device is used. The Device menu can try it again.",
    ),
    ("gpu", "memory"): QT_TRANSLATE_NOOP(
        "errors",
        "The graphics card ran out of memory, so another device is used. The Device menu can try it again.",
    ),
    ("gpu", "numbers"): QT_TRANSLATE_NOOP(
        "errors",
        "The graphics card returned what is no number, so another device is used. The Device menu can try it again.",
    ),
    ("gpu", "tiles"): QT_TRANSLATE_NOOP(
        "errors",
        "The graphics card has too little room for the usual kernels, so it computes in smaller tiles, more slowly. "
        "The Device menu can try the usual ones again.",
    ),
    ("cpu", "tiles"): QT_TRANSLATE_NOOP(
        "errors",
        "The OpenCL driver of the processor has too little room for the usual kernels, so it computes in smaller "
        "tiles, more slowly. The Device menu can try the usual ones again.",
    ),
    ("gpu", "hung"): QT_TRANSLATE_NOOP(
        "errors",
        "The graphics card stopped answering, so another device is used. The Device menu can try it again.",
    ),
    ("cpu", "hung"): QT_TRANSLATE_NOOP(
        "errors",
        "The OpenCL driver of the processor stopped answering, so another device is used. "
        "The Device menu can try it again.",
    ),
    ("cpu", "failed"): QT_TRANSLATE_NOOP(
        "errors",
        "The OpenCL driver of the processor failed while computing, so another device is used. "
        "The Device menu can try it again.",
    ),
    ("cpu", "memory"): QT_TRANSLATE_NOOP(
        "errors",
        "The OpenCL driver of the processor ran out of memory, so another device is used. "
        "The Device menu can try it again.",
    ),
    ("cpu", "numbers"): QT_TRANSLATE_NOOP(
        "errors",
        "The OpenCL driver of the processor returned what is no number, so another device is used. "
        "The Device menu can try it again.",
    ),
}
"""The note of the device that takes the place of one that worked before, by that one's kind and by what happened; of
"tiles" of the same device."""

REFUSALS = {
    "unstarted": QT_TRANSLATE_NOOP(
        "errors", "{device} could not be tested, since no further process can be started ({detail}). Close programs."
    ),
    "missing": QT_TRANSLATE_NOOP("errors", "There is no device {device} here. Choose one of: {devices}."),
    "hung": QT_TRANSLATE_NOOP(
        "errors", "{device} did not finish its self-test in time. Choose another device or update its driver."
    ),
    "failed": QT_TRANSLATE_NOOP(
        "errors", "{device} failed its self-test ({detail}). Choose another device or update its driver."
    ),
    "crashed": QT_TRANSLATE_NOOP(
        "errors", "The driver of {device} crashed in its self-test. Choose another device or update the driver."
    ),
}
