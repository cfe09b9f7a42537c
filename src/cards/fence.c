/*
 * fence.c - a fence that holds notes instead of code.
 *
 * Some authors fence whatever they want to keep its breaks.  When most of its
 * lines are terms with their meanings and none looks like code, they are read
 * as the lines of a paragraph.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

#include <ctype.h>

enum {
	FEWEST = 3, /* lines that say what a fence is */
	MOST = 400, /* a longer one is kept as it is */
	SHARE = 60, /* of its lines, in percent, must be terms */
	WORDS = 10  /* width of a meaning, on average */
};

/* `key: value`, `port = 80`: a setting is no term. */
static bool
is_setting(mill_str text)
{
	size_t key = 0, words = 1;

	while (key < text.len &&
	       (isalnum((unsigned char)text.ptr[key]) || strchr("_.-/\"'", text.ptr[key]) != NULL))
		key++;
	if (key == 0 || key == text.len || mill_has_cjk(text))
		return false;
	if (text.ptr[key] == '=' || mill_starts(mill_slice(text, key, text.len), MILL_STR(" = ")))
		return true;
	for (size_t i = key + 2; i < text.len; i++)
		words += text.ptr[i] == ' ';
	return text.ptr[key] == ':' && words <= 2;
}

static bool
looks_like_code(mill_str text)
{
	static const char *const starts[] = { "$", "#", "//", "<", "@", "|", "+-", "> ", ">>>",
		"import ", "func ", "def ", "class ", "return ", "SELECT ", "var ", "let ",
		"const ", "public ", "if (", "for (", "--" };
	static const char *const parts[] = { "();", "){", ") {", "=>", " := ", "==", "\xE2\x94",
		"::", "%d", "%s", "___", " & ", " << ", " * ", " + ", " = ", "\xE2\x86\x90",
		"\xE2\x86\x92", "this." }; /* ← → */

	if (mill_starts_any(text, starts, MILL_COUNT(starts)) ||
	    strchr(";{}[\\", text.ptr[text.len - 1]) != NULL)
		return true;
	for (size_t i = 0; i < MILL_COUNT(parts); i++)
		if (mill_find(text, mill_cstr(parts[i]), 0) != SIZE_MAX)
			return true;
	return is_setting(text);
}

/* `T1`, `전제2`, `[1,2]`: one of a series, which stays together. */
static bool
is_step(mill_str term)
{
	return term.len == 0 || isdigit((unsigned char)term.ptr[term.len - 1]) ||
	       term.ptr[0] == '[';
}

static mill_line
line_of(mill_maker *maker, mill_str text, int32_t number)
{
	mill_line line = { .text = text, .line = number, .column = 1, .span_count = 1 };

	line.spans = MILL_NEW(maker->arena, mill_span, 1);
	line.spans[0] = (mill_span){ .len = (uint32_t)text.len, .html = MILL_STR("") };
	return line;
}

static size_t
count_lines(mill_str text)
{
	size_t count = 1;

	for (size_t i = 0; i < text.len; i++)
		count += text.ptr[i] == '\n';
	return count;
}

/* True for a fence without a language. */
static bool
is_plain_fence(const mill_block *block)
{
	size_t lines = count_lines(block->text);

	return block->kind == MILL_CODE && !block->verbatim && lines >= FEWEST && lines <= MOST &&
	       mill_starts(block->html, MILL_STR("<pre><code>"));
}

const mill_block *
mill_fence_notes(mill_maker *maker, const mill_block *block)
{
	mill_block *notes;
	size_t terms = 0, width = 0, at = 0;

	if (!is_plain_fence(block))
		return block;
	notes = MILL_NEW(maker->arena, mill_block, 1);
	*notes = *block;
	notes->kind = MILL_TEXT;
	notes->lines = MILL_NEW(maker->arena, mill_line, count_lines(block->text));
	notes->line_count = 0;
	for (int32_t number = block->line + 1; at < block->text.len; number++) {
		size_t end = mill_find(block->text, MILL_STR("\n"), at);
		mill_str text = mill_trim(mill_slice(block->text, at, end));
		mill_split split;
		mill_line *line = &notes->lines[notes->line_count];

		at = end == SIZE_MAX ? block->text.len : end + 1;
		if (text.len == 0)
			continue;
		if (looks_like_code(text))
			return block;
		*line = line_of(maker, text, number);
		notes->line_count++;
		if (!mill_separate(line, &split) || split.weak)
			continue;
		if (is_step(mill_trim(mill_slice(text, split.front_from, split.front_to))))
			return block;
		terms++;
		width += split.back_to - split.back_from;
	}
	if (notes->line_count < FEWEST || terms * 100 < notes->line_count * SHARE ||
	    width < terms * WORDS)
		return block;
	return notes;
}
