/* tally.c - how much of the sources is on notes. */
#include "../base/base.h"
#include "../deck.h"

static void
add(mill_tally *to, mill_tally more)
{
	to->lines += more.lines;
	to->characters += more.characters;
}

mill_sum
mill_sum_of(const mill_deck *deck, size_t source)
{
	size_t from = source == deck->origin_count ? 0 : source;
	size_t to = source == deck->origin_count ? source : source + 1;
	size_t telling;
	mill_sum sum = { 0 };

	for (size_t i = from; i < to; i++) {
		const mill_account *account = &deck->accounts[i];

		add(&sum.on_notes, account->on_notes);
		add(&sum.left_out, account->left_out);
		add(&sum.bare, account->bare);
		sum.notes += account->note_count;
	}
	add(&sum.all, sum.on_notes);
	add(&sum.all, sum.left_out);
	telling = sum.all.characters;
	add(&sum.all, sum.bare);
	sum.percent = telling == 0 ? 100 : 100 * (double)sum.on_notes.characters / (double)telling;
	return sum;
}
