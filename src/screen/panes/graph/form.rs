//! The graph or the impact as text for elsewhere.

use crate::domain::model::graph::export::{Signs, json, mermaid, text};
use crate::domain::model::graph::{Graph, Shape};

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

    /// Whether it goes to the clipboard instead of to a file.
    pub(super) fn is_copied(self) -> bool {
        self.copied
    }

    /// The ending of a file's name.
    pub(super) fn ending(self) -> &'static str {
        match self.language {
            Language::Text => "txt",
            Language::Json => "json",
            Language::Mermaid => "mmd",
        }
    }

    /// The whole graph, whatever of it is folded on the screen.
    pub(super) fn write(self, graph: &Graph, shape: Shape) -> String {
        match self.language {
            Language::Text => text(graph, shape, Signs::UNICODE),
            Language::Json => format!("{:#}\n", json(graph, shape)),
            Language::Mermaid => mermaid(graph),
        }
    }
}
