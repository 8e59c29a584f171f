// attention: softmax(Q K^T / sqrt(Dh)) V for the heads of one layer (Vaswani et al. 2017, equation 1).
//
// Math     scores[t,s] = (q[t] . k[s]) * scale;  e[t,s] = exp(scores[t,s] - max_s scores[t,s])
//          share[t] = 1 / sum_s e[t,s];  weights[t,s] = e[t,s] * share[t];
//          context[t] = share[t] * sum_s e[t,s] * v[s]: so the forward pass, which keeps no weights, makes none.
//          Query t stands at position first + t. Causal: s runs from 0 to that position, or over the last `window` of
//          those if a window is set. Else over all S keys. A hidden key is left to the query at its own position alone;
//          a query that is left no key has weights and a context of 0. H query heads share G key/value heads, H/G
//          neighbours each.
// Steps    attend makes the contexts of all heads for the forward pass; its exponentials stay in a few rows of scratch
//          for each worker, or become weights that are kept if `every` is set. attend_head makes one head for the views
//          and keeps its scores, weights and context. mean averages the weights of all heads. They, facts.cl and
//          pool.cl share every line of arithmetic, so that a view shows the numbers that the forward pass used.
// Shapes   cache of C positions as append.cl fills it. q (T, H*Dh), rows ldq apart; context (T, H*Dh), or (T, Dh) for
//          one head, rows ldc apart. scores, weights (T, S), rows lds apart, lds a multiple of 16. `every`: (H, T',
//          lds). hidden (n,) int, each of 0..S-1. mean (T, S), rows ldc apart, ldc a multiple of 16.
// Tiles    attend: H * ceil(T/QR). attend_head, mean: ceil(T/QR).
//          A tile makes QR query rows of a head, or of the mean of all, from scores to the end, keys in panels of 16.
// Build    QR query rows of a block: QR x 16 accumulators live in registers, 12 float8 with the default.
// Edges    rows of q, scores, weights, scratch and context are padded to a multiple of QR. In what views read, columns
//          beyond S and masked or hidden ones have weight 0, and those score -infinity. Shifted scores below -88 give
//          0, so that scores of any size are safe. Row sums are added up in blocks with the rounding error carried
//          along (Kahan), so that a row of thousands of weights still adds up to 1.
// Twin     attnviz/compute/reference.py attend, attend_head, mean_weights, softmax_rows
// Test     tests/compute/test_attention.py, tests/compute/test_changes.py

#ifndef QR
#define QR 6
#endif

#define NEVER -3.0e38f

struct attend_step {
    struct step step;
    place q;
    long ldq, heads, group, Dh;  // group = H/G
    long T, S, first, causal, window;
    place keys, values;
    long capacity;
    long scale;  // bits of a float
    place scores, weights;  // attend: scratch, or `every`. attend_head: what it keeps
    long lds, every;
    place context;
    long ldc, head;  // head: attend_head's. pool: P
    place sums;  // pool: where facts are wanted too
    place hidden;
    long hides;  // n
};

// the keys that one query looks at, or (low, high) a block of them, in whole panels: from 0 to S
typedef struct {
    int from, stop;
} Span;

static inline Span seen_by(global const struct attend_step *op, int row) {
    const int position = op->first + row, S = op->S;
    Span span = {0, S};
    if (op->causal) {
        span.stop = position + 1 < S ? position + 1 : S;
        if (op->window && span.stop > op->window) span.from = span.stop - op->window;
    }
    return span;
}

static inline Span panels_of(global const struct attend_step *op, int row) {
    const Span first = seen_by(op, row), last = seen_by(op, row + QR - 1);
    const Span span = {first.from / 16, (last.stop + 15) / 16};
    return span;
}

