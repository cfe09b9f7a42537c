/*
 * mill.c - the public functions, and the pipeline one stage a line.
 *
 * Sources are milled one by one, each in memory of its own that is freed when
 * its notes have been taken over; they meet only in the deck, in the order in
 * which they were added.
 */
#include "base/base.h"
#include "outline.h"
#include "deck.h"
#include "cards/cards.h"
#include "markdown/markdown.h"
#include "mill.h"
#include "media/media.h"

#include <stdlib.h>

static const mill_place nowhere = { 0, 0 };

const char *
cardmill_version(void)
{
	return CARDMILL_VERSION;
}

/* ---- life ------------------------------------------------------------------------- */

static void *
c_heap(void *user, void *block, size_t old_size, size_t new_size)
{
	(void)user;
	(void)old_size;
	if (new_size > 0)
		return realloc(block, new_size);
	free(block);
	return NULL;
}

static const char *
copy_text(mill_arena *arena, const char *text)
{
	return text == NULL ? NULL : mill_copy(arena, mill_cstr(text)).ptr;
}

static void
copy_previous(cardmill *mill)
{
	cardmill_options *options = &mill->options;
	const char **paths = MILL_NEW(&mill->arena, const char *, options->previous_count + 1);

	for (size_t i = 0; i < options->previous_count; i++)
		paths[i] = copy_text(&mill->arena, options->previous[i]);
	options->previous = paths;
}

static void
copy_options(void *user)
{
	cardmill *mill = user;
	cardmill_options *options = &mill->options;

	options->deck = copy_text(&mill->arena, options->deck);
	options->encoding = copy_text(&mill->arena, options->encoding);
	options->basic_notetype = copy_text(&mill->arena, options->basic_notetype);
	options->cloze_notetype = copy_text(&mill->arena, options->cloze_notetype);
	options->exclude = copy_text(&mill->arena, options->exclude);
	options->css = copy_text(&mill->arena, options->css);
	options->template_dir = copy_text(&mill->arena, options->template_dir);
	options->media = copy_text(&mill->arena, options->media);
	options->identity = copy_text(&mill->arena, options->identity);
	copy_previous(mill);
	mill->deck.basic_name = mill_cstr(options->basic_notetype);
	mill->deck.cloze_name = mill_cstr(options->cloze_notetype);
	mill->deck.now = options->now;
	mill->deck.package = options->package;
	mill->deck.name = MILL_STR("");
}

cardmill *
cardmill_new(const cardmill_options *given)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	/* An older program's options are shorter: what it does not know is zero. */
	if (given != NULL)
		memcpy(
		    &options, given, given->size < sizeof options ? given->size : sizeof options);
	if (options.resize == NULL)
		options.resize = c_heap;
	mill = options.resize(options.user, NULL, 0, sizeof *mill);
	if (mill == NULL)
		return NULL;
	memset(mill, 0, sizeof *mill);
	mill->options = options;
	mill->heap = (mill_heap){ options.resize, options.user, NULL };
	mill->arena.heap = &mill->heap;
	if (!mill_attempt(&mill->heap, copy_options, mill)) {
		cardmill_free(mill);
		return NULL;
	}
	return mill;
}

void
cardmill_free(cardmill *mill)
{
	if (mill == NULL)
		return;
	mill_arena_free(&mill->arena);
	mill->options.resize(mill->options.user, mill, sizeof *mill, 0);
}

const cardmill_report *
cardmill_error(const cardmill *mill)
{
	static const cardmill_report no_mill = { CARDMILL_ERROR, CARDMILL_NO_MEMORY,
		"out-of-memory", NULL, 0, 0, "there was not enough memory", 0 };

	if (mill == NULL)
		return &no_mill;
	return mill->failed ? &mill->error : NULL;
}

/* ---- calls -------------------------------------------------------------------------- */

void
mill_begin(cardmill *mill)
{
	mill->log = (mill_log){ .arena = &mill->arena };
	mill->failed = false;
}

