//! What comes to the loop, in one queue.

use super::state::Message;
use crate::screen::input::Input;
use crate::screen::terminal::{Death, Heard, Signal};
use std::sync::mpsc::{Receiver, Sender};

/// Something that comes.
pub(super) enum Event {
    Heard(Heard),
    /// Of the run of that number: what an earlier one still says is nobody's any more.
    Message(u32, Box<Message>),
    /// It is time for a frame that was held back.
    Frame,
}

/// Puts what the jobs of a run say into the queue.
pub(super) fn telling(send: &Sender<Event>, run: u32) -> impl Fn(Message) + Send + Sync + 'static {
    let send = send.clone();
    move |message| drop(send.send(Event::Message(run, Box::new(message))))
}

/// Takes what was pressed, pasted or clicked out of the queue; all else stays in its order.
pub(super) fn drop_what_was_typed(send: &Sender<Event>, receive: &Receiver<Event>) {
    let is_typed = |event: &Event| match event {
        Event::Heard(Heard::Input(input)) => !matches!(input, Input::Resize(..)),
        _ => false,
    };
    let queued: Vec<Event> = receive.try_iter().collect();
    queued.into_iter().filter(|event| !is_typed(event)).for_each(|event| drop(send.send(event)));
}

pub(super) fn told_to_end(event: Event) -> Option<Death> {
    match event {
        Event::Heard(Heard::Signal(Signal::End(death))) => Some(death),
        _ => None,
    }
}
