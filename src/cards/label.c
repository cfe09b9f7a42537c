/*
 * label.c - words that say what a line is: question, answer, explanation.
 *
 * `Q1: …`, `答：…`, `**Answer:** B`, `【解析】…`.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"
#include "quiz.h"

#include <ctype.h>

enum {
	SHORTEST = 3, /* bytes of a word that is a label without any sign behind it */
	LONGEST = 40  /* bytes of a label */
};

typedef struct word {
	const char *text;
	mill_role role;
	bool alone; /* also without a colon, alone on its line */
} word;

/* In lower case; Cyrillic as it is written. */
static const word words[] = {
	{ "q", MILL_ASKS, false },
	{ "question", MILL_ASKS, false },
	{ "问", MILL_ASKS, false },
	{ "問", MILL_ASKS, false },
	{ "提问", MILL_ASKS, false },
	{ "质问", MILL_ASKS, false },
	{ "質問", MILL_ASKS, false },
	{ "面试题", MILL_ASKS, false },
	{ "Вопрос", MILL_ASKS, false },
	{ "вопрос", MILL_ASKS, false },
	{ "질문", MILL_ASKS, false },
	{ "pregunta", MILL_ASKS, false },
	{ "frage", MILL_ASKS, false },
	{ "问题", MILL_ASKS_MAYBE, false },
	{ "問題", MILL_ASKS_MAYBE, false },
	{ "题目", MILL_ASKS_MAYBE, false },
	{ "문제", MILL_ASKS_MAYBE, false },
	{ "문", MILL_ASKS_MAYBE, false },
	{ "В", MILL_ASKS_MAYBE, false },
	{ "answer", MILL_ANSWERS, true },
	{ "answers", MILL_ANSWERS, true },
	{ "ans", MILL_ANSWERS, false },
	{ "the answer", MILL_ANSWERS, false },
	{ "the answer is", MILL_ANSWERS, false },
	{ "the correct answer is", MILL_ANSWERS, false },
	{ "correct answer", MILL_ANSWERS, true },
	{ "correct answers", MILL_ANSWERS, true },
	{ "correct answer(s)", MILL_ANSWERS, true },
	{ "correct option", MILL_ANSWERS, false },
	{ "right answer", MILL_ANSWERS, true },
	{ "答案", MILL_ANSWERS, true },
	{ "答", MILL_ANSWERS, false },
	{ "正确答案", MILL_ANSWERS, true },
	{ "参考答案", MILL_ANSWERS, true },
	{ "參考答案", MILL_ANSWERS, true },
	{ "正确答案是", MILL_ANSWERS, false },
	{ "答案是", MILL_ANSWERS, false },
	{ "解答", MILL_ANSWERS, true },
	{ "回答", MILL_ANSWERS, true },
	{ "正解", MILL_ANSWERS, true },
	{ "答え", MILL_ANSWERS, true },
	{ "정답", MILL_ANSWERS, true },
	{ "답변", MILL_ANSWERS, true },
	{ "답", MILL_ANSWERS, false },
	{ "해답", MILL_ANSWERS, true },
	{ "Ответ", MILL_ANSWERS, true },
	{ "ответ", MILL_ANSWERS, true },
	{ "Правильный ответ", MILL_ANSWERS, true },
	{ "Ответы", MILL_ANSWERS, true },
	{ "respuesta", MILL_ANSWERS, true },
	{ "respuesta correcta", MILL_ANSWERS, true },
	{ "réponse", MILL_ANSWERS, true },
	{ "antwort", MILL_ANSWERS, true },
	{ "resposta", MILL_ANSWERS, true },
	{ "risposta", MILL_ANSWERS, true },
	{ "a", MILL_ANSWERS_MAYBE, false },
	{ "О", MILL_ANSWERS_MAYBE, false },
	{ "solution", MILL_ANSWERS_MAYBE, true },
	{ "解", MILL_ANSWERS_MAYBE, false },
	{ "explanation", MILL_EXPLAINS, true },
	{ "explanations", MILL_EXPLAINS, true },
	{ "rationale", MILL_EXPLAINS, true },
	{ "解析", MILL_EXPLAINS, true },
	{ "答案解析", MILL_EXPLAINS, true },
	{ "解释", MILL_EXPLAINS, true },
	{ "解説", MILL_EXPLAINS, true },
	{ "해설", MILL_EXPLAINS, true },
	{ "설명", MILL_EXPLAINS, true },
	{ "Пояснение", MILL_EXPLAINS, true },
	{ "Объяснение", MILL_EXPLAINS, true },
};

/* Where the name of a label ends; *sign is the character behind it, 0 at the end. */
static size_t
name_end(mill_str text, size_t at, uint32_t *sign)
{
	while (at < text.len && at < LONGEST) {
		size_t next = at;
		uint32_t c = mill_next(text, &next);

		if (c == ':' || c == 0xFF1A || c == 0x3011 || c == ']' || c == '.' || c == 0x3001) {
			*sign = c;
			return at;
		}
		at = next;
	}
	*sign = 0;
	return at == text.len ? at : SIZE_MAX;
}

/* The name without the number behind it: `Q1`, `Answer 2`. */
static mill_str
without_number(mill_str name, bool *numbered)
{
	size_t length = name.len;

	while (length > 0 && isdigit((unsigned char)name.ptr[length - 1]))
		length--;
	*numbered = length < name.len;
	while (length > 0 && (name.ptr[length - 1] == ' ' || name.ptr[length - 1] == '#'))
		length--;
	return mill_slice(name, 0, length);
}

