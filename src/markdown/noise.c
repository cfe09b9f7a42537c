/*
 * noise.c - what a line is when it is nothing to learn: navigation, a badge, a
 * mark for contents, links.
 *
 * A line is looked at twice: what its links hold, and what stands outside of
 * them.  Signs, arrows and numbers outside say nothing.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"
#include "sieve.h"

enum { NAME_BYTES = 80 };

/* ---- words ---------------------------------------------------------------------------- */

mill_str
mill_title_key(mill_arena *arena, mill_str text)
{
	mill_buf out = { .arena = arena };
	mill_str words = mill_bare_words(arena, text);
	size_t at = 0;

	while (at < words.len &&
	       ((words.ptr[at] >= '0' && words.ptr[at] <= '9') || words.ptr[at] == ' '))
		at++;
	if (at == words.len)
		at = 0;
	for (; at < words.len; at++)
		if (words.ptr[at] != ' ' && words.ptr[at] != '_')
			mill_putc(&out, words.ptr[at]);
	return mill_buf_str(&out);
}

/* The words of a title without the emoji that its code stands for: `:memo: Contents`. */
static mill_str
named(mill_arena *arena, mill_str title)
{
	size_t at = 1;

	title = mill_trim(title);
	if (title.len > NAME_BYTES)
		return MILL_STR("");
	if (mill_starts(title, MILL_STR(":"))) {
		while (at < title.len && (title.ptr[at] == '_' || title.ptr[at] == '-' ||
					     mill_is_word((unsigned char)title.ptr[at])))
			at++;
		if (at > 1 && at < title.len && title.ptr[at] == ':')
			title = mill_slice(title, at + 1, title.len);
	}
	return mill_bare_words(arena, title);
}

bool
mill_names_contents(mill_arena *arena, mill_str title)
{
	static const char *const names[] = { "contents", "table of contents", "toc", "index",
		"content", "table of content", "目录", "目錄", "目次", "大纲", "导航", "索引",
		"목차", "содержание", "оглавление", "índice", "indice", "sommaire",
		"table des matières", "inhalt", "inhaltsverzeichnis", "תוכן עניינים", "المحتويات",
		"conteúdo", "contenido" };

	return mill_is_any(named(arena, title), names, MILL_COUNT(names));
}

bool
mill_names_links(mill_arena *arena, mill_str title)
{
	static const char *const names[] = { "references", "reference", "links", "useful links",
		"further reading", "additional reading", "read more", "see also", "resources",
		"more resources", "additional resources", "additional links", "related links",
		"related pages", "external links", "bibliography", "source", "sources", "source s",
		"source s and further reading", "references and further reading", "learn more",
		"related", "link", "via", "ref", "refs", "参考", "参考资料", "参考文献", "参考链接",
		"参考文章", "参考来源", "相关链接", "相关文章", "相关资料", "推荐阅读", "扩展阅读",
		"延伸阅读", "更多", "链接", "来源", "资料来源", "出处", "原文", "原文链接", "參考",
		"參考資料", "相關連結", "参考リンク", "関連リンク", "リンク", "出典", "참고",
		"참고 자료", "참고자료", "참고 문헌", "참고문헌", "참고 링크", "관련 링크", "출처",
		"링크", "더 알아보기", "ссылки", "ссылка", "источники", "источник", "литература",
		"материалы", "полезные ссылки", "список литературы", "см также", "смотри также",
		"дополнительно", "bibliografía", "enlaces", "referencias", "liens", "quellen",
		"קישורים", "מקורות", "مراجع" };

	return mill_is_any(named(arena, title), names, MILL_COUNT(names));
}

/* ---- what stands outside of the links of a line ------------------------------------------ */

static bool
is_address(mill_str text)
{
	static const char *const starts[] = { "http://", "https://", "www.", "ftp://" };

	return mill_starts_any(text, starts, MILL_COUNT(starts));
}

bool
mill_has_links(const mill_line *line)
{
	return line->link_count > 0 || mill_find(line->text, MILL_STR("://"), 0) != SIZE_MAX ||
	       mill_find(line->text, MILL_STR("www."), 0) != SIZE_MAX;
}

/* Bytes of the address that text begins with. */
static size_t
address_length(mill_str text)
{
	size_t at = 0, next = 0;

	while (next < text.len) {
		uint32_t c = mill_next(text, &next);
		if (mill_is_blank(c) || mill_is_cjk(c) || c == '>' || c == '<' || c == '"' ||
		    (c >= 0x3000 && c <= 0x303F) || c >= 0xFF00)
			break;
		at = next;
	}
	return at;
}

