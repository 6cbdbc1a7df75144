//! `stagedoor get`: entities as the catalog has them.

use super::access;
use super::asked::{Asked, KINDS, Owner};
use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, NOT_FOUND, complain};
use super::out::{Column, Row};
use super::picked::{Picked, systems};
use super::provisions;
use super::task;
use crate::domain::model::listing::{Facet, FieldPath, Filter, ORPHAN};
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::ports::Wanted;

#[derive(Debug, clap::Args)]
pub(super) struct GetArgs {
    /// The kind: component, api, resource, system, domain, group, user, template, location, one of
    /// your own, or `all`; the plural does too; or `tasks`, runs of templates (--owner, --limit and
    /// --filter state=failed are for them as well); or `provisions`, what was asked for and how far it has
    /// come (--owner, --limit and --filter environment=, kind=, state= are for them); or `requests`, for access
    /// (--owner me, --limit and --filter state=pending are for them)
    pub kind: String,
    /// Only these: payments, default/payments or component:default/payments; of tasks their ids; of
    /// provisions their names, their objects or their tasks; of requests their ids
    #[arg(value_name = "REF")]
    pub refs: Vec<String>,
    /// Only where a field has that value (spec.type=service), or is there at all (spec.owner);
    /// several: all of them, and any value of the same field
    #[arg(long, value_name = "EXPR")]
    pub filter: Vec<String>,
    /// Only what is owned by you and your groups, or by a group or user
    #[arg(long, value_name = "me|REF")]
    pub owner: Option<String>,
    /// Only what the filter of the screen would show for this text: words, and conditions like
    /// owner:payments, -lifecycle:deprecated or spec.tier:gold,silver
    #[arg(long = "match", value_name = "TEXT", allow_hyphen_values = true)]
    pub matching: Option<String>,
    /// Only what should have an owner and has none that exists
    #[arg(long)]
    pub ownerless: bool,
    /// Only what its location names no more (backstage.io/orphan)
    #[arg(long)]
    pub orphan: bool,
    /// These columns instead of the usual ones, in tables and CSV: ref, name, kind, type, lifecycle,
    /// owner, system, namespace, tags, title, description, or any field (spec.tier)
    #[arg(long, value_name = "A,B,C", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// By this field: metadata.name, or -metadata.name for the other way round
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    pub sort: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

const COLUMNS: &[Column] = &[
    Column::whole("REF"),
    Column::new("TITLE"),
    Column::new("TYPE"),
    Column::new("LIFECYCLE"),
    Column::new("OWNER"),
    Column::wide("SYSTEM"),
    Column::wide("TAGS"),
    Column::wide("DESCRIPTION"),
];

/// Runs of templates are no entities, and are asked for as `task ls` does.
fn tasks(desk: &mut Desk<'_>, args: &GetArgs) -> Ended {
    if let Some(flag) = args.not_for_tasks() {
        return Err(Ending::usage(&format!("{flag} is not for tasks")));
    }
    if !args.refs.is_empty() {
        return match args.owner.is_some() || args.limit.is_some() || !args.filter.is_empty() {
            true => Err(Ending::usage("tasks are asked for by their ids, or by --owner, --limit and --filter")),
            false => task::list_of(desk, &args.refs),
        };
    }
    let state = match args.filter.as_slice() {
        [] => None,
        [one] if one.starts_with("state=") => one.strip_prefix("state=").map(str::to_owned),
        _ => return Err(Ending::usage("tasks can be filtered by their state alone: --filter state=failed")),
    };
    let all = match args.owner.as_deref() {
        None => true,
        Some("me") => false,
        Some(_) => return Err(Ending::usage("of tasks yours are asked for (--owner me), or all")),
    };
    task::list(desk, &task::LsArgs { all, state, limit: args.limit })
}

pub(super) fn run(desk: &mut Desk<'_>, args: &GetArgs) -> Ended {
    if matches!(args.kind.as_str(), "task" | "tasks") {
        return tasks(desk, args);
    }
    if matches!(args.kind.as_str(), "provision" | "provisions") {
        return match args.not_for_tasks() {
            Some(flag) => Err(Ending::usage(&format!("{flag} is not for provisions"))),
            None => provisions::get(desk, args),
        };
    }
    if matches!(args.kind.as_str(), "request" | "requests") {
        return match args.not_for_tasks() {
            Some(flag) => Err(Ending::usage(&format!("{flag} is not for requests"))),
            None => access::get(desk, args),
        };
    }
    let kind = kind(&args.kind)?;
    let wanted = wanted(args, kind.as_deref())?;
    let picked = Picked::parse(&args.columns)?;
    let connected = desk.connect()?;
    let owner = args.owner.as_deref().map(Owner::parse).transpose()?;
    let asked = Asked { ports: &connected.ports, wanted, owner, narrow: args.narrow() };
    let (entities, wrong) = wait(asked.answer())?;
    match &picked {
        Some(picked) => {
            desk.out.list(&picked.columns(), &entities.iter().map(|it| picked.row(it)).collect::<Vec<_>>())?
        }
        None => desk.out.list(COLUMNS, &entities.iter().map(row).collect::<Vec<_>>())?,
    }
    if let Some(wrong) = wrong {
        complain(&wrong);
        return Ok(NOT_FOUND);
    }
    if entities.is_empty() && desk.out.for_people() && asked.wanted.refs.is_empty() {
        complain(&Clean::line(&format!("there is nothing of that sort in {}", connected.platform.name)));
    }
    Ok(missing(&asked.wanted.refs, &entities))
}

impl GetArgs {
    /// What was given that says something of entities alone.
    fn not_for_tasks(&self) -> Option<&'static str> {
        let given = [
            ("--match", self.matching.is_some()),
            ("--ownerless", self.ownerless),
            ("--orphan", self.orphan),
            ("--columns", !self.columns.is_empty()),
            ("--sort", self.sort.is_some()),
        ];
        given.into_iter().find(|(_, is_given)| *is_given).map(|(flag, _)| flag)
    }

