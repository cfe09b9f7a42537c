/*
 * asanki.c - names, tags and fields that were read of a deck, as Anki keeps them.
 *
 * A file may hold anything; what Anki made stays as it is.  Names of decks level by level:
 * composed, without control characters, without white space and colons at the edges, never
 * empty (rslib/src/decks/name.rs).  Fields have no control characters, one of which parts
 * them (rslib/src/notes/mod.rs); tags have no blanks (rslib/src/tags/mod.rs).
 */
#include "base/base.h"
#include "deck.h"
#include "mill.h"

/* ---- decks ------------------------------------------------------------------------------- */

enum {
	LEVELS = 100,  /* what is below is one level: every level of every name is listed */
	LONGEST = 4000 /* bytes; more is no name of a deck */
};

/* White space to Unicode, which is less than what is blank to a reader. */
static bool
is_space(uint32_t c)
{
	return mill_is_blank(c) && c != 0x200B && c != 0x200E && c != 0x200F && c != 0x2800 &&
	       c != 0xFEFF;
}

/* Without colons and white space at its edges. */
static mill_str
trim(mill_str level)
{
	size_t from = 0, at = 0, end = 0;

	while (at < level.len) {
		size_t before = at;
		uint32_t c = mill_next(level, &at);
		bool edge = c == ':' || is_space(c);

		if (edge && end == 0)
			from = at;
		else if (!edge)
			end = at;
		if (at == before)
			break;
	}
	return end == 0 ? MILL_STR("") : mill_slice(level, from, end);
}

static void
put_level(mill_buf *out, mill_str level)
{
	mill_buf plain = { .arena = out->arena };

	for (size_t i = 0; i < level.len; i++) {
		unsigned char c = (unsigned char)level.ptr[i];

		/* Levels of a name that has too many of them. */
		if (c == ':' && plain.len > 0 && plain.text[plain.len - 1] == ':')
			continue;
		if (c >= 0x20 && c != 0x7F)
			mill_putc(&plain, (char)c);
	}
	level = trim(mill_buf_str(&plain));
	mill_put_str(out, level.len > 0 ? level : MILL_STR("blank"));
}

mill_str
mill_read_deck_name(mill_arena *arena, mill_str name)
{
	mill_buf out = { .arena = arena };
	size_t from = 0, at, levels = 1;

	if (name.len > LONGEST) {
		name = mill_slice(name, 0, LONGEST);
		name = mill_slice(name, 0, mill_valid(name));
	}
	name = mill_compose(arena, name);
	while (levels++ < LEVELS && (at = mill_find(name, MILL_STR("::"), from)) != SIZE_MAX) {
		put_level(&out, mill_slice(name, from, at));
		mill_puts(&out, "::");
		from = at + 2;
	}
	put_level(&out, mill_slice(name, from, name.len));
	return mill_buf_str(&out);
}

/* ---- notes ------------------------------------------------------------------------------- */

static bool
is_control(unsigned char c)
{
	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
}

/* The text itself, as a rule. */
mill_str
mill_read_field(mill_arena *arena, mill_str text)
{
	mill_buf out = { .arena = arena };
	size_t at = 0;

	while (at < text.len && !is_control((unsigned char)text.ptr[at]))
		at++;
	if (at == text.len)
		return text;
	mill_put_str(&out, mill_slice(text, 0, at));
	for (; at < text.len; at++)
		if (!is_control((unsigned char)text.ptr[at]))
			mill_putc(&out, text.ptr[at]);
	return mill_buf_str(&out);
}

/* The character at *at, which moves behind it; NUL is one, too. */
static uint32_t
next(mill_str text, size_t *at)
{
	if (text.ptr[*at] == '\0') {
		++*at;
		return 0;
	}
	return mill_next(text, at);
}

static bool
is_of_tag(uint32_t c)
{
	return c > 0x20 && c != 0x7F && c != 0x3000;
}

static bool
is_tag(mill_str tag)
{
	for (size_t at = 0; at < tag.len;)
		if (!is_of_tag(next(tag, &at)))
			return false;
	return tag.len > 0;
}

/* The words of a tag with blanks in it, each of which is one. */
static void
put_words(mill_arena *arena, mill_str text, mill_str *tags, size_t *count)
{
	mill_buf word = { .arena = arena };

	for (size_t at = 0; at <= text.len;) {
		size_t before = at;
		uint32_t c = at < text.len ? next(text, &at) : ' ';

		if (is_of_tag(c)) {
			mill_put_str(&word, mill_slice(text, before, at));
		} else if (c == ' ' || c == 0x3000) {
			if (word.len > 0)
				tags[(*count)++] = mill_copy(arena, mill_buf_str(&word));
			word.len = 0;
		}
		at += before == text.len;
	}
}

mill_str *
mill_read_note_tags(mill_arena *arena, mill_str *tags, size_t *count)
{
	size_t most = 0, wrong = 0, made = 0;
	mill_str *words;

	for (size_t i = 0; i < *count; i++) {
		most += tags[i].len / 2 + 1;
		wrong += !is_tag(tags[i]);
	}
	if (wrong == 0)
		return tags;
	words = MILL_NEW(arena, mill_str, most + 1);
	for (size_t i = 0; i < *count; i++)
		put_words(arena, tags[i], words, &made);
	*count = made;
	return words;
}
