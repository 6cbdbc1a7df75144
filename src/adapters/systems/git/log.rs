//! What `git log` prints, read as it comes.

use std::ops::ControlFlow;

/// What is asked of each commit, `git-log(1)`, "PRETTY FORMATS": no field can hold the NUL between
/// them, since git's own commits and names end at one.
pub(super) const FORMAT: &str =
    "--format=%x00commit%x00%H%x00%P%x00%an%x00%ae%x00%at%x00%ad%x00%cn%x00%ce%x00%ct%x00%B%x00";
/// How dates are written in `%ad`: as the clock of the author showed it.
pub(super) const DATE: &str = "--date=format:%Y-%m-%d %H:%M %z";

/// Fields of a commit after its beginning.
const FIELDS: usize = 10;
/// Bytes that are kept of one field; a message can be of any size.
const FIELD: usize = 64 << 10;
/// Files that are kept of one commit.
const FILES: usize = 500;

/// A commit as git tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Commit {
    pub(super) id: String,
    pub(super) parents: Vec<String>,
    pub(super) author: Person,
    /// Seconds since 1970.
    pub(super) authored: i64,
    /// The same as the author's clock showed it, with its zone.
    pub(super) authored_there: String,
    pub(super) committer: Person,
    pub(super) committed: i64,
    /// The whole message.
    pub(super) message: String,
    pub(super) files: Vec<File>,
    /// How many files there were, kept or not.
    pub(super) file_count: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) from: Option<String>,
    pub(super) lines: Option<(u64, u64)>,
}

/// The beginning of a move: its counts, and the path before it once that has come.
#[derive(Default)]
struct Moved {
    lines: Option<(u64, u64)>,
    from: Option<String>,
}

/// Takes what git prints in any pieces, and hands on each commit when it is whole.
#[derive(Default)]
pub(super) struct Reader {
    /// The field that is being read.
    field: Vec<u8>,
    /// The fields of the commit that is being read; none between commits.
    fields: Option<Vec<String>>,
    commit: Option<Commit>,
    /// A move whose two paths are still to come.
    moved: Option<Moved>,
}

impl Reader {
    /// Takes a piece.
    pub(super) fn take(&mut self, bytes: &[u8], each: &mut impl FnMut(Commit) -> ControlFlow<()>) -> ControlFlow<()> {
        let mut pieces = bytes.split(|byte| *byte == 0);
        // the last one goes on in the next piece
        let last = pieces.next_back().unwrap_or_default();
        for piece in pieces {
            self.keep(piece);
            let field = String::from_utf8_lossy(&std::mem::take(&mut self.field)).into_owned();
            self.field(field, each)?;
        }
        self.keep(last);
        ControlFlow::Continue(())
    }

    /// There is no more.
    pub(super) fn end(&mut self, each: &mut impl FnMut(Commit) -> ControlFlow<()>) {
        if let Some(commit) = self.commit.take() {
            let _ = each(commit);
        }
    }

    fn keep(&mut self, piece: &[u8]) {
        let room = FIELD.saturating_sub(self.field.len());
        self.field.extend_from_slice(piece.get(..room).unwrap_or(piece));
    }

    fn field(&mut self, field: String, each: &mut impl FnMut(Commit) -> ControlFlow<()>) -> ControlFlow<()> {
        if let Some(fields) = &mut self.fields {
            fields.push(field);
            if fields.len() == FIELDS {
                self.commit = self.fields.take().map(commit);
            }
        } else if let Some(Moved { lines, from }) = self.moved.take() {
            match from {
                None => self.moved = Some(Moved { lines, from: Some(field) }),
                from => self.add(File { path: field, from, lines }),
            }
        } else if field == "commit" {
            self.fields = Some(Vec::with_capacity(FIELDS));
            if let Some(before) = self.commit.take() {
                return each(before);
            }
        } else {
            self.file(field.trim_start_matches('\n'));
        }
        ControlFlow::Continue(())
    }

