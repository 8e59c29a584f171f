// pool: a thumbnail of every head of a layer, and in the same pass over its weights what facts.cl says of it.
//
// Math     picture[h,p,r] = max of weights[h,t,s] over t of row p and s of column r of the cells.
//          Cell p of n positions and P cells holds positions p*n/P to (p+1)*n/P, or the one it lies in if n < P.
// Why      scores and softmax are most of either, and views that ask for one ask for both.
// Shapes   struct attend_step. scores: scratch of QR + 1 rows for each worker, or 2 * QR + 1 with facts; context:
//          pictures (H, P, P), P = op->head. With facts, sums is (H * parts, 8); weights, every are as in facts.cl.
// Tiles    H * parts: a tile makes some rows of cells, QR queries at a time against all keys, and a row of sums from
//          the queries whose first cell is one of its own.
// Edges    as attention.cl; any P. With fewer queries than cells, one fills every cell that it reaches into.
// Twin     attnviz/compute/reference.py pooled, facts
// Test     tests/compute/test_attention.py, tests/compute/test_facts.py

// what is largest so far, of one more row of weights or of a first one
static inline void keep_largest(global const float *weights, global float *largest, Span panels, int lds, bool first) {
    global const float8 *in = (global const float8 *)weights;
    global float8 *out = (global float8 *)largest;
    const int begin = 2 * panels.from, end = 2 * panels.stop;
    if (first) {
        for (int c = 0; c < begin; c++) out[c] = (float8)(0.0f);
        for (int c = begin; c < end; c++) out[c] = in[c];
        for (int c = end; c < lds / 8; c++) out[c] = (float8)(0.0f);
    } else {
        for (int c = begin; c < end; c++) out[c] = in[c] > out[c] ? in[c] : out[c];
    }
}

// the first of n positions behind a cell, one of P
static inline int cell_stop(int n, int cell, int P) {
    const int from = n * cell / P, stop = n * (cell + 1) / P;
    return stop > from ? stop : from + 1;
}

static void pool_tile(const Memory *memory, global const struct attend_step *op, int tile) {
    const int P = op->head, T = op->T, S = op->S, lds = op->lds;
    const int parts = op->step.tiles / op->heads, head = tile / parts, part = tile % parts;
    const int end = P * (part + 1) / parts, last_block = (T - 1) / QR * QR;
    const size_t kept = op->sums ? 2 * QR + 1 : QR + 1;
    global float *weights = AT(float, op->scores) + memory->worker * kept * lds;
    global float *largest = weights + QR * lds, *scores = op->sums ? largest + lds : weights;
    Facts facts = no_facts();
    int cell = P * part / parts, row = T * cell / P;
    while (cell < end) {
        const int block = row < last_block ? row : last_block, stop = block + QR < T ? block + QR : T;
        const Span panels = weigh_rows(memory, op, head, block, scores, weights);
        for (; row < stop && cell < end; row++) {
            const int at = (row - block) * lds;
            if (op->sums && (cell == 0 || T * (cell - 1) / P < row))
                add_query(memory, op, &facts, row, scores + at, weights + at);
            keep_largest(weights + at, largest, panels, lds, row == T * cell / P);
            for (; cell < end && row + 1 == cell_stop(T, cell, P); cell++) {
                global float *out = AT(float, op->context) + ((size_t)head * P + cell) * P;
                for (int p = 0, s = 0; p < P; p++) {
                    const int to = S * (p + 1) / P;
                    float most = largest[s];
                    for (; s < to; s++) most = largest[s] > most ? largest[s] : most;
                    out[p] = most;
                }
            }
        }
    }
    if (op->sums) write_facts(AT(float, op->sums) + (size_t)tile * FACT_COUNT, &facts);
}
