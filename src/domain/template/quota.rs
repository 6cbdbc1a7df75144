//! What there is at most where a template makes something: the policy of a context, and the namespaces whose quotas
//! count.

use crate::domain::model::provision::Tier;
use crate::domain::model::{EntityRef, template_fits};
use crate::domain::text::Clean;
use serde_json::Value;
use std::sync::Arc;

/// A row of a context's policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaRule {
    /// Only for these templates; `*` stands for any text. For all, where none is named.
    pub templates: Vec<String>,
    /// Only in this environment: what the form's `environment` says.
    pub environment: Option<Clean>,
    /// What it says.
    pub bound: Bound,
}

/// What a row of the policy says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A quota or a limit, in one sentence.
    Says(Clean),
    /// What runs make lands in this namespace, whose quotas count.
    In {
        /// The cluster; the only one without it.
        cluster: Option<Arc<str>>,
        /// The namespace; `{NAME}` stands for a value of the form.
        namespace: String,
    },
}

/// A namespace of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct QuotaPlace {
    /// The cluster; the only one without it.
    pub cluster: Option<Arc<str>>,
    /// The namespace: a DNS label (RFC 1123).
    pub namespace: Arc<str>,
}

/// How much there may be of a resource in a namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// What sets it, and what it is only for: `compute`, `compute (BestEffort)`.
    pub set_by: Clean,
    /// The resource: `requests.cpu`, `persistentvolumeclaims`.
    pub resource: Clean,
    /// How much there may be.
    pub hard: Clean,
    /// How much there is; `None` where that is not known.
    pub used: Option<Clean>,
    /// How much of it is used, in percent, rounded down; `None` where that cannot be worked out.
    pub percent: Option<u32>,
}

/// What a policy says of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Quotas and limits in words.
    pub says: Vec<Clean>,
    /// The namespaces whose quotas count.
    pub places: Vec<QuotaPlace>,
    /// What is not known, and why.
    pub unknown: Vec<Clean>,
}

/// How a run stands to a row of the policy.
enum Stands {
    In,
    Out,
    /// The form does not say the environment.
    Unsaid,
}

/// What the policy says of a run of this template with these values. Where no row names a namespace the form's own
/// `namespace` (and `cluster`) counts.
#[must_use]
pub fn bounds(rules: &[QuotaRule], template: &EntityRef, values: &Value) -> Bounds {
    let mut found = Bounds::default();
    for rule in rules.iter().filter(|rule| rule.is_for(template)) {
        match (rule.stands(values), &rule.bound) {
            (Stands::Out, _) => {}
            (Stands::In, Bound::Says(says)) => found.says.push(says.clone()),
            (Stands::Unsaid, Bound::Says(says)) => found.says.push(rule.told_of_environment(says)),
            (Stands::Unsaid, Bound::In { .. }) => {
                found
                    .unknown
                    .push("which namespace it goes to is not known: the form does not say the environment".into());
            }
            (Stands::In, Bound::In { cluster, namespace }) => found.add(place(cluster.clone(), namespace, values)),
        }
    }
    if found.places.is_empty() && found.unknown.is_empty() {
        found.add_own(values);
    }
    found
}

impl QuotaRule {
    fn is_for(&self, template: &EntityRef) -> bool {
        self.templates.is_empty() || self.templates.iter().any(|pattern| template_fits(pattern, template.as_str()))
    }

    fn stands(&self, values: &Value) -> Stands {
        let Some(wanted) = &self.environment else { return Stands::In };
        let said: Vec<&str> = match values.get("environment").or_else(|| values.get("environments")) {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(text)) if !text.is_empty() => vec![text],
            _ => Vec::new(),
        };
        let tier = Tier::of(wanted.as_str());
        let is_it = |said: &&str| *said == wanted.as_str() || (tier.is_some() && Tier::of(said) == tier);
        match said.iter().any(is_it) {
            true => Stands::In,
            false if said.is_empty() => Stands::Unsaid,
            false => Stands::Out,
        }
    }

    fn told_of_environment(&self, says: &Clean) -> Clean {
        let environment = self.environment.clone().unwrap_or_default();
        Clean::line(&format!("in {environment}: {says}"))
    }
}

impl Bounds {
    fn add(&mut self, place: Result<QuotaPlace, Clean>) {
        match place {
            Ok(place) if self.places.contains(&place) => {}
            Ok(place) => self.places.push(place),
            Err(why) if self.unknown.contains(&why) => {}
            Err(why) => self.unknown.push(why),
        }
    }

    /// The namespace that the form itself asks for.
    fn add_own(&mut self, values: &Value) {
        let text = |name: &str| values.get(name).and_then(Value::as_str).filter(|said| !said.is_empty());
        match text("namespace") {
            Some(namespace) => self.add(
                label(namespace).map(|namespace| QuotaPlace { cluster: text("cluster").map(Into::into), namespace }),
            ),
            None => self.unknown.push("nothing says which namespace it goes to".into()),
        }
    }
}

