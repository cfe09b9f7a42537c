/*
 * plain.c - two columns of plain text, front and back, for programs that know no more:
 * Quizlet, Mochi, RemNote.
 *
 * They see no headings, so a front that does not stand for itself has its own beside it.
 * A cloze is a row for each of its cards.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

enum {
	SHORT = 24,      /* columns of a front that needs to be told of what it is */
	SHORT_PART = 48, /* of a heading that can tell it */
	BETWEEN = 5      /* bytes of " \xE2\x80\xBA ", between headings */
};

typedef struct table {
	mill_writing *writing;
	mill_out out;
	char separator;
	mill_set fronts; /* how many ask the same */
} table;

/* ---- deletions of a cloze ------------------------------------------------------------------ */

/* Bytes of what opens a deletion at text[at], `{{c1::`; 0: nothing does. */
static size_t
opening(mill_str text, size_t at, unsigned *number)
{
	size_t from = at + 3;

	if (!mill_starts(mill_slice(text, at, text.len), MILL_STR("{{c")))
		return 0;
	*number = 0;
	while (from < text.len && text.ptr[from] >= '0' && text.ptr[from] <= '9' && *number < 1000)
		*number = *number * 10 + (unsigned)(text.ptr[from++] - '0');
	return *number > 0 && mill_starts(mill_slice(text, from, text.len), MILL_STR("::"))
		   ? from + 2 - at
		   : 0;
}

/* Puts what stands up to the end of a deletion, or of the text; answers where that is.
 * Deletions of the number are covered; the others show their text.  Its hint goes into
 * another buffer; NULL: the text is no deletion's. */
static size_t
put_covered(mill_buf *out, mill_str html, size_t at, unsigned covered, mill_buf *hint, int depth)
{
	enum { DEEP = 8 };
	mill_buf *to = out;

	while (at < html.len) {
		mill_str rest = mill_slice(html, at, html.len);
		unsigned number;
		size_t length = depth < DEEP ? opening(html, at, &number) : 0;

		if (length > 0) {
			mill_buf text = { .arena = out->arena }, says = { .arena = out->arena };

			at = put_covered(&text, html, at + length, covered, &says, depth + 1);
			if (number != covered) {
				mill_put_str(to, mill_buf_str(&text));
				continue;
			}
			mill_putc(to, '[');
			mill_put_str(to, says.len > 0 ? mill_buf_str(&says) : MILL_STR("..."));
			mill_putc(to, ']');
		} else if (hint != NULL && mill_starts(rest, MILL_STR("}}"))) {
			return at + 2;
		} else if (hint != NULL && to == out && mill_starts(rest, MILL_STR("::"))) {
			to = hint;
			at += 2;
		} else {
			mill_putc(to, html.ptr[at++]);
		}
	}
	return at;
}

/* The text of a cloze as a card of a number asks it; 0: as it answers. */
static mill_str
cloze_text(table *t, mill_arena *arena, mill_str html, unsigned covered)
{
	mill_buf out = { .arena = arena };

	put_covered(&out, html, 0, covered, NULL, 0);
	return mill_flat_text(arena, t->writing->deck, mill_buf_str(&out));
}

/* ---- fronts ------------------------------------------------------------------------------------
 */

static mill_str
front_of(table *t, mill_arena *arena, const mill_note *note, unsigned number)
{
	if (note->kind == MILL_CLOZE)
		return cloze_text(t, arena, note->fields[0], number);
	return mill_flat_text(arena, t->writing->deck, note->fields[0]);
}

/* The last heading of a context. */
static mill_str
last_heading(mill_str context)
{
	for (size_t at = context.len; at > 0; at--)
		if (mill_starts(
			mill_slice(context, at - 1, context.len), MILL_STR(" \xE2\x80\xBA ")))
			return mill_slice(context, at - 1 + BETWEEN, context.len);
	return context;
}

static bool
asks(mill_str front)
{
	return mill_ends(front, MILL_STR("?")) || mill_ends(front, MILL_STR("？"));
}

