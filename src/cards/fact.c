/*
 * fact.c - which rule takes a fact: question, term, lead line, statement.
 *
 * The first rule that fits makes the card.  A fact that no rule can turn into
 * a question is not forced into one: it goes on a larger card with its
 * neighbours, and never onto a front.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

enum {
	BLANKS = 3,         /* clozes of one note: more is a puzzle */
	LEAD_WIDTH = 72,    /* a first line that is longer is no title */
	PATH_WIDTH = 40,    /* a prompt that is longer is shortened where it is context */
	SHORT_WIDTH = 14,   /* a member of an enumeration, not a statement */
	SUBJECT_WIDTH = 24, /* the name of a thing and "is" */
	CUE_WIDTH = 8,      /* less before a blank is no cue */
	TAIL_WIDTH = 7,     /* a sentence may end with so much behind its blank */
	DEEPEST = 8         /* items inside of items that still get cards */
};

static size_t
depth_of(const mill_path *path)
{
	size_t depth = 0;

	for (; path != NULL; path = path->above)
		depth += !path->heading;
	return depth;
}

/* ---- answers ------------------------------------------------------------------- */

/* What stands on the back behind the front: the rest of its line, the lines below. */
static void
put_answer(mill_sheet *out, const mill_fact *fact, mill_cut first, size_t from)
{
	mill_cut start = first;

	if (first.line != NULL) {
		mill_str text = mill_cut_text(first), trimmed = mill_trim(text);
		start.from += (size_t)(trimmed.ptr - text.ptr);
		start.to = start.from + trimmed.len;
		if (trimmed.len == 0) /* markup without text, a picture, stays */
			start = first;
		mill_put_cut(out, start);
	}
	if (from < fact->line_count) {
		if (out->html.len > 0)
			mill_puts(&out->html, "<br>");
		mill_put_lines(out, fact->lines + from, fact->line_count - from);
	}
}

/* Asks front; the answer is a part of its line, the lines from `from` on, and the
 * blocks below, on as many cards as it takes. */
static void
ask(mill_maker *maker, const mill_fact *fact, const char *rule, mill_cut front, const char *more,
    mill_cut first, size_t from)
{
	mill_chunks chunks = mill_chunks_of(
	    maker, fact->rest, depth_of(fact->path) < DEEPEST, false);

	for (size_t i = 0; i < chunks.count || i == 0; i++) {
		mill_sheet back = mill_new_sheet(maker);
		mill_buf behind = { .arena = maker->arena };

		if (chunks.count > 1)
			mill_printf(
			    &behind, "%s (%zu/%zu)", more == NULL ? "" : more, i + 1, chunks.count);
		back.heads = chunks.heads;
		if (i == 0)
			put_answer(&back, fact, first, from);
		if (i < chunks.count)
			mill_put_blocks(&back, chunks.all[i], back.html.len > 0);
		mill_ask(maker, &(mill_asked){ .rule = rule,
				    .front = front,
				    .more = chunks.count > 1 ? behind.text : more,
				    .back = &back,
				    .path = fact->path,
				    .line = i == 0 ? fact->line : chunks.all[i]->line,
				    .end_line = fact->end_line });
	}
}

static bool
has_body(const mill_fact *fact)
{
	return fact->line_count > 1 || fact->rest != NULL;
}

/* ---- the rules, in order ---------------------------------------------------------- */

