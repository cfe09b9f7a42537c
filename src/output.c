/* output.c - the deck goes out: into a sink, into files that appear whole or not at all. */
#include "base/base.h"
#include "deck.h"
#include "formats/formats.h"
#include "markdown/markdown.h"
#include "mill.h"

#include <stdio.h>
#include <strings.h>

static const mill_place nowhere = { 0, 0 };

cardmill_format
cardmill_format_of(const char *name)
{
	const char *point = name == NULL ? NULL : strrchr(name, '.');
	const mill_format *format;

	if (name == NULL)
		return CARDMILL_NO_FORMAT;
	format = mill_format_named(point == NULL ? name : point + 1);
	return format == NULL ? CARDMILL_NO_FORMAT : format->format;
}

const char *
cardmill_name_refused(const char *path)
{
	const char *slash, *name;
	size_t length;

	if (path == NULL)
		return NULL;
	slash = strrchr(path, '/');
	name = slash == NULL ? path : slash + 1;
	length = strlen(name);
	/* Folders may not tell upper from lower case, and then neither does Anki. */
	if (length >= 7 && strcasecmp(name + length - 7, ".colpkg") == 0)
		return "Anki takes a .colpkg file for a whole collection and would replace the "
		       "user's with it";
	if (strcasecmp(name, "collection.apkg") == 0 ||
	    (strncasecmp(name, "backup-", 7) == 0 && length >= 5 &&
		strcasecmp(name + length - 5, ".apkg") == 0))
		return "Anki takes a package of this name for a whole collection and would replace "
		       "the "
		       "user's with it";
	return NULL;
}

/* ---- one format into one sink ------------------------------------------------------ */

typedef struct job {
	const mill_format *format;
	mill_writing writing;
	bool done;
} job;

static void
write_format(void *user)
{
	job *j = user;

	j->done = j->format->write(&j->writing);
}

/* True when all of it went into the sink; trouble says why not, NULL when the
 * sink refused. */
static bool
pour(cardmill *mill, const mill_format *format, cardmill_sink sink, const char **trouble,
    bool *memory)
{
	job j = { .format = format };
	char why[1000];

	j.writing = (mill_writing){ .arena = { .heap = &mill->heap },
		.scratch = { .heap = &mill->heap },
		.deck = &mill->deck,
		.options = &mill->options,
		.render = mill->options.csv_markdown != 0 ? mill_cell_html : NULL,
		.sink = sink };
	*memory = mill_attempt(&mill->heap, write_format, &j);
	if (j.writing.held != NULL)
		j.writing.release(j.writing.held);
	/* Kept outside of the arenas while they go: asking for memory may escape. */
	snprintf(why, sizeof why, "%s", j.writing.trouble == NULL ? "" : j.writing.trouble);
	mill_arena_free(&j.writing.arena);
	mill_arena_free(&j.writing.scratch);
	*trouble = why[0] == '\0' ? NULL : mill_copy(&mill->arena, mill_cstr(why)).ptr;
	return *memory && j.done;
}

/* ---- several files, all or none --------------------------------------------------------- */

typedef struct outputs {
	cardmill *mill;
	const cardmill_output *all;
	size_t count;
	mill_beside beside;
	mill_draft *drafts; /* of all, then of those beside them */
	size_t draft_count;
	cardmill_sink sink; /* of cardmill_write() */
	cardmill_format format;
} outputs;

/* A report may have any name; that of a deck's file names no notes. */
static bool
is_report(cardmill_format format)
{
	return format == CARDMILL_REPORT || format == CARDMILL_REPORT_JSON;
}

static bool
is_source(cardmill *mill, const char *path)
{
	for (const mill_source *source = mill->sources.first; source != NULL; source = source->next)
		if (!source->in_memory && mill_same_file(&mill->arena, source->path, path))
			return true;
	return false;
}

static bool
check(outputs *o)
{
	cardmill *mill = o->mill;

	for (size_t i = 0; i < o->count; i++) {
		const char *path = o->all[i].path, *refused;

		if (path == NULL) {
			mill_say(&mill->log, MILL_CALL_ORDER, nowhere, "an output without a path");
			return false;
		}
		if (mill_format_of(o->all[i].format) == NULL)
			mill_say(&mill->log, MILL_BAD_NAME, nowhere,
			    "%s: this ending names no format", path);
		else if ((refused = cardmill_name_refused(path)) != NULL)
			mill_say(&mill->log, MILL_BAD_NAME, nowhere, "%s: %s", path, refused);
		if (is_report(o->all[i].format) && is_source(mill, path))
			mill_say(&mill->log, MILL_BAD_NAME, nowhere,
			    "%s: this is one of the notes, and a report would take its place",
			    path);
		for (size_t k = 0; k < i; k++)
			if (mill_same_file(&mill->arena, o->all[k].path, path))
				mill_say(&mill->log, MILL_BAD_NAME, nowhere,
				    "%s: the same output is asked for twice", path);
	}
	return mill->log.status == CARDMILL_OK;
}

