use super::super::page::Block;
use super::super::style::Style;
use super::super::write::Set;
use super::reader::{Flow, Reader};
use super::tree::Id;

/// What stands around the source of a formula, and is none of it.
const AROUND: [(&str, &str); 4] = [("\\[", "\\]"), ("\\(", "\\)"), ("$$", "$$"), ("$", "$")];

impl Reader<'_, '_> {
    /// A formula on lines of its own.
    pub(super) fn math(&mut self, id: Id) -> Option<Block> {
        let source = self.source_of(id);
        let lines = bare(&source).lines().map(str::trim_end).filter(|line| !line.trim().is_empty());
        let pieces: Vec<_> = lines.map(|line| self.writer.alone(line)).collect();
        (!pieces.is_empty()).then_some(Block::Math(pieces))
    }

    /// A formula in a line.
    pub(super) fn inline_math(&mut self, id: Id, set: &Set, flow: &mut Flow) {
        let source = self.source_of(id);
        let set = Set { style: set.style.with(Style::MATH), ..set.clone() };
        self.writer.text(&mut flow.prose, bare(&source), &set);
    }

    /// Some ways of writing put the source into a script, beside a preview.
    fn source_of(&self, id: Id) -> String {
        let script = self
            .tree
            .find(id, "script")
            .filter(|script| self.tree.attribute(*script, "type").is_some_and(|kind| kind.starts_with("math/tex")));
        self.tree.whole_text(script.unwrap_or(id))
    }
}

fn bare(source: &str) -> &str {
    let source = source.trim();
    let inner = |(open, close): &(&str, &str)| source.strip_prefix(open)?.strip_suffix(close);
    AROUND.iter().find_map(inner).unwrap_or(source).trim_matches(['\n', '\r', ' '])
}
