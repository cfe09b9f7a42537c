/*
 * guard.c - text becomes pieces that cost cmark no more than they should.
 *
 * Debian's cmark-gfm has inputs of quadratic cost: deep nesting, unclosed
 * brackets, runs of emphasis marks, wide tables with short rows, a reference
 * used over and over.  What is over a bound here is escaped by a backslash, so
 * that cmark shows it as the text it is.  No bound is met by notes that people
 * write; each is met with a warning.
 *
 * A long source is cut at headings into pieces of about 64 KB, which parse
 * faster and in a fraction of the memory.  Lines are never added or taken
 * away: line n of the guarded text is line n of the source.
 */
#include "../base/base.h"
#include "../outline.h"
#include "guard.h"
#include "markdown.h"

#include <ctype.h>

enum {
	PIECE = 64 * 1024,  /* fastest size measured; any from 32 to 256 KB is close */
	LARGE = 256 * 1024, /* a piece without headings is cut elsewhere too */
	DEEP = 20,          /* quotes and lists begun on one line */
	INDENT = 64,        /* columns before a list marker: 16 levels of four */
	COLUMNS = 128,      /* of a table */
	HEAD_LINES = 400    /* of a paragraph that a table may end */
};

/* ---- fences and comments ---------------------------------------------------- */

/* Length of the run of fence marks at text[at]; 0 when it opens no fence. */
static int32_t
fence_run(mill_str text, size_t at, char *mark)
{
	size_t end = at;

	if (at >= text.len || (text.ptr[at] != '`' && text.ptr[at] != '~'))
		return 0;
	*mark = text.ptr[at];
	while (end < text.len && text.ptr[end] == *mark)
		end++;
	if (end - at < 3)
		return 0;
	/* The rest of a line that opens a fence of back-ticks has none. */
	if (*mark == '`' && memchr(text.ptr + end, '`', text.len - end) != NULL)
		return 0;
	return (int32_t)(end - at);
}

static bool
closes_fence(const guard *g, size_t at)
{
	size_t end;

	while (g->fence_quoted && at < g->text.len && strchr("> ", g->text.ptr[at]) != NULL)
		at++;
	end = at;
	while (end < g->text.len && g->text.ptr[end] == g->fence)
		end++;
	return (int32_t)(end - at) >= g->fence_length &&
	       mill_all_blank(mill_slice(g->text, end, g->text.len));
}

/* A fence that stands in an item ends with the item, closed or not. */
static bool
left_container(const guard *g, size_t first)
{
	if (first == g->text.len)
		return false;
	if (g->fence_quoted)
		return g->text.ptr[first] != '>';
	return mill_indent(g->text) < g->fence_column;
}

/* ---- one line --------------------------------------------------------------- */

/* Bytes of a list marker at text[at], its blank included; 0 when there is none. */
static size_t
list_marker(mill_str text, size_t at)
{
	size_t end = at;

	if (at < text.len && strchr("-+*", text.ptr[at]) != NULL && text.ptr[at] != '\0')
		end = at + 1;
	else {
		while (
		    end < text.len && end - at < 9 && text.ptr[end] >= '0' && text.ptr[end] <= '9')
			end++;
		if (end == at || end >= text.len || (text.ptr[end] != '.' && text.ptr[end] != ')'))
			return 0;
		end++;
	}
	if (end < text.len && text.ptr[end] != ' ' && text.ptr[end] != '\t')
		return 0;
	return end - at + (end < text.len);
}

/* Where the line's own text begins, behind quote and list markers.  Copies what
 * is before it; escapes a marker that would nest too deep. */
