//! Definitions of APIs: read as the reference parsers read them, browsed by keys, safe to copy from,
//! and never more than can be shown.

use crate::support::definitions as made;
use crate::support::reading::{Reading, counts, reading};
use crate::support::stage::{Stage, keymap, lines, workspace_ports};
use proptest::prelude::*;
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup, unpack_example};
use stagedoor::domain::definition::{Definition, Family, Outline, Subject, command, example, read};
use stagedoor::domain::model::Place;
use stagedoor::domain::text::{Clean, width};
use stagedoor::platform::ports::Ports;
use stagedoor::screen::app::{Effect, Setup};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

fn data(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/definitions");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

const FILES: [(&str, Family); 9] = [
    ("zoo-3.1.yaml", Family::OpenApi),
    ("shop-3.0.json", Family::OpenApi),
    ("library-2.0.yaml", Family::Swagger),
    ("events-2.6.yaml", Family::AsyncApi),
    ("events-3.0.yaml", Family::AsyncApi),
    ("music.graphql", Family::Graphql),
    ("road.proto", Family::Protobuf),
    ("old.proto", Family::Protobuf),
    ("newest.proto", Family::Protobuf),
];

/// The outline as text, unfolded wherever it can be.
fn outline(definition: &Definition, subject: Subject, unfold: bool) -> String {
    unfolded(definition, subject, if unfold { 5 } else { 0 })
}

/// The same, unfolded so many times over.
fn unfolded(definition: &Definition, subject: Subject, times: usize) -> String {
    let mut turned = HashSet::new();
    for _ in 0..times {
        let closed = Outline::of(definition, subject, &turned, 100).rows.into_iter();
        turned.extend(closed.filter(|row| row.open == Some(false)).filter_map(|row| row.key));
    }
    let rows = Outline::of(definition, subject, &turned, 100).rows;
    rows.iter().map(|row| format!("{}{}\n", "  ".repeat(row.depth), row.line.text())).collect()
}

fn everything(definition: &Definition, unfold: bool) -> String {
    let operations = (0..definition.operations.len().min(50)).map(Subject::Operation);
    let schemas = (0..definition.schemas.len().min(50)).map(Subject::Schema);
    let all = std::iter::once(Subject::About).chain(operations).chain(schemas);
    all.map(|subject| outline(definition, subject, unfold)).collect()
}

fn operation(definition: &Definition, id: &str) -> usize {
    definition.operation_of(id).unwrap_or_else(|| panic!("no operation {id}"))
}

#[test]
fn every_format_is_read_as_its_reference_parser_reads_it() {
    let expected: BTreeMap<String, Reading> = serde_json::from_str(&data("expected.json")).unwrap();
    assert_eq!(expected.len(), FILES.len());
    for (name, family) in FILES {
        let text = data(name);
        let definition = read("", &text);
        assert_eq!(definition.family, family, "{name}");
        assert!(definition.flaws.is_empty(), "{name}: {:?}", definition.flaws);
        let (ours, theirs) = (reading(&text), &expected[name]);
        for key in ours.keys().chain(theirs.keys()) {
            assert_eq!(ours.get(key), theirs.get(key), "{name}: {key}");
        }
        assert_eq!(counts(&ours), counts(theirs), "{name}");
        assert!(counts(&ours).0 > 1 || family == Family::Protobuf, "{name}");
    }
}

#[test]
fn two_hundred_operations_and_two_megabytes_are_all_there() {
    let texts = [
        made::openapi(200, 2_000_000),
        made::asyncapi(200, 2_000_000),
        made::graphql(200, 2_000_000),
        made::protobuf(200, 2_000_000),
    ];
    for text in texts {
        let definition = read("", &text);
        assert!(text.len() >= 2_000_000);
        assert_eq!(definition.operations.len(), 200, "{:?}", definition.family);
        assert!(definition.flaws.is_empty(), "{:?}", definition.flaws);
        let properties: usize = definition.schemas.iter().map(|schema| definition.schema(&schema.at).parts.len()).sum();
        assert!(properties >= 20 * 200, "{:?}: {properties}", definition.family);
    }
}

#[test]
fn operations_stand_by_tag_in_the_order_of_the_tags() {
    let zoo = read("openapi", &data("zoo-3.1.yaml"));
    let groups: Vec<(&str, usize)> =
        zoo.groups.iter().map(|group| (group.name.as_str(), group.operations.len())).collect();
    assert_eq!(groups, [("animals", 3), ("keepers", 1), ("untagged", 2)]);
    assert_eq!(zoo.groups[0].description.as_str(), "Everything that breathes");
    assert_eq!(zoo.servers[0].address.as_str(), "https://eu.zoo.example/v1", "variables have their defaults");
    let delete = &zoo.operations[operation(&zoo, "DELETE /animals/{id}")];
    assert!(delete.deprecated && delete.summary.as_str() == "Lets it go.");
}

#[test]
fn an_operation_shows_what_it_takes_and_gives() {
    let zoo = read("", &data("zoo-3.1.yaml"));
    let list = outline(&zoo, Subject::Operation(operation(&zoo, "listAnimals")), false);
    for words in [
        "GET /animals",
        "oauth (read)",
        "kind*  array of Kind  query",
        "limit  integer  query  At most so many",
        "X-Trace*  string  header",
        "200 A page",
        "items*  array of Animal",
        "next  string or null  Absent on the last page",
        "4XX Not so",
    ] {
        assert!(list.contains(words), "{words}\n{list}");
    }
    let one = outline(&zoo, Subject::Operation(operation(&zoo, "GET /animals/{id}")), false);
    assert!(one.contains("none needed"), "{one}");
}

#[test]
fn a_schema_that_holds_itself_is_marked_and_ends() {
    let zoo = read("", &data("zoo-3.1.yaml"));
    let animal = outline(&zoo, Subject::Schema(zoo.schema_of("Animal").unwrap()), true);
    assert!(animal.contains("parents  array of Animal  holds itself"), "{animal}");
    assert!(animal.contains("keeper  Keeper or null"), "{animal}");
    assert!(animal.contains("boss  Keeper  holds itself"), "{animal}");
    assert!(animal.contains("animals  map of Animal  holds itself"), "{animal}");
    assert!(animal.contains("name*  string") && animal.contains("kind*  Kind"), "allOf is put together\n{animal}");
    assert!(animal.contains("What it eats, today"), "words beside a reference\n{animal}");
    assert!(animal.contains("type: meat is Meat, plants is Plants"), "{animal}");
    assert!(animal.contains("Meat  Meat  alternative"), "{animal}");
}

#[test]
fn every_family_is_described_in_its_own_words() {
    let shows = |file: &str, id: &str, words: &[&str]| {
        let definition = read("", &data(file));
        let text = outline(&definition, Subject::Operation(operation(&definition, id)), true);
        words.iter().for_each(|words| assert!(text.contains(words), "{file} {id}: {words}\n{text}"));
    };
    shows(
        "library-2.0.yaml",
        "POST /books",
        &["application/json  Book  required", "title*  string", "sequel  Book  holds itself"],
    );
    shows(
        "library-2.0.yaml",
        "GET /books",
        &["sort*  array of string  query", "one of        title, year", "Moby-Dick", "200 Books"],
    );
    shows(
        "events-2.6.yaml",
        "onMoved",
        &[
            "subscribe parcel/{id}/moved",
            "id*  string (uuid)  channel",
            "Moved  Move",
            "within  Place  holds itself",
            "since  string (date-time)",
        ],
    );
    shows(
        "events-3.0.yaml",
        "receiveMeasured",
        &["receive street/{lamp}/measured", "lamp*", "one of        a, b", "lumens  integer", "app  string"],
    );
    shows("events-3.0.yaml", "sendDim", &["reply street/dimmed", "percent*  integer", "ok  boolean"]);
    shows(
        "music.graphql",
        "Root.search",
        &[
            "query search",
            "text*  String!",
            "default       {size: 10, after: null}",
            "[Found!]!",
            "Band  Band  alternative",
        ],
    );
    shows("music.graphql", "Root.old", &["deprecated", "Use `search`"]);
    shows(
        "road.proto",
        "acme.road.v1.Roads.Get",
        &[
            "unary Get",
            "One road.",
            "More of it.",
            "get: \"/v1/{name=roads/*}\"",
            "cars  map<string, acme.road.v1.Car>",
            "What it is called",
            "one of        surface",
        ],
    );
    shows(
        "road.proto",
        "acme.road.v1.Roads.Send",
        &["client stream Send", "google.protobuf.Timestamp, not in this definition"],
    );
    let road = read("", &data("road.proto"));
    assert!(everything(&road, true).contains("one of        NONE, LEFT, RIGHT"));
}

#[test]
fn what_is_searched_for_is_found_in_paths_parameters_and_properties() {
    let zoo = read("", &data("zoo-3.1.yaml"));
    let ids = |text: &str| -> Vec<String> {
        zoo.search(text).operations.iter().map(|(index, _)| zoo.operations[*index].id.to_string()).collect()
    };
    assert_eq!(ids("listanimals"), ["listAnimals"]);
    assert_eq!(ids("photo"), ["addAnimal"], "a property inside");
    assert_eq!(ids("kind query"), Vec::<String>::new());
    assert_eq!(ids("limit kind"), ["listAnimals"], "each word somewhere");
    let schemas = zoo.search("grams").schemas;
    assert_eq!(schemas.len(), 1);
    assert_eq!(schemas[0].1.as_ref().map(Clean::as_str), Some("grams"), "and which word it was");
    assert_eq!(ids("").len(), zoo.operations.len());
}

#[test]
fn examples_are_those_given_or_fit_the_schema() {
    let zoo = read("", &data("zoo-3.1.yaml"));
    let at = |name: &str| &zoo.schemas[zoo.schema_of(name).unwrap()].at;
    let animal = example(&zoo, at("Animal"));
    assert_eq!(animal["name"], "Leo", "the schema gives one");
    assert_eq!(animal["kind"], "lion", "the first of its values");
    assert_eq!(animal["born"], "2026-01-31");
    assert_eq!(animal["diet"]["type"], "meat");
    assert_eq!(animal["diet"]["grams"], 1);
    assert!(animal.get("parents").is_none(), "what holds itself is left out: {animal}");
    let shop = read("", &data("shop-3.0.json"));
    let tree = example(&shop, &shop.schemas[0].at);
    assert_eq!(tree["children"], serde_json::json!([]), "or empty, where it has to be there");
}

/// The words that a POSIX shell makes of a line, where nothing in it is run.
fn shell_words(line: &str) -> Vec<String> {
    let script = format!(
        "curl() {{ printf '%s\\n' \"$@\"; }}; kcat() {{ cat; printf '%s\\n' \"$@\"; }}; grpcurl() {{ curl \"$@\"; }}; mosquitto_pub() {{ curl \"$@\"; }}; mosquitto_sub() {{ curl \"$@\"; }}; {line}"
    );
    let done = Command::new("sh")
        .arg("-c")
        .arg(script)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("TOKEN", "T")
        .env("BASE_URL", "B")
        .output()
        .unwrap();
    assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().lines().map(ToOwned::to_owned).collect()
}

#[test]
fn the_line_to_copy_is_one_command_with_all_that_is_needed() {
    let line = |file: &str, id: &str| {
        let definition = read("", &data(file));
        command(&definition, operation(&definition, id)).unwrap().to_string()
    };
    assert_eq!(
        line("zoo-3.1.yaml", "listAnimals"),
        "curl -sS 'https://eu.zoo.example/v1/animals?kind=lion' -H \"Authorization: Bearer $TOKEN\" -H 'Accept: application/json' -H 'X-Trace: X-Trace'"
    );
    let open = line("zoo-3.1.yaml", "GET /animals/{id}");
    assert!(!open.contains("TOKEN") && open.contains("/animals/3fa85f64-5717"), "{open}");
    let add = shell_words(&line("zoo-3.1.yaml", "addAnimal"));
    assert!(
        add.contains(&"{\"name\":\"Leo\",\"kind\":\"lion\"}".to_owned()) && add.contains(&"POST".to_owned()),
        "{add:?}"
    );
    let put = line("shop-3.0.json", "PUT /orders/{order id}");
    let words = shell_words(&put);
    assert!(words.contains(&"B/api/orders/order%20id".to_owned()), "{words:?}");
    assert!(words.contains(&"mode=fast".to_owned()), "{words:?}");
    assert!(words.contains(&"a=it%27s%20%26%20so&b=1".to_owned()), "{words:?}");
    assert!(line("library-2.0.yaml", "GET /books").starts_with("curl -sS 'https://books.example/v2/books?sort=title'"));
    assert!(line("events-2.6.yaml", "onMoved").starts_with("kcat -b broker.example:9092 -C -o end -t parcel/3fa85f64"));
    assert!(
        shell_words(&line("events-2.6.yaml", "publish parcel/commands"))
            .contains(&"{\"what\":\"stop\",\"parcel\":\"text\"}".to_owned())
    );
    assert!(
        line("events-3.0.yaml", "sendDim").starts_with("mosquitto_sub -h mqtt.example -p 1883 -t "),
        "what the application sends one hears"
    );
    let band = line("music.graphql", "Root.band");
    assert!(band.contains("query($id: ID!) { band(id: $id) { id title") && band.contains("\"$GRAPHQL_URL\""), "{band}");
    let get = line("road.proto", "acme.road.v1.Roads.Get");
    assert_eq!(
        get,
        "grpcurl -H \"Authorization: Bearer $TOKEN\" -d '{\"name\":\"text\"}' \"$HOST\" acme.road.v1.Roads/Get"
    );
}

#[test]
fn nothing_in_a_definition_gets_out_of_the_quotes() {
    let sly = "x'; touch /tmp/stagedoor-was-here; '$(id)`id`\\u001b[31m\\u001b'\\u202e\\u0000\\n--next";
    let text = format!(
        r#"{{"openapi": "3.0.0", "info": {{}}, "servers": [{{"url": "https://user:secret@{sly}"}}, {{"url": "-o/{sly}"}}], "paths": {{"/{sly}/{{{sly}}}": {{"post": {{
        "operationId": "{sly}", "tags": ["{sly}"], "summary": "{sly}",
        "parameters": [{{"name": "{sly}", "in": "path", "required": true, "schema": {{"type": "string", "example": "{sly}"}}}},
                       {{"name": "@{sly}", "in": "header", "required": true, "schema": {{"type": "string"}}}},
                       {{"name": "X-A", "in": "header", "required": true, "example": "{sly}", "schema": {{"type": "string"}}}},
                       {{"name": "{sly}", "in": "query", "required": true, "schema": {{"type": "string", "default": "{sly}"}}}}],
        "requestBody": {{"content": {{"application/json{sly}": {{"schema": {{"type": "object", "properties": {{"{sly}": {{"type": "string", "enum": ["{sly}"]}}}}}}}}}}}},
        "responses": {{"200": {{"description": "{sly}", "content": {{"{sly}": {{}}}}}}}}}}}}}}}}"#
    );
    let definition = read("openapi", &text);
    assert_eq!(definition.operations.len(), 1, "{:?}", definition.flaws);
    let line = command(&definition, 0).unwrap();
    assert!(!line.as_str().contains(|c: char| c.is_control()) && !line.as_str().contains("secret"), "{line}");
    let words = shell_words(line.as_str());
    assert!(words.first().is_some_and(|word| word == "-sS"), "{words:?}");
    assert!(words.iter().any(|word| word.contains("touch")), "it is text and nothing else: {words:?}");
    assert!(!words.iter().any(|word| word.starts_with('@') || word.starts_with("--next")), "{words:?}");
    assert!(!Path::new("/tmp/stagedoor-was-here").exists());
    for line in everything(&definition, true).lines() {
        assert_eq!(Clean::line(line).as_str(), line);
    }
}

