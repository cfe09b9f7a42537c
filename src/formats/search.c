/*
 * search.c - what Anki's browser finds vanished notes with.
 *
 * Anki searches no guids, and ids change from one collection to the next; fields can be
 * asked for as they are, HTML and all (rslib/src/search/parser.rs): in quotes, with \ before
 * what means something there.  Front, context and source together are those of one note.
 * Case does not count in such a search; so where a note of the deck differs in case alone,
 * the answer is asked for, too, and both as regular expressions, which can tell.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <ctype.h>

enum {
	NOTES = 100,    /* on a line; of more than about 900 SQLite makes no search */
	LONGEST = 8000, /* bytes of a line, unless one note takes more */
	LIKE = 20000    /* bytes of a field; from 50000 on SQLite makes no search */
};

/* Blanks that Anki takes for spaces before it reads a search: then they do not find themselves. */
static bool
is_odd_blank(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
	       c == 0x205F || c == 0x3000;
}

static bool
has_odd_blank(mill_str text)
{
	for (size_t at = 0; at < text.len;)
		if (is_odd_blank(mill_next(text, &at)))
			return true;
	return false;
}

/* A field's text as the search language has it. */
static void
put_escaped(mill_buf *out, mill_str text)
{
	static const char *const words[] = { "re:", "nc:" };

	if (mill_starts_any(text, words, MILL_COUNT(words))) {
		mill_put(out, text.ptr, 2);
		mill_puts(out, "\\:");
		text = mill_slice(text, 3, text.len);
	}
	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t c = mill_next(text, &at);

		if (is_odd_blank(c)) {
			mill_putc(out, '_'); /* any character */
			continue;
		}
		if (c != 0 && c < 0x80 && strchr("\\\"*_", (int)c) != NULL)
			mill_putc(out, '\\');
		mill_put_str(out, mill_slice(text, from, at));
	}
}

static void
put_field(mill_buf *out, const char *name, mill_str text)
{
	mill_printf(out, "\"%s:", name);
	put_escaped(out, text);
	mill_putc(out, '"');
}

/* Some field is a text alone, or with context or source in small print, as formats.c has them. */
static void
put_any(mill_buf *out, mill_str before, mill_str text, mill_str after)
{
	mill_str small = before.len > 0 ? before : after;

	if (text.len == 0 && small.len == 0)
		return;
	mill_puts(out, " (");
	if (text.len > 0)
		put_field(out, "_*", text);
	mill_puts(out, text.len > 0 && small.len > 0 ? " OR " : "");
	if (small.len > 0) {
		mill_puts(out, "\"_*:");
		put_escaped(out, before.len > 0 ? MILL_STR("") : text);
		mill_puts(out, "<div><small>");
		put_escaped(out, small);
		mill_puts(out, "</small></div>");
		put_escaped(out, before.len > 0 ? text : MILL_STR(""));
		mill_putc(out, '"');
	}
	mill_putc(out, ')');
}

/* Anki calls the fields of its own note types as the user's language does. */
static void
put_stock(mill_buf *out, const mill_stored_note *note)
{
	if (note->deck.len > 0)
		put_field(out, "deck", note->deck);
	put_any(out, note->fields[2], note->fields[0], MILL_STR(""));
	put_any(out, MILL_STR(""), note->fields[1], note->fields[3]);
}

/* The whole of a field and its case: what could mean something is written as a number. */
static void
put_exactly(mill_buf *out, const char *name, mill_str text)
{
	mill_printf(out, "\"%s:re:(?-i)^", name);
	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t c = mill_next(text, &at);

		if (c == ' ' || (c < 0x80 && isalnum((int)c)) || (c >= 0x80 && !is_odd_blank(c)))
			mill_put_str(out, mill_slice(text, from, at));
		else
			mill_printf(out, "\\x{%x}", (unsigned)c);
	}
	mill_puts(out, "$\"");
}

/* A field of our note types. */
static void
put_own(mill_buf *out, const char *name, mill_str text)
{
	if (has_odd_blank(text) || text.len > LIKE)
		put_exactly(out, name, text);
	else
		put_field(out, name, text);
}

/* Of a note type of others: its first fields, whole. */
static void
put_other(mill_buf *out, const mill_stored_note *note)
{
	const mill_notetype *type = note->type;

	put_field(out, "note", type->name);
	for (size_t i = 0; i < 2 && i < type->field_count && i < note->field_count; i++) {
		mill_putc(out, ' ');
		put_exactly(out, type->fields[i].name.ptr, note->fields[i]);
	}
}

static mill_str
key_of(mill_arena *arena, const mill_str *fields)
{
	mill_buf key = { .arena = arena };

	for (int i = 0; i < MILL_FIELDS; i++) {
		if (i == 1)
			continue;
		mill_put_str(&key, mill_fold(arena, fields[i]));
		mill_putc(&key, '\x1F');
	}
	return mill_buf_str(&key);
}

mill_search
mill_search_of(mill_arena *arena, const mill_deck *deck)
{
	mill_search search = { .deck = deck, .asked.arena = arena };

	for (size_t i = 0; i < deck->note_count && deck->vanished_count > 0; i++)
		(*mill_set_counter(&search.asked, key_of(arena, deck->notes[i]->fields)))++;
	return search;
}

static void
put_note(mill_buf *out, const mill_stored_note *note, bool alone)
{
	const mill_own_notetype *type = mill_own_type(note->kind);

	mill_putc(out, '(');
	if (note->type != NULL && !note->type->ours) {
		put_other(out, note);
	} else if (!note->own) {
		put_stock(out, note);
	} else {
		if (alone) {
			put_own(out, type->fields[0], note->fields[0]);
		} else {
			put_exactly(out, type->fields[0], note->fields[0]);
			mill_putc(out, ' ');
			put_exactly(out, type->fields[1], note->fields[1]);
		}
		for (int i = 2; i < MILL_FIELDS; i++) {
			mill_putc(out, ' ');
			put_own(out, type->fields[i], note->fields[i]);
		}
	}
	mill_putc(out, ')');
}

size_t
mill_put_search(mill_buf *out, const mill_search *search, size_t from)
{
	const mill_deck *deck = search->deck;
	size_t start = out->len, end = from;

	for (; end < deck->vanished_count && end < from + NOTES; end++) {
		const mill_stored_note *note = deck->vanished[end];
		size_t before = out->len;

		mill_puts(out, end > from ? " OR " : "");
		put_note(out, note,
		    mill_set_count(&search->asked, key_of(out->arena, note->fields)) == 0);
		if (out->len - start <= LONGEST || end == from)
			continue;
		out->len = before;
		out->text[before] = '\0';
		break;
	}
	return end;
}
