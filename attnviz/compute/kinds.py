"""The words of a step, as memory.cl, run.cl, facts.cl, flash.cl, gated.cl, sparse.cl and logits.cl have them."""

STEP_WORDS = 32
MOST_STEPS = 96
LINE = 16
FLASH_KEYS = 64
GATED_COLUMNS = 512
LOGITS_WORDS = 48

LINEAR, NORM, EMBED, APPEND, ATTEND, ATTEND_HEAD, POOL = range(7)
LINEAR_Q, GATHER, LOGITS, ROPE, GATED, SOFTMAX, TAKE, ADD, PUT, FLASH, UNPACK, FACTS, MEAN = range(7, 20)
SCAN, RECURRENT, INFLUENCE, SPARSE, TILES = range(20, 25)

COARSE = (LINEAR, APPEND, ATTEND, ATTEND_HEAD, POOL, FLASH, FACTS, MEAN, SCAN, INFLUENCE, SPARSE)
"""kinds whose tiles are worth taking one by one"""
LINEAR_NEXT = 14
"""the word of a linear step that says how far the next one is"""
