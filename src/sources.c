/*
 * sources.c - what is milled, and into which deck it goes.
 *
 * A file becomes a deck named like it; a folder's files become decks below the
 * folder's.  The name the caller gives takes the place of the root, and what a
 * file's front matter asks for the place of the rest.
 */
#include "base/base.h"
#include "deck.h"
#include "mill.h"

#include <limits.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>

enum {
	DECK_LEVELS = 20,
	DECK_LONGEST = 400, /* bytes; more is no name of a deck */
	LEVEL_LONGEST = 60  /* characters of a heading that is one */
};

static const mill_place nowhere = { 0, 0 };

/* The last name of a path: "b.md" of "a/b.md". */
static mill_str
base_name(mill_str path)
{
	size_t from = path.len;

	while (from > 0 && path.ptr[from - 1] != '/')
		from--;
	return mill_slice(path, from, path.len);
}

mill_str
mill_without_ending(mill_str name)
{
	for (size_t i = name.len; i > 1; i--)
		if (name.ptr[i - 1] == '.')
			return mill_slice(name, 0, i - 1);
	return name;
}

/* A level of a deck's name as Anki keeps it (rslib/src/decks/name.rs): no
 * control characters, no blanks or colons at the edges, never empty. */
static void
put_level(mill_buf *out, mill_str level)
{
	size_t start;

	for (size_t length = SIZE_MAX; length != level.len;) {
		length = level.len;
		level = mill_trim(level);
		if (level.len > 0 && level.ptr[0] == ':')
			level = mill_slice(level, 1, level.len);
		if (level.len > 0 && level.ptr[level.len - 1] == ':')
			level.len--;
	}
	start = out->len;
	for (size_t at = 0; at < level.len;) {
		uint32_t c = mill_next(level, &at); /* a file's name need not be UTF-8 */
		bool level_mark = c == ':' && out->len > start && out->text[out->len - 1] == ':';

		if (c != '"' && !level_mark)
			mill_put_char(out, c < 0x20 || c == 0x7F ? ' ' : c);
	}
	while (out->len > start && out->text[out->len - 1] == ' ')
		out->len--;
	if (out->len == start)
		mill_puts(out, "blank");
}

static mill_str
clean_name(mill_arena *arena, mill_str name)
{
	mill_buf out = { .arena = arena };
	size_t from = 0, at, levels = 0;

	name = mill_slice(name, 0, DECK_LONGEST);
	name = mill_slice(name, 0, mill_valid(name));
	while ((at = mill_find(name, MILL_STR("::"), from)) != SIZE_MAX && levels++ < DECK_LEVELS) {
		put_level(&out, mill_slice(name, from, at));
		mill_puts(&out, "::");
		from = at + 2;
	}
	put_level(&out, mill_slice(name, from, name.len));
	return mill_compose(arena, mill_buf_str(&out));
}

mill_str
mill_clean_deck(cardmill *mill, mill_str name)
{
	return clean_name(&mill->arena, name);
}

static mill_source *
add(cardmill *mill, const char *path)
{
	mill_source *source = MILL_NEW(&mill->arena, mill_source, 1);

	source->path = mill_copy(&mill->arena, mill_cstr(path)).ptr;
	source->root = source->bytes = source->tree = MILL_STR("");
	if (mill->sources.last == NULL)
		mill->sources.first = source;
	else
		mill->sources.last->next = source;
	mill->sources.last = source;
	mill->sources.count++;
	return source;
}

/* A folder's path as what paths in it begin with. */
static mill_str
with_slash(mill_arena *arena, mill_str folder)
{
	mill_buf path = { .arena = arena };

	if (folder.len == 0 || mill_ends(folder, MILL_STR("/")))
		return folder;
	mill_put_str(&path, folder);
	mill_putc(&path, '/');
	return mill_buf_str(&path);
}

void
mill_add_bytes(cardmill *mill, const char *name, mill_str bytes)
{
	mill_source *source = add(mill, name);

	source->name = mill_as_text(&mill->arena, base_name(mill_cstr(source->path)));
	source->below = clean_name(&mill->arena, mill_without_ending(source->name));
	source->bytes = mill_copy(&mill->arena, bytes);
	source->in_memory = true;
	source->homeless = mill->options.media == NULL;
	source->tree = with_slash(&mill->arena, mill_cstr(mill->options.media));
	source->size = bytes.len;
	source->deck = mill_is_deck_name(source->name);
}

