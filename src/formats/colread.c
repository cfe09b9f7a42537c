/*
 * colread.c - the notes of an Anki collection, schema 11 and 18.
 *
 * The file comes from anywhere.  It is opened in memory and for reading alone, with
 * what SQLite has against hostile files: no views, no triggers, no functions from its
 * schema.  What is read has to be plain tables, without columns that are computed; and
 * pages that are linked over and over end when there is more than a file can hold.  Note types and
 * decks are JSON in the one row of `col`, or tables with messages of protocol buffers
 * (rslib/src/storage/upgrades, proto/anki/notetypes.proto).
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>

enum { SCHEMA_11 = 11, SCHEMA_15 = 15, SCHEMA_18 = 18 };
enum { STEPS = 1000, LEAST_ROW = 4 /* bytes of a row, with what points at it */ };

enum { MOST_FIELDS = 1 << 16, NEW = 0, SUSPENDED = -1, FLAGS = 7 };

/* A card as its row has it. */
typedef struct card {
	int64_t note, deck, position; /* position: of a new one, among the new; else 0 */
	int32_t ordinal;
	uint8_t flag;
	bool suspended;
} card;

typedef struct collection {
	mill_reading *reading;
	const char *member;
	sqlite3 *db;
	mill_read_names names;
	card *cards; /* in the order of their notes */
	size_t card_count, card_room;
	size_t room;            /* of the fields or templates that are read */
	uint64_t left;          /* bytes that rows may still take: they stand in the file */
	uint64_t added, effort; /* fields that notes lack; work to tell their cards */
	uint64_t steps;         /* the same for hundreds of SQLite's steps */
} collection;

/* ---- SQLite ----------------------------------------------------------------------------- */

static bool
complain(collection *c)
{
	return mill_wrong(c->reading, "%s in it is no collection of Anki's, or damaged: %s",
	    c->member, sqlite3_errmsg(c->db));
}

/* SQLite asks every STEPS steps; anything but 0 stops it. */
static int
has_enough(void *user)
{
	collection *c = user;

	return c->steps == 0 || c->steps-- == 0;
}

/* As much as an honest file of its size may need, and not much more. */
static void
bound(collection *c, size_t size)
{
	c->left = size;
	c->steps = (1000000 + 16 * (uint64_t)size) / STEPS;
	sqlite3_progress_handler(c->db, STEPS, has_enough, c);
	sqlite3_limit(c->db, SQLITE_LIMIT_LENGTH, size < INT_MAX ? (int)size + STEPS : INT_MAX);
}

/* Rows are nowhere twice, so they are no longer than the file. */
static bool
spend(collection *c, sqlite3_stmt *statement)
{
	uint64_t size = LEAST_ROW;

	for (int i = 0; i < sqlite3_column_count(statement); i++)
		if (sqlite3_column_type(statement, i) >= SQLITE_TEXT)
			size += (uint64_t)sqlite3_column_bytes(statement, i);
	if (size > c->left)
		return mill_wrong(
		    c->reading, "%s in it is damaged: its pages say more than it holds", c->member);
	c->left -= size;
	return true;
}

static bool
open_db(collection *c, mill_str bytes)
{
	static const int off[] = { SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
		SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION };
	unsigned char *data = (unsigned char *)(uintptr_t)bytes.ptr;
	int rc = sqlite3_open(":memory:", &c->db);

	if (c->db != NULL)
		mill_hold(c->reading, c->db, mill_close_collection);
	if (rc != SQLITE_OK)
		return mill_wrong(c->reading, "SQLite has no memory");
	for (size_t i = 0; i < MILL_COUNT(off); i++)
		sqlite3_db_config(c->db, off[i], 0, NULL);
	sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	bound(c, bytes.len);
	sqlite3_create_collation(c->db, "unicase", SQLITE_UTF8, NULL, mill_unicase);
	/* Anki leaves collections in WAL mode, which needs a file beside them. */
	if (bytes.len > 20 && data[18] == 2 && data[19] == 2)
		data[18] = data[19] = 1;
	return (bytes.len > 100 &&
		   sqlite3_deserialize(c->db, "main", data, (sqlite3_int64)bytes.len,
		       (sqlite3_int64)bytes.len, SQLITE_DESERIALIZE_READONLY) == SQLITE_OK &&
		   sqlite3_exec(c->db, "PRAGMA cell_size_check = on; PRAGMA query_only = on", NULL,
		       NULL, NULL) == SQLITE_OK) ||
	       complain(c);
}

static sqlite3_stmt *
prepare(collection *c, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	return sqlite3_prepare_v2(c->db, sql, -1, &statement, NULL) == SQLITE_OK ? statement : NULL;
}