static mill_outcome
question_rule(mill_maker *maker, const mill_fact *fact)
{
	const mill_line *line = &fact->lines[0];
	mill_split split;
	size_t end;

	if (mill_is_question(line->text) ||
	    (!has_body(fact) && mill_asks_without_mark(mill_trim(line->text)))) {
		/* `Wie geht's? = How are you?` is a term, not a question. */
		if (!has_body(fact) && mill_separate(line, &split) && !split.weak)
			return MILL_NO_HANDLE;
		if (!has_body(fact)) {
			mill_leave(maker->log, MILL_UNANSWERED,
			    (mill_place){ fact->line, line->column }, fact->end_line,
			    "this question has no answer: \"%.200s\"",
			    mill_copy(maker->arena, mill_trim(line->text)).ptr);
			return MILL_NOTHING;
		}
		ask(maker, fact, "question", mill_prompt(mill_whole(line)), NULL, (mill_cut){ 0 },
		    1);
		return MILL_CARD;
	}
	end = mill_question_end(line);
	if (end == 0)
		return MILL_NO_HANDLE;
	ask(maker, fact, "question", mill_prompt((mill_cut){ line, 0, end }), NULL,
	    (mill_cut){ line, end, line->text.len }, 1);
	return MILL_CARD;
}

static mill_outcome
term_rule(mill_maker *maker, const mill_fact *fact)
{
	const mill_line *line = &fact->lines[0];
	mill_split split;

	if (!mill_separate(line, &split))
		return MILL_NO_HANDLE;
	ask(maker, fact, "term", mill_prompt((mill_cut){ line, split.front_from, split.front_to }),
	    NULL, (mill_cut){ line, split.back_from, split.back_to }, 1);
	return MILL_CARD;
}

static bool
ends_sentence(mill_str text)
{
	uint32_t c;

	text = mill_trim(text);
	c = mill_before(text, text.len);
	return c == 0x3002 || c == '.' || c == 0xFF01 || c == '!';
}

/* True when blocks only show what the line above them says: pictures, code. */
static bool
says_nothing(const mill_block *block)
{
	for (; block != NULL; block = block->next) {
		if (block->kind == MILL_LIST || block->kind == MILL_ITEM) {
			if (!says_nothing(block->first))
				return false;
		} else if (block->kind == MILL_TEXT) {
			if (block->line_count != 1 || !mill_is_picture(&block->lines[0]))
				return false;
		} else if (block->kind != MILL_CODE) {
			return false;
		}
	}
	return true;
}

/* A title line with a body: what is under it is the answer. */
static mill_outcome
lead_rule(mill_maker *maker, const mill_fact *fact)
{
	const mill_line *line = &fact->lines[0];
	size_t width = mill_width(mill_trim(line->text));

	if (!has_body(fact) ||
	    (!mill_is_lead(line) && (width > LEAD_WIDTH || ends_sentence(line->text))))
		return MILL_NO_HANDLE;
	/* Two clauses and lines that go on are a statement, unless blocks of text follow. */
	if ((fact->rest == NULL || says_nothing(fact->rest)) && !mill_is_lead(line) &&
	    (mill_clause_end(line) > 0 || mill_find(line->text, MILL_STR("，"), 0) != SIZE_MAX))
		return MILL_NO_HANDLE;
	ask(maker, fact, "lead", mill_prompt(mill_whole(line)), NULL, (mill_cut){ 0 }, 1);
	return MILL_CARD;
}

/* The sentence up to a place is the cue, all of it the answer. */
static mill_outcome
cue(mill_maker *maker, const mill_fact *fact, size_t end)
{
	const mill_line *line = &fact->lines[0];
	mill_str before = mill_trim(mill_slice(line->text, 0, end));
	uint32_t c = mill_before(before, before.len);

	/* What is marked up stays in one piece, and would stand on the front whole. */
	for (uint32_t i = 0; i < line->span_count; i++)
		if (line->spans[i].kind != MILL_PLAIN && line->spans[i].start < end &&
		    line->spans[i].start + line->spans[i].len > end)
			return MILL_NO_HANDLE;
	if (mill_all_blank(mill_slice(line->text, end, line->text.len)))
		return MILL_NO_HANDLE; /* nothing would be asked */
	/* What opens with the blank stays with it. */
	if (c == '(' || c == '"' || c == 0xFF08 || c == 0x201C || c == 0x300C || c == 0x300E)
		end = (size_t)(before.ptr - line->text.ptr) + before.len - (c < 0x80 ? 1 : 3);
	ask(maker, fact, "statement", mill_prompt((mill_cut){ line, 0, end }), "\xE2\x80\xA6",
	    mill_whole(line), 1);
	return MILL_CARD;
}

