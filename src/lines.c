/*
 * lines.c - the public functions about what became of the sources.
 *
 * Views are made on demand and kept; to the caller the mill stays the same.
 */
#include "base/base.h"
#include "deck.h"
#include "mill.h"

struct asking {
	cardmill *mill;
	size_t source;
};

static void
make_coverages(void *user)
{
	cardmill *mill = ((const struct asking *)user)->mill;
	const mill_deck *deck = &mill->deck;
	cardmill_coverage *all = MILL_NEW(&mill->arena, cardmill_coverage, deck->origin_count + 1);

	for (size_t i = 0; i <= deck->origin_count; i++) {
		mill_sum sum = mill_sum_of(deck, i);

		all[i] = (cardmill_coverage){ .notes = sum.notes,
			.lines = sum.all.lines,
			.characters = sum.all.characters,
			.covered_lines = sum.on_notes.lines,
			.covered_characters = sum.on_notes.characters,
			.bare_lines = sum.bare.lines,
			.bare_characters = sum.bare.characters,
			.percent = sum.percent };
		if (i < deck->origin_count)
			all[i].file = deck->origins[i].file;
	}
	mill->coverages = all;
}

const cardmill_coverage *
cardmill_coverage_at(const cardmill *mill, size_t source)
{
	struct asking asking = { (cardmill *)(uintptr_t)mill, source };

	if (mill == NULL || mill->state != MILL_BUILT ||
	    (source >= mill->deck.origin_count && source != CARDMILL_ALL_SOURCES))
		return NULL;
	if (mill->coverages == NULL && !mill_attempt(&asking.mill->heap, make_coverages, &asking))
		return NULL;
	return &mill->coverages[source == CARDMILL_ALL_SOURCES ? mill->deck.origin_count : source];
}

static void
make_lines(void *user)
{
	const struct asking *asking = user;
	cardmill *mill = asking->mill;
	const mill_account *account = &mill->deck.accounts[asking->source];
	mill_standing standing = mill_stand(&mill->arena, &mill->deck, asking->source);
	size_t count = 0;
	cardmill_line *all = MILL_NEW(
	    &mill->arena, cardmill_line, cardmill_line_count(mill, asking->source) + 1);

	for (int32_t i = 0; i < account->line_count; i++) {
		unsigned code = account->fates[i].code;

		if (code == MILL_BLANK)
			continue;
		all[count++] = (cardmill_line){ .line = i + 1,
			.characters = account->fates[i].characters,
			.reason = code == MILL_ON_NOTES ? NULL : mill_code_name((mill_code)code),
			.notes = standing.notes + standing.starts[i],
			.note_count = standing.starts[i + 1] - standing.starts[i] };
	}
	mill->lines[asking->source] = all;
}

size_t
cardmill_line_count(const cardmill *mill, size_t source)
{
	if (mill == NULL || mill->state != MILL_BUILT || source >= mill->deck.origin_count)
		return 0;
	return mill_sum_of(&mill->deck, source).all.lines;
}

const cardmill_line *
cardmill_line_at(const cardmill *mill, size_t source, size_t index)
{
	struct asking asking = { (cardmill *)(uintptr_t)mill, source };

	if (index >= cardmill_line_count(mill, source))
		return NULL;
	if (mill->lines[source] == NULL && !mill_attempt(&asking.mill->heap, make_lines, &asking))
		return NULL;
	return &mill->lines[source][index];
}
