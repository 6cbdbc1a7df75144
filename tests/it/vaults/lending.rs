use super::{Bench, lending, payments, role};
use crate::support::vault::{FakeVault, PASSWORD};
use serde_json::json;
use stagedoor::adapters::systems::vault::{VaultSetup, Vaults};
use stagedoor::domain::model::credential::{Lease, LeaseEnd, LeaseId};
use stagedoor::platform::command::Command;
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::outcome::Outcome;
use std::sync::Arc;
use std::time::Duration;

const LEND: &str = "/v1/database/creds/app-ro";

fn is_done(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Done { .. })
}

#[test]
fn credentials_are_lent_once_and_nothing_told_of_them_is_a_secret() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    let seen = bench.follow(None);
    seen.until("nothing lent yet", |it| it.leases.is_empty() && it.roles.len() == 2);
    let outcome = bench.run(lending(None));
    assert!(is_done(&outcome), "{outcome:?}");
    let credentials = seen.until("the lease, by itself", |it| it.leases.len() == 1);
    let lease = &credentials.leases[0];
    assert_eq!(lease.username.as_str(), "v-jwt-ali-app-ro-1");
    assert_eq!(lease.expires_at.since(lease.issued_at), Duration::from_secs(3600));
    let connect = lease.connect.as_ref().unwrap().quoted().unwrap();
    assert_eq!(connect.as_str(), "psql 'host=db.example port=5432 dbname=shop user=v-jwt-ali-app-ro-1'");
    assert_eq!(bench.password(lease).unwrap(), format!("{PASSWORD}1"));
    for told in [format!("{outcome:?}"), format!("{credentials:?}"), format!("{:?}", bench.vaults)] {
        assert!(!told.contains(PASSWORD) && !told.contains("Wxu1"), "{told}");
    }
    assert_eq!(vault.asked(LEND).len(), 1);
}

#[test]
fn what_it_does_is_shown_before_and_who_may_not_is_told_without_trying() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    let told = bench.foresee(lending(None)).unwrap();
    assert!(told.contains("makes a user of the database by the role app-ro"), "{told}");
    assert!(told.contains("1 hour, and 24 hours at most"), "{told}");
    vault.go_wrong(|wrong| wrong.denied.insert("database/creds/app-ro"));
    assert_eq!(bench.foresee(lending(None)).unwrap_err().kind, FaultKind::NotPermitted);
    assert_eq!(vault.asked(LEND).len(), 0);
}

#[test]
fn an_answer_that_is_lost_leaves_it_in_doubt_and_nothing_is_lent_twice() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    vault.go_wrong(|wrong| wrong.loses.insert("database/creds/app-ro"));
    let outcome = bench.run(lending(None));
    assert!(matches!(outcome, Outcome::InDoubt { .. }), "{outcome:?}");
    let told = outcome.told();
    assert!(
        told.as_str().contains("ends by itself") && told.as_str().contains("sys/leases/lookup/database/creds/app-ro")
    );
    assert_eq!((vault.asked(LEND).len(), vault.leases()), (1, 1));
    assert!(bench.look(None).leases.is_empty());
}

#[test]
fn an_answer_that_cannot_be_read_is_not_repeated_in_any_message() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    let half = format!(r#"{{"lease_id":"database/creds/app-ro/Wxu1","data":{{"password":"{PASSWORD}9""#);
    for (status, body) in [(200, half.clone()), (200, format!("<html>{half}")), (502, half)] {
        vault.go_wrong(|wrong| wrong.answers.insert("database/creds/app-ro", (status, body)));
        let outcome = bench.run(lending(None));
        assert!(matches!(outcome, Outcome::InDoubt { .. }), "{outcome:?}");
        assert!(!format!("{outcome:?}").contains(PASSWORD), "{outcome:?}");
    }
}

