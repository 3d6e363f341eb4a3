import { COMMIT_BYTES_MAX, FRAME_BYTES_MAX, GROUP_INFO_BYTES_MAX } from "@vado/protocol";

/** Everything the relay bounds. An operator may raise the rates for a desk; sizes are part of the contract. */
export interface RelayLimits {
  readonly frameBytesMax: number;
  readonly commitBytesMax: number;
  readonly groupInfoBytesMax: number;
  /** Body of an enrolment or a session request. */
  readonly smallBodyBytesMax: number;
  /** Appends of one device, per second, and how many it may send at once after a pause. */
  readonly deviceFramesPerSecond: number;
  readonly deviceFramesBurst: number;
  /** Appends to one channel by all devices. */
  readonly channelFramesPerSecond: number;
  readonly channelFramesBurst: number;
  /** Reads and sessions of one device. */
  readonly deviceReadsPerSecond: number;
  readonly deviceReadsBurst: number;
  /** Enrolments by one account. */
  readonly accountEnrolmentsPerSecond: number;
  readonly accountEnrolmentsBurst: number;
  /** Requests by devices the relay has to look up on disk; shields the store from strangers. */
  readonly lookupsPerSecond: number;
  readonly lookupsBurst: number;
  readonly deviceStreamsMax: number;
  readonly deviceSessionsMax: number;
  readonly sessionLifetimeMs: number;
  readonly deviceLifetimeMsMax: number;
  /** How far a request's `created` may be from the relay's clock, either way. */
  readonly createdWindowMs: number;
  /** Nonces remembered; when full, requests are refused rather than nonces forgotten. */
  readonly noncesMax: number;
  readonly devicesCachedMax: number;
  readonly bucketsMax: number;
  readonly pageFramesMax: number;
  readonly pageBytesMax: number;
  readonly waitMsMax: number;
  /** A comment on an idle event stream, so that proxies keep it open. */
  readonly streamIdleMs: number;
  /** An event stream ends after this long; the device signs anew. */
  readonly streamLifetimeMs: number;
  readonly tailFramesMax: number;
  readonly tailBytesMax: number;
}

export const DEFAULT_LIMITS: RelayLimits = {
  frameBytesMax: FRAME_BYTES_MAX,
  commitBytesMax: COMMIT_BYTES_MAX,
  groupInfoBytesMax: GROUP_INFO_BYTES_MAX,
  smallBodyBytesMax: 4 * 1024,
  deviceFramesPerSecond: 20,
  deviceFramesBurst: 60,
  channelFramesPerSecond: 1_000,
  channelFramesBurst: 2_000,
  deviceReadsPerSecond: 50,
  deviceReadsBurst: 200,
  accountEnrolmentsPerSecond: 5,
  accountEnrolmentsBurst: 200,
  lookupsPerSecond: 1_000,
  lookupsBurst: 5_000,
  deviceStreamsMax: 5,
  deviceSessionsMax: 5,
  sessionLifetimeMs: 600_000,
  deviceLifetimeMsMax: 30 * 86_400_000,
  createdWindowMs: 300_000,
  noncesMax: 1_000_000,
  devicesCachedMax: 20_000,
  bucketsMax: 50_000,
  pageFramesMax: 256,
  pageBytesMax: 1024 * 1024,
  waitMsMax: 55_000,
  streamIdleMs: 15_000,
  streamLifetimeMs: 600_000,
  tailFramesMax: 64,
  tailBytesMax: 32 * 1024 * 1024,
};
