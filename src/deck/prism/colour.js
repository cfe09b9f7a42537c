/* What people call languages that Prism has under another name. */
var names = {
  golang: "go", zsh: "bash", ksh: "bash", fish: "bash", console: "shell-session",
  terminal: "shell-session", "c++": "cpp", cc: "cpp", cxx: "cpp", hpp: "cpp", h: "c",
  "c#": "csharp", "f#": "fsharp", fs: "fsharp", "objective-c": "objectivec", mm: "objectivec",
  node: "javascript", nodejs: "javascript", mjs: "javascript", ecmascript: "javascript",
  vue: "markup", svelte: "markup", xhtml: "markup", jsonc: "json", json5: "json",
  python3: "python", py3: "python", python2: "python", ipython: "python", rs: "rust",
  jl: "julia", pl: "perl", ps: "powershell", ps1: "powershell", pwsh: "powershell",
  bat: "batch", cmd: "batch", conf: "nginx", cfg: "ini", mysql: "sql", postgresql: "sql",
  postgres: "sql", psql: "sql", plsql: "sql", sqlite: "sql", tsql: "sql", mssql: "sql",
  hive: "sql", proto: "protobuf", proto3: "protobuf", mk: "makefile", make: "makefile",
  patch: "diff", tf: "hcl", terraform: "hcl", gql: "graphql", gradle: "groovy",
  jenkinsfile: "groovy", clj: "clojure", ex: "elixir", exs: "elixir", erl: "erlang",
  ml: "ocaml", asm: "nasm", assembly: "nasm", systemverilog: "verilog",
  sv: "verilog", f90: "fortran", delphi: "pascal", sol: "solidity", less: "scss", sass: "scss",
  env: "properties", dotenv: "properties", rmd: "markdown", mdx: "markdown", octave: "matlab",
  racket: "scheme", rkt: "scheme", graphviz: "dot"
};

/* Prism's name for the language of a block; null when it has none. */
function languageOf(code) {
  var found = /\blanguage-[{.]*([\w+#-]+)/.exec(code.className);
  var name = found ? found[1].toLowerCase() : "";
  if (names.hasOwnProperty(name)) name = names[name];
  return typeof Prism.languages[name] === "object" ? name : null;
}

/* The lines of a block: a field is one line, so they end in <br>. Null when it holds more than
   lines, such as colours already or what was marked up in Anki. */
function linesOf(code) {
  var text = "", node;
  for (node = code.firstChild; node; node = node.nextSibling) {
    if (node.nodeType === 3) text += node.data;
    else if (node.nodeName === "BR") text += "\n";
    else return null;
  }
  return text.length < 50000 ? text : null;
}

function colour(code) {
  var language = languageOf(code), text = language && linesOf(code);
  if (!text) return;
  try {
    code.innerHTML = Prism.highlight(text, Prism.languages[language], language);
  } catch (error) { /* it stays plain */ }
}

return function (root) {
  var blocks = (root || document).querySelectorAll("pre code[class*=language-]");

  Array.prototype.forEach.call(blocks, colour);
};
