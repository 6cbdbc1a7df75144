//! What a run would make, asked of the portal.

use super::commands::without;
use crate::adapters::portal::Portal;
use crate::adapters::systems::backstage::DryOrder;
use crate::domain::model::Entity;
use crate::domain::model::task::DryRun;
use crate::domain::text::Clean;
use crate::platform::clock::now;
use crate::platform::fault::Fault;
use crate::platform::templates::Order;
use serde_json::Value;

/// What to do where files of the template cannot be had.
const BESIDE: &str = "its files lie beside it on the portal's own disk, where a dry run does not find them";

impl Portal {
    pub(super) async fn try_out(&self, order: &Order) -> Result<DryRun, Fault> {
        let tried = format!("try {}", order.template);
        let template = self.backstage.entity(&order.template).await?;
        let base = base(&template).filter(|base| base.starts_with("http"));
        let mut value = template.value().clone();
        let is_whole = with_addresses(&mut value, base.as_deref());
        let dry = DryOrder { template: &value, values: &order.values, secrets: &order.secrets };
        self.backstage.dry_run(dry, &tried, now()).await.map_err(|failure| {
            let fault = without(failure.fault, &order.secrets);
            let is_theirs = fault.fields.is_empty() && failure.status == Some(500);
            match is_whole || !is_theirs {
                true => fault,
                false => Fault { cure: Clean::line(BESIDE), ..fault },
            }
        })
    }
}

/// Where a template lies, as the scaffolder finds it.
fn base(template: &Entity) -> Option<String> {
    let names = ["backstage.io/source-location", "backstage.io/managed-by-location"];
    let location = names.iter().find_map(|name| template.annotation(name))?;
    Some(location.strip_prefix("url:")?.to_owned())
}

/// A dry run knows nothing of where the template lies: what its steps fetch from beside it is named in full.
/// Whether all of that could be.
fn with_addresses(template: &mut Value, base: Option<&str>) -> bool {
    let steps = template.pointer_mut("/spec/steps").and_then(Value::as_array_mut);
    let mut is_whole = true;
    for step in steps.into_iter().flatten() {
        let fetches = step.get("action").and_then(Value::as_str).is_some_and(|action| action.starts_with("fetch:"));
        let Some(Value::String(url)) = step.pointer_mut("/input/url").filter(|_| fetches) else { continue };
        if url.starts_with("./") || url.starts_with("../") || !url.contains(':') {
            match base {
                Some(base) => *url = beside(base, url),
                None => is_whole = false,
            }
        }
    }
    is_whole
}

/// The address of what lies beside another: of a folder at GitHub and its like, where that of a file says so. By
/// text, as expressions may stand in it.
fn beside(base: &str, relative: &str) -> String {
    let base = base.split(['?', '#']).next().unwrap_or_default();
    let folder = base.rsplit_once('/').map_or(base, |(folder, _)| folder).replacen("/blob/", "/tree/", 1);
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in relative.split('/') {
        match part {
            "." | "" => {}
            // not above the host
            ".." if parts.len() > 3 => drop(parts.pop()),
            ".." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_lies_beside_a_template_is_named_in_full() {
        let base = "https://github.com/o/r/blob/main/t/template.yaml";
        assert_eq!(beside(base, "./skeleton"), "https://github.com/o/r/tree/main/t/skeleton");
        assert_eq!(
            beside(base, "../${{ parameters.kind }}/x"),
            "https://github.com/o/r/tree/main/${{ parameters.kind }}/x"
        );
        assert_eq!(beside("https://h/a.yaml", "../../../x"), "https://h/x");
        let template = |url: &str| json!({"spec": {"steps": [{"action": "fetch:plain", "input": {"url": url}}]}});
        for (url, is_whole) in [("./x", false), ("x", false), ("https://h/x", true)] {
            assert_eq!(with_addresses(&mut template(url), None), is_whole, "{url}");
        }
        let mut named = template("./x");
        assert!(with_addresses(&mut named, Some(base)));
        assert_eq!(named.pointer("/spec/steps/0/input/url").unwrap(), "https://github.com/o/r/tree/main/t/x");
    }
}
