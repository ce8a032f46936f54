//! A watch on the file: what is written there holds within a second.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    time::Duration,
};

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::file::File;

/// Editors write a file in several steps: it is read when it has been quiet for this long.
const QUIET: Duration = Duration::from_millis(100);

/// Ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Watch {
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// # Errors
    /// The system has no such watch to give.
    pub(crate) fn on(file: Arc<File>) -> Result<Self, String> {
        let (told, events) = channel();
        let name = file.path().file_name().map(std::ffi::OsStr::to_owned);
        let about = move |event: &notify::Event| {
            event.paths.iter().any(|path| path.file_name().map(std::ffi::OsStr::to_owned) == name)
        };
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if event.as_ref().is_ok_and(|event| !event.kind.is_access() && about(event)) {
                let _ = told.send(());
            }
        })
        .map_err(|error| error.to_string())?;
        // Its folder: many programs replace a file instead of writing into it.
        let folder = file.path().parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| std::path::Path::new("."));
        watcher.watch(folder, RecursiveMode::NonRecursive).map_err(|error| error.to_string())?;
        std::thread::Builder::new()
            .name("traced-config".into())
            .spawn(move || follow(&events, &file))
            .map_err(|error| error.to_string())?;
        Ok(Self { _watcher: watcher })
    }
}

/// Ends with the watcher, which holds the other end.
fn follow(events: &Receiver<()>, file: &File) {
    while events.recv().is_ok() {
        loop {
            match events.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        file.changed();
    }
}
