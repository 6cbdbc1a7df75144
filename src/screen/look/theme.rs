use crate::domain::document::Role;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use std::str::FromStr;

/// A style for each role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    name: String,
    styles: Vec<(Role, Style)>,
    ground: Option<Color>,
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
    #[error("there is no theme `{0}`; there are {list}, or a file's path", list = Theme::NAMES.join(", "))]
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
    ("subheading", Role::Subheading),
    ("note", Role::Note),
    ("code", Role::Code),
    ("marked", Role::Marked),
    ("code-keyword", Role::CodeKeyword),
    ("code-function", Role::CodeFunction),
    ("code-type", Role::CodeType),
    ("code-number", Role::CodeNumber),
    ("code-string", Role::CodeString),
    ("code-comment", Role::CodeComment),
    ("code-operator", Role::CodeOperator),
    ("code-tag", Role::CodeTag),
];

/// The themes that come with the program, in the order they are cycled through.
const BUNDLED: [(&str, &str); 6] = [
    ("terminal", include_str!("../../../assets/themes/terminal.toml")),
    ("dark", include_str!("../../../assets/themes/dark.toml")),
    ("light", include_str!("../../../assets/themes/light.toml")),
    ("contrast", include_str!("../../../assets/themes/contrast.toml")),
    ("colorblind", include_str!("../../../assets/themes/colorblind.toml")),
    ("mono", include_str!("../../../assets/themes/mono.toml")),
];

impl Theme {
    /// The names of the themes that come with the program, in the order they are cycled through.
    pub const NAMES: [&'static str; 6] = ["terminal", "dark", "light", "contrast", "colorblind", "mono"];

    /// The terminal's own sixteen colours.
    pub fn terminal() -> Self {
        let plain = |_| Self { name: "terminal".into(), styles: Vec::new(), ground: None };
        Self::bundled("terminal").unwrap_or_else(plain)
    }

    /// A theme that comes with the program.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn bundled(name: &str) -> Result<Self, ThemeError> {
        let found = BUNDLED.into_iter().find(|(known, _)| *known == name);
        let (_, text) = found.ok_or_else(|| ThemeError::Unknown(name.into()))?;
        Self::read(name, text)
    }

    /// Reads a theme: for each role words: `bold dim italic underline reverse`, a colour for the
    /// text, and after `on` one for the ground. `ground` is the colour of the whole screen; without
    /// it the screen keeps the terminal's.
    ///
    /// # Errors
    /// On what is no TOML, no role, no colour.
    pub fn read(name: &str, text: &str) -> Result<Self, ThemeError> {
        let table: toml::Table =
            text.parse().map_err(|error: toml::de::Error| ThemeError::Syntax(error.message().to_owned()))?;
        let mut theme = Self { name: name.into(), styles: Vec::with_capacity(ROLES.len()), ground: None };
        for (key, value) in &table {
            let fail = |why: String| ThemeError::Value { role: key.clone(), why };
            let words = value.as_str().ok_or_else(|| fail("a style is a text".into()))?;
            if key == "ground" {
                theme.ground = Some(colour(words).map_err(fail)?);
                continue;
            }
            let role = ROLES.iter().find(|(role, _)| role == key).map(|(_, role)| *role);
            let role = role.ok_or_else(|| fail("there is no such role".into()))?;
            theme.styles.push((role, style(words).map_err(fail)?));
        }
        Ok(theme)
    }

    /// The theme's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.styles.iter().find(|(known, _)| *known == role).map(|(_, style)| *style).unwrap_or_default()
    }

    /// The colour of the whole screen, in themes that have one.
    pub fn ground(&self) -> Option<Color> {
        self.ground
    }

    /// Lays the ground below everything painted so far, and gives what has no colour of its own that
    /// of running text: on a ground of the theme's the terminal's own could be unreadable.
    pub fn lay_ground(&self, buf: &mut Buffer) {
        let Some(ground) = self.ground else { return };
        let text = self.style(Role::Text).fg.unwrap_or_default();
        for cell in &mut buf.content {
            if cell.bg == Color::Reset {
                cell.bg = ground;
            }
            if cell.fg == Color::Reset {
                cell.fg = text;
            }
        }
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
                let colour = colour(word)?;
                if ground { style.bg(colour) } else { style.fg(colour) }
            }
        };
    }
    Ok(style)
}

fn colour(word: &str) -> Result<Color, String> {
    Color::from_str(word).map_err(|_| format!("`{word}` is no colour and no attribute"))
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
    fn the_names_are_those_of_the_bundled_themes_in_their_order() {
        assert_eq!(Theme::NAMES.to_vec(), BUNDLED.map(|(name, _)| name).to_vec());
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
        assert!(error("ground = 'paper'").contains("`paper` is no colour"));
    }
}