static size_t
copy_containers(guard *g, bool *quoted)
{
	mill_str text = g->text;
	size_t at = 0, copied = 0;
	int depth = mill_indent(text) > INDENT ? DEEP : 0;

	*quoted = false;
	for (;;) {
		size_t length;

		while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
			at++;
		if (at < text.len && text.ptr[at] == '>') {
			length = 1;
			*quoted = true;
		} else {
			length = list_marker(text, at);
		}
		if (length == 0)
			break;
		if (depth == DEEP) {
			size_t mark = at;
			while (text.ptr[mark] >= '0' && text.ptr[mark] <= '9')
				mark++;
			mill_put(&g->out, text.ptr + copied, mark - copied);
			mill_putc(&g->out, '\\');
			copied = at = mark;
			mill_guard_warn(g, MILL_TOO_DEEP,
			    "quotes or lists are nested deeper than 20 levels; "
			    "from here on their marks are plain text");
			break;
		}
		depth++;
		at += length;
	}
	mill_put(&g->out, text.ptr + copied, at - copied);
	return at;
}

/* ---- tables -------------------------------------------------------------------- */

/* Columns of a delimiter row (`|---|:-:|`); 0 when the line is none. */
static size_t
delimiter_columns(mill_str text)
{
	size_t columns = 1;
	bool dash = false;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '|')
			columns++;
		else if (text.ptr[i] == '-')
			dash = true;
		else if (strchr(": \t>", text.ptr[i]) == NULL || text.ptr[i] == '\0')
			return 0;
	}
	return dash && columns > 1 ? columns : 0;
}

static size_t
count_pipes(mill_str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.ptr[i] == '|';
	return count;
}

/* cmark gives every row as many cells as the head has: a short row of a wide
 * table costs memory that nobody wrote. */
static void
watch_table(guard *g)
{
	if (g->columns == 0) {
		g->columns = delimiter_columns(g->text);
		g->rows = g->row_bytes = 0;
	}
	g->run++;
	if (g->columns == 0)
		return;
	g->rows++;
	g->row_bytes += g->text.len + 1;
	if (g->columns > COLUMNS || count_pipes(g->text) > 2 * COLUMNS ||
	    (g->rows == 1 && g->run > HEAD_LINES) ||
	    g->columns * g->rows * 2 > g->row_bytes + 4096) {
		g->piece_tables = false;
		mill_guard_warn(g, MILL_TABLE_TOO_WIDE,
		    "a table has more than 128 columns, or many more cells than text; "
		    "tables around here are plain text");
	}
}

/* ---- references ------------------------------------------------------------------ */

/* Bytes of what may be a reference definition that begins on this line. */
static size_t
reference_length(const mill_text *text, int32_t line)
{
	size_t length = 0;

	for (int32_t n = line; n <= text->lines; n++) {
		mill_str next = mill_source_line(text, n);
		if (mill_all_blank(next))
			break;
		if (n > line && mill_find(next, MILL_STR("]:"), 0) != SIZE_MAX)
			break;
		length += next.len + 1;
	}
	return length;
}

/* Every use of a reference copies its definition.  All uses together may cost
 * sixteen times the text. */
static void
measure_references(guard *g)
{
	const mill_text *text = &g->reader->text;

	for (size_t i = 0; i < text->body.len; i++)
		g->brackets += text->body.ptr[i] == '[';
	g->references = mill_find(text->body, MILL_STR("]:"), 0) != SIZE_MAX;
	g->reference = (text->body.len + 4096) * 16 / (g->brackets + 1);
}

/* Escapes the colon of a definition that is too long for the uses it may have. */
static size_t
watch_reference(guard *g)
{
	size_t at = mill_find(g->text, MILL_STR("]:"), 0);

	if (at == SIZE_MAX || reference_length(&g->reader->text, g->line) <= g->reference)
		return SIZE_MAX;
	mill_guard_warn(g, MILL_REFERENCE_TOO_BIG,
	    "a link definition is too long for the number of links; it is plain text");
	return at + 1;
}

/* ---- pieces ------------------------------------------------------------------------ */

