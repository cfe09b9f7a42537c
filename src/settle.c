/*
 * settle.c - which note types the notes of decks have.
 *
 * A package brings its note types along, a table nothing but names: then it is a type of
 * that name which another deck of the build or the earlier one knows, ours when two
 * fields will do, else one that is made of the table's columns.  Types with one id are one
 * type to Anki (rslib/src/import_export/package/apkg/import/notes.rs).
 */
#include "settle.h"

#include "formats/formats.h"

enum { MOST_MADE = 1000 /* types that are made of columns */ };

/* As many fields as the type has; what is missing is empty. */
static void
fit_fields(mill_settling *s, mill_note *note)
{
	size_t count = note->type->field_count;
	mill_str *fields = note->fields;

	if (count > MILL_FIELDS && count > note->field_count) {
		fields = MILL_NEW(&s->mill->arena, mill_str, count);
		for (size_t i = 0; i < count; i++)
			fields[i] = i < note->field_count ? note->fields[i] : MILL_STR("");
	}
	note->fields = fields;
	note->field_count = count;
}

/* Each card once, and none that the type has no template for: Anki would take what cannot
 * be shown.  With none left it has those that are made. */
static void
fit_cards(mill_settling *s, mill_note *note)
{
	size_t most = note->type->cloze ? MILL_CLOZES : note->type->template_count, kept = 0;
	const mill_stored_note *stored = note->stored;
	bool seen[MILL_CLOZES] = { false };
	mill_stored_note *fit;

	for (size_t i = 0; i < stored->card_count; i++) {
		uint16_t ordinal = stored->cards[i].ordinal;

		if (ordinal >= most || ordinal >= MILL_CLOZES || seen[ordinal])
			continue;
		seen[ordinal] = true;
		stored->cards[kept++] = stored->cards[i];
	}
	if (kept == stored->card_count && (kept > 0) == (stored->cards != NULL))
		return;
	fit = MILL_NEW(&s->mill->arena, mill_stored_note, 1);
	*fit = *stored;
	fit->card_count = kept;
	fit->cards = kept == 0 ? NULL : stored->cards;
	note->stored = fit;
}

/* What the note is told by, now that its fields stand where they belong. */
static void
name_note(mill_settling *s, mill_note *note)
{
	mill_buf prompt = { .arena = &s->mill->arena }, context = { .arena = &s->mill->arena };

	mill_put_stripped(&prompt, note->fields[0]);
	note->prompt = mill_buf_str(&prompt);
	if (!note->type->own && !note->type->ours)
		return;
	mill_put_stripped(&context, note->fields[2]);
	note->context = mill_printable(&s->mill->arena, mill_buf_str(&context), false);
}

/* False, and said, when the type is too much for so many notes, or anything. */
static bool
is_bearable(mill_settling *s, const mill_note *note)
{
	const mill_notetype *type = note->type;
	mill_log *log = &s->mill->log;
	mill_place place = { note->line, note->line > 0 };
	size_t used = mill_used_fields(note);

	s->effort += type->own ? 0 : type->effort;
	s->added += used < type->field_count ? type->field_count - used : 0;
	log->file = s->mill->deck.origins[note->source].file;
	if (type->field_count > MILL_MOST_FIELDS)
		mill_say(log, MILL_BAD_DECK, place,
		    "the note type \"%.80s\" has %zu fields, and no more than %d are written",
		    type->name.ptr, type->field_count, MILL_MOST_FIELDS);
	else if (s->added > MILL_MOST_ADDED || s->effort > MILL_MOST_EFFORT)
		mill_say(log, MILL_BAD_DECK, place,
		    "the note type \"%.80s\" has too many fields or templates for so many notes",
		    type->name.ptr);
	else if (s->made_count > MOST_MADE)
		mill_say(log, MILL_BAD_DECK, place,
		    "it names more than %d note types that no deck knows", MOST_MADE);
	log->file = NULL;
	return log->status == CARDMILL_OK;
}

/* True for what stands for ours; a deck may have the id with other fields. */
static bool
is_ours(const mill_settling *s, const mill_notetype *type)
{
	return type == s->ours[MILL_BASIC] || type == s->ours[MILL_CLOZE];
}

/* Each type is used once, however many notes have it. */
static void
use(mill_settling *s, const mill_notetype *type)
{
	mill_str address = { (const char *)&type, sizeof type };

	if ((*mill_set_counter(&s->used, mill_copy(s->work, address)))++ == 0)
		mill_use_type(&s->mill->arena, &s->mill->deck, type);
}

cardmill_status
mill_settle_types(cardmill *mill, mill_arena *work)
{
	mill_settling s = { .mill = mill, .work = work };
	mill_deck *deck = &mill->deck;

	s.replaced.arena = s.made.arena = s.ids.arena = s.used.arena = work;
	mill_settle_ours(&s);
	mill_reserve_ids(&s);
	for (size_t i = 0; i < deck->note_count; i++) {
		mill_note *note = deck->notes[i];

		if (note->stored == NULL)
			continue;
		note->type = note->type != NULL
				 ? mill_kept_type(&s, note->type, &deck->origins[note->source])
				 : mill_named_type(&s, note);
		if (!is_bearable(&s, note))
			return mill->log.status;
		fit_fields(&s, note);
		fit_cards(&s, note);
		name_note(&s, note);
		for (int kind = MILL_BASIC; is_ours(&s, note->type) && kind <= MILL_CLOZE; kind++)
			use(&s, s.ours[kind]); /* as when notes are milled */
		use(&s, note->type);
	}
	mill_name_types(&s);
	return CARDMILL_OK;
}
