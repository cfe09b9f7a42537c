/* mill.h - the mill itself: what the public functions share. */
#ifndef MILL_MILL_H
#define MILL_MILL_H

struct mill_source;
typedef struct mill_source mill_source;

typedef struct mill_sources {
	struct mill_source *first, *last;
	size_t count;
} mill_sources;

struct cardmill {
	cardmill_options options; /* texts copied into the arena */
	mill_heap heap;
	mill_arena arena; /* everything that lives as long as the mill */
	mill_log log;     /* of the call under way */
	mill_sources sources;
	mill_deck deck;
	mill_stored **companions; /* decks beside sources, that know what tables do not */
	size_t companion_count, companion_room;
	bool companions_read;
	cardmill_note **looks; /* the notes as callers see them */
	cardmill_coverage
	    *coverages;         /* of each source, and of all behind them; made when asked for */
	cardmill_line **lines;  /* of each source; made when asked for */
	cardmill_media **media; /* made when asked for */
	const cardmill_earlier **vanished; /* made when asked for */
	size_t counts[CARDMILL_ERROR + 1];
	cardmill_report error; /* of the latest failed call */
	bool failed;
	enum { MILL_ADDING, MILL_BUILT, MILL_BROKEN } state;
};

/* Begins and ends a public call: a fresh log before, reports handed on after. */
void mill_begin(cardmill *mill);
cardmill_status mill_end(cardmill *mill);
/* Ends a call that ran out of memory. */
cardmill_status mill_end_without_memory(cardmill *mill);

/* ---- account.c: what became of a source, line by line --------------------------- */

struct mill_outline;

/* first: of the records about the source, which are the last of the log; may be NULL. */
void mill_account_for(cardmill *mill, mill_account *account, const struct mill_outline *outline,
    const mill_note *notes, const mill_record *first);

/* ---- earlier.c: the earlier build of the deck --------------------------------------- */

/* Reads the decks that the options name.  work is for the time of the call. */
cardmill_status mill_read_earlier(cardmill *mill, mill_arena *work);
/* Gives the notes their guids and times, those of their earlier selves where they had any. */
void mill_recognise(cardmill *mill, mill_arena *work);

/* ---- decks.c: decks as sources --------------------------------------------------------- */

/* Notes in a chain. */
typedef struct mill_chain {
	mill_note *first, *last;
	size_t count;
} mill_chain;

static inline void
mill_chain_note(mill_chain *chain, mill_note *note)
{
	note->next = NULL;
	if (chain->last == NULL)
		chain->first = note;
	else
		chain->last->next = note;
	chain->last = note;
	chain->count++;
}

/* Adds the notes of the source at index to the chain; numbers: of decks that are named.
 * bytes.ptr is NULL when it is to be read of its path. */
cardmill_status mill_take_deck(cardmill *mill, const mill_source *source, uint32_t index,
    mill_str bytes, mill_set *numbers, mill_chain *chain);
/* A time as a calendar has it, or 0. */
int64_t mill_sensible_time(int64_t time);
/* The number of a deck beside those of the sources, from 1. */
uint32_t mill_number_named(cardmill *mill, mill_set *numbers, mill_named named);
/* Anki exports text under the ending of notes. */
bool mill_is_text_export(mill_str bytes);
/* What is neither notes nor a deck, in bytes: an error that says what it is. */
cardmill_status mill_refuse_binary(cardmill *mill, mill_str bytes);

/* ---- asanki.c: names, tags and fields as Anki keeps them ---------------------------------- */

/* The full name of a deck. */
mill_str mill_read_deck_name(mill_arena *arena, mill_str name);
/* A field without control characters. */
mill_str mill_read_field(mill_arena *arena, mill_str text);
/* Tags of which each is one word; *count of them. */
mill_str *mill_read_note_tags(mill_arena *arena, mill_str *tags, size_t *count);

/* ---- unsaid.c: what tables do not say and the earlier build knows ------------------------- */

