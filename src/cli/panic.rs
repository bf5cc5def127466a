//! A panic is a fault of ours: it becomes one message, with its place, that asks to be reported.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, PoisonError};

/// Where the first panic of this process happened; only known after [`note_places`].
static PLACE: Mutex<Option<String>> = Mutex::new(None);

/// From now on, panics of this process are noted instead of printed. For `main` only: a program that
/// uses the library decides for itself what its panics look like.
pub(super) fn note_places() {
    panic::set_hook(Box::new(|info| {
        let mut place = PLACE.lock().unwrap_or_else(PoisonError::into_inner);
        if place.is_none() {
            *place = info.location().map(|it| format!("{}:{}", it.file(), it.line()));
        }
    }));
}

/// Runs `work`. A panic, also on another thread that `work` waits for, becomes its words and place.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let place = PLACE.lock().unwrap_or_else(PoisonError::into_inner).take();
        let words = words(&*payload);
        place.map_or_else(|| words.to_owned(), |place| format!("{words} at {place}"))
    })
}

fn words(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("panic")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_words() {
        assert_eq!(guarded(|| panic!("no such {}", "link")).unwrap_err(), "no such link");
        assert_eq!(guarded(|| 1), Ok(1));
    }
}
