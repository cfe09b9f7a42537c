/*
 * cardmill.h - turn Markdown notes into Anki decks.
 *
 * Whatever is not declared in this file is not part of the library.
 *
 *     cardmill_options options = CARDMILL_OPTIONS_INIT;
 *     cardmill        *mill;
 *
 *     options.now = time(NULL);
 *     mill = cardmill_new(&options);
 *     if (cardmill_add_path(mill, "notes") != CARDMILL_OK ||
 *         cardmill_build(mill) != CARDMILL_OK ||
 *         cardmill_write_file(mill, CARDMILL_APKG, "notes.apkg") != CARDMILL_OK)
 *             fprintf(stderr, "%s\n", cardmill_error(mill)->message);
 *     cardmill_free(mill);
 *
 * Life of a mill:  new -> add, add, ... -> build -> look, write, ... -> free.
 * Text:    every string in and out is UTF-8 and ends in NUL.
 * Memory:  the caller frees one thing, the mill.  Every pointer the library
 *          returns is owned by the mill and lives until cardmill_free().
 *          A NULL mill is one that ran out of memory: every call takes it
 *          and answers CARDMILL_NO_MEMORY, so only the end needs a check.
 * Threads: one mill, one thread at a time; different mills are independent.
 * World:   the library reads only files it is told to read, and those that notes
 *          in them show or play; writes only where it is told to write; and asks
 *          neither clock, locale nor environment.
 *
 * A source is the user's Markdown; a note is Anki's note, a record with
 * fields; a card is what is reviewed.  Deck, note type, field, tag and guid
 * mean what they mean in Anki.
 */
#ifndef CARDMILL_H
#define CARDMILL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef CARDMILL_API
#define CARDMILL_API
#endif

/* ---- Version ---------------------------------------------------------- */

#define CARDMILL_VERSION "0.1.0"

/* The version of the library in use, which may differ from the header's. */
CARDMILL_API const char *cardmill_version(void);

/* ---- Outcomes --------------------------------------------------------- */

typedef enum cardmill_status {
	CARDMILL_OK = 0,
	CARDMILL_NO_MEMORY,    /* an allocation failed */
	CARDMILL_CANNOT_READ,  /* a source is missing or cannot be read */
	CARDMILL_CANNOT_WRITE, /* an output could not be written */
	CARDMILL_BAD_INPUT,    /* a source or template breaks a rule that has no repair */
	CARDMILL_CANCELLED,    /* a callback asked to stop */
	CARDMILL_MISUSED       /* a call out of order, or a bad argument */
} cardmill_status;

/* What a report says about the writer's text. */
typedef enum cardmill_level {
	CARDMILL_REPAIRED, /* set right; nothing was lost */
	CARDMILL_LEFT_OUT, /* lines that stand on no card, and why */
	CARDMILL_WARNING,  /* something was guessed or needs a look */
	CARDMILL_ERROR     /* the call fails */
} cardmill_level;

/* One thing worth telling the writer of the notes. */
typedef struct cardmill_report {
	cardmill_level level;
	cardmill_status status; /* CARDMILL_OK unless level is CARDMILL_ERROR */
	const char *name;       /* stable, for scripts: "empty-item" */
	const char *file;       /* as it was added; NULL when not about a file */
	int32_t line, column;   /* from 1, in characters; 0 when unknown */
	const char *message;    /* one sentence, no newline */
	int32_t end_line;       /* the last line it is about; line when there is one alone */
} cardmill_report;

/* ---- Sinks ------------------------------------------------------------ */

/* Where bytes go.  put() returns 0, or anything else to stop. */
typedef struct cardmill_sink {
	int (*put)(void *user, const void *bytes, size_t length);
	void *user;
} cardmill_sink;

/* ---- Options ---------------------------------------------------------- */

typedef enum cardmill_stage {
	CARDMILL_MILLING, /* done and total count bytes of sources */
	CARDMILL_WRITING  /* done and total count outputs */
} cardmill_stage;

/* What becomes of a fact that has no question in it. */
typedef enum cardmill_statements {
	CARDMILL_CLOZE,  /* a cloze where a reader would blank something out, else a prompt */
	CARDMILL_PROMPT, /* its first clause is the prompt */
	CARDMILL_SKIP    /* no card; reported as left out */
} cardmill_statements;

/* How a package is laid out; the notes in it are the same. */
typedef enum cardmill_package {
	CARDMILL_LEGACY, /* every Anki and AnkiDroid reads it */
	CARDMILL_LATEST  /* smaller and written faster: Anki 2.1.50, AnkiDroid 2.17 and later */
} cardmill_package;

