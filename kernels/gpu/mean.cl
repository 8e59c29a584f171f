// mean: attention weights averaged over heads on a graphics card.
//
// Math     mean[t,s] = sum_h weights[h,t,s] * share, plus what mean[t,s] was if `adds` is not 0: heads come in bands,
//          so that the table of all of them never exists.
// Shapes   weights (H, T, S): heads T rows apart, rows ldw floats apart; mean (T, S), rows ldm floats apart.
// Mapping  groups (ceil(S/WAVE), T) of WAVE work-items: a work-item makes one number, neighbours make neighbours.
// Local    none.
// Build    WAVE: see common.cl.
// Run      weights, ldw, H, T, S, share, adds, mean, ldm.
// Edges    any T and S.
// Twin     attnviz/compute/reference.py mean_weights
// Test     tests/compute/test_changes.py

kernel WAVE_GROUP void mean(global const float *weights, int ldw, int heads, int T, int S, float share, int adds,
                            global float *mean, int ldm) {
    const int s = get_global_id(0), t = get_group_id(1);
    if (s >= S) return;
    const size_t at = (size_t)t * ldm + s;
    float sum = adds ? mean[at] : 0.0f;
    for (int head = 0; head < heads; head++) sum += weights[((size_t)head * T + t) * ldw + s] * share;
    mean[at] = sum;
}
