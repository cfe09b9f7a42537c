/*
 * section.c - what a heading and its body give.
 *
 * Lists, definitions, and lines that end in a colon with what follows them
 * make cards of their own, with the heading as context.  Whatever has no
 * prompt of its own stays together, in order, on the heading's card.
 */
#include "../base/base.h"
#include "../outline.h"
#include "../deck.h"
#include "cards.h"

enum {
	BARE_WIDTH = 16,  /* a name that somebody wrote down and left */
	TITLE_WIDTH = 24, /* a first line that is no longer may be a title */
	WRAPPED = 76      /* a line that is longer was probably wrapped */
};

typedef struct body {
	mill_maker *maker;
	const mill_section *section;
	const mill_path *above;   /* of the heading's own card */
	const mill_path *here;    /* of cards below the heading */
	mill_block *first, *last; /* blocks for the heading's card */
	bool shares_front;
} body;

static void
keep(body *b, const mill_block *block)
{
	mill_append(&b->first, &b->last, mill_copy_block(b->maker, block));
}

static void
keep_lines(body *b, const mill_line *lines, size_t count)
{
	mill_block text = { .kind = MILL_TEXT };

	text.lines = (mill_line *)(uintptr_t)lines;
	text.line_count = count;
	text.line = lines[0].line;
	text.end_line = mill_end_of(&lines[count - 1]);
	keep(b, &text);
}

static mill_path *
below(body *b, const mill_path *path, const mill_line *title)
{
	mill_path *more = MILL_NEW(b->maker->arena, mill_path, 1);

	*more = (mill_path){ path, mill_prompt(mill_whole(title)), false };
	return more;
}

/* ---- lines of a text --------------------------------------------------------------- */

static bool
separates(const mill_line *line)
{
	mill_split split;

	return mill_separate(line, &split) && !split.weak;
}

static size_t
count_terms(const mill_line *lines, size_t count)
{
	size_t terms = 0;

	for (size_t i = 0; i < count; i++)
		terms += separates(&lines[i]);
	return terms;
}

/* A line without a separator belongs to the one before when that was not finished. */
static bool
continues(const mill_line *before)
{
	mill_str text = mill_trim(before->text);
	uint32_t c = mill_before(text, text.len);

	if (c == ',' || c == 0xFF0C || c == 0x3001)
		return true;
	return mill_width(text) > WRAPPED && c != '.' && c != 0x3002 && c != ';' && c != 0xFF1B;
}

static void
lines_card(body *b, const char *rule, const mill_path *path, const mill_line *title,
    const mill_line *lines, size_t count)
{
	mill_sheet back = mill_new_sheet(b->maker);

	mill_put_lines(&back, lines, count);
	mill_ask(b->maker, &(mill_asked){ .rule = rule,
			       .front = mill_prompt(mill_whole(title)),
			       .back = &back,
			       .path = path,
			       .line = title->line,
			       .end_line = mill_end_of(&lines[count - 1]) });
}

/* A card for each line that has a separator; lines that cannot stand alone go
 * to the line before, or are kept. */
static void
term_lines(body *b, const mill_line *lines, size_t count, const mill_path *path)
{
	for (size_t i = 0; i < count;) {
		mill_fact fact = { &lines[i], 1, NULL, path, lines[i].line, 0 };

		if (separates(&lines[i]))
			while (i + fact.line_count < count &&
			       !separates(&lines[i + fact.line_count]) &&
			       continues(&lines[i + fact.line_count - 1]))
				fact.line_count++;
		i += fact.line_count;
		fact.end_line = mill_end_of(&lines[i - 1]);
		if (mill_fact_card(b->maker, &fact) == MILL_NO_HANDLE)
			keep_lines(b, fact.lines, fact.line_count);
	}
}

static bool
is_title(const mill_line *line)
{
	mill_str text = mill_trim(line->text);
	uint32_t c = mill_before(text, text.len);

	return mill_width(text) <= TITLE_WIDTH && mill_is_word(c) && !separates(line) &&
	       mill_clause_end(line) == 0 && mill_subject_end(line) == 0;
}

