//! Signing in without a question, where each command has to do so anew: in restricted mode nothing is
//! kept of who signed in before.

use crate::config::{AuthWay, Bastion, Chosen, Portal, Token};
use crate::platform::account::Way;
use crate::platform::fault::{Fault, FaultKind};

/// Whether who signs in is forgotten at the end of this process.
pub(super) fn keeps_nothing(restricted: Option<&Bastion>) -> bool {
    restricted.is_some_and(|bastion| !bastion.keep)
}

/// The way that asks nobody, of a context that takes no other.
pub(super) fn way(chosen: &Chosen) -> Option<Way> {
    const ASKING: [AuthWay; 3] = [AuthWay::Oidc, AuthWay::Paste, AuthWay::Static];
    let Portal::Backstage { token: Token::None, .. } = &chosen.portal else { return None };
    let takes = |way: AuthWay| {
        let is_allowed = chosen.allowed_ways.as_ref().is_none_or(|ways| ways.contains(&way));
        chosen.sign_in.takes(way) && is_allowed
    };
    if ASKING.into_iter().any(takes) {
        return None;
    }
    let unasked = [(AuthWay::Proxy, Way::Proxy), (AuthWay::Guest, Way::Guest)];
    unasked.into_iter().find_map(|(way, gone)| takes(way).then_some(gone))
}

/// Why `login` is refused where its end is the end of the session.
pub(super) fn kept_nowhere(chosen: &Chosen) -> Fault {
    let cure = match way(chosen) {
        Some(_) => "leave it out: here each command signs in by itself",
        None => "sign in on the screen; for commands the administrator has to set `keep = true` in [bastion]",
    };
    let happened = "in restricted mode nothing of it would be kept for the next command";
    Fault::new(FaultKind::NotPermitted, &format!("sign in to {}", chosen.name), happened, cure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Picks, choose};
    use std::path::Path;

    fn chosen(accepts: &[AuthWay], allowed: Option<&[AuthWay]>) -> Chosen {
        let picks = Picks { url: Some("https://portal.example".into()), ..Picks::default() };
        let mut chosen = choose(&picks, &|_| None, &Default::default(), Path::new("/"), Path::new("/")).unwrap();
        chosen.sign_in.accepts = accepts.to_vec();
        chosen.allowed_ways = allowed.map(<[AuthWay]>::to_vec);
        chosen
    }

    #[test]
    fn only_where_no_other_way_is_taken_somebody_is_signed_in_unasked() {
        use AuthWay::{Guest, Oidc, Paste, Proxy, Static};
        assert_eq!(way(&chosen(&[Guest], None)), Some(Way::Guest));
        assert_eq!(way(&chosen(&[Guest, Proxy], None)), Some(Way::Proxy));
        assert_eq!(way(&chosen(&[Guest, Proxy], Some(&[Guest]))), Some(Way::Guest));
        assert_eq!(way(&chosen(&[Guest, Oidc], Some(&[Guest, Paste]))), Some(Way::Guest));
        for asking in [Oidc, Paste, Static] {
            assert_eq!(way(&chosen(&[Guest, asking], None)), None, "{asking:?}");
        }
        assert_eq!(way(&chosen(&[Guest], Some(&[Oidc]))), None);
        assert_eq!(way(&chosen(&[], None)), None);
    }
}
