//! What failed between us and a server.

use std::{error::Error, io, net::IpAddr};

use crate::{spec::NoToken, upstream::http::address::ResolveError};

/// What failed between us and a server.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The address may not be called.
    Refused(IpAddr),
    /// The host name is unknown.
    Dns,
    /// No connection came about: the system's words.
    Connect(io::ErrorKind, String),
    /// TLS failed: the library's error if it is one, else words.
    Tls(Result<rustls::Error, String>),
    /// The connection was lost before the answer was complete.
    Cut(String),
    /// There is no token to send along.
    SignIn(Box<NoToken>),
}

impl Fault {
    /// Reads an error from before there was a connection.
    pub(super) fn of_connecting(error: &(dyn Error + 'static)) -> Self {
        if let Some(error) = find::<ResolveError>(error) {
            return match error {
                ResolveError::Unknown(_) => Self::Dns,
                ResolveError::Refused(address) => Self::Refused(*address),
            };
        }
        if let Some(error) = find::<rustls::Error>(error) {
            return Self::Tls(Ok(error.clone()));
        }
        let words = root_words(error);
        match find::<io::Error>(error) {
            Some(error) if is_of_handshake(error) => Self::Tls(Err(words)),
            Some(error) => Self::Connect(error.kind(), words),
            None => Self::Connect(io::ErrorKind::Other, words),
        }
    }

    /// Reads an error of a connection. A server may refuse our side of TLS only then.
    pub(super) fn of_connection(error: &hyper::Error) -> Self {
        match find::<rustls::Error>(error) {
            Some(error) => Self::Tls(Ok(error.clone())),
            None => Self::of_body(error),
        }
    }

    /// Reads an error in the middle of an answer.
    pub(crate) fn of_body(error: &hyper::Error) -> Self {
        Self::Cut(root_words(error))
    }

    /// There is no token, and this is why.
    pub(in crate::upstream::http) fn of_sign_in(why: NoToken) -> Self {
        Self::SignIn(Box::new(why))
    }

    /// The request certainly did not reach the server.
    pub(in crate::upstream::http) fn is_before_request(&self) -> bool {
        !matches!(self, Self::Cut(_))
    }
}

/// The connector wraps what goes wrong once there is a connection: a server that hangs up in the middle of the TLS handshake.
fn is_of_handshake(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(<dyn Error + Send + Sync>::is::<io::Error>)
}

/// The first error of this type in the chain.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    chain(error).find_map(|error| error.downcast_ref())
}

fn root_words(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map_or_else(String::new, ToString::to_string)
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| match error.downcast_ref::<io::Error>() {
        // The source of an `io::Error` is the source of what it wraps: that itself would be passed over.
        Some(error) => error.get_ref().map(|inner| inner as &(dyn Error + 'static)),
        None => error.source(),
    })
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{find, root_words};

    #[test]
    fn finds_what_io_errors_wrap() {
        let error = io::Error::other(io::Error::new(
            io::ErrorKind::InvalidData,
            rustls::Error::DecryptError,
        ));
        assert_eq!(find::<rustls::Error>(&error), Some(&rustls::Error::DecryptError));
        assert_eq!(root_words(&error), rustls::Error::DecryptError.to_string());
    }
}