#[test]
fn what_others_have_to_agree_to_is_said() {
    let vault = FakeVault::start();
    let waits = json!({"data": null, "wrap_info": {"token": "s.wrapped", "ttl": 86400}, "lease_id": ""}).to_string();
    vault.go_wrong(|wrong| wrong.answers.insert("database/creds/app-ro", (200, waits)));
    let outcome = Bench::of(&vault).run(lending(None));
    let Outcome::Refused(fault) = outcome else { panic!("{outcome:?}") };
    assert!(fault.happened.as_str().contains("control group") && !fault.to_string().contains("s.wrapped"), "{fault}");
}

#[test]
fn a_lease_ends_by_the_clock_and_its_password_with_it() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    let lease = bench.lend();
    vault.pass(Duration::from_secs(3599));
    assert!(bench.password(&lease).is_ok());
    vault.pass(Duration::from_secs(1));
    assert_eq!(bench.password(&lease).unwrap_err().kind, FaultKind::NotFound);
    vault.pass(Duration::from_secs(1));
    assert!(!bench.look(None).leases[0].is_live(vault.clock()()), "that there was one is still told");
}

#[test]
fn a_lease_is_made_longer_and_a_lost_answer_is_looked_up() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    let lease = bench.lend();
    let renew = || bench.run(Command::RenewLease(lease.id.clone()));
    let until = |seconds: u64| vault.clock()().after(Duration::from_secs(seconds));
    assert!(is_done(&renew()));
    assert_eq!(bench.look(None).leases[0].expires_at, until(7200));
    vault.pass(Duration::from_secs(600));
    vault.go_wrong(|wrong| wrong.loses.insert("sys/leases/renew"));
    let outcome = renew();
    assert!(is_done(&outcome) && outcome.told().as_str().contains("answer was lost"), "{outcome:?}");
    assert_eq!(vault.asked("/v1/sys/leases/renew").len(), 2, "one each time");
    vault.go_wrong(|wrong| wrong.denied.insert("sys/leases/lookup"));
    assert!(matches!(renew(), Outcome::InDoubt { .. }));
}

#[test]
fn a_lease_is_given_back_and_gone_at_once() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    let lease = bench.lend();
    let outcome = bench.run(Command::RevokeLease(lease.id.clone()));
    assert!(is_done(&outcome) && vault.leases() == 0, "{outcome:?}");
    assert_eq!(bench.look(None).leases[0].ended, Some(LeaseEnd::GivenBack));
    assert!(bench.password(&lease).is_err());
    let again = bench.run(Command::RevokeLease(lease.id.clone()));
    assert!(matches!(again, Outcome::Refused(_)), "{again:?}");
}

#[test]
fn giving_back_with_a_lost_answer_is_looked_up() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    let lease = bench.lend();
    vault.go_wrong(|wrong| wrong.loses.insert("sys/leases/revoke"));
    let outcome = bench.run(Command::RevokeLease(lease.id.clone()));
    assert!(is_done(&outcome) && outcome.told().as_str().contains("looked up"), "{outcome:?}");
    assert_eq!(vault.asked("/v1/sys/leases/revoke").len(), 1);
}

#[test]
fn who_may_not_give_back_is_told_that_it_ends_by_itself() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    let lease = bench.lend();
    vault.go_wrong(|wrong| wrong.denied.insert("sys/leases/revoke"));
    let foreseen = bench.foresee(Command::RevokeLease(lease.id.clone())).unwrap_err();
    assert!(foreseen.to_string().contains("sys/leases/revoke"), "{foreseen}");
    let outcome = bench.run(Command::RevokeLease(lease.id.clone()));
    let Outcome::Refused(fault) = outcome else { panic!("{outcome:?}") };
    assert!(fault.kind == FaultKind::NotPermitted && fault.cure.as_str().contains("ends by itself"), "{fault}");
    assert!(bench.password(&lease).is_ok(), "it is still good");
}

