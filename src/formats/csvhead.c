/*
 * csvhead.c - what the header lines of a table say (rslib/src/import_export/text/csv/
 * metadata.rs), and where the names of its columns stand.
 *
 * A spreadsheet may have saved the file: then the lines are filled up with separators, in
 * front of them, too, and quoted; and who sorted the table put them anywhere.
 */
#include "../base/base.h"
#include "formats.h"
#include "table.h"

#include <stdlib.h>
#include <strings.h>

/* A line of names has so many bytes at most, and is among so many lines like it. */
enum { LONGEST = 4096, TRIES = 64 };

static const char separators[] = ",;\t|";

static bool
is_separator(char c)
{
	return c != '\0' && strchr(separators, c) != NULL;
}

/* ---- one line -------------------------------------------------------------------------- */

/* A header line is `key:value`. */
typedef struct entry {
	int key;
	mill_str value;
	char filled; /* separators that it is filled up with; NUL: none */
} entry;

enum key {
	SEPARATOR,
	HTML,
	GUID_COLUMN,
	TYPE_COLUMN,
	DECK_COLUMN,
	TAGS_COLUMN,
	RESTRICTED, /* until here a value is one word */
	TYPE = RESTRICTED,
	DECK,
	TAGS,
	COLUMNS,
	MATCHES,
	SCOPE,
	MARKUP,
	KEYS
};

static const char *const keys[KEYS] = { "separator", "html", "guid column", "notetype column",
	"deck column", "tags column", "notetype", "deck", "tags", "columns", "if matches",
	"match scope", "markup" };

static int
key_named(mill_str name)
{
	name = mill_trim(name);
	for (int i = 0; i < KEYS; i++)
		if (strlen(keys[i]) == name.len && strncasecmp(keys[i], name.ptr, name.len) == 0)
			return i;
	return KEYS;
}

/* Without the separators that it is filled up with, and its quotes. */
static mill_str
without_filling(mill_str line, bool quoted, char *filled)
{
	while (line.len > 0) {
		char last = line.ptr[line.len - 1];

		if (is_separator(last)) {
			*filled = last;
			line.len--;
		} else if (quoted && line.len > 2 && mill_ends(line, MILL_STR("\"\"")) &&
			   is_separator(line.ptr[line.len - 3])) {
			line.len -= 2;
		} else {
			break;
		}
	}
	if (quoted && mill_ends(line, MILL_STR("\"")))
		line.len--;
	return line;
}

static mill_str
without_newline(mill_str line)
{
	if (mill_ends(line, MILL_STR("\n")))
		line.len--;
	return line;
}

/* False for a line that is none of Anki's header lines. */
static bool
read_entry(mill_str line, entry *e)
{
	mill_str text;
	bool quoted = false;
	size_t colon, at = 0;

	*e = (entry){ .key = KEYS };
	line = without_newline(line);
	for (; at < line.len && (is_separator(line.ptr[at]) || line.ptr[at] == '"'); at++) {
		quoted = quoted || line.ptr[at] == '"';
		if (is_separator(line.ptr[at]))
			e->filled = line.ptr[at];
	}
	text = mill_slice(line, at, line.len);
	if (!mill_starts(text, MILL_STR("#")) ||
	    (colon = mill_find(mill_slice(text, 0, 24), MILL_STR(":"), 0)) == SIZE_MAX)
		return false;
	e->key = key_named(mill_slice(text, 1, colon));
	e->value = without_filling(mill_slice(text, colon + 1, text.len), quoted, &e->filled);
	if (e->value.len == 0 && colon + 1 < text.len) /* the separator itself */
		e->value = mill_slice(text, colon + 1, colon + 2);
	return e->key < KEYS;
}

static bool
is_filling(mill_str line)
{
	line = without_newline(line);
	for (size_t i = 0; i < line.len; i++)
		if (!is_separator(line.ptr[i]) && line.ptr[i] != '"' && line.ptr[i] != ' ')
			return false;
	return true;
}

/* Anki's guids may begin with a #, which a spreadsheet does not put into quotes: ten
 * characters at most, without a blank, and something behind them
 * (rslib/src/notes/mod.rs, base91_u64). */
static bool
is_guid_of_anki(mill_str line, char separator)
{
	const char *end = memchr(line.ptr, separator, line.len);
	size_t length = end == NULL ? 0 : (size_t)(end - line.ptr);

	return length >= 8 && length <= 10 && memchr(line.ptr, ' ', length) == NULL &&
	       memchr(line.ptr, ':', length) == NULL &&
	       !is_filling(mill_slice(line, length, line.len));
}

