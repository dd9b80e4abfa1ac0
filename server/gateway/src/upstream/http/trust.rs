//! Whose certificates of servers are believed.

use std::str::FromStr;

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

/// Authorities that may sign the certificates of servers, besides the public ones.
#[derive(Debug, Clone, Default)]
pub struct Authorities(Vec<CertificateDer<'static>>);

/// The text is not the PEM text of certificates of authorities.
#[derive(Debug, thiserror::Error)]
#[error("not the PEM text of certificates of authorities")]
pub struct NotAuthorities;

impl FromStr for Authorities {
    type Err = NotAuthorities;

    /// Reads the PEM text of certificates. An empty text names none.
    fn from_str(text: &str) -> Result<Self, NotAuthorities> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text.as_bytes()).collect();
        let certificates = certificates.map_err(|_| NotAuthorities)?;
        let mut roots = RootCertStore::empty();
        for certificate in &certificates {
            roots.add(certificate.clone()).map_err(|_| NotAuthorities)?;
        }
        if roots.is_empty() {
            return Err(NotAuthorities);
        }
        Ok(Self(certificates))
    }
}

impl Authorities {
    /// How TLS is spoken to servers.
    pub(super) fn client_config(&self) -> ClientConfig {
        let mut roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        roots.add_parsable_certificates(self.0.iter().cloned());
        ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .expect("ring supports the default versions of TLS")
            .with_root_certificates(roots)
            .with_no_client_auth()
    }
}

#[cfg(test)]
mod tests {
    use super::Authorities;

    #[test]
    fn refuses_what_names_no_authority() {
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for text in ["Dear diary", "-----BEGIN CERTIFICATE-----\n", broken] {
            assert!(text.parse::<Authorities>().is_err(), "{text:?}");
        }
    }
}
