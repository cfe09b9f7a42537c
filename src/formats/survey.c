/* survey.c - how many cards a deck has, and which of them are long. */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

/* What is blanked out as it is shown. */
static mill_str
uncovered(mill_arena *arena, mill_str text)
{
	mill_buf out = { .arena = arena };

	mill_put_uncovered(&out, text);
	return mill_buf_str(&out);
}

size_t
mill_answer_length(mill_arena *arena, const mill_note *note)
{
	mill_buf plain = { .arena = arena };

	mill_put_stripped(&plain, note->fields[1]);
	if (note->kind == MILL_CLOZE)
		mill_put_stripped(&plain, uncovered(arena, note->fields[0]));
	return mill_chars(mill_buf_str(&plain));
}

static void
keep_longest(mill_survey *survey, size_t note, size_t characters)
{
	size_t at = survey->longest_count;

	if (at == MILL_LONGEST && characters <= survey->longest[at - 1].characters)
		return;
	if (at < MILL_LONGEST)
		survey->longest_count++;
	else
		at--;
	for (; at > 0 && survey->longest[at - 1].characters < characters; at--)
		survey->longest[at] = survey->longest[at - 1];
	survey->longest[at] = (struct mill_long){ note, characters };
}

mill_survey
mill_survey_of(mill_writing *writing)
{
	const mill_deck *deck = writing->deck;
	mill_survey survey = { 0 };
	mill_card cards[MILL_CLOZES];

	for (size_t i = 0; i < deck->note_count; i++) {
		size_t length = mill_answer_length(&writing->scratch, deck->notes[i]);
		size_t count = mill_cards_of(deck->notes[i], cards);

		survey.cards += count;
		survey.long_cards += length > MILL_LONG ? count : 0;
		keep_longest(&survey, i, length);
		if (i % 64 == 63)
			mill_arena_reset(&writing->scratch);
	}
	mill_arena_reset(&writing->scratch);
	return survey;
}

mill_str
mill_plain_front(mill_arena *arena, const mill_note *note, size_t characters)
{
	mill_buf plain = { .arena = arena };
	mill_str text = note->fields[0];
	size_t at = 0;

	mill_put_stripped(&plain, note->kind == MILL_CLOZE ? uncovered(arena, text) : text);
	text = mill_printable(arena, mill_trim(mill_buf_str(&plain)), false);
	while (characters-- > 0 && at < text.len)
		mill_next(text, &at);
	return mill_slice(text, 0, at);
}
