/*
 * csvguess.c - what a table does not say is guessed by its first rows: what parts its
 * cells, whether they are HTML, whether the first row names the columns.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "table.h"

#include <strings.h>

enum {
	NAME = 16,        /* bytes of a tag's name, at most */
	SAMPLE = 1 << 16, /* bytes that are looked at, to the end of a row */
	ROWS = 200,
	WIDTHS = 64 /* that are told apart */
};

typedef struct sample {
	mill_arena *arena;
	mill_guess guess;
	char separator;
	const mill_table_head *head;
	size_t rows, bytes, names;
	size_t widths[WIDTHS]; /* rows of so many cells */
	size_t guids, others;  /* rows that begin with one of ours, or not */
	size_t keys;
	size_t fit; /* of a thousand rows, those as wide as most */
	mill_labels labels;
} sample;

/* ---- HTML ---------------------------------------------------------------------------------- */

/* Plain text may hold `List<String>`: only names of HTML's tags count. */
static bool
has_tag(mill_str text)
{
	static const char *const names[] = { "b", "i", "u", "s", "em", "strong", "br", "p", "div",
		"span", "img", "a", "ul", "ol", "li", "table", "tr", "td", "th", "sub", "sup",
		"code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "font", "ruby", "rt", "hr",
		"small", "big", "blockquote", "mark", "del", "ins", "kbd", "center", "audio",
		"video", "details", "summary", "anki-mathjax" };
	size_t last = text.len; /* behind it no tag ends */

	while (last > 0 && text.ptr[last - 1] != '>')
		last--;
	text.len = last;
	for (size_t at = 0; (at = mill_find(text, MILL_STR("<"), at)) != SIZE_MAX; at++) {
		size_t from = at + 1, length = 0;

		from += from < text.len && text.ptr[from] == '/';
		while (length < NAME && from + length < text.len &&
		       strchr(" \t\n/>", text.ptr[from + length]) == NULL)
			length++;
		for (size_t i = 0; i < MILL_COUNT(names); i++)
			if (strlen(names[i]) == length &&
			    strncasecmp(names[i], text.ptr + from, length) == 0)
				return true;
	}
	return false;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static bool
skip(void *user, mill_str line)
{
	const sample *s = user;

	return mill_is_comment(line, s->separator, s->head->plain);
}

static bool
take(void *user, const mill_row *row)
{
	sample *s = user;
	size_t said = 0, width = row->count;
	mill_str first = mill_trim(row->cells[0]), last = MILL_STR("");

	for (size_t i = 0; i < row->count; i++)
		if (row->cells[i].len > 0) {
			said++;
			last = row->cells[i];
		}
	if (said == 0)
		return true;
	if (s->head->plain)
		mill_labels_take(&s->labels, row);
	if (s->rows == 0) /* behind header lines Anki writes no names */
		s->names = mill_names_in(s->arena, row, s->head->found);
	if (s->rows++ > 0 || s->names == 0) {
		s->guids += mill_is_guid(first);
		s->others += first.len > 0 && !mill_is_guid(first);
		s->keys += mill_guid_of_key(s->arena, last).len > 0;
	}
	s->widths[width < WIDTHS ? width : WIDTHS - 1]++;
	for (size_t i = 0; i < row->count; i++) {
		s->bytes += row->cells[i].len;
		s->guess.tags = s->guess.tags || has_tag(row->cells[i]);
		s->guess.clozes = s->guess.clozes ||
				  mill_find(row->cells[i], MILL_STR("{{c1::"), 0) != SIZE_MAX;
	}
	return s->rows < ROWS && s->bytes < SAMPLE;
}

static sample
look(mill_reading *reading, mill_str text, const mill_table_head *head, char separator,
    bool unquoted)
{
	sample s = { .arena = &reading->scratch,
		.separator = separator,
		.head = head,
		.labels = { .arena = &reading->scratch } };
	mill_rows rows = { .text = text,
		.separator = separator,
		.unquoted = unquoted,
		.loose = head->plain,
		.user = &s,
		.skip = skip,
		.take = take };
	mill_rows_end end = mill_each_row(reading, &rows);
	size_t most = 0;

	for (size_t i = 1; i < WIDTHS; i++)
		if (s.widths[i] > 0 && s.widths[i] >= s.widths[most])
			most = i;
	/* What is wrong with the first row, its read says. */
	if (s.rows == 0 && end != MILL_ALL_ROWS)
		most = 2;
	s.guess.width = most;
	s.guess.separator = separator;
	s.guess.unquoted = unquoted;
	s.guess.names = s.names > 0;
	s.guess.ours = s.guids > 0 && s.others == 0 && most > 4;
	s.guess.key = s.guess.ours && s.keys == s.guids;
	s.fit = most < 2 || s.rows == 0 ? 0 : s.widths[most] * 1000 / s.rows;
	if (s.names == 0 && mill_labels_are_names(&s.labels, most)) {
		s.guess.names = s.guess.labels = true;
		s.guess.width = s.labels.count;
		s.fit = 1000 - s.widths[1] * 1000 / s.rows;
	}
	if (end == MILL_STRAY_QUOTE || end == MILL_OPEN_QUOTE)
		s.fit /= 2;
	return s;
}

static bool
is_better(const sample *a, const sample *b)
{
	return a->names != b->names ? a->names > b->names : a->fit > b->fit;
}

mill_guess
mill_guess_table(mill_reading *reading, mill_str text, const mill_table_head *head, char separator)
{
	/* The likelier come first: text holds commas. */
	static const char candidates[] = "\t;|,";
	sample best = { .guess = { .separator = '\0' } };

	text = mill_slice(text, head->from, text.len);
	if (separator != '\0')
		return look(reading, text, head, separator, false).guess;
	for (const char *at = candidates; *at != '\0'; at++) {
		sample s = look(reading, text, head, *at, false);

		/* Who parts cells by tabs often quotes none, whatever stands in them. */
		if (*at == '\t' && s.fit < 1000 && head->plain) {
			sample plain = look(reading, text, head, *at, true);

			if (plain.fit == 1000)
				s = plain;
		}
		if (is_better(&s, &best))
			best = s;
	}
	if (best.fit < 500 && best.names == 0) {
		best = look(reading, text, head, '\t', false);
		best.guess.separator = '\0';
	}
	return best.guess;
}