static bool
write_draft(outputs *o, size_t i)
{
	cardmill *mill = o->mill;
	mill_draft *draft = &o->drafts[i];
	const char *path = o->all[i].path, *trouble = NULL;
	bool memory = true, done;

	done = mill_draft_open(&mill->arena, draft, path, i);
	if (done)
		done = pour(mill, mill_format_of(o->all[i].format), mill_draft_sink(draft),
		    &trouble, &memory);
	if (!memory)
		longjmp(*mill->heap.escape, 1);
	if (done && mill_draft_close(draft))
		return true;
	mill_say(&mill->log, MILL_WRITE_FAILED, nowhere, "cannot write %s: %s", path,
	    trouble != NULL ? trouble : strerror(draft->error));
	return false;
}

static bool
write_beside(outputs *o, size_t i)
{
	const struct mill_beside_file *file = &o->beside.all[i];
	mill_draft *draft = &o->drafts[o->count + i];
	const char *why;

	if (mill_write_beside(o->mill, &o->beside, i, draft, &why))
		return true;
	mill_say(&o->mill->log, MILL_WRITE_FAILED, nowhere, "cannot write %s: %s", file->path,
	    why != NULL ? why : strerror(draft->error));
	return false;
}

/* All files take their places, or none does. */
static void
keep_all(outputs *o)
{
	for (size_t i = 0; i < o->draft_count; i++) {
		if (mill_draft_keep(&o->drafts[i]))
			continue;
		mill_say(&o->mill->log, MILL_WRITE_FAILED, nowhere, "cannot write %s: %s",
		    o->drafts[i].path, strerror(o->drafts[i].error));
		while (i > 0)
			mill_draft_undo(&o->drafts[--i]);
		return;
	}
}

static void
make_drafts(outputs *o)
{
	mill_find_beside(o->mill, o->all, o->count, &o->beside);
	o->drafts = MILL_NEW(&o->mill->arena, mill_draft, o->count + o->beside.count + 1);
	o->draft_count = o->count + o->beside.count;
}

static void
write_all(void *user)
{
	outputs *o = user;
	cardmill *mill = o->mill;

	if (mill->state != MILL_BUILT) {
		mill_say(
		    &mill->log, MILL_CALL_ORDER, nowhere, "a deck is written after it was built");
		return;
	}
	if (!check(o))
		return;
	make_drafts(o);
	for (size_t i = 0; i < o->count; i++) {
		if (mill->options.progress != NULL && mill->options.progress(mill->options.user,
							  CARDMILL_WRITING, i, o->count) != 0) {
			mill_say(&mill->log, MILL_STOPPED, nowhere, "stopped on request");
			return;
		}
		if (!write_draft(o, i))
			return;
	}
	for (size_t i = 0; i < o->beside.count; i++)
		if (!write_beside(o, i))
			return;
	keep_all(o);
	if (mill->options.progress != NULL)
		mill->options.progress(mill->options.user, CARDMILL_WRITING, o->count, o->count);
}

cardmill_status
cardmill_write_files(cardmill *mill, const cardmill_output *all, size_t count)
{
	static const cardmill_output none = { NULL, CARDMILL_NO_FORMAT };
	outputs o = { .mill = mill, .all = all, .count = count };
	bool finished;

	if (mill == NULL)
		return CARDMILL_NO_MEMORY;
	mill_begin(mill);
	if (all == NULL) { /* one output without a path, which is refused */
		o.all = &none;
		o.count = count > 0;
	}
	finished = mill_attempt(&mill->heap, write_all, &o);
	for (size_t i = 0; i < o.draft_count; i++)
		mill_draft_drop(&o.drafts[i]);
	return finished ? mill_end(mill) : mill_end_without_memory(mill);
}

cardmill_status
cardmill_write_file(cardmill *mill, cardmill_format format, const char *path)
{
	cardmill_output output = { path, format };

	return cardmill_write_files(mill, &output, 1);
}

static void
write_sink(void *user)
{
	outputs *o = user;
	cardmill *mill = o->mill;
	const mill_format *format = mill_format_of(o->format);
	const char *trouble;
	bool memory;

	if (mill->state != MILL_BUILT || format == NULL || o->sink.put == NULL) {
		mill_say(&mill->log, MILL_CALL_ORDER, nowhere,
		    "a deck is written after it was built, in a format there is, into a sink");
		return;
	}
	if (pour(mill, format, o->sink, &trouble, &memory))
		return;
	if (!memory)
		longjmp(*mill->heap.escape, 1);
	mill_say(&mill->log, MILL_WRITE_FAILED, nowhere, "cannot write: %s",
	    trouble != NULL ? trouble : "the receiver stopped");
}

cardmill_status
cardmill_write(cardmill *mill, cardmill_format format, cardmill_sink sink)
{
	outputs o = { .mill = mill, .sink = sink, .format = format };

	if (mill == NULL)
		return CARDMILL_NO_MEMORY;
	mill_begin(mill);
	return mill_attempt(&mill->heap, write_sink, &o) ? mill_end(mill)
							 : mill_end_without_memory(mill);
}