// scores of QR query rows with the keys of some panels
static inline void score_rows(global const float *q, size_t ldq, int Dh, Span panels, float scale,
                              global const float *keys, global float *scores, size_t lds) {
    global const float8 *key = (global const float8 *)(keys + (size_t)panels.from * 16 * Dh);
    for (int panel = panels.from; panel < panels.stop; panel++) {
        float8 low[QR], high[QR];
        UNROLL for (int i = 0; i < QR; i++) low[i] = high[i] = (float8)(0.0f);
        for (int d = 0; d < Dh; d++, key += 2) {
            const float8 k0 = key[0], k1 = key[1];
            UNROLL for (int i = 0; i < QR; i++) {
                const float8 value = (float8)(q[i * ldq + d]);
                low[i] = value * k0 + low[i];
                high[i] = value * k1 + high[i];
            }
        }
        UNROLL for (int i = 0; i < QR; i++) {
            global float8 *out = (global float8 *)(scores + i * lds + panel * 16);
            out[0] = low[i] * scale;
            out[1] = high[i] * scale;
        }
    }
}

// the same for one row: the same sums in the same order, without five more rows for nothing
static inline void score_row(global const float *q, int Dh, Span panels, float scale, global const float *keys,
                             global float *scores) {
    global const float8 *key = (global const float8 *)(keys + (size_t)panels.from * 16 * Dh);
    for (int panel = panels.from; panel < panels.stop; panel++) {
        float8 low = (float8)(0.0f), high = (float8)(0.0f);
        for (int d = 0; d < Dh; d++, key += 2) {
            const float8 value = (float8)(q[d]);
            low = value * key[0] + low;
            high = value * key[1] + high;
        }
        global float8 *out = (global float8 *)(scores + panel * 16);
        out[0] = low * scale;
        out[1] = high * scale;
    }
}

// what hidden keys score for a block of rows, of which each keeps its own
static inline void hide(const Memory *memory, global const struct attend_step *op, int row, int rows, Span panels,
                        float value, global float *scores, size_t lds) {
    global const int *hidden = AT(const int, op->hidden);
    const int own = op->first + row;
    for (int n = 0; n < op->hides; n++) {
        const int s = hidden[n];
        if (s < 16 * panels.from || s >= 16 * panels.stop) continue;
        for (int i = 0; i < rows; i++)
            if (s != own + i) scores[i * lds + s] = value;
    }
}

static inline float8 inside(float8 score, int column, Span span) {
    const int8 at = (int8)(0, 1, 2, 3, 4, 5, 6, 7) + column;
    return at >= span.from && at < span.stop ? score : (float8)(NEVER);
}

// one row of scores to exponentials, which may be the same memory; those of the panels that the span leaves out are 0.
// Returns what each is multiplied by to be a weight.
static inline float exponentials(global const float *scores, global float *weights, Span span, Span panels) {
    global const float8 *in = (global const float8 *)scores;
    global float8 *out = (global float8 *)weights;
    const int begin = span.from / 8, end = (span.stop + 7) / 8;
    const float8 first = inside(in[begin], 8 * begin, span), last = inside(in[end - 1], 8 * (end - 1), span);
    float8 most = first > last ? first : last;
    for (int c = begin + 1; c < end - 1; c++) most = in[c] > most ? in[c] : most;
    const float top = max8(most);

    float8 sum = exp8(first - top), lost = (float8)(0.0f);
    out[begin] = sum;
    for (int c = begin + 1; c < end - 1;) {
        float8 part = (float8)(0.0f);
        for (const int stop = c + 16 < end - 1 ? c + 16 : end - 1; c < stop; c++) {
            const float8 e = exp8(in[c] - top);
            out[c] = e;
            part += e;
        }
        const float8 term = part - lost, next = sum + term;
        lost = (next - sum) - term;
        sum = next;
    }
    if (end - 1 > begin) {
        const float8 e = exp8(last - top);
        out[end - 1] = e;
        sum += e;
    }
    for (int c = 2 * panels.from; c < begin; c++) out[c] = (float8)(0.0f);
    for (int c = end; c < 2 * panels.stop; c++) out[c] = (float8)(0.0f);
    return top > NEVER ? 1.0f / sum8(sum) : 0.0f;
}

