// pool: thumbnails of attention matrices on a graphics card: the largest weight of the queries and keys in each cell.
//
// Math     picture[h,p,r] = max of weights[h,t,s] over t of row p and s of column r of the cells.
//          Cell p of n positions and P cells holds positions p*n/P to (p+1)*n/P, or the one it lies in if n < P.
// Shapes   weights (H, T, S): heads T rows apart, rows ldw floats apart; picture: P rows of P for each head, rows ldp
//          floats apart, from row `at` on.
// Mapping  groups (ceil(H*P*P/WAVE)) of WAVE work-items: a work-item makes one cell, neighbours make neighbours.
// Local    none.
// Build    WAVE: see common.cl.
// Run      weights, ldw, H, T, S, P, picture, at, ldp.
// Edges    any T, S and P >= 1.
// Twin     attnviz/compute/reference.py pooled
// Test     tests/compute/test_attention.py

kernel WAVE_GROUP void pool(global const float *weights, int ldw, int heads, int T, int S, int P, global float *picture,
                            int at, int ldp) {
    const int cell = get_global_id(0), column = cell % P, row = cell / P % P, head = cell / P / P;
    if (head >= heads) return;
    const int t0 = T * row / P, t1 = T * (row + 1) / P, s0 = S * column / P, s1 = S * (column + 1) / P;
    float highest = 0.0f;
    int t = t0;
    do {
        global const float *line = weights + ((size_t)head * T + t) * ldw;
        int s = s0;
        do highest = line[s] > highest ? line[s] : highest;
        while (++s < s1);
    } while (++t < t1);
    picture[((size_t)at + head * P + row) * ldp + column] = highest;
}
