//! Windows are kept when somebody leaves and given to the next who comes: to open one takes seconds.

use std::mem;
use std::ops::Deref;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Runtime;

use crate::chrome::{Browser, Look};

/// Tests, each a name and what it does, run by [`run`].
macro_rules! tests {
    ($($name:ident => $body:expr;)*) => {$(
        #[test]
        fn $name() {
            crate::windows::run($body);
        }
    )*};
}

/// Runs a test. All run in one runtime, because a window's connection to its driver lives in the one that opened it.
pub fn run<T>(test: impl Future<Output = T>) -> T {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime for the tests"));
    RUNTIME.block_on(test)
}

/// The windows that nobody uses, and how many people use one.
struct Kept {
    windows: Vec<Browser>,
    people: usize,
}

fn kept() -> MutexGuard<'static, Kept> {
    static KEPT: Mutex<Kept> = Mutex::new(Kept { windows: Vec::new(), people: 0 });
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A window that somebody uses. When they leave it is kept; when the last one leaves, all windows are closed.
pub struct Window(Option<Browser>);

impl Window {
    /// A window with this look, in which nobody is signed in.
    pub async fn take(look: Look) -> Self {
        let fitting = {
            let mut kept = kept();
            kept.people += 1;
            let found = kept.windows.iter().position(|window| window.look().javascript == look.javascript);
            found.map(|at| kept.windows.swap_remove(at))
        };
        // Counted from here on, whatever happens below.
        let mut window = Self(fitting);
        match &window.0 {
            Some(browser) => {
                browser.forget().await;
                browser.remove_authenticator().await;
                browser.put_on(look).await;
            }
            None => window.0 = Some(Browser::open(look).await),
        }
        window
    }
}

impl Deref for Window {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        self.0.as_ref().expect("there is a window until it is given back")
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let mut kept = kept();
        kept.people -= 1;
        kept.windows.extend(self.0.take());
        if kept.people == 0 {
            let all = mem::take(&mut kept.windows);
            drop(kept);
            drop(all);
        }
    }
}
