//! An instrumented future is smaller than the plain one, and a chain of them grows by the wrapper only.

use traced::traced;

macro_rules! chain {
    ($module:ident, $(#[$attribute:meta])?) => {
        mod $module {
            $(#[$attribute])?
            pub async fn one(b: [u8; 64]) -> Result<u8, String> {
                std::future::ready(()).await;
                Ok(b[0])
            }

            $(#[$attribute])?
            pub async fn two(b: [u8; 64]) -> Result<u8, String> {
                one(b).await
            }

            $(#[$attribute])?
            pub async fn three(b: [u8; 64]) -> Result<u8, String> {
                two(b).await
            }

            $(#[$attribute])?
            pub async fn owning(text: String, n: u64) -> Result<u64, String> {
                std::future::ready(()).await;
                if text.is_empty() { Err(text) } else { Ok(n) }
            }
        }
    };
}

chain!(plain,);
chain!(spans, #[super::traced]);

#[test]
fn an_instrumented_future_stores_its_arguments_once() {
    let b = [0; 64];
    let sizes = [
        (size_of_val(&plain::one(b)), size_of_val(&spans::one(b))),
        (size_of_val(&plain::owning(String::new(), 1)), size_of_val(&spans::owning(String::new(), 1))),
    ];
    assert!(sizes.iter().all(|(plain, instrumented)| instrumented < plain), "{sizes:?}");
}

#[test]
fn each_level_of_a_chain_costs_no_more_than_the_wrapper() {
    let b = [0; 64];
    let plain = [size_of_val(&plain::one(b)), size_of_val(&plain::two(b)), size_of_val(&plain::three(b))];
    let spans = [size_of_val(&spans::one(b)), size_of_val(&spans::two(b)), size_of_val(&spans::three(b))];
    for level in 1..3 {
        let (before, after) = (plain[level] - plain[level - 1], spans[level] - spans[level - 1]);
        assert!(after <= before + 32, "{plain:?} {spans:?}");
    }
}
