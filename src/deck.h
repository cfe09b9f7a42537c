/*
 * deck.h - the second waist: what cards or a deck's reader make, and what the
 * writers write.  Notes in source order, with their note types and decks.
 */
#ifndef MILL_DECK_H
#define MILL_DECK_H

typedef enum mill_kind { MILL_BASIC, MILL_CLOZE } mill_kind;

enum {
	MILL_FIELDS = 4 /* both of our note types have four: prompt, answer, context, source */
};

/* ---- note types ----------------------------------------------------------------- */

/* A field of a note type, as Anki knows it (proto/anki/notetypes.proto). */
typedef struct mill_field {
	int64_t id; /* 0: it has none, as in old decks */
	mill_str name, font, description;
	uint32_t size; /* of the font */
	bool sticky, rtl, plain_text, collapsed, unsearched, kept;
	int64_t tag; /* of image occlusion; -1: none */
} mill_field;

/* A template: one card of each note. */
typedef struct mill_template {
	int64_t id; /* 0: it has none */
	mill_str name, front, back;
	mill_str browser_front, browser_back, browser_font; /* empty: as the others */
	uint32_t browser_size;
} mill_template;

typedef struct mill_notetype {
	int64_t id; /* 0: only its name and its fields are known */
	mill_str name;
	mill_field *fields;
	size_t field_count;
	mill_template *templates;
	size_t template_count;
	mill_str css, latex_pre, latex_post;
	bool latex_svg, cloze;
	bool own;  /* ours, as this program brings it along: the deck's style is its style */
	bool ours; /* it has the id of one of ours; a deck may bring an older style of it */
	uint32_t sort_field;
	int64_t stock;    /* which of Anki's own it was made from (original_stock_kind); 0: none */
	int64_t modified; /* seconds since 1970 */
	uint64_t effort;  /* see mill_effort() */
} mill_notetype;

/* Bounds that nobody comes near to, and hostile decks would live on. */
enum {
	MILL_MOST_FIELDS = 1000,   /* of a note type */
	MILL_MOST_ADDED = 10000000 /* fields that all notes have less than their types */
};

/* A card that a deck holds, where it is not what its template makes of the note. */
typedef struct mill_card {
	mill_str deck; /* full name; empty: the note's */
	uint16_t ordinal;
	uint8_t flag; /* its colour, 1 to 7; 0: none */
	bool suspended;
} mill_card;

/* ---- decks as files hold them ------------------------------------------------------ */

/* A note as a package, CSV or JSON deck has it. */
typedef struct mill_stored_note {
	mill_kind kind;
	bool own;                  /* its note type is ours, so a package can carry it again */
	bool foreign;              /* a package has it with a note type that is not ours */
	const mill_notetype *type; /* NULL: nothing but its name is known */
	mill_str type_name;        /* empty: not even that */
	mill_str guid;             /* empty: it has none yet */
	mill_str id;               /* what the author called it; empty: nothing, or nobody knows */
	mill_str deck;             /* full name; empty: unknown */
	mill_str *fields;          /* HTML; MILL_FIELDS at least, empty where it has fewer */
	size_t field_count;        /* that it has */
	mill_str *tags;
	size_t tag_count;
	mill_card *cards; /* NULL: those that its templates make, all in its deck */
	size_t card_count;
	int64_t modified; /* seconds since 1970; 0: unknown, CSV has no times */
	int64_t position; /* among the new cards of its deck; 0: unknown */
	/* Of what it was made: */
	mill_str rule, file;    /* empty: unknown */
	int32_t line, end_line; /* of that file; without one, of the deck's */
} mill_stored_note;

/* A deck that says what it is. */
typedef struct mill_stored_deck {
	mill_str name, description;
	bool markdown; /* the description is Markdown, and no HTML */
} mill_stored_deck;

typedef struct mill_stored {
	mill_stored_note *notes; /* in the order of the deck */
	size_t count, room;
	mill_notetype **types;
	size_t type_count, type_room;
	mill_stored_deck *decks;
	size_t deck_count, deck_room;
	struct mill_media *media;
	size_t media_count, media_room;
	size_t reviews;    /* answers in its review history */
	mill_str *columns; /* of a table: how it calls the fields; empty where it does not */
	size_t column_count;
	int32_t labels_line;    /* of a row that was taken for the columns' names; 0: of none */
	bool no_decks, no_tags; /* it has no column for them, and no line that gives them */
	mill_str name;          /* of the deck as a whole; empty: it has none */
} mill_stored;

