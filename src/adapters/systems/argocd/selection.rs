//! Which applications are an entity's: what its annotations say, as Backstage's plugin for Argo CD reads them.

use crate::domain::model::Entity;
use crate::domain::model::delivery::AppId;

const NAME: &str = "argocd/app-name";
const SELECTOR: &str = "argocd/app-selector";
const NAMESPACE: &str = "argocd/app-namespace";
const INSTANCES: &str = "argocd/instance-name";
const PROJECT: &str = "argocd/project-name";

/// Which applications are wanted of an Argo CD.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Selection {
    /// The one of this name.
    pub(super) name: Option<String>,
    /// Those with these labels, as Kubernetes writes selectors.
    pub(super) selector: Option<String>,
    /// Only in this namespace.
    pub(super) namespace: Option<String>,
    /// Only of this project.
    pub(super) project: Option<String>,
    /// Only of these Argo CDs; all where none is named.
    pub(super) instances: Vec<String>,
}

impl Selection {
    /// What an entity says; none where it says nothing of Argo CD.
    pub(super) fn of(entity: &Entity) -> Option<Self> {
        let said = |name: &str| {
            let value = entity.annotation(name).map(str::trim).filter(|value| !value.is_empty());
            value.map(str::to_owned)
        };
        let (name, selector) = (said(NAME), said(SELECTOR));
        if name.is_none() && selector.is_none() {
            return None;
        }
        let instances = said(INSTANCES).unwrap_or_default();
        let instances = instances.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        // one that is named is meant, whatever its labels
        let selector = selector.filter(|_| name.is_none());
        Some(Self {
            name,
            selector,
            namespace: said(NAMESPACE),
            project: said(PROJECT),
            instances: instances.collect(),
        })
    }

    /// One application alone.
    pub(super) fn one(id: &AppId) -> Self {
        let namespace = Some(id.namespace.to_string()).filter(|namespace| !namespace.is_empty());
        Self { name: Some(id.name.to_string()), namespace, instances: vec![id.instance.to_string()], ..Self::default() }
    }

    /// Whether an Argo CD of that name is meant.
    pub(super) fn takes(&self, instance: &str) -> bool {
        self.instances.is_empty() || self.instances.iter().any(|name| name == instance)
    }

    /// Whether an application is among them, as far as its name, namespace and project tell.
    pub(super) fn fits(&self, name: &str, namespace: &str, project: &str) -> bool {
        let is = |wanted: &Option<String>, has: &str| wanted.as_deref().is_none_or(|wanted| wanted == has);
        is(&self.name, name) && is(&self.namespace, namespace) && is(&self.project, project)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(annotations: serde_json::Value) -> Option<Selection> {
        let entity = json!({"kind": "Component", "metadata": {"name": "a", "annotations": annotations}});
        Selection::of(&Entity::new(entity).unwrap())
    }

    #[test]
    fn annotations_say_which_applications_of_which_argo_cds() {
        let named =
            of(json!({NAME: " pay ", SELECTOR: "x=y", NAMESPACE: "apps", PROJECT: "shop", INSTANCES: "eu, us ,"}));
        let named = named.unwrap();
        assert_eq!((named.name.as_deref(), named.selector.as_deref()), (Some("pay"), None));
        assert!(named.takes("eu") && named.takes("us") && !named.takes("asia"));
        assert!(named.fits("pay", "apps", "shop") && !named.fits("pay", "other", "shop"));
        let by_labels = of(json!({SELECTOR: "app in (a, b)"})).unwrap();
        assert!(by_labels.takes("any") && by_labels.selector.as_deref() == Some("app in (a, b)"));
        assert_eq!(of(json!({})), None);
        assert_eq!(of(json!({INSTANCES: "eu", NAME: ""})), None);
    }
}
