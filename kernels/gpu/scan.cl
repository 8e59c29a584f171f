// scan: what a text leaves behind in a memory of fixed size, on a graphics card.
//
// Math     scan_linear (Katharopoulos et al. 2020, equations 7 to 12), over keys s up to t if causal, over all if not:
//              M = sum_s phi(k[s]) v[s]^T;  z = sum_s phi(k[s]);  y[t] = phi(q[t]) M / (phi(q[t]) . z)
//              phi(x) by `feature`: 0: elu(x) + 1, that is exp(x) where x < 0, else x + 1; 1: relu(x) + 0.001
//              (Choromanski et al. 2021, section 4.3); 2: exp(x), x held within -30..30 so that no sum overflows
//              (Zhang et al. 2024)
//          scan_fading (Gu et al. 2022, with real decays a and a step each): M[n] = a[n] M[n] + (1 - a[n]) v[t];
//              y[t] = mean of M[n] over n
// Shapes   q (T, N), k (S, N), v (S, D), y (T, D), rows ldq, ldk, ldv and ldy floats apart; decays (N). S = T in fading.
// Mapping  groups (ceil(D/4)) of WAVE work-items: a group takes 4 columns of v through the whole text, a work-item
//          keeps rows n of M, WAVE apart, in registers; the group adds up what a query reads.
// Local    5 * WAVE floats, for the sums.
// Build    WAVE: see common.cl.
// Run      scan_linear: q, ldq, k, ldk, v, ldv, T, S, N, D, causal, feature, y, ldy.
//          scan_fading: v, ldv, decays, T, N, D, y, ldy.
// Edges    any T, S and D; N <= 4 * WAVE, which the host has checked; S >= T where causal.
// Twin     attnviz/compute/reference.py scan_linear, scan_fading
// Test     tests/compute/test_scan.py

#define ROWS 4  // of M that a work-item keeps

static inline float phi(float x, int feature) {
    if (feature == 1) return (x > 0.0f ? x : 0.0f) + 1e-3f;
    if (feature == 2) return exp(x < -30.0f ? -30.0f : x > 30.0f ? 30.0f : x);
    return x < 0.0f ? exp(x) : x + 1.0f;
}

// the sum of everybody's four values in a group of WAVE, known to all
static inline float4 group_sum4(float4 value, local float4 *shared) {
    const int item = get_local_id(0);
    shared[item] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int step = WAVE / 2; step > 0; step /= 2) {
        if (item < step) shared[item] += shared[item + step];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    const float4 sum = shared[0];
    barrier(CLK_LOCAL_MEM_FENCE);  // before the next sum overwrites it
    return sum;
}

// of four columns from column `at` on, those that y has
static inline void store4(float4 four, global float *row, int at, int D) {
    row[at] = four.x;
    if (at + 1 < D) row[at + 1] = four.y;
    if (at + 2 < D) row[at + 2] = four.z;
    if (at + 3 < D) row[at + 3] = four.w;
}

kernel WAVE_GROUP void scan_linear(global const float *q, int ldq, global const float *k, int ldk,
                                   global const float *v, int ldv, int T, int S, int N, int D, int causal,
                                   int feature, global float *y, int ldy) {
    local float4 shared4[WAVE];
    local float shared[WAVE];
    const int item = get_local_id(0), at = 4 * get_group_id(0);
    float4 M[ROWS];
    float z[ROWS];
    UNROLL for (int r = 0; r < ROWS; r++) {
        M[r] = (float4)(0.0f);
        z[r] = 0.0f;
    }
    int s = 0;
    for (int t = 0; t < T; t++) {
        for (const int stop = causal ? t + 1 : S; s < stop; s++) {
            const float4 value = row4(v + (size_t)s * ldv + at, D - at);
            UNROLL for (int r = 0; r < ROWS; r++) {
                const int n = item + r * WAVE;
                const float x = n < N ? phi(k[(size_t)s * ldk + n], feature) : 0.0f;
                M[r] += x * value;
                z[r] += x;
            }
        }
        float4 sum = (float4)(0.0f);
        float whole = 0.0f;
        UNROLL for (int r = 0; r < ROWS; r++) {
            const int n = item + r * WAVE;
            const float x = n < N ? phi(q[(size_t)t * ldq + n], feature) : 0.0f;
            sum += x * M[r];
            whole += x * z[r];
        }
        sum = group_sum4(sum, shared4);
        whole = group_sum(whole, shared);
        if (item == 0) store4(sum / whole, y + (size_t)t * ldy, at, D);
    }
}

kernel WAVE_GROUP void scan_fading(global const float *v, int ldv, global const float *decays, int T, int N, int D,
                                   global float *y, int ldy) {
    local float4 shared4[WAVE];
    const int item = get_local_id(0), at = 4 * get_group_id(0);
    float4 M[ROWS];
    float decay[ROWS], taken[ROWS];
    UNROLL for (int r = 0; r < ROWS; r++) {
        const int n = item + r * WAVE;
        M[r] = (float4)(0.0f);
        decay[r] = n < N ? decays[n] : 0.0f;
        taken[r] = n < N ? 1.0f - decays[n] : 0.0f;
    }
    for (int t = 0; t < T; t++) {
        const float4 value = row4(v + (size_t)t * ldv + at, D - at);
        float4 sum = (float4)(0.0f);
        UNROLL for (int r = 0; r < ROWS; r++) {
            M[r] = decay[r] * M[r] + taken[r] * value;
            sum += M[r];
        }
        sum = group_sum4(sum, shared4);
        if (item == 0) store4(sum / (float)N, y + (size_t)t * ldy, at, D);
    }
}