    /// What only the rows of the catalog can tell.
    fn narrow(&self) -> Option<Filter> {
        let text = self.matching.clone().unwrap_or_default();
        let mut filter = Filter { text, ownerless: self.ownerless, ..Filter::default() };
        if let Some(orphan) = FieldPath::parse(ORPHAN).filter(|_| self.orphan) {
            filter.toggle(Facet::Field(orphan), "true");
        }
        (!filter.is_open()).then_some(filter)
    }
}

fn missing(refs: &[EntityRef], entities: &[Entity]) -> u8 {
    let gone = refs.iter().filter(|wanted| !entities.iter().any(|entity| entity.reference() == *wanted));
    let told = gone.map(|wanted| complain(&not_there(wanted))).count();
    if told > 0 { NOT_FOUND } else { 0 }
}

/// The kind in lower case; `None` is all.
fn kind(word: &str) -> Result<Option<String>, Ending> {
    let word = word.to_lowercase();
    let singular = match word.as_str() {
        "all" => return Ok(None),
        plural if KINDS.iter().any(|kind| plural.strip_suffix('s') == Some(kind)) => {
            word.trim_end_matches('s').to_owned()
        }
        "tasks" | "requests" | "tools" | "topics" | "connectors" | "schemas" => {
            return Err(Ending::usage(&format!("this version cannot get {word}")));
        }
        _ => word,
    };
    let fits = singular.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    match fits && !singular.is_empty() {
        true => Ok(Some(singular)),
        false => Err(Ending::usage(&format!("`{singular}` is no kind; for example: stagedoor get component"))),
    }
}

fn wanted(args: &GetArgs, kind: Option<&str>) -> Result<Wanted, Ending> {
    let refs = args.refs.iter().map(|text| reference(text, kind)).collect::<Result<_, _>>()?;
    let filters = args.filter.iter().map(|text| filter(text)).collect::<Result<_, _>>()?;
    let sort = args.sort.as_deref().map(|field| match field.strip_prefix('-') {
        Some(field) => (long_field(field), true),
        None => (long_field(field), false),
    });
    if sort.as_ref().is_some_and(|(field, _)| field.is_empty()) {
        return Err(Ending::usage("--sort takes a field: metadata.name, or -metadata.name"));
    }
    Ok(Wanted { kind: kind.map(str::to_owned), refs, filters, sort, limit: args.limit, ..Wanted::default() })
}

fn reference(text: &str, kind: Option<&str>) -> Result<EntityRef, Ending> {
    let reference = EntityRef::parse(text, kind, None).map_err(|error| Ending::usage(&error.to_string()))?;
    match kind {
        Some(kind) if reference.kind() != kind => {
            Err(Ending::usage(&format!("{reference} is no {kind}; `stagedoor get all {reference}` takes any kind")))
        }
        _ => Ok(reference),
    }
}

fn filter(text: &str) -> Result<(String, Option<String>), Ending> {
    let (field, value) = match text.split_once('=') {
        Some((field, value)) => (field, Some(value)),
        None => (text, None),
    };
    // catalogs have no such conditions; taken as a name it would quietly find nothing
    let comparison = field.ends_with(['!', '<', '>', '~']) || value.is_some_and(|value| value.starts_with('='));
    if field.is_empty() || comparison || field.contains(char::is_whitespace) {
        return Err(Ending::usage(&format!(
            "`{text}` is no filter; write spec.type=service, or spec.owner for any value"
        )));
    }
    Ok((long_field(field), value.map(str::to_owned)))
}

/// What people call the usual fields.
fn long_field(field: &str) -> String {
    match field {
        "name" | "namespace" | "title" | "description" | "tags" => format!("metadata.{field}"),
        "tag" => "metadata.tags".into(),
        "type" | "lifecycle" | "owner" | "system" | "domain" => format!("spec.{field}"),
        _ => field.to_owned(),
    }
}

fn row(entity: &Entity) -> Row {
    let names = |refs: Vec<EntityRef>| {
        Clean::line(&refs.iter().map(|owner| owner.name().to_owned()).collect::<Vec<_>>().join(" "))
    };
    let tags: Vec<String> = entity.tags().iter().map(ToString::to_string).collect();
    let title = entity.title();
    let title = if title == entity.name() { Clean::default() } else { title };
    Row {
        cells: vec![
            entity.reference().short(),
            title,
            entity.text("/spec/type"),
            entity.text("/spec/lifecycle"),
            names(entity.owners()),
            names(systems(entity)),
            Clean::line(&tags.join(" ")),
            entity.text("/metadata/description"),
        ],
        name: entity.reference().shown().to_clean(),
        value: entity.value().clone(),
    }
}

fn not_there(wanted: &EntityRef) -> Clean {
    let name = wanted.name();
    Clean::line(&format!("there is no {wanted}, or you may not see it; `stagedoor search {name}` finds what is alike"))
}
