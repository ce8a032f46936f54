//! The customer: orders over HTTP, and tries again where it is told to.

use std::time::Duration;

use reqwest::{Response, StatusCode};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Result};
use reqwest_retry::{RetryTransientMiddleware, Retryable, RetryableStrategy, policies::ExponentialBackoff};
use traced::traced;
use traced_reqwest::TracedMiddleware;

use crate::gateway::{Order, Receipt};

/// Only who says that it is not available now is asked again.
struct Unavailable;

impl RetryableStrategy for Unavailable {
    fn handle(&self, result: &Result<Response>) -> Option<Retryable> {
        let status = result.as_ref().ok()?.status();
        (status == StatusCode::SERVICE_UNAVAILABLE).then_some(Retryable::Transient)
    }
}

pub struct Customer {
    gateway: String,
    http: ClientWithMiddleware,
}

impl Customer {
    pub fn new(gateway: &str) -> Self {
        let soon = Duration::from_millis(10)..Duration::from_millis(100);
        let backoff = ExponentialBackoff::builder().retry_bounds(soon.start, soon.end).build_with_max_retries(3);
        let traced = TracedMiddleware::new().on_request(|span, _| _ = span.set_tag("peer.service", "gateway"));
        // A span for each try, as it is added after what tries.
        let http = ClientBuilder::new(reqwest::Client::new())
            .with(RetryTransientMiddleware::new_with_policy_and_strategy(backoff, Unavailable))
            .with(traced)
            .build();
        Self { gateway: gateway.to_owned(), http }
    }
}

#[traced]
impl Customer {
    pub async fn order(&self, item: &str, count: u32) -> Result<Receipt> {
        let order = Order { item: item.to_owned(), count };
        let response = self.http.post(format!("{}/orders", self.gateway)).json(&order).send().await?;
        Ok(response.error_for_status()?.json().await?)
    }

    /// Shows how many there are, as often as that changes.
    #[traced(skip(show))]
    pub async fn watch(&self, item: &str, mut show: impl FnMut(&str)) -> Result<()> {
        let response = self.http.get(format!("{}/stock/{item}", self.gateway)).send().await?;
        let mut lines = response.error_for_status()?;
        while let Some(line) = lines.chunk().await? {
            show(String::from_utf8_lossy(&line).trim());
        }
        Ok(())
    }
}

/// What a customer would be told.
pub fn shown(result: &Result<Receipt>) -> String {
    match result {
        Ok(receipt) => format!("order {} is accepted, {} are left", receipt.order, receipt.left),
        Err(error) => error.status().map_or_else(|| error.to_string(), |status| format!("refused: {status}")),
    }
}