/* Calls row() for every row of a query. */
static bool
each(collection *c, const char *sql, bool (*row)(collection *c, sqlite3_stmt *statement))
{
	sqlite3_stmt *statement = prepare(c, sql);
	int rc = SQLITE_ERROR;

	while (statement != NULL && (rc = sqlite3_step(statement)) == SQLITE_ROW)
		if (!spend(c, statement) || !row(c, statement))
			return false;
	return (rc == SQLITE_DONE && sqlite3_finalize(statement) == SQLITE_OK) || complain(c);
}

static bool
counts_none(collection *c, const char *sql)
{
	sqlite3_stmt *statement = prepare(c, sql);
	bool row = statement != NULL && sqlite3_step(statement) == SQLITE_ROW,
	     none = row && sqlite3_column_int(statement, 0) == 0;

	if (row && !none)
		mill_wrong(c->reading,
		    "%s in it is no collection of Anki's: its tables are views, or computed",
		    c->member);
	else if (!row)
		complain(c);
	sqlite3_finalize(statement);
	return none;
}

/* Views, virtual tables and computed columns run what the file says. */
static bool
is_plain(collection *c)
{
	static const char tables[] =
	    "SELECT count(*) FROM sqlite_schema WHERE lower(name) IN ('col', 'notes', 'cards', "
	    "'notetypes', 'fields', 'templates', 'decks', 'revlog') AND (type <> 'table' OR "
	    "rootpage < 1)";
	static const char columns[] =
	    "SELECT count(*) FROM sqlite_schema AS s, pragma_table_xinfo(s.name) AS x WHERE "
	    "lower(s.name) IN ('col', 'notes', 'cards', 'notetypes', 'fields', 'templates', "
	    "'decks', 'revlog') AND "
	    "x.hidden <> 0";

	return counts_none(c, tables) && counts_none(c, columns);
}

static mill_str
column(sqlite3_stmt *statement, int at)
{
	bool text = sqlite3_column_type(statement, at) != SQLITE_BLOB;
	const void *bytes = text ? (const void *)sqlite3_column_text(statement, at)
				 : sqlite3_column_blob(statement, at);
	int length = sqlite3_column_bytes(statement, at);

	return bytes == NULL ? MILL_STR("") : (mill_str){ bytes, (size_t)length };
}

/* Text that lives as long as the deck; false when it is not UTF-8. */
static bool
keep(collection *c, mill_str text, mill_str *kept)
{
	if (mill_valid(text) < text.len)
		return mill_wrong(c->reading, "%s in it holds text that is not UTF-8", c->member);
	*kept = mill_copy(c->reading->arena, text);
	return true;
}

/* ---- note types and decks ------------------------------------------------------------------ */

static bool
take_col(collection *c, sqlite3_stmt *statement)
{
	return mill_read_models(c->reading, column(statement, 0), &c->names) &&
	       mill_read_decks(c->reading, column(statement, 1), &c->names);
}

/* Note types and decks, which begin with their ids. */
static int
by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
sort_names(mill_read_names *names)
{
	if (names->type_count > 0)
		qsort(names->types, names->type_count, sizeof *names->types, by_id);
	if (names->deck_count > 0)
		qsort(names->decks, names->deck_count, sizeof *names->decks, by_id);
}

static mill_notetype *
find_type(const collection *c, int64_t id)
{
	const mill_read_names *names = &c->names;
	const struct mill_read_type *found = names->type_count == 0
						 ? NULL
						 : bsearch(&id, names->types, names->type_count,
						       sizeof *names->types, by_id);

	return found == NULL ? NULL : found->type;
}

static bool
take_notetype(collection *c, sqlite3_stmt *statement)
{
	mill_notetype *type = mill_add_type(
	    c->reading, &c->names, sqlite3_column_int64(statement, 0));

	type->modified = sqlite3_column_int64(statement, 1);
	return keep(c, column(statement, 3), &type->name) &&
	       mill_read_type_config(c->reading, column(statement, 2), type);
}

/* Fields and templates come in the order of their types, and in theirs. */
static bool
take_field(collection *c, sqlite3_stmt *statement)
{
	mill_notetype *type = find_type(c, sqlite3_column_int64(statement, 0));
	mill_field *field;

	if (type == NULL)
		return true;
	c->room = type->field_count == 0 ? 0 : c->room;
	field = mill_add_field(c->reading, type, &c->room);
	return keep(c, column(statement, 1), &field->name) &&
	       mill_read_field_config(c->reading, column(statement, 2), field);
}

static bool
take_template(collection *c, sqlite3_stmt *statement)
{
	mill_notetype *type = find_type(c, sqlite3_column_int64(statement, 0));
	mill_template *template;

	if (type == NULL)
		return true;
	c->room = type->template_count == 0 ? 0 : c->room;
	template = mill_add_template(c->reading, type, &c->room);
	return keep(c, column(statement, 1), &template->name) &&
	       mill_read_template_config(c->reading, column(statement, 2), template);
}

