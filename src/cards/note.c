/*
 * note.c - a note is made: its fields, and a front nobody else has.
 */
#include "../base/base.h"
#include "../outline.h"
#include "../deck.h"
#include "cards.h"

#include <stdlib.h>

enum {
	FRONT_EXTRA = 48,    /* width of the answer's part that tells fronts apart */
	FRONT_LONGEST = 200, /* characters of a front that is no question */
	FRONT_CUT = 80,      /* width at which a longer one is cut */
	REVERSIBLE = 400     /* bytes of an answer that can be a question */
};

/* How many notes of the source have this front, or this front and back, in this
 * context; counts this one. */
static uint32_t
seen(mill_maker *maker, mill_str context, mill_str front, const mill_str *back)
{
	mill_buf key = { .arena = maker->arena };

	mill_put_str(&key, context);
	mill_putc(&key, '\x1F');
	mill_put_str(&key, front);
	if (back != NULL) {
		mill_putc(&key, '\x1F');
		mill_put_str(&key, *back);
	}
	return (*mill_set_counter(&maker->fronts, mill_buf_str(&key)))++;
}

/* The beginning of the answer, as far as it helps to tell two fronts apart; a picture
 * does not. */
static mill_str
hint(mill_maker *maker, mill_str back)
{
	mill_buf text = { .arena = maker->arena };
	mill_buf stripped = { .arena = maker->arena };
	size_t at = 0, width = 0;

	if (mill_starts(back, MILL_STR("<details class=\"long\"><summary>"))) {
		at = mill_find(back, MILL_STR("</summary>"), 0);
		back = mill_slice(back, at, back.len); /* what is folded, not how much it is */
		at = 0;
	}
	mill_put_words(&stripped, mill_slice(back, 0, 1000));
	while (at < stripped.len && width < FRONT_EXTRA) {
		uint32_t c = mill_next(mill_buf_str(&stripped), &at);
		if (mill_ends(mill_slice(mill_buf_str(&stripped), 0, at), MILL_STR(MILL_MEDIA)))
			return MILL_STR("");
		if (width > 6 &&
		    (c == ',' || c == 0xFF0C || c == 0x3002 || c == 0xFF1B || c == '.' || c == ';'))
			break;
		mill_put_char(&text, c);
		width += c >= 0x1100 ? 2 : 1;
	}
	/* An answer that is no longer than that must not stand on the front. */
	return at < stripped.len ? mill_buf_str(&text) : MILL_STR("");
}

static mill_str
unique_front(mill_maker *maker, const mill_note *note, mill_str front, mill_str back)
{
	mill_str more;
	uint32_t earlier = seen(maker, note->context, front, NULL);

	if (earlier == 0)
		return front;
	more = hint(maker, back);
	if (more.len > 0) {
		mill_buf longer = { .arena = maker->arena };

		mill_put_str(&longer, front);
		mill_puts(&longer, ": ");
		mill_put_html(&longer, more);
		mill_puts(&longer, "\xE2\x80\xA6");
		if (seen(maker, note->context, mill_buf_str(&longer), NULL) == 0)
			return mill_buf_str(&longer);
	}
	for (uint32_t n = earlier + 1;; n++) {
		mill_buf numbered = { .arena = maker->arena };

		mill_put_str(&numbered, front);
		mill_printf(&numbered, " (%u)", n);
		if (seen(maker, note->context, mill_buf_str(&numbered), NULL) == 0)
			return mill_buf_str(&numbered);
	}
}

void
mill_add_places(mill_maker *maker, mill_note *note, const mill_sheet *sheet)
{
	mill_range *all;

	if (sheet->place_count == 0)
		return;
	all = MILL_NEW(maker->arena, mill_range, note->place_count + sheet->place_count);
	if (note->place_count > 0)
		memcpy(all, note->places, note->place_count * sizeof *all);
	memcpy(all + note->place_count, sheet->places, sheet->place_count * sizeof *all);
	note->places = all;
	note->place_count += sheet->place_count;
}

static bool
is_latest(const mill_context *latest, const mill_path *path)
{
	size_t i = 0;

	for (; path != NULL && i < latest->count; path = path->above, i++) {
		mill_str title = mill_cut_text(path->title);

		if (title.ptr != latest->titles[i].ptr || title.len != latest->titles[i].len)
			return false;
	}
	return latest->known && path == NULL && i == latest->count;
}