#[test]
fn of_a_broken_text_what_could_be_read_stands_beside_what_is_wrong() {
    let whole = data("zoo-3.1.yaml");
    let broken = whole.replace("      summary: One animal\n", "      summary: One animal\n      bad: [1, 2\n");
    let zoo = read("openapi", &broken);
    let line = broken.lines().position(|line| line.contains("bad:")).unwrap() + 1;
    assert!(zoo.flaws.iter().any(|flaw| flaw.line.is_some_and(|at| at.abs_diff(line) <= 1)), "{:?}", zoo.flaws);
    assert!(zoo.operation_of("listAnimals").is_some() && zoo.schema_of("Keeper").is_some());
    let cut = &data("shop-3.0.json")[..1_300];
    let shop = read("", cut);
    assert_eq!((shop.operations.len(), shop.flaws.len()), (2, 1), "{:?}", shop.flaws);
    let graphql = read("", "type Query { a: Int b(: Int }\n\ntype Other { c: String }\n");
    assert_eq!(graphql.flaws[0].line, Some(1));
    assert_eq!(graphql.operations.len(), 1, "what came before the error");
    assert!(graphql.schema_of("Other").is_some(), "and what comes after it");
    let proto = read(
        "",
        "syntax = \"proto3\";\nmessage A {\n  int32 ok = 1;\n  int32 = 2;\n  A more = 3;\n}\nservice S { rpc X (A) returns (A); }\n",
    );
    assert_eq!(proto.flaws[0].line, Some(4));
    assert_eq!((proto.operations.len(), proto.schema(&proto.schemas[0].at).parts.len()), (1, 2));
    let missing = read("", &whole.replace("schemas/Keeper'", "schemas/Nobody'"));
    assert!(
        missing.flaws.iter().any(|flaw| flaw.words.as_str().contains("Nobody leads to nothing") && flaw.line.is_some()),
        "{:?}",
        missing.flaws
    );
}

