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
#define G(text)                       \
	{                             \
		text, sizeof text - 1 \
	}
/* clang-format off */
static const mill_str generic[] = {
	G("advantages"), G("answer"), G("applications"), G("background"), G("benefits"), G("cause"),
	G("causes"), G("characteristics"), G("complications"), G("concept"), G("concepts"),
	G("conclusion"), G("cons"), G("contraindications"), G("definition"), G("definitions"),
	G("description"), G("details"), G("diagnosis"), G("disadvantages"), G("drawbacks"),
	G("etiology"), G("example"), G("examples"), G("explanation"), G("features"), G("general"),
	G("goal"), G("goals"), G("history"), G("how"), G("how it works"), G("idea"),
	G("implementation"), G("indications"), G("intro"), G("introduction"), G("key points"),
	G("limitations"), G("management"), G("meaning"), G("mechanism"), G("method"), G("methods"),
	G("misc"), G("notes"), G("origin"), G("other"), G("others"), G("overview"),
	G("pathophysiology"), G("problem"), G("procedure"), G("properties"), G("pros"),
	G("pros and cons"), G("purpose"), G("references"), G("remarks"), G("results"), G("rules"),
	G("side effects"), G("signs"), G("solution"), G("steps"), G("structure"), G("summary"),
	G("symptoms"), G("syntax"), G("terms"), G("time complexity"), G("tips"), G("treatment"),
	G("types"), G("usage"), G("use"), G("use cases"), G("uses"), G("what"), G("what is it"),
	G("when"), G("why"), G("введение"), G("вывод"), G("выводы"), G("итог"), G("итоги"),
	G("недостатки"), G("описание"), G("определение"), G("особенности"), G("преимущества"),
	G("пример"), G("примеры"), G("применение"), G("причины"), G("синтаксис"), G("主要特性"),
	G("优势"), G("优缺点"), G("优点"), G("作用"), G("使用"), G("使用场景"), G("使用方式"),
	G("使用方法"), G("例子"), G("例题"), G("其他"), G("其它"), G("内容"), G("写法"), G("分析"),
	G("分类"), G("前言"), G("劣势"), G("区别"), G("原因"), G("原理"), G("参考"), G("场景"),
	G("基本概念"), G("基础"), G("定义"), G("实现"), G("实现原理"), G("实例"), G("小结"),
	G("工作原理"), G("应用"), G("应用场景"), G("引言"), G("影响"), G("思路"), G("总结"),
	G("意义"), G("方法"), G("是什么"), G("是什么？"), G("条件"), G("概念"), G("概述"),
	G("模型"), G("步骤"), G("注意"), G("注意事项"), G("流程"), G("特征"), G("特性"), G("特点"),
	G("理解"), G("用法"), G("用途"), G("目的"), G("示例"), G("种类"), G("简介"), G("类型"),
	G("组成"), G("结构"), G("缺点"), G("联系"), G("背景"), G("要点"), G("解决"), G("解决方案"),
	G("解决方法"), G("解决办法"), G("解释"), G("解题思路"), G("语法"), G("说明"), G("过程"),
	G("为什么"), G("为什么？"), G("介绍"), G("代码"), G("代码实现"), G("做法"), G("优化"),
	G("问题"), G("题目"), G("题目描述"), G("まとめ"), G("メリット"), G("デメリット"),
	G("使い方"), G("定義"), G("方法"), G("概要"), G("特徴"), G("用途"), G("種類"), G("例"),
	G("注意点"), G("違い"), G("개념"), G("개요"), G("구조"), G("단점"), G("동작 원리"),
	G("목적"), G("사용법"), G("예시"), G("예제"), G("원리"), G("의미"), G("장단점"), G("장점"),
	G("정리"), G("정의"), G("종류"), G("특징"), G("결론"), G("과정"), G("הגדרה"), G("דוגמה"),
	G("דוגמאות"), G("סיכום"), G("מבוא"),
};
/* clang-format on */

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

static bool
is_generic(mill_maker *maker, const mill_section *section)
{
	mill_str title = plain(maker, section);

	for (size_t i = 0; i < MILL_COUNT(generic); i++)
		if (mill_equal(title, generic[i]))
			return true;
	return *mill_set_counter(&maker->titles, title) > 1;
}

bool
mill_title_is_generic(mill_maker *maker, const mill_section *section)
{
	/* Each card of a section asks again. */
	if (maker->judged != section->title.text.ptr || section->title.text.ptr == NULL) {
		maker->generic = is_generic(maker, section);
		maker->judged = section->title.text.ptr;
	}
	return maker->generic;
}
