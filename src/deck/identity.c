/*
 * identity.c - a guid for each note, the same from build to build.
 *
 * Made of what the note asks and where, never of its answer, its number or its
 * line: deck, kind of note, heading path, prompt without its trivia, and the
 * n-th repeat of all that.  A card the other way round stands for the prompt of the
 * one it was made of.  The kind is part of it because Anki treats a note
 * that changes its type as a conflict.  A letter and base62, so that neither a
 * spreadsheet nor a CSV reader takes a guid for a formula or a comment.
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

/* Case, blanks and marks at the edges do not make another question. */
static void
put_normalised(mill_buf *out, mill_str text)
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

static mill_str
key_of(mill_arena *arena, const mill_deck *deck, const mill_note *note)
{
	mill_buf key = { .arena = arena };

	mill_put_str(&key, mill_namespace_of(deck, note));
	mill_putc(&key, '\x1F');
	mill_puts(&key, note->kind == MILL_CLOZE ? "cloze" : note->reversed ? "reversed" : "basic");
	mill_putc(&key, '\x1F');
	put_normalised(&key, note->context);
	mill_putc(&key, '\x1F');
	put_normalised(&key, note->prompt);
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

void
mill_identify(mill_arena *arena, mill_deck *deck)
{
	mill_set seen = { .arena = arena };

	for (size_t i = 0; i < deck->note_count; i++) {
		mill_note *note = deck->notes[i];
		mill_str key = key_of(arena, deck, note);
		uint32_t repeat = (*mill_set_counter(&seen, key))++;
		uint8_t digest[20];

		if (repeat > 0) {
			mill_buf repeated = { .arena = arena };
			mill_put_str(&repeated, key);
			mill_printf(&repeated, "\x1F%u", repeat);
			key = mill_buf_str(&repeated);
		}
		mill_sha1(key, digest);
		note->guid = spell(arena, digest);
	}
}