/* Lines without a lead-in among them. */
static void
plain_lines(
    body *b, const mill_line *lines, size_t count, const mill_path *path, const mill_line *title)
{
	size_t terms = count_terms(lines, count);

	if (count > 1 && mill_is_question(lines[0].text)) {
		lines_card(b, "question", path, &lines[0], lines + 1, count - 1);
	} else if (terms >= 2 && count > 2 && is_title(&lines[0])) {
		term_lines(b, lines + 1, count - 1, below(b, path, &lines[0]));
	} else if ((terms >= 2 && terms * 2 >= count) || (count == 1 && terms == 1)) {
		term_lines(b, lines, count, path);
	} else if (terms == 1 && separates(&lines[0]) && count <= 4) {
		mill_fact fact = { lines, count, NULL, path, lines[0].line,
			mill_end_of(&lines[count - 1]) };
		mill_fact_card(b->maker, &fact);
	} else if (count > 1 && title == NULL && is_title(&lines[0]) &&
		   mill_width(lines[1].text) > TITLE_WIDTH) {
		plain_lines(b, lines + 1, count - 1, below(b, path, &lines[0]), &lines[0]);
	} else if (title != NULL) {
		lines_card(b, "lead", path->above, title, lines, count);
	} else if (count == 1 && mill_question_end(&lines[0]) > 0) {
		mill_fact fact = { lines, 1, NULL, path, lines[0].line, mill_end_of(&lines[0]) };
		mill_fact_card(b->maker, &fact);
	} else {
		keep_lines(b, lines, count);
	}
}

/* Keeps the lines that a path below the section's names. */
static void
keep_names(body *b, const mill_path *path)
{
	const mill_line **names;
	size_t count = 0;

	for (const mill_path *at = path; at != b->here; at = at->above)
		count++;
	names = MILL_NEW(b->maker->arena, const mill_line *, count);
	for (size_t i = count; i > 0; path = path->above)
		names[--i] = path->title.line;
	for (size_t i = 0; i < count; i++)
		keep_lines(b, names[i], 1);
}

/* Goes through count lines of a text; answers the path for what follows it. */
static const mill_path *
text_lines(body *b, const mill_line *lines, size_t count, const mill_path *path)
{
	for (size_t i = 0; i < count;) {
		size_t end = i + 1;

		while (end < count && !mill_is_lead(&lines[end]))
			end++;
		if (!mill_is_lead(&lines[i])) {
			plain_lines(b, lines + i, end - i, path, NULL);
		} else if (end == i + 1) {
			path = below(b, path, &lines[i]); /* names what comes next */
		} else if (count_terms(lines + i + 1, end - i - 1) >= 2) {
			plain_lines(
			    b, lines + i + 1, end - i - 1, below(b, path, &lines[i]), &lines[i]);
		} else {
			lines_card(b, "lead", path, &lines[i], lines + i + 1, end - i - 1);
		}
		i = end;
	}
	return path;
}

/* ---- blocks ----------------------------------------------------------------------------- */

/* What a title that says nothing alone gets before it. */
static mill_cut
parent_title(mill_maker *maker, const mill_section *section)
{
	if (section->parent == NULL || section->parent->title.text.len == 0 ||
	    !mill_title_is_generic(maker, section))
		return (mill_cut){ 0 };
	return mill_prompt(mill_whole(&section->parent->title));
}

static void
list(body *b, const mill_block *block, const mill_line *lead, const mill_path *path)
{
	mill_listing how = { .title = b->section->title.text.len > 0
					  ? mill_whole(&b->section->title)
					  : (mill_cut){ 0 },
		.parent = parent_title(b->maker, b->section),
		.led = b->section->level > 6 && !b->shares_front,
		.shares_front = b->shares_front,
		.path = path,
		.above = b->above };
	const mill_block *left;
	const mill_note *before;

	if (lead != NULL) {
		how = (mill_listing){ .title = mill_whole(lead), .led = true, .above = path };
		how.path = below(b, path, lead);
	} else if (path != b->here) { /* a name that stood alone before */
		how = (mill_listing){
			.title = path->title, .led = true, .path = path, .above = path->above
		};
	}
	before = b->maker->last;
	left = mill_list_cards(b->maker, block, &how);
	if (left == NULL && lead != NULL && b->maker->last == before)
		mill_leave(b->maker->log, MILL_STUB_LINE, (mill_place){ lead->line, lead->column },
		    mill_end_of(lead), "nothing of what this line names is on a card");
	if (left != NULL && lead != NULL)
		keep_lines(b, lead, 1);
	if (left != NULL)
		keep(b, left);
}

/* A lead-in asks for the block that follows it. */
static void
lead_card(body *b, const char *rule, const mill_line *lead, const mill_block *block,
    const mill_path *path)
{
	mill_sheet back = mill_new_sheet(b->maker);

	mill_put_block(&back, block);
	mill_ask(b->maker, &(mill_asked){ .rule = rule,
			       .front = mill_prompt(mill_whole(lead)),
			       .back = &back,
			       .path = path,
			       .line = lead->line,
			       .end_line = block->end_line });
}

