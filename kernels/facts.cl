// facts: what each head of a layer does with a text, in a few means over its queries.
//
// Math     of a query t with weights w[s] (attention.cl), at position own = first + t among the keys:
//          entropy = -sum w log2 w;  distance = sum w |s - own|;
//          previous, next, itself = w[own - 1], w[own + 1], w[own];
//          same = sum of w where s != own and key_id[s] = query_id[t];
//          first = w[0];  special = sum of w special[s].
//          A head's fact is sum_t share[t] fact[t], but same takes same_share[t].
//          With d[s] = max score - score[s], entropy is log2 e sum w d - log2 max w: one logarithm for a row.
// Shapes   struct attend_step, where scores: scratch of 2 * QR rows for each worker; weights: the marks, as
//          attnviz/compute/tensors.py Marks.packed has them: key_id [lds], special [lds], query_id [T], share [T],
//          same_share [T]; every: position of query 0, below -T where keys are of another text; context: (H * parts, 8).
// Tiles    H * parts: a tile makes one row of the result from a stretch of queries, whatever worker runs it, so that
//          the same text always gives the same bits. The rows of a head add up to its facts.
// Edges    as attention.cl; key_id and special are 0 from S to lds, where weights are 0 too. Queries whose share is 0
//          are left out.
// Twin     attnviz/compute/reference.py facts
// Test     tests/compute/test_facts.py

#define FACT_COUNT 8

// what is added up lane by lane, and what only one key of a row has
typedef struct {
    float8 spread, distance, same, special;
    float sharpness, previous, next, itself, first;
} Facts;

static inline float weight_at(global const float *weights, int s, Span span) {
    return s >= span.from && s < span.stop ? weights[s] : 0.0f;
}

static inline void add_facts(Facts *facts, global const float *scores, global const float *weights, Span span, int own,
                             global const int *key_ids, global const float *specials, int id, float share,
                             float same_share) {
    global const float8 *score = (global const float8 *)scores, *weight = (global const float8 *)weights;
    global const float8 *is_special = (global const float8 *)specials;
    global const int8 *key_id = (global const int8 *)key_ids;
    const int begin = span.from / 8, end = (span.stop + 7) / 8;
    const float8 none = (float8)(0.0f);
    float8 highest = (float8)(NEVER), heaviest = none;
    for (int c = begin; c < end; c++) {
        const float8 inner = inside(score[c], 8 * c, span);
        highest = inner > highest ? inner : highest;
        heaviest = weight[c] > heaviest ? weight[c] : heaviest;
    }
    const float top = max8(highest);

    float8 spread = none, distance = none, same = none, special = none;
    int8 at = (int8)(0, 1, 2, 3, 4, 5, 6, 7) + 8 * begin;
    float8 away = (float8)(0.0f, 1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f, 7.0f) + (float)(8 * begin - own);
    for (int c = begin; c < end; c++, at += 8, away += 8.0f) {
        const float8 w = weight[c];
        spread += w > 0.0f ? w * (top - score[c]) : none;
        distance += w * (away > 0.0f ? away : -away);
        same += key_id[c] == id && at != own ? w : none;
        special += w * is_special[c];
    }
    facts->spread += spread * share;
    facts->distance += distance * share;
    facts->same += same * same_share;
    facts->special += special * share;
    const float most = max8(heaviest);  // 0 where no key is left to look at
    facts->sharpness += most > 0.0f ? log2(most) * share : 0.0f;
    facts->previous += weight_at(weights, own - 1, span) * share;
    facts->next += weight_at(weights, own + 1, span) * share;
    facts->itself += weight_at(weights, own, span) * share;
    facts->first += weight_at(weights, 0, span) * share;
}

static inline Facts no_facts(void) {
    Facts facts;
    facts.spread = facts.distance = facts.same = facts.special = (float8)(0.0f);
    facts.sharpness = facts.previous = facts.next = facts.itself = facts.first = 0.0f;
    return facts;
}

// one query's, from its scores and weights
static inline void add_query(const Memory *memory, global const struct attend_step *op, Facts *facts, int t,
                             global const float *scores, global const float *weights) {
    const int T = op->T;
    global const int *key_ids = AT(const int, op->weights), *query_ids = key_ids + 2 * op->lds;
    global const float *specials = (global const float *)(key_ids + op->lds);
    global const float *shares = (global const float *)(query_ids + T), *same_shares = shares + T;
    if (shares[t] != 0.0f)
        add_facts(facts, scores, weights, seen_by(op, t), (int)op->every + t, key_ids, specials, query_ids[t],
                  shares[t], same_shares[t]);
}

static inline void write_facts(global float *out, const Facts *facts) {
    out[0] = sum8(facts->spread) * 1.44269504f - facts->sharpness;
    out[1] = sum8(facts->distance);
    out[2] = facts->previous;
    out[3] = facts->next;
    out[4] = facts->itself;
    out[5] = sum8(facts->same);
    out[6] = facts->first;
    out[7] = sum8(facts->special);
}

static void facts_tile(const Memory *memory, global const struct attend_step *op, int tile) {
    const int parts = op->step.tiles / op->heads, head = tile / parts, part = tile % parts;
    const int T = op->T, blocks = (T + QR - 1) / QR, lds = op->lds;
    const int from = (long)blocks * part / parts * QR, stop = (long)blocks * (part + 1) / parts * QR;
    global float *scores = AT(float, op->scores) + (size_t)memory->worker * 2 * QR * lds;
    global float *weights = scores + QR * lds;
    Facts facts = no_facts();
    for (int row = from; row < stop; row += QR) {
        weigh_rows(memory, op, head, row, scores, weights);
        for (int i = 0; i < QR && row + i < T; i++)
            add_query(memory, op, &facts, row + i, scores + i * lds, weights + i * lds);
    }
    write_facts(AT(float, op->context) + (size_t)tile * FACT_COUNT, &facts);
}
