//! The line that connects to a database with what was lent, without the password.

use crate::domain::model::access::CommandLine;

/// The annotation by which an entity says where its database is: `host:port/name`, with `mysql://` before it where it is
/// no PostgreSQL.
pub(super) const ANNOTATION: &str = "stagedoor.dev/database-address";

/// An address, in its parts.
struct Parts<'a> {
    scheme: &'a str,
    host: &'a str,
    port: Option<&'a str>,
    database: &'a str,
}

/// The host of an address; `None` where it is none.
pub(super) fn host(address: &str) -> Option<&str> {
    parts(address).map(|parts| parts.host)
}

fn parts(address: &str) -> Option<Parts<'_>> {
    let (scheme, rest) = address.trim().split_once("://").unwrap_or(("postgresql", address.trim()));
    let (place, database) = rest.split_once('/').unwrap_or((rest, ""));
    // a password of others has no place there
    let is_sound = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:[]".contains(c));
    if place.is_empty() || !is_sound(place) || !is_sound(database) {
        return None;
    }
    let (host, port) = split(place)?;
    Some(Parts { scheme, host, port, database })
}

/// The line for an address; `None` where it is none.
pub(super) fn line(address: &str, user: &str) -> Option<CommandLine> {
    let Parts { scheme, host, port, database } = parts(address).filter(|_| !user.is_empty())?;
    let (program, args) = match scheme {
        "postgresql" | "postgres" => ("psql", vec![postgresql(host, port, database, user)]),
        "mysql" | "mariadb" => ("mysql", mysql(host, port, database, user)),
        _ => return None,
    };
    Some(CommandLine { title: "connect".into(), program: program.into(), args })
}

fn split(place: &str) -> Option<(&str, Option<&str>)> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']')?;
            (host, after.strip_prefix(':'))
        }
        None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
    (!host.is_empty() && is_port).then_some((host, port))
}

/// A connection string of libpq: keywords and values (PostgreSQL 34.1.1.1).
fn postgresql(host: &str, port: Option<&str>, database: &str, user: &str) -> String {
    let parts = [("host", Some(host)), ("port", port), ("dbname", Some(database)), ("user", Some(user))];
    let said = parts.into_iter().filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)));
    said.map(|(name, value)| format!("{name}={}", quoted(value))).collect::<Vec<_>>().join(" ")
}

fn quoted(value: &str) -> String {
    let is_plain = value.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:".contains(c));
    if is_plain { value.to_owned() } else { format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'")) }
}

/// Each value in one word with its option, so that it can be no other.
fn mysql(host: &str, port: Option<&str>, database: &str, user: &str) -> Vec<String> {
    let parts = [("host", Some(host)), ("port", port), ("user", Some(user)), ("database", Some(database))];
    let said = parts.into_iter().filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)));
    said.map(|(name, value)| format!("--{name}={value}")).chain(["--password".into()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_connected_to_by_one_line_without_the_password() {
        let told = |address: &str| line(address, "v-ro-1").and_then(|line| line.quoted()).map(|line| line.to_string());
        let wanted = "psql 'host=db.example port=5432 dbname=app user=v-ro-1'";
        assert_eq!(told("db.example:5432/app").as_deref(), Some(wanted));
        assert_eq!(told("postgresql://db.example").as_deref(), Some("psql 'host=db.example user=v-ro-1'"));
        assert_eq!(told("[::1]:5432/app").as_deref(), Some("psql 'host=::1 port=5432 dbname=app user=v-ro-1'"));
        let wanted = "mysql --host=db --port=3306 --user=v-ro-1 --database=app --password";
        assert_eq!(told("mysql://db:3306/app").as_deref(), Some(wanted));
        for bad in ["", "postgresql://a:b@host/x", "db x", "db:port", "oracle://db", "db'/x", "/app"] {
            assert_eq!(told(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_users_name_can_be_no_further_setting() {
        let line = line("db", "x' host=evil \\").unwrap();
        assert_eq!(line.args, [r"host=db user='x\' host=evil \\'"]);
    }
}
