//! Histories of checkouts that are somebody else's, and of very large ones.

use super::history::{component, entity, ground, look, titles};
use super::repository::{BEGIN, Repo, is_empty, plant};
use stagedoor::adapters::systems::git::{Git, GitFeed};
use stagedoor::domain::model::timeline::Heard;
use stagedoor::platform::ports::{Step, Steps};
use stagedoor::platform::timeline::{Ground, TimelineFeed as _, Window};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[tokio::test]
async fn nothing_that_a_checkout_names_is_run_by_a_look_at_its_history() {
    let repo = Repo::new();
    repo.commit("catalog-info.yaml", &component("payments", "x"), "Begin");
    repo.commit("data.bin", "one\n", "Data");
    repo.commit("catalog-info.yaml", &component("payments", "y"), "Hand over");
    repo.git(&["tag", "-a", "v1", "-m", "One"]);
    let ran = plant(&repo);
    let heard = look(repo.subject(), &repo.path, "payments", 9).await.unwrap();
    assert_eq!(heard.events.len(), 4, "{:?}", titles(&heard));
    let found = ground(&repo.path, "payments").unwrap();
    let feed = GitFeed::new(Arc::new(move |_| Ok(found.clone()))).with(repo.subject());
    let state = heard.events.last().unwrap().id.as_str().trim_start_matches("git:").to_owned();
    assert!(feed.descriptor_at(entity("payments"), state).unwrap().await.unwrap().answer.contains("owner: x"));
    assert!(is_empty(&ran), "{:?}", std::fs::read_dir(&ran).unwrap().collect::<Vec<_>>());
}

