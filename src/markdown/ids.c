/*
 * ids.c - what notes are called: by their author, or by programs that made cards of them.
 *
 * An id shows nothing, so it is taken out of the text before Markdown sees it.  What it is
 * about depends on who writes it: some stand at the end of a line, some below a card,
 * some above.
 */
#include "../base/base.h"
#include "../outline.h"
#include "ids.h"
#include "markdown.h"

#include <ctype.h>
#include <strings.h>

enum {
	MOST = 8,    /* of them on one line */
	DRAWER = 20, /* lines of properties as Org mode has them */
	STAMP = 13   /* digits of an id that Anki made: milliseconds since 1970 */
};

typedef struct scan {
	mill_reader *reader;
	mill_id_mark *marks;
	size_t count, room;
	size_t pending; /* marks from here on have met nothing below them */
	char *body;     /* the text, once it is ours to change; NULL before */
	mill_fencing fencing;
	bool comment;        /* inside of one that goes over several lines */
	bool carets;         /* the source has words that may be ids, so formulas matter */
	int32_t formula_end; /* the line on which a formula of several lines ends */
	int32_t line, above, block;
	bool blank, heading; /* the line before is; the line above is */
} scan;

static mill_str
current(const scan *s)
{
	return mill_source_line(&s->reader->text, s->line);
}

/* ---- the text ---------------------------------------------------------------------- */

/* Takes a stretch off the line, with a blank when there is one on both sides.  What is
 * behind it moves up; the line stays as long. */
static void
cut(scan *s, size_t from, size_t to)
{
	mill_text *text = &s->reader->text;
	mill_str line = current(s);
	size_t length = line.len;
	char *at;

	to += from > 0 && to < length && line.ptr[from - 1] == ' ' && line.ptr[to] == ' ';
	if (s->body == NULL) {
		s->body = MILL_NEW(s->reader->arena, char, text->body.len + 1);
		memcpy(s->body, text->body.ptr, text->body.len);
		if (text->written == NULL)
			text->written = text->body.ptr;
		text->body.ptr = s->body;
	}
	at = s->body + text->starts[s->line - 1];
	memmove(at + from, at + to, length - to);
	memset(at + length - (to - from), ' ', to - from);
}

static void
leave(scan *s, int32_t line)
{
	mill_leave_on(s->reader->log, MILL_IDENTITY, (mill_place){ line, 1 }, line,
	    "this line says what a note is called");
}

static bool
begins_item(mill_str text)
{
	mill_marker marker;

	return (text.len > 1 && strchr("-*+", text.ptr[0]) != NULL && text.ptr[1] == ' ') ||
	       mill_marker_read(text, &marker) > 0;
}

/* Where a line begins, behind the marks of quotes. */
static size_t
behind_quotes(mill_str line)
{
	size_t at = 0;

	while (at < line.len && strchr("> \t", line.ptr[at]) != NULL)
		at++;
	return at;
}

/* Keeps an id that stands at a byte of the line. */
static mill_id_mark *
keep(scan *s, mill_str text, mill_id_form form, size_t at)
{
	mill_arena *arena = s->reader->arena;
	mill_str line = current(s);
	size_t begin = behind_quotes(line);
	mill_id_mark *kept;

	s->marks = mill_room(arena, s->marks, sizeof *s->marks, s->count, &s->room);
	kept = &s->marks[s->count++];
	*kept = (mill_id_mark){ .form = begin < at ? MILL_FORM_ON_LINE : form,
		.heading = s->heading,
		.above = s->above,
		.block = s->block,
		.indent = mill_indent(line) };
	kept->id.text = text;
	kept->id.line = s->line;
	kept->id.column = (int32_t)mill_chars(mill_slice(line, 0, at)) + 1;
	kept->id.meant = form == MILL_FORM_OWN;
	kept->id.item = begins_item(mill_slice(line, begin, line.len));
	return kept;
}

/* Keeps the id that stands from one byte of the line to another, and takes it away.  NULL
 * when it is none that can be kept. */
