//! What is on disk, and the queue of what is to be written there. Whoever saves only adds to the
//! queue; a thread that lives as long as there is something in it writes, so that answers never
//! wait for a disk and nothing is left running afterwards.

use super::bodies::{Bodies, Change};
use super::rows::RowsFile;
use super::theirs::Theirs;
use crate::domain::model::listing::Listing;
use crate::domain::model::{At, Entity, EntityRef};
use crate::platform::clock::now;
use crate::platform::ports::Told;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long leaving the program waits for a disk that does not answer.
const SETTLE: Duration = Duration::from_secs(2);

pub(super) struct Disk {
    rows: RowsFile,
    bodies: Bodies,
    queue: Mutex<Queue>,
    settled: Condvar,
    pub(super) theirs: Theirs,
}

#[derive(Default)]
struct Queue {
    /// The newest listing; an older one that was not written yet is not worth writing any more.
    rows: Option<(Arc<Listing>, At)>,
    bodies: Vec<Change>,
    writing: bool,
}

impl Disk {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            rows: RowsFile::in_folder(folder.clone()),
            bodies: Bodies::in_folder(folder),
            queue: Mutex::default(),
            settled: Condvar::new(),
            theirs: Theirs::default(),
        }
    }

    /// The saved rows. Blocks.
    pub(super) fn rows(&self) -> Option<Listing> {
        self.rows.read()
    }

    /// A saved entity, and when it was saved. Blocks.
    pub(super) fn body(&self, reference: &EntityRef) -> Option<(Entity, At)> {
        self.bodies.get(reference)
    }

    pub(super) fn save_rows(self: &Arc<Self>, told: &Told<Listing>) {
        let as_of = told.as_of.unwrap_or_else(now);
        self.enqueue(|queue| queue.rows = Some((Arc::clone(&told.answer), as_of)));
    }

    pub(super) fn save_body(self: &Arc<Self>, told: &Told<Entity>) {
        self.save(Change::Seen(Arc::clone(&told.answer), told.as_of.unwrap_or_else(now)));
    }

    pub(super) fn save(self: &Arc<Self>, change: Change) {
        self.enqueue(|queue| queue.bodies.push(change));
    }

    fn enqueue(self: &Arc<Self>, add: impl FnOnce(&mut Queue)) {
        let mut queue = self.locked();
        add(&mut queue);
        if queue.writing {
            return;
        }
        let disk = Arc::clone(self);
        let writer = std::thread::Builder::new().name("kept".to_owned()).spawn(move || disk.write_all());
        match writer {
            Ok(_) => queue.writing = true,
            // the copy is a convenience: without it the next start asks again
            Err(_) => *queue = Queue::default(),
        }
    }

    fn write_all(&self) {
        loop {
            let (rows, bodies) = {
                let mut queue = self.locked();
                if queue.rows.is_none() && queue.bodies.is_empty() {
                    queue.writing = false;
                    self.settled.notify_all();
                    return;
                }
                (queue.rows.take(), std::mem::take(&mut queue.bodies))
            };
            if !self.theirs.is_surely_so() {
                continue;
            }
            if let Some((listing, as_of)) = rows {
                self.rows.write(&listing, as_of);
            }
            if !bodies.is_empty() {
                self.bodies.apply(&bodies);
            }
        }
    }

    /// Waits for what is being written, though not for ever.
    pub(super) fn settle(&self) {
        let queue = self.locked();
        let _ = self.settled.wait_timeout_while(queue, SETTLE, |queue| queue.writing);
    }

    fn locked(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
