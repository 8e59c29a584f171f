// recurrent: a small recurrent net (Elman 1990), and how much each word still counts in a later state, on a graphics
// card.
//
// Math     recurrent: h[t] = tanh(x[t] + h[t-1] U), h[-1] = 0.
//          influence: y[i,s] = length of d h[e] / d u[s], e = ends[i], where x[s] = u[s] V^T: back-propagation through
//          time, exact. With D[s] = diag(1 - h[s]^2) and A = I at s = e, for s = e down to 0:
//              G = A D[s];  y[i,s]^2 = sum of (G V^T V) * G;  A = G U^T.     y[i,s] = 0 for s > e.
// Shapes   x, h (T, W), U and its turned form `back` (W, W), `gram` = V^T V (W, W), rows ldx, ldu and so on floats
//          apart; ends (n) int; y (n, T), rows ldy floats apart.
// Mapping  recurrent: one group, for each state waits for the one before; a work-item makes one number of a state.
//          influence: groups (n): a group goes back from one end, its work-items make the numbers of G in turn.
//          Both of WAVE work-items.
// Local    recurrent: 2 states and U, 4.25 KiB. influence: A and G, and WAVE floats for the sum, 8.25 KiB.
// Build    WAVE: see common.cl.
// Run      recurrent: x, ldx, weight, ldu, T, W, y, ldy.
//          influence: h, ldh, back, ldb, gram, ldg, ends, T, W, y, ldy.
// Edges    W <= 32, which the host has checked; ends are below T.
// Twin     attnviz/compute/reference.py scan_recurrent, influence
// Test     tests/compute/test_recurrent.py

#define MOST 32  // numbers of a state

kernel WAVE_GROUP void recurrent(global const float *x, int ldx, global const float *weight, int ldu, int T, int W,
                                 global float *y, int ldy) {
    local float U[MOST * MOST], state[2 * MOST];
    const int item = get_local_id(0);
    for (int i = item; i < W * W; i += WAVE) U[i] = weight[(size_t)(i / W) * ldu + i % W];
    if (item < MOST) state[item] = 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int t = 0; t < T; t++) {
        local const float *before = state + t % 2 * MOST;
        local float *after = state + (t + 1) % 2 * MOST;
        if (item < W) {
            float sum = x[(size_t)t * ldx + item];
            for (int k = 0; k < W; k++) sum += before[k] * U[k * W + item];
            const float h = 1.0f - 2.0f / (1.0f + exp(2.0f * (sum > 40.0f ? 40.0f : sum)));
            after[item] = h;
            y[(size_t)t * ldy + item] = h;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

kernel WAVE_GROUP void influence(global const float *h, int ldh, global const float *back, int ldb,
                                 global const float *gram, int ldg, global const int *ends, int T, int W,
                                 global float *y, int ldy) {
    local float A[MOST * MOST], G[MOST * MOST], shared[WAVE];
    const int item = get_local_id(0), end = ends[get_group_id(0)];
    global float *out = y + get_group_id(0) * (size_t)ldy;
    for (int i = item; i < W * W; i += WAVE) A[i] = i / W == i % W ? 1.0f : 0.0f;
    for (int s = end + 1 + item; s < T; s += WAVE) out[s] = 0.0f;
    for (int s = end; s >= 0; s--) {
        for (int i = item; i < W * W; i += WAVE) {  // each its own numbers of A, which it has written itself
            const float state = h[(size_t)s * ldh + i % W];
            G[i] = A[i] * (1.0f - state * state);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        float square = 0.0f;
        for (int i = item; i < W * W; i += WAVE) {
            local const float *row = G + i / W * W;
            const int j = i % W;
            float earlier = 0.0f, weighed = 0.0f;
            for (int k = 0; k < W; k++) {
                earlier += row[k] * back[(size_t)k * ldb + j];
                weighed += row[k] * gram[(size_t)k * ldg + j];
            }
            A[i] = earlier;
            square += weighed * G[i];
        }
        square = group_sum(square, shared);  // its barriers let nobody write G before all have read it
        if (item == 0) out[s] = square > 0.0f ? sqrt(square) : 0.0f;
    }
}
