//! Functions that the compiler does not accept with a span, and what their files were then: known for the next time.

use std::{
    collections::BTreeMap,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

use super::{compile::Outcome, diagnostics::Translator, mirror, plan::Plan};

/// All that are known of a crate.
#[derive(Default)]
pub(super) struct Refused {
    /// By their paths: files, below the folder, what stands for their texts, and what the compiler has said.
    all: BTreeMap<String, (PathBuf, u64, String)>,
}

impl Refused {
    fn file(mirror: &Path) -> PathBuf {
        mirror.with_extension("refused.json")
    }

    pub(super) fn read(mirror: &Path) -> Self {
        let text = fs::read_to_string(Self::file(mirror)).unwrap_or_default();
        Self { all: serde_json::from_str(&text).unwrap_or_default() }
    }

    pub(super) fn write(&self, mirror: &Path) {
        if self.all.is_empty() {
            let _ = fs::remove_file(Self::file(mirror));
        } else if let Ok(text) = serde_json::to_string(&self.all) {
            let _ = mirror::write(&Self::file(mirror), &text);
        }
    }

    /// Those whose files are as they were.
    pub(super) fn still(&mut self, folder: &Path) -> BTreeMap<String, String> {
        self.all.retain(|_, (file, known, _)| stands_for(&folder.join(&*file)) == *known);
        self.all.iter().map(|(path, (_, _, said))| (path.clone(), said.clone())).collect()
    }

    /// Adds the functions in which errors are; false where there are none that were not known.
    pub(super) fn suspect(
        &mut self,
        plan: &Plan,
        translator: &Translator<'_>,
        outcome: &Outcome,
        folder: &Path,
    ) -> bool {
        let mut is_new = false;
        for error in outcome.errors() {
            for (file, line) in translator.places(&error) {
                let above = plan.traced.iter().filter(|(other, from, _)| *other == file && *from <= line);
                let Some((file, _, path)) = above.max_by_key(|(_, from, _)| *from) else { continue };
                let known = stands_for(&folder.join(file));
                let said = error["message"].as_str().unwrap_or_default().to_owned();
                is_new |= self.all.insert(path.clone(), (file.clone(), known, said)).is_none();
            }
        }
        is_new
    }
}

fn stands_for(file: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    fs::read(file).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}
