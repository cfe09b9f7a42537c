/*
 * way.c - lines that only lead about a text: back to top, previous, next.
 *
 * A line is cut where arrows and bars stand; each part must be a phrase of the
 * trade, or begin like one inside of a link.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"
#include "sieve.h"

enum { LONGEST = 400, LINKLESS = 120, PART_WIDTH = 70 };

/* Phrases that are navigation wherever they stand alone. */
static const char *const surely[] = { "back to top", "back to the top", "go to top",
	"return to top", "go back to top", "to top", "to the top", "back to contents",
	"back to table of contents", "back to toc", "back to index", "return to contents",
	"return to table of contents", "back to menu", "scroll to top", "返回目录", "回到目录",
	"返回目錄", "回目录", "返回顶部", "回到顶部", "回顶部", "返回頂部", "回到頂部", "回到首页",
	"返回首页", "返回上一页", "返回上级", "回到页首", "返回主页", "목차로", "목차로 돌아가기",
	"맨 위로", "위로 가기", "처음으로", "наверх", "вверх", "к оглавлению", "к содержанию",
	"вернуться к оглавлению", "вернуться наверх", "в начало", "トップへ戻る", "トップに戻る",
	"目次へ", "目次へ戻る", "目次に戻る", "先頭へ戻る", "ページトップへ", "חזרה למעלה",
	"العودة إلى الأعلى", "voltar ao topo", "volver arriba", "retour en haut", "nach oben",
	"torna su", "powrót na górę", "lên đầu trang" };

/* Words that are navigation in a link, in brackets or beside an arrow. */
static const char *const perhaps[] = { "top", "up", "home", "back", "index", "toc", "contents",
	"table of contents", "menu", "prev", "previous", "next", "next page", "previous page",
	"目录", "目錄", "顶部", "首页", "返回", "主页", "目次", "上一页", "下一页", "上一篇",
	"下一篇", "上一章", "下一章", "上一节", "下一节", "목차", "위로", "뒤로", "맨위로", "이전",
	"다음", "назад", "далее", "вперёд", "вперед", "оглавление", "содержание", "前へ", "次へ",
	"戻る", "トップ", "arriba", "atrás", "siguiente", "anterior", "inicio", "retour", "suivant",
	"précédent", "zurück", "weiter", "pre", "arrow_up", "top of page", "start", "readme" };

/* What a link, or a part beside an arrow, begins with when a name follows. */
static const char *const starts[] = { "back to ", "return to ", "go to ", "prev ", "previous ",
	"next ", "上一", "下一", "返回", "回到", "이전 ", "다음 ", "назад к ", "предыдущ",
	"следующ", "далее ", "前の", "次の" };

static bool
is_arrow(uint32_t c)
{
	return (c >= 0x2190 && c <= 0x21FF) || (c >= 0x2B05 && c <= 0x2B07) || c == 0x27A1 ||
	       c == 0x2934 || c == 0x1F51D || c == 0x1F519 || c == 0x1F51C || c == 0x1F53C ||
	       c == 0x1F446 || c == 0x23EB || c == 0x261D || c == 0xAB || c == 0xBB ||
	       c == 0x25B2 || c == 0x2039 || c == 0x203A;
}

static bool
is_upward(uint32_t c)
{
	return c == 0x2191 || c == 0x2B06 || c == 0x1F51D || c == 0x1F53C || c == 0x23EB ||
	       c == 0x2934 || c == 0x25B2 || c == 0x21EA;
}

static bool
is_bar(uint32_t c)
{
	return c == '|' || c == 0xB7 || c == 0x2022 || c == 0xFF5C || c == '/' || c == 0x2003 ||
	       c == 0x2502 || c == '<' || c == '>' || c == '[' || c == ']' || c == 0x3010 ||
	       c == 0x3011;
}