/* Levels have 0x1F between them. */
static bool
take_deck(collection *c, sqlite3_stmt *statement)
{
	mill_str name = column(statement, 1);
	mill_buf out = { .arena = &c->reading->scratch };
	struct mill_read_name *deck = mill_add_deck(
	    c->reading, &c->names, sqlite3_column_int64(statement, 0));

	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] == '\x1F')
			mill_puts(&out, "::");
		else
			mill_putc(&out, name.ptr[i]);
	}
	return keep(c, mill_buf_str(&out), &deck->name) &&
	       mill_read_deck_kind(c->reading, column(statement, 2), deck);
}

static bool
read_names(collection *c)
{
	sqlite3_stmt *statement = prepare(c, "SELECT ver FROM col LIMIT 1");
	int schema = 0;

	if (statement == NULL)
		return complain(c);
	if (sqlite3_step(statement) == SQLITE_ROW)
		schema = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	if (schema == SCHEMA_11)
		return each(c, "SELECT models, decks FROM col", take_col);
	if (schema < SCHEMA_15 || schema > SCHEMA_18)
		return mill_wrong(c->reading,
		    "%s in it has schema %d, and cardmill reads 11 and 15 to 18", c->member,
		    schema);
	if (!each(c, "SELECT id, mtime_secs, config, name FROM notetypes", take_notetype))
		return false;
	sort_names(&c->names);
	/* The name stands in an index whose order only Anki knows: it is not asked for. */
	return each(c, "SELECT ntid, name, config FROM fields NOT INDEXED ORDER BY ntid, ord",
		   take_field) &&
	       each(c, "SELECT ntid, name, config FROM templates NOT INDEXED ORDER BY ntid, ord",
		   take_template) &&
	       each(c, "SELECT id, name, kind FROM decks", take_deck);
}

/* What Anki would refuse of a type, or nobody could use. */
static bool
check_types(collection *c)
{
	for (size_t i = 0; i < c->names.type_count; i++) {
		mill_notetype *type = c->names.types[i].type;
		bool named = type->name.len > 0;

		for (size_t k = 0; k < type->field_count; k++)
			named &= type->fields[k].name.len > 0;
		for (size_t k = 0; k < type->template_count; k++)
			named &= type->templates[k].name.len > 0;
		if (!named)
			return mill_wrong(c->reading,
			    "%s in it is damaged: a note type, or a field or template of it, has "
			    "no name",
			    c->member);
		if (type->field_count > MILL_MOST_FIELDS)
			return mill_wrong(c->reading,
			    "%s in it: the note type \"%.60s\" has %zu fields, and cardmill reads "
			    "%d",
			    c->member, type->name.ptr, type->field_count, MILL_MOST_FIELDS);
		type->sort_field = type->sort_field < type->field_count ? type->sort_field : 0;
		type->effort = mill_effort(type);
	}
	return true;
}

/* ---- cards ------------------------------------------------------------------------------------
 */