/* Start from CARDMILL_OPTIONS_INIT; zero in any field means its default. */
typedef struct cardmill_options {
	size_t size;                    /* sizeof(cardmill_options) */
	const char *deck;               /* root deck; default: front matter or file name */
	const char *encoding;           /* of sources without a byte-order mark; "UTF-8" */
	cardmill_statements statements; /* CARDMILL_CLOZE */
	int64_t now;                    /* seconds since 1970, stamped into notes; 0 */
	const char *basic_notetype;     /* name written to CSV and JSON; "cardmill Basic" */
	const char *cloze_notetype;     /* name written to CSV and JSON; "cardmill Cloze" */
	void *user;                     /* handed to every callback below */

	/* Each report, in the order of the sources; it is gone when the callback returns. */
	void (*report)(void *user, const cardmill_report *report);
	/* done of total steps of a stage; nonzero cancels the call. */
	int (*progress)(void *user, cardmill_stage stage, size_t done, size_t total);
	/* Grows, shrinks or (new_size 0) frees a block; the C heap by default.  For
	 * the mill's own memory and cmark's; SQLite, zlib and zstd use the C heap. */
	void *(*resize)(void *user, void *block, size_t old_size, size_t new_size);
	/* Headings whose sections make no cards, commas between: "License,Contributing". */
	const char *exclude;
	/* Nonzero: each row of each table is a card; else those of vocabularies and comparisons. */
	int rows;
	/* Nonzero: lists of things to do make cards, too. */
	int tasks;
	/* Headings down to this level, 1 to 6, are decks below the source's; 0: none is. */
	int subdecks;
	/* Nonzero: code on the cards of a package has no colours. */
	int no_highlight;
	/* A file of CSS for the cards of a package and the preview, behind the built-in one. */
	const char *css;
	/* A folder with card.css, basic-front.html, basic-back.html, cloze-front.html or
	 * cloze-back.html: each takes the place of the built-in one. */
	const char *template_dir;
	/* The folder that the pictures, sound and films of sources in memory are in; NULL:
	 * they have none.  Other sources have them where they are themselves. */
	const char *media;
	/* Nonzero: such files are taken from outside of the folder added, too, and through
	 * links that lead out of it.  Whoever wrote the notes then chooses among all files
	 * that the program may read. */
	int media_anywhere;
	/* Decks built earlier, .apkg, .csv, .tsv or .json: notes keep the guids, and those
	 * that did not change the times, that they have there.  What stands in several of
	 * them counts as the latest says. */
	const char *const *previous;
	size_t previous_count;
	/* What identities are told by in place of the root deck's name; so a deck can be
	 * renamed.  NULL: that name. */
	const char *identity;
	/* Nonzero: packages carry the notes that vanished since the earlier build, too, with the
	 * tag cardmill::vanished, so that they can be found in Anki and deleted. */
	int tag_vanished;
	/* Nonzero: fields in CSV and TSV are Markdown in place of HTML, to be edited by hand; the
	 * file says so, and is read accordingly.  A field that Markdown could not give back to
	 * the byte stays HTML, with <!--html--> before it. */
	int csv_markdown;
	/* Nonzero: CSV and TSV begin with a byte-order mark, without which Excel does not see
	 * that they are UTF-8. */
	int csv_bom;
	/* Nonzero: CSV and TSV are two columns of plain text, front and back, without header
	 * lines, guids and HTML, for programs other than Anki; they cannot be read again. */
	int csv_plain;
	cardmill_package package; /* CARDMILL_LEGACY */
} cardmill_options;

#define CARDMILL_OPTIONS_INIT                                                                    \
	{                                                                                        \
		sizeof(cardmill_options), 0, 0, CARDMILL_CLOZE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, CARDMILL_LEGACY                          \
	}

/* ---- A mill ----------------------------------------------------------- */

typedef struct cardmill cardmill;

/* Copies options; NULL means all defaults.  NULL only when out of memory. */
CARDMILL_API cardmill *cardmill_new(const cardmill_options *options);

/* Frees the mill and all it owns.  NULL is welcome. */
CARDMILL_API void cardmill_free(cardmill *mill);

/* The error that failed the latest call, or NULL after a success. */
CARDMILL_API const cardmill_report *cardmill_error(const cardmill *mill);

/* ---- Sources in ------------------------------------------------------- */