bool
mill_is_comment(mill_str line, char separator, bool plain)
{
	entry e;

	/* A table from anywhere may be about C, or about what is number #1. */
	if (mill_starts(line, MILL_STR("#")))
		return plain ? memchr(line.ptr, separator, line.len) == NULL
			     : !is_guid_of_anki(line, separator);
	return line.len > 0 && (is_separator(line.ptr[0]) || line.ptr[0] == '"') &&
	       read_entry(line, &e);
}

/* ---- what it says -----------------------------------------------------------------------------
 */

static char
separator_named(mill_str value)
{
	static const struct {
		const char *name;
		char separator;
	} names[] = { { "tab", '\t' }, { "comma", ',' }, { "semicolon", ';' }, { "pipe", '|' },
		{ "colon", ':' }, { "space", ' ' } };

	if (mill_starts(value, MILL_STR("\\t")))
		return '\t';
	for (size_t i = 0; i < MILL_COUNT(names); i++)
		if (value.len >= strlen(names[i].name) &&
		    strncasecmp(value.ptr, names[i].name, strlen(names[i].name)) == 0)
			return names[i].separator;
	return value.len == 0 || strchr("\"\n#", value.ptr[0]) != NULL ||
		       (unsigned char)value.ptr[0] >= 0x80
		   ? '\0'
		   : value.ptr[0];
}

/* Text of a header line that spreadsheets put into quotes. */
static mill_str
unquoted(mill_arena *arena, mill_str value)
{
	mill_buf out = { .arena = arena };

	for (size_t i = 0; i < value.len; i++) {
		mill_putc(&out, value.ptr[i]);
		i += value.ptr[i] == '"' && i + 1 < value.len && value.ptr[i + 1] == '"';
	}
	return mill_buf_str(&out);
}

static void
take_entry(mill_arena *arena, mill_table_head *head, const entry *e)
{
	static const mill_role roles[RESTRICTED] = { [GUID_COLUMN] = MILL_GUID_COLUMN,
		[TYPE_COLUMN] = MILL_TYPE_COLUMN,
		[DECK_COLUMN] = MILL_DECK_COLUMN,
		[TAGS_COLUMN] = MILL_TAGS_COLUMN };

	head->found = true;
	/* Others may end in a separator. */
	if (e->key < RESTRICTED && e->filled != '\0' && e->value.len > 1)
		head->filled = e->filled;
	if (e->key == SEPARATOR)
		head->said = separator_named(e->value);
	else if (e->key == HTML)
		head->html = e->value.len >= 4 && strncasecmp(e->value.ptr, "true", 4) == 0;
	else if (e->key == MARKUP)
		head->markdown = e->value.len >= 8 && strncasecmp(e->value.ptr, "markdown", 8) == 0;
	else if (e->key < RESTRICTED)
		head->columns[roles[e->key]] = (size_t)strtoul(
		    mill_copy(arena, e->value).ptr, NULL, 10);
	else if (e->key == TYPE)
		head->type = mill_trim(unquoted(arena, e->value));
	else if (e->key == DECK)
		head->deck = mill_trim(unquoted(arena, e->value));
	else if (e->key == TAGS)
		head->tags = unquoted(arena, e->value);
	else if (e->key == COLUMNS)
		head->labels = unquoted(arena, e->value);
}

/* ---- the line of names
 * ---------------------------------------------------------------------------- */

static bool
count_names(void *user, const mill_row *row)
{
	struct counting {
		mill_arena *arena;
		size_t names;
	} *c = user;

	c->names = mill_names_in(c->arena, row, false);
	return false;
}

/* How many names a line holds when a separator parts it. */
static size_t
names_by(mill_reading *reading, mill_str line, char separator)
{
	struct counting {
		mill_arena *arena;
		size_t names;
	} c = { &reading->scratch, 0 };
	mill_rows rows = { .text = line, .separator = separator, .take = count_names, .user = &c };

	mill_each_row(reading, &rows);
	return c.names;
}

static char
best_separator(mill_reading *reading, mill_str line, size_t *most)
{
	char best = '\0';

	*most = 0;
	for (const char *at = separators; *at != '\0'; at++) {
		size_t names = memchr(line.ptr, *at, line.len) == NULL
				   ? 0
				   : names_by(reading, line, *at);

		if (names > *most) {
			*most = names;
			best = *at;
		}
	}
	return best;
}

char
mill_names_separator(mill_reading *reading, const mill_table_head *head)
{
	size_t most;

	return best_separator(reading, head->names, &most);
}