static bool
take_card(collection *c, sqlite3_stmt *statement)
{
	bool new = sqlite3_column_int(statement, 3) == NEW;

	c->cards = mill_room(
	    &c->reading->scratch, c->cards, sizeof *c->cards, c->card_count, &c->card_room);
	c->cards[c->card_count++] = (card){ .note = sqlite3_column_int64(statement, 0),
		.deck = sqlite3_column_int64(statement, 1),
		.ordinal = sqlite3_column_int(statement, 2),
		.position = new ? sqlite3_column_int64(statement, 4) : 0,
		.suspended = sqlite3_column_int(statement, 5) == SUSPENDED,
		.flag = (uint8_t)(sqlite3_column_int(statement, 6) & FLAGS) };
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

	if (!each(c, c->reading->cards ? cards : homes, take_card))
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
	const struct mill_read_name *deck = c->names.deck_count == 0
						? NULL
						: bsearch(&id, c->names.decks, c->names.deck_count,
						      sizeof *c->names.decks, by_id);

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
	note->cards = MILL_NEW(c->reading->arena, mill_card, count);
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

/* ---- notes ------------------------------------------------------------------------------------
 */

static bool
take_fields(collection *c, mill_stored_note *note, mill_str fields)
{
	size_t from = 0, count = 1, at = 0;

	for (size_t i = 0; i < fields.len; i++)
		count += fields.ptr[i] == '\x1F';
	if (count > MOST_FIELDS)
		return mill_wrong(c->reading,
		    "%s in it holds a note of %zu fields, more than any "
		    "note type has",
		    c->member, count);
	mill_set_fields(c->reading, note, count);
	for (size_t i = 0; i <= fields.len; i++) {
		if (i < fields.len && fields.ptr[i] != '\x1F')
			continue;
		if (!keep(c, mill_slice(fields, from, i), &note->fields[at++]))
			return false;
		from = i + 1;
	}
	note->own = note->own && count == MILL_FIELDS;
	/* Of Anki's own note types, which CSV and JSON may have filled. */
	if (count == 2 && c->reading->part != MILL_SOURCE)
		mill_part_fields(c->reading->arena, note);
	return true;
}

/* A source's note must be as its type says, or Anki would refuse the whole package. */
static bool
fits(collection *c, mill_stored_note *note)
{
	mill_str *fields = note->fields;
	size_t has = note->field_count;

	if (c->reading->part != MILL_SOURCE)
		return true;
	if (note->type == NULL || note->type->field_count == 0 || note->type->template_count == 0)
		return mill_wrong(c->reading, "the note type of the note \"%.60s\" is not in %s",
		    note->guid.ptr, c->member);
	if (has > note->type->field_count)
		return mill_wrong(c->reading,
		    "%s in it is damaged: the note \"%.60s\" has %zu fields, and its note type %zu",
		    c->member, note->guid.ptr, has, note->type->field_count);
	c->added += note->type->field_count - has;
	c->effort += note->type->effort;
	if (c->added > MILL_MOST_ADDED || c->effort > MILL_MOST_EFFORT)
		return mill_wrong(c->reading,
		    "%s in it is damaged: the note type \"%.60s\" has too many fields or "
		    "templates for so many notes",
		    c->member, note->type->name.ptr);
	if (has < note->type->field_count) {
		mill_set_fields(c->reading, note, note->type->field_count);
		memcpy(note->fields, fields, has * sizeof *fields);
	}
	return true;
}

static bool
take_note(collection *c, sqlite3_stmt *statement)
{
	int64_t type_id = sqlite3_column_int64(statement, 2);
	const mill_notetype *type = find_type(c, type_id);
	mill_stored_note *note = mill_new_stored(c->reading);
	size_t first = first_card(c, sqlite3_column_int64(statement, 0));
	mill_str tags;

	note->kind = type != NULL && type->cloze ? MILL_CLOZE : MILL_BASIC;
	note->own = type_id == mill_own_type(note->kind)->id;
	note->foreign = !note->own;
	note->type = type;
	note->type_name = type == NULL ? MILL_STR("") : type->name;
	note->modified = sqlite3_column_int64(statement, 3);
	note->id = mill_read_data(c->reading, column(statement, 6));
	if (first < c->card_count) {
		note->deck = deck_name(c, c->cards[first].deck);
		note->position = c->cards[first].position;
	}
	if (!keep(c, column(statement, 4), &tags))
		return false;
	mill_read_tags(c->reading, note, tags);
	if (!keep(c, column(statement, 1), &note->guid) ||
	    !take_fields(c, note, column(statement, 5)) || !fits(c, note))
		return false;
	if (c->reading->cards)
		take_cards(c, note, first);
	return true;
}

static void
count_reviews(collection *c)
{
	sqlite3_stmt *statement = prepare(c, "SELECT count(*) FROM revlog");

	if (statement != NULL && sqlite3_step(statement) == SQLITE_ROW)
		c->reading->stored->reviews = (size_t)sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
}

/* Decks that say what they are. */
static void
keep_descriptions(collection *c)
{
	mill_stored *stored = c->reading->stored;

	for (size_t i = 0; i < c->names.deck_count; i++) {
		const struct mill_read_name *deck = &c->names.decks[i];

		if (deck->description.len == 0)
			continue;
		stored->decks = mill_room(c->reading->arena, stored->decks, sizeof *stored->decks,
		    stored->deck_count, &stored->deck_room);
		stored->decks[stored->deck_count++] = (mill_stored_deck){ deck->name,
			deck->description, deck->markdown };
	}
}

bool
mill_read_collection(mill_reading *reading, const char *member, mill_str bytes)
{
	collection c = { .reading = reading, .member = member };
	size_t before = reading->stored->count;
	static const char notes[] = "SELECT id, guid, mid, mod, tags, flds, data FROM notes "
				    "ORDER BY rowid",
			  named[] = "SELECT id, guid, mid, mod, tags, flds, data FROM notes "
				    "WHERE guid <> '' ORDER BY rowid";

	if (!open_db(&c, bytes) || !is_plain(&c) || !read_names(&c))
		return false;
	sort_names(&c.names);
	if (reading->part == MILL_SOURCE && !check_types(&c))
		return false;
	if (reading->part != MILL_COMPANION &&
	    (!read_cards(&c) || !each(&c, reading->part == MILL_SOURCE ? notes : named, take_note)))
		return false;
	if (reading->part != MILL_EARLIER)
		keep_descriptions(&c);
	if (reading->part == MILL_SOURCE) {
		count_reviews(&c);
		mill_put_in_order(reading, before);
	}
	mill_let_go(reading);
	return true;
}
