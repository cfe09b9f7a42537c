/*
 * title.c - titles that say nothing without what they stand below.
 *
 * "Summary" is no question; "TCP › Summary" is one.  The same goes for a title
 * that stands more than once in a source.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

/* Sorted by script; lower case. */
static const char *const generic[] = { "advantages", "answer", "applications", "background",
	"benefits", "cause", "causes", "characteristics", "complications", "concept", "concepts",
	"conclusion", "cons", "contraindications", "definition", "definitions", "description",
	"details", "diagnosis", "disadvantages", "drawbacks", "etiology", "example", "examples",
	"explanation", "features", "general", "goal", "goals", "history", "how", "how it works",
	"idea", "implementation", "indications", "intro", "introduction", "key points",
	"limitations", "management", "meaning", "mechanism", "method", "methods", "misc", "notes",
	"origin", "other", "others", "overview", "pathophysiology", "problem", "procedure",
	"properties", "pros", "pros and cons", "purpose", "references", "remarks", "results",
	"rules", "side effects", "signs", "solution", "steps", "structure", "summary", "symptoms",
	"syntax", "terms", "time complexity", "tips", "treatment", "types", "usage", "use",
	"use cases", "uses", "what", "what is it", "when", "why", "введение", "вывод", "выводы",
	"итог", "итоги", "недостатки", "описание", "определение", "особенности", "преимущества",
	"пример", "примеры", "применение", "причины", "синтаксис", "主要特性", "优势", "优缺点",
	"优点", "作用", "使用", "使用场景", "使用方式", "使用方法", "例子", "例题", "其他", "其它",
	"内容", "写法", "分析", "分类", "前言", "劣势", "区别", "原因", "原理", "参考", "场景",
	"基本概念", "基础", "定义", "实现", "实现原理", "实例", "小结", "工作原理", "应用",
	"应用场景", "引言", "影响", "思路", "总结", "意义", "方法", "是什么", "是什么？", "条件",
	"概念", "概述", "模型", "步骤", "注意", "注意事项", "流程", "特征", "特性", "特点", "理解",
	"用法", "用途", "目的", "示例", "种类", "简介", "类型", "组成", "结构", "缺点", "联系",
	"背景", "要点", "解决", "解决方案", "解决方法", "解决办法", "解释", "解题思路", "语法",
	"说明", "过程", "为什么", "为什么？", "介绍", "代码", "代码实现", "做法", "优化", "问题",
	"题目", "题目描述", "まとめ", "メリット", "デメリット", "使い方", "定義", "方法", "概要",
	"特徴", "用途", "種類", "例", "注意点", "違い", "개념", "개요", "구조", "단점", "동작 원리",
	"목적", "사용법", "예시", "예제", "원리", "의미", "장단점", "장점", "정리", "정의", "종류",
	"특징", "결론", "과정", "הגדרה", "דוגמה", "דוגמאות", "סיכום", "מבוא" };

/* A title as it is compared: lower case, without blanks and colons at its end. */
static mill_str
plain(mill_maker *maker, const mill_section *section)
{
	mill_cut cut = mill_prompt(mill_whole(&section->title));

	return mill_fold(maker->arena, mill_trim(mill_cut_text(cut)));
}

void
mill_count_titles(mill_maker *maker, const mill_section *root)
{
	for (const mill_section *section = root->first; section != NULL; section = section->next) {
		if (section->title.text.len > 0)
			(*mill_set_counter(&maker->titles, plain(maker, section)))++;
		mill_count_titles(maker, section);
	}
}

bool
mill_title_is_repeated(mill_maker *maker, const mill_section *section)
{
	return *mill_set_counter(&maker->titles, plain(maker, section)) > 1;
}

bool
mill_title_is_generic(mill_maker *maker, const mill_section *section)
{
	mill_str title = plain(maker, section);

	for (size_t i = 0; i < MILL_COUNT(generic); i++)
		if (mill_equal(title, mill_cstr(generic[i])))
			return true;
	return mill_title_is_repeated(maker, section);
}
