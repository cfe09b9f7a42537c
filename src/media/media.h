/*
 * media.h - what notes show and play: from a reference in a field to a file of the
 * deck.
 */
#ifndef MILL_MEDIA_H
#define MILL_MEDIA_H

struct mill_source;
struct mill_outline;

/* ---- files.c: the files of a folder, by their names ---------------------------- */

typedef struct mill_entry {
	mill_str path; /* below the folder, as it is on the disk */
	mill_str key;  /* the same composed, as notes are */
	mill_str low;  /* the same in lower case */
	uint32_t next; /* of the same name, whatever the case; from 1, 0: none */
} mill_entry;

typedef struct mill_tree {
	mill_str path;     /* of the folder, a slash behind; empty: where we are */
	mill_str real;     /* without links; empty: there is no such folder */
	bool indexed, cut; /* cut: it holds more than anybody looks through */
	mill_entry *entries;
	size_t count, room;
	mill_set names; /* by name in lower case: the first entry, from 1 */
} mill_tree;

/* What a file of a tree is looked for by; all composed. */
typedef struct mill_wanted {
	mill_str from;  /* folder of the source, below the tree; a slash behind */
	mill_str place; /* where the reference leads, below the tree; empty: out of it */
	mill_str tail;  /* what the path must end with */
} mill_wanted;

/* The file at the place, else the nearest one whose path ends so; case counts, unless
 * there is none.  NULL: there is none at all. */
const mill_entry *mill_tree_file(
    mill_arena *work, const mill_tree *tree, const mill_wanted *wanted);
/* The one file that has more of the path's end than all others; NULL: there is none. */
const mill_entry *mill_tree_guess(
    mill_arena *work, const mill_tree *tree, const mill_wanted *wanted);
/* Looks through the folder, the first time. */
void mill_tree_index(mill_arena *arena, mill_tree *tree, bool links);

/* ---- find.c: from a reference to a file ------------------------------------------ */

/* What is known about files while a deck is built. */
typedef struct mill_finder {
	cardmill *mill;
	mill_arena arena; /* freed after the build */
	mill_tree **trees;
	size_t tree_count, tree_room;
	mill_set tree_numbers; /* by path, from 1 */
	mill_set packed;       /* files of the deck, from 1, by real path and ending */
	mill_set named;        /* the same by name */
	char *block;           /* what files are read into */
	bool found;            /* a field names a file, or tells that it is missing */
} mill_finder;

typedef struct mill_hit {
	mill_str path; /* to be opened */
	mill_str real; /* without links */
	mill_str file; /* below the tree */
	bool guessed;  /* another place than the reference names, and not by name alone */
} mill_hit;

/* Takes no memory yet; the caller frees the arena. */
void mill_finder_init(mill_finder *finder, cardmill *mill);
/* The tree of a source; NULL when it has none. */
mill_tree *mill_tree_of(mill_finder *finder, const struct mill_source *source);
/* False when there is no such file. */
bool mill_find_file(mill_finder *finder, mill_arena *work, mill_tree *tree,
    const struct mill_source *source, mill_str reference, mill_hit *hit);

/* ---- pack.c: a file that was found becomes one of the deck ------------------------- */

typedef struct mill_verdict {
	mill_code code;   /* what is to be said; MILL_CODES: nothing */
	mill_str message; /* behind the reference */
	size_t media;     /* index in the deck, from 1; 0: it is not packed */
} mill_verdict;

mill_verdict mill_pack(
    mill_finder *finder, mill_arena *work, const mill_tree *tree, const mill_hit *hit);

/* ---- where.c: on which line of a source a reference stands --------------------------- */

/* A line that shows a file, and the next one that shows the same. */
typedef struct mill_spot {
	int32_t line, end_line;
	uint32_t next; /* from 1; 0: none */
	uint32_t last; /* of the first one: the last that shows the file */
} mill_spot;

typedef struct mill_where {
	mill_arena *arena;
	const struct mill_outline *outline;
	mill_spot *spots;
	size_t count, room;
	mill_set heads; /* by reference: the first of its spots, from 1 */
	bool gathered;
	size_t effort; /* bytes that were searched */
} mill_where;

int32_t mill_where_is(mill_where *where, const mill_note *note, mill_str reference);

/* ---- refs.c: what a field of any deck shows ------------------------------------------------ */

typedef struct mill_reference {
	size_t from, to; /* of the name, as it stands in the field */
	bool sound;      /* in [sound:], where nothing is escaped */
} mill_reference;

/* The next one from *at on; false when there is none. */
bool mill_next_reference(mill_str html, size_t *at, mill_reference *reference);
/* The file that it names; empty for an address of the web. */
mill_str mill_referred(mill_arena *arena, mill_str html, const mill_reference *reference);
/* The same as it is written, not composed. */
mill_str mill_referred_as(mill_arena *arena, mill_str html, const mill_reference *reference);

/* ---- fields.c: the fields of a source's notes -------------------------------------------- */

/* Puts the deck's names in the place of references, or words where there is no file.
 * work: what lives as long as the notes. */
void mill_take_media(mill_finder *finder, mill_arena *work, const struct mill_source *source,
    const struct mill_outline *outline, mill_note *notes);

#endif