/* The context of a note that stands at path. */
static const mill_context *
context_of(mill_maker *maker, const mill_path *path)
{
	mill_context *latest = &maker->latest;
	mill_sheet sheet = mill_new_sheet(maker);
	mill_buf text = { .arena = maker->arena };

	if (is_latest(latest, path))
		return latest;
	mill_put_path(maker, path, &sheet, &text);
	*latest = (mill_context){ .html = mill_buf_str(&sheet.html),
		.text = mill_buf_str(&text),
		.places = sheet.places,
		.place_count = sheet.place_count };
	for (; path != NULL && latest->count < MILL_COUNT(latest->titles); path = path->above)
		latest->titles[latest->count++] = mill_cut_text(path->title);
	latest->known = path == NULL;
	return latest;
}

/* A note with its context, not yet one of the maker's. */
static mill_note *
new_note(mill_maker *maker, mill_kind kind, const char *rule, const mill_path *path)
{
	mill_note *note = MILL_NEW(maker->arena, mill_note, 1);
	const mill_context *context = context_of(maker, path);

	note->kind = kind;
	note->fields = MILL_NEW(maker->arena, mill_str, MILL_FIELDS);
	note->field_count = MILL_FIELDS;
	note->rule = rule;
	note->source = maker->origin;
	note->places = context->places; /* added to in a copy */
	note->place_count = context->place_count;
	note->fields[2] = context->html;
	note->fields[3] = maker->source;
	note->context = context->text;
	note->below = maker->below;
	note->id = MILL_STR("");
	return note;
}

/* Takes the note in, unless the very same stands there already. */
static bool
add_note(mill_maker *maker, mill_note *note, mill_str front, mill_str back, const mill_path *path)
{
	mill_buf plain = { .arena = maker->arena };
	const mill_wish *wish = mill_wish_at(maker, note->line);

	if (seen(maker, note->context, front, &back) > 0) {
		mill_leave_on(maker->log, MILL_REPEATED, (mill_place){ note->line, 1 },
		    note->end_line, "the very same card was made before");
		return false;
	}
	note->fields[0] = unique_front(maker, note, front, back);
	note->fields[1] = back;
	mill_put_stripped(&plain, mill_without_references(maker, note->fields[0]));
	note->prompt = mill_buf_str(&plain);
	mill_put_footnotes(maker, note);
	note->deck = wish == NULL ? MILL_STR("") : wish->deck;
	mill_add_tags(maker, note, path);
	if (maker->last == NULL)
		maker->first = note;
	else
		maker->last->next = note;
	maker->last = note;
	return true;
}

/* True when a card may be asked the other way round: its answer is one stretch of text
 * that does not hold its question. */
static bool
is_reversible(const mill_note *note, mill_str back)
{
	static const char *const rules[] = { "term", "author", "row" };
	static const mill_str blocks[] = { { "<pre", 4 }, { "<ul", 3 }, { "<ol", 3 }, { "<div", 4 },
		{ "<blockquote", 11 }, { "<p>", 3 } };
	bool known = false;

	for (size_t i = 0; i < MILL_COUNT(rules); i++)
		known |= strcmp(note->rule, rules[i]) == 0;
	for (size_t i = 0; known && i < MILL_COUNT(blocks); i++)
		known = mill_find(back, blocks[i], 0) == SIZE_MAX;
	return known && back.len <= REVERSIBLE;
}

/* The card the other way round.  It stands for the same prompt as the note, so that
 * a better answer changes neither of the two into another. */
static void
add_reversed(
    mill_maker *maker, const mill_note *note, mill_str front, mill_str back, const mill_path *path)
{
	mill_note *reversed = MILL_NEW(maker->arena, mill_note, 1);

	*reversed = *note;
	reversed->fields = MILL_NEW(maker->arena, mill_str, MILL_FIELDS);
	memcpy(reversed->fields, note->fields, MILL_FIELDS * sizeof *note->fields);
	reversed->rule = "reversed";
	reversed->reversed = true;
	reversed->next = NULL;
	reversed->tag_count = 0;
	if (add_note(maker, reversed, back, front, path))
		reversed->prompt = note->prompt;
}

/* `**Term:**` is in one piece, its colon inside. */
static void
drop_colon(mill_buf *front)
{
	static const mill_str ends[] = { { ":</strong>", 10 }, { "\xEF\xBC\x9A</strong>", 12 } };

	for (size_t i = 0; i < MILL_COUNT(ends); i++) {
		if (!mill_ends(mill_buf_str(front), ends[i]))
			continue;
		front->len -= ends[i].len;
		mill_puts(front, "</strong>");
	}
}

/* Where a front that is too long is cut: behind a word. */
static size_t
beginning(mill_cut front)
{
	mill_str text = front.line->text;
	size_t at = front.from, cut = 0, width = 0;

	while (at < front.to && width < FRONT_CUT) {
		size_t here = at;
		uint32_t c = mill_next(text, &at);

		width += c >= 0x1100 ? 2 : 1;
		if (c == ' ' || mill_is_cjk(c))
			cut = here;
	}
	return cut > front.from ? cut : at;
}

