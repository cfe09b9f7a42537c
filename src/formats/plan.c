/*
 * plan.c - what the deck changes against the earlier build, for a person to read.
 *
 * The numbers first, then the notes, with the old text and the new where they
 * differ; those that vanished with lines to paste into Anki's browser, for an
 * import deletes nothing.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

enum {
	FRONT = 70,  /* characters of a front that say which note it is */
	SHOWN = 160, /* characters of a text that changed */
	AROUND = 30  /* before where it changed */
};

typedef struct plan {
	mill_writing *writing;
	const mill_deck *deck;
	mill_out *out;
	mill_buf text;
} plan;

static void
hand_over(plan *p)
{
	mill_out_str(p->out, mill_buf_str(&p->text));
	mill_arena_reset(&p->writing->scratch);
	p->text = (mill_buf){ .arena = &p->writing->scratch };
}

/* ---- fields as text ------------------------------------------------------------------- */

/* True for a tag that ends a line. */
static bool
breaks(mill_str html)
{
	static const char *const tags[] = { "<br", "<p", "<li", "<td", "<th", "<tr", "<pre", "<div",
		"<h", "</h", "<dt", "<dd", "</ul", "</ol", "</pre", "</table" };

	return mill_starts_any(html, tags, MILL_COUNT(tags));
}

mill_str
mill_field_text(mill_arena *arena, mill_str html)
{
	mill_buf spaced = { .arena = arena }, plain = { .arena = arena }, out = { .arena = arena };
	mill_str text;
	bool blank = false;

	for (size_t i = 0; i < html.len; i++) {
		if (html.ptr[i] == '<' && breaks(mill_slice(html, i, html.len)))
			mill_putc(&spaced, ' ');
		mill_putc(&spaced, html.ptr[i]);
	}
	mill_put_stripped(&plain, mill_buf_str(&spaced));
	text = mill_buf_str(&plain);
	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t c = mill_next(text, &at);

		if (mill_is_blank(c) || c < 0x20) {
			blank = out.len > 0;
			continue;
		}
		if (blank)
			mill_putc(&out, ' ');
		blank = false;
		mill_put_str(&out, mill_slice(text, from, at));
	}
	return mill_buf_str(&out);
}

mill_str
mill_front_text(mill_arena *arena, unsigned kind, mill_str html)
{
	mill_buf text = { .arena = arena };

	if (kind != MILL_CLOZE)
		return mill_field_text(arena, html);
	mill_put_uncovered(&text, html);
	return mill_field_text(arena, mill_buf_str(&text));
}

/* A stretch of a text, at most so many characters; what is left out on either side shows. */
static void
put_part(mill_buf *out, mill_str text, size_t from, size_t to, size_t characters)
{
	size_t at = from;

	while (characters-- > 0 && at < to)
		mill_next(text, &at);
	mill_puts(out, from > 0 ? "\xE2\x80\xA6" : "");
	mill_put_str(out, mill_slice(text, from, at));
	mill_puts(out, at < text.len ? "\xE2\x80\xA6" : "");
}

static void
put_front(plan *p, mill_kind kind, const mill_str *fields, const char *guid)
{
	mill_arena *scratch = &p->writing->scratch;
	mill_str context = mill_field_text(scratch, fields[2]);

	if (context.len > 0) {
		mill_put_str(&p->text, context);
		mill_puts(&p->text, "  |  ");
	}
	put_part(&p->text, mill_front_text(scratch, kind, fields[0]), 0, SIZE_MAX, FRONT);
	if (guid != NULL)
		mill_printf(&p->text, "  <!-- id: %s -->", guid);
	mill_putc(&p->text, '\n');
}

/* ---- old and new ---------------------------------------------------------------------- */

static bool
is_inside(mill_str text, size_t at)
{
	return at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80;
}

/* Where two texts begin to differ, and a little before that. */
static size_t
where_to_begin(mill_str a, mill_str b)
{
	size_t at = 0;

	while (at < a.len && at < b.len && a.ptr[at] == b.ptr[at])
		at++;
	for (int i = 0; i < AROUND && at > 0; i++)
		for (at--; at > 0 && is_inside(a, at);)
			at--;
	return at;
}

/* How many bytes behind that two texts have in common, but for a little. */
static size_t
common_end(mill_str a, mill_str b, size_t from)
{
	size_t count = 0;

	while (count + from < a.len && count + from < b.len &&
	       a.ptr[a.len - count - 1] == b.ptr[b.len - count - 1])
		count++;
	for (int i = 0; i < AROUND && count > 0; i++)
		for (count--; count > 0 && is_inside(a, a.len - count);)
			count--;
	return count;
}

static void
put_difference(plan *p, const char *name, mill_str old, mill_str new)
{
	mill_arena *scratch = &p->writing->scratch;
	mill_str before = mill_field_text(scratch, old), after = mill_field_text(scratch, new);
	size_t from, end;

	if (mill_equal(old, new))
		return;
	if (mill_equal(before, after)) {
		mill_printf(&p->text, "        %s: the same words, shown otherwise\n", name);
		return;
	}
	from = where_to_begin(before, after);
	end = common_end(before, after, from);
	mill_printf(&p->text, "        %s\n          - ", name);
	put_part(&p->text, before, from, before.len - end, SHOWN);
	mill_puts(&p->text, "\n          + ");
	put_part(&p->text, after, from, after.len - end, SHOWN);
	mill_putc(&p->text, '\n');
}

static void
put_tags(mill_buf *out, const mill_str *tags, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		mill_putc(out, ' ');
		mill_put_str(out, tags[i]);
	}
}