#[test]
fn what_leads_out_of_the_text_is_named_and_not_fetched() {
    let text = "openapi: 3.0.0\ninfo: {title: x, version: '1'}\npaths:\n  /a: {$ref: 'paths.yaml#/a'}\n  /b:\n    get:\n      responses:\n        '200': {description: x, content: {application/json: {schema: {$ref: 'https://evil.example/x.json'}}}}\n";
    let definition = read("", text);
    assert!(definition.flaws.iter().any(|flaw| flaw.words.as_str().contains("/a is defined outside: paths.yaml#/a")));
    let b = outline(&definition, Subject::Operation(0), true);
    assert!(b.contains("outside this definition: https://evil.example/x.json"), "{b}");
}

#[test]
fn bombs_end_soon_and_small() {
    let deep = |open: &str, close: &str, n: usize| format!("{}{}", open.repeat(n), close.repeat(n));
    let mut laughs = "openapi: 3.0.0\na0: &a0 [x, x]\n".to_owned();
    for n in 1..40 {
        laughs += &format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1);
    }
    let fan: String = (0..200).map(|n| format!("    S{n}: {{allOf: [{{$ref: '#/components/schemas/S{0}'}}, {{$ref: '#/components/schemas/S{1}'}}], properties: {{p{n}: {{$ref: '#/components/schemas/S{0}'}}}}}}\n", (n + 1) % 200, (n + 7) % 200)).collect();
    let wide: String = (0..100_000).map(|n| format!("v{n}, ")).collect();
    let texts = [
        format!("{{\"openapi\": \"3.0.0\", \"x\": {}}}", deep("[", "]", 100_000)),
        format!("openapi: 3.0.0\npaths: {}", deep("{a: ", "}", 100_000)),
        laughs,
        format!("openapi: 3.0.0\ninfo: {{}}\npaths: {{}}\ncomponents:\n  schemas:\n{fan}"),
        format!(
            "openapi: 3.0.0\ninfo: {{}}\npaths: {{}}\ncomponents:\n  schemas:\n    E: {{type: string, enum: [{wide}]}}\n"
        ),
        format!("type Query {{ a: {} }}", deep("[", "]", 50_000)),
        format!("type Query {{ a(b: X = {}): Int }}", deep("[", "]", 50_000)),
        format!("enum E {{ {wide} }} type Query {{ e: E }}"),
        format!("message A {}", deep("{ message A ", "}", 50_000)),
        format!("message A {{ {} }}", (1..50_000).map(|n| format!("A a{n} = {n};")).collect::<String>()),
        format!("service S {{ {} }}", "rpc ".repeat(50_000)),
        format!("{}message A {{ {}message B {{}} }}", "export ".repeat(50_000), "local ".repeat(50_000)),
    ];
    for text in texts {
        let definition = read("", &text);
        let subjects = [Subject::About, Subject::Operation(0), Subject::Schema(0)];
        let rows: String = subjects.into_iter().map(|subject| unfolded(&definition, subject, 2)).collect();
        assert!(rows.len() < 60_000_000, "{} of {}", rows.len(), &text[..60]);
        for index in 0..definition.schemas.len().min(5) {
            let made = example(&definition, &definition.schemas[index].at).to_string();
            assert!(made.len() < 1_000_000, "{}", made.len());
        }
        definition.search("a");
    }
}