/// A repository of that many commits, each in one of ten folders.
pub fn large(commits: usize) -> Repo {
    let repo = Repo::new();
    let mut stream = String::new();
    let descriptor = component("payments", "x");
    for n in 0..commits {
        let at = BEGIN + n as i64;
        let message = format!("Change {n}");
        let _ = write!(
            stream,
            "commit refs/heads/main\nmark :{}\ncommitter Ada <ada@x> {at} +0000\ndata {}\n{message}\n",
            n + 1,
            message.len()
        );
        if n > 0 {
            let _ = writeln!(stream, "from :{n}");
        } else {
            let _ = write!(stream, "M 644 inline s0/catalog-info.yaml\ndata {}\n{descriptor}\n", descriptor.len());
        }
        let text = n.to_string();
        let _ = write!(stream, "M 644 inline s{}/f.txt\ndata {}\n{text}\n\n", n % 10, text.len());
    }
    let mut import = repo.command();
    let mut child = import.args(["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    repo.git(&["reset", "-q", "--hard", "main"]);
    repo
}

#[cfg(unix)]
#[tokio::test]
async fn fifty_thousand_commits_are_no_burden() {
    let repo = large(50_000);
    let noted = repo.beside("calls");
    // a word that each call has once
    let git = repo.subject_that("--no-pager", &format!("echo \"$*\" >> {}", noted.display()));
    let calls = || std::fs::read_to_string(&noted).unwrap().lines().map(str::to_owned).collect::<Vec<_>>();
    let heard = look(git.clone(), &repo.path, "payments", 200).await.unwrap();
    assert_eq!((heard.events.len(), heard.has_more), (200, true));
    let few = calls();
    assert!(few.iter().any(|call| call.contains(" -n201 ")), "git goes no further than it is asked: {few:#?}");
    let all = look(git, &repo.path, "payments", 100_000).await.unwrap();
    assert_eq!(all.events.len().to_string(), repo.git(&["rev-list", "--full-history", "--count", "HEAD", "--", "s0"]));
    // who asks for more asks no more often, but for who owned it once: only all of them tell of that
    assert_eq!(calls().len(), 2 * few.len() + 1, "{:#?}", calls());
}

/// A git that says where its process is and then nothing more.
#[cfg(unix)]
fn hanging(repo: &Repo) -> (Git, std::path::PathBuf) {
    let noted = repo.beside("pid");
    (repo.subject_that("log", &format!("echo $$ > {}; sleep 1000", noted.display())), noted)
}

#[cfg(unix)]
#[tokio::test]
async fn trouble_with_the_tags_leaves_the_commits_and_a_long_tag_is_none() {
    let repo = Repo::new();
    repo.commit("catalog-info.yaml", &component("payments", "x"), "Begin");
    let long = repo.beside("message");
    std::fs::write(&long, format!("One\n\n{}", "a line of many\n".repeat(400_000))).unwrap();
    repo.git(&["tag", "-a", "v1", "-F", long.to_str().unwrap()]);
    let heard = look(repo.subject(), &repo.path, "payments", 9).await.unwrap();
    assert_eq!((titles(&heard), heard.has_more), (vec!["v1: One", "Begin"], false));
    let git = repo.subject_that("for-each-ref", "echo 'fatal: broken ref' >&2; exit 128");
    let heard = look(git, &repo.path, "payments", 9).await.unwrap();
    assert_eq!((titles(&heard), heard.has_more), (vec!["Begin"], true));
    let remark = heard.source.remark.unwrap();
    assert!(remark.as_str().contains("cannot read the tags") && remark.as_str().contains("broken ref"), "{remark}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_look_that_nobody_waits_for_any_more_leaves_no_process() {
    let repo = Repo::new();
    repo.commit("catalog-info.yaml", &component("payments", "x"), "Begin");
    let (git, noted) = hanging(&repo);
    let root = repo.path.clone();
    let asking = tokio::spawn(async move { look(git, &root, "payments", 9).await });
    let pid = loop {
        tokio::task::yield_now().await;
        if let Ok(text) = std::fs::read_to_string(&noted)
            && let Ok(pid) = text.trim().parse::<i32>()
        {
            break rustix::process::Pid::from_raw(pid).unwrap();
        }
    };
    assert!(rustix::process::test_kill_process(pid).is_ok());
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    let begun = Instant::now();
    // it is dead at once, and gone when it has been waited for
    while rustix::process::test_kill_process(pid).is_ok() {
        tokio::task::yield_now().await;
        assert!(begun.elapsed() < Duration::from_secs(20), "the process is still there");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_that_is_ended_has_time_to_take_its_locks_away() {
    use stagedoor::adapters::process::{Bounds, Program, hear};
    let folder = tempfile::tempdir().unwrap();
    let lock = folder.path().join("index.lock");
    let mut command = Program::new("sh");
    let script = "trap 'rm index.lock; exit' TERM; touch index.lock; sleep 15 & echo locked; wait";
    command.args(["-c", script]).current_dir(folder.path());
    let bounds = Bounds { time: Duration::from_secs(20), output: 1 << 10 };
    let heard = hear(command, None, bounds, |_| std::ops::ControlFlow::Break(())).await.unwrap();
    assert!(heard.status.is_none());
    let begun = Instant::now();
    while lock.exists() {
        tokio::task::yield_now().await;
        assert!(begun.elapsed() < Duration::from_secs(20), "the lock is still there");
    }
}

#[tokio::test]
async fn a_new_commit_comes_by_itself() {
    let repo = Repo::new();
    repo.commit("catalog-info.yaml", &component("payments", "x"), "Begin");
    let found = ground(&repo.path, "payments").unwrap();
    assert!(found.as_ref().unwrap().can_be_followed);
    let feed = GitFeed::new(Arc::new(move |_| Ok::<Option<Ground>, _>(found.clone()))).with(repo.subject());
    let (send, mut receive) = tokio::sync::mpsc::unbounded_channel();
    let steps = Steps::to(move |step: Step<Heard>| drop(send.send(step)));
    let following = tokio::spawn(async move {
        let _ = feed.events(entity("payments"), Window { since: None, limit: 9 }, steps).await;
    });
    let first = receive.recv().await.unwrap();
    assert!(matches!(first, Step::Whole(told) if told.answer.events.len() == 1));
    repo.commit("a.txt", "x", "More");
    let next = tokio::time::timeout(Duration::from_secs(20), receive.recv()).await.expect("a change").unwrap();
    assert!(matches!(next, Step::Whole(told) if titles(&told.answer) == ["More", "Begin"]));
    following.abort();
}

/// Only the administrator can give files away, as the user of many build machines is.
#[cfg(unix)]
#[tokio::test]
async fn a_repository_of_somebody_else_is_refused_by_git_and_that_is_said() {
    let repo = Repo::new();
    repo.commit("catalog-info.yaml", &component("payments", "x"), "Begin");
    for entry in [repo.path.clone(), repo.path.join(".git")] {
        if std::os::unix::fs::chown(&entry, Some(12_345), None).is_err() {
            return;
        }
    }
    let fault = look(repo.subject(), &repo.path, "payments", 9).await.unwrap_err();
    assert!(fault.to_string().contains("belongs to somebody else"), "{fault}");
    assert!(fault.to_string().contains("safe.directory"), "{fault}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_advice_for_a_repository_of_somebody_else_names_its_top_as_a_shell_takes_it() {
    let repo = Repo::new();
    let top = repo.beside("a b; touch 'x'");
    std::fs::create_dir(&top).unwrap();
    repo.git(&["init", "-q", top.to_str().unwrap()]);
    std::fs::create_dir(top.join("services")).unwrap();
    std::fs::write(top.join("services/catalog-info.yaml"), component("payments", "x")).unwrap();
    for entry in [top.clone(), top.join(".git")] {
        if std::os::unix::fs::chown(&entry, Some(12_345), None).is_err() {
            return;
        }
    }
    let fault = look(repo.subject(), &top, "payments", 9).await.unwrap_err();
    let advised = fault.cure.as_str().split_once("git config").unwrap().1.to_owned();
    let script = format!("git config{advised}");
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &script]).env("GIT_CONFIG_GLOBAL", repo.global()).current_dir(&repo.path);
    assert!(shell.status().unwrap().success(), "{script}");
    look(repo.subject(), &top, "payments", 9).await.unwrap();
}