/* Hands on what the log holds, and forgets it. */
static void
flush(cardmill *mill)
{
	for (const mill_record *record = mill->log.first; record != NULL; record = record->next) {
		mill->counts[record->report.level]++;
		if (record->report.level == CARDMILL_ERROR && !mill->failed) {
			mill->error = record->report;
			mill->failed = true;
		}
		if (mill->options.report != NULL)
			mill->options.report(mill->options.user, &record->report);
	}
	mill->log.first = mill->log.last = NULL;
}

cardmill_status
mill_end(cardmill *mill)
{
	cardmill_status status = mill->log.status;

	flush(mill);
	return status;
}

cardmill_status
mill_end_without_memory(cardmill *mill)
{
	flush(mill);
	mill_code_look(MILL_OUT_OF_MEMORY, &mill->error);
	mill->error.file = NULL;
	mill->error.line = mill->error.column = 0;
	mill->error.message = "there was not enough memory";
	mill->failed = true;
	mill->state = MILL_BROKEN;
	mill->counts[CARDMILL_ERROR]++;
	if (mill->options.report != NULL)
		mill->options.report(mill->options.user, &mill->error);
	return CARDMILL_NO_MEMORY;
}

/* ---- sources -------------------------------------------------------------------------- */

struct adding {
	cardmill *mill;
	const char *path;
	mill_str bytes;
};

static void
add_path(void *user)
{
	struct adding *adding = user;

	if (adding->mill->state != MILL_ADDING || adding->path == NULL)
		mill_say(&adding->mill->log, MILL_CALL_ORDER, nowhere,
		    "sources are added before the deck is built");
	else
		mill_add_path(adding->mill, adding->path);
}

static void
add_bytes(void *user)
{
	struct adding *adding = user;

	if (adding->mill->state != MILL_ADDING || adding->path == NULL || adding->bytes.ptr == NULL)
		mill_say(&adding->mill->log, MILL_CALL_ORDER, nowhere,
		    "sources are added before the deck is built, with a name and bytes");
	else if (mill_ends(mill_cstr(adding->path), MILL_STR("pkg")) &&
		 mill_is_deck_name(mill_cstr(adding->path)))
		mill_say(&adding->mill->log, MILL_CALL_ORDER, nowhere,
		    "a package is added by its path: its media stay where they are");
	else
		mill_add_bytes(adding->mill, adding->path, adding->bytes);
}

cardmill_status
cardmill_add_path(cardmill *mill, const char *path)
{
	struct adding adding = { mill, path, MILL_STR("") };

	if (mill == NULL)
		return CARDMILL_NO_MEMORY;
	mill_begin(mill);
	return mill_attempt(&mill->heap, add_path, &adding) ? mill_end(mill)
							    : mill_end_without_memory(mill);
}

cardmill_status
cardmill_add_bytes(cardmill *mill, const char *name, const void *bytes, size_t length)
{
	struct adding adding = { mill, name, { length > 0 ? bytes : "", length } };

	if (mill == NULL)
		return CARDMILL_NO_MEMORY;
	mill_begin(mill);
	return mill_attempt(&mill->heap, add_bytes, &adding) ? mill_end(mill)
							     : mill_end_without_memory(mill);
}

/* ---- building ---------------------------------------------------------------------------- */

/* One source on its way through the stages. */
typedef struct milling {
	cardmill *mill;
	const mill_source *source;
	uint32_t index;
	mill_arena work;  /* freed when the notes have been taken over */
	mill_arena trees; /* cmark's */
	mill_outline outline;
	mill_maker maker;
	mill_set named;        /* numbers of decks that comments name */
	mill_str below;        /* headings that the latest note's deck was named by */
	uint32_t below_number; /* of that deck */
	mill_finder finder;    /* of what notes show and play */
	bool *asked;           /* by origin: the front matter named the deck */
	mill_chain notes;      /* of all sources */
	size_t done, total;
} milling;

static cardmill_status
read_source(milling *m, mill_str *bytes)
{
	*bytes = m->source->bytes;
	if (m->source->in_memory)
		return CARDMILL_OK;
	return mill_read_file(&m->work, &m->mill->log, m->source->path, bytes);
}

