/* text.c - views of UTF-8 text: cutting, comparing, what kind of character. */
#include "base.h"

#include <ctype.h>
#include <utf8proc.h>

enum { EMOJI_LONGEST = 40 /* bytes of its name */ };

mill_str
mill_cstr(const char *text)
{
	return text == NULL ? MILL_STR("") : (mill_str){ text, strlen(text) };
}

mill_str
mill_copy(mill_arena *arena, mill_str text)
{
	char *copy = mill_grow(arena, NULL, 0, text.len + 1);

	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	return (mill_str){ copy, text.len };
}

mill_str
mill_printable(mill_arena *arena, mill_str text, bool lines)
{
	char *copy = NULL;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if ((c >= 0x20 && c != 0x7F) || (lines && (c == '\n' || c == '\t')))
			continue;
		if (copy == NULL)
			copy = (char *)(uintptr_t)mill_copy(arena, text).ptr;
		copy[i] = ' ';
	}
	return copy == NULL ? text : (mill_str){ copy, text.len };
}

mill_str
mill_slice(mill_str text, size_t from, size_t to)
{
	if (to > text.len)
		to = text.len;
	if (from > to)
		from = to;
	return (mill_str){ text.ptr + from, to - from };
}

bool
mill_equal(mill_str a, mill_str b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

bool
mill_starts(mill_str text, mill_str prefix)
{
	return text.len >= prefix.len && memcmp(text.ptr, prefix.ptr, prefix.len) == 0;
}

bool
mill_ends(mill_str text, mill_str suffix)
{
	return text.len >= suffix.len &&
	       memcmp(text.ptr + text.len - suffix.len, suffix.ptr, suffix.len) == 0;
}

bool
mill_is_any(mill_str text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (mill_equal(text, mill_cstr(words[i])))
			return true;
	return false;
}

bool
mill_starts_any(mill_str text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count && text.len > 0; i++)
		if (words[i][0] == text.ptr[0] && mill_starts(text, mill_cstr(words[i])))
			return true;
	return false;
}

bool
mill_ends_any(mill_str text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (mill_ends(text, mill_cstr(words[i])))
			return true;
	return false;
}

size_t
mill_find(mill_str text, mill_str needle, size_t from)
{
	while (needle.len > 0 && from + needle.len <= text.len) {
		const char *at = memchr(
		    text.ptr + from, needle.ptr[0], text.len - from - needle.len + 1);
		if (at == NULL)
			break;
		from = (size_t)(at - text.ptr);
		if (memcmp(at, needle.ptr, needle.len) == 0)
			return from;
		from++;
	}
	return SIZE_MAX;
}

mill_str
mill_trim(mill_str text)
{
	size_t at = 0, start = 0;

	if (text.len == 0 || ((unsigned char)(text.ptr[0] - '!') < 0x5E &&
				 (unsigned char)(text.ptr[text.len - 1] - '!') < 0x5E))
		return text; /* visible at both ends, as most texts are */
	for (;;) {
		uint32_t c = mill_next(text, &at);
		if (c == 0 || !mill_is_blank(c))
			break;
		start = at;
	}
	text = mill_slice(text, start, text.len);
	while (text.len > 0 && mill_is_blank(mill_before(text, text.len))) {
		text.len--;
		while (text.len > 0 && ((unsigned char)text.ptr[text.len] & 0xC0) == 0x80)
			text.len--;
	}
	return text;
}

/* Bytes of the valid UTF-8 character at p, 0 when there is none.
 * The table of well-formed sequences is Unicode 15, table 3-7. */
