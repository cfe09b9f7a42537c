/*
 * schema18.c - what a collection of schema 18 has beside notes and cards: tables of note
 * types, decks, settings and tags, as Anki creates them (rslib/src/storage/upgrades).
 *
 * Names are unique there, without regard to case: what schema 11 bears twice gets the mark
 * that Anki's upgrade gives it.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "collection.h"

#include <sqlite3.h>

static const char tables[] =
    "CREATE TABLE deck_config (id integer PRIMARY KEY NOT NULL,"
    " name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL, usn integer NOT NULL,"
    " config blob NOT NULL);"
    "CREATE TABLE config (KEY text NOT NULL PRIMARY KEY, usn integer NOT NULL,"
    " mtime_secs integer NOT NULL, val blob NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE fields (ntid integer NOT NULL, ord integer NOT NULL,"
    " name text NOT NULL COLLATE unicase, config blob NOT NULL,"
    " PRIMARY KEY (ntid, ord)) WITHOUT ROWID;"
    "CREATE TABLE templates (ntid integer NOT NULL, ord integer NOT NULL,"
    " name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL, usn integer NOT NULL,"
    " config blob NOT NULL, PRIMARY KEY (ntid, ord)) WITHOUT ROWID;"
    "CREATE TABLE notetypes (id integer NOT NULL PRIMARY KEY,"
    " name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL, usn integer NOT NULL,"
    " config blob NOT NULL);"
    "CREATE TABLE decks (id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE unicase,"
    " mtime_secs integer NOT NULL, usn integer NOT NULL, common blob NOT NULL,"
    " kind blob NOT NULL);"
    "CREATE TABLE tags (tag text NOT NULL PRIMARY KEY COLLATE unicase, usn integer NOT NULL,"
    " collapsed boolean NOT NULL, config blob NULL) WITHOUT ROWID;"
    "CREATE TABLE graves (oid integer NOT NULL, type integer NOT NULL, usn integer NOT NULL,"
    " PRIMARY KEY (oid, type)) WITHOUT ROWID;";

static const char indices[] =
    "CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid);"
    "CREATE UNIQUE INDEX idx_templates_name_ntid ON templates (name, ntid);"
    "CREATE INDEX idx_templates_usn ON templates (usn);"
    "CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);"
    "CREATE INDEX idx_notetypes_usn ON notetypes (usn);"
    "CREATE UNIQUE INDEX idx_decks_name ON decks (name);"
    "CREATE INDEX idx_notes_mid ON notes (mid);"
    "CREATE INDEX idx_cards_odid ON cards (odid) WHERE odid != 0;"
    "CREATE INDEX idx_graves_pending ON graves (usn);";

bool
mill_index_18(mill_collecting *c)
{
	return mill_sql(c, indices);
}

/* A name that none before it has: with as many marks behind it as that takes. */
static mill_str
unique(mill_arena *arena, mill_set *names, mill_str name, char mark)
{
	while ((*mill_set_counter(names, mill_unicase_key(arena, name)))++ > 0) {
		mill_buf longer = { .arena = arena };

		mill_put_str(&longer, name);
		mill_putc(&longer, mark);
		name = mill_buf_str(&longer);
	}
	return name;
}

/* ---- note types ------------------------------------------------------------------------ */

static bool
insert_types(mill_collecting *c, sqlite3_stmt *statement)
{
	mill_arena *arena = &c->writing->arena;
	mill_set names = { .arena = arena };
	bool done = true;

	for (size_t i = 0; i < c->type_count && done; i++) {
		const mill_notetype *type = &c->types[i];

		sqlite3_bind_int64(statement, 1, type->id);
		mill_bind_text(statement, 2, unique(arena, &names, type->name, '_'));
		sqlite3_bind_int64(statement, 3, type->modified);
		mill_bind_blob(statement, 4, mill_type_message(arena, type));
		done = mill_step(statement);
	}
	return done;
}