/* What has to be said besides a front; empty when nothing has to. */
static mill_str
beside(table *t, const mill_note *note, mill_str front)
{
	const mill_deck *deck = t->writing->deck;
	mill_str heading = last_heading(note->context), name = mill_deck_of(deck, note);

	if (mill_set_count(&t->fronts, front) > 1)
		return note->context;
	if (note->kind == MILL_CLOZE || asks(front) || mill_width(front) > SHORT ||
	    mill_width(heading) > SHORT_PART)
		return MILL_STR("");
	/* Who studies the deck knows what it is about; and what the front says itself. */
	if (mill_ends(name, heading) || mill_find(front, heading, 0) != SIZE_MAX)
		return MILL_STR("");
	return heading;
}

/* ---- rows
 * ---------------------------------------------------------------------------------------- */

/* Quizlet knows no quotes around a cell of tabs, and others would take one that it begins
 * with for such: that becomes another quote. */
static void
put_tabbed(table *t, mill_str text)
{
	size_t close;

	if (!mill_starts(text, MILL_STR("\""))) {
		mill_out_str(&t->out, text);
		return;
	}
	close = mill_find(text, MILL_STR("\""), 1);
	mill_out_puts(&t->out, "\xE2\x80\x9C");
	mill_out_str(&t->out, mill_slice(text, 1, close == SIZE_MAX ? text.len : close));
	if (close == SIZE_MAX)
		return;
	mill_out_puts(&t->out, "\xE2\x80\x9D");
	mill_out_str(&t->out, mill_slice(text, close + 1, text.len));
}

static void
put_quoted(table *t, mill_str text)
{
	mill_out_puts(&t->out, "\"");
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"')
			mill_out_puts(&t->out, "\"");
		mill_out_put(&t->out, text.ptr + i, 1);
	}
	mill_out_puts(&t->out, "\"");
}

static void
put_cell(table *t, mill_str text)
{
	if (t->separator == '\t')
		put_tabbed(t, text);
	else if (memchr(text.ptr, ',', text.len) != NULL || memchr(text.ptr, '"', text.len) != NULL)
		put_quoted(t, text);
	else
		mill_out_str(&t->out, text);
}

static void
put_row(table *t, mill_arena *arena, const mill_note *note, unsigned number)
{
	mill_str front = front_of(t, arena, note, number), context = beside(t, note, front);
	mill_str back = mill_flat_text(arena, t->writing->deck, note->fields[1]);
	mill_buf asked = { .arena = arena }, answer = { .arena = arena };

	mill_put_str(&asked, front);
	if (context.len > 0)
		mill_printf(&asked, " (%.*s)", (int)context.len, context.ptr);
	if (note->kind == MILL_CLOZE)
		mill_put_str(&answer, cloze_text(t, arena, note->fields[0], 0));
	if (answer.len > 0 && back.len > 0)
		mill_puts(&answer, " / ");
	mill_put_str(&answer, back);
	put_cell(t, mill_buf_str(&asked));
	mill_out_put(&t->out, &t->separator, 1);
	put_cell(t, mill_buf_str(&answer));
	mill_out_puts(&t->out, "\n");
}

/* Calls with every card of the deck. */
static void
each_card(
    table *t, void (*take)(table *t, mill_arena *arena, const mill_note *note, unsigned number))
{
	const mill_deck *deck = t->writing->deck;
	mill_arena *scratch = &t->writing->scratch;
	uint16_t *ordinals = MILL_NEW(&t->writing->arena, uint16_t, MILL_CLOZES);

	for (size_t i = 0; i < deck->note_count; i++) {
		const mill_note *note = deck->notes[i];
		/* These programs ask both ways themselves. */
		size_t count = note->kind == MILL_CLOZE ? mill_ordinals(note, ordinals) : 1;

		for (size_t k = 0; k < count; k++)
			take(t, scratch, note, ordinals[k] + 1U);
		mill_arena_reset(scratch);
	}
}

static void
count_front(table *t, mill_arena *arena, const mill_note *note, unsigned number)
{
	mill_str front = front_of(t, arena, note, number);

	++*mill_set_counter(&t->fronts, mill_copy(&t->writing->arena, front));
}

bool
mill_write_plain(mill_writing *writing, char separator)
{
	table t = {
		.writing = writing, .separator = separator, .fronts = { .arena = &writing->arena }
	};

	mill_out_init(&t.out, &writing->arena, writing->sink);
	each_card(&t, count_front);
	if (writing->options->csv_bom)
		mill_out_puts(&t.out, MILL_BOM);
	each_card(&t, put_row);
	return mill_out_finish(&t.out);
}
