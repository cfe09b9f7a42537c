/*
 * blank.c - what somebody left blank, and the answer to it: `The port is ____. (80)`.
 *
 * With the answer behind it, in brackets or on the next line, such a line is a
 * cloze as it stands.  Without one it is a line like others.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"
#include "quiz.h"

enum {
	BLANKS = 8,
	LONGEST = 120, /* width of an answer */
	UNDERSCORES = 3
};

typedef struct gaps {
	mill_cut all[BLANKS];
	size_t count;
} gaps;

/* The runs of underscores in plain text. */
static gaps
find_gaps(const mill_line *line)
{
	gaps found = { .count = 0 };

	for (uint32_t i = 0; i < line->span_count; i++) {
		const mill_span *span = &line->spans[i];
		size_t at = span->start, end = at + span->len;

		while (span->kind == MILL_PLAIN && at < end && found.count < BLANKS) {
			size_t from = at;
			while (at < end && line->text.ptr[at] == '_')
				at++;
			if (at - from >= UNDERSCORES)
				found.all[found.count++] = (mill_cut){ line, from, at };
			at += at == from;
		}
	}
	return found;
}

bool
mill_has_gap(const mill_line *line)
{
	return mill_find(line->text, MILL_STR("___"), 0) != SIZE_MAX && find_gaps(line).count > 0;
}

/* ---- answers ---------------------------------------------------------------------- */

/* The answer in brackets at the end of a line; *from is where they open. */
static mill_str
bracketed(mill_str text, size_t behind, size_t *from)
{
	mill_str inner = mill_trim(text), label;
	size_t end;
	bool wide;

	while (mill_ends(inner, MILL_STR(".")) || mill_ends(inner, MILL_STR("。")))
		inner.len -= mill_ends(inner, MILL_STR(".")) ? 1 : 3;
	wide = mill_ends(inner, MILL_STR("）"));
	if (!wide && !mill_ends(inner, MILL_STR(")")))
		return MILL_STR("");
	end = (size_t)(inner.ptr - text.ptr) + inner.len - (wide ? 3 : 1);
	for (*from = end; *from > behind;) {
		uint32_t c, before;
		size_t next;

		do
			--*from;
		while (((unsigned char)text.ptr[*from] & 0xC0) == 0x80);
		next = *from;
		c = mill_next(text, &next);
		if (c != '(' && c != 0xFF08)
			continue;
		label = mill_slice(text, next, end);
		if (mill_read_role(label, &next) == MILL_ANSWERS)
			return mill_slice(label, next, label.len);
		before = mill_before(text, *from);
		/* `____(km)` is a unit */
		return mill_is_word(before) && before != '_' && !mill_is_cjk(before) ? MILL_STR("")
		       : before == '_'                                               ? MILL_STR("")
										     : label;
	}
	return MILL_STR("");
}

/* The answer behind a label on the same line. */
static mill_str
labelled(mill_str text, size_t behind, size_t *from)
{
	static const char *const words[] = { "答案", "Answer", "answer", "Ответ", "ответ", "정답",
		"答" };

	for (size_t i = 0; i < MILL_COUNT(words); i++) {
		size_t end;
		mill_str rest;

		*from = mill_find(text, mill_cstr(words[i]), behind);
		if (*from == SIZE_MAX)
			continue;
		rest = mill_slice(text, *from, text.len);
		if (mill_read_role(rest, &end) == MILL_ANSWERS && end < rest.len)
			return mill_slice(rest, end, rest.len);
	}
	return MILL_STR("");
}