static bool
is_phrase(mill_arena *arena, mill_str part, bool led)
{
	static const char *const emoji[] = { "arrow_up ", "arrow_double_up ", "top " };
	mill_str words = mill_bare_words(arena, part);

	for (size_t i = 0; i < MILL_COUNT(emoji); i++)
		if (mill_starts(words, mill_cstr(emoji[i])))
			words = mill_slice(words, strlen(emoji[i]), words.len);
	if (mill_width(words) > PART_WIDTH)
		return false;
	if (mill_is_any(words, surely, MILL_COUNT(surely)))
		return true;
	for (size_t i = 0; led && i < MILL_COUNT(perhaps); i++)
		if (mill_equal(words, mill_cstr(perhaps[i])))
			return true;
	return led && mill_starts_any(words, starts, MILL_COUNT(starts));
}

typedef struct parts {
	bool arrow, edge, upward, bracket, word; /* edge: an arrow begins or ends it */
	size_t count;
} parts;

static parts
survey(mill_str text)
{
	parts seen = { 0 };

	for (size_t at = 0; at < text.len;) {
		uint32_t c = mill_next(text, &at);
		seen.edge |= is_arrow(c) && (!seen.word || at == text.len || c == 0xFE0F);
		seen.arrow |= is_arrow(c);
		seen.upward |= is_upward(c);
		seen.bracket |= c == ']' || c == 0x3011;
		seen.word |= mill_is_word(c);
	}
	return seen;
}

/* True when some part of the text stands in no link. */
static bool
has_words(mill_str outside)
{
	return survey(outside).word;
}

bool
mill_may_lead_about(const mill_line *line)
{
	static const char *const begin[] = { "ack to", "o to ", "o top", "eturn to", "o the top",
		"o back", "croll", "ACK TO", "oltar", "olver", "etour", "ach oben", "orna", "owr" };
	static const char *const wide[] = { "返回", "回", "목차", "맨", "위로", "처음", "наверх",
		"Наверх", "вверх", "Вверх", "к ", "К ", "вернуться", "Вернуться", "в нач", "В нач",
		"トップ", "目次", "先頭", "ページ", "חזרה", "العودة", "lên" };
	static const char *const arrows[] = { "\xE2\x86", "\xE2\x87", "\xE2\xAC", "\xE2\x9E",
		"\xE2\xA4", "\xF0\x9F\x94", "\xF0\x9F\x91", "\xE2\x8F", "\xE2\x98", "\xC2\xAB",
		"\xE2\x96\xB2", "[", "\xE3\x80\x90" };
	mill_str text = mill_trim(line->text);

	if (line->link_count > 0)
		return true;
	if (text.len == 0 || text.len > LINKLESS)
		return false;
	if (mill_starts_any(mill_slice(text, 1, text.len), begin, MILL_COUNT(begin)) ||
	    mill_starts_any(text, wide, MILL_COUNT(wide)))
		return true;
	for (size_t i = 0; i < MILL_COUNT(arrows); i++)
		if (memchr(text.ptr, arrows[i][0], text.len) != NULL &&
		    mill_find(text, mill_cstr(arrows[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

bool
mill_is_navigation(mill_arena *arena, const mill_line *line, const mill_look *look)
{
	mill_str text = mill_trim(line->text);
	parts seen;
	bool led, any = false;

	if (text.len == 0 || text.len > LONGEST || look->pictures > 0)
		return false;
	seen = survey(text);
	if (!seen.word)
		return seen.upward && mill_width(text) <= 8;
	if (look->outer > 0 && has_words(look->outside) && !seen.arrow)
		return false;
	led = seen.edge || seen.bracket || (look->links > 0 && !has_words(look->outside));
	for (size_t from = 0, at = 0, start = 0; start <= text.len; start = at) {
		uint32_t c = at < text.len ? mill_next(text, &at) : 0;
		if (c != 0 && !is_arrow(c) && !is_bar(c))
			continue;
		mill_str part = mill_slice(text, from, start);
		from = at;
		if (survey(part).word) {
			if (!is_phrase(arena, part, led))
				return false;
			any = true;
		}
		if (c == 0)
			break;
	}
	return any;
}
