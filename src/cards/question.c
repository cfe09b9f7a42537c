/*
 * question.c - lines that ask, and lines that name what follows.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

enum { ASKED_LEAST = 6 /* bytes of what asks without a mark */ };

bool
mill_is_lead(const mill_line *line)
{
	mill_str text = mill_trim(line->text);
	uint32_t last;

	/* A stray back-tick or star behind the colon is no reason to miss it. */
	while (text.len > 0 && (text.ptr[text.len - 1] == '`' || text.ptr[text.len - 1] == '*'))
		text.len--;
	last = mill_before(text, text.len);
	return last == ':' || last == 0xFF1A;
}

/* `什么是索引`, `Explain the heap`: asked without a mark. */
bool
mill_asks_without_mark(mill_str text)
{
	static const char *const words[] = { "什么是", "为什么", "如何", "怎么", "怎样", "简述",
		"说说", "谈谈", "说一下", "讲讲", "请简述", "请说明", "请解释", "介绍一下",
		"What is ", "What are ", "What does ", "What do ", "Why ", "How do ", "How does ",
		"How is ", "How are ", "How can ", "How would ", "Explain ", "Describe ", "Define ",
		"Discuss ", "Compare ", "Что такое ", "Почему ", "Зачем ", "Перечислите ",
		"Чем отлича", "Какие ", "Опишите ", "Объясните ", "Расскажите ", "מהו ", "מהי ",
		"מה זה ", "מה ההבדל" };
	static const char *const ends[] = { "是什么", "有哪些", "为什么", "怎么办", "怎么做",
		"的吗", "とは", "란", "인가", "는가", "은가" };

	if (text.len < ASKED_LEAST || mill_width(text) > 120 || mill_has_stop(text))
		return false;
	return mill_starts_any(text, words, MILL_COUNT(words)) ||
	       mill_ends_any(text, ends, MILL_COUNT(ends));
}

/* `Which are right? (Choose two.)`: the text without the hint. */
static mill_str
without_hint(mill_str text)
{
	static const mill_str opens[] = { { "? (", 3 }, { "？（", 6 } };

	if (!mill_ends(text, MILL_STR(")")) && !mill_ends(text, MILL_STR("）")))
		return text;
	for (size_t i = 0; i < MILL_COUNT(opens); i++) {
		size_t at = mill_find(text, opens[i], 0);

		if (at != SIZE_MAX)
			return mill_slice(text, 0, at + (i == 0 ? 1 : 3));
	}
	return text;
}

bool
mill_is_question(mill_str text)
{
	uint32_t last;

	text = without_hint(mill_trim(text));
	last = mill_before(text, text.len);
	while (text.len > 0 &&
	       (last == ')' || last == 0xFF09 || last == 0x300D || last == '"' || last == '*')) {
		text.len -= last < 0x80 ? 1 : 3;
		last = mill_before(text, text.len);
	}
	return last == '?' || last == 0xFF1F || last == 0x61F || last == 0x37E ||
	       mill_ends(text, MILL_STR("\xE5\x90\x97")); /* 吗 */
}
