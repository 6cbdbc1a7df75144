//! Taking turns at decoding images: a small file can take much memory while it is read.

use tokio::sync::{Semaphore, SemaphorePermit};

/// How many images are decoded at once, of all pages.
const AT_ONCE: usize = 2;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);

/// Waits for a turn, which lasts until it is dropped: whoever decodes holds it to the end, also where
/// nobody waits for the image any more.
pub async fn turn() -> Option<SemaphorePermit<'static>> {
    // it is never closed
    TURNS.acquire().await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[test]
    fn no_more_images_are_decoded_at_once_than_have_a_turn() {
        let mut turns: Vec<_> = (0..AT_ONCE).map(|_| turn().now_or_never().flatten()).collect();
        assert!(turns.iter().all(Option::is_some));
        assert!(turn().now_or_never().is_none(), "it waits");
        turns.pop();
        assert!(turn().now_or_never().flatten().is_some(), "the next one when one is done");
    }
}