bool
mill_is_deck_name(mill_str name)
{
	static const char *const endings[] = { ".apkg", ".colpkg", ".csv", ".tsv", ".json" };

	for (size_t i = 0; i < MILL_COUNT(endings); i++) {
		size_t length = strlen(endings[i]);

		if (name.len > length &&
		    strncasecmp(name.ptr + name.len - length, endings[i], length) == 0)
			return true;
	}
	return false;
}

/* The name of a folder, "notes" of "../notes/" and of "." when that is where we are. */
static mill_str
folder_name(cardmill *mill, const char *path)
{
	char real[PATH_MAX];
	mill_str name;

	if (realpath(path, real) == NULL)
		return mill_copy(&mill->arena, base_name(mill_cstr(path)));
	name = base_name(mill_cstr(real));
	return clean_name(&mill->arena, name.len > 0 ? name : MILL_STR("notes"));
}

struct walk {
	cardmill *mill;
	mill_str tree, root;
};

static void
found(void *user, const char *path)
{
	struct walk *walk = user;
	mill_source *source = add(walk->mill, path);
	mill_buf below = { .arena = &walk->mill->arena };
	struct stat info;
	mill_str name;

	source->name = mill_as_text(
	    &walk->mill->arena, mill_slice(mill_cstr(source->path), walk->tree.len, SIZE_MAX));
	source->root = walk->root;
	source->tree = walk->tree;
	name = mill_without_ending(source->name);
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] == '/')
			mill_puts(&below, "::");
		else
			mill_putc(&below, name.ptr[i]);
	}
	source->below = clean_name(&walk->mill->arena, mill_buf_str(&below));
	if (stat(path, &info) == 0)
		source->size = (size_t)info.st_size;
}

cardmill_status
mill_add_path(cardmill *mill, const char *path)
{
	struct walk walk = { mill, MILL_STR(""), MILL_STR("") };
	size_t before = mill->sources.count;
	struct stat info;

	if (stat(path, &info) != 0)
		return mill_say(
		    &mill->log, MILL_READ_FAILED, nowhere, "there is no file or folder %s", path);
	if (!S_ISDIR(info.st_mode)) {
		mill_source *source = add(mill, path);
		mill_str whole = mill_cstr(source->path), name = base_name(whole);

		source->name = mill_as_text(&mill->arena, name);
		source->tree = mill_copy(&mill->arena, mill_slice(whole, 0, whole.len - name.len));
		source->below = clean_name(&mill->arena, mill_without_ending(source->name));
		source->size = (size_t)info.st_size;
		source->deck = mill_is_deck_name(name);
		return CARDMILL_OK;
	}
	walk.root = folder_name(mill, path);
	walk.tree = with_slash(&mill->arena, mill_copy(&mill->arena, mill_cstr(path)));
	if (mill_walk(&mill->arena, &mill->log, path, found, &walk) == CARDMILL_OK &&
	    mill->sources.count == before)
		mill_say(&mill->log, MILL_NO_SOURCES, nowhere,
		    "the folder %s holds no notes: no file ends in .md, .markdown or .txt", path);
	return mill->log.status;
}

/* What stands for the root deck: its name, or that which identities are told by. */
static mill_str
root_given(cardmill *mill, bool identity)
{
	mill_str given = mill_cstr(identity ? mill->options.identity : NULL);

	if (given.len == 0)
		given = mill_cstr(mill->options.deck);
	return given.len > 0 ? clean_name(&mill->arena, given) : given;
}

mill_str
mill_clean_given(cardmill *mill)
{
	return root_given(mill, false);
}

static mill_str
name_of(cardmill *mill, const mill_source *source, mill_str asked, mill_str given)
{
	mill_str root = given.len > 0 ? given : source->root;
	mill_str own = asked.len > 0 ? clean_name(&mill->arena, asked) : source->below;
	mill_buf name = { .arena = &mill->arena };

	if (given.len > 0 && source->root.len == 0 && mill->sources.count == 1)
		return given;
	/* A deck that the author names is that deck, not one below the folder's. */
	if (root.len > 0 && (given.len > 0 || asked.len == 0)) {
		mill_put_str(&name, root);
		mill_puts(&name, "::");
	}
	mill_put_str(&name, own);
	return mill_buf_str(&name);
}

void
mill_name_origin(cardmill *mill, const mill_source *source, mill_str asked, mill_origin *origin)
{
	mill_str root = root_given(mill, true);

	origin->deck = name_of(mill, source, asked, root_given(mill, false));
	origin->space = name_of(mill, source, asked, root);
	origin->root = root.len > 0 ? root : source->root.len > 0 ? source->root : origin->space;
}

