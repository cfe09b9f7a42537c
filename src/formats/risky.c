/*
 * risky.c - which cells a spreadsheet takes for something else than text.
 *
 * Calc, Excel, Sheets and Numbers read cells by the language of whoever opens the
 * file: 3.14 is a date in German, `5 de mayo` in Spanish, WAHR a truth value.  Nobody
 * knows that language here, so a cell is risky when it may be in any of them.  A text
 * of nothing but numbers, marks and words of dates, times and money is; one other word
 * makes it prose.
 */
#include "../base/base.h"
#include "formats.h"

enum {
	/* Excel shows and saves longer numbers as 1.23457E+11, unless a column is wide. */
	SAFE_DIGITS = 10,
	WORD_LONGEST = 40, /* bytes; no word of ours is longer */
	LOOKED = 64        /* bytes of a text, to see whether it may be a date */
};

/* ---- formulas and what else the first character tells ---------------------------------- */

/* Full-width ones are formulas to Japanese Excel.  An apostrophe in front marks text and is
 * taken away, a bar leads to other programs, a # to an error value. */
static bool
opens_formula(mill_str text)
{
	static const char *const opens[] = { "=", "+", "-", "@", "%", "|", "'", "#", "\t", "\r",
		"\xEF\xBC\x9D" /* ＝ */, "\xEF\xBC\x8B" /* ＋ */, "\xEF\xBC\x8D" /* － */,
		"\xEF\xBC\xA0" /* ＠ */, "\xE2\x88\x92" /* − */, "{=" };

	return mill_starts_any(text, opens, MILL_COUNT(opens));
}

/* ---- lists of words ---------------------------------------------------------------------- */

/* True when word is one of those in a list, a blank behind each; beginning: or begins as one. */
static bool
is_listed(mill_str word, const char *list, bool beginning)
{
	for (; *list != '\0'; list++) {
		size_t length = 0;

		while (length < word.len && list[length] != ' ' && list[length] == word.ptr[length])
			length++;
		if (list[length] == ' ' && (beginning || length == word.len))
			return true;
		for (list += length; *list != ' ';)
			list++;
	}
	return false;
}

/* ---- truth values ------------------------------------------------------------------------ */

/* As Excel and Calc call them in their languages. */
static bool
is_truth(mill_arena *arena, mill_str text)
{
	static const char names[] =
	    "true false wahr falsch vrai faux verdadero falso vero verdadeiro waar onwaar "
	    "sant falskt sann usann sand falsk tosi epätosi prawda fałsz pravda nepravda "
	    "igaz hamis doğru yanlış истина ложь істина хибність adevărat fals cert tõene "
	    "väär tiesa netiesa resnično neresnično istina neistina ναι αληθές ψευδές "
	    "αληθησ ψευδησ benar salah egia faltsua ";
	mill_str name;

	if (text.len > WORD_LONGEST)
		return false;
	name = mill_fold(arena, text);
	return is_listed(name, names, false);
}

/* ---- numbers, dates, times, money ------------------------------------------------------------ */

/* Digits of Arabic, Persian, Devanagari, Bengali and Thai; full-width ones. */
static bool
is_digit(uint32_t c)
{
	static const uint32_t zeros[] = { '0', 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10 };

	for (size_t i = 0; i < MILL_COUNT(zeros); i++)
		if (c - zeros[i] < 10)
			return true;
	return false;
}

static bool
is_one_of(uint32_t c, mill_str set)
{
	for (size_t at = 0; at < set.len;)
		if (mill_next(set, &at) == c)
			return true;
	return false;
}

/* What may stand between and around digits, but letters. */
static bool
is_mark(uint32_t c)
{
	return mill_is_blank(c) || (c >= 0x2000 && c <= 0x200A) || c == 0x202F ||
	       (c >= 0x20A0 && c <= 0x20CF) ||
	       is_one_of(c,
		   MILL_STR(
		       ".,:;/\\-+'’`()[]%‰*^$¢£¤¥฿﷼￥￡–—−⁄∕٫٬٪،％．，：／－＋（）￠½¼¾⅓⅔⅛⅜⅝⅞°\""));
}

