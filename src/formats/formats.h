/*
 * formats.h - from deck to bytes.  A format is a row in a table; each outside
 * library is known to one file.
 */
#ifndef MILL_FORMATS_H
#define MILL_FORMATS_H

struct mill_deck;
struct mill_media;
struct mill_note;

/* What a writer works with.  The caller frees the arenas and calls release(held)
 * after the write, also when it ran out of memory on the way. */
typedef struct mill_writing {
	mill_arena arena, scratch; /* scratch is emptied while writing */
	const struct mill_deck *deck;
	cardmill_sink sink;
	void *held;
	void (*release)(void *held);
	const char *trouble; /* why it failed, when not because of the sink */
} mill_writing;

typedef bool mill_write_fn(mill_writing *writing);

struct mill_earlier;

/* What a reader works with.  The caller frees scratch and calls release(held) after the
 * read, also when it ran out of memory on the way. */
typedef struct mill_reading {
	mill_arena *arena;  /* what is read lives here */
	mill_arena scratch; /* freed after the read */
	const char *path;
	const cardmill_options *options;
	struct mill_earlier *earlier; /* notes are added to it */
	void *held;
	void (*release)(void *held);
	mill_place place;    /* where it goes wrong; line 0: nowhere in particular */
	const char *trouble; /* what is wrong; NULL: nothing */
} mill_reading;

typedef bool mill_read_fn(mill_reading *reading);

/* read.c: the notes of a deck, by the ending of its name.  What is wrong with it is said:
 * the file, the member or the line, and why. */
cardmill_status mill_read_deck(cardmill *mill, const char *path, struct mill_earlier *earlier);

/* formats.c: the table. */
typedef struct mill_format {
	cardmill_format format;
	const char *ending; /* of the file's name, without the point; NULL: no ending asks for it */
	mill_write_fn *write;
} mill_format;

const mill_format *mill_format_of(cardmill_format format);
const mill_format *mill_format_named(const char *ending);

mill_write_fn mill_write_apkg, mill_write_csv, mill_write_tsv, mill_write_json, mill_write_html,
    mill_write_report, mill_write_report_json;

/* What CSV and JSON call a note's type. */
mill_str mill_type_name(const struct mill_deck *deck, unsigned kind);
/* True when that is not our own type: then two fields have to do, and context
 * and source stand in them. */
bool mill_type_foreign(const struct mill_deck *deck, unsigned kind);
/* Field i of a note as CSV and JSON carry it; how many there are. */
mill_str mill_text_field(
    mill_arena *arena, const struct mill_deck *deck, const struct mill_note *note, size_t i);
size_t mill_text_fields(const struct mill_deck *deck, unsigned kind);

/* collection.c: deck -> the bytes of collection.anki2.  Knows SQLite. */
bool mill_collection(mill_writing *writing, mill_str *bytes);

/* asset.c: what is built in, compressed.  Knows libdeflate. */
typedef struct mill_packed {
	mill_str deflated;
	size_t size; /* of what it becomes */
	uint32_t crc;
} mill_packed;

/* As it can lie in an archive; nothing is compressed anew. */
mill_packed mill_asset_packed(const mill_asset *asset);
/* Unpacked; false when what is built in is damaged or libdeflate has no memory. */
bool mill_asset_text(mill_arena *arena, const mill_asset *asset, mill_str *text);

/* highlight.c: the colours of code, by a script that travels with the deck. */

/* The script; empty when none was built in. */
extern const mill_asset mill_prism;

/* A file that a package carries without any field naming it.  Collections keep the one
 * they have, so the name tells the content
 * (rslib/src/import_export/package/apkg/import/media.rs). */
typedef struct mill_static {
	const char *name;
	const mill_asset *asset;
} mill_static;

enum { MILL_STATICS = 1 /* there are at most */ };

/* The static files that the cards of a deck need; answers how many. */
size_t mill_static_files(mill_writing *writing, mill_static *files);
/* A template as it stands in a note type, with what loads the colours. */
mill_str mill_template(mill_writing *writing, mill_str template);

/* carry.c: media on their way into an output. */
enum { MILL_CARRIED = 96 * 1024 /* bytes at a time; in base 64, too: a multiple of three */ };

/* Hands a file on in pieces of MILL_CARRIED bytes but for the last; block has room for one.
 * take() asks no arena for memory, for the file is open.  False when take() answers that,
 * or when the file is not what it was when the deck was built: then *why says so. */
bool mill_carry(const struct mill_media *media, char *block,
    bool (*take)(void *user, mill_str bytes), void *user, const char **why);
/* What to say of a file that could not be carried. */
const char *mill_carry_trouble(mill_arena *arena, const struct mill_media *media, const char *why);

/* zip.c: members -> one archive, poured into the sink.  Knows minizip. */
typedef struct mill_member {
	const char *name;
	mill_str bytes;                 /* what it holds, compressed when that helps */
	const mill_packed *packed;      /* or what it is compressed to; else NULL */
	const struct mill_media *media; /* or a file, stored as it is; else NULL */
} mill_member;

bool mill_zip(mill_writing *writing, const mill_member *members, size_t count);

/* jsontext.c: text as a JSON string, quotes included; a key with what stands before it. */
void mill_put_json(mill_buf *out, mill_str text);
void mill_put_key(mill_buf *out, const char *before, const char *key);

/* survey.c: how many cards there are, and which are long. */
enum {
	MILL_SHORT = 60, /* characters of an answer that is taken in at a glance */
	MILL_LONG = 500, /* of one that is hard to learn, when there are more */
	MILL_LONGEST = 10
};

typedef struct mill_survey {
	size_t cards, long_cards;
	struct mill_long {
		size_t note, characters;
	} longest[MILL_LONGEST]; /* the longest first */
	size_t longest_count;
} mill_survey;

/* Characters that have to be known: the back, and of a cloze the text too. */
size_t mill_answer_length(mill_arena *arena, const struct mill_note *note);
mill_survey mill_survey_of(mill_writing *writing);
/* A note's front as plain text, cut after some characters. */
mill_str mill_plain_front(mill_arena *arena, const struct mill_note *note, size_t characters);

#endif
