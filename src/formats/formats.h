/*
 * formats.h - from deck to bytes.  A format is a row in a table; each outside
 * library is known to one file.
 */
#ifndef MILL_FORMATS_H
#define MILL_FORMATS_H

struct mill_deck;
struct mill_field;
struct mill_media;
struct mill_note;
struct mill_notetype;
struct mill_template;

/* Makes the HTML of a field of a cell that is Markdown.  The Markdown room has it. */
typedef mill_str mill_render_fn(mill_arena *arena, mill_str markdown);

/* What a writer works with.  The caller frees the arenas and calls release(held)
 * after the write, also when it ran out of memory on the way. */
typedef struct mill_writing {
	mill_arena arena, scratch; /* scratch is emptied while writing */
	const struct mill_deck *deck;
	const cardmill_options *options;
	mill_render_fn *render; /* fields in CSV and TSV are Markdown; NULL: they are HTML */
	cardmill_sink sink;
	void *held;
	void (*release)(void *held);
	const char *trouble; /* why it failed, when not because of the sink */
} mill_writing;

typedef bool mill_write_fn(mill_writing *writing);

struct mill_stored;

enum { MILL_HELD = 4 /* things that a reader holds at a time, at most */ };

/* What of a deck is read. */
typedef enum mill_part {
	MILL_EARLIER,  /* what tells the notes of an earlier build */
	MILL_SOURCE,   /* all of it */
	MILL_COMPANION /* note types, decks and media */
} mill_part;

/* What a reader works with. */
typedef struct mill_reading {
	mill_arena *arena;  /* what is read lives here */
	mill_arena scratch; /* freed after the read */
	const char *path;
	mill_str bytes; /* the file; of a package, none */
	const cardmill_options *options;
	mill_render_fn *render;     /* of cells that are Markdown; NULL: they stay that */
	struct mill_stored *stored; /* notes are added to it */
	mill_part part;
	bool cards; /* are read */
	struct mill_held {
		void *thing;
		void (*release)(void *thing);
	} held[MILL_HELD];
	int held_count;
	mill_place place;    /* where it goes wrong; line 0: nowhere in particular */
	const char *trouble; /* what is wrong; NULL: nothing */
} mill_reading;

/* False after it said what is wrong: see mill_wrong(). */
typedef bool mill_read_fn(mill_reading *reading);

/* A deck that is to be read. */
typedef struct mill_deck_file {
	const char *path;
	mill_str bytes; /* of one in memory; else its ptr is NULL */
	mill_part part;
	mill_render_fn *render; /* of cells that are Markdown */
	bool cards;             /* an earlier build is asked for them, too */
} mill_deck_file;

/* read.c: the notes of a deck, by the ending of its name.  What is wrong with it is said:
 * the file, the member or the line, and why. */
cardmill_status mill_read_deck(mill_log *log, const cardmill_options *options,
    const mill_deck_file *file, struct mill_stored *stored);