#[test]
fn what_was_taken_back_by_others_is_known_as_soon_as_it_is_used() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    let lease = bench.lend();
    vault.take_back();
    let outcome = bench.run(Command::RenewLease(lease.id.clone()));
    assert!(matches!(&outcome, Outcome::Refused(fault) if fault.kind == FaultKind::NotFound), "{outcome:?}");
    assert_eq!(bench.look(None).leases[0].ended, Some(LeaseEnd::Gone));
    assert!(bench.password(&lease).is_err());
}

#[test]
fn leases_of_an_entity_stand_with_it() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    bench.lend();
    assert!(is_done(&bench.run(lending(Some(payments())))));
    assert_eq!(bench.look(Some(payments())).leases.len(), 1);
    assert_eq!(bench.look(None).leases.len(), 2);
}

/// A vault whose configuration says that and no more, over an entity that names its database there.
fn naming(vault: &FakeVault, addresses: &[(&str, &str)], hosts: &[&str], named: &str) -> Bench {
    let own = |(role, address): &(&str, &str)| ((*role).to_owned(), (*address).to_owned());
    let hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
    let setup = VaultSetup { addresses: addresses.iter().map(own).collect(), hosts, ..vault.setup() };
    Bench::with(Vaults::new(vec![setup], vault.clock()), json!({"stagedoor.dev/database-address": named}))
}

fn lent_for_payments(bench: &Bench) -> (String, Arc<Lease>) {
    let outcome = bench.run(lending(Some(payments())));
    assert!(is_done(&outcome), "{outcome:?}");
    (outcome.told().to_string(), Arc::clone(&bench.look(Some(payments())).leases[0]))
}

#[test]
fn an_entity_cannot_lead_a_password_to_a_host_that_the_configuration_does_not_know() {
    let vault = FakeVault::start();
    let bench = naming(&vault, &[("other", "db.example/other")], &[], "evil.example:5432/shop");
    let foreseen = bench.foresee(lending(Some(payments()))).unwrap();
    assert!(foreseen.contains("no line that connects is made") && foreseen.contains("evil.example"), "{foreseen}");
    let (told, lease) = lent_for_payments(&bench);
    assert_eq!(lease.connect, None);
    assert!(told.contains("the entity names the host evil.example"), "{told}");
}

#[test]
fn an_entity_names_its_database_among_the_hosts_of_the_configuration() {
    let vault = FakeVault::start();
    for (addresses, hosts) in [(&[("other", "pay.example/other")][..], &[][..]), (&[], &["PAY.example"])] {
        let bench = naming(&vault, addresses, hosts, "mysql://pay.example/pay");
        let foreseen = bench.foresee(lending(Some(payments()))).unwrap();
        assert!(foreseen.contains("leads to pay.example, as the entity says"), "{foreseen}");
        assert_eq!(lent_for_payments(&bench).1.connect.as_ref().unwrap().program, "mysql");
    }
}

#[test]
fn what_the_configuration_says_of_a_role_goes_before_the_entity() {
    let vault = FakeVault::start();
    let configured = [("database", "db.example:5432/shop"), ("other", "pay.example")];
    let bench = naming(&vault, &configured, &[], "mysql://pay.example/pay");
    let foreseen = bench.foresee(lending(Some(payments()))).unwrap();
    assert!(foreseen.contains("leads to db.example, as the configuration says"), "{foreseen}");
    assert_eq!(lent_for_payments(&bench).1.connect.as_ref().unwrap().program, "psql");
}

#[test]
fn names_that_lead_elsewhere_and_leases_that_are_not_here_are_refused_unsent() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    for name in ["../../sys/seal", "", "a//b", "x\u{1b}"] {
        let outcome = bench.run(Command::LendCredential { role: role(name), entity: None });
        assert!(matches!(&outcome, Outcome::Refused(fault) if fault.kind == FaultKind::Invalid), "{outcome:?}");
    }
    for command in [Command::RenewLease(LeaseId("nosuch".into())), Command::RevokeLease(LeaseId("nosuch".into()))] {
        assert!(matches!(bench.run(command), Outcome::Refused(_)));
    }
    assert!(vault.server.asked().is_empty());
}
