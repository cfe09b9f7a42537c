/*
 * words.c - words behind which a sentence says what it has to say.
 *
 * "is", 是, это name a thing before them; "by", 通过, с begin what is said of it.
 * They are sorted by the script they begin with: the byte under the eye tells
 * which few can stand there.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

#define W(text)                       \
	{                             \
		text, sizeof text - 1 \
	}

/* clang-format off */
static const mill_str spaced_verbs[] = {
	W(" is "), W(" are "), W(" means "), W(" refers to "), W(" stands for "), W(" — это "),
	W(" - это "), W(" это "), W(" является "), W(" означает "), W(" называется "),
	W(" הוא "), W(" היא "), W(" הם "), W(" הן "), W(" ist "), W(" sind "), W(" est "),
	W(" sont "), W(" es "), W(" son "),
};
static const mill_str han_verbs[] = {
	W("指的是"), W("就是"), W("都是"), W("是"), W("表示"), W("称为"), W("叫做"), W("负责"),
	W("用于"), W("用来"),
};
static const mill_str kana_verbs[] = {
	W("とは、"), W("とは"), W("は、"),
};
static const mill_str hangul_verbs[] = {
	W("이란 "), W("란 "), W("은 "), W("는 "),
};

static const mill_str spaced_predicates[] = {
	W(" by "), W(" with "), W(" until "), W(" from "), W(" into "), W(" for "), W(" in "),
	W(" to "), W(" at "), W(" on "), W(" of "), W(" after "), W(" before "), W(" during "),
	W(" between "), W(" through "), W(" via "), W(" because "), W(" than "), W(" when "),
	W(" if "), W(" has "), W(" have "), W(" can "), W(" must "), W(" should "), W(" uses "),
	W(" contains "), W(" returns "), W(" consists of "), W(" через "), W(" для "), W(" в "),
	W(" на "), W(" с "), W(" по "), W(" может "), W(" должен "), W(" имеет "), W(" не "),
	W(" של "), W(" על "), W(" עם "), W(" כדי "), W(" את "),
};
static const mill_str han_predicates[] = {
	W("通过"), W("使用"), W("采用"), W("利用"), W("需要"), W("必须"), W("不能"), W("可以"),
	W("应该"), W("应当"), W("包括"), W("包含"), W("分为"), W("具有"), W("返回"),
	W("取决于"), W("属于"), W("等于"), W("支持"), W("不支持"), W("依赖"), W("基于"),
	W("由"), W("会"), W("能"), W("为"),
};
static const mill_str kana_predicates[] = {
	W("を"), W("では"), W("には"),
};
static const mill_str hangul_predicates[] = {
	W("에서 "), W("으로 "), W("을 "), W("를 "),
};
/* clang-format on */

typedef struct words {
	const mill_str *all;
	size_t count;
} words;

enum { SPACED, HAN, KANA, HANGUL, NONE };

#define OF(array)                        \
	{                                \
		array, MILL_COUNT(array) \
	}
static const words verbs[] = { [SPACED] = OF(spaced_verbs),
	[HAN] = OF(han_verbs),
	[KANA] = OF(kana_verbs),
	[HANGUL] = OF(hangul_verbs),
	[NONE] = { NULL, 0 } };
static const words predicates[] = { [SPACED] = OF(spaced_predicates),
	[HAN] = OF(han_predicates),
	[KANA] = OF(kana_predicates),
	[HANGUL] = OF(hangul_predicates),
	[NONE] = { NULL, 0 } };

static int
script_of(unsigned char c)
{
	if (c == ' ')
		return SPACED;
	if (c < 0xE3 || c > 0xED)
		return NONE;
	return c == 0xE3 ? KANA : c < 0xEA ? HAN : HANGUL;
}

static size_t
word_at(const words *group, mill_str text, size_t at)
{
	for (size_t i = 0; i < group->count; i++) {
		const mill_str *word = &group->all[i];

		if (word->len <= text.len - at && word->ptr[1] == text.ptr[at + 1] &&
		    memcmp(word->ptr, text.ptr + at, word->len) == 0)
			return word->len;
	}
	return 0;
}

size_t
mill_find_verb(mill_str text, size_t *end)
{
	for (size_t at = 1; at + 1 < text.len; at++) {
		size_t length = word_at(&verbs[script_of((unsigned char)text.ptr[at])], text, at);

		if (length > 0) {
			*end = at + length;
			return at;
		}
	}
	return SIZE_MAX;
}

size_t
mill_predicate_at(mill_str text, size_t at)
{
	if (at + 1 >= text.len)
		return 0;
	return word_at(&predicates[script_of((unsigned char)text.ptr[at])], text, at);
}
