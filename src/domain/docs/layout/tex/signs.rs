/// What a command of TeX's stands for.
pub(super) enum Sign {
    /// A letter, or what stands like one.
    Letter(&'static str),
    /// What stands between two others, with blanks around it.
    Between(&'static str),
    /// The name of a function, written as it is.
    Function,
    /// Nothing that is seen.
    Nothing,
}

/// Letters, by name; the case of the first is that of the letter.
const LETTERS: &[(&str, &str)] = &[
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("vartheta", "ϑ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "φ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("infty", "∞"),
    ("partial", "∂"),
    ("nabla", "∇"),
    ("ell", "ℓ"),
    ("hbar", "ℏ"),
    ("emptyset", "∅"),
    ("forall", "∀"),
    ("exists", "∃"),
    ("neg", "¬"),
    ("lnot", "¬"),
    ("sum", "∑"),
    ("prod", "∏"),
    ("int", "∫"),
    ("iint", "∬"),
    ("oint", "∮"),
    ("ldots", "…"),
    ("dots", "…"),
    ("cdots", "⋯"),
    ("prime", "′"),
    ("circ", "∘"),
    ("degree", "°"),
    ("langle", "⟨"),
    ("rangle", "⟩"),
    ("lfloor", "⌊"),
    ("rfloor", "⌋"),
    ("lceil", "⌈"),
    ("rceil", "⌉"),
    ("lbrace", "{"),
    ("rbrace", "}"),
    ("vert", "|"),
    ("Vert", "‖"),
    ("top", "⊤"),
    ("bot", "⊥"),
    ("angle", "∠"),
    ("aleph", "ℵ"),
    ("Re", "ℜ"),
    ("Im", "ℑ"),
    ("quad", " "),
    ("qquad", "  "),
    ("space", " "),
];

/// What stands between two others.
const BETWEEN: &[(&str, &str)] = &[
    ("cdot", "·"),
    ("times", "×"),
    ("div", "÷"),
    ("pm", "±"),
    ("mp", "∓"),
    ("ast", "∗"),
    ("leq", "≤"),
    ("le", "≤"),
    ("geq", "≥"),
    ("ge", "≥"),
    ("neq", "≠"),
    ("ne", "≠"),
    ("ll", "≪"),
    ("gg", "≫"),
    ("approx", "≈"),
    ("equiv", "≡"),
    ("sim", "∼"),
    ("simeq", "≃"),
    ("cong", "≅"),
    ("propto", "∝"),
    ("in", "∈"),
    ("notin", "∉"),
    ("ni", "∋"),
    ("subset", "⊂"),
    ("subseteq", "⊆"),
    ("supset", "⊃"),
    ("supseteq", "⊇"),
    ("cup", "∪"),
    ("cap", "∩"),
    ("setminus", "∖"),
    ("land", "∧"),
    ("wedge", "∧"),
    ("lor", "∨"),
    ("vee", "∨"),
    ("oplus", "⊕"),
    ("otimes", "⊗"),
    ("perp", "⊥"),
    ("parallel", "∥"),
    ("mid", "∣"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("leftarrow", "←"),
    ("gets", "←"),
    ("leftrightarrow", "↔"),
    ("Rightarrow", "⇒"),
    ("implies", "⇒"),
    ("Leftarrow", "⇐"),
    ("Leftrightarrow", "⇔"),
    ("iff", "⇔"),
    ("mapsto", "↦"),
    ("uparrow", "↑"),
    ("downarrow", "↓"),
    ("vdash", "⊢"),
    ("models", "⊨"),
    ("bmod", "mod"),
];

const FUNCTIONS: &[&str] = &[
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "log", "ln", "lg",
    "exp", "lim", "limsup", "liminf", "max", "min", "sup", "inf", "arg", "det", "dim", "gcd", "ker", "deg", "hom",
    "Pr",
];

/// Marks over a letter.
const MARKS: &[(&str, char)] = &[
    ("hat", '\u{302}'),
    ("bar", '\u{304}'),
    ("overline", '\u{305}'),
    ("tilde", '\u{303}'),
    ("vec", '\u{20d7}'),
    ("dot", '\u{307}'),
    ("ddot", '\u{308}'),
    ("underline", '\u{332}'),
];

const NOTHING: &[&str] = &["limits", "nolimits", "displaystyle", "textstyle", "nonumber", "notag"];

fn named<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

/// What a command stands for.
pub(super) fn sign(name: &str) -> Option<Sign> {
    let between = || named(BETWEEN, name).map(Sign::Between);
    let function = || FUNCTIONS.contains(&name).then_some(Sign::Function);
    let nothing = || NOTHING.contains(&name).then_some(Sign::Nothing);
    named(LETTERS, name).map(Sign::Letter).or_else(between).or_else(function).or_else(nothing)
}

/// The mark that a command puts over a letter.
pub(super) fn mark(name: &str) -> Option<char> {
    named(MARKS, name)
}

/// The letter with a double stroke.
pub(super) fn blackboard(letter: char) -> Option<char> {
    Some(match letter {
        'C' => 'ℂ',
        'H' => 'ℍ',
        'N' => 'ℕ',
        'P' => 'ℙ',
        'Q' => 'ℚ',
        'R' => 'ℝ',
        'Z' => 'ℤ',
        'E' => '𝔼',
        '1' => '𝟙',
        _ => return None,
    })
}