/* Chinese, Japanese and Korean write dates and times with these between the digits. */
static bool
is_date_sign(uint32_t c)
{
	return is_one_of(c, MILL_STR("年月日時时分秒点點号號上下午前後星期周週曜火水木金土"
				     "一二三四五六七八九十元令和平成昭大正明治民國国円圓圆元"
				     "년월일시분초오전후요화수목금토"));
}

/* Words of times, eras, money, and those that stand inside of dates. */
static bool
is_small_word(mill_str word, bool first, bool dated)
{
	static const char words[] =
	    "e am pm a p m h s d w ms min mins hr hrs wk wks utc gmt cet cest uhr st nd rd "
	    "th of de del da den der le ad bc ce bce г года р ч π μ πμ μμ ngày tháng năm "
	    "thg sfr rmb rs руб kr zł kč ft lei лв tl грн r us ca nt hk rp rm mo di mi do "
	    "fr sa so lu ma me je ve пн вт ср чт пт сб вс br ม ค ก พ มี เม ย มิ ส ต ธ م ص ج "
	    "د ر س ل ب ه c here du ";
	static const char currencies[] = /* ISO 4217 */
	    "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob "
	    "brl bsd btn bwp byn bzd cad cdf chf clp cny cop crc cup cve czk djf dkk dop "
	    "dzd egp ern etb eur fjd gbp gel ghs gip gmd gnf gtq gyd hkd hnl hrk htg huf "
	    "idr ils inr iqd irr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp "
	    "lkr lrd lsl lyd mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn "
	    "nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd "
	    "scr sdg sek sgd shp sle sos srd ssp stn syp szl thb tjs tmt tnd top try ttd "
	    "twd tzs uah ugx usd uyu uzs ves vnd vuv wst xaf xcd xof xpf yer zar zmw ";

	/* R5.4.1 is a date of Japanese Excel, R5 and R$5 are money, and H2 is hydrogen. */
	if (first && word.len == 1)
		return word.ptr[0] == 'r' || (dated && strchr("mtsh", word.ptr[0]) != NULL);
	if (mill_equal(word, MILL_STR("t")) || mill_equal(word, MILL_STR("z")))
		return dated;
	return is_listed(word, words, false) || is_listed(word, currencies, false);
}

/* Weekdays whose names are words of other kinds as well: they are what they are beside a
 * month, or when the text is written as dates are. */
static bool
is_weekday(mill_str word)
{
	static const char names[] =
	    "ma di wo do vr za zo ti ke to pe la su po út ut st čt št pá pi so ne pr an tr kt pn "
	    "sk må ty on fr sö lö pzt sal sali çar per cum cmt paz salı uto sri čet pet "
	    "sub ned pon уто нед pzr pazar pazartesi çarşamba perşembe cuma cumartesi "
	    "dé céad céadaoin déar déardaoin luan luain máirt aoine sath sathairn domh "
	    "domhnaigh fómhair mfómh dfómh δευ τρί τετ πέμ παρ σάβ κυρ الأحد الاثنين الثلاثاء "
	    "الأربعاء الخميس الجمعة السبت อาทิตย์ จันทร์ อังคาร พุธ พฤหัส พฤหัสบดี ศุกร์ เสาร์ ";

	return is_listed(word, names, false);
}

/* Scripts of which no name of a month is listed below: any word may be one. */
static bool
is_of_other_script(mill_str word)
{
	size_t at = 0;
	uint32_t c = mill_next(word, &at);

	return (c >= 0x530 && c <= 0x58F) || (c >= 0x980 && c <= 0xDFF) ||
	       (c >= 0xE80 && c <= 0x10FF) || (c >= 0x1200 && c <= 0x137F) ||
	       (c >= 0x1780 && c <= 0x17FF);
}

