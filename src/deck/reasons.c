/* reasons.c - why lines are on no card: what each reason means, in one table. */
#include "../base/base.h"
#include "../deck.h"

static const struct {
	const char *meaning;
	bool bare; /* such lines say nothing that could be learned */
} reasons[MILL_CODES] = {
	[MILL_EMPTY_ITEM] = { "items without text", false },
	[MILL_STUB_HEADING] = { "headings with nothing below them", false },
	[MILL_STUB_LINE] = { "names that nothing is said about", false },
	[MILL_UNANSWERED] = { "questions without an answer", false },
	[MILL_LINK_ONLY] = { "links with nothing said about them", false },
	[MILL_EXCLUDED] = { "below headings that were excluded", false },
	[MILL_OPEN_TASK] = { "lists of things to do", false },
	[MILL_SKIPPED] = { "statements, left out as asked", false },
	[MILL_REPEATED] = { "said before: the very same card is there", true },
	[MILL_REVIEWS] = { "answers that a package tells of: decks hold none", false },
	[MILL_PICTURE] = { "pictures that no card shows", false },
	[MILL_NOTE_UNUSED] = { "footnotes that no card refers to", false },
	[MILL_DROPPED] = { "scripts, styles, frames and forms, which no card may hold", true },
	[MILL_UNACCOUNTED] = { "lost, which is a fault of cardmill: please report it", false },
	[MILL_COMMENT] = { "comments", true },
	[MILL_DIRECTIVE] = { "words of the author to cardmill", true },
	[MILL_IDENTITY] = { "ids of notes", true },
	[MILL_AUTHOR_SKIP] = { "left out because the author asks for it", true },
	[MILL_FRONT_MATTER] = { "front matter", true },
	[MILL_RULE] = { "rules between parts of the notes", true },
	[MILL_LINK_DEFINITION] = { "addresses of links, which stand where the links are", true },
	[MILL_EMPTY_BLOCK] = { "fences around nothing", true },
	[MILL_LAYOUT] = { "marks and tags around nothing", true },
	[MILL_CONTENTS] = { "contents, which repeat the headings", true },
	[MILL_NAVIGATION] = { "links that lead about the text", true },
	[MILL_BADGE] = { "badges", true },
	[MILL_PROPERTY] = { "properties of pages and blocks", true },
};

bool
mill_is_bare(mill_code code)
{
	return reasons[code].bare;
}

const char *
mill_meaning(mill_code code)
{
	return reasons[code].meaning;
}