/* A text and, when its last line is a lead-in, the block behind it; answers the
 * last block taken. */
static const mill_block *
text(body *b, const mill_block *block)
{
	const mill_block *next = block->next;
	const mill_line *lead = &block->lines[block->line_count - 1];
	const mill_path *path = b->here;

	if (next != NULL && block->line_count == 1 && mill_is_question(lead->text)) {
		lead_card(b, "question", lead, next, path);
		return next;
	}
	if (next == NULL || !mill_is_lead(lead)) {
		path = text_lines(b, block->lines, block->line_count, path);
		keep_names(b, path); /* lead-ins of nothing */
		return block;
	}
	path = text_lines(b, block->lines, block->line_count - 1, path);
	if (next->kind == MILL_LIST)
		list(b, next, lead, path);
	else if (next->kind != MILL_TABLE ||
		 !mill_table_cards(b->maker, next, below(b, path, lead)))
		lead_card(b, "lead", lead, next, path);
	return next;
}

/* What a box says in its title alone: it is kept with its box, if it asks for nothing. */
static void
box(body *b, const mill_block *block)
{
	mill_fact fact = { block->lines, block->line_count, NULL, b->here, block->line,
		block->end_line };

	if (mill_fact_card(b->maker, &fact) == MILL_NO_HANDLE)
		keep(b, block);
}

/* True when something of the body will stay for the heading's own card. */
static bool
has_own_text(const mill_section *section)
{
	for (const mill_block *block = section->blocks; block != NULL; block = block->next) {
		if (block->kind == MILL_TEXT && block->line_count == 1 &&
		    mill_is_lead(&block->lines[0]) && block->next != NULL)
			block = block->next;
		else if (block->kind != MILL_LIST)
			return true;
	}
	return false;
}

/* ---- the section ---------------------------------------------------------------------------- */

static void
heading_card(body *b, const char *rule, const mill_block *blocks)
{
	mill_cut title = mill_prompt(mill_whole(&b->section->title));
	mill_chunks chunks = mill_chunks_of(b->maker, blocks, true, blocks == b->first);

	for (size_t i = 0; i < chunks.count; i++) {
		mill_sheet back = mill_new_sheet(b->maker);
		mill_buf more = { .arena = b->maker->arena };
		const mill_block *last = chunks.all[i];

		if (chunks.count > 1)
			mill_printf(&more, " (%zu/%zu)", i + 1, chunks.count);
		back.heads = chunks.heads;
		mill_put_blocks(&back, chunks.all[i], false);
		while (last->next != NULL)
			last = last->next;
		mill_ask(b->maker, &(mill_asked){ .rule = rule,
				       .parent = parent_title(b->maker, b->section),
				       .front = title.to > title.from ? title : (mill_cut){ 0 },
				       .more = more.text,
				       .back = &back,
				       .path = b->above,
				       .line = i == 0 ? b->section->line : chunks.all[i]->line,
				       .end_line = last->end_line });
	}
}

/* The heading's cards, made last, come before those of its items, as in the notes. */
static void
move_behind(mill_maker *maker, mill_note *before, mill_note *end)
{
	mill_note *last = maker->last, *moved, **at;

	if (last == end || end == before)
		return; /* nothing was added, or it is in its place */
	moved = end->next;
	end->next = NULL;
	maker->last = end;
	at = before == NULL ? &maker->first : &before->next;
	last->next = *at;
	*at = moved;
}

/* A question, or a title that asks for all below it, is answered by the names of
 * its subsections when it has no body of its own. */
static void
names_card(body *b)
{
	mill_block *list = MILL_NEW(b->maker->arena, mill_block, 1);
	mill_listing how = { .title = mill_whole(&b->section->title),
		.parent = parent_title(b->maker, b->section),
		.led = true,
		.above = b->above };

	list->kind = MILL_LIST;
	list->marker.shape = MILL_BULLET;
	list->line = list->end_line = b->section->line;
	for (mill_section *child = b->section->first; child != NULL; child = child->next) {
		mill_block *item = MILL_NEW(b->maker->arena, mill_block, 1);
		mill_block *text = MILL_NEW(b->maker->arena, mill_block, 1);
		mill_line *name = MILL_NEW(b->maker->arena, mill_line, 1);

		if (mill_all_blank(child->title.text))
			continue;
		if (mill_is_question(child->title.text))
			return; /* a question is not answered by questions */
		*name = mill_line_until(
		    b->maker, &child->title, mill_prompt(mill_whole(&child->title)).to);
		*text = (mill_block){ .kind = MILL_TEXT,
			.lines = name,
			.line_count = 1,
			.line = child->line,
			.end_line = child->line };
		*item = (mill_block){ .kind = MILL_ITEM,
			.marker = list->marker,
			.first = text,
			.last = text,
			.line = child->line,
			.end_line = child->line };
		mill_append(&list->first, &list->last, item);
	}
	if (list->first != list->last)
		mill_list_whole_card(b->maker, list, &how);
}