// exponentials to weights, which may be the same memory
static inline void scale_row(global const float *exponentials, global float *weights, Span panels, float share) {
    global const float8 *in = (global const float8 *)exponentials;
    global float8 *out = (global float8 *)weights;
    for (int c = 2 * panels.from; c < 2 * panels.stop; c++) out[c] = in[c] * share;
}

// one row of scores to weights, which may be the same memory
static inline void softmax_row(global const float *scores, global float *weights, Span span, Span panels) {
    const float share = exponentials(scores, weights, span, panels);
    for (int c = span.from / 8; c < (span.stop + 7) / 8; c++) ((global float8 *)weights)[c] *= share;
}

// context of QR query rows: exponentials times values, times shares, 16 columns at a time
static inline void blend_rows(global const float *weights, size_t ldw, int from, int stop, int Dh,
                              global const float *values, size_t C, const float *share, global float *context,
                              size_t ldc) {
    for (int c = 0; c < Dh; c += 16) {
        global const float8 *value = (global const float8 *)(values + c * C) + 2 * from;
        float8 low[QR], high[QR];
        UNROLL for (int i = 0; i < QR; i++) low[i] = high[i] = (float8)(0.0f);
        for (int s = from; s < stop; s++, value += 2) {
            const float8 v0 = value[0], v1 = value[1];
            UNROLL for (int i = 0; i < QR; i++) {
                const float8 weight = (float8)(weights[i * ldw + s]);
                low[i] = weight * v0 + low[i];
                high[i] = weight * v1 + high[i];
            }
        }
        UNROLL for (int i = 0; i < QR; i++) {
            global float *out = context + i * ldc + c;
            low[i] *= share[i];
            high[i] *= share[i];
            if (Dh % 16 == 0) {
                ((global float8 *)out)[0] = low[i];
                ((global float8 *)out)[1] = high[i];
            } else {
                const float8 both[2] = {low[i], high[i]};
                for (int d = 0; d < 16 && c + d < Dh; d++) out[d] = ((const float *)both)[d];
            }
        }
    }
}

static inline void blend_row(global const float *weights, int from, int stop, int Dh, global const float *values,
                             size_t C, float share, global float *context) {
    for (int c = 0; c < Dh; c += 16) {
        global const float8 *value = (global const float8 *)(values + c * C) + 2 * from;
        float8 both[2] = {(float8)(0.0f), (float8)(0.0f)};
        for (int s = from; s < stop; s++, value += 2) {
            const float8 weight = (float8)(weights[s]);
            both[0] = weight * value[0] + both[0];
            both[1] = weight * value[1] + both[1];
        }
        for (int d = 0; d < 16 && c + d < Dh; d++) context[c + d] = ((const float *)both)[d] * share;
    }
}

// whether a block has but one query: what a decoder's new token is
static inline bool alone(global const struct attend_step *op, int row) {
    return op->T - row == 1;
}

// scores, exponentials and shares of the rows of a block of a head; returns the panels that hold them
static inline Span exponential_rows(const Memory *memory, global const struct attend_step *op, int head, int row,
                                    global float *scores, global float *weights, float *share) {
    const size_t keys = head / op->group * op->capacity * op->Dh;
    global const float *q = AT(const float, op->q) + row * (size_t)op->ldq + head * op->Dh;
    const Span panels = panels_of(op, row);
    const float scale = as_float((int)op->scale);
    global const float *key = AT(const float, op->keys) + keys;
    if (alone(op, row)) score_row(q, op->Dh, panels, scale, key, scores);
    else score_rows(q, op->ldq, op->Dh, panels, scale, key, scores, op->lds);
    if (op->hides) hide(memory, op, row, alone(op, row) ? 1 : QR, panels, NEVER, scores, op->lds);
    for (int i = 0; i < (alone(op, row) ? 1 : QR); i++)
        share[i] = exponentials(scores + i * op->lds, weights + i * op->lds, seen_by(op, row + i), panels);
    return panels;
}

// the same, to weights
static inline Span weigh_rows(const Memory *memory, global const struct attend_step *op, int head, int row,
                              global float *scores, global float *weights) {
    float share[QR];
    const Span panels = exponential_rows(memory, op, head, row, scores, weights, share);
    for (int i = 0; i < (alone(op, row) ? 1 : QR); i++)
        scale_row(weights + i * op->lds, weights + i * op->lds, panels, share[i]);
    return panels;
}

