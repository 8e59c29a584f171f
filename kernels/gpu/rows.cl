// rows: whole rows from one matrix to another on a graphics card, one wave per row.
//
// Math     append:    keys[at + t] = k[t], values[at + t] = v[t]
//          put_rows:  y[at + t] = x[t]
//          take_rows: y[i] = x[rows[i]]
//          add_rows:  y[rows[i]] += factors[i] * x[i]
//          clear:     y[t] = 0
// Shapes   append: k, v (T, G*Dh): columns from startk and startv on of matrices whose rows are ldk and ldv floats
//          apart; keys, values (C, G*Dh), rows ldc floats apart: a cache by position.
//          x and y, D columns of each: rows ldx and ldy floats apart, put_rows' x from column `start` on; rows (n) int,
//          factors (n). clear: D columns of y from column `start` on.
// Mapping  append, put_rows, clear: groups (T), take_rows, add_rows: groups (n), of WAVE work-items: a group makes one
//          row, neighbours take neighbouring columns.
// Local    none.
// Build    WAVE: see common.cl.
// Run      append: k, startk, ldk, v, startv, ldv, G*Dh, at, keys, values, ldc. put_rows: x, start, ldx, D, at, y, ldy.
//          take_rows: x, ldx, rows, D, y, ldy. add_rows: x, ldx, rows, factors, D, y, ldy.
//          clear: y, start, ldy, D.
// Edges    rows are within their tables: the host has checked. Those of add_rows are all different, so that no two
//          groups write to one row.
// Twin     attnviz/compute/reference.py put_rows, take_rows, add_rows, clear
// Test     tests/compute/test_rows.py

kernel WAVE_GROUP void append(global const float *k, int startk, int ldk, global const float *v, int startv, int ldv,
                              int width, int at, global float *keys, global float *values, int ldc) {
    const size_t t = get_group_id(0), place = (at + t) * ldc;
    global const float *key = k + t * ldk + startk, *value = v + t * ldv + startv;
    for (int d = get_local_id(0); d < width; d += WAVE) {
        keys[place + d] = key[d];
        values[place + d] = value[d];
    }
}

kernel WAVE_GROUP void put_rows(global const float *x, int start, int ldx, int D, int at, global float *y, int ldy) {
    const size_t t = get_group_id(0);
    global const float *row = x + t * ldx + start;
    for (int d = get_local_id(0); d < D; d += WAVE) y[(at + t) * ldy + d] = row[d];
}

kernel WAVE_GROUP void take_rows(global const float *x, int ldx, global const int *rows, int D, global float *y,
                                 int ldy) {
    const size_t i = get_group_id(0);
    global const float *row = x + (size_t)rows[i] * ldx;
    for (int d = get_local_id(0); d < D; d += WAVE) y[i * ldy + d] = row[d];
}

kernel WAVE_GROUP void add_rows(global const float *x, int ldx, global const int *rows, global const float *factors,
                                int D, global float *y, int ldy) {
    const size_t i = get_group_id(0);
    const float factor = factors[i];
    global float *row = y + (size_t)rows[i] * ldy;
    for (int d = get_local_id(0); d < D; d += WAVE) row[d] = factor * x[i * ldx + d] + row[d];
}

kernel WAVE_GROUP void clear(global float *y, int start, int ldy, int D) {
    global float *row = y + get_group_id(0) * (size_t)ldy + start;
    for (int d = get_local_id(0); d < D; d += WAVE) row[d] = 0.0f;
}
