/*
 * sheet.c - a table that goes through a spreadsheet and comes back as it was.
 *
 * What a spreadsheet would take for a formula, a date, a number (risky.c) gets a guard
 * when it is written, which is taken away when it is read; Anki, which imports the same
 * table, does not show it.
 *
 * Fields are HTML: a character becomes a reference with a zero in front, which nobody
 * writes, `=1+1` `&#061;1+1`.  Where a field has such a reference itself it gets one
 * zero more.  So it goes at the beginning of a field, and behind each semicolon and line
 * break: there begins a cell for an Excel that has semicolons between cells.
 *
 * Tags are plain text: Anki takes blanks away around them (rslib/src/tags), of which an em
 * space keeps a number from being one; Calc looks through a no-break space.
 *
 * Decks and note types are looked up as they stand (rslib/src/import_export/text/import.rs),
 * and what Anki would take away makes a new deck of each row.  A deck gets a character that
 * Anki keeps and nobody sees, a word joiner; so does a note type, which Anki then does not
 * know and says so.
 *
 * A guid has to be what it is.  A risky one has an empty cell, for which Anki goes by the
 * first field, and stands as a key in the last column, where Anki does not look.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#define EM_SPACE  "\xE2\x80\x83"
#define JOINER    "\xE2\x81\xA0"
#define REFERENCE "&#0"

/* ---- fields ------------------------------------------------------------------------------ */

/* Bytes of a reference with a zero in front that text begins with; 0: it does with none. */
static size_t
reference_length(mill_str text)
{
	size_t end = sizeof REFERENCE - 1;

	if (!mill_starts(text, MILL_STR(REFERENCE)))
		return 0;
	while (end < text.len && text.ptr[end] >= '0' && text.ptr[end] <= '9')
		end++;
	return end < text.len && text.ptr[end] == ';' ? end + 1 : 0;
}

/* Where a cell begins for one program or another, after a place: behind a semicolon, and
 * behind a line break, which csv.c writes as a reference or, in Markdown, as it is. */
static size_t
next_start(mill_str text, size_t at)
{
	while (at < text.len && text.ptr[at] != ';' && text.ptr[at] != '\n' && text.ptr[at] != '\r')
		at++;
	return at < text.len ? at + 1 : at;
}

/* True when what begins there would be reckoned as a formula.  What else a cell may be taken
 * for does not matter, for who opens a table so sees no cell of it right.  The item of a
 * list in Markdown, `- a`, does no more harm than to be wrong. */
static bool
is_cut_formula(mill_str rest)
{
	static const char *const opens[] = { "=", "+", "-", "@" };

	if (!mill_starts_any(rest, opens, MILL_COUNT(opens)))
		return false;
	if (rest.ptr[0] == '=' || rest.ptr[0] == '@' || rest.len == 1 || rest.ptr[1] != ' ')
		return true;
	for (size_t i = 1; i < rest.len && rest.ptr[i] != '\n'; i++)
		if (strchr("|(!", rest.ptr[i]) != NULL && rest.ptr[i] != '\0')
			return true;
	return false;
}

static void
put_reference(mill_buf *out, mill_str text, size_t *at)
{
	mill_printf(out, REFERENCE "%u;", (unsigned)mill_next(text, at));
}

mill_str
mill_guarded_field(mill_arena *arena, mill_str html)
{
	mill_buf out = { .arena = arena };
	size_t copied = 0;
	bool risky = mill_is_risky(arena, html);

	for (size_t at = 0; at < html.len;) {
		mill_str rest = mill_slice(html, at, html.len);
		size_t length = reference_length(rest);

		if (length == 0 && !(at == 0 ? risky : is_cut_formula(rest))) {
			at = next_start(html, at);
			continue;
		}
		mill_put_str(&out, mill_slice(html, copied, at));
		if (length > 0) {
			mill_puts(&out, REFERENCE "0");
			mill_put_str(&out, mill_slice(rest, sizeof REFERENCE - 1, length));
			at += length;
		} else {
			put_reference(&out, html, &at);
		}
		copied = at;
	}
	if (copied == 0)
		return html;
	mill_put_str(&out, mill_slice(html, copied, html.len));
	return mill_buf_str(&out);
}

/* What the digits of a reference stand for; 0 when that is no character. */
static uint32_t
number_of(mill_str digits)
{
	uint32_t c = 0;

	for (size_t i = 0; i < digits.len && c <= 0x10FFFF; i++)
		c = c * 10 + (uint32_t)(digits.ptr[i] - '0');
	return c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ? 0 : c;
}

