//! A frame over the page: what is read in it, and where it is.

use crate::domain::document::Line;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::screen::widgets::prompt::Prompt;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;

/// The widest that the frame gets.
const WIDE: u16 = 110;

/// What is read over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reads {
    Search,
    Building,
    Findings,
}

/// The frame over the page.
#[derive(Clone, Debug)]
pub(super) struct Over {
    pub(super) reads: Reads,
    /// What is looked for in the site.
    pub(super) prompt: Prompt,
    pub(super) sheet: Sheet,
    /// What the lines were found for.
    pub(super) found_for: Option<String>,
    /// Whether what is under the cursor is to be opened once it is known what that is.
    pub(super) waiting: bool,
    /// Rows of the sheet.
    pub(super) height: usize,
}

impl Over {
    pub(super) fn new(reads: Reads) -> Self {
        let (prompt, sheet) = (Prompt::default(), Sheet::default());
        Self { reads, prompt, sheet, found_for: None, waiting: false, height: 0 }
    }

    /// What an action opens.
    pub(super) fn of(action: Action) -> Option<Self> {
        match action {
            Action::ReaderSearchSite => Some(Self::new(Reads::Search)),
            Action::ReaderBuilding => Some(Self::new(Reads::Building)),
            Action::ReaderFindings => Some(Self::new(Reads::Findings)),
            _ => None,
        }
    }

    /// Whether keys are typed into it.
    pub(super) fn typing(&self) -> bool {
        self.reads == Reads::Search
    }

    pub(super) fn key(&mut self, key: Key) {
        self.waiting = false;
        self.prompt.key(key);
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.waiting = false;
        self.prompt.paste(text);
    }

    pub(super) fn text(&self) -> &str {
        self.prompt.text().trim()
    }

    pub(super) fn title(&self) -> &'static str {
        match self.reads {
            Reads::Search => "Search these docs",
            Reads::Building => "Build",
            Reads::Findings => "Findings",
        }
    }

    pub(super) fn frame(body: Rect) -> Rect {
        let width = body.width.saturating_sub(4).min(WIDE).max(body.width.min(24));
        Rect { x: body.x + (body.width - width) / 2, width, ..body }
    }

    /// Where the lines are.
    pub(super) fn page(&self, body: Rect) -> Rect {
        let frame = Self::frame(body);
        let above = if self.typing() { 3 } else { 1 };
        Rect {
            x: frame.x + 1.min(frame.width),
            y: frame.y + above.min(frame.height),
            width: frame.width.saturating_sub(2),
            height: frame.height.saturating_sub(above + 1),
        }
    }

    /// Columns of a line.
    pub(super) fn columns(&self, body: Rect) -> usize {
        usize::from(self.page(body).width.saturating_sub(3))
    }

    pub(super) fn set(&mut self, lines: Vec<Line>, body: Rect) {
        self.height = usize::from(self.page(body).height);
        self.sheet.set(lines, self.height);
    }
}