static mill_str
named_below(cardmill *mill, mill_str asked, mill_str given)
{
	mill_buf name = { .arena = &mill->arena };

	if (given.len == 0)
		return clean_name(&mill->arena, asked);
	mill_put_str(&name, given);
	mill_puts(&name, "::");
	mill_put_str(&name, clean_name(&mill->arena, asked));
	return mill_buf_str(&name);
}

mill_named
mill_named_deck(cardmill *mill, mill_str asked, uint32_t source)
{
	return (mill_named){ .name = named_below(mill, asked, root_given(mill, false)),
		.space = named_below(mill, asked, root_given(mill, true)),
		.source = source };
}

/* The beginning of a heading that is too long for a deck's name. */
static mill_str
short_level(cardmill *mill, mill_str title)
{
	mill_buf out = { .arena = &mill->arena };
	size_t at = 0;

	for (int i = 0; i < LEVEL_LONGEST && at < title.len; i++)
		mill_next(title, &at);
	if (at == title.len)
		return title;
	mill_put_str(&out, mill_trim(mill_slice(title, 0, at)));
	mill_puts(&out, "\xE2\x80\xA6");
	return mill_buf_str(&out);
}

mill_str
mill_deck_below(cardmill *mill, mill_str deck, mill_str levels)
{
	mill_buf name = { .arena = &mill->arena };
	size_t from = 0, at;

	mill_put_str(&name, deck);
	do {
		at = mill_find(levels, MILL_STR(MILL_LEVEL), from);
		mill_puts(&name, "::");
		put_level(&name, short_level(mill, mill_slice(levels, from, at)));
		from = at + 1;
	} while (at != SIZE_MAX);
	return mill_buf_str(&name);
}

mill_str
mill_root_name(cardmill *mill)
{
	const mill_source *first = mill->sources.first;

	if (mill->options.deck != NULL && mill->options.deck[0] != '\0')
		return clean_name(&mill->arena, mill_cstr(mill->options.deck));
	if (first == NULL)
		return MILL_STR("");
	if (first->root.len > 0)
		return first->root;
	if (mill->deck.origin_count > 0 && mill->deck.origins[0].stored != NULL &&
	    mill->deck.origins[0].stored->name.len > 0)
		return mill_read_deck_name(&mill->arena, mill->deck.origins[0].stored->name);
	return mill->deck.origin_count > 0 ? mill->deck.origins[0].deck : first->below;
}

static cardmill_status
same_deck(cardmill *mill, const char *first, const char *second, mill_str name)
{
	return mill_say(&mill->log, MILL_SAME_DECK, nowhere,
	    "%s and %s would both become the deck \"%s\": rename one, or name its deck in its "
	    "front "
	    "matter",
	    first, second, name.ptr);
}

/* A deck that a comment names may be another source's when that one asks for it, too. */
static cardmill_status
check_named(cardmill *mill, mill_set *seen, const bool *asked)
{
	const mill_origin *origins = mill->deck.origins;

	for (size_t i = 0; i < mill->deck.named_count; i++) {
		mill_named *named = &mill->deck.named[i];
		uint32_t owner = *mill_set_counter(seen, mill_fold(&mill->arena, named->name));

		if (owner == 0 || named->below)
			continue;
		if (!named->stored && !asked[owner - 1] && owner - 1 != named->source)
			return same_deck(mill, origins[owner - 1].file, origins[named->source].file,
			    named->name);
		named->name = origins[owner - 1].deck; /* one deck to Anki, whatever the case */
		named->space = origins[owner - 1].space;
	}
	return CARDMILL_OK;
}

cardmill_status
mill_check_decks(cardmill *mill, const bool *asked)
{
	mill_set seen = { .arena = &mill->arena };

	for (size_t i = 0; i < mill->deck.origin_count; i++) {
		if (mill->deck.origins[i].stored != NULL)
			continue;
		/* Decks that differ in case alone are one deck to Anki. */
		mill_str folded = mill_fold(&mill->arena, mill->deck.origins[i].deck);
		uint32_t *owner = mill_set_counter(&seen, folded);

		if (*owner > 0 && !(asked[i] && asked[*owner - 1]))
			return same_deck(mill, mill->deck.origins[*owner - 1].file,
			    mill->deck.origins[i].file, mill->deck.origins[i].deck);
		if (*owner > 0) {
			mill->deck.origins[i].deck = mill->deck.origins[*owner - 1].deck;
			mill->deck.origins[i].space = mill->deck.origins[*owner - 1].space;
		} else {
			*owner = (uint32_t)i + 1;
		}
	}
	return check_named(mill, &seen, asked);
}
