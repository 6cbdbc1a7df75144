use super::Token;
use super::scan::Scan;
use crate::domain::docs::style::Style;
use std::borrow::Cow;

/// What keys are called that are not called as they are named (keys of PyMdown).
const NAMES: &[(&[&str], &str)] = &[
    (&["backslash"], "\\"),
    (&["bar", "pipe"], "|"),
    (&["brace-left", "open-brace"], "{"),
    (&["brace-right", "close-brace"], "}"),
    (&["bracket-left", "open-bracket"], "["),
    (&["bracket-right", "close-bracket"], "]"),
    (&["colon"], ":"),
    (&["comma"], ","),
    (&["double-quote", "dblquote"], "\""),
    (&["equal"], "="),
    (&["exclam", "exclamation"], "!"),
    (&["grave", "grave-accent"], "`"),
    (&["greater", "greater-than", "gt"], ">"),
    (&["less", "less-than", "lt"], "<"),
    (&["minus", "hyphen"], "-"),
    (&["period"], "."),
    (&["plus"], "+"),
    (&["question", "question-mark"], "?"),
    (&["semicolon"], ";"),
    (&["single-quote"], "'"),
    (&["slash"], "/"),
    (&["tilde"], "~"),
    (&["underscore"], "_"),
    (&["arrow-up", "up"], "Up"),
    (&["arrow-down", "down"], "Down"),
    (&["arrow-left", "left"], "Left"),
    (&["arrow-right", "right"], "Right"),
    (&["delete", "del"], "Del"),
    (&["insert", "ins"], "Ins"),
    (&["escape", "esc"], "Esc"),
    (&["enter", "return"], "Enter"),
    (&["backspace", "back", "bksp"], "Backspace"),
    (&["backtab", "bktab"], "Back Tab"),
    (&["break", "cancel"], "Break"),
    (&["caps-lock", "capital", "cplk"], "Caps Lock"),
    (&["clear", "clr"], "Clear"),
    (&["page-down", "next", "page-dn", "pg-dn"], "Page Down"),
    (&["page-up", "prior", "pg-up"], "Page Up"),
    (&["print-screen", "prtsc"], "Print Screen"),
    (&["scroll-lock", "scroll"], "Scroll Lock"),
    (&["num-lock", "numlk"], "Num Lock"),
    (&["space", "spc"], "Space"),
    (&["tab", "tabulator"], "Tab"),
    (&["alt-graph", "altgr"], "AltGr"),
    (&["command", "cmd"], "Cmd"),
    (&["control", "ctrl"], "Ctrl"),
    (&["function", "fn"], "Fn"),
    (&["option", "opt"], "Option"),
    (&["windows", "win"], "Win"),
    (&["left-alt", "lalt"], "Left Alt"),
    (&["left-command", "lcmd", "lcommand", "left-cmd"], "Left Command"),
    (&["left-control", "lcontrol", "lctrl", "left-ctrl"], "Left Ctrl"),
    (&["left-shift", "lshift"], "Left Shift"),
    (&["left-windows", "left-win", "lwin", "lwindows"], "Left Win"),
    (&["right-alt", "ralt"], "Right Alt"),
    (&["right-command", "rcmd", "rcommand", "right-cmd"], "Right Command"),
    (&["right-control", "rcontrol", "rctrl", "right-ctrl"], "Right Ctrl"),
    (&["right-shift", "rshift"], "Right Shift"),
    (&["right-windows", "right-win", "rwin", "rwindows"], "Right Win"),
    (&["context-menu", "menu", "apps"], "Menu"),
    (&["num-asterisk", "multiply"], "Num *"),
    (&["num-delete", "num-del"], "Num Del"),
    (&["num-equal"], "Num ="),
    (&["num-minus", "subtract"], "Num -"),
    (&["num-plus", "add"], "Num +"),
    (&["num-separator", "decimal", "separator"], "Num ."),
    (&["num-slash", "divide"], "Num /"),
];

impl<'t> Scan<'t, '_> {
    /// `++ctrl+"Any text"++`.
    pub(super) fn keys(&mut self) -> bool {
        let rest = self.rest();
        let Some(mut inner) = rest.strip_prefix("++") else { return false };
        let mut tokens = Vec::new();
        loop {
            let Some((label, after)) = key(inner) else { return false };
            tokens.push(Token::Exact(label, Style::KEY));
            if let Some(after) = after.strip_prefix("++") {
                let length = rest.len() - after.len();
                self.take(length, tokens);
                self.attributes();
                return true;
            }
            let Some(after) = after.strip_prefix('+') else { return false };
            tokens.push(Token::Text(Cow::Borrowed("+")));
            inner = after;
        }
    }
}

/// The label of the key that a text begins with, and what comes after it.
fn key(text: &str) -> Option<(Cow<'_, str>, &str)> {
    for quote in ['"', '\''] {
        if let Some((label, after)) = text.strip_prefix(quote).and_then(|text| text.split_once(quote)) {
            return (!label.is_empty() && !label.contains('\n')).then_some((Cow::Borrowed(label), after));
        }
    }
    let end = text.find(|c: char| !(super::is_word(c) || c == '-')).unwrap_or(text.len());
    let (name, after) = text.split_at_checked(end)?;
    (!name.is_empty()).then(|| (label(name), after))
}

fn label(name: &str) -> Cow<'_, str> {
    let lower = name.to_lowercase();
    if let Some((_, label)) = NAMES.iter().find(|(names, _)| names.contains(&lower.as_str())) {
        return Cow::Borrowed(label);
    }
    if let Some(digit) = lower.strip_prefix("num").filter(|rest| rest.len() == 1 && rest.as_bytes().is_ascii()) {
        return Cow::Owned(format!("Num {digit}"));
    }
    let words = lower.split('-').map(|word| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    });
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}
