//! Whose rules count: those that come with stagedoor, under the user's, a folder's and the administrator's.

use super::rules::{GoldenRule, Needs, Paths, RuleError, bundled};

/// A rule as it is written. What a rule of the same id that comes along says is kept where this one says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleText {
    /// Its id.
    pub id: String,
    /// What it asks for, in words.
    pub title: Option<String>,
    /// The categories of templates that it is for.
    pub categories: Option<Vec<String>>,
    /// The paths, as globs.
    pub files: Vec<String>,
    /// The words of which one is to be in one of the files.
    pub words: Vec<String>,
    /// What to do where it is not there.
    pub cure: Option<String>,
}

/// What one file says of the golden path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoldenLayer {
    /// Ids of rules of the layers below that do not count.
    pub skip: Vec<String>,
    /// Rules, in the place of those of the same ids.
    pub rules: Vec<GoldenRule>,
}

/// What all files say of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoldenPath {
    /// The user's configuration.
    pub of_user: GoldenLayer,
    /// The folder's `stagedoor.toml`.
    pub of_folder: GoldenLayer,
    /// The administrator's configuration, which no other loosens.
    pub of_administrator: GoldenLayer,
}

impl RuleText {
    /// The rule that is meant.
    ///
    /// # Errors
    /// When it asks for nothing, or a path is no glob.
    pub fn rule(self) -> Result<GoldenRule, RuleError> {
        let like = bundled().into_iter().find(|rule| rule.id == self.id);
        let like = like.unwrap_or_else(|| GoldenRule {
            title: self.id.clone(),
            id: self.id,
            categories: Vec::new(),
            needs: Needs::File(Paths::default()),
            cure: String::new(),
        });
        Ok(GoldenRule {
            id: like.id,
            title: self.title.unwrap_or(like.title),
            categories: self.categories.unwrap_or(like.categories),
            needs: needs(like.needs, &self.files, self.words)?,
            cure: self.cure.unwrap_or(like.cure),
        })
    }
}

fn needs(like: Needs, files: &[String], words: Vec<String>) -> Result<Needs, RuleError> {
    let paths = match (files, &like) {
        ([], Needs::File(paths) | Needs::Text { files: paths, .. }) if !paths.is_empty() => paths.clone(),
        ([], Needs::Entities | Needs::Owners | Needs::Docs) if words.is_empty() => return Ok(like),
        _ => Paths::new(files)?,
    };
    Ok(match (words.is_empty(), like) {
        (false, _) => Needs::Text { files: paths, words },
        (true, Needs::Text { words, .. }) if files.is_empty() => Needs::Text { files: paths, words },
        (true, _) => Needs::File(paths),
    })
}

impl GoldenPath {
    /// The rules that count.
    pub fn rules(&self) -> Vec<GoldenRule> {
        let layers = [&self.of_user, &self.of_folder, &self.of_administrator];
        layers.into_iter().fold(bundled(), |below, layer| layer.over(below))
    }
}

impl GoldenLayer {
    fn over(&self, mut below: Vec<GoldenRule>) -> Vec<GoldenRule> {
        below.retain(|rule| !self.skip.contains(&rule.id));
        for rule in &self.rules {
            match below.iter_mut().find(|other| other.id == rule.id) {
                Some(other) => other.clone_from(rule),
                None => below.push(rule.clone()),
            }
        }
        below
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(skip: &[&str], rules: &[(&str, &[&str])]) -> GoldenLayer {
        let rule = |(id, files): &(&str, &[&str])| {
            let files = files.iter().map(|it| (*it).to_owned()).collect();
            RuleText { id: (*id).to_owned(), files, ..RuleText::default() }.rule().unwrap()
        };
        GoldenLayer { skip: skip.iter().map(|it| (*it).to_owned()).collect(), rules: rules.iter().map(rule).collect() }
    }

    #[test]
    fn what_the_administrator_asks_for_is_loosened_by_nobody() {
        let path = GoldenPath {
            of_user: layer(&["scan", "license"], &[]),
            of_folder: layer(&["license", "docs"], &[("changes", &["CHANGELOG.md"])]),
            of_administrator: layer(&["readme"], &[("license", &["LICENSE*"]), ("scan", &["scan.yaml"])]),
        };
        let rules = path.rules();
        let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
        assert_eq!(ids, ["descriptor", "entities", "owner", "ci", "monitoring", "changes", "license", "scan"]);
        let scan = rules.iter().find(|rule| rule.id == "scan").unwrap();
        assert!(matches!(&scan.needs, Needs::File(paths) if paths.fit("scan.yaml")));
    }

    #[test]
    fn a_rule_that_comes_along_is_changed_in_part() {
        let rule = |text: RuleText| text.rule().unwrap();
        let scan = rule(RuleText { id: "scan".into(), words: vec!["acme-scan".into()], ..RuleText::default() });
        assert!(
            matches!(&scan.needs, Needs::Text { words, files } if words == &["acme-scan"] && files.fit("Jenkinsfile"))
        );
        let docs = rule(RuleText { id: "docs".into(), categories: Some(Vec::new()), ..RuleText::default() });
        assert!(matches!(docs.needs, Needs::Docs) && docs.is_for("documentation"));
        let nothing = RuleText { id: "license".into(), ..RuleText::default() };
        assert_eq!(nothing.rule().unwrap_err(), RuleError::Empty);
    }
}
