/*
 * decks.c - decks as sources: what was read becomes notes of the deck.
 *
 * Their notes have guids already, and keep them whatever they say; only what somebody
 * added to a table has none.
 */
#include "base/base.h"
#include "deck.h"
#include "formats/formats.h"
#include "markdown/markdown.h"
#include "mill.h"

static const mill_place nowhere = { 0, 0 };

uint32_t
mill_number_named(cardmill *mill, mill_set *numbers, mill_named named)
{
	mill_deck *deck = &mill->deck;
	mill_buf key = { .arena = &mill->arena };
	uint32_t *number;

	mill_puts(&key, named.below ? MILL_LEVEL : "");
	mill_put_str(&key, mill_fold(&mill->arena, named.name));
	number = mill_set_counter(numbers, mill_buf_str(&key));
	if (*number > 0)
		return *number;
	deck->named = mill_room(
	    &mill->arena, deck->named, sizeof *deck->named, deck->named_count, &deck->named_room);
	deck->named[deck->named_count++] = named;
	return *number = (uint32_t)deck->named_count;
}

/* ---- names of decks ------------------------------------------------------------------ */

typedef struct taking {
	cardmill *mill;
	const mill_stored *stored;
	uint32_t index; /* of the source */
	mill_set *numbers;
	mill_str root;  /* the first level of all its decks; empty: they differ */
	mill_str only;  /* the one deck of all its notes; empty: there are several */
	mill_str given; /* takes the place of the root */
	/* The latest deck, for notes of one come in a row: */
	mill_str deck;
	uint32_t number;
} taking;

static mill_str
first_level(mill_str deck)
{
	return mill_slice(deck, 0, mill_find(deck, MILL_STR("::"), 0));
}

/* What the decks have in common. */
static void
look_at_decks(taking *t)
{
	bool first = true;

	t->root = t->only = MILL_STR("");
	for (size_t i = 0; i < t->stored->count; i++) {
		mill_str deck = t->stored->notes[i].deck;

		if (deck.len == 0)
			continue;
		if (first) {
			t->only = deck;
			t->root = first_level(deck);
		}
		first = false;
		if (!mill_equal(t->only, deck))
			t->only = MILL_STR("");
		if (!mill_equal(t->root, first_level(deck)))
			t->root = MILL_STR("");
	}
}

/* The name of a deck, when the user gives another one to the whole. */
static mill_str
under_given(const taking *t, mill_str deck)
{
	mill_buf name = { .arena = &t->mill->arena };

	if (t->given.len == 0)
		return mill_read_deck_name(&t->mill->arena, deck);
	mill_put_str(&name, t->given);
	if (t->root.len > 0)
		deck = mill_slice(deck, t->root.len, deck.len);
	else
		mill_puts(&name, "::");
	mill_put_str(&name, deck);
	return mill_read_deck_name(&t->mill->arena, mill_buf_str(&name));
}

/* Notes that name no deck go where the others are, else into one that is called like the
 * file. */
static void
name_origin(taking *t, const mill_source *source)
{
	mill_origin *origin = &t->mill->deck.origins[t->index];
	mill_str own = t->only.len > 0           ? t->only
		       : t->root.len > 0         ? t->root
		       : t->stored->name.len > 0 ? t->stored->name
						 : source->below;

	*origin = (mill_origin){ .file = source->path,
		.name = source->name,
		.description = MILL_STR(""),
		.stored = t->stored };
	origin->deck = t->root.len == 0 && t->given.len > 0 ? t->given : under_given(t, own);
	origin->space = origin->root = origin->deck;
	if (t->mill->options.identity != NULL && t->mill->options.identity[0] != '\0')
		origin->space = origin->root = mill_clean_deck(
		    t->mill, mill_cstr(t->mill->options.identity));
	t->mill->deck.origin_count = t->index + 1;
}

static uint32_t
number_of(taking *t, mill_str deck)
{
	mill_str name;

	if (deck.len == 0)
		return 0;
	if (t->number > 0 && deck.ptr == t->deck.ptr && deck.len == t->deck.len)
		return t->number;
	name = under_given(t, deck);
	t->deck = deck;
	t->number = mill_number_named(t->mill, t->numbers,
	    (mill_named){ .name = name, .space = name, .source = t->index, .stored = true });
	return t->number;
}

/* ---- notes ------------------------------------------------------------------------------ */

/* A time as a calendar has it, or none: a file may say anything, and times are reckoned with. */
int64_t
mill_sensible_time(int64_t time)
{
	static const int64_t year_10000 = 253402300800;

	return time > 0 && time < year_10000 ? time : 0;
}

