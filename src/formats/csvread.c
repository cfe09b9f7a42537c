/*
 * csvread.c - the notes of a CSV or TSV deck, with Anki's header lines
 * (rslib/src/import_export/text/csv/metadata.rs).
 *
 * libcsv takes rows apart.  A spreadsheet may have saved the file: then header lines are
 * filled up with separators, quoted, or have another separator than they say.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <csv.h>
#include <stdlib.h>
#include <strings.h>

enum { CELLS = 64 /* of a row; what is behind them is nobody's */ };

enum column { GUID, NOTETYPE, DECK, TAGS, COLUMNS };

typedef struct table {
	mill_reading *reading;
	struct csv_parser parser;
	char separator;
	size_t columns[COLUMNS]; /* from 1; 0: there is none */
	mill_str cells[CELLS];
	size_t count;         /* of the row */
	int32_t line, begins; /* of the file; of the row */
	int32_t breaks;       /* lines that the row takes besides */
	bool open;            /* a row has begun */
	bool markdown;        /* fields are Markdown */
	bool wrong;
	bool ours; /* this program's row of names was met */
	mill_arena_mark mark; /* where the cells of a row begin */
} table;

static void
release(void *parser)
{
	csv_free(parser);
}

/* ---- header lines ------------------------------------------------------------------------ */

static bool
has_name(mill_str line, const char *name, mill_str *value)
{
	size_t length = strlen(name);

	if (line.len < length || strncasecmp(line.ptr, name, length) != 0)
		return false;
	*value = mill_slice(line, length, line.len);
	return true;
}

static char
separator_named(mill_str value)
{
	static const struct {
		const char *name;
		char separator;
	} known[] = { { "tab", '\t' }, { "comma", ',' }, { "semicolon", ';' }, { "pipe", '|' },
		{ "colon", ':' }, { "space", ' ' } };

	if (mill_starts(value, MILL_STR("\\t")))
		return '\t';
	for (size_t i = 0; i < MILL_COUNT(known); i++)
		if (value.len >= strlen(known[i].name) &&
		    strncasecmp(value.ptr, known[i].name, strlen(known[i].name)) == 0)
			return known[i].separator;
	return value.ptr[0] == '"' ? ',' : value.ptr[0];
}

/* The separator that a spreadsheet filled a line up with; NUL when it is as it was. */
static char
filled_with(mill_str line)
{
	char last = line.len > 0 ? line.ptr[line.len - 1] : '\0';

	return last == ',' || last == ';' || last == '\t' ? last : '\0';
}

static void
read_header(table *t, mill_str line)
{
	static const char *const names[COLUMNS] = {
		"guid column:", "notetype column:", "deck column:", "tags column:"
	};
	mill_str value;

	if (has_name(line, "separator:", &value) && value.len > 0)
		t->separator = value.len > 1 && filled_with(line) != '\0' ? filled_with(line)
									  : separator_named(value);
	/* The row of names, as csv.c writes it: what stands between them is in use. */
	if (has_name(line, "GUID", &value)) {
		t->ours = true;
		if (mill_starts(value, MILL_STR("\"")))
			value = mill_slice(value, 1, value.len);
		if (filled_with(mill_slice(value, 0, value.len > 0)) != '\0')
			t->separator = value.ptr[0];
	}
	t->markdown |= has_name(line, "markup:markdown", &value);
	for (int i = 0; i < COLUMNS; i++)
		if (has_name(line, names[i], &value) && value.len > 0)
			t->columns[i] = (size_t)strtoul(value.ptr, NULL, 10);
}

/* A quoted # may also begin a row: guids that Anki makes hold any mark. */
static bool
is_quoted_header(mill_str line)
{
	static const char *const heads[] = { "\"#GUID",
		"\"#separator:", "\"#html:", "\"#tags:", "\"#columns:", "\"#markup:",
		"\"#notetype:", "\"#deck:", "\"#guid column:", "\"#notetype column:",
		"\"#deck column:", "\"#tags column:", "\"#if matches:", "\"#match scope:" };
	mill_str rest;

	for (size_t i = 0; i < MILL_COUNT(heads); i++)
		if (has_name(line, heads[i], &rest))
			return true;
	return false;
}

/* Reads the lines that begin with #; answers where the rows begin. */
static size_t
read_headers(table *t, mill_str text)
{
	size_t from = mill_starts(text, MILL_STR("\xEF\xBB\xBF")) ? 3 : 0;

	while (from < text.len) {
		size_t end = mill_find(text, MILL_STR("\n"), from);
		mill_str line = mill_slice(text, from, end == SIZE_MAX ? text.len : end);

		if (is_quoted_header(line))
			line = mill_slice(line, 1, line.len);
		if (!mill_starts(line, MILL_STR("#")))
			break;
		line = mill_slice(line, 1, line.len);
		if (mill_ends(line, MILL_STR("\r")))
			line.len--;
		read_header(t, line);
		t->line++;
		from = end == SIZE_MAX ? text.len : end + 1;
	}
	return from;
}

/* ---- rows ----------------------------------------------------------------------------------- */

static mill_str
cell(const table *t, enum column column)
{
	size_t at = t->columns[column];

	return at > 0 && at <= t->count ? t->cells[at - 1] : MILL_STR("");
}

static bool
is_field(const table *t, size_t index)
{
	for (int i = 0; i < COLUMNS; i++)
		if (t->columns[i] == index + 1)
			return false;
	return true;
}

