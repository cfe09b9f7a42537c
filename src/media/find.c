/*
 * find.c - from a reference, as notes write it, to a file.
 *
 * Writers percent-encode names or do not, put a query behind them, write paths as
 * Windows does, or the name alone; and a folder may have moved.  Each way of reading
 * a reference is tried, the most literal first, beside the source and below the
 * folder added; then the file is looked for by its name.
 */
#include "../base/base.h"
#include "../deck.h"
#include "../mill.h"
#include "media.h"

enum { FORMS = 8 };

/* The ways of reading a reference. */
typedef struct form_list {
	mill_str all[FORMS];
	size_t count;
} form_list;

static void
add_form(form_list *forms, mill_str form)
{
	for (size_t i = 0; i < forms->count; i++)
		if (mill_equal(forms->all[i], form))
			return;
	if (form.len > 0)
		forms->all[forms->count++] = form;
}

static int
digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits) % 16;
}

/* %20 is a blank; no name has a NUL in it. */
static mill_str
decoded(mill_arena *work, mill_str text)
{
	mill_buf out = { .arena = work };

	if (memchr(text.ptr, '%', text.len) == NULL)
		return text;
	for (size_t i = 0; i < text.len; i++) {
		int high = text.ptr[i] == '%' && i + 2 < text.len ? digit(text.ptr[i + 1]) : -1;
		int low = high < 0 ? -1 : digit(text.ptr[i + 2]);

		if (low < 0 || high + low == 0) {
			mill_putc(&out, text.ptr[i]);
			continue;
		}
		mill_putc(&out, (char)(high * 16 + low));
		i += 2;
	}
	return mill_buf_str(&out);
}

static mill_str
with_slashes(mill_arena *work, mill_str text)
{
	mill_buf out = { .arena = work };

	for (size_t i = 0; i < text.len; i++)
		mill_putc(&out, text.ptr[i] == '\\' ? '/' : text.ptr[i]);
	return mill_buf_str(&out);
}

static form_list
forms_of(mill_arena *work, mill_str reference)
{
	size_t cut = 0;
	form_list forms = { .count = 0 };

	while (cut < reference.len && reference.ptr[cut] != '?' && reference.ptr[cut] != '#')
		cut++;
	add_form(&forms, reference);
	add_form(&forms, decoded(work, reference));
	add_form(&forms, mill_slice(reference, 0, cut));
	add_form(&forms, decoded(work, mill_slice(reference, 0, cut)));
	for (size_t i = 0, count = forms.count; i < count; i++)
		if (memchr(forms.all[i].ptr, '\\', forms.all[i].len) != NULL)
			add_form(&forms, with_slashes(work, forms.all[i]));
	return forms;
}

/* ---- paths --------------------------------------------------------------------------- */

/* A path from a folder, without its `.` and, as far as they have something before
 * them, `..`; what leads out of the folder keeps them at its beginning. */
static mill_str
tidy(mill_arena *work, mill_str folder, mill_str path)
{
	mill_buf whole = { .arena = work }, out = { .arena = work };
	size_t kept = 0; /* of out, which nothing takes back */

	mill_put_str(&whole, folder);
	mill_put_str(&whole, path);
	for (size_t at = 0; at < whole.len;) {
		mill_str rest = mill_slice(mill_buf_str(&whole), at, whole.len), level;
		size_t slash = mill_find(rest, MILL_STR("/"), 0);

		level = mill_slice(rest, 0, slash == SIZE_MAX ? rest.len : slash);
		at += level.len + 1;
		if (level.len == 0 || mill_equal(level, MILL_STR(".")))
			continue;
		if (!mill_equal(level, MILL_STR("..")) || out.len == kept) {
			if (out.len > 0)
				mill_putc(&out, '/');
			mill_put_str(&out, level);
			if (mill_equal(level, MILL_STR("..")))
				kept = out.len;
			continue;
		}
		while (out.len > kept && out.text[out.len - 1] != '/')
			out.len--;
		out.len -= out.len > kept;
	}
	return mill_slice(mill_buf_str(&out), 0, out.len);
}

static bool
leads_out(mill_str tidy_path)
{
	return mill_equal(tidy_path, MILL_STR("..")) || mill_starts(tidy_path, MILL_STR("../"));
}

/* The folder of a source, below its tree. */
static mill_str
folder_below(const mill_source *source)
{
	mill_str path = mill_cstr(source->path);

	if (source->in_memory)
		return MILL_STR("");
	while (path.len > 0 && path.ptr[path.len - 1] != '/')
		path.len--;
	return mill_slice(path, source->tree.len, path.len);
}

/* ---- where a path leads -------------------------------------------------------------- */

typedef struct search {
	mill_finder *finder;
	mill_arena *work;
	mill_tree *tree;
	mill_str below; /* folder of the source, below the tree */
	mill_hit *hit;
} search;

