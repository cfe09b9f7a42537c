/*
 * change.c - what became of the notes since the earlier build, and since when.
 *
 * Anki updates a note only when its time is later than that of the user's
 * (rslib/src/import_export/package/apkg/import/notes.rs).  So a note that did not
 * change keeps its time, and what the user edited in Anki stays; one that changed
 * gets a later one, never one in the future, which would block what comes after.
 */
#include "../base/base.h"
#include "../deck.h"

enum {
	LONG_AGO = 1411124400, /* since when what never had a time is as it is; any past will do */
	A_MOMENT = 60          /* seconds; more ahead, and a clock was wrong */
};

static const mill_place nowhere = { 0, 0 };

static bool
has_tag(const mill_str *tags, size_t count, mill_str tag)
{
	for (size_t i = 0; i < count; i++)
		if (mill_equal(tags[i], tag))
			return true;
	return false;
}

/* Anki sorts tags. */
static bool
same_tags(const mill_note *note, const mill_stored_note *before)
{
	for (size_t i = 0; i < note->tag_count; i++)
		if (!has_tag(before->tags, before->tag_count, note->tags[i]))
			return false;
	for (size_t i = 0; i < before->tag_count; i++)
		if (!has_tag(note->tags, note->tag_count, before->tags[i]))
			return false;
	return true;
}

/* What an empty field says, a missing one does: tables lose them. */
static mill_str
field_at(const mill_str *fields, size_t count, size_t i)
{
	return i < count || i < MILL_FIELDS ? fields[i] : MILL_STR("");
}

static bool
same_content(const mill_note *note, const mill_stored_note *before)
{
	size_t count = note->field_count > before->field_count ? note->field_count
							       : before->field_count;

	for (size_t i = 0; i < count; i++)
		if (!mill_equal(field_at(note->fields, note->field_count, i),
			field_at(before->fields, before->field_count, i)))
			return false;
	return same_tags(note, before);
}

static bool
same_words(mill_arena *work, mill_str a, mill_str b)
{
	mill_str both[] = { a, b };

	if (mill_equal(a, b))
		return true;
	for (int i = 0; i < 2; i++) {
		mill_buf plain = { .arena = work }, words = { .arena = work };

		mill_put_stripped(&plain, both[i]);
		mill_put_normalised(&words, mill_buf_str(&plain));
		both[i] = mill_buf_str(&words);
	}
	return mill_equal(both[0], both[1]);
}

static cardmill_change
change_of(mill_arena *work, const mill_deck *deck, const mill_note *note, bool same)
{
	const mill_stored_note *before = note->before;
	mill_str name = mill_deck_of(deck, note);

	if (before == NULL)
		return note->rivals[0] != NULL ? CARDMILL_UNCERTAIN : CARDMILL_NEW;
	if (!same_words(work, note->fields[0], before->fields[0]))
		return CARDMILL_REWORDED;
	if ((note->type->ours && !same_words(work, note->fields[2], before->fields[2])) ||
	    (before->deck.len > 0 && !mill_equal(name, before->deck)))
		return CARDMILL_MOVED;
	return same ? CARDMILL_UNCHANGED : CARDMILL_CHANGED;
}

int64_t
mill_later(const mill_deck *deck, int64_t before)
{
	/* Builds in one second: a second more, or Anki would see no change. */
	if (deck->now == 0 || (deck->now <= before && before - deck->now < A_MOMENT))
		return before + 1;
	return deck->now;
}

static int64_t
time_of(const mill_deck *deck, const mill_note *note, bool same)
{
	int64_t before = note->before == NULL ? 0 : note->before->modified, own = note->modified;

	if (note->before == NULL) /* what a deck as source says of it, else now */
		return own > 0 ? own : note->stored != NULL && note->given ? LONG_AGO : deck->now;
	if (same)
		return before > 0 ? before : own > 0 ? own : LONG_AGO;
	/* Whoever changed it may have written down when. */
	return own > before ? own : mill_later(deck, before);
}

void
mill_date_notes(mill_arena *work, mill_log *log, mill_deck *deck)
{
	size_t ahead = 0;

	deck->stamp = 0;
	for (size_t i = 0; i < deck->note_count; i++) {
		mill_note *note = deck->notes[i];
		mill_arena_mark mark = mill_arena_here(work);
		bool same = note->before != NULL && same_content(note, note->before);

		note->change = change_of(work, deck, note, same);
		note->modified = time_of(deck, note, same);
		deck->changes[note->change]++;
		ahead += !same && note->before != NULL && note->modified < note->before->modified;
		deck->stamp = note->modified > deck->stamp ? note->modified : deck->stamp;
		mill_arena_back(work, mark);
	}
	if (ahead > 0)
		mill_say(log, MILL_TIME_AHEAD, nowhere,
		    "%zu changed notes have a time in the future in the earlier build: import this "
		    "deck with \"Update notes: Always\", or Anki takes them for older",
		    ahead);
}