static mill_id_mark *
take(scan *s, mill_str text, mill_id_form form, size_t from, size_t to)
{
	mill_str line = current(s);
	mill_id_mark *kept = NULL;

	text = mill_printable(s->reader->arena, mill_copy(s->reader->arena, text), false);
	if (mill_chars(text) > MILL_ID_LONGEST)
		mill_say(s->reader->log, MILL_ID_UNUSABLE,
		    (mill_place){ s->line, (int32_t)mill_chars(mill_slice(line, 0, from)) + 1 },
		    "an id has at most %d characters", MILL_ID_LONGEST);
	else if (text.len > 0)
		kept = keep(s, text, form, from);
	cut(s, from, to);
	line = current(s);
	if (mill_all_blank(mill_slice(line, behind_quotes(line), line.len)))
		leave(s, s->line);
	return kept;
}

/* ---- comments ----------------------------------------------------------------------- */

/* True when text begins with a key and its colon, whose value is then not empty; a key
 * without a colon has a blank. */
static bool
has_key(mill_str text, const char *key, bool colon, mill_str *value)
{
	size_t length = strlen(key);
	mill_str rest;

	if (text.len <= length || strncasecmp(text.ptr, key, length) != 0)
		return false;
	rest = mill_trim(mill_slice(text, length, text.len));
	if (mill_starts(rest, MILL_STR(":")))
		*value = mill_trim(mill_slice(rest, 1, rest.len));
	else if (mill_starts(rest, MILL_STR("：")))
		*value = mill_trim(mill_slice(rest, 3, rest.len));
	else if (!colon && rest.ptr > text.ptr + length)
		*value = rest;
	else
		return false;
	return value->len > 0;
}

static bool
is_word(mill_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == ' ' || text.ptr[i] == '\t')
			return false;
	return text.len > 0;
}

static bool
is_number(mill_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!isdigit((unsigned char)text.ptr[i]))
			return false;
	return text.len > 0;
}

static mill_id_form
form_of(mill_str comment, mill_str *value)
{
	mill_str words;

	if (has_key(comment, "cardmill", true, &words))
		return has_key(words, "id", false, value) ? MILL_FORM_OWN : MILL_NO_FORM;
	if (has_key(comment, "id", true, value) && is_word(*value))
		return mill_starts(comment, MILL_STR("ID")) && is_number(*value) ? MILL_FORM_NUMBER
										 : MILL_FORM_OWN;
	if (has_key(comment, "note_key", true, value) && is_word(*value))
		return MILL_FORM_ABOVE_CARD;
	if (has_key(comment, "notecardId", true, value) && is_number(*value))
		return MILL_FORM_BELOW_CARD;
	return MILL_NO_FORM;
}

/* Where a comment begins that is not in code; SIZE_MAX: nowhere. */
static size_t
find_comment(mill_str line, size_t at)
{
	size_t comment = mill_find(line, MILL_STR("<!--"), at);

	while (comment != SIZE_MAX && at < comment) {
		at = line.ptr[at] == '`' ? mill_code_end(line, at) : at + 1;
		if (at > comment)
			comment = mill_find(line, MILL_STR("<!--"), at);
	}
	return comment;
}

static void
read_comments(scan *s, size_t at)
{
	mill_str line = current(s), inner, value;
	size_t first = at, end, most = s->count + MOST;

	while (s->count < most && (at = find_comment(line, at)) != SIZE_MAX) {
		mill_id_form form;
		mill_id_mark *kept;

		end = mill_find(line, MILL_STR("-->"), at + 4);
		if (end == SIZE_MAX) {
			s->comment = at == first;
			return;
		}
		inner = mill_slice(line, at + 4, end);
		form = form_of(mill_trim(inner), &value);
		if (form == MILL_NO_FORM) {
			at = end + 3;
			continue;
		}
		/* inka writes no blank. */
		bool tight = inner.len > 3 && isdigit((unsigned char)inner.ptr[3]) != 0;
		kept = take(s, value, form, at, end + 3);
		if (kept != NULL)
			kept->tight = tight;
		line = current(s);
	}
}

/* What a line says, without the comments that end it. */
static mill_str
without_comments(mill_str line)
{
	for (;;) {
		size_t open;

		while (line.len > 0 && mill_is_blank((unsigned char)line.ptr[line.len - 1]))
			line.len--;
		if (!mill_ends(line, MILL_STR("-->")))
			return line;
		for (open = line.len - 3; open > 0; open--)
			if (mill_starts(mill_slice(line, open - 1, line.len), MILL_STR("<!--")))
				break;
		if (open == 0)
			return line;
		line.len = open - 1;
	}
}

/* ---- lines --------------------------------------------------------------------------- */

