/*
 * base.h - ground floor: memory, text, hashes, reports, files.
 *
 * Knows nothing of notes, cards or decks.  Every file of the library includes
 * this header first; no other inner header includes another.  What a .c file
 * includes is what it may know.
 */
#ifndef MILL_BASE_H
#define MILL_BASE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "cardmill.h"

/* A view of text that someone else owns.  ptr is never NULL. */
typedef struct mill_str {
	const char *ptr;
	size_t len;
} mill_str;

#define MILL_STR(literal)                      \
	(mill_str)                             \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}
#define MILL_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- arena.c: memory that is freed all at once ------------------------- */

/*
 * Where arenas get their blocks.  Running out of memory is not an answer that
 * every caller has to check: it ends the work that mill_attempt() began.
 */
typedef struct mill_heap {
	void *(*resize)(void *user, void *block, size_t old_size, size_t new_size);
	void *user;
	jmp_buf *escape; /* where the attempt under way is left; NULL outside of one */
} mill_heap;

typedef struct mill_chunk mill_chunk;

typedef struct mill_arena {
	mill_heap *heap;
	mill_chunk *chunks;
	char *next, *end; /* the free part of the newest chunk */
} mill_arena;

/* Calls work(user); false when it ran out of memory on the way.  What work
 * holds besides arena memory must be reachable from user, to be closed after. */
bool mill_attempt(mill_heap *heap, void (*work)(void *user), void *user);

/* Zeroed memory that lives as long as the arena. */
void *mill_alloc(mill_arena *arena, size_t size, size_t count);
#define MILL_NEW(arena, type, count) ((type *)mill_alloc((arena), sizeof(type), (count)))

/* A longer copy of a block, or the block itself when it could grow in place. */
void *mill_grow(mill_arena *arena, void *block, size_t old_size, size_t new_size);
/* The array all, of count things of a size, with room for one more; *room is for how
 * many there is room. */
void *mill_room(mill_arena *arena, void *all, size_t size, size_t count, size_t *room);

/* Where an arena stands; what is allocated from then on can be given back, if nothing
 * allocated before was grown meanwhile. */
typedef struct mill_arena_mark {
	mill_chunk *top, *second;
	char *next, *end;
} mill_arena_mark;

mill_arena_mark mill_arena_here(const mill_arena *arena);
void mill_arena_back(mill_arena *arena, mill_arena_mark mark);

/* Frees all but one chunk, for the next use. */
void mill_arena_reset(mill_arena *arena);
void mill_arena_free(mill_arena *arena);

/* ---- buf.c: text that grows -------------------------------------------- */

/* text is NULL only before the first put; text[len] is always NUL after it. */
typedef struct mill_buf {
	mill_arena *arena;
	char *text;
	size_t len, room;
} mill_buf;