/* Names of months and weekdays by how they begin: short and long ones, and their cases. */
static bool
is_date_word(mill_str word)
{
	static const char stems[] =
	    /* months, in languages of Latin letters */
	    "jan jän jaan ian gen ene xan feb fév fev veebr vas mar mär már maa mrt mac apr "
	    "avr abr ápr api may mai maj máj mag mei jun jui jún jūn juu iun giu xuñ jul "
	    "júl jūl iul lug xul aug aoû aou ago agu ágú ogos sep set szept okt oct out ott "
	    "nov nóv noi nën dec dez déc dic des dhj dis tam hel huh tou kes hei elo syy "
	    "lok jou sty lut kwi cze lip sie wrz paź lis gru led úno bře dub kvě čer čvn "
	    "čvc srp zář říj pro sij velj ožu tra svi kol ruj stu oca şub nis haz tem ağu "
	    "eyl eki kas ara sau kov bal geg bir lie rug rgp rgs spa lap urt ots eka uzt "
	    "abu ira urr aza abe eil ion chw maw ebr meh gor aws med hyd tac rha ean fea "
	    "aib bea iúi lún mef dei sam nol avg ag dets fóm meá mfó dfó maí aww diċ lul mej ġun "
	    "fra avq dek iyu iyn iyl noy sen yan mäe mee meu mez "
	    "goue mae eost gwen kerz kzu hwev جنور دسم ستم نوم "
	    /* Cyrillic, Greek, Hebrew, Arabic, Persian, Hindi, Thai */
	    "ақп қаң нау сәу мам мау шіл там қыр қаз қар жел сак чэр ліп ліс сня янв яну фев бер "
	    "апр ма тра кві июн июл юни юли јан феб јун јул авг сен сеп окт "
	    "ноя ное нов дек дец січ лют чер лип сер вер жов лис гру сту кра жні кас сне "
	    "ιαν φεβ μαρ μάρ απρ μάι μαΐ μαι ιου ιούν ιούλ αυγ αύγ σεπ οκτ νοε νοέ δεκ ינו "
	    "פבר מרץ מרס אפר מאי יונ יול אוג ספט אוק נוב דצמ بر ينا فبر مار أبر ابر ماي يون "
	    "يول أغس اغس سبت أكت اكت نوف ديس كان شبا آذا نيس أيا حزي تمو آب أيل تشر فرور "
	    "ارد خرد تیر مرد شهر مهر آذر دی بهم اسف ژان فور آور ژوئ اوت سپت اکت نوا دسا जन "
	    "फ़र फर मार अप्र मई जून जुल अग सित अक् नव दिस มกร กุม มีน เมษ พฤษ มิถ กรก สิง "
	    "กัน ตุล พฤศ ธัน "
	    /* weekdays */
	    "mon tue wed thu fri sat sun lun mer jeu ven dim mié jue vie sáb dom seg ter "
	    "qua qui sex gio sab din woe don vri zat zon mån tis ons tor fre lör sön man "
	    "tir lør søn пон вто сре чет пят суб вос ";
	enum { LONGEST = 12 /* characters of such a name */ };

	return mill_chars(word) <= LONGEST &&
	       (is_listed(word, stems, true) || is_of_other_script(word));
}

/* The same, whole words alone and those that many people have. */
static bool
is_common_date_word(mill_str word)
{
	static const char names[] =
	    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april "
	    "june "
	    "july august september october november december sun mon tue wed thu fri sat sunday "
	    "monday tuesday wednesday thursday friday saturday jän mär mrz mai okt dez januar "
	    "jänner "
	    "februar märz juni juli oktober dezember montag dienstag mittwoch donnerstag freitag "
	    "samstag sonntag janv févr avr juin juil août déc janvier février mars avril juillet "
	    "septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi "
	    "dimanche "
	    "ene abr ago dic enero febrero marzo abril mayo junio julio agosto septiembre octubre "
	    "noviembre diciembre lunes martes miércoles jueves viernes sábado domingo fev set out "
	    "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro gen mag "
	    "giu "
	    "lug ott gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre mrt "
	    "mei "
	    "januari februari maart augustus ocak şubat mart nisan mayıs haziran temmuz ağustos "
	    "eylül "
	    "ekim kasım aralık oca şub nis haz tem ağu eyl eki kas ara янв фев мар апр мая май июн "
	    "июл "
	    "авг сен окт ноя дек января февраля марта апреля июня июля августа сентября октября "
	    "ноября "
	    "декабря ";

	return is_listed(word, names, false);
}