/* What has to be released after the read, the latest first, also when memory ran out. */
void mill_hold(mill_reading *reading, void *thing, void (*release)(void *thing));
/* Releases the latest. */
void mill_let_go(mill_reading *reading);
/* Keeps the sentence that says what is wrong; always false. */
bool mill_wrong(mill_reading *reading, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A new note, all texts empty. */
struct mill_stored_note *mill_new_stored(mill_reading *reading);
/* Room for its fields, all empty; MILL_FIELDS at least. */
void mill_set_fields(mill_reading *reading, struct mill_stored_note *note, size_t count);
/* Names cut apart at blanks. */
void mill_read_tags(mill_reading *reading, struct mill_stored_note *note, mill_str text);
/* Of what kind a note is in CSV and JSON, by the name of its type, and whether that is ours. */
void mill_read_type(mill_reading *reading, struct mill_stored_note *note, mill_str name);
/* Undoes mill_text_field() for a note type that is not ours. */
void mill_part_fields(mill_arena *arena, struct mill_stored_note *note);

/* unzip.c: members of an archive.  Knows minizip. */
bool mill_unzip_open(mill_reading *reading, void **zip);
/* Goes to the only member of a name; *found says whether there is one.  False when there
 * are two: readers do not agree on which of them counts. */
bool mill_unzip_find(mill_reading *reading, void *zip, const char *name, bool *found);
/* False when it is damaged; bytes->ptr is NULL when there is no such member. */
bool mill_unzip(mill_reading *reading, void *zip, const char *name, mill_str *bytes);

/* Where members lie whose names are numbers, by these. */
struct mill_member_place {
	uint64_t at, number;
};

typedef struct mill_places {
	mill_set numbers; /* by name: which, from 1 */
	struct mill_member_place *all;
	size_t count, room;
} mill_places;

bool mill_unzip_places(mill_reading *reading, void *zip, mill_places *places);

/* Hands on what comes in pieces; false stops it. */
typedef bool mill_take_fn(void *user, mill_str bytes);

/* One member, in pieces; takes no memory of arenas.  False when take() answers that, or
 * when the member is damaged or becomes too large: then *why says so. */
bool mill_unzip_through(const char *path, struct mill_member_place place, mill_take_fn *take,
    void *user, const char **why);

/* True for more than so few bytes should become; of one thing in memory there is a bound
 * besides. */
bool mill_is_swollen(uint64_t packed, uint64_t size);
bool mill_is_bomb(uint64_t packed, uint64_t size);
/* Bytes of the archive. */
uint64_t mill_unzip_size(void *zip);

/* zstd.c: bytes as one frame of Zstandard; false when there is no memory. */
bool mill_zstd(mill_arena *arena, mill_str bytes, mill_str *packed);

/* What makes frames of files. */
typedef struct mill_packer {
	void *context; /* zstd's */
	char *room;
	size_t size;
	/* The piece under way: */
	bool (*take)(void *user, mill_str bytes);
	void *user;
	const char *why;
} mill_packer;

/* False when there is no memory.  Nothing is asked of the arena between open and close. */
bool mill_packer_open(mill_packer *packer, mill_arena *arena);
/* As mill_carry(), packed: the same file is the same pieces, each time. */
bool mill_pack_media(mill_packer *packer, const struct mill_media *media, char *block,
    bool (*take)(void *user, mill_str bytes), void *user, const char **why);
void mill_packer_close(mill_packer *packer); /* welcome at any time */

/* unzstd.c: Knows zstd. */
bool mill_unzstd(mill_reading *reading, const char *name, mill_str packed, mill_str *bytes);

/* What is packed comes in pieces, and what it becomes goes on in pieces; takes no memory of
 * arenas. */
typedef struct mill_unzstd_flow {
	void *stream;
	uint64_t packed, size;
	bool done; /* a frame ended where the pieces do */
	const char *why;
} mill_unzstd_flow;

bool mill_unzstd_begin(mill_unzstd_flow *flow);
bool mill_unzstd_piece(mill_unzstd_flow *flow, mill_str piece, mill_take_fn *take, void *user);
/* False when the end is missing.  Frees what begin() took; to be called in any case. */
bool mill_unzstd_end(mill_unzstd_flow *flow);

/* protobuf.c: messages of protocol buffers, field by field. */
typedef struct mill_message {
	mill_str rest;
	uint32_t field;  /* its number */
	uint64_t number; /* of a field of numbers */
	mill_str bytes;  /* of one of bytes, text or messages */
	bool damaged;    /* it ends where no field does */
} mill_message;

/* The next field; false at the end, and behind what is no message. */
bool mill_next_field(mill_message *message);

/* Note types and decks of a collection, by their ids. */
typedef struct mill_read_names {
	struct mill_read_type {
		int64_t id; /* first, for looking it up */
		struct mill_notetype *type;
	} * types;
	size_t type_count, type_room;
	struct mill_read_name {
		int64_t id;
		mill_str name, description;
		bool markdown;
	} * decks;
	size_t deck_count, deck_room;
} mill_read_names;

/* colnames.c: a new note type, all texts empty; the same of a deck. */
struct mill_notetype *mill_add_type(mill_reading *reading, mill_read_names *names, int64_t id);
struct mill_read_name *mill_add_deck(mill_reading *reading, mill_read_names *names, int64_t id);
/* One more field or template of it; *room is 0 at first. */
struct mill_field *mill_add_field(mill_reading *reading, struct mill_notetype *type, size_t *room);
struct mill_template *mill_add_template(
    mill_reading *reading, struct mill_notetype *type, size_t *room);

/* notetypes.c: the same as JSON of schema 11.  Knows jansson. */
bool mill_read_models(mill_reading *reading, mill_str json, mill_read_names *names);
bool mill_read_decks(mill_reading *reading, mill_str json, mill_read_names *names);
/* colnames.c again: the same as messages of schema 18. */
bool mill_read_type_config(mill_reading *reading, mill_str config, struct mill_notetype *type);
bool mill_read_field_config(mill_reading *reading, mill_str config, struct mill_field *field);
bool mill_read_template_config(
    mill_reading *reading, mill_str config, struct mill_template *template);
bool mill_read_deck_kind(mill_reading *reading, mill_str kind, struct mill_read_name *deck);
/* What notes.data says the author calls a note; empty when it is nothing. */
mill_str mill_read_data(mill_reading *reading, mill_str json);

/* medialist.c: the media of a package.  Knows jansson. */
bool mill_read_media(mill_reading *reading, void *zip, bool latest);

/* otherfile.c: files of another kind than their names say. */
typedef struct mill_file_kind {
	const char *what; /* for a sentence */
	const char *help; /* what helps with it; NULL: nothing that is known */
} mill_file_kind;

/* Of bytes that are no text; NULL: none that is known. */
const mill_file_kind *mill_binary_file(mill_str bytes);
/* What bytes are that are no table: the same, web pages, JSON; NULL: none that is known. */
const char *mill_other_file(mill_str bytes);

/* study.c: notes from one on in the order in which they are studied. */
void mill_put_in_order(mill_reading *reading, size_t from);

/* colread.c: the notes of a collection.  Knows SQLite. */
bool mill_read_collection(mill_reading *reading, const char *member, mill_str bytes);

/* formats.c: the table. */
typedef struct mill_format {
	cardmill_format format;
	const char *ending; /* of the file's name, without the point; NULL: no ending asks for it */
	mill_write_fn *write;
	mill_read_fn *read; /* NULL: it is not read */
} mill_format;

const mill_format *mill_format_of(cardmill_format format);
const mill_format *mill_format_named(const char *ending);

mill_write_fn mill_write_apkg, mill_write_csv, mill_write_tsv, mill_write_json, mill_write_html,
    mill_write_report, mill_write_report_json, mill_write_plan, mill_write_plan_json;
mill_read_fn mill_read_apkg, mill_read_csv, mill_read_tsv, mill_read_json;

/* What CSV and JSON call a note type. */
mill_str mill_type_name(const struct mill_deck *deck, const struct mill_notetype *type);
/* Field i of a note as CSV and JSON carry it; how many there are. */
mill_str mill_text_field(
    mill_arena *arena, const struct mill_deck *deck, const struct mill_note *note, size_t i);
size_t mill_text_fields(const struct mill_deck *deck, const struct mill_notetype *type);

/* markup.c: cells of CSV and TSV that are Markdown. */

/* A field as Markdown that render() makes the same field of; where there is none, as HTML
 * with a mark before it. */
mill_str mill_markdown_cell(mill_arena *arena, mill_str html, mill_render_fn *render);
/* The field that such a cell is. */
mill_str mill_cell_field(mill_arena *arena, mill_str cell, mill_render_fn *render);

/* unicase.c: names as Anki's indices compare them.  The first is a collation of SQLite's. */
int mill_unicase(void *user, int a_length, const void *a, int b_length, const void *b);
/* What is equal for all names that count as one. */
mill_str mill_unicase_key(mill_arena *arena, mill_str name);

/* protowrite.c: messages of protocol buffers, field by field, in the order of their numbers.
 * What is zero or empty is left out, but of the first two and of floats. */
void mill_proto_given(mill_buf *out, uint32_t field, uint64_t number);
void mill_proto_message(mill_buf *out, uint32_t field, mill_str bytes);
void mill_proto_number(mill_buf *out, uint32_t field, uint64_t number);
void mill_proto_bytes(mill_buf *out, uint32_t field, mill_str bytes);
void mill_proto_float(mill_buf *out, uint32_t field, float number);
void mill_proto_floats(mill_buf *out, uint32_t field, const float *numbers, size_t count);
/* A number alone, as packed lists have them. */
void mill_proto_varint(mill_buf *out, uint64_t number);

/* collection.c: deck -> the bytes of a collection, which live until what the writing holds
 * is released: of schema 18 for packages of the newest layout, else 11.  Knows SQLite, with
 * schema18.c. */
bool mill_collection(mill_writing *writing, mill_str *bytes);
/* Closes a database, whatever is still open in it. */
void mill_close_collection(void *db);

/* asset.c: what is built in, compressed.  Knows libdeflate. */
typedef struct mill_packed {
	mill_str deflated;
	size_t size; /* of what it becomes */
	uint32_t crc;
} mill_packed;

/* As it can lie in an archive; nothing is compressed anew. */
mill_packed mill_asset_packed(const mill_asset *asset);
/* The same as a frame of Zstandard, and the checksum of what it becomes. */
mill_str mill_asset_frame(const mill_asset *asset, uint8_t sha1[20]);
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
/* True for one of these, as a package that was read has it: it is written anew. */
bool mill_is_static(
    mill_arena *arena, const struct mill_deck *deck, const struct mill_media *media);
/* A template as it stands in a note type, with what loads the colours. */
mill_str mill_coloured(mill_writing *writing, mill_str template);

/* carry.c: media on their way into an output. */
enum { MILL_CARRIED = 96 * 1024 /* bytes at a time; in base 64, too: a multiple of three */ };

/* Hands a file on in pieces of MILL_CARRIED bytes but for the last; block has room for one.
 * take() asks no arena for memory, for the file is open.  False when take() answers that,
 * or when the file is not what it was when the deck was built: then *why says so. */
bool mill_carry(
    const struct mill_media *media, char *block, mill_take_fn *take, void *user, const char **why);
/* Reads a file or member for the first time: its size and what it is told by. */
bool mill_weigh(struct mill_media *media, const char **why);
/* What to say of a file that could not be carried. */
const char *mill_carry_trouble(mill_arena *arena, const struct mill_media *media, const char *why);

/* zip.c: members -> one archive, poured into the sink.  Knows minizip. */
typedef struct mill_member {
	const char *name;
	mill_str bytes;                 /* what it holds */
	const mill_packed *packed;      /* or what it is deflated to; else NULL */
	const struct mill_media *media; /* or a file; else NULL */
	enum {
		MILL_DEFLATED, /* when that helps; files are stored */
		MILL_STORED,
		MILL_ZSTD /* a file: stored as a frame of Zstandard */
	} way;
} mill_member;

bool mill_zip(mill_writing *writing, const mill_member *members, size_t count);

/* csvline.c: a field on one line of a table, and back; the text itself where nothing changes. */
mill_str mill_on_one_line(mill_arena *arena, mill_str text);
mill_str mill_on_its_lines(mill_arena *arena, mill_str text);

/* risky.c: true for a cell that a spreadsheet in any language may take for a formula, a
 * number that it writes otherwise, a date, a time, a truth value or an error. */
bool mill_is_risky(mill_arena *scratch, mill_str text);
/* The same of a name, which Anki looks up as it stands, guard and all: so of names of months
 * only those that many people have count. */
bool mill_is_risky_name(mill_arena *scratch, mill_str name);

/* sheet.c: cells that spreadsheets leave alone, and back. Fields are HTML; names are those of decks
 * and note types. */
mill_str mill_guarded_field(mill_arena *arena, mill_str html);
mill_str mill_unguarded_field(mill_arena *arena, mill_str html);
mill_str mill_guarded_name(mill_arena *arena, mill_str name);
mill_str mill_unguarded_name(mill_arena *arena, mill_str name);
mill_str mill_guarded_tags(mill_arena *arena, mill_str tags);
mill_str mill_unguarded_tags(mill_arena *arena, mill_str tags);
/* Anki takes guids as they stand, so a risky one has an empty cell, and its key stands in a
 * column that Anki does not look at. */
bool mill_guid_needs_key(mill_arena *scratch, mill_str guid);
mill_str mill_guid_key(mill_arena *arena, mill_str guid);
#define MILL_KEY_NAME "GUID key"
/* Empty when it is no key. */
mill_str mill_guid_of_key(mill_arena *arena, mill_str key);

/* How a table begins that Excel should take for UTF-8. */
#define MILL_BOM "\xEF\xBB\xBF"

/* flat.c: a field as one line of text that says all it shows. */
mill_str mill_flat_text(mill_arena *arena, const struct mill_deck *deck, mill_str html);

/* plain.c: a table of fronts and backs as plain text. */
bool mill_write_plain(mill_writing *writing, char separator);

/* latest.c: the deck as a package of Anki's newest layout. */
bool mill_write_latest(mill_writing *writing);
/* The collection in it for an Anki that does not know that layout: see src/dummy.c. */
extern const mill_asset mill_dummy;

/* jsontext.c: text as a JSON string, quotes included; a key with what stands before it. */
void mill_put_json(mill_buf *out, mill_str text);
void mill_put_key(mill_buf *out, const char *before, const char *key);

/* jsontypes.c: the deck's note types, as a JSON list. */
void mill_put_types_json(mill_writing *writing, mill_buf *out);

/* plan.c, planjson.c: what the deck changes; as JSON the keys of an object without its braces. */
void mill_put_plan(mill_writing *writing, mill_out *out);
void mill_put_plan_json(mill_writing *writing, mill_out *out);
/* A field as one line of text. */
mill_str mill_field_text(mill_arena *arena, mill_str html);
/* The same of a front, without the marks of a cloze's deletions. */
mill_str mill_front_text(mill_arena *arena, unsigned kind, mill_str html);

/* search.c: what Anki's browser finds notes with. */

typedef struct mill_search {
	const struct mill_deck *deck;
	mill_set asked; /* by notes of the deck: vanished ones must not be taken for them */
} mill_search;

mill_search mill_search_of(mill_arena *arena, const struct mill_deck *deck);
/* One line that finds vanished notes from one on, as many as Anki bears; answers the first
 * that it leaves. */
size_t mill_put_search(mill_buf *out, const mill_search *search, size_t from);

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
