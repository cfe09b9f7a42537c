/*
 * coltypes.c - the note types and decks of an Anki collection, schema 11 and 15 to 18.
 *
 * They are JSON in the one row of `col`, or tables with messages of protocol buffers
 * (rslib/src/storage/upgrades, proto/anki/notetypes.proto).
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "colread.h"

#include <stdlib.h>

enum { SCHEMA_11 = 11, SCHEMA_15 = 15, SCHEMA_18 = 18 };

typedef struct naming {
	mill_colfile *file;
	mill_read_names *names;
	size_t room; /* of the fields or templates that are read */
} naming;

/* ---- by id ------------------------------------------------------------------------------ */

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

mill_notetype *
mill_read_type_of(const mill_read_names *names, int64_t id)
{
	const struct mill_read_type *found = names->type_count == 0
						 ? NULL
						 : bsearch(&id, names->types, names->type_count,
						       sizeof *names->types, by_id);

	return found == NULL ? NULL : found->type;
}

const struct mill_read_name *
mill_read_deck_of(const mill_read_names *names, int64_t id)
{
	return names->deck_count == 0
		   ? NULL
		   : bsearch(&id, names->decks, names->deck_count, sizeof *names->decks, by_id);
}

/* ---- rows ------------------------------------------------------------------------------- */

static bool
take_schema(void *user, sqlite3_stmt *row)
{
	*(int64_t *)user = sqlite3_column_int64(row, 0);
	return true;
}

static bool
take_col(void *user, sqlite3_stmt *row)
{
	naming *n = user;
	mill_reading *reading = n->file->reading;

	return mill_read_models(reading, mill_colfile_column(row, 0), n->names) &&
	       mill_read_decks(reading, mill_colfile_column(row, 1), n->names);
}

static bool
take_notetype(void *user, sqlite3_stmt *row)
{
	naming *n = user;
	mill_reading *reading = n->file->reading;
	mill_notetype *type = mill_add_type(reading, n->names, sqlite3_column_int64(row, 0));

	type->modified = sqlite3_column_int64(row, 1);
	return mill_colfile_keep(n->file, mill_colfile_column(row, 3), &type->name) &&
	       mill_read_type_config(reading, mill_colfile_column(row, 2), type);
}

/* Fields and templates come in the order of their types, and in theirs. */
static bool
take_field(void *user, sqlite3_stmt *row)
{
	naming *n = user;
	mill_notetype *type = mill_read_type_of(n->names, sqlite3_column_int64(row, 0));
	mill_field *field;

	if (type == NULL)
		return true;
	n->room = type->field_count == 0 ? 0 : n->room;
	field = mill_add_field(n->file->reading, type, &n->room);
	return mill_colfile_keep(n->file, mill_colfile_column(row, 1), &field->name) &&
	       mill_read_field_config(n->file->reading, mill_colfile_column(row, 2), field);
}

static bool
take_template(void *user, sqlite3_stmt *row)
{
	naming *n = user;
	mill_notetype *type = mill_read_type_of(n->names, sqlite3_column_int64(row, 0));
	mill_template *template;

	if (type == NULL)
		return true;
	n->room = type->template_count == 0 ? 0 : n->room;
	template = mill_add_template(n->file->reading, type, &n->room);
	return mill_colfile_keep(n->file, mill_colfile_column(row, 1), &template->name) &&
	       mill_read_template_config(n->file->reading, mill_colfile_column(row, 2), template);
}

/* Levels have 0x1F between them. */
static bool
take_deck(void *user, sqlite3_stmt *row)
{
	naming *n = user;
	mill_reading *reading = n->file->reading;
	mill_str name = mill_colfile_column(row, 1);
	mill_buf out = { .arena = &reading->scratch };
	struct mill_read_name *deck = mill_add_deck(
	    reading, n->names, sqlite3_column_int64(row, 0));

	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] == '\x1F')
			mill_puts(&out, "::");
		else
			mill_putc(&out, name.ptr[i]);
	}
	return mill_colfile_keep(n->file, mill_buf_str(&out), &deck->name) &&
	       mill_read_deck_kind(reading, mill_colfile_column(row, 2), deck);
}

/* ---- all of them ----------------------------------------------------------------------------- */

/* The name stands in an index whose order only Anki knows: it is not asked for. */
static bool
read_tables(naming *n)
{
	static const char types[] = "SELECT id, mtime_secs, config, name FROM notetypes",
			  fields[] = "SELECT ntid, name, config FROM fields NOT INDEXED "
				     "ORDER BY ntid, ord",
			  templates[] = "SELECT ntid, name, config FROM templates NOT INDEXED "
					"ORDER BY ntid, ord",
			  decks[] = "SELECT id, name, kind FROM decks";

	if (!mill_colfile_each(n->file, types, take_notetype, n))
		return false;
	sort_names(n->names);
	return mill_colfile_each(n->file, fields, take_field, n) &&
	       mill_colfile_each(n->file, templates, take_template, n) &&
	       mill_colfile_each(n->file, decks, take_deck, n);
}

bool
mill_read_names_of(mill_colfile *file, mill_read_names *names)
{
	naming n = { .file = file, .names = names };
	int64_t schema = 0;

	if (!mill_colfile_each(file, "SELECT ver FROM col LIMIT 1", take_schema, &schema))
		return false;
	if (schema != SCHEMA_11 && (schema < SCHEMA_15 || schema > SCHEMA_18))
		return mill_wrong(file->reading,
		    "%s in it has schema %lld, and cardmill reads 11 and 15 to 18", file->member,
		    (long long)schema);
	if (schema == SCHEMA_11
		? !mill_colfile_each(file, "SELECT models, decks FROM col", take_col, &n)
		: !read_tables(&n))
		return false;
	sort_names(names);
	return true;
}

/* False when Anki would refuse it: a name is missing. */
static bool
is_named(const mill_notetype *type)
{
	bool named = type->name.len > 0;

	for (size_t i = 0; i < type->field_count; i++)
		named &= type->fields[i].name.len > 0;
	for (size_t i = 0; i < type->template_count; i++)
		named &= type->templates[i].name.len > 0;
	return named;
}

bool
mill_check_types(mill_colfile *file, const mill_read_names *names)
{
	for (size_t i = 0; i < names->type_count; i++) {
		mill_notetype *type = names->types[i].type;

		if (!is_named(type))
			return mill_wrong(file->reading,
			    "%s in it is damaged: a note type, or a field or template of it, has "
			    "no name",
			    file->member);
		if (type->field_count > MILL_MOST_FIELDS)
			return mill_wrong(file->reading,
			    "%s in it: the note type \"%.60s\" has %zu fields, and cardmill reads "
			    "%d",
			    file->member, type->name.ptr, type->field_count, MILL_MOST_FIELDS);
		type->sort_field = type->sort_field < type->field_count ? type->sort_field : 0;
		type->effort = mill_effort(type);
	}
	return true;
}