static void
end_piece(guard *g)
{
	mill_pieces *pieces = &g->pieces;

	if (g->out.len == g->piece_start)
		return;
	pieces->all = mill_room(
	    g->reader->arena, pieces->all, sizeof *pieces->all, pieces->count, &g->room);
	/* out may still move: the text is a length and an offset until the end. */
	pieces->all[pieces->count++] = (mill_piece){ { "", g->out.len - g->piece_start },
		g->piece_line, g->piece_tables };
	g->piece_start = g->out.len;
	g->piece_line = g->line;
	g->piece_tables = true;
}

static bool
is_heading(mill_str text)
{
	size_t hashes = 0;

	while (hashes < text.len && text.ptr[hashes] == '#')
		hashes++;
	return hashes >= 1 && hashes <= 6 && hashes < text.len && text.ptr[hashes] == ' ';
}

/* True when a line ends whatever stood before it: a heading; and where there are
 * none, an item or paragraph at column 0. */
static bool
may_cut(const guard *g)
{
	size_t length = g->out.len - g->piece_start;
	char first = g->text.len > 0 ? g->text.ptr[0] : ' ';

	if (g->references || length < PIECE)
		return false;
	if (g->blank_before && is_heading(g->text))
		return true;
	if (length < LARGE)
		return false;
	if (strchr("-*+", first) != NULL && g->text.len > 1 && g->text.ptr[1] == ' ')
		for (size_t i = 2; i < g->text.len; i++)
			if (strchr("-*_ \t", g->text.ptr[i]) == NULL)
				return true; /* an item; without such a byte it may be a rule */
	return g->blank_before && (isalpha((unsigned char)first) || (unsigned char)first >= 0x80);
}

/* True when the line begins an item, and so a paragraph of its own.  A bullet does
 * anywhere; a number only where items are already: it interrupts no paragraph. */
static bool
begins_block(guard *g, size_t first)
{
	size_t length = first <= 3 ? list_marker(g->text, first) : 0;

	if (length == 0 || mill_all_blank(mill_slice(g->text, first + length, g->text.len)))
		return false;
	if (g->run == 0)
		g->list = true;
	return g->list || strchr("-+*", g->text.ptr[first]) != NULL;
}

static void
begin_paragraph(guard *g)
{
	g->open_brackets = g->marks = g->declarations = 0;
}

/* The text of a footnote as a paragraph: its name goes, and no mark of an item counts. */
static bool
copy_footnote(guard *g)
{
	const mill_footnote *note = mill_footnote_at(g->reader, g->line);
	size_t at = note == NULL ? 0 : note->text;

	if (note == NULL)
		return false;
	begin_paragraph(g);
	g->run++;
	mill_puts(&g->out, MILL_NOTE_TEXT);
	while (at < g->text.len && g->text.ptr[at] == ' ')
		at++;
	mill_guard_inlines(g, at, SIZE_MAX);
	return true;
}

/* A line of a fence or a comment, or the last one of it. */
static void
copy_as_it_is(guard *g, size_t first)
{
	bool quoted;

	if (g->fence != 0 && closes_fence(g, first))
		g->fence = 0;
	if (g->comment && mill_find(g->text, MILL_STR("-->"), 0) != SIZE_MAX)
		g->comment = false;
	/* A fence in an item may have ended without our knowing: bounds hold there too. */
	if (g->fence == 0 || g->fence_column == 0)
		mill_put_str(&g->out, g->text);
	else
		mill_guard_inlines(g, copy_containers(g, &quoted), SIZE_MAX);
}

/* What the line is for those around it. */
static void
watch_line(guard *g, size_t first)
{
	bool blank = mill_all_blank(g->text);

	if (may_cut(g))
		end_piece(g);
	if (blank || begins_block(g, first))
		begin_paragraph(g);
	if (blank) {
		g->columns = 0;
		g->run = 0;
		g->list = false;
	} else {
		watch_table(g);
	}
}

