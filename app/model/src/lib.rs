//! The vocabulary of MetaMCP: ids, inputs, views and their validation.
//!
//! Every layer speaks these types, in the browser as on the server, so this crate does no I/O, knows no
//! clock and no randomness, and compiles for wasm. `XInput` is what a caller writes, `XView` what a caller reads.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

#[macro_use]
mod words;

mod account;
mod api_key;
mod approval;
mod audit;
mod auth;
mod bounds;
mod call;
mod caller_settings;
mod change_policy;
mod command_line;
mod conformance;
mod connection;
mod defaults;
mod endpoint;
mod found_tool;
mod hand_over;
mod id;
mod inspection;
mod invalid;
mod json_places;
mod length;
mod log;
pub mod middleware;
mod name;
mod namespace;
mod namespace_copy;
mod namespace_save;
mod naming;
mod oauth;
mod overview;
mod owner;
mod pairs;
mod paste;
mod people;
mod permission;
mod public_urls;
mod quick;
mod reference;
mod registration;
mod run;
mod saved_request;
pub mod schema_form;
mod server;
mod session;
mod session_times;
mod sign_in;
mod snippet;
mod team;
mod timestamp;
mod token_cost;
mod tool;
mod tool_call;
mod tool_change;
mod tool_listing;
mod tool_override;
mod transfer;
mod upstream;
mod upstream_oauth;
mod user;
mod user_agent;
mod wire;