fn any_text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "type ",
        "message ",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ":",
        "!",
        "=",
        "|",
        "&",
        "@",
        "\"",
        "\"\"\"",
        "'",
        ";",
        ",",
        "\n",
        "  ",
        "enum ",
        "service ",
        "rpc ",
        "returns ",
        "stream ",
        "oneof ",
        "map<",
        ">",
        "repeated ",
        "extend ",
        "schema ",
        "union ",
        "input ",
        "openapi: 3.0.0\n",
        "asyncapi: 3.0.0\n",
        "paths:\n",
        "  /a:\n",
        "    get:\n",
        "$ref: '#/a'",
        "a",
        "b",
        "1",
        "-",
        ".",
        "é",
        "\u{1b}[31m",
        "\u{202e}",
        "//",
        "/*",
        "*/",
        "#",
        "\\",
        "$",
        "syntax = \"proto3\";",
        "option ",
        "group ",
        "extensions ",
    ]);
    prop::collection::vec(words, 0..80).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_is_read_to_its_end_and_shown_clean(text in any_text(), hint in prop::sample::select(vec!["", "openapi", "asyncapi", "graphql", "grpc"])) {
        let definition = read(hint, &text);
        for line in everything(&definition, true).lines() {
            prop_assert_eq!(Clean::line(line.trim()).to_string(), line.trim());
        }
        for index in 0..definition.operations.len() {
            if let Some(line) = command(&definition, index) {
                prop_assert!(!line.as_str().contains(|c: char| c.is_control()));
            }
        }
        definition.search("a b");
    }

    #[test]
    fn a_definition_that_breaks_off_anywhere_is_still_shown(file in 0..FILES.len(), at in 0.0..1.0_f64) {
        let text = data(FILES[file].0);
        let mut end = (text.len() as f64 * at) as usize;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let definition = read("", &text[..end]);
        everything(&definition, true);
        prop_assert!(definition.lines().len() <= text.lines().count());
    }

    #[test]
    fn nested_schemas_of_any_shape_are_shown(shape in prop::collection::vec(0..9_usize, 1..40)) {
        let inner = shape.iter().fold("{\"type\": \"string\"}".to_owned(), |inner, kind| match kind {
            0 => format!("{{\"type\": \"array\", \"items\": {inner}}}"),
            1 => format!("{{\"type\": \"object\", \"additionalProperties\": {inner}}}"),
            2 => format!("{{\"properties\": {{\"p\": {inner}}}, \"required\": [\"p\"]}}"),
            3 => format!("{{\"allOf\": [{inner}, {{\"$ref\": \"#/components/schemas/A\"}}]}}"),
            4 => format!("{{\"oneOf\": [{inner}, {{\"type\": \"null\"}}]}}"),
            5 => format!("{{\"anyOf\": [{inner}, {inner}]}}").chars().take(4_000).collect(),
            6 => format!("{{\"properties\": {{\"p\": {inner}, \"q\": {{\"$ref\": \"#/components/schemas/A\"}}}}}}"),
            7 => format!("{{\"prefixItems\": [{inner}], \"type\": \"array\"}}"),
            _ => format!("{{\"patternProperties\": {{\"^x\": {inner}}}}}"),
        });
        let text = format!("{{\"openapi\": \"3.1.0\", \"info\": {{}}, \"paths\": {{}}, \"components\": {{\"schemas\": {{\"A\": {inner}}}}}}}");
        let definition = read("", &text);
        everything(&definition, true);
        if let Some(schema) = definition.schemas.first() {
            example(&definition, &schema.at);
        }
    }
}

