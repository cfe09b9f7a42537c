/*
 * csvread.c - the notes of a CSV or TSV deck: this program's own, also after a spreadsheet
 * saved it, Anki's text exports, and plain tables from anywhere.
 *
 * Columns are found by the row of names, else by header lines, else a row is a front and a
 * back.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "table.h"

/* ---- rows ------------------------------------------------------------------------------- */

/* MILL_NO_ROLE with a field's index for what no column stands for. */
static mill_column
column_of(const mill_table *t, size_t index)
{
	return index < t->count ? t->columns[index]
				: (mill_column){ .field = t->fields + (index - t->count) };
}

static mill_str
cell(const mill_table *t, const mill_row *row, mill_role role)
{
	size_t at = t->at[role];

	return at > 0 && at <= row->count ? row->cells[at - 1] : MILL_STR("");
}

static bool
wrong_width(mill_table *t, const mill_row *row)
{
	size_t said = 0, guid = t->at[MILL_GUID_COLUMN];
	bool field = false;

	for (size_t i = 0; i < row->count; i++) {
		field = field || !mill_is_data(column_of(t, i).role);
		if (row->cells[i].len > 0)
			said = i + 1;
	}
	if (t->bounded && said > t->count)
		return !mill_wrong(t->reading,
		    "this row has %zu cells, and the table %zu column%s: a cell with a \"%c\" in "
		    "it "
		    "has to stand in quotes",
		    said, t->count, t->count == 1 ? "" : "s", t->separator);
	if (!t->head.found && guid == 0 && row->count == 1 && t->guess.width > 1 &&
	    mill_find(row->cells[0], MILL_STR("{{c"), 0) == SIZE_MAX)
		return !mill_wrong(t->reading,
		    "this row has one cell, and the table %zu columns: a cell of several lines has "
		    "to stand in quotes",
		    t->guess.width);
	if (!field || (!t->named && row->count < guid))
		return guid > 0
			   ? !mill_wrong(t->reading,
				 "this row has %zu column%s, too few for the guid, which is in "
				 "column %zu, and a field",
				 row->count, row->count == 1 ? "" : "s", guid)
			   : !mill_wrong(t->reading, "this row has no field");
	return false;
}

static void
put_fields(mill_table *t, mill_stored_note *note, const mill_row *row)
{
	size_t count = 0;

	for (size_t i = 0; i < row->count; i++) {
		mill_column c = column_of(t, i);

		if (!mill_is_data(c.role) && (!t->bounded || i < t->count) && c.field >= count)
			count = c.field + 1;
	}
	mill_set_fields(t->reading, note, count);
	for (size_t i = 0; i < row->count; i++) {
		mill_column c = column_of(t, i);

		if (mill_is_data(c.role) || row->cells[i].len == 0)
			continue;
		note->fields[c.field] = mill_field_cell(t->reading, &t->cells, row->cells[i]);
		if (c.field >= t->used)
			t->used = c.field + 1;
	}
}

/* In plain tables commas part tags, too. */
static mill_str
tags_of(mill_table *t, const mill_row *row)
{
	mill_str own = mill_word_cell(
	    t->reading, mill_unguarded_tags(&t->reading->scratch, cell(t, row, MILL_TAGS_COLUMN)));
	mill_buf all = { .arena = &t->reading->scratch };
	bool plain = !t->head.found && !t->own_names;

	if (t->head.tags.len == 0 && !plain)
		return own;
	mill_put_str(&all, own);
	for (size_t i = 0; i < all.len && plain; i++)
		if (all.text[i] == ',' || all.text[i] == ';')
			all.text[i] = ' ';
	mill_putc(&all, ' ');
	mill_put_str(&all, t->head.tags);
	return mill_buf_str(&all);
}

/* False when a row before has the same guid. */
static bool
is_only_one(mill_table *t, mill_str guid, const mill_row *row)
{
	uint32_t *index = mill_set_counter(&t->guids, guid);

	if (*index == 0) {
		*index = (uint32_t)(t->reading->stored->count - t->before);
		return true;
	}
	return mill_wrong(t->reading,
	    "row %d and row %d have the same guid, %.80s; clear it in the one that is new",
	    (int)t->reading->stored->notes[t->before + *index - 1].line, (int)row->line, guid.ptr);
}

