// scan: what a text leaves behind in a memory of fixed size: linear attention, and a diagonal state-space model.
//
// Math     linear (Katharopoulos et al. 2020, equations 7 to 12), over keys s up to t if causal, over all if not:
//              M = sum_s phi(k[s]) v[s]^T;  z = sum_s phi(k[s]);  y[t] = phi(q[t]) M / (phi(q[t]) . z)
//              phi(x) by `feature`: 0: elu(x) + 1, that is exp(x) where x < 0, else x + 1; 1: relu(x) + 0.001
//              (Choromanski et al. 2021, section 4.3); 2: exp(x), x held within -30..30 so that no sum overflows
//              (Zhang et al. 2024)
//          fading (Gu et al. 2022, with real decays a and a step each): M[n] = a[n] M[n] + (1 - a[n]) v[t];
//              y[t] = mean of M[n] over n
// Why      a table of T x S weights never exists: time grows with T + S, and memory does not grow at all.
// Shapes   q (T, N), k (S, N), v (S, D), y (T, D), rows ldq, ldk, ldv and ldy apart; decays (N,). fading has no q and k,
//          S = T, and is causal. scratch: 10 * N8 floats for each worker, N8 = N rounded up to 8.
// Tiles    ceil(D/8): 8 columns of v go through the whole text.
// Edges    any T, S, N and D; S >= T where causal. Rows are padded to a multiple of 8.
// Twin     attnviz/compute/reference.py scan_linear, scan_fading
// Test     tests/compute/test_scan.py

struct scan_step {
    struct step step;
    place q;
    long ldq;
    place k;
    long ldk;
    place v;
    long ldv, T, S, N, D, causal, feature;
    place decays, scratch;
    place y;
    long ldy;
};

static inline float8 phi8(float8 x, int feature) {
    if (feature == 1) return (x > 0.0f ? x : (float8)(0.0f)) + 1e-3f;
    if (feature == 2) {
        const float8 low = x < -30.0f ? (float8)(-30.0f) : x;
        return exp8(low > 30.0f ? (float8)(30.0f) : low);
    }
    const float8 e = exp8(x < 0.0f ? x : (float8)(0.0f));
    return x < 0.0f ? e : x + 1.0f;
}

static void scan_linear_tile(const Memory *memory, global const struct scan_step *op, int tile) {
    const int N = op->N, wide = (N + 7) / 8 * 8;
    global float8 *M = AT(float8, op->scratch) + (size_t)memory->worker * (wide + wide / 4);
    global float *z = (global float *)(M + wide), *x = z + wide;
    for (int n = 0; n < wide; n++) {
        M[n] = (float8)(0.0f);
        z[n] = 0.0f;
    }
    int s = 0;
    for (int t = 0; t < op->T; t++) {
        for (const int stop = op->causal ? t + 1 : op->S; s < stop; s++) {
            global const float *key = AT(const float, op->k) + s * op->ldk;
            const float8 value = *(global const float8 *)(AT(const float, op->v) + s * op->ldv + 8 * tile);
            for (int n = 0; n < N; n += 8) *(global float8 *)(x + n) = phi8(*(global const float8 *)(key + n), op->feature);
            for (int n = 0; n < N; n++) {
                M[n] += x[n] * value;
                z[n] += x[n];
            }
        }
        global const float *query = AT(const float, op->q) + t * op->ldq;
        for (int n = 0; n < N; n += 8) *(global float8 *)(x + n) = phi8(*(global const float8 *)(query + n), op->feature);
        float8 sum = (float8)(0.0f);
        float whole = 0.0f;
        for (int n = 0; n < N; n++) {
            sum += x[n] * M[n];
            whole += x[n] * z[n];
        }
        *(global float8 *)(AT(float, op->y) + t * op->ldy + 8 * tile) = sum / whole;
    }
}

static void scan_fading_tile(const Memory *memory, global const struct scan_step *op, int tile) {
    const int N = op->N, wide = (N + 7) / 8 * 8;
    global float8 *M = AT(float8, op->scratch) + (size_t)memory->worker * (wide + wide / 4);
    global const float *decays = AT(const float, op->decays);
    for (int n = 0; n < N; n++) M[n] = (float8)(0.0f);
    for (int t = 0; t < op->T; t++) {
        const float8 value = *(global const float8 *)(AT(const float, op->v) + t * op->ldv + 8 * tile);
        float8 sum = (float8)(0.0f);
        for (int n = 0; n < N; n++) {
            M[n] = decays[n] * M[n] + (1.0f - decays[n]) * value;
            sum += M[n];
        }
        *(global float8 *)(AT(float, op->y) + t * op->ldy + 8 * tile) = sum / (float)N;
    }
}

static void scan_tile(const Memory *memory, global const struct scan_step *op, int tile) {
    if (op->q)
        scan_linear_tile(memory, op, tile);
    else
        scan_fading_tile(memory, op, tile);
}
