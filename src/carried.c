/*
 * carried.c - the media of decks as sources.
 *
 * A package brings its files along.  A table or a JSON deck only names them: they are in
 * the folder NAME.media beside it, in the package beside it, or in the earlier build.  Two
 * files of one name are one to Anki, so the second of two that differ gets another name
 * (rslib/src/import_export/package/apkg/import/media.rs), and its notes are told.
 */
#include "base/base.h"
#include "deck.h"
#include "formats/formats.h"
#include "mill.h"
#include "media/media.h"


enum { TOLD = 5 /* names in a message */ };

static const mill_place nowhere = { 0, 0 };

typedef struct carrying {
	cardmill *mill;
	mill_arena *work;
	mill_set names;   /* of the deck's media, without case: which, from 1 */
	mill_set renamed; /* names of the source's files: what they are called now, from 1 */
	mill_str *others; /* those */
	size_t other_count, other_room;
	size_t source;
} carrying;

static bool
same_file(const mill_media *a, const mill_media *b)
{
	return a->size == b->size && memcmp(a->sha1, b->sha1, sizeof a->sha1) == 0;
}

static void
count_source(carrying *c, mill_media *media)
{
	if (media->source_count > 0 && media->sources[media->source_count - 1] == c->source)
		return;
	media->sources = mill_room(&c->mill->arena, media->sources, sizeof *media->sources,
	    media->source_count, &media->source_room);
	media->sources[media->source_count++] = c->source;
}

/* A name with what the file is told by, as Anki makes one. */
static mill_str
another_name(carrying *c, const mill_media *media)
{
	enum { STEM = 70 };
	mill_buf name = { .arena = &c->mill->arena };
	size_t point = media->name.len, stem;

	for (size_t i = media->name.len; i > 1; i--)
		if (media->name.ptr[i - 1] == '.') {
			point = i - 1;
			break;
		}
	stem = point < STEM ? point : mill_valid(mill_slice(media->name, 0, STEM));
	mill_put_str(&name, mill_slice(media->name, 0, stem));
	mill_putc(&name, '-');
	for (size_t i = 0; i < sizeof media->sha1; i++)
		mill_printf(&name, "%02x", media->sha1[i]);
	mill_put_str(&name, mill_slice(media->name, point, media->name.len));
	return mill_buf_str(&name);
}

static void
enter(carrying *c, const mill_media *media, mill_str name)
{
	mill_deck *deck = &c->mill->deck;
	mill_media *entered;

	deck->media = mill_room(
	    &c->mill->arena, deck->media, sizeof *entered, deck->media_count, &deck->media_room);
	entered = &deck->media[deck->media_count++];
	*entered = *media;
	entered->name = name;
	entered->sources = NULL;
	entered->source_count = entered->source_room = 0;
	count_source(c, entered);
	*mill_set_counter(&c->names, mill_fold(c->work, name)) = (uint32_t)deck->media_count;
}

/* Adds a file of the source to those of the deck. */
static void
add(carrying *c, const mill_media *media)
{
	mill_deck *deck = &c->mill->deck;
	uint32_t number = mill_set_count(&c->names, mill_fold(c->work, media->name));
	mill_str name = media->name;

	if (number > 0 && same_file(&deck->media[number - 1], media)) {
		count_source(c, &deck->media[number - 1]);
		return;
	}
	if (number > 0 && mill_starts(name, MILL_STR("_"))) {
		/* Templates name it, and they are not searched. */
		mill_say(&c->mill->log, MILL_MEDIA_CONFLICT, nowhere,
		    "%s and %s both bring a file %.100s, and they differ: the first one counts",
		    deck->origins[deck->media[number - 1].sources[0]].file,
		    deck->origins[c->source].file, name.ptr);
		return;
	}
	if (number > 0) {
		name = another_name(c, media);
		c->others = mill_room(
		    c->work, c->others, sizeof *c->others, c->other_count, &c->other_room);
		c->others[c->other_count++] = name;
		*mill_set_counter(&c->renamed, media->name) = (uint32_t)c->other_count;
		if (mill_set_count(&c->names, mill_fold(c->work, name)) > 0)
			return;
	}
	enter(c, media, name);
}

/* ---- packages ----------------------------------------------------------------------------- */

