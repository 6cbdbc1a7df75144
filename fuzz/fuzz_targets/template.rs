//! Templates as anyone may write them: they are read with the place of what is wrong, they run to an end, nothing that
//! is said of the run has a secret in it, and what is written as YAML is read as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};
use stagedoor::domain::model::yaml;
use stagedoor::domain::template::action::{self, ActionKind};
use stagedoor::domain::template::golden::{self, MadeFile, Setting};
use stagedoor::domain::template::run::{Deed, Hands, Listener, Secrets, Task, run};
use stagedoor::domain::template::yaml::stringify;
use stagedoor::domain::template::{ActionStep, Failure, LogLine, StepLog, glob, templates};
use stagedoor_fuzz::tokens::template;
use stagedoor_fuzz::{Seed, schema};

const SECRET: &str = "hunter2-is-it";
const ACTIONS: [&str; 6] = ["debug:log", "fetch:template", "fs:delete", "catalog:write", "publish:github", "none:such"];

/// Hands that do nothing, and give back what they were asked.
struct Idle;

impl Hands for Idle {
    fn find(&self, id: &str) -> Result<&'static ActionKind, Failure> {
        action::find(id).ok_or_else(|| Failure::error(format!("there is no {id}")))
    }

    fn act(&mut self, deed: &Deed<'_>, log: &mut StepLog<'_>) -> Result<Vec<(String, Value)>, Failure> {
        log.info(&deed.input.to_string());
        Ok(vec![("output".into(), deed.input.clone())])
    }
}

/// Hears all, and stops what goes on for too long.
#[derive(Default)]
struct Ear(Vec<String>);

impl Listener for Ear {
    fn say(&mut self, line: LogLine) {
        assert!(!line.message.contains(SECRET), "{line:?}");
        self.0.push(line.message);
    }

    fn is_cancelled(&self) -> bool {
        self.0.len() > 200
    }
}

fn run_it(steps: Vec<ActionStep>, output: Value, is_dry_run: bool) {
    let task = Task {
        id: "t".into(),
        steps,
        left_out: vec!["b".into()],
        output,
        parameters: json!({"a": "text", "list": [1, {"a": 2}], "record": {"a": "b"}, "repo": "h.example?owner=o&repo=r"}),
        secrets: Secrets::new(vec![("token".into(), SECRET.into())]),
        user: json!({"ref": "user:default/a", "entity": {}}),
        is_dry_run,
    };
    if let Err(failure) = run(&task, &mut Idle, &mut Ear::default()) {
        assert!(!failure.message.contains(SECRET), "{failure:?}");
    }
}

fn written(seed: &mut Seed<'_>, bytes: &[u8]) -> Value {
    let from = seed.below(bytes.len());
    let to = (from + seed.below(12)).min(bytes.len());
    json!(template(bytes.get(from..to).unwrap_or_default()))
}

fn step(seed: &mut Seed<'_>, bytes: &[u8]) -> ActionStep {
    let input = Map::from_iter([
        ("message".to_owned(), written(seed, bytes)),
        ("url".to_owned(), json!("./x")),
        ("values".to_owned(), json!({"a": written(seed, bytes), "b": schema::value(seed, 2), "t": "${{ secrets.token }}"})),
    ]);
    ActionStep {
        id: (*seed.one_of(&["a", "b", "a-b", "", "__proto__"])).to_owned(),
        name: "Step".into(),
        action: (*seed.one_of(&ACTIONS)).to_owned(),
        input: Some(Value::Object(input)),
        each: (seed.below(3) == 0).then(|| written(seed, bytes)),
        condition: (seed.below(3) == 0).then(|| written(seed, bytes)),
    }
}

fn read(text: &str) {
    let (read, problems) = templates("template.yaml", text);
    let lines = text.split('\n').count().max(1);
    assert!(problems.iter().all(|problem| (1..=lines + 1).contains(&(problem.line as usize))), "{problems:?}");
    for template in read {
        run_it(template.steps.clone(), template.output.clone(), true);
        let made = [MadeFile { path: "catalog-info.yaml", content: text.as_bytes() }];
        golden::check(&golden::bundled(), &made, &Setting { category: "service", is_known: &|_| None });
    }
}

fn assert_reads_again(value: &Value) {
    let text = stringify(value);
    let again = yaml::documents(&text).into_iter().next().map(|document| document.content);
    let same = matches!(&again, Some(Ok(again)) if again.value == *value);
    assert!(same || value.is_null(), "{value} written as {text:?} is read as {again:?}");
}

fuzz_target!(|bytes: &[u8]| {
    let seed = &mut Seed::new(bytes);
    let steps = (0..=seed.below(3)).map(|_| step(seed, bytes)).collect();
    run_it(steps, json!({"text": [{"title": "t", "content": written(seed, bytes)}]}), seed.below(2) == 0);
    let words = template(bytes);
    let globs: Vec<String> = words.split(' ').take(4).map(str::to_owned).collect();
    let candidate = |path: &str| glob::Candidate { path: path.into(), is_folder: false, is_file: true };
    glob::select(&globs, &["a/b.txt", "a", "[a]{b}", "list/index"].map(candidate), true);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    assert_reads_again(&json!({"key": text, text.get(..8).unwrap_or("k"): [text, {"in": text}]}));
    read(text);
    read(&format!("kind: Template\nmetadata: {{name: x}}\nspec:\n  steps: []\n  {text}"));
});