static void
try_names(mill_reading *reading, mill_table_head *head, mill_str line, int32_t number)
{
	size_t most;

	if (head->tries++ >= TRIES || line.len > LONGEST ||
	    best_separator(reading, line, &most) == '\0')
		return;
	head->names = line;
	head->names_line = number;
}

/* Sorting may put the line anywhere: a row like others, but that it begins with GUID. */
static void
look_for_names(mill_reading *reading, mill_table_head *head, mill_str text)
{
	size_t at = 0, counted = 0;
	int32_t line = 1;

	while (head->names.len == 0 && (at = mill_find(text, MILL_STR("GUID"), at)) != SIZE_MAX) {
		size_t from = at;

		while (from > 0 && (text.ptr[from - 1] == '"' || text.ptr[from - 1] == '#'))
			from--;
		if ((from == 0 || text.ptr[from - 1] == '\n') && at + 4 < text.len &&
		    (is_separator(text.ptr[at + 4]) || text.ptr[at + 4] == '"')) {
			size_t end = mill_find(text, MILL_STR("\n"), at);

			for (; counted < from; counted++)
				line += text.ptr[counted] == '\n';
			try_names(reading, head,
			    mill_slice(text, from, end == SIZE_MAX ? text.len : end), line);
		}
		at += 4;
	}
}

/* ---- all of them
 * ------------------------------------------------------------------------------------ */

/* Header lines that sorting put behind all rows. */
static void
read_from_the_end(mill_reading *reading, mill_table_head *head, mill_str text)
{
	while (text.len > 0) {
		size_t end = text.len - (text.ptr[text.len - 1] == '\n'), from = end;
		mill_str line;
		entry e;

		while (from > 0 && text.ptr[from - 1] != '\n')
			from--;
		line = mill_slice(text, from, end);
		if (read_entry(line, &e))
			take_entry(&reading->scratch, head, &e);
		else if (!is_filling(line) && !mill_starts(line, MILL_STR("#")))
			break;
		text.len = from;
	}
}

/* A line that begins with a # and is no header line; false when it is a row. */
static bool
take_comment(mill_reading *reading, mill_table_head *head, mill_str line)
{
	char separator = head->filled != '\0' ? head->filled : head->said;

	if (head->names.len == 0)
		try_names(reading, head, line, head->line);
	if (head->names_line == head->line)
		return true;
	return mill_starts(line, MILL_STR("#")) &&
	       (head->columns[MILL_GUID_COLUMN] != 1 || mill_is_comment(line, separator, false));
}

/* True for a line in front of the rows, as Anki and this program write them. */
static bool
take_line(mill_reading *reading, mill_table_head *head, mill_str line)
{
	entry e;

	if (read_entry(line, &e)) {
		take_entry(&reading->scratch, head, &e);
		return true;
	}
	if (mill_starts(line, MILL_STR("#")) || mill_starts(line, MILL_STR("\"#")))
		return take_comment(reading, head, line);
	if (head->from == 0 && line.len == 5 && strncasecmp(line.ptr, "sep=", 4) == 0) {
		head->said = line.ptr[4]; /* Excel's own */
		return true;
	}
	if (head->from == 0 && mill_starts(line, MILL_STR("tags:"))) {
		head->tags = mill_slice(line, 5, line.len); /* Anki's of old */
		return true;
	}
	return is_filling(line);
}

static void
read_from_the_start(mill_reading *reading, mill_table_head *head, mill_str text)
{
	size_t from = SIZE_MAX; /* of the first comment */
	int32_t line = 1;

	while (head->from < text.len) {
		size_t end = mill_find(text, MILL_STR("\n"), head->from);

		end = end == SIZE_MAX ? text.len : end;
		if (!take_line(reading, head, mill_slice(text, head->from, end)))
			break;
		if (from == SIZE_MAX && text.ptr[head->from] == '#') {
			from = head->from;
			line = head->line;
		}
		head->from = end < text.len ? end + 1 : end;
		head->line++;
	}
	if (!head->found && head->names.len == 0 && from != SIZE_MAX) {
		head->from = from;
		head->line = line;
	}
}

mill_table_head
mill_read_head(mill_reading *reading, mill_str text)
{
	mill_table_head head = { .html = -1, .line = 1 };

	head.type = head.deck = head.tags = head.labels = head.names = MILL_STR("");
	read_from_the_start(reading, &head, text);
	if (!head.found)
		read_from_the_end(reading, &head, mill_slice(text, head.from, text.len));
	if (head.names.len == 0)
		look_for_names(reading, &head, text);
	head.plain = !head.found && head.names.len == 0;
	return head;
}