struct Example {
    _folder: TempDir,
    _root: PathBuf,
    ports: Ports,
    setup: Setup,
}

fn the_example() -> Example {
    let folder = TempDir::new().unwrap();
    let root = unpack_example(&folder.path().join("example"), true).unwrap();
    // one API of a size that scrolls, with all that the others lack
    std::fs::write(root.join("zoo.yaml"), data("zoo-3.1.yaml")).unwrap();
    std::fs::write(root.join("broken.yaml"), "openapi: [\n").unwrap();
    let api = |name: &str, kind: &str, file: &str| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {{name: {name}}}\nspec:\n  type: {kind}\n  lifecycle: production\n  owner: team-payments\n  definition: {{$text: ./{file}}}\n"
        )
    };
    let user = "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: menagerie, title: Menagerie}\nspec: {type: service, lifecycle: production, owner: team-payments, consumesApis: [zoo]}\n";
    let entities =
        [api("zoo", "openapi", "zoo.yaml"), api("broken", "openapi", "broken.yaml"), user.to_owned()].concat();
    let zoo = root.join("services/zoo");
    std::fs::create_dir_all(&zoo).unwrap();
    for file in ["zoo.yaml", "broken.yaml"] {
        std::fs::rename(root.join(file), zoo.join(file)).unwrap();
    }
    std::fs::write(zoo.join("catalog-info.yaml"), entities).unwrap();
    let workspace = Workspace::open(WorkspaceSetup { name: None, root: root.clone(), user: None }).unwrap();
    let setup = Setup { platform: workspace.platform(), keymap: keymap(), ..Setup::default() };
    let ports = workspace_ports(workspace, &folder.path().join("state"));
    Example { _folder: folder, _root: root, ports, setup }
}