pub use account::{AccountView, PasswordInput, ProfileInput, WebSessionView};
pub use api_key::{
    ApiKeyInput, ApiKeyView, CreatedApiKey, KeyLimits, KeyLimitsInput, KeyOverlap, KeyPlaces, KeyReach,
    MAX_API_KEY_NAME, MAX_TOOL_PATTERNS, RotateKeyInput,
};
pub use approval::{ApprovalDetail, ApprovalState, ApprovalView, ApprovalsView, Asker, RefusalInput};
pub use audit::{
    ActFilter, ActOutcome, ActThing, ActVerb, ActView, ActorKind, ActorView, ActsView, AuditCallDetail,
    AuditCallView, AuditCallsView, AuditChoices, AuditState, CallFigures, CallFilter, CallGroup, CallPoint,
    CallRange, CallStages, CallerKind, CallerView, CredentialKind, CredentialView, FORMATS, GroupBy,
    OutcomeFilter, TimeSpan,
};
pub use auth::{LoginInput, MIN_PASSWORD, Me, SetupInput, SetupStatus, local_path};
pub use call::{CallKind, CallOutcome, CallPart, CallView};
pub use caller_settings::{CallerInput, CallerSettings, IdentityClaims, NeverPassed, never_passed};
pub use change_policy::ChangePolicy;
pub use command_line::{UnbalancedQuote, join_command_line, split_command_line};
pub use conformance::{
    Check, CheckResult, ConformanceInput, ConformanceRun, ConformanceView, Era, Verdict, VerdictCount,
};
pub use connection::{ConnectionHolder, ConnectionView};
pub use defaults::Defaults;
pub use endpoint::{
    EndpointAuth, EndpointInput, EndpointView, SsoAccess, SsoAccessInput, SsoAccessView, SsoProvider,
    SsoReach, check_groups,
};
pub use found_tool::FoundTool;
pub use hand_over::{Consequences, HandOverInput, HandOverView, Thing};
pub use id::{
    ApiKeyId, ApprovalId, AuditActId, AuditCallId, AuditStrandId, AuthorizationId, ConformanceRunId,
    EndpointId, IdentityId, InspectionId, InspectorSignInId, NamespaceId, NamespaceSaveId, OauthClientId,
    OidcProviderId, ParseIdError, PersonLinkId, RecordingId, SavedRequestId, ServerId, SignUpRequestId,
    SigningKeyId, TeamId, ToolChangeId, ToolId, UserId,
};
pub use inspection::{
    AnswerInput, AppAnswer, AppMethod, AppProblem, AppRequestInput, AppView, AppWishes, ComparedLine,
    Comparison, Completion, CompletionInput, CompletionKind, ContentBlock, ExchangeProgress, ExchangeRow,
    ExchangeState, ExchangeView, HopStep, HopView, InspectedMessage, InspectedPrompt, InspectedResource,
    InspectedRoot, InspectedTask, InspectedTool, InspectionInput, InspectionLists, InspectionOffers,
    InspectionProtocol, InspectionState, InspectionView, InspectorSignInView, InspectorTarget,
    InspectorTargets, LineKind, LogLevelInput, McpLogLevel, NoToken, NoticeView, PingInput, PingView,
    PromptArgument, QuestionAct, QuestionKind, QuestionView, RequestInput, RootsInput, SubscriptionView,
    TaskSupport, ToolAudience, web_page,
};
pub use invalid::{FieldErrors, Problem};
pub use json_places::differing_places;
pub use log::{LogFilter, LogLevel, LogLine, LogLines, LogSource, LogsView};
pub use name::{MAX_NAME, NAME_SEPARATOR, check_alias, check_name, check_server_name, suggest_name};
pub use namespace::{NamespaceDetail, NamespaceInput, NamespaceServerView, NamespaceView};
pub use namespace_copy::{
    MissingTool, NamespaceCloneInput, NamespaceImportInput, NamespaceImportView, NamespacePart,
};
pub use namespace_save::{NamespaceSaveView, SavedChange, SavedChangeKind, Undone};
pub use naming::{NamedThing, NamingPolicy};
pub use oauth::{
    ClientAuth, ClientKind, ConnectedClientView, ConsentView, CreatedOauthClient, OauthClientView,
    RegistrationPolicy, Scope, Scopes,
};
pub use overview::NeedsView;
pub use owner::{Owner, Recipient, Visibility};
pub use pairs::{MASK, Pair, format_pairs, parse_pairs};
pub use paste::{Candidate, PasteFormat, PasteProblem, Recognised, recognise};
pub use people::{
    Belongings, CreatedLink, DeleteUserInput, Heir, InviteInput, LinkInput, LinkKind, LinkView, OwnedThing,
    PersonLinkView, ThingKind, UserChangeInput, UserDetail,
};
pub use permission::{Permission, Role};
pub use public_urls::{Meant, PublicUrls, WrongAddress, cannot_be_rebound, host_name};
pub use quick::{QuickCreated, QuickDraft, QuickOutcome, QuickServer};
pub use reference::Reference;
pub use registration::{RegisterInput, Registration};
pub use run::{
    ConnectionSettings, ProcessLimits, RunInput, RunSettings, Sandbox, Sharing, Timeouts, ToolTimeouts,
    format_tool_times,
};
pub use saved_request::{SavedRequestInput, SavedRequestNameInput, SavedRequestView};
pub use server::{ServerInput, ServerKind, ServerView};
pub use session::{SessionView, SessionsView};
pub use session_times::{SessionTimes, SessionTimesInput};
pub use sign_in::{
    CreationPolicy, LinkOfferInput, LinkOfferView, LinkedIdentity, OidcProviderInput, OidcProviderView,
    ProviderFacts, ProviderTest, RoleRule, SignInOption, SignInOptions, SignInProblem, SignInSettings,
    SignUpRequestView, TeamRule, check_provider_url, check_team_rules, domains, role_rules, rules_text,
    team_rules, team_rules_text,
};
pub use snippet::{CLIENTS, SnippetClient, snippet};
pub use team::{
    DeleteTeamInput, MAX_TEAM_NAME, Membership, TeamDetail, TeamInput, TeamMemberInput, TeamMemberView,
    TeamName, TeamView,
};
pub use timestamp::Timestamp;
pub use token_cost::{
    ListCost, ModelFamily, NameChange, NamespaceCosts, NamespacePreview, PreviewName, TokenCost,
};
pub use tool::{ToolHints, ToolView};
pub use tool_call::{CallableTool, ToolAnswer, ToolCallInput, ToolTrial};
pub use tool_change::{
    ChangeLevel, ChangedPart, DecidedBy, FieldChange, Finding, NamespaceChanges, PartChange, Piece,
    ServerChanges, ToolChangeKind, ToolChangeView, ToolDiff, ToolHistory, ToolVerdict, ToolVerdicts,
    VerdictView, WaitingTool, Warning, reveal, says_the_same,
};
pub use tool_listing::{NoListing, ToolListing, ToolListingInput, ToolListingMode, USUAL_BUDGET};
pub use tool_override::{
    ArgumentInput, ArgumentOverride, ArgumentView, HintChoice, MAX_TOOL_NAME, NamespaceToolView,
    ToolOverride, ToolOverrideInput, check_tool_name,
};
pub use transfer::{
    ApiKeyDeclaration, Declaration, EndpointDeclaration, LinkDeclaration, NamespaceDeclaration,
    NamespaceServerDeclaration, ServerDeclaration, SsoDeclaration, TeamDeclaration, TeamMemberDeclaration,
    ToolDeclaration, UserDeclaration,
};
pub use upstream::{Failure, FailureClass, ProbeView, ProcessView, UpstreamState, UpstreamStatus};
pub use upstream_oauth::{GrantView, OauthInput, OauthSharing, ReconnectReason, SignInView, UpstreamOauth};
pub use user::{SignInMethod, UserInput, UserView, check_password};
pub use user_agent::UserAgent;
pub use wire::{
    RecordingInput, RecordingView, WireBody, WireCall, WireEntry, WireFilter, WireKind, WireMessage,
    WirePage, WireSide,
};
