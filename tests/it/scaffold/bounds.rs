//! What runs keep to themselves, and the bounds that they have.

use super::stage::Stage;
use serde_json::json;
use stagedoor::domain::model::task::{TaskId, TaskState};
use stagedoor::domain::text::Secret;
use stagedoor::platform::command::{Command, TaskSecrets};
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::CommandPort;
use stagedoor::platform::templates::{Order, TemplatePort};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A template that makes files, and more.
fn only_files(more: &str) -> String {
    format!(
        "kind: Template
apiVersion: scaffolder.backstage.io/v1beta3
metadata: {{name: service}}
spec:
  owner: team-a
  type: service
  steps:
    - {{id: fetch, name: Fetch, action: fetch:plain, input: {{url: ./skeleton}}}}
{more}"
    )
}

#[test]
fn secrets_that_got_into_the_output_of_a_step_are_read_neither_in_later_lines_nor_in_what_came_of_the_run() {
    let steps = "    - {id: c, name: C, action: 'crossplane:create-claim', input: {apiVersion: a/v1, kind: K, name: n, \
                 path: 'claims/${{ secrets.TOKEN }}.yaml'}}\n    \
                 - {id: l, name: L, action: 'debug:log', input: {message: '${{ steps.c.output.path | upper }}'}}\n";
    let output = "  output:\n    text: [{title: 'It is ${{ steps.c.output.path }}', content: '${{ steps.c.output.path | upper }}'}]\n    \
                  links: [{title: It, url: 'https://u:${{ steps.c.output.path }}@x/'}]\n";
    let stage = Stage::new(&format!("{}{output}", only_files(steps)));
    let workspace = stage.open();
    let secrets = BTreeMap::from([("TOKEN".to_owned(), Secret::new("very-secret-token".to_owned()))]);
    let id = stage.begin(&workspace, Order { secrets: Arc::new(secrets), ..stage.order() }).unwrap();
    let run = stage.follow(&workspace, &id);
    assert_eq!(run.task.state, TaskState::Completed, "{:?}", run.fault);
    assert!(stage.outside().iter().any(|path| path.contains("very-secret-token")), "the step itself has it");
    let read = |name: &str| std::fs::read_to_string(stage.path().join("state/tasks").join(id.as_str()).join(name));
    let told = (0..run.log.len()).map(|n| run.log.line(n).unwrap().text.as_str().to_owned());
    let all: Vec<String> =
        told.chain([run.output.whole.to_string()]).chain(stage.left(&id).iter().flat_map(|name| read(name))).collect();
    for text in &all {
        assert!(!text.to_lowercase().contains("very-secret-token"), "{text}");
    }
    assert!(all.iter().any(|text| text.contains("https://u:***@x/")), "{all:?}");
}

/// A template that asks for a password and fails once.
const ASKING: &str = "kind: Template
apiVersion: scaffolder.backstage.io/v1beta3
metadata: {name: service}
spec:
  owner: team-a
  type: service
  parameters:
    - properties:
        shown: {type: string}
        word: {type: string, 'ui:widget': password}
        pin: {type: string, format: password}
  steps:
    - {id: bad, name: Bad, action: 'fetch:plain', input: {url: './${{ secrets.WAY }}'}}
    - {id: say, name: Say, action: 'debug:log', input: {message: 'it is ${{ parameters.word }}'}}
";

fn secret(name: &str, text: &str) -> (String, Secret) {
    (name.to_owned(), Secret::new(text.to_owned()))
}

#[test]
fn passwords_among_the_values_are_not_kept_with_the_task() {
    let stage = Stage::new(ASKING);
    let workspace = stage.open();
    let values = json!({"shown": "plain", "word": "hunter-two", "pin": "four-words"});
    let id = stage.begin(&workspace, Order { values: Arc::new(values), ..stage.order() }).unwrap();
    let run = stage.follow(&workspace, &id);
    assert_eq!(*run.task.parameters, json!({"shown": "plain"}));
    let kept = stage.path().join("state/tasks").join(id.as_str()).join("task.json");
    let kept = std::fs::read_to_string(kept).unwrap();
    assert!(!kept.contains("hunter-two") && !kept.contains("four-words"), "{kept}");
}

