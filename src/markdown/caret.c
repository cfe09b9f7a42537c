/*
 * caret.c - is the `^id` that ends a line an id, as Obsidian and its plugins write them?
 *
 * Obsidian takes letters, digits and dashes behind a blank.  In notes such a word may also
 * be a power, a branch of git or a pattern: what would be lost with it is worse than an id
 * that is shown.  So an id is what programs make up; a name that somebody made up has to
 * stand behind words.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <ctype.h>
#include <strings.h>

enum {
	MADE = 6, /* characters of ids that Obsidian makes */
	WORD = 3, /* letters of what is a word rather than a unit or a variable */
	NAME = 4  /* characters of a name that stands behind such a short word */
};

static bool
is_gap(char c)
{
	return c == ' ' || c == '\t';
}

size_t
mill_caret_of(mill_str line)
{
	size_t end = line.len, at;

	while (end > 0 && is_gap(line.ptr[end - 1]))
		end--;
	for (at = end;
	     at > 0 && (isalnum((unsigned char)line.ptr[at - 1]) || line.ptr[at - 1] == '-');)
		at--;
	if (at == end || at == 0 || line.ptr[at - 1] != '^')
		return SIZE_MAX;
	at--;
	if (at > 0 && !is_gap(line.ptr[at - 1]) && line.ptr[at - 1] != '>' &&
	    mill_before(line, at) != 0x3000)
		return SIZE_MAX;
	return at;
}

/* True where `^name` names a branch or the start of a line. */
static bool
is_about_commands(mill_str text)
{
	static const char *const words[] = { "git", "grep", "egrep", "rg", "sed", "awk", "echo",
		"ls", "find", "regex", "regexp", "正则" };

	for (size_t from = 0, at = 0; at <= text.len; at++) {
		if (at < text.len && !is_gap(text.ptr[at]))
			continue;
		for (size_t i = 0; i < MILL_COUNT(words); i++)
			if (at - from == strlen(words[i]) &&
			    strncasecmp(text.ptr + from, words[i], at - from) == 0)
				return true;
		from = at + 1;
	}
	return memchr(text.ptr, '^', text.len) != NULL;
}

/* Functions, whose powers are written like ids. */
static bool
is_function(mill_str word)
{
	static const char *const words[] = { "sin", "cos", "tan", "cot", "sec", "csc", "exp", "log",
		"det", "lim", "max", "min", "mod", "mol", "rad", "gcd", "pow" };

	for (size_t i = 0; i < MILL_COUNT(words); i++)
		if (word.len == strlen(words[i]) && strncasecmp(word.ptr, words[i], word.len) == 0)
			return true;
	return false;
}

/* Letters of the word that ends a text; a stop or the like behind it is as good as a long
 * one. */
static size_t
word_before(mill_str text)
{
	size_t letters = 0, end = text.len;
	uint32_t c = mill_before(text, text.len);

	if (mill_is_cjk(c) || c >= 0x2010 ||
	    (c != 0 && c < 0x80 && strchr(".!?:;,\"'`*_])", (int)c)))
		return WORD + 1;
	while (text.len > 0 && mill_is_word(c = mill_before(text, text.len)) &&
	       (c >= 0x80 || isalpha((int)c))) {
		letters++;
		text.len -= c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	}
	return letters == WORD && is_function((mill_str){ text.ptr + text.len, end - text.len })
		   ? 0
		   : letters;
}

/* What an id looks like. */
typedef enum look {
	NO_ID, /* `^2`, `^n` */
	NAME_LIKE,
	MADE_LIKE, /* six small letters */
	SURELY     /* long, with digits or dashes */
} look;

static look
look_of(mill_str id, bool *mixed)
{
	size_t digits = 0, letters = 0, small = 0;

	for (size_t i = 0; i < id.len; i++) {
		digits += isdigit((unsigned char)id.ptr[i]) != 0;
		letters += isalpha((unsigned char)id.ptr[i]) != 0;
		small += islower((unsigned char)id.ptr[i]) != 0;
	}
	*mixed = digits > 0 && letters > 1;
	if (id.len >= MADE && (digits > 0 || (letters < id.len && letters >= NAME)))
		return SURELY;
	if (id.len < 2 || !isalpha((unsigned char)id.ptr[0]))
		return NO_ID;
	return small == MADE && id.len == MADE ? MADE_LIKE : NAME_LIKE;
}

bool
mill_caret_is_id(mill_str line, size_t caret, bool below)
{
	size_t begin = mill_behind_containers(line), letters;
	mill_str before = mill_trim(mill_slice(line, begin, caret));
	mill_str id = mill_trim(mill_slice(line, caret + 1, line.len));
	bool mixed;
	look kind = look_of(id, &mixed);

	if (begin >= caret)
		return kind == SURELY || (kind != NO_ID && below);
	letters = word_before(before);
	if (kind == SURELY)
		return letters > 1 || mixed || id.len > 2 * MADE;
	if (kind == NO_ID || is_about_commands(before))
		return false;
	return letters > WORD || (letters == WORD && id.len >= NAME) ||
	       (letters > 1 && kind == MADE_LIKE);
}