/* Blanks out what the author marked, or else a quotation, a number, a word.  A blank
 * that ends the sentence needs no cloze: what stands before it is a cue. */
static mill_outcome
cloze(mill_maker *maker, const mill_fact *fact, bool marked)
{
	const mill_line *line = &fact->lines[0];
	mill_cut blanks[BLANKS];
	size_t count = mill_blanks(line, marked, blanks, BLANKS);
	const mill_cut *last = &blanks[count - (count > 0)];

	if (count == 0)
		return MILL_NO_HANDLE;
	if (mill_width(mill_slice(line->text, 0, last->from)) >= CUE_WIDTH &&
	    mill_width(mill_slice(line->text, last->to, line->text.len)) <= TAIL_WIDTH)
		return cue(maker, fact, last->from);
	/* `look at {{x}}`: too little is left to tell what is blank. */
	if (maker->statements != CARDMILL_CLOZE ||
	    (!marked && mill_width(line->text) - mill_width(mill_cut_text(*last)) < CUE_WIDTH))
		return MILL_NO_HANDLE;
	mill_ask_cloze(maker, fact, blanks, count);
	return MILL_CARD;
}

/* `x` or **x** at the beginning is what the sentence is about, not what to blank out. */
static size_t
marked_subject_end(const mill_line *line)
{
	mill_span_kind kind = line->spans[0].kind;
	mill_str rest;
	size_t end, clause;

	if (line->span_count < 2 || (kind != MILL_CODING && kind != MILL_STRONG))
		return 0;
	rest = mill_trim(mill_slice(line->text, line->spans[0].len, line->text.len));
	if (mill_starts(rest, MILL_STR(",")) || mill_starts(rest, MILL_STR("、")))
		return 0; /* the first of several */
	end = mill_predicate_end(line);
	clause = mill_clause_end(line);
	if (end == 0 || (clause > 0 && clause < end))
		end = clause;
	if (end == 0 && kind == MILL_CODING &&
	    mill_width(line->text) >=
		mill_width(mill_slice(line->text, 0, line->spans[0].len)) + CUE_WIDTH)
		end = line->spans[0].len;
	return end;
}

/* A fact whose first line is bold as a whole, with that line plain: bold stays in one
 * piece, so no part of it could be asked. */
static mill_fact
without_bold(mill_maker *maker, const mill_fact *fact)
{
	static const mill_str open = { "<strong>", 8 };
	const mill_line *line = &fact->lines[0];
	mill_fact plain = *fact;
	mill_line *lines;

	if (line->span_count == 0 || line->spans[0].kind != MILL_STRONG ||
	    !mill_starts(line->spans[0].html, open) ||
	    !mill_all_blank(mill_slice(line->text, line->spans[0].len, line->text.len)) ||
	    mill_find(line->spans[0].html, MILL_STR("<"), 1) + sizeof "</strong>" - 1 !=
		line->spans[0].html.len)
		return plain;
	lines = MILL_NEW(maker->arena, mill_line, fact->line_count);
	memcpy(lines, fact->lines, fact->line_count * sizeof *lines);
	lines[0].spans = MILL_NEW(maker->arena, mill_span, 1);
	lines[0].spans[0] = (mill_span){
		.kind = MILL_PLAIN, .len = (uint32_t)line->text.len, .html = MILL_STR("")
	};
	lines[0].span_count = 1;
	plain.lines = lines;
	return plain;
}

/* Nothing is asked.  A short subject is the cue ("X is"), and what a marked word at the
 * beginning is about; else what the author marked is blanked out; else the first clause
 * is the cue; else a quotation or a number is blanked out; else what stands before the
 * predicate is the cue. */