/* What the outline says about the source as a whole. */
static void
name_origin(milling *m)
{
	mill_origin *origin = &m->mill->deck.origins[m->index];

	*origin = (mill_origin){
		.file = m->source->path, .name = m->source->name, .description = MILL_STR("")
	};
	mill_name_origin(m->mill, m->source, m->outline.deck, origin);
	m->asked[m->index] = m->outline.deck.len > 0;
	m->mill->deck.origin_count = m->index + 1;
}

/* The notes' own word for it comes before that of who converts them. */
static cardmill_statements
statements_of(const milling *m)
{
	mill_str word = mill_cstr(m->outline.statements);

	if (word.len == 0)
		return m->mill->options.statements;
	return mill_equal(word, MILL_STR("skip"))     ? CARDMILL_SKIP
	       : mill_equal(word, MILL_STR("prompt")) ? CARDMILL_PROMPT
						      : CARDMILL_CLOZE;
}

static void
make_cards(milling *m)
{
	cardmill *mill = m->mill;
	mill_buf source = { .arena = &m->work };
	mill_str stem = m->source->below;
	size_t at = 0, from = 0;

	while ((at = mill_find(stem, MILL_STR("::"), at)) != SIZE_MAX)
		from = at += 2;
	mill_put_html(&source, m->source->name);
	m->maker = (mill_maker){ .arena = &m->work,
		.log = &mill->log,
		.statements = statements_of(m),
		.rows = mill->options.rows != 0,
		.subdecks = mill->options.subdecks,
		.title = m->outline.title.len > 0 ? m->outline.title
						  : mill_slice(stem, from, stem.len),
		.source = mill_buf_str(&source),
		.origin = m->index,
		.tags = m->outline.tags,
		.tag_count = m->outline.tag_count,
		.tasks = mill->options.tasks != 0,
		.exclude = mill_cstr(mill->options.exclude),
		.notes = m->outline.notes,
		.note_count = m->outline.note_count,
		.line_tags = m->outline.line_tags,
		.line_tag_count = m->outline.line_tag_count,
		.fronts = { .arena = &m->work },
		.titles = { .arena = &m->work },
		.questions = { .arena = &m->work } };
	mill_cards(&m->maker, &m->outline);
}

/* The number of the deck that the author or a heading names for a note; 0 when neither
 * does.  Notes of one deck come in a row. */
static uint32_t
named_deck(milling *m, const mill_note *note)
{
	cardmill *mill = m->mill;

	if (note->deck.len > 0)
		return mill_number_named(
		    mill, &m->named, mill_named_deck(mill, note->deck, m->index));
	if (note->below.len == 0)
		return 0;
	if (note->below.ptr != m->below.ptr) {
		m->below = note->below;
		m->below_number = mill_number_named(mill, &m->named,
		    (mill_named){ .name = mill_deck_below(
				      mill, mill->deck.origins[m->index].deck, note->below),
			.space = MILL_STR(""),
			.source = m->index,
			.below = true });
	}
	return m->below_number;
}

/* A text and its copy. */
typedef struct copied {
	mill_str from, to;
} copied;

/* Copies a text unless it is the very one that was copied before: notes in a row share it. */
static mill_str
copy_once(mill_arena *arena, copied *last, mill_str text)
{
	if (last->from.ptr != text.ptr || last->from.len != text.len || text.ptr == NULL)
		*last = (copied){ text, mill_copy(arena, text) };
	return last->to;
}

