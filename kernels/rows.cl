// rows: rows of one matrix to rows of another.
//
// Math     take: y[i] = x[rows[i]].   add: y[rows[i]] += factors[i] * x[i].   put: y[at + i] = x[i], or 0 without x.
// Shapes   x and y are rows of D floats, ldx and ldy apart, which may begin at any column of their matrix. rows (n,)
//          int and factors (n,) float; T = n.
// Tiles    n.
// Edges    the host has made sure that the rows exist, and for add that none comes twice.
// Twin     attnviz/compute/reference.py take_rows, add_rows, put_rows, clear
// Test     tests/compute/test_rows.py

struct rows_step {
    struct step step;
    place x;  // put: none for zeros
    long ldx;
    place rows, factors;
    long at, D;
    place y;
    long ldy;
};

static void take_tile(const Memory *memory, global const struct rows_step *op, int i) {
    global const float *x = AT(const float, op->x) + AT(const int, op->rows)[i] * op->ldx;
    global float *y = AT(float, op->y) + i * op->ldy;
    for (int d = 0; d < op->D; d++) y[d] = x[d];
}

static void add_tile(const Memory *memory, global const struct rows_step *op, int i) {
    global const float *x = AT(const float, op->x) + i * op->ldx;
    global float *y = AT(float, op->y) + AT(const int, op->rows)[i] * op->ldy;
    const float factor = AT(const float, op->factors)[i];
    for (int d = 0; d < op->D; d++) y[d] = factor * x[d] + y[d];
}

static void put_tile(const Memory *memory, global const struct rows_step *op, int i) {
    const int D = op->D;
    global const float *x = AT(const float, op->x) + i * op->ldx;
    global float *y = AT(float, op->y) + (op->at + i) * op->ldy;
    if (op->x) {
        for (int d = 0; d < D; d++) y[d] = x[d];
    } else {
        for (int d = 0; d < D; d++) y[d] = 0.0f;
    }
}