static mill_outcome
statement_rule(mill_maker *maker, const mill_fact *given)
{
	const mill_fact plain = without_bold(maker, given), *fact = &plain;
	const mill_line *line = &fact->lines[0];
	size_t end = mill_subject_end(line), marked;

	if (end > 0 && (line->spans[0].kind != MILL_PLAIN ||
			   mill_width(mill_slice(line->text, 0, end)) <= SUBJECT_WIDTH))
		return cue(maker, fact, end);
	marked = marked_subject_end(line);
	if (marked == line->spans[0].len) { /* `x` and what it does, nothing between */
		ask(maker, fact, "term", mill_prompt((mill_cut){ line, 0, marked }), NULL,
		    (mill_cut){ line, marked, line->text.len }, 1);
		return MILL_CARD;
	}
	if (marked > 0)
		return cue(maker, fact, marked);
	if (cloze(maker, fact, true) == MILL_CARD)
		return MILL_CARD;
	if (end == 0)
		end = mill_clause_end(line);
	if (end > 0)
		return cue(maker, fact, end);
	if (mill_width(line->text) <= SHORT_WIDTH)
		return MILL_NO_HANDLE;
	if (cloze(maker, fact, false) == MILL_CARD)
		return MILL_CARD;
	end = mill_predicate_end(line);
	return end > 0 ? cue(maker, fact, end) : MILL_NO_HANDLE;
}

/* A line that is nothing but a link to somewhere. */
static bool
is_link_only(const mill_fact *fact)
{
	const mill_line *line = &fact->lines[0];
	mill_str text = mill_trim(line->text);
	bool bare = mill_starts(text, MILL_STR("http://")) ||
		    mill_starts(text, MILL_STR("https://"));

	if (has_body(fact))
		return false;
	return (line->span_count == 1 && line->spans[0].kind == MILL_LINK) ||
	       (bare && memchr(text.ptr, ' ', text.len) == NULL);
}

/* A line in bold over other lines. */
static bool
is_title(const mill_line *line)
{
	return line->span_count == 1 && line->spans[0].kind == MILL_STRONG;
}

mill_outcome
mill_fact_card(mill_maker *maker, const mill_fact *fact)
{
	mill_outcome outcome;
	mill_fact left;

	if (fact->line_count == 0 || mill_all_blank(fact->lines[0].text) ||
	    (mill_is_picture(&fact->lines[0]) && !has_body(fact))) {
		/* A picture asks for nothing. */
		return fact->rest != NULL || fact->line_count > 0 ? MILL_NO_HANDLE : MILL_NOTHING;
	}
	outcome = mill_marked_card(maker, fact);
	if (outcome != MILL_NO_HANDLE)
		return outcome;
	if (mill_quiz_fact(maker, fact, &left)) {
		if (left.line_count == 0)
			return MILL_NOTHING;
		fact = &left;
	}
	if (is_link_only(fact)) {
		mill_leave(maker->log, MILL_LINK_ONLY,
		    (mill_place){ fact->line, fact->lines[0].column }, fact->end_line,
		    "a link alone is on no card");
		return MILL_NOTHING;
	}
	outcome = question_rule(maker, fact);
	if (outcome == MILL_NO_HANDLE)
		outcome = term_rule(maker, fact);
	if (outcome == MILL_NO_HANDLE)
		outcome = lead_rule(maker, fact);
	if (outcome == MILL_NO_HANDLE)
		outcome = mill_highlight_card(maker, fact);
	if (outcome != MILL_NO_HANDLE)
		return outcome;
	if (maker->statements == CARDMILL_SKIP && fact->rest == NULL) {
		mill_leave(maker->log, MILL_SKIPPED, (mill_place){ fact->line, 1 }, fact->end_line,
		    "a statement without a question is on no card, as --statements skip "
		    "asks");
		return MILL_NOTHING;
	}
	outcome = maker->statements == CARDMILL_SKIP ? MILL_NO_HANDLE : statement_rule(maker, fact);
	/* Whatever has a body is a title. */
	if (outcome == MILL_NO_HANDLE && ((fact->line_count == 1 && fact->rest != NULL) ||
					     (fact->line_count > 1 && is_title(&fact->lines[0])))) {
		ask(maker, fact, "lead", mill_prompt(mill_whole(&fact->lines[0])), NULL,
		    (mill_cut){ 0 }, 1);
		outcome = MILL_CARD;
	}
	return outcome;
}