/* A field with new names in the place of old ones. */
static mill_str
rename_in(carrying *c, mill_str html)
{
	mill_buf out = { .arena = &c->mill->arena };
	mill_reference reference;
	size_t at = 0, copied = 0;

	while (mill_next_reference(html, &at, &reference)) {
		uint32_t number = mill_set_count(
		    &c->renamed, mill_referred(c->work, html, &reference));

		if (number == 0)
			continue;
		mill_put_str(&out, mill_slice(html, copied, reference.from));
		if (reference.sound)
			mill_put_str(&out, c->others[number - 1]);
		else
			mill_put_html(&out, c->others[number - 1]);
		copied = reference.to;
	}
	if (copied == 0)
		return html;
	mill_put_str(&out, mill_slice(html, copied, html.len));
	return mill_buf_str(&out);
}

static void
take_members(carrying *c, const mill_stored *stored)
{
	const mill_account *account = &c->mill->deck.accounts[c->source];

	for (size_t i = 0; i < stored->media_count; i++)
		if (stored->media[i].packed &&
		    !mill_is_static(c->work, &c->mill->deck, &stored->media[i]))
			add(c, &stored->media[i]);
	for (size_t i = 0; c->other_count > 0 && i < account->note_count; i++) {
		mill_note *note = c->mill->deck.notes[account->first_note + i];

		for (size_t k = 0; k < note->field_count; k++)
			note->fields[k] = rename_in(c, note->fields[k]);
	}
}

/* ---- tables and JSON ------------------------------------------------------------------------ */

static const mill_media *
with_name(const mill_stored *stored, mill_str name)
{
	for (size_t i = 0; i < stored->media_count; i++)
		if (stored->media[i].packed && mill_equal(stored->media[i].name, name))
			return &stored->media[i];
	return NULL;
}

/* A file in a folder, read once for what it is told by; false when there is none.  The
 * folder may have it as the field does, and Anki composes names. */
static bool
in_folder(carrying *c, mill_str folder, mill_str written, mill_media *media)
{
	mill_buf path = { .arena = &c->mill->arena };
	mill_str name = mill_copy(&c->mill->arena, mill_compose(c->work, written));
	const char *why;

	mill_put_str(&path, folder);
	mill_put_str(&path, written);
	*media = (mill_media){ .name = name, .file = name, .path = mill_buf_str(&path).ptr };
	return mill_is_file(media->path) && mill_weigh(media, &why) && media->size > 0;
}

/* No more than a name: what a table says is no path. */
static bool
is_plain(mill_str name)
{
	return name.len > 0 && name.ptr[0] != '.' && memchr(name.ptr, '/', name.len) == NULL &&
	       memchr(name.ptr, '\\', name.len) == NULL && memchr(name.ptr, '\0', name.len) == NULL;
}

/* Looks where a file of that name may be; false when it is nowhere. */
static bool
find(carrying *c, mill_str name, mill_str written, mill_media *media)
{
	const mill_deck *deck = &c->mill->deck;
	mill_str whole = mill_cstr(deck->origins[c->source].file), folder;
	mill_buf beside = { .arena = c->work };
	size_t slash = whole.len;

	mill_read_companions(c->mill);
	for (size_t i = 0; i < c->mill->companion_count; i++) {
		const mill_media *found = with_name(c->mill->companions[i], name);

		if (found != NULL) {
			*media = *found;
			return true;
		}
	}
	if (!is_plain(name))
		return false;
	while (slash > 0 && whole.ptr[slash - 1] != '/')
		slash--;
	folder = mill_without_ending(whole);
	mill_put_str(&beside, folder);
	mill_puts(&beside, ".media/");
	folder = mill_slice(whole, 0, slash);
	return in_folder(c, mill_buf_str(&beside), name, media) ||
	       in_folder(c, folder, name, media) ||
	       (!mill_equal(name, written) &&
		   (in_folder(c, mill_buf_str(&beside), written, media) ||
		       in_folder(c, folder, written, media)));
}

/* Names that lead nowhere, as a sentence tells them. */
typedef struct missing {
	mill_buf names;
	size_t count;
} missing;

