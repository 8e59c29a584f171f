// flash: attention whose rows of weights never exist as a whole (Dao et al. 2022, algorithm 1; the running maximum and
// sum are those of Milakov & Gimelshein 2018).
//
// Math     as attend in attention.cl. For keys in blocks: m' = max(m, max of the block's scores), f = exp(m - m'),
//          sum' = sum * f + sum of exp(score - m'), o' = o * f + sum of exp(score - m') * v; at the end o / sum.
// Why      on a processor it is no faster than attend, whose few rows of scratch stay in the cache too. It is here to be
//          compared with: its memory does not grow with the length at all.
// Shapes   struct attend_step of attention.cl. scores: scratch of QR * (FLASH_KEYS + Dh') floats for each worker.
// Tiles    H * ceil(T/QR).
// Build    QR, as attention.cl.
// Edges    as attention.cl; a block that a query does not see at all changes nothing for it.
// Twin     attnviz/compute/reference.py attend
// Test     tests/compute/test_attention.py

#define FLASH_KEYS 64
#define FLASH_PANELS (FLASH_KEYS / 16)

// one query's scores of a block to exponentials; the largest score so far and their sum are brought up to date, and what
// was made with the old largest score is to be multiplied by the result
static inline float flash_row(global float *scores, Span span, int panels, float *most, float *sum) {
    global float8 *row = (global float8 *)scores;
    float8 top = (float8)(*most);
    for (int c = 0; c < 2 * panels; c++) {
        const float8 score = inside(row[c], 8 * c, span);
        top = score > top ? score : top;
        row[c] = score;
    }
    const float larger = max8(top);
    float8 added = (float8)(0.0f);
    for (int c = 0; c < 2 * panels; c++) {
        const float8 e = larger > NEVER ? exp8(row[c] - larger) : (float8)(0.0f);
        row[c] = e;
        added += e;
    }
    const float factor = exp8((float8)(*most - larger)).s0;
    *sum = *sum * factor + sum8(added);
    *most = larger;
    return factor;
}

static void flash_tile(const Memory *memory, global const struct attend_step *op, int tile) {
    const int blocks = op->step.tiles / op->heads, head = tile / blocks, row = tile % blocks * QR;
    const int Dh = op->Dh, wide = (Dh + 15) / 16 * 16;
    const size_t C = op->capacity, group = head / op->group;
    global const float *q = AT(const float, op->q) + row * (size_t)op->ldq + head * Dh;
    global const float *keys = AT(const float, op->keys) + group * C * Dh;
    global const float *values = AT(const float, op->values) + group * C * wide;
    global float *scores = AT(float, op->scores) + (size_t)memory->worker * QR * (FLASH_KEYS + wide);
    global float *sums = scores + QR * FLASH_KEYS;
    float most[QR], sum[QR];
    for (int i = 0; i < QR; i++) {
        most[i] = NEVER;
        sum[i] = 0.0f;
    }
    for (int c = 0; c < QR * wide; c++) sums[c] = 0.0f;

    const Span all = panels_of(op, row);
    for (int panel = all.from; panel < all.stop; panel += FLASH_PANELS) {
        const Span panels = {panel, panel + FLASH_PANELS < all.stop ? panel + FLASH_PANELS : all.stop};
        const int begin = panel * 16, stop = panels.stop * 16 < op->S ? panels.stop * 16 : op->S;
        score_rows(q, op->ldq, Dh, panels, as_float((int)op->scale), keys, scores - begin, FLASH_KEYS);
        if (op->hides) hide(memory, op, row, QR, panels, NEVER, scores - begin, FLASH_KEYS);
        for (int i = 0; i < QR; i++) {
            const Span seen = seen_by(op, row + i), span = {seen.from - begin, seen.stop - begin};
            const float factor =
                flash_row(scores + i * FLASH_KEYS, span, panels.stop - panel, &most[i], &sum[i]);
            global float8 *old = (global float8 *)(sums + i * wide);
            for (int c = 0; c < wide / 8; c++) old[c] *= factor;
        }
        for (int c = 0; c < wide; c += 16) {
            global const float8 *value = (global const float8 *)(values + c * C) + 2 * begin;
            float8 low[QR], high[QR];
            UNROLL for (int i = 0; i < QR; i++) {
                low[i] = *(global const float8 *)(sums + i * wide + c);
                high[i] = *(global const float8 *)(sums + i * wide + c + 8);
            }
            for (int s = 0; s < stop - begin; s++, value += 2) {
                const float8 v0 = value[0], v1 = value[1];
                UNROLL for (int i = 0; i < QR; i++) {
                    const float8 e = (float8)(scores[i * FLASH_KEYS + s]);
                    low[i] = e * v0 + low[i];
                    high[i] = e * v1 + high[i];
                }
            }
            UNROLL for (int i = 0; i < QR; i++) {
                *(global float8 *)(sums + i * wide + c) = low[i];
                *(global float8 *)(sums + i * wide + c + 8) = high[i];
            }
        }
    }
    for (int i = 0; i < QR; i++) {
        global float *out = AT(float, op->context) + (row + i) * (size_t)op->ldc + head * Dh;
        const float share = sum[i] > 0.0f ? 1.0f / sum[i] : 0.0f;
        for (int d = 0; d < Dh; d++) out[d] = sums[i * wide + d] * share;
    }
}
