/*
 * encoding.c - bytes of any encoding become text.
 *
 * A byte-order mark is obeyed, else the encoding the caller names, else UTF-8.
 * Bytes that are not text are an error with their place, never a guess: half a
 * deck of mojibake is worse than no deck.
 */
#include "base.h"

#include <errno.h>
#include <iconv.h>
#include <stdarg.h>
#include <stdio.h>

/* A line number and every offset of a span has to fit 31 bits. */
static const size_t LIMIT = (size_t)1 << 30;

static mill_place
place_of(mill_str text, size_t at)
{
	mill_place place = { 1, 1 };
	size_t start = 0;

	for (size_t i = 0; i < at && i < text.len; i++) {
		if (text.ptr[i] == '\n' ||
		    (text.ptr[i] == '\r' && (i + 1 == text.len || text.ptr[i + 1] != '\n'))) {
			place.line++;
			start = i + 1;
		}
	}
	place.column = (int32_t)mill_chars(mill_slice(text, start, at)) + 1;
	return place;
}

/* Converts all of bytes; returns how many were taken before the first bad one. */
static size_t
convert(mill_arena *arena, const char *encoding, mill_str bytes, mill_str *out, bool *known)
{
	size_t most = bytes.len * 4 + 16; /* a byte becomes four at most: GB18030, UTF-16 */
	char *from = (char *)(uintptr_t)bytes.ptr;
	char *text = MILL_NEW(arena, char, most), *to = text;
	size_t left = bytes.len;
	iconv_t table = iconv_open("UTF-8", encoding);

	*known = table != (iconv_t)-1;
	if (*known) {
		iconv(table, &from, &left, &to, &most);
		iconv_close(table);
	}
	*out = (mill_str){ text, (size_t)(to - text) };
	return bytes.len - left;
}

/* How much of the text beyond ASCII falls into the script an encoding is for. */
static double
share(const char *encoding, mill_str bytes, bool (*expected)(uint32_t c))
{
	char text[4096 * 4];
	char *from = (char *)(uintptr_t)bytes.ptr, *to = text;
	size_t left = bytes.len, room = sizeof text, at = 0, hits = 0, all = 0;
	iconv_t table = iconv_open("UTF-8", encoding);

	if (table == (iconv_t)-1)
		return 0;
	if (iconv(table, &from, &left, &to, &room) == (size_t)-1 && errno == EILSEQ)
		to = text;
	iconv_close(table);
	while (at < (size_t)(to - text)) {
		uint32_t c = mill_next((mill_str){ text, (size_t)(to - text) }, &at);
		all += c >= 0x80;
		hits += c >= 0x80 && expected(c);
	}
	return all == 0 ? 0 : (double)hits / (double)all;
}

static bool
common_han(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FA5) || (c >= 0x3000 && c <= 0x303F) ||
	       (c >= 0xFF00 && c <= 0xFF65) || (c >= 0x2010 && c <= 0x2026);
}

static bool
japanese(uint32_t c)
{
	return (c >= 0x3040 && c <= 0x30FF) || common_han(c);
}

static bool
korean(uint32_t c)
{
	return c >= 0xAC00 && c <= 0xD7A3;
}

static bool
cyrillic(uint32_t c)
{
	return c >= 0x410 && c <= 0x44F;
}

static bool
latin(uint32_t c)
{
	return (c >= 0xC0 && c <= 0x17F) || (c >= 0x2010 && c <= 0x2026) || c == 0xAB || c == 0xBB;
}

/* The encoding that bytes which are not UTF-8 are most likely in. */
static const char *
likely_encoding(mill_str bytes)
{
	static const struct {
		const char *name;
		bool (*expected)(uint32_t c);
		double least;
	} guesses[] = {
		{ "SHIFT_JIS", japanese, 0.97 },
		{ "EUC-KR", korean, 0.9 },
		{ "WINDOWS-1251", cyrillic, 0.9 },
		{ "GB18030", common_han, 0.8 },
		{ "BIG5", common_han, 0.8 },
		{ "WINDOWS-1252", latin, 0.7 },
	};
	mill_str sample = bytes;

	if (memchr(bytes.ptr, '\0', bytes.len) != NULL)
		return "UTF-16";
	if (sample.len > 4096) { /* around the first byte that is not ASCII */
		size_t at = 0;
		while (at < bytes.len && (unsigned char)bytes.ptr[at] < 0x80)
			at++;
		sample = mill_slice(bytes, at, at + 4096);
	}
	for (size_t i = 0; i < MILL_COUNT(guesses); i++)
		if (share(guesses[i].name, sample, guesses[i].expected) >= guesses[i].least)
			return guesses[i].name;
	return "GB18030";
}

/* True when nearly all that is not ASCII is good UTF-8: then the file is damaged,
 * and another encoding would make nonsense of it. */
static bool
is_damaged(mill_str bytes)
{
	size_t good = 0, bad = 0;

	for (size_t at = 0; at < bytes.len && good + bad < 10000;) {
		bool ascii = (unsigned char)bytes.ptr[at] < 0x80;
		uint32_t c = mill_next(bytes, &at);
		good += !ascii && c != 0xFFFD;
		bad += !ascii && c == 0xFFFD;
	}
	return good > bad * 2;
}

