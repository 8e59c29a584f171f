"""The words of a step, as kernels/memory.cl, run.cl and flash.cl have them."""

STEP_WORDS = 24
MOST_STEPS = 2048
LINE = 16
FLASH_KEYS = 64

LINEAR, NORM, EMBED, APPEND, ATTEND, ATTEND_HEAD, POOL, FLASH = range(8)
LINEAR_NEXT = 14
"""the word of a linear step that says how far the next one is"""