/* A sentence is no prompt: its beginning is, and all of it is part of the answer. */
static void
shorten(mill_maker *maker, mill_asked *asked, mill_sheet *back)
{
	mill_sheet whole = mill_new_sheet(maker);

	if (asked->front.line == NULL || asked->as_is ||
	    mill_chars(mill_cut_text(asked->front)) <= FRONT_LONGEST ||
	    mill_is_question(mill_cut_text(asked->front)))
		return;
	mill_put_cut(&whole, asked->front);
	if (back->html.text[0] != '<')
		mill_puts(&whole.html, "<br>");
	mill_put_str(&whole.html, mill_buf_str(&back->html));
	for (size_t i = 0; i < back->place_count; i++)
		mill_sheet_lines(&whole, back->places[i].line, back->places[i].end_line);
	*back = whole;
	asked->front.to = beginning(asked->front);
	asked->more = "\xE2\x80\xA6";
}

static bool
says_the_same(mill_maker *maker, mill_buf *front, mill_buf *back)
{
	mill_buf a = { .arena = maker->arena }, b = { .arena = maker->arena };

	if (back->len > front->len + 40 || front->len > back->len + 40)
		return false; /* no markup is that long */
	mill_put_stripped(&a, mill_buf_str(front));
	mill_put_stripped(&b, mill_buf_str(back));
	return mill_equal(mill_trim(mill_buf_str(&a)), mill_trim(mill_buf_str(&b)));
}

void
mill_ask(mill_maker *maker, const mill_asked *given)
{
	mill_asked all = *given, *asked = &all;
	mill_note *note;
	const mill_wish *wish;
	mill_sheet front = mill_new_sheet(maker), back = *asked->back;

	if (back.html.len == 0) { /* what was there says nothing */
		mill_leave(maker->log, MILL_UNANSWERED, (mill_place){ asked->line, 1 },
		    asked->end_line, "nothing answers \"%.200s\"",
		    mill_copy(maker->arena, mill_cut_text(asked->front)).ptr);
		return;
	}
	/* `: what it means` below its term. */
	if (mill_starts(mill_buf_str(&back.html), MILL_STR(": "))) {
		back.html.text += 2;
		back.html.len -= 2;
	}
	shorten(maker, asked, &back);
	note = new_note(maker, MILL_BASIC, asked->rule, asked->path);
	if (asked->front.line == NULL)
		mill_put_html(&front.html, maker->title);
	if (asked->parent.line != NULL) {
		mill_put_cut(&front, asked->parent);
		mill_put_str(&front.html, mill_path_between);
	}
	mill_put_cut(&front, asked->front);
	drop_colon(&front.html);
	mill_puts(&front.html, asked->more == NULL ? "" : asked->more);
	if (asked->shown != NULL) {
		mill_put_str(
		    &front.html, (mill_str){ asked->shown->html.text, asked->shown->html.len });
		mill_add_places(maker, note, asked->shown);
	}
	mill_add_places(maker, note, &front);
	mill_add_places(maker, note, &back);
	note->line = asked->line;
	note->end_line = asked->end_line;
	if (!asked->as_is && says_the_same(maker, &front.html, &back.html)) {
		mill_leave(maker->log, MILL_UNANSWERED, (mill_place){ asked->line, 1 },
		    asked->end_line, "the answer says no more than the question");
		return;
	}
	wish = mill_wish_at(maker, note->line);
	if (add_note(
		maker, note, mill_buf_str(&front.html), mill_buf_str(&back.html), asked->path) &&
	    (asked->reversed ||
		(wish != NULL && wish->reversed && is_reversible(note, mill_buf_str(&back.html)))))
		add_reversed(
		    maker, note, mill_buf_str(&front.html), mill_buf_str(&back.html), asked->path);
}

/* Inside of a deletion :: would begin a hint and }} would end it
 * (rslib/src/cloze.rs); Anki has no escape, entities do. */
static void
put_deletion(mill_buf *out, mill_str html)
{
	for (size_t i = 0; i < html.len; i++) {
		mill_str rest = mill_slice(html, i, html.len);
		if (mill_starts(rest, MILL_STR("::"))) {
			mill_puts(out, ":&#58;");
			i++;
		} else if (mill_starts(rest, MILL_STR("}}"))) {
			mill_puts(out, "}&#125;");
			i++;
		} else {
			mill_putc(out, html.ptr[i]);
		}
	}
}

/* What stands outside of deletions must not begin one. */
static void
put_outside(mill_buf *out, mill_str html)
{
	for (size_t i = 0; i < html.len; i++) {
		if (mill_starts(mill_slice(html, i, html.len), MILL_STR("{{"))) {
			mill_puts(out, "{&#123;");
			i++;
		} else {
			mill_putc(out, html.ptr[i]);
		}
	}
}

