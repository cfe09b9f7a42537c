/*
 * colread.c - the notes of an Anki collection and their cards.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "colread.h"

#include <stdlib.h>

enum { MOST_FIELDS = 1 << 16, NEW = 0, SUSPENDED = -1, FLAGS = 7 };

/* A card as its row has it. */
typedef struct card {
	int64_t note, deck, position; /* position: of a new one, among the new; else 0 */
	int32_t ordinal;
	uint8_t flag;
	bool suspended;
} card;

typedef struct collection {
	mill_colfile file;
	mill_read_names names;
	card *cards; /* in the order of their notes */
	size_t card_count, card_room;
	uint64_t added, effort; /* fields that notes lack; work to tell their cards */
} collection;

/* ---- cards ------------------------------------------------------------------------------- */

static bool
take_card(void *user, sqlite3_stmt *row)
{
	collection *c = user;
	bool new = sqlite3_column_int(row, 3) == NEW;

	c->cards = mill_room(
	    &c->file.reading->scratch, c->cards, sizeof *c->cards, c->card_count, &c->card_room);
	c->cards[c->card_count++] = (card){ .note = sqlite3_column_int64(row, 0),
		.deck = sqlite3_column_int64(row, 1),
		.ordinal = sqlite3_column_int(row, 2),
		.position = new ? sqlite3_column_int64(row, 4) : 0,
		.suspended = sqlite3_column_int(row, 5) == SUSPENDED,
		.flag = (uint8_t)(sqlite3_column_int(row, 6) & FLAGS) };
	return true;
}

static int
by_note(const void *a, const void *b)
{
	const card *x = a, *y = b;

	if (x->note != y->note)
		return x->note < y->note ? -1 : 1;
	return (x->ordinal > y->ordinal) - (x->ordinal < y->ordinal);
}

static bool
read_cards(collection *c)
{
	static const char cards[] =
	    "SELECT nid, CASE odid WHEN 0 THEN did ELSE odid END, ord, type, "
	    "CASE odid WHEN 0 THEN due ELSE odue END, queue, flags FROM cards";

	/* An earlier build is asked for its notes' decks alone. */
	static const char homes[] =
	    "SELECT nid, CASE odid WHEN 0 THEN did ELSE odid END, ord, 0, 0, 0, 0 FROM cards";

	if (!mill_colfile_each(&c->file, c->file.reading->cards ? cards : homes, take_card, c))
		return false;
	if (c->card_count > 0)
		qsort(c->cards, c->card_count, sizeof *c->cards, by_note);
	return true;
}

/* The first card of a note; card_count when it has none. */
static size_t
first_card(const collection *c, int64_t note)
{
	size_t low = 0, high = c->card_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (c->cards[middle].note < note)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->card_count && c->cards[low].note == note ? low : c->card_count;
}

static mill_str
deck_name(const collection *c, int64_t id)
{
	const struct mill_read_name *deck = mill_read_deck_of(&c->names, id);

	return deck == NULL ? MILL_STR("") : deck->name;
}

/* Its cards, unless they are what its templates make, all in one deck and as new. */
static void
take_cards(collection *c, mill_stored_note *note, size_t first)
{
	uint16_t ordinals[MILL_CLOZES];
	size_t count = 0, made = mill_generate(
			      note->type, note->kind, note->fields, note->field_count, ordinals);
	bool plain = true;

	for (size_t i = first; i < c->card_count && c->cards[i].note == c->cards[first].note; i++) {
		const card *at = &c->cards[i];

		plain &= count < made && at->ordinal == ordinals[count] && at->flag == 0 &&
			 !at->suspended && at->deck == c->cards[first].deck;
		count++;
	}
	if (count == 0 || (plain && count == made))
		return;
	note->cards = MILL_NEW(c->file.reading->arena, mill_card, count);
	for (size_t i = first; i < first + count; i++) {
		const card *at = &c->cards[i];

		if (at->ordinal < 0 || at->ordinal > UINT16_MAX)
			continue;
		note->cards[note->card_count++] = (mill_card){ .ordinal = (uint16_t)at->ordinal,
			.flag = at->flag,
			.suspended = at->suspended,
			.deck = at->deck == c->cards[first].deck ? MILL_STR("")
								 : deck_name(c, at->deck) };
	}
}

/* ---- notes ------------------------------------------------------------------------------- */

static bool
take_fields(collection *c, mill_stored_note *note, mill_str fields)
{
	size_t from = 0, count = 1, at = 0;

	for (size_t i = 0; i < fields.len; i++)
		count += fields.ptr[i] == '\x1F';
	if (count > MOST_FIELDS)
		return mill_wrong(c->file.reading,
		    "%s in it holds a note of %zu fields, more than any "
		    "note type has",
		    c->file.member, count);
	mill_set_fields(c->file.reading, note, count);
	for (size_t i = 0; i <= fields.len; i++) {
		if (i < fields.len && fields.ptr[i] != '\x1F')
			continue;
		if (!mill_colfile_keep(&c->file, mill_slice(fields, from, i), &note->fields[at++]))
			return false;
		from = i + 1;
	}
	note->own = note->own && count == MILL_FIELDS;
	/* Of Anki's own note types, which CSV and JSON may have filled. */
	if (count == 2 && c->file.reading->part != MILL_SOURCE)
		mill_part_fields(c->file.reading->arena, note);
	return true;
}