mill_str
mill_unguarded_field(mill_arena *arena, mill_str html)
{
	mill_buf out = { .arena = arena };
	size_t copied = 0;

	for (size_t at = 0; at < html.len;) {
		mill_str rest = mill_slice(html, at, html.len);
		size_t length = reference_length(rest);
		mill_str digits;
		uint32_t c;

		if (length == 0) {
			at = next_start(html, at);
			continue;
		}
		digits = mill_slice(rest, sizeof REFERENCE - 1, length - 1);
		c = mill_starts(digits, MILL_STR("0")) ? 0 : number_of(digits);
		mill_put_str(&out, mill_slice(html, copied, at));
		if (c != 0) {
			mill_put_char(&out, c);
		} else {
			mill_puts(&out, "&#");
			mill_put_str(&out, mill_slice(rest, sizeof REFERENCE - 1, length));
		}
		copied = at += length;
	}
	if (copied == 0)
		return html;
	mill_put_str(&out, mill_slice(html, copied, html.len));
	return mill_buf_str(&out);
}

/* ---- names of decks and note types, tags --------------------------------------------------- */

/* Joiners stand behind semicolons, too: see is_cut_formula(). */
static mill_str
guarded(mill_arena *arena, mill_str text, bool risky, mill_str guard)
{
	mill_buf out = { .arena = arena };

	if (mill_starts(text, guard) || risky)
		mill_put_str(&out, guard);
	for (size_t i = 0; i < text.len; i++) {
		mill_str rest = mill_slice(text, i, text.len);

		if (i > 0 && text.ptr[i - 1] == ';' &&
		    (is_cut_formula(rest) || mill_starts(rest, MILL_STR(JOINER))))
			mill_puts(&out, JOINER);
		mill_putc(&out, text.ptr[i]);
	}
	return mill_buf_str(&out);
}

static mill_str
unguarded(mill_arena *arena, mill_str text, mill_str guard)
{
	mill_buf out = { .arena = arena };

	for (size_t i = mill_starts(text, guard) ? guard.len : 0; i < text.len; i++) {
		mill_putc(&out, text.ptr[i]);
		if (text.ptr[i] == ';' &&
		    mill_starts(mill_slice(text, i + 1, text.len), MILL_STR(JOINER)))
			i += sizeof JOINER - 1;
	}
	return mill_buf_str(&out);
}

mill_str
mill_guarded_name(mill_arena *arena, mill_str name)
{
	return guarded(arena, name, mill_is_risky_name(arena, name), MILL_STR(JOINER));
}

mill_str
mill_unguarded_name(mill_arena *arena, mill_str name)
{
	return unguarded(arena, name, MILL_STR(JOINER));
}

mill_str
mill_guarded_tags(mill_arena *arena, mill_str tags)
{
	return guarded(arena, tags, mill_is_risky(arena, tags), MILL_STR(EM_SPACE));
}

mill_str
mill_unguarded_tags(mill_arena *arena, mill_str tags)
{
	return unguarded(arena, tags, MILL_STR(EM_SPACE));
}

/* ---- guids
 * ------------------------------------------------------------------------------------
 */

bool
mill_guid_needs_key(mill_arena *scratch, mill_str guid)
{
	if (mill_is_guid(guid))
		return false; /* ours begin with a letter, and are as long as no number or date */
	for (size_t i = 0; i < guid.len; i++) {
		/* Blanks get lost at edges, and other bytes between programs. */
		if (guid.ptr[i] <= ' ' || guid.ptr[i] > '~' || guid.ptr[i] == ';')
			return true;
	}
	return mill_is_risky(scratch, guid);
}

mill_str
mill_guid_key(mill_arena *arena, mill_str guid)
{
	mill_buf out = { .arena = arena };

	mill_putc(&out, 'k');
	for (size_t i = 0; i < guid.len; i++)
		mill_printf(&out, "%02x", (unsigned char)guid.ptr[i]);
	return mill_buf_str(&out);
}

static int
nibble(char digit)
{
	const char *digits = "0123456789abcdef", *found = strchr(digits, digit);

	return digit == '\0' || found == NULL ? -1 : (int)(found - digits);
}

mill_str
mill_guid_of_key(mill_arena *arena, mill_str key)
{
	mill_buf out = { .arena = arena };

	if (!mill_starts(key, MILL_STR("k")) || key.len % 2 == 0)
		return MILL_STR("");
	for (size_t i = 1; i < key.len; i += 2) {
		int high = nibble(key.ptr[i]), low = nibble(key.ptr[i + 1]);

		if (high < 0 || low < 0 || high + low == 0)
			return MILL_STR("");
		mill_putc(&out, (char)(high << 4 | low));
	}
	return mill_valid(mill_buf_str(&out)) == out.len ? mill_buf_str(&out) : MILL_STR("");
}