static void
count_link(mill_look *look, const mill_link *link)
{
	if (link->picture.len > 0) {
		look->pictures++;
		look->leading += link->target.len > 0 && !mill_equal(link->target, link->picture);
		return;
	}
	if (mill_is_inner(link->target))
		look->inner++;
	else if (mill_starts(link->target, MILL_STR("[[")))
		look->pages++;
	else
		look->outer++;
}

/* Goes through a line: links are counted, addresses too, the rest is put outside. */
mill_look
mill_look_at(mill_arena *arena, const mill_line *line)
{
	mill_look look = { 0 };
	mill_buf outside = { .arena = arena };
	mill_str text = line->text;
	size_t at = 0;
	bool word = false, said = false;

	for (uint32_t i = 0; i <= line->link_count; i++) {
		const mill_link *link = i < line->link_count ? &line->links[i] : NULL;
		size_t to = link == NULL || link->start > text.len ? text.len : link->start;

		while (at < to) {
			mill_str rest = mill_slice(text, at, to);
			uint32_t c;
			if (!word && is_address(rest)) {
				at += address_length(rest);
				look.outer++;
				look.first |= !said;
				continue;
			}
			c = mill_next(text, &at);
			word = mill_is_word(c);
			said |= word && (c < '0' || c > '9');
			mill_put_char(&outside, c);
		}
		if (link == NULL)
			break;
		count_link(&look, link);
		look.first |= link->picture.len == 0 && !said;
		at = (size_t)link->start + link->len;
		at = at > text.len ? text.len : at;
		mill_putc(&outside, ' ');
		word = false;
	}
	look.links = look.inner + look.outer + look.pages;
	look.outside = mill_buf_str(&outside);
	return look;
}

/* Words that stand between links or before them and say nothing. */
static bool
says_nothing(mill_arena *arena, mill_str outside)
{
	static const char *const words[] = { "and", "or", "et", "y", "和", "与", "及", "以及", "或",
		"и", "및", "pdf", "html", "epub", "video", "github", "wiki", "wikipedia" };
	mill_str rest = mill_bare_words(arena, outside);

	for (size_t from = 0, at = 0; at <= rest.len; at++) {
		mill_str word;
		if (at < rest.len && rest.ptr[at] != ' ')
			continue;
		word = mill_slice(rest, from, at);
		from = at + 1;
		if (word.len > 0 && (word.ptr[0] < '0' || word.ptr[0] > '9') &&
		    !mill_is_any(word, words, MILL_COUNT(words)))
			return false;
	}
	return true;
}

/* ---- is it said what is behind a link? ------------------------------------------------------ */

/* A word that joins names, or is a part of one. */
static bool
joins_names(mill_str word)
{
	static const char *const words[] = { "and", "by", "et", "al", "de", "van", "von", "der",
		"den", "la", "le", "du", "di", "da", "dos", "del", "pdf", "html", "epub", "mobi",
		"draft", "in", "progress", "process", "email", "requested", "и", "pp", "ed", "eds",
		"edition", "vol" };

	return mill_is_any(word, words, MILL_COUNT(words));
}

typedef struct phrase {
	size_t words, small, run, longest, wide; /* run: words since the last comma */
} phrase;

static void
add_word(mill_arena *arena, phrase *p, mill_str word)
{
	size_t at = 0;
	uint32_t c = mill_next(word, &at);
	bool caseless = (c >= 0x590 && c < 0x10A0) || c < 'A';

	p->words++;
	p->run++;
	if (mill_is_cjk(c)) {
		p->wide += mill_width(word);
		return;
	}
	if (!caseless && mill_equal(mill_fold(arena, word), word) && !joins_names(word))
		p->small++;
	p->longest = p->run > p->longest ? p->run : p->longest;
}