static size_t
sequence(const unsigned char *p, size_t left, uint32_t *c)
{
	if (left == 0)
		return 0;
	if (p[0] < 0x80) {
		*c = p[0];
		return 1;
	}
	if (p[0] >= 0xC2 && p[0] <= 0xDF && left >= 2 && (p[1] & 0xC0) == 0x80) {
		*c = (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
		return 2;
	}
	if ((p[0] & 0xF0) == 0xE0 && left >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
		*c = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
		return *c >= 0x800 && (*c < 0xD800 || *c > 0xDFFF) ? 3 : 0;
	}
	if (p[0] >= 0xF0 && p[0] <= 0xF4 && left >= 4 && (p[1] & 0xC0) == 0x80 &&
	    (p[2] & 0xC0) == 0x80 && (p[3] & 0xC0) == 0x80) {
		*c = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
		     (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
		return *c >= 0x10000 && *c <= 0x10FFFF ? 4 : 0;
	}
	return 0;
}

uint32_t
mill_next_wide(mill_str text, size_t *at)
{
	uint32_t c = 0;
	size_t length;

	if (*at >= text.len)
		return 0;
	length = sequence((const unsigned char *)text.ptr + *at, text.len - *at, &c);
	*at += length == 0 ? 1 : length;
	return length == 0 || c == 0 ? 0xFFFD : c;
}

uint32_t
mill_before(mill_str text, size_t at)
{
	if (at == 0)
		return 0;
	at--;
	while (at > 0 && ((unsigned char)text.ptr[at] & 0xC0) == 0x80)
		at--;
	return mill_next(text, &at);
}

size_t
mill_valid(mill_str text)
{
	size_t at = 0;

	while (at < text.len) {
		uint32_t c;
		size_t length = sequence((const unsigned char *)text.ptr + at, text.len - at, &c);
		if (length == 0)
			break;
		at += length;
	}
	return at;
}

void
mill_put_char(mill_buf *buf, uint32_t c)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t length = utf8proc_encode_char((utf8proc_int32_t)c, bytes);

	if (length > 0)
		mill_put(buf, bytes, (size_t)length);
}

size_t
mill_chars(mill_str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
	return count;
}

size_t
mill_width(mill_str text)
{
	size_t width = 0;

	/* In UTF-8 all of CJK, its punctuation and full-width forms begin with
	 * E3 or above; that is exact enough for "long" and "short". */
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];
		if ((byte & 0xC0) != 0x80)
			width += byte >= 0xE3 ? 2 : 1;
	}
	return width;
}

bool
mill_is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || c == 0x85 ||
	       c == 0x1680 || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
	       (c >= 0x2000 && c <= 0x200B) || c == 0x200E || c == 0x200F || c == 0x2800 ||
	       c == 0xFEFF;
}

bool
mill_is_cjk(uint32_t c)
{
	return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) ||
	       (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) ||
	       (c >= 0x20000 && c <= 0x3FFFF);
}

bool
mill_is_word(uint32_t c)
{
	if (c < 0x80)
		return c == '_' || isalnum((int)c);
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return true;
	default:
		return false;
	}
}

bool
mill_has_cjk(mill_str text)
{
	for (size_t at = 0; at < text.len;) {
		if ((unsigned char)text.ptr[at] < 0xE3)
			at++;
		else if (mill_is_cjk(mill_next(text, &at)))
			return true;
	}
	return false;
}

bool
mill_all_blank(mill_str text)
{
	return mill_trim(text).len == 0;
}

static bool
is_of_code(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
}

size_t
mill_emoji_code(mill_str text, size_t at)
{
	size_t end = at + 1;
	bool letter = false;

	if (at >= text.len || text.ptr[at] != ':' ||
	    (at > 0 && (isalnum((unsigned char)text.ptr[at - 1]) || text.ptr[at - 1] == ':')))
		return 0;
	for (; end < text.len && end - at <= EMOJI_LONGEST && is_of_code(text.ptr[end]); end++)
		letter |= text.ptr[end] >= 'a';
	if (end == at + 1 || end >= text.len || text.ptr[end] != ':')
		return 0;
	/* `:+1:`, `:-1:` and `:100:` are the only ones without a letter. */
	if (!letter && strchr("+-1", text.ptr[at + 1]) == NULL)
		return 0;
	end++;
	if (end < text.len && (isalnum((unsigned char)text.ptr[end]) || text.ptr[end] == ':'))
		return 0;
	return end - at;
}

bool
mill_is_of_emoji(mill_str text, size_t at)
{
	size_t start = at;

	if (mill_emoji_code(text, at) > 0)
		return true;
	while (start > 0 && at - start < EMOJI_LONGEST && is_of_code(text.ptr[start - 1]))
		start--;
	return start > 0 && start < at && mill_emoji_code(text, start - 1) == at - start + 2;
}

bool
mill_announces(mill_str text)
{
	uint32_t c;

	text = mill_trim(text);
	c = mill_before(text, text.len);
	return c == 0xFF1A || (c == ':' && !mill_is_of_emoji(text, text.len - 1));
}

