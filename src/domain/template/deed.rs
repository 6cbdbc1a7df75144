//! What can be done to what a template made, each by a template of its own: the annotation `stagedoor.dev/deeds`.
//!
//! On a template its text is a YAML list of `{do, template, values}`: `do` is `restore`, `scale` or `delete`; `template`
//! the reference of the one that is run for it; `values` what its form is filled in with, where texts see `provision`
//! and `parameters` in `${{ }}`. Nothing is done but by such a run. A template that is run for a deed says so itself, by
//! `stagedoor.dev/deed`.

use super::approval::{Approval, approvals, items};
use crate::domain::expression::{self, Context};
use crate::domain::model::provision::{Provision, Tier, marks};
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use serde_json::{Map, Value, json};

/// The annotation.
pub const DEEDS: &str = "stagedoor.dev/deeds";

/// The annotation of a template that is run for a deed: the word for it.
pub const DEED: &str = "stagedoor.dev/deed";

/// Of an object: the template that made it, for when the task is not known any more.
pub const MADE_BY: &str = marks::TEMPLATE;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeedName {
    /// To have it as it was.
    Restore,
    /// To have more or less of it.
    Scale,
    /// To have it no more.
    Delete,
}

impl DeedName {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Restore => "restore",
            Self::Scale => "scale",
            Self::Delete => "delete",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        [Self::Restore, Self::Scale, Self::Delete].into_iter().find(|name| name.word() == word)
    }
}

/// Something that can be done to what a template made.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// What.
    pub name: DeedName,
    /// The template that is run for it.
    pub template: EntityRef,
    /// What its form is filled in with.
    values: Value,
}

/// Why something cannot be done to what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Nothing says which template made it.
    Maker,
    /// This template is not known here: the one that made it.
    MakerHere(EntityRef),
    /// The template that made it names none to do that.
    Deed(EntityRef, DeedName),
    /// The template that is run for it is not known here.
    DeedHere(EntityRef),
}

impl Lack {
    /// It, in words that follow the name of the thing.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Maker => format!("no request and no {MADE_BY} on it says which template made it"),
            Self::MakerHere(template) => format!("{} made it, and is not known here", template.short()),
            Self::Deed(template, name) => {
                format!("{} names no template to {} what it made", template.short(), name.word())
            }
            Self::DeedHere(template) => format!("{} is not known here", template.short()),
        }
    }
}

/// What can be done to what this template makes, in the order written. What names nothing known is left out.
#[must_use]
pub fn deeds(template: &Entity) -> Vec<Deed> {
    let namespace = template.reference().namespace();
    let all = template.annotation(DEEDS).map(items).unwrap_or_default();
    all.iter().filter_map(|item| deed(item, namespace)).collect()
}

fn deed(item: &Value, namespace: &str) -> Option<Deed> {
    let name = DeedName::of_word(item.get("do")?.as_str()?)?;
    let template = EntityRef::parse(item.get("template")?.as_str()?, Some("template"), Some(namespace)).ok()?;
    let values = item.get("values").cloned().unwrap_or_default();
    (template.kind() == "template").then_some(Deed { name, template, values })
}

impl Deed {
    /// What the form is filled in with for this thing, which was asked for with these parameters. What has no value is
    /// left to the user, and so is everything where the values cannot be worked out.
    #[must_use]
    pub fn values(&self, of: &Provision, parameters: &Value) -> Map<String, Value> {
        let context = Context::new(&json!({"provision": facts(of), "parameters": parameters}));
        let worked_out = context.ok().and_then(|context| expression::value(&self.values, &context));
        match worked_out {
            Some(Value::Object(values)) => values.into_iter().filter(|(_, value)| !value.is_null()).collect(),
            _ => Map::new(),
        }
    }
}

/// What values see of it as `provision`.
fn facts(of: &Provision) -> Value {
    let mut facts = Map::new();
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            facts.insert(name.into(), Value::from(value));
        }
    };
    put("name", of.name.as_str());
    put("type", of.kind.words().as_str());
    put("environment", of.environment.as_str());
    put("owner", of.owner.as_ref().map_or("", EntityRef::as_str));
    put("entity", of.entity.as_ref().map_or("", EntityRef::as_str));
    put("size", said(of, "size"));
    put("version", said(of, "version"));
    put("backup", said(of, "backup"));
    put("request", of.tasks.first().map_or("", |task| task.as_str()));
    if let Some(id) = &of.object {
        put("cluster", &id.cluster);
        put("kind", &id.object.kind.name);
        put("group", &id.object.kind.group);
        put("namespace", &id.object.namespace);
    }
    if let Some((repository, path)) = &of.file {
        put("repository", repository.as_str());
        put("file", path.as_str());
        put("folder", path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder));
    }
    for (name, said_by) in COUNTED {
        let text = said_by.iter().map(|field| said(of, field)).find(|text| !text.is_empty()).unwrap_or_default();
        let value = text.parse::<u64>().map(Value::from).unwrap_or_else(|_| Value::from(text));
        facts.extend((!text.is_empty()).then(|| ((*name).to_owned(), value)));
    }
    Value::Object(facts)
}

