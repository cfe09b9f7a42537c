/*
 * spans.c - what the author marked in a line becomes spans of it.
 *
 * `{{c1::text::hint}}` and `==text==` lose their marks and keep their text, so
 * that every rule reads the line as it is meant; `front::back` gets a span
 * where it is split.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <ctype.h>

enum { HIGHEST = 500 /* number of a deletion that Anki takes */ };

/* A line written anew. */
typedef struct writer {
	mill_arena *arena;
	const mill_line *from;
	mill_buf text;
	mill_span *spans;
	uint32_t count, room;
	uint32_t at;               /* the span of the old line that is being copied */
	bool no_deletion, no_mark; /* no end of one is ahead */
} writer;

static void
add(writer *w, mill_span span, mill_str text)
{
	if (w->count == w->room) {
		uint32_t room = w->room == 0 ? w->from->span_count + 2 : w->room * 2;

		w->spans = mill_grow(
		    w->arena, w->spans, w->room * sizeof *w->spans, room * sizeof *w->spans);
		w->room = room;
	}
	span.start = (uint32_t)w->text.len;
	span.len = (uint32_t)text.len;
	mill_put_str(&w->text, text);
	w->spans[w->count++] = span;
}

/* Copies the spans from..to of the old line; html: instead, as markup. */
static void
copy(writer *w, size_t from, size_t to, mill_buf *html)
{
	for (; w->at < w->from->span_count; w->at++) {
		mill_span span = w->from->spans[w->at];
		size_t start = span.start < from ? from : span.start, end = span.start + span.len;
		mill_str text;

		if (span.start >= to)
			return;
		end = end > to ? to : end;
		text = mill_slice(w->from->text, start, end);
		if (html == NULL && (end > start || span.kind != MILL_PLAIN))
			add(w, span, text);
		else if (html != NULL && span.kind == MILL_PLAIN)
			mill_put_html(html, text);
		else if (html != NULL)
			mill_put_str(html, span.html);
		if (span.start + span.len > to)
			return; /* the rest of it comes later */
	}
}

/* The old spans from..to as one. */
static void
group(writer *w, mill_span_kind kind, size_t from, size_t to)
{
	mill_buf html = { .arena = w->arena };

	if (kind == MILL_MARKED)
		mill_puts(&html, "<mark>");
	copy(w, from, to, &html);
	if (kind == MILL_MARKED)
		mill_puts(&html, "</mark>");
	add(w, (mill_span){ .kind = kind, .html = mill_buf_str(&html) },
	    mill_slice(w->from->text, from, to));
}

/* Leaves out the old text from..to, which is plain. */
static void
pass(writer *w, size_t to)
{
	while (w->at < w->from->span_count &&
	       w->from->spans[w->at].start + w->from->spans[w->at].len <= to)
		w->at++;
}

/* The next plain byte at or after one, in the same span or a later one; SIZE_MAX: none. */
static size_t
plain_from(const mill_line *line, uint32_t *span, size_t at)
{
	for (; *span < line->span_count; (*span)++) {
		const mill_span *here = &line->spans[*span];

		if (here->kind == MILL_PLAIN && at < here->start + here->len)
			return at > here->start ? at : here->start;
	}
	return SIZE_MAX;
}

/* ---- deletions -------------------------------------------------------------------------- */

/* Bytes of `{{c1::` at text[at]; 0 when there is none. */
static size_t
opening(mill_str text, size_t at, uint32_t *number)
{
	size_t end = at + 3;

	if (!mill_starts(mill_slice(text, at, text.len), MILL_STR("{{c")))
		return 0;
	for (*number = 0;
	     end < text.len && isdigit((unsigned char)text.ptr[end]) && *number <= HIGHEST; end++)
		*number = *number * 10 + (uint32_t)(text.ptr[end] - '0');
	if (*number == 0 || *number > HIGHEST ||
	    !mill_starts(mill_slice(text, end, text.len), MILL_STR("::")))
		return 0;
	return end + 2 - at;
}

/* One deletion begins inside of another: the inner one is taken. */
#define INSIDE (SIZE_MAX - 1)

/* Where the deletion whose text begins at `from` ends, and where its hint begins. */
static size_t
closing(const mill_line *line, uint32_t span, size_t from, size_t *hint)
{
	uint32_t inner;
	int depth = 0;

	*hint = SIZE_MAX;
	for (size_t at = plain_from(line, &span, from); at != SIZE_MAX;
	     at = plain_from(line, &span, at + 1)) {
		char c = line->text.ptr[at];

		if (c == '{' && opening(line->text, at, &inner) > 0)
			return INSIDE;
		if (depth == 0 &&
		    mill_starts(mill_slice(line->text, at, line->text.len), MILL_STR("}}")))
			return at;
		if (depth == 0 && *hint == SIZE_MAX &&
		    mill_starts(mill_slice(line->text, at, line->text.len), MILL_STR("::")))
			*hint = at;
		depth += c == '{';
		depth -= c == '}';
	}
	return SIZE_MAX;
}

