/*
 * csvcols.c - what the columns of a table are for: by the row of names, else by header lines.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "table.h"

#include <stdlib.h>

/* The roles that names give, each to one column. */
static void
name_columns(mill_table *t, const mill_row *row)
{
	mill_arena *arena = t->reading->arena;
	size_t found[MILL_ROLES] = { 0 };
	bool keys = false; /* ours are there, under their own name */

	t->named = t->bounded = true;
	for (size_t i = 0; i < row->count; i++)
		keys |= mill_equal(mill_column_name(row->cells[i]), MILL_STR(MILL_KEY_NAME));
	t->columns = MILL_NEW(arena, mill_column, row->count + 1);
	for (size_t i = 0; i < row->count; i++) {
		mill_column *c = &t->columns[i];

		c->name = mill_copy(arena,
		    mill_column_name(mill_unguarded_name(&t->reading->scratch, row->cells[i])));
		c->role = mill_role_named(&t->reading->scratch, c->name);
		if (keys && c->role == MILL_KEY_COLUMN &&
		    !mill_equal(c->name, MILL_STR(MILL_KEY_NAME)))
			c->role = MILL_NO_ROLE; /* a field that somebody calls so */
		if (c->name.len > 0)
			t->count = i + 1;
		if (found[c->role]++ > 0)
			c->role = MILL_NO_ROLE;
	}
	for (size_t i = 0; i < t->count; i++)
		if (t->columns[i].role == MILL_KEY_COLUMN && found[MILL_GUID_COLUMN] == 0 &&
		    found[MILL_TYPE_COLUMN] == 0)
			t->columns[i].role = MILL_FRONT_COLUMN; /* of a value */
	t->own_names = found[MILL_GUID_COLUMN] + found[MILL_KEY_COLUMN] > 0 &&
		       found[MILL_TYPE_COLUMN] > 0;
	for (size_t i = 0; i < t->count && found[MILL_GUID_COLUMN] > 0 && t->own_names; i++)
		if (t->columns[i].role == MILL_KEY_COLUMN &&
		    !mill_equal(t->columns[i].name, MILL_STR(MILL_KEY_NAME)))
			t->columns[i].role = MILL_NO_ROLE; /* a field that somebody calls so */
}

/* What the header's numbers say, where no name says another thing. */
static void
number_columns(mill_table *t)
{
	size_t last = t->count;

	for (int role = MILL_GUID_COLUMN; role <= MILL_TAGS_COLUMN; role++)
		if (t->head.columns[role] > last && t->head.columns[role] <= MILL_CELLS)
			last = t->head.columns[role];
	if (last > t->count) {
		t->columns = mill_grow(t->reading->arena, t->columns, t->count * sizeof *t->columns,
		    last * sizeof *t->columns);
		for (; t->count < last; t->count++)
			t->columns[t->count] = (mill_column){ .name = MILL_STR("") };
	}
	for (size_t i = 0; i < t->count; i++)
		if (mill_is_data(t->columns[i].role) && t->at[t->columns[i].role] == 0)
			t->at[t->columns[i].role] = i + 1;
	for (int role = MILL_GUID_COLUMN; role <= MILL_TAGS_COLUMN; role++) {
		size_t number = t->head.columns[role];

		if (t->at[role] > 0 || number == 0)
			continue;
		/* Too large a number counts as well: then rows have no such cell. */
		if (number <= t->count && t->columns[number - 1].role != MILL_NO_ROLE)
			continue;
		t->at[role] = number;
		if (number <= t->count)
			t->columns[number - 1].role = (mill_role)role;
	}
}

/* The number in a name of a field that csv.c gives when note types call it differently; 0:
 * there is none. */
static size_t
number_in(mill_str name)
{
	static const mill_str start = { "Field ", 6 };

	return mill_starts(name, start) ? (size_t)strtoul(name.ptr + start.len, NULL, 10) : 0;
}

