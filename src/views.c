/*
 * views.c - the public functions for looking at what was built: notes, media, lines.
 *
 * Views are made on demand and kept; to the caller the mill stays the same.
 */
#include "base/base.h"
#include "deck.h"
#include "mill.h"

static bool
is_built(const cardmill *mill)
{
	return mill != NULL && mill->state == MILL_BUILT;
}

/* What is asked for: a mill, and the place of a view in it. */
struct asking {
	cardmill *mill;
	size_t index;
};

/* Makes a view that is not there yet; false when memory runs out. */
static bool
make(const cardmill *mill, size_t index, void (*maker)(void *user))
{
	struct asking asking = { (cardmill *)(uintptr_t)mill, index };

	return mill_attempt(&asking.mill->heap, maker, &asking);
}

/* ---- notes ------------------------------------------------------------------------------ */

size_t
cardmill_note_count(const cardmill *mill)
{
	return is_built(mill) ? mill->deck.note_count : 0;
}

static const char *const *
texts(mill_arena *arena, const mill_str *all, size_t count)
{
	const char **out = MILL_NEW(arena, const char *, count + 1);

	for (size_t i = 0; i < count; i++)
		out[i] = all[i].ptr;
	return out;
}

static const cardmill_earlier *
earlier_view(mill_arena *arena, const mill_stored_note *note)
{
	cardmill_earlier *out = MILL_NEW(arena, cardmill_earlier, 1);
	size_t fields = note->field_count < MILL_FIELDS ? MILL_FIELDS : note->field_count;

	*out = (cardmill_earlier){ .guid = note->guid.ptr,
		.deck = note->deck.ptr,
		.fields = texts(arena, note->fields, fields),
		.field_count = fields,
		.tags = texts(arena, note->tags, note->tag_count),
		.tag_count = note->tag_count,
		.modified = note->modified };
	return out;
}

/* What a note was, or may have been. */
static void
look_back(mill_arena *arena, const mill_note *note, cardmill_note *out)
{
	const cardmill_earlier **rivals = MILL_NEW(arena, const cardmill_earlier *, 2);

	out->change = note->change;
	if (note->before != NULL)
		out->earlier = earlier_view(arena, note->before);
	for (; out->rival_count < 2 && note->rivals[out->rival_count] != NULL; out->rival_count++)
		rivals[out->rival_count] = earlier_view(arena, note->rivals[out->rival_count]);
	out->rivals = rivals;
}

static void
make_note(void *user)
{
	const struct asking *asking = user;
	cardmill *mill = asking->mill;
	const mill_note *note = mill->deck.notes[asking->index];
	const mill_origin *origin = &mill->deck.origins[note->source];
	cardmill_note *out = MILL_NEW(&mill->arena, cardmill_note, 1);

	*out = (cardmill_note){ .guid = note->guid.ptr,
		.notetype = note->type->name.ptr,
		.deck = mill_deck_of(&mill->deck, note).ptr,
		.fields = texts(&mill->arena, note->fields, note->field_count),
		.field_count = note->field_count,
		.tags = texts(&mill->arena, note->tags, note->tag_count),
		.tag_count = note->tag_count,
		.context = note->context.ptr,
		.rule = note->rule,
		.file = origin->file,
		.line = note->line,
		.end_line = note->end_line,
		.modified = note->modified,
		.id = note->id.len == 0 ? NULL : note->id.ptr };
	out->mends = mill_mends(&mill->arena, &mill->deck, note, &out->mend_count);
	look_back(&mill->arena, note, out);
	mill->looks[asking->index] = out;
}

const cardmill_note *
cardmill_note_at(const cardmill *mill, size_t index)
{
	if (index >= cardmill_note_count(mill))
		return NULL;
	if (mill->looks[index] == NULL && !make(mill, index, make_note))
		return NULL;
	return mill->looks[index];
}

size_t
cardmill_change_count(const cardmill *mill, cardmill_change change)
{
	return is_built(mill) && change <= CARDMILL_UNCERTAIN ? mill->deck.changes[change] : 0;
}

size_t
cardmill_vanished_count(const cardmill *mill)
{
	return is_built(mill) ? mill->deck.vanished_count : 0;
}

static void
make_vanished(void *user)
{
	const struct asking *asking = user;
	cardmill *mill = asking->mill;

	mill->vanished[asking->index] = earlier_view(
	    &mill->arena, mill->deck.vanished[asking->index]);
}

const cardmill_earlier *
cardmill_vanished_at(const cardmill *mill, size_t index)
{
	if (index >= cardmill_vanished_count(mill))
		return NULL;
	if (mill->vanished[index] == NULL && !make(mill, index, make_vanished))
		return NULL;
	return mill->vanished[index];
}

/* ---- media ------------------------------------------------------------------------------ */

size_t
cardmill_media_count(const cardmill *mill)
{
	return is_built(mill) ? mill->deck.media_count : 0;
}

static void
make_media(void *user)
{
	const struct asking *asking = user;
	cardmill *mill = asking->mill;
	const mill_media *media = &mill->deck.media[asking->index];
	cardmill_media *out = MILL_NEW(&mill->arena, cardmill_media, 1);
	mill_buf sha1 = { .arena = &mill->arena };

	for (size_t i = 0; i < sizeof media->sha1; i++)
		mill_printf(&sha1, "%02x", media->sha1[i]);
	*out = (cardmill_media){ .name = media->name.ptr,
		.file = media->file.ptr,
		.path = media->path,
		.size = media->size,
		.sha1 = mill_buf_str(&sha1).ptr,
		.sources = media->sources,
		.source_count = media->source_count };
	mill->media[asking->index] = out;
}

const cardmill_media *
cardmill_media_at(const cardmill *mill, size_t index)
{
	if (index >= cardmill_media_count(mill))
		return NULL;
	if (mill->media[index] == NULL && !make(mill, index, make_media))
		return NULL;
	return mill->media[index];
}

/* ---- what became of the sources ------------------------------------------------------------ */

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
	if (!is_built(mill) ||
	    (source >= mill->deck.origin_count && source != CARDMILL_ALL_SOURCES))
		return NULL;
	if (mill->coverages == NULL && !make(mill, source, make_coverages))
		return NULL;
	return &mill->coverages[source == CARDMILL_ALL_SOURCES ? mill->deck.origin_count : source];
}

static void
make_lines(void *user)
{
	const struct asking *asking = user;
	cardmill *mill = asking->mill;
	const mill_account *account = &mill->deck.accounts[asking->index];
	mill_standing standing = mill_stand(&mill->arena, &mill->deck, asking->index);
	size_t count = 0;
	cardmill_line *all = MILL_NEW(
	    &mill->arena, cardmill_line, cardmill_line_count(mill, asking->index) + 1);

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
	mill->lines[asking->index] = all;
}

size_t
cardmill_line_count(const cardmill *mill, size_t source)
{
	if (!is_built(mill) || source >= mill->deck.origin_count)
		return 0;
	return mill_sum_of(&mill->deck, source).all.lines;
}

const cardmill_line *
cardmill_line_at(const cardmill *mill, size_t source, size_t index)
{
	if (index >= cardmill_line_count(mill, source))
		return NULL;
	if (mill->lines[source] == NULL && !make(mill, source, make_lines))
		return NULL;
	return &mill->lines[source][index];
}