/// What is a number where it is written as one, with the facts that say it.
const COUNTED: &[(&str, &[&str])] =
    &[("storage", &["storage (GB)", "storage"]), ("replicas", &["replicas"]), ("partitions", &["partitions"])];

/// What its file or its object says under a name.
fn said<'p>(of: &'p Provision, field: &str) -> &'p str {
    of.facts.iter().find(|(name, _)| name.as_str() == field).map_or("", |(_, said)| said.as_str())
}

/// Whether a deed in this environment is only a request that somebody else has to approve: in production, and where
/// nothing tells the environment.
#[must_use]
pub fn needs_agreement(environment: &str) -> bool {
    !matches!(Tier::of(environment), Some(Tier::Development | Tier::Staging))
}

/// Whether everybody whose approval is needed can be somebody else than the asker. `members` are those of a group, where
/// they are known.
///
/// # Errors
/// Why not, in words that say what is missing.
pub fn agreement(
    template: &EntityRef,
    needed: &[Approval],
    asker: Option<&EntityRef>,
    members: &dyn Fn(&EntityRef) -> Option<Vec<EntityRef>>,
) -> Result<(), Clean> {
    if needed.is_empty() {
        let words =
            format!("somebody else has to approve it in production, and {} names nobody who does", template.short());
        return Err(Clean::line(&words));
    }
    needed.iter().try_for_each(|approval| somebody_else(&approval.by, asker, members))
}

/// Who is in a group, as far as its entity says; `None` where it names nobody.
#[must_use]
pub fn members(group: &Entity) -> Option<Vec<EntityRef>> {
    let relations = group.relations().into_iter().filter(|relation| relation.kind.as_str() == "hasMember");
    let members: Vec<EntityRef> = relations.map(|relation| relation.target).collect();
    (!members.is_empty()).then_some(members)
}

/// Why a run with these values may not be sent, where the template is one for a deed: in production somebody else has to
/// approve it.
#[must_use]
pub fn disagreement(
    template: &Entity,
    values: &Value,
    asker: Option<&EntityRef>,
    members: &dyn Fn(&EntityRef) -> Option<Vec<EntityRef>>,
) -> Option<Clean> {
    template.annotation(DEED)?;
    let environment = values.get("environment").and_then(Value::as_str).unwrap_or_default();
    let needed: Vec<Approval> = approvals(template).into_iter().filter(|approval| approval.is_needed(values)).collect();
    needs_agreement(environment).then(|| agreement(template.reference(), &needed, asker, members).err())?
}

