//! What can be said on the command line.

use super::offered::Offered;
use super::out::Format;
use super::{
    access, api, audit, completions, config, context, do_, docs, doctor, get, graph, keys, link, login, logout, logs,
    new, open, search, status, task, theme, timeline, wait, whoami, workspace,
};
use crate::config::{Glyphs, Images, Picks};
use crate::platform::keys::Keymap;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// The terminal client for developer platforms.
#[derive(Debug, Parser)]
#[command(name = "stagedoor", version, max_term_width = 100, disable_help_subcommand = false)]
pub(super) struct Args {
    #[command(flatten)]
    pub global: Global,

    /// Where to open the screen: stagedoor://ROOM..., component:default/payments, or a room's name
    pub link: Option<String>,

    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Flags that every command takes.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Global {
    /// The platform to use, by its name in the configuration [env: STAGEDOOR_CONTEXT]
    #[arg(long, global = true, value_name = "NAME", help_heading = "Platform")]
    pub context: Option<String>,

    /// A Backstage backend, without any configuration [env: STAGEDOOR_URL]
    #[arg(long, global = true, value_name = "URL", help_heading = "Platform")]
    pub url: Option<String>,

    /// A folder as the platform [env: STAGEDOOR_WORKSPACE]
    #[arg(long, global = true, value_name = "DIR", help_heading = "Platform")]
    pub workspace: Option<PathBuf>,

    /// The bundled example workspace
    #[arg(long, global = true, help_heading = "Platform")]
    pub example: bool,

    /// Start the example anew; what was changed in it is lost
    #[arg(long, global = true, help_heading = "Platform")]
    pub fresh: bool,

    /// Ask no server; only what is kept on this machine
    #[arg(long, global = true, help_heading = "Platform")]
    pub offline: bool,

    /// Offer nothing that changes anything
    #[arg(long, global = true, overrides_with = "read_only", help_heading = "Platform")]
    pub read_only: bool,

    /// Start no other program and touch no file but stagedoor's own: for a bastion
    #[arg(long, global = true, overrides_with = "restricted", help_heading = "Platform")]
    pub restricted: bool,

    /// The form of the results
    #[arg(short, long, global = true, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub output: Option<Format>,

    /// No colours; so too with NO_COLOR, and where the output is no terminal
    #[arg(long, global = true, overrides_with = "no_color", help_heading = "Output")]
    pub no_color: bool,

    /// The keys, or a file laid over the default ones
    #[arg(long, global = true, value_name = "NAME|FILE", help_heading = "Look", value_parser = Offered(&Keymap::NAMES))]
    pub keymap: Option<String>,

    /// The colours, or a file with them
    #[arg(long, global = true, value_name = "NAME|FILE", help_heading = "Look", value_parser = Offered(&theme::NAMES))]
    pub theme: Option<String>,

    /// The signs that are drawn with
    #[arg(long, global = true, value_enum, help_heading = "Look")]
    pub glyphs: Option<Glyphs>,

    /// How images are shown
    #[arg(long, global = true, value_enum, help_heading = "Look")]
    pub images: Option<Images>,

    /// Say more in the log; twice for everything
    #[arg(short, global = true, action = clap::ArgAction::Count, help_heading = "Log")]
    pub verbose: u8,

    /// Write a log to this file
    #[arg(long, global = true, value_name = "FILE", help_heading = "Log")]
    pub log: Option<PathBuf>,
}

impl Global {
    /// What is said about the platform.
    pub(super) fn picks(&self) -> Picks {
        Picks {
            context: self.context.clone(),
            url: self.url.clone(),
            workspace: self.workspace.clone(),
            example: self.example,
            fresh: self.fresh,
        }
    }

    /// Why the flags contradict each other. Not left to the parser, which compares only flags on
    /// the same side of the subcommand.
    pub(super) fn contradiction(&self) -> Option<&'static str> {
        let platforms = [self.context.is_some(), self.url.is_some(), self.workspace.is_some(), self.example];
        if platforms.into_iter().filter(|given| *given).count() > 1 {
            return Some("give only one of --context, --url, --workspace and --example");
        }
        (self.fresh && !self.example).then_some("--fresh goes with --example")
    }
}

