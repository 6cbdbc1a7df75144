/// What was typed and answered in a shell, or at the prompt of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Shell,
    Python,
    PowerShell,
}

impl Kind {
    pub(super) fn of(language: &str) -> Option<Self> {
        match language {
            "console" | "shell-session" => Some(Self::Shell),
            "pycon" => Some(Self::Python),
            "pwsh-session" => Some(Self::PowerShell),
            _ => None,
        }
    }

    /// The language of what is typed.
    pub(super) fn language(self) -> &'static str {
        match self {
            Self::Shell => "bash",
            Self::Python => "python",
            Self::PowerShell => "powershell",
        }
    }

    /// How long the prompt is that a line begins with; none for an answer.
    pub(super) fn prompt(self, line: &str) -> Option<usize> {
        let ends: &[&str] = match self {
            Self::Shell => &["$ ", "# ", "% ", "> "],
            Self::Python => &[">>> ", "... "],
            Self::PowerShell => &["PS> ", "> "],
        };
        if let Some(end) = ends.iter().find(|end| line.starts_with(**end)) {
            return Some(end.len());
        }
        // a host and a folder may stand before it
        let at = line.find("$ ").filter(|_| self == Self::Shell)?;
        let before = line.get(..at)?;
        (before.contains('@') && !before.contains(' ')).then_some(at + 2)
    }
}
