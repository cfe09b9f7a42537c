/*
 * files.c - the files of a folder by their names, for references that name no place.
 *
 * As Obsidian does it: the name alone is enough, anywhere below the folder.  Of
 * several the nearest to the notes is meant.  The folder is looked through once,
 * when a reference asks for it, and not to its end when it is a whole disk.
 */
#include "../base/base.h"
#include "../deck.h"
#include "media.h"

enum { MOST = 100000 /* names that are looked at */ };

static mill_str
name_of(mill_str path)
{
	size_t from = path.len;

	while (from > 0 && path.ptr[from - 1] != '/')
		from--;
	return mill_slice(path, from, path.len);
}

struct indexing {
	mill_arena *arena;
	mill_tree *tree;
	size_t prefix; /* bytes before what stands below the folder */
};

static void
found(void *user, const char *path)
{
	struct indexing *indexing = user;
	mill_tree *tree = indexing->tree;
	mill_str below = mill_slice(mill_cstr(path), indexing->prefix, SIZE_MAX);
	mill_entry *entry;
	uint32_t *first;
	const char *ending;

	if (mill_kind_of_file(below, &ending) == MILL_OTHER_FILE)
		return;
	tree->entries = mill_room(
	    indexing->arena, tree->entries, sizeof *tree->entries, tree->count, &tree->room);
	entry = &tree->entries[tree->count++];
	entry->path = mill_copy(indexing->arena, below);
	entry->key = mill_compose(indexing->arena, entry->path);
	entry->low = mill_fold(indexing->arena, entry->key);
	first = mill_set_counter(&tree->names, name_of(entry->low));
	entry->next = *first;
	*first = (uint32_t)tree->count;
}

void
mill_tree_index(mill_arena *arena, mill_tree *tree, bool links)
{
	struct indexing indexing = { arena, tree, tree->path.len };

	if (tree->indexed)
		return;
	tree->indexed = true;
	tree->names.arena = arena;
	if (tree->path.len == 0)
		indexing.prefix = strlen("./");
	tree->cut = !mill_look_through(arena, tree->path.ptr, links, MOST, found, &indexing);
}

/* The first entry with the name of a path, from 1; 0: there is none. */
static uint32_t
first_of(mill_arena *work, const mill_tree *tree, mill_str path)
{
	return mill_set_count(&tree->names, mill_fold(work, name_of(path)));
}

/* How many folders lie between two: up from one, and down to the other. */
static size_t
steps(mill_str from, mill_str to)
{
	size_t shared = 0, count = 0;

	to.len -= name_of(to).len;
	for (size_t i = 0; i < from.len && i < to.len && from.ptr[i] == to.ptr[i]; i++)
		if (from.ptr[i] == '/')
			shared = i + 1;
	for (size_t i = shared; i < from.len; i++)
		count += from.ptr[i] == '/';
	for (size_t i = shared; i < to.len; i++)
		count += to.ptr[i] == '/';
	return count;
}

static bool
is_nearer(const mill_wanted *wanted, const mill_entry *a, const mill_entry *b)
{
	size_t near = steps(wanted->from, a->key), far = steps(wanted->from, b->key);
	int order = mill_natural(a->path.ptr, b->path.ptr);

	if (near != far)
		return near < far;
	return order != 0 ? order < 0 : strcmp(a->path.ptr, b->path.ptr) < 0;
}

static bool
has_tail(mill_str path, mill_str tail)
{
	return mill_ends(path, tail) &&
	       (path.len == tail.len || path.ptr[path.len - tail.len - 1] == '/');
}

const mill_entry *
mill_tree_file(mill_arena *work, const mill_tree *tree, const mill_wanted *wanted)
{
	uint32_t first = first_of(work, tree, wanted->tail);
	mill_str place = wanted->place, tail = wanted->tail;

	for (int lower = 0; lower < 2; lower++) {
		const mill_entry *best = NULL;

		for (uint32_t i = first; i > 0; i = tree->entries[i - 1].next) {
			const mill_entry *entry = &tree->entries[i - 1];
			mill_str key = lower ? entry->low : entry->key;

			if (place.len > 0 && mill_equal(key, place))
				return entry;
			if (has_tail(key, tail) && (best == NULL || is_nearer(wanted, entry, best)))
				best = entry;
		}
		if (best != NULL)
			return best;
		place = mill_fold(work, place);
		tail = mill_fold(work, tail);
	}
	return NULL;
}

/* How many levels two paths share at their ends. */
static size_t
shared_levels(mill_str a, mill_str b)
{
	size_t count = 0, i = 0;

	while (i < a.len && i < b.len && a.ptr[a.len - i - 1] == b.ptr[b.len - i - 1])
		count += a.ptr[a.len - ++i] == '/';
	return count + ((i == a.len || a.ptr[a.len - i - 1] == '/') &&
			   (i == b.len || b.ptr[b.len - i - 1] == '/'));
}

const mill_entry *
mill_tree_guess(mill_arena *work, const mill_tree *tree, const mill_wanted *wanted)
{
	uint32_t first = first_of(work, tree, wanted->tail);
	mill_str tail = mill_fold(work, wanted->tail);
	const mill_entry *best = NULL;
	size_t most = 0;

	for (uint32_t i = first; i > 0; i = tree->entries[i - 1].next) {
		const mill_entry *entry = &tree->entries[i - 1];
		size_t levels = shared_levels(entry->low, tail);

		if (levels > most)
			best = entry;
		else if (levels == most)
			best = NULL; /* nobody knows which of them is meant */
		most = levels > most ? levels : most;
	}
	return best;
}