/* An answer to each of several blanks: `80; 443`. */
static bool
deal(mill_str answer, size_t count, mill_str *each)
{
	static const char *const joints[] = { "；", ";", "、", "，", "," };
	mill_str all = mill_trim(answer);

	while (mill_ends(all, MILL_STR("。")))
		all.len -= 3;
	if (count == 1) {
		each[0] = all;
		return all.len > 0 && mill_width(all) <= LONGEST;
	}
	for (size_t i = 0; i < MILL_COUNT(joints); i++) {
		mill_str joint = mill_cstr(joints[i]);
		size_t found = 0, from = 0, at;

		while ((at = mill_find(all, joint, from)) != SIZE_MAX && found < count) {
			each[found++] = mill_trim(mill_slice(all, from, at));
			from = at + joint.len;
		}
		if (found == count - 1) {
			each[found] = mill_trim(mill_slice(all, from, all.len));
			return each[found].len > 0;
		}
	}
	return false;
}

/* ---- the line with its answers -------------------------------------------------------- */

typedef struct writer {
	mill_maker *maker;
	mill_line *line;
	mill_buf text;
} writer;

static void
add_plain(writer *w, mill_str text)
{
	if (text.len == 0)
		return;
	w->line->spans[w->line->span_count++] = (mill_span){ MILL_PLAIN, (uint32_t)w->text.len,
		(uint32_t)text.len, MILL_STR("") };
	mill_put_str(&w->text, text);
}

/* Copies from..to of a line, its markup included. */
static void
add_part(writer *w, const mill_line *from, size_t start, size_t end)
{
	for (uint32_t i = 0; i < from->span_count; i++) {
		mill_span span = from->spans[i];
		size_t a = span.start > start ? span.start : start;
		size_t b = span.start + span.len < end ? span.start + span.len : end;

		if (a >= b)
			continue;
		if (span.kind == MILL_PLAIN) {
			add_plain(w, mill_slice(from->text, a, b));
			continue;
		}
		span.start = (uint32_t)w->text.len;
		mill_put_str(&w->text, mill_slice(from->text, a, a + span.len));
		w->line->spans[w->line->span_count++] = span;
	}
}

/* Fills the blanks of a line up to `end`, and asks for what they hold. */
static void
fill(mill_maker *maker, const mill_fact *fact, const gaps *found, const mill_str *each, size_t end)
{
	const mill_line *from = &fact->lines[0];
	mill_line *line = MILL_NEW(maker->arena, mill_line, 1);
	writer w = { maker, line, { .arena = maker->arena } };
	mill_cut blanks[BLANKS];
	mill_fact filled = *fact;
	size_t at = 0;

	*line = *from;
	line->spans = MILL_NEW(maker->arena, mill_span, from->span_count + 2 * found->count + 1);
	line->span_count = 0;
	for (size_t i = 0; i < found->count; i++) {
		add_part(&w, from, at, found->all[i].from);
		blanks[i] = (mill_cut){ line, w.text.len, w.text.len + each[i].len };
		add_plain(&w, each[i]);
		at = found->all[i].to;
	}
	add_part(&w, from, at, end);
	line->text = mill_buf_str(&w.text);
	filled.lines = line;
	filled.line_count = 1;
	mill_ask_cloze(maker, &filled, blanks, found->count);
}

bool
mill_fill_gaps(mill_maker *maker, const mill_fact *fact, mill_str answer)
{
	gaps found = find_gaps(&fact->lines[0]);
	mill_str each[BLANKS];

	if (maker->statements != CARDMILL_CLOZE || found.count == 0 ||
	    !deal(answer, found.count, each))
		return false;
	fill(maker, fact, &found, each, fact->lines[0].text.len);
	return true;
}

bool
mill_gap_card(mill_maker *maker, const mill_fact *fact)
{
	const mill_line *line = &fact->lines[0];
	gaps found;
	mill_str each[BLANKS], answer;
	size_t behind, end;

	if (maker->statements != CARDMILL_CLOZE || !mill_has_gap(line))
		return false;
	found = find_gaps(line);
	behind = found.all[found.count - 1].to;
	answer = bracketed(line->text, behind, &end);
	if (answer.len == 0)
		answer = labelled(line->text, behind, &end);
	if (answer.len == 0 || !deal(answer, found.count, each))
		return false;
	while (end > behind && mill_is_blank(mill_before(line->text, end)))
		end--;
	fill(maker, fact, &found, each, end);
	return true;
}