/* Copies the notes out of the memory that the source was milled in. */
static void
take_over(milling *m)
{
	mill_arena *arena = &m->mill->arena;
	mill_account *account = &m->mill->deck.accounts[m->index];
	copied shared[MILL_FIELDS] = { { { NULL, 0 }, { NULL, 0 } } };

	account->first_note = m->notes.count;
	m->below = MILL_STR("");
	for (const mill_note *from = m->maker.first; from != NULL; from = from->next) {
		mill_note *note = MILL_NEW(arena, mill_note, 1);

		*note = *from;
		note->type = m->mill->deck.own[from->kind];
		note->fields = MILL_NEW(arena, mill_str, MILL_FIELDS);
		for (int i = 0; i < 2; i++)
			note->fields[i] = mill_copy(arena, from->fields[i]);
		for (int i = 2; i < MILL_FIELDS; i++)
			note->fields[i] = copy_once(arena, &shared[i], from->fields[i]);
		note->context = copy_once(arena, &shared[0], from->context);
		note->prompt = mill_copy(arena, from->prompt);
		note->id = mill_copy(arena, from->id);
		note->places = MILL_NEW(arena, mill_range, from->place_count);
		memcpy(note->places, from->places, from->place_count * sizeof *note->places);
		note->tags = MILL_NEW(arena, mill_str, from->tag_count + 1);
		for (size_t i = 0; i < from->tag_count; i++)
			note->tags[i] = mill_copy(arena, from->tags[i]);
		note->named = named_deck(m, from);
		note->before = note->rivals[0] = note->rivals[1] = NULL;
		mill_chain_note(&m->notes, note);
	}
	account->note_count = m->notes.count - account->first_note;
}

static cardmill_status
take_deck(milling *m, mill_str bytes)
{
	mill_account *account = &m->mill->deck.accounts[m->index];
	cardmill_status rc;

	account->first_note = m->notes.count;
	m->asked[m->index] = true;
	rc = mill_take_deck(m->mill, m->source, m->index, bytes, &m->named, &m->notes);
	account->note_count = m->notes.count - account->first_note;
	return rc;
}

static cardmill_status
mill_one(milling *m)
{
	cardmill *mill = m->mill;
	mill_record *before = mill->log.last;
	mill_str bytes = m->source->bytes;
	cardmill_status rc;

	if (m->source->deck)
		return take_deck(m, m->source->in_memory ? bytes : (mill_str){ NULL, 0 });

	mill->log.file = m->source->path;
	m->outline = (mill_outline){ 0 };
	rc = read_source(m, &bytes);
	if (rc == CARDMILL_OK)
		rc = mill_refuse_binary(mill, bytes);
	if (rc == CARDMILL_OK && mill_is_text_export(bytes)) {
		mill->log.file = NULL;
		rc = take_deck(m, bytes);
		mill_arena_reset(&m->work);
		return rc;
	}
	if (rc == CARDMILL_OK)
		rc = mill_outline_make(
		    &m->work, &m->trees, &mill->log, bytes, mill->options.encoding, &m->outline);
	if (rc == CARDMILL_OK) {
		name_origin(m);
		make_cards(m);
		/* Both, whichever are in use, so that an import brings their style up to date. */
		mill_use_type(&mill->arena, &mill->deck, mill->deck.own[MILL_BASIC]);
		mill_use_type(&mill->arena, &mill->deck, mill->deck.own[MILL_CLOZE]);
		mill->deck.origins[m->index].description = mill_describe(
		    &mill->arena, &m->outline, m->maker.first);
		mill_take_media(&m->finder, &m->work, m->source, &m->outline, m->maker.first);
		if (mill_all_blank(bytes))
			mill_say(&mill->log, MILL_EMPTY_FILE, nowhere, "this file is empty");
		else if (m->maker.first == NULL && !m->outline.cards_off)
			mill_say(&mill->log, MILL_NOTHING_FOUND, nowhere,
			    "no card was found in this file");
	}
	mill->log.file = NULL;
	mill_log_sort(&mill->log, before);
	if (rc == CARDMILL_OK) {
		mill_account_for(mill, &mill->deck.accounts[m->index], &m->outline, m->maker.first,
		    before == NULL ? mill->log.first : before->next);
		take_over(m);
	}
	mill_arena_reset(&m->work);
	return rc;
}

static bool
cancelled(milling *m)
{
	cardmill *mill = m->mill;

	if (mill->options.progress == NULL ||
	    mill->options.progress(mill->options.user, CARDMILL_MILLING, m->done, m->total) == 0)
		return false;
	mill_say(&mill->log, MILL_STOPPED, nowhere, "stopped on request");
	return true;
}

