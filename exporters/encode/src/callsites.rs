//! What all spans of one callsite have in common, encoded once and copied from then on.

use traced_runtime::Callsite;

/// One thing for each callsite seen so far, by the callsite's dense index. Rules may give a callsite another name: then it is made anew.
#[derive(Debug)]
pub struct PerCallsite<T>(Vec<Option<(&'static str, T)>>);

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
        let known = &mut self.0[index];
        // A name that is another one stands elsewhere.
        if !known.as_ref().is_some_and(|(name, _)| std::ptr::eq(*name, site.name())) {
            *known = None;
        }
        &known.get_or_insert_with(|| (site.name(), make(site))).1
    }

    #[cold]
    fn grow(&mut self, index: usize) {
        self.0.resize_with(index + 1, || None);
    }
}
