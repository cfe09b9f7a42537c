/*
 * formats.h - from deck to bytes.  A format is a row in a table; each outside
 * library is known to one file.
 */
#ifndef MILL_FORMATS_H
#define MILL_FORMATS_H

struct mill_deck;
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

/* formats.c: the table. */
typedef struct mill_format {
	cardmill_format format;
	const char *ending; /* of the file's name, without the point; NULL: no ending asks for it */
	mill_write_fn *write;
} mill_format;

const mill_format *mill_format_of(cardmill_format format);
const mill_format *mill_format_named(const char *ending);

mill_write_fn mill_write_apkg, mill_write_csv, mill_write_tsv, mill_write_json, mill_write_report,
    mill_write_report_json;

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

/* zip.c: members -> one archive, poured into the sink.  Knows minizip. */
typedef struct mill_member {
	const char *name;
	mill_str bytes;                 /* what it holds, compressed when that helps */
	const struct mill_media *media; /* or a file, stored as it is; else NULL */
} mill_member;

bool mill_zip(mill_writing *writing, const mill_member *members, size_t count);
/* The checksum of what archives hold, begun with 0 and gone on with. */
uint32_t mill_zip_crc(uint32_t crc, mill_str bytes);

/* jsontext.c: text as a JSON string, quotes included; a key with what stands before it. */
void mill_put_json(mill_buf *out, mill_str text);
void mill_put_key(mill_buf *out, const char *before, const char *key);

/* survey.c: how many cards there are, and which are long. */
enum { MILL_LONG = 500 /* characters of an answer that is hard to learn */, MILL_LONGEST = 10 };

typedef struct mill_survey {
	size_t cards, long_cards;
	struct mill_long {
		size_t note, characters;
	} longest[MILL_LONGEST]; /* the longest first */
	size_t longest_count;
} mill_survey;

mill_survey mill_survey_of(mill_writing *writing);
/* A note's front as plain text, cut after some characters. */
mill_str mill_plain_front(mill_arena *arena, const struct mill_note *note, size_t characters);

#endif
