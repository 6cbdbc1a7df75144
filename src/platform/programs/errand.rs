use super::in_terminal;
use crate::domain::model::access::CommandLine;
use crate::domain::model::journal::Ending;
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use std::ffi::{OsStr, OsString};
use std::io;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

/// A program that failed within so long has been used for nothing: what it said is all there is of it.
const AT_ONCE: Duration = Duration::from_secs(5);

/// Programs that have the terminal, one after the other, and what they are run for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// The action, as the journal names it.
    pub action: Action,
    /// What it is done to, as the journal names it: `request/ID`.
    pub target: Clean,
    /// What is run; where one fails none after it is.
    pub commands: Vec<CommandLine>,
}

/// How an errand ended.
#[derive(Debug)]
pub enum Ran {
    /// All of it was run, and the last program ended well.
    Well(String),
    /// A program ended otherwise.
    Failed {
        /// Which.
        program: String,
        /// How.
        status: ExitStatus,
        /// Whether that was so soon that nobody has read yet what it said.
        is_at_once: bool,
    },
    /// A program could not be run.
    NotStarted {
        /// Which.
        program: String,
        /// Why not.
        error: io::Error,
    },
}

impl Errand {
    /// Whether all of it may be run.
    ///
    /// # Errors
    /// When something of it may not be started ([`super::ask_for`]), or there is nothing to run.
    pub fn ask(&self) -> io::Result<()> {
        if self.commands.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "there is nothing to run"));
        }
        self.commands.iter().try_for_each(|line| {
            let args = line.args.iter().map(OsStr::new);
            super::ask_for(OsStr::new(&line.program), args)
        })
    }

    /// Runs it in the terminal, until the end of the last program or the first that fails. `begins` hears of each
    /// before it is run.
    pub fn run(&self, mut begins: impl FnMut(&CommandLine)) -> Ran {
        let mut last = String::new();
        for line in &self.commands {
            begins(line);
            let args: Vec<OsString> = line.args.iter().map(OsString::from).collect();
            let program = name(&line.program);
            let began = Instant::now();
            match in_terminal(&line.program, &args) {
                Ok(status) if status.success() => last = program,
                Ok(status) => return Ran::Failed { program, status, is_at_once: began.elapsed() < AT_ONCE },
                Err(error) => return Ran::NotStarted { program, error },
            }
        }
        Ran::Well(last)
    }
}

impl Ran {
    /// How one program ended that was run for some time.
    pub fn of(program: &str, ran: io::Result<ExitStatus>) -> Self {
        let program = name(program);
        match ran {
            Ok(status) if status.success() => Ran::Well(program),
            Ok(status) => Ran::Failed { program, status, is_at_once: false },
            Err(error) => Ran::NotStarted { program, error },
        }
    }
}

/// The name of a program without its folder.
fn name(program: &str) -> String {
    program.rsplit('/').next().unwrap_or(program).to_owned()
}

impl Ran {
    /// In words: `tsh ended with exit status: 1`.
    pub fn words(&self) -> Clean {
        Clean::line(&match self {
            Ran::Well(program) => format!("{program} ended"),
            Ran::Failed { program, status, .. } => format!("{program} ended with {status}"),
            Ran::NotStarted { program, error } if error.kind() == io::ErrorKind::NotFound => {
                format!("there is no `{program}` here: install it, or name its path in the configuration")
            }
            Ran::NotStarted { program, error } => format!("cannot run {program}: {error}"),
        })
    }

    /// Whether it ended well.
    pub fn is_well(&self) -> bool {
        matches!(self, Ran::Well(_))
    }

    /// How the journal calls it: a program that ran was run, however it ended.
    pub fn ending(&self) -> Ending {
        match self {
            Ran::Well(_) | Ran::Failed { .. } => Ending::Done,
            Ran::NotStarted { .. } => Ending::Refused,
        }
    }

    /// Whether what it said is to stay until somebody has read it.
    pub fn is_to_be_read(&self) -> bool {
        match self {
            Ran::Well(_) => false,
            Ran::Failed { is_at_once, .. } => *is_at_once,
            Ran::NotStarted { .. } => true,
        }
    }
}

/// The exit code of a program, as a shell tells it: 128 and the number of the signal that ended it.
pub fn code_of(status: ExitStatus) -> u8 {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    #[cfg(unix)]
    let code = code.or_else(|| {
        use std::os::unix::process::ExitStatusExt as _;
        status.signal().and_then(|signal| u8::try_from(128_i32.saturating_add(signal)).ok())
    });
    code.unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errand(commands: &[&[&str]]) -> Errand {
        let line = |words: &&[&str]| CommandLine {
            title: Clean::default(),
            program: words[0].to_owned(),
            args: words[1..].iter().map(|word| (*word).to_owned()).collect(),
        };
        Errand {
            action: Action::AccessConnect,
            target: "request/1".into(),
            commands: commands.iter().map(line).collect(),
        }
    }

    #[test]
    fn what_comes_after_a_program_that_failed_is_not_run() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let (one, two) = (file("one"), file("two"));
        let mut begun = 0;
        let ran = errand(&[&["touch", &one], &["false"], &["touch", &two]]).run(|_| begun += 1);
        assert!(matches!(&ran, Ran::Failed { program, is_at_once: true, .. } if program == "false"), "{ran:?}");
        assert!(ran.is_to_be_read() && ran.ending() == Ending::Done);
        let is_there = |path: &str| std::path::Path::new(path).exists();
        assert_eq!((begun, is_there(&one), is_there(&two)), (2, true, false));
        assert!(errand(&[&["true"]]).run(|_| ()).is_well());
    }

    #[test]
    fn a_program_that_is_not_there_is_said_to_be_missing() {
        let ran = errand(&[&["/nowhere/tsh", "ssh"]]).run(|_| ());
        assert_eq!(ran.words().as_str(), "there is no `tsh` here: install it, or name its path in the configuration");
        assert_eq!(ran.ending(), Ending::Refused);
        assert!(errand(&[]).ask().is_err());
    }
}
