//! The graph or the impact as a file, or in the clipboard.

use super::state::GraphRoom;
use crate::domain::model::graph::export::{Signs, json, mermaid, text};
use crate::screen::panes::Intent;

/// A form, and where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    language: Language,
    copied: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Text,
    Json,
    Mermaid,
}

impl Form {
    /// All forms in the order they are offered.
    pub(super) const ALL: [Form; 6] = [
        Form { language: Language::Text, copied: false },
        Form { language: Language::Json, copied: false },
        Form { language: Language::Mermaid, copied: false },
        Form { language: Language::Text, copied: true },
        Form { language: Language::Json, copied: true },
        Form { language: Language::Mermaid, copied: true },
    ];

    pub(super) fn title(self) -> &'static str {
        match (self.language, self.copied) {
            (Language::Text, false) => "Text to a file",
            (Language::Json, false) => "JSON to a file",
            (Language::Mermaid, false) => "Mermaid to a file",
            (Language::Text, true) => "Text to the clipboard",
            (Language::Json, true) => "JSON to the clipboard",
            (Language::Mermaid, true) => "Mermaid to the clipboard",
        }
    }
}

impl GraphRoom {
    /// What is shown in a form; all of it, whatever is folded.
    pub(super) fn export(&self, form: Form) -> Option<Intent> {
        let shown = self.shown.as_ref()?;
        let (graph, shape) = (&shown.graph, shown.shape);
        let (ending, text) = match form.language {
            Language::Text => ("txt", text(graph, shape, Signs::UNICODE)),
            Language::Json => ("json", format!("{:#}\n", json(graph, shape))),
            Language::Mermaid => ("mmd", mermaid(graph)),
        };
        if form.copied {
            return Some(Intent::Copy(text));
        }
        let what = if self.impact { "impact" } else { "graph" };
        Some(Intent::Export { name: format!("{what}-{}.{ending}", self.root().name()), text })
    }
}