bool
mill_describes(mill_arena *arena, mill_str text)
{
	phrase p = { 0 };
	size_t from = SIZE_MAX, wide = 0, depth = 0;

	for (size_t at = 0, start = 0; start <= text.len; start = at) {
		uint32_t c = at < text.len ? mill_next(text, &at) : 0;
		depth += c == '(' || c == 0xFF08;
		if (depth == 0 && c != 0 &&
		    (mill_is_word(c) || c == '\'' || c == '-' || c == 0x200F)) {
			from = from == SIZE_MAX ? start : from;
		} else if (from != SIZE_MAX) {
			add_word(arena, &p, mill_slice(text, from, start));
			from = SIZE_MAX;
		}
		depth -= depth > 0 && (c == ')' || c == 0xFF09);
		if (c == ',' || c == 0xFF0C || c == 0x3001 || c == 0) {
			p.run = 0;
			wide = p.wide > wide ? p.wide : wide;
			p.wide = 0;
		}
		if (c == 0)
			break;
	}
	text = mill_trim(text);
	if (p.words >= 2 && (mill_ends(text, MILL_STR(".")) || mill_ends(text, MILL_STR("。"))) &&
	    !mill_ends(text, MILL_STR(" al.")))
		return true;
	return (p.small >= 2 && p.words >= 3) || wide >= 12 ||
	       (p.longest >= 6 && p.small == 0 && p.words >= 6);
}

/* ---- kinds of lines ---- */

bool
mill_may_mark(const mill_line *line)
{
	return line->text.len > 0 && line->text.len <= 40 &&
	       memchr("[@${<tT", line->text.ptr[0], 7) != NULL;
}

bool
mill_is_contents_mark(mill_arena *arena, const mill_line *line)
{
	static const char *const marks[] = { "[toc]", "[[toc]]", "[[_toc_]]", "@[toc]", "${toc}",
		"{:toc}", "{toc}", "[[toc]", "@[toc](目录)", "{{toc}}", "[toc levels=1-3]",
		"{{< toc >}}", "toc {:toc}", "<toc>" };
	mill_str text;

	if (line->link_count == 0 && !mill_may_mark(line))
		return false;
	text = mill_fold(arena, mill_trim(line->text));
	if (line->span_count != 0 && line->spans[0].kind == MILL_CODING)
		return false;
	if (line->link_count == 1 && mill_starts(line->links[0].target, MILL_STR("[[")) &&
	    line->links[0].len == line->text.len &&
	    (mill_equal(text, MILL_STR("toc")) || mill_equal(text, MILL_STR("_toc_"))))
		return true;
	return mill_find(text, MILL_STR("generated with doctoc"), 0) != SIZE_MAX ||
	       mill_is_any(text, marks, MILL_COUNT(marks));
}

bool
mill_is_badge(const mill_line *line, const mill_look *look)
{
	static const char *const hosts[] = { "shields.io", "badge", "travis-ci", "coveralls.io",
		"codecov.io", "circleci.com", "goreportcard", "appveyor.com", "codacy.com",
		"snyk.io", "/workflows/", "sonarcloud", "david-dm.org", "nodei.co",
		"star-history.com", "contrib.rocks", "githubbox", "komarev.com", "visitor" };
	static const char *const pictures[] = { ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp" };

	if (look->pictures == 0 || look->links > 0)
		return false;
	for (uint32_t i = 0; i < line->link_count; i++) {
		const mill_link *link = &line->links[i];
		bool badge = link->target.len > 0 &&
			     !mill_ends_any(link->target, pictures, MILL_COUNT(pictures));

		for (size_t k = 0; k < MILL_COUNT(hosts) && !badge; k++)
			badge = mill_find(link->picture, mill_cstr(hosts[k]), 0) != SIZE_MAX;
		if (!badge)
			return false;
	}
	for (size_t at = 0; at < look->outside.len;)
		if (mill_is_word(mill_next(look->outside, &at)))
			return false;
	return true;
}

/* `[English](x) | **Deutsch** | [日本語](y)`: one of several leads to where it stands. */
static bool
is_choice(mill_arena *arena, const mill_look *look)
{
	mill_str rest = mill_bare_words(arena, look->outside);

	return look->links >= 2 && rest.len <= 20 &&
	       mill_find(rest, MILL_STR(" "), 0) == SIZE_MAX &&
	       mill_find(look->outside, MILL_STR("|"), 0) != SIZE_MAX;
}

bool
mill_is_links(mill_arena *arena, const mill_look *look)
{
	return look->links > 0 && (says_nothing(arena, look->outside) || is_choice(arena, look));
}

bool
mill_is_reference(mill_arena *arena, const mill_look *look)
{
	size_t at = 0, next = 0;

	if (look->outer + look->pages == 0)
		return false;
	/* `See also: [x](y)`, `参考：[x](y)` */
	while (next < look->outside.len) {
		uint32_t c = mill_next(look->outside, &next);
		if (c == ':' || c == 0xFF1A)
			break;
		at = next;
	}
	return mill_names_links(arena, mill_slice(look->outside, 0, at)) &&
	       says_nothing(arena, mill_slice(look->outside, next, look->outside.len));
}
