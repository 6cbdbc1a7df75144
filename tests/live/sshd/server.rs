//! A real sshd on loopback, in a mount namespace of its own: accounts, the administrator's file and
//! all else that it finds in `/etc` are a copy, and nothing of this machine is changed.

use crate::terminal::{Pty, Start};
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The numbers of guests are this and the port: nobody's on this machine, and another one for each
/// server.
const GUESTS: u32 = 100_000;
const LIMIT: Duration = Duration::from_secs(60);

/// How the guest is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// stagedoor is the login shell, and the administrator's file restricts it.
    LoginShell,
    /// `ForceCommand`, as the documentation has it, below a shell of the system.
    ForceCommand,
    /// Both.
    Both,
}

pub struct Server {
    temp: TempDir,
    port: u16,
    guest: u32,
    kept: Kept,
    sshd: Child,
    watch: Option<JoinHandle<BTreeSet<String>>>,
    over: Arc<AtomicBool>,
}

/// What came of an attempt.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Why there can be no server here.
pub fn missing() -> Option<String> {
    if !rustix::process::getuid().is_root() {
        return Some("it takes root to start sshd for another account".into());
    }
    let programs = ["/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/ssh-keygen", "/usr/bin/unshare"];
    programs.into_iter().find(|program| !Path::new(program).exists()).map(|program| format!("{program} is missing"))
}

fn done(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn append(path: &Path, text: &str) {
    let before = fs::read_to_string(path).unwrap_or_default();
    fs::write(path, before + text).unwrap();
}

impl Server {
    /// Starts one. `managed` is the administrator's file.
    pub fn start(kept: Kept, managed: &str) -> Self {
        let temp = TempDir::with_prefix("stagedoor-sshd-").unwrap();
        fs::set_permissions(temp.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let at = |name: &str| temp.path().join(name);
        fs::create_dir(at("bin")).unwrap();
        // where the guest can reach it, wherever it was built
        let program = Path::new(env!("CARGO_BIN_EXE_stagedoor"));
        fs::hard_link(program, at("bin/stagedoor"))
            .or_else(|_| fs::copy(program, at("bin/stagedoor")).map(drop))
            .unwrap();
        for key in ["host", "key"] {
            done(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(at(key)));
        }
        // where anything that was not to be made would be
        fs::create_dir(at("marks")).unwrap();
        fs::set_permissions(at("marks"), fs::Permissions::from_mode(0o777)).unwrap();
        let guest = GUESTS + u32::from(port);
        let example = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/example");
        done(Command::new("cp").args(["-r", example]).arg(at("catalog")));
        furnish(temp.path(), guest, kept, managed);
        fs::write(at("sshd_config"), settings(temp.path(), kept, port)).unwrap();
        let script = "mount --bind /etc \"$0/real\" && mount --bind \"$0/etc\" /etc && mount -t tmpfs none /run && mkdir /run/sshd \
                      && exec /usr/sbin/sshd -D -e -f \"$0/sshd_config\"";
        let log = fs::File::create(at("log")).unwrap();
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-c", script]).arg(temp.path());
        let sshd = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let over = Arc::new(AtomicBool::new(false));
        let mut server = Self { temp, port, guest, kept, sshd, watch: None, over };
        server.await_banner();
        let (over, ours) = (Arc::clone(&server.over), server.path("bin/stagedoor"));
        server.watch = Some(std::thread::spawn(move || strangers(&over, &ours, guest, kept)));
        server
    }

    fn await_banner(&mut self) {
        let end = Instant::now() + LIMIT;
        loop {
            let mut banner = [0; 4];
            let heard = TcpStream::connect(("127.0.0.1", self.port)).and_then(|mut to| to.read_exact(&mut banner));
            if heard.is_ok() && &banner == b"SSH-" {
                return;
            }
            let ended = self.sshd.try_wait().unwrap();
            let log = || fs::read_to_string(self.path("log")).unwrap_or_default();
            assert!(ended.is_none(), "sshd ended: {}", log());
            assert!(Instant::now() < end, "sshd does not listen: {}", log());
            std::thread::yield_now();
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    /// The path as it is written in what somebody tries.
    pub fn mark(&self, name: &str) -> String {
        self.path("marks").join(name).display().to_string()
    }

    fn options(&self) -> Vec<String> {
        let mut options: Vec<String> = ["-F", "/dev/null", "-p"].map(str::to_owned).into();
        options.push(self.port.to_string());
        options.extend(["-i".into(), self.path("key").display().to_string()]);
        for option in ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "BatchMode=yes", "LogLevel=ERROR"] {
            options.extend(["-o".into(), option.into()]);
        }
        options
    }

    /// Runs ssh without a terminal over a connection that all such share.
    pub fn ask(&self, command: &str) -> Said {
        let path = format!("ControlPath={}", self.path("connection").display());
        self.ssh(&["-o", "ControlMaster=auto", "-o", "ControlPersist=yes", "-o", &path], &[command])
    }

    /// Runs ssh without a terminal: options of its own, and what it is to do there.
    pub fn ssh(&self, options: &[&str], command: &[&str]) -> Said {
        // behind `--` nothing is an option of the client any more
        self.client("ssh", options, &[&["--", "guest@127.0.0.1"], command].concat(), "touch MARKS/from-input\n")
    }

    /// Runs a client of ssh.
    pub fn client(&self, program: &str, options: &[&str], args: &[&str], input: &str) -> Said {
        let mut command = Command::new(program);
        // of the port sftp and scp have another opinion
        let mut own = self.options();
        if program != "ssh" {
            own.iter_mut().filter(|option| *option == "-p").for_each(|option| *option = "-P".into());
        }
        command.args(own).args(options).args(args).env_remove("SSH_AUTH_SOCK");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let _ = stdin.write_all(input.replace("MARKS", &self.mark("")).as_bytes());
        drop(stdin);
        said(child.wait_with_output().unwrap())
    }

    /// Runs ssh in a terminal.
    pub fn terminal(&self, options: &[&str], command: &[&str]) -> Pty {
        let own = self.options();
        let mut args = vec!["-tt"];
        args.extend(own.iter().map(String::as_str));
        args.extend(options);
        args.extend(["--", "guest@127.0.0.1"]);
        args.extend(command);
        Pty::program("ssh", Start { args, ..Start::default() })
    }

    /// The processes of the guest that are stagedoor, with the letter of their state.
    pub fn stagedoors(&self) -> Vec<(u32, char)> {
        let ours = self.path("bin/stagedoor");
        processes(self.guest)
            .into_iter()
            .filter(|it| it.program.as_deref() == Some(&ours))
            .map(|it| (it.id, it.state))
            .collect()
    }

    /// Every file on this machine that the guest has made, and every process of theirs that is none
    /// of ours, since the server started.
    pub fn left(mut self) -> (Vec<String>, BTreeSet<String>) {
        self.over.store(true, Ordering::SeqCst);
        let strangers = self.watch.take().map(|watch| watch.join().unwrap()).unwrap_or_default();
        let root = format!("/proc/{}/root", self.sshd.id());
        let places = writable().iter().map(String::as_str).chain(["/run", "/dev/shm", "/dev/mqueue"]);
        let places: Vec<String> = places.map(|place| format!("{root}{place}")).collect();
        let temp = format!("{root}{}", self.temp.path().display());
        let found = [found(&places, &["-maxdepth", "2"], self.guest), found(&[temp], &[], self.guest)].concat();
        let home = self.path("home").display().to_string();
        let mut files: Vec<String> = found
            .iter()
            .filter_map(|path| path.strip_prefix(&root))
            .map(|path| path.replacen(&home, "~", 1))
            .filter(|path| !FURNITURE.iter().any(|own| path == own))
            .collect();
        files.sort();
        files.dedup();
        (files, strangers)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        for process in processes(self.guest) {
            let _ = Command::new("kill").args(["-9", &process.id.to_string()]).output();
        }
        let _ = self.sshd.kill();
        let _ = self.sshd.wait();
        if std::thread::panicking() {
            eprintln!("sshd, {:?}: {}", self.kept, fs::read_to_string(self.path("log")).unwrap_or_default());
        }
    }
}

/// The folders of this machine that anybody can make a file in.
fn writable() -> &'static [String] {
    static FOUND: OnceLock<Vec<String>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let output = Command::new("find").args(["/", "-xdev", "-type", "d", "-perm", "-o+w"]).output().unwrap();
        let found: Vec<String> = String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect();
        assert!(found.iter().any(|folder| folder == "/tmp"), "{found:?}");
        found
    })
}

