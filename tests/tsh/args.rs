//! Arguments as kingpin reads them: options with their values in one word, everywhere; after `--` there are none.

/// Options that each command takes, besides those that all take.
const OPTIONS: &[(&str, &[&str])] = &[
    ("version", &["client", "format"]),
    ("status", &["format"]),
    ("login", &["request-id"]),
    ("request ls", &["format", "my-requests", "reviewable", "suggested"]),
    ("request show", &["format"]),
    (
        "request create",
        &["resource", "roles", "reason", "max-duration", "session-ttl", "request-ttl", "reviewers", "nowait"],
    ),
    ("request review", &["approve", "deny", "reason"]),
    ("request drop", &[]),
    ("request search", &["kind", "kube-cluster", "kube-kind", "kube-namespace", "all-kube-namespaces", "verbose"]),
    ("db ls", &["format"]),
    ("ls", &["format"]),
    ("kube ls", &["format"]),
    ("sessions ls", &["format"]),
    ("recordings ls", &["format", "from-utc", "limit"]),
];

#[derive(Debug, Default)]
pub struct Args {
    pub all: Vec<String>,
    words: Vec<String>,
    options: Vec<(String, String)>,
}

impl Args {
    pub fn parse(all: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut args = Args { all: all.collect(), ..Args::default() };
        let mut is_over = false;
        for word in args.all.clone() {
            match word.strip_prefix("--") {
                Some("") if !is_over => is_over = true,
                Some(option) if !is_over => {
                    let (name, value) = option.split_once('=').unwrap_or((option, ""));
                    args.options.push((name.to_owned(), value.to_owned()));
                }
                _ if word.starts_with('-') && !is_over => return Err(format!("unknown short flag '{word}'")),
                _ => args.words.push(word),
            }
        }
        let (_, known) = OPTIONS.iter().find(|(words, _)| *words == args.words()).ok_or("expected command")?;
        let global = ["proxy", "user", "cluster"];
        match args.options.iter().find(|(name, _)| !known.contains(&&**name) && !global.contains(&&**name)) {
            Some((name, _)) => Err(format!("unknown long flag '--{name}'")),
            None => Ok(args),
        }
    }

    /// The words of the command.
    pub fn words(&self) -> String {
        let count = match self.words.first().map(String::as_str) {
            Some("request" | "db" | "kube" | "sessions" | "recordings") => 2,
            _ => 1,
        };
        self.words.iter().take(count).map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// What comes behind the words of the command.
    pub fn last(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    pub fn has(&self, name: &str) -> bool {
        self.options.iter().any(|(known, _)| known == name)
    }

    pub fn get(&self, name: &str) -> &str {
        self.options.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.options.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
