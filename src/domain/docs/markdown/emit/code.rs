use super::Emit;
use crate::domain::docs::code::{Code, Diagram, Token};
use crate::domain::docs::language;
use crate::domain::docs::markdown::{fence::Fence, source::MARK};
use crate::domain::docs::page::Block;
use crate::domain::text::Clean;

/// What stands around the source of a formula, and is none of it.
const AROUND: [(&str, &str); 2] = [("$$", "$$"), ("\\[", "\\]")];

impl Emit<'_, '_> {
    /// Code between fences.
    pub(super) fn fence(&mut self, number: usize) -> Option<Block> {
        let fences = self.fences;
        let fence = fences.get(number)?;
        let language = language::named(&fence.language);
        if fence.language.eq_ignore_ascii_case("mermaid") || (language.is_empty() && Diagram::is_source(&fence.code)) {
            return self.drawing(&fence.code);
        }
        Some(Block::Code(self.written(fence, language)))
    }

    /// Code that is known by its indentation.
    pub(super) fn indented_code(&mut self, lines: &[&str]) -> Block {
        // a fence that stands within is nothing but lines, each behind what stands before it
        let line = |line: &&str| {
            let before = line.find(MARK).and_then(|at| line.get(..at)).unwrap_or_default();
            let gap = format!("\n{before}");
            self.written_out(line).replace('\n', &gap)
        };
        let code = lines.iter().map(line).collect::<Vec<_>>().join("\n");
        let code = code.trim_end().to_owned();
        if Diagram::is_source(&code)
            && let Some(drawing) = self.drawing(&code)
        {
            return drawing;
        }
        let fence = Fence { code, ..Fence::default() };
        Block::Code(self.written(&fence, ""))
    }

    fn drawing(&mut self, source: &str) -> Option<Block> {
        let from = self.writer.at();
        let mut code = Code { language: "mermaid".into(), ..Code::default() };
        let text = source.trim_matches('\n');
        for line in text.lines() {
            self.writer.code_line(&mut code, [(line, Token::Plain)], false);
        }
        code.key = self.key("code", from);
        let text = Clean::lines(text);
        (!code.lines.is_empty()).then_some(Block::Diagram(Diagram { key: code.key, source: code, text }))
    }

    fn written(&mut self, fence: &Fence, language: &str) -> Code {
        let from = self.writer.at();
        let title = fence.title.as_deref().map(|title| self.writer.alone(title.trim()));
        let numbers_from = Some(fence.numbers_from.unwrap_or(1));
        let mut code = Code { language: language.into(), title, numbers_from, ..Code::default() };
        let text = fence.code.trim_matches('\n');
        for (nth, line) in text.split('\n').enumerate() {
            let is_marked = fence.marked.iter().any(|lines| lines.contains(&(nth + 1)));
            self.writer.code_line(&mut code, [(line, Token::Plain)], is_marked);
        }
        code.key = self.key("code", from);
        code
    }

    pub(super) fn math(&mut self, lines: &[&str]) -> Option<Block> {
        let source = lines.join("\n");
        let source = source.trim();
        let inner = |(open, close): &(&str, &str)| source.strip_prefix(open)?.strip_suffix(close);
        let inner = AROUND.iter().find_map(inner).unwrap_or(source);
        let lines = inner.lines().map(str::trim_end).filter(|line| !line.trim().is_empty());
        let pieces: Vec<_> = lines.map(|line| self.writer.alone(line)).collect();
        (!pieces.is_empty()).then_some(Block::Math(pieces))
    }
}