/// What belongs to a guest in some folders.
fn found(places: &[String], how: &[&str], guest: u32) -> Vec<String> {
    let mut find = Command::new("find");
    find.args(places).args(how).args(["-xdev", "-uid", &guest.to_string()]);
    String::from_utf8_lossy(&find.output().unwrap().stdout).lines().map(str::to_owned).collect()
}

/// What the guest has from the start.
const FURNITURE: [&str; 5] =
    ["~", "~/.config", "~/.config/stagedoor", "~/.config/stagedoor/config.toml", "~/.config/stagedoor/keys.toml"];

/// Accounts, the guest's home with a configuration that would let them out, and the administrator's
/// file.
fn furnish(temp: &Path, guest: u32, kept: Kept, managed: &str) {
    let (etc, real) = (temp.join("etc"), temp.join("real"));
    fs::create_dir(&etc).unwrap();
    fs::create_dir(&real).unwrap();
    for entry in fs::read_dir("/etc").unwrap().flatten() {
        let (from, to) = (entry.path(), etc.join(entry.file_name()));
        match entry.file_name().to_str() {
            Some("passwd" | "shadow" | "group") => drop(fs::copy(from, to).unwrap()),
            Some("stagedoor") => {}
            _ => symlink(real.join(entry.file_name()), to).unwrap(),
        }
    }
    let home = temp.join("home");
    let shell = match kept {
        Kept::LoginShell | Kept::Both => temp.join("bin/stagedoor"),
        Kept::ForceCommand => "/bin/sh".into(),
    };
    append(&etc.join("passwd"), &format!("guest:x:{guest}:{guest}::{}:{}\n", home.display(), shell.display()));
    append(&etc.join("shadow"), "guest:*:19000:0:99999:7:::\n");
    append(&etc.join("group"), &format!("guest:x:{guest}:\nstagedoor:x:99999:guest\n"));
    let managed_folder = etc.join("stagedoor");
    fs::create_dir(&managed_folder).unwrap();
    fs::set_permissions(&managed_folder, fs::Permissions::from_mode(0o755)).unwrap();
    let managed = managed.replace("TEMP", &temp.display().to_string());
    fs::write(managed_folder.join("config.toml"), managed).unwrap();
    let own = home.join(".config/stagedoor");
    fs::create_dir_all(&own).unwrap();
    let marks = temp.join("marks");
    let text = format!(
        "restricted = false\ncurrent = 'mine'\n[bastion]\nkeep = true\n[contexts.mine]\nurl = 'http://127.0.0.1:1'\n\
         auth = ['static']\ntoken_command = ['/usr/bin/touch', '{0}/token']\n[audit]\nfile = '{0}/audit'\n\
         [look]\nkeymap = 'keys.toml'\ntheme = 'dark'\n",
        marks.display()
    );
    fs::write(own.join("config.toml"), text).unwrap();
    fs::write(own.join("keys.toml"), "\"app.suspend\" = [\"f5\"]\n\"entity.edit\" = [\"f6\"]\n").unwrap();
    for path in [home.clone(), home.join(".config"), own.clone(), own.join("config.toml"), own.join("keys.toml")] {
        chown(path, Some(guest), Some(guest)).unwrap();
    }
}

