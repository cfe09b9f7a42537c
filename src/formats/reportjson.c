/*
 * reportjson.c - what became of every line of the sources, for a program to read.
 *
 * The same facts as report.c, as data.  Notes go by their index in the deck, from
 * 0, as in `notes` of the JSON deck.  Described by report.schema.json.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

typedef struct paper {
	mill_writing *writing;
	const mill_deck *deck;
	mill_out out;
	mill_buf text; /* what is on its way into out */
	bool first;    /* of the entries of a list */
} paper;

static void
hand_over(paper *p)
{
	mill_out_str(&p->out, mill_buf_str(&p->text));
	mill_arena_reset(&p->writing->scratch);
	p->text = (mill_buf){ .arena = &p->writing->scratch };
}

static void
begin_list(paper *p, const char *before, const char *key)
{
	mill_put_key(&p->text, before, key);
	mill_putc(&p->text, '[');
	p->first = true;
}

static void
begin_entry(paper *p, const char *indent)
{
	mill_printf(&p->text, "%s\n%s{", p->first ? "" : ",", indent);
	p->first = false;
}

static void
put_place(paper *p, size_t source, int32_t line)
{
	mill_put_key(&p->text, "", "file");
	mill_put_json(&p->text, p->deck->origins[source].name);
	mill_printf(&p->text, ", \"line\": %d", line);
}

static void
put_sum(mill_buf *out, const char *between, const mill_sum *sum)
{
	unsigned tenths = (unsigned)(sum->percent * 10); /* 100.0 only when nothing is missing */

	mill_printf(out, "\"notes\": %zu,%s\"characters\": %zu, \"covered\": %zu, \"bare\": %zu,",
	    sum->notes, between, sum->all.characters, sum->on_notes.characters,
	    sum->bare.characters);
	mill_printf(out, "%s\"percent\": %u.%u", between, tenths / 10, tenths % 10);
}

static void
put_lines(paper *p, size_t source)
{
	const mill_account *account = &p->deck->accounts[source];
	mill_standing standing;

	hand_over(p);
	standing = mill_stand(&p->writing->scratch, p->deck, source);
	for (int32_t i = 0; i < account->line_count; i++) {
		unsigned code = account->fates[i].code;

		if (code == MILL_BLANK)
			continue;
		begin_entry(p, "      ");
		mill_printf(&p->text, "\"line\": %d, \"characters\": %u, ", i + 1,
		    (unsigned)account->fates[i].characters);
		if (code == MILL_ON_NOTES) {
			mill_puts(&p->text, "\"notes\": [");
			for (size_t k = standing.starts[i]; k < standing.starts[i + 1]; k++)
				mill_printf(&p->text, "%s%zu", k > standing.starts[i] ? ", " : "",
				    standing.notes[k]);
			mill_puts(&p->text, "]}");
		} else {
			mill_printf(
			    &p->text, "\"reason\": \"%s\"}", mill_code_name((mill_code)code));
		}
		mill_out_str(&p->out, mill_buf_str(&p->text));
		p->text.len = 0;
	}
	hand_over(p);
}

static void
put_file(paper *p, size_t source)
{
	mill_sum sum = mill_sum_of(p->deck, source);

	mill_printf(&p->text, "%s\n    {", source > 0 ? "," : "");
	mill_put_key(&p->text, "", "file");
	mill_put_json(&p->text, p->deck->origins[source].name);
	mill_puts(&p->text, ", ");
	put_sum(&p->text, " ", &sum);
	begin_list(p, ",\n     ", "lines");
	put_lines(p, source);
	mill_puts(&p->text, "\n    ]}");
	hand_over(p);
}

static void
put_left_out(paper *p)
{
	begin_list(p, ",\n  ", "left_out");
	for (size_t i = 0; i < p->deck->origin_count; i++) {
		for (size_t k = 0; k < p->deck->accounts[i].gap_count; k++) {
			const mill_gap *gap = &p->deck->accounts[i].gaps[k];

			begin_entry(p, "    ");
			put_place(p, i, gap->line);
			mill_printf(&p->text, ", \"end_line\": %d, \"reason\": \"%s\", ",
			    gap->end_line, mill_code_name(gap->code));
			mill_put_key(&p->text, "", "text");
			mill_put_json(&p->text, gap->text);
			mill_putc(&p->text, '}');
			hand_over(p);
		}
	}
	mill_puts(&p->text, "\n  ]");
}

/* The records of a level, or of one code. */
static void
put_records(paper *p, const char *key, cardmill_level level, mill_code code)
{
	begin_list(p, ",\n  ", key);
	for (size_t i = 0; i < p->deck->origin_count; i++) {
		const mill_account *account = &p->deck->accounts[i];

		for (const mill_record *at = account->first; at != NULL; at = at->next) {
			if (at->report.level == level && (code == MILL_CODES || at->code == code)) {
				begin_entry(p, "    ");
				put_place(p, i, at->report.line);
				mill_printf(&p->text, ", \"name\": \"%s\", ", at->report.name);
				mill_put_key(&p->text, "", "message");
				mill_put_json(&p->text, mill_cstr(at->report.message));
				mill_putc(&p->text, '}');
				hand_over(p);
			}
			if (at == account->last)
				break;
		}
	}
	mill_puts(&p->text, "\n  ]");
}

static void
put_longest(paper *p, const mill_survey *survey)
{
	begin_list(p, ",\n  ", "longest");
	for (size_t i = 0; i < survey->longest_count; i++) {
		const mill_note *note = p->deck->notes[survey->longest[i].note];

		begin_entry(p, "    ");
		mill_printf(&p->text, "\"note\": %zu, ", survey->longest[i].note);
		put_place(p, note->source, note->line);
		mill_printf(&p->text, ", \"characters\": %zu, ", survey->longest[i].characters);
		mill_put_key(&p->text, "", "front");
		mill_put_json(&p->text, mill_plain_front(&p->writing->scratch, note, SIZE_MAX));
		mill_putc(&p->text, '}');
		hand_over(p);
	}
	mill_puts(&p->text, "\n  ]");
}

bool
mill_write_report_json(mill_writing *writing)
{
	paper p = { .writing = writing, .deck = writing->deck };
	mill_survey survey = mill_survey_of(writing);
	mill_sum sum = mill_sum_of(writing->deck, writing->deck->origin_count);

	p.text.arena = &writing->scratch;
	mill_out_init(&p.out, &writing->arena, writing->sink);
	mill_puts(&p.text, "{\n  \"format\": \"cardmill-report\",\n  \"version\": 1,\n  ");
	put_sum(&p.text, "\n  ", &sum);
	mill_printf(&p.text, ",\n  \"cards\": %zu,\n  \"long_cards\": %zu", survey.cards,
	    survey.long_cards);
	mill_puts(&p.text, ",\n  \"files\": [");
	for (size_t i = 0; i < p.deck->origin_count; i++)
		put_file(&p, i);
	mill_puts(&p.text, "\n  ]");
	put_left_out(&p);
	put_records(&p, "mended", CARDMILL_REPAIRED, MILL_CODES);
	put_records(&p, "unanswered", CARDMILL_LEFT_OUT, MILL_UNANSWERED);
	put_longest(&p, &survey);
	if (p.deck->earlier != NULL) {
		mill_puts(&p.text, ",\n  \"plan\": {");
		hand_over(&p);
		mill_put_plan_json(writing, &p.out);
		mill_putc(&p.text, '}');
	}
	mill_puts(&p.text, "\n}\n");
	mill_out_str(&p.out, mill_buf_str(&p.text));
	return mill_out_finish(&p.out);
}