/* A source's note must be as its type says, or Anki would refuse the whole package. */
static bool
fits(collection *c, mill_stored_note *note)
{
	mill_str *fields = note->fields;
	size_t has = note->field_count;

	if (c->file.reading->part != MILL_SOURCE)
		return true;
	if (note->type == NULL || note->type->field_count == 0 || note->type->template_count == 0)
		return mill_wrong(c->file.reading,
		    "the note type of the note \"%.60s\" is not in %s", note->guid.ptr,
		    c->file.member);
	if (has > note->type->field_count)
		return mill_wrong(c->file.reading,
		    "%s in it is damaged: the note \"%.60s\" has %zu fields, and its note type %zu",
		    c->file.member, note->guid.ptr, has, note->type->field_count);
	c->added += note->type->field_count - has;
	c->effort += note->type->effort;
	if (c->added > MILL_MOST_ADDED || c->effort > MILL_MOST_EFFORT)
		return mill_wrong(c->file.reading,
		    "%s in it is damaged: the note type \"%.60s\" has too many fields or "
		    "templates for so many notes",
		    c->file.member, note->type->name.ptr);
	if (has < note->type->field_count) {
		mill_set_fields(c->file.reading, note, note->type->field_count);
		memcpy(note->fields, fields, has * sizeof *fields);
	}
	return true;
}

static bool
take_note(void *user, sqlite3_stmt *row)
{
	collection *c = user;
	int64_t type_id = sqlite3_column_int64(row, 2);
	const mill_notetype *type = mill_read_type_of(&c->names, type_id);
	mill_stored_note *note = mill_new_stored(c->file.reading);
	size_t first = first_card(c, sqlite3_column_int64(row, 0));
	mill_str tags;

	note->kind = type != NULL && type->cloze ? MILL_CLOZE : MILL_BASIC;
	note->own = type_id == mill_own_type(note->kind)->id;
	note->foreign = !note->own;
	note->type = type;
	note->type_name = type == NULL ? MILL_STR("") : type->name;
	note->modified = sqlite3_column_int64(row, 3);
	note->id = mill_read_data(c->file.reading, mill_colfile_column(row, 6));
	if (first < c->card_count) {
		note->deck = deck_name(c, c->cards[first].deck);
		note->position = c->cards[first].position;
	}
	if (!mill_colfile_keep(&c->file, mill_colfile_column(row, 4), &tags))
		return false;
	mill_read_tags(c->file.reading, note, tags);
	if (!mill_colfile_keep(&c->file, mill_colfile_column(row, 1), &note->guid) ||
	    !take_fields(c, note, mill_colfile_column(row, 5)) || !fits(c, note))
		return false;
	if (c->file.reading->cards)
		take_cards(c, note, first);
	return true;
}

static void
count_reviews(collection *c)
{
	int64_t count = 0;

	if (mill_colfile_number(&c->file, "SELECT count(*) FROM revlog", &count))
		c->file.reading->stored->reviews = (size_t)count;
}

/* Decks that say what they are. */
static void
keep_descriptions(collection *c)
{
	mill_stored *stored = c->file.reading->stored;

	for (size_t i = 0; i < c->names.deck_count; i++) {
		const struct mill_read_name *deck = &c->names.decks[i];

		if (deck->description.len == 0)
			continue;
		stored->decks = mill_room(c->file.reading->arena, stored->decks,
		    sizeof *stored->decks, stored->deck_count, &stored->deck_room);
		stored->decks[stored->deck_count++] = (mill_stored_deck){ deck->name,
			deck->description, deck->markdown };
	}
}

bool
mill_read_collection(mill_reading *reading, const char *member, mill_str bytes)
{
	static const char notes[] = "SELECT id, guid, mid, mod, tags, flds, data FROM notes "
				    "ORDER BY rowid",
			  named[] = "SELECT id, guid, mid, mod, tags, flds, data FROM notes "
				    "WHERE guid <> '' ORDER BY rowid";
	collection c = { .file = { .reading = reading, .member = member } };
	bool source = reading->part == MILL_SOURCE;
	size_t before = reading->stored->count;

	if (!mill_colfile_open(&c.file, bytes) || !mill_read_names_of(&c.file, &c.names) ||
	    (source && !mill_check_types(&c.file, &c.names)))
		return false;
	if (reading->part != MILL_COMPANION &&
	    (!read_cards(&c) || !mill_colfile_each(&c.file, source ? notes : named, take_note, &c)))
		return false;
	if (reading->part != MILL_EARLIER)
		keep_descriptions(&c);
	if (source) {
		count_reviews(&c);
		mill_put_in_order(reading, before);
	}
	mill_let_go(reading);
	return true;
}