impl Example {
    fn at(&self, place: &str, size: (u16, u16)) -> Stage {
        let setup = Setup { link: Some(Place::parse(place).unwrap()), ..self.setup.clone() };
        let mut stage = Stage::new(setup, size, self.ports.clone());
        stage.rest();
        stage
    }
}

const ZOO: &str = "stagedoor://catalog/api/default/zoo/api";

#[track_caller]
fn sees(stage: &Stage, words: &str) {
    assert!(stage.sees(words), "`{words}` is not on the screen:\n{}", stage.text());
}

fn copied(stage: &Stage) -> &str {
    let mut copies = stage.effects.iter().rev().filter_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    copies.next().expect("something was copied")
}

#[test]
fn from_the_api_to_an_operation_to_a_schema_and_back_by_keys() {
    let example = the_example();
    let mut stage = example.at("api:default/zoo", (120, 36));
    stage.keys("5");
    sees(&stage, "Operations 5");
    sees(&stage, "▾ animals 3");
    sees(&stage, "Animals and who keeps them.");
    stage.keys("j j");
    sees(&stage, "kind*  array of Kind  query");
    stage.keys("y c");
    assert!(copied(&stage).starts_with("curl -sS 'https://eu.zoo.example/v1/animals?kind=lion'"), "{}", copied(&stage));
    stage.keys("y l");
    assert_eq!(copied(&stage), format!("{ZOO}?op=listAnimals"));
    // into the details, to the property that is a list of animals, and on to the schema's own page
    stage.keys("enter");
    for _ in 0..40 {
        let here = stage.text().lines().any(|line| line.contains('▌') && line.contains("items*"));
        if here {
            break;
        }
        stage.keys("j");
    }
    sees(&stage, "▸ items*  array of Animal");
    stage.keys("right");
    sees(&stage, "parents  array of Animal  holds itself");
    stage.keys("d");
    sees(&stage, "Animal  all of");
    stage.keys("y l");
    assert_eq!(copied(&stage), format!("{ZOO}?schema=Animal"));
    stage.keys("alt+left");
    sees(&stage, "▾ items*  array of Animal");
}