typedef struct scan {
	mill_arena *arena;
	mill_str text;
	size_t at;
	size_t numbers, months; /* so far */
	size_t weekdays;        /* that may be other words */
	size_t strangers;       /* words that are not known */
	bool common;            /* only words that many people have are taken for months */
	bool dated;             /* marks stand in it that dates are written with */
} scan;

/* Takes in the word whose first character ends at s->at; from is where it begins. */
static void
take_word(scan *s, size_t from)
{
	size_t next = s->at;
	uint32_t c = mill_next(s->text, &next);
	mill_str word;

	for (; (mill_is_word(c) && !is_digit(c) && !is_date_sign(c)) || (c >= 0x300 && c < 0x370) ||
	       (c >= 0x900 && c < 0xE00) || (c >= 0xE31 && c < 0xE4F);
	     c = mill_next(s->text, &next))
		s->at = next;
	word = mill_slice(s->text, from, s->at);
	if (word.len > WORD_LONGEST) {
		s->strangers++;
		return;
	}
	if (mill_equal(word, MILL_STR("KM"))) /* Bosnian marks; km is a length */
		return;
	word = mill_fold(s->arena, word);
	if (s->common ? is_common_date_word(word) : is_date_word(word))
		s->months++;
	else if (!is_small_word(word, s->numbers == 0, s->dated))
		*(is_weekday(word) ? &s->weekdays : &s->strangers) += 1;
}

static void
take_number(scan *s)
{
	size_t next = s->at;

	while (is_digit(mill_next(s->text, &next)))
		s->at = next;
	s->numbers++;
}

/* Most texts have no number, and their words need not be looked up. */
static bool
has_digit(mill_str text)
{
	for (size_t at = 0; at < text.len;)
		if (is_digit(mill_next(text, &at)))
			return true;
	return false;
}

/* True for a text of nothing but numbers and what dates, times and money have besides.  The
 * weekday of a whole date may have any name. */
static bool
is_reckoned(mill_arena *arena, mill_str text, bool common)
{
	scan s = { .arena = arena, .text = text, .common = common };

	if (!has_digit(text))
		return false;
	for (size_t i = 0; i < text.len && i < LOOKED && !s.dated; i++)
		s.dated = strchr("./-:", text.ptr[i]) != NULL && text.ptr[i] != '\0';
	while (s.at < text.len && s.strangers < 2) {
		size_t from = s.at;
		uint32_t c = mill_next(text, &s.at);

		if (is_digit(c))
			take_number(&s);
		else if (is_mark(c) || is_date_sign(c))
			continue;
		else if (mill_is_word(c))
			take_word(&s, from);
		else
			return false;
	}
	if (s.months == 0 && !s.dated)
		s.strangers += s.weekdays;
	if (s.strangers > 0)
		return s.strangers == 1 && s.months == 1 && s.numbers > 1;
	return s.numbers > 0 && s.months <= 2;
}

/* A whole number that every spreadsheet writes as it read it. */
static bool
is_plain_number(mill_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	return text.len <= SAFE_DIGITS && (text.ptr[0] != '0' || text.len == 1);
}

static bool
is_risky(mill_arena *scratch, mill_str text, bool common)
{
	mill_str bare = mill_trim(text);

	if (bare.len == 0)
		return text.len > 0 && opens_formula(text);
	if (opens_formula(text) || opens_formula(bare))
		return true;
	if (is_plain_number(text))
		return false;
	return is_truth(scratch, bare) || is_reckoned(scratch, text, common);
}

bool
mill_is_risky(mill_arena *scratch, mill_str text)
{
	return is_risky(scratch, text, false);
}

bool
mill_is_risky_name(mill_arena *scratch, mill_str name)
{
	return is_risky(scratch, name, true);
}