/*
 * Adds a Markdown file, or a folder: its files ending in .md, .markdown or
 * .txt, folders included, in natural order (2 before 10), hidden ones left
 * out.  A file becomes a deck named like it, a folder's files become decks
 * below the folder's.  A file ending in .apkg, .colpkg, .csv, .tsv or .json is a
 * deck: its notes are taken over as they are.  CARDMILL_CANNOT_READ when the path
 * is missing or a folder holds no notes.  Files are read by cardmill_build().
 */
CARDMILL_API cardmill_status cardmill_add_path(cardmill *mill, const char *path);

/* Adds a source held in memory; name stands for its file name.  Both are copied.
 * CARDMILL_MISUSED for a package, which is read from a file alone. */
CARDMILL_API cardmill_status cardmill_add_bytes(
    cardmill *mill, const char *name, const void *bytes, size_t length);

/*
 * Makes notes of everything added, in the order added.  CARDMILL_BAD_INPUT
 * when a source is not text in its encoding, when two sources want the same
 * deck, when no source holds a card, when a template of the options is one
 * that Anki would not take, or when an earlier deck of the options is damaged;
 * CARDMILL_CANNOT_READ when a file is missing.
 */
CARDMILL_API cardmill_status cardmill_build(cardmill *mill);

/* ---- The deck, to look at --------------------------------------------- */

/* What became of a note since the earlier build. */
typedef enum cardmill_change {
	CARDMILL_NEW,       /* it was not there, or there is no earlier build */
	CARDMILL_UNCHANGED, /* its time stays, too */
	CARDMILL_CHANGED,   /* its answer, its tags, how it is shown */
	CARDMILL_MOVED,     /* it asks the same in another place; the rest may have changed */
	CARDMILL_REWORDED,  /* it asks in other words; the rest may have changed */
	CARDMILL_UNCERTAIN  /* new, but it may be an earlier note: see its rivals */
} cardmill_change;

/* A note as the earlier build has it. */
typedef struct cardmill_earlier {
	const char *guid;
	const char *deck;          /* empty when unknown */
	const char *const *fields; /* HTML */
	size_t field_count;
	const char *const *tags;
	size_t tag_count;
	int64_t modified; /* seconds since 1970; 0 when unknown */
} cardmill_earlier;

/* Fields may be added at the end; read them, never declare one. */
typedef struct cardmill_note {
	const char *guid;          /* a letter and base62; the one of its earlier self */
	const char *notetype;      /* "cardmill Basic", "cardmill Cloze" */
	const char *deck;          /* "Biology::Cells" */
	const char *const *fields; /* HTML, one line each */
	size_t field_count;
	const char *const *tags;
	size_t tag_count;
	const char *context; /* heading path as plain text, " › " between */
	const char *rule;    /* name of the rule that made it: "term" */
	const char *file;    /* as it was added */
	int32_t line, end_line;
	int64_t modified;         /* seconds since 1970 */
	const char *const *mends; /* names of what was repaired on its lines: "list-resumed" */
	size_t mend_count;
	cardmill_change change;
	const cardmill_earlier *earlier; /* what it was; NULL when it is new */
	/* Of an uncertain note: what it may have been, one or two. */
	const cardmill_earlier *const *rivals;
	size_t rival_count;
	const char *id; /* what the notes call it, "map-order"; NULL: nothing */
} cardmill_note;

/* How many notes cardmill_build() made. */
CARDMILL_API size_t cardmill_note_count(const cardmill *mill);

/* The note at index, in source order; NULL when out of range. */
CARDMILL_API const cardmill_note *cardmill_note_at(const cardmill *mill, size_t index);

/* How many notes had this change. */
CARDMILL_API size_t cardmill_change_count(const cardmill *mill, cardmill_change change);

/* Notes of the earlier build that are gone, in its order; importing the deck does not
 * delete them. */
CARDMILL_API size_t cardmill_vanished_count(const cardmill *mill);
CARDMILL_API const cardmill_earlier *cardmill_vanished_at(const cardmill *mill, size_t index);

/* How many reports of a level there were. */
CARDMILL_API size_t cardmill_report_count(const cardmill *mill, cardmill_level level);

/* How many sources were added, a folder's files one by one. */
CARDMILL_API size_t cardmill_source_count(const cardmill *mill);

/* ---- Pictures, sound and films ------------------------------------------ */

/*
 * A file that notes show or play: a package carries it, the other formats name it.
 * Fields may be added at the end; read them, never declare one.
 */
typedef struct cardmill_media {
	const char *name;      /* in fields: lower-case ASCII, made of what the file holds */
	const char *file;      /* below the folder added, as text: "img/cell.png" */
	const char *path;      /* where it is read from */
	uint64_t size;         /* bytes */
	const char *sha1;      /* of what it holds: 40 digits */
	const size_t *sources; /* that refer to it, in the order added */
	size_t source_count;
} cardmill_media;

