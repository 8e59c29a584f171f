// append: rows of keys and values into the cache that attention.cl reads.
//
// Math     keys[g][from + i][d] = k[i][g*Dh + d], values likewise: rows as they are, panels of the cache turned.
// Shapes   k, v (count, G*Dh): rows ldk and ldv floats apart, as a product left them. Cache of C positions (a multiple
//          of 16): keys [G][C/16][Dh][16] and values [G][Dh'/16][C][16], panels of 16 columns, Dh' = Dh rounded up to
//          16. Row i goes to position from + i.
// Tiles    G * panels touched.
// Edges    what is beyond the last row in its panel becomes 0. A whole panel whose rows are aligned to 32 bytes is
//          turned in registers, 8 x 8 numbers at a time: measured, six times as fast as number by number.
// Twin     attnviz/compute/reference.py put_rows
// Test     tests/compute/test_attention.py

struct append_step {
    struct step step;
    place k, v;      // first row to append, of head 0
    long ldk, ldv;
    long heads, Dh;  // G
    long from, count;  // position of the first row; rows
    place keys, values;
    long capacity;
};

// 8 rows of 8 numbers to columns of a panel; number by number, because oclgrind 21.10 ends at vectors made of parts
static inline void turn(global const float *rows, size_t ldk, global float *panel) {
    float8 a[8], b[8], c[8];
    UNROLL for (int i = 0; i < 8; i++) a[i] = *(global const float8 *)(rows + i * ldk);
    UNROLL for (int i = 0; i < 8; i += 2) {
        const float8 x = a[i], y = a[i + 1];
        b[i] = (float8)(x.s0, y.s0, x.s1, y.s1, x.s4, y.s4, x.s5, y.s5);
        b[i + 1] = (float8)(x.s2, y.s2, x.s3, y.s3, x.s6, y.s6, x.s7, y.s7);
    }
    UNROLL for (int i = 0; i < 8; i += 4) {
        UNROLL for (int j = 0; j < 2; j++) {
            const float8 x = b[i + j], y = b[i + j + 2];
            c[i + 2 * j] = (float8)(x.s0, x.s1, y.s0, y.s1, x.s4, x.s5, y.s4, y.s5);
            c[i + 2 * j + 1] = (float8)(x.s2, x.s3, y.s2, y.s3, x.s6, x.s7, y.s6, y.s7);
        }
    }
    UNROLL for (int i = 0; i < 4; i++) {
        const float8 x = c[i], y = c[i + 4];
        *(global float8 *)(panel + i * 16) = (float8)(x.s0, x.s1, x.s2, x.s3, y.s0, y.s1, y.s2, y.s3);
        *(global float8 *)(panel + (i + 4) * 16) = (float8)(x.s4, x.s5, x.s6, x.s7, y.s4, y.s5, y.s6, y.s7);
    }
}

// a whole panel of one head, whose rows are aligned
static inline void append_panel(global const float *k, size_t ldk, global const float *v, size_t ldv, int Dh,
                                global float *keys, global float *values, size_t C) {
    for (int d = 0; d < Dh; d += 8) {
        turn(k + d, ldk, keys + d * 16);
        turn(k + d + 8 * ldk, ldk, keys + d * 16 + 8);
    }
    for (int d = 0; d < Dh; d += 16) {
        global float8 *value = (global float8 *)(values + d * C);
        for (int j = 0; j < 16; j++) {
            global const float8 *in = (global const float8 *)(v + j * ldv + d);
            value[2 * j] = in[0];
            value[2 * j + 1] = in[1];
        }
    }
}

static void append_tile(const Memory *memory, global const struct append_step *op, int tile) {
    const int Dh = op->Dh, blocks = (Dh + 15) / 16, from = op->from, stop = from + op->count;
    const int panels = op->step.tiles / op->heads, head = tile / panels, panel = from / 16 + tile % panels;
    const size_t ldk = op->ldk, ldv = op->ldv, C = op->capacity;
    global const float *k = AT(const float, op->k) + head * Dh, *v = AT(const float, op->v) + head * Dh;
    global float *keys = AT(float, op->keys) + (head * C + panel * 16) * Dh;
    global float *values = AT(float, op->values) + head * blocks * 16 * C + panel * 256;
    const int first = panel * 16 - from;
    if (Dh % 16 == 0 && (op->k | op->v | 4 * (ldk | ldv)) % 32 == 0 && first >= 0 && first + 16 <= op->count) {
        append_panel(k + first * ldk, ldk, v + first * ldv, ldv, Dh, keys, values, C);
        return;
    }
    for (int j = 0; j < 16; j++) {
        const int s = panel * 16 + j;
        if (s < from) continue;
        global const float *key = k + (s - from) * ldk, *value = v + (s - from) * ldv;
        for (int d = 0; d < Dh; d++) keys[d * 16 + j] = s < stop ? key[d] : 0.0f;
        for (int d = 0; d < blocks * 16; d++)
            values[d / 16 * 16 * C + j * 16 + d % 16] = s < stop && d < Dh ? value[d] : 0.0f;
    }
}
