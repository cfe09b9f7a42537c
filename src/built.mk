# built.mk - what is built into the library: styles, the preview's page, and scripts of others.
#
# PRISM and KATEX are folders of their files, wherever a system has them; without them
# code has no colours, and the preview shows formulas as TeX.

STYLES  = $(addprefix src/deck/style/,card.css basic-front.html basic-back.html \
            cloze-front.html cloze-back.html)
PAGE    = $(addprefix src/formats/preview/,page.html page.css frame.css text.js media.js deck.js \
            card.js list.js facets.js sound.js stage.js left.js page.js)
PRISM   = /usr/share/nodejs/prismjs/components
KATEX   = /usr/share/javascript/katex
COLOURS = $(if $(wildcard $(PRISM)/prism-core.min.js),$(OUT)/obj/built/prism.js)
MATHS   = $(if $(wildcard $(KATEX)/katex.min.js),$(OUT)/obj/built/katex.js)

$(OUT)/obj/built/%.o: $(OUT)/obj/built/%.c
	$(CC) $(FLAGS) -Isrc -c -o $@ $<

$(OUT)/obj/built/style.c: src/embed $(STYLES) src/deck/prism/load.html
	@mkdir -p $(@D)
	src/embed $(STYLES) src/deck/prism/load.html > $@

$(OUT)/obj/built/page.c: src/embed $(PAGE)
	@mkdir -p $(@D)
	src/embed $(PAGE) > $@

$(OUT)/obj/built/prism.c: src/embed $(COLOURS)
	@mkdir -p $(@D)
	$(if $(COLOURS),,@echo "no Prism in $(PRISM): code on cards will have no colours")
	src/embed --both mill_prism $(or $(COLOURS),/dev/null) > $@

$(OUT)/obj/built/prism.js: $(wildcard src/deck/prism/*)
	@mkdir -p $(@D)
	src/deck/prism/bundle $(PRISM) > $@

$(OUT)/obj/built/dummy.c: src/embed src/dummy.c
	@mkdir -p $(@D)
	$(CC) -std=c11 $(CFLAGS) -o $(OUT)/obj/built/dummy src/dummy.c $(shell pkg-config --cflags --libs sqlite3)
	@rm -f $(OUT)/obj/built/dummy.anki2
	$(OUT)/obj/built/dummy $(OUT)/obj/built/dummy.anki2
	src/embed --gzip mill_dummy $(OUT)/obj/built/dummy.anki2 > $@

$(OUT)/obj/built/katex.c: src/embed $(MATHS)
	@mkdir -p $(@D)
	$(if $(MATHS),,@echo "no KaTeX in $(KATEX): the preview will show formulas as TeX")
	src/embed --gzip mill_katex $(or $(MATHS),/dev/null) > $@

$(OUT)/obj/built/katex.js: src/formats/preview/licence.js
	@mkdir -p $(@D)
	cat $^ $(KATEX)/katex.min.js > $@