static bool
insert_fields(mill_collecting *c, sqlite3_stmt *statement)
{
	mill_arena *arena = &c->writing->arena;
	bool done = true;

	for (size_t i = 0; i < c->type_count; i++) {
		const mill_notetype *type = &c->types[i];
		mill_set names = { .arena = arena };

		sqlite3_bind_int64(statement, 1, type->id);
		for (size_t k = 0; k < type->field_count && done; k++) {
			const mill_field *field = &type->fields[k];

			sqlite3_bind_int64(statement, 2, (int64_t)k);
			mill_bind_text(statement, 3, unique(arena, &names, field->name, '+'));
			mill_bind_blob(statement, 4, mill_field_message(arena, field));
			done = mill_step(statement);
		}
	}
	return done;
}

static bool
insert_templates(mill_collecting *c, sqlite3_stmt *statement)
{
	mill_arena *arena = &c->writing->arena;
	bool done = true;

	for (size_t i = 0; i < c->type_count; i++) {
		const mill_notetype *type = &c->types[i];
		mill_set names = { .arena = arena };

		sqlite3_bind_int64(statement, 1, type->id);
		for (size_t k = 0; k < type->template_count && done; k++) {
			const mill_template *template = &type->templates[k];

			sqlite3_bind_int64(statement, 2, (int64_t)k);
			mill_bind_text(statement, 3, unique(arena, &names, template->name, '+'));
			mill_bind_blob(statement, 4, mill_template_message(arena, template));
			done = mill_step(statement);
		}
	}
	return done;
}

/* ---- decks ------------------------------------------------------------------------------ */

static bool
is_control(char byte)
{
	return (unsigned char)byte < 0x20 || byte == 0x7F;
}

/* A level as Anki takes it out of a name: no control characters, no blanks or colons at its
 * ends, and never empty (rslib/src/decks/name.rs). */
static void
put_level(mill_buf *out, mill_arena *arena, mill_str level)
{
	mill_buf plain = { .arena = arena };
	mill_str left;

	for (size_t i = 0; i < level.len; i++)
		if (!is_control(level.ptr[i]))
			mill_putc(&plain, level.ptr[i]);
	left = mill_trim(mill_buf_str(&plain));
	while (left.len > 0 && left.ptr[0] == ':')
		left = mill_trim(mill_slice(left, 1, left.len));
	while (left.len > 0 && left.ptr[left.len - 1] == ':')
		left = mill_trim(mill_slice(left, 0, left.len - 1));
	mill_put_str(out, left.len > 0 ? left : MILL_STR("blank"));
}

/* Levels have 0x1F between them. */
static mill_str
native_name(mill_arena *arena, mill_str name)
{
	mill_buf out = { .arena = arena };
	size_t from = 0, at;

	name = mill_compose(arena, name);
	while ((at = mill_find(name, MILL_STR("::"), from)) != SIZE_MAX) {
		put_level(&out, arena, mill_slice(name, from, at));
		mill_puts(&out, MILL_LEVEL);
		from = at + 2;
	}
	put_level(&out, arena, mill_slice(name, from, name.len));
	return mill_buf_str(&out);
}

static bool
insert_decks(mill_collecting *c, sqlite3_stmt *statement)
{
	mill_arena *arena = &c->writing->arena;
	mill_set names = { .arena = arena };
	bool done = true;

	for (size_t i = 0; i < c->deck_count && done; i++) {
		const mill_listed_deck *deck = &c->decks[i];
		mill_str name = native_name(arena, deck->name);

		sqlite3_bind_int64(statement, 1, deck->id);
		mill_bind_text(statement, 2, unique(arena, &names, name, '_'));
		sqlite3_bind_int64(
		    statement, 3, deck->id == MILL_DEFAULT_DECK ? 0 : c->deck->stamp);
		mill_bind_blob(statement, 4, mill_deck_message(arena, deck));
		done = mill_step(statement);
	}
	return done;
}