static bool
is_of_drawer(mill_str text)
{
	size_t at = 1;

	while (at < text.len && (isupper((unsigned char)text.ptr[at]) || text.ptr[at] == '_'))
		at++;
	return text.len > 2 && text.ptr[0] == ':' && at > 1 && at < text.len && text.ptr[at] == ':';
}

/* Where a drawer of Org mode ends that a line stands in, step lines at a time; the line
 * itself when it stands in none. */
static int32_t
end_of_drawer(const scan *s, int32_t step, mill_str end)
{
	for (int32_t n = s->line + step; n > 0 && (n - s->line) * step < DRAWER; n += step) {
		mill_str text = mill_trim(mill_source_line(&s->reader->text, n));

		if (mill_equal(text, end))
			return n;
		if (!is_of_drawer(text))
			break;
	}
	return s->line;
}

/* The whole drawer that an id stands in says nothing. */
static void
take_drawer(scan *s)
{
	int32_t id = s->line, from = end_of_drawer(s, -1, MILL_STR(":PROPERTIES:"));
	int32_t to = end_of_drawer(s, 1, MILL_STR(":END:"));

	for (s->line = from; s->line <= to && from < id && to > id; s->line++) {
		cut(s, 0, current(s).len);
		if (s->line != id)
			leave(s, s->line);
	}
	s->line = id;
}

/* An id that has the line for itself. */
static void
read_line(scan *s)
{
	mill_str line = current(s), text, value;
	size_t from = behind_quotes(line);

	text = mill_trim(mill_slice(line, from, line.len));
	if (text.len < 4 || s->above == 0 || strchr("IiNn:", text.ptr[0]) == NULL)
		return;
	if ((mill_starts(text, MILL_STR("ID:")) || mill_starts(text, MILL_STR("nid:"))) &&
	    has_key(text, text.ptr[0] == 'I' ? "ID" : "nid", true, &value) && value.len == STAMP &&
	    is_number(value)) {
		take(s, value, MILL_FORM_BELOW_CARD, from, line.len);
	} else if (has_key(text, ":ANKI_NOTE_ID", true, &value) && is_word(value)) {
		take(s, value, MILL_FORM_BELOW_CARD, from, line.len);
		take_drawer(s);
	} else if (has_key(text, "id:", true, &value) && mill_is_uuid(value)) {
		/* logseq.c takes it away */
		keep(s, mill_copy(s->reader->arena, value), MILL_FORM_PROPERTY, from);
	}
}

/* `(uuid)` of Md2Anki and `guid:x` of mankidown, at the end of a heading. */
static void
read_heading(scan *s, size_t at)
{
	mill_str line = without_comments(current(s));
	size_t from = line.len, length = sizeof "(f51d0c1e-0000-0000-0000-000000000000)" - 1;

	if (line.len > at + length && mill_ends(line, MILL_STR(")"))) {
		from = line.len - length;
		if (line.ptr[from] == '(' && line.ptr[from - 1] == ' ' &&
		    mill_is_uuid(mill_slice(line, from + 1, line.len - 1)))
			take(s, mill_slice(line, from + 1, line.len - 1), MILL_FORM_ON_LINE, from,
			    line.len);
		return;
	}
	while (from > at && line.ptr[from - 1] != ' ' && line.ptr[from - 1] != '\t')
		from--;
	if (from > at && line.len > from + 5 &&
	    mill_starts(mill_slice(line, from, line.len), MILL_STR("guid:")))
		take(s, mill_slice(line, from + 5, line.len), MILL_FORM_ON_LINE, from, line.len);
}

/* True for a line of a list, a quote, a table or code. */
static bool
is_block_line(mill_str line)
{
	mill_str text = mill_trim(line);

	return text.len > 0 &&
	       (strchr(">|", text.ptr[0]) != NULL || begins_item(text) ||
		   mill_starts(text, MILL_STR("```")) || mill_starts(text, MILL_STR("~~~")) ||
		   mill_starts(text, MILL_STR("$$")));
}

static void
read_caret(scan *s)
{
	mill_str line = without_comments(current(s));
	size_t caret = mill_caret_of(line);
	bool alone = caret != SIZE_MAX && behind_quotes(line) >= caret, below;

	if (caret == SIZE_MAX || (alone && s->above == 0))
		return;
	below = s->blank || is_block_line(mill_source_line(&s->reader->text, s->line - 1));
	if (mill_caret_is_id(line, caret, below))
		take(s, mill_trim(mill_slice(line, caret + 1, line.len)), MILL_FORM_BLOCK, caret,
		    line.len);
}

