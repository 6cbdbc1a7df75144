//! The table that `tsh request search` prints: it has no other form.

use crate::domain::model::access::{Resource, ResourceId};
use crate::domain::text::Clean;

/// Labels that name an environment.
const ENVIRONMENT: &[&str] = &["env", "environment", "stage"];

/// The resources of a table. The last column is the id; what stands in the others is told by their headings.
pub(super) fn resources(output: &str) -> Vec<Resource> {
    let lines: Vec<&str> = output.lines().collect();
    let is_rule = |line: &&str| !line.trim().is_empty() && line.chars().all(|c| c == '-' || c.is_whitespace());
    let rule = lines.iter().position(is_rule);
    let columns = rule.and_then(|at| Some(columns(lines.get(at.checked_sub(1)?)?, lines.get(at)?))).unwrap_or_default();
    let rows = lines.iter().skip(rule.map_or(0, |at| at + 1));
    // after the table stands how to go on, which is no row
    rows.take_while(|line| !line.trim().is_empty()).filter_map(|line| row(line, &columns)).collect()
}

/// A column: its heading in lower case, and where it begins and ends, in characters.
type Column = (String, usize, usize);

fn columns(heading: &str, rule: &str) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut begin = None;
    for (at, c) in rule.chars().chain([' ']).enumerate() {
        match (c, begin) {
            ('-', None) => begin = Some(at),
            ('-', Some(_)) | (_, None) => {}
            (_, Some(first)) => {
                columns.push((part(heading, first, at).to_lowercase(), first, at));
                begin = None;
            }
        }
    }
    columns
}

fn part(line: &str, begin: usize, end: usize) -> String {
    line.chars().skip(begin).take(end - begin).collect::<String>().trim().to_owned()
}

fn row(line: &str, columns: &[Column]) -> Option<Resource> {
    let id = ResourceId::parse(line.split_whitespace().next_back()?)?;
    let cell = |heading: &str| {
        columns
            .iter()
            .find(|(title, ..)| title == heading)
            .map(|(_, begin, end)| part(line, *begin, *end))
            .unwrap_or_default()
    };
    let labels = cell("labels");
    let labels = labels.split(',').filter_map(|label| label.trim().split_once('='));
    let title = [cell("hostname"), id.sub.to_string(), cell("name")].into_iter().find(|text| !text.is_empty());
    let of_id = Resource::of(id);
    Some(Resource {
        environment: environment(labels),
        title: title.map_or(of_id.title.clone(), |title| Clean::line(&title)),
        ..of_id
    })
}

/// The environment that labels name; empty where none does.
pub(super) fn environment<'l>(labels: impl Iterator<Item = (&'l str, &'l str)>) -> Clean {
    let mut all: Vec<(usize, &str)> = labels
        .filter_map(|(name, value)| {
            // labels of commands and of the cloud have a prefix: `aws/env`
            let own = name.rsplit('/').next().unwrap_or(name).to_lowercase();
            Some((ENVIRONMENT.iter().position(|one| **one == own)?, value))
        })
        .collect();
    all.sort_by_key(|(rank, _)| *rank);
    all.first().map(|(_, value)| Clean::line(value)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_by_their_headings_and_the_id_is_the_last_word() {
        let text = "Name                                 Hostname Labels            Resource ID                    \n\
                    ------------------------------------ -------- ----------------- ------------------------------ \n\
                    4f1e2a10-0000-4000-8000-000000000001 web-ü1   team=x,env=prod   /main/node/4f1e2a10-0000-4000-8000-000000000001\n\
                    orders                                        aws/env=staging   /main/db/orders                \n\
                    \n\
                    To request access to these resources, run\n\
                    > tsh request create --resource /main/node/x \\\n    --reason <request reason>\n";
        let all = resources(text);
        let told: Vec<_> =
            all.iter().map(|one| (one.title.as_str(), one.environment.as_str(), one.id.to_string())).collect();
        assert_eq!(
            told,
            [
                ("web-ü1", "prod", "/main/node/4f1e2a10-0000-4000-8000-000000000001".to_owned()),
                ("orders", "staging", "/main/db/orders".to_owned()),
            ]
        );
        assert!(resources("").is_empty());
        assert!(resources("Name Hostname Labels Resource ID \n---- -------- ------ ----------- \n").is_empty());
    }
}