/* False when the row has a key that is damaged. */
static bool
read_guid(mill_table *t, const mill_row *row, mill_str *guid)
{
	mill_str key = mill_trim(cell(t, row, MILL_KEY_COLUMN));

	*guid = mill_word_cell(t->reading, cell(t, row, MILL_GUID_COLUMN));
	if (guid->len > 0 || key.len == 0)
		return true;
	*guid = mill_guid_of_key(t->reading->arena, key);
	if (guid->len > 0)
		return true;
	return mill_wrong(t->reading, "the key of this row is not what was written; clear it if "
				      "the note is new");
}

static mill_str
name_cell(mill_table *t, const mill_row *row, mill_role role)
{
	return mill_word_cell(
	    t->reading, mill_unguarded_name(&t->reading->scratch, cell(t, row, role)));
}

static bool
take_note(mill_table *t, const mill_row *row)
{
	mill_reading *reading = t->reading;
	mill_str guid, type = name_cell(t, row, MILL_TYPE_COLUMN),
		       deck = name_cell(t, row, MILL_DECK_COLUMN);
	mill_stored_note *note;

	if (!read_guid(t, row, &guid))
		return false;
	if (guid.len == 0 && reading->part != MILL_SOURCE)
		return true;
	note = mill_new_stored(reading);
	note->line = row->line;
	note->end_line = row->end_line;
	if (guid.len > 0 && !is_only_one(t, guid, row))
		return false;
	note->guid = guid;
	note->deck = deck.len > 0 ? deck : t->head.deck;
	mill_read_type(reading, note, type.len > 0 ? type : t->head.type);
	mill_read_tags(reading, note, tags_of(t, row));
	put_fields(t, note, row);
	if (!note->own && reading->part != MILL_SOURCE)
		mill_part_fields(reading->arena, note);
	note->own = note->own && (t->fields >= MILL_FIELDS || note->field_count >= MILL_FIELDS);
	return true;
}

/* Blanks.  A row of a source whose fields are all cleared is as good as deleted; where it
 * has none it was cut off. */
static bool
says_nothing(const mill_table *t, const mill_row *row)
{
	bool data = false, field = false;

	for (size_t i = 0; i < row->count; i++) {
		bool blank = row->cells[i].len == 0 || mill_all_blank(row->cells[i]);

		if (mill_is_data(column_of(t, i).role))
			data = data || !blank;
		else if (!blank)
			return false;
		else
			field = true;
	}
	return !data || (field && t->reading->part == MILL_SOURCE);
}

static bool
take_row(void *user, const mill_row *row)
{
	mill_table *t = user;

	if (t->first_names || row->line == t->head.names_line) {
		t->first_names = false;
		return true;
	}
	if (says_nothing(t, row))
		return true;
	t->reading->place = (mill_place){ row->line, 1 };
	return !wrong_width(t, row) && take_note(t, row);
}

/* ---- the table -------------------------------------------------------------------------- */

static bool
say_end(mill_table *t, mill_rows_end end, mill_place place)
{
	static const char *const sentences[] = {
		[MILL_STRAY_QUOTE] =
		    "the quote that opens this cell is closed before its end; a quote "
		    "inside of a cell is written twice",
		[MILL_OPEN_QUOTE] = "the quote that opens this cell is never closed",
		[MILL_ROW_TOO_WIDE] = "this row has more than 16384 cells",
		[MILL_NO_ROOM] = "libcsv has no memory",
	};

	if (t->reading->trouble != NULL)
		return false;
	t->reading->place = (mill_place){ 0, 0 };
	if (end == MILL_ALL_ROWS || end == MILL_ENOUGH_ROWS)
		return true;
	if (end != MILL_NO_ROOM)
		t->reading->place = place;
	return mill_wrong(t->reading, "%s", sentences[end]);
}

static bool
read_rows(mill_table *t)
{
	mill_rows rows = { .text = mill_slice(t->text, t->head.from, t->text.len),
		.line = t->head.line,
		.separator = t->separator,
		.unquoted = t->head.plain && t->guess.unquoted,
		.loose = t->head.plain,
		.user = t,
		.skip = mill_skips_line,
		.take = take_row };
	mill_rows_end end = mill_each_row(t->reading, &rows);

	return say_end(t, end, rows.place);
}

