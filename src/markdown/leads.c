/*
 * leads.c - lines that are headings without being marked as such.
 *
 * `**优点**` alone on its line, `一、背景` alone in its paragraph: people who do
 * not care for hashes write headings like that.  What follows such a line, up
 * to the next one or to a real heading, is its body, so it becomes a section
 * below the one it stands in.  A lead without a body is text, as it was.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

enum {
	LEAD_WIDTH = 100, /* a longer line in bold is a sentence that matters */
	HAN_WIDTH = 48,
	HAN_LEVEL = 7, /* below every real heading */
	PAREN_HAN_LEVEL,
	BOLD_LEVEL
};

/* What a section's blocks are dealt out to. */
typedef struct dealer {
	mill_reader *reader;
	mill_section *top;     /* the section that is split */
	mill_section *section; /* the one that is open */
	mill_section *rest;    /* its real subsections, which come last */
} dealer;

static bool
ends_sentence(mill_str text)
{
	uint32_t c = mill_before(text, text.len);

	return c == '.' || c == '!' || c == ';' || c == ',' || c == 0x3002 || c == 0xFF01 ||
	       c == 0xFF1B || c == 0xFF0C;
}

/* `**Answer:**` is no question, `**Note**` is about what stands before it. */
static bool
is_label(mill_arena *arena, mill_str text)
{
	static const char *const labels[] = { "a", "answer", "answers", "solution", "explanation",
		"note", "notes", "tip", "tips", "warning", "hint", "答", "答案", "解析", "解答",
		"解", "回答", "注", "注意", "정답", "답", "ответ" };

	text = mill_fold(arena, mill_without_colon(text));
	return mill_is_any(text, labels, MILL_COUNT(labels));
}

/* `**Q1: …**` asks by its label, and is answered up to the next one. */
static bool
asks_by_label(mill_arena *arena, mill_str text)
{
	static const char *const labels[] = { "question", "q", "问", "問", "提问", "质问", "質問",
		"面试题", "вопрос", "질문" };

	text = mill_fold(arena, mill_slice(text, 0, 40));
	for (size_t i = 0; i < MILL_COUNT(labels); i++) {
		size_t at = strlen(labels[i]);

		if (!mill_starts(text, mill_cstr(labels[i])))
			continue;
		while (at < text.len &&
		       (text.ptr[at] == ' ' || (text.ptr[at] >= '0' && text.ptr[at] <= '9')))
			at++;
		text = mill_slice(text, at, text.len);
		return mill_starts(text, MILL_STR(":")) || mill_starts(text, MILL_STR("：")) ||
		       mill_starts(text, MILL_STR(". "));
	}
	return false;
}

/* A line of nothing but bold text, a colon behind it allowed. */
static bool
is_bold_lead(mill_arena *arena, const mill_line *line)
{
	mill_str text = mill_trim(line->text), behind;
	const mill_span *bold = &line->spans[0];

	if (line->span_count == 0 || line->span_count > 2 || bold->kind != MILL_STRONG ||
	    bold->len == 0)
		return false;
	behind = mill_trim(mill_slice(line->text, bold->start + bold->len, line->text.len));
	if (behind.len > 0 && !mill_equal(behind, MILL_STR(":")) &&
	    !mill_equal(behind, MILL_STR("：")))
		return false;
	return mill_width(text) <= LEAD_WIDTH && !ends_sentence(text) && !is_label(arena, text) &&
	       !asks_by_label(arena, text);
}

/* The level of the section that a line opens; 0 when it opens none. */
static int
lead_level(mill_arena *arena, const mill_block *block, size_t at)
{
	const mill_line *line = &block->lines[at];
	mill_marker marker;

	if (is_bold_lead(arena, line))
		return BOLD_LEVEL;
	if (at > 0 || mill_width(line->text) > HAN_WIDTH ||
	    (block->line_count > 1 && mill_marker_read(block->lines[1].text, &marker) > 0) ||
	    ends_sentence(mill_trim(line->text)) || mill_marker_read(line->text, &marker) == 0)
		return 0;
	return marker.shape == MILL_HAN         ? HAN_LEVEL
	       : marker.shape == MILL_PAREN_HAN ? PAREN_HAN_LEVEL
						: 0;
}

