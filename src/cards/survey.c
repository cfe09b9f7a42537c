/*
 * survey.c - what stands in the source more than once, counted in one pass.
 *
 * "What's the output?" asks nothing by itself; and a source with several marked
 * answers is a quiz, in which a list with a tick is a choice.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"
#include "quiz.h"

static void
count_question(mill_maker *maker, mill_str text)
{
	if (mill_is_question(text))
		(*mill_set_counter(&maker->questions, mill_trim(text)))++;
}

/* A list of boxes, some ticked and some not. */
static bool
is_choice(const mill_block *list)
{
	bool done = false, open = false;

	if (!mill_is_task_list(list))
		return false;
	for (const mill_block *item = list->first; item != NULL; item = item->next) {
		done |= item->marker.task == MILL_TASK_DONE;
		open |= item->marker.task == MILL_TASK_OPEN;
	}
	return done && open;
}

/* Recursion is as deep as blocks are nested, which the guard bounds. */
static void
count_blocks(mill_maker *maker, const mill_block *first)
{
	size_t end;

	for (const mill_block *block = first; block != NULL; block = block->next) {
		if (block->kind == MILL_TEXT) {
			const mill_line *last = &block->lines[block->line_count - 1];

			count_question(maker, block->lines[0].text);
			maker->quizzes += maker->may_quiz &&
					  (mill_read_role(block->lines[0].text, &end) ==
						  MILL_ANSWERS ||
					      (block->line_count > 1 && mill_read_role(last->text,
									    &end) == MILL_ANSWERS));
		}
		maker->quizzes += (block->kind == MILL_FOLD && block->answer) || is_choice(block);
		count_blocks(maker, block->first);
	}
}

/* True when any section below root holds what may be a question with a marked answer:
 * the first tells, and most sources hold none. */
static bool
may_quiz(const mill_section *root)
{
	size_t end;

	if (mill_may_quiz(NULL, 0, root->blocks) ||
	    mill_read_role(root->title.text, &end) != MILL_NO_ROLE)
		return true;
	for (const mill_section *section = root->first; section != NULL; section = section->next)
		if (may_quiz(section))
			return true;
	return false;
}

void
mill_count_questions(mill_maker *maker, const mill_section *root)
{
	if (root->level == 0) {
		maker->may_quiz = may_quiz(root);
		count_blocks(maker, root->blocks);
	}
	for (const mill_section *section = root->first; section != NULL; section = section->next) {
		count_question(maker, section->title.text);
		count_blocks(maker, section->blocks);
		mill_count_questions(maker, section);
	}
}

bool
mill_asks_about_code(mill_maker *maker, const mill_line *question)
{
	static const char *const words[] = { "output", "Output", "print", "logged", "this code",
		"following code", "code below", "this program", "following program", "this snippet",
		"following snippet", "following function", "the result of this", "输出什么",
		"打印什么", "输出结果", "下面代码", "下面的代码", "以下代码", "下列代码",
		"这段代码", "出力", "출력", "выведет", "выводит", "этот код" };

	for (size_t i = 0; i < MILL_COUNT(words); i++)
		if (mill_find(question->text, mill_cstr(words[i]), 0) != SIZE_MAX)
			return true;
	return *mill_set_counter(&maker->questions, mill_trim(question->text)) > 1;
}
