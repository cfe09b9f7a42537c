/* csvname.c - what a column of a table is for, by its name. */
#include "../base/base.h"
#include "formats.h"
#include "table.h"

enum { LONGEST = 40 /* characters of a name that says what a column is for */ };

/* In lower case and without blanks, hyphens and underscores. */
static const struct {
	mill_role role;
	const char *names[64];
} known[] = {
	{ MILL_GUID_COLUMN, { "guid" } },
	{ MILL_KEY_COLUMN, { "key", "guidkey" } },
	{ MILL_TYPE_COLUMN, { "notetype", "cardtype", "notiztyp", "typedenote", "tipodenota",
				"笔记类型", "筆記類型", "ノートタイプ" } },
	{ MILL_DECK_COLUMN,
	    { "deck", "deckname", "stapel", "paquet", "mazo", "牌组", "牌組", "デッキ" } },
	{ MILL_TAGS_COLUMN, { "tags", "tag", "schlagwörter", "schlagworte", "étiquettes",
				"motsclés", "etiquetas", "标签", "標籤", "タグ" } },
	{ MILL_FRONT_COLUMN,
	    { "front", "frontside", "question", "q", "term", "word", "prompt", "text", "expression",
		"vocabulary", "vocab", "phrase", "cue", "vorderseite", "frage", "begriff", "wort",
		"ausdruck", "vokabel", "stichwort", "recto", "terme", "mot", "anverso", "frente",
		"pregunta", "término", "termino", "palabra", "expresión", "正面", "问题", "問題",
		"题目", "題目", "单词", "單詞", "词语", "詞語", "术语", "術語", "生词", "词汇",
		"詞彙", "表面", "表", "おもて", "質問", "用語", "単語", "言葉", "語句" } },
	{ MILL_BACK_COLUMN,
	    { "back", "backside", "backextra", "answer", "a", "definition", "meaning",
		"translation", "response", "explanation", "value", "rückseite", "antwort",
		"bedeutung", "übersetzung", "erklärung", "verso", "réponse", "reponse",
		"définition", "sens", "signification", "traduction", "reverso", "respuesta",
		"definición", "significado", "traducción", "背面", "反面", "答案", "回答", "解答",
		"释义", "釋義", "定义", "定義", "含义", "含義", "意思", "翻译", "翻譯", "解释",
		"解釋", "裏面", "裏", "うら", "答え", "意味", "訳", "翻訳" } },
	{ MILL_CONTEXT_COLUMN, { "context" } },
	{ MILL_SOURCE_COLUMN, { "source" } },
};

mill_str
mill_column_name(mill_str cell)
{
	cell = mill_trim(cell);
	if (mill_starts(cell, MILL_STR("#")))
		cell = mill_trim(mill_slice(cell, 1, cell.len));
	return cell;
}

mill_str
mill_plain_name(mill_arena *arena, mill_str name)
{
	mill_buf plain = { .arena = arena };
	mill_str folded = mill_fold(arena, name);

	for (size_t at = 0, from = 0; at < folded.len; from = at) {
		uint32_t c = mill_next(folded, &at);

		if (!mill_is_blank(c) && c != '-' && c != '_')
			mill_put_str(&plain, mill_slice(folded, from, at));
	}
	return mill_buf_str(&plain);
}

mill_role
mill_role_named(mill_arena *arena, mill_str name)
{
	mill_str plain;

	if (name.len == 0 || mill_chars(name) > LONGEST)
		return MILL_NO_ROLE;
	plain = mill_plain_name(arena, name);
	for (size_t i = 0; i < MILL_COUNT(known); i++)
		for (size_t k = 0; k < MILL_COUNT(known[i].names) && known[i].names[k] != NULL; k++)
			if (mill_equal(plain, mill_cstr(known[i].names[k])))
				return known[i].role;
	return MILL_NO_ROLE;
}

/* A word of a vocabulary may be one of the names; so there have to be two that belong
 * together. */
size_t
mill_names_in(mill_arena *arena, const mill_row *row, bool data)
{
	size_t found[MILL_ROLES] = { 0 }, kinds = 0, said;

	for (size_t i = 0; i < row->count; i++)
		found[mill_role_named(arena, mill_column_name(row->cells[i]))]++;
	for (int role = MILL_NO_ROLE + 1; role < MILL_ROLES; role++)
		kinds += found[role] > 0;
	said = found[MILL_TAGS_COLUMN] + found[MILL_DECK_COLUMN] + found[MILL_TYPE_COLUMN];
	if (kinds > 1 && found[MILL_GUID_COLUMN] > 0)
		return kinds;
	if (found[MILL_FRONT_COLUMN] + found[MILL_KEY_COLUMN] == 0 ||
	    said + (data ? 0 : found[MILL_BACK_COLUMN]) == 0)
		return 0;
	return kinds;
}
