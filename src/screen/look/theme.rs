use crate::domain::document::Role;
use ratatui::style::{Color, Modifier, Style};
use std::str::FromStr;

/// A style for each role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    name: String,
    styles: Vec<(Role, Style)>,
}

/// Why a theme cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// Not TOML.
    #[error("the theme is not TOML: {0}")]
    Syntax(String),
    /// A role, colour or attribute that does not exist.
    #[error("{role}: {why}")]
    Value {
        /// The role's name as given.
        role: String,
        /// What is wrong.
        why: String,
    },
    /// No theme of that name.
    #[error("there is no theme `{0}`; there are terminal, dark and mono, or a file's path")]
    Unknown(String),
}

const ROLES: &[(&str, Role)] = &[
    ("text", Role::Text),
    ("dim", Role::Dim),
    ("rule", Role::Rule),
    ("title", Role::Title),
    ("heading", Role::Heading),
    ("label", Role::Label),
    ("link", Role::Link),
    ("selected", Role::Selected),
    ("mark", Role::Mark),
    ("match", Role::Match),
    ("good", Role::Good),
    ("warn", Role::Warn),
    ("bad", Role::Bad),
    ("key", Role::Key),
    ("badge", Role::Badge),
    ("tag", Role::Tag),
    ("code-key", Role::CodeKey),
    ("code-value", Role::CodeValue),
];

impl Theme {
    /// The themes that come with the program, in the order they are cycled through.
    pub const NAMES: [&'static str; 3] = ["terminal", "dark", "mono"];

    /// The terminal's own sixteen colours.
    pub fn terminal() -> Self {
        Self::bundled("terminal").unwrap_or_else(|_| Self { name: "terminal".into(), styles: Vec::new() })
    }

    /// A theme that comes with the program.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn bundled(name: &str) -> Result<Self, ThemeError> {
        let text = match name {
            "terminal" => include_str!("../../../assets/themes/terminal.toml"),
            "dark" => include_str!("../../../assets/themes/dark.toml"),
            "mono" => include_str!("../../../assets/themes/mono.toml"),
            _ => return Err(ThemeError::Unknown(name.into())),
        };
        Self::read(name, text)
    }

    /// Reads a theme: for each role words: `bold dim italic underline reverse`, a colour for the
    /// text, and after `on` one for the ground.
    ///
    /// # Errors
    /// On what is no TOML, no role, no colour.
    pub fn read(name: &str, text: &str) -> Result<Self, ThemeError> {
        let table: toml::Table =
            text.parse().map_err(|error: toml::de::Error| ThemeError::Syntax(error.message().to_owned()))?;
        let mut styles = Vec::with_capacity(ROLES.len());
        for (key, value) in &table {
            let fail = |why: String| ThemeError::Value { role: key.clone(), why };
            let role = ROLES.iter().find(|(role, _)| role == key).map(|(_, role)| *role);
            let role = role.ok_or_else(|| fail("there is no such role".into()))?;
            let words = value.as_str().ok_or_else(|| fail("a style is a text".into()))?;
            styles.push((role, style(words).map_err(fail)?));
        }
        Ok(Self { name: name.into(), styles })
    }

    /// The theme's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.styles.iter().find(|(known, _)| *known == role).map(|(_, style)| *style).unwrap_or_default()
    }

    /// The name of the theme after this one.
    pub fn next(&self) -> &'static str {
        let at = Self::NAMES.iter().position(|name| *name == self.name).map_or(0, |at| at + 1);
        Self::NAMES.get(at).copied().unwrap_or("terminal")
    }
}

fn style(words: &str) -> Result<Style, String> {
    let mut style = Style::default();
    let mut ground = false;
    for word in words.split_whitespace() {
        let modifier = match word {
            "on" => {
                ground = true;
                continue;
            }
            "bold" => Some(Modifier::BOLD),
            "dim" => Some(Modifier::DIM),
            "italic" => Some(Modifier::ITALIC),
            "underline" => Some(Modifier::UNDERLINED),
            "reverse" => Some(Modifier::REVERSED),
            _ => None,
        };
        style = match modifier {
            Some(modifier) => style.add_modifier(modifier),
            None => {
                let colour = Color::from_str(word).map_err(|_| format!("`{word}` is no colour and no attribute"))?;
                if ground { style.bg(colour) } else { style.fg(colour) }
            }
        };
    }
    Ok(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_theme_names_every_role() {
        for name in Theme::NAMES {
            let theme = Theme::bundled(name).unwrap();
            assert_eq!(theme.styles.len(), ROLES.len(), "{name}");
        }
    }

    #[test]
    fn mono_has_no_colour_at_all() {
        let theme = Theme::bundled("mono").unwrap();
        assert!(theme.styles.iter().all(|(_, style)| style.fg.is_none() && style.bg.is_none()));
    }

    #[test]
    fn what_is_wrong_in_a_theme_is_named() {
        let error = |text| Theme::read("x", text).unwrap_err().to_string();
        assert!(error("titel = 'bold'").contains("titel: there is no such role"));
        assert!(error("title = 'blod'").contains("`blod` is no colour"));
        assert!(error("title = 3").contains("a style is a text"));
    }
}