#[test]
fn a_run_that_had_secrets_is_not_run_again_without_them() {
    let stage = Stage::new(ASKING);
    let workspace = stage.open();
    let secrets = Arc::new(BTreeMap::from([secret("WAY", "later")]));
    let values = Arc::new(json!({"word": "hunter-two"}));
    let id = stage.begin(&workspace, Order { values, secrets, ..stage.order() }).unwrap();
    assert_eq!(stage.follow(&workspace, &id).task.state, TaskState::Failed);
    stage.write("root/templates/later/x", "x");
    let retry = |given: &[(String, Secret)]| {
        let secrets = TaskSecrets(Arc::new(given.iter().cloned().collect()));
        Command::RetryTask { id: id.clone(), secrets }
    };
    let fault = stage.runtime.block_on(workspace.foresee(retry(&[]))).unwrap_err();
    assert!(fault.happened.as_str().contains("(word, WAY)"), "{fault}");
    assert!(matches!(stage.ask(&workspace, retry(&[secret("WAY", "later")])), Outcome::Refused(_)));
    let all = retry(&[secret("WAY", "later"), secret("word", "hunter-two")]);
    let forecast = stage.runtime.block_on(workspace.foresee(all)).unwrap();
    let Outcome::Done { made, .. } = stage.ask(&workspace, forecast.answer.exactly.clone()) else { panic!() };
    let again = TaskId::parse(&made.unwrap().page).unwrap();
    let run = stage.follow(&workspace, &again);
    assert_eq!(run.task.state, TaskState::Completed, "{:?}", run.fault);
    assert!((0..run.log.len()).any(|n| run.log.line(n).unwrap().text.as_str().contains("it is hunter-two")));
}

#[test]
fn a_dry_run_that_nobody_waits_for_is_stopped() {
    let steps = "    - {id: m, name: M, each: '${{ parameters.many }}', action: 'debug:log', input: {message: x}}\n";
    let stage = Stage::new(&only_files(steps));
    let workspace = stage.open();
    let order = Order { values: Arc::new(json!({"many": vec![1; 200_000]})), ..stage.order() };
    let folder = stage.path().join("state/tasks");
    let is_there = || std::fs::read_dir(&folder).is_ok_and(|mut all| all.next().is_some());
    stage.runtime.block_on(async {
        let trial = workspace.dry_run(order);
        let begun = async {
            while !is_there() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            made = trial => panic!("it takes hours: {}", made.is_ok()),
            () = begun => {}
        }
    });
    while is_there() {
        std::thread::yield_now();
    }
}

#[test]
fn a_run_that_is_begun_clears_away_what_dead_ones_left() {
    let stage = Stage::new(&only_files(""));
    let dead = stage.run(&stage.open()).task.id;
    let folder = stage.path().join("state/tasks").join(dead.as_str());
    std::fs::remove_file(folder.join("end.json")).unwrap();
    std::fs::create_dir_all(folder.join("aside-0")).unwrap();
    // the thread of the first one may hold it for a moment longer
    while stage.left(&dead) != ["end.json", "lock", "log.jsonl", "task.json"] {
        stage.begin(&stage.open(), stage.order()).unwrap();
    }
}

#[test]
fn a_template_that_takes_more_than_there_is_fails_before_it_does_anything() {
    let steps = "    - {id: m, name: M, each: '${{ parameters.many }}', action: 'debug:log', \
                 input: {message: '${{ parameters.long }}'}}\n";
    let stage = Stage::new(&only_files(steps));
    let workspace = stage.open();
    let values = json!({"many": vec![1; 200], "long": "x".repeat(1 << 20)});
    let id = stage.begin(&workspace, Order { values: Arc::new(values), ..stage.order() }).unwrap();
    let run = stage.follow(&workspace, &id);
    assert!(run.fault.unwrap().as_str().contains("bytes of input"));
}
