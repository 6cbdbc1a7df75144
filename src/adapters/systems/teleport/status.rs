//! Who one is to Teleport: `tsh status`.

use super::call::{Tsh, malformed};
use super::json;
use crate::domain::model::At;
use crate::domain::model::access::RequestId;
use crate::platform::fault::Fault;
use serde_json::Value;
use std::sync::Arc;

/// A profile of `tsh`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Profile {
    /// Who one is.
    pub user: String,
    /// The cluster whose things are looked at: the one that is named, else that one signs in to.
    pub cluster: Arc<str>,
    /// The host and port of the proxy.
    pub proxy: String,
    /// Requests that are in the certificate.
    pub active: Vec<RequestId>,
    /// Names that one may sign in to machines with.
    pub logins: Vec<String>,
    /// Until when it is good.
    pub until: Option<At>,
}

/// Whether somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Yes.
    SignedIn(Profile),
    /// No longer.
    Expired(Profile),
    /// No.
    Out,
}

/// Asks. A profile that is over is printed as any other, and then the run ends badly; so what is printed counts.
///
/// # Errors
/// When there is no answer that says either.
pub(super) async fn standing(tsh: &Tsh, tried: &str) -> Result<Standing, Fault> {
    let said = tsh.look(&["status", "--format=json"], &[], tried).await?;
    let complaint = said.complaint.to_lowercase();
    let value = json::first(&said.output).ok_or_else(|| malformed(tried))?;
    let profile = profile(&value, tsh.setup().proxy.as_deref(), tsh.setup().user.as_deref());
    // it is the cluster whose things are looked at that names them
    let cluster = tsh.setup().cluster.as_deref().map(Arc::from);
    let profile = profile.map(|it| Profile { cluster: cluster.unwrap_or_else(|| Arc::clone(&it.cluster)), ..it });
    match profile {
        Some(profile) => {
            let is_past = profile.until.is_some_and(|until| until <= tsh.now());
            match is_past || complaint.contains("profile expired") {
                true => Ok(Standing::Expired(profile)),
                false => Ok(Standing::SignedIn(profile)),
            }
        }
        None if said.is_good || complaint.contains("not logged in") || complaint.contains("no active profile") => {
            Ok(Standing::Out)
        }
        None => Err(tsh.refused(&said, tried, &tsh.line(tried, &["status"], &[]))),
    }
}

/// The profile that is meant: the active one, or where a proxy is named the one of that proxy.
fn profile(value: &Value, proxy: Option<&str>, user: Option<&str>) -> Option<Profile> {
    let all = value.get("active").into_iter().chain(json::items(value, "/profiles")).filter_map(read);
    let is_meant = |profile: &Profile| {
        proxy.is_none_or(|proxy| is_same_place(&profile.proxy, proxy)) && user.is_none_or(|user| user == profile.user)
    };
    match (proxy, user) {
        (None, None) => value.get("active").and_then(read),
        _ => all.into_iter().find(is_meant),
    }
}

/// Whether two addresses are those of one proxy; a port that is not said is any.
fn is_same_place(one: &str, other: &str) -> bool {
    let parts = |text: &str| {
        let bare = text.trim_start_matches("https://").trim_end_matches('/').to_lowercase();
        let parted = bare.rsplit_once(':').map(|(host, port)| (host.to_owned(), Some(port.to_owned())));
        parted.unwrap_or((bare, None))
    };
    let ((host, port), (other_host, other_port)) = (parts(one), parts(other));
    host == other_host && (port.is_none() || other_port.is_none() || port == other_port)
}

fn read(value: &Value) -> Option<Profile> {
    let user = json::raw(value, "/username");
    let proxy = json::raw(value, "/profile_url").trim_start_matches("https://").trim_end_matches('/');
    let texts = |pointer: &str| json::items(value, pointer).filter_map(Value::as_str).map(str::to_owned);
    (!user.is_empty()).then(|| Profile {
        user: user.to_owned(),
        cluster: json::raw(value, "/cluster").into(),
        proxy: proxy.to_owned(),
        active: texts("/active_requests").filter_map(|id| RequestId::parse(&id)).collect(),
        // those that Teleport adds for itself are no names
        logins: texts("/logins").filter(|login| !login.starts_with('-')).collect(),
        until: json::moment(value, "/valid_until"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn of_several_profiles_the_one_of_the_proxy_counts_and_else_the_active_one() {
        let of = |user: &str, proxy: &str| json!({"username": user, "profile_url": proxy, "cluster": "c"});
        let value = json!({
            "active": of("alice", "https://one.example.com:443"),
            "profiles": [of("bob", "https://two.example.com:3080")],
        });
        let user = |proxy, user| profile(&value, proxy, user).map(|profile| profile.user);
        assert_eq!(user(None, None).as_deref(), Some("alice"));
        assert_eq!(user(Some("two.example.com"), None).as_deref(), Some("bob"));
        assert_eq!(user(Some("one.example.com:443"), None).as_deref(), Some("alice"));
        assert_eq!(user(Some("one.example.com:3080"), None), None);
        assert_eq!(user(None, Some("carol")), None);
        assert_eq!(profile(&json!({"profiles": []}), None, None), None);
        assert_eq!(profile(&Value::Null, None, None), None);
    }
}
