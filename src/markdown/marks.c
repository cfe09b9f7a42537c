/*
 * marks.c - what the author marked for learning, in all of a source.
 *
 * First a look at the whole: marks that can be nothing else, and code that has
 * `a::b`, decide what the doubtful ones are.  Then tags go off their lines,
 * marks become spans, and lines that ask for a card of their own items.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

#include <ctype.h>

bool
mill_is_turn(const mill_line *line)
{
	mill_str text = mill_trim(line->text);

	return mill_equal(text, MILL_STR("?")) || mill_equal(text, MILL_STR("??"));
}

/* ---- the whole -------------------------------------------------------------------------- */

static bool
has_name(mill_str text)
{
	for (size_t at = mill_find(text, MILL_STR("::"), 1); at != SIZE_MAX;
	     at = mill_find(text, MILL_STR("::"), at + 2))
		if (at + 2 < text.len && isalpha((unsigned char)text.ptr[at + 2]) &&
		    isalnum((unsigned char)text.ptr[at - 1]))
			return true;
	return false;
}

/* True for a line with a mark that can be nothing else. */
static bool
is_learned(const mill_line *line)
{
	static const char *const words[] = { "{{c1::", "#flashcard", "#card" };

	for (size_t i = 0; i < MILL_COUNT(words); i++)
		if (mill_find(line->text, mill_cstr(words[i]), 0) != SIZE_MAX)
			return true;
	for (size_t at = mill_find(line->text, MILL_STR("::"), 1); at != SIZE_MAX;
	     at = mill_find(line->text, MILL_STR("::"), at + 3)) {
		size_t length = mill_starts(
				    mill_slice(line->text, at, line->text.len), MILL_STR(":::"))
				    ? 3
				    : 2;
		if (mill_split_is_plain(line->text, at, length))
			return true;
	}
	return false;
}

static void
look_at_line(mill_marking *m, const mill_line *line)
{
	for (uint32_t i = 0; i < line->span_count && !m->codes; i++)
		if (line->spans[i].kind == MILL_CODING)
			m->codes = has_name(mill_slice(line->text, line->spans[i].start,
			    line->spans[i].start + line->spans[i].len));
	m->learns = m->learns || is_learned(line);
}

static void
look_at(mill_marking *m, const mill_block *first)
{
	for (const mill_block *block = first; block != NULL; block = block->next) {
		if (block->kind == MILL_CODE && !m->codes)
			m->codes = has_name(block->text);
		for (size_t i = 0; i < block->line_count; i++) {
			look_at_line(m, &block->lines[i]);
			m->learns = m->learns || (i > 0 && mill_is_turn(&block->lines[i]));
		}
		look_at(m, block->first);
	}
}

static void
look_at_sections(mill_marking *m, const mill_section *section)
{
	look_at_line(m, &section->title);
	look_at(m, section->blocks);
	for (const mill_section *child = section->first; child != NULL; child = child->next)
		look_at_sections(m, child);
}

static bool
has_learning_tag(const mill_outline *outline)
{
	for (size_t i = 0; i < outline->tag_count; i++)
		if (mill_starts(outline->tags[i], MILL_STR("flashcard")))
			return true;
	return false;
}

/* ---- its marks ------------------------------------------------------------------------------ */

static void
mark_text(const mill_marking *m, mill_block *block)
{
	size_t kept = 0;

	for (size_t i = 0; i < block->line_count; i++) {
		mill_line line = block->lines[i];

		if (mill_take_tags(m, &line))
			continue; /* nothing else was on it */
		mill_mark_line(m, &line);
		mill_link_addresses(m->reader, &line);
		block->lines[kept++] = line;
	}
	block->line_count = kept;
}

/* Recursion is as deep as blocks are nested, which the guard bounds. */
static void
mark_blocks(const mill_marking *m, mill_block **first, mill_block **last)
{
	mill_block *next, *block = *first;

	*first = *last = NULL;
	for (; block != NULL; block = next) {
		next = block->next;
		if (block->kind == MILL_TEXT)
			mark_text(m, block);
		else
			mark_blocks(m, &block->first, &block->last);
		if (block->kind == MILL_ITEM)
			mill_unite(m->reader, true, true, &block->first, &block->last);
		if (block->kind != MILL_TEXT || block->line_count > 0)
			mill_append(first, last, block);
	}
}

/* True for a title that asks for what is below it. */
static bool
asks_below(const mill_section *section)
{
	for (uint32_t i = 0; i < section->title.span_count; i++)
		if (section->title.spans[i].kind == MILL_SPLIT && section->title.spans[i].len == 0)
			return true;
	return false;
}

static bool
asks(const mill_section *section)
{
	mill_str text = mill_trim(section->title.text);
	uint32_t c = mill_before(text, text.len);

	return c == '?' || c == 0xFF1F || c == 0x61F || asks_below(section);
}

static void
mark_sections(mill_marking *m, mill_section *section)
{
	m->title = true;
	if (section->level > 0) {
		mill_take_tags(m, &section->title);
		if (!asks_below(section))
			mill_mark_line(m, &section->title);
		mill_link_addresses(m->reader, &section->title);
	}
	m->title = false;
	mark_blocks(m, &section->blocks, &section->blocks_last);
	mill_unite(m->reader, false, !asks(section), &section->blocks, &section->blocks_last);
	for (mill_section *child = section->first; child != NULL; child = child->next)
		mark_sections(m, child);
}

void
mill_mark(mill_reader *reader, mill_outline *outline)
{
	mill_marking m = { .reader = reader, .outline = outline };

	m.learns = has_learning_tag(outline);
	look_at_sections(&m, &outline->root);
	mark_sections(&m, &outline->root);
	for (size_t i = 0; i < outline->note_count; i++)
		mill_link_blocks(reader, outline->notes[i].first);
}