/* ---- parts ---------------------------------------------------------------------------- */

/* The prompt of a fact, for what stands below it. */
static mill_cut
prompt_of(const mill_fact *fact)
{
	mill_split split;

	const mill_line *line = &fact->lines[0];
	size_t end = line->text.len;

	if (!mill_is_question(line->text) && mill_separate(line, &split))
		return mill_prompt((mill_cut){ line, split.front_from, split.front_to });
	if (mill_width(line->text) > PATH_WIDTH &&
	    !mill_is_question(line->text)) { /* a sentence: what it is about will do */
		end = mill_subject_end(line);
		if (end == 0)
			end = mill_clause_end(line);
	}
	return mill_prompt((mill_cut){ line, 0, end > 0 ? end : line->text.len });
}

/* A part has a separator of its own, or a body: else its parent says it all. */
static bool
is_part(const mill_line *line, bool body)
{
	mill_split split;

	return (mill_separate(line, &split) && !split.weak) || body || mill_is_marked(line);
}

/* Cards for lines from `from` on, when terms are what they are. */
static void
line_parts(
    mill_maker *maker, const mill_line *lines, size_t from, size_t count, const mill_path *path)
{
	size_t terms = 0;
	mill_split split;

	for (size_t i = from; i < count; i++)
		terms += is_part(&lines[i], false);
	if (terms < 2 || terms * 2 < count - from)
		return;
	for (size_t i = from; i < count; i++) {
		mill_fact part = { &lines[i], 1, NULL, path, lines[i].line, 0 };

		if (!is_part(part.lines, false))
			continue;
		while (i + 1 < count && !mill_separate(&lines[i + 1], &split)) {
			part.line_count++;
			i++;
		}
		part.end_line = mill_end_of(&lines[i]);
		term_rule(maker, &part);
	}
}

static void
item_parts(mill_maker *maker, const mill_block *list, const mill_path *path)
{
	for (const mill_block *item = list->first; item != NULL; item = item->next) {
		const mill_block *text = item->first;
		mill_fact part;

		if (text == NULL || text->kind != MILL_TEXT)
			continue;
		part = (mill_fact){ text->lines, text->line_count, text->next, path, item->line,
			item->end_line };
		if (!is_part(text->lines, text->line_count > 1 || text->next != NULL))
			continue;
		if (mill_fact_card(maker, &part) == MILL_CARD)
			mill_fact_parts(maker, &part);
	}
}

static void
block_parts(mill_maker *maker, const mill_block *first, const mill_path *path)
{
	for (const mill_block *block = first; block != NULL; block = block->next) {
		if (block->kind == MILL_LIST)
			item_parts(maker, block, path);
		else if (block->kind == MILL_TEXT)
			line_parts(maker, block->lines, 0, block->line_count, path);
		else if (block->kind == MILL_TABLE)
			mill_table_cards(maker, block, path);
		else if (mill_is_named_fold(block))
			mill_fold_cards(maker, block, NULL, path);
		else if (block->kind == MILL_FOLD)
			block_parts(maker, block->first, path);
	}
}

void
mill_fact_parts(mill_maker *maker, const mill_fact *fact)
{
	mill_path path = { fact->path, prompt_of(fact), false };

	if (depth_of(fact->path) >= DEEPEST || mill_is_turned(fact))
		return;
	line_parts(maker, fact->lines, 1, fact->line_count, &path);
	block_parts(maker, fact->rest, &path);
}