/* Lines of a source, both ends included. */
typedef struct mill_range {
	int32_t line, end_line;
} mill_range;

typedef struct mill_note mill_note;
struct mill_note {
	mill_kind kind;
	bool reversed;   /* made of the note before it, the other way round */
	bool given;      /* the deck that it was read of has the guid: nothing else counts */
	bool named_guid; /* made of what the author calls it */
	bool twins;      /* others ask the same in the same place */
	const mill_notetype *type; /* of a note in the deck */
	mill_str *fields;          /* HTML on one line; MILL_FIELDS at least */
	size_t field_count;        /* that its type has */
	mill_str context;          /* heading path as plain text */
	mill_str prompt;           /* plain text that stands for the note: its identity */
	mill_str id;               /* what the author calls it, in its notes; empty: nothing */
	mill_str guid;
	const char *rule;
	uint32_t repeat; /* how many of its twins come before it */
	int32_t line, end_line;
	uint32_t source; /* index of its source, and so of its deck */
	uint32_t named;  /* the deck that the author names for it, from 1; 0: its source's */
	cardmill_change change;
	mill_range *places; /* every stretch of lines that stands on the note, context included */
	size_t place_count;
	mill_str *tags;
	size_t tag_count;
	int64_t modified; /* 0 before it was dated: the deck that it was read of knows none */
	const mill_stored_note *stored; /* what was read of a deck; NULL: it was made of notes */
	union {
		struct {                /* while its source is milled: */
			mill_str deck;  /* what the author calls it; empty: nothing */
			mill_str below; /* headings that are decks, MILL_LEVEL between */
		};
		struct {                                   /* in the deck: */
			const mill_stored_note *before;    /* in the earlier build; NULL: new */
			const mill_stored_note *rivals[2]; /* that it may be; NULL: none */
		};
	};
	mill_note *next;
};

/* Where notes come from, which is also the deck they go into. */
typedef struct mill_origin {
	const char *file;     /* as it was added */
	mill_str name;        /* as a reader knows it: the path below the folder added */
	mill_str deck;        /* full name, levels separated by :: */
	mill_str description; /* of the deck, as HTML; empty: none */
	mill_str space; /* what its notes' identities are told by; the deck, or in its place */
	mill_str root;  /* the same of all sources that were added with it */
	const mill_stored *stored; /* of a deck as source; NULL: it is notes */
} mill_origin;

/* What became of a line of a source: a mill_code that says why it is on no card, or one
 * of these. */
enum { MILL_ON_NOTES = 254, MILL_BLANK = 255 };

typedef struct mill_fate {
	uint32_t characters : 24; /* without blanks */
	uint32_t code : 8;
} mill_fate;

/* Lines in a row that stand on no card for one reason, but that they say nothing. */
typedef struct mill_gap {
	int32_t line, end_line;
	mill_code code;
	mill_str text; /* how the first of them begins */
} mill_gap;

/* Of the lines of a source, or of all: how many, and with how many characters. */
typedef struct mill_tally {
	size_t lines, characters;
} mill_tally;

/* What became of a source, line by line. */
typedef struct mill_account {
	mill_fate *fates; /* of line n at fates[n - 1] */
	int32_t line_count;
	mill_gap *gaps;
	size_t gap_count;
	mill_tally on_notes, left_out, bare; /* bare: marks and the like, which say nothing */
	size_t first_note, note_count;       /* in the deck's notes */
	const mill_record *first, *last;     /* what was said about the source; NULL: nothing */
	const mill_record **mends;           /* of these what was mended, in the order of lines */
	size_t mend_count;
} mill_account;

/* Between the levels of a deck's name that are not yet one. */
#define MILL_LEVEL "\x1F"

/* A file that notes show or play.  Packages carry it. */
typedef struct mill_media {
	mill_str name;    /* as fields have it: made of what the file holds */
	mill_str file;    /* as a reader knows it: the path below the folder added */
	const char *path; /* where it is read: the file, or the package that it is a member of */
	bool packed;      /* a member */
	bool zstd;        /* packed with Zstandard besides */
	uint64_t place, number; /* of the member, in the package's directory */
	uint64_t size;
	uint8_t sha1[20];
	uint32_t crc;    /* as archives reckon it */
	size_t *sources; /* whose notes show it, in order */
	size_t source_count, source_room;
} mill_media;

