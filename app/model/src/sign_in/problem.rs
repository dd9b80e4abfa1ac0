//! Why somebody who came back from a provider is not signed in.

/// A reason, as a word in the URL of the page that explains it. None of them tells a stranger anything about accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignInProblem {
    /// There is no such provider, or it is switched off.
    NoProvider,
    /// The provider does not answer, or not as it should.
    Unreachable,
    /// The provider, or the person there, said no.
    Refused,
    /// The attempt is unknown: too old, used before, or of another browser.
    Expired,
    /// What the provider said about the person could not be verified.
    Untrusted,
    /// The provider tells no mail address.
    NoEmail,
    /// The provider does not say that it checked the address.
    UnverifiedEmail,
    /// The address is of a domain that is not let in.
    ForeignDomain,
    /// An account with this address exists, and is not linked.
    AccountExists,
    /// Nobody new is let in.
    Closed,
    /// An administrator has to let them in first.
    Waiting,
    /// Too many people wait already.
    TooManyWaiting,
    /// The account at the provider is somebody else's here.
    LinkedElsewhere,
    /// Who wanted to link it is not signed in any more.
    SignedOut,
    /// The first administrator has to be made first.
    NotSetUp,
    /// Too many attempts from this address.
    TooMany,
    /// A fault of ours; the log says more.
    Failed,
}

words!(SignInProblem:
    NoProvider = "no-provider",
    Unreachable = "unreachable",
    Refused = "refused",
    Expired = "expired",
    Untrusted = "untrusted",
    NoEmail = "no-email",
    UnverifiedEmail = "unverified-email",
    ForeignDomain = "foreign-domain",
    AccountExists = "account-exists",
    Closed = "closed",
    Waiting = "waiting",
    TooManyWaiting = "too-many-waiting",
    LinkedElsewhere = "linked-elsewhere",
    SignedOut = "signed-out",
    NotSetUp = "not-set-up",
    TooMany = "too-many",
    Failed = "failed",
);