static inline void blend(const Memory *memory, global const struct attend_step *op, int head, int row, Span panels,
                         global const float *weights, const float *share, global float *context) {
    const size_t values = head / op->group * op->capacity * ((op->Dh + 15) / 16 * 16);
    const int from = panels.from * 16, stop = panels.stop * 16 < op->S ? panels.stop * 16 : op->S;
    global const float *value = AT(const float, op->values) + values;
    if (alone(op, row)) blend_row(weights, from, stop, op->Dh, value, op->capacity, share[0], context);
    else blend_rows(weights, op->lds, from, stop, op->Dh, value, op->capacity, share, context, op->ldc);
}

static void attend_tile(const Memory *memory, global const struct attend_step *op, int tile) {
    const int blocks = op->step.tiles / op->heads, head = tile / blocks, row = tile % blocks * QR;
    const size_t place = op->every ? tile : memory->worker;
    global float *scratch = AT(float, op->scores) + place * QR * op->lds;
    float share[QR];
    const Span panels = exponential_rows(memory, op, head, row, scratch, scratch, share);
    global float *context = AT(float, op->context) + row * (size_t)op->ldc + head * op->Dh;
    blend(memory, op, head, row, panels, scratch, share, context);
    if (!op->every) return;
    for (int i = 0; i < (alone(op, row) ? 1 : QR); i++) {
        for (int c = 0; c < 16 * panels.from; c++) scratch[i * op->lds + c] = 0.0f;
        scale_row(scratch + i * op->lds, scratch + i * op->lds, panels, share[i]);
        for (int c = 16 * panels.stop; c < op->lds; c++) scratch[i * op->lds + c] = 0.0f;
    }
}

static void attend_head_tile(const Memory *memory, global const struct attend_step *op, int tile) {
    const int row = tile * QR, head = op->head, lds = op->lds;
    global float *scores = AT(float, op->scores) + row * (size_t)lds;
    global float *weights = AT(float, op->weights) + row * (size_t)lds;
    float share[QR];
    const Span panels = exponential_rows(memory, op, head, row, scores, weights, share);
    blend(memory, op, head, row, panels, weights, share, AT(float, op->context) + row * (size_t)op->ldc);
    for (int i = 0; i < (alone(op, row) ? 1 : QR); i++) {
        const Span span = seen_by(op, row + i);
        scale_row(weights + i * lds, weights + i * lds, panels, share[i]);
        for (int c = 0; c < span.from; c++) scores[i * lds + c] = -INFINITY;
        for (int c = span.stop; c < lds; c++) scores[i * lds + c] = -INFINITY;
        for (int c = 0; c < 16 * panels.from; c++) weights[i * lds + c] = 0.0f;
        for (int c = 16 * panels.stop; c < lds; c++) weights[i * lds + c] = 0.0f;
    }
    if (op->hides) hide(memory, op, row, QR, panels, -INFINITY, scores, lds);
}

static void mean_tile(const Memory *memory, global const struct attend_step *op, int tile) {
    const int row = tile * QR, rows = alone(op, row) ? 1 : QR, lds = op->lds;
    global float *weights = AT(float, op->scores) + (size_t)memory->worker * QR * lds;
    global float *mean = AT(float, op->context) + row * (size_t)op->ldc;
    const float share = 1.0f / op->heads;
    for (int i = 0; i < rows; i++)
        for (int c = 0; c < lds; c++) mean[i * op->ldc + c] = 0.0f;
    for (int head = 0; head < op->heads; head++) {
        const Span panels = weigh_rows(memory, op, head, row, weights, weights);
        for (int i = 0; i < rows; i++) {
            global const float8 *in = (global const float8 *)(weights + i * lds);
            global float8 *out = (global float8 *)(mean + i * op->ldc);
            for (int c = 2 * panels.from; c < 2 * panels.stop; c++) out[c] += in[c] * share;
        }
    }
}
