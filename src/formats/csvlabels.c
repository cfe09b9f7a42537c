/*
 * csvlabels.c - whether the first row of a table from anywhere names its columns, when the
 * names are no words that say what a column is for: `number,pinyin,english`.
 *
 * It has to look like names, cell by cell, and something else has to speak for it; a row that
 * is a note must not get lost.
 */
#include "../base/base.h"
#include "formats.h"
#include "table.h"

enum { LONGEST = 30 /* characters of a name */, WORDS = 3, FEW = 3 /* rows that tell nothing */ };

/* What people call columns besides front and back; as mill_plain_name() has them. */
static const char *const usual[] = { "no", "nr", "number", "id", "index", "type", "kind", "class",
	"category", "kategorie", "topic", "thema", "subject", "chapter", "kapitel", "lesson",
	"lektion", "unit", "level", "niveau", "partofspeech", "pos", "wordclass", "wortart",
	"gender", "genus", "article", "artikel", "plural", "example", "examples", "beispiel",
	"beispiele", "exemple", "ejemplo", "examplesentence", "sentence", "sentences", "satz",
	"sätze", "hint", "hinweis", "note", "notes", "notiz", "notizen", "comment", "comments",
	"remark", "extra", "pronunciation", "aussprache", "ipa", "reading", "audio", "sound",
	"image", "picture", "photo", "bild", "frequency", "rank", "source", "synonym", "synonyms",
	"antonym", "etymology", "date", "year", "author", "title", "lemma", "count", "hanzi",
	"hanja", "pinyin", "zhuyin", "bopomofo", "jyutping", "simplified", "traditional", "kanji",
	"kana", "hiragana", "katakana", "romaji", "furigana", "hangul", "character", "characters",
	"例句", "拼音", "汉字", "漢字", "読み", "例文" };

/* One language in several: a vocabulary may hold its names, side by side. */
static const char *const languages[][5] = { { "english", "englisch", "anglais", "inglés", "英语" },
	{ "german", "deutsch", "allemand", "alemán", "德语" },
	{ "french", "französisch", "français", "francés", "法语" },
	{ "spanish", "spanisch", "espagnol", "español" }, { "italian", "italienisch", "italiano" },
	{ "portuguese", "portugiesisch", "português" }, { "dutch", "niederländisch", "nederlands" },
	{ "swedish", "schwedisch", "svenska" }, { "norwegian", "norsk" }, { "danish", "dansk" },
	{ "finnish", "suomi" }, { "polish", "polski" }, { "czech" }, { "russian", "russisch" },
	{ "ukrainian" }, { "greek" }, { "turkish", "türkçe" }, { "arabic" }, { "hebrew" },
	{ "hindi" }, { "chinese", "mandarin", "chinesisch", "中文" }, { "cantonese" },
	{ "japanese", "japanisch", "日本語" }, { "korean" }, { "vietnamese" }, { "thai" },
	{ "latin", "latein" } };

/* From 1; 0: it is none. */
static size_t
language_of(mill_str name)
{
	for (size_t i = 0; i < MILL_COUNT(languages); i++)
		for (size_t k = 0; k < MILL_COUNT(languages[i]) && languages[i][k] != NULL; k++)
			if (mill_equal(name, mill_cstr(languages[i][k])))
				return i + 1;
	return 0;
}

/* A few words, no sentence, no number. */
static bool
is_name(mill_str cell)
{
	size_t words = 1, at = 0;

	if (cell.len == 0 || mill_chars(cell) > LONGEST)
		return false;
	for (bool first = true; at < cell.len; first = false) {
		uint32_t c = mill_next(cell, &at);

		if (c == ' ')
			words++;
		else if (c >= '0' && c <= '9'
			     ? first
			     : !mill_is_word(c) && c != '_' && c != '-' && c != '/')
			return false;
	}
	return words <= WORDS;
}

/* As programs name columns: vocab_number, wordAudio. */
static bool
is_identifier(mill_str name)
{
	for (size_t i = 1; i + 1 < name.len; i++)
		if (name.ptr[i] == '_' || (name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' &&
					      name.ptr[i - 1] >= 'a' && name.ptr[i - 1] <= 'z'))
			return true;
	return false;
}

static bool
is_number(mill_str cell)
{
	bool digit = false;

	for (size_t i = 0; i < cell.len; i++) {
		if (strchr("0123456789.,-+% ", cell.ptr[i]) == NULL || cell.ptr[i] == '\0')
			return false;
		digit |= cell.ptr[i] >= '0' && cell.ptr[i] <= '9';
	}
	return digit;
}

static void
take_first(mill_labels *labels, const mill_row *row, size_t width)
{
	mill_set seen = { .arena = labels->arena };
	bool roles[MILL_ROLES] = { false }, tongues[MILL_COUNT(languages) + 1] = { false };

	labels->count = width;
	labels->likely = width > 1 && width <= MILL_COUNT(labels->numbers);
	for (size_t i = 0; i < width && labels->likely; i++) {
		mill_str name = mill_column_name(row->cells[i]),
			 plain = mill_plain_name(labels->arena, name);
		mill_role role = mill_role_named(labels->arena, name);
		size_t language = language_of(plain);

		/* The first may have none: what programs count rows with. */
		labels->unnamed |= name.len == 0;
		labels->likely = (is_name(name) && (*mill_set_counter(&seen, plain))++ == 0) ||
				 (i == 0 && name.len == 0);
		labels->sure += (role != MILL_NO_ROLE && !roles[role]) ||
				(language > 0 && !tongues[language]);
		labels->usual += mill_is_any(plain, usual, MILL_COUNT(usual));
		labels->identifiers += is_identifier(name);
		labels->numbers[i] = true;
		roles[role] = tongues[language] = true;
	}
}

void
mill_labels_take(mill_labels *labels, const mill_row *row)
{
	size_t width = row->count;

	while (width > 0 && row->cells[width - 1].len == 0)
		width--;
	if (labels->rows++ == 0) {
		take_first(labels, row, width);
		return;
	}
	labels->likely = labels->likely && width <= labels->count;
	for (size_t i = 0; i < labels->count && labels->likely; i++)
		labels->numbers[i] = labels->numbers[i] && i < width &&
				     is_number(mill_trim(row->cells[i]));
}

bool
mill_labels_are_names(const mill_labels *labels, size_t usual_width)
{
	bool numbers = false;

	if (!labels->likely || labels->rows < 2)
		return false;
	for (size_t i = 0; i < labels->count; i++)
		numbers |= labels->rows > FEW && labels->numbers[i];
	if (labels->unnamed)
		return labels->rows > FEW && labels->numbers[0];
	/* Beispiel and example are a note of a vocabulary. */
	return numbers || labels->sure > 1 || (labels->sure > 0 && labels->usual > 0) ||
	       (labels->count > 2 && (labels->usual > 1 || labels->identifiers > 1 ||
					 labels->count >= 2 * usual_width));
}
