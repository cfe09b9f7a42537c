/*
 * planjson.c - what the deck changes against the earlier build, for a program to read.
 *
 * Described by plan.schema.json.  Notes that did not change are only counted.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

typedef struct plan {
	mill_writing *writing;
	const mill_deck *deck;
	mill_out *out;
	mill_buf text;
	bool first; /* of the entries of a list */
} plan;

static const char *const names[] = {
	[CARDMILL_NEW] = "new",
	[CARDMILL_UNCHANGED] = "unchanged",
	[CARDMILL_CHANGED] = "changed",
	[CARDMILL_MOVED] = "moved",
	[CARDMILL_REWORDED] = "reworded",
	[CARDMILL_UNCERTAIN] = "uncertain",
};

static void
hand_over(plan *p)
{
	mill_out_str(p->out, mill_buf_str(&p->text));
	mill_arena_reset(&p->writing->scratch);
	p->text = (mill_buf){ .arena = &p->writing->scratch };
}

static void
begin_entry(plan *p)
{
	mill_puts(&p->text, p->first ? "\n    {" : ",\n    {");
	p->first = false;
}

static void
put_text(plan *p, const char *before, const char *key, mill_str text)
{
	mill_put_key(&p->text, before, key);
	mill_put_json(&p->text, text);
}

static void
put_list(plan *p, const char *before, const char *key, const mill_str *all, size_t count)
{
	mill_put_key(&p->text, before, key);
	mill_putc(&p->text, '[');
	for (size_t i = 0; i < count; i++) {
		mill_puts(&p->text, i > 0 ? ", " : "");
		mill_put_json(&p->text, all[i]);
	}
	mill_putc(&p->text, ']');
}

static void
put_earlier(plan *p, const mill_stored_note *note)
{
	mill_arena *scratch = &p->writing->scratch;

	put_text(p, "{", "guid", note->guid);
	put_text(p, ", ", "deck", note->deck);
	put_text(p, ", ", "context", mill_field_text(scratch, note->fields[2]));
	put_text(p, ",\n       ", "front", mill_front_text(scratch, note->kind, note->fields[0]));
	put_list(p, ",\n       ", "fields", note->fields,
	    note->field_count > MILL_FIELDS ? note->field_count : MILL_FIELDS);
	put_list(p, ",\n       ", "tags", note->tags, note->tag_count);
	mill_put_key(&p->text, ", ", "modified");
	mill_printf(&p->text, "%lld}", (long long)note->modified);
}

static void
put_note(plan *p, const mill_note *note)
{
	begin_entry(p);
	put_text(p, "", "change", mill_cstr(names[note->change]));
	put_text(p, ", ", "guid", note->guid);
	put_text(p, ", ", "deck", mill_deck_of(p->deck, note));
	put_text(p, ", ", "context", note->context);
	put_text(p, ",\n     ", "file", p->deck->origins[note->source].name);
	mill_printf(&p->text, ", \"line\": %d", note->line);
	put_text(
	    p, ", ", "front", mill_front_text(&p->writing->scratch, note->kind, note->fields[0]));
	put_list(p, ",\n     ", "fields", note->fields, note->field_count);
	put_list(p, ",\n     ", "tags", note->tags, note->tag_count);
	if (note->before != NULL) {
		mill_put_key(&p->text, ",\n     ", "old");
		put_earlier(p, note->before);
	}
	if (note->rivals[0] != NULL) {
		mill_put_key(&p->text, ",\n     ", "rivals");
		mill_putc(&p->text, '[');
		for (int i = 0; i < 2 && note->rivals[i] != NULL; i++) {
			mill_puts(&p->text, i > 0 ? ",\n      " : "");
			put_earlier(p, note->rivals[i]);
		}
		mill_putc(&p->text, ']');
	}
	mill_putc(&p->text, '}');
	hand_over(p);
}

static void
begin_list(plan *p, const char *key)
{
	mill_put_key(&p->text, ",\n  ", key);
	mill_putc(&p->text, '[');
	p->first = true;
}

static void
end_list(plan *p)
{
	mill_puts(&p->text, p->first ? "]" : "\n  ]");
}

static void
put_vanished(plan *p)
{
	mill_search search = mill_search_of(&p->writing->arena, p->deck);

	begin_list(p, "vanished");
	for (size_t i = 0; i < p->deck->vanished_count; i++) {
		mill_puts(&p->text, p->first ? "\n    " : ",\n    ");
		p->first = false;
		put_earlier(p, p->deck->vanished[i]);
		hand_over(p);
	}
	end_list(p);
	begin_list(p, "search");
	for (size_t from = 0; from < p->deck->vanished_count;) {
		mill_buf line = { .arena = &p->writing->scratch };

		from = mill_put_search(&line, &search, from);
		mill_puts(&p->text, p->first ? "\n    " : ",\n    ");
		p->first = false;
		mill_put_json(&p->text, mill_buf_str(&line));
		hand_over(p);
	}
	end_list(p);
}

void
mill_put_plan_json(mill_writing *writing, mill_out *out)
{
	plan p = { .writing = writing, .deck = writing->deck, .out = out, .first = true };

	p.text.arena = &writing->scratch;
	mill_puts(&p.text, "\"counts\": {");
	for (size_t i = 0; i < MILL_COUNT(names); i++)
		mill_printf(&p.text, "\"%s\": %zu, ", names[i], p.deck->changes[i]);
	mill_printf(&p.text, "\"vanished\": %zu}", p.deck->vanished_count);
	begin_list(&p, "notes");
	for (size_t i = 0; i < p.deck->note_count; i++)
		if (p.deck->notes[i]->change != CARDMILL_UNCHANGED)
			put_note(&p, p.deck->notes[i]);
	end_list(&p);
	put_vanished(&p);
	hand_over(&p);
}

bool
mill_write_plan_json(mill_writing *writing)
{
	mill_out out;

	mill_out_init(&out, &writing->arena, writing->sink);
	mill_out_puts(&out, "{\n  \"format\": \"cardmill-plan\",\n  \"version\": 1,\n  ");
	mill_put_plan_json(writing, &out);
	mill_out_puts(&out, "\n}\n");
	return mill_out_finish(&out);
}