/* True when something follows that is not itself a lead: a body. */
static bool
has_body(mill_arena *arena, const mill_block *block, size_t at, int level)
{
	int next;

	if (at + 1 < block->line_count)
		return lead_level(arena, block, at + 1) == 0;
	if (block->next == NULL)
		return false;
	if (block->next->kind != MILL_TEXT)
		return true;
	next = lead_level(arena, block->next, 0);
	return next == 0 || next > level;
}

/* True when the lists on both sides of a lead are one: `1. a`, `**note**`, `2. b`. */
static bool
inside_list(const mill_block *before, const mill_block *block)
{
	const mill_block *after = block->next;

	if (before == NULL || before->kind != MILL_LIST || before->last == NULL)
		return false;
	while (after != NULL && after->kind != MILL_LIST)
		after = after->next;
	return after != NULL && after->marker.shape == before->marker.shape &&
	       after->marker.number > 1 && after->marker.number == before->last->marker.number + 1;
}

static void
open_lead(dealer *d, const mill_line *line, int level)
{
	mill_section *section = MILL_NEW(d->reader->arena, mill_section, 1), *parent = d->section;

	while (parent != d->top && parent->level >= level)
		parent = parent->parent;
	section->level = level;
	section->line = line->line;
	section->end_line = mill_end_of(line);
	section->title = mill_bare_title(d->reader, line);
	section->parent = parent;
	mill_add_section(parent, section);
	d->section = section;
}

static void
deal(dealer *d, mill_block *block)
{
	mill_append(&d->section->blocks, &d->section->blocks_last, block);
	if (block->end_line > d->section->end_line)
		d->section->end_line = block->end_line;
}

/* The lines from..to of a text as a block of the section that is open. */
static void
deal_lines(dealer *d, const mill_block *block, size_t from, size_t to)
{
	mill_block *part;

	if (from == to)
		return;
	part = mill_new_block(
	    d->reader, MILL_TEXT, block->lines[from].line, mill_end_of(&block->lines[to - 1]));
	part->lines = block->lines + from;
	part->line_count = to - from;
	deal(d, part);
}

static void
deal_text(dealer *d, mill_block *block)
{
	mill_block view = *block; /* deal() sets the block's next */
	size_t from = 0;

	for (size_t at = 0; at < view.line_count; at++) {
		int level = lead_level(d->reader->arena, &view, at);

		if (level == 0 || !has_body(d->reader->arena, &view, at, level) ||
		    inside_list(d->section->blocks_last, &view))
			continue;
		deal_lines(d, &view, from, at);
		open_lead(d, &view.lines[at], level);
		from = at + 1;
	}
	if (from == 0)
		deal(d, block);
	else
		deal_lines(d, &view, from, view.line_count);
}

/* An answer is not torn from its question. */
static bool
asks(mill_str title)
{
	uint32_t c = mill_before(mill_trim(title), mill_trim(title).len);

	return c == '?' || c == 0xFF1F || c == 0x61F;
}

void
mill_split_leads(mill_reader *reader, mill_section *section)
{
	dealer d = { reader, section, section, section->first };
	mill_section *rest_last = section->last;
	mill_block *next, *block = section->blocks;

	if (asks(section->title.text))
		return;
	section->blocks = section->blocks_last = NULL;
	section->first = section->last = NULL;
	for (; block != NULL; block = next) {
		next = block->next;
		if (block->ruled && d.section->level == BOLD_LEVEL)
			d.section = section; /* a rule ends what a line in bold headed */
		if (block->kind == MILL_TEXT)
			deal_text(&d, block);
		else
			deal(&d, block);
	}
	if (d.rest == NULL)
		return;
	if (section->last == NULL)
		section->first = d.rest;
	else
		section->last->next = d.rest;
	section->last = rest_last;
}
