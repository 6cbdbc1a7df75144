//! Formulas in TeX as characters of Unicode, where that is simple: letters, signs, what stands above and
//! below, fractions on one line, roots. Whatever is not known makes nothing of the formula: then it is
//! shown as its source.

mod signs;

use super::script::{all, subscript, superscript};
use signs::{Sign, blackboard, mark, sign};
use std::iter::Peekable;
use std::str::Chars;

/// The longest formula that is read, in bytes, and how deep its braces go.
const LONGEST: usize = 4096;
const DEEPEST: usize = 24;

/// Environments that only say how lines are set.
const LINES: [&str; 9] =
    ["equation", "equation*", "align", "align*", "aligned", "gather", "gather*", "gathered", "split"];

/// A formula within a line.
pub(super) fn line(source: &str) -> Option<String> {
    Some(lines(source)?.join(" "))
}

/// A formula on lines of its own.
pub(super) fn lines(source: &str) -> Option<Vec<String>> {
    if source.len() > LONGEST {
        return None;
    }
    let text = Reader { rest: source.chars().peekable(), depth: 0 }.until(None)?;
    let lines: Vec<String> = text.lines().map(tidy).filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then_some(lines)
}

/// Blanks collapsed, and none within brackets.
fn tidy(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.join(" ").replace("( ", "(").replace(" )", ")").replace(" ,", ",")
}

struct Reader<'t> {
    rest: Peekable<Chars<'t>>,
    depth: usize,
}

impl Reader<'_> {
    /// Everything up to a character that closes, or to the end.
    fn until(&mut self, close: Option<char>) -> Option<String> {
        self.depth += 1;
        let mut out = String::new();
        while self.depth <= DEEPEST {
            match self.rest.next() {
                c if c == close => {
                    self.depth -= 1;
                    return Some(out);
                }
                Some(c) => self.one(c, &mut out)?,
                None => return None,
            }
        }
        None
    }

    fn one(&mut self, c: char, out: &mut String) -> Option<()> {
        match c {
            '\\' => self.command(out)?,
            '{' => out.push_str(&self.until(Some('}'))?),
            '}' => return None,
            '^' => script(out, &self.argument()?, '^', superscript),
            '_' => script(out, &self.argument()?, '_', subscript),
            '~' => out.push(' '),
            '&' => {}
            '\'' => out.push('′'),
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
        Some(())
    }

    /// What a command or a script is about: a group, a command, or one character.
    fn argument(&mut self) -> Option<String> {
        while self.rest.next_if(|c| c.is_whitespace()).is_some() {}
        let mut out = String::new();
        let c = self.rest.next()?;
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        self.one(c, &mut out)?;
        self.depth -= 1;
        Some(out.trim().to_owned())
    }

    fn command(&mut self, out: &mut String) -> Option<()> {
        let Some(first) = self.rest.next_if(|c| !c.is_ascii_alphabetic()) else {
            let name = self.name();
            return self.named(&name, out);
        };
        match first {
            '\\' => out.push('\n'),
            ',' | ';' | ':' | ' ' => out.push(' '),
            '!' => {}
            '|' => out.push('‖'),
            '{' | '}' | '%' | '$' | '&' | '#' | '_' => out.push(first),
            _ => return None,
        }
        Some(())
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.rest.next_if(char::is_ascii_alphabetic) {
            name.push(c);
        }
        name
    }

    fn named(&mut self, name: &str, out: &mut String) -> Option<()> {
        match name {
            "frac" | "dfrac" | "tfrac" => {
                let (above, below) = (self.argument()?, self.argument()?);
                out.push_str(&format!("{}/{}", bracketed(&above), bracketed(&below)));
            }
            "binom" => {
                let (above, below) = (self.argument()?, self.argument()?);
                out.push_str(&format!("({above} choose {below})"));
            }
            "sqrt" => self.root(out)?,
            "text" | "textrm" | "textit" | "textbf" | "mbox" => out.push_str(&self.verbatim()?),
            "mathrm" | "mathbf" | "mathit" | "mathsf" | "mathcal" | "mathfrak" | "boldsymbol" | "operatorname" => {
                out.push_str(&self.argument()?);
            }
            "mathbb" => out.push_str(&all(&self.argument()?, blackboard)?),
            "left" | "right" | "big" | "Big" | "bigg" | "Bigg" | "bigl" | "bigr" | "Bigl" | "Bigr" => {
                // a bracket that is not seen
                self.rest.next_if_eq(&'.');
            }
            "begin" | "end" => {
                let name = self.verbatim()?;
                LINES.contains(&name.as_str()).then_some(())?;
                out.push('\n');
            }
            name => self.sign(name, out)?,
        }
        Some(())
    }

    fn sign(&mut self, name: &str, out: &mut String) -> Option<()> {
        if let Some(mark) = mark(name) {
            let below = self.argument()?;
            out.push_str(&below);
            // over several letters a mark would stand over the last alone
            return (below.chars().count() == 1).then(|| out.push(mark));
        }
        match sign(name)? {
            Sign::Letter(c) => out.push_str(c),
            Sign::Between(c) => {
                out.push(' ');
                out.push_str(c);
                out.push(' ');
            }
            Sign::Function => {
                if out.chars().next_back().is_some_and(char::is_alphanumeric) {
                    out.push(' ');
                }
                out.push_str(name);
                if matches!(self.rest.peek(), Some('\\')) {
                    out.push(' ');
                }
            }
            Sign::Nothing => {}
        }
        Some(())
    }

    fn root(&mut self, out: &mut String) -> Option<()> {
        let degree = match self.rest.next_if_eq(&'[') {
            Some(_) => Some(self.until(Some(']'))?),
            None => None,
        };
        let of = bracketed(&self.argument()?);
        match degree.as_deref() {
            None | Some("2") => out.push('√'),
            Some("3") => out.push('∛'),
            Some("4") => out.push('∜'),
            Some(degree) => {
                out.push_str(&all(degree, superscript)?);
                out.push('√');
            }
        }
        out.push_str(&of);
        Some(())
    }

    /// A group as it stands.
    fn verbatim(&mut self) -> Option<String> {
        self.rest.next_if_eq(&'{')?;
        let mut text = String::new();
        loop {
            match self.rest.next()? {
                '}' => return Some(text),
                '{' | '\\' => return None,
                c => text.push(c),
            }
        }
    }
}