/* Takes the deletion at a byte over; answers where it ends, 0 when there is none. */
static size_t
deletion(writer *w, size_t at, size_t *copied)
{
	const mill_line *line = w->from;
	mill_buf more = { .arena = w->arena };
	uint32_t number;
	size_t length = w->no_deletion ? 0 : opening(line->text, at, &number), end, hint;

	if (length == 0)
		return 0;
	end = closing(line, w->at, at + length, &hint);
	w->no_deletion = end == SIZE_MAX;
	if (end >= INSIDE || end == at + length)
		return 0;
	copy(w, *copied, at, NULL);
	pass(w, at + length);
	group(w, MILL_DELETION, at + length, hint == SIZE_MAX ? end : hint);
	mill_printf(&more, "%u", number);
	if (hint != SIZE_MAX) {
		pass(w, hint + 2);
		mill_puts(&more, "::");
		copy(w, hint + 2, end, &more);
	}
	add(w, (mill_span){ .kind = MILL_HINT, .html = mill_buf_str(&more) }, MILL_STR(""));
	pass(w, end + 2);
	return *copied = end + 2;
}

/* ---- highlights --------------------------------------------------------------------------- */

/* Exactly two equal signs. */
static bool
is_mark(mill_str text, size_t at)
{
	return at + 1 < text.len && text.ptr[at] == '=' && text.ptr[at + 1] == '=' &&
	       (at == 0 || text.ptr[at - 1] != '=') &&
	       (at + 2 >= text.len || text.ptr[at + 2] != '=');
}

static bool
is_letter(uint32_t c)
{
	return c < 0x80 && (isalnum((int)c) || c == '_' || c == ')' || c == ']');
}

static size_t
highlight(writer *w, size_t at, size_t *copied)
{
	const mill_line *line = w->from;
	mill_str text = line->text;
	uint32_t span = w->at;
	size_t from = at + 2, next = from;
	uint32_t first = mill_next(text, &next);

	if (w->no_mark || !is_mark(text, at) || first == 0 || mill_is_blank(first) ||
	    is_letter(mill_before(text, at)))
		return 0;
	for (size_t to = plain_from(line, &span, from); to != SIZE_MAX;
	     to = plain_from(line, &span, to + 1)) {
		size_t behind = to + 2;

		if (!is_mark(text, to) || to == from || mill_is_blank(mill_before(text, to)) ||
		    is_letter(mill_next(text, &behind)))
			continue;
		copy(w, *copied, at, NULL);
		pass(w, from);
		group(w, MILL_MARKED, from, to);
		pass(w, to + 2);
		return *copied = to + 2;
	}
	w->no_mark = true;
	return 0;
}

/* ---- all of it ------------------------------------------------------------------------------ */

static bool
has_marks(mill_str text)
{
	for (size_t i = 1; i < text.len; i++)
		if ((text.ptr[i] == '{' || text.ptr[i] == '=') && text.ptr[i - 1] == text.ptr[i])
			return true;
	return false;
}

static mill_line
finish(writer *w)
{
	mill_line line = *w->from;

	line.text = mill_buf_str(&w->text);
	line.spans = w->spans;
	line.span_count = w->count;
	return line;
}

static void
mark_stretches(mill_reader *reader, mill_line *line)
{
	writer w = { .arena = reader->arena, .from = line, .text.arena = reader->arena };
	size_t copied = 0;
	uint32_t span = 0;

	for (size_t at = plain_from(line, &span, 0); at != SIZE_MAX;) {
		size_t end = line->text.ptr[at] == '{'   ? deletion(&w, at, &copied)
			     : line->text.ptr[at] == '=' ? highlight(&w, at, &copied)
							 : 0;
		at = plain_from(line, &span, end > 0 ? end : at + 1);
	}
	if (copied == 0)
		return;
	copy(&w, copied, SIZE_MAX, NULL);
	*line = finish(&w);
}

/* The span where a line is split takes in the blanks around it; the text stays. */
static void
mark_split(const mill_marking *marking, mill_line *line)
{
	size_t at = 0, length = mill_split_length(marking, line, &at), to = at + length, end;
	mill_span *spans, whole;
	uint32_t k = 0, count;

	if (length == 0)
		return;
	while (line->spans[k].start + line->spans[k].len <= at)
		k++;
	whole = line->spans[k];
	end = whole.start + whole.len;
	while (at > whole.start && line->text.ptr[at - 1] == ' ')
		at--;
	while (to < end && line->text.ptr[to] == ' ')
		to++;
	count = k;
	spans = MILL_NEW(marking->reader->arena, mill_span,
	    line->span_count + (at > whole.start) + (to < end) + (length == 3));
	memcpy(spans, line->spans, k * sizeof *spans);
	if (at > whole.start)
		spans[count++] = (mill_span){ MILL_PLAIN, whole.start, (uint32_t)at - whole.start,
			MILL_STR("") };
	spans[count++] = (mill_span){ MILL_SPLIT, (uint32_t)at, (uint32_t)(to - at),
		MILL_STR(": ") };
	if (length == 3)
		spans[count++] = (mill_span){ MILL_HINT, (uint32_t)to, 0, MILL_STR("") };
	if (to < end)
		spans[count++] = (mill_span){ MILL_PLAIN, (uint32_t)to, (uint32_t)(end - to),
			MILL_STR("") };
	memcpy(spans + count, line->spans + k + 1, (line->span_count - k - 1) * sizeof *spans);
	line->spans = spans;
	line->span_count += count - k - 1;
}

void
mill_mark_line(const mill_marking *marking, mill_line *line)
{
	if (has_marks(line->text))
		mark_stretches(marking->reader, line);
	if (mill_find(line->text, MILL_STR("::"), 0) != SIZE_MAX)
		mark_split(marking, line);
}