/* ---- what stands around -------------------------------------------------------------- */

/* Lines that only say something about others. */
static bool
is_transparent(mill_str text)
{
	static const char *const keys[] = { "id:: ", "collapsed:: ", "card-" };

	return without_comments(text).len == 0 || is_of_drawer(text) ||
	       (mill_starts_any(text, keys, MILL_COUNT(keys)) &&
		   mill_find(text, MILL_STR(":: "), 0) != SIZE_MAX);
}

static bool
is_rule(mill_str text)
{
	size_t marks = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != text.ptr[0] && text.ptr[i] != ' ')
			return false;
		marks += text.ptr[i] == text.ptr[0];
	}
	return marks >= 3 && strchr("-*_", text.ptr[0]) != NULL;
}

/* What the line is for the ids around it. */
static void
pass(scan *s)
{
	mill_str line = current(s), text = mill_trim(line);
	mill_marker marker;

	if (mill_all_blank(mill_slice(line, behind_quotes(line), line.len))) {
		s->blank = true;
		return;
	}
	if (is_transparent(text))
		return;
	if (is_rule(text) && (s->blank || s->above != s->line - 1)) {
		s->above = 0;
		s->blank = true;
		return;
	}
	for (; s->pending < s->count; s->pending++) {
		mill_id_mark *mark = &s->marks[s->pending];

		mark->below = s->line;
		mark->below_indent = mill_indent(line);
		mark->numbered = mill_marker_read(text, &marker) > 0 && marker.shape != MILL_BULLET;
	}
	s->block = s->blank ? s->line : s->block;
	s->above = s->line;
	s->heading = text.ptr[0] == '#';
	s->blank = false;
}

/* Follows the formulas of a line, as far as one that goes on behind it. */
static void
read_formulas(scan *s)
{
	mill_str line = current(s);
	mill_formula_place place;

	for (size_t at = 0; at < line.len;) {
		char c = line.ptr[at];

		if ((c == '$' || c == '\\') &&
		    mill_find_formula(s->reader, s->line, line, at, &place)) {
			if (place.end_line > s->line) {
				s->formula_end = place.end_line;
				return;
			}
			at = place.end;
		} else {
			at = c == '`' ? mill_code_end(line, at) : at + 1;
		}
	}
}

static void
read_ids(scan *s)
{
	mill_str line = current(s);
	size_t at = mill_behind_containers(line);
	bool fenced = mill_in_fence(&s->fencing, mill_slice(line, at, line.len));

	if (fenced || s->line < s->formula_end)
		return;
	if (s->comment) {
		s->comment = mill_find(line, MILL_STR("-->"), 0) == SIZE_MAX;
		return;
	}
	if (at < line.len && memchr(line.ptr + at, '<', line.len - at) != NULL)
		read_comments(s, at);
	if (at < line.len && line.ptr[at] == '#')
		read_heading(s, at);
	else
		read_line(s);
	if (!s->carets)
		return;
	if (s->line >= s->formula_end)
		read_formulas(s);
	if (s->line >= s->formula_end)
		read_caret(s);
}

/* ---- the source ----------------------------------------------------------------------- */

/* True when a word that ends a line looks like `^id`. */
static bool
has_carets(mill_str body)
{
	const char *at = body.ptr, *end = body.ptr + body.len, *newline;

	for (; (at = memchr(at, '^', (size_t)(end - at))) != NULL; at = newline) {
		newline = memchr(at, '\n', (size_t)(end - at));
		newline = newline == NULL ? end : newline;
		if (mill_caret_of(without_comments((mill_str){ at, (size_t)(newline - at) })) !=
		    SIZE_MAX)
			return true;
	}
	return false;
}

void
mill_find_ids(mill_reader *reader, mill_outline *outline)
{
	scan s = { .reader = reader, .blank = true, .carets = has_carets(reader->text.body) };

	for (s.line = reader->text.first; s.line <= reader->text.lines; s.line++) {
		read_ids(&s);
		pass(&s);
	}
	outline->ids = MILL_NEW(reader->arena, mill_id, s.count + 1);
	outline->id_count = s.count;
	for (size_t i = 0; i < s.count; i++) {
		mill_settle_id(&s.marks[i]);
		outline->ids[i] = s.marks[i].id;
	}
}