/* Columns behind the last one that holds anything are a spreadsheet's. */
static void
drop_empty_columns(mill_table *t)
{
	mill_stored *stored = t->reading->stored;
	size_t least = t->used > 2 ? t->used : 2;

	for (size_t i = t->before; i < stored->count; i++)
		if (stored->notes[i].field_count > least)
			stored->notes[i].field_count = least;
}

/* The names tell it best, then what lines are filled up with; what a line says may be from
 * before a spreadsheet saved the table. */
static void
find_separator(mill_table *t)
{
	const mill_table_head *head = &t->head;

	t->separator = head->names.len > 0    ? mill_names_separator(t->reading, head)
		       : head->filled != '\0' ? head->filled
					      : head->said;
	t->guess = mill_guess_table(t->reading, t->text, head, t->separator);
	if (t->separator == head->said && t->guess.width < 2) {
		mill_guess other = mill_guess_table(t->reading, t->text, head, '\0');

		if (other.separator != '\0')
			t->guess = other;
	}
	if (t->guess.separator != '\0')
		t->separator = t->guess.separator;
}

/* What stands in one line and goes to every note must not make gigabytes of a small file. */
static bool
is_bearable(mill_table *t)
{
	enum { MOST_BYTES = 1000, MOST_TAGS = 64 };
	mill_table_head *head = &t->head;
	size_t tags = 0;

	for (size_t i = 0; i < head->tags.len; i++)
		tags += head->tags.ptr[i] != ' ' && (i == 0 || head->tags.ptr[i - 1] == ' ');
	head->deck = mill_copy(t->reading->arena, head->deck);
	if (head->tags.len <= MOST_BYTES && tags <= MOST_TAGS && head->type.len <= MOST_BYTES &&
	    head->deck.len <= MOST_BYTES)
		return true;
	return mill_wrong(t->reading,
	    "a header line gives all notes more than %d tags, or more than %d bytes", MOST_TAGS,
	    MOST_BYTES);
}

/* Decks that were built are UTF-8, unless another program saved them. */
static const char *
encoding_of(const mill_reading *reading)
{
	const char *encoding = reading->options->encoding;

	if (encoding == NULL || reading->part == MILL_SOURCE ||
	    mill_valid(reading->bytes) < reading->bytes.len)
		return encoding;
	return NULL;
}

static bool
read_table(mill_reading *reading, char usual)
{
	mill_table *t = MILL_NEW(&reading->scratch, mill_table, 1);
	const char *other = mill_other_file(reading->bytes);
	mill_bad_text bad;

	if (other != NULL)
		return mill_wrong(reading, "this is %s, and no CSV or TSV", other);
	if (!mill_to_text(
		&reading->scratch, reading->bytes, encoding_of(reading), &t->text, &bad)) {
		reading->place = bad.place;
		return mill_wrong(reading, "%s", bad.what);
	}
	t->reading = reading;
	t->guids.arena = &reading->scratch;
	t->before = reading->stored->count;
	t->head = mill_read_head(reading, t->text);
	if (!is_bearable(t))
		return false;
	find_separator(t);
	if (t->separator == '\0')
		t->separator = t->head.found ? usual : '\t';
	mill_find_columns(t);
	if (reading->part != MILL_SOURCE && t->at[MILL_GUID_COLUMN] == 0 &&
	    t->at[MILL_KEY_COLUMN] == 0)
		return mill_wrong(reading,
		    "this deck has no guids: no line \"#guid column:\" and no "
		    "column's name says where they stand");
	if (!t->head.found && !t->named && t->guess.width == 0)
		return mill_wrong(reading, "this table is empty");
	if (!t->head.found && t->guess.width == 1 && !t->guess.clozes && !t->named) {
		reading->place = (mill_place){ t->head.line, 1 };
		return mill_wrong(reading,
		    "this table has one column, and two are needed, a front and "
		    "a back: with a tab, semicolon, comma or | between them");
	}
	t->cells.markdown = t->head.markdown && reading->render != NULL;
	t->cells.html = t->head.html >= 0 ? t->head.html == 1 : t->own_names || t->guess.tags;
	t->cells.exact = t->head.found && !t->own_names;
	t->cells.ours = t->own_names;
	if (!read_rows(t))
		return false;
	if (!t->named && !t->head.found)
		drop_empty_columns(t);
	return true;
}

bool
mill_read_csv(mill_reading *reading)
{
	return read_table(reading, ',');
}

bool
mill_read_tsv(mill_reading *reading)
{
	return read_table(reading, '\t');
}