fn somebody_else(
    by: &EntityRef,
    asker: Option<&EntityRef>,
    members: &dyn Fn(&EntityRef) -> Option<Vec<EntityRef>>,
) -> Result<(), Clean> {
    let who_is_unknown =
        || Clean::from("somebody else has to approve it in production, and it is not known who you are");
    if by.kind() == "user" {
        return match asker {
            Some(asker) if asker != by => Ok(()),
            Some(_) => Err("somebody else has to approve it in production, and the one who approves is you".into()),
            None => Err(who_is_unknown()),
        };
    }
    let Some(members) = members(by) else {
        let words = format!("somebody else has to approve it in production, and who is in {} is not known", by.short());
        return Err(Clean::line(&words));
    };
    let others = members.iter().filter(|member| Some(*member) != asker).count();
    match (others, asker) {
        (0, _) => {
            let words = format!("somebody else has to approve it in production, and nobody else is in {}", by.short());
            Err(Clean::line(&words))
        }
        // one of two is somebody else, whoever asks
        (1, None) => Err(who_is_unknown()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::provision::{ProvisionId, ProvisionKind};

    const TEXT: &str = "\
- do: restore
  template: database-restore
  values: {name: '${{ provision.name }}', folder: '${{ provision.folder }}', owner: '${{ provision.owner }}', n: '${{ parameters.n }}'}
- do: scale
  template: template:default/postgresql
  values: {version: '${{ provision.version or parameters.version }}', storage: '${{ provision.storage or parameters.storage }}', n: '${{ parameters.n }}'}
- do: destroy
  template: x
- do: delete
  template: group:default/x
";

    fn template() -> Entity {
        let annotations = json!({DEEDS: TEXT});
        let metadata = json!({"name": "postgresql", "annotations": annotations});
        Entity::new(json!({"apiVersion": "x", "kind": "Template", "metadata": metadata})).unwrap()
    }

    fn orders() -> Provision {
        Provision {
            id: ProvisionId("x".into()),
            name: "orders".into(),
            kind: ProvisionKind::Topic,
            environment: "production".into(),
            owner: None,
            requested_by: None,
            entity: None,
            object: None,
            file: Some(("github.com/o/infra".into(), "production/orders/claim.yaml".into())),
            made_by: None,
            facts: vec![("version".into(), "17".into()), ("storage (GB)".into(), "30".into())],
            tasks: Vec::new(),
            stages: Vec::new(),
            is_ending: false,
            simulated: false,
        }
    }

    fn approval(by: &str) -> Approval {
        Approval { when: None, by: by.parse().unwrap(), because: "it holds data".into() }
    }

    #[test]
    fn the_form_of_a_deed_is_filled_in_from_what_it_is_done_to() {
        let found = deeds(&template());
        let names: Vec<_> = found.iter().map(|deed| (deed.name, deed.template.to_string())).collect();
        let restore = (DeedName::Restore, "template:default/database-restore".to_owned());
        assert_eq!(names, [restore, (DeedName::Scale, "template:default/postgresql".to_owned())]);
        let parameters = json!({"n": 3, "size": "small"});
        let values = found[0].values(&orders(), &parameters);
        assert_eq!(Value::Object(values), json!({"name": "orders", "folder": "production/orders", "n": 3}));
        // what it is now counts, not what was asked for once
        let parameters = json!({"n": 3, "version": "16", "storage": 10});
        let values = found[1].values(&orders(), &parameters);
        assert_eq!(Value::Object(values), json!({"version": "17", "storage": 30, "n": 3}));
        let values = found[1].values(&Provision { facts: Vec::new(), ..orders() }, &parameters);
        assert_eq!(Value::Object(values), parameters, "where nothing says what it is, what was asked for does");
    }

    #[test]
    fn in_production_and_where_the_environment_is_unknown_somebody_else_has_to_approve() {
        assert!(needs_agreement("production") && needs_agreement("prod") && needs_agreement(""));
        assert!(!needs_agreement("development") && !needs_agreement("staging"));
    }

    #[test]
    fn a_run_for_a_deed_is_not_sent_without_somebody_else_who_approves_it() {
        let of = |annotations: Value| {
            let metadata = json!({"name": "t", "annotations": annotations});
            Entity::new(json!({"apiVersion": "x", "kind": "Template", "metadata": metadata})).unwrap()
        };
        let approval = "- when: parameters.environment == \"production\"\n  by: user:default/ada";
        let deed = of(json!({DEED: "delete", "stagedoor.dev/approval": approval}));
        let ada: EntityRef = "user:default/ada".parse().unwrap();
        let refuses = |template: &Entity, environment: &str| {
            disagreement(template, &json!({"environment": environment}), Some(&ada), &|_| None).is_some()
        };
        assert!(refuses(&deed, "production") && !refuses(&deed, "staging"));
        assert!(refuses(&deed, ""), "where the environment is not known nobody is named who approves it");
        assert!(!refuses(&of(json!({"stagedoor.dev/approval": approval})), "production"), "it is run for no deed");
    }

    #[test]
    fn whoever_could_only_approve_it_for_themselves_is_refused() {
        let of = template().reference().clone();
        let (ada, bob): (EntityRef, EntityRef) =
            ("user:default/ada".parse().unwrap(), "user:default/bob".parse().unwrap());
        let asks = |by: &str, asker: Option<&EntityRef>, members: Option<Vec<EntityRef>>| {
            agreement(&of, &[approval(by)], asker, &|_| members.clone()).map_err(|why| why.to_string())
        };
        let dbas = "group:default/dbas";
        assert!(asks(dbas, Some(&ada), Some(vec![ada.clone(), bob.clone()])).is_ok());
        assert!(asks(dbas, Some(&ada), Some(vec![bob.clone()])).is_ok());
        assert!(asks("user:default/bob", Some(&ada), None).is_ok());
        assert!(asks("user:default/ada", Some(&ada), None).unwrap_err().contains("is you"));
        assert!(asks(dbas, Some(&ada), Some(vec![ada.clone()])).unwrap_err().contains("nobody else is in"));
        assert!(asks(dbas, Some(&ada), None).unwrap_err().contains("is not known"));
        assert!(asks(dbas, None, Some(vec![bob.clone()])).unwrap_err().contains("who you are"));
        assert!(asks(dbas, None, Some(vec![ada.clone(), bob])).is_ok());
        let nobody = agreement(&of, &[], Some(&ada), &|_| None).unwrap_err();
        assert!(nobody.as_str().contains("names nobody"), "{nobody}");
    }
}