/// What the documentation says to write, with another place of the program, and with every variable
/// let in: worse than it is to be.
fn settings(temp: &Path, kept: Kept, port: u16) -> String {
    let page = include_str!("../../../docs/bastion.md");
    let block = page.split("```sshd_config\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let block = block.replace("/usr/bin/stagedoor", &temp.join("bin/stagedoor").display().to_string());
    assert!(block.contains("ForceCommand") && block.contains("AcceptEnv"), "{block}");
    let block: String = block
        .lines()
        .map(|line| if line.trim_start().starts_with("AcceptEnv") { "    AcceptEnv *" } else { line })
        .filter(|line| kept != Kept::LoginShell || !line.trim_start().starts_with("ForceCommand"))
        .map(|line| format!("{line}\n"))
        .collect();
    let at = |name: &str| temp.join(name).display().to_string();
    // the one that is built in asks no login shell: what is forced has to stand before it
    let sftp = if kept == Kept::LoginShell { "/usr/lib/openssh/sftp-server" } else { "internal-sftp" };
    format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nPidFile none\nUsePAM no\nStrictModes no\nLogLevel ERROR\n\
         AuthorizedKeysFile {}\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPrintMotd no\n\
         Subsystem sftp {sftp}\nMaxStartups 100\n{block}",
        at("host"),
        at("key.pub"),
    )
}

struct Process {
    id: u32,
    parent: u32,
    state: char,
    name: String,
    program: Option<PathBuf>,
}

/// The processes of the guest.
fn processes(guest: u32) -> Vec<Process> {
    let all = fs::read_dir("/proc").unwrap().flatten().filter(|entry| {
        let is_process = entry.file_name().to_string_lossy().bytes().all(|byte| byte.is_ascii_digit());
        is_process && entry.metadata().is_ok_and(|known| known.uid() == guest)
    });
    all.filter_map(|entry| {
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let (name, rest) = stat.split_once('(')?.1.rsplit_once(") ")?;
        let mut rest = rest.split(' ');
        let (state, parent) = (rest.next()?.chars().next()?, rest.next()?.parse().ok()?);
        let program = fs::read_link(entry.path().join("exe")).ok();
        Some(Process { id: entry.file_name().to_str()?.parse().ok()?, parent, state, name: name.into(), program })
    })
    .collect()
}

/// Looks at the guest's processes, again and again; those that have no business here. A shell is
/// there only where it is what sshd runs the forced command by.
fn strangers(over: &AtomicBool, ours: &Path, guest: u32, kept: Kept) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    while !over.load(Ordering::SeqCst) {
        let all = processes(guest);
        let stagedoors: Vec<u32> =
            all.iter().filter(|it| it.program.as_deref() == Some(ours)).map(|it| it.id).collect();
        for process in &all {
            // one that has no program any more is about to be gone
            let is_known = process.program.as_deref().is_none_or(|program| program == ours)
                || process.name == "sshd"
                || (kept == Kept::ForceCommand && process.name == "sh");
            if !is_known || stagedoors.contains(&process.parent) {
                found.insert(format!("{} ({:?})", process.name, process.program));
            }
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    found
}

fn said(output: Output) -> Said {
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
