//! `\p{...}`: properties of code points (ECMA-262, 22.2.2.9, tables 69 to 71).

use fancy_regex::Regex;
use std::sync::Arc;

/// A property of code points, or its opposite.
#[derive(Debug, Clone)]
pub struct Property {
    holds: Holds,
    negative: bool,
}

#[derive(Debug, Clone)]
enum Holds {
    Any,
    Ascii,
    Assigned(Arc<Regex>),
    Of(Arc<Regex>),
}

impl Property {
    /// Reads what stands between the braces; `None` for a property that JavaScript does not know.
    pub fn read(inside: &str, negative: bool) -> Option<Self> {
        let holds = match inside.split_once('=') {
            None => alone(inside)?,
            Some(("General_Category" | "gc", value)) => Holds::Of(category(value)?),
            Some(("Script" | "sc", value)) => Holds::Of(valued("sc", value)?),
            Some(("Script_Extensions" | "scx", value)) => Holds::Of(valued("scx", value)?),
            Some(_) => return None,
        };
        Some(Self { holds, negative })
    }

    pub fn has(&self, unit: u32) -> bool {
        let Some(character) = char::from_u32(unit) else { return self.negative };
        let mut bytes = [0; 4];
        let text: &str = character.encode_utf8(&mut bytes);
        let matches = |regex: &Regex| regex.is_match(text).unwrap_or(false);
        let holds = match &self.holds {
            Holds::Any => true,
            Holds::Ascii => character.is_ascii(),
            Holds::Assigned(unassigned) => !matches(unassigned),
            Holds::Of(regex) => matches(regex),
        };
        holds != self.negative
    }
}

fn alone(name: &str) -> Option<Holds> {
    match name {
        "Any" => Some(Holds::Any),
        "ASCII" => Some(Holds::Ascii),
        "Assigned" => compiled("Cn").map(Holds::Assigned),
        _ if BINARY.contains(&name) => compiled(name).map(Holds::Of),
        _ => category(name).map(Holds::Of),
    }
}

fn category(name: &str) -> Option<Arc<Regex>> {
    CATEGORIES.iter().any(|names| names.split(' ').any(|known| known == name)).then(|| compiled(name)).flatten()
}

/// Scripts by their names, of which the tables below know all; names begin with a capital and are told exactly.
fn valued(property: &str, value: &str) -> Option<Arc<Regex>> {
    let exact = value.starts_with(|first: char| first.is_ascii_uppercase())
        && value.split('_').all(|word| {
            let mut letters = word.chars();
            letters.next().is_some_and(|first| first.is_ascii_alphabetic())
                && letters.all(|letter| letter.is_ascii_lowercase())
        });
    exact.then(|| compiled(&format!("{property}={value}"))).flatten()
}

fn compiled(inside: &str) -> Option<Arc<Regex>> {
    Regex::new(&format!(r"\A\p{{{inside}}}\z")).ok().map(Arc::new)
}

const CATEGORIES: &[&str] = &[
    "Cased_Letter LC",
    "Close_Punctuation Pe",
    "Connector_Punctuation Pc",
    "Control Cc cntrl",
    "Currency_Symbol Sc",
    "Dash_Punctuation Pd",
    "Decimal_Number Nd digit",
    "Enclosing_Mark Me",
    "Final_Punctuation Pf",
    "Format Cf",
    "Initial_Punctuation Pi",
    "Letter L",
    "Letter_Number Nl",
    "Line_Separator Zl",
    "Lowercase_Letter Ll",
    "Mark M Combining_Mark",
    "Math_Symbol Sm",
    "Modifier_Letter Lm",
    "Modifier_Symbol Sk",
    "Nonspacing_Mark Mn",
    "Number N",
    "Open_Punctuation Ps",
    "Other C",
    "Other_Letter Lo",
    "Other_Number No",
    "Other_Punctuation Po",
    "Other_Symbol So",
    "Paragraph_Separator Zp",
    "Private_Use Co",
    "Punctuation P punct",
    "Separator Z",
    "Space_Separator Zs",
    "Spacing_Mark Mc",
    "Surrogate Cs",
    "Symbol S",
    "Titlecase_Letter Lt",
    "Unassigned Cn",
    "Uppercase_Letter Lu",
];

const BINARY: &[&str] = &[
    "Alphabetic",
    "Alpha",
    "ASCII_Hex_Digit",
    "AHex",
    "Bidi_Control",
    "Bidi_C",
    "Case_Ignorable",
    "CI",
    "Cased",
    "Changes_When_Casefolded",
    "CWCF",
    "Changes_When_Casemapped",
    "CWCM",
    "Changes_When_Lowercased",
    "CWL",
    "Changes_When_Titlecased",
    "CWT",
    "Changes_When_Uppercased",
    "CWU",
    "Dash",
    "Default_Ignorable_Code_Point",
    "DI",
    "Deprecated",
    "Dep",
    "Diacritic",
    "Dia",
    "Emoji",
    "Emoji_Component",
    "EComp",
    "Emoji_Modifier",
    "EMod",
    "Emoji_Modifier_Base",
    "EBase",
    "Emoji_Presentation",
    "EPres",
    "Extended_Pictographic",
    "ExtPict",
    "Extender",
    "Ext",
    "Grapheme_Base",
    "Gr_Base",
    "Grapheme_Extend",
    "Gr_Ext",
    "Hex_Digit",
    "Hex",
    "ID_Continue",
    "IDC",
    "ID_Start",
    "IDS",
    "Ideographic",
    "Ideo",
    "Join_Control",
    "Join_C",
    "Logical_Order_Exception",
    "LOE",
    "Lowercase",
    "Lower",
    "Math",
    "Noncharacter_Code_Point",
    "NChar",
    "Pattern_Syntax",
    "Pat_Syn",
    "Pattern_White_Space",
    "Pat_WS",
    "Quotation_Mark",
    "QMark",
    "Radical",
    "Regional_Indicator",
    "RI",
    "Sentence_Terminal",
    "STerm",
    "Soft_Dotted",
    "SD",
    "Terminal_Punctuation",
    "Term",
    "Unified_Ideograph",
    "UIdeo",
    "Uppercase",
    "Upper",
    "Variation_Selector",
    "VS",
    "White_Space",
    "space",
    "XID_Continue",
    "XIDC",
    "XID_Start",
    "XIDS",
];