/* The path below the tree, when it is in it. */
static mill_str
file_below(const search *s, mill_str real)
{
	size_t length = s->tree->real.len;

	if (length == 0 || !mill_starts(real, s->tree->real))
		return MILL_STR("");
	length += s->tree->real.ptr[length - 1] != '/';
	return real.len > length && real.ptr[length - 1] == '/' ? mill_slice(real, length, real.len)
								: MILL_STR("");
}

/* True when something is there; below: as a reader knows it. */
static bool
is_there(search *s, mill_str folder, mill_str path, mill_str below)
{
	mill_buf whole = { .arena = s->work };

	mill_put_str(&whole, folder);
	mill_put_str(&whole, path);
	s->hit->path = mill_buf_str(&whole);
	s->hit->real = mill_real_path(s->work, s->hit->path.ptr);
	if (s->hit->real.len == 0)
		return false;
	s->hit->file = file_below(s, s->hit->real);
	if (s->hit->file.len == 0)
		s->hit->file = below;
	return true;
}

/* Takes a reference for a path. */
static bool
follow(search *s, mill_str form)
{
	mill_buf folder = { .arena = s->work };

	if (form.ptr[0] == '/')
		return is_there(s, s->tree->path, mill_slice(form, 1, form.len),
			   tidy(s->work, MILL_STR(""), form)) ||
		       is_there(s, MILL_STR(""), form, form);
	mill_put_str(&folder, s->tree->path);
	mill_put_str(&folder, s->below);
	return is_there(s, mill_buf_str(&folder), form, tidy(s->work, s->below, form));
}

static mill_wanted
wanted_of(const search *s, mill_str form)
{
	mill_wanted wanted;

	/* `C:\pics\a.png` has been moved here. */
	if (form.len > 2 && form.ptr[1] == ':' && form.ptr[2] == '/')
		form = mill_slice(form, 2, form.len);
	form = mill_compose(s->work, form);
	wanted.from = mill_compose(s->work, s->below);
	wanted.place = tidy(s->work, form.ptr[0] == '/' ? MILL_STR("") : wanted.from, form);
	wanted.tail = tidy(s->work, MILL_STR(""), form);
	if (leads_out(wanted.place))
		wanted.place = MILL_STR("");
	while (leads_out(wanted.tail))
		wanted.tail = mill_slice(wanted.tail, 3, wanted.tail.len);
	return wanted;
}

/* Looks for a file by its name. */
static bool
look_up(search *s, const form_list *forms, bool guess)
{
	for (size_t i = 0; i < forms->count; i++) {
		mill_wanted wanted = wanted_of(s, forms->all[i]);
		const mill_entry *entry = wanted.tail.len == 0 ? NULL
					  : guess ? mill_tree_guess(s->work, s->tree, &wanted)
						  : mill_tree_file(s->work, s->tree, &wanted);

		s->hit->guessed = guess;
		if (entry != NULL && is_there(s, s->tree->path, entry->path, entry->path))
			return true;
	}
	return false;
}

void
mill_finder_init(mill_finder *finder, cardmill *mill)
{
	*finder = (mill_finder){ .mill = mill, .arena.heap = &mill->heap };
	finder->tree_numbers.arena = finder->packed.arena = finder->named.arena = &finder->arena;
}

mill_tree *
mill_tree_of(mill_finder *finder, const mill_source *source)
{
	uint32_t *number;
	mill_tree *tree;

	if (source->homeless)
		return NULL;
	number = mill_set_counter(&finder->tree_numbers, source->tree);
	if (*number > 0)
		return finder->trees[*number - 1];
	finder->trees = mill_room(&finder->arena, finder->trees, sizeof(mill_tree *),
	    finder->tree_count, &finder->tree_room);
	tree = finder->trees[finder->tree_count++] = MILL_NEW(&finder->arena, mill_tree, 1);
	*number = (uint32_t)finder->tree_count;
	tree->path = source->tree;
	tree->real = mill_real_path(&finder->arena, tree->path.len == 0 ? "." : tree->path.ptr);
	return tree;
}

bool
mill_find_file(mill_finder *finder, mill_arena *work, mill_tree *tree, const mill_source *source,
    mill_str reference, mill_hit *hit)
{
	search s = { finder, work, tree, folder_below(source), hit };
	form_list forms = forms_of(work, reference);

	*hit = (mill_hit){ MILL_STR(""), MILL_STR(""), MILL_STR(""), false };
	for (size_t i = 0; i < forms.count; i++)
		if (follow(&s, forms.all[i]))
			return true;
	mill_tree_index(&finder->arena, tree, finder->mill->options.media_anywhere != 0);
	return look_up(&s, &forms, false) || look_up(&s, &forms, true);
}