/// Adds what stands above or below the line: of the characters that Unicode has for it, else behind its
/// sign.
fn script(out: &mut String, text: &str, sign: char, turn: fn(char) -> Option<char>) {
    // a prime stands above the line already
    let close: String = text.chars().filter(|c| *c != ' ').collect();
    match all(&close, turn) {
        Some(shown) if !shown.is_empty() => out.push_str(&shown),
        _ if sign == '^' && matches!(text, "′" | "′′" | "∘" | "*") => {
            out.push_str(if text == "∘" { "°" } else { text })
        }
        _ if text.chars().count() == 1 => out.extend([sign, text.chars().next().unwrap_or(' ')]),
        _ => out.push_str(&format!("{sign}({text})")),
    }
}

/// In brackets where it would not be seen what belongs together.
fn bracketed(text: &str) -> String {
    let is_one = text.chars().all(|c| c.is_alphanumeric() || c == '.') || text.chars().count() == 1;
    if is_one { text.to_owned() } else { format!("({text})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn shows(source: &str, want: &str) {
        assert_eq!(line(source).as_deref(), Some(want), "{source}");
    }

    #[test]
    fn letters_signs_and_scripts_are_characters() {
        shows("E = mc^2", "E = mc²");
        shows(r"\alpha+\beta\leq\gamma_{i+1}", "α+β ≤ γᵢ₊₁");
        shows(r"\sum_{i=0}^{n} x_i", "∑ᵢ₌₀ⁿ xᵢ");
        shows(r"\forall x \in \mathbb{R}: x^{2} \geq 0", "∀ x ∈ ℝ: x² ≥ 0");
        shows(r"f'(x) = \sin\theta \cdot \vec{v}", "f′(x) = sin θ · v\u{20d7}");
        shows(r"90^\circ", "90°");
        shows(r"\lim_{x \to \infty} f(x)", "lim_(x → ∞) f(x)");
    }

    #[test]
    fn fractions_and_roots_stand_on_one_line() {
        shows(r"\frac{1}{2}", "1/2");
        shows(r"\frac{n!}{k!(n-k)!} = \binom{n}{k}", "(n!)/(k!(n-k)!) = (n choose k)");
        shows(r"\sqrt{x} + \sqrt[3]{x + 1}", "√x + ∛(x + 1)");
        shows(r"\left( \frac{a}{b} \right)^{q}", "(a/b)^q");
    }

    #[test]
    fn lines_are_lines() {
        let source = "\\begin{aligned} a &= b \\\\ &= c \\end{aligned}";
        assert_eq!(lines(source), Some(vec!["a = b".to_owned(), "= c".to_owned()]));
    }

    #[test]
    fn what_is_not_known_stays_its_source() {
        for source in [r"\unknown{x}", r"\begin{pmatrix} a \end{pmatrix}", "{never closed", "closed}", "", r"\hat{ab}"]
        {
            assert_eq!(line(source), None, "{source}");
        }
        assert_eq!(line(&"{".repeat(3000)), None);
        assert_eq!(line(&"x^".repeat(1500)), None);
        assert_eq!(line(&"x".repeat(LONGEST + 1)), None);
    }
}
