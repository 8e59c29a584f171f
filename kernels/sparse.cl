// sparse: attention that visits only the keys a pattern lists, in blocks (Child et al. 2019, section 5.5: block-sparse
// kernels; Zaheer et al. 2020, appendix D).
//
// Math     as attend in attention.cl, over the pairs of a pattern and no others.
// Why      what a pattern leaves out is neither scored nor blended, as long as whole blocks are left out: QR queries with
//          a panel of 16 keys are computed together, so a block with one pair costs as much as a full one.
// Shapes   q, keys, values, context as in attention.cl. starts (ceil(T/QR) + 1,) int: where the blocks of each QR queries
//          begin in listed (n, 1 + QR) int: a panel, and for each query the 16 keys of it that it looks at, as bits.
//          scores: scratch of QR * lds floats for each worker, lds = 16 * the most panels that QR queries visit.
// Tiles    H * ceil(T/QR).
// Build    QR, as attention.cl.
// Edges    as attention.cl; a query without a key has a context of 0. The host sets no bit for keys from S on, for
//          queries from T on, or for what a mask hides.
// Twin     attnviz/compute/reference.py attend
// Test     tests/compute/test_sparse.py

struct sparse_step {
    struct step step;
    place q;
    long ldq, heads, group, Dh, T, S;  // group = H/G
    place keys, values;
    long capacity;
    long scale;  // bits of a float
    place starts, listed;
    long computed;  // pairs of all listed blocks
    place scores;
    long lds;
    place context;
    long ldc;
};

// the scores of one query with half a panel; those that it does not look at can win no softmax
static inline float8 looked_at(float8 score, int bits) {
    const int8 bit = (int8)(1, 2, 4, 8, 16, 32, 64, 128);
    return ((int8)(bits) & bit) != 0 ? score : (float8)(NEVER);
}

// scores of the listed panels side by side, to weights
static inline void weigh_listed(const Memory *memory, global const struct sparse_step *op, int head, int row,
                                global const int *listed, int count, global float *scores) {
    global const float *q = AT(const float, op->q) + row * (size_t)op->ldq + head * op->Dh;
    global const float *keys = AT(const float, op->keys) + head / op->group * op->capacity * op->Dh;
    for (int n = 0; n < count; n++) {
        global const int *block = listed + n * (1 + QR);
        const Span panel = {block[0], block[0] + 1};
        score_rows(q, op->ldq, op->Dh, panel, as_float((int)op->scale), keys, scores + 16 * (n - block[0]), op->lds);
        for (int i = 0; i < QR; i++) {
            global float8 *own = (global float8 *)(scores + i * op->lds + 16 * n);
            own[0] = looked_at(own[0], block[1 + i]);
            own[1] = looked_at(own[1], block[1 + i] >> 8);
        }
    }
    const Span all = {0, 16 * count}, panels = {0, count};
    for (int i = 0; i < QR && count; i++) softmax_row(scores + i * op->lds, scores + i * op->lds, all, panels);
}

static void sparse_tile(const Memory *memory, global const struct sparse_step *op, int tile) {
    const int blocks = op->step.tiles / op->heads, head = tile / blocks, row = tile % blocks * QR;
    const int Dh = op->Dh, lds = op->lds;
    global const int *starts = AT(const int, op->starts) + tile % blocks;
    const int count = starts[1] - starts[0];
    global const int *listed = AT(const int, op->listed) + starts[0] * (1 + QR);
    global float *weights = AT(float, op->scores) + (size_t)memory->worker * QR * lds;
    global float *context = AT(float, op->context) + row * (size_t)op->ldc + head * Dh;
    const size_t C = op->capacity;
    global const float *values = AT(const float, op->values) + head / op->group * C * ((Dh + 15) / 16 * 16);
    weigh_listed(memory, op, head, row, listed, count, weights);
    for (int c = 0; c < Dh; c += 16) {
        float8 low[QR], high[QR];
        UNROLL for (int i = 0; i < QR; i++) low[i] = high[i] = (float8)(0.0f);
        for (int n = 0; n < count; n++) {
            const int from = 16 * listed[n * (1 + QR)], stop = op->S - from < 16 ? op->S - from : 16;
            global const float8 *value = (global const float8 *)(values + c * C) + 2 * from;
            for (int s = 0; s < stop; s++, value += 2) {
                const float8 v0 = value[0], v1 = value[1];
                UNROLL for (int i = 0; i < QR; i++) {
                    const float8 weight = (float8)(weights[i * lds + 16 * n + s]);
                    low[i] = weight * v0 + low[i];
                    high[i] = weight * v1 + high[i];
                }
            }
        }
        UNROLL for (int i = 0; i < QR; i++) {
            const float8 both[2] = {low[i], high[i]};
            for (int d = 0; d < 16 && c + d < Dh; d++) context[i * op->ldc + c + d] = ((const float *)both)[d];
        }
    }
}