/* A deck that a comment in a source names, or a heading. */
typedef struct mill_named {
	mill_str name;
	mill_str space;  /* what identities are told by in its place */
	uint32_t source; /* the first one that does */
	bool below;      /* a heading's, below the source's: identities take it for that */
	bool stored;     /* of a deck as source: others may have it, too */
} mill_named;

/* How cards look: what is built in, or the user's own. */
typedef struct mill_style {
	mill_str css;
	mill_str fronts[2], backs[2]; /* templates, by kind of note */
	bool changed;                 /* it is not what is built in */
	bool highlight;               /* code gets its colours */
} mill_style;

typedef struct mill_deck {
	mill_note **notes; /* in source order */
	size_t note_count;
	const mill_notetype *own[2]; /* by kind of note */
	const mill_notetype **types; /* of the notes, each id once */
	size_t type_count, type_room;
	mill_stored_deck *described; /* that decks as sources describe */
	size_t described_count, described_room;
	mill_origin *origins;
	mill_account *accounts; /* of each origin */
	size_t origin_count;
	mill_named *named;
	size_t named_count, named_room;
	mill_media *media; /* in the order in which notes show them */
	size_t media_count, media_room;
	const mill_stored *earlier; /* NULL: there is none */
	const mill_stored_note **vanished;
	size_t vanished_count;
	mill_note **ghosts; /* of these, those that a package carries once more */
	size_t ghost_count;
	size_t changes[CARDMILL_UNCERTAIN + 1]; /* notes, by change */
	mill_str name;                          /* of the root deck, for the JSON file */
	int64_t now;                            /* seconds since 1970 */
	int64_t stamp;                          /* the latest time of its notes: that of the deck */
	mill_str basic_name, cloze_name;        /* as CSV and JSON call our note types */
	mill_style style;
	cardmill_package package; /* the layout of packages */
} mill_deck;

/* The full name of the deck that a note's cards go into. */
static inline mill_str
mill_deck_of(const mill_deck *deck, const mill_note *note)
{
	return note->named > 0 ? deck->named[note->named - 1].name
			       : deck->origins[note->source].deck;
}

/* What a note's identity is told by: headings that are decks do not change it. */
static inline mill_str
mill_space_of(const mill_deck *deck, const mill_note *note)
{
	return note->named > 0 && !deck->named[note->named - 1].below
		   ? deck->named[note->named - 1].space
		   : deck->origins[note->source].space;
}

/* ---- notetype.c: the note types cardmill brings along ------------------------ */

/*
 * Ids never change: Anki finds a note type by its id, and its fields and
 * templates by theirs (rslib/src/import_export/package/apkg/import/notes.rs).
 */
typedef struct mill_own_notetype {
	int64_t id, template_id;
	int64_t field_ids[MILL_FIELDS];
	const char *name;
	const char *fields[MILL_FIELDS];
	const char *template_name;
	const char *front, *back, *css; /* templates and style, built in */
	bool cloze;
	int64_t modified; /* seconds; raised whenever templates or style change */
} mill_own_notetype;

const mill_own_notetype *mill_own_type(mill_kind kind);

/* The same as a note type among others, with what is built in. */
mill_notetype *mill_make_own_type(mill_arena *arena, mill_kind kind);
/* Of which kind an id is ours; false when it is not. */
bool mill_own_kind(int64_t id, mill_kind *kind);

/* Adds a type to those of the deck, unless it is there. */
void mill_use_type(mill_arena *arena, mill_deck *deck, const mill_notetype *type);
/* The type of an id in a deck that was read, the latest; NULL: there is none. */
const mill_notetype *mill_stored_type(const mill_stored *stored, int64_t id);

/* ---- cardgen.c: which cards a note has ---------------------------------------------- */

enum { MILL_CLOZES = 500 /* the highest number Anki counts (rslib/src/notetype/cardgen.rs) */ };

/* Numbers of the cards that the templates of a type make of fields, from 0 and at most
 * MILL_CLOZES; answers how many, one at least.  type NULL: of our own kinds. */
size_t mill_generate(const mill_notetype *type, mill_kind kind, const mill_str *fields,
    size_t field_count, uint16_t *ordinals);