/* Where a note stood, when it stands elsewhere now. */
static void
put_place(plan *p, const mill_note *note)
{
	const mill_stored_note *old = note->before;
	mill_arena *scratch = &p->writing->scratch;

	if (note->type->ours && !mill_equal(old->fields[2], note->fields[2])) {
		mill_puts(&p->text, "        was below  ");
		mill_put_str(&p->text, mill_field_text(scratch, old->fields[2]));
		mill_putc(&p->text, '\n');
	}
	if (note->type->ours && !mill_equal(old->fields[3], note->fields[3])) {
		mill_puts(&p->text, "        was in     ");
		mill_put_str(&p->text, mill_field_text(scratch, old->fields[3]));
		mill_putc(&p->text, '\n');
	}
	if (old->deck.len > 0 && !mill_equal(old->deck, mill_deck_of(p->deck, note))) {
		mill_puts(&p->text, "        was in deck  ");
		mill_put_str(&p->text, old->deck);
		mill_putc(&p->text, '\n');
	}
}

static void
put_changes(plan *p, const mill_note *note)
{
	const mill_stored_note *old = note->before;
	const mill_notetype *type = note->type;
	size_t fields = type->ours ? 2 : type->field_count; /* the place is told by itself */
	mill_buf before = { .arena = &p->writing->scratch }, after = before;

	put_place(p, note);
	for (size_t i = 0; i < fields; i++)
		put_difference(p, type->fields[i].name.ptr,
		    i < old->field_count || i < MILL_FIELDS ? old->fields[i] : MILL_STR(""),
		    note->fields[i]);
	if (type->ours && !mill_equal(old->fields[2], note->fields[2]))
		return; /* tags follow the headings */
	put_tags(&before, old->tags, old->tag_count);
	put_tags(&after, note->tags, note->tag_count);
	put_difference(p, "Tags", mill_buf_str(&before), mill_buf_str(&after));
}

static void
put_rivals(plan *p, const mill_note *note)
{
	for (int i = 0; i < 2 && note->rivals[i] != NULL; i++) {
		mill_puts(&p->text, i == 0 ? "        may be  " : "        or      ");
		put_front(p, note->kind, note->rivals[i]->fields, note->rivals[i]->guid.ptr);
	}
}

/* ---- the lists --------------------------------------------------------------------------- */

static void
put_title(plan *p, const char *title, const char *meaning)
{
	mill_printf(&p->text, "\n%s", title);
	if (meaning[0] != '\0')
		mill_printf(&p->text, ": %s", meaning);
	mill_puts(&p->text, "\n\n");
}

static void
put_notes(plan *p, cardmill_change change, const char *title, const char *meaning)
{
	if (p->deck->changes[change] == 0)
		return;
	put_title(p, title, meaning);
	for (size_t i = 0; i < p->deck->note_count; i++) {
		const mill_note *note = p->deck->notes[i];

		if (note->change != change)
			continue;
		mill_printf(
		    &p->text, "    %s:%d  ", p->deck->origins[note->source].file, note->line);
		put_front(p, note->kind, note->fields, NULL);
		if (note->before != NULL)
			put_changes(p, note);
		put_rivals(p, note);
		hand_over(p);
	}
}

static void
put_vanished(plan *p)
{
	mill_search search = mill_search_of(&p->writing->arena, p->deck);

	if (p->deck->vanished_count == 0)
		return;
	put_title(p, "Vanished", "no import deletes them");
	for (size_t i = 0; i < p->deck->vanished_count; i++) {
		mill_puts(&p->text, "    ");
		put_front(p, p->deck->vanished[i]->kind, p->deck->vanished[i]->fields, NULL);
		hand_over(p);
	}
	mill_puts(&p->text,
	    "\n    To find them, paste this into the search line of Anki's browser, one line at a "
	    "time:\n\n");
	for (size_t from = 0; from < p->deck->vanished_count;) {
		mill_puts(&p->text, "    ");
		from = mill_put_search(&p->text, &search, from);
		mill_putc(&p->text, '\n');
		hand_over(p);
	}
}

static void
put_counts(plan *p)
{
	static const char *const names[] = { "new", "unchanged", "changed", "moved", "reworded",
		"uncertain" };

	for (size_t i = 0; i < MILL_COUNT(names); i++)
		mill_printf(&p->text, "%zu %s, ", p->deck->changes[i], names[i]);
	mill_printf(&p->text, "%zu vanished\n", p->deck->vanished_count);
}

void
mill_put_plan(mill_writing *writing, mill_out *out)
{
	plan p = { .writing = writing, .deck = writing->deck, .out = out };

	p.text.arena = &writing->scratch;
	mill_puts(&p.text, "Against the earlier build: ");
	put_counts(&p);
	hand_over(&p);
	put_notes(&p, CARDMILL_NEW, "New", "");
	put_notes(&p, CARDMILL_CHANGED, "Changed", "");
	put_notes(&p, CARDMILL_MOVED, "Moved", "");
	put_notes(&p, CARDMILL_REWORDED, "Reworded", "");
	put_notes(&p, CARDMILL_UNCERTAIN, "Uncertain",
	    "new notes, for it is not clear which earlier one they were; the comment of the "
	    "right one, put behind the note's line, settles it");
	put_vanished(&p);
}

bool
mill_write_plan(mill_writing *writing)
{
	mill_out out;

	mill_out_init(&out, &writing->arena, writing->sink);
	mill_put_plan(writing, &out);
	return mill_out_finish(&out);
}
