//! The places of what is told here: pages of what runs of an entity.

use super::AppId;
use crate::domain::model::{EntityRef, Place, Tab};

/// What stands before an application in the page of what runs, and for a namespace that is not named.
const APP: &str = "app";
const NO_NAMESPACE: &str = "-";

impl Place {
    /// An application of Argo CD that an entity comes to run by.
    pub fn app(subject: EntityRef, id: &AppId) -> Self {
        let namespace = if id.namespace.is_empty() { NO_NAMESPACE } else { &id.namespace };
        let page = format!("{APP}/{}/{namespace}/{}", id.instance, id.name);
        Self { tab: Tab::Runtime, page, ..Self::entity(subject) }
    }

    /// The application that a page of what runs is about.
    pub fn app_id(&self) -> Option<AppId> {
        let mut parts = self.page.split('/').filter(|_| self.tab == Tab::Runtime);
        let is_app = parts.next() == Some(APP);
        let (instance, namespace, name) = (parts.next()?, parts.next()?, parts.next()?);
        let is_whole = is_app && parts.next().is_none() && ![instance, namespace, name].contains(&"");
        let namespace = if namespace == NO_NAMESPACE { "" } else { namespace };
        is_whole.then(|| AppId { instance: instance.into(), namespace: namespace.into(), name: name.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_is_a_page_of_what_runs() {
        let id = AppId { instance: "main".into(), namespace: "".into(), name: "payments".into() };
        let place = Place::app("component:default/payments".parse().unwrap(), &id);
        assert_eq!(place.to_string(), "stagedoor://catalog/component/default/payments/runtime/app/main/-/payments");
        assert_eq!(Place::parse(&place.to_string()).unwrap().app_id(), Some(id));
        for page in ["app", "app/main/payments", "app/main/a/b/c", "logs/a/b", ""] {
            assert_eq!(Place { page: page.into(), ..place.clone() }.app_id(), None, "{page}");
        }
    }
}
