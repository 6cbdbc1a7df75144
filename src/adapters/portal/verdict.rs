//! What a portal says against a descriptor, and where in it.

use super::Portal;
use crate::domain::model::yaml::{self, Document, Parsed};
use crate::domain::model::{EntityRef, Problem, Severity};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use serde_json::Value;

impl Portal {
    /// Every document of the text is judged by the portal itself (`POST /validate-entity`).
    pub(super) async fn judge(&self, reference: &EntityRef, text: &str) -> Result<Vec<Problem>, Fault> {
        let location = self.location_of(reference).await;
        let documents = yaml::documents(text);
        let mut problems = Vec::new();
        if documents.is_empty() {
            problems.push(problem(1, 1, "there is no descriptor in it"));
        }
        for document in documents {
            match &document.content {
                Err(error) => problems.push(problem(error.line, error.column, &error.to_string())),
                Ok(parsed) if parsed.value.is_null() => {}
                Ok(parsed) => {
                    let said = self.backstage.validate(&parsed.value, &location).await?;
                    problems.extend(said.iter().map(|said| placed(text, &document, parsed, said)));
                }
            }
        }
        Ok(problems)
    }

    /// Where the entity came from, as the catalog wants it named: only addresses are taken. The
    /// catalog judges by it which kinds a place may give.
    async fn location_of(&self, reference: &EntityRef) -> String {
        let entity = self.backstage.entity(reference).await.ok();
        let known = entity.as_ref().and_then(|entity| entity.annotation("backstage.io/managed-by-location"));
        known.filter(|known| known.starts_with("url:")).unwrap_or("url:https://localhost/catalog-info.yaml").to_owned()
    }
}

fn problem(line: usize, column: usize, message: &str) -> Problem {
    Problem {
        severity: Severity::Error,
        file: Clean::default(),
        path: "".into(),
        line,
        column,
        entity: None,
        message: Clean::line(message),
    }
}

/// A problem at the field that the words name; at the document where they name none.
fn placed(text: &str, document: &Document, parsed: &Parsed, said: &Clean) -> Problem {
    let pointer = pointer_in(said.as_str(), &parsed.value);
    let at = pointer.and_then(|pointer| parsed.position(text, &pointer));
    let (line, column) = at.map_or((document.line, 1), |at| (at.line, at.column));
    problem(line, column, said.as_str())
}

/// The first path in the words that leads into the value: `"metadata.name"` of the policies, or
/// `/spec/owner` of the schemas. As much of it counts as is there: what is missing stands at its
/// parent.
fn pointer_in(said: &str, value: &Value) -> Option<String> {
    let parts = said.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | '(' | ')'));
    let roots = ["metadata", "spec", "kind", "apiVersion"];
    let pointer = |word: &str| {
        let word = word.trim_end_matches(['.', ':']);
        let path = if word.starts_with('/') { word.to_owned() } else { format!("/{}", word.replace('.', "/")) };
        let root = path.split('/').nth(1)?.to_owned();
        (roots.contains(&root.as_str()) && value.get(&root).is_some()).then_some(path)
    };
    parts.filter_map(pointer).max_by_key(|path| path.matches('/').count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_words_of_the_catalog_lead_to_the_field() {
        let value = json!({"kind": "Component", "metadata": {"name": "a b"}, "spec": {"owner": 7}});
        let found = |said: &str| pointer_in(said, &value);
        let policy = "Policy check failed for component:default/a b; caused by Error: \"metadata.name\" is not valid";
        assert_eq!(found(policy).as_deref(), Some("/metadata/name"));
        assert_eq!(found("/spec/owner must be string").as_deref(), Some("/spec/owner"));
        assert_eq!(found("something is wrong"), None);
    }
}
