//! What all spans of one callsite have in common, encoded once and copied from then on.

use traced_runtime::Callsite;

/// One thing for each callsite seen so far, by the callsite's dense index.
#[derive(Debug)]
pub struct PerCallsite<T>(Vec<Option<T>>);

impl<T> Default for PerCallsite<T> {
    fn default() -> Self {
        PerCallsite(Vec::new())
    }
}

impl<T> PerCallsite<T> {
    /// The callsite's; made when it is first asked for.
    #[inline]
    pub fn of(&mut self, site: &'static Callsite, make: impl FnOnce(&'static Callsite) -> T) -> &T {
        let index = site.index();
        if self.0.len() <= index {
            self.grow(index);
        }
        self.0[index].get_or_insert_with(|| make(site))
    }

    #[cold]
    fn grow(&mut self, index: usize) {
        self.0.resize_with(index + 1, || None);
    }
}