static cardmill_status
gather_notes(milling *m)
{
	mill_deck *deck = &m->mill->deck;

	deck->notes = MILL_NEW(&m->mill->arena, mill_note *, m->notes.count + 1);
	for (mill_note *note = m->notes.first; note != NULL; note = note->next)
		deck->notes[deck->note_count++] = note;
	deck->name = mill_root_name(m->mill);
	if (mill_settle_types(m->mill, &m->work) != CARDMILL_OK)
		return m->mill->log.status;
	mill_carry_media(m->mill, &m->work);
	mill_describe_decks(m->mill, &m->work);
	/* Sources meet, or pictures have become their words or one another. */
	if (deck->origin_count > 1 || m->finder.found)
		mill_tell_apart(&m->mill->arena, deck);
	mill_recognise(m->mill, &m->work);
	m->mill->looks = MILL_NEW(&m->mill->arena, cardmill_note *, m->notes.count + 1);
	m->mill->lines = MILL_NEW(&m->mill->arena, cardmill_line *, deck->origin_count);
	m->mill->media = MILL_NEW(&m->mill->arena, cardmill_media *, deck->media_count + 1);
	m->mill->vanished = MILL_NEW(
	    &m->mill->arena, const cardmill_earlier *, deck->vanished_count + 1);
	return CARDMILL_OK;
}

static void
build(void *user)
{
	milling *m = user;
	cardmill *mill = m->mill;

	if (mill->state != MILL_ADDING || mill->sources.count == 0) {
		mill_say(&mill->log, MILL_CALL_ORDER, nowhere,
		    "a deck is built once, after sources were added");
		return;
	}
	mill->state = MILL_BROKEN;
	if (mill_style_read(&mill->arena, &mill->log, &mill->options, &mill->deck.style) !=
	    CARDMILL_OK)
		return;
	for (int kind = MILL_BASIC; kind <= MILL_CLOZE; kind++)
		mill->deck.own[kind] = mill_make_own_type(&mill->arena, (mill_kind)kind);
	mill->deck.origins = MILL_NEW(&mill->arena, mill_origin, mill->sources.count);
	mill->deck.accounts = MILL_NEW(&mill->arena, mill_account, mill->sources.count);
	m->asked = MILL_NEW(&mill->arena, bool, mill->sources.count);
	for (m->source = mill->sources.first; m->source != NULL; m->source = m->source->next)
		m->total += m->source->size;
	for (m->source = mill->sources.first; m->source != NULL; m->source = m->source->next) {
		if (cancelled(m) || mill_one(m) != CARDMILL_OK)
			return;
		m->done += m->source->size;
		m->index++;
	}
	if (cancelled(m) || mill_check_decks(mill, m->asked) != CARDMILL_OK)
		return;
	if (m->notes.count == 0) {
		mill_say(&mill->log, MILL_NO_CARDS, nowhere,
		    "no card was found, so there is nothing to write");
		return;
	}
	if (mill_read_earlier(mill, &m->work) != CARDMILL_OK)
		return;
	mill_fill_from_earlier(mill, &m->work, &m->named, m->notes.first);
	if (gather_notes(m) == CARDMILL_OK)
		mill->state = MILL_BUILT;
}

cardmill_status
cardmill_build(cardmill *mill)
{
	milling m = { .mill = mill };
	bool finished;

	if (mill == NULL)
		return CARDMILL_NO_MEMORY;
	m.named.arena = &mill->arena;
	mill_begin(mill);
	m.work.heap = m.trees.heap = &mill->heap;
	mill_finder_init(&m.finder, mill);
	finished = mill_attempt(&mill->heap, build, &m);
	mill_arena_free(&m.work);
	mill_arena_free(&m.trees);
	mill_arena_free(&m.finder.arena);
	return finished ? mill_end(mill) : mill_end_without_memory(mill);
}

/* ---- looking ------------------------------------------------------------------------------- */

size_t
cardmill_report_count(const cardmill *mill, cardmill_level level)
{
	return mill == NULL || level > CARDMILL_ERROR ? 0 : mill->counts[level];
}

size_t
cardmill_source_count(const cardmill *mill)
{
	return mill == NULL ? 0 : mill->sources.count;
}
