use super::*;
use std::os::unix::fs::symlink;
use std::process::Command;

/// The refs of a folder that also holds something bad, which must hide nothing and hold up nobody.
#[track_caller]
fn refused(tree: &Tree, words: &str) {
    tree.write("good/catalog-info.yaml", component("good"));
    let seen = tree.open();
    assert_eq!(seen.refs(), ["component:default/good"]);
    let problems = seen.problems();
    assert!(problems.iter().any(|it| it.contains(words)), "{problems:#?}");
    assert!(!problems.iter().any(|it| it.contains("SECRET")), "{problems:#?}");
}

fn secret(tree: &Tree) -> PathBuf {
    let outside = tree.folder.path().join("outside");
    std::fs::create_dir_all(&outside).unwrap();
    std::fs::write(outside.join("catalog-info.yaml"), component("SECRET")).unwrap();
    outside
}

#[test]
fn a_link_out_of_the_folder_is_not_followed() {
    let tree = Tree::new(&[]);
    let outside = secret(&tree);
    std::fs::create_dir_all(tree.path("a")).unwrap();
    symlink(outside.join("catalog-info.yaml"), tree.path("a/catalog-info.yaml")).unwrap();
    symlink(&outside, tree.path("b")).unwrap();
    symlink("/proc/self/environ", tree.path("catalog-info.yml")).unwrap();
    refused(&tree, "leads out of the workspace's folder");
}

#[test]
fn a_link_within_the_folder_counts_and_its_file_counts_once() {
    let tree = Tree::new(&[
        ("a/catalog-info.yaml", &component("a")),
        ("b/real.yaml", &component("b")),
        ("t/catalog-info.yaml", TEAM),
    ]);
    symlink("../a/catalog-info.yaml", tree.path("t/catalog-info.yml")).unwrap();
    symlink("real.yaml", tree.path("b/catalog-info.yaml")).unwrap();
    assert_eq!(tree.refs(), ["component:default/a", "component:default/b", "group:default/team-a"]);
    assert_eq!(tree.problems(), [""; 0]);
}

#[test]
fn no_target_of_any_kind_leads_out() {
    let tree = Tree::new(&[]);
    let outside = secret(&tree);
    let absolute = outside.join("catalog-info.yaml");
    symlink(&outside, tree.path("inside")).unwrap();
    tree.write(
        "stagedoor.toml",
        format!(
            "catalog = [\"../outside/*.yaml\", {absolute:?}, \"inside/catalog-info.yaml\", \"good/*.yaml\", \"l.yaml\"]"
        ),
    );
    let text = "definition:\n  $text: ../../outside/catalog-info.yaml\nother:\n  $text: ../inside/catalog-info.yaml";
    let targets =
        ["../outside/catalog-info.yaml", "../outside/**", "inside/catalog-info.yaml", absolute.to_str().unwrap()];
    tree.write("l.yaml", location(&targets));
    tree.write("good/catalog-info.yaml", component_with("good", text));
    let seen = tree.open();
    assert_eq!(seen.refs(), ["component:default/good", "location:default/l"]);
    let good = seen.entity("component:default/good").unwrap();
    assert!(!good.value().to_string().contains("SECRET"), "{}", good.value());
    let problems = seen.problems();
    assert_eq!(problems.iter().filter(|it| it.contains("leads out")).count(), 8, "{problems:#?}");
}