/* One preset, the default, which every deck points at. */
static bool
insert_preset(mill_collecting *c, sqlite3_stmt *statement)
{
	mill_bind_blob(statement, 1, mill_preset_message(&c->writing->arena));
	return mill_step(statement);
}

/* ---- settings ----------------------------------------------------------------------------- */

/* Those of a new collection (rslib/src/config): values are JSON. */
static bool
insert_config(mill_collecting *c, sqlite3_stmt *statement)
{
	mill_buf type = { .arena = &c->writing->arena }, position = { .arena = type.arena };
	bool done = true;

	mill_printf(&type, "%lld", (long long)c->types[0].id);
	mill_printf(&position, "%zu", mill_written_count(c->deck) + 1);
	const struct {
		const char *key;
		mill_str value;
	} rows[] = { { "activeDecks", MILL_STR("[1]") }, { "addToCur", MILL_STR("true") },
		{ "collapseTime", MILL_STR("1200") }, { "creationOffset", MILL_STR("0") },
		{ "curDeck", MILL_STR("1") }, { "curModel", mill_buf_str(&type) },
		{ "dayLearnFirst", MILL_STR("false") }, { "dueCounts", MILL_STR("true") },
		{ "estTimes", MILL_STR("true") }, { "newSpread", MILL_STR("0") },
		{ "nextPos", mill_buf_str(&position) }, { "sched2021", MILL_STR("true") },
		{ "schedVer", MILL_STR("2") }, { "sortBackwards", MILL_STR("false") },
		{ "sortType", MILL_STR("\"noteFld\"") }, { "timeLim", MILL_STR("0") } };

	for (size_t i = 0; i < MILL_COUNT(rows) && done; i++) {
		mill_bind_text(statement, 1, mill_cstr(rows[i].key));
		mill_bind_blob(statement, 2, rows[i].value);
		done = mill_step(statement);
	}
	return done;
}

/* Notes in a row share most of their tags. */
static bool
is_of(const mill_note *note, mill_str tag)
{
	for (size_t i = 0; i < note->tag_count; i++)
		if (mill_equal(note->tags[i], tag))
			return true;
	return false;
}

/* Each tag once; of those that differ in case alone, the first. */
static bool
insert_tags(mill_collecting *c, sqlite3_stmt *statement)
{
	mill_set seen = { .arena = &c->writing->arena };
	const mill_note *last = NULL;
	bool done = true;

	for (size_t i = 0; i < mill_written_count(c->deck) && done; i++) {
		const mill_note *note = mill_written_note(c->deck, i);

		for (size_t k = 0; k < note->tag_count && done; k++) {
			if ((last != NULL && is_of(last, note->tags[k])) ||
			    (*mill_set_counter(&seen, note->tags[k]))++ > 0)
				continue;
			mill_bind_text(statement, 1, note->tags[k]);
			done = mill_step(statement);
		}
		last = note;
	}
	return done;
}

bool
mill_fill_18(mill_collecting *c)
{
	return mill_sql(c, tables) &&
	       mill_insert(c, "INSERT INTO notetypes VALUES (?, ?, ?, -1, ?)", insert_types) &&
	       mill_insert(c, "INSERT INTO fields VALUES (?, ?, ?, ?)", insert_fields) &&
	       mill_insert(
		   c, "INSERT INTO templates VALUES (?, ?, ?, 0, 0, ?)", insert_templates) &&
	       mill_insert(c, "INSERT INTO decks VALUES (?, ?, ?, -1, x'', ?)", insert_decks) &&
	       mill_insert(
		   c, "INSERT INTO deck_config VALUES (1, 'Default', 0, 0, ?)", insert_preset) &&
	       mill_insert(c, "INSERT INTO config VALUES (?, 0, 0, ?)", insert_config) &&
	       mill_insert(c, "INSERT OR IGNORE INTO tags VALUES (?, -1, 1, NULL)", insert_tags);
}
