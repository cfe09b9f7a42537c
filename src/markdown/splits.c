/*
 * splits.c - where `front::back` is split, and where two colons are something else.
 *
 * With blanks on both sides the mark is always the author's.  Without, it can
 * be code (`std::map`), a property (`key:: value`), an address (fe80::1): then
 * the words beside it decide, and what else the source has.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <ctype.h>

enum { REACH = 2048 /* bytes of a line that are looked at */ };

/* Names that stand before two colons in programs. */
static const char *const spaces[] = { "std", "boost", "absl", "fmt", "crate", "self", "super",
	"Self", "core", "alloc", "this", "parent", "static", "chrono", "vec", "Vec", "String",
	"Option", "Result", "Box", "Rc", "Arc", "tokio", "serde", "io", "fs", "mem", "ranges",
	"filesystem", "string", "vector", "ActiveRecord", "Math", "System", "List", "Collectors",
	"ns" };

static bool
is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static char
byte_at(mill_str text, size_t at)
{
	return at < text.len ? text.ptr[at] : '\0';
}

static bool
blank_at(mill_str text, size_t at)
{
	return at < text.len && mill_is_blank(mill_next(text, &at));
}

/* The name that ends before a byte, or begins at it. */
static mill_str
name_before(mill_str text, size_t to)
{
	size_t from = to;

	while (from > 0 && is_name(text.ptr[from - 1]))
		from--;
	return mill_slice(text, from, to);
}

static mill_str
name_at(mill_str text, size_t from)
{
	size_t to = from;

	while (to < text.len && is_name(text.ptr[to]))
		to++;
	return mill_slice(text, from, to);
}

/* snake_case, camelCase: no word of a language. */
static bool
is_coded(mill_str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] == '_' || (i > 0 && islower((unsigned char)name.ptr[i - 1]) &&
					      isupper((unsigned char)name.ptr[i])))
			return true;
	return false;
}

static bool
is_hex(mill_str name, bool *digit)
{
	for (size_t i = 0; i < name.len; i++) {
		if (!isxdigit((unsigned char)name.ptr[i]))
			return false;
		*digit |= isdigit((unsigned char)name.ptr[i]) != 0;
	}
	return name.len > 0 && name.len <= 4;
}

static bool
is_address(mill_str before, mill_str behind)
{
	bool digit = false;

	return is_hex(before, &digit) && is_hex(behind, &digit) && digit;
}

/* Two names in a row that a program or a machine would read. */
static bool
looks_coded(mill_str text, size_t at, size_t end)
{
	mill_str before = name_before(text, at), behind = name_at(text, end);
	size_t rest = end + behind.len, peek = rest;
	char last = byte_at(text, at - 1), first = byte_at(text, end), after = byte_at(text, rest);

	if (last == '>' || strchr("~*&<({[$", first) != NULL || first == '\0')
		return true;
	if (after == '(' || after == '<' || after == '[' || after == '!' || after == ';' ||
	    (after == '.' && is_name(byte_at(text, rest + 1))))
		return true;
	if (mill_is_cjk(mill_next(text, &peek)))
		return true;
	if (mill_find(text, MILL_STR("::"), end) != SIZE_MAX || is_coded(before) ||
	    is_coded(behind) || is_address(before, behind) ||
	    byte_at(text, at - before.len - 1) == ':')
		return true;
	return mill_is_any(before, spaces, MILL_COUNT(spaces));
}

/* `Foo::bar is`: prose about a name. */
static bool
goes_on(mill_str text, size_t end)
{
	static const char *const words[] = { "is", "are", "class", "method", "methods", "function",
		"type", "module", "trait", "struct", "enum", "object", "operator", "returns", "can",
		"has", "does", "will", "and", "or" };
	mill_str behind = name_at(text, end), next = name_at(text, end + behind.len + 1);

	return byte_at(text, end + behind.len) == ' ' &&
	       mill_is_any(next, words, MILL_COUNT(words));
}

/* `key:: value`, as outliners keep what they know about a page. */
static bool
is_property(mill_str before)
{
	for (size_t i = 0; i < before.len; i++)
		if (!is_name(before.ptr[i]) && before.ptr[i] != '-' && before.ptr[i] != '.' &&
		    before.ptr[i] != '/')
			return false;
	return true;
}

static bool
has_word(mill_str text)
{
	for (size_t at = 0; at < text.len;)
		if (mill_is_word(mill_next(text, &at)))
			return true;
	return false;
}

bool
mill_split_is_plain(mill_str text, size_t at, size_t length)
{
	bool around = at > 0 && blank_at(text, at - 1) && blank_at(text, at + length);

	return (around || length == 3) && has_word(mill_slice(text, 0, at)) &&
	       mill_trim(mill_slice(text, at + length, text.len)).len > 0;
}

static bool
is_split(const mill_marking *marking, mill_str text, size_t at, size_t length)
{
	size_t end = at + length;
	mill_str before = mill_trim(mill_slice(text, 0, at));
	char last, first = byte_at(text, end);

	if (mill_split_is_plain(text, at, length))
		return true;
	if (!has_word(before) || mill_trim(mill_slice(text, end, text.len)).len == 0)
		return false;
	last = text.ptr[at - 1];
	if (blank_at(text, end)) /* key:: value */
		return !is_property(before);
	if (last == ' ' || last == '\t') /* word ::back, which is ::before or ::= as well */
		return (unsigned char)first >= 0x80 || (marking->learns && first != '=');
	if (first == '=' || first == ':')
		return false;
	if ((unsigned char)last >= 0x80 || (unsigned char)first >= 0x80 ||
	    strchr(".?!\"'%", last) != NULL)
		return true;
	if (looks_coded(text, at, end))
		return false;
	return marking->learns || (!marking->codes && !marking->title && !goes_on(text, end));
}

size_t
mill_split_length(const mill_marking *marking, const mill_line *line, size_t *found)
{
	for (uint32_t i = 0; i < line->span_count; i++) {
		const mill_span *span = &line->spans[i];
		size_t end = span->start + span->len;

		if (span->kind != MILL_PLAIN)
			continue;
		for (size_t at = span->start; at < end && at < REACH; at++) {
			size_t to = at;

			while (to < end && line->text.ptr[to] == ':')
				to++;
			if ((to - at == 2 || to - at == 3) &&
			    is_split(marking, line->text, at, to - at)) {
				*found = at;
				return to - at;
			}
			if (to > at)
				at = to - 1;
		}
	}
	return 0;
}