/* True when all fields are numbered, each with another number: then they go by these. */
static bool
by_number(mill_table *t)
{
	bool *taken = MILL_NEW(&t->reading->scratch, bool, t->count + 1);
	size_t fields = 0;

	for (size_t i = 0; i < t->count; i++) {
		size_t number = number_in(t->columns[i].name);

		if (mill_is_data(t->columns[i].role))
			continue;
		if (number == 0 || number > t->count || taken[number])
			return false;
		taken[number] = true;
		t->columns[i].field = number - 1;
		fields = number > fields ? number : fields;
	}
	t->fields = fields;
	return fields > 0;
}

/* Fields go in our order where they have our names, in the table's else. */
static void
order_fields(mill_table *t)
{
	mill_stored *stored = t->reading->stored;

	for (int role = by_number(t) ? MILL_ROLES + 1 : MILL_FRONT_COLUMN; role <= MILL_ROLES;
	     role++)
		for (size_t i = 0; i < t->count; i++)
			if (t->columns[i].role ==
			    (role < MILL_ROLES ? (mill_role)role : MILL_NO_ROLE))
				t->columns[i].field = t->fields++;
	stored->columns = NULL;
	stored->column_count = 0;
	if (!t->named)
		return;
	stored->columns = MILL_NEW(t->reading->arena, mill_str, t->fields + 1);
	stored->column_count = t->fields;
	for (size_t i = 0; i < t->fields; i++)
		stored->columns[i] = MILL_STR("");
	for (size_t i = 0; i < t->count; i++)
		if (!mill_is_data(t->columns[i].role))
			stored->columns[t->columns[i].field] = t->columns[i].name;
}

static bool
take_names(void *user, const mill_row *row)
{
	mill_table *t = user;

	name_columns(t, row);
	if (t->guess.labels)
		t->reading->stored->labels_line = row->line;
	return false;
}

bool
mill_skips_line(void *user, mill_str line)
{
	const mill_table *t = user;

	return mill_is_comment(line, t->separator, t->head.plain);
}

/* Columns of a table that this program wrote, when all that says so was deleted. */
static void
assume_ours(mill_table *t)
{
	for (size_t i = 0; i < 4; i++) {
		static const mill_role roles[] = { MILL_GUID_COLUMN, MILL_TYPE_COLUMN,
			MILL_DECK_COLUMN, MILL_TAGS_COLUMN };

		t->head.columns[roles[i]] = i + 1;
	}
	if (t->guess.key)
		t->head.columns[MILL_KEY_COLUMN] = t->guess.width;
	t->own_names = true;
}

void
mill_find_columns(mill_table *t)
{
	mill_rows rows = { .separator = t->separator, .user = t, .take = take_names };
	bool plain = t->head.plain;

	if (t->head.names.len > 0) {
		rows.text = t->head.names;
	} else if (t->guess.names) {
		rows.text = mill_slice(t->text, t->head.from, t->text.len);
		rows.line = t->head.line;
		rows.skip = mill_skips_line;
		rows.loose = plain;
		t->first_names = true;
	} else if (t->head.labels.len > 0) {
		rows.text = t->head.labels;
		if (memchr(rows.text.ptr, t->separator, rows.text.len) == NULL)
			rows.separator = '\t';
	}
	if (rows.text.len > 0)
		mill_each_row(t->reading, &rows);
	else if (plain && t->guess.ours)
		assume_ours(t);
	number_columns(t);
	/* Text has commas, and no tabs. */
	if (plain && !t->named && t->guess.width > t->count && t->separator != '\t') {
		t->columns = mill_grow(t->reading->arena, t->columns, t->count * sizeof *t->columns,
		    t->guess.width * sizeof *t->columns);
		for (; t->count < t->guess.width; t->count++)
			t->columns[t->count] = (mill_column){ .name = MILL_STR("") };
		t->bounded = true;
	}
	order_fields(t);
	t->reading->stored->no_decks = t->at[MILL_DECK_COLUMN] == 0 && t->head.deck.len == 0;
	t->reading->stored->no_tags = t->at[MILL_TAGS_COLUMN] == 0 && t->head.tags.len == 0;
}
