/*
 * generate.c - makes study notes to measure with.
 *
 *     generate BYTES SEED [FILES [FOLDER]]
 *
 * Writes about BYTES bytes of Markdown to standard output: headings, numbered
 * items, statements, nested items, continuation lines, fences and links, in
 * Chinese and English mixed.  With FILES above 1 the same amount is spread over
 * FILES files in 16 subfolders of FOLDER.  The sentences are random words, so
 * that the text compresses about as well as real notes do.  The same arguments
 * give the same bytes on every machine.
 */
#include <sys/stat.h>

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUBFOLDERS = 16 };

struct words {
	const char *const *word;
	unsigned count;
};

struct notes {
	FILE    *out;
	uint64_t state;		/* of the random numbers */
	uint64_t written;	/* bytes so far */
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define WORDS(array) {array, COUNT(array)}

static const char *const zh_noun_list[] = {
	"缓存", "线程", "进程", "索引", "事务", "日志", "快照", "副本", "主节点", "从节点",
	"队列", "栈", "堆", "哈希表", "链表", "红黑树", "指针", "引用", "切片", "接口",
	"协程", "通道", "锁", "信号量", "条件变量", "调度器", "垃圾回收", "内存屏障", "页表", "中断",
	"系统调用", "文件描述符", "套接字", "连接池", "拥塞窗口", "序列号", "路由表", "网关", "域名", "证书",
	"密钥", "签名", "令牌", "会话", "请求头", "响应体", "状态码", "消息体", "分区", "偏移量",
	"消费者", "生产者", "主题", "视图", "外键", "游标", "执行计划", "隔离级别", "间隙", "死锁",
	"编译器", "链接器", "符号表", "字节码", "解释器", "类型系统", "泛型", "异常", "闭包", "迭代器",
	"细胞膜", "线粒体", "叶绿体", "染色体", "蛋白质", "酶", "激素", "神经元", "突触", "抗体",
	"血浆", "肝脏", "动脉", "递质", "受体", "氨基酸", "碳水化合物", "渗透压", "光合作用", "呼吸链",
	"利率", "通货膨胀", "边际成本", "供给曲线", "汇率", "资产负债表", "现金流", "折旧", "合同", "侵权",
	"法人", "诉讼时效", "板块", "季风", "洋流", "冰川", "等高线", "朝代", "变法", "条约",
	"向量", "矩阵", "特征值", "导数", "积分", "极限", "概率", "方差", "假设检验", "回归",
};
static const char *const zh_verb_list[] = {
	"保存", "读取", "覆盖", "合并", "拆分", "复制", "转换", "校验", "限制", "触发",
	"等待", "唤醒", "阻塞", "抢占", "释放", "申请", "扩展", "压缩", "映射", "绑定",
	"决定", "影响", "包含", "依赖于", "取决于", "对应", "隔离", "替换", "通知", "回滚",
	"提交给", "分配给", "传递给", "来自", "返回", "记录", "丢弃", "重试", "估计", "抵消",
	"促进", "抑制", "吸收", "运输", "分解", "合成", "推动", "削弱", "约束", "证明",
};
static const char *const zh_how_list[] = {
	"通常", "首先", "随后", "最终", "必须", "不会", "只能", "可以", "往往", "同时",
	"在高并发下", "在重启之后", "在大多数情况下", "在写入之前", "在读多写少时", "按需", "周期性地", "一次性地",
	"逐步", "间接", "直接", "原子地", "异步", "同步", "在低温下", "在长期内", "理论上", "实际上",
	"由于顺序不定", "为了减少开销", "为了避免竞争", "如果没有命中", "当数量超过阈值时", "一旦失败", "除非另有约定",
};
static const char *const zh_topic_list[] = {
	"的作用", "的实现", "的区别", "的优缺点", "的流程", "的使用场景", "的注意事项", "的分类", "的底层结构", "的触发条件",
	"常见问题", "与性能", "基础", "原理", "如何选择？", "为什么需要？", "小结", "的边界情况", "的历史", "的计算方法",
};
static const char *const en_noun_list[] = {
	"buffer", "kernel", "packet", "cluster", "replica", "leader", "shard", "bucket", "cursor", "schema",
	"trigger", "backlog", "segment", "register", "pipeline", "compiler", "closure", "iterator", "allocator", "scheduler",
	"semaphore", "deadline", "timeout", "handshake", "checksum", "protocol", "gateway", "proxy", "payload", "token",
	"session", "cookie", "header", "snapshot", "journal", "barrier", "latency", "throughput", "quorum", "lease",
	"membrane", "neuron", "enzyme", "receptor", "antibody", "plasma", "hormone", "genome", "mutation", "habitat",
	"inflation", "dividend", "liability", "contract", "tariff", "subsidy", "treaty", "dynasty", "monsoon", "glacier",
	"vector", "matrix", "gradient", "integral", "variance", "sample", "estimator", "residual", "theorem", "lemma",
	"interface", "channel", "goroutine", "mutex", "pointer", "reference", "slice", "queue", "heap", "stack",
};
static const char *const en_verb_list[] = {
	"stores", "blocks", "copies", "releases", "replaces", "measures", "limits", "follows", "precedes", "requires",
	"returns", "rejects", "schedules", "invalidates", "compresses", "encodes", "approximates", "inhibits", "transports", "balances",
	"wakes", "splits", "merges", "validates", "owns", "shares", "delays", "predicts", "signals", "outlives",
};
static const char *const en_kind_list[] = {
	"stale", "shared", "local", "remote", "bounded", "lazy", "eager", "atomic", "ordered", "sparse",
	"dense", "primary", "secondary", "temporary", "persistent", "marginal", "nominal", "seasonal", "linear", "recursive",
	"immutable", "weak", "strong", "idle", "cold", "warm", "nested", "partial", "global", "adjacent",
};
static const char *const zh_part_list[] = {
	"主", "副", "内", "外", "前", "后", "上", "下", "左", "右", "正", "反", "冷", "热", "单", "双",
	"元", "本", "初", "终", "高", "低", "长", "短", "深", "浅", "轻", "重", "快", "慢", "干", "湿",
	"表", "层", "段", "块", "页", "行", "列", "键", "值", "点", "线", "面", "体", "场", "流", "波",
	"率", "量", "度", "差", "比", "极", "环", "链", "树", "图", "群", "族", "态", "相", "性", "式",
	"法", "律", "权", "约", "税", "币", "价", "债", "股", "息", "港", "城", "河", "山", "海", "岛",
	"血", "骨", "肌", "皮", "脑", "眼", "耳", "肺", "肾", "胃", "叶", "根", "茎", "花", "果", "种",
	"光", "电", "磁", "力", "声", "气", "水", "火", "土", "金", "氧", "氢", "碳", "氮", "盐", "酸",
	"天", "地", "春", "夏", "秋", "冬", "东", "西", "南", "北", "文", "史", "农", "工", "商", "兵",
	"核", "膜", "管", "腺", "囊", "丝", "粒", "晶", "胶", "油", "糖", "脂", "铁", "铜", "银", "铅",
};
static const char *const en_start_list[] = {
	"con", "de", "re", "sub", "inter", "trans", "pre", "pro", "per", "super", "micro", "macro", "poly", "mono", "hyper", "infra",
	"auto", "bio", "geo", "thermo", "electro", "photo", "neuro", "proto", "meta", "para", "syn", "anti", "retro", "ortho", "iso", "endo",
};
static const char *const en_middle_list[] = {
	"ject", "struct", "form", "mit", "scrib", "duct", "tract", "vers", "port", "press", "fract", "cept", "grad", "lat", "met", "morph",
	"phas", "rupt", "sect", "serv", "solv", "spec", "spir", "tain", "tend", "ton", "torp", "vac", "ven", "vert", "volv", "zym",
};
static const char *const en_end_list[] = {
	"ion", "or", "ive", "al", "ity", "ance", "ment", "ure", "ism", "ist", "ics", "er", "able", "ate", "ing", "ed",
};

static const struct words zh_noun = WORDS(zh_noun_list);
static const struct words zh_verb = WORDS(zh_verb_list);
static const struct words zh_how = WORDS(zh_how_list);
static const struct words zh_topic = WORDS(zh_topic_list);
static const struct words zh_part = WORDS(zh_part_list);
static const struct words en_noun = WORDS(en_noun_list);
static const struct words en_verb = WORDS(en_verb_list);
static const struct words en_kind = WORDS(en_kind_list);
static const struct words en_start = WORDS(en_start_list);
static const struct words en_middle = WORDS(en_middle_list);
static const struct words en_end = WORDS(en_end_list);

/* ---- Chance and output ------------------------------------------------ */

/* The next number of the splitmix64 sequence. */
static uint64_t
next_random(struct notes *notes)
{
	uint64_t z = notes->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

/* A number from 0 to limit - 1. */
static unsigned
below(struct notes *notes, unsigned limit)
{
	return (unsigned)((next_random(notes) >> 32) * limit >> 32);
}

static int
chance(struct notes *notes, unsigned percent)
{
	return below(notes, 100) < percent;
}

static const char *
pick(struct notes *notes, const struct words *words)
{
	return words->word[below(notes, words->count)];
}

static void
put(struct notes *notes, const char *format, ...)
{
	va_list args;
	int     n;

	va_start(args, format);
	n = vfprintf(notes->out, format, args);
	va_end(args);
	if (n < 0) {
		perror("generate: write");
		exit(1);
	}
	notes->written += (uint64_t)n;
}

/* ---- Sentences -------------------------------------------------------- */

/* A noun of the list, or more often one made up of parts. */
static void
zh_word(struct notes *notes)
{
	if (chance(notes, 15))
		put(notes, "%s", pick(notes, &zh_noun));
	else
		put(notes, "%s%s", pick(notes, &zh_part), pick(notes, &zh_part));
	if (chance(notes, 30))
		put(notes, "%s", pick(notes, &zh_part));
}

static void
en_word(struct notes *notes)
{
	if (chance(notes, 20))
		put(notes, "%s", pick(notes, &en_noun));
	else
		put(notes, "%s%s%s", pick(notes, &en_start), pick(notes, &en_middle),
		    pick(notes, &en_end));
}

/* What a clause is about; now and then English, code, bold or a number. */
static void
zh_thing(struct notes *notes)
{
	switch (below(notes, 16)) {
	case 0:
		put(notes, "`%s_%s`", pick(notes, &en_kind), pick(notes, &en_noun));
		break;
	case 1:
		put(notes, " ");
		en_word(notes);
		put(notes, " ");
		break;
	case 2:
		zh_word(notes);
		put(notes, "的");
		zh_word(notes);
		break;
	case 3:
		put(notes, "**");
		zh_word(notes);
		put(notes, "**");
		break;
	case 4:
		zh_word(notes);
		put(notes, "（%u）", below(notes, 4096));
		break;
	default:
		zh_word(notes);
	}
}

static void
zh_sentence(struct notes *notes, unsigned clauses)
{
	while (clauses-- > 0) {
		if (chance(notes, 25))
			put(notes, "%s", pick(notes, &zh_how));
		zh_thing(notes);
		put(notes, "%s", pick(notes, &zh_verb));
		zh_thing(notes);
		put(notes, "%s", clauses > 0 ? "，" : "。");
	}
}

static void
en_sentence(struct notes *notes, unsigned clauses)
{
	put(notes, "The %s ", pick(notes, &en_kind));
	en_word(notes);
	while (clauses-- > 0) {
		put(notes, " %s the ", pick(notes, &en_verb));
		if (chance(notes, 50))
			put(notes, "%s ", pick(notes, &en_kind));
		en_word(notes);
		if (clauses > 0) {
			put(notes, ", and its ");
			en_word(notes);
		}
	}
	put(notes, ".");
}

static void
sentence(struct notes *notes, unsigned clauses)
{
	if (chance(notes, 25))
		en_sentence(notes, clauses);
	else
		zh_sentence(notes, clauses);
}

/* ---- Blocks ----------------------------------------------------------- */

static void
heading(struct notes *notes)
{
	const char *const level[] = {"##", "##", "##", "###", "###", "####"};

	put(notes, "%s ", level[below(notes, COUNT(level))]);
	if (chance(notes, 15))
		put(notes, "%u. ", 1 + below(notes, 40));
	if (chance(notes, 30))
		put(notes, "%s ", pick(notes, &en_noun));
	zh_word(notes);
	put(notes, "%s\n", pick(notes, &zh_topic));
}

static void
fence(struct notes *notes)
{
	unsigned lines = 2 + below(notes, 5);

	put(notes, "```go\nfunc %s%u(n int) int {\n", pick(notes, &en_noun), below(notes, 100));
	while (lines-- > 0)
		put(notes, "\t%s := %s.%s(n, %u) // %s\n", pick(notes, &en_noun),
		    pick(notes, &en_noun), pick(notes, &en_verb),
		    below(notes, 65536), pick(notes, &zh_noun));
	put(notes, "\treturn n\n}\n```\n");
}

static void
link_line(struct notes *notes)
{
	put(notes, "参考 [%s%s](https://%s.example.org/%s/%u)，另见 <https://example.org/%u>。\n",
	    pick(notes, &zh_noun), pick(notes, &zh_topic), pick(notes, &en_noun),
	    pick(notes, &en_noun), below(notes, 10000), below(notes, 10000));
}

static void
paragraph(struct notes *notes)
{
	unsigned lines = 1 + below(notes, 4);

	while (lines-- > 0) {
		sentence(notes, 3 + below(notes, 2));
		put(notes, "\n");
	}
	if (chance(notes, 8))
		link_line(notes);
}

static void
nested_items(struct notes *notes)
{
	unsigned count = 2 + below(notes, 3);
	int      numbered = chance(notes, 60);

	for (unsigned i = 1; i <= count; i++) {
		if (numbered)
			put(notes, "    %u. ", i);
		else
			put(notes, "    - ");
		sentence(notes, 1 + below(notes, 3));
		put(notes, "\n");
		if (chance(notes, 8))
			put(notes, "        - %s：%s\n", pick(notes, &zh_noun), pick(notes, &zh_how));
	}
}

/* What stands on the item's first line.  True: a question, which owes an answer. */
static int
item_line(struct notes *notes)
{
	unsigned kind = below(notes, 100);

	if (kind < 40) {
		zh_word(notes);
		put(notes, "%s：", chance(notes, 40) ? pick(notes, &zh_topic) : "");
		zh_sentence(notes, 3 + below(notes, 3));
	} else if (kind < 52) {
		put(notes, "%s ", pick(notes, &en_kind));
		en_word(notes);
		put(notes, ": ");
		en_sentence(notes, 2 + below(notes, 3));
	} else if (kind < 62) {
		zh_word(notes);
		put(notes, "和");
		zh_word(notes);
		put(notes, "有什么区别？");
	} else {
		sentence(notes, 3 + below(notes, 3));
	}
	put(notes, "\n");
	return kind >= 52 && kind < 62;
}

static void
item(struct notes *notes, unsigned number)
{
	int question;

	put(notes, "%u. ", number);
	question = item_line(notes);
	if (question || chance(notes, 25)) {
		put(notes, "    ");
		sentence(notes, 2 + below(notes, 2));
		put(notes, "\n");
	}
	if (chance(notes, 22))
		nested_items(notes);
	if (chance(notes, 4))
		fence(notes);
}

static void
items(struct notes *notes)
{
	unsigned count = 1 + below(notes, 6);

	for (unsigned i = 1; i <= count; i++)
		item(notes, i);
}

/* A heading with prose, with items, or with both. */
static void
section(struct notes *notes)
{
	int prose = chance(notes, 62);

	heading(notes);
	if (prose) {
		paragraph(notes);
		put(notes, "\n");
	}
	if (prose && chance(notes, 15))
		fence(notes);
	if (!prose || chance(notes, 28))
		items(notes);
	put(notes, "\n");
}

static void
write_notes(FILE *out, uint64_t seed, uint64_t bytes)
{
	struct notes notes = {out, seed, 0};

	while (notes.written < bytes)
		section(&notes);
	if (fflush(out) != 0 || ferror(out)) {
		perror("generate: write");
		exit(1);
	}
}

/* ---- Files ------------------------------------------------------------ */

static void
make_folder(const char *path)
{
	if (mkdir(path, 0777) != 0 && errno != EEXIST) {
		perror(path);
		exit(1);
	}
}

static void
write_file(const char *folder, unsigned number, uint64_t seed, uint64_t bytes)
{
	char  path[4096];
	FILE *out;
	int   n;

	n = snprintf(path, sizeof path, "%s/part-%02u", folder, number % SUBFOLDERS);
	if (n < 0 || (size_t)n + 32 > sizeof path) {
		fprintf(stderr, "generate: %s: name too long\n", folder);
		exit(1);
	}
	make_folder(path);
	snprintf(path + n, sizeof path - (size_t)n, "/notes-%06u.md", number);
	out = fopen(path, "wb");
	if (out == NULL) {
		perror(path);
		exit(1);
	}
	write_notes(out, seed, bytes);
	fclose(out);
}

static void
write_folder(const char *folder, unsigned files, uint64_t seed, uint64_t bytes)
{
	make_folder(folder);
	for (unsigned i = 0; i < files; i++)
		write_file(folder, i, seed + i * UINT64_C(0x5DEECE66D), bytes / files);
}

int
main(int argc, char **argv)
{
	unsigned long files = argc > 3 ? strtoul(argv[3], NULL, 10) : 1;
	uint64_t      bytes, seed;

	if (argc < 3 || argc > 5 || files < 1 || files > 1000000 || (files > 1 && argc < 5)) {
		fprintf(stderr, "usage: generate BYTES SEED [FILES [FOLDER]]\n");
		return 2;
	}
	bytes = strtoull(argv[1], NULL, 10);
	seed = strtoull(argv[2], NULL, 10);
	if (files > 1)
		write_folder(argv[4], (unsigned)files, seed, bytes);
	else
		write_notes(stdout, seed, bytes);
	return 0;
}