int
mill_natural(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0') {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			size_t m, n;
			int order;

			a += strspn(a, "0");
			b += strspn(b, "0");
			m = strspn(a, "0123456789");
			n = strspn(b, "0123456789");
			if (m != n)
				return m < n ? -1 : 1;
			order = strncmp(a, b, m);
			if (order != 0)
				return order;
			a += m;
			b += n;
			continue;
		}
		if (*a != *b)
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		a++;
		b++;
	}
	return (*a != '\0') - (*b != '\0');
}

/* True when text may not be in normal form C.  Asked of the bytes, because most
 * notes hold nothing that could be composed, Chinese and emoji included. */
static bool
may_compose(mill_str text)
{
	for (size_t i = 0; i + 1 < text.len; i++) {
		unsigned char lead = (unsigned char)text.ptr[i],
			      next = (unsigned char)text.ptr[i + 1];

		if (lead < 0xCC)
			continue;
		if (lead == 0xCC || lead == 0xCD || (lead >= 0xD6 && lead <= 0xE1))
			return true; /* combining marks, Hebrew to Indic scripts, single jamo */
		if ((lead == 0xE2 && next == 0x84) ||
		    (lead == 0xEF && next >= 0xA4 && next <= 0xAD))
			return true; /* letter-like signs, compatibility forms */
		if (lead == 0xE3 && next == 0x82 && i + 2 < text.len &&
		    ((unsigned char)text.ptr[i + 2] == 0x99 ||
			(unsigned char)text.ptr[i + 2] == 0x9A))
			return true; /* voiced sound marks of kana */
		if (lead == 0xF0 && (next == 0x91 || next == 0x9D || next == 0xAF))
			return true;
	}
	return false;
}

/* More combining marks on one letter than any script has (Unicode's stream-safe
 * format allows 30): putting them into order would take forever. */
static bool
piles_marks(mill_str text)
{
	size_t run = 0;

	for (size_t at = 0; at < text.len && run <= 30;) {
		uint32_t c = mill_next(text, &at);
		if (c < 0x300)
			run = 0;
		else
			run = utf8proc_get_property((utf8proc_int32_t)c)->combining_class > 0
				  ? run + 1
				  : 0;
	}
	return run > 30;
}

mill_str
mill_compose(mill_arena *arena, mill_str text)
{
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.ptr;
	utf8proc_ssize_t length = (utf8proc_ssize_t)text.len, count;
	utf8proc_int32_t *buffer;

	if (!may_compose(text) || piles_marks(text))
		return text;
	count = utf8proc_decompose(bytes, length, NULL, 0, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	if (count < 0)
		return text;
	buffer = MILL_NEW(arena, utf8proc_int32_t, (size_t)count + 1);
	count = utf8proc_decompose(
	    bytes, length, buffer, count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	count = utf8proc_reencode(buffer, count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	return count < 0 ? text : (mill_str){ (const char *)buffer, (size_t)count };
}

mill_str
mill_fold(mill_arena *arena, mill_str text)
{
	mill_buf out = { .arena = arena };

	for (size_t at = 0; at < text.len;)
		mill_put_char(
		    &out, (uint32_t)utf8proc_tolower((utf8proc_int32_t)mill_next(text, &at)));
	return mill_buf_str(&out);
}

mill_str
mill_bare_words(mill_arena *arena, mill_str text)
{
	mill_buf out = { .arena = arena };
	bool blank = false;

	for (size_t at = 0; at < text.len;) {
		uint32_t c = mill_next(text, &at);
		if (mill_is_word(c)) {
			if (blank && out.len > 0)
				mill_putc(&out, ' ');
			mill_put_char(&out, c);
			blank = false;
		} else if (c != 0x200E && c != 0x200F) { /* marks of direction */
			blank = true;
		}
	}
	return mill_fold(arena, mill_buf_str(&out));
}

mill_str
mill_as_text(mill_arena *arena, mill_str name)
{
	mill_buf out = { .arena = arena };

	if (mill_valid(name) == name.len)
		return mill_compose(arena, mill_printable(arena, name, false));
	for (size_t at = 0; at < name.len;)
		mill_put_char(&out, mill_next(name, &at));
	return mill_compose(arena, mill_printable(arena, mill_buf_str(&out), false));
}