void mill_put(mill_buf *buf, const void *bytes, size_t length);
void mill_puts(mill_buf *buf, const char *text);
void mill_putc(mill_buf *buf, char byte);
void mill_put_str(mill_buf *buf, mill_str text);
void mill_printf(mill_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A view of what stands in the buffer; never NULL, ends in NUL. */
mill_str mill_buf_str(mill_buf *buf);

/* A buffer before a sink: puts after a failure do nothing, the end asks once. */
typedef struct mill_out {
	cardmill_sink sink;
	char *block;
	size_t len, room;
	bool failed;
} mill_out;

void mill_out_init(mill_out *out, mill_arena *arena, cardmill_sink sink);
void mill_out_put(mill_out *out, const void *bytes, size_t length);
void mill_out_str(mill_out *out, mill_str text);
void mill_out_puts(mill_out *out, const char *text);
/* Hands the rest over; false when the sink refused any of it. */
bool mill_out_finish(mill_out *out);

/* ---- text.c: views of UTF-8 text ---------------------------------------- */

mill_str mill_cstr(const char *text);
mill_str mill_copy(mill_arena *arena, mill_str text); /* the copy ends in NUL */
/* Control characters become blanks: Anki takes them out of fields, and one of
 * them separates fields (rslib/src/notes/mod.rs).  lines: newlines and tabs stay. */
mill_str mill_printable(mill_arena *arena, mill_str text, bool lines);
mill_str mill_slice(mill_str text, size_t from, size_t to);
bool mill_equal(mill_str a, mill_str b);
bool mill_starts(mill_str text, mill_str prefix);
bool mill_ends(mill_str text, mill_str suffix);
/* True when the text is, begins or ends with one of the words. */
bool mill_is_any(mill_str text, const char *const *words, size_t count);
bool mill_starts_any(mill_str text, const char *const *words, size_t count);
bool mill_ends_any(mill_str text, const char *const *words, size_t count);
/* Where needle begins at or after from; SIZE_MAX when nowhere. */
size_t mill_find(mill_str text, mill_str needle, size_t from);
/* Without the blanks around it: ASCII blanks, U+00A0, U+3000, zero-width ones. */
mill_str mill_trim(mill_str text);

/* The character at *at, which moves behind it.  Bytes that are not UTF-8 count
 * as one character each, U+FFFD; 0 at the end. */
uint32_t mill_next_wide(mill_str text, size_t *at);
static inline uint32_t
mill_next(mill_str text, size_t *at)
{
	/* Most characters that rules ask for are ASCII. */
	if (*at < text.len && (unsigned char)(text.ptr[*at] - 1) < 0x7F)
		return (unsigned char)text.ptr[(*at)++];
	return mill_next_wide(text, at);
}
/* The character before at; 0 at the start. */
uint32_t mill_before(mill_str text, size_t at);
/* Length of the valid UTF-8 that text begins with. */
size_t mill_valid(mill_str text);
void mill_put_char(mill_buf *buf, uint32_t c);

/* Normal form C, which Anki keeps fields in: the same word is the same bytes. */
mill_str mill_compose(mill_arena *arena, mill_str text);
/* Lower case, for names that are compared without case. */
mill_str mill_fold(mill_arena *arena, mill_str text);

/* The words of a text alone, in lower case, one blank between. */
mill_str mill_bare_words(mill_arena *arena, mill_str text);

size_t mill_chars(mill_str text);
/* How wide text is to read: a Chinese, Japanese or Korean character counts
 * two, others one. */
size_t mill_width(mill_str text);

bool mill_is_blank(uint32_t c);
bool mill_is_cjk(uint32_t c);  /* ideographs, kana, hangul; not their punctuation */
bool mill_is_word(uint32_t c); /* a letter, digit or underscore of any script */
bool mill_has_cjk(mill_str text);
bool mill_all_blank(mill_str text);
/* The name of a file as text: bytes of it that are not UTF-8 are replaced. */
mill_str mill_as_text(mill_arena *arena, mill_str name);
/* Bytes of the code of an emoji that begins at text[at], `:wave:`; 0: none does. */
size_t mill_emoji_code(mill_str text, size_t at);
/* True for a colon at text[at], in ASCII, that belongs to such a code. */
bool mill_is_of_emoji(mill_str text, size_t at);
/* True for text that ends with a colon, and so announces what follows. */
bool mill_announces(mill_str text);

/* Before, at or after: numbers inside names by their value, 2 before 10. */
int mill_natural(const char *a, const char *b);

/* ---- html.c: text as HTML, HTML inside an Anki field ---------------------- */

/* Begins the `src` of a file of the user's until it is known what the deck calls it;
 * behind it stands the file as the source names it.  No character: text that has it
 * (U+FDD2) stands for nothing. */
#define MILL_MEDIA "\xEF\xB7\x92"

/* Escapes text once, for content and for attributes, and against Anki. */
void mill_put_html(mill_buf *out, mill_str text);
/* Copies HTML, escaping only what Anki would act on. */
void mill_put_safe(mill_buf *out, mill_str html);
/* The text that an attribute of ours holds: mill_put_html() undone. */
void mill_put_unescaped(mill_buf *out, mill_str html);
/* Copies HTML of ours without tags and with entities decoded, as Anki does
 * before it hashes and sorts (rslib/src/text.rs, strip_html_preserving_media). */
void mill_put_stripped(mill_buf *out, mill_str html);
/* The same for a person to read: without the names of files. */
void mill_put_words(mill_buf *out, mill_str html);

/* Copies the text of a cloze without what marks its deletions, `{{c1::` and `}}`. */
void mill_put_uncovered(mill_buf *out, mill_str text);

/* Where what closes the formula at text[at] stands, `\(` or `\[` for MathJax; SIZE_MAX when
 * it does not end nearby.  *open: up to there none of its kind ends, at first 0. */
size_t mill_formula_end(mill_str text, size_t at, size_t *open);

/* ---- ending.c: what a file is, by the ending of its name ------------------- */

typedef enum mill_embed_kind {
	MILL_OTHER_FILE,
	MILL_PICTURE_FILE,
	MILL_SOUND_FILE,
	MILL_FILM_FILE
} mill_embed_kind;

/* *ending is as a deck writes it, lower case and without the point; empty when it is
 * that of no picture, sound or film. */
mill_embed_kind mill_kind_of_file(mill_str name, const char **ending);
/* The media type, as addresses and answers of the web name it. */
const char *mill_type_of_file(mill_str name);

/* ---- hash.c: names that stay the same from run to run -------------------- */

void mill_sha1(mill_str text, uint8_t digest[20]);
/* SHA-256 of texts behind one another, in base 64: how a page's policy names its scripts. */
void mill_put_sha256(mill_buf *out, const mill_str *texts, size_t count);
/* Bytes in base 64; pieces of a multiple of three bytes may be put one by one. */
void mill_put_base64(mill_buf *out, mill_str bytes);
/* The same of text that comes in pieces; next() answers false behind the last. */
void mill_sha1_pieces(bool (*next)(void *user, mill_str *piece), void *user, uint8_t digest[20]);
/* The same of text that is handed over in pieces. */
typedef struct mill_digesting {
	uint64_t room[16];
} mill_digesting;

void mill_digest_begin(mill_digesting *digesting);
void mill_digest_piece(mill_digesting *digesting, mill_str piece);
void mill_digest_end(mill_digesting *digesting, uint8_t digest[20]);
/* The checksum of archives (CRC-32), begun with 0 and gone on with. */
uint32_t mill_crc(uint32_t crc, mill_str bytes);
/* A fast hash for tables in memory; never written anywhere. */
uint64_t mill_hash(mill_str text);

/* Counters by text.  Texts are not copied. */
typedef struct mill_set {
	mill_arena *arena;
	struct mill_slot *slots;
	size_t used, room;
} mill_set;

/* The counter that belongs to text, 0 at first; stays put until the next call. */
uint32_t *mill_set_counter(mill_set *set, mill_str text);
/* What it counts; 0 for a text that nobody asked a counter for. */
uint32_t mill_set_count(const mill_set *set, mill_str text);

/* ---- what is built in and large --------------------------------------------- */

/* A file as `gzip -9n` makes it (RFC 1952): a header of ten bytes without a name, what
 * is deflated, CRC and size.  src/embed writes it down. */
typedef struct mill_asset {
	const unsigned char *gzip;
	size_t length;
	const char *sha1;          /* of what it becomes, in hexadecimal */
	const unsigned char *zstd; /* the same as `zstd -19` makes it; NULL: nobody asks for it */
	size_t zstd_length;
} mill_asset;

/* ---- log.c: everything the library can say, in one table ------------------ */

/* A place in a source; line and column count from 1, column in characters. */
typedef struct mill_place {
	int32_t line, column;
} mill_place;

typedef enum mill_code {
	/* repaired */
	MILL_HEADING_SKIPPED,
	MILL_LIST_RESUMED,
	MILL_ITEM_FOUND,
	MILL_BACKTICK_STRAY,
	MILL_VERBATIM,
	MILL_BLANK_MENDED,
	MILL_RULE_MEANT,
	MILL_MERGED,
	/* left out */
	MILL_EMPTY_ITEM,
	MILL_STUB_HEADING,
	MILL_STUB_LINE,
	MILL_UNANSWERED,
	MILL_LINK_ONLY,
	MILL_CONTENTS,
	MILL_NAVIGATION,
	MILL_BADGE,
	MILL_PROPERTY,
	MILL_LAYOUT,
	MILL_EXCLUDED,
	MILL_COMMENT,
	MILL_DIRECTIVE,
	MILL_IDENTITY,
	MILL_AUTHOR_SKIP,
	MILL_SKIPPED,
	MILL_REPEATED,
	MILL_OPEN_TASK,
	MILL_DROPPED,
	MILL_NOTE_UNUSED,
	MILL_REVIEWS,
	/* left out, seen by the look of the line; never told one by one */
	MILL_FRONT_MATTER,
	MILL_RULE,
	MILL_LINK_DEFINITION,
	MILL_EMPTY_BLOCK,
	MILL_PICTURE,
	MILL_UNACCOUNTED, /* a fault of ours */
	/* warnings */
	MILL_TOO_DEEP,
	MILL_TABLE_TOO_WIDE,
	MILL_TOO_MANY_MARKS,
	MILL_REFERENCE_TOO_BIG,
	MILL_FENCE_OPEN,
	MILL_MATTER_INVALID,
	MILL_HEADING_NEAR_MISS,
	MILL_DIRECTIVE_UNKNOWN,
	MILL_ID_REPEATED,
	MILL_ID_UNUSED,
	MILL_ID_UNUSABLE,
	MILL_LINK_UNSAFE,
	MILL_HTML_UNSAFE,
	MILL_MEDIA_MISSING,
	MILL_MEDIA_GUESSED,
	MILL_MEDIA_REFUSED,
	MILL_MEDIA_UNUSABLE,
	MILL_MEDIA_REMOTE,
	MILL_EMPTY_FILE,
	MILL_NOTHING_FOUND,
	MILL_TIME_AHEAD,
	MILL_EARLIER_FOREIGN,
	MILL_NOTE_CONFLICT,
	MILL_TYPE_CONFLICT,
	MILL_TYPE_MADE,
	MILL_LABELS,
	MILL_MEDIA_CONFLICT,
	/* errors */
	MILL_OUT_OF_MEMORY,
	MILL_READ_FAILED,
	MILL_NO_SOURCES,
	MILL_BAD_TEXT,
	MILL_BAD_ENCODING,
	MILL_TOO_BIG,
	MILL_SAME_DECK,
	MILL_NO_CARDS,
	MILL_WRITE_FAILED,
	MILL_BAD_NAME,
	MILL_BAD_TEMPLATE,
	MILL_BAD_DECK,
	MILL_STOPPED,
	MILL_CALL_ORDER,
	MILL_CODES
} mill_code;

typedef struct mill_record mill_record;
struct mill_record {
	mill_code code;
	cardmill_report report;
	mill_record *next;
};

/* The reports of one piece of work, kept until they can be shown in order. */
typedef struct mill_log {
	mill_arena *arena;
	const char *file; /* the source being worked on; NULL when none */
	mill_record *first, *last;
	cardmill_status status; /* of the first error; CARDMILL_OK until then */
} mill_log;

/* Writes a report down, and returns its status so that a caller can return it on. */
cardmill_status mill_say(mill_log *log, mill_code code, mill_place where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Writes down that the lines from a place on stand on no card, and why. */
void mill_leave(mill_log *log, mill_code code, mill_place from, int32_t to, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* The same; lines right behind those of the latest record are added to it. */
void mill_leave_on(
    mill_log *log, mill_code code, mill_place from, int32_t to, const char *sentence);
/* Puts the records behind one (NULL: all) into the order of their lines. */
void mill_log_sort(mill_log *log, mill_record *before);
/* The level and status a code has. */
void mill_code_look(mill_code code, cardmill_report *report);
const char *mill_code_name(mill_code code);

/* ---- encoding.c: bytes of any encoding become text ----------------------------- */

/* Why bytes are no text, for a report. */
typedef struct mill_bad_text {
	mill_code code;
	mill_place place;
	const char *what;
} mill_bad_text;

/* UTF-8 without a byte-order mark, lines ending in \n alone, no control characters but that
 * and tabs.  A byte-order mark is obeyed, else encoding (NULL: UTF-8).  The text may be the
 * bytes themselves.  False when they are not text in it: then bad says why. */
bool mill_to_text(
    mill_arena *arena, mill_str bytes, const char *encoding, mill_str *text, mill_bad_text *bad);

/* ---- walk.c: folders ------------------------------------------------------------ */

/* Calls found() with each file below folder whose name ends as a note's does,
 * in natural order; path begins with folder.  found() gets memory it may keep. */
cardmill_status mill_walk(mill_arena *arena, mill_log *log, const char *folder,
    void (*found)(void *user, const char *path), void *user);
/* Calls found() with every file below a folder, the folder's own before those of the
 * folders in it, and so on; hidden ones left out, and what cannot be read.  links:
 * folders that links lead to are gone into, too.  False when there were more than
 * `most` names to look at. */
bool mill_look_through(mill_arena *arena, const char *folder, bool links, size_t most,
    void (*found)(void *user, const char *path), void *user);
bool mill_is_folder(const char *path);
bool mill_is_file(const char *path); /* a regular one */
bool mill_is_note_name(mill_str name);

/* ---- file.c: files in whole or in blocks, files out whole or not at all ------ */

/* The bytes of the file at path; they live as long as the arena. */
cardmill_status mill_read_file(mill_arena *arena, mill_log *log, const char *path, mill_str *bytes);

/* The path without links of what stands at path; empty when nothing does. */
mill_str mill_real_path(mill_arena *arena, const char *path);

/* A file that is read in blocks.  Only a regular one can be opened, and opening never
 * waits, whatever stands at the path. */
typedef struct mill_input {
	int file; /* -1: not open */
	uint64_t size;
	bool special;    /* it is there, and no regular file */
	const char *why; /* it cannot be read; NULL: it can */
} mill_input;

bool mill_input_open(mill_input *input, const char *path);
/* As many bytes as there are and fit; 0 at the end, or when it cannot be read on. */
size_t mill_input_read(mill_input *input, void *to, size_t room);
bool mill_input_seek(mill_input *input, uint64_t at);
void mill_input_close(mill_input *input); /* welcome at any time after it was opened */

/* True when two paths name one file, whether it is there or not. */
bool mill_same_file(mill_arena *arena, const char *a, const char *b);

/* A file that appears at its path only when it is kept. */
typedef struct mill_draft {
	const char *path;
	char *beside;  /* the file written to, in the same folder */
	char *earlier; /* what stood at path, until all is well */
	bool kept;     /* it stands at path */
	bool first;    /* nothing stood there before */
	void *stream;
	int error; /* errno of the first failure */
} mill_draft;

/* number: of the file in its run, so that many find their names at once. */
bool mill_draft_open(mill_arena *arena, mill_draft *draft, const char *path, size_t number);
cardmill_sink mill_draft_sink(mill_draft *draft);
bool mill_draft_close(mill_draft *draft); /* all bytes are on their way to the disk */
bool mill_draft_keep(mill_draft *draft);  /* the file takes its place */
void mill_draft_undo(mill_draft *draft);  /* what stood there before is back */
void mill_draft_drop(mill_draft *draft);  /* no trace is left; welcome at any time */

#endif