#[test]
fn a_link_to_an_operation_opens_it() {
    let example = the_example();
    let stage = example.at(&format!("{ZOO}?op=DELETE%20%2Fanimals%2F%7Bid%7D"), (120, 36));
    sees(&stage, "Lets it go.");
    sees(&stage, "deprecated: it should not be used any more");
    let stage = example.at(&format!("{ZOO}?schema=Keeper"), (80, 24));
    sees(&stage, "boss  Keeper  holds itself");
    let stage = example.at(&format!("{ZOO}?op=nothing"), (80, 24));
    sees(&stage, "listAnimals".get(..0).unwrap());
    sees(&stage, "Operations 5");
}

#[test]
fn searching_narrows_operations_and_schemas_and_says_why() {
    let example = the_example();
    let mut stage = example.at(ZOO, (120, 36));
    stage.keys("/").type_text("photo");
    sees(&stage, "Operations 1");
    sees(&stage, "has photo");
    stage.keys("esc");
    sees(&stage, "Operations 5");
    stage.keys("/").type_text("animals").keys("enter esc");
    sees(&stage, "▌  GET    /animals ");
    stage.keys("n");
    sees(&stage, "▌  POST   /animals");
    stage.keys("N");
    sees(&stage, "▌  GET    /animals ");
    stage.keys("esc").keys("/").type_text("grams").keys("tab");
    sees(&stage, "Schemas 1");
    sees(&stage, "Meat");
    stage.keys("/").type_text("zzz");
    sees(&stage, "Nothing here has that in it.");
}

