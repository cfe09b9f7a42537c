/*
 * identity.c - a guid for each note, the same from build to build.
 *
 * Made of what the note asks and where, never of its answer, its number or its
 * line: deck, kind of note, heading path, prompt without its trivia, and the
 * n-th repeat of all that.  A card the other way round stands for the prompt of the
 * one it was made of.  The kind is part of it because Anki treats a note
 * that changes its type as a conflict.  What the author calls a note comes before all
 * that.  A letter and base62, so that neither a spreadsheet nor a CSV reader takes a
 * guid for a formula or a comment.
 */
#include "../base/base.h"
#include "../deck.h"

#include <utf8proc.h>

enum { GUID_LENGTH = 13 }; /* a letter and 12 digits: 76 bits */

/* True when nothing but blanks and marks stand from at to the next blank. */
static bool
is_gap(mill_str text, size_t at)
{
	for (int n = 0; n < 8 && at < text.len && memchr(".,;:", text.ptr[at], 4) != NULL; n++)
		at++;
	return at >= text.len || mill_is_blank(mill_next(text, &at));
}

void
mill_put_normalised(mill_buf *out, mill_str text)
{
	size_t start = out->len;
	bool blank = false;

	text = mill_compose(out->arena, text);
	for (size_t at = 0; at < text.len;) {
		uint32_t c = mill_next(text, &at);

		/* 1.5 and std::map keep their marks; a colon at the end goes. */
		if ((c == '.' || c == ',' || c == ';' || c == ':') && is_gap(text, at)) {
			blank = true;
			continue;
		}
		if (mill_is_blank(c) || c == 0xFF1A || c == 0xFF1B || c == 0xFF0C || c == 0x3002) {
			blank = true;
			continue;
		}
		if (blank && out->len > start)
			mill_putc(out, ' ');
		blank = false;
		if (c < 0x80)
			mill_putc(out, (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
		else
			mill_put_char(out, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
	}
}

static const char *
kind_of(const mill_note *note)
{
	return note->kind == MILL_CLOZE ? "cloze" : note->reversed ? "reversed" : "basic";
}

/* What a note asks, and where. */
static mill_str
asked_key(mill_arena *arena, const mill_deck *deck, const mill_note *note)
{
	mill_buf key = { .arena = arena };

	mill_put_str(&key, mill_space_of(deck, note));
	mill_putc(&key, '\x1F');
	mill_puts(&key, kind_of(note));
	mill_putc(&key, '\x1F');
	mill_put_normalised(&key, note->context);
	mill_putc(&key, '\x1F');
	mill_put_normalised(&key, note->prompt);
	return mill_buf_str(&key);
}

/* What its author calls it; three separators in front are in no other key. */
static mill_str
named_key(mill_arena *arena, mill_str space, const mill_note *note)
{
	mill_buf key = { .arena = arena };

	mill_puts(&key, "\x1F\x1F\x1F");
	mill_put_str(&key, space);
	mill_putc(&key, '\x1F');
	mill_puts(&key, kind_of(note));
	mill_putc(&key, '\x1F');
	mill_put_str(&key, note->id);
	return mill_buf_str(&key);
}

static mill_str
spell(mill_arena *arena, const uint8_t digest[20])
{
	static const char digits[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	char guid[GUID_LENGTH];
	uint64_t high = 0, low = 0;

	for (int i = 0; i < 8; i++) {
		high = high << 8 | digest[i];
		low = low << 8 | digest[8 + i];
	}
	guid[0] = digits[high % 52];
	high /= 52;
	for (int i = 1; i < GUID_LENGTH; i++) {
		uint64_t *half = i <= 6 ? &high : &low;
		guid[i] = digits[*half % 62];
		*half /= 62;
	}
	return mill_copy(arena, (mill_str){ guid, GUID_LENGTH });
}

bool
mill_is_guid(mill_str text)
{
	bool fine = text.len == GUID_LENGTH;

	for (size_t i = 0; i < text.len && fine; i++) {
		char c = text.ptr[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		fine = letter || (i > 0 && c >= '0' && c <= '9');
	}
	return fine;
}

static mill_str
guid_of(mill_arena *arena, mill_str key)
{
	uint8_t digest[20];

	mill_sha1(key, digest);
	return spell(arena, digest);
}

mill_str
mill_repeated_guid(mill_arena *arena, const mill_deck *deck, const mill_note *note, uint32_t repeat)
{
	mill_buf key = { .arena = arena };

	mill_put_str(&key, asked_key(arena, deck, note));
	if (repeat > 0)
		mill_printf(&key, "\x1F%u", repeat);
	return guid_of(arena, mill_buf_str(&key));
}

mill_str
mill_named_guid(mill_arena *arena, mill_str space, const mill_note *note)
{
	return guid_of(arena, named_key(arena, space, note));
}

/* How often a key was met, and what two sources call by one name. */
typedef struct identifying {
	const mill_deck *deck;
	mill_set keys;
	mill_set owners; /* of names: the source, from 1; UINT32_MAX: several */
} identifying;

/* A name that several sources give is told by the deck of the source, too: whichever
 * comes first must not make a difference. */
static mill_str
space_of_name(mill_arena *arena, identifying *all, const mill_note *note)
{
	mill_str root = all->deck->origins[note->source].root;

	return mill_set_count(&all->owners, named_key(arena, root, note)) == UINT32_MAX
		   ? mill_space_of(all->deck, note)
		   : root;
}

static void
find_owners(mill_arena *arena, identifying *all)
{
	for (size_t i = 0; i < all->deck->note_count; i++) {
		const mill_note *note = all->deck->notes[i];
		uint32_t *owner;

		if (note->id.len == 0 || note->given)
			continue;
		owner = mill_set_counter(
		    &all->owners, named_key(arena, all->deck->origins[note->source].root, note));
		*owner = *owner == 0 || *owner == note->source + 1 ? note->source + 1 : UINT32_MAX;
	}
}

void
mill_identify(mill_arena *arena, mill_deck *deck)
{
	identifying all = { .deck = deck, .keys.arena = arena, .owners.arena = arena };
	bool repeated = false;

	find_owners(arena, &all);
	for (size_t i = 0; i < deck->note_count; i++) {
		mill_note *note = deck->notes[i];
		mill_str key, named = MILL_STR("");

		if (note->given)
			continue;
		key = asked_key(arena, deck, note);
		if (note->id.len > 0)
			named = named_key(arena, space_of_name(arena, &all, note), note);
		note->named_guid = named.len > 0 && (*mill_set_counter(&all.keys, named))++ == 0;
		if (!note->named_guid)
			note->repeat = (*mill_set_counter(&all.keys, key))++;
		repeated |= note->repeat > 0;
		note->guid = note->named_guid ? guid_of(arena, named)
			     : note->repeat > 0
				 ? mill_repeated_guid(arena, deck, note, note->repeat)
				 : guid_of(arena, key);
	}
	for (size_t i = 0; i < deck->note_count && repeated; i++) {
		mill_note *note = deck->notes[i];

		note->twins = !note->named_guid && !note->given &&
			      mill_set_count(&all.keys, asked_key(arena, deck, note)) > 1;
	}
}
