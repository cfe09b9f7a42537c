/* sieve.h - what is left out before anything is made of it: shared by its files. */
#ifndef MILL_SIEVE_H
#define MILL_SIEVE_H

struct mill_block;
struct mill_line;
struct mill_reader;
struct mill_section;

/* What the links of a line hold, and what stands outside of them. */
typedef struct mill_look {
	size_t inner, outer, pages; /* links with words, by where they lead */
	size_t links;               /* all three */
	size_t pictures, leading;   /* leading: those that lead somewhere */
	bool first;                 /* no word stands before the first link */
	mill_str outside;
} mill_look;

/* What the sieve knows on its way through the sections. */
typedef struct mill_sieving {
	struct mill_reader *reader;
	mill_set *titles; /* of the file, with the line of the last that has it */
	const struct mill_section *section;
	bool contents, sources; /* what the section is called */
	mill_code left;         /* why the latest piece left; NOTHING until then */
} mill_sieving;

/* ---- tally.c ---- */

typedef enum mill_item {
	MILL_A_FACT,
	MILL_A_GROUP,
	MILL_TO_HEADING,
	MILL_TO_WORLD,
	MILL_DESCRIBED,
	MILL_A_HEADING
} mill_item;

typedef struct mill_tally {
	size_t items, groups, inner, outer, described, typed;
} mill_tally;

/* True when a heading further down has this name. */
bool mill_is_title(mill_sieving *s, mill_str text, int32_t line);
/* True when a link leads to a heading though its target does not say so: (Title). */
bool mill_misses_hash(mill_sieving *s, const struct mill_line *line);
mill_item mill_kind_of(mill_sieving *s, const struct mill_block *item);
/* Counts the items of a list and of those in it. */
void mill_count_items(mill_sieving *s, const struct mill_block *list, mill_tally *t);
bool mill_is_contents(const mill_sieving *s, const mill_tally *t);
bool mill_is_link_list(const mill_sieving *s, const mill_tally *t);

/* ---- noise.c ------------------------------------------------------------------------------- */

mill_look mill_look_at(mill_arena *arena, const struct mill_line *line);
/* What is the same in a heading and in what leads to it. */
mill_str mill_title_key(mill_arena *arena, mill_str text);
bool mill_names_contents(mill_arena *arena, mill_str title);
bool mill_names_links(mill_arena *arena, mill_str title);
/* True for a phrase that says something; false for names and formats behind a link. */
bool mill_describes(mill_arena *arena, mill_str text);
/* Cheap: false for lines that cannot hold links, or be a mark of contents. */
bool mill_has_links(const struct mill_line *line);
bool mill_may_mark(const struct mill_line *line);
bool mill_is_contents_mark(mill_arena *arena, const struct mill_line *line);
bool mill_is_badge(const struct mill_line *line, const mill_look *look);
/* Nothing but links. */
bool mill_is_links(mill_arena *arena, const mill_look *look);
/* Links behind words that say they are sources or further reading. */
bool mill_is_reference(mill_arena *arena, const mill_look *look);

/* ---- way.c ----------------------------------------------------------------------------------- */

/* Cheap: false for lines that cannot be navigation. */
bool mill_may_lead_about(const struct mill_line *line);
/* True when a line only leads about: back to top, next page. */
bool mill_is_navigation(mill_arena *arena, const struct mill_line *line, const mill_look *look);

#endif