static void
stub(mill_maker *maker, const mill_section *section, const mill_path *above)
{
	const mill_line *title = &section->title;
	mill_fact fact = { title, 1, NULL, above, section->line, section->line };
	mill_split split;

	if (section->level == 0)
		return;
	if (mill_separate(title, &split) || mill_is_question(title->text))
		mill_fact_card(maker, &fact);
	else
		mill_leave(maker->log, MILL_STUB_HEADING, (mill_place){ section->line, 1 },
		    section->end_line, "nothing stands below the heading \"%.120s\"",
		    mill_copy(maker->arena, mill_trim(title->text)).ptr);
}

/* What stands before the first heading asks for itself, where it can. */
static void
rootless(body *b)
{
	mill_block *block = b->first, *next; /* copies, linked anew */

	b->first = b->last = NULL;
	for (; block != NULL; block = next) {
		mill_fact fact = { block->lines, block->line_count, NULL, b->above, block->line,
			block->end_line };

		next = block->next;
		if (block->kind == MILL_TEXT && mill_fact_card(b->maker, &fact) != MILL_NO_HANDLE)
			continue;
		mill_append(&b->first, &b->last, block);
	}
}

/* True when one short line is all that is left, and the section has cards: the
 * author wrote a name down and stopped. */
static bool
is_bare(const body *b, const mill_note *before)
{
	return b->first != NULL && b->first == b->last && b->maker->last != before &&
	       b->first->kind == MILL_TEXT && b->first->line_count == 1 &&
	       mill_width(b->first->lines[0].text) <= BARE_WIDTH && is_title(&b->first->lines[0]) &&
	       !mill_is_picture(&b->first->lines[0]);
}

void
mill_section_cards(mill_maker *maker, const mill_section *section, const mill_path *above)
{
	body b = { .maker = maker, .section = section, .above = above };
	mill_path heading = { above, mill_unlabelled(&section->title), true };
	mill_note *before = maker->last, *end;

	if (mill_marked_section(maker, section, above))
		return;
	section = mill_quiz_section(maker, section, above);
	if (section == NULL)
		return;
	b.section = section;
	if (section->blocks == NULL) {
		if (section->first == NULL)
			stub(maker, section, above);
		else if (section->level > 0 && mill_asks_for_all(section->title.text))
			names_card(&b);
		return;
	}
	mill_report_empty(maker, section->blocks);
	b.here = section->level == 0 ? NULL : &heading;
	if (mill_is_question(section->title.text)) {
		mill_fact fact = { &section->title, 1, section->blocks, above, section->line,
			section->end_line };

		heading_card(&b, "question", section->blocks);
		mill_fact_parts(maker, &fact);
		return;
	}
	b.shares_front = has_own_text(section);
	for (const mill_block *block = section->blocks; block != NULL; block = block->next) {
		block = mill_fence_notes(maker, block);
		if (block->kind == MILL_TEXT && block->callout != NULL &&
		    !mill_is_question(block->lines[0].text))
			box(&b, block);
		else if (block->kind == MILL_TEXT)
			block = text(&b, block);
		else if (block->kind == MILL_QUOTE && mill_is_empty(block))
			continue;
		else if (block->kind == MILL_LIST)
			list(&b, block, NULL, b.here);
		else if (block->kind == MILL_FOLD && !block->answer)
			mill_fold_cards(maker, block, section, b.here);
		else if (block->kind != MILL_TABLE || !mill_table_cards(maker, block, b.here))
			keep(&b, block);
	}
	end = maker->last;
	if (section->level == 0)
		rootless(&b);
	if (is_bare(&b, before)) {
		mill_leave(maker->log, MILL_STUB_LINE, (mill_place){ b.first->line, 1 },
		    b.first->end_line,
		    "this line is the name of something that nothing is said about");
	} else if (b.first != NULL) {
		end = maker->last;
		heading_card(&b, "heading", b.first);
		move_behind(maker, before, end);
	}
}
