//! What the builders of all exporters over HTTP have in common, written into each: methods cannot be added to a type of another crate.

/// Writes an exporter's `Builder` over its `Settings`, which have `http`, `max_request_bytes` and `read_env`, and its common methods.
#[doc(hidden)]
#[macro_export]
macro_rules! __builder {
    ($Settings:ty => $Exporter:ty, variables: $variables:literal) => {
        /// Configures an [`Exporter`]. Of two calls that set the same thing the later one holds.
        ///
        /// What cannot be used is reported by [`build`](Self::build): the first of it, if there are several.
        #[derive(Clone, Debug, Default)]
        #[must_use = "a builder does nothing until it is built"]
        pub struct Builder {
            settings: $Settings,
            mistake: Option<$crate::ConfigError>,
        }

        impl Builder {
            fn attempt(mut self, change: impl FnOnce(&mut $Settings) -> Result<(), $crate::ConfigError>) -> Self {
                if let Err(mistake) = change(&mut self.settings) {
                    self.mistake.get_or_insert(mistake);
                }
                self
            }

            /// A header to send with every request, such as an API key. The value never appears in a message.
            pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
                self.attempt(|settings| settings.http.set_header(name.as_ref(), value.as_ref()))
            }

            /// How long one request may take, from looking up the address to the end of the answer: 10 seconds unless set. Zero is no
            /// limit.
            pub fn timeout(mut self, limit: ::std::time::Duration) -> Self {
                self.settings.http.timeout = Some(limit).filter(|limit| !limit.is_zero());
                self
            }

            /// How the bodies of requests are compressed: not at all unless set.
            pub fn compression(mut self, compression: $crate::Compression) -> Self {
                self.settings.http.compression = compression;
                self
            }

            /// A file of certificates in PEM form, to be trusted in place of Mozilla's, which are built in: for a receiver with a
            /// certificate of your own authority.
            pub fn certificates(self, file: impl AsRef<::std::path::Path>) -> Self {
                self.attempt(|settings| settings.http.set_certificates("certificates", file.as_ref()))
            }

            /// The size, before compression, from which a batch is sent in several requests: 4 MiB unless set. A single span that is
            /// larger is sent all the same.
            pub fn max_request_bytes(mut self, bytes: usize) -> Self {
                self.settings.max_request_bytes = bytes;
                self
            }

            /// A directory in which spans are kept while the peer is away, or slow: they survive the end of the process, and are sent,
            /// oldest first, when the peer is back. It is made where there is none. Exporters and processes of one user may share one:
            /// each has a folder of its own in it, and takes over those that ended processes left behind for the same address. See
            /// [`Exporter::spool`].
            pub fn spool(mut self, directory: impl AsRef<::std::path::Path>) -> Self {
                self.settings.http.set_spool(directory.as_ref());
                self
            }

            /// The size in bytes that a process's files in the spool do not exceed, each counted in whole blocks of 4 KiB: 64 MiB unless
            /// set, at least 64 KiB. Where there is no more room the oldest go, and are counted.
            pub fn spool_limit(self, bytes: u64) -> Self {
                self.attempt(|settings| settings.http.set_spool_limit(bytes))
            }

            #[doc = concat!("Takes over what the `", $variables, "` variables say, and `TRACED_SPOOL_*`, and leaves what they do not mention.")]
            pub fn from_env(self) -> Self {
                self.attempt(|settings| settings.read_env(&|name| ::std::env::var_os(name)))
            }

            /// The exporter. It connects when it has something to send.
            ///
            /// # Errors
            ///
            /// A setting cannot be used, or the spool's directory.
            pub fn build(self) -> Result<$Exporter, $crate::ConfigError> {
                match self.mistake {
                    Some(mistake) => Err(mistake),
                    None => <$Exporter>::new(self.settings),
                }
            }
        }
    };
}
