// hide: scores that a text has when some of its keys are hidden on a graphics card.
//
// Math     scores[h,t,s] = -INFINITY for each hidden key s other than the query's own, first + t.
// Shapes   scores (H, T, S): heads T rows apart, rows lds floats apart; hidden (n) int.
// Mapping  groups (T, H) of WAVE work-items: a group changes one row, neighbours take neighbouring keys of `hidden`.
// Why      a mask that hides something is rare, so scores.cl and flash.cl are not made slower by asking for each key.
// Local    none.
// Build    WAVE: see common.cl.
// Run      scores, lds, T, first, hidden, n.
// Edges    hidden keys are within 0..S-1, none twice: the host has checked. first is below -T where keys are of another
//          text, so that no query keeps one.
// Twin     attnviz/compute/reference.py allowed
// Test     tests/compute/test_changes.py

kernel WAVE_GROUP void hide(global float *scores, int lds, int T, int first, global const int *hidden, int n) {
    const int t = get_group_id(0);
    global float *row = scores + ((size_t)get_group_id(1) * T + t) * lds;
    for (int i = get_local_id(0); i < n; i += WAVE) {
        const int s = hidden[i];
        if (s != first + t) row[s] = -INFINITY;
    }
}