static mill_str
field(table *t, mill_str text)
{
	mill_reading *reading = t->reading;

	if (t->markdown && reading->render != NULL)
		text = mill_cell_field(&reading->scratch, text, reading->render);
	else if (t->ours)
		text = mill_on_its_lines(&reading->scratch, text);
	return mill_copy(reading->arena, text);
}

static void
take_note(table *t)
{
	mill_reading *reading = t->reading;
	mill_stored_note *note = mill_new_stored(reading);
	size_t fields = 0, at = 0;

	for (size_t i = 0; i < t->count; i++)
		fields += is_field(t, i);
	mill_set_fields(reading, note, fields);
	note->guid = mill_copy(reading->arena, cell(t, GUID));
	note->deck = mill_copy(reading->arena, cell(t, DECK));
	mill_read_type(reading, note, cell(t, NOTETYPE));
	mill_read_tags(reading, note, cell(t, TAGS));
	for (size_t i = 0; i < t->count; i++)
		if (is_field(t, i))
			note->fields[at++] = field(t, t->cells[i]);
	if (!note->own && reading->part != MILL_SOURCE)
		mill_part_fields(reading->arena, note);
	note->own = note->own && fields >= MILL_FIELDS;
	note->line = note->end_line = t->begins;
}

static void
take_cell(void *bytes, size_t length, void *user)
{
	table *t = user;
	mill_str text = { length > 0 ? bytes : "", length };

	if (mill_valid(text) < length && !t->wrong) {
		t->reading->place = (mill_place){ t->begins, 1 };
		mill_wrong(t->reading, "cell %zu of this row is not UTF-8, as the deck has to be",
		    t->count + 1);
		t->wrong = true;
	}
	for (size_t i = 0; i < length; i++)
		t->breaks += text.ptr[i] == '\n';
	if (t->count < CELLS)
		t->cells[t->count++] = mill_copy(&t->reading->scratch, text);
}

/* A row that says something has to have a guid's column, and a field. */
static bool
has_columns(table *t)
{
	size_t fields = 0, said = 0;

	for (size_t i = 0; i < t->count; i++) {
		said += t->cells[i].len > 0;
		fields += is_field(t, i);
	}
	if (said == 0 || (t->count >= t->columns[GUID] && fields > 0))
		return said > 0;
	t->reading->place = (mill_place){ t->begins, 1 };
	t->wrong = true;
	return mill_wrong(t->reading,
	    "this row has %zu column%s, too few for the guid, which is in column %zu, and a field",
	    t->count, t->count == 1 ? "" : "s", t->columns[GUID]);
}

static void
take_row(int ending, void *user)
{
	table *t = user;

	if (!t->wrong && has_columns(t) && cell(t, GUID).len > 0)
		take_note(t);
	t->open = false;
	t->begins += (ending == '\n') + t->breaks;
	t->breaks = 0;
	t->count = 0;
	mill_arena_back(&t->reading->scratch, t->mark);
}

static int
no_space(unsigned char byte)
{
	(void)byte;
	return 0;
}

/* Hands the file over line by line: whether a # that a row begins with is a comment's, or
 * stands in quotes and is a guid's, can be seen only before. */
static bool
parse(table *t, mill_str rows)
{
	for (size_t from = 0, end; from < rows.len; from = end) {
		mill_str line;

		end = mill_find(rows, MILL_STR("\n"), from);
		end = end == SIZE_MAX ? rows.len : end + 1;
		line = mill_slice(rows, from, end);
		if (!t->open && mill_starts(line, MILL_STR("#"))) {
			t->begins++;
			continue;
		}
		t->open = true;
		if (csv_parse(&t->parser, line.ptr, line.len, take_cell, take_row, t) != line.len)
			return false;
	}
	return true;
}

static bool
read_rows(table *t, mill_str rows)
{
	bool whole;
	/* A quote too many would swallow rows, and their notes be new. */
	unsigned char options = CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL;

	if (csv_init(&t->parser, options) != 0)
		return mill_wrong(t->reading, "libcsv has no memory");
	mill_hold(t->reading, &t->parser, release);
	csv_set_delim(&t->parser, (unsigned char)t->separator);
	csv_set_space_func(&t->parser, no_space);
	csv_set_blk_size(&t->parser, 1 << 16);
	t->mark = mill_arena_here(&t->reading->scratch);
	whole = parse(t, rows);
	if (!whole && csv_error(&t->parser) != CSV_EPARSE)
		return mill_wrong(t->reading, "libcsv has no memory");
	if (t->wrong)
		return false;
	t->reading->place = (mill_place){ t->begins, 1 };
	if (!whole)
		return mill_wrong(t->reading, "a quote in this row stands where none may");
	if (csv_fini(&t->parser, take_cell, take_row, t) != 0)
		return mill_wrong(t->reading, "a quote in this row is never closed");
	t->reading->place = (mill_place){ 0, 0 };
	mill_let_go(t->reading);
	return !t->wrong;
}

static bool
read_table(mill_reading *reading, char separator)
{
	table *t = MILL_NEW(&reading->scratch, table, 1);
	size_t from;

	t->reading = reading;
	t->separator = separator;
	t->line = 1;
	from = read_headers(t, reading->bytes);
	t->begins = t->line;
	if (mill_valid(mill_slice(reading->bytes, 0, from)) < from)
		return mill_wrong(reading, "this deck is not UTF-8");
	if (t->columns[GUID] == 0)
		return mill_wrong(reading,
		    "this deck has no guids: no line \"#guid column:\" says where they stand");
	return read_rows(t, mill_slice(reading->bytes, from, reading->bytes.len));
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