#[test]
fn a_pipe_and_a_device_and_a_folder_of_that_name_hold_up_nobody() {
    let tree = Tree::new(&[]);
    for folder in ["a", "b/catalog-info.yaml", "c"] {
        std::fs::create_dir_all(tree.path(folder)).unwrap();
    }
    let made = Command::new("mkfifo")
        .args([tree.path("a/catalog-info.yaml"), tree.path(".gitignore"), tree.path("stagedoor.toml")])
        .status();
    assert!(made.unwrap().success());
    symlink("/dev/zero", tree.path("c/catalog-info.yaml")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(tree.path("c/catalog-info.yml")).unwrap();
    refused(&tree, "it is not a regular file");
}

#[test]
fn a_huge_file_is_told_and_left() {
    let tree = Tree::new(&[("a/catalog-info.yaml", "")]);
    let file = std::fs::File::create(tree.path("a/catalog-info.yaml")).unwrap();
    file.set_len(1 << 40).unwrap();
    refused(&tree, "larger than 4 MB");
}

#[test]
fn nonsense_of_every_kind_is_told_with_its_place() {
    let bomb: String =
        (1..30).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(","))).collect();
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let one_line = format!("kind: {}", "x".repeat(3_900_000));
    let many = "---\nkind: No\n".repeat(20_000);
    let tree = Tree::new(&[
        ("bomb/catalog-info.yaml", &format!("a0: &a0 x\n{bomb}")),
        ("nested/catalog-info.yaml", &nested),
        ("line/catalog-info.yaml", &one_line),
        ("many/catalog-info.yaml", &many),
        ("name/catalog-info.yaml", &component("\"a\\e[2Jb\\u202e\"")),
    ]);
    tree.write("binary/catalog-info.yaml", [0x7f, b'E', b'L', b'F', 0, 1, 2, 0xff]);
    tree.write("latin/catalog-info.yaml", b"kind: x\ntitle: M\xfcller\n");
    tree.write("we\u{1b}[31mird/catalog-info.yaml", "kind: [");
    refused(&tree, "it is not UTF-8 text");
    let problems = tree.problems();
    for folder in ["bomb", "nested", "line", "many", "name", "binary", "weird"] {
        let start = format!("error {folder}/catalog-info.yaml:");
        assert!(problems.iter().any(|it| it.starts_with(&start)), "{folder}: {problems:#?}");
    }
    assert!(problems.iter().any(|it| it.starts_with("error latin/catalog-info.yaml:2:9")), "{problems:#?}");
    assert!(problems.iter().filter(|it| it.contains(" many/")).count() < 200);
    assert!(problems.iter().all(|it| !it.contains(['\u{1b}', '\u{202e}'])), "{problems:#?}");
}

#[test]
fn a_very_deep_tree_is_entered_only_so_far() {
    let tree = Tree::new(&[]);
    let deep = vec!["d"; 200].join("/");
    tree.write(&format!("{deep}/catalog-info.yaml"), component("SECRET"));
    refused(&tree, "lies too deep");
}

#[test]
fn a_folder_s_own_configuration_names_files_and_does_nothing() {
    let tree = Tree::new(&[]);
    let touched = tree.folder.path().join("touched");
    let touch = format!("touch {}", touched.display());
    tree.write("stagedoor.toml", format!("[tools.x]\ncommand = {touch:?}\n[contexts.work]\nurl = \"https://evil.example\"\ntoken-command = {touch:?}\n"));
    refused(&tree, "`tools` has no effect");
    refused(&tree, "`contexts` has no effect");
    assert!(!touched.exists());
}

#[test]
fn opening_a_checkout_runs_nothing_of_it() {
    let tree = Tree::new(&[]);
    let touched = tree.folder.path().join("touched");
    let script = tree.path("script.sh");
    tree.write("script.sh", format!("#!/bin/sh\ntouch {}\n", touched.display()));
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let run = script.display();
    tree.write(".git/config", format!("[core]\n\tfsmonitor = {run}\n\thooksPath = {run}\n\tpager = {run}\n[filter \"x\"]\n\tsmudge = {run}\n[remote \"origin\"]\n\turl = https://user:SECRET@github.com/o/r.git\n\tuploadpack = {run}\n"));
    tree.write(".git/HEAD", "ref: refs/heads/trunk\n");
    tree.write(".gitattributes", "* filter=x\n");
    tree.write(".git/hooks/post-checkout", format!("#!/bin/sh\ntouch {}\n", touched.display()));
    tree.write("good/catalog-info.yaml", component("good"));
    let seen = tree.open();
    let good = seen.entity("component:default/good").unwrap();
    assert_eq!(good.annotation("backstage.io/source-location"), Some("url:https://github.com/o/r/tree/trunk/good/"));
    assert!(!touched.exists());
}

#[test]
fn a_git_file_that_names_somebody_else_s_repository_is_not_believed() {
    let tree = Tree::new(&[("catalog-info.yaml", &component("good"))]);
    let other = tree.folder.path().join("other");
    std::fs::create_dir_all(&other).unwrap();
    std::fs::write(other.join("config"), "[remote \"origin\"]\n\turl = https://github.com/o/SECRET\n").unwrap();
    std::fs::write(other.join("gitdir"), "/somewhere/else/.git\n").unwrap();
    tree.write(".git", format!("gitdir: {}\n", other.display()));
    let good = tree.open().entity("component:default/good").unwrap();
    assert_eq!(good.annotation("backstage.io/source-location"), Some("file:./"));
}
