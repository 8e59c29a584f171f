// attention: softmax(Q K^T / sqrt(Dh)) V for the heads of one layer (Vaswani et al. 2017, equation 1).
//
// Math     scores[t,s] = (q[t] . k[s]) * scale;  e[t,s] = exp(scores[t,s] - max_s scores[t,s])
//          weights[t,s] = e[t,s] / sum_s e[t,s];  context[t] = sum_s weights[t,s] * v[s];  for every head alike.
// Kernels  pack_heads lays keys and values out for the two others. attend makes the context of all heads, for the
//          forward pass, and writes each head's weights to a scratch that the next layer overwrites. attend_head makes
//          one head for the views and keeps its scores, weights and context. Both share every line of arithmetic, so
//          a view shows the numbers that the forward pass used.
// Shapes   qkv (T, 3*H*Dh): q, k and v of all heads side by side, rows ld floats apart. S = T; S' = S rounded up to 16,
//          Dh' = Dh rounded up to 16.
//          keys [H][S'/16][Dh][16] and values [H][Dh'/16][S'][16]: panels of 16 columns, filled up with zeros.
//          scratch (H, T, S'); scores, weights (T, S), rows lds >= S' floats apart; context (T, H*Dh), or (T, Dh) for
//          one head, rows ldc apart.
// Mapping  pack_heads: global (S'/16, H), a work-item packs one panel of 16 keys and the same 16 rows of values.
//          attend: global (ceil(T/QR), H); attend_head: global (ceil(T/QR)). A work-item makes QR query rows of a head
//          from scores to context, keys in tiles of 16, so its rows stay in the nearest cache. The local size is free.
// Local    none. A tile lives in registers: QR x 16 accumulators, 12 float8 with the default.
// Build    QR query rows of a work-item. NOUNROLL leaves loops rolled (for checkers).
// Run      pack_heads: qkv, ld, width = H*Dh, first head, Dh, S, keys, values.
//          attend: qkv, ld, Dh, S, scale, keys, values, scratch, context, ldc.
//          attend_head: the same with head after Dh, and scores, weights, lds in place of scratch.
// Edges    rows of qkv, scores, weights, scratch and context are padded to a multiple of QR. Columns S..S' of scores
//          and weights are written as 0. exp is an own polynomial, because PoCL 3.0 calls its built-in out of line.
//          Shifted scores below -87 give 0, so that scores of any size are safe. The row sum carries its rounding error
//          along (Kahan), so that a row of thousands of weights still adds up to 1.
// Twin     attnviz/compute/reference.py attend, attend_head, softmax_rows
// Test     tests/compute/test_attention.py

#ifndef QR
#define QR 6
#endif

#ifdef NOUNROLL
#define UNROLL
#else
#define UNROLL _Pragma("unroll")
#endif

// exp of x <= 0 to about 1e-7: x = n*ln 2 + r with |r| <= ln 2 / 2, a polynomial of degree 6 in r, and n put into the
// exponent bits. Adding and taking away 1.5 * 2^23 rounds to the nearest whole number.
static inline float8 exp8(float8 x) {
    const float8 z = x < -87.0f ? (float8)(-87.0f) : x;
    const float8 shifted = z * 1.44269504f + 12582912.0f;
    const float8 n = shifted - 12582912.0f;
    float8 r = z - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    float8 p = r * 1.3888889e-3f + 8.3333333e-3f;
    p = p * r + 4.1666667e-2f;
    p = p * r + 1.6666667e-1f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    const int8 power = (as_int8(shifted) - as_int8((float8)(12582912.0f)) + 127) << 23;
    const float8 e = p * as_float8(power);
    return x < -87.0f ? (float8)(0.0f) : e;
}

static inline float max8(float8 v) {
    const float4 q = v.lo > v.hi ? v.lo : v.hi;
    const float2 p = q.lo > q.hi ? q.lo : q.hi;
    return p.x > p.y ? p.x : p.y;
}

static inline float sum8(float8 v) {
    const float4 q = v.lo + v.hi;
    return (q.s0 + q.s2) + (q.s1 + q.s3);
}

kernel void pack_heads(global const float *qkv, int ld, int width, int first, int Dh, int S, global float *keys,
                       global float *values) {
    const int panel = get_global_id(0), head = get_global_id(1);
    const int tiles = get_global_size(0), blocks = (Dh + 15) / 16;
    global const float *k = qkv + width + (first + head) * Dh;
    global const float *v = k + width;
    global float *to_keys = keys + ((size_t)head * tiles + panel) * Dh * 16;
    global float *to_values = values + ((size_t)head * blocks * tiles + panel) * 256;
    for (int j = 0; j < 16; j++) {
        const int s = panel * 16 + j;
        for (int d = 0; d < Dh; d++) to_keys[d * 16 + j] = s < S ? k[(size_t)s * ld + d] : 0.0f;
        for (int d = 0; d < blocks * 16; d++)
            to_values[(size_t)(d / 16) * tiles * 256 + j * 16 + d % 16] =
                s < S && d < Dh ? v[(size_t)s * ld + d] : 0.0f;
    }
}