/* The fence or the comment that begins at at. */
static void
open_fence(guard *g, size_t first, size_t at, bool quoted)
{
	char mark = 0;

	g->fence_length = fence_run(g->text, at, &mark);
	if (g->fence_length > 0) {
		g->fence = mark;
		g->fence_column = at == first && first <= 3 ? 0 : (int32_t)at;
		g->fence_quoted = quoted;
		g->fence_line = g->line;
	} else if (mill_starts(mill_slice(g->text, at, g->text.len), MILL_STR("<!--"))) {
		g->comment = mill_find(g->text, MILL_STR("-->"), at) == SIZE_MAX;
	}
}

/* The line's own text, behind what it is contained in. */
static void
copy_text(guard *g, size_t first, size_t at)
{
	mill_str whole = g->text;
	size_t colon = g->references ? watch_reference(g) : SIZE_MAX;

	if (colon != SIZE_MAX && colon >= at) {
		g->text.len = colon;
		mill_guard_inlines(g, at, SIZE_MAX);
		mill_putc(&g->out, '\\');
		g->text = whole;
		mill_guard_inlines(g, colon, SIZE_MAX);
	} else if (g->fence != 0 || first >= 4) {
		mill_guard_inlines(g, at, SIZE_MAX);
	} else {
		mill_guard_inlines(g, at, mill_stray_backtick(g->reader, g->line, g->text));
	}
}

static size_t
first_of(mill_str text)
{
	size_t first = 0;

	while (first < text.len && (text.ptr[first] == ' ' || text.ptr[first] == '\t'))
		first++;
	return first;
}

/* A tag that only lays out what follows leaves an empty line. */
static size_t
drop_wrapper(guard *g, size_t first)
{
	if (first == g->text.len || g->text.ptr[first] != '<' ||
	    !mill_is_wrapper(g->text, mill_source_line(&g->reader->text, g->line + 1)))
		return first;
	mill_leave(g->reader->log, MILL_LAYOUT, (mill_place){ g->line, 1 }, g->line,
	    "this only lays out what follows");
	g->text = MILL_STR("");
	return 0;
}

static void
guard_line(guard *g)
{
	size_t first = first_of(g->text), at;
	bool quoted;

	if (g->line <= g->formula_end) {
		mill_guard_formula(g);
		return;
	}
	if (g->fence != 0 && left_container(g, first))
		g->fence = 0;
	if (g->fence != 0 || g->comment) {
		copy_as_it_is(g, first);
		return;
	}
	first = drop_wrapper(g, first);
	if (copy_footnote(g))
		return;
	if (first <= 3 && mill_is_box_line(g->text)) {
		mill_puts(&g->out, "<?box?>"); /* ends whatever stood before it */
		g->run = 0;
		return;
	}
	g->text = mill_mend_blank(g->reader, g->line, g->text);
	watch_line(g, first);
	at = copy_containers(g, &quoted);
	open_fence(g, first, at, quoted);
	copy_text(g, first, at);
}

mill_pieces
mill_guard(mill_reader *reader)
{
	const mill_text *text = &reader->text;
	guard *g = MILL_NEW(reader->arena, guard, 1);
	const char *at;

	g->reader = reader;
	g->out.arena = reader->arena;
	g->out.room = text->body.len + text->body.len / 8 + 64;
	g->out.text = mill_grow(reader->arena, NULL, 0, g->out.room);
	g->piece_line = text->first;
	g->piece_tables = true;
	g->blank_before = true;
	measure_references(g);
	for (g->line = text->first; g->line <= text->lines; g->line++) {
		g->text = mill_source_line(text, g->line);
		guard_line(g);
		mill_putc(&g->out, '\n');
		g->blank_before = mill_all_blank(g->text);
	}
	end_piece(g);
	if (g->fence != 0 && g->fence_column == 0)
		mill_say(reader->log, MILL_FENCE_OPEN, (mill_place){ g->fence_line, 1 },
		    "this fence is never closed: everything after it is code");
	at = g->out.text;
	for (size_t i = 0; i < g->pieces.count; i++) {
		g->pieces.all[i].text.ptr = at;
		at += g->pieces.all[i].text.len;
	}
	return g->pieces;
}