/* True for a cloze's text. */
bool mill_has_deletion(mill_str text);
/* Names that are compared, at most, to tell the cards of one note. */
uint64_t mill_effort(const mill_notetype *type);
/* More than these for all notes of a deck are as good as no end. */
#define MILL_MOST_EFFORT UINT64_C(1000000000)
/* The same for a note of the deck. */
size_t mill_ordinals(const mill_note *note, uint16_t *ordinals);
/* The cards that a note has, MILL_CLOZES of them at most. */
size_t mill_cards_of(const mill_note *note, mill_card *cards);

/* ---- style.c: how cards look ------------------------------------------------------ */

/* Fills in the style: what is built in, the user's templates in place of that, the user's
 * CSS behind it. */
cardmill_status mill_style_read(
    mill_arena *arena, mill_log *log, const cardmill_options *options, mill_style *style);
/* When a note type changed that has these templates: what is as it was in the earlier build
 * keeps its time; without one a style of the user's is new each time, so that imports
 * take it. */
int64_t mill_style_modified(const mill_deck *deck, mill_kind kind, mill_str front, mill_str back);

/* ---- template.c: a template of the user's -------------------------------------------- */

/* Says what Anki would find wrong with it; false when there is anything.  The log's file
 * names the template. */
bool mill_check_template(mill_log *log, mill_str text, mill_kind kind, bool front);

/* ---- standing.c: from lines of a source to its notes ------------------------------ */

/* The notes on which each line of a source stands, in order, by their index in the deck:
 * those of line n from notes[starts[n - 1]] to before notes[starts[n]]. */
typedef struct mill_standing {
	size_t *starts, *notes;
} mill_standing;

mill_standing mill_stand(mill_arena *arena, const mill_deck *deck, size_t source);

/* Names of what was mended on the lines of a note, each once. */
const char **mill_mends(
    mill_arena *arena, const mill_deck *deck, const mill_note *note, size_t *count);

/* ---- tally.c: how much of the sources is on notes ----------------------------------- */

/* What of a source stands where; of all sources when source is the count of origins. */
typedef struct mill_sum {
	mill_tally all, on_notes, left_out, bare;
	size_t notes;
	double percent; /* of the characters but the bare ones, how many are on notes */
} mill_sum;

mill_sum mill_sum_of(const mill_deck *deck, size_t source);

/* ---- reasons.c: why lines are on no card --------------------------------------------- */

/* True when lines of a reason say nothing that could be learned: rules, tags, comments. */
bool mill_is_bare(mill_code code);
/* What a reason means, for a person. */
const char *mill_meaning(mill_code code);

/* ---- fronts.c: sources that share a deck ------------------------------------------ */

/* No two notes of a deck ask the same in the same context: the later one's front
 * gets a number. */
void mill_tell_apart(mill_arena *arena, mill_deck *deck);

/* ---- identity.c: guids ---------------------------------------------------------- */

/* Gives every note its guid; equal prompts in one place are counted. */
void mill_identify(mill_arena *arena, mill_deck *deck);
/* The guid of a note that asks as some others before it do; what the author calls it is
 * not looked at. */
mill_str mill_repeated_guid(
    mill_arena *arena, const mill_deck *deck, const mill_note *note, uint32_t repeat);
/* The guid that what the author calls a note gives it in a space. */
mill_str mill_named_guid(mill_arena *arena, mill_str space, const mill_note *note);
/* True for what may be a guid of ours. */
bool mill_is_guid(mill_str text);
/* Text without what does not make another question: case, blanks, marks at the edges. */
void mill_put_normalised(mill_buf *out, mill_str text);

/* ---- match.c: which notes of the earlier build these are ----------------------------- */

/* Gives notes that were in the deck's earlier build the guids that they had, and lists
 * those that vanished.  After mill_identify(); work is for the time of the call. */
void mill_match_notes(mill_arena *arena, mill_arena *work, mill_deck *deck);

/* ---- change.c: what is new, what changed, and since when -------------------------------- */

/* Says of every note what became of it and when it was last changed. */
void mill_date_notes(mill_arena *work, mill_log *log, mill_deck *deck);
/* The time of what changed now and was changed last at another time. */
int64_t mill_later(const mill_deck *deck, int64_t before);

/* ---- vanished.c: notes that are gone, kept for one more import ---------------------------- */

/* Makes ghosts of the vanished notes, with a tag.  After mill_date_notes(). */
void mill_keep_vanished(mill_arena *arena, mill_deck *deck);

#endif
