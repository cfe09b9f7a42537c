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
	WORD = 4  /* letters of what is a word rather than a unit, a function or a variable */
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

/* Letters at the end of a text; a stop or the like behind them counts as a word. */
static size_t
word_before(mill_str text)
{
	size_t letters = 0;
	uint32_t c = mill_before(text, text.len);

	if (mill_is_cjk(c) || c >= 0x2010 ||
	    strchr(".!?:;,\"'`*_]", c < 0x80 ? (int)c : 'x') != NULL)
		return WORD;
	while (text.len > 0 && mill_is_word(c = mill_before(text, text.len)) &&
	       (c >= 0x80 || isalpha((int)c))) {
		letters++;
		text.len -= c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	}
	return letters;
}

/* How sure it is by its own look: 2 when programs make such, 1 when people may. */
static int
look_of(mill_str id, bool *mixed)
{
	size_t digits = 0, letters = 0;

	for (size_t i = 0; i < id.len; i++) {
		digits += isdigit((unsigned char)id.ptr[i]) != 0;
		letters += isalpha((unsigned char)id.ptr[i]) != 0;
	}
	*mixed = digits > 0 && letters > 1;
	if (id.len >= MADE && (digits > 0 || (letters < id.len && letters >= WORD)))
		return 2;
	return id.len > 1 && isalpha((unsigned char)id.ptr[0]) ? 1 : 0;
}

bool
mill_caret_is_id(mill_str line, size_t caret, bool below)
{
	mill_str before = mill_trim(mill_slice(line, mill_behind_containers(line), caret));
	mill_str id = mill_trim(mill_slice(line, caret + 1, line.len));
	bool mixed, made = false;
	int look = look_of(id, &mixed);
	size_t letters;

	if (mill_behind_containers(line) >= caret)
		return look == 2 || (look == 1 && below);
	letters = word_before(before);
	if (look == 2)
		return letters > 1 || mixed || id.len > 2 * MADE ||
		       mill_ends(before, MILL_STR(")"));
	for (size_t i = 0; look == 1 && id.len == MADE && i <= id.len; i++)
		made = i == id.len || islower((unsigned char)id.ptr[i]);
	return look == 1 &&
	       (letters >= WORD || (made && (letters > 1 || mill_ends(before, MILL_STR(")"))))) &&
	       !is_about_commands(before);
}
