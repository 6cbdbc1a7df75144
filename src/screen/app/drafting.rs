//! Keeping drafts while one types: the newest state of each is written on a thread beside, one after the
//! other, so that no key waits for the disk and a crash costs what was typed in the last moment at most.

use crate::platform::fault::Fault;
use crate::platform::templates::{Draft, DraftPort};
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Runtime;

/// How long leaving waits for what is still to be written.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is still to be written, by the draft's id: its newest state, or that it is no more.
#[derive(Default)]
struct Pending {
    todo: BTreeMap<String, Option<Box<Draft>>>,
    is_writing: bool,
}

/// Drafts on their way to the disk.
#[derive(Clone, Default)]
pub(super) struct Drafting(Arc<(Mutex<Pending>, Condvar)>);

impl Drafting {
    /// Keeps a draft, or keeps it no more. `told` hears when all is written, and of what could not be.
    pub(super) fn put(
        &self,
        (id, draft): (String, Option<Box<Draft>>),
        runtime: &Runtime,
        port: &Arc<dyn DraftPort>,
        told: impl Fn(Result<(), Fault>) + Send + 'static,
    ) {
        let mut pending = self.pending();
        pending.todo.insert(id, draft);
        if !std::mem::replace(&mut pending.is_writing, true) {
            let (this, port) = (self.clone(), Arc::clone(port));
            runtime.spawn_blocking(move || this.write(&*port, told));
        }
    }

    fn write(&self, port: &dyn DraftPort, told: impl Fn(Result<(), Fault>)) {
        let _writing = Writing(self);
        // told once: the next key would tell it again
        let mut has_told = false;
        while let Some((id, draft)) = self.next() {
            let done = match &draft {
                Some(draft) => port.keep(draft),
                None => port.drop_draft(&id),
            };
            if let Err(fault) = done
                && !std::mem::replace(&mut has_told, true)
            {
                told(Err(fault));
            }
        }
        told(Ok(()));
    }

    fn next(&self) -> Option<(String, Option<Box<Draft>>)> {
        let mut pending = self.pending();
        let next = pending.todo.pop_first();
        if next.is_none() {
            pending.is_writing = false;
            self.0.1.notify_all();
        }
        next
    }

    /// Waits until all is written, or as long as leaving may take.
    pub(super) fn flush(&self) {
        let pending = self.pending();
        let _ = self.0.1.wait_timeout_while(pending, PATIENCE, |pending| pending.is_writing);
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The one who writes. Where that falls over the next draft finds nobody at it, and nobody waits for it.
struct Writing<'d>(&'d Drafting);

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.pending().is_writing = false;
            self.0.0.1.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::At;
    use crate::platform::fault::FaultKind;
    use crate::platform::ports::{Answering, Told};
    use std::sync::mpsc::{Receiver, Sender, channel};

    /// A disk that is as slow as the test lets it be.
    struct Slow {
        go_on: Mutex<Receiver<()>>,
        kept: Mutex<Vec<(String, Option<usize>)>>,
        fails: bool,
    }

    impl Slow {
        fn write(&self, id: &str, step: Option<usize>) -> Result<(), Fault> {
            self.go_on.lock().unwrap().recv().unwrap();
            self.kept.lock().unwrap().push((id.to_owned(), step));
            if self.fails {
                Err(Fault::new(FaultKind::Local, "keep the draft", "the disk is full", ""))
            } else {
                Ok(())
            }
        }
    }

    impl DraftPort for Slow {
        fn drafts<'a>(&'a self) -> Answering<'a, Vec<Draft>> {
            Box::pin(async { Ok(Told::now(Vec::new())) })
        }

        fn keep(&self, draft: &Draft) -> Result<(), Fault> {
            self.write(&draft.id, Some(draft.step))
        }

        fn drop_draft(&self, id: &str) -> Result<(), Fault> {
            self.write(id, None)
        }
    }

    fn draft(id: &str, step: usize) -> (String, Option<Box<Draft>>) {
        let template = "template:default/x".parse().unwrap();
        let draft = Draft {
            id: id.into(),
            template,
            title: String::new(),
            step,
            values: vec![],
            marks: Default::default(),
            at: At(0),
            version: 0,
        };
        (id.to_owned(), Some(Box::new(draft)))
    }

    fn slow(fails: bool) -> (Sender<()>, Arc<Slow>) {
        let (go, go_on) = channel();
        (go, Arc::new(Slow { go_on: Mutex::new(go_on), kept: Mutex::default(), fails }))
    }

    #[test]
    fn a_slow_disk_gets_the_newest_state_of_each_draft_alone_and_leaving_waits_for_it() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let (go, slow) = slow(false);
        let port: Arc<dyn DraftPort> = Arc::clone(&slow) as Arc<_>;
        let drafting = Drafting::default();
        (0..20).for_each(|step| drafting.put(draft("a", step), &runtime, &port, |_| ()));
        drafting.put(("b".into(), None), &runtime, &port, |_| ());
        (0..21).for_each(|_| go.send(()).unwrap());
        drafting.flush();
        let kept = slow.kept.lock().unwrap().clone();
        assert!(
            kept.len() <= 3 && kept.contains(&("a".into(), Some(19))) && kept.contains(&("b".into(), None)),
            "{kept:?}"
        );
    }

    #[test]
    fn that_nothing_can_be_kept_is_told_once() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let (go, slow) = slow(true);
        let port: Arc<dyn DraftPort> = slow;
        let (told, heard) = channel();
        let drafting = Drafting::default();
        for id in ["a", "b", "c"] {
            let told = told.clone();
            drafting.put(draft(id, 0), &runtime, &port, move |it| told.send(it.is_err()).unwrap());
        }
        (0..3).for_each(|_| go.send(()).unwrap());
        assert_eq!(heard.iter().take(2).collect::<Vec<_>>(), [true, false]);
        drop(told);
        assert_eq!(heard.iter().count(), 0);
    }

    #[test]
    fn after_a_disk_that_fell_over_the_next_draft_is_kept() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let (go, slow) = slow(false);
        drop(go);
        let fallen: Arc<dyn DraftPort> = slow;
        let drafting = Drafting::default();
        drafting.put(draft("a", 0), &runtime, &fallen, |_| ());
        drafting.flush();
        assert!(!drafting.pending().is_writing, "leaving waits for nobody");
        let (go, sound) = self::slow(false);
        go.send(()).unwrap();
        let port: Arc<dyn DraftPort> = Arc::clone(&sound) as Arc<_>;
        drafting.put(draft("b", 1), &runtime, &port, |_| ());
        drafting.flush();
        assert_eq!(*sound.kept.lock().unwrap(), [("b".to_owned(), Some(1))]);
    }
}
