//! A sign of life for long work, on a terminal only.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is done sooner shows nothing: a flicker helps nobody.
const PATIENCE: Duration = Duration::from_millis(200);

/// Shows `what` on standard error while it lives, once the work has taken a while.
pub(super) struct Progress {
    done: std::sync::mpsc::Sender<()>,
    shown: Option<std::thread::JoinHandle<()>>,
}

impl Progress {
    /// Begins; silent unless `visible`.
    pub(super) fn start(what: &'static str, visible: bool) -> Self {
        let (done, wait) = std::sync::mpsc::channel();
        let shown = visible.then(|| {
            std::thread::spawn(move || {
                use std::sync::mpsc::RecvTimeoutError::Timeout;
                if wait.recv_timeout(PATIENCE) != Err(Timeout) {
                    return;
                }
                let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
                if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
                    bar.set_style(style);
                }
                bar.set_message(what);
                while wait.recv_timeout(Duration::from_millis(100)) == Err(Timeout) {
                    bar.tick();
                }
                bar.finish_and_clear();
            })
        });
        Progress { done, shown }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let _ = self.done.send(());
        if let Some(shown) = self.shown.take() {
            // It only draws; if it failed, so what.
            let _ = shown.join();
        }
    }
}