static const word *
find_word(mill_str name)
{
	char lower[LONGEST];

	if (name.len == 0 || name.len > sizeof lower)
		return NULL;
	for (size_t i = 0; i < name.len; i++)
		lower[i] = (char)tolower((unsigned char)name.ptr[i]);
	for (size_t i = 0; i < MILL_COUNT(words); i++)
		if (words[i].text[0] == lower[0] && strlen(words[i].text) == name.len &&
		    memcmp(words[i].text, lower, name.len) == 0)
			return &words[i];
	return NULL;
}

size_t
mill_skip_blanks(mill_str text, size_t at)
{
	size_t next = at;

	while (at < text.len && mill_is_blank(mill_next(text, &next)))
		at = next;
	return at;
}

mill_role
mill_read_role(mill_str text, size_t *end)
{
	size_t at = mill_skip_blanks(text, 0), inner = at, stop;
	uint32_t open = mill_next(text, &inner), sign;
	bool bracket = open == 0x3010 || open == '[', numbered;
	const word *found;

	*end = 0;
	stop = name_end(text, bracket ? inner : at, &sign);
	if (stop == SIZE_MAX || (sign == 0 && stop - at < SHORTEST))
		return MILL_NO_ROLE;
	found = find_word(
	    without_number(mill_trim(mill_slice(text, bracket ? inner : at, stop)), &numbered));
	if (found == NULL || (bracket && sign != 0x3011 && sign != ']') ||
	    (sign == 0 && !found->alone))
		return MILL_NO_ROLE;
	if (sign == '.' || sign == 0x3001) { /* `Q.` and `Q1、`, but no sentence */
		if (found->role != MILL_ASKS && !mill_equal(mill_cstr(found->text), MILL_STR("a")))
			return MILL_NO_ROLE;
		size_t behind = stop + (sign == '.' ? 1 : 3);

		if (!numbered && found->role == MILL_ASKS && sign != '.')
			return MILL_NO_ROLE;
		if (sign == '.' && behind < text.len && text.ptr[behind] != ' ')
			return MILL_NO_ROLE; /* Q.E.D. */
	}
	*end = stop;
	if (sign != 0)
		mill_next(text, end);
	inner = *end;
	if (bracket && ((sign = mill_next(text, &inner)) == ':' || sign == 0xFF1A))
		*end = inner;
	*end = mill_skip_blanks(text, *end);
	return found->role;
}

mill_cut
mill_unlabelled(const mill_line *title)
{
	size_t end;
	mill_role role = mill_read_role(title->text, &end);
	bool asks = (role == MILL_ASKS || role == MILL_ASKS_MAYBE) && end < title->text.len;

	return mill_prompt((mill_cut){ title, asks ? end : 0, title->text.len });
}

/* ---- lines without their labels ------------------------------------------------------- */

/* HTML without the first bytes of the text it shows, which are no markup. */
static mill_str
cut_markup(mill_maker *maker, mill_str html, size_t bytes)
{
	mill_buf out = { .arena = maker->arena };
	size_t at = 0, close;

	while (at < html.len && html.ptr[at] == '<' &&
	       (close = mill_find(html, MILL_STR(">"), at)) != SIZE_MAX)
		at = close + 1;
	if (at + bytes > html.len || memchr(html.ptr + at, '<', bytes) != NULL ||
	    memchr(html.ptr + at, '&', bytes) != NULL)
		return MILL_STR("");
	mill_put_str(&out, mill_slice(html, 0, at));
	mill_put_str(&out, mill_trim(mill_slice(html, at + bytes, html.len)));
	return mill_buf_str(&out);
}

/* A line that is bold as a whole is a line. */
static void
unwrap(mill_line *line)
{
	static const mill_str open = { "<strong>", 8 }, close = { "</strong>", 9 };
	mill_str html;

	if (line->span_count != 1 || line->spans[0].kind != MILL_STRONG)
		return;
	html = line->spans[0].html;
	if (mill_starts(html, open) && mill_ends(html, close)) {
		line->spans[0].kind = MILL_MARKUP;
		line->spans[0].html = mill_slice(html, open.len, html.len - close.len);
	}
}

mill_line *
mill_line_rest(mill_maker *maker, const mill_line *line, size_t from)
{
	mill_line *rest = MILL_NEW(maker->arena, mill_line, 1);

	*rest = *line;
	rest->text = mill_slice(line->text, from, line->text.len);
	rest->spans = MILL_NEW(maker->arena, mill_span, line->span_count + 1);
	rest->span_count = 0;
	for (uint32_t i = 0; i < line->span_count; i++) {
		mill_span span = line->spans[i];
		size_t end = span.start + span.len;

		if (end <= from && (span.len > 0 || span.start < from))
			continue;
		if (span.start < from) {
			size_t lost = from - span.start;
			mill_str html = span.kind == MILL_PLAIN
					    ? MILL_STR("")
					    : cut_markup(maker, span.html, lost);
			if (span.kind != MILL_PLAIN && html.len == 0)
				span.kind = MILL_PLAIN;
			span = (mill_span){ span.kind, (uint32_t)from, (uint32_t)(end - from),
				html };
		}
		span.start -= (uint32_t)from;
		rest->spans[rest->span_count++] = span;
	}
	unwrap(rest);
	return rest;
}