/* How many such files there are, each once. */
CARDMILL_API size_t cardmill_media_count(const cardmill *mill);

/* The file at index, in the order in which notes show them; NULL when out of range. */
CARDMILL_API const cardmill_media *cardmill_media_at(const cardmill *mill, size_t index);

/* ---- What became of the sources ----------------------------------------- */

/*
 * Every line that is not blank stands on notes, or there is a reason why not.
 * Most reasons are names of reports of level CARDMILL_LEFT_OUT.  Some lines say
 * nothing new that could be learned, and nobody misses them; their reasons are
 * "front-matter", "rule", "comment", "link-definition", "empty-block",
 * "layout", "contents", "navigation", "badge", "property", "identity" and
 * "repeated".  A line whose reason is "unaccounted" was lost: a fault of the library.
 */
typedef struct cardmill_line {
	int32_t line;        /* from 1 */
	size_t characters;   /* without blanks */
	const char *reason;  /* why it is on no note; NULL when it is on notes */
	const size_t *notes; /* for cardmill_note_at(), in order */
	size_t note_count;
} cardmill_line;

/* Counted are lines that are not blank, and characters that are not.  Fields may
 * be added at the end; read them, never declare one. */
typedef struct cardmill_coverage {
	const char *file; /* as it was added; NULL of all sources together */
	size_t notes;     /* made of it */
	size_t lines, characters;
	size_t covered_lines, covered_characters; /* on notes */
	size_t bare_lines, bare_characters;       /* that say nothing and are on none */
	double percent; /* of the characters but the bare ones, how many are on notes */
} cardmill_coverage;

#define CARDMILL_ALL_SOURCES ((size_t)-1)

/* What cardmill_build() made of a source, in the order added, or of them all; NULL
 * when out of range. */
CARDMILL_API const cardmill_coverage *cardmill_coverage_at(const cardmill *mill, size_t source);

/* How many lines of a source are not blank. */
CARDMILL_API size_t cardmill_line_count(const cardmill *mill, size_t source);

/* The line at index among those that are not blank; NULL when out of range. */
CARDMILL_API const cardmill_line *cardmill_line_at(
    const cardmill *mill, size_t source, size_t index);

/* ---- Decks out -------------------------------------------------------- */

typedef enum cardmill_format {
	CARDMILL_NO_FORMAT,
	CARDMILL_APKG, /* an Anki package, see cardmill_package */
	CARDMILL_CSV,  /* what Anki imports as text and a spreadsheet edits */
	CARDMILL_TSV,  /* the same with tabs */
	CARDMILL_JSON, /* the deck with sources and rules; Anki's JSON import reads it */
	/* Not decks, but what became of every line of the sources: */
	CARDMILL_REPORT,      /* for a person */
	CARDMILL_REPORT_JSON, /* for a program */
	/* One page to look through the deck in a browser, with its media up to 64 MB in all, the
	 * smallest first; nothing imports it. */
	CARDMILL_HTML,
	/* What changes against the earlier build, with the old text and the new, and how to find
	 * in Anki what vanished: */
	CARDMILL_PLAN,     /* for a person */
	CARDMILL_PLAN_JSON /* for a program */
} cardmill_format;

/* The format of decks that a file name's ending, or a bare "csv", asks for. */
CARDMILL_API cardmill_format cardmill_format_of(const char *name);

/*
 * NULL (for a NULL path too), or the sentence that says why Anki would do harm with a package of
 * this name: it takes "collection.apkg", "backup-*.apkg" and "*.colpkg" for
 * whole collections and replaces the user's.
 */
CARDMILL_API const char *cardmill_name_refused(const char *path);

/* Writes the deck into sink.  The same mill always writes the same bytes. */
CARDMILL_API cardmill_status cardmill_write(
    cardmill *mill, cardmill_format format, cardmill_sink sink);

/* Writes the deck to path: whole, or not at all. */
CARDMILL_API cardmill_status cardmill_write_file(
    cardmill *mill, cardmill_format format, const char *path);

typedef struct cardmill_output {
	const char *path;
	cardmill_format format;
} cardmill_output;

/*
 * Writes several files: each whole, and none at all when one of them cannot
 * be written.  Folders that are missing are made.
 */
CARDMILL_API cardmill_status cardmill_write_files(
    cardmill *mill, const cardmill_output *outputs, size_t count);

#ifdef __cplusplus
}
#endif

#endif
