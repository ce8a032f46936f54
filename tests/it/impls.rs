//! `#[traced]` on an `impl` and on a `trait`.

use std::fmt;

use futures::executor::block_on;
use traced::testing::{capture, capture_async};
use traced::{Outcome, traced};

#[derive(Clone)]
struct Shop {
    name: String,
    sold: u32,
}

#[traced]
impl Shop {
    const LIMIT: u32 = 3;

    const fn new(name: String) -> Self {
        Self { name, sold: 0 }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn sold(&self) -> u32 {
        self.sold
    }

    fn name_len(&self) -> usize {
        self.name.len()
    }

    fn sell(&mut self, n: u32) -> Result<u32, String> {
        if n > Self::LIMIT {
            return Err(format!("not {n}"));
        }
        self.sold += n;
        Ok(self.sold)
    }

    async fn sell_later(&mut self, n: u32) -> Result<u32, String> {
        std::future::ready(()).await;
        self.sell(n)
    }

    #[traced(name = "renamed", skip_all)]
    fn overridden(&self, n: u32) -> u32 {
        n + self.sold
    }

    #[traced(off)]
    fn excluded(&self, n: u32) -> u32 {
        n + self.sold
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "that it has no span is what is tested")]
    fn inlined(&self, n: u32) -> u32 {
        n + self.sold
    }

    #[traced]
    fn getter_on_request(&self) -> u32 {
        self.sold
    }

    #[cfg_attr(all(), traced(name = "conditional"))]
    fn under_condition(&self, n: u32) -> u32 {
        n + self.sold
    }

    #[cfg_attr(any(), traced)]
    fn under_false_condition(&self, n: u32) -> u32 {
        n + self.sold
    }
}

#[traced]
impl fmt::Display for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

fn names<T>(run: &traced::testing::Run<T>) -> Vec<&str> {
    run.spans().iter().map(|span| span.name.as_ref()).collect()
}

fn shop() -> Shop {
    Shop::new("corner".to_owned())
}

#[test]
fn methods_are_named_after_their_type() {
    let run = capture(|| shop().sell(2));
    assert_eq!(names(&run), ["Shop::sell"]);
    assert_eq!(run.span("Shop::sell").callsite.function(), "sell");
    let run = block_on(capture_async(async { shop().sell_later(9).await }));
    assert_eq!(run.span("Shop::sell_later").outcome, Outcome::Errored);
    assert_eq!(run.span("Shop::sell").parent_id, Some(run.span("Shop::sell_later").context.span_id()));
}

#[test]
fn what_should_not_be_traced_is_passed_over() {
    let run = capture(|| {
        let shop = shop();
        let total = shop.sold() + shop.excluded(1) + shop.inlined(1);
        format!("{shop}{}{}{total}", shop.name(), shop.name_len())
    });
    assert_eq!(names(&run), [""; 0]);
}

#[test]
fn an_attribute_inside_overrides() {
    let run = capture(|| shop().overridden(1) + shop().getter_on_request());
    assert_eq!(names(&run), ["renamed", "Shop::getter_on_request"]);
    assert!(run.span("renamed").tags.is_empty());
}

#[test]
fn cfg_attr_traced_under_a_traced_impl_is_one_span() {
    let run = capture(|| shop().under_condition(1) + shop().under_false_condition(1));
    assert_eq!(names(&run), ["conditional", "Shop::under_false_condition"]);
}

#[traced]
trait Work {
    fn required(&self, n: u32) -> u32;

    fn provided(&self, n: u32) -> u32 {
        self.required(n)
    }

    async fn provided_later(&self, text: String) -> usize {
        std::future::ready(text.len()).await
    }
}

#[traced]
impl Work for Shop {
    fn required(&self, n: u32) -> u32 {
        n + self.sold
    }
}

#[test]
fn default_bodies_of_a_trait_are_named_after_it() {
    let run = block_on(capture_async(async {
        shop().provided(1) + u32::try_from(shop().provided_later("ab".to_owned()).await).unwrap_or(0)
    }));
    assert_eq!(*run.value(), 3);
    let mut all = names(&run);
    all.sort_unstable();
    assert_eq!(all, ["Shop::required", "Work::provided", "Work::provided_later"]);
}

#[async_trait::async_trait]
trait Later: Send + Sync {
    async fn later(&self, text: &str, more: String) -> Result<usize, String>;
}

struct OnMethod;
struct Above;
struct Below;

#[async_trait::async_trait]
impl Later for OnMethod {
    #[traced(name = "on_method")]
    async fn later(&self, text: &str, more: String) -> Result<usize, String> {
        let len = std::future::ready(text.len()).await;
        if more.is_empty() { Err(more) } else { Ok(len) }
    }
}

#[traced]
#[async_trait::async_trait]
impl Later for Above {
    async fn later(&self, text: &str, more: String) -> Result<usize, String> {
        let len = std::future::ready(text.len()).await;
        if more.is_empty() { Err(more) } else { Ok(len) }
    }
}

#[async_trait::async_trait]
#[traced]
impl Later for Below {
    async fn later(&self, text: &str, more: String) -> Result<usize, String> {
        let len = std::future::ready(text.len()).await;
        if more.is_empty() { Err(more) } else { Ok(len) }
    }
}

#[test]
fn async_trait_above_below_and_on_the_method() {
    let all: [(&str, Box<dyn Later>); 3] =
        [("on_method", Box::new(OnMethod)), ("Above::later", Box::new(Above)), ("Below::later", Box::new(Below))];
    for (name, one) in all {
        let run = block_on(capture_async(async {
            (one.later("abc", "m".to_owned()).await, one.later("abc", String::new()).await)
        }));
        assert_eq!(*run.value(), (Ok(3), Err(String::new())), "{name}");
        let outcomes: Vec<_> = run.spans().iter().map(|span| (span.name.as_ref(), span.outcome)).collect();
        assert_eq!(outcomes, [(name, Outcome::Returned), (name, Outcome::Errored)]);
        assert_eq!(run.spans()[0].tag("text").map(ToString::to_string).as_deref(), Some("abc"), "{name}");
    }
}
