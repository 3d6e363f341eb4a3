export * from "./contract.ts";
export * from "./limits.ts";
export { issueAgencyCard, openAgencyCard, type AgencyCard } from "./papers/agency-card.ts";
export { mlsCipher, type MlsCipher } from "./mls/cipher.ts";
export type { MlsState } from "./mls/state.ts";
export {
  issueDevice,
  issueIssuingKey,
  openCertificate,
  openIssuingKey,
  openSignedIssuingKey,
  type DevicePaper,
  type DeviceTerms,
  type Issuer,
  type IssuingPaper,
  type IssuingTerms,
} from "./papers/certificate.ts";
export {
  draftCharter,
  issueCharter,
  linkOf,
  openCharter,
  signCharter,
  type Charter,
  type CharterTerms,
  type Link,
} from "./papers/charter.ts";
export { joinCharters, readCharter, type CharterInMaking } from "./papers/charter-making.ts";
export { issueIssuingRequest, openIssuingRequest, type IssuingRequest } from "./papers/issuing-request.ts";
export {
  channelOuterKey,
  issueExchangeKey,
  openExchangeKey,
  openOuterKey,
  sealOuterKey,
  type ByIssuingKey,
  type ExchangeKey,
} from "./papers/outer-key.ts";
export { issueRevocation, openRevocation, type RevocationOf } from "./papers/revocation.ts";
export type { SuiteName } from "./suite/suites.ts";
export type { Signed } from "./papers/signed.ts";
export { openStock, packStock, type Stock } from "./papers/stock.ts";
export { bindTicket, countersign, issueTicketStock, openTicket, type TicketPaper } from "./papers/ticket.ts";