// scores of QR query rows with all keys
static inline void score_rows(global const float *q, int ld, int Dh, int tiles, float scale, global const float *keys,
                              global float *scores, int lds) {
    global const float8 *key = (global const float8 *)keys;
    for (int tile = 0; tile < tiles; tile++) {
        float8 low[QR], high[QR];
        UNROLL for (int i = 0; i < QR; i++) low[i] = high[i] = (float8)(0.0f);
        for (int d = 0; d < Dh; d++, key += 2) {
            const float8 k0 = key[0], k1 = key[1];
            UNROLL for (int i = 0; i < QR; i++) {
                const float8 value = (float8)(q[(size_t)i * ld + d]);
                low[i] = value * k0 + low[i];
                high[i] = value * k1 + high[i];
            }
        }
        UNROLL for (int i = 0; i < QR; i++) {
            global float8 *out = (global float8 *)(scores + (size_t)i * lds + tile * 16);
            out[0] = low[i] * scale;
            out[1] = high[i] * scale;
        }
    }
}

// one row of scores to weights; the two may be the same memory
static inline void softmax_row(global const float *scores, global float *weights, int S, int tiles) {
    global const float8 *from = (global const float8 *)scores;
    global float8 *to = (global float8 *)weights;
    const int whole = S / 8, rest = S % 8;
    const int8 lane = (int8)(0, 1, 2, 3, 4, 5, 6, 7);
    float8 most = (float8)(-3.0e38f);
    for (int i = 0; i < whole; i++) most = from[i] > most ? from[i] : most;
    if (rest) {
        const float8 last = lane < rest ? from[whole] : (float8)(-3.0e38f);
        most = last > most ? last : most;
    }
    const float top = max8(most);

    float8 sum = (float8)(0.0f), lost = (float8)(0.0f);
    for (int i = 0; i < whole; i++) {
        const float8 e = exp8(from[i] - top);
        to[i] = e;
        const float8 term = e - lost, next = sum + term;
        lost = (next - sum) - term;
        sum = next;
    }
    if (rest) {
        const float8 e = lane < rest ? exp8(from[whole] - top) : (float8)(0.0f);
        to[whole] = e;
        sum += e;
    }
    const float share = 1.0f / sum8(sum);
    for (int i = 0; i < whole + (rest > 0); i++) to[i] *= share;
    for (int i = whole + (rest > 0); i < 2 * tiles; i++) to[i] = (float8)(0.0f);
}

// context of QR query rows: weights times values, 16 columns at a time
static inline void blend_rows(global const float *weights, int ldw, int S, int tiles, int Dh,
                              global const float *values, global float *context, int ldc) {
    for (int c = 0; c < Dh; c += 16) {
        global const float8 *value = (global const float8 *)(values + (size_t)c * tiles * 16);
        float8 low[QR], high[QR];
        UNROLL for (int i = 0; i < QR; i++) low[i] = high[i] = (float8)(0.0f);
        for (int s = 0; s < S; s++, value += 2) {
            const float8 v0 = value[0], v1 = value[1];
            UNROLL for (int i = 0; i < QR; i++) {
                const float8 weight = (float8)(weights[(size_t)i * ldw + s]);
                low[i] = weight * v0 + low[i];
                high[i] = weight * v1 + high[i];
            }
        }
        UNROLL for (int i = 0; i < QR; i++) {
            global float *out = context + (size_t)i * ldc + c;
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

kernel void attend(global const float *qkv, int ld, int Dh, int S, float scale, global const float *keys,
                   global const float *values, global float *scratch, global float *context, int ldc) {
    const int row = get_global_id(0) * QR, head = get_global_id(1);
    const int tiles = (S + 15) / 16, lds = tiles * 16;
    global float *rows = scratch + ((size_t)head * get_global_size(0) * QR + row) * lds;
    score_rows(qkv + (size_t)row * ld + head * Dh, ld, Dh, tiles, scale, keys + (size_t)head * lds * Dh, rows, lds);
    for (int i = 0; i < QR; i++) softmax_row(rows + (size_t)i * lds, rows + (size_t)i * lds, S, tiles);
    blend_rows(rows, lds, S, tiles, Dh, values + (size_t)head * ((Dh + 15) / 16) * 16 * lds,
               context + (size_t)row * ldc + head * Dh, ldc);
}

kernel void attend_head(global const float *qkv, int ld, int Dh, int head, int S, float scale, global const float *keys,
                        global const float *values, global float *scores, global float *weights, int lds,
                        global float *context, int ldc) {
    const int row = get_global_id(0) * QR, tiles = (S + 15) / 16;
    global float *to_scores = scores + (size_t)row * lds, *to_weights = weights + (size_t)row * lds;
    score_rows(qkv + (size_t)row * ld + head * Dh, ld, Dh, tiles, scale, keys, to_scores, lds);
    for (int i = 0; i < QR; i++) softmax_row(to_scores + (size_t)i * lds, to_weights + (size_t)i * lds, S, tiles);
    blend_rows(to_weights, lds, S, tiles, Dh, values, context + (size_t)row * ldc, ldc);
}