/* The decks of cards that are in another one than their note. */
static void
name_decks_of_cards(taking *t, const mill_stored_note *stored)
{
	for (size_t i = 0; i < stored->card_count; i++)
		if (stored->cards[i].deck.len > 0)
			stored->cards[i].deck = under_given(t, stored->cards[i].deck);
}

static mill_note *
make_note(taking *t, const mill_stored_note *stored)
{
	mill_note *note = MILL_NEW(&t->mill->arena, mill_note, 1);

	*note = (mill_note){ .kind = stored->kind,
		.type = stored->type,
		.fields = stored->fields,
		.field_count = stored->field_count,
		.id = stored->id,
		.guid = stored->guid,
		.given = stored->guid.len > 0,
		.rule = stored->rule.len > 0 ? stored->rule.ptr : "deck",
		.line = stored->line,
		.end_line = stored->end_line,
		.source = t->index,
		.named = number_of(t, stored->deck),
		.tags = stored->tags,
		.tag_count = stored->tag_count,
		.modified = mill_sensible_time(stored->modified),
		.stored = stored };
	note->context = note->prompt = MILL_STR("");
	for (size_t i = 0; i < note->field_count; i++)
		note->fields[i] = mill_read_field(&t->mill->arena, note->fields[i]);
	note->tags = mill_read_note_tags(&t->mill->arena, note->tags, &note->tag_count);
	name_decks_of_cards(t, stored);
	return note;
}

/* Decks that say what they are, under the names that they get here. */
static void
take_descriptions(taking *t)
{
	mill_deck *deck = &t->mill->deck;

	for (size_t i = 0; i < t->stored->deck_count; i++) {
		mill_stored_deck *described;

		deck->described = mill_room(&t->mill->arena, deck->described, sizeof *described,
		    deck->described_count, &deck->described_room);
		described = &deck->described[deck->described_count++];
		*described = t->stored->decks[i];
		described->name = under_given(t, described->name);
	}
}

cardmill_status
mill_take_deck(cardmill *mill, const mill_source *source, uint32_t index, mill_str bytes,
    mill_set *numbers, mill_chain *chain)
{
	mill_stored *stored = MILL_NEW(&mill->arena, mill_stored, 1);
	mill_deck_file file = {
		.path = source->path, .bytes = bytes, .part = MILL_SOURCE, .render = mill_cell_html
	};
	taking t = { .mill = mill, .stored = stored, .index = index, .numbers = numbers };
	cardmill_status rc;

	stored->name = MILL_STR("");
	rc = mill_read_deck(&mill->log, &mill->options, &file, stored);
	if (rc != CARDMILL_OK)
		return rc;
	t.given = mill_clean_given(mill);
	look_at_decks(&t);
	name_origin(&t, source);
	take_descriptions(&t);
	for (size_t i = 0; i < stored->count; i++)
		mill_chain_note(chain, make_note(&t, &stored->notes[i]));
	mill->log.file = source->path;
	if (stored->reviews > 0)
		mill_say(&mill->log, MILL_REVIEWS, nowhere,
		    "the review history, %zu answers, stays behind: decks that cardmill writes "
		    "hold none, and a collection that the notes are in keeps its own",
		    stored->reviews);
	if (stored->labels_line > 0)
		mill_say(&mill->log, MILL_LABELS, (mill_place){ stored->labels_line, 1 },
		    "this row is taken for the names of the columns, and is no note; it is one "
		    "when a "
		    "line such as \"#separator:Comma\" stands above it");
	if (stored->count == 0)
		mill_say(&mill->log, MILL_NOTHING_FOUND, nowhere, "no note is in this deck");
	mill->log.file = NULL;
	return rc;
}

/* ---- files that have another ending -------------------------------------------------------- */

bool
mill_is_text_export(mill_str bytes)
{
	bool mark = mill_starts(bytes, MILL_STR("\xEF\xBB\xBF"));

	return mill_starts(mill_slice(bytes, mark ? 3 : 0, bytes.len), MILL_STR("#separator:"));
}

cardmill_status
mill_refuse_binary(cardmill *mill, mill_str bytes)
{
	const mill_file_kind *kind = mill_binary_file(bytes);

	if (kind != NULL)
		mill_say(&mill->log, MILL_BAD_TEXT, nowhere, "this is %s, and no notes%s%s",
		    kind->what, kind->help != NULL ? "; " : "",
		    kind->help != NULL ? kind->help : "");
	return mill->log.status;
}
