//! Which of our clusters an application rolls out to.

use std::collections::BTreeSet;
use std::sync::Arc;

/// What Argo CD calls the cluster that it runs in.
const OWN: [&str; 3] = ["in-cluster", "https://kubernetes.default.svc", "https://kubernetes.default.svc:443"];

/// The clusters of the configuration, by what Argo CD knows them by.
#[derive(Clone, Debug, Default)]
pub struct Destinations {
    /// Each cluster's name and the address of its API server, where that is known.
    pub clusters: Vec<(Arc<str>, Option<String>)>,
    /// The cluster that each Argo CD runs in, by the name of the Argo CD.
    pub own: Vec<(Arc<str>, Arc<str>)>,
}

impl Destinations {
    /// The cluster of a destination, which has a name or an address; empty where it is none of ours, or where two
    /// of ours could be meant.
    pub(super) fn cluster(&self, instance: &str, (name, server): &(String, String)) -> Arc<str> {
        let said = if name.is_empty() { server } else { name };
        if OWN.contains(&said.trim_end_matches('/')) {
            let own = self.own.iter().find(|(argo, _)| &**argo == instance).map(|(_, cluster)| Arc::clone(cluster));
            return own.unwrap_or_default();
        }
        let by_name = self.clusters.iter().find(|(cluster, _)| !name.is_empty() && **cluster == **name);
        if let Some((cluster, _)) = by_name {
            return Arc::clone(cluster);
        }
        let server = plain(server);
        let is_it = |address: &Option<String>| address.as_deref().is_some_and(|it| plain(it) == server);
        let fits: BTreeSet<&Arc<str>> = self
            .clusters
            .iter()
            .filter(|(_, address)| !server.is_empty() && is_it(address))
            .map(|(it, _)| it)
            .collect();
        match fits.into_iter().collect::<Vec<_>>().as_slice() {
            [one] => Arc::clone(one),
            _ => Arc::default(),
        }
    }
}

/// An address without what makes no difference.
fn plain(server: &str) -> String {
    let server = server.trim().trim_end_matches('/').to_ascii_lowercase();
    server.strip_suffix(":443").filter(|it| it.starts_with("https://")).map(str::to_owned).unwrap_or(server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_one_of_ours_by_name_or_by_address_and_else_unknown() {
        let clusters =
            [("eu", "https://eu.example:443/"), ("us", "https://us.example:6443"), ("us2", "https://us.example:6443")];
        let clusters = clusters.map(|(name, server)| (name.into(), Some(server.to_owned()))).to_vec();
        let all = Destinations { clusters, own: vec![("main".into(), "eu".into())] };
        let of = |argo: &str, name: &str, server: &str| all.cluster(argo, &(name.into(), server.into())).to_string();
        assert_eq!(of("main", "eu", ""), "eu");
        assert_eq!(of("main", "", "https://EU.example"), "eu");
        assert_eq!(of("main", "", "https://us.example:6443"), "", "two of ours could be meant");
        assert_eq!(of("main", "", "https://kubernetes.default.svc/"), "eu");
        assert_eq!(of("other", "in-cluster", ""), "", "nobody says where that one runs");
        assert_eq!(of("main", "nowhere", ""), "");
        assert_eq!(of("main", "", ""), "");
    }
}