fn place(cluster: Option<Arc<str>>, pattern: &str, values: &Value) -> Result<QuotaPlace, Clean> {
    let mut namespace = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        namespace.push_str(before);
        namespace.push_str(&filled(name, values).ok_or_else(|| {
            let words = format!("which namespace it goes to is not known: {name} is not filled in (`{pattern}`)");
            Clean::line(&words)
        })?);
        rest = after;
    }
    namespace.push_str(rest);
    Ok(QuotaPlace { cluster, namespace: label(&namespace)? })
}

/// A value of the form as a part of a name: of a reference its name alone.
fn filled(name: &str, values: &Value) -> Option<String> {
    let text = match values.get(name)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let name = match EntityRef::parse(&text, None, None) {
        Ok(reference) if text.contains(':') => reference.name().to_owned(),
        _ => text,
    };
    Some(name.to_lowercase()).filter(|name| !name.is_empty())
}

/// A namespace; the reason where the text can be none.
fn label(text: &str) -> Result<Arc<str>, Clean> {
    let is_letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let is_label = (1..=63).contains(&text.len())
        && text.bytes().all(|b| is_letter(b) || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-');
    match is_label {
        true => Ok(text.into()),
        false => Err(Clean::line(&format!("which namespace it goes to is not known: `{text}` can be none"))),
    }
}

/// The names that a pattern of a namespace is filled with; the reason where it is no such pattern.
///
/// # Errors
/// Where a brace has no other one, or nothing stands between them.
pub fn placeholders(pattern: &str) -> Result<Vec<&str>, &'static str> {
    let (mut names, mut rest) = (Vec::new(), pattern);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("the `{` has no `}`")?;
        if before.contains('}') || name.contains('{') {
            return Err("the braces do not belong together");
        }
        if name.trim().is_empty() {
            return Err("nothing stands between the braces");
        }
        names.push(name);
        rest = after;
    }
    if rest.contains('}') { Err("the `}` has no `{`") } else { Ok(names) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn says(environment: Option<&str>, templates: &[&str], text: &str) -> QuotaRule {
        let templates = templates.iter().map(|it| (*it).to_owned()).collect();
        QuotaRule { templates, environment: environment.map(Clean::line), bound: Bound::Says(Clean::line(text)) }
    }

    fn within(environment: Option<&str>, namespace: &str) -> QuotaRule {
        let bound = Bound::In { cluster: Some("prod".into()), namespace: namespace.into() };
        QuotaRule { templates: Vec::new(), environment: environment.map(Clean::line), bound }
    }

    fn of(rules: &[QuotaRule], values: Value) -> Bounds {
        bounds(rules, &"template:default/postgresql".parse().unwrap(), &values)
    }

    #[test]
    fn a_row_of_the_policy_counts_for_its_templates_in_its_environment() {
        let rules = [
            says(None, &["postgres*"], "three a team"),
            says(None, &["redis"], "not this one"),
            says(Some("production"), &[], "500 GB"),
        ];
        let told = |values| of(&rules, values).says.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(told(json!({"environment": "prod"})), ["three a team", "500 GB"]);
        assert_eq!(told(json!({"environments": ["staging", "production"]})), ["three a team", "500 GB"]);
        assert_eq!(told(json!({"environment": "staging"})), ["three a team"]);
        assert_eq!(told(json!({})), ["three a team", "in production: 500 GB"], "what may hold is told");
    }

    #[test]
    fn the_namespace_is_filled_from_the_form_and_unknown_where_that_cannot_be() {
        let rules = [within(Some("production"), "{owner}-{environment}")];
        let found = of(&rules, json!({"environment": "production", "owner": "group:default/Team-A"}));
        let place = QuotaPlace { cluster: Some("prod".into()), namespace: "team-a-production".into() };
        assert_eq!((found.places, found.unknown.len()), (vec![place], 0));
        for (values, why) in [
            (json!({"environment": "production"}), "owner is not filled in"),
            (json!({"environment": "production", "owner": "../kube-system"}), "can be none"),
            (json!({"owner": "a"}), "does not say the environment"),
        ] {
            let found = of(&rules, values);
            assert!(found.places.is_empty() && found.unknown[0].as_str().contains(why), "{found:?}");
        }
    }

    #[test]
    fn without_a_row_the_namespace_of_the_form_counts_and_without_one_it_is_unknown() {
        let found = of(&[], json!({"namespace": "shop", "cluster": "stage"}));
        assert_eq!(found.places, [QuotaPlace { cluster: Some("stage".into()), namespace: "shop".into() }]);
        let found = of(&[says(None, &[], "x")], json!({"name": "cart"}));
        assert_eq!(found.unknown, ["nothing says which namespace it goes to".into()]);
    }

    #[test]
    fn braces_belong_together() {
        assert_eq!(placeholders("{owner}-{environment}x"), Ok(vec!["owner", "environment"]));
        for wrong in ["{", "}", "a}{b}", "{}", "{a{b}}", "{a}}"] {
            assert!(placeholders(wrong).is_err(), "{wrong}");
        }
    }
}
