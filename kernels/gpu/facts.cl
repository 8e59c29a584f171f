// facts: what each head does with a text on a graphics card, in a few means over its queries.
//
// Math     kernels/facts.cl says what they are: sums[h,p] = sum of share[t] * fact[t] over the queries of part p, where
//          same takes same_share[t]; the parts of a head add up to its facts.
// Shapes   weights (H, T, S): heads T rows apart, rows ldw floats apart. marks: key_id [ldk], special [ldk] (floats),
//          query_id [T], share [T], same_share [T] (floats). sums (H * parts, 8): rows lds floats apart, from row `at` on.
// Mapping  groups (parts, H) of WAVE work-items: a group makes one row of sums, neighbours take neighbouring keys.
// Local    WAVE floats, for the sums.
// Build    WAVE: see common.cl.
// Run      weights, ldw, marks, ldk, T, S, own, sums, at, lds.
// Edges    any T and S; masked weights are 0. own: the position of query 0 among the keys, below -T where keys are of
//          another text. Queries whose share is 0 are left out.
// Twin     attnviz/compute/reference.py facts
// Test     tests/compute/test_facts.py

kernel WAVE_GROUP void facts(global const float *weights, int ldw, global const int *marks, int ldk, int T, int S,
                             int own, global float *sums, int at, int lds) {
    local float shared[WAVE];
    const int item = get_local_id(0), part = get_group_id(0), parts = get_num_groups(0), head = get_group_id(1);
    global const float *special = (global const float *)(marks + ldk);
    global const int *query_id = marks + 2 * ldk;
    global const float *share = (global const float *)(query_id + T), *same_share = share + T;
    float entropy = 0.0f, distance = 0.0f, previous = 0.0f, next = 0.0f;
    float itself = 0.0f, same = 0.0f, first = 0.0f, marked = 0.0f;
    const int stop = (int)((long)T * (part + 1) / parts);
    for (int t = (int)((long)T * part / parts); t < stop; t++) {
        if (share[t] == 0.0f) continue;
        global const float *row = weights + ((size_t)head * T + t) * ldw;
        const int position = own + t, id = query_id[t];
        float bits = 0.0f, away = 0.0f, alike = 0.0f, on_special = 0.0f;
        for (int s = item; s < S; s += WAVE) {
            const float w = row[s];
            const int far = s - position;
            bits -= w > 0.0f ? w * log2(w) : 0.0f;
            away += w * (float)(far > 0 ? far : -far);
            on_special += w * special[s];
            if (marks[s] == id && far) alike += w;
            if (far == -1) previous += w * share[t];
            if (far == 1) next += w * share[t];
            if (far == 0) itself += w * share[t];
            if (s == 0) first += w * share[t];
        }
        entropy += bits * share[t];
        distance += away * share[t];
        same += alike * same_share[t];
        marked += on_special * share[t];
    }
    const float made[8] = {group_sum(entropy, shared),  group_sum(distance, shared), group_sum(previous, shared),
                           group_sum(next, shared),     group_sum(itself, shared),   group_sum(same, shared),
                           group_sum(first, shared),    group_sum(marked, shared)};
    if (item) return;
    global float *out = sums + ((size_t)at + head * parts + part) * lds;
    UNROLL for (int i = 0; i < 8; i++) out[i] = made[i];
}
