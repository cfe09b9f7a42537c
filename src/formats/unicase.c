/*
 * unicase.c - names without regard to case, in the order of Anki's collections.
 *
 * Indices of schema 18 are sorted by the collation `unicase`: character by character after
 * full case folding (rslib/src/storage/sqlite.rs).  Anki holds on to release 2.6 of the crate
 * that folds, for another order would damage every collection there is; so two things of that
 * release are part of the format.  It knows Unicode 12.1: letters that came later are not
 * folded.  And where a character becomes three, the last of them comes first.
 */
#include "../base/base.h"
#include "formats.h"

#include <utf8proc.h>

enum { FOLDED = 3 /* characters that one becomes, at most */ };

/* Letters with case that are younger than Unicode 12.1, and what lies between them. */
static const struct {
	uint32_t first, last;
} young[] = { { 0x1C89, 0x1C8A }, { 0x2C2F, 0x2C2F }, { 0xA7C0, 0xA7C1 }, { 0xA7C7, 0xA7F6 },
	{ 0x10570, 0x105BF }, { 0x10D50, 0x10D65 }, { 0x16EA0, 0x16EBF } };

/* Text on its way through the folding. */
typedef struct folding {
	mill_str text;
	size_t at;
	utf8proc_int32_t folded[FOLDED];
	int next, count;
} folding;

static bool
is_young(uint32_t c)
{
	for (size_t i = 0; i < MILL_COUNT(young); i++)
		if (c >= young[i].first && c <= young[i].last)
			return true;
	return false;
}

static void
fold(folding *f, uint32_t c)
{
	utf8proc_ssize_t count = is_young(c) ? 0
					     : utf8proc_decompose_char((utf8proc_int32_t)c,
						   f->folded, FOLDED, UTF8PROC_CASEFOLD, NULL);

	f->next = 0;
	f->count = (int)count;
	if (count == FOLDED) {
		utf8proc_int32_t last = f->folded[2];

		f->folded[2] = f->folded[1];
		f->folded[1] = f->folded[0];
		f->folded[0] = last;
	} else if (count <= 0 || count > FOLDED) {
		f->folded[0] = (utf8proc_int32_t)c;
		f->count = 1;
	}
}

/* The next character; -1 at the end. */
static int32_t
next(folding *f)
{
	uint32_t c;

	if (f->next < f->count)
		return f->folded[f->next++];
	if (f->at == f->text.len)
		return -1;
	c = mill_next(f->text, &f->at);
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? (int32_t)(c + ('a' - 'A')) : (int32_t)c;
	fold(f, c);
	return f->folded[f->next++];
}

int
mill_unicase(void *user, int a_length, const void *a, int b_length, const void *b)
{
	folding left = { .text = { a, (size_t)a_length } },
		right = { .text = { b, (size_t)b_length } };
	int32_t x, y;

	(void)user;
	do {
		x = next(&left);
		y = next(&right);
	} while (x == y && x >= 0);
	return (x > y) - (x < y);
}

mill_str
mill_unicase_key(mill_arena *arena, mill_str name)
{
	folding f = { .text = name };
	mill_buf out = { .arena = arena };
	int32_t c;

	while ((c = next(&f)) >= 0)
		mill_put_char(&out, (uint32_t)c);
	return mill_buf_str(&out);
}
