use super::{EntityRef, Place, Tab};

/// What stands before a pod in the page of what runs, and for what is not named.
const LOGS: &str = "logs";
const NONE: &str = "-";

/// Whose log it is that a place shows. What is empty is not named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogPlace {
    /// The cluster.
    pub cluster: String,
    /// The namespace.
    pub namespace: String,
    /// The pod.
    pub pod: String,
    /// A selector of labels, where no pod is named.
    pub selector: String,
    /// The container.
    pub container: String,
}

impl Place {
    /// What containers of an entity say: of one pod, of those that a selector finds where `pod` is empty.
    pub fn logs(subject: EntityRef, of: &LogPlace) -> Self {
        let or = |text: &str| if text.is_empty() { NONE.to_owned() } else { text.to_owned() };
        let page = format!("{LOGS}/{}/{}", or(&of.namespace), or(&of.pod));
        let query = [("cluster", &of.cluster), ("selector", &of.selector), ("container", &of.container)];
        let query = query.into_iter().filter(|(_, value)| !value.is_empty());
        let query = query.map(|(name, value)| (name.to_owned(), value.clone())).collect();
        Self { tab: Tab::Runtime, page, query, ..Self::entity(subject) }
    }

    /// Whose log a page of what runs is about.
    pub fn log_of(&self) -> Option<LogPlace> {
        let mut parts = self.page.split('/').filter(|_| self.tab == Tab::Runtime);
        let is_logs = parts.next() == Some(LOGS);
        let (namespace, pod) = (parts.next()?, parts.next()?);
        let is_whole = is_logs && parts.next().is_none() && ![namespace, pod].contains(&"");
        let some = |text: &str| if text == NONE { String::new() } else { text.to_owned() };
        let named = |name| self.param(name).unwrap_or_default().to_owned();
        is_whole.then(|| LogPlace {
            cluster: named("cluster"),
            namespace: some(namespace),
            pod: some(pod),
            selector: named("selector"),
            container: named("container"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_of_a_log_leads_to_the_same_log() {
        let of = LogPlace { namespace: "web".into(), selector: "app in (a,b)".into(), ..LogPlace::default() };
        let place = Place::logs("component:default/shop".parse().unwrap(), &of);
        let link = place.to_string();
        assert_eq!(Place::parse(&link).unwrap().log_of(), Some(of), "{link}");
        let pod =
            LogPlace { cluster: "prod".into(), namespace: "web".into(), pod: "a-1".into(), ..LogPlace::default() };
        let place = Place::logs("component:default/shop".parse().unwrap(), &pod);
        assert_eq!(place.page, "logs/web/a-1");
        assert_eq!(place.log_of(), Some(pod));
        assert_eq!(Place::parse("stagedoor://catalog/component/default/shop/runtime").unwrap().log_of(), None);
    }
}
