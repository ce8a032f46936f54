//! The way out: HTTP or gRPC.

use traced_http::{ConfigError, Outlet};

#[cfg(feature = "grpc")]
use super::grpc::Client;
use super::receiver::Receiver;
#[cfg(feature = "grpc")]
use crate::config::Protocol;
use crate::config::Settings;

/// The transport that the settings ask for, with a spool before it where there is to be one.
pub(crate) fn open(settings: &Settings) -> Result<Outlet, ConfigError> {
    // What is left in a spool in one form is not for a receiver of the other.
    let form = format!("otlp {}", settings.protocol.content_type());
    #[cfg(feature = "grpc")]
    if settings.protocol == Protocol::Grpc {
        let client = Client::new(settings.http.clone(), settings.setting_of_address())?;
        return Outlet::open(client, &settings.http, &form);
    }
    Outlet::open(Receiver::new(settings.clone()), &settings.http, &form)
}
