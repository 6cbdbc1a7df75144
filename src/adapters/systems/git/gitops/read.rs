//! One repository: its branches, its files, and what they describe.

use super::super::Git;
use super::super::call::{LONG, failed, refused};
use super::super::file::line_of;
use super::TRIED;
use super::history::commits;
use super::place::Place;
use super::told::{Beside, Branch, Seen, told};
use crate::adapters::process;
use crate::domain::model::provision::{Evidence, Manifest, manifests_in};
use crate::platform::fault::Fault;
use std::collections::{HashMap, HashSet};

/// Files of more bytes describe no object that somebody asked for.
const LARGEST: u64 = 256 << 10;
/// So many files of a branch are looked at.
const FILES: usize = 8_000;
/// So many branches beside the one that is rolled out, the newest.
const BRANCHES: usize = 50;

/// What a repository tells.
pub(super) async fn read(git: &Git, place: &Place) -> Result<Evidence, Fault> {
    let Some(main) = main_branch(git, place).await? else { return Ok(Evidence::default()) };
    let log = commits(git, place, &main).await?;
    let present = files(git, place, &main).await?;
    let paths: HashSet<&str> = present.iter().map(|path| path.as_str()).collect();
    let mut wanted: Vec<String> = present.iter().map(|path| format!("{main}:{path}")).collect();
    // files that are no more: as they were before the commit that took them away
    for commit in &log {
        let gone = commit.files.iter().filter(|file| !paths.contains(file.path.as_str()));
        wanted.extend(gone.map(|file| format!("{}:{}", commit.id, file.path)));
    }
    wanted.truncate(FILES);
    let mut beside = Vec::new();
    for branch in branches(git, place, &main).await? {
        let log = commits(git, place, &format!("{main}..{}", branch.head)).await?;
        let touched: HashSet<&str> =
            log.iter().flat_map(|commit| &commit.files).map(|file| file.path.as_str()).collect();
        wanted.extend(touched.into_iter().map(|path| format!("{}:{path}", branch.head)));
        beside.push(Beside { branch, log });
    }
    let texts = texts(git, place, &wanted).await?;
    let described = |name: &str| -> Vec<Manifest> {
        let path = name.split_once(':').map_or("", |(_, path)| path);
        texts.get(name).map(|text| manifests_in(&place.name, path, text)).unwrap_or_default()
    };
    Ok(told(&Seen { place, main: &main, log: &log, present: &present, beside: &beside, described: &described }))
}

/// The branch that is rolled out: the remote's own, `main` or `master`, else what is checked out; of a bare
/// repository what `HEAD` says.
async fn main_branch(git: &Git, place: &Place) -> Result<Option<String>, Fault> {
    let is_bare = place.folder == place.git_folder;
    let mut names = Vec::new();
    if !is_bare {
        let remote = look(git, place, &["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"]).await?;
        names.extend(remote.and_then(|name| name.strip_prefix("origin/").map(str::to_owned)));
        names.extend(["main".to_owned(), "master".to_owned()]);
    }
    names.extend(look(git, place, &["symbolic-ref", "--quiet", "--short", "HEAD"]).await?);
    for name in names {
        let there = look(git, place, &["rev-parse", "--quiet", "--verify", &format!("refs/heads/{name}")]).await?;
        if there.is_some() {
            return Ok(Some(format!("refs/heads/{name}")));
        }
    }
    Ok(None)
}

async fn look(git: &Git, place: &Place, args: &[&str]) -> Result<Option<String>, Fault> {
    let mut command = git.command(&place.folder);
    command.arg("--git-dir").arg(&place.git_folder).args(args);
    let ran = git.ran(command, None, TRIED).await?;
    Ok(ran.is_good().then(|| line_of(&ran.output)).filter(|line| !line.is_empty()))
}

async fn all(git: &Git, place: &Place, args: &[&str], input: Option<&[u8]>) -> Result<Vec<u8>, Fault> {
    let mut command = git.command(&place.folder);
    command.arg("--git-dir").arg(&place.git_folder).args(args);
    let ran = process::run(command, input, LONG).await.map_err(|failure| failed(&failure, TRIED))?;
    if ran.is_good() { Ok(ran.output) } else { Err(refused(&ran, &place.folder, TRIED)) }
}

/// The files of YAML of a branch.
async fn files(git: &Git, place: &Place, branch: &str) -> Result<Vec<String>, Fault> {
    let listed = all(git, place, &["ls-tree", "-r", "-l", "-z", "--full-tree", branch], None).await?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let file = |line: &str| {
        let (meta, path) = line.split_once('\t')?;
        let size: u64 = meta.split_whitespace().nth(3)?.parse().ok()?;
        let is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
        (is_yaml && size <= LARGEST && !path.contains('\n')).then(|| path.to_owned())
    };
    Ok(listed.split('\0').filter_map(file).take(FILES).collect())
}

/// The branches beside the one that is rolled out, which hold something that it does not.
async fn branches(git: &Git, place: &Place, main: &str) -> Result<Vec<Branch>, Fault> {
    let count = format!("--count={BRANCHES}");
    let not_merged = format!("--no-merged={main}");
    let format = "--format=%(refname:short)%00%(objectname)";
    let args = ["for-each-ref", "--sort=-committerdate", &count, &not_merged, format, "refs/heads"];
    let listed = all(git, place, &args, None).await?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let branch = |line: &str| {
        let (name, head) = line.split_once('\0')?;
        Some(Branch { name: name.to_owned(), head: head.to_owned() })
    };
    Ok(listed.lines().filter_map(branch).collect())
}

/// What files hold, by `REVISION:PATH`; those that are not there are left out, and those that describe nothing.
async fn texts(git: &Git, place: &Place, wanted: &[String]) -> Result<HashMap<String, String>, Fault> {
    let mut texts = HashMap::new();
    if wanted.is_empty() {
        return Ok(texts);
    }
    let asked = wanted.join("\n") + "\n";
    let said =
        all(git, place, &["cat-file", "--batch=%(objecttype) %(objectsize)", "--buffer"], Some(asked.as_bytes()))
            .await?;
    let mut rest = said.as_slice();
    for name in wanted {
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { break };
        let (head, body) = (rest.get(..end).unwrap_or_default(), rest.get(end + 1..).unwrap_or_default());
        let head = String::from_utf8_lossy(head).into_owned();
        let Some(size) = head.strip_prefix("blob ").and_then(|size| size.trim().parse::<usize>().ok()) else {
            // `REVISION:PATH missing`
            rest = body;
            continue;
        };
        let text = String::from_utf8_lossy(body.get(..size).unwrap_or_default()).into_owned();
        if text.contains("apiVersion:") && text.contains("kind:") {
            texts.insert(name.clone(), text);
        }
        rest = body.get(size + 1..).unwrap_or_default();
    }
    Ok(texts)
}
