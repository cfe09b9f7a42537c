/*
 * deckname.c - names of decks that were read, as Anki keeps them (rslib/src/decks/name.rs).
 *
 * Level by level: composed, without control characters, without white space and colons at
 * the edges, never empty.  What Anki made stays as it is, quotes included, or an import of
 * it would make another deck.
 */
#include "base/base.h"
#include "deck.h"
#include "mill.h"

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