static void
add_cloze(mill_maker *maker, mill_note *note, const mill_fact *fact, mill_buf *text,
    const mill_sheet *back)
{
	mill_buf rest = { .arena = maker->arena };

	put_outside(&rest, (mill_str){ back->html.len > 0 ? back->html.text : "", back->html.len });
	mill_add_places(maker, note, back);
	note->line = fact->line;
	note->end_line = fact->end_line;
	/* Anki counts deletions in every field (rslib/src/notetype/cardgen.rs). */
	for (int i = 2; i < MILL_FIELDS; i++) {
		mill_buf field = { .arena = maker->arena };
		put_outside(&field, note->fields[i]);
		note->fields[i] = mill_buf_str(&field);
	}
	add_note(maker, note, mill_buf_str(text), mill_buf_str(&rest), fact->path);
}

void
mill_ask_cloze(mill_maker *maker, const mill_fact *fact, const mill_cut *blanks, size_t count)
{
	mill_note *note = new_note(maker, MILL_CLOZE, "cloze", fact->path);
	mill_buf text = { .arena = maker->arena };
	mill_sheet back = mill_new_sheet(maker);
	const mill_line *line = &fact->lines[0];
	size_t at = 0;

	for (size_t i = 0; i <= count; i++) {
		mill_sheet piece = mill_new_sheet(maker);
		size_t to = i < count ? blanks[i].from : line->text.len;

		mill_put_cut(&piece, (mill_cut){ line, at, to });
		put_outside(&text, mill_buf_str(&piece.html));
		if (i == count)
			break;
		piece.html.len = 0;
		mill_put_cut(&piece, blanks[i]);
		mill_printf(&text, "{{c%zu::", i + 1);
		put_deletion(&text, mill_buf_str(&piece.html));
		mill_puts(&text, "}}");
		at = blanks[i].to;
	}
	mill_sheet_lines(&back, line->line, mill_end_of(line));
	mill_put_lines(&back, fact->lines + 1, fact->line_count - 1);
	mill_put_blocks(&back, fact->rest, fact->line_count > 1);
	add_cloze(maker, note, fact, &text, &back);
}

/* A stretch of a line as it stands in a cloze note; highlights count up from *number. */
static void
put_marked(mill_buf *text, const mill_line *line, const mill_span *span, uint32_t *number)
{
	mill_buf plain = { .arena = text->arena };
	const char *behind;

	if (span->kind == MILL_PLAIN)
		mill_put_html(&plain, mill_slice(line->text, span->start, span->start + span->len));
	if (span->kind == MILL_DELETION) { /* its number and hint stand behind it */
		behind = strstr(span[1].html.ptr, "::");
		mill_printf(text, "{{c%d::", atoi(span[1].html.ptr));
		put_deletion(text, span->html);
		mill_puts(text, behind == NULL ? "" : "::");
		if (behind != NULL)
			put_deletion(text, mill_cstr(behind + 2));
		mill_puts(text, "}}");
	} else if (span->kind == MILL_MARKED && *number > 0) {
		mill_printf(text, "{{c%u::", (*number)++);
		put_deletion(text,
		    mill_slice(span->html, strlen("<mark>"), span->html.len - strlen("</mark>")));
		mill_puts(text, "}}");
	} else if (span->kind != MILL_HINT) {
		put_outside(text, span->kind == MILL_PLAIN ? mill_buf_str(&plain) : span->html);
	}
}

void
mill_ask_marked(mill_maker *maker, const mill_fact *fact)
{
	mill_note *note = new_note(maker, MILL_CLOZE, "cloze", fact->path);
	mill_buf text = { .arena = maker->arena };
	mill_sheet back = mill_new_sheet(maker);
	uint32_t number = 1; /* of the next highlight; 0 when there are deletions */

	for (size_t i = 0; i < fact->line_count; i++)
		for (uint32_t k = 0; k < fact->lines[i].span_count; k++)
			if (fact->lines[i].spans[k].kind == MILL_DELETION)
				number = 0;
	for (size_t i = 0; i < fact->line_count; i++) {
		if (i > 0)
			mill_puts(&text, "<br>");
		for (uint32_t k = 0; k < fact->lines[i].span_count; k++)
			put_marked(&text, &fact->lines[i], &fact->lines[i].spans[k], &number);
		mill_sheet_lines(&back, fact->lines[i].line, mill_end_of(&fact->lines[i]));
	}
	mill_put_blocks(&back, fact->rest, false);
	add_cloze(maker, note, fact, &text, &back);
}