static bool
wrong(mill_bad_text *bad, mill_arena *arena, mill_code code, mill_place place, const char *format,
    ...)
{
	char sentence[300];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	*bad = (mill_bad_text){ code, place, mill_copy(arena, mill_cstr(sentence)).ptr };
	return false;
}

static bool
not_utf8(mill_bad_text *bad, mill_arena *arena, mill_str bytes, size_t at)
{
	unsigned char byte = (unsigned char)bytes.ptr[at];
	const char *likely;

	if (is_damaged(bytes))
		return wrong(bad, arena, MILL_BAD_TEXT, place_of(bytes, at),
		    "the file is damaged here: byte 0x%02X is not UTF-8, though the rest is", byte);
	likely = likely_encoding(bytes);
	return wrong(bad, arena, MILL_BAD_TEXT, place_of(bytes, at),
	    "this is not UTF-8 text (byte 0x%02X); it looks like %s: try --encoding %s", byte,
	    likely, likely);
}

static bool
from_encoding(
    mill_arena *arena, mill_str bytes, const char *encoding, mill_str *text, mill_bad_text *bad)
{
	bool known;
	size_t taken = convert(arena, encoding, bytes, text, &known);

	if (!known)
		return wrong(bad, arena, MILL_BAD_ENCODING, (mill_place){ 0, 0 },
		    "no encoding is called %s; iconv --list names them all", encoding);
	if (taken < bytes.len)
		return wrong(bad, arena, MILL_BAD_TEXT, place_of(*text, text->len),
		    "this is not %s text (byte 0x%02X)", encoding, (unsigned char)bytes.ptr[taken]);
	return true;
}

static bool
is_utf8(const char *encoding)
{
	return encoding == NULL || encoding[0] == '\0' || strcmp(encoding, "UTF-8") == 0 ||
	       strcmp(encoding, "utf-8") == 0 || strcmp(encoding, "UTF8") == 0 ||
	       strcmp(encoding, "utf8") == 0;
}

/* CRLF and lone CR become LF; in place, for text never grows by it. */
static mill_str
unix_lines(mill_arena *arena, mill_str text)
{
	char *copy;
	size_t to = 0;

	if (memchr(text.ptr, '\r', text.len) == NULL)
		return text;
	copy = (char *)(uintptr_t)mill_copy(arena, text).ptr;
	for (size_t i = 0; i < text.len; i++) {
		if (copy[i] != '\r')
			copy[to++] = copy[i];
		else if (i + 1 == text.len || copy[i + 1] != '\n')
			copy[to++] = '\n';
	}
	copy[to] = '\0';
	return (mill_str){ copy, to };
}

/* U+FDD0 to U+FDEF are no characters, for programs to use inside (Unicode, 23.7), as
 * this one does. */
static mill_str
without_marks(mill_arena *arena, mill_str text)
{
	static const mill_str lead = { "\xEF\xB7", 2 };
	size_t at = mill_find(text, lead, 0);
	char *copy = NULL;

	for (; at != SIZE_MAX; at = mill_find(text, lead, at + 3)) {
		unsigned char last = (unsigned char)text.ptr[at + 2];

		if (last < 0x90 || last > 0xAF)
			continue;
		if (copy == NULL)
			copy = (char *)(uintptr_t)mill_copy(arena, text).ptr;
		memcpy(copy + at, "\xEF\xBF\xBD", 3); /* U+FFFD */
	}
	return copy == NULL ? text : (mill_str){ copy, text.len };
}

bool
mill_to_text(
    mill_arena *arena, mill_str bytes, const char *encoding, mill_str *text, mill_bad_text *bad)
{
	bool fine = true;
	const char *nul;
	size_t valid;

	*text = bytes;
	if (bytes.len > LIMIT)
		return wrong(bad, arena, MILL_TOO_BIG, (mill_place){ 0, 0 },
		    "this file is larger than 1 GiB; cut it into several");
	if (mill_starts(bytes, MILL_STR("\xEF\xBB\xBF")))
		*text = mill_slice(bytes, 3, bytes.len);
	else if (mill_starts(bytes, MILL_STR("\xFF\xFE")) ||
		 mill_starts(bytes, MILL_STR("\xFE\xFF")))
		fine = from_encoding(arena, bytes, "UTF-16", text, bad);
	else if (!is_utf8(encoding))
		fine = from_encoding(arena, bytes, encoding, text, bad);
	if (!fine)
		return false;
	nul = memchr(text->ptr, '\0', text->len);
	if (nul != NULL)
		return wrong(bad, arena, MILL_BAD_TEXT, place_of(*text, (size_t)(nul - text->ptr)),
		    "a NUL byte stands here: this is not a text file, or UTF-16 without its "
		    "mark: then try --encoding UTF-16LE");
	valid = mill_valid(*text);
	if (valid < text->len)
		return not_utf8(bad, arena, *text, valid);
	*text = without_marks(arena, mill_printable(arena, unix_lines(arena, *text), true));
	return true;
}