    /// `ADDED TAB GONE TAB PATH`, and for a move no path but two fields after it.
    fn file(&mut self, field: &str) {
        let mut parts = field.splitn(3, '\t');
        let (Some(added), Some(gone), Some(path)) = (parts.next(), parts.next(), parts.next()) else { return };
        let lines = added.parse().ok().zip(gone.parse().ok());
        if path.is_empty() {
            self.moved = Some(Moved { lines, from: None });
        } else {
            self.add(File { path: path.to_owned(), from: None, lines });
        }
    }

    fn add(&mut self, file: File) {
        if let Some(commit) = &mut self.commit {
            commit.file_count += 1;
            if commit.files.len() < FILES {
                commit.files.push(file);
            }
        }
    }
}

fn commit(fields: Vec<String>) -> Commit {
    let mut fields = fields.into_iter();
    let mut next = || fields.next().unwrap_or_default();
    let id = next();
    let parents = next().split_whitespace().map(str::to_owned).collect();
    let author = Person { name: next(), email: next() };
    let (authored, authored_there) = (next().parse().unwrap_or_default(), next());
    let committer = Person { name: next(), email: next() };
    let (committed, message) = (next().parse().unwrap_or_default(), next());
    let (files, file_count) = (Vec::new(), 0);
    Commit { id, parents, author, authored, authored_there, committer, committed, message, files, file_count }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `|` stands for NUL.
    const TOLD: &str = "|commit|aa|bb cc|Ada|ada@x|10|2026 +0100|Bob|bob@x|20|Title\n\nBody\n||\n1\t2\ta b.txt|-\t-\tx.png|3\t4\t|old|new||commit|bb||Ada|ada@x|5|there|Ada|ada@x|6|commit||";

    fn bytes(told: &str) -> Vec<u8> {
        told.bytes().map(|byte| if byte == b'|' { 0 } else { byte }).collect()
    }

    fn read(sizes: impl Fn(usize) -> usize) -> Vec<Commit> {
        let (mut reader, mut read) = (Reader::default(), Vec::new());
        let mut each = |commit| {
            read.push(commit);
            ControlFlow::Continue(())
        };
        let told = bytes(TOLD);
        let mut rest = told.as_slice();
        for n in 0.. {
            let (piece, after) = rest.split_at(sizes(n).clamp(1, rest.len().max(1)).min(rest.len()));
            let _ = reader.take(piece, &mut each);
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        reader.end(&mut each);
        read
    }

    #[test]
    fn commits_are_read_whole_in_whatever_pieces_they_come() {
        let whole = read(|_| TOLD.len());
        assert_eq!(whole.len(), 2);
        let first = &whole[0];
        assert_eq!((first.id.as_str(), first.parents.len(), first.committed), ("aa", 2, 20));
        assert_eq!(first.message, "Title\n\nBody\n");
        assert_eq!(first.files[0].path, "a b.txt");
        assert_eq!(first.files[1].lines, None);
        assert_eq!((first.files[2].from.as_deref(), first.files[2].path.as_str()), (Some("old"), "new"));
        assert_eq!(whole[1].message, "commit", "a message may say what a commit begins with");
        for size in 1..40 {
            assert_eq!(read(|n| size + n % 3), whole);
        }
    }

    #[test]
    fn a_message_of_any_size_is_kept_in_part() {
        let mut reader = Reader::default();
        let mut read = Vec::new();
        let mut each = |commit| {
            read.push(commit);
            ControlFlow::Continue(())
        };
        let _ = reader.take(&bytes("|commit|aa||Ada|ada@x|10|there|Bob|bob@x|20|"), &mut each);
        for _ in 0..100 {
            let _ = reader.take(&[b'x'; 10_000], &mut each);
        }
        let _ = reader.take(&bytes("||\n1\t1\tf|"), &mut each);
        reader.end(&mut each);
        assert_eq!((read[0].message.len(), read[0].files.len()), (FIELD, 1));
    }
}