/* What the author calls their notes; of tables with few columns note type, deck and tags. */
void mill_fill_from_earlier(cardmill *mill, mill_arena *work, mill_set *numbers, mill_note *first);
/* Flags, what is suspended, cards in other decks.  After mill_match_notes(). */
void mill_keep_cards(cardmill *mill);

/* ---- companions.c: what stands beside decks as sources ------------------------------------ */

/* True for a file that says all of its deck, media included. */
bool mill_is_package(const char *file);
/* True for a source that is CSV, TSV or Anki's text. */
bool mill_is_table(const cardmill *mill, uint32_t source);
/* Reads, the first time, what the earlier builds and packages beside tables know of note
 * types and media. */
void mill_read_companions(cardmill *mill);
/* Says of the decks of tables what these know. */
void mill_describe_decks(cardmill *mill, mill_arena *work);

/* ---- settle.c: which note types the notes of decks have --------------------------------- */

cardmill_status mill_settle_types(cardmill *mill, mill_arena *work);

/* ---- merge.c: notes that several sources have --------------------------------------------- */

/* Leaves one of those with the same guid.  After mill_identify(). */
void mill_merge_notes(cardmill *mill, mill_arena *work);

/* ---- carried.c: their media ------------------------------------------------------------------ */

void mill_carry_media(cardmill *mill, mill_arena *work);

/* ---- beside.c: the media of tables, in a folder beside them ------------------------------ */

/* Files that have to be written for outputs, besides these. */
typedef struct mill_beside {
	struct mill_beside_file {
		const char *path;
		const mill_media *media;
	} * all;
	size_t count, room;
	char *block; /* what goes from one into another */
} mill_beside;

void mill_find_beside(
    cardmill *mill, const cardmill_output *all, size_t count, mill_beside *beside);
/* False when it could not be written: *why says so, or the draft's error. */
bool mill_write_beside(
    cardmill *mill, mill_beside *beside, size_t i, mill_draft *draft, const char **why);

/* ---- sources.c: what is milled, and into which deck it goes -------------------- */

struct mill_source {
	const char *path; /* as it was added */
	mill_str name;    /* as a reader knows it */
	mill_str root;    /* name of the folder added; empty for a file */
	mill_str below;   /* deck below the root */
	mill_str bytes;   /* of a source in memory */
	bool in_memory;
	bool deck;     /* it is one, and no notes */
	bool homeless; /* there is no folder that it could have files in */
	mill_str
	    tree;    /* path of the folder its files are in, a slash behind; empty: where we are */
	size_t size; /* bytes on disk, for the progress */
	mill_source *next;
};

cardmill_status mill_add_path(cardmill *mill, const char *path);
void mill_add_bytes(cardmill *mill, const char *name, mill_str bytes);
/* Names the deck a source goes into and what identities are told by; asked is what its
 * front matter says. */
void mill_name_origin(
    cardmill *mill, const mill_source *source, mill_str asked, mill_origin *origin);
/* A name of a deck as Anki keeps it, level by level. */
mill_str mill_clean_deck(cardmill *mill, mill_str name);
/* The root deck's name that the options give, clean; empty: none. */
mill_str mill_clean_given(cardmill *mill);
/* A path without the ending of its name. */
mill_str mill_without_ending(mill_str path);
/* True for the name of a file that holds a deck, by its ending. */
bool mill_is_deck_name(mill_str name);
/* A deck that a comment names; it is below the root that the caller gives. */
mill_named mill_named_deck(cardmill *mill, mill_str asked, uint32_t source);
/* The full name of a deck below another; levels have MILL_LEVEL between. */
mill_str mill_deck_below(cardmill *mill, mill_str deck, mill_str levels);
/* The name that stands for all sources: of the JSON deck, of files in a folder. */
mill_str mill_root_name(cardmill *mill);
/* Two sources may share a deck only when both ask for it by name. */
cardmill_status mill_check_decks(cardmill *mill, const bool *asked);

#endif