static void
miss(missing *m, mill_str name)
{
	if (m->count < TOLD) {
		mill_puts(&m->names, m->count > 0 ? ", " : "");
		mill_put_str(&m->names, mill_slice(name, 0, 60));
	}
	m->count++;
}

static void
look_for(carrying *c, mill_set *seen, missing *m, mill_str html)
{
	mill_reference reference;
	size_t at = 0;

	while (mill_next_reference(html, &at, &reference)) {
		mill_str name = mill_referred(c->work, html, &reference);
		uint32_t number;
		mill_media media;

		if (name.len == 0 || (*mill_set_counter(seen, name))++ > 0)
			continue;
		number = mill_set_count(&c->names, mill_fold(c->work, name));
		if (number > 0)
			count_source(c, &c->mill->deck.media[number - 1]);
		else if (find(c, name, mill_referred_as(c->work, html, &reference), &media))
			add(c, &media);
		else
			miss(m, name);
	}
}

/* True when a template or style of the deck's note types names it, as no field does. */
static bool
is_of_types(const mill_deck *deck, mill_str name)
{
	for (size_t i = 0; i < deck->type_count; i++) {
		const mill_notetype *type = deck->types[i];

		if (mill_find(type->css, name, 0) != SIZE_MAX)
			return true;
		for (size_t k = 0; k < type->template_count; k++)
			if (mill_find(type->templates[k].front, name, 0) != SIZE_MAX ||
			    mill_find(type->templates[k].back, name, 0) != SIZE_MAX)
				return true;
	}
	return false;
}

/* Files that cards need whatever is on them: their names begin with a line. */
static void
take_of_types(carrying *c)
{
	mill_read_companions(c->mill);
	for (size_t i = 0; i < c->mill->companion_count; i++) {
		const mill_stored *known = c->mill->companions[i];

		for (size_t k = 0; k < known->media_count; k++) {
			const mill_media *media = &known->media[k];

			if (media->packed && mill_starts(media->name, MILL_STR("_")) &&
			    is_of_types(&c->mill->deck, media->name) &&
			    !mill_is_static(c->work, &c->mill->deck, media))
				add(c, media);
		}
	}
}

/* What a JSON deck lists, whether or not a note shows it. */
static void
take_listed(carrying *c, const mill_stored *stored)
{
	for (size_t i = 0; i < stored->media_count; i++) {
		mill_str name = stored->media[i].name;
		mill_media media;

		if (mill_set_count(&c->names, mill_fold(c->work, name)) == 0 &&
		    find(c, name, name, &media) && !mill_is_static(c->work, &c->mill->deck, &media))
			add(c, &media);
	}
}

static void
take_named(carrying *c)
{
	const mill_deck *deck = &c->mill->deck;
	const mill_account *account = &deck->accounts[c->source];
	mill_set seen = { .arena = c->work };
	missing m = { .names = { .arena = c->work } };

	for (size_t i = 0; i < account->note_count; i++) {
		const mill_note *note = deck->notes[account->first_note + i];

		for (size_t k = 0; k < note->field_count; k++)
			look_for(c, &seen, &m, note->fields[k]);
	}
	if (m.count == 0)
		return;
	c->mill->log.file = deck->origins[c->source].file;
	mill_say(&c->mill->log, MILL_MEDIA_MISSING, nowhere,
	    "%zu files that notes show are missing: %s%s", m.count, mill_buf_str(&m.names).ptr,
	    m.count > TOLD ? ", ..." : "");
	c->mill->log.file = NULL;
}

void
mill_carry_media(cardmill *mill, mill_arena *work)
{
	carrying c = { .mill = mill, .work = work };
	mill_deck *deck = &mill->deck;

	c.names.arena = work;
	for (size_t i = 0; i < deck->media_count; i++)
		*mill_set_counter(&c.names, mill_fold(work, deck->media[i].name)) = (uint32_t)i + 1;
	for (c.source = 0; c.source < deck->origin_count; c.source++) {
		const mill_stored *stored = deck->origins[c.source].stored;

		if (stored == NULL)
			continue;
		c.renamed = (mill_set){ .arena = work };
		c.other_count = 0;
		take_members(&c, stored);
		take_named(&c);
		if (mill_is_package(deck->origins[c.source].file))
			continue;
		take_listed(&c, stored);
		take_of_types(&c);
	}
}
