/*
 * dissect.c - the HTML of a field is taken apart: tags, and what stands between them.
 *
 * Fields are ours, or what other programs wrote: what is no tag is text, and a tag without
 * a partner stands alone.
 */
#include "../base/base.h"
#include "markup.h"

#include <ctype.h>
#include <strings.h>

enum { NEAR = 8 /* tags that may be unclosed inside of one that is closed */ };

bool
mill_is_named(const mill_fragment *fragment, const char *name)
{
	return fragment->name.len == strlen(name) &&
	       strncasecmp(fragment->name.ptr, name, fragment->name.len) == 0;
}

static bool
is_any(const mill_fragment *fragment, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (mill_is_named(fragment, names[i]))
			return true;
	return false;
}

/* Tags that begin a block of HTML for CommonMark (section 4.6), and <pre>. */
static bool
is_block(const mill_fragment *fragment)
{
	static const char *const names[] = { "address", "article", "aside", "base", "basefont",
		"blockquote", "body", "caption", "center", "col", "colgroup", "dd", "details",
		"dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
		"form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
		"hr", "html", "iframe", "legend", "li", "link", "main", "menu", "menuitem", "nav",
		"noframes", "ol", "optgroup", "option", "p", "param", "pre", "section", "script",
		"style", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr",
		"track", "ul" };

	return fragment->name.len > 0 && is_any(fragment, names, MILL_COUNT(names));
}

static bool
is_void(const mill_fragment *fragment)
{
	static const char *const names[] = { "area", "base", "br", "col", "embed", "hr", "img",
		"input", "link", "meta", "param", "source", "track", "wbr" };

	return is_any(fragment, names, MILL_COUNT(names));
}

/* Bytes of the comment at html[at]; 0: it never ends. */
static size_t
comment_length(mill_str html, size_t at)
{
	size_t end = mill_find(html, MILL_STR("-->"), at + 4);

	return end == SIZE_MAX ? 0 : end + 3 - at;
}

/* Bytes of the tag at html[at]; 0: it is text. */
static size_t
tag_length(mill_str html, size_t at)
{
	size_t i = at + 1;
	char quote = 0;

	i += i < html.len && html.ptr[i] == '/';
	if (i >= html.len || !isalpha((unsigned char)html.ptr[i]))
		return 0;
	for (; i < html.len; i++) {
		char c = html.ptr[i];

		if (c == '>' && quote == 0)
			return i + 1 - at;
		if (c == '<' && quote == 0)
			return 0;
		if (quote != 0)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
	}
	return 0;
}

static mill_fragment
tag_of(mill_str text)
{
	mill_fragment tag = { .kind = MILL_ALONE, .text = text, .name = MILL_STR("") };
	size_t from = 1, to;

	if (mill_starts(text, MILL_STR("<!--")))
		return tag;
	from += text.ptr[1] == '/';
	for (to = from; isalnum((unsigned char)text.ptr[to]) || text.ptr[to] == '-';)
		to++;
	tag.name = mill_slice(text, from, to);
	tag.block = is_block(&tag);
	if (!is_void(&tag) && text.ptr[text.len - 2] != '/')
		tag.kind = from == 2 ? MILL_CLOSES : MILL_OPENS;
	return tag;
}

typedef struct dissection {
	mill_markup *m;
	size_t room;
	size_t *open; /* tags that nothing has closed yet */
	size_t open_count, open_room;
	bool endless; /* no comment ends any more: that is looked for once */
} dissection;

static bool
is_closed_by(const mill_fragment *open, const mill_fragment *close)
{
	return open->name.len == close->name.len &&
	       strncasecmp(open->name.ptr, close->name.ptr, open->name.len) == 0;
}

/* Blocks in a tag are blocks in what that is in. */
static void
pass_on(dissection *d, bool holds)
{
	if (d->open_count > 0 && holds)
		d->m->all[d->open[d->open_count - 1]].holds = true;
}

/* Finds the tag that the last one closes; those in between stand alone. */
static void
match(dissection *d)
{
	mill_fragment *all = d->m->all, *close = &all[d->m->count - 1];

	for (size_t i = 0; i < NEAR && i < d->open_count; i++) {
		mill_fragment *open = &all[d->open[d->open_count - 1 - i]];

		if (!is_closed_by(open, close))
			continue;
		while (i-- > 0) {
			mill_fragment *alone = &all[d->open[--d->open_count]];
			alone->kind = MILL_ALONE;
			pass_on(d, alone->block || alone->holds);
		}
		close->match = d->open[--d->open_count];
		open->match = d->m->count - 1;
		pass_on(d, open->block || open->holds);
		return;
	}
	close->kind = MILL_ALONE;
}

static void
add(dissection *d, mill_fragment fragment)
{
	mill_markup *m = d->m;

	m->all = mill_room(m->arena, m->all, sizeof *m->all, m->count, &d->room);
	m->all[m->count++] = fragment;
	if (fragment.kind == MILL_CLOSES) {
		match(d);
	} else if (fragment.kind == MILL_OPENS) {
		d->open = mill_room(
		    m->arena, d->open, sizeof *d->open, d->open_count, &d->open_room);
		d->open[d->open_count++] = m->count - 1;
	} else if (fragment.block) {
		pass_on(d, true);
	}
}

/* Bytes of what is no text at html[at]; 0: it is. */
static size_t
markup_length(dissection *d, mill_str html, size_t at)
{
	size_t length;

	if (html.ptr[at] != '<')
		return 0;
	if (!mill_starts(mill_slice(html, at, html.len), MILL_STR("<!--")))
		return tag_length(html, at);
	length = d->endless ? 0 : comment_length(html, at);
	d->endless |= length == 0;
	return length;
}

/* What is open at the end was never closed. */
static void
end(dissection *d)
{
	while (d->open_count > 0) {
		mill_fragment *alone = &d->m->all[d->open[--d->open_count]];

		alone->kind = MILL_ALONE;
		pass_on(d, alone->block || alone->holds);
	}
}

void
mill_dissect(mill_markup *m, mill_str html)
{
	dissection d = { .m = m };
	size_t from = 0;

	for (size_t at = 0; at < html.len;) {
		size_t length = markup_length(&d, html, at);

		if (length == 0) {
			at++;
			continue;
		}
		if (at > from)
			add(&d, (mill_fragment){
				    .text = mill_slice(html, from, at), .name = MILL_STR("") });
		add(&d, tag_of(mill_slice(html, at, at + length)));
		from = at += length;
	}
	if (from < html.len)
		add(&d, (mill_fragment){
			    .text = mill_slice(html, from, html.len), .name = MILL_STR("") });
	end(&d);
}

bool
mill_is_tag(const mill_markup *m, size_t i, const char *tag)
{
	return i < m->count && mill_equal(m->all[i].text, mill_cstr(tag));
}

bool
mill_tag_value(
    const mill_fragment *fragment, const char *before, const char *behind, mill_str *value)
{
	mill_str text = fragment->text, b = mill_cstr(before), e = mill_cstr(behind);

	if (fragment->name.len == 0 || text.len < b.len + e.len || !mill_starts(text, b) ||
	    !mill_ends(text, e))
		return false;
	*value = mill_slice(text, b.len, text.len - e.len);
	return memchr(value->ptr, '"', value->len) == NULL;
}
