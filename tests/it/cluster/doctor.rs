//! Whether the systems of a context are reached, as `doctor` says it.

use super::{pod, pods};
use crate::stand::Stand;
use crate::support::apiserver::ApiServer;

#[test]
fn doctor_says_of_each_system_whether_it_is_reached_and_what_to_do() {
    let server = ApiServer::start();
    server.put(pod("shop", "a", "Running"));
    let text = format!(
        "current = 'here'\n[contexts.here]\nworkspace = '.'\n\
         [[contexts.here.clusters]]\nname = 'prod'\nkubeconfig = '{}'\n\
         [[contexts.here.clusters]]\nname = 'gone'\nkubeconfig = '/no/such/file'\n\
         [[contexts.here.argocd]]\nurl = '{}/argo'\n",
        server.kubeconfig().display(),
        server.base(),
    );
    let stand = Stand::new().configured(&text);
    let rows = stand.run(&["doctor", "-o", "json"]).ends(1).json();
    let systems: Vec<(bool, String)> = rows
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["check"] == "system")
        .map(|row| (row["ok"] == true, row["detail"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(systems.len(), 3, "{systems:?}");
    assert!(systems[0].0 && systems[0].1.contains("Kubernetes v1.34.1"), "{systems:?}");
    assert!(!systems[1].0 && systems[1].1.contains("/no/such/file") && systems[1].1.contains("gone"), "{systems:?}");
    assert!(!systems[2].0 && systems[2].1.contains("Argo CD argocd"), "{systems:?}");
    // nothing of the cluster was listed for that
    assert_eq!(server.count("list", &pods().name.to_lowercase()), 0);
}