#[test]
fn who_uses_the_api_stands_beside_it_and_can_be_gone_to() {
    let example = the_example();
    let mut stage = example.at(ZOO, (120, 36));
    stage.keys("tab tab");
    sees(&stage, "Used by 1");
    sees(&stage, "Menagerie");
    stage.keys("j enter");
    sees(&stage, "component:default/menagerie");
    stage.keys("esc");
    sees(&stage, "Menagerie");
}

#[test]
fn at_eighty_columns_the_list_leads_to_the_details_and_back() {
    let example = the_example();
    let mut stage = example.at(ZOO, (80, 24));
    stage.keys("j j");
    assert!(!stage.sees("Parameters"), "{}", stage.text());
    stage.keys("right");
    sees(&stage, "▾ Parameters 3");
    stage.keys("left");
    sees(&stage, "▾ animals 3");
    stage.keys("enter esc");
    sees(&stage, "▾ animals 3");
    stage.keys("k left");
    sees(&stage, "▸ animals 3");
}

#[test]
fn the_mouse_selects_unfolds_and_turns_parts() {
    let example = the_example();
    let mut stage = example.at(ZOO, (120, 36));
    let find = |stage: &Stage, words: &str| {
        let text = stage.text();
        let (row, line) = text
            .lines()
            .enumerate()
            .find(|(_, line)| line.contains(words))
            .unwrap_or_else(|| panic!("{words}\n{text}"));
        (width(&line[..line.find(words).unwrap()]) as u16, row as u16)
    };
    let (x, y) = find(&stage, "/animals/{id}");
    stage.click(x, y);
    sees(&stage, "none needed");
    let (x, y) = find(&stage, "▾ Responses 1");
    stage.click(x, y);
    sees(&stage, "▸ Responses 1");
    let (x, y) = find(&stage, "Schemas 9");
    stage.click(x, y);
    sees(&stage, "Keeper  object");
    let (x, y) = find(&stage, "Text");
    stage.click(x, y);
    sees(&stage, "1 openapi: 3.1.0");
}

#[test]
fn a_definition_that_cannot_be_read_is_shown_as_its_text() {
    let example = the_example();
    let stage = example.at("stagedoor://catalog/api/default/broken/api", (80, 24));
    sees(&stage, "not YAML");
    sees(&stage, "1 openapi: [");
}

#[test]
fn every_size_from_one_cell_up_is_painted() {
    let example = the_example();
    let mut stage = example.at(ZOO, (120, 36));
    for keys in ["j j", "enter", "/", "a", "esc tab", "tab", "tab"] {
        stage.keys(keys);
        for columns in [1, 2, 5, 10, 20, 40, 79, 80, 95, 96, 120, 200] {
            for rows in [1, 2, 3, 4, 5, 8, 24, 60] {
                stage.resize(columns, rows);
                let (buf, cursor) = stage.paint();
                assert!(cursor.is_none_or(|cursor| buf.area.contains(cursor)), "{keys} {columns}x{rows}");
                for line in lines(&buf) {
                    assert!(width(&line) <= usize::from(columns), "{keys} {columns}x{rows}: {line}");
                }
            }
        }
        stage.resize(120, 36);
    }
}

#[test]
fn an_api_is_browsed_searched_and_copied_from_in_a_real_terminal() {
    use crate::support::terminal::{Pty, Start};
    let place = "stagedoor://catalog/api/default/payments-api/api";
    let mut pty = Pty::start(Start { args: vec!["--example", place], size: (120, 36), ..Start::default() });
    pty.until("Authorise a payment").text_keys("/refunds").until("Give back all");
    pty.send(b"\r");
    pty.until("/payments/{id}/refunds").text_keys("yc").until("copied curl");
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
    let sent = String::from_utf8_lossy(&pty.raw);
    assert!(sent.contains("\u{1b}]52;c;"), "the line is in the clipboard");
}