/// What can be done without a screen.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Entities of the catalog
    Get(get::GetArgs),
    /// Search catalog and docs
    Search(search::SearchArgs),
    /// A page of docs as text
    Docs(docs::DocsArgs),
    /// The operations of an API, from its definition
    Api(api::ApiArgs),
    /// What an entity depends on, and what depends on it
    Graph(graph::GraphArgs),
    /// Everything that depends on an entity, over any number of steps, and whom to call
    Impact(graph::ImpactArgs),
    /// Open a tool, or a link of the entity's own, at the right place
    Open(open::OpenArgs),
    /// The link of an entity, and its address in the portal
    Link(link::LinkArgs),
    /// Run a template
    New(new::NewArgs),
    /// Runs of templates
    #[command(subcommand)]
    Task(task::TaskCommand),
    /// Access for a while: ask for it, review it, use it
    #[command(subcommand)]
    Access(access::AccessCommand),
    /// What runs of an entity says
    Logs(logs::LogsArgs),
    /// Do any action of the screen that means something without one
    Do(do_::DoArgs),
    /// Wait until something is so
    Wait(wait::WaitArgs),
    /// How things stand
    #[command(subcommand)]
    Status(status::StatusCommand),
    /// The journal of what you did through stagedoor on this platform, latest first
    Audit(audit::AuditArgs),
    /// What changed of an entity, and who did it
    Timeline(timeline::TimelineArgs),
    /// Who you are here, and what you may do
    Whoami(whoami::WhoamiArgs),
    /// The configuration: where it is, what is wrong with it, its JSON Schema
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Sign in: in the browser, by a code, or with what is pasted
    Login(login::LoginArgs),
    /// Sign out, and remove what is kept of who was signed in
    Logout(logout::LogoutArgs),
    /// The configured platforms
    #[command(subcommand)]
    Context(context::ContextCommand),
    /// Look for what could keep stagedoor from working here
    Doctor(doctor::DoctorArgs),
    /// The keys of the screen
    Keys(keys::KeysArgs),
    /// Completions for a shell, to be sourced
    Completions(completions::CompletionsArgs),
    /// What concerns a folder of catalog files
    #[command(subcommand)]
    Workspace(workspace::WorkspaceCommand),
}

impl Command {
    /// The word it is called by.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Command::Get(_) => "get",
            Command::Search(_) => "search",
            Command::Docs(_) => "docs",
            Command::Api(_) => "api",
            Command::Graph(_) => "graph",
            Command::Impact(_) => "impact",
            Command::Open(_) => "open",
            Command::Link(_) => "link",
            Command::Do(_) => "do",
            Command::Wait(_) => "wait",
            Command::Status(_) => "status",
            Command::Audit(_) => "audit",
            Command::Timeline(_) => "timeline",
            Command::New(_) => "new",
            Command::Task(_) => "task",
            Command::Access(_) => "access",
            Command::Logs(_) => "logs",
            Command::Whoami(_) => "whoami",
            Command::Config(_) => "config",
            Command::Login(_) => "login",
            Command::Logout(_) => "logout",
            Command::Context(_) => "context",
            Command::Doctor(_) => "doctor",
            Command::Keys(_) => "keys",
            Command::Completions(_) => "completions",
            Command::Workspace(_) => "workspace",
        }
    }

    /// Whether `-o` can shape its results.
    fn lists_itself(&self) -> bool {
        !matches!(self, Command::Completions(_))
    }

    pub(super) fn lists(&self) -> bool {
        self.lists_itself()
            && !matches!(self, Command::Config(command) if !command.lists())
            && !matches!(self, Command::Context(command) if !command.lists())
            && !matches!(self, Command::Keys(args) if args.markdown)
    }
}
